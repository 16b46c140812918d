/// A box of the ISO base media file format (ISO/IEC 14496-12, 4.2): MP4 and HEIC are made of them.
struct Box {
    /// Four letters.
    let type: String
    /// Where the type stands in the file.
    let typeOffset: Int
    /// What the box holds.
    let content: Range<Int>

    /// The boxes that fill a part of the file from its beginning to its end.
    static func all(in bytes: [UInt8], _ part: Range<Int>) throws(PhotoError) -> [Box] {
        var boxes: [Box] = []
        var index = part.lowerBound
        while index < part.upperBound {
            guard boxes.count < 4_096, index + 8 <= part.upperBound else { throw .damaged }
            var length = try bytes.big(index, 4)
            var head = 8
            if length == 1 {
                let long = try bytes.big(index + 8, 8)
                guard long >= 16 else { throw .damaged }
                length = long
                head = 16
            } else if length == 0 {
                length = part.upperBound - index
            }
            guard length >= head, length <= part.upperBound - index else { throw .damaged }
            let type = String(decoding: bytes[index + 4..<index + 8], as: UTF8.self)
            boxes.append(Box(type: type, typeOffset: index + 4, content: index + head..<index + length))
            index += length
        }
        return boxes
    }

    func children(in bytes: [UInt8], skipping head: Int = 0) throws(PhotoError) -> [Box] {
        guard head <= content.count else { throw .damaged }
        return try Box.all(in: bytes, content.lowerBound + head..<content.upperBound)
    }
}

/// Films: the sizes of the tracks, and the notes about place and device made free space where they stand.
enum MP4 {
    static func clean(_ bytes: [UInt8]) throws(PhotoError) -> Cleaned {
        var cleaned = Cleaned(width: 0, height: 0, bytes: bytes)
        let boxes = try Box.all(in: bytes, bytes.indices)
        guard let movie = boxes.first(where: { $0.type == "moov" }), boxes.contains(where: { $0.type == "mdat" }) else {
            throw .damaged
        }
        for box in boxes where box.type == "meta" || box.type == "udta" || box.type == "uuid" {
            blank(box, in: &cleaned)
        }
        for box in try movie.children(in: bytes) {
            switch box.type {
            case "udta", "meta", "uuid": blank(box, in: &cleaned)
            case "trak":
                for part in try box.children(in: bytes) {
                    switch part.type {
                    case "udta", "meta", "uuid": blank(part, in: &cleaned)
                    case "tkhd":
                        // Width and height are the last two numbers, 16.16 fixed.
                        guard part.content.count >= 8 else { throw .damaged }
                        cleaned.width = max(cleaned.width, try bytes.big(part.content.upperBound - 8, 4) >> 16)
                        cleaned.height = max(cleaned.height, try bytes.big(part.content.upperBound - 4, 4) >> 16)
                    default: break
                    }
                }
            default: break
            }
        }
        return cleaned
    }

    /// Turns a box into free space of the same length, so that no offset in the film moves.
    private static func blank(_ box: Box, in cleaned: inout Cleaned) {
        cleaned.bytes.replaceSubrange(box.typeOffset..<box.typeOffset + 4, with: "free".utf8)
        for index in box.content { cleaned.bytes[index] = 0 }
    }
}

/// Pictures of newer phones (ISO/IEC 23008-12): items, of which the Exif and XMP ones are overwritten with zeroes.
enum HEIC {
    static func clean(_ bytes: [UInt8]) throws(PhotoError) -> Cleaned {
        var cleaned = Cleaned(width: 0, height: 0, bytes: bytes)
        let boxes = try Box.all(in: bytes, bytes.indices)
        guard let meta = boxes.first(where: { $0.type == "meta" }) else { throw .damaged }
        let parts = try meta.children(in: bytes, skipping: 4)
        for properties in parts where properties.type == "iprp" {
            for container in try properties.children(in: bytes) where container.type == "ipco" {
                for property in try container.children(in: bytes) where property.type == "ispe" {
                    // A picture of tiles has the whole's size and the tiles': the whole is the largest.
                    cleaned.width = max(cleaned.width, try bytes.big(property.content.lowerBound + 4, 4))
                    cleaned.height = max(cleaned.height, try bytes.big(property.content.lowerBound + 8, 4))
                }
            }
        }
        let notes =
            try parts.first { $0.type == "iinf" }.map { (box) throws(PhotoError) in try items(box, bytes) } ?? []
        if !notes.isEmpty {
            guard let locations = parts.first(where: { $0.type == "iloc" }) else { throw .damaged }
            let data = parts.first { $0.type == "idat" }?.content
            let ranges = try extents(of: notes, locations, data, bytes)
            // Ranges that lie over each other would make a small file a long task.
            guard ranges.reduce(0, { $0 + $1.count }) <= bytes.count else { throw .damaged }
            for range in ranges {
                for index in range { cleaned.bytes[index] = 0 }
            }
        }
        return cleaned
    }

    /// The ids of the items that hold notes instead of pixels.
    private static func items(_ box: Box, _ bytes: [UInt8]) throws(PhotoError) -> Set<Int> {
        let isLong = try bytes.byte(box.content.lowerBound) > 0
        var notes: Set<Int> = []
        for entry in try box.children(in: bytes, skipping: isLong ? 8 : 6) where entry.type == "infe" {
            let start = entry.content.lowerBound
            let version = try bytes.byte(start)
            guard version >= 2 else { continue }
            let idLength = version == 2 ? 2 : 4
            let type = start + 4 + idLength + 2
            if bytes.starts(with: "Exif", at: type) || bytes.starts(with: "mime", at: type) {
                notes.insert(try bytes.big(start + 4, idLength))
            }
        }
        return notes
    }

    private static func extents(
        of items: Set<Int>, _ box: Box, _ data: Range<Int>?, _ bytes: [UInt8]
    ) throws(PhotoError) -> [Range<Int>] {
        var index = box.content.lowerBound
        func take(_ length: Int) throws(PhotoError) -> Int {
            guard length <= 8, index + length <= box.content.upperBound else { throw .damaged }
            defer { index += length }
            return try bytes.big(index, length)
        }
        let version = try take(1)
        _ = try take(3)
        let sizes = try take(2)
        let (offsetSize, lengthSize) = (sizes >> 12, sizes >> 8 & 15)
        let (baseSize, indexSize) = (sizes >> 4 & 15, version > 0 ? sizes & 15 : 0)
        guard offsetSize + lengthSize > 0 else { throw .damaged }
        var ranges: [Range<Int>] = []
        for _ in 0..<(try take(version < 2 ? 2 : 4)) {
            let id = try take(version < 2 ? 2 : 4)
            let method = version > 0 ? try take(2) & 15 : 0
            _ = try take(2)
            let base = try take(baseSize)
            for _ in 0..<(try take(2)) {
                _ = try take(indexSize)
                let offset = try take(offsetSize)
                let length = try take(lengthSize)
                guard items.contains(id) else { continue }
                let (start, overflow) = base.addingReportingOverflow(offset)
                guard !overflow, start >= 0 else { throw .damaged }
                switch method {
                case 0: ranges.append(try bytes.range(start, length))
                case 1:
                    guard let data, start <= data.count, length >= 0, length <= data.count - start else {
                        throw .damaged
                    }
                    ranges.append(data.lowerBound + start..<data.lowerBound + start + length)
                default: throw .damaged
                }
            }
        }
        return ranges
    }
}
