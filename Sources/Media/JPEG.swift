/// JPEG (ITU-T T.81, annex B): the file as a row of marker segments.
enum JPEG {
    static func clean(_ bytes: [UInt8]) throws(PhotoError) -> Cleaned {
        var kept: [UInt8] = [0xFF, 0xD8]
        kept.reserveCapacity(bytes.count)
        var size: (width: Int, height: Int)?
        var sawScan = false
        var index = 2
        while true {
            guard try bytes.byte(index) == 0xFF else { throw .damaged }
            while try bytes.byte(index + 1) == 0xFF { index += 1 }  // fill bytes
            let marker = try bytes.byte(index + 1)
            if marker == 0xD9 {
                // What follows the end (a second picture, a film) is not part of the photo.
                guard let size, sawScan else { throw .damaged }
                return Cleaned(width: size.width, height: size.height, bytes: kept + [0xFF, 0xD9])
            }
            guard marker >= 0xC0, !(0xD0...0xD8).contains(marker) else { throw .damaged }
            let length = try bytes.big(index + 2, 2)
            guard length >= 2 else { throw .damaged }
            let segment = try bytes.range(index, length + 2)
            switch marker {
            case 0xC0...0xCF where marker != 0xC4 && marker != 0xC8 && marker != 0xCC:
                size = (try bytes.big(index + 7, 2), try bytes.big(index + 5, 2))
                kept += bytes[segment]
            case 0xE0...0xEF, 0xFE:
                if isNeeded(bytes, marker: marker, at: index + 4) {
                    kept += bytes[segment]
                } else if marker == 0xE1, let orientation = orientation(bytes, segment) {
                    kept += exif(orientation: orientation)
                }
            case 0xDA:
                sawScan = true
                let end = try endOfScan(bytes, from: segment.upperBound)
                kept += bytes[segment.lowerBound..<end]
                index = end
                continue
            default: kept += bytes[segment]
            }
            index = segment.upperBound
        }
    }

    /// JFIF, colour profiles and the colour transform change what is seen; all other notes go.
    private static func isNeeded(_ bytes: [UInt8], marker: Int, at content: Int) -> Bool {
        switch marker {
        case 0xE0: bytes.starts(with: "JFIF\0", at: content)
        case 0xE2: bytes.starts(with: "ICC_PROFILE\0", at: content)
        case 0xEE: bytes.starts(with: "Adobe", at: content)
        default: false
        }
    }

    /// The next marker after entropy-coded data: neither a stuffed zero nor a restart.
    private static func endOfScan(_ bytes: [UInt8], from start: Int) throws(PhotoError) -> Int {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == 0xFF, bytes[index + 1] != 0, bytes[index + 1] != 0xFF,
                !(0xD0...0xD7).contains(bytes[index + 1])
            {
                return index
            }
            index += 1
        }
        throw .damaged
    }

    /// Tag 274 of the first directory (Exif 2.32, 4.6.2), unless the picture stands upright anyway.
    private static func orientation(_ bytes: [UInt8], _ segment: Range<Int>) -> UInt8? {
        guard bytes.starts(with: "Exif\0\0", at: segment.lowerBound + 4) else { return nil }
        let tiff = Array(bytes[segment].dropFirst(10))
        let isLittle = tiff.starts(with: [0x49, 0x49])
        guard isLittle || tiff.starts(with: [0x4D, 0x4D]) else { return nil }
        func number(_ offset: Int, _ length: Int) -> Int? {
            try? isLittle ? tiff.little(offset, length) : tiff.big(offset, length)
        }
        guard let directory = number(4, 4), let count = number(directory, 2) else { return nil }
        for entry in 0..<count {
            let offset = directory + 2 + entry * 12
            guard let tag = number(offset, 2) else { return nil }
            if tag == 0x0112, number(offset + 2, 2) == 3, let value = number(offset + 8, 2), (2...8).contains(value) {
                return UInt8(value)
            }
        }
        return nil
    }

    /// A segment that says which way is up, and nothing else.
    private static func exif(orientation: UInt8) -> [UInt8] {
        [0xFF, 0xE1, 0, 34] + Array("Exif\0\0MM\0".utf8)
            + [0x2A, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
    }
}
