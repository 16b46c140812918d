import Domain
import JSON
import Understanding

/// One line of input to `explain --jsonl` and `evaluate`: a message and what is known around it.
struct MessageLine {
    var id: String?
    var text: String
    var around: Surroundings
    /// What `evaluate` expects of it.
    var expected: Expectation?

    struct Expectation {
        var intent: Intent?
        /// Codes; empty when nothing should open.
        var types: Set<String>?
        var place: String?
        var grid: String?
    }

    init(text: String, around: Surroundings) {
        self.text = text
        self.around = around
    }

    /// - Throws: `BadData` with `file:line:column: what, and what was expected`, for everything that is wrong with it.
    init(_ bytes: [UInt8], file: String, line: Int, county: County, zone: Zone) throws {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONReader.read(bytes, firstLine: line)
        } catch {
            throw BadData(problems: ["\(file):\(line):\(error.column): \(error.message)"])
        }
        guard let object = value.object else {
            throw BadData(problems: ["\(file):\(line):1: expected an object with a key \"text\""])
        }
        var fields = MessageFields(object: object, bytes: bytes, place: "\(file):\(line)")
        text = fields.text("text") ?? ""
        if object["text"].isAbsent { fields.complain("text", "expected a text") }
        id = fields.name("id")
        around = Surroundings(zone: zone)
        around.room = fields.text("room").flatMap { Self.room($0, in: county) }
        around.sender = fields.text("sender").flatMap { Self.person($0, in: county) }
        around.photos = fields.count("photos") ?? 0
        around.time = fields.time("time")
        around.isReply = !object["replyTo"].isAbsent
        if let expect = object["expect"], !expect.isNull {
            if let inner = expect.object {
                var labels = MessageFields(object: inner, bytes: bytes, place: fields.place, prefix: "expect.")
                expected = Expectation(&labels, county)
                fields.problems += labels.problems
            } else {
                fields.complain("expect", "expected an object")
            }
        }
        guard fields.problems.isEmpty else { throw BadData(problems: fields.problems) }
    }

    /// By its id of the adapter `generic`, else by its name.
    static func room(_ name: String, in county: County) -> Room? {
        county.room(RoomKey(adapter: "generic", id: name)) ?? county.tables.rooms.first { $0.name == name }
    }

    /// By an account of the adapter `generic`, else by the person's id or name.
    static func person(_ name: String, in county: County) -> Person? {
        county.person(AccountKey(adapter: "generic", id: name)) ?? county.person(name)
            ?? county.tables.people.first { $0.name == name }
    }
}

extension MessageLine.Expectation {
    fileprivate init(_ labels: inout MessageFields, _ county: County) {
        if let name = labels.text("intent") {
            intent = Intent(rawValue: name)
            if intent == nil {
                let hint = Spelling.nearest(to: name, among: Intent.allCases.map(\.rawValue))
                labels.complain("intent", "expected a known intent" + (hint.map { "; did you mean \"\($0)\"?" } ?? ""))
            }
        }
        if let types = labels.object["types"], !types.isNull {
            if let list = types.array {
                let codes = list.map { element in
                    element.string.flatMap { county.caseType($0) ?? county.caseType(named: $0) }?.code
                }
                for (index, code) in codes.enumerated() where code == nil {
                    labels.complain("types", "expected codes or names of case-types.csv; item \(index + 1) is none")
                }
                self.types = Set(codes.compactMap { $0 })
            } else {
                labels.complain("types", "expected a list of codes or names")
            }
        }
        place = labels.text("place")
        grid = labels.text("grid")
    }
}

/// The members of one line's object, read with a problem for each that is not what it should be.
private struct MessageFields {
    let object: JSONObject
    let bytes: [UInt8]
    /// `file:line`
    let place: String
    /// Before each key in a problem.
    var prefix = ""
    var problems: [String] = []

    mutating func complain(_ key: String, _ what: String) {
        let column = JSONPosition(offset: object.member(key)?.valueOffset ?? 0, in: bytes).column
        problems.append("\(place):\(column): \(prefix)\(key): \(what)")
    }

    /// nil when absent or null, and, with a problem, when it is something else than a text.
    mutating func text(_ key: String) -> String? {
        guard let value = object[key], !value.isNull else { return nil }
        if value.string == nil { complain(key, "expected a text") }
        return value.string
    }

    /// A text or a number, as it was written.
    mutating func name(_ key: String) -> String? {
        guard let value = object[key], !value.isNull else { return nil }
        let name = value.string ?? value.number?.text
        if name == nil { complain(key, "expected a text or a number") }
        return name
    }

    mutating func count(_ key: String) -> Int? {
        guard let value = object[key], !value.isNull else { return nil }
        if let count = value.int, count >= 0 { return count }
        complain(key, "expected a whole number from 0")
        return nil
    }

    mutating func time(_ key: String) -> Timestamp? {
        guard let value = object[key], !value.isNull else { return nil }
        let time = value.string.flatMap { Timestamp(rfc3339: $0) }
        if time == nil { complain(key, "expected an RFC 3339 time such as 2026-11-21T09:12:33+08:00") }
        return time
    }
}

extension JSONValue? {
    fileprivate var isAbsent: Bool { self?.isNull ?? true }
}
