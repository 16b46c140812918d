import Foundation

/// Ports of loopback for programs that have to be told theirs before they listen.
public enum FreePort {
    public struct Unavailable: Error { let code: Int32 }

    /// A port that nobody listens on at this moment; the system hands the same one out again late.
    public static func any() throws -> UInt16 {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw Unavailable(code: errno) }
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                bind(socket, general, length) == 0 && getsockname(socket, general, &length) == 0
            }
        }
        guard code else { throw Unavailable(code: errno) }
        return UInt16(bigEndian: address.sin_port)
    }
}
