/// Reads a template's source into nodes.
struct TemplateParser {
    /// Sections in sections: deeper ones nobody writes, and each is a stack frame.
    static let deepest = 64

    private let bytes: [UInt8]
    private let template: String
    private var opening = Array("{{".utf8)
    private var closing = Array("}}".utf8)
    /// Where the text that is not yet a node begins.
    private var textStart = 0
    /// The nodes of each open section, the outermost first.
    private var levels: [[Template.Node]] = [[]]
    private var sections: [(name: Template.Name, inverted: Bool)] = []

    init(_ source: String, name: String) {
        bytes = Array(source.utf8)
        template = name
    }

    private struct Tag {
        let sigil: UInt8?
        let content: String
        let range: Range<Int>
    }

    mutating func parse() throws(TemplateError) -> [Template.Node] {
        while let start = find(opening, from: textStart) {
            try handle(try tag(at: start))
        }
        keep(textStart..<bytes.count)
        if let section = sections.last {
            throw failure(
                .unclosedSection, "the section '\(section.name.text)' is not closed", at: section.name.position)
        }
        return levels[0]
    }

    private func tag(at start: Int) throws(TemplateError) -> Tag {
        var index = start + opening.count
        while index < bytes.count, isSpace(bytes[index]) { index += 1 }
        let sigils = "#^/!>&={".utf8
        let sigil = index < bytes.count && sigils.contains(bytes[index]) ? bytes[index] : nil
        if sigil != nil { index += 1 }
        let end =
            switch sigil {
            case UInt8(ascii: "{"): [UInt8(ascii: "}")] + closing
            case UInt8(ascii: "="): [UInt8(ascii: "=")] + closing
            default: closing
            }
        guard let stop = find(end, from: index) else {
            let wanted = String(decoding: end, as: UTF8.self)
            throw failure(.unclosedTag, "the tag that begins here does not end with '\(wanted)'", at: start)
        }
        let content = trimmed(index..<stop)
        return Tag(
            sigil: sigil, content: String(decoding: bytes[content], as: UTF8.self), range: start..<stop + end.count)
    }

    private mutating func handle(_ tag: Tag) throws(TemplateError) {
        let line = tag.sigil.map { $0 != UInt8(ascii: "&") && $0 != UInt8(ascii: "{") } == true ? standalone(tag) : nil
        keep(textStart..<(line?.lowerBound ?? tag.range.lowerBound))
        if line == nil, isLineStart(tag.range.lowerBound) { add(.lineStart) }
        textStart = line?.upperBound ?? tag.range.upperBound

        switch tag.sigil {
        case nil: add(.interpolation(try name(tag), raw: false))
        case UInt8(ascii: "&"), UInt8(ascii: "{"): add(.interpolation(try name(tag), raw: true))
        case UInt8(ascii: ">"):
            let indentation = line.map { bytes[$0.lowerBound..<tag.range.lowerBound] } ?? []
            add(.partial(try partialName(tag), indentation: String(decoding: indentation, as: UTF8.self)))
        case UInt8(ascii: "#"), UInt8(ascii: "^"):
            guard sections.count < Self.deepest else {
                throw failure(.tooDeep, "more than \(Self.deepest) sections in each other", at: tag.range.lowerBound)
            }
            sections.append((try name(tag), tag.sigil == UInt8(ascii: "^")))
            levels.append([])
        case UInt8(ascii: "/"): try close(tag)
        case UInt8(ascii: "="): try setDelimiters(tag)
        default: break
        }
    }

    private mutating func close(_ tag: Tag) throws(TemplateError) {
        let name = try name(tag)
        guard let section = sections.popLast(), let nodes = levels.popLast() else {
            throw failure(.unopenedSection, "no section is open here", at: name.position)
        }
        guard section.name.text == name.text else {
            let message = "'\(name.text)' closes '\(section.name.text)', which began at \(section.name.position)"
            throw failure(.unopenedSection, message, at: name.position)
        }
        add(.section(section.name, inverted: section.inverted, nodes))
    }

