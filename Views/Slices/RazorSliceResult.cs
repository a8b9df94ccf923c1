using System.Text.Encodings.Web;
using HtmxChat.Views;

namespace RazorSlices;

/// <summary>A slice is an endpoint's answer: `return Page.Create(model);`.</summary>
public abstract partial class RazorSlice : IResult, IStatusCodeHttpResult, IContentTypeHttpResult
{
    /// <summary>The status the answer is given with.</summary>
    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    int? IStatusCodeHttpResult.StatusCode => StatusCode;

    /// <summary>Always HTML in UTF-8.</summary>
    public string ContentType => "text/html; charset=utf-8";

    /// <summary>The encoder to answer with; without one, the registered <see cref="System.Text.Encodings.Web.HtmlEncoder"/>.</summary>
    public HtmlEncoder? HtmlEncoder { get; set; }

    async Task IResult.ExecuteAsync(HttpContext httpContext)
    {
        var encoder = HtmlEncoder ?? httpContext.RequestServices?.GetService<HtmlEncoder>();

        // Rendered whole before the answer starts, so that a view that throws is still a 500 and not half a page.
        var page = new FrameWriter();
        await RenderAsync(page, encoder, httpContext.RequestAborted);

        var response = httpContext.Response;
        response.StatusCode = StatusCode;
        response.ContentType = ContentType;
        response.ContentLength = page.WrittenMemory.Length;
        await response.Body.WriteAsync(page.WrittenMemory, httpContext.RequestAborted);
    }
}
