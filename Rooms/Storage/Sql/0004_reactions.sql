CREATE TABLE reactions (
    message INTEGER NOT NULL REFERENCES messages (id),
    emoji   TEXT    NOT NULL,
    person  TEXT    NOT NULL,
    handle  TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (message, emoji, person)
) STRICT, WITHOUT ROWID;

-- What of them is shown, so that a row is read in one piece.
ALTER TABLE messages ADD COLUMN reactions TEXT NOT NULL DEFAULT '';
