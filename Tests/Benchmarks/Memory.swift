import Foundation

#if canImport(CHyperscan)
    internal import CHyperscan
#endif

/// Memory of this process, in MiB: now, or what has come since.
struct Memory {
    /// In pages that are there, with what building left behind.
    private var resident: Double
    /// In blocks that are still held; nil where the C library does not tell.
    private var held: Double?

    /// Now. What was freed goes back to the system first: the next thing built would take its room and seem to need none.
    static var now: Memory {
        #if canImport(CHyperscan)
            malloc_trim(0)
        #endif
        return Memory()
    }

    private init() {
        let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        let pages = text?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? .nan
        resident = pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
        #if canImport(CHyperscan)
            let blocks = mallinfo2()
            held = Double(blocks.uordblks + blocks.hblkhd) / 1_048_576
        #endif
    }

    /// What has come since.
    init(since earlier: Memory) {
        self.init()
        resident -= earlier.resident
        if let before = earlier.held { held = held.map { $0 - before } }
    }

    func add(to sheet: inout Sheet) {
        sheet.add("… memory that came with it", resident, "MiB", digits: 1)
        if let held { sheet.add("… of it still held", held, "MiB", digits: 1) }
    }
}
