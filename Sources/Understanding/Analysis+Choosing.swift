internal import Domain

extension Analysis {
    /// What a message wants, and how many points speak for it.
    struct Choice {
        var intent: Intent
        var points: Int
        var isOwnHand = false
    }

    /// Decides between a problem that is told, a deed, and everything else that people say.
    func choose(
        _ gathered: Gathered, _ reasons: [TypeScorer.Reason], _ points: Int, _ place: FoundPlace?, _ counted: Int
    ) -> Choice {
        let facts = gathered.facts
        var weights = gathered.weights
        let isUnit = around.sender?.role == .unit
        // Deeds and plans of one breath: first response done, the rest to come.
        if weights[.done] > 0,
            weights[.progress] > 0 || hasPlanBehindDeed(gathered.clauses)
                || gathered.clauses.contains(where: { isUnfinished($0) || isGoingOn($0) })
                || isOnlySecured(gathered.clauses) || leavesRest(gathered.clauses)
        {
            weights.add(.progress, weights[.done])
            weights.remove(.done)
            if !facts.has(.again) { weights.remove(.dispute) }
        }
        // Who tells how the work goes on neither presses for it nor promises it: 还没修好，配件在路上.
        if weights[.progress] >= 7, !facts.has(.question) {
            if !facts.has(.urge), !facts.has(.neglect) { weights.remove(.remind) }
            if gathered.clauses.contains(where: { isGoingOn($0) }) { weights.remove(.acknowledge) }
        }
        // 没法施工，等天晴再弄 and 明早弄行不行 ask for time, whatever they promise.
        if weights[.extend] >= 8 {
            weights.remove(.acknowledge)
            weights.remove(.query)
        }
        if weights[.remind] >= 8 { weights.remove(.query) }
        // 夜市现在清净多了 praises; 埋完管子就撤了，土都没收拾 complains: neither tells a deed of the speaker.
        if !isUnit, !around.isReply, weights[.done] > 0 {
            let isNamed = place.map { $0.strength > 1 } ?? false
            if facts.has(.praise) && !facts.has(.ownHand) { weights.remove(.done) }
            if points >= 6, isNamed, !facts.has(.ownHand), isHedged(gathered.clauses) { weights.remove(.done) }
        }
        // An answer to a request goes before what it repeats of it.
        if weights[.refuse] >= 6 || weights[.approve] >= 6 {
            weights.remove(.directive)
            weights.remove(.extend)
        }
        if weights[.extend] >= 8, facts.has(.moreTime) {
            weights.remove(.directive)
            weights.remove(.query)
        }
        if isSumOfDeeds(gathered.clauses), weights[.broadcast] < 8, weights[.patrol] < 7 {
            return Choice(intent: .tally, points: max(8, weights[.tally]))
        }
        if weights[.broadcast] >= 8 { return Choice(intent: .broadcast, points: weights[.broadcast]) }
        let ask = 4
        if points < 6 {
            for rare in [Intent.supervise, .void, .appeal] where weights[rare] >= 8 {
                return Choice(intent: rare, points: weights[rare])
            }
            if points < ask, weights[.patrol] >= 7, weights[.patrol] + 3 > weights[.done] {
                return Choice(intent: .patrol, points: weights[.patrol])
            }
        }
        if points >= 2, weights[.done] > 0, !isUnit, !around.isReply, place.map({ $0.strength > 1 }) ?? false,
            tellsOwnDeed(gathered.clauses)
        {
            return Choice(intent: .report, points: points, isOwnHand: true)
        }
        if points >= ask, weights[.done] > 0, !isTold(afterDeed: gathered.clauses, reasons) {
            let found = facts.has(.finding) || (facts.has(.ownHand) && !isUnit)
            let byFinder = !isUnit && !around.isReply && (facts.has(.ownHand) || (facts.has(.finding) && place != nil))
            if found, byFinder { return Choice(intent: .report, points: points, isOwnHand: true) }
            if around.sender?.role == .worker, !around.isReply, place.map({ $0.strength > 1 }) ?? false,
                isTold(beforeDeed: gathered.clauses, reasons)
            {
                return Choice(intent: .report, points: points, isOwnHand: true)
            }
        } else if points >= ask, weights[.done] > 0, !isUnit || facts.has(.again) {
            weights.remove(.done)
        }
        // 又冒水了, 井盖还是松的: said in a few words without a place, it is about what was said before.
        let isStrong = place.map { $0.strength > 1 } ?? false
        if !isUnit, !isStrong, text.count <= 14, around.photos == 0, !facts.has(.question), !facts.has(.urge),
            points > 0 || facts.work == .none, facts.has(.again) && points > 0 || isStill(gathered.clauses)
        {
            weights.add(.dispute, 12)
        }
        let best = weights.decisive
        // 那个垃圾堆清掉了没
        if facts.work == .asked, weights[.query] > 0, !facts.has(.finding), !facts.has(.again), !facts.has(.neglect) {
            return Choice(intent: .query, points: weights[.query])
        }
        var report = points
        if points >= ask {
            if let place, place.strength > 1 { report += 2 } else if let best, best.points >= 7 { report -= 2 }
            if facts.has(.finding) || facts.has(.again) { report += 1 }
            if facts.has(.neglect) { report += 3 }
            if counted > 0 { report += 1 }
            if around.photos > 0 { report += 1 }
            if facts.has(.danger) { report += 1 }
            if facts.work == .ordered || facts.has(.haste) { report += 2 }
            if around.isReply { report -= 2 }
        }
        guard let best else {
            // A unit without a place names the case it is at, and no new one, with the photo of its work.
            if isUnit, points > 0, !isStrong, !facts.has(.finding), !facts.has(.again), !facts.has(.neglect) {
                return Choice(intent: .progress, points: 4)
            }
            if points > 0 { return Choice(intent: .report, points: points) }
            if around.photos > 0, place != nil || isPointing { return Choice(intent: .report, points: 0) }
            if gathered.clauses == clauses.indices, let answer = placeOrDate(place) { return answer }
            if let intent = unspoken(gathered.clauses, facts, isStrong) { return Choice(intent: intent, points: 4) }
            return Choice(intent: .chatter, points: 6)
        }
        // Who is asked for nothing refuses nothing: 没看到什么证 of a shop at a place is what somebody saw.
        if !isUnit, !around.isReply, points >= 6, best.points < (best.intent == .progress ? 30 : 12),
            place.map({ $0.strength > 1 }) ?? false,
            around.sender?.role != .dispatcher,
            [.reject, .extend, .suspend, .refuse, .approve, .correct, .acknowledge, .verify, .answer, .progress]
                .contains(best.intent)
        {
            return Choice(intent: .report, points: points)
        }
        // 菜市场后门又堆上了 names its place and so is a report of what came back.
        if best.intent == .dispute, facts.has(.again), isStrong, !isUnit, !around.isReply, points >= 4 {
            return Choice(intent: .report, points: points)
        }
        switch best.intent {
        case .directive where isOrder(gathered.clauses, reasons, facts) || points < ask:
            return Choice(intent: .directive, points: best.points)
        case .directive: break
        case .done, .progress, .tally, .broadcast, .patrol, .receipt, .census, .withdraw, .correct, .confirm, .rate,
            .verify, .appeal:
            // Deeds and sums name the type that they are about.
            if best.points < 6, points >= 6, report > best.points + 4 { break }
            if isTale, points >= 6, report > best.points { break }
            return Choice(intent: best.intent, points: best.points)
        case .chatter:
            let isNamed = place.map { $0.strength > 1 } ?? false
            let isTold = isNamed || facts.has(.finding) || facts.has(.neglect) || facts.has(.danger)
            let isPressed =
                facts.has(.neglect) || facts.has(.urge) || facts.has(.haste) || facts.has(.again) || facts.has(.danger)
            let isTalk = best.points >= 20 && !isPressed && around.photos == 0
            if best.points >= 30 || isTalk || facts.has(.notice) && !isTold {
                return Choice(intent: .chatter, points: best.points)
            }
            if points >= 6, isNamed, facts.has(.finding) || facts.has(.neglect) || counted > 0 { break }
            return min(points, Analysis.mostTold) > best.points + 2
                ? Choice(intent: .report, points: points) : Choice(intent: .chatter, points: best.points)
        case .report:
            if points > 0 || best.points >= 5 {
                return Choice(intent: points > 0 ? .report : .chatter, points: max(points, best.points))
            }
        default:
            if points < ask || best.points > report && !(isTale && points >= 8) {
                return Choice(intent: best.intent, points: best.points)
            }
        }
        if isUnit, !isStrong, !facts.has(.finding), !facts.has(.again), !facts.has(.neglect) {
            return Choice(intent: best.points >= 4 && best.intent != .report ? best.intent : .progress, points: 5)
        }
        return Choice(intent: .report, points: points)
    }

