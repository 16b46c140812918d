internal import CCrypto

/// Keyed digests (RFC 2104).
public enum HMAC {
    /// HMAC-SHA256 of a message: 32 bytes. Compare it with ``constantTimeEqual(_:_:)`` only.
    public static func sha256(key: [UInt8], message: [UInt8]) -> [UInt8] {
        // libcrypto takes no empty key. Keys are filled up with zeros (RFC 2104, 2), so one zero is the same key.
        let key = key.isEmpty ? [0] : key
        return [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { buffer, count in
            var written: UInt32 = 0
            let digest = CCrypto.HMAC(
                EVP_sha256(), key, Int32(key.count), message, message.count, buffer.baseAddress, &written)
            precondition(digest != nil && written == SHA256.byteCount, "libcrypto could not make an HMAC")
            count = SHA256.byteCount
        }
    }
}

/// Whether two byte strings are equal, without telling by its running time where they first differ.
///
/// Their lengths are not hidden: in signatures they are known.
public func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
}

/// Bytes nobody can guess, from libcrypto's generator; stops the program when there are none to be had.
public func randomBytes(_ count: Int) -> [UInt8] {
    precondition(count >= 0 && count <= Int(Int32.max), "a sensible number of random bytes")
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
        precondition(
            count == 0 || RAND_bytes(buffer.baseAddress, Int32(count)) == 1, "libcrypto has no random bytes to give")
        written = count
    }
}
