/// Why a file was not kept or could not be read.
public enum PhotoError: Error, Sendable, Equatable, CustomStringConvertible {
    case empty
    /// - Parameter limit: bytes.
    case tooLarge(limit: Int)
    /// The bytes are none of the formats that the bridge knows.
    case notAPhoto
    /// The file breaks off or contradicts itself.
    case damaged
    case tooManyPixels
    /// Not the content that the sender announced.
    case otherContent
    case notFound
    /// The disk did not do it.
    case disk(operation: String, errno: Int32)

    /// Stable, for counting.
    public var code: String {
        switch self {
        case .empty: "empty"
        case .tooLarge: "too_large"
        case .notAPhoto: "not_a_photo"
        case .damaged: "damaged"
        case .tooManyPixels: "too_many_pixels"
        case .otherContent: "other_content"
        case .notFound: "not_found"
        case .disk: "disk"
        }
    }

    public var description: String {
        switch self {
        case .empty: "the file is empty"
        case .tooLarge(let limit): "the file has more than \(limit) bytes"
        case .notAPhoto: "the file is no JPEG, PNG, WebP, GIF, HEIC or MP4"
        case .damaged: "the file is broken off or damaged"
        case .tooManyPixels: "the picture claims more than \(Photo.pixelLimit) pixels"
        case .otherContent: "the file is not the one that was announced"
        case .notFound: "there is no such photo"
        case .disk(let operation, let errno): "\(operation) failed with error \(errno) of the system"
        }
    }

    /// True when the same file may go through later.
    public var isWorthRetrying: Bool {
        if case .disk = self { true } else { false }
    }
}
