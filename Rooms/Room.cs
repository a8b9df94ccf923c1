using System.Threading.Channels;

namespace HtmxChat.Rooms;

/// <summary>A room: a bounded mailbox and one loop that takes commands in turns. It holds outboxes, never sockets.
/// A turn applies the rules to what is queued, has the accepted messages kept, and then tells everybody in one frame.</summary>
public sealed partial class Room : IDisposable
{
    /// <summary>Commands that may wait; then a socket's reader waits and an HTTP caller is told to come back.</summary>
    public const int MailboxSize = 1024;

    /// <summary>Characters of rows one turn takes in, so that its frame stays near 64 KiB: what a browser swaps at least cost,
    /// and a part of what may wait for a reader.</summary>
    private const int TurnSize = 64 * 1024;

    /// <summary>Characters of a row beside its text, about.</summary>
    private const int RowSize = 768;

    /// <summary>Messages that are kept for whoever listens.</summary>
    private const int ListenedBacklog = 100;

    /// <summary>Reads of as many rows in which they are looked for: where almost all was deleted a turn does not read to the beginning.</summary>
    private const int ListenedReads = 10;

    private static readonly TimeSpan BacklogKept = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LongTurn = TimeSpan.FromSeconds(1);

    private readonly Channel<RoomCommand> _mailbox = Channel.CreateBounded<RoomCommand>(
        new BoundedChannelOptions(MailboxSize) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly IHistory _history;
    private readonly HistoryWriter _writer;
    private readonly ChatOptions _options;
    private readonly TimeProvider _time;
    private readonly RoomMetrics _metrics;
    private readonly ILogger<Room> _logger;
    private readonly IHookSender? _hooks;

    private readonly Audience _audience;
    private readonly Signal _changed = new();
    private readonly List<RoomEvent> _events = [];
    private readonly List<RoomEvent.Accepted> _accepted = [];
    private readonly PriorityQueue<RoomCommand, long> _postponed = new();
    private readonly ITimer _alarm;
    private LastBacklog? _lastBacklog;
    private RoomState? _state;
    private bool _stale;
    private bool _hasChanged;

    /// <summary>Opens the room; its history is read when the first command comes. The loop runs on the scheduler, or on the thread pool.</summary>
    public Room(
        RoomName name,
        IHistory history,
        HistoryWriter writer,
        IRoomFrames frames,
        ChatOptions options,
        TimeProvider time,
        RoomMetrics metrics,
        ILogger<Room> logger,
        TaskScheduler? scheduler = null,
        IHookSender? hooks = null)
    {
        Name = name;
        _history = history;
        _writer = writer;
        _audience = new Audience(frames);
        _options = options;
        _time = time;
        _metrics = metrics;
        _logger = logger;
        _hooks = hooks;
        _alarm = time.CreateTimer(static room => ((Room)room!).TryPost(new RoomCommand.Wake()), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Completion = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler ?? TaskScheduler.Default).Unwrap();
    }

    /// <summary>The room's name.</summary>
    public RoomName Name { get; }

    /// <summary>Completes when the mailbox was closed and everything in it has been carried out.</summary>
    public Task Completion { get; }

    /// <summary>Completes when more is kept than before: with true, or with false when the room is closed.
    /// Whoever takes it before reading what is kept, and waits for it after, misses nothing.</summary>
    public Task<bool> Changed => _changed.Next;

    /// <summary>Posts a command, waiting while the mailbox is full. False if the room is closed.</summary>
    public async ValueTask<bool> PostAsync(RoomCommand command)
    {
        while (!TryPost(command))
        {
            if (!await _mailbox.Writer.WaitToWriteAsync())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Posts a command. False if the mailbox is full or closed.</summary>
    public bool TryPost(RoomCommand command) => _mailbox.Writer.TryWrite(command);

    /// <summary>Takes no more commands; what was accepted is still carried out, then the members are closed with <see cref="CloseReason.Restart"/>.</summary>
    public void Close() => _mailbox.Writer.TryComplete();

    /// <inheritdoc/>
    public void Dispose() => _alarm.Dispose();

    // Everything below runs on the loop, one turn at a time.
    private async Task RunAsync()
    {
        while (await _mailbox.Reader.WaitToReadAsync())
        {
            var started = _time.GetTimestamp();
            try
            {
                await LoadAsync();
                await TurnAsync();
            }
            catch (Exception failure)
            {
                LogFailure(failure, Name);
                GiveUp();
            }

            if (_hasChanged)
            {
                _hasChanged = false;
                _changed.Raise();
            }

            if (_time.GetElapsedTime(started) is var took && took > LongTurn)
            {
                LogLongTurn(Name, took);
            }
        }

        _audience.Close(CloseReason.Restart);
        _changed.End();
    }

    private async Task LoadAsync()
    {
        if (_state is null)
        {
            _state = new RoomState(Name, await _history.MarkAsync(Name), await _history.RulesAsync(Name), _options);
        }
        else if (_stale)
        {
            // The failed write may have reached the disk after all: then it is shown now, in its place.
            var mark = await _history.MarkAsync(Name);
            var unseen = mark.Rev > _state.Rev ? await _history.ChangesAsync(Name, _state.Rev, int.MaxValue) : [];
            _state.Apply(new RoomCommand.Reload(mark, unseen, await _history.RulesAsync(Name)), _time.GetUtcNow(), _events);

            // Told before anybody joins, who reads it from the store.
            _hasChanged = true;
            await TakeAllAsync();
            _audience.Tell();
        }

        _stale = false;
    }

    private async Task TurnAsync()
    {
        var now = _time.GetUtcNow();
        while (_postponed.TryPeek(out _, out var due) && due <= _time.GetTimestamp())
        {
            _state!.Apply(_postponed.Dequeue(), now, _events);
        }

        if (_lastBacklog?.Until <= _time.GetTimestamp())
        {
            _lastBacklog = null;
        }

        for (var size = 0; size < TurnSize && _mailbox.Reader.TryRead(out var command);)
        {
            if (command is RoomCommand.Revise revise)
            {
                // The last of its turn, so that the next one finds what it has left in the store.
                await LookUpAsync(revise, async () => revise with { Target = await _history.FindAsync(Name, revise.Seq) }, now);
                break;
            }

            if (command is RoomCommand.Govern govern)
            {
                // Likewise: what follows is under the new rule.
                await LookUpAsync(govern, async () => await FindTargetAsync(govern), now);
                break;
            }

            if (_state!.Stranger(command) is { } stranger && await HasSpokenAsync(stranger))
            {
                _state.Meet(stranger);
            }

            _state.Apply(command, now, _events);
            size += command is RoomCommand.Say say ? RowSize + say.Text.Length : 0;
        }

        await TakeAllAsync();
        if (_accepted.Count > 0)
        {
            await KeepAsync(now);
        }

        _state!.Settle(_events);
        await TakeAllAsync();
        _audience.Tell();
        SetAlarm();
    }

    private async Task LookUpAsync(RoomCommand.Ask ask, Func<Task<RoomCommand.Ask>> complete, DateTimeOffset now)
    {
        try
        {
            _state!.Apply(await complete(), now, _events);
        }
        catch (Exception failure)
        {
            LogNotRead(failure, Name);
            Refuse(ask, Refusal.NotKept);
        }
    }

    private async Task<RoomCommand.Ask> FindTargetAsync(RoomCommand.Govern govern) =>
        govern is RoomCommand.Bar bar && _state!.Find(bar.Handle) is null
            ? bar with { Target = await _history.AuthorAsync(Name, bar.Handle) }
            : govern;

    private async Task<bool> HasSpokenAsync(string person)
    {
        try
        {
            return await _history.HasSpokenAsync(Name, person);
        }
        catch (Exception failure)
        {
            LogNotRead(failure, Name);
            return false;
        }
    }

    private async Task TakeAllAsync()
    {
        foreach (var happened in _events)
        {
            await TakeAsync(happened);
        }

        _events.Clear();
    }

    private async ValueTask TakeAsync(RoomEvent happened)
    {
        switch (happened)
        {
            case RoomEvent.Said or RoomEvent.Changed or RoomEvent.StartedAnew or RoomEvent.RulesChanged or RoomEvent.RosterChanged or RoomEvent.TypingChanged or RoomEvent.Came or RoomEvent.Went:
                _audience.Share(happened);
                if (happened is RoomEvent.Said(var said) && _state!.Rules.Hook is { } hook)
                {
                    _hooks?.Post(Name, hook, said);
                }

                break;
            case RoomEvent.Accepted accepted:
                _accepted.Add(accepted);
                break;
            case RoomEvent.Acknowledged acknowledged:
                if (acknowledged.Ask is RoomCommand.Say { From: { } sender })
                {
                    sender.Own.Add(acknowledged);
                }

                acknowledged.Ask.Answer?.TrySetResult(new(acknowledged.Kept, null));
                break;
            case RoomEvent.Rejected(var ask, var refusal):
                Refuse(ask, refusal);
                break;
            case RoomEvent.Joined(var member, var after):
                await CatchUpAsync(member, after);
                break;
            case RoomEvent.Listened(var member, var people):
                await ListenAsync(member, people);
                break;
            case RoomEvent.Entered(var member):
                _audience.Admit(member);
                break;
            case RoomEvent.Left(var member):
                _audience.Remove(member);
                break;
            case RoomEvent.Dismissed(var member, var refusal):
                _audience.Dismiss(member, refusal);
                break;
            case RoomEvent.Postponed(var command, var delay):
                _postponed.Enqueue(command, Timestamp(delay));
                break;
            default:
                throw new InvalidOperationException($"{happened.GetType().Name} has no place in a turn");
        }
    }

    // Reads what is missing, registers and goes live in this one turn, or messages would fall between.
    private async Task CatchUpAsync(Member member, long after)
    {
        try
        {
            if (_lastBacklog is not { } last || (last.After, last.Rev, last.Format) != (after, _state!.Rev, member.Format))
            {
                var missed = _audience.Render(member, await MissedAsync(after));
                last = _lastBacklog = new LastBacklog(after, _state!.Rev, member.Format, missed, Timestamp(BacklogKept));
                _postponed.Enqueue(new RoomCommand.Wake(), last.Until);
            }

            _audience.Add(member, last.Frame, _state.Roster);
            if (_state.Typing is { Count: > 0 } typing)
            {
                member.Own.Add(typing);
            }
        }
        catch (Exception failure)
        {
            LogNotRead(failure, Name);
            member.Outbox.Close(CloseReason.Error);
        }
    }

    private async Task ListenAsync(Member member, IReadOnlyList<Person> people)
    {
        try
        {
            var latest = new RoomEvent.StartedAnew(Name, await LastSpokenAsync());
            // Whoever came earlier in this turn is among the people already.
            _audience.Tell();
            _audience.Keep(member, [.. people.Select(person => new RoomEvent.Came(person)), latest]);
        }
        catch (Exception failure)
        {
            LogNotRead(failure, Name);
            member.Outbox.Close(CloseReason.Error);
        }
    }

    private async Task<List<ChatMessage>> LastSpokenAsync()
    {
        List<ChatMessage> spoken = [];
        var before = long.MaxValue;
        for (var reads = 0; reads < ListenedReads && spoken.Count < ListenedBacklog && before > 1; reads++)
        {
            var rows = await _history.LatestAsync(Name, ListenedBacklog, before);
            spoken.InsertRange(0, rows.Where(message => message.IsSpoken).TakeLast(ListenedBacklog - spoken.Count));
            before = rows is [var first, ..] ? first.Seq : 0;
        }

        return spoken;
    }

    private long Timestamp(TimeSpan fromNow) => _time.GetTimestamp() + (long)(fromNow.TotalSeconds * _time.TimestampFrequency);

    private async Task<List<RoomEvent>> MissedAsync(long after)
    {
        var (rev, rules) = (_state!.Rev, _state.Rules);
        List<RoomEvent> missed = [];
        // What was cleared away is not told row by row.
        if (after < 0 || after > rev || after < rules.ClearedRev)
        {
            missed.Add(await StartAnewAsync());
        }
        else if (after < rev)
        {
            var changes = await _history.ChangesAsync(Name, after, _options.ReplayLimit + 1);
            missed.Add(changes.Count > _options.ReplayLimit ? await StartAnewAsync() : new RoomEvent.CaughtUp(changes, after));
        }

        if (rules.Rev > Math.Max(after, 0))
        {
            missed.Add(new RoomEvent.RulesChanged(rules));
        }

        return missed;
    }

    private async Task<RoomEvent> StartAnewAsync() =>
        new RoomEvent.StartedAnew(Name, await _history.LatestAsync(Name, _options.PageSize)) { ClearedSeq = _state!.Rules.ClearedSeq };

    private async Task KeepAsync(DateTimeOffset now)
    {
        try
        {
            var kept = await _writer.KeepAsync([.. _accepted.Select(accepted => accepted.Change)]);
            foreach (var (accepted, row) in _accepted.Zip(kept))
            {
                _state!.Apply(new RoomCommand.Keep(accepted.Ask, row, (accepted.Change as Act)?.Effect), now, _events);
            }

            _hasChanged = true;
            _metrics.Kept(_accepted.Count);
        }
        catch (Exception failure)
        {
            LogNotKept(failure, _accepted.Count, Name);
            _stale = true;
            // What the store may have kept all the same is shown by the next turn: also if nobody says anything.
            TryPost(new RoomCommand.Wake());
            foreach (var accepted in _accepted)
            {
                Refuse(accepted.Ask, failure is StoreFullException ? Refusal.StoreFull : Refusal.NotKept);
            }
        }

        _accepted.Clear();
    }

    private static void Refuse(RoomCommand.Ask ask, Refusal refusal)
    {
        ask.From?.Own.Add(new RoomEvent.Refused(refusal, (ask as RoomCommand.Say)?.Cid));
        ask.Answer?.TrySetResult(new(null, refusal));
    }

    private void SetAlarm()
    {
        if (_postponed.TryPeek(out _, out var due))
        {
            var wait = _time.GetElapsedTime(_time.GetTimestamp(), due);
            _alarm.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    // Nobody may be left with a gap or without an answer: readers come back and resume, senders send again with the same cid.
    private void GiveUp()
    {
        _hasChanged = true;
        _audience.Close(CloseReason.Error);
        foreach (var accepted in _events.OfType<RoomEvent.Accepted>().Concat(_accepted))
        {
            Refuse(accepted.Ask, Refusal.NotKept);
        }

        while (_mailbox.Reader.TryRead(out var command))
        {
            if (command is RoomCommand.Ask ask)
            {
                Refuse(ask, Refusal.NotKept);
            }
            else if (command is RoomCommand.Join { Member: var joining })
            {
                joining.Outbox.Close(CloseReason.Error);
            }
            else if (command is RoomCommand.Read { Member: var reading })
            {
                reading.Outbox.Close(CloseReason.Error);
            }
            else if (command is RoomCommand.Listen { Member: var listening })
            {
                listening.Outbox.Close(CloseReason.Error);
            }
        }

        _events.Clear();
        _accepted.Clear();
        _postponed.Clear();
        _state = null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Room {Room} failed; its readers will come back")]
    private partial void LogFailure(Exception failure, RoomName room);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} changes were not kept in room {Room}")]
    private partial void LogNotKept(Exception failure, int count, RoomName room);

    [LoggerMessage(Level = LogLevel.Error, Message = "The history of room {Room} could not be read")]
    private partial void LogNotRead(Exception failure, RoomName room);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A turn of room {Room} took {Took}")]
    private partial void LogLongTurn(RoomName room, TimeSpan took);
}
