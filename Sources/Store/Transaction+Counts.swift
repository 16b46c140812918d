extension Transaction {
    /// How many deliveries wait for a person.
    public func setAsideCount() throws -> Int {
        try db.row("SELECT count(*) FROM inbox WHERE state = 'aside'") { $0.int(0) } ?? 0
    }
}
