import JSON
import Testing

@Suite struct JSONReaderTests {
    func read(_ text: String, _ dialect: JSONReader.Dialect = .json) throws(JSONError) -> JSONValue {
        try JSONReader.read(Array(text.utf8), dialect: dialect)
    }

    @Test func `members keep their order and tell where they stood`() throws {
        let text = "{\n  \"b\": 1,\n  \"长\": {\"z\": [true]}\n}"
        let object = try #require(try read(text).object)
        #expect(object.keys == ["b", "长"])
        let member = try #require(object.member("长"))
        let bytes = Array(text.utf8)
        #expect(JSONPosition(offset: try #require(member.keyOffset), in: bytes).description == "3:3")
        #expect(JSONPosition(offset: try #require(member.valueOffset), in: bytes).description == "3:8")
        #expect(member.value["z"]?[0]?.bool == true)
        #expect(object["none"] == nil)
        #expect(member.value["z"]?[1] == nil)
    }

    @Test func `numbers keep every digit`() throws {
        let value = try read("[9223372036854775807,-9223372036854775808,9223372036854775808,0.10,1e2,-0]")
        #expect(
            value.array?.map { $0.number?.text } == [
                "9223372036854775807", "-9223372036854775808", "9223372036854775808", "0.10", "1e2", "-0",
            ])
        #expect(value.array?.map(\.int64) == [.max, .min, nil, nil, nil, 0])
        #expect(value[3]?.double == 0.1)
        #expect(value[4]?.double == 100)
    }

    @Test(arguments: [
        ("0x1F", "31"), ("-0XdecafBAD", "-3737844653"), ("+5", "5"), (".5", "0.5"), ("-.5e3", "-0.5e3"), ("5.", "5"),
        ("5.e-1", "5e-1"), ("+Infinity", "Infinity"), ("-Infinity", "-Infinity"), ("NaN", "NaN"), ("-NaN", "NaN"),
        ("0xFFFFFFFFFFFFFFFF", "18446744073709551615"), ("0", "0"), ("-0x0", "-0"), ("+0.0", "0.0"),
    ])
    func `a number that only JSON5 has becomes one of JSON`(_ text: String, _ expected: String) throws {
        #expect(try read(text, .json5).number?.text == expected)
    }

    @Test func `a number is made only from a number's text`() {
        #expect(JSONNumber("12.50")?.text == "12.50")
        for text in ["", "1 ", " 1", "0x1", "Infinity", "1,2", "true", "01"] { #expect(JSONNumber(text) == nil) }
        #expect(JSONNumber("-12")?.int64 == -12)
    }

    @Test(arguments: [
        (#""\u00e9\n\/\"\\""#, "é\n/\"\\"), (#""\uD83D\uDE00""#, "😀"), (#""\uD83Dx""#, "\u{FFFD}x"),
        (#""\uDE00\uD83D""#, "\u{FFFD}\u{FFFD}"), (#""\uD83D\u0041""#, "\u{FFFD}A"),
        (#""\uD800\uD83D\uDE00""#, "\u{FFFD}😀"),
        ("\"\u{2028}中\u{7F}\"", "\u{2028}中\u{7F}"), (#""""#, ""),
    ])
    func `a string reads as`(_ text: String, _ expected: String) throws {
        #expect(try read(text).string == expected)
    }

    @Test(arguments: [
        (#"'it\'s'"#, "it's"), ("'a\\\nb'", "ab"), ("'a\\\r\nb'", "ab"), ("'a\\\u{2028}b'", "ab"),
        (#"'\x41\v\q'"#, "A\u{0B}q"),
        ("\"'\t\"", "'\t"), (#"'\长'"#, "长"),
    ])
    func `a JSON5 string reads as`(_ text: String, _ expected: String) throws {
        #expect(try read(text, .json5).string == expected)
    }

    @Test func `configuration may have comments, bare keys and trailing commas`() throws {
        let text = """
            // the county
            {
              listen: "127.0.0.1:8480", /* loopback */ $x_1: [1, 2,],
              ümlåût: 'a', sig\\u03A3ma: null, while: true,
            }
            """
        let value = try read(text, .json5)
        #expect(value == ["listen": "127.0.0.1:8480", "$x_1": [1, 2], "ümlåût": "a", "sigΣma": nil, "while": true])
        #expect(throws: JSONError.self) { try read(text) }
    }

    @Test(
        arguments: [
            ("", "1:1: expected a value, the text ends", .unexpectedEnd),
            ("{\"a\":1,}", "1:8: expected a key in quotes", .unexpectedCharacter),
            ("[1\n 2]", "2:2: expected ',' or ']'", .unexpectedCharacter),
            ("{\"a\" 1}", "1:6: expected ':' after the key", .unexpectedCharacter),
            ("[1] x", "1:5: expected nothing more after the value", .trailingCharacters),
            ("{\"长\":1,\r\n\"长\":2}", "2:1: this key stood already at 1:2", .duplicateKey),
            ("[\"abc", "1:2: the string that begins here does not end", .unexpectedEnd),
            ("\"\\n abc", "1:1: the string that begins here does not end", .unexpectedEnd),
            ("[\"a\u{0}\"]", "1:4: a string may not hold NUL", .nulCharacter),
            ("[\"\\u0000\"]", "1:3: a string may not hold NUL", .nulCharacter),
            ("\"a\nb\"", "1:3: a string holds control characters and line ends only as escapes", .controlCharacter),
            ("\"\\x41\"", "1:2: JSON has no such escape", .invalidEscape),
            ("\"\\u12G4\"", "1:2: expected 4 hexadecimal digits", .invalidEscape),
            ("[01]", "1:2: a number does not begin with a superfluous 0", .invalidNumber),
            ("[1.]", "1:4: expected a digit", .invalidNumber),
            ("tru", "1:4: expected true, the text ends", .unexpectedEnd),
            ("trux", "1:4: expected true", .unexpectedCharacter),
            (String(repeating: "[", count: 17), "1:17: nested deeper than 16 levels", .tooDeep),
        ] as [(String, String, JSONError.Code)])
    func `a fault is told with its place`(_ text: String, _ description: String, _ code: JSONError.Code) {
        let error = #expect(throws: JSONError.self) { try read(text) }
        #expect(error?.description == description)
        #expect(error?.code == code)
    }

    @Test(
        arguments: [
            ("/* a", "1:1: the comment that begins here does not end", .unexpectedEnd),
            ("/x", "1:1: expected a comment", .unexpectedCharacter),
            ("{a-b: 1}", "1:3: expected ':' after the key", .unexpectedCharacter),
            ("{\\u0031: 1}", "1:2: a bare key may not hold this character", .invalidEscape),
            ("'\\07'", "1:2: a string may not hold NUL", .nulCharacter),
            ("'\\x00'", "1:2: a string may not hold NUL", .nulCharacter),
            ("'\\1'", "1:2: JSON5 has no octal escapes", .invalidEscape),
            ("0x10000000000000000", "1:1: a hexadecimal number has at most 64 bits", .invalidNumber),
            ("0x", "1:3: expected a digit, the text ends", .unexpectedEnd),
            ("'a\nb'", "1:3: a string holds control characters and line ends only as escapes", .controlCharacter),
        ] as [(String, String, JSONError.Code)])
    func `a fault in JSON5 is told with its place`(_ text: String, _ description: String, _ code: JSONError.Code) {
        let error = #expect(throws: JSONError.self) { try read(text, .json5) }
        #expect(error?.description == description)
        #expect(error?.code == code)
    }

    @Test func `invalid UTF-8 is refused in strings, keys and comments`() {
        let texts: [[UInt8]] = [
            [0x22, 0x61, 0xFF, 0x22], Array("// ".utf8) + [0xC3, 0x28, 0x0A, 0x31],
            [0x7B, 0xE4, 0xB8, 0x3A, 0x31, 0x7D],
            Array("/*".utf8) + [0xE2, 0x80] + Array("*/1".utf8), [0xC2], Array("//".utf8) + [0xE2],
        ]
        for bytes in texts {
            let error = #expect(throws: JSONError.self) { try JSONReader.read(bytes, dialect: .json5) }
            #expect(error?.code == .invalidUTF8)
        }
    }

    @Test func `depth is the caller's to set, up to what the stack holds`() throws {
        let deep = Array((String(repeating: "[", count: 512) + String(repeating: "]", count: 512)).utf8)
        #expect(throws: Never.self) { try JSONReader.read(deep, maximumDepth: 1_000_000) }
        #expect(throws: JSONError.self) { try JSONReader.read([0x5B] + deep, maximumDepth: 1_000_000) }
        #expect(throws: JSONError.self) { try JSONReader.read(Array("[]".utf8), maximumDepth: 0) }
    }

    @Test func `a line of JSON Lines is told by its number in the file`() {
        let error = #expect(throws: JSONError.self) { try JSONReader.read(Array("[1".utf8), firstLine: 42) }
        #expect(error?.description == "42:3: expected ',' or ']', the text ends")
    }

    @Test func `a large object finds its members and still refuses a second key`() throws {
        let members = (0..<5000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let value = try read("{\(members)}")
        #expect(value["k4999"]?.int == 4999)
        #expect(value.object?.count == 5000)
        #expect(throws: JSONError.self) { try read("{\(members),\"k17\":0}") }
    }
}
