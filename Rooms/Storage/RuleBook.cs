using Dapper;
using Microsoft.Data.Sqlite;

namespace HtmxChat.Rooms.Storage;

/// <summary>Where the store keeps what holds in a room. Acts are rare: nothing here is prepared.</summary>
internal static class RuleBook
{
    public static async Task<RoomRules> ReadAsync(SqliteConnection connection, RoomName room)
    {
        // One consistent view: an act may be committed between two reads.
        using var transaction = connection.BeginTransaction(deferred: true);
        var of = new { name = room.Value };
        if (await connection.QuerySingleOrDefaultAsync<RoomRow>(
            """
            SELECT id, topic, welcome, lock, slow_seconds AS slow, rules_rev AS rev, cleared_seq AS clearedSeq, cleared_rev AS clearedRev,
                EXISTS (SELECT 1 FROM room_keys WHERE room = rooms.id)
                OR EXISTS (SELECT 1 FROM room_grants WHERE room = rooms.id)
                OR EXISTS (SELECT 1 FROM room_bans WHERE room = rooms.id)
                OR EXISTS (SELECT 1 FROM room_bots WHERE room = rooms.id)
                OR EXISTS (SELECT 1 FROM room_hooks WHERE room = rooms.id) AS hasPeople
            FROM rooms
            WHERE name = @name
            """,
            of,
            transaction) is not { } row)
        {
            return RoomRules.None;
        }

        var rules = new RoomRules(row.Topic, row.Welcome, (RoomLock)row.Lock, row.Slow, row.Rev, row.ClearedSeq, row.ClearedRev);
        return row.HasPeople == 0 ? rules : rules with
        {
            Keys = (await connection.QueryAsync<(string Hash, long Role, long MadeAt)>(
                    "SELECT hash, role, made_at FROM room_keys WHERE room = @Id ORDER BY made_at, hash", row, transaction))
                .Select(key => new RoomKey(key.Hash, (RoomRole)key.Role, key.MadeAt)).ToList(),
            Grants = (await connection.QueryAsync<(string Person, long Role, string Hash)>(
                    "SELECT person, role, hash FROM room_grants WHERE room = @Id ORDER BY person", row, transaction))
                .Select(grant => new RoomGrant(grant.Person, (RoomRole)grant.Role, grant.Hash)).ToList(),
            Bans = (await connection.QueryAsync<(string Person, string Address, long Kind, string Name, string Handle, long Until)>(
                    "SELECT person, address, kind, name, handle, until FROM room_bans WHERE room = @Id ORDER BY until, person", row, transaction))
                .Select(ban => new Ban(ban.Person, ban.Address, (BanKind)ban.Kind, ban.Name, ban.Handle, ban.Until)).ToList(),
            Bots = (await connection.QueryAsync<RoomBot>(
                    "SELECT hash, name, made_at AS madeAt FROM room_bots WHERE room = @Id ORDER BY made_at, hash", row, transaction)).ToList(),
            Hook = await connection.QuerySingleOrDefaultAsync<RoomHook>("SELECT url, secret FROM room_hooks WHERE room = @Id", row, transaction),
        };
    }

