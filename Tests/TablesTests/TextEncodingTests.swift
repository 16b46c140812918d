import Testing

@testable import Tables

@Suite struct TextEncodingTests {
    @Test(
        arguments: [
            // 环卫所
            ([0xBB, 0xB7, 0xCE, 0xC0, 0xCB, 0xF9], "环卫所"),
            // 垃圾,1 with a two-byte character whose second byte is a backslash: 誠 is D5 5C
            ([0xC0, 0xAC, 0xBB, 0xF8, 0x2C, 0x31, 0xD5, 0x5C], "垃圾,1誠"),
            // four bytes, U+20000
            ([0x95, 0x32, 0x82, 0x36], "𠀀"),
        ] as [([UInt8], String)])
    func `GB18030 is read when the bytes are no UTF-8`(_ bytes: [UInt8], _ expected: String) throws {
        let (text, encoding) = try TextEncoding.decode(bytes)
        #expect(encoding == .gb18030)
        #expect(String(decoding: text, as: UTF8.self) == expected)
    }

    @Test func `a byte order mark is taken off`() throws {
        let (text, encoding) = try TextEncoding.decode([0xEF, 0xBB, 0xBF, 0x61])
        #expect(text == [0x61])
        #expect(encoding == .utf8)
    }

    @Test(
        arguments: [
            ([0x61, 0xFF], 1, 1),
            ([0xB7, 0xBB, 0xB7, 0x20], 0, 2),
            ([0xE7, 0x8E, 0xAF, 0xE7, 0x8E], 3, 4),
            ([0x95, 0x33, 0xA6], 0, 0),
            ([0xEF, 0xBB, 0xBF, 0xBB, 0xB7], 3, 0),
        ] as [([UInt8], Int, Int)])
    func `bytes that are neither are refused with both offsets`(_ bytes: [UInt8], _ utf8: Int, _ gb18030: Int) {
        #expect(throws: TextEncoding.Failure(utf8Offset: utf8, gb18030Offset: gb18030)) {
            try TextEncoding.decode(bytes)
        }
    }

    @Test(
        arguments: [
            ([0xC0, 0x80], 0), ([0xED, 0xA0, 0x80], 0), ([0xF4, 0x90, 0x80, 0x80], 0), ([0x61, 0xE0, 0x80, 0x80], 1),
            ([0xF0, 0x9F, 0x98, 0x80], nil), ([0xEE, 0x80, 0x80], nil), ([0xF8], 0), ([0x80], 0), ([0xC3], 0),
            ([0xF1, 0x80, 0x80, 0x41], 0),
        ] as [([UInt8], Int?)])
    func `overlong forms, surrogates and cut sequences are no UTF-8`(_ bytes: [UInt8], _ offset: Int?) {
        #expect(TextEncoding.firstInvalidUTF8(bytes) == offset)
    }
}
