/// Counts the steps of a reading for the tests, which hold that they grow with the length of the text and with nothing
/// else. Only debug builds count; elsewhere a call is nothing.
enum Effort {
    #if DEBUG
        /// A count that a test hands in.
        final class Meter: @unchecked Sendable {
            // One test, one thread: the readings that count run in the task that made it.
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
