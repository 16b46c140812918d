import Glibc

/// A serial executor with a thread of its own, for actors whose calls block (SQLite, files): they never hold up the
/// shared pool.
///
/// Jobs run in the order they were enqueued. The thread ends, and is joined, when the last reference goes.
public final class OneThread: SerialExecutor {
    private let queue: JobQueue
    private let thread: NamedThread

    /// - Parameter name: shown by `top -H`; Linux keeps fifteen bytes.
    public init(name: String) {
        let queue = JobQueue()
        self.queue = queue
        thread = NamedThread(name: name) { queue.drain() }
    }

    deinit {
        queue.close()
        thread.join()
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        queue.append(UnownedJob(job), executor: asUnownedSerialExecutor())
    }

    public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    public func checkIsolated() {
        precondition(thread.isCurrent, "called off the thread of this executor")
    }

    public func isIsolatingCurrentContext() -> Bool? { thread.isCurrent }
}

/// What waits for the thread: a lock, a condition and two arrays that change places, so that a burst costs one
/// wake-up and no allocation.
///
/// `@unchecked`: `waiting` and `closed` are touched under `lock` alone, `lock` and `ready` never move.
private final class JobQueue: @unchecked Sendable {
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let ready = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var waiting: [(job: UnownedJob, executor: UnownedSerialExecutor)] = []
    private var closed = false

    init() {
        pthread_mutex_init(lock, nil)
        pthread_cond_init(ready, nil)
    }

    deinit {
        pthread_cond_destroy(ready)
        pthread_mutex_destroy(lock)
        ready.deallocate()
        lock.deallocate()
    }

    func append(_ job: UnownedJob, executor: UnownedSerialExecutor) {
        pthread_mutex_lock(lock)
        let wasEmpty = waiting.isEmpty
        waiting.append((job, executor))
        pthread_mutex_unlock(lock)
        // The thread takes everything at once, so only the first of a burst has to wake it.
        if wasEmpty { pthread_cond_signal(ready) }
    }

    func close() {
        pthread_mutex_lock(lock)
        closed = true
        pthread_mutex_unlock(lock)
        pthread_cond_signal(ready)
    }

    /// Runs jobs until the queue is closed and empty; the body of the thread.
    func drain() {
        var batch: [(job: UnownedJob, executor: UnownedSerialExecutor)] = []
        while take(into: &batch) {
            for entry in batch { entry.job.runSynchronously(on: entry.executor) }
            batch.removeAll(keepingCapacity: true)
        }
    }

    private func take(into batch: inout [(job: UnownedJob, executor: UnownedSerialExecutor)]) -> Bool {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while waiting.isEmpty {
            if closed { return false }
            pthread_cond_wait(ready, lock)
        }
        swap(&batch, &waiting)
        return true
    }
}