    /// <summary>Writes an effect that the line with this seq and rev tells of. Returns how many revs it has taken, from <paramref name="rev"/> on.</summary>
    public static long Write(SqliteTransaction transaction, long room, RoomEffect effect, long seq, long rev, long now)
    {
        var connection = transaction.Connection!;
        switch (effect)
        {
            case RoomEffect.Clear:
                // The readers are told to start anew; whoever asks for changes gets each row once, deleted.
                var cleared = connection.Execute(
                    """
                    UPDATE messages
                    SET text = '', deleted = 1, rev = @rev + change.number, checksum = checksum(room, seq, author, '', at)
                    FROM (
                        SELECT id AS message, row_number() OVER (ORDER BY seq) - 1 AS number
                        FROM log
                        WHERE room = @room AND deleted = 0
                    ) AS change
                    WHERE id = change.message
                    """,
                    new { room, rev },
                    transaction);
                Run("UPDATE rooms SET cleared_seq = @seq, cleared_rev = @line WHERE id = @room", new { room, seq, line = rev + cleared });
                return cleared;
            case RoomEffect.Configure set:
                Run(
                    """
                    UPDATE rooms
                    SET topic = coalesce(@Topic, topic),
                        welcome = coalesce(@Welcome, welcome),
                        lock = coalesce(@Lock, lock),
                        slow_seconds = coalesce(@SlowSeconds, slow_seconds),
                        rules_rev = @rev
                    WHERE id = @room
                    """,
                    new { room, rev, set.Topic, set.Welcome, set.Lock, set.SlowSeconds });
                break;
            case RoomEffect.Bar(var ban):
                Run("DELETE FROM room_bans WHERE room = @room AND until < @now", new { room, now });
                Run(
                    "INSERT OR REPLACE INTO room_bans VALUES (@room, @Person, @Address, @Kind, @Name, @Handle, @Until)",
                    new { room, ban.Person, ban.Address, ban.Kind, ban.Name, ban.Handle, ban.Until });
                break;
            case RoomEffect.Lift(var handle):
                Run("DELETE FROM room_bans WHERE room = @room AND handle = @handle", new { room, handle });
                break;
            case RoomEffect.MakeKey(var key):
                Run("INSERT INTO room_keys VALUES (@Hash, @room, @Role, @MadeAt)", new { room, key.Hash, key.Role, key.MadeAt });
                break;
            case RoomEffect.RevokeKey(var hash, var by):
                Run("DELETE FROM room_keys WHERE room = @room AND hash = @hash", new { room, hash });
                Run("DELETE FROM room_grants WHERE room = @room AND hash = @hash AND person <> @by", new { room, hash, by });
                Run("UPDATE room_grants SET hash = '' WHERE room = @room AND hash = @hash", new { room, hash });
                break;
            case RoomEffect.Give(var grant):
                Run("INSERT OR REPLACE INTO room_grants VALUES (@room, @Person, @Role, @Key)", new { room, grant.Person, grant.Role, grant.Key });
                break;
            case RoomEffect.AddBot(var bot):
                Run("INSERT INTO room_bots VALUES (@room, @Hash, @Name, @MadeAt)", new { room, bot.Hash, bot.Name, bot.MadeAt });
                break;
            case RoomEffect.RemoveBot(var hash):
                Run("DELETE FROM room_bots WHERE room = @room AND hash = @hash", new { room, hash });
                break;
            case RoomEffect.SetHook(null):
                Run("DELETE FROM room_hooks WHERE room = @room", new { room });
                break;
            case RoomEffect.SetHook({ } hook):
                Run("INSERT OR REPLACE INTO room_hooks VALUES (@room, @Url, @Secret)", new { room, hook.Url, hook.Secret });
                break;
            case RoomEffect.Resign(var person):
                Run("DELETE FROM room_grants WHERE room = @room AND person = @person", new { room, person });
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(effect), effect, "no way to keep it");
        }

        return 0;

        void Run(string sql, object values) => connection.Execute(sql, values, transaction);
    }

    /// <summary>Writes what belongs to no room.</summary>
    public static void Write(SqliteTransaction transaction, Change change) => transaction.Connection!.Execute(
        change switch
        {
            Naming =>
                """
                INSERT INTO names VALUES (@Person, @Name, @At)
                ON CONFLICT (person) DO UPDATE SET name = excluded.name, at = excluded.at WHERE excluded.at >= names.at
                """,
            AddressBan => "INSERT OR REPLACE INTO address_bans VALUES (@Address, @Note, @Until)",
            AddressPardon => "DELETE FROM address_bans WHERE address = @Address",
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, "no way to keep it"),
        },
        change,
        transaction);

    // Dapper fills positional records from the types of SQLite.
    private sealed record RoomRow(
        long Id, string Topic, string Welcome, long Lock, long Slow, long Rev, long ClearedSeq, long ClearedRev, long HasPeople);
}
