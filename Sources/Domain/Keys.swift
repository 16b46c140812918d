/// The row id of one kind of thing. `ID<Case>` and `ID<Post>` do not mix.
public struct ID<Subject>: RawRepresentable, Hashable, Comparable, Sendable {
    public let rawValue: Int64

    public init(rawValue: Int64) { self.rawValue = rawValue }
    public init(_ rawValue: Int64) { self.rawValue = rawValue }

    public static func < (a: ID, b: ID) -> Bool { a.rawValue < b.rawValue }
}

/// A chat account: an adapter's name and what that adapter calls the person, opaque and unique within the adapter.
public struct AccountKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let adapter: String
    public let id: String

    public init(adapter: String, id: String) {
        self.adapter = adapter
        self.id = id
    }

    /// Reads `generic:wang01` or `matrix:@wang:example.org`: the adapter's name ends at the first colon.
    public init?(_ text: some StringProtocol) {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex, text.index(after: colon) != text.endIndex
        else { return nil }
        self.init(adapter: String(text[..<colon]), id: String(text[text.index(after: colon)...]))
    }

    public var description: String { "\(adapter):\(id)" }

    public static func < (a: AccountKey, b: AccountKey) -> Bool { (a.adapter, a.id) < (b.adapter, b.id) }
}

/// A room (chat group): an adapter's name and the room's opaque id, unique within the adapter.
public struct RoomKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let adapter: String
    public let id: String

    public init(adapter: String, id: String) {
        self.adapter = adapter
        self.id = id
    }

    public var description: String { "\(adapter):\(id)" }

    public static func < (a: RoomKey, b: RoomKey) -> Bool { (a.adapter, a.id) < (b.adapter, b.id) }
}
