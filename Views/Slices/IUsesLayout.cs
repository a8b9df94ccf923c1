namespace RazorSlices;

/// <summary>A slice that is shown inside another; views implement one of the generic forms.</summary>
public interface IUsesLayout
{
    internal RazorSlice CreateLayout();
}

/// <summary>A slice shown inside the layout <typeparamref name="TLayout"/>.</summary>
public interface IUsesLayout<TLayout> : IUsesLayout
    where TLayout : IRazorSliceProxy
{
    RazorSlice IUsesLayout.CreateLayout() => TLayout.CreateSlice();
}

/// <summary>A slice shown inside the layout <typeparamref name="TLayout"/>, which has a model of its own.</summary>
public interface IUsesLayout<TLayout, TLayoutModel> : IUsesLayout
    where TLayout : IRazorSliceProxy<TLayoutModel>
{
    /// <summary>What the layout is given.</summary>
    TLayoutModel LayoutModel { get; }

    RazorSlice IUsesLayout.CreateLayout() => TLayout.CreateSlice(LayoutModel);
}
