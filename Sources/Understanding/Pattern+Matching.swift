extension Pattern {
    /// Where a match may begin.
    enum Beginnings {
        /// At these positions, which are in order.
        case at(ArraySlice<RuleSet.Candidate>)
        /// Wherever one of some scalars stands; without them anywhere.
        case anywhere(ScalarSet?)

        /// The first position from one on; nil when there is none in the scope.
        @inline(__always)
        fileprivate mutating func next(from position: Int, _ scope: Range<Int>, _ text: Span<Scalar>) -> Int? {
            switch self {
            case .at(var starts):
                while let first = starts.first, Int(first.start) < position { starts.removeFirst() }
                self = .at(starts)
                return starts.first.map { Int($0.start) }
            case .anywhere(let initials):
                var at = position
                if let initials { while at < scope.upperBound, !initials.contains(text[at]) { at += 1 } }
                return at < scope.upperBound ? at : nil
            }
        }
    }

    /// What a search has in hand.
    struct Run {
        /// Slots jump ahead: places whose stretch ends further on.
        fileprivate var waiting: [(position: Int, place: Int)] = []
        /// For each position of the text the places that were open there.
        fileprivate var visited: [UInt64] = []
    }
}

extension Pattern.Programs {
    /// The leftmost match, of these the longest.
    ///
    /// - Parameter run: room that one search leaves to the next; what is in it is forgotten.
    func firstMatch(
        of index: Int, in slots: Pattern.Slots, _ scope: Range<Int>, beginning starts: Pattern.Beginnings,
        _ run: inout Pattern.Run
    ) -> Range<Int>? {
        let header = headers[index]
        let text = slots.text.span
        var starts = starts
        guard var start = starts.next(from: scope.lowerBound, scope, text) else { return nil }
        run.visited.removeAll(keepingCapacity: true)
        var limit = scope.upperBound
        // Nearly all searches find nothing. From all starts at once that is known soon, but not which start led where.
        if starts.next(from: start + 1, scope, text) != nil {
            guard let end = end(header, from: start, or: starts, in: slots, scope, &run) else { return nil }
            limit = end
        }
        // What has led nowhere once leads nowhere again; where all ways are short that need not be known.
        let remembers = header.longest.map { $0 > Pattern.Programs.short } ?? true
        if remembers { run.visited.append(contentsOf: repeatElement(0, count: (scope.count + 1) * header.width)) }
        while start < limit {
            if let end = end(header, from: start, or: nil, in: slots, scope, &run) { return start..<end }
            guard let next = starts.next(from: start + 1, scope, text) else { return nil }
            start = next
        }
        return nil
    }

    /// Ways that end within so many scalars are followed again.
    private static let short = 64

