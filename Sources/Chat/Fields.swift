internal import JSON

/// An object of a wire shape with the path that leads to it, so that every complaint names its place.
struct Fields {
    let object: JSONObject
    let path: String

    /// Bytes of UTF-8 in an id.
    static let idLimit = 255

    init(_ object: JSONObject, path: String = "") {
        self.object = object
        self.path = path
    }

    func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func has(_ key: String) -> Bool { object[key] != nil }

    /// The value, with an absent one and null both nil.
    func value(_ key: String) -> JSONValue? {
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    func string(_ key: String, limit: Int) throws(DecodeFailure) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = value.string else { throw wrongType(key, "a string") }
        guard text.utf8.count <= limit else {
            throw DecodeFailure(.tooLong, "at most \(limit) bytes", field: place(key))
        }
        return text
    }

    func requiredString(_ key: String, limit: Int) throws(DecodeFailure) -> String {
        guard let text = try string(key, limit: limit), !text.isEmpty else { throw missing(key) }
        return text
    }

    /// Words only to be shown: a longer one is cut, not refused.
    func label(_ key: String) throws(DecodeFailure) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = value.string else { throw wrongType(key, "a string") }
        return text.isEmpty ? nil : String(text.prefix(100))
    }

    func bool(_ key: String) throws(DecodeFailure) -> Bool? {
        guard let value = value(key) else { return nil }
        guard let bool = value.bool else { throw wrongType(key, "true or false") }
        return bool
    }

    func count(_ key: String) throws(DecodeFailure) -> Int64? {
        guard let value = value(key) else { return nil }
        guard let number = value.int64 else { throw wrongType(key, "a whole number") }
        guard number >= 0 else { throw DecodeFailure(.badValue, "not below zero", field: place(key)) }
        return number
    }

    func fields(_ key: String) throws(DecodeFailure) -> Fields? {
        guard let value = value(key) else { return nil }
        guard let object = value.object else { throw wrongType(key, "an object") }
        return Fields(object, path: place(key))
    }

    func array(_ key: String, limit: Int) throws(DecodeFailure) -> [JSONValue]? {
        guard let value = value(key) else { return nil }
        guard let array = value.array else { throw wrongType(key, "an array") }
        guard array.count <= limit else {
            throw DecodeFailure(.tooMany, "at most \(limit) elements", field: place(key))
        }
        return array
    }

    /// An id that stands there itself.
    func id(_ key: String) throws(DecodeFailure) -> String? {
        guard let text = try string(key, limit: Self.idLimit) else { return nil }
        return try checked(id: text, at: place(key))
    }

    /// `{"id": …}` with what else it holds, or the id alone as a string.
    func reference(_ key: String) throws(DecodeFailure) -> (id: String, fields: Fields)? {
        guard let value = value(key) else { return nil }
        if value.string != nil, let id = try id(key) { return (id, Fields(JSONObject(), path: place(key))) }
        guard let object = value.object else { throw wrongType(key, "an object with an id, or the id") }
        let fields = Fields(object, path: place(key))
        guard let id = try fields.id("id") else { throw fields.missing("id") }
        return (id, fields)
    }

    func requiredReference(_ key: String) throws(DecodeFailure) -> (id: String, fields: Fields) {
        guard let reference = try reference(key) else {
            throw DecodeFailure(.badRequest, "\(place(key)).id required", field: "\(place(key)).id")
        }
        return reference
    }

    func missing(_ key: String) -> DecodeFailure {
        DecodeFailure(.badRequest, "\(place(key)) required", field: place(key))
    }

    func wrongType(_ key: String, _ expected: String) -> DecodeFailure {
        DecodeFailure(.wrongType, "expected \(expected)", field: place(key))
    }

    /// Ids are opaque, but an empty one names nothing and control characters would break lines of logs and headers.
    private func checked(id: String, at place: String) throws(DecodeFailure) -> String {
        guard !id.isEmpty else { throw DecodeFailure(.badRequest, "\(place) required", field: place) }
        guard id.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw DecodeFailure(.badValue, "an id holds no control characters", field: place)
        }
        return id
    }
}
