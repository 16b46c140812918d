import Domain

/// Where the time comes from. Each unit of work asks once and passes the answer on.
typealias WallClock = @Sendable () -> Timestamp
