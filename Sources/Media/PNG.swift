/// PNG (W3C, Portable Network Graphics, third edition): a signature and chunks.
enum PNG {
    /// Chunks without which the picture looks different, the moving ones included.
    private static let ancillary = [
        "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT", "bKGD", "pHYs", "acTL", "fcTL", "fdAT",
    ]

    static func clean(_ bytes: [UInt8]) throws(PhotoError) -> Cleaned {
        var kept = Array(bytes[..<8])
        kept.reserveCapacity(bytes.count)
        guard try bytes.big(8, 4) == 13, bytes.starts(with: "IHDR", at: 12) else { throw .damaged }
        let width = try bytes.big(16, 4)
        let height = try bytes.big(20, 4)
        var sawData = false
        var index = 8
        while true {
            let length = try bytes.big(index, 4)
            let chunk = try bytes.range(index, length + 12)
            if bytes.starts(with: "IEND", at: index + 4) {
                guard sawData else { throw .damaged }
                return Cleaned(width: width, height: height, bytes: kept + bytes[chunk])
            }
            sawData = sawData || bytes.starts(with: "IDAT", at: index + 4)
            let isCritical = bytes[index + 4] & 0x20 == 0
            if isCritical || ancillary.contains(where: { bytes.starts(with: $0, at: index + 4) }) {
                kept += bytes[chunk]
            }
            index = chunk.upperBound
        }
    }
}
