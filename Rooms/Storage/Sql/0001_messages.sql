CREATE TABLE rooms (
    id      INTEGER PRIMARY KEY,
    name    TEXT    NOT NULL UNIQUE,
    made_at INTEGER NOT NULL
) STRICT;

-- rev is the room's change counter at the last change of the message: whoever was away asks for rev > what it has,
-- and has the rows whose born, the rev at which they were said, is not greater. checksum is over room, seq, author, text and at.
CREATE TABLE messages (
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
    UNIQUE (room, seq),
    UNIQUE (room, author, cid)
) STRICT;

-- Rows as they were said have rev = born, which grows with seq: their place in the log finds them. Only what was changed since needs
-- an index, so that a new row costs one page less to write.
CREATE UNIQUE INDEX messages_changed ON messages (room, rev) WHERE rev > born;

-- One row, written to prove that the store can be written.
CREATE TABLE health (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL
) STRICT;
