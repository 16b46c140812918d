/// The members of a JSON object in their order, each key once.
///
/// Two objects are equal when they have equal members, in whatever order and wherever they stood.
public struct JSONObject: Sendable, Equatable {
    /// One key with its value and where both begin in the text they were read from.
    public struct Member: Sendable {
        public let key: String
        public fileprivate(set) var value: JSONValue
        /// Bytes before the key (its quote, if it has one); nil when this was not read.
        public var keyOffset: Int? { keyStart < 0 ? nil : keyStart }
        /// Bytes before the value; nil when this was not read.
        public var valueOffset: Int? { valueStart < 0 ? nil : valueStart }
        let keyStart: Int
        let valueStart: Int

        init(key: String, value: JSONValue, keyStart: Int = -1, valueStart: Int = -1) {
            self.key = key
            self.value = value
            self.keyStart = keyStart
            self.valueStart = valueStart
        }
    }

    public private(set) var members: [Member] = []
    /// Where each key stands, kept only for objects that are too large to walk.
    private var places: [String: Int]?

    /// Objects with more members than this are looked up by hash, so that a hostile one costs no quadratic time.
    static let walkable = 12

    public init() {}

    /// - Precondition: no key stands twice.
    public init(_ members: [(String, JSONValue)]) {
        for (key, value) in members {
            let added = append(Member(key: key, value: value))
            precondition(added, "a JSON object holds each key once")
        }
    }

    public var count: Int { members.count }
    public var isEmpty: Bool { members.isEmpty }
    public var keys: [String] { members.map(\.key) }

    /// The value of a key. Setting a new key puts it last; setting nil removes.
    public subscript(key: String) -> JSONValue? {
        get { place(of: key).map { members[$0].value } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): members[place].value = value
            case (nil, let value?): append(Member(key: key, value: value))
            case (let place?, nil):
                members.remove(at: place)
                places = nil
                if members.count > Self.walkable { rebuildPlaces() }
            case (nil, nil): break
            }
        }
    }

    /// The member with its positions, for messages that name a line.
    public func member(_ key: String) -> Member? { place(of: key).map { members[$0] } }

    public static func == (a: JSONObject, b: JSONObject) -> Bool {
        guard a.members.count == b.members.count else { return false }
        for (mine, theirs) in zip(a.members, b.members) {
            if mine.key == theirs.key {
                guard mine.value == theirs.value else { return false }
            } else {
                guard b[mine.key] == mine.value else { return false }
            }
        }
        return true
    }

    /// Adds a member; false when the key is there already.
    @discardableResult
    mutating func append(_ member: Member) -> Bool {
        guard place(of: member.key) == nil else { return false }
        if members.isEmpty { members.reserveCapacity(4) }
        if places != nil {
            places?[member.key] = members.count
            members.append(member)
        } else {
            members.append(member)
            if members.count > Self.walkable { rebuildPlaces() }
        }
        return true
    }

    func place(of key: String) -> Int? {
        if let places { return places[key] }
        for index in members.indices where members[index].key == key { return index }
        return nil
    }

    private mutating func rebuildPlaces() {
        var places: [String: Int] = [:]
        places.reserveCapacity(members.count * 2)
        for index in members.indices { places[members[index].key] = index }
        self.places = places
    }
}
