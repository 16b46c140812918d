extension Schema {
    /// Version 2: what is known of the rooms of a Matrix homeserver, events that came before the message they are
    /// about, and which photos the homeserver has.
    ///
    /// Up to `complete_event` everything that was said in the room is here: what comes later is read back from there
    /// after a gap. `tombstone` is the room that the room itself names as its replacement; `successor`, once the bot is
    /// there and that room says the same, is the newest of the rooms that replaced it, never one between.
    static let matrix = """
        CREATE TABLE matrix_room (
            room TEXT PRIMARY KEY,
            adapter TEXT NOT NULL,
            name TEXT,
            membership TEXT NOT NULL CHECK (membership IN ('invited', 'joined', 'left')),
            since_ms INTEGER NOT NULL,
            inviter TEXT,
            checked INTEGER NOT NULL DEFAULT 0 CHECK (checked IN (0, 1)),
            introduced INTEGER NOT NULL DEFAULT 0 CHECK (introduced IN (0, 1)),
            encrypted INTEGER NOT NULL DEFAULT 0 CHECK (encrypted IN (0, 1)),
            read_only INTEGER NOT NULL DEFAULT 0 CHECK (read_only IN (0, 1)),
            unreadable INTEGER NOT NULL DEFAULT 0 CHECK (unreadable >= 0),
            tombstone TEXT,
            successor TEXT,
            complete_event TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX matrix_room_adapter ON matrix_room (adapter);
        CREATE INDEX matrix_room_successor ON matrix_room (successor) WHERE successor IS NOT NULL;

        CREATE TABLE early_event (
            id INTEGER PRIMARY KEY,
            adapter TEXT NOT NULL,
            event TEXT NOT NULL,
            target TEXT NOT NULL,
            body BLOB NOT NULL,
            at_ms INTEGER NOT NULL,
            UNIQUE (adapter, event)
        ) STRICT;
        CREATE INDEX early_event_target ON early_event (adapter, target);

        CREATE TABLE matrix_upload (
            adapter TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            uri TEXT NOT NULL,
            PRIMARY KEY (adapter, sha256)
        ) STRICT, WITHOUT ROWID;
        """

    /// Which room of the homeserver a post was delivered in, where that has taken the place of the post's own.
    static let places = "ALTER TABLE outbox ADD COLUMN place TEXT"
}
