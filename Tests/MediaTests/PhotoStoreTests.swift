import Foundation
import Testing

@testable import Media

@Suite final class PhotoStoreTests {
    let directory: String

    init() { directory = FileManager.default.temporaryDirectory.path + "/photos-\(UUID().uuidString)" }
    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// Every file below the directory, by its path from there.
    func files() -> [String] {
        let found = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
        return found.filter { !FileManager.default.isDirectory("\(directory)/\($0)") }.sorted()
    }

    @Test func `the same photo is kept once, under the digest of what is kept`() throws {
        let store = try PhotoStore(directory: directory)
        let first = try store.keep(Samples.jpeg())
        let again = try store.keep(Samples.jpeg())
        #expect(first == again && first.sha256 != first.receivedSHA256)
        #expect(first.format == .jpeg && first.width == 4 && first.height == 3)
        #expect(files() == ["\(first.sha256.prefix(2))/\(first.sha256.dropFirst(2))"])
        let read = try store.read(first.sha256)
        #expect(read.format == .jpeg && read.bytes.count == first.size)
        #expect(try store.keep(read.bytes).sha256 == first.sha256)
        let attributes = try FileManager.default.attributesOfItem(atPath: #require(store.path(of: first.sha256)))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func `a photo can be taken away, twice`() throws {
        let store = try PhotoStore(directory: directory)
        let hash = try store.keep(Samples.png()).sha256
        #expect(store.contains(hash))
        try store.remove(hash)
        try store.remove(hash)
        #expect(!store.contains(hash))
        #expect(throws: PhotoError.notFound) { try store.read(hash) }
    }

    @Test(arguments: [
        "", "..", "../../etc/passwd", "/etc/passwd", String(repeating: "A", count: 64),
        String(repeating: ".", count: 64),
        "../" + String(repeating: "a", count: 61), String(repeating: "a", count: 63) + "\0",
        "\u{202E}" + String(repeating: "a", count: 61), String(repeating: "a", count: 63) + "é",
    ])
    func `what is no digest leads nowhere`(_ name: String) throws {
        let store = try PhotoStore(directory: directory)
        #expect(store.path(of: name) == nil && !store.contains(name))
        #expect(throws: PhotoError.notFound) { try store.read(name) }
        try store.remove(name)
    }

    @Test func `too large, another content, no photo: nothing is left on disk`() throws {
        let store = try PhotoStore(directory: directory, limit: 300)
        #expect(throws: PhotoError.tooLarge(limit: 300)) { try store.keep([UInt8](repeating: 0xFF, count: 301)) }
        #expect(throws: PhotoError.otherContent) {
            try store.keep(Samples.png(), announced: String(repeating: "0", count: 64))
        }
        #expect(throws: PhotoError.notAPhoto) { try store.keep(Array("<html>".utf8)) }
        let kept = try store.keep(Samples.png())
        #expect(try store.keep(Samples.png(), announced: kept.receivedSHA256.uppercased()) == kept)
        #expect(files().count == 1)
    }

    @Test func `what a crash left half-written is gone at the next start`() throws {
        _ = try PhotoStore(directory: directory)
        try Data([1]).write(to: URL(fileURLWithPath: directory + "/unfinished/abc"))
        _ = try PhotoStore(directory: directory)
        #expect(files().isEmpty)
    }

    @Test func `a disk that does not obey is an error worth another try`() throws {
        let store = try PhotoStore(directory: directory)
        try FileManager.default.removeItem(atPath: directory + "/unfinished")
        let failure = #expect(throws: PhotoError.self) { try store.keep(Samples.png()) }
        #expect(failure?.isWorthRetrying == true && failure?.code == "disk")
        #expect(files().isEmpty)
    }
}

extension FileManager {
    fileprivate func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}
