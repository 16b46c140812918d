internal import Domain
internal import JSON

/// A value that the store keeps whole, as JSON of its own: every field by name, what is absent left out.
///
/// A field that is added later reads as its default from an older row; none is ever renamed.
protocol Snapshot {
    func write(_ writer: inout JSONWriter)
    init(_ fields: Fields) throws(StoreError)
}

extension Snapshot {
    /// The JSON text, ready to be bound.
    var json: JSONText {
        var writer = JSONWriter(capacity: 1024)
        writer.object { write(&$0) }
        return JSONText(bytes: writer.bytes)
    }

    init(json bytes: [UInt8]) throws(StoreError) {
        let value: JSONValue
        do { value = try JSONReader.read(bytes) } catch {
            throw StoreError(code: .corrupt, message: "a snapshot is no JSON at \(error.position)")
        }
        try self.init(try Fields(value, "snapshot"))
    }
}

/// UTF-8 that is bound as TEXT without becoming a `String` first.
struct JSONText: Bindable {
    let bytes: [UInt8]

    var bound: SQL.Value { .utf8(bytes) }
}

/// The members of one object of a snapshot, read with the types that they must have.
struct Fields {
    private let object: JSONObject
    private let name: String

    init(_ value: JSONValue, _ name: String) throws(StoreError) {
        guard let object = value.object else { throw Self.unreadable(name) }
        self.object = object
        self.name = name
    }

    private static func unreadable(_ name: String) -> StoreError {
        StoreError(code: .corrupt, message: "a snapshot's \(name) is not as it was written")
    }

    func text(_ key: String) throws(StoreError) -> String { try require(key, object[key]?.string) }
    func optionalText(_ key: String) -> String? { object[key]?.string }

    func int64(_ key: String) throws(StoreError) -> Int64 { try require(key, object[key]?.int64) }
    func optionalInt64(_ key: String) -> Int64? { object[key]?.int64 }
    /// Zero was left out.
    func count(_ key: String) -> Int { object[key]?.int ?? 0 }
    /// False was left out.
    func flag(_ key: String) -> Bool { object[key]?.bool ?? false }

    func timestamp(_ key: String) throws(StoreError) -> Timestamp { Timestamp(milliseconds: try int64(key)) }
    func optionalTimestamp(_ key: String) -> Timestamp? {
        optionalInt64(key).map { Timestamp(milliseconds: $0) }
    }
    func optionalID<Subject>(_ key: String) -> ID<Subject>? { optionalInt64(key).map { ID($0) } }

    func room(_ key: String) throws(StoreError) -> RoomKey {
        let account = try account(key)
        return RoomKey(adapter: account.adapter, id: account.id)
    }
    func account(_ key: String) throws(StoreError) -> AccountKey { try require(key, AccountKey(try text(key))) }
    func optionalAccount(_ key: String) throws(StoreError) -> AccountKey? {
        object[key] == nil ? nil : try account(key)
    }

    func value<Value: RawRepresentable<String>>(_ key: String, _ type: Value.Type = Value.self) throws(StoreError)
        -> Value
    {
        try require(key, Value(rawValue: try text(key)))
    }

    func optionalFields(_ key: String) throws(StoreError) -> Fields? {
        guard let value = object[key] else { return nil }
        return try Fields(value, key)
    }
    func fields(_ key: String) throws(StoreError) -> Fields { try require(key, try optionalFields(key)) }

    /// Absent reads as empty.
    func texts(_ key: String) throws(StoreError) -> [String] {
        var texts: [String] = []
        for element in object[key]?.array ?? [] { texts.append(try require(key, element.string)) }
        return texts
    }
    /// Absent reads as empty.
    func list<Value>(_ key: String, _ make: (Fields) throws(StoreError) -> Value) throws(StoreError) -> [Value] {
        var values: [Value] = []
        for element in object[key]?.array ?? [] { values.append(try make(try Fields(element, key))) }
        return values
    }

    private func require<Value>(_ key: String, _ value: Value?) throws(StoreError) -> Value {
        guard let value else { throw Self.unreadable("\(name).\(key)") }
        return value
    }
}

extension JSONWriter {
    mutating func some(_ key: String, _ value: String?) { if let value { member(key, value) } }
    mutating func some(_ key: String, _ value: Int64?) { if let value { member(key, value) } }
    mutating func some(_ key: String, _ value: Timestamp?) { if let value { member(key, value.milliseconds) } }
    mutating func some<Subject>(_ key: String, _ value: ID<Subject>?) { if let value { member(key, value.rawValue) } }
    mutating func some(_ key: String, _ value: Int) { if value != 0 { member(key, value) } }
    mutating func some(_ key: String, _ value: Bool) { if value { member(key, true) } }
    mutating func some(_ key: String, _ value: [String]) { if !value.isEmpty { member(key, value) } }

    mutating func list<Value>(_ key: String, _ values: [Value], _ write: (inout JSONWriter, Value) -> Void) {
        guard !values.isEmpty else { return }
        array(key) { writer in
            for value in values { writer.object { write(&$0, value) } }
        }
    }
}
