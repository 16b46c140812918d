import Glibc

/// A socket bound and listening, closed with its owner.
struct ListeningSocket: ~Copyable {
    let descriptor: Int32
    let port: UInt16

    /// - Throws: ``ServerError`` in the operator's words; an address in use is a code of its own.
    init(address: String, port: UInt16) throws(ServerError) {
        var (bytes, family) = try ListeningSocket.parse(address, port)
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw ListeningSocket.failure(address, port) }
        var on: Int32 = 1, off: Int32 = 0
        // So that a restart does not wait for the last connections' time to run out.
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        if family == AF_INET6 {
            setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &off, socklen_t(MemoryLayout<Int32>.size))
        }
        let bound = bytes.withUnsafeBytes { raw in
            bind(descriptor, raw.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(raw.count))
        }
        guard bound == 0, listen(descriptor, 1024) == 0 else {
            let failure = ListeningSocket.failure(address, port)
            close(descriptor)
            throw failure
        }
        var length = socklen_t(bytes.count)
        _ = bytes.withUnsafeMutableBytes { raw in
            getsockname(descriptor, raw.assumingMemoryBound(to: sockaddr.self).baseAddress, &length)
        }
        self.descriptor = descriptor
        // The port stands at the same place, in network order, in both families.
        self.port = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
    }

    deinit { close(descriptor) }

    /// The bytes of a `sockaddr_in` or `sockaddr_in6`.
    private static func parse(_ address: String, _ port: UInt16) throws(ServerError) -> ([UInt8], Int32) {
        var four = sockaddr_in(), six = sockaddr_in6()
        if inet_pton(AF_INET, address, &four.sin_addr) == 1 {
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            return (withUnsafeBytes(of: &four) { Array($0) }, AF_INET)
        }
        if inet_pton(AF_INET6, address, &six.sin6_addr) == 1 {
            six.sin6_family = sa_family_t(AF_INET6)
            six.sin6_port = port.bigEndian
            return (withUnsafeBytes(of: &six) { Array($0) }, AF_INET6)
        }
        throw ServerError(code: .badAddress, address: address, port: port)
    }

    private static func failure(_ address: String, _ port: UInt16) -> ServerError {
        let code: ServerError.Code =
            switch errno {
            case EADDRINUSE: .addressInUse
            case EADDRNOTAVAIL, EAFNOSUPPORT: .addressNotAvailable
            case EACCES, EPERM: .notPermitted
            case let number: .other(number)
            }
        return ServerError(code: code, address: address, port: port)
    }
}
