internal import Crypto
internal import JSON

/// The hand-over of files beside the messages: `POST /hooks/generic/{source}/files`, the raw bytes signed like a message.
public enum GenericFiles {
    /// The id under which a file's content is known: the same bytes have the same id.
    /// - Parameter sha256: 64 lower-case hexadecimal digits.
    public static func id(sha256: String) -> String { "f-\(sha256)" }

    /// The content that an id names; nil for an id that was never given out.
    public static func sha256(ofID id: String) -> String? {
        guard id.hasPrefix("f-") else { return nil }
        let hash = id.dropFirst(2)
        guard hash.utf8.count == 64, hash == hash.lowercased(), (try? Hex.decode(String(hash))) != nil else {
            return nil
        }
        return String(hash)
    }

    /// The answer to a stored file: 201 `{"id","size","sha256"}`.
    /// - Parameters:
    ///   - kept: the digest under which it is kept; the id is made of it.
    ///   - received: the digest of the bytes as they came, for the sender to compare.
    ///   - size: bytes as they came.
    public static func receipt(kept: String, received: String, size: Int) -> GenericAnswer {
        var writer = JSONWriter()
        writer.object {
            $0.member("id", id(sha256: kept))
            $0.member("size", size)
            $0.member("sha256", received)
        }
        return GenericAnswer(status: 201, body: writer.bytes)
    }
}
