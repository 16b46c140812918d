import Testing

@testable import Tables

@Suite struct CSVTests {
    private func rows(_ text: String) -> [[String]] {
        CSV.read(Array(text.utf8)).records.map { $0.fields.map(\.text) }
    }

    @Test(arguments: [
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
        ("\"a\",\"b\"\n", [["a", "b"]]),
        ("\"a\nb\",\"c\r\nd\"\n", [["a\nb", "c\r\nd"]]),
        ("\"say \"\"yes\"\"\",\"\"\n", [["say \"yes\"", ""]]),
        (",\n", [["", ""]]),
        ("\"\"\n", [[""]]),
        ("a, b \n", [["a", " b "]]),
        ("", []),
        ("\n\r\n\n", []),
        ("# told\na,b\n#1,2\n3,4\n", [["a", "b"], ["3", "4"]]),
        ("\"#a\",b\n", [["#a", "b"]]),
        ("a,#b\n", [["a", "#b"]]),
        ("垃圾,06010\n🗑️,x\n", [["垃圾", "06010"], ["🗑️", "x"]]),
    ])
    func `RFC 4180 text is read as its rows`(_ text: String, _ expected: [[String]]) {
        let contents = CSV.read(Array(text.utf8))
        #expect(contents.records.map { $0.fields.map(\.text) } == expected)
        #expect(contents.problems.isEmpty)
    }

    @Test(arguments: [
        ("a,\"b\n", ["t:1:3: the quote is never closed, expected \" before the end of the file"]),
        ("a,\"b\"c,d\n", ["t:1:6: text after the closing quote, expected a comma or the end of the line"]),
        (
            "垃圾,6\"x\"\n",
            ["t:1:5: a quote inside an unquoted field, expected the whole field in quotes with \"\" for \""]
        ),
        ("a,b\n1,2,3\n", ["t:2:5: the row has 3 fields, expected 2 as in the header"]),
        ("a,b\n1\n", ["t:2:2: the row has 1 fields, expected 2 as in the header"]),
        ("a,b\n1,\u{0}2\n", ["t:2:3: a NUL character, expected text"]),
        (
            "a,b\n1\nx\"y,\"p\"q\n",
            [
                "t:2:2: the row has 1 fields, expected 2 as in the header",
                "t:3:2: a quote inside an unquoted field, expected the whole field in quotes with \"\" for \"",
                "t:3:8: text after the closing quote, expected a comma or the end of the line",
            ]
        ),
        ("\"a\n\nb\",c\nx,\"", ["t:4:3: the quote is never closed, expected \" before the end of the file"]),
    ])
    func `a broken file names every place`(_ text: String, _ expected: [String]) {
        #expect(CSV.read(Array(text.utf8), file: "t").problems.map(\.description) == expected)
    }

    @Test func `lines and columns count characters and go through quoted line ends`() {
        let contents = CSV.read(Array("井盖,\"一\r\n二\",三\r\n🙂,b,c\n".utf8))
        #expect(
            contents.records.flatMap(\.fields).map { "\($0.line):\($0.column)" }
                == ["1:1", "1:4", "2:4", "3:1", "3:3", "3:5"])
    }

    @Test func `sizes past the limits are problems and not memory`() {
        let limits = CSV.Limits(bytes: 40, records: 2, fields: 2, fieldBytes: 4)
        func problems(_ text: String) -> [String] {
            CSV.read(Array(text.utf8), file: "t", limits: limits).problems.map(\.description)
        }
        #expect(problems("a,b,c,d\n") == ["t:1:5: too many fields, expected at most 2"])
        #expect(problems("a\nb\nc\nd\n") == ["t:3:1: too many rows, expected at most 2"])
        #expect(problems("a,bcdef\n") == ["t:1:3: the field has 5 bytes, expected at most 4"])
        #expect(
            problems(String(repeating: "x", count: 41)) == ["t:1:1: the file has 41 bytes, expected at most 40"])
    }

    @Test(arguments: [
        (["a", "b"], "a,b\r\n"),
        (["", ""], ",\r\n"),
        ([""], "\"\"\r\n"),
        (["#a", "#b"], "\"#a\",#b\r\n"),
        (["a,b", "c\"d", "e\nf", "g\rh"], "\"a,b\",\"c\"\"d\",\"e\nf\",\"g\rh\"\r\n"),
    ])
    func `a row is quoted only where a reader needs it`(_ row: [String], _ expected: String) {
        #expect(String(decoding: CSV.write([row]), as: UTF8.self) == expected)
    }

    @Test func `what is written reads back the same`() {
        var random = Seeded(state: 4180)
        for _ in 0..<500 {
            let width = Int.random(in: 1...5, using: &random)
            let rows = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                (0..<width).map { _ in random.text(upTo: 8) }
            }
            #expect(self.rows(String(decoding: CSV.write(rows), as: UTF8.self)) == rows)
        }
    }

    @Test func `any bytes are read without a crash`() {
        var random = Seeded(state: 7)
        let bytes: [UInt8] = [34, 44, 10, 13, 35, 0, 97, 0xE4, 0xBA, 0x8C]
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 0...24, using: &random)).map { _ in
                bytes[Int.random(in: 0..<bytes.count, using: &random)]
            }
            let contents = CSV.read(text)
            #expect(contents.records.allSatisfy { !$0.fields.isEmpty })
        }
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+86", "'+86"), ("-3", "'-3"), ("@all", "'@all"), ("\tx", "'\tx"), ("＝1", "'＝1"),
        ("垃圾", "垃圾"), ("", ""), ("3-1", "3-1"),
    ])
    func `a cell for a spreadsheet is never a formula`(_ text: String, _ expected: String) {
        #expect(CSV.safeCell(text) == expected)
    }
}

/// The same numbers on every run (splitmix64, public domain, S. Vigna).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Text with everything that tables trip over: separators, quotes, line ends, escapes, four-byte characters.
    mutating func text(upTo length: Int) -> String {
        let scalars: [Unicode.Scalar] = [
            ",", "\"", "\n", "\r", "|", "\\", "#", "=", "'", " ", "a", "9", "垃", "圾", "。", "\u{3000}", "𠮷", "😀",
            "\u{301}", "\u{FEFF}",
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0...length, using: &self) {
            text.unicodeScalars.append(scalars[Int.random(in: 0..<scalars.count, using: &self)])
        }
        return text
    }
}