    /// 还是, 依旧, 照样
    private func isStill(_ clauses: Range<Int>) -> Bool {
        range(of: clauses).contains { index in Analysis.still.contains { starts($0, index) } }
    }

    private static let still: [Word] = [
        "还是那", "还是没", "还是不", "还是老", "还是这", "还是有", "还是一样", "还是黑", "还是脏", "还是臭", "还是堵", "还是漏", "还是响", "还是乱", "还是松", "还是坏",
        "还是吵",
        "还是满", "还是冒", "还是占", "依旧", "照样", "照旧", "依然", "仍然", "仍旧",
    ]

    /// However many rows speak for a problem, they weigh no more than this against what calls the message talk.
    private static let mostTold = 18

    /// More words than anybody answers with, and not from a unit: whatever deeds and refusals it mentions, it tells of a problem.
    private var isTale: Bool { around.sender?.role != .unit && !around.isReply && text.count > 45 }

    /// A thing named in passing: no place, nobody pressed, nothing found, no photo.
    func isPassing(_ facts: Facts, _ place: FoundPlace?) -> Bool {
        around.photos == 0 && place.map({ $0.strength < 2 }) ?? true && !facts.has(.finding) && !facts.has(.again)
            && !facts.has(.neglect) && !facts.has(.urge) && !facts.has(.danger)
    }

