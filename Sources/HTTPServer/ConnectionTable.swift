import Glibc
import Synchronization

/// One open connection: who is at the other end and since when we wait for a whole request.
final class Peer: Sendable {
    /// The numeric address; a `::ffff:` IPv4 address as plain IPv4.
    let address: String
    /// False past a limit: every request is then answered 503 and the connection closed.
    let isAdmitted: Bool
    let descriptor: Int32
    /// Whole seconds of the monotonic clock, or `working`.
    private let waitingSince: Atomic<Int>

    private static let working = Int.max

    init(address: String, isAdmitted: Bool, descriptor: Int32) {
        self.address = address
        self.isAdmitted = isAdmitted
        self.descriptor = descriptor
        waitingSince = Atomic(Peer.now())
    }

    func isWaiting() { waitingSince.store(Peer.now(), ordering: .relaxed) }
    func isWorking() { waitingSince.store(Peer.working, ordering: .relaxed) }

    /// Lets libmicrohttpd see that the client will send no more, when that came together with its request: its epoll is
    /// edge-triggered and has missed it, so the connection would stay until it is idle for too long.
    ///
    /// Shutting down a direction that is shut already changes nothing but wakes whoever polls.
    func noticeEnd() {
        var poll = pollfd(fd: descriptor, events: Int16(Peer.readHangUp), revents: 0)
        if Glibc.poll(&poll, 1, 0) == 1, poll.revents & Int16(Peer.readHangUp) != 0 {
            shutdown(descriptor, Int32(SHUT_RD))
        }
    }

    /// Ends the connection from outside libmicrohttpd, which then finds it ended. Not after it was closed.
    func cut() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// `POLLRDHUP` (poll.h, with GNU extensions, which Swift does not see).
    private static let readHangUp = 0x2000

    func hasWaited(longerThan seconds: Int, at now: Int) -> Bool {
        let since = waitingSince.load(ordering: .relaxed)
        return since != Peer.working && now - since > seconds
    }

    static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return time.tv_sec
    }
}

/// Counts connections, in all and by address.
final class ConnectionTable: Sendable {
    private let limits: ServerLimits
    private let open = Mutex(State())

    private struct State {
        var peers: [ObjectIdentifier: Peer] = [:]
        var perAddress: [String: Int] = [:]
    }

    init(limits: ServerLimits) { self.limits = limits }

    func open(address: UnsafePointer<sockaddr>?, descriptor: Int32) -> Peer {
        let (text, isLoopback) = ConnectionTable.text(of: address)
        return open.withLock { state in
            let sameAddress = state.perAddress[text, default: 0] + 1
            state.perAddress[text] = sameAddress
            let peer = Peer(
                address: text,
                isAdmitted: state.peers.count < limits.connections
                    && (isLoopback || sameAddress <= limits.connectionsPerPeer),
                descriptor: descriptor)
            state.peers[ObjectIdentifier(peer)] = peer
            return peer
        }
    }

    /// To be called before the descriptor is closed: from then on its number may be another connection's.
    func close(_ peer: Peer) {
        open.withLock { state in
            state.peers[ObjectIdentifier(peer)] = nil
            let left = state.perAddress[peer.address, default: 1] - 1
            state.perAddress[peer.address] = left > 0 ? left : nil
        }
    }

    /// Ends the connections that have not brought a whole request for `arrival` seconds.
    func cutOverdue(arrival: Int64) -> Int {
        let now = Peer.now()
        return open.withLock { state in
            let overdue = state.peers.values.filter { $0.hasWaited(longerThan: Int(arrival), at: now) }
            for peer in overdue { peer.cut() }
            return overdue.count
        }
    }

    private static func text(of address: UnsafePointer<sockaddr>?) -> (text: String, isLoopback: Bool) {
        guard let address else { return ("unknown", false) }
        var buffer = [CChar](repeating: 0, count: 64)
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { four in
                var bytes = four.pointee.sin_addr
                inet_ntop(AF_INET, &bytes, &buffer, socklen_t(buffer.count))
            }
        case AF_INET6:
            address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { six in
                var bytes = six.pointee.sin6_addr
                inet_ntop(AF_INET6, &bytes, &buffer, socklen_t(buffer.count))
            }
        default: return ("unknown", false)
        }
        var text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        if text.hasPrefix("::ffff:"), text.contains(".") { text = String(text.dropFirst(7)) }
        return (text, text.hasPrefix("127.") || text == "::1")
    }
}
