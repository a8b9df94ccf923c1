using Microsoft.AspNetCore.Cors.Infrastructure;

namespace HtmxChat.Rooms.Web;

/// <summary>Lets pages of configured sites read what the API answers (CORS, Fetch standard section 3.3).</summary>
internal static class AllowedOrigins
{
    /// <summary>Puts the middleware of <c>UseCors</c> in, which would compile code for it that calls one method.</summary>
    public static void UseAllowedOrigins(this IApplicationBuilder app) => app.Use(next =>
    {
        var cors = ActivatorUtilities.CreateInstance<CorsMiddleware>(app.ApplicationServices, next);
        var policies = app.ApplicationServices.GetRequiredService<ICorsPolicyProvider>();
        return context => cors.Invoke(context, policies);
    });
}
