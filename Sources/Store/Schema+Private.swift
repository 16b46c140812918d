extension Schema {
    /// The rooms of two on a homeserver: with whom (`matrix:@li:example.org`), and what the homeserver calls the room,
    /// nothing while it is being opened.
    static let privateRooms = """
        CREATE TABLE matrix_private (
            person TEXT PRIMARY KEY,
            adapter TEXT NOT NULL,
            room TEXT,
            standing TEXT NOT NULL CHECK (standing IN ('unknown', 'invited', 'joined', 'closed')),
            UNIQUE (adapter, room)
        ) STRICT, WITHOUT ROWID;
        """
}
