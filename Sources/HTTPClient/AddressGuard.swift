/// Which addresses belong to the public Internet: the pure part of the guard against requests that a stranger's URL
/// sends into our own network.
///
/// Everything the IANA special-purpose registries (RFC 6890 and its updates) do not call globally reachable is refused,
/// and so is every IPv6 form that carries an IPv4 address which is refused.
public enum AddressGuard {
    /// - Parameter bytes: four of IPv4 or sixteen of IPv6, in network order; any other count is not public.
    public static func isPublic(_ bytes: [UInt8]) -> Bool {
        switch bytes.count {
        case 4: isPublicIPv4(bytes[0], bytes[1], bytes[2], bytes[3])
        case 16: isPublicIPv6(bytes)
        default: false
        }
    }

    private static func isPublicIPv4(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) -> Bool {
        switch (a, b, c, d) {
        case (0, _, _, _): false  // this network (RFC 791)
        case (10, _, _, _), (172, 16...31, _, _), (192, 168, _, _): false  // private (RFC 1918)
        case (100, 64...127, _, _): false  // shared by carriers (RFC 6598)
        case (127, _, _, _): false  // loopback
        case (169, 254, _, _): false  // link-local, the clouds' metadata service among it
        case (168, 63, 129, 16): false  // a cloud's metadata service at a public address
        case (192, 0, 0, _): false  // protocol assignments
        case (192, 0, 2, _), (198, 51, 100, _), (203, 0, 113, _): false  // documentation
        case (192, 31, 196, _), (192, 52, 193, _), (192, 175, 48, _): false  // AS112, AMT
        case (192, 88, 99, _): false  // 6to4 relays (RFC 7526)
        case (198, 18...19, _, _): false  // benchmarks
        case (224..., _, _, _): false  // multicast, reserved, broadcast
        default: true
        }
    }

    private static func isPublicIPv6(_ bytes: [UInt8]) -> Bool {
        // Only 2000::/3 is given out as global unicast; that alone refuses ::, ::1, IPv4-mapped and -compatible forms,
        // 64:ff9b::/96, 64:ff9b:1::/48, 100::/64, 5f00::/16, fc00::/7, fe80::/10, fec0::/10 and ff00::/8.
        guard bytes[0] & 0xE0 == 0x20 else { return false }
        switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
        case (0x20, 0x01, 0x00...0x01, _): return false  // 2001::/23: Teredo, ORCHID, benchmarks, assignments
        case (0x20, 0x01, 0x0D, 0xB8): return false  // documentation
        case (0x20, 0x02, _, _): return isPublicIPv4(bytes[2], bytes[3], bytes[4], bytes[5])  // 6to4
        case (0x26, 0x20, 0x00, 0x4F) where bytes[4] == 0x80 && bytes[5] == 0: return false  // AS112
        case (0x3F, 0xFE, _, _): return false  // the retired 6bone
        case (0x3F, 0xFF, 0x00...0x0F, _): return false  // documentation (RFC 9637)
        default: break
        }
        // ISATAP keeps an IPv4 address behind 0:5efe or 200:5efe in the second half (RFC 5214).
        if bytes[8] & 0xFD == 0, bytes[9] == 0, bytes[10] == 0x5E, bytes[11] == 0xFE {
            return isPublicIPv4(bytes[12], bytes[13], bytes[14], bytes[15])
        }
        return true
    }
}
