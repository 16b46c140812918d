/// Counts the steps of a reading for the tests, which hold that they grow with the length of the text and with nothing
/// else. Only debug builds count; elsewhere a call is nothing.
enum Effort {
    #if DEBUG
        /// A count that a test hands in.
        ///
        /// `@unchecked`, because the room imports no locks and needs none: a task-local value has to be sendable, and only
        /// readings of the one task that made the meter, which do not wait, count on it.
        final class Meter: @unchecked Sendable {
            var steps = 0
        }

        @TaskLocal static var meter: Meter?
    #endif

    /// Notes steps that were taken.
    @inline(__always)
    static func count(_ steps: Int = 1) {
        #if DEBUG
            if let meter { meter.steps += steps }
        #endif
    }
}
