internal import Domain

/// Things that are named without a rule for what is wrong with them, and words of the group `fault` beside them.
///
/// `rules.csv` joins the commonest things with their own conditions. Whatever else can go wrong with a component goes wrong in
/// words that fit any other: 减速带磨平了, 球机外罩碎了, 站牌杆子弯成弓.
extension Analysis {
    /// Enough to file a thing that a keyword of two points names, if it has a place.
    private static let faultPoints = 4
    /// How far before and behind the thing its fault may be told.
    private static let reachBefore = 8
    private static let reachBehind = 18

    /// - Parameter candidates: what was read without it.
    /// - Returns: a reason for the component that is named first, when no type is said to be the matter already.
    func fault(
        _ clauses: Range<Int>, _ candidates: [TypeScorer.Candidate], _ reasons: [TypeScorer.Reason]
    ) -> TypeScorer.Reason? {
        guard let top = candidates.first, (1...5).contains(top.points) else { return nil }
        var thing: TypeScorer.Reason?
        for reason in reasons where reason.points > 0 && reason.points + 1 >= top.points {
            guard tables.caseTypes[reason.type].kind == .component,
                candidates.contains(where: { $0.type == reason.type && $0.points + 1 >= top.points })
            else { continue }
            if thing.map({ reason.range.lowerBound < $0.range.lowerBound }) ?? true { thing = reason }
        }
        guard let thing else { return nil }
        let index = max(0, self.clauses.firstIndex(from: thing.range.lowerBound + 1) { $0.range.lowerBound } - 1)
        guard clauses.contains(index), !isWell(index) else { return nil }
        let clause = self.clauses[index].range
        let end = thing.range.upperBound
        var found = fault(in: end..<max(end, min(clause.upperBound, end + Analysis.reachBehind)), index)
        if found == nil {
            let start = max(clause.lowerBound, thing.range.lowerBound - Analysis.reachBefore)
            found = fault(in: start..<thing.range.lowerBound, index)
        }
        // 站牌，杆子弯成弓: the next clause tells on, when it has nothing of its own.
        let next = index + 1
        if found == nil, clauses.contains(next), collected[next].reasons.isEmpty, !isWell(next) {
            found = fault(in: self.clauses[next].range, next)
        }
        return found.map {
            let range = min($0.lowerBound, thing.range.lowerBound)..<max($0.upperBound, thing.range.upperBound)
            return .init(type: thing.type, points: Analysis.faultPoints, range: range, source: .fault)
        }
    }

    private func isWell(_ clause: Int) -> Bool {
        let facts = facts[clause]
        return facts.has(.praise) || facts.has(.wish) || facts.has(.condition) || facts.work == .completed
    }

    private func fault(in range: Range<Int>, _ clause: Int) -> Range<Int>? {
        var index = range.lowerBound
        while index < range.upperBound {
            guard let length = vocabulary.faults.length(at: index, within: range, of: text.scalars) else {
                index += 1
                continue
            }
            let found = index..<(index + length)
            // 没坏, 不漏 deny; 破 in a longer word of the tables is a letter.
            let isDenied = index > 0 && Analysis.faultDenials.contains(text.scalars[index - 1])
            if !isDenied, !typeCover.holds(found.lowerBound, found.upperBound) { return found }
            index += length
        }
        return nil
    }

    private static let faultDenials = ScalarSet("没未不别")
}
