/// A transaction of the application service API, taken apart: each event's own bytes, in the order the homeserver saw
/// them.
///
/// One event that cannot be read is set aside alone and the others go on: a transaction that is never answered with 2xx
/// is sent again for ever and holds up everything behind it (Application Service API, "Pushing events").
public enum MatrixTransaction {
    /// Bytes of a whole transaction: 100 events of 64 KiB and what may stand around them.
    public static let bodyLimit = 16_777_216

    /// - Returns: the elements of `events`; other members are passed over, whatever they are.
    /// - Throws: `.badJSON` for what is no JSON object, `.badRequest` without `events`, `.wrongType` when that is no
    ///   array.
    public static func split(_ body: [UInt8]) throws(DecodeFailure) -> [ArraySlice<UInt8>] {
        let lists = try JSONPieces.members(of: body[...]).filter { $0.key == "events" }
        guard !lists.isEmpty else { throw DecodeFailure(.badRequest, "events required", field: "events") }
        var events: [ArraySlice<UInt8>] = []
        for list in lists {
            guard list.value.first == UInt8(ascii: "[") else {
                throw DecodeFailure(.wrongType, "events must be an array", field: "events")
            }
            events += try JSONPieces.elements(of: list.value)
        }
        return events
    }
}
