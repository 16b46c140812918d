import JSON
import Testing

/// The cases of two public suites; `Tests/Fixtures/JSON` names them. Where we are stricter on purpose, a table says so.
@Suite struct JSONConformanceTests {
    /// Valid by RFC 8259, refused by us.
    static let stricter: [String: JSONError.Code] = [
        "y_object_duplicated_key": .duplicateKey,  // which of the two is meant, nobody can say
        "y_object_duplicated_key_and_value": .duplicateKey,
        "y_string_null_escape": .nulCharacter,  // C libraries, among them the store, end text at NUL
        "y_object_escaped_null_in_key": .nulCharacter,
    ]

    /// What the suite leaves to the reader: nil where we read it.
    static let ours: [String: JSONError.Code?] = [
        "i_number_double_huge_neg_exp": nil,  // numbers are kept as digits, so none is too large
        "i_number_huge_exp": nil,
        "i_number_neg_int_huge_exp": nil,
        "i_number_pos_double_huge_exp": nil,
        "i_number_real_neg_overflow": nil,
        "i_number_real_pos_overflow": nil,
        "i_number_real_underflow": nil,
        "i_number_too_big_neg_int": nil,
        "i_number_too_big_pos_int": nil,
        "i_number_very_big_negative_int": nil,
        "i_object_key_lone_2nd_surrogate": nil,  // lone surrogates read as U+FFFD
        "i_string_1st_surrogate_but_2nd_missing": nil,
        "i_string_1st_valid_surrogate_2nd_invalid": nil,
        "i_string_incomplete_surrogate_and_escape_valid": nil,
        "i_string_incomplete_surrogate_pair": nil,
        "i_string_incomplete_surrogates_escape_valid": nil,
        "i_string_invalid_lonely_surrogate": nil,
        "i_string_invalid_surrogate": nil,
        "i_string_inverted_surrogates_U+1D11E": nil,
        "i_string_lone_second_surrogate": nil,
        "i_string_UTF-8_invalid_sequence": .invalidUTF8,
        "i_string_UTF8_surrogate_U+D800": .invalidUTF8,
        "i_string_invalid_utf-8": .invalidUTF8,
        "i_string_iso_latin_1": .invalidUTF8,
        "i_string_lone_utf8_continuation_byte": .invalidUTF8,
        "i_string_not_in_unicode_range": .invalidUTF8,
        "i_string_overlong_sequence_2_bytes": .invalidUTF8,
        "i_string_overlong_sequence_6_bytes": .invalidUTF8,
        "i_string_overlong_sequence_6_bytes_null": .invalidUTF8,
        "i_string_truncated-utf-8": .invalidUTF8,
        "i_string_UTF-16LE_with_BOM": .unexpectedCharacter,  // RFC 8259, 8.1: UTF-8 only
        "i_string_utf16BE_no_BOM": .unexpectedCharacter,
        "i_string_utf16LE_no_BOM": .unexpectedCharacter,
        "i_structure_500_nested_arrays": .tooDeep,  // hostile depth is not read at all
        "i_structure_UTF-8_BOM_empty_object": nil,  // Windows editors write the mark
    ]

    @Test(arguments: try Fixture.all("JSONTestSuite.txt"))
    func `JSONTestSuite is read as it says, or as our tables say`(_ fixture: Fixture) {
        let refusal = refusal(of: fixture.bytes, .json)
        if let code = Self.stricter[fixture.name] {
            #expect(refusal == code)
        } else if let expected = Self.ours[fixture.name] {
            #expect(refusal == expected)
        } else if fixture.name.hasPrefix("y_") {
            #expect(refusal == nil)
        } else {
            #expect(fixture.name.hasPrefix("n_"))
            #expect(refusal != nil)
        }
    }

    @Test func `every exception names a case of the suite`() throws {
        let names = Set(try Fixture.all("JSONTestSuite.txt").map(\.name))
        #expect(names.count == 318)
        #expect(names.isSuperset(of: Self.stricter.keys))
        #expect(names.isSuperset(of: Self.ours.keys))
    }

    /// Read by JSON5, refused by us: a key stands once.
    static let stricterInJSON5: [String: JSONError.Code] = ["objects/duplicate-keys.json": .duplicateKey]

    @Test(arguments: try Fixture.all("json5-tests.txt"))
    func `json5-tests are read or refused as their names say`(_ fixture: Fixture) {
        let refusal = refusal(of: fixture.bytes, .json5)
        if let code = Self.stricterInJSON5[fixture.name] {
            #expect(refusal == code)
        } else if fixture.name.hasSuffix(".json") || fixture.name.hasSuffix(".json5") {
            #expect(refusal == nil)
        } else {
            #expect(refusal != nil)
        }
    }

    @Test(arguments: try Fixture.all("json5-tests.txt").filter { $0.name.hasSuffix(".json") })
    func `what is JSON reads the same as JSON and as JSON5`(_ fixture: Fixture) {
        let plain = try? JSONReader.read(fixture.bytes)
        #expect(plain == (try? JSONReader.read(fixture.bytes, dialect: .json5)))
    }

    @Test(arguments: try Fixture.all("JSONTestSuite.txt").filter { $0.name.hasPrefix("y_") })
    func `what is read and written reads the same again`(_ fixture: Fixture) throws {
        guard let value = try? JSONReader.read(fixture.bytes) else { return }
        for pretty in [false, true] {
            #expect(try JSONReader.read(Array(value.serialized(pretty: pretty).utf8)) == value)
        }
    }

    private func refusal(of bytes: [UInt8], _ dialect: JSONReader.Dialect) -> JSONError.Code? {
        do throws(JSONError) {
            _ = try JSONReader.read(bytes, dialect: dialect)
            return nil
        } catch {
            return error.code
        }
    }
}
