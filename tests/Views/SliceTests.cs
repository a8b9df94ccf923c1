using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using HtmxChat.Views;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http;
using RazorSlices;

namespace HtmxChat.Tests.Views;

/// <summary>What views may rely on: how text is encoded, when an attribute is there, and where layouts and partials go.</summary>
public sealed class SliceTests
{
    private static readonly HtmlEncoder Readable = HtmlEncoder.Create(UnicodeRanges.All);

    [Fact]
    public void Markup_iwritten_ait_is()
        => Assert.Equal("<b title=\"я\">&</b><i>😀</i>", Rendered(s => { s.Markup("<b title=\"я\">&</b>"); s.Markup("<i>😀</i>"u8); }));

    [Fact]
    public void Text_iencoded()
        => Assert.Equal("&lt;script&gt; &quot;a&quot; &#x27;b&#x27; &amp;", Rendered(s => s.Text("<script> \"a\" 'b' &")));

    [Fact]
    public void Letterof_any_script_stay_letterwith_the_encoder_for_them()
    {
        Assert.Equal("Привет, 世界", Rendered(s => s.Text("Привет, 世界")));
        Assert.Equal("&#x44F;", Rendered(s => s.Text("я"), HtmlEncoder.Default));
    }

    [Fact]
    public void Text_that_ibytes_already_iencoded_too()
        => Assert.Equal("я &lt;b&gt;я &lt;i&gt;", Rendered(s => { s.Bytes("я <b>"u8); s.Array("я <i>"u8.ToArray()); }));

    [Fact]
    public void Nothing_iwritten_for_nothing()
        => Assert.Equal("", Rendered(s =>
        {
            s.Text(null);
            s.Text("");
            s.Markup((string?)null);
            s.Array(null);
            s.Value<object?>(null);
            s.Value<string?>(null);
            s.Value<HtmlString?>(null);
            s.Value((int?)null);
            s.Value(HtmlString.Empty);
            s.Value(new HtmlString(null));
        }));

    [Fact]
    public void Html_content_iwritten_ait_is()
        => Assert.Equal("<b>1</b><i>&lt;2&gt;</i>", Rendered(s =>
        {
            s.Value(new HtmlString("<b>1</b>"));
            s.Value<IHtmlContent>(new HtmlContentBuilder().AppendHtml("<i>").Append("<2>").AppendHtml("</i>"));
        }));

