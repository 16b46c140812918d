import Foundation
import JSON
import Templating
import Testing

/// The public specification's cases; `Tests/Fixtures/Mustache` names their source.
@Suite struct MustacheSpecificationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let template: String
        let data: JSONValue
        let partials: [String: String]
        let expected: String
        var testDescription: String { name }

        static func all(_ module: String) throws -> [Case] {
            let file = URL(filePath: #filePath).appending(path: "../../Fixtures/Mustache/\(module).json").standardized
            let tests = try JSONReader.read(Array(Data(contentsOf: file)))["tests"]?.array
            return try #require(tests).map { test in
                let partials = test["partials"]?.object?.members ?? []
                return Case(
                    name: "\(module): \(test["name"]?.string ?? "")",
                    template: try #require(test["template"]?.string),
                    data: test["data"] ?? .null,
                    partials: Dictionary(uniqueKeysWithValues: partials.map { ($0.key, $0.value.string ?? "") }),
                    expected: try #require(test["expected"]?.string))
            }
        }
    }

    static let modules = ["interpolation", "sections", "inverted", "partials", "comments", "delimiters"]

    @Test(arguments: try modules.flatMap { try Case.all($0) })
    func `a case renders as the specification says`(_ test: Case) throws {
        let template = try Template(test.template, name: "case")
        var partials: [String: Template] = [:]
        for (name, source) in test.partials { partials[name] = try Template(source, name: name) }
        #expect(template.render(value(test.data), partials: partials, escape: html) == test.expected)
    }

    @Test func `no case was lost`() throws {
        #expect(try Self.modules.map { try Case.all($0).count } == [42, 34, 22, 12, 12, 14])
    }

    private func value(_ json: JSONValue) -> TemplateValue {
        switch json {
        case .null: .absent
        case .bool(let flag): .flag(flag)
        case .number(let number): number.int64.map { .number($0) } ?? .text(number.text)
        case .string(let text): .text(text)
        case .array(let elements): .list(elements.map { value($0) })
        case .object(let object):
            .fields(Dictionary(uniqueKeysWithValues: object.members.map { ($0.key, value($0.value)) }))
        }
    }

    private func html(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}
