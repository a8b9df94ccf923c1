-- The words of the messages, folded by the program (Rooms/SearchWord) and divided by spaces; no text is kept here a second time.
-- room is one word too, so that a room's hits are found without a look at those of other rooms.
CREATE VIRTUAL TABLE search USING fts5 (
    room,
    body,
    content    = '',
    columnsize = 0,
    prefix     = '2',
    tokenize   = 'ascii'
);

-- What is deleted is taken out of the index itself, not only marked as gone.
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);

-- How far the index has come: the id of the last message in it.
CREATE TABLE search_mark (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    message INTEGER NOT NULL
) STRICT;

INSERT INTO search_mark (id, message) VALUES (1, 0);
