#if canImport(CHyperscan)
    internal import CHyperscan
    import Understanding

    /// Hyperscan in literal mode, one call a message: every occurrence with its start and end.
    final class Hyperscan {
        static let isThere = true

        private var database: OpaquePointer?
        private var scratch: OpaquePointer?
        private let found: UnsafeMutablePointer<Found>

        /// What the callback writes to.
        private struct Found {
            var hits: UnsafeMutablePointer<Matcher.Hit>
            var count: Int
            var sizes: UnsafeMutablePointer<Int32>
        }

        /// More occurrences in one text are not kept.
        private static let room = 1 << 16

        init(_ phrases: [[UInt8]]) throws {
            found = .allocate(capacity: 1)
            let sizes = UnsafeMutablePointer<Int32>.allocate(capacity: phrases.count)
            for (index, phrase) in phrases.enumerated() { sizes[index] = Int32(phrase.count) }
            found.initialize(to: Found(hits: .allocate(capacity: Hyperscan.room), count: 0, sizes: sizes))
            let letters = Array(phrases.joined(separator: [0]))
            var start = 0
            let starts = phrases.map { phrase in
                defer { start += phrase.count + 1 }
                return start
            }
            var failure: UnsafeMutablePointer<hs_compile_error_t>?
            let answer = letters.withUnsafeBytes { bytes in
                var pointers: [UnsafePointer<CChar>?] = starts.map {
                    bytes.baseAddress.map { $0.assumingMemoryBound(to: CChar.self) }?.advanced(by: $0)
                }
                var flags = [UInt32](repeating: 0, count: phrases.count)
                var ids = (0..<phrases.count).map { UInt32($0) }
                var lengths = phrases.map { $0.count }
                return hs_compile_lit_multi(
                    &pointers, &flags, &ids, &lengths, UInt32(phrases.count), UInt32(HS_MODE_BLOCK), nil, &database,
                    &failure)
            }
            guard answer == HS_SUCCESS, hs_alloc_scratch(database, &scratch) == HS_SUCCESS else {
                throw Trouble("Hyperscan cannot build its table")
            }
        }

        deinit {
            hs_free_scratch(scratch)
            hs_free_database(database)
            found.pointee.hits.deallocate()
            found.pointee.sizes.deallocate()
            found.deallocate()
        }

        /// - Returns: the hits, valid until the next call.
        func scan(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<Matcher.Hit> {
            found.pointee.count = 0
            text.withMemoryRebound(to: CChar.self) { text in
                _ = hs_scan(database, text.baseAddress, UInt32(text.count), 0, scratch, Hyperscan.note, found)
            }
            return UnsafeBufferPointer(start: found.pointee.hits, count: found.pointee.count)
        }

        private static let note: match_event_handler = { phrase, _, end, _, context in
            guard let found = context?.assumingMemoryBound(to: Found.self) else { return 1 }
            let count = found.pointee.count
            guard count < Hyperscan.room else { return 1 }
            let last = Int32(truncatingIfNeeded: end)
            found.pointee.hits[count] = Matcher.Hit(
                phrase: Int32(bitPattern: phrase), start: last - found.pointee.sizes[Int(phrase)], end: last)
            found.pointee.count = count + 1
            return 0
        }
    }
#else
    import Understanding

    /// Stands in where Hyperscan is not installed; its rows say so.
    final class Hyperscan {
        static let isThere = false

        init(_ phrases: [[UInt8]]) throws { throw Trouble("Hyperscan is not installed") }

        func scan(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<Matcher.Hit> {
            .init(start: nil, count: 0)
        }
    }
#endif
