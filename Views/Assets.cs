using HtmxChat.Rooms;

namespace HtmxChat.Views;

/// <summary>Where the page gets htmx and its WebSocket extension: a CDN, this host, or the first with the second to fall back to.
/// Pinned by version and hash, so that either place can serve only these very bytes.</summary>
/// <param name="source">The choice of the configuration.</param>
/// <param name="hasLocal">Whether this host has the two files: a build on a machine with npm restores them.</param>
public sealed class Assets(AssetSource source, bool hasLocal)
{
    /// <summary>The two files, in the order in which they must run.</summary>
    public static readonly IReadOnlyList<Asset> All =
    [
        new("htmx.min.js", "https://cdn.jsdelivr.net/npm/htmx.org@4.0.1/dist/htmx.min.js", "sha384-Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn"),
        new("hx-ws.min.js", "https://cdn.jsdelivr.net/npm/htmx.org@4.0.1/dist/ext/hx-ws.min.js", "sha384-8iDMDuKIquXLgObstxvwGlWD1bY/ALMH7k9rbC070qmZrRvJ0BGO+8xG+Ul+J0bP"),
    ];

    /// <summary>The script tags of a page.</summary>
    public IReadOnlyList<ScriptTag> Scripts { get; } =
        [.. All.Select(asset => new ScriptTag(source == AssetSource.Local ? asset.LocalUrl : asset.CdnUrl, asset.Integrity))];

    /// <summary>Where <c>chat.js</c> gets the files if their tags bring none, separated by spaces; null for nowhere.</summary>
    public string? Fallback { get; } = source == AssetSource.Auto && hasLocal ? string.Join(' ', All.Select(asset => asset.LocalUrl)) : null;

    /// <summary>The source list of <c>script-src</c> that lets these tags run.</summary>
    public string ScriptSources { get; } =
        source == AssetSource.Local ? "'self'" : string.Join(' ', All.Select(asset => asset.CdnUrl).Prepend("'self'"));
}

/// <summary>A client file.</summary>
/// <param name="File">Its name under <c>wwwroot/lib</c>.</param>
/// <param name="CdnUrl">Where the CDN has it.</param>
/// <param name="Integrity">Its hash (Subresource Integrity).</param>
public sealed record Asset(string File, string CdnUrl, string Integrity)
{
    /// <summary>Where this host has it.</summary>
    public string LocalUrl => $"/lib/{File}";
}

/// <summary>A script tag.</summary>
/// <param name="Src">Where the browser is to get it.</param>
/// <param name="Integrity">The hash it must have.</param>
public sealed record ScriptTag(string Src, string Integrity);
