/// What a file is by its content; its name and what a sender says of it are never asked.
public enum PhotoFormat: String, Sendable, CaseIterable {
    case jpeg, png, webp, gif, heic, mp4

    /// `image/jpeg`
    public var mediaType: String { self == .mp4 ? "video/mp4" : "image/\(rawValue)" }
    /// Without a dot.
    public var fileExtension: String { self == .jpeg ? "jpg" : rawValue }
    public var isVideo: Bool { self == .mp4 }

    /// - Returns: nil when the first bytes are those of none of the formats.
    public init?(sniffing bytes: [UInt8]) {
        func has(_ text: String, at offset: Int = 0) -> Bool {
            bytes.count >= offset + text.utf8.count && bytes[offset...].starts(with: text.utf8)
        }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if has("GIF87a") || has("GIF89a") {
            self = .gif
        } else if has("RIFF"), has("WEBP", at: 8) {
            self = .webp
        } else if has("ftyp", at: 4) {
            let brands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"]
            self = brands.contains { has($0, at: 8) } ? .heic : .mp4
        } else {
            return nil
        }
    }
}

/// A photo or video whose form was checked and from which the notes about place, time and device were taken.
public struct Photo: Sendable, Equatable {
    public let format: PhotoFormat
    /// Pixels, as the file's own head gives them.
    public let width: Int
    public let height: Int
    /// What may be kept and shown.
    public let bytes: [UInt8]

    /// Width times height that is still taken: above it a small file may fill the memory of whoever looks at it.
    public static let pixelLimit = 200_000_000

    /// Reads the file's structure, not its pixels.
    /// - Parameter received: as it came.
    /// - Throws: ``PhotoError`` when the bytes are no photo, broken off, or claim too many pixels.
    public init(_ received: [UInt8]) throws(PhotoError) {
        guard !received.isEmpty else { throw .empty }
        guard let format = PhotoFormat(sniffing: received) else { throw .notAPhoto }
        let cleaned: Cleaned
        switch format {
        case .jpeg: cleaned = try JPEG.clean(received)
        case .png: cleaned = try PNG.clean(received)
        case .gif: cleaned = try GIF.clean(received)
        case .webp: cleaned = try WebP.clean(received)
        case .heic: cleaned = try HEIC.clean(received)
        case .mp4: cleaned = try MP4.clean(received)
        }
        guard cleaned.width > 0, cleaned.height > 0 else { throw .damaged }
        let (pixels, overflow) = cleaned.width.multipliedReportingOverflow(by: cleaned.height)
        guard !overflow, pixels <= Self.pixelLimit else { throw .tooManyPixels }
        self.format = format
        width = cleaned.width
        height = cleaned.height
        bytes = cleaned.bytes
    }
}

/// What a format's reader found: the size of the picture, and the file without what it need not tell.
struct Cleaned {
    var width: Int
    var height: Int
    var bytes: [UInt8]
}
