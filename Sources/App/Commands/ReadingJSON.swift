import Domain
import JSON
import Understanding

/// A reading in the shape that `explain --jsonl` writes: every key always present.
struct ReadingJSON {
    let county: County
    let zone: Zone

    func write(_ reading: Reading, id: String?, into writer: inout JSONWriter) {
        writer.object { line in
            if let id { line.member("id", id) } else { line.null("id") }
            line.member("intent", reading.intent.rawValue)
            line.array("items") { list in
                for item in reading.items { list.object { write(item, into: &$0) } }
            }
            line.array("cases") { list in for number in reading.caseReferences { list.string(number) } }
            if let deadline = reading.deadline {
                line.member("deadline", zone.format(deadline))
            } else {
                line.null("deadline")
            }
            line.array("mentions") { list in
                for mention in reading.mentions {
                    switch mention {
                    case .unit(let code): list.string(code)
                    case .person(let id): list.string(id)
                    case .unknown(let text): list.string(text)
                    }
                }
            }
        }
    }

    private func write(_ item: Reading.Item, into writer: inout JSONWriter) {
        writer.member("intent", item.intent.rawValue)
        if let code = item.type {
            writer.object("type") { type in
                type.member("code", code)
                type.member("name", county.caseType(code)?.name ?? code)
            }
        } else {
            writer.null("type")
        }
        writer.member("confidence", item.confidence)
        writer.array("alternatives") { list in
            for other in item.alternatives {
                list.object { row in
                    row.member("code", other.code)
                    row.member("name", county.caseType(other.code)?.name ?? other.code)
                    row.member("confidence", other.confidence)
                }
            }
        }
        if let place = item.place {
            writer.object("place") { row in
                row.member("text", place.text)
                if let name = place.name { row.member("name", name) } else { row.null("name") }
                if let grid = place.grid { row.member("grid", grid) } else { row.null("grid") }
            }
        } else {
            writer.null("place")
        }
        if let unit = item.unit { writer.member("unit", unit) } else { writer.null("unit") }
        writer.array("quantities") { list in
            for quantity in item.quantities {
                list.object { row in
                    row.key("value")
                    row.number(JSONNumber(quantity.valueText) ?? JSONNumber(0))
                    row.member("unit", quantity.unit)
                    row.member("approximate", quantity.approximate)
                    row.member("measure", quantity.measure.rawValue)
                }
            }
        }
        writer.member("urgent", item.urgent)
        writer.member("sensitive", item.sensitive)
        writer.member("recurrence", item.recurrence)
        writer.member("selfHandled", item.selfHandled)
        if let exists = item.exists { writer.member("exists", exists) } else { writer.null("exists") }
        writer.array("evidence") { list in
            for reason in item.evidence {
                list.object { row in
                    row.member("source", reason.source)
                    row.member("text", reason.text)
                    row.member("start", reason.start)
                    row.member("end", reason.end)
                    row.member("points", reason.points)
                }
            }
        }
    }
}
