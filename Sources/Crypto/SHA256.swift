internal import CCrypto

/// SHA-256 (FIPS 180-4), of bytes at once or piece by piece.
public enum SHA256 {
    /// Bytes of a digest.
    public static let byteCount = 32

    /// The digest of bytes that are all there.
    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hasher = Hasher()
        hasher.update(bytes)
        return hasher.finish()
    }

    /// A digest in the making, for files that are not held in memory.
    public struct Hasher: ~Copyable {
        private let context: OpaquePointer

        public init() {
            guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
                preconditionFailure("libcrypto offers no SHA-256")
            }
            self.context = context
        }

        deinit { EVP_MD_CTX_free(context) }

        public mutating func update(_ bytes: [UInt8]) {
            bytes.withUnsafeBytes { update($0) }
        }

        /// Takes bytes that the caller keeps, such as a buffer that is read into again and again.
        public mutating func update(_ bytes: UnsafeRawBufferPointer) {
            let updated = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
            precondition(updated == 1, "libcrypto could not go on with a digest")
        }

        /// Ends the hasher and gives the digest.
        public consuming func finish() -> [UInt8] {
            [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { buffer, count in
                var written: UInt32 = 0
                let finished = EVP_DigestFinal_ex(context, buffer.baseAddress, &written)
                precondition(finished == 1 && written == SHA256.byteCount, "libcrypto could not end a digest")
                count = SHA256.byteCount
            }
        }
    }
}
