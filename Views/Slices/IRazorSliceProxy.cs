namespace RazorSlices;

/// <summary>The compile-time name of a view without a model, and the way to make one.</summary>
public interface IRazorSliceProxy
{
    /// <summary>Makes a fresh instance of the view.</summary>
    static abstract RazorSlice CreateSlice();
}

/// <summary>The compile-time name of a view with a model, and the way to make one.</summary>
public interface IRazorSliceProxy<TModel>
{
    /// <summary>Makes a fresh instance of the view over this model.</summary>
    static abstract RazorSlice<TModel> CreateSlice(TModel model);
}
