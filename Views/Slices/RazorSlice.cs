using System.IO.Pipelines;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace RazorSlices;

/// <summary>
/// The base of every view: stands in for the RazorSlices package under the same names.
/// An instance is rendered once, and completes synchronously unless the view itself awaits something slow.
/// </summary>
public abstract partial class RazorSlice
{
    private PipeWriter _writer = null!;
    private HtmlEncoder _encoder = null!;

    /// <summary>The token the rendering was started with, for views that await.</summary>
    public CancellationToken CancellationToken { get; protected set; }

    /// <summary>The compiled view. Call <see cref="RenderAsync"/> instead.</summary>
    public abstract Task ExecuteAsync();

    /// <summary>Renders the view, inside its layout if it has one, and leaves flushing to the caller.</summary>
    public ValueTask RenderAsync(
        PipeWriter pipeWriter,
        HtmlEncoder? htmlEncoder = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pipeWriter);

        // Attached even under a layout: the layout may ask for a section before the body.
        Attach(pipeWriter, htmlEncoder ?? HtmlEncoder.Default, cancellationToken);
        return this is IUsesLayout page ? RenderInside(page.CreateLayout()) : new ValueTask(ExecuteAsync());
    }

    /// <summary>Renders another view in this place.</summary>
    protected internal ValueTask<HtmlString> RenderPartialAsync(RazorSlice partial)
    {
        ArgumentNullException.ThrowIfNull(partial);

        partial.Attach(_writer, _encoder, CancellationToken);
        return ToHtml(partial.ExecuteAsync());
    }

    /// <summary>Renders another view, by its name, in this place.</summary>
    protected internal ValueTask<HtmlString> RenderPartialAsync<TSlice>()
        where TSlice : IRazorSliceProxy
        => RenderPartialAsync(TSlice.CreateSlice());

    /// <summary>Renders another view, by its name and with its model, in this place.</summary>
    protected internal ValueTask<HtmlString> RenderPartialAsync<TSlice, TModel>(TModel model)
        where TSlice : IRazorSliceProxy<TModel>
        => RenderPartialAsync(TSlice.CreateSlice(model));

    /// <summary>Overridden by a view that fills sections of its layout; writes nothing for a name it does not know.</summary>
    protected virtual Task ExecuteSectionAsync(string sectionName) => Task.CompletedTask;

    private protected ValueTask<HtmlString> RenderSectionOf(RazorSlice? content, string sectionName)
        => content is null ? ToHtml(Task.CompletedTask) : ToHtml(content.ExecuteSectionAsync(sectionName));

    private protected ValueTask<HtmlString> RenderBodyOf(RazorSlice? content)
        => content is null ? ToHtml(Task.CompletedTask) : ToHtml(content.ExecuteAsync());

    private ValueTask RenderInside(RazorSlice layout)
    {
        if (layout is not IRazorLayoutSlice frame)
        {
            throw new InvalidOperationException($"{layout.GetType().Name} is used as a layout but is not a {nameof(RazorLayoutSlice)}.");
        }

        frame.Content = this;
        return layout.RenderAsync(_writer, _encoder, CancellationToken);
    }

    private void Attach(PipeWriter writer, HtmlEncoder encoder, CancellationToken cancellationToken)
    {
        _writer = writer;
        _encoder = encoder;
        CancellationToken = cancellationToken;
    }

    // Views write `@await …`, so there has to be something to write: nothing.
    private static ValueTask<HtmlString> ToHtml(Task rendering)
    {
        return rendering.IsCompletedSuccessfully ? new ValueTask<HtmlString>(HtmlString.Empty) : Awaited(rendering);

        static async ValueTask<HtmlString> Awaited(Task rendering)
        {
            await rendering;
            return HtmlString.Empty;
        }
    }
}

/// <summary>The base of every view with a model.</summary>
public abstract class RazorSlice<TModel> : RazorSlice
{
    /// <summary>What the view shows.</summary>
    public required TModel Model { get; set; }
}