    /// 小广告5张，巡查时已经铲掉了: the problem is told in one clause and its end in a later one that names none.
    func isTold(beforeDeed clauses: Range<Int>, _ reasons: [TypeScorer.Reason]) -> Bool {
        func names(_ clause: Int) -> Bool {
            reasons.contains { $0.points > 0 && self.clauses[clause].range.contains($0.range.lowerBound) }
        }
        guard let deed = clauses.last(where: { facts[$0].work == .completed || facts[$0].has(.already) }) else {
            return false
        }
        return !names(deed) && (clauses.lowerBound..<deed).contains(where: names)
    }

    /// A place and nothing else, or a date and nothing else, answers a question.
    private func placeOrDate(_ place: FoundPlace?) -> Choice? {
        let length = text.scalars.count { $0.isHan || $0.isWord }
        if let place, place.strength > 1 {
            let own = text.scalars[place.range].count { $0.isHan || $0.isWord }
            if own == length { return Choice(intent: .answer, points: 5) }
        }
        if times.count == 1, let time = times.first, time.range.count >= length {
            return Choice(intent: .answer, points: 6)
        }
        return nil
    }

    /// An order names its problem only as an object (把店外店清一遍): to all, or with a limit in the same breath and nothing
    /// found. A problem told with 请…清理 behind it is a report.
    private func isOrder(_ clauses: Range<Int>, _ reasons: [TypeScorer.Reason], _ facts: Facts) -> Bool {
        if facts.has(.finding) { return false }
        if facts.has(.campaign) { return true }
        let typed = clauses.filter { clause in
            reasons.contains { $0.points > 3 && self.clauses[clause].range.contains($0.range.lowerBound) }
        }
        func orders(_ clause: Int) -> Bool {
            (self.facts[clause].work == .ordered || self.facts[clause].has(.urge))
                && hasDeadline(self.clauses[clause].range)
        }
        // 老城墙那个棚子，下周三前必须拆除: the thing and the order in two clauses.
        return typed.allSatisfy(orders) || isAbove && clauses.contains(where: orders)
    }

