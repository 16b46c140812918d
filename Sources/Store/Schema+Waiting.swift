extension Schema {
    /// `waits` marks cases that are over and wait for somebody's word.
    ///
    /// Of a timer that rang, `seen` is the newest line of any history before it, `line` the first that it left in its
    /// case's, and `done` whether its work came to an end; those that rang before are taken to be in order.
    static let waiting = """
        ALTER TABLE casefile ADD COLUMN waits INTEGER NOT NULL DEFAULT 0 CHECK (waits IN (0, 1));
        CREATE INDEX casefile_waits ON casefile (id) WHERE waits = 1;

        ALTER TABLE timer_fired ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE timer_fired ADD COLUMN line INTEGER;
        ALTER TABLE timer_fired ADD COLUMN done INTEGER NOT NULL DEFAULT 1 CHECK (done IN (0, 1));
        UPDATE timer_fired SET line = 0;
        """
}
