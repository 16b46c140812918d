internal import JSON

/// Why a body is not an envelope: what to tell the sender's programmer, without a word of what was sent.
public struct DecodeFailure: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        /// Not JSON, or JSON that this bridge does not read (duplicate keys, NUL, too deep).
        case badJSON = "bad_json"
        /// Something required is missing.
        case badRequest = "bad_request"
        case wrongType = "wrong_type"
        case tooLong = "too_long"
        case tooMany = "too_many"
        /// Of the right type, but not a value that may stand there.
        case badValue = "bad_value"
    }

    public let code: Code
    public let message: String
    /// The path of the value meant, `data.attachments[2].url`; nil when the whole body is meant.
    public let field: String?

    public init(_ code: Code, _ message: String, field: String? = nil) {
        self.code = code
        self.message = message
        self.field = field
    }

    init(_ error: JSONError) {
        self.init(.badJSON, "line \(error.line), column \(error.column): \(error.message)")
    }

    /// 400 for what can't be read or lacks a part, 422 for a part that breaks the shape.
    public var status: Int {
        switch code {
        case .badJSON, .badRequest: 400
        case .wrongType, .tooLong, .tooMany, .badValue: 422
        }
    }

    public var description: String {
        field.map { "\(code.rawValue) at \($0): \(message)" } ?? "\(code.rawValue): \(message)"
    }
}
