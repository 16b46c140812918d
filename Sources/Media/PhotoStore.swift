internal import Crypto
internal import Glibc

/// Photos on disk under the digest of their content: the same photo is kept once, and no name from outside is ever a
/// part of a path.
///
/// Its calls block on the disk. Several processes or tasks may keep at once: a file appears whole or not at all.
public struct PhotoStore: Sendable {
    /// A photo that is on disk.
    public struct Kept: Sendable, Equatable {
        /// Of what is kept, in lower-case hexadecimal: the photo's name.
        public let sha256: String
        /// Of what came, before notes were taken out.
        public let receivedSHA256: String
        public let format: PhotoFormat
        /// Pixels.
        public let width: Int
        public let height: Int
        /// Bytes that are kept.
        public let size: Int
    }

    public static let defaultLimit = 26_214_400

    public let directory: String
    /// Bytes of one file.
    public let limit: Int

    /// - Parameter directory: made when it is missing, readable by its owner alone; what a crash left half-written in it
    ///   is taken away.
    public init(directory: String, limit: Int = defaultLimit) throws(PhotoError) {
        self.directory = directory
        self.limit = limit
        try makeDirectory(directory)
        try makeDirectory(unfinished)
        for name in names(in: unfinished) { unlink("\(unfinished)/\(name)") }
    }

    /// Checks, cleans and keeps a file; returns when it is on disk for good.
    /// - Parameter announced: the digest that the sender gave, if any.
    public func keep(_ received: [UInt8], announced: String? = nil) throws(PhotoError) -> Kept {
        guard received.count <= limit else { throw .tooLarge(limit: limit) }
        let receivedHash = Hex.encode(SHA256.hash(received))
        if let announced, announced.lowercased() != receivedHash { throw .otherContent }
        let photo = try Photo(received)
        let hash = Hex.encode(SHA256.hash(photo.bytes))
        let kept = Kept(
            sha256: hash, receivedSHA256: receivedHash, format: photo.format, width: photo.width, height: photo.height,
            size: photo.bytes.count)
        let place = place(of: hash)
        if access(place.path, F_OK) == 0 { return kept }
        try makeDirectory(place.folder)
        let draft = "\(unfinished)/\(Hex.encode(randomBytes(16)))"
        do throws(PhotoError) {
            try write(photo.bytes, to: draft)
            guard rename(draft, place.path) == 0 else { throw failure("rename") }
        } catch {
            unlink(draft)
            throw error
        }
        try synchronize(place.folder)
        try synchronize(directory)
        return kept
    }

    /// The content of a photo.
    /// - Parameter sha256: as ``keep(_:announced:)`` gave it.
    public func read(_ sha256: String) throws(PhotoError) -> (bytes: [UInt8], format: PhotoFormat) {
        guard let path = path(of: sha256) else { throw .notFound }
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw errno == ENOENT ? .notFound : failure("open") }
        defer { close(file) }
        let end = lseek(file, 0, SEEK_END)
        guard end >= 0 else { throw failure("seek") }
        let size = Int(end)
        var bytes = [UInt8](repeating: 0, count: size)
        var done = 0
        while done < size {
            let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress! + done, size - done, off_t(done)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("read") }
            done += count
        }
        guard let format = PhotoFormat(sniffing: bytes) else { throw .damaged }
        return (bytes, format)
    }

    public func contains(_ sha256: String) -> Bool {
        path(of: sha256).map { access($0, F_OK) == 0 } ?? false
    }

    /// Takes a photo away, at the end of its retention; one that is not there is no error.
    public func remove(_ sha256: String) throws(PhotoError) {
        guard let path = path(of: sha256) else { return }
        guard unlink(path) == 0 || errno == ENOENT else { throw failure("unlink") }
    }

    /// Where a photo lies or would lie, for backups; nil for what is no digest.
    public func path(of sha256: String) -> String? { Self.path(of: sha256, in: directory) }

    /// As ``path(of:)``, for one who only reads: a store of its own would clear what another is writing.
    public static func path(of sha256: String, in directory: String) -> String? {
        guard sha256.utf8.count == 64,
            sha256.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        return place(of: sha256, in: directory).path
    }

    private var unfinished: String { "\(directory)/unfinished" }

    private func place(of hash: String) -> (folder: String, path: String) { Self.place(of: hash, in: directory) }

    private static func place(of hash: String, in directory: String) -> (folder: String, path: String) {
        let folder = "\(directory)/\(hash.prefix(2))"
        return (folder, "\(folder)/\(hash.dropFirst(2))")
    }

    private func makeDirectory(_ path: String) throws(PhotoError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("mkdir") }
    }

    private func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private func write(_ bytes: [UInt8], to path: String) throws(PhotoError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("create") }
        defer { close(file) }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + done, bytes.count - done) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("write") }
            done += count
        }
        guard fsync(file) == 0 else { throw failure("fsync") }
    }

    /// A new name in a folder is on disk only when the folder is.
    private func synchronize(_ folder: String) throws(PhotoError) {
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open") }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure("fsync") }
    }

    private func failure(_ operation: String) -> PhotoError { .disk(operation: operation, errno: errno) }
}
