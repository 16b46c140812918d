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

    /// - Throws: `BadData` with `file:line:column: what, and what was expected`.
    init(_ bytes: [UInt8], file: String, line: Int, county: County, zone: Zone) throws {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONReader.read(bytes)
        } catch {
            throw BadData(problems: ["\(file):\(line):\(error.column): \(error.message)"])
        }
        func bad(_ key: String, _ expected: String) -> BadData {
            let offset = value.object?.member(key)?.valueOffset ?? 0
            return BadData(problems: ["\(file):\(line):\(offset + 1): \(key): expected \(expected)"])
        }
        guard value.object != nil else {
            throw BadData(problems: ["\(file):\(line):1: expected an object with a key \"text\""])
        }
        guard let text = value["text"]?.string else { throw bad("text", "a text") }
        self.text = text
        if let number = value["id"]?.number { id = number.text } else { id = value["id"]?.string }
        around = Surroundings(zone: zone)
        if let room = value["room"], !room.isNull {
            guard let name = room.string else { throw bad("room", "a text") }
            around.room =
                county.room(RoomKey(adapter: "generic", id: name)) ?? county.tables.rooms.first { $0.name == name }
        }
        if let sender = value["sender"], !sender.isNull {
            guard let name = sender.string else { throw bad("sender", "a text") }
            around.sender =
                county.person(AccountKey(adapter: "generic", id: name)) ?? county.person(name)
                ?? county.tables.people.first { $0.name == name }
        }
        if let photos = value["photos"], !photos.isNull {
            guard let count = photos.int, count >= 0 else { throw bad("photos", "a number from 0") }
            around.photos = count
        }
        if let time = value["time"], !time.isNull {
            guard let instant = time.string.flatMap({ Timestamp(rfc3339: $0) }) else {
                throw bad("time", "an RFC 3339 time such as 2026-11-21T09:12:33+08:00")
            }
            around.time = instant
        }
        if let replyTo = value["replyTo"], !replyTo.isNull { around.isReply = true }
        guard let expect = value["expect"], !expect.isNull else { return }
        guard expect.object != nil else { throw bad("expect", "an object") }
        var expectation = Expectation()
        if let name = expect["intent"]?.string {
            guard let intent = Intent(rawValue: name) else { throw bad("expect", "a known intent, not '\(name)'") }
            expectation.intent = intent
        }
        if let types = expect["types"], !types.isNull {
            guard let list = types.array else { throw bad("expect", "types as a list") }
            expectation.types = Set(
                try list.map { element in
                    guard let name = element.string, let type = county.caseType(name) ?? county.caseType(named: name)
                    else { throw bad("expect", "types by code or name, not \(element.serialized())") }
                    return type.code
                })
        }
        expectation.place = expect["place"]?.string
        expectation.grid = expect["grid"]?.string
        expected = expectation
    }
}
