/// Reads of a file's numbers that end in an error instead of beyond its end.
extension [UInt8] {
    func byte(_ offset: Int) throws(PhotoError) -> Int {
        guard indices.contains(offset) else { throw .damaged }
        return Int(self[offset])
    }

    /// Most significant byte first.
    func big(_ offset: Int, _ length: Int) throws(PhotoError) -> Int {
        let range = try range(offset, length)
        return self[range].reduce(0) { $0 << 8 | Int($1) }
    }

    /// Least significant byte first.
    func little(_ offset: Int, _ length: Int) throws(PhotoError) -> Int {
        let range = try range(offset, length)
        return self[range].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// The range of `length` bytes from `offset` on, if the file has them.
    func range(_ offset: Int, _ length: Int) throws(PhotoError) -> Range<Int> {
        guard offset >= 0, length >= 0, offset <= count, length <= count - offset else { throw .damaged }
        return offset..<offset + length
    }

    func starts(with text: String, at offset: Int) -> Bool {
        offset >= 0 && offset <= count && self[offset...].starts(with: text.utf8)
    }
}
