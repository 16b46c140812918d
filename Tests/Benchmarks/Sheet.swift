import Foundation
import JSON

/// What was measured, in order: for people as a table, for programs as JSON.
struct Sheet {
    private struct Row {
        var name: String
        var value: String
        var unit: String
    }

    private var rows: [Row] = []

    mutating func note(_ name: String, _ text: String) { rows.append(Row(name: name, value: text, unit: "")) }

    /// - Parameter digits: after the point.
    mutating func add(_ name: String, _ value: Double, _ unit: String, digits: Int = 0) {
        rows.append(Row(name: name, value: String(format: "%.\(digits)f", value), unit: unit))
    }

    var table: String {
        let width = rows.map(\.name.count).max() ?? 0
        return rows.map { row in
            let name = row.name + String(repeating: " ", count: width - row.name.count)
            guard !row.unit.isEmpty else { return "\(name)  \(row.value)" }
            return "\(name)  \(String(repeating: " ", count: max(0, 10 - row.value.count)))\(row.value) \(row.unit)"
        }.joined(separator: "\n")
    }

    var json: [UInt8] {
        var writer = JSONWriter(pretty: true)
        writer.object { writer in
            writer.member("at", ISO8601DateFormatter().string(from: Date()))
            writer.array("rows") { writer in
                for row in rows {
                    writer.object {
                        $0.member("name", row.name)
                        if let number = JSONNumber(row.value), !row.unit.isEmpty {
                            $0.member("value", number)
                            $0.member("unit", row.unit)
                        } else {
                            $0.member("value", row.value)
                        }
                    }
                }
            }
        }
        return writer.bytes
    }
}
