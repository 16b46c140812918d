import Synchronization

/// Says how far a long work is, from two seconds after its beginning.
struct Progress {
    private let what: String
    private let total: Int?
    private let start = ContinuousClock.now
    private var last = ContinuousClock.now
    private var done = 0
    private var wasShown = false

    init(_ what: String, of total: Int? = nil) {
        self.what = what
        self.total = total
    }

    mutating func add(_ count: Int) { set(done + count) }

    mutating func set(_ count: Int, of total: Int? = nil) {
        done = count
        let now = ContinuousClock.now
        guard now - start > .seconds(2), now - last > .milliseconds(200) else { return }
        last = now
        wasShown = true
        let whole = (total ?? self.total).map { " of \($0)" } ?? ""
        Console.progress("\(done)\(whole) \(what)")
    }

    func end() { if wasShown { Console.endProgress() } }
}

/// A progress that another thread tells of.
final class SharedProgress: Sendable {
    private let progress: Mutex<Progress>

    init(_ what: String) { progress = Mutex(Progress(what)) }

    func set(_ count: Int, of total: Int?) { progress.withLock { $0.set(count, of: total) } }
    func end() { progress.withLock { $0.end() } }
}
