/// A request's header lines by their lower-case names.
struct SignatureHeaders {
    private let lines: [(name: String, value: String)]

    init(_ headers: [(name: String, value: String)]) {
        lines = headers.map { (name: $0.name.lowercased(), value: $0.value) }
    }

    /// The value of a header that has to stand there exactly once.
    func one(_ name: String) throws(Webhook.Refusal) -> String {
        let values = lines.filter { $0.name == name }
        guard let first = values.first else { throw .missingHeader(name) }
        guard values.count == 1 else { throw .repeatedHeader(name) }
        return trimmed(first.value)
    }

    func optionalID(_ name: String) throws(Webhook.Refusal) -> String? {
        guard lines.contains(where: { $0.name == name }) else { return nil }
        let id = try one(name)
        guard DeliveryID.isValid(id) else { throw .malformedID }
        return id
    }

    /// `webhook` or `svix`, whichever all three headers carry.
    func family() throws(Webhook.Refusal) -> String {
        func has(_ family: String) -> Bool {
            ["id", "timestamp", "signature"].contains { part in lines.contains { $0.name == "\(family)-\(part)" } }
        }
        guard has("svix") else { return "webhook" }
        if has("webhook") { throw .mixedHeaders }
        return "svix"
    }

    private func trimmed(_ value: String) -> String {
        let bytes = Array(value.utf8)
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }),
            let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return first == 0 && last == bytes.count - 1 ? value : String(decoding: bytes[first...last], as: UTF8.self)
    }
}
