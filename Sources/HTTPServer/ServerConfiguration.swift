/// Where the server listens and how much it takes.
public struct ServerConfiguration: Sendable {
    /// A numeric IPv4 or IPv6 address. `::` listens on both families.
    public var address: String
    /// 0 lets the system choose a free one, see ``Server/port``.
    public var port: UInt16
    public var limits: ServerLimits
    /// How long ``Server/run()`` lets requests finish when its task is cancelled.
    public var drainDeadline: Duration
    /// Takes one line: a constant sentence, then `key=value`. Called on any thread.
    public var log: @Sendable (String) -> Void

    public init(
        address: String = "127.0.0.1", port: UInt16 = 0, limits: ServerLimits = ServerLimits(),
        drainDeadline: Duration = .seconds(10), log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.address = address
        self.port = port
        self.limits = limits
        self.drainDeadline = drainDeadline
        self.log = log
    }
}

/// The bounds of what strangers can make the server hold.
public struct ServerLimits: Sendable {
    /// Bytes of request line and header lines together; above it 431.
    public var headerBytes = 16_384
    /// Open connections; requests on further ones are answered 503.
    public var connections = 1_024
    /// Open connections of one address other than loopback, where a reverse proxy speaks for everybody.
    public var connectionsPerPeer = 256
    /// Bytes of all bodies being read or worked on at one moment; above it 503.
    public var bodyBytesTogether = 268_435_456
    /// A connection on which nothing moves for this long is closed; whole seconds, at least one.
    public var idle: Duration = .seconds(60)
    /// A request whose head and body have not arrived within this time is cut off.
    public var arrival: Duration = .seconds(300)
    /// Threads that read and write sockets.
    public var threads = 2

    public init() {}
}

/// Why the server could not listen.
public struct ServerError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable, Equatable {
        case addressInUse, addressNotAvailable, notPermitted, badAddress, other(Int32)
    }

    public let code: Code
    public let address: String
    public let port: UInt16

    public var description: String {
        let place = address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
        return switch code {
        case .addressInUse: "cannot listen on \(place): another program already does; stop it or choose another port"
        case .addressNotAvailable: "cannot listen on \(place): this machine does not have that address"
        case .notPermitted: "cannot listen on \(place): not permitted; ports below 1024 are the administrator's"
        case .badAddress: "cannot listen on \(place): give a numeric address such as 127.0.0.1, ::1 or 0.0.0.0"
        case .other(let number): "cannot listen on \(place): system error \(number)"
        }
    }
}
