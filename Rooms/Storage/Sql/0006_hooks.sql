-- Programs that may post in a room: of a token only its hash is kept.
CREATE TABLE room_bots (
    room    INTEGER NOT NULL REFERENCES rooms (id),
    hash    TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (room, hash)
) STRICT, WITHOUT ROWID;

-- Where what is said in a room is sent. The secret signs it, so it is kept as it is.
CREATE TABLE room_hooks (
    room   INTEGER NOT NULL PRIMARY KEY REFERENCES rooms (id),
    url    TEXT    NOT NULL,
    secret TEXT    NOT NULL
) STRICT;
