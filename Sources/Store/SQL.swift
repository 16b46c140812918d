internal import Domain

/// A statement written as a literal: whatever is interpolated is bound, so text cannot be spliced into SQL.
///
/// ```swift
/// let statement: SQL = "SELECT id FROM message WHERE adapter = \(adapter) AND sent_ms >= \(since)"
/// ```
/// Another `SQL` may be interpolated as it is: it, too, came from a literal.
struct SQL: ExpressibleByStringInterpolation {
    enum Value {
        case null
        case integer(Int64)
        case text(String)
        case utf8([UInt8])
        case bytes([UInt8])
    }

    private(set) var text: String
    private(set) var values: [Value]

    init(stringLiteral value: String) {
        text = value
        values = []
    }

    init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
        values = stringInterpolation.values
    }

    /// All conditions joined by AND; `TRUE` when there are none.
    static func all(_ conditions: [SQL]) -> SQL {
        guard var joined = conditions.first else { return "TRUE" }
        for condition in conditions.dropFirst() { joined = "\(joined) AND \(condition)" }
        return joined
    }

    struct StringInterpolation: StringInterpolationProtocol {
        var text = ""
        var values: [Value] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount)
            values.reserveCapacity(interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ value: some Bindable) {
            text += "?"
            values.append(value.bound)
        }

        mutating func appendInterpolation(_ value: (some Bindable)?) {
            text += "?"
            values.append(value?.bound ?? .null)
        }

        /// A list to stand after `IN`, of any length under one text.
        mutating func appendInterpolation(list: [String]) {
            text += "(SELECT value FROM json_each(?))"
            values.append(list.map(Optional.some).json.bound)
        }

        mutating func appendInterpolation(_ sql: SQL) {
            text += sql.text
            values += sql.values
        }
    }
}

/// What can stand in an ``SQL`` literal.
protocol Bindable {
    var bound: SQL.Value { get }
}

extension String: Bindable { var bound: SQL.Value { .text(self) } }
extension Int64: Bindable { var bound: SQL.Value { .integer(self) } }
extension Int: Bindable { var bound: SQL.Value { .integer(Int64(self)) } }
extension Bool: Bindable { var bound: SQL.Value { .integer(self ? 1 : 0) } }
extension [UInt8]: Bindable { var bound: SQL.Value { .bytes(self) } }
extension Timestamp: Bindable { var bound: SQL.Value { .integer(milliseconds) } }
extension ID: Bindable { var bound: SQL.Value { .integer(rawValue) } }
extension CivilDate: Bindable { var bound: SQL.Value { .integer(Int64(dayNumber)) } }
/// `adapter:id` in one column: an adapter's name holds no colon, so it reads back.
extension RoomKey: Bindable { var bound: SQL.Value { .text(description) } }
extension AccountKey: Bindable { var bound: SQL.Value { .text(description) } }
