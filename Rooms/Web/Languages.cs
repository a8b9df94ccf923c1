using System.Globalization;
using HtmxChat.Views.Languages;
using Microsoft.AspNetCore.Localization;

namespace HtmxChat.Rooms.Web;

/// <summary>In which language a visitor is answered: the one they chose, or the first of their browser's that there is.</summary>
internal static class Languages
{
    private const string CookieName = "language";

    /// <summary>Sets the culture of the texts for each request; numbers and dates are written the same in all.</summary>
    public static void UseLanguages(this IApplicationBuilder app) => app.UseRequestLocalization(new RequestLocalizationOptions
    {
        DefaultRequestCulture = new(CultureInfo.InvariantCulture, CultureInfo.GetCultureInfo(Words.All[0].Code)),
        SupportedCultures = [CultureInfo.InvariantCulture],
        SupportedUICultures = [.. Words.All.Select(words => CultureInfo.GetCultureInfo(words.Code))],
        RequestCultureProviders = [new CustomRequestCultureProvider(OfPrograms), new CookieRequestCultureProvider { CookieName = CookieName }, new AcceptLanguageHeaderRequestCultureProvider()],
    });

    // What a program reads is the same for all; null leaves it to the next provider.
    private static Task<ProviderCultureResult?> OfPrograms(HttpContext context) =>
        Task.FromResult(Problems.IsProgram(context) ? new ProviderCultureResult("", Words.ForPrograms.Code) : null);

    /// <summary>Maps the links with which a visitor chooses.</summary>
    public static void MapLanguages(this IEndpointRouteBuilder app) => app.MapGet("/language/{code}", Choose);

    private static SeeOther Choose(string code, HttpContext context)
    {
        if (Words.All.Any(words => words.Code == code))
        {
            context.Response.Cookies.Append(
                CookieName,
                CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(CultureInfo.InvariantCulture, CultureInfo.GetCultureInfo(code))),
                new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(400), IsEssential = true });
        }

        return new SeeOther("/");
    }
}
