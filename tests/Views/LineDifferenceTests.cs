namespace HtmxChat.Tests.Views;

/// <summary>What a snapshot that no longer fits is told with.</summary>
public sealed class LineDifferenceTests
{
    [Fact]
    public void Lines_gone_and_new_are_shown_with_those_around_them() =>
        Assert.Equal("  3\n  4\n- 5\n+ five\n  6\n  7", LineDifference.Of("1\n2\n3\n4\n5\n6\n7\n8\n9", "1\n2\n3\n4\nfive\n6\n7\n8\n9"));

    [Fact]
    public void A_line_put_between_moves_no_other() =>
        Assert.Equal("  1\n  2\n+ x\n  3", LineDifference.Of("1\n2\n3", "1\n2\nx\n3"));

    [Fact]
    public void The_first_and_the_last_line_may_differ() =>
        Assert.Equal("- a\n+ b\n  1\n  2\n- c", LineDifference.Of("a\n1\n2\nc", "b\n1\n2"));

    [Theory]
    [InlineData("<p id=a class=b>x</p>", "<p class='b' id='a'>x</p>")]
    [InlineData("<ul><li>x</li></ul>", "<ul>\n  <li>x</li>\n\n</ul>")]
    public void How_a_view_is_written_does_not_count(string one, string other) => Assert.Equal(Text(one), Text(other));

    [Theory]
    [InlineData("<p>x</p>", "<p>x </p>")]
    [InlineData("<p>a\nb</p>", "<p>a b</p>")]
    [InlineData("<b>a</b> <b>b</b>", "<b>a</b><b>b</b>")]
    [InlineData("<p title=a>x</p>", "<p title=b>x</p>")]
    [InlineData("<p>&lt;b&gt;</p>", "<p><b></b></p>")]
    public void What_a_reader_sees_counts(string one, string other) => Assert.NotEqual(Text(one), Text(other));

    private static string Text(string html) => Snapshot.Text(Html.Fragment(html));
}
