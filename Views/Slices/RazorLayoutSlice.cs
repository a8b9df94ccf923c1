using Microsoft.AspNetCore.Html;

namespace RazorSlices;

/// <summary>The base of a layout: a view that shows another one inside itself.</summary>
public abstract class RazorLayoutSlice : RazorSlice, IRazorLayoutSlice
{
    private RazorSlice? _content;

    RazorSlice IRazorLayoutSlice.Content { set => _content = value; }

    /// <summary>Renders the view that uses this layout.</summary>
    protected ValueTask<HtmlString> RenderBodyAsync() => RenderBodyOf(_content);

    /// <summary>Renders a section of the view that uses this layout, if that view has it.</summary>
    protected ValueTask<HtmlString> RenderSectionAsync(string sectionName) => RenderSectionOf(_content, sectionName);
}

/// <summary>The base of a layout with a model.</summary>
public abstract class RazorLayoutSlice<TModel> : RazorSlice<TModel>, IRazorLayoutSlice
{
    private RazorSlice? _content;

    RazorSlice IRazorLayoutSlice.Content { set => _content = value; }

    /// <summary>Renders the view that uses this layout.</summary>
    protected ValueTask<HtmlString> RenderBodyAsync() => RenderBodyOf(_content);

    /// <summary>Renders a section of the view that uses this layout, if that view has it.</summary>
    protected ValueTask<HtmlString> RenderSectionAsync(string sectionName) => RenderSectionOf(_content, sectionName);
}

internal interface IRazorLayoutSlice
{
    RazorSlice Content { set; }
}
