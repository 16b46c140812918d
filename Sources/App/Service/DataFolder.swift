import Foundation
import Store

/// The folder of the ledger and the photos, held by one process.
struct DataFolder {
    private let lock: FolderLock

    /// Makes the folder when there is none, for its owner alone, and takes it.
    /// - Throws: `WorldFailure` with a sentence.
    init(_ path: String) throws {
        // SQLite's own files follow the mask.
        umask(0o077)
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw WorldFailure("cannot make the data folder \(path)")
        }
        guard chmod(path, 0o700) == 0 else {
            throw WorldFailure("the data folder \(path) is not ours: \(String(cString: strerror(errno)))")
        }
        do throws(FolderLock.Failure) {
            lock = try FolderLock(folder: path)
        } catch {
            throw WorldFailure("\(path): \(error.description)")
        }
    }
}
