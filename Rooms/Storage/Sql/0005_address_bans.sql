-- Addresses that may not use the server: keyed hashes, never the addresses themselves.
CREATE TABLE address_bans (
    address TEXT    NOT NULL PRIMARY KEY,
    note    TEXT    NOT NULL,
    until   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
