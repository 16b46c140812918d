/// A fixed set of scalars, asked for each scalar of a text: one bit sorts out nearly all that are not in it.
struct ScalarSet: Sendable {
    /// A bit for each scalar modulo 1,024, the rows of sixty-four one behind another.
    private let filter: InlineArray<16, UInt64>
    /// In order.
    private let scalars: [Scalar]

    init(_ members: String) { self.init(members.scalarValues) }

    init(_ members: some Sequence<Scalar>) {
        scalars = Set(members).sorted()
        var filter = InlineArray<16, UInt64>(repeating: 0)
        for scalar in scalars {
            let bit = ScalarSet.bit(scalar)
            filter[bit >> 6] |= 1 << UInt64(bit & 63)
        }
        self.filter = filter
    }

    @inline(__always)
    private static func bit(_ scalar: Scalar) -> Int { Int((scalar ^ scalar >> 10) & 1023) }

    @inline(__always)
    func contains(_ scalar: Scalar) -> Bool {
        let bit = ScalarSet.bit(scalar)
        return filter[bit >> 6] >> UInt64(bit & 63) & 1 == 1 && isMember(scalar)
    }

    private func isMember(_ scalar: Scalar) -> Bool {
        var low = 0
        var high = scalars.count
        while low < high {
            let middle = (low + high) / 2
            if scalars[middle] == scalar { return true }
            if scalars[middle] < scalar { low = middle + 1 } else { high = middle }
        }
        return false
    }
}

/// The pairs of scalars that the words of some lists begin with: whether one of them may begin somewhere is one bit.
struct Beginnings: Sendable {
    private var pairs = InlineArray<16, UInt64>(repeating: 0)
    /// Words of one scalar.
    private var singles: [Scalar] = []

    init(_ words: [Word]) {
        for word in words {
            if word.scalars.count == 1 {
                singles.append(word.scalars[0])
            } else if word.scalars.count > 1 {
                let bit = Beginnings.bit(word.scalars[0], word.scalars[1])
                pairs[bit >> 6] |= 1 << UInt64(bit & 63)
            }
        }
    }

    @inline(__always)
    private static func bit(_ first: Scalar, _ second: Scalar) -> Int {
        Int((first &* 0x9E37_79B1 &+ second &* 0x85EB_CA6B) >> 22)
    }

    /// False when none of the words stands where these two scalars stand.
    func mayStand(_ first: Scalar, _ second: Scalar) -> Bool {
        let bit = Beginnings.bit(first, second)
        return pairs[bit >> 6] >> UInt64(bit & 63) & 1 == 1 || singles.contains(first)
    }
}