    /// Where a match ends that begins at a position: the longest; or, when it may also begin further on, the first.
    ///
    /// - Parameter further: where else it may begin.
    private func end(
        _ header: Header, from start: Int, or further: Pattern.Beginnings?, in slots: Pattern.Slots,
        _ scope: Range<Int>, _ run: inout Pattern.Run
    ) -> Int? {
        let (text, sets, width) = (slots.text.span, self.sets.span, header.width)
        let followers = self.followers.span
        // The places that may take what stands next, and those that took it.
        var open = InlineArray<32, UInt64>(repeating: 0)
        var took = InlineArray<32, UInt64>(repeating: 0)
        run.waiting.removeAll(keepingCapacity: true)
        var further = further
        var end: Int?
        var begin: Int? = start
        var at = start
        while true {
            Effort.count()
            if begin == at {
                for word in 0..<width { open[word] |= sets[header.first + word] }
                if further != nil { begin = further?.next(from: at + 1, scope, text) }
            }
            if !run.visited.isEmpty {
                let row = (at - scope.lowerBound) * width
                for word in 0..<width {
                    open[word] &= ~run.visited[row + word]
                    run.visited[row + word] |= open[word]
                }
            }
            if at == scope.upperBound { return end }
            for index in header.slots {
                let (slot, place) = self.slots[index]
                guard open[place >> 6] >> UInt64(place & 63) & 1 == 1 else { continue }
                if let stop = slots.end(of: slot, at: at), stop <= scope.upperBound {
                    run.waiting.append((stop, place))
                }
            }
            take(text[at], header, &open, &took, sets)
            at += 1
            var (carried, ends, isOpen): (UInt64, UInt64, UInt64) = (0, 0, 0)
            for word in 0..<width {
                var rest = took[word]
                ends |= rest & sets[header.last + word]
                let chained = rest & sets[header.chained + word]
                open[word] |= chained << 1 | carried
                carried = chained >> 63
                rest &= ~chained
                while rest != 0 {
                    let set = Int(followers[header.followers + (word << 6 | rest.trailingZeroBitCount)])
                    for other in 0..<width { open[other] |= sets[set + other] }
                    rest &= rest - 1
                }
            }
            if ends != 0 { end = at }
            if !run.waiting.isEmpty { arrive(at, header, &open, sets, &end, &run) }
            if end != nil, further != nil { return end }
            for word in 0..<width { isOpen |= open[word] }
            if isOpen != 0 { continue }
            // Nothing goes on from here: at once to where something may.
            var next = begin.flatMap { $0 >= at ? $0 : nil }
            for wait in run.waiting { next = min(next ?? wait.position, wait.position) }
            guard let next else { return end }
            if next > at {
                at = next
                arrive(at, header, &open, sets, &end, &run)
                if end != nil, further != nil { return end }
            }
        }
    }

    /// Keeps the places that take a scalar; then none is open any more.
    @inline(__always)
    private func take(
        _ scalar: Scalar, _ header: Header, _ open: inout InlineArray<32, UInt64>,
        _ took: inout InlineArray<32, UInt64>, _ sets: Span<UInt64>
    ) {
        let width = header.width
        let letters = self.letters.span
        var low = header.letters.lowerBound
        var high = header.letters.upperBound
        while low < high {
            let middle = (low + high) / 2
            if letters[middle] < scalar { low = middle + 1 } else { high = middle }
        }
        let isLetter = low < header.letters.upperBound && letters[low] == scalar
        let letter = header.letterSets + (low - header.letters.lowerBound) * width
        let takesAny = !scalar.isNewline
        for word in 0..<width {
            var takers: UInt64 = isLetter ? sets[letter + word] : 0
            if takesAny { takers |= sets[header.any + word] }
            took[word] = open[word] & takers
        }
        if !header.classes.isEmpty {
            let (classes, ranges) = (self.classes.span, self.ranges.span)
            for index in header.classes {
                let place = classes[index].place
                guard open[place >> 6] >> UInt64(place & 63) & 1 == 1 else { continue }
                var isAmong = false
                for range in classes[index].ranges where ranges[range].contains(scalar) { isAmong = true }
                if isAmong != classes[index].isNegated { took[place >> 6] |= 1 << UInt64(place & 63) }
            }
        }
        for word in 0..<width { open[word] = 0 }
    }

    /// Goes on behind the stretches that end here.
    private func arrive(
        _ at: Int, _ header: Header, _ open: inout InlineArray<32, UInt64>, _ sets: Span<UInt64>, _ end: inout Int?,
        _ run: inout Pattern.Run
    ) {
        var kept = 0
        for index in run.waiting.indices {
            let (position, place) = run.waiting[index]
            guard position == at else {
                run.waiting[kept] = run.waiting[index]
                kept += 1
                continue
            }
            if sets[header.last + place >> 6] >> UInt64(place & 63) & 1 == 1 { end = at }
            let set = Int(followers[header.followers + place])
            for word in 0..<header.width { open[word] |= sets[set + word] }
        }
        run.waiting.removeLast(run.waiting.count - kept)
    }
}