    private mutating func setDelimiters(_ tag: Tag) throws(TemplateError) {
        let parts = tag.content.utf8.split(whereSeparator: { isSpace($0) })
        guard parts.count == 2, !tag.content.utf8.contains(UInt8(ascii: "=")) else {
            throw failure(
                .wrongDelimiters, "expected two delimiters with a space between them", at: tag.range.lowerBound)
        }
        opening = Array(parts[0])
        closing = Array(parts[1])
    }

    /// A tag's name in its dotted parts.
    private func name(_ tag: Tag) throws(TemplateError) -> Template.Name {
        let position = TemplatePosition(offset: tag.range.lowerBound, in: bytes)
        if tag.content == "." { return Template.Name(parts: [], position: position) }
        let parts = tag.content.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy({ !$0.isEmpty }) else {
            throw failure(.wrongName, "expected a name, or names with a dot between them", at: position)
        }
        try check(tag.content, at: position)
        return Template.Name(parts: parts, position: position)
    }

    private func partialName(_ tag: Tag) throws(TemplateError) -> Template.Name {
        let position = TemplatePosition(offset: tag.range.lowerBound, in: bytes)
        guard !tag.content.isEmpty else { throw failure(.wrongName, "expected a partial's name", at: position) }
        try check(tag.content, at: position)
        return Template.Name(parts: [tag.content], position: position)
    }

    /// A space or a sigil in a name is a slip of the pen.
    private func check(_ name: String, at position: TemplatePosition) throws(TemplateError) {
        let refused = "#^!>&=<$*{}|\"'".utf8
        guard !name.utf8.contains(where: { isSpace($0) || refused.contains($0) }) else {
            throw failure(.wrongName, "'\(name)' is no name", at: position)
        }
    }

    /// The whole line of a tag that stands alone in it, with its end; nil when something else is there.
    private func standalone(_ tag: Tag) -> Range<Int>? {
        var start = tag.range.lowerBound
        while start > textStart, isBlank(bytes[start - 1]) { start -= 1 }
        guard isLineStart(start) else { return nil }
        var end = tag.range.upperBound
        while end < bytes.count, isBlank(bytes[end]) { end += 1 }
        if end == bytes.count { return start..<end }
        if bytes[end] == 0x0D, end + 1 < bytes.count { end += 1 }
        return bytes[end] == 0x0A ? start..<end + 1 : nil
    }

    /// Makes nodes of literal text, a line each.
    private mutating func keep(_ range: Range<Int>) {
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start
            while end < range.upperBound, bytes[end] != 0x0A { end += 1 }
            if end < range.upperBound { end += 1 }
            if isLineStart(start) { add(.lineStart) }
            add(.text(String(decoding: bytes[start..<end], as: UTF8.self)))
            start = end
        }
    }

    private mutating func add(_ node: Template.Node) { levels[levels.count - 1].append(node) }

    private func isLineStart(_ index: Int) -> Bool { index == 0 || bytes[index - 1] == 0x0A }
    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    private func isSpace(_ byte: UInt8) -> Bool { isBlank(byte) || byte == 0x0A || byte == 0x0D }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, isSpace(bytes[start]) { start += 1 }
        while end > start, isSpace(bytes[end - 1]) { end -= 1 }
        return start..<end
    }

    private func find(_ wanted: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + wanted.count <= bytes.count {
            if bytes[index] == wanted[0], bytes[index..<index + wanted.count].elementsEqual(wanted) { return index }
            index += 1
        }
        return nil
    }

    private func failure(_ code: TemplateError.Code, _ message: String, at offset: Int) -> TemplateError {
        failure(code, message, at: TemplatePosition(offset: offset, in: bytes))
    }

    private func failure(
        _ code: TemplateError.Code, _ message: String, at position: TemplatePosition
    ) -> TemplateError {
        TemplateError(code: code, message: message, template: template, position: position)
    }
}
