using HtmxChat.Views;

namespace HtmxChat.Rooms.Web;

/// <summary>Headers of every answer: only our own files and the two pinned ones of the CDN may run, nobody but configured sites may frame the page
/// or hold on to its window, and a room's URL, which may be a secret, is told to no other site.</summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this IApplicationBuilder app)
    {
        var embedders = app.ApplicationServices.GetRequiredService<ChatOptions>().EmbedOrigins;
        var policy = $"default-src 'none'; script-src {app.ApplicationServices.GetRequiredService<Assets>().ScriptSources}; "
            + "style-src 'self'; connect-src 'self'; img-src 'self' data:; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
            + $"frame-ancestors {(embedders.Length == 0 ? "'none'" : string.Join(' ', embedders))}";
        app.Use((context, next) =>
        {
            // At the last moment, since an error page begins with the headers cleared.
            context.Response.OnStarting(Set, context);
            return next(context);
        });

        Task Set(object state)
        {
            var context = (HttpContext)state;
            var headers = context.Response.Headers;
            if (headers.ContentSecurityPolicy.Count == 0)
            {
                headers.ContentSecurityPolicy = policy;
            }

            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (context.Request.IsHttps)
            {
                headers.StrictTransportSecurity = "max-age=31536000";
            }

            if (headers.CacheControl.Count == 0)
            {
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        }
    }
}
