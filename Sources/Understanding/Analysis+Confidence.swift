internal import Domain

extension Analysis {
    /// A phrase of the tables names the problem itself, and the message is short enough to be about it: what is put together
    /// from a thing and a condition errs more often than 90 in 100 would say.
    func isNamedOutright(_ type: Int?, _ reasons: [TypeScorer.Reason]) -> Bool {
        text.count <= Analysis.longestTale
            && reasons.contains { reason in
                reason.type == type && reason.points >= TypeScorer.outright && reason.isKeyword
            }
    }

    /// Whether the words that speak for intents leave nothing of a short message unread.
    func isReadWhole(_ gathered: Gathered) -> Bool {
        guard text.count <= Analysis.longestWhole else { return false }
        var isRead = [Bool](repeating: false, count: text.original.count)
        for reason in gathered.evidence {
            for index in reason.start..<min(reason.end, isRead.count) { isRead[index] = true }
        }
        return range(of: clauses.indices).allSatisfy { index in
            let scalar = text.scalars[index]
            if !scalar.isHan && !scalar.isWord || Analysis.particles.contains(scalar) { return true }
            return text.originalRange(index..<(index + 1)).allSatisfy { isRead[$0] }
        }
    }

    private static let longestWhole = 40

    /// What surrounds the words of a problem: a place, a number, somebody pressed; or a slogan, a sum, a question.
    func surroundings(
        _ gathered: Gathered, _ place: FoundPlace?, _ counted: Int, _ points: Int, _ remoteness: Remoteness?,
        isTale: Bool, isComposed: Bool
    ) -> Circumstances {
        let facts = gathered.facts
        var sum = Circumstances(keepsParts: isExplained)
        if let place { sum.add(.place, place.strength == 3 ? 5 : place.strength == 2 ? 3 : 1) }
        if counted > 0 { sum.add(.quantity, 2) }
        if facts.has(.urge) || facts.has(.haste) || facts.has(.neglect) { sum.add(.pressing, 3) }
        if facts.has(.finding) { sum.add(.finding, 2) }
        if facts.has(.again) { sum.add(.again, 1) }
        if facts.has(.danger) { sum.add(.danger, 2) }
        if around.photos > 0 { sum.add(.photo, 2) }
        sum.limit(to: 10)
        // A word and nothing around it is talk more often than a report.
        let isBare = sum.value <= 1 && !facts.has(.again)
        if isBare {
            // Beside something that presses, or told at length, it is not just a word that somebody dropped.
            let isTold =
                text.count > Analysis.longestRemark
                || self.facts.contains { $0.has(.neglect) || $0.has(.urge) || $0.has(.haste) }
            // A thing and what is wrong with it are two words: worth a question.
            let least = isComposed ? -26 : -36
            sum.add(.nothingAround, points < 7 ? least : points < 9 ? -26 : points < 12 || !isTold ? -22 : -10)
        }
        if facts.has(.person), place.map({ $0.strength < 2 }) ?? true, !facts.has(.urge), !facts.has(.haste),
            !facts.has(.neglect)
        {
            sum.add(.person, -12)
        }
        if facts.has(.notice) { sum.add(.notice, -30) }
        if facts.has(.tally) { sum.add(.tally, -40) }
        let isPressed = facts.has(.neglect) || facts.has(.urge) || facts.has(.again)
        if isTale, !isPressed, !facts.has(.haste) {
            // 学府路水果店放喇叭喊打折 has a place where it happens.
            sum.add(.tale, place?.strength == 3 ? -30 : -50)
        }
        switch remoteness {
        case .topic: sum.add(.topic, -60)
        case .past: sum.add(.past, -60)
        case .ended: sum.add(.ended, -60)
        case nil: break
        }
        if facts.has(.rule), !isPressed { sum.add(.rule, -50) }
        if facts.has(.smallTalk) { sum.add(.smallTalk, -25) }
        if facts.has(.praise), !facts.has(.again), !facts.has(.neglect) { sum.add(.praise, -28) }
        if facts.has(.allWell), !isPressed, !facts.has(.danger) { sum.add(.allWell, -40) }
        if facts.has(.condition) { sum.add(.condition, -30) }
        if facts.has(.wish) {
            let isReport = place.map { $0.strength > 1 } ?? false || facts.has(.finding) || isPressed
            sum.add(.wish, isReport ? -12 : -40)
        }
        if facts.has(.question), !facts.has(.neglect), !facts.has(.urge) {
            sum.add(.question, place.map { $0.strength > 1 } ?? false ? -12 : -26)
        }
        return sum
    }

    static let longestTale = 80
    private static let longestRemark = 60

    /// 顺口溜：…: what the first clause calls it the whole message is, unless it goes on at length. A word that belongs to a known
    /// place (老电影院) or to the problem itself (招租小广告) calls it nothing.
    func callsItTale(_ reasons: [TypeScorer.Reason]) -> Bool {
        text.count <= Analysis.longestTale
            && marks.cues.contains { mark in
                guard mark.cue == .tale else { return false }
                let word = mark.start..<mark.end
                return !places.contains { $0.strength == 3 && $0.range.overlaps(word) }
                    && !reasons.contains { $0.isKeyword && $0.points > 0 && $0.range.overlaps(word) }
            }
    }
}
