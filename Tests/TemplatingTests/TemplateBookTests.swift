import Templating
import Testing

@Suite struct TemplateBookTests {
    @Test func `every template that cannot be read is told at once`() {
        let error = #expect(throws: TemplateErrors.self) {
            try TemplateBook(["b": "{{#x}}", "a": "{{", "c": "fine"], folder: "en/")
        }
        #expect(
            error?.description == """
                en/a.mustache:1:1: the tag that begins here does not end with '}}'
                en/b.mustache:1:1: the section 'x' is not closed
                """)
    }

    @Test func `templates use each other, and a file's last line end does not count`() throws {
        let book = try TemplateBook(["card": "{{>_case}} → {{unit}}\n", "_case": "{{number}}\r\n"])
        #expect(book.kinds == ["card"])
        #expect(book.render("card", ["number": "007", "unit": "环卫所"]) { $0 } == "007 → 环卫所")
        #expect(book.render("card", ["number": "007"]) { $0 } == "007 →")
        #expect(book.render("none", [:]) { $0 } == nil)
    }

    @Test func `a kind that is missing, one that nobody says and a wrong name are problems`() throws {
        let book = try TemplateBook(["card": "{{>_case}}{{>_case}}", "old": "", "_case": "{{numbr}}"])
        let problems = book.problems(supplied: ["card": ["number": .scalar], "closed": [:]])
        #expect(
            problems == [
                "_case.mustache:1:1: no name 'numbr' is ever supplied; the nearest is 'number'",
                "no template 'closed': it is needed",
                "old.mustache: nothing of this kind is ever said",
            ])
    }
}
