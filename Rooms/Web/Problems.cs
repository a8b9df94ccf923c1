using System.Data.Common;
using HtmxChat.Views;
using HtmxChat.Views.Languages;
using HtmxChat.Views.Pages;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;

namespace HtmxChat.Rooms.Web;

/// <summary>How a refusal leaves the house: the one table of status codes, and the page for people.</summary>
public static class Problems
{
    internal static ProblemModel NoSuchRoom => new(
        Words.Current["problem.noRoom"],
        $"{Words.Current.Of(RoomName.Refusal)} {Words.Current["problem.privateRule"]}");

    internal static int Status(RefusalCode code) => code switch
    {
        RefusalCode.Blank or RefusalCode.BadName or RefusalCode.BadRequest => StatusCodes.Status400BadRequest,
        RefusalCode.NotAllowed => StatusCodes.Status403Forbidden,
        RefusalCode.NotFound => StatusCodes.Status404NotFound,
        RefusalCode.StoreFull => StatusCodes.Status507InsufficientStorage,
        RefusalCode.TooLong => StatusCodes.Status413PayloadTooLarge,
        RefusalCode.TooFast or RefusalCode.TooMuch => StatusCodes.Status429TooManyRequests,
        RefusalCode.NotKept or RefusalCode.Busy or RefusalCode.Stopping => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "no status for it"),
    };

    /// <summary>The status for what an endpoint threw.</summary>
    public static int Status(Exception failure) => failure switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        DbException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>Whether it is a client's fault, or the client is gone, which no operator needs to read about.</summary>
    public static bool IsExpected(ExceptionHandlerSuppressDiagnosticsContext context) => context.Exception is BadHttpRequestException
        or ConnectionResetException or ConnectionAbortedException or OperationCanceledException { InnerException: ConnectionAbortedException };

    /// <summary>Tells the client when to try again (RFC 9110 section 10.2.3).</summary>
    internal static void SetRetryAfter(HttpResponse response, Refusal refusal)
    {
        if (refusal.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The answer to a request that is refused before anything is done for it.</summary>
    internal static IResult Refused(HttpContext context, Refusal refusal)
    {
        SetRetryAfter(context.Response, refusal);
        var status = Status(refusal.Code);
        return IsProgram(context)
            ? Details(status, refusal.Text)
            : Page(context, status, Words.Current[status == StatusCodes.Status429TooManyRequests ? "problem.tooMuch" : "problem.refused"], Words.Current.Of(refusal));
    }

    /// <summary>The answer to whoever may not come in.</summary>
    internal static IResult Outside(HttpContext context, Refusal refusal) =>
        Answer(context, Status(refusal.Code), Words.Current["problem.outside"], Words.Current.Of(refusal));

    /// <summary>What went wrong, for a person or a program (RFC 9457).</summary>
    internal static IResult Answer(HttpContext context, int status, string title, string text) =>
        IsProgram(context) ? Details(status, text) : Page(status, new ProblemModel(title, text));

    /// <summary>Likewise with the words of <c>problem.…</c>.</summary>
    internal static IResult Answer(HttpContext context, int status, string problem) =>
        Answer(context, status, Words.Current[$"problem.{problem}"], Words.Current[$"problem.{problem}Text"]);

    /// <summary>A page that says what went wrong, and leads back to the room if it was in one.</summary>
    internal static IResult Page(HttpContext context, int status, string title, string text) =>
        Page(status, new ProblemModel(title, text, context.Features.Get<RoomRoute.Found>()?.Path));

    /// <summary>A page with the words of <c>problem.…</c>.</summary>
    internal static IResult Page(HttpContext context, int status, string problem) =>
        Page(context, status, Words.Current[$"problem.{problem}"], Words.Current[$"problem.{problem}Text"]);

    internal static IResult Page(int status, ProblemModel model)
    {
        var page = Problem.Create(model);
        page.StatusCode = status;
        return page;
    }

    /// <summary>The page for a status that no endpoint answered itself.</summary>
    public static async Task WriteAsync(HttpContext context)
    {
        if (context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            SetRetryAfter(context.Response, Refusal.Stopping);
        }

        var reason = (context.Features.Get<IExceptionHandlerFeature>()?.Error as BadHttpRequestException)?.Message;
        try
        {
            await (IsProgram(context) ? Details(context.Response.StatusCode, reason) : Page(context, context.Response.StatusCode)).ExecuteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read it.
        }
    }

    private static IResult Details(int status, string? text) =>
        Results.Problem(text, statusCode: status, title: ReasonPhrases.GetReasonPhrase(status), type: "about:blank");

    /// <summary>Whether the answer is for a program.</summary>
    internal static bool IsProgram(HttpContext context) => context.Request.Path.StartsWithSegments("/api");

    private static IResult Page(HttpContext context, int status) => status switch
    {
        StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed or StatusCodes.Status413PayloadTooLarge => Page(context, status, $"{status}"),
        >= 500 => Page(context, status, "500"),
        _ => Page(context, status, "400"),
    };
}
