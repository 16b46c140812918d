/// Pictures of a few bytes, made by hand; their pixels are of no interest.
enum Samples {
    static func big(_ value: Int, _ length: Int) -> [UInt8] {
        (0..<length).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    static func little(_ value: Int, _ length: Int) -> [UInt8] { big(value, length).reversed() }

    /// A marker segment.
    static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        [0xFF, marker] + big(content.count + 2, 2) + content
    }

    static let secret = Array("N31.2304 E121.4737".utf8)

    static func jpeg(width: Int = 4, height: Int = 3, orientation: UInt8? = 6, trailer: [UInt8] = []) -> [UInt8] {
        let entry: [UInt8] = orientation.map { little(0x0112, 2) + little(3, 2) + little(1, 4) + [$0, 0, 0, 0] } ?? []
        let exif =
            Array("Exif\0\0II*\0".utf8) + little(8, 4) + little(entry.count / 12, 2) + entry + little(0, 4) + secret
        return [0xFF, 0xD8] + segment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0]) + segment(0xE1, exif)
            + segment(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1, 7]) + segment(0xE2, Array("MPF\0".utf8) + secret)
            + segment(0xED, secret) + segment(0xFE, secret)
            + segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 1])
            + segment(0xC0, [8] + big(height, 2) + big(width, 2) + [1, 1, 0x11, 0])
            + segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0x12, 0xFF, 0x00, 0xFF, 0xD0, 0x34, 0xFF, 0xD9] + trailer
    }

    static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
        big(content.count, 4) + Array(type.utf8) + content + [0, 0, 0, 0]
    }

    static func png(width: Int = 4, height: Int = 3) -> [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", big(width, 4) + big(height, 4) + [8, 6, 0, 0, 0])
            + chunk("pHYs", [1]) + chunk("tEXt", secret) + chunk("eXIf", secret) + chunk("iTXt", secret)
            + chunk("IDAT", [1, 2, 3]) + chunk("tIME", secret) + chunk("IEND", [])
    }

    static func gif(width: Int = 4, height: Int = 3) -> [UInt8] {
        Array("GIF89a".utf8) + little(width, 2) + little(height, 2) + [0x80, 0, 0] + [0, 0, 0, 255, 255, 255]
            + [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0] + [0x21, 0xFE, UInt8(secret.count)]
            + secret
            + [0] + [0x21, 0xF9, 4, 0, 0, 0, 0, 0] + [0x2C, 0, 0, 0, 0, 4, 0, 3, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]
    }

    static func riff(_ type: String, _ content: [UInt8]) -> [UInt8] {
        Array(type.utf8) + little(content.count, 4) + content + (content.count % 2 == 0 ? [] : [0])
    }

    static func webp(_ chunks: [UInt8]) -> [UInt8] {
        Array("RIFF".utf8) + little(chunks.count + 4, 4) + Array("WEBP".utf8) + chunks
    }

    static let lossyFrame = [0, 0, 0, 0x9D, 0x01, 0x2A] + little(4, 2) + little(3, 2)

    static func extendedWebP() -> [UInt8] {
        webp(
            riff("VP8X", [0x0C, 0, 0, 0] + little(3, 3) + little(2, 3)) + riff("VP8 ", lossyFrame)
                + riff("EXIF", secret + [0]) + riff("XMP ", secret))
    }

    static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
        big(content.count + 8, 4) + Array(type.utf8) + content
    }

    static func mp4() -> [UInt8] {
        let header = [UInt8](repeating: 0, count: 76) + big(4 << 16, 4) + big(3 << 16, 4)
        return box("ftyp", Array("isom".utf8)) + box("mdat", [1, 2, 3])
            + box("moov", box("trak", box("tkhd", header) + box("udta", secret)) + box("udta", box("\u{A9}xy", secret)))
    }

    static func heic() -> [UInt8] {
        let type = box("ftyp", Array("heic".utf8) + big(0, 4))
        func meta(_ offset: Int) -> [UInt8] {
            let entry = box("infe", [2, 0, 0, 0] + big(7, 2) + big(0, 2) + Array("Exif\0".utf8))
            let picture = box("infe", [2, 0, 0, 0] + big(1, 2) + big(0, 2) + Array("hvc1\0".utf8))
            let items = box("iinf", [0, 0, 0, 0] + big(2, 2) + picture + entry)
            let size = box("iprp", box("ipco", box("ispe", big(0, 4) + big(4, 4) + big(3, 4))))
            let locations = box(
                "iloc",
                [0, 0, 0, 0, 0x44, 0] + big(2, 2) + big(1, 2) + big(0, 2) + big(1, 2) + big(0, 4) + big(0, 4)
                    + big(7, 2)
                    + big(0, 2) + big(1, 2) + big(offset, 4) + big(secret.count, 4))
            return box("meta", [0, 0, 0, 0] + items + size + locations)
        }
        let before = type.count + meta(0).count + 8
        return type + meta(before) + box("mdat", secret + [9, 9])
    }

    static let all: [(name: String, bytes: [UInt8])] = [
        ("jpeg", jpeg()), ("png", png()), ("gif", gif()), ("webp", extendedWebP()), ("mp4", mp4()), ("heic", heic()),
    ]
}
