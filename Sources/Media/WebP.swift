/// WebP (RFC 9649): RIFF chunks.
enum WebP {
    static func clean(_ bytes: [UInt8]) throws(PhotoError) -> Cleaned {
        let end = try bytes.range(8, try bytes.little(4, 4)).upperBound
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var canvas: (width: Int, height: Int)?
        var picture: (width: Int, height: Int)?
        var index = 12
        while index + 8 <= end {
            let length = try bytes.little(index + 4, 4)
            let content = index + 8
            _ = try bytes.range(content, length)
            guard content + length <= end else { throw .damaged }
            let next = min(content + length + length % 2, end)
            var chunk = Array(bytes[index..<next])
            switch String(decoding: bytes[index..<index + 4], as: UTF8.self) {
            case "VP8X":
                guard length >= 10 else { throw .damaged }
                canvas = (try bytes.little(content + 4, 3) + 1, try bytes.little(content + 7, 3) + 1)
                chunk[8] &= ~0x0C  // says that there are Exif and XMP
                kept += chunk
            case "VP8 ":
                if picture == nil {
                    guard length >= 10, try bytes.big(content + 3, 3) == 0x9D012A else { throw .damaged }
                    picture = (
                        try bytes.little(content + 6, 2) & 0x3FFF, try bytes.little(content + 8, 2) & 0x3FFF
                    )
                }
                kept += chunk
            case "VP8L":
                if picture == nil {
                    guard length >= 5, try bytes.byte(content) == 0x2F else { throw .damaged }
                    let packed = try bytes.little(content + 1, 4)
                    picture = (packed & 0x3FFF + 1, packed >> 14 & 0x3FFF + 1)
                }
                kept += chunk
            case "ANMF":
                picture = picture ?? canvas
                kept += chunk
            case "ALPH", "ANIM", "ICCP": kept += chunk
            default: break
            }
            index = next
        }
        guard let picture else { throw .damaged }
        let size = canvas ?? picture
        let riff = kept.count + 4
        let head = Array("RIFF".utf8) + (0..<4).map { UInt8(truncatingIfNeeded: riff >> ($0 * 8)) } + Array("WEBP".utf8)
        return Cleaned(width: size.width, height: size.height, bytes: head + kept)
    }
}
