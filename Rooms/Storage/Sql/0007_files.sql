-- The file that came with a message, as JSON; its bytes are in the folder files beside the database, under its key.
ALTER TABLE messages ADD COLUMN file TEXT;

CREATE INDEX messages_with_file ON messages (room) WHERE file IS NOT NULL;
