-- What is said is added at the end of messages, whatever its room, and what finds it is extended behind it, many messages at once:
-- an index that begins with the room would cost each commit a page of each room. indexed tells how far they have come.
CREATE TABLE messages_without_index (
    id        INTEGER PRIMARY KEY,
    room      INTEGER NOT NULL REFERENCES rooms (id),
    seq       INTEGER NOT NULL,
    rev       INTEGER NOT NULL,
    born      INTEGER NOT NULL,
    author    TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    handle    TEXT    NOT NULL,
    text      TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    cid       TEXT    NOT NULL,
    kind      TEXT    NOT NULL DEFAULT 'text',
    edited_at INTEGER,
    deleted   INTEGER NOT NULL DEFAULT 0,
    checksum  INTEGER NOT NULL,
    reactions TEXT    NOT NULL DEFAULT '',
    file      TEXT
) STRICT;

INSERT INTO messages_without_index
SELECT id, room, seq, rev, born, author, name, handle, text, at, cid, kind, edited_at, deleted, checksum, reactions, file
FROM messages
ORDER BY id;

CREATE TABLE reactions_to_them (
    message INTEGER NOT NULL REFERENCES messages_without_index (id),
    emoji   TEXT    NOT NULL,
    person  TEXT    NOT NULL,
    handle  TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (message, emoji, person)
) STRICT, WITHOUT ROWID;

INSERT INTO reactions_to_them SELECT message, emoji, person, handle, at FROM reactions;

-- In this order nothing ever refers to a table that is gone.
DROP TABLE reactions;
DROP TABLE messages;
ALTER TABLE messages_without_index RENAME TO messages;
ALTER TABLE reactions_to_them RENAME TO reactions;

-- Few messages are ever changed, and few have a file.
CREATE UNIQUE INDEX messages_changed ON messages (room, rev) WHERE rev > born;
CREATE INDEX messages_with_file ON messages (room) WHERE file IS NOT NULL;

CREATE TABLE message_places (
    room    INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    message INTEGER NOT NULL,
    PRIMARY KEY (room, seq)
) STRICT, WITHOUT ROWID;

-- author is a hash of it (Rooms/Storage/MessageKey).
CREATE TABLE message_keys (
    room    INTEGER NOT NULL,
    author  INTEGER NOT NULL,
    cid     TEXT    NOT NULL,
    message INTEGER NOT NULL,
    PRIMARY KEY (room, author, cid)
) STRICT, WITHOUT ROWID;

CREATE TABLE indexed (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    message INTEGER NOT NULL
) STRICT;

INSERT INTO indexed (id, message) VALUES (1, 0);

-- All messages, by room and seq: for who reads.
CREATE VIEW log AS
SELECT place.room, place.seq, rev, born, id, author, name, handle, text, at, cid, kind, edited_at, deleted, checksum, reactions, file
FROM message_places AS place CROSS JOIN messages ON id = place.message
UNION ALL
SELECT room, seq, rev, born, id, author, name, handle, text, at, cid, kind, edited_at, deleted, checksum, reactions, file
FROM messages
WHERE id > (SELECT message FROM indexed);