    /// 那几个烂花盆我搬到角落了, 顺手把小广告刮掉了: the finder has dealt with it.
    private func tellsOwnDeed(_ clauses: Range<Int>) -> Bool {
        clauses.contains { clause in
            guard facts[clause].work == .completed else { return false }
            let before = self.clauses[clause].range.lowerBound..<facts[clause].workRange.lowerBound
            return facts[clause].has(.ownHand) || before.contains { text.scalars[$0] == Scalar(of: "我") }
        }
    }

    /// 这里, 这个 beside a photo.
    private var isPointing: Bool {
        text.count <= 8 && text.scalars.contains(Scalar(of: "这"))
    }

    /// 先围起来了，明天换盖子: a plan in a clause behind the deed.
    private func hasPlanBehindDeed(_ clauses: Range<Int>) -> Bool {
        var isDone = false
        for clause in clauses {
            if isDone, isUnfinished(clause) { return true }
            if facts[clause].work == .completed {
                isDone = true
            } else if isDone,
                facts[clause].work == .planned
                    || facts[clause].has(.plan) && facts[clause].work == .none && !facts[clause].has(.smallTalk)
            {
                return true
            }
        }
        return false
    }

    /// 还没走, 尚未恢复
    private func isUnfinished(_ clause: Int) -> Bool {
        clauses[clause].range.contains { starts(Analysis.notYet, $0) || starts(Analysis.stillNot, $0) }
    }

    /// 正在开挖, 在换管
    private func isGoingOn(_ clause: Int) -> Bool {
        let range = clauses[clause].range
        if facts[clause].has(.question) { return false }
        if facts[clause].work == .ongoing { return true }
        if range.contains(where: { index in Analysis.now.contains { starts($0, index) } }) { return true }
        return text.scalars[range.lowerBound] == Scalar(of: "在")
            && cues(in: range).contains { $0.cue == .handling && $0.start == range.lowerBound + 1 }
    }

    /// 警戒带拉好了: the spot is made safe and nothing is mended.
    private func isOnlySecured(_ clauses: Range<Int>) -> Bool {
        let secured = clauses.filter { clause in
            let range = self.clauses[clause].range
            return range.contains { index in Analysis.securing.contains { starts($0, index) } }
                && !text.scalars[range].contains { Analysis.mending.contains($0) }
        }
        return !secured.isEmpty && clauses.allSatisfy { facts[$0].work != .completed || secured.contains($0) }
    }

    /// 围挡修好了, 警戒带撤了: here it is the barrier that was the matter, or all is over.
    private static let mending = ScalarSet("修换扶正拆撤收清除补")
    private static let now: [Word] = ["正在", "还在", "仍在"]
    private static let securing: [Word] = ["警戒", "警示", "锥桶", "围挡", "围起", "围住", "围好", "隔离带", "隔离栏"]
    private static let notYet: Word = "还没"
    private static let stillNot: Word = "尚未"

    /// 昨天清了，今天又有人倒: the problem is told behind the deed.
    private func isTold(afterDeed clauses: Range<Int>, _ reasons: [TypeScorer.Reason]) -> Bool {
        var deed: Int?
        var told: Int?
        for clause in clauses {
            if facts[clause].work == .completed { deed = clause }
            if reasons.contains(where: { $0.points > 0 && self.clauses[clause].range.contains($0.range.lowerBound) }) {
                told = clause
            }
        }
        guard let deed, let told, told > deed else { return false }
        return facts[told].has(.again) || facts[told].has(.finding)
    }
}
