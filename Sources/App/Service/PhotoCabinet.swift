import Chat
import Domain
import Media
import Store
import Threads

/// The photos on disk and their rows in the ledger. Its calls block on the disk, so it has a thread of its own.
actor PhotoCabinet {
    private let thread = OneThread(name: "photos")
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private let photos: PhotoStore
    private let store: Store
    private let clock: WallClock

    init(directory: String, limit: Int, store: Store, clock: @escaping WallClock) throws(PhotoError) {
        photos = try PhotoStore(directory: directory, limit: limit)
        self.store = store
        self.clock = clock
    }

    /// Keeps bytes as a photo's file.
    /// - Throws: `PhotoError`
    func keep(_ bytes: [UInt8]) throws(PhotoError) -> PhotoStore.Kept { try photos.keep(bytes) }

    /// Keeps a file that somebody handed over, to be named by a message later.
    /// - Throws: `PhotoError`, `StoreError`
    func keep(_ bytes: [UInt8], handedOverBy adapter: String) async throws -> PhotoStore.Kept {
        let kept = try photos.keep(bytes)
        let now = clock()
        try await store.write { tx in
            try tx.saveUpload(
                GenericFiles.id(sha256: kept.sha256), adapter: adapter, photo: StoredPhoto(kept), name: nil, at: now)
        }
        return kept
    }

    /// - Returns: nil when there is no such photo.
    func read(_ sha256: String) -> (bytes: [UInt8], mediaType: String)? {
        guard let file = try? photos.read(sha256) else { return nil }
        return (file.bytes, file.format.mediaType)
    }
}

extension StoredPhoto {
    init(_ kept: PhotoStore.Kept) {
        self.init(
            sha256: kept.sha256, size: Int64(kept.size), mediaType: kept.format.mediaType, width: kept.width,
            height: kept.height)
    }
}
