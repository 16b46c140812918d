import Crypto
import Testing

@Suite struct EncodingTests {
    /// RFC 4648, 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `Base 64 is as in RFC 4648`(_ plain: String, _ encoded: String) throws {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(try Base64.decode(encoded) == Array(plain.utf8))
        let bare = encoded.filter { $0 != "=" }
        #expect(try Base64.decode(String(bare), padding: .optional) == Array(plain.utf8))
        #expect(try Base64.decode(encoded, padding: .optional) == Array(plain.utf8))
    }

    @Test(
        arguments: [
            ("Zg", .wrongPadding), ("Zg=", .wrongPadding), ("Zm9v=", .wrongPadding), ("Zm9vZ", .wrongLength),
            ("Zg===", .wrongPadding), ("Zh==", .superfluousBits), ("Zm9=", .superfluousBits),
            ("Zm9v\n", .wrongLength), ("Zm 9", .wrongCharacter(offset: 2)), ("Zm-_", .wrongCharacter(offset: 2)),
            ("Z=g=", .wrongPadding), ("====", .wrongPadding), ("=", .wrongPadding), ("长Q==", .wrongPadding),
        ] as [(String, DecodingFault)])
    func `Base 64 that is not quite right is refused`(_ text: String, _ fault: DecodingFault) {
        #expect(throws: DecodingFault.self) { try Base64.decode(text) }
        do throws(DecodingFault) { _ = try Base64.decode(text) } catch { #expect(error == fault) }
    }

    @Test func `with optional padding wrong padding is still refused`() {
        for text in ["Zg=", "Zm9v=", "Zm9vZ", "Zh"] {
            #expect(throws: DecodingFault.self) { try Base64.decode(text, padding: .optional) }
        }
    }

    @Test func `all bytes go through both encodings and back`() throws {
        for count in 0..<260 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ count) }
            #expect(try Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(try Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    @Test func `hexadecimal takes both cases and nothing else`() throws {
        #expect(Hex.encode([0, 0x1F, 0xAB]) == "001fab")
        #expect(try Hex.decode("001fAB") == [0, 0x1F, 0xAB])
        #expect(throws: DecodingFault.wrongLength) { try Hex.decode("abc") }
        #expect(throws: DecodingFault.wrongCharacter(offset: 1)) { try Hex.decode("0g") }
        #expect(throws: DecodingFault.wrongCharacter(offset: 0)) { try Hex.decode("长") }
    }
}
