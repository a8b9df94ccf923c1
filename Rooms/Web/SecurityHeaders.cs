using HtmxChat.Views;

namespace HtmxChat.Rooms.Web;

/// <summary>Headers of every answer: only our own files and the two pinned ones of the CDN may run, nobody may frame the page,
/// and a room's URL, which may be a secret, is told to no other site.</summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this IApplicationBuilder app)
    {
        var policy = $"default-src 'none'; script-src {app.ApplicationServices.GetRequiredService<Assets>().ScriptSources}; "
            + "style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        app.Use((context, next) =>
        {
            // At the last moment, since an error page begins with the headers cleared.
            context.Response.OnStarting(Set, context.Response.Headers);
            return next(context);
        });

        Task Set(object state)
        {
            var headers = (IHeaderDictionary)state;
            headers.ContentSecurityPolicy = policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            if (headers.CacheControl.Count == 0)
            {
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        }
    }
}
