extension Schema {
    /// `waits` marks cases that are over and wait for somebody's word.
    static let waiting = """
        ALTER TABLE casefile ADD COLUMN waits INTEGER NOT NULL DEFAULT 0 CHECK (waits IN (0, 1));
        CREATE INDEX casefile_waits ON casefile (id) WHERE waits = 1;
        """
}
