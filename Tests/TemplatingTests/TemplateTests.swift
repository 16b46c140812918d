import Templating
import Testing

@Suite struct TemplateTests {
    func render(_ source: String, _ value: TemplateValue, _ partials: [String: String] = [:]) throws -> String {
        var parsed: [String: Template] = [:]
        for (name, source) in partials { parsed[name] = try Template(source, name: name) }
        return try Template(source, name: "t").render(value, partials: parsed) { "<\($0)>" }
    }

    @Test(
        arguments: [
            ("{{a", .unclosedTag, "t:1:1: the tag that begins here does not end with '}}'"),
            ("\n长{{{a}}", .unclosedTag, "t:2:2: the tag that begins here does not end with '}}}'"),
            ("{{#a}}x", .unclosedSection, "t:1:1: the section 'a' is not closed"),
            ("x\n {{/a}}", .unopenedSection, "t:2:2: no section is open here"),
            ("{{#a}}{{/b}}", .unopenedSection, "t:1:7: 'b' closes 'a', which began at 1:1"),
            ("{{}}", .wrongName, "t:1:1: expected a name, or names with a dot between them"),
            ("{{a..b}}", .wrongName, "t:1:1: expected a name, or names with a dot between them"),
            ("{{a b}}", .wrongName, "t:1:1: 'a b' is no name"),
            ("{{$block}}", .wrongName, "t:1:1: '$block' is no name"),
            ("{{> }}", .wrongName, "t:1:1: expected a partial's name"),
            ("{{=<% =}}", .wrongDelimiters, "t:1:1: expected two delimiters with a space between them"),
            (String(repeating: "{{#a}}", count: 65), .tooDeep, "t:1:385: more than 64 sections in each other"),
        ] as [(String, TemplateError.Code, String)])
    func `a wrong template is told with its place`(_ source: String, _ code: TemplateError.Code, _ text: String) {
        let error = #expect(throws: TemplateError.self) { try Template(source, name: "t") }
        #expect(error?.code == code)
        #expect(error?.description == text)
    }

    @Test func `nothing is falsely something`() throws {
        let source = "{{#a}}yes{{/a}}{{^a}}no{{/a}}"
        for value: TemplateValue in ["", 0, false, [], .absent] { #expect(try render(source, ["a": value]) == "no") }
        for value: TemplateValue in ["x", -1, true, [0], [:]] { #expect(try render(source, ["a": value]) == "yes") }
    }

    @Test func `text is escaped once, whatever its type, and raw only when asked`() throws {
        #expect(try render("{{a}} {{{a}}} {{&a}} {{n}}", ["a": "x", "n": 7]) == "<x> x x <7>")
        #expect(try render("[{{list}}{{fields}}{{none}}]", ["list": ["a"], "fields": [:]]) == "[<><><>]")
    }

    @Test func `partials that use themselves end`() throws {
        #expect(try render("{{>a}}", [:], ["a": "x{{>a}}"]) == String(repeating: "x", count: 32))
        #expect(try render("{{>a}}", [:], ["a": "{{>a}}{{>a}}{{>a}}"]) == "")
    }

    @Test func `output is bounded, between characters`() throws {
        let template = try Template("{{#a}}长城{{/a}}end", name: "t")
        let value: TemplateValue = ["a": .list(Array(repeating: "x", count: 1000))]
        #expect(template.render(value, limit: 10) { $0 } == "长城长")
    }

    @Test func `names are listed with their sections`() throws {
        let template = try Template("{{a.b}}\n{{#list}}{{.}}{{^x}}{{>card}}{{/x}}{{/list}}", name: "t")
        #expect(
            template.names.map { "\($0.kind) \($0.sections.joined(separator: "/")) \($0.name) \($0.position)" } == [
                "interpolation  a.b 1:1", "section  list 2:1", "interpolation list . 2:10",
                "invertedSection list x 2:15",
                "partial list card 2:21",
            ])
    }

    @Test func `a name that is never supplied is a problem, with the nearest one`() throws {
        let supplied: TemplateSchema = [
            "number": .scalar, "unit": ["name": .scalar], "options": .list(of: ["index": .scalar, "label": .scalar]),
        ]
        let card = try Template("{{numbr}}", name: "card")
        let source = """
            {{number}} {{unit.name}} {{#options}}{{index}} {{label}} {{number}}{{/options}}
            {{numer}} {{unit.nam}} {{#options}}{{lable}}{{.}}{{/options}}{{^unknownName}}{{number}}{{/unknownName}}
            {{options}} {{>card}} {{>crad}} {{number.x}} {{#number}}{{.}}{{/number}}
            """
        let problems = try Template(source, name: "t").problems(supplied: supplied, partials: ["card": card])
        #expect(
            problems.map(\.description) == [
                "t:2:1: no name 'numer' is ever supplied; the nearest is 'number'",
                "t:2:11: no name 'unit.nam' is ever supplied; the nearest is 'name'",
                "t:2:36: no name 'lable' is ever supplied; the nearest is 'label'",
                "t:2:45: '.' is no text: write a section over it",
                "t:2:62: no name 'unknownName' is ever supplied",
                "t:3:1: 'options' is no text: write a section over it",
                "card:1:1: no name 'numbr' is ever supplied; the nearest is 'number'",
                "t:3:23: no partial 'crad' is ever supplied; the nearest is 'card'",
                "t:3:33: no name 'number.x' is ever supplied",
            ])
    }

    @Test func `whatever stands in a template, it is parsed or refused`() {
        var state: UInt64 = 7
        let pieces = [
            "{{", "}}", "{", "}", "#a", "/a", "^a", ">p", "=", " ", "\n", "\r\n", "!", "&", ".", "<% %>", "<%", "%>",
            "长",
        ]
        for _ in 0..<3000 {
            var source = ""
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                source += pieces[Int((state >> 33) % UInt64(pieces.count))]
            }
            guard let template = try? Template(source, name: "t") else { continue }
            let text = template.render(["a": ["x", "y"]], partials: ["p": template], limit: 1000) { $0 }
            #expect(text.utf8.count <= 1000)
        }
    }
}