    [Fact]
    public void Valueare_formatted_the_same_everywhere()
    {
        Assert.Equal("-5 9223372036854775807 1.5 7", Rendered(s =>
        {
            s.Value(-5);
            s.Markup(" ");
            s.Value(long.MaxValue);
            s.Markup(" ");
            s.Value(1.5m);
            s.Markup(" ");
            s.Value((int?)7);
        }));
        Assert.Equal("01/02/2026 03:04:05 &#x2B;03:00", Rendered(s => s.Value(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(3)))));
        Assert.Equal("Friday True &lt;", Rendered(s =>
        {
            s.Value(DayOfWeek.Friday);
            s.Markup(" ");
            s.Value(true);
            s.Markup(" ");
            s.Value('<');
        }));
    }

    [Fact]
    public void A_value_of_any_length_iwritten_whole()
    {
        var number = System.Numerics.BigInteger.Pow(10, 300);
        Assert.Equal(number.ToString(), Rendered(s => s.Value(number)));
    }

    [Fact]
    public void Anything_else_iwritten_aits_text_encoded()
        => Assert.Equal("&lt;a&gt;&lt;b&gt;", Rendered(s => { s.Value(new Named("<a>")); s.Value<object>("<b>"); }));

    [Theory]
    [InlineData("a😀")]
    [InlineData("я<")]
    [InlineData("世&😀'")]
    public void Long_text_comeout_athe_encoder_saywherever_it_icut(string pattern)
    {
        var repeated = string.Concat(Enumerable.Repeat(pattern, 20_000));
        for (var shift = 0; shift < 16; shift++)
        {
            var text = new string('x', 500 + shift) + repeated;
            Assert.Equal(Readable.Encode(text), Rendered(s => s.Text(text)));
            Assert.Equal(text, Rendered(s => s.Markup(text)));
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_becomethe_replacement_character()
    {
        Assert.Equal("a\uFFFDb", Rendered(s => s.Text("a\uD83Db")));
        Assert.Equal("\uFFFD", Rendered(s => s.Text("\uDE00")));
        Assert.Equal("\uFFFD", Rendered(s => s.Markup("\uD83D")));
    }

    [Theory]
    [InlineData("on", " title=\"on\"")]
    [InlineData("", " title=\"\"")]
    [InlineData("\"><script>", " title=\"&quot;&gt;&lt;script&gt;\"")]
    [InlineData(null, "")]
    [InlineData(false, "")]
    [InlineData(true, " title=\"title\"")]
    [InlineData(5, " title=\"5\"")]
    public void An_attribute_of_one_value_ithere_when_the_value_is(object? value, string expected)
    {
        Assert.Equal(expected, Rendered(s => s.Pieces("title", ("", value))));
    }

    [Fact]
    public void Typed_valuedecide_like_untyped_ones()
    {
        Assert.Equal("", Rendered(s => s.Attribute("title", false)));
        Assert.Equal(" title=\"title\"", Rendered(s => s.Attribute("title", true)));
        Assert.Equal("", Rendered(s => s.Attribute("title", (string?)null)));
        Assert.Equal("", Rendered(s => s.Attribute("title", (int?)null)));
        Assert.Equal(" title=\"0\"", Rendered(s => s.Attribute("title", 0)));
    }

    [Fact]
    public void An_attribute_of_several_pieceis_alwaythere_and_skipthe_absent_ones()
    {
        Assert.Equal(" class=\"a b\"", Rendered(s => s.Pieces("class", ("", "a"), (" ", "b"))));
        Assert.Equal(" class=\"a\"", Rendered(s => s.Pieces("class", ("", "a"), (" ", null))));
        Assert.Equal(" class=\"\"", Rendered(s => s.Pieces("class", ("", null), ("", null))));
    }

    [Fact]
    public void An_attribute_after_one_left_out_ithere()
        => Assert.Equal(" id=\"1\"", Rendered(s => { s.Attribute("title", false); s.Attribute("id", 1); }));

    [Fact]
    public void A_partial_irendered_in_itplace_with_the_same_encoder()
        => Assert.Equal("<p>я&lt;</p>", Rendered(async s =>
        {
            s.Markup("<p>");
            Assert.Same(HtmlString.Empty, await s.RenderPartialAsync(new Leaf { Model = "я<" }));
            s.Markup("</p>");
        }));

    [Fact]
    public void A_partial_can_be_named_by_itproxy()
        => Assert.Equal("one", Rendered(async s => await s.RenderPartialAsync<Leaf, string>("one")));

    [Fact]
    public void A_page_irendered_inside_itlayout_and_fillits_sections()
        => Assert.Equal("<head>T:meta</head><body>page</body>", Text(new Page()));

    [Fact]
    public void A_partial_leaveits_own_layout_out()
        => Assert.Equal("page", Rendered(async s => await s.RenderPartialAsync(new Page())));

    [Fact]
    public void What_inot_a_layout_irefused_aone()
        => Assert.Throws<InvalidOperationException>(() => Text(new Misled()));

    [Fact]
    public void Rendering_neither_waitnor_flushes()
    {
        var writer = new NeverFlushed();
        var rendering = new Page().RenderAsync(writer, Readable, TestContext.Current.CancellationToken);

        Assert.True(rendering.IsCompletedSuccessfully);
        Assert.Equal("<head>T:meta</head><body>page</body>", Encoding.UTF8.GetString(writer.Inner.WrittenSpan));
    }

    [Fact]
    public async Task A_view_that_awaitis_awaited_through_partial_and_layout()
    {
        var gate = new TaskCompletionSource();
        var writer = new FrameWriter();
        var inner = new Scripted(async s => { s.Markup("<"); await gate.Task; s.Markup(">"); });
        var outer = new Scripted(async s => { await s.RenderPartialAsync(inner); s.Markup("."); });

        var rendering = outer.RenderAsync(writer, Readable, TestContext.Current.CancellationToken);
        Assert.False(rendering.IsCompleted);
        gate.SetResult();
        await rendering;

        Assert.Equal("<>.", Encoding.UTF8.GetString(writer.WrittenSpan));
    }

    [Fact]
    public async Task A_view_that_failfails_itrendering()
    {
        var outer = new Scripted(async s => await s.RenderPartialAsync(new Scripted(_ => Task.FromException(new FormatException()))));

        await Assert.ThrowsAsync<FormatException>(async () => await outer.RenderAsync(new FrameWriter(), Readable, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Partialsee_the_token_of_the_rendering()
    {
        using var source = new CancellationTokenSource();
        var seen = CancellationToken.None;
        var inner = new Scripted(s => { seen = s.CancellationToken; return Task.CompletedTask; });

        await new Scripted(async s => await s.RenderPartialAsync(inner)).RenderAsync(new FrameWriter(), null, source.Token);

        Assert.Equal(source.Token, seen);
    }

    [Fact]
    public async Task A_slice_ian_answer_of_html()
    {
        var context = new DefaultHttpContext();
        var body = new MemoryStream();
        context.Response.Body = body;

        await ((IResult)new Leaf { Model = "я<", StatusCode = 404, HtmlEncoder = Readable }).ExecuteAsync(context);

        Assert.Equal(404, context.Response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", context.Response.ContentType);
        Assert.Equal(body.Length, context.Response.ContentLength);
        Assert.Equal("я&lt;", Encoding.UTF8.GetString(body.ToArray()));
    }

    [Fact]
    public async Task An_answer_that_failhas_not_begun()
    {
        var context = new DefaultHttpContext();
        var body = new MemoryStream();
        context.Response.Body = body;
        IResult answer = new Scripted(s => { s.Markup("half"); throw new FormatException(); });

        await Assert.ThrowsAsync<FormatException>(() => answer.ExecuteAsync(context));

        Assert.Equal(0, body.Length);
        Assert.Null(context.Response.ContentLength);
    }

    [Fact]
    public async Task A_frame_writer_growand_iused_again()
    {
        var writer = new FrameWriter(initialBytes: 1);
        var text = new string('x', 400_000);
        await new Leaf { Model = text }.RenderAsync(writer, Readable, TestContext.Current.CancellationToken);
        Assert.Equal(text, Encoding.UTF8.GetString(writer.WrittenMemory.Span));

        writer.Clear();
        Assert.True(writer.WrittenMemory.IsEmpty);
        await new Leaf { Model = "ab" }.RenderAsync(writer, Readable, TestContext.Current.CancellationToken);
        Assert.Equal("ab"u8, writer.WrittenSpan);
        Assert.Equal(2, writer.UnflushedBytes);
    }

    [Fact]
    public void A_frame_writer_givethe_room_asked_for_and_takeno_more()
    {
        var writer = new FrameWriter(initialBytes: 8);
        Assert.True(writer.GetSpan(1000).Length >= 1000);
        Assert.False(writer.GetMemory().IsEmpty);
        writer.Advance(writer.GetSpan().Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(-1));
        Assert.True(writer.FlushAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
    }

    private static string Rendered(Action<Scripted> write, HtmlEncoder? encoder = null)
        => Text(new Scripted(s => { write(s); return Task.CompletedTask; }), encoder);

    private static string Rendered(Func<Scripted, Task> write) => Text(new Scripted(write));

    private static string Text(RazorSlice slice, HtmlEncoder? encoder = null)
    {
        var writer = new FrameWriter();
        var rendering = slice.RenderAsync(writer, encoder ?? Readable, TestContext.Current.CancellationToken);
        Assert.True(rendering.IsCompleted);
        rendering.GetAwaiter().GetResult();
        return Encoding.UTF8.GetString(writer.WrittenSpan);
    }

    /// <summary>A view written as a lambda: it calls what the compiler of views would call.</summary>
    private sealed class Scripted(Func<Scripted, Task> write) : RazorSlice
    {
        public override Task ExecuteAsync() => write(this);

        public void Markup(string? value) => WriteLiteral(value);

        public void Markup(ReadOnlySpan<byte> value) => WriteLiteral(value);

        public void Text(string? value) => Write(value);

        public void Bytes(ReadOnlySpan<byte> value) => Write(value);

        public void Array(byte[]? value) => Write(value);

        public void Value<T>(T value) => Write(value);

        public void Attribute<T>(string name, T value)
        {
            BeginWriteAttribute(name, $" {name}=\"", 0, "\"", 0, 1);
            WriteAttributeValue("", 0, value, 0, 0, false);
            EndWriteAttribute();
        }

        public void Pieces(string name, params (string Prefix, object? Value)[] pieces)
        {
            BeginWriteAttribute(name, $" {name}=\"", 0, "\"", 0, pieces.Length);
            foreach (var (prefix, value) in pieces)
            {
                WriteAttributeValue(prefix, 0, value, 0, 0, false);
            }

            EndWriteAttribute();
        }
    }

    private sealed class Leaf : RazorSlice<string>, IRazorSliceProxy<string>
    {
        public static RazorSlice<string> CreateSlice(string model) => new Leaf { Model = model };

        public override Task ExecuteAsync()
        {
            Write(Model);
            return Task.CompletedTask;
        }
    }

    private sealed class Frame : RazorLayoutSlice<string>, IRazorSliceProxy<string>
    {
        public static RazorSlice<string> CreateSlice(string model) => new Frame { Model = model };

        public override async Task ExecuteAsync()
        {
            WriteLiteral("<head>"u8);
            Write(Model);
            Write(await RenderSectionAsync("meta"));
            Write(await RenderSectionAsync("unknown"));
            WriteLiteral("</head><body>"u8);
            Write(await RenderBodyAsync());
            WriteLiteral("</body>"u8);
        }
    }

    private sealed class Page : RazorSlice, IUsesLayout<Frame, string>
    {
        public string LayoutModel => "T:";

        public override Task ExecuteAsync()
        {
            WriteLiteral("page");
            return Task.CompletedTask;
        }

        protected override Task ExecuteSectionAsync(string sectionName)
        {
            WriteLiteral(sectionName == "meta" ? "meta" : null);
            return Task.CompletedTask;
        }
    }

    private sealed class Misled : RazorSlice, IUsesLayout<Leaf, string>
    {
        public string LayoutModel => "";

        public override Task ExecuteAsync() => Task.CompletedTask;
    }

    private sealed record Named(string Name)
    {
        public override string ToString() => Name;
    }

    private sealed class NeverFlushed : PipeWriter
    {
        public FrameWriter Inner { get; } = new();

        public override void Advance(int bytes) => Inner.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => Inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => Inner.GetSpan(sizeHint);

        public override void CancelPendingFlush() => throw new InvalidOperationException();

        public override void Complete(Exception? exception = null) => throw new InvalidOperationException();

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
            => throw new InvalidOperationException();
    }
}
