internal import Glibc

/// The right of one process to serve a data folder, held until the last reference goes or the process ends, however
/// it ends.
public final class FolderLock: Sendable {
    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// Another process serves the folder; its id when it could be read.
        case held(by: Int32?)
        case cannotOpen(path: String, reason: String)

        public var description: String {
            switch self {
            case .held(let process?): "another process (\(process)) serves this data folder"
            case .held(nil): "another process serves this data folder"
            case .cannotOpen(let path, let reason): "\(path) cannot be opened: \(reason)"
            }
        }
    }

    private let file: Int32

    /// Takes the lock or says who has it; never waits.
    /// - Parameter folder: must be there; the lock is its file `lock`, which stays.
    public init(folder: String) throws(Failure) {
        let path = folder + "/lock"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .cannotOpen(path: path, reason: String(cString: strerror(errno))) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            let holder = Self.holder(file)
            close(file)
            if reason == EWOULDBLOCK { throw .held(by: holder) }
            throw .cannotOpen(path: path, reason: String(cString: strerror(reason)))
        }
        self.file = file
        // Only for the sentence that the other process prints: that it cannot be written is no reason to stop.
        let text = Array("\(getpid())\n".utf8)
        if ftruncate(file, 0) == 0 { _ = pwrite(file, text, text.count, 0) }
    }

    /// The lock goes with the last descriptor of the file.
    deinit { close(file) }

    private static func holder(_ file: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(file, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count].prefix { $0 != 10 }, as: UTF8.self))
    }
}
