-- What holds in a room. rules_rev and cleared_rev are the revs of the lines that told of the last change and of the last clearing;
-- what stands before cleared_seq is gone.
ALTER TABLE rooms ADD COLUMN topic TEXT NOT NULL DEFAULT '';
ALTER TABLE rooms ADD COLUMN welcome TEXT NOT NULL DEFAULT '';
ALTER TABLE rooms ADD COLUMN lock INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN slow_seconds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN rules_rev INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN cleared_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN cleared_rev INTEGER NOT NULL DEFAULT 0;

-- The links that give a role: of the secret in a link only its hash is kept.
CREATE TABLE room_keys (
    hash    TEXT    NOT NULL,
    room    INTEGER NOT NULL REFERENCES rooms (id),
    role    INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (room, hash)
) STRICT, WITHOUT ROWID;

-- Who has a role, and by which link (empty when it was revoked and the role stays).
CREATE TABLE room_grants (
    room   INTEGER NOT NULL REFERENCES rooms (id),
    person TEXT    NOT NULL,
    role   INTEGER NOT NULL,
    hash   TEXT    NOT NULL,
    PRIMARY KEY (room, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE room_bans (
    room    INTEGER NOT NULL REFERENCES rooms (id),
    person  TEXT    NOT NULL,
    address TEXT    NOT NULL,
    kind    INTEGER NOT NULL,
    name    TEXT    NOT NULL,
    handle  TEXT    NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (room, person)
) STRICT, WITHOUT ROWID;

-- Names chosen over a live socket, which cannot set a cookie.
CREATE TABLE names (
    person TEXT    NOT NULL PRIMARY KEY,
    name   TEXT    NOT NULL,
    at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
