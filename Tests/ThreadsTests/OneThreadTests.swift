import Glibc
import Testing
import Threads

/// Blocks its own thread, never the shared pool.
private actor Ledger {
    private let thread = OneThread(name: "ledger-of-the-test")
    private var entries: [Int] = []
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    func add(_ entry: Int) { entries.append(entry) }
    func all() -> [Int] { entries }
    func threadIdentity() -> UInt { UInt(bitPattern: Int(pthread_self())) }

    func threadName() -> String {
        let file = open("/proc/thread-self/comm", O_RDONLY)
        defer { close(file) }
        var name = [UInt8](repeating: 0, count: 64)
        let count = max(0, read(file, &name, name.count))
        return String(decoding: name[..<count].split(separator: 10).joined(), as: UTF8.self)
    }

    func signalIsBlocked(_ signal: Int32) -> Bool {
        var blocked = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &blocked)
        return sigismember(&blocked, signal) == 1
    }

    nonisolated func addFromInside(_ entry: Int) { assumeIsolated { $0.entries.append(entry) } }
    func addThroughAssumption(_ entry: Int) { addFromInside(entry) }
}

@Suite struct OneThreadTests {
    @Test func `every job of an actor runs on one thread that bears its name`() async {
        let ledger = Ledger()
        let first = await ledger.threadIdentity()
        for _ in 0..<100 {
            #expect(await ledger.threadIdentity() == first)
        }
        #expect(first != UInt(bitPattern: Int(pthread_self())))
        #expect(await ledger.threadName() == "ledger-of-the-t")
    }

    @Test func `jobs from many tasks are all run, one at a time`() async {
        let ledger = Ledger()
        await withTaskGroup { group in
            for task in 0..<20 {
                group.addTask { for step in 0..<100 { await ledger.add(task * 100 + step) } }
            }
        }
        let entries = await ledger.all()
        #expect(entries.count == 2000)
        #expect(Set(entries) == Set(0..<2000))
        for task in 0..<20 {
            let own = entries.filter { $0 / 100 == task }
            #expect(own == own.sorted(), "the jobs of one task keep their order")
        }
    }

    @Test func `code on the thread may assume the actor's isolation`() async {
        let ledger = Ledger()
        await ledger.addThroughAssumption(7)
        #expect(await ledger.all() == [7])
    }

    @Test(arguments: [SIGPIPE, SIGTERM, SIGINT, SIGHUP])
    func `the thread leaves signals to the program`(_ signal: Int32) async {
        #expect(await Ledger().signalIsBlocked(signal))
    }

    @Test func `an actor whose last reference goes from its own thread ends without a deadlock`() async {
        for _ in 0..<200 {
            let ledger = Ledger()
            await withTaskGroup { group in
                for entry in 0..<4 { group.addTask { await ledger.add(entry) } }
            }
        }
    }

    @Test func `a joined thread has finished its work`() {
        let box = Box()
        let thread = NamedThread(name: "worker") { box.value = 42 }
        thread.join()
        #expect(box.value == 42)
    }
}

/// `@unchecked`: written by the thread, read after the join.
private final class Box: @unchecked Sendable { var value = 0 }
