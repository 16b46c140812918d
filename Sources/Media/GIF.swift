/// GIF (CompuServe, Graphics Interchange Format, version 89a): blocks of sub-blocks.
enum GIF {
    static func clean(_ bytes: [UInt8]) throws(PhotoError) -> Cleaned {
        let width = try bytes.little(6, 2)
        let height = try bytes.little(8, 2)
        var index = 13 + table(try bytes.byte(10))
        var kept = Array(bytes[try bytes.range(0, index)])
        var sawImage = false
        while true {
            let start = index
            switch try bytes.byte(index) {
            case 0x3B:
                guard sawImage else { throw .damaged }
                return Cleaned(width: width, height: height, bytes: kept + [0x3B])
            case 0x2C:
                sawImage = true
                index = try endOfSubBlocks(bytes, from: index + 11 + table(try bytes.byte(index + 9)))
                kept += bytes[start..<index]
            case 0x21:
                let label = try bytes.byte(index + 1)
                index = try endOfSubBlocks(bytes, from: index + 2)
                // Graphic control and text change the picture, this application's block its repeats.
                if label == 0xF9 || label == 0x01 || (label == 0xFF && bytes.starts(with: "NETSCAPE2.0", at: start + 3))
                {
                    kept += bytes[start..<index]
                }
            default: throw .damaged
            }
        }
    }

    /// Bytes of the colour table that packed fields announce.
    private static func table(_ packed: Int) -> Int { packed & 0x80 == 0 ? 0 : 3 << ((packed & 7) + 1) }

    private static func endOfSubBlocks(_ bytes: [UInt8], from start: Int) throws(PhotoError) -> Int {
        var index = start
        while true {
            let length = try bytes.byte(index)
            index += length + 1
            if length == 0 { return index }
        }
    }
}
