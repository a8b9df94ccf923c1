using HtmxChat.Rooms;

namespace HtmxChat.Tests.Rooms;

/// <summary>The files of a room are counted, also those still on their way to the store.</summary>
public sealed class RoomStateFileTests
{
    private readonly Rules _rules = new(new ChatOptions { Files = new() { MaxBytes = 100, RoomBytes = 100 } });

    [Fact]
    public void A_file_needs_no_words() => Assert.Equal("", Accepts(File(1)).Text);

    [Fact]
    public void What_is_accepted_counts_before_it_is_kept()
    {
        Accepts(File(60));

        Assert.Equal(Refusal.FilesFull, _rules.Refused(File(60)));
        Accepts(File(40));
    }

    [Fact]
    public void What_a_store_already_has_counts()
    {
        var rules = new Rules(new ChatOptions { Files = new() { MaxBytes = 100, RoomBytes = 100 } }, new RoomMark(1, 1, 1, FileBytes: 50));

        Assert.Equal(Refusal.FilesFull, rules.Refused(File(51)));
    }

    [Fact]
    public void A_resend_counts_once()
    {
        var first = File(60);
        Accepts(first);
        Keeps(first, isNew: true);

        var again = File(40);
        Accepts(again);
        Keeps(again, isNew: false);

        Accepts(File(40));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_deletion_makes_space_and_a_clearing_makes_all_of_it(bool isCleared)
    {
        var say = File(100);
        Accepts(say);
        Keeps(say, isNew: true);

        if (isCleared)
        {
            _rules.Apply(new RoomCommand.Keep(new RoomCommand.Moderate(say.By, new RoomEffect.Clear()), new Kept(ChatMessage.None, IsNew: true), new RoomEffect.Clear()));
        }
        else
        {
            var target = Rules.Message(1) with { File = say.File };
            _rules.Apply(new RoomCommand.Keep(new RoomCommand.Delete(say.By, 1) with { Target = target }, new Kept(target with { Deleted = 1, File = null }, IsNew: true)));
        }

        Accepts(File(100));
    }

    [Fact]
    public void A_removal_by_a_moderator_is_two_lines_and_frees_once()
    {
        var say = File(60);
        Accepts(say);
        Keeps(say, isNew: true);
        Accepts(File(40));
        var (delete, target) = (new RoomCommand.Delete(say.By, 1) with { Target = Rules.Message(1) with { File = say.File } }, Rules.Message(1) with { Deleted = 1 });

        _rules.Apply(new RoomCommand.Keep(delete, new Kept(target, IsNew: true)));
        _rules.Apply(new RoomCommand.Keep(delete, new Kept(Rules.Message(2) with { Kind = MessageKind.Act }, IsNew: true)));

        Assert.Equal(Refusal.FilesFull, _rules.Refused(File(61)));
        Accepts(File(60));
    }

    private static RoomCommand.Say File(long bytes) =>
        new(Rules.Tab("Ada").Person, "", "c") { File = new SharedFile("key", "x.png", "image/png", bytes, "") };

    private Draft Accepts(RoomCommand.Say say) =>
        Assert.IsType<Draft>(Assert.IsType<RoomEvent.Accepted>(Assert.Single(_rules.Apply(say))).Change);

    private void Keeps(RoomCommand.Say say, bool isNew) => _rules.Apply(new RoomCommand.Keep(say, new Kept(Rules.Message(1) with { File = say.File }, isNew)));
}
