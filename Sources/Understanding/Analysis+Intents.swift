internal import Domain

/// The words of one item taken together.
struct Gathered: Sendable {
    var clauses: Range<Int>
    var facts: Facts
    var weights = IntentWeights()
    var evidence: [Reading.Evidence] = []
    /// Stretches that tell of the problem itself.
    var told: [Range<Int>] = []
    /// Where deeds and checks are told.
    var deeds: [Range<Int>] = []

    /// Whether words of an intent are part of how the problem is told.
    func isTold(_ intent: Intent, _ range: Range<Int>) -> Bool {
        [.progress, .remind, .dispute, .reject, .refuse].contains(intent)
            && told.contains { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound }
    }

    mutating func weigh(_ intent: Intent, _ points: Int, _ range: Range<Int>) {
        weights.add(intent, points)
        if intent == .done || intent == .confirm { deeds.append(range) }
    }
}

extension Analysis {
    /// Weighs what an item's words and grammar say about its intent, with the guards that keep plans, questions and
    /// negations from being read as deeds.
    ///
    /// - Parameter told: stretches that tell of the problem itself.
    func gather(_ clauses: Range<Int>, _ rules: [RuleSet.Verdict], told: [Range<Int>] = []) -> Gathered {
        var facts = Facts()
        for clause in clauses { facts = facts.merged(with: self.facts[clause]) }
        var gathered = Gathered(clauses: clauses, facts: facts, told: told)
        for clause in clauses { weighPhrases(clause, &gathered) }
        for clause in clauses { weighGrammar(clause, &gathered) }
        for verdict in rules {
            let rule = tables.rules[verdict.row]
            guard let wanted = rule.intent else { continue }
            // 转开发区管委会办理 holds no 会办理.
            let start = verdict.range.lowerBound
            if slots.stretches[.unit].contains(where: { $0.lowerBound < start && start < $0.upperBound }) {
                continue
            }
            let clause = min(clauses.upperBound, self.clauses.firstIndex(from: start + 1) { $0.range.lowerBound }) - 1
            guard clause >= clauses.lowerBound, let intent = guarded(wanted, verdict.range, clause),
                !gathered.isTold(intent, verdict.range)
            else { continue }
            gathered.weigh(intent, rule.points, verdict.range)
            gathered.evidence.append(evidence("rule:\(rule.id)", verdict.range, rule.points))
        }
        settle(&gathered)
        doubtDeeds(&gathered)
        return gathered
    }

    /// What only the item as a whole can tell.
    private func settle(_ gathered: inout Gathered) {
        let facts = gathered.facts
        let range = range(of: gathered.clauses)
        let isUnit = around.sender?.role == .unit
        func add(_ intent: Intent, _ points: Int, _ word: String) {
            gathered.weights.add(intent, points)
            gathered.evidence.append(evidence("grammar:\(word)", range, points))
        }
        if facts.has(.moreTime), !facts.has(.already) { add(.extend, 8, "extension") }
        let isNotBefore = times.starting(in: range) { $0.range.lowerBound }.contains { time in
            let end = time.range.upperBound
            return !time.isPast
                && (end..<max(end, min(range.upperBound, end + 3))).contains { text.scalars[$0] == Scalar(of: "才") }
        }
        if isNotBefore, facts.work != .completed {
            add(.extend, 8, "not before")
        }
        if !times.starting(in: range, { $0.range.lowerBound }).isEmpty,
            range.contains(where: { starts(Analysis.hangUntil, $0) })
        {
            add(.suspend, 9, "until")
        }
        if facts.has(.checking), !facts.has(.question) {
            let isFine = gathered.clauses.contains { self.facts[$0].work == .completed } || facts.has(.allWell)
            if isFine, !gathered.clauses.contains(where: { self.facts[$0].work == .negated }) {
                add(isUnit ? .done : .confirm, 9, "checked")
                if !isUnit { gathered.weights.remove(.done) }
            }
        }
        // 到现场看了 没有发现: the unit gives the case back, whoever else looks says that it is not there.
        if facts.has(.allWell) || facts.has(.negation), !facts.has(.question),
            range.contains(where: { index in Analysis.looking.contains { starts($0, index) } }),
            range.contains(where: { index in Analysis.nothingThere.contains { starts($0, index) } })
        {
            gathered.weights.remove(.patrol)
            gathered.weights.remove(.progress)
            let givesBack = isUnit || (around.sender == nil && !around.isReply)
            add(givesBack ? .reject : .verify, 14, "not there")
        }
        // @市政 你们的井盖
        if addresses.contains(where: { if case .unit? = $0.meaning { true } else { false } }),
            range.contains(where: { starts(Analysis.yours, $0) })
        {
            add(.transfer, 9, "yours")
        }
        // 你们说修好了，我去看还是黑的: who repeats another's word does not believe it.
        if facts.has(.claimed), !isUnit {
            gathered.weights.remove(.done)
            gathered.weights.remove(.query)
            add(.dispute, 8, "claimed")
        }
        if gathered.weights[.void] > 0, let role = around.sender?.role, ![.dispatcher, .duty, .leader].contains(role) {
            add(.withdraw, gathered.weights[.void], "own report")
            gathered.weights.remove(.void)
        }
        // 灯亮了，我看到的 / 摊子都撤了，结吧: who did not do it has looked.
        if let role = around.sender?.role, role != .unit, gathered.weights[.done] > 0, !facts.has(.question),
            facts.work != .negated, facts.work != .planned, Analysis.witnessing.stand(in: range, of: text.scalars)
        {
            add(.confirm, gathered.weights[.done] + 1, "witnessed")
            gathered.weights.remove(.done)
        }
        if isUnit, gathered.weights[.done] > 0, gathered.weights[.confirm] > 0 { gathered.weights.remove(.confirm) }
        if around.sender?.role == .checker, gathered.weights[.done] > 0 {
            gathered.weights.add(.confirm, gathered.weights[.done] + 1)
            gathered.weights.remove(.done)
        }
    }

    private static let looking: [Word] = ["到现场", "现场看", "现场核", "现场查", "去看了", "看过现场"]
    private static let nothingThere: [Word] = ["没发现", "没有发现", "未发现", "没看到", "没有看到", "没见到", "未见到"]
    private static let witnessing: Words = [
        "我看到的", "我看见的", "我看着", "我去看了", "我去看过", "看过了", "去看了", "我站这", "站这儿看", "亲眼", "结吧", "结嘛", "结了吧", "可以结", "销了吧", "销号",
        "通过", "没意见",
        "没得意见", "没问题", "没得问题", "谢谢师傅", "感谢师傅", "踩了一圈", "试了试", "骑车过去", "走过去", "路过看", "刚路过",
    ]
    private static let hangUntil: Word = "挂到"
    private static let yours: Word = "你们的"

    /// Rows of `intents.csv`: the longest phrase at a place, if the clause means it as it stands.
    private func weighPhrases(_ clause: Int, _ gathered: inout Gathered) {
        let range = clauses[clause].range
        // 收到，马上安排 is one phrase of two clauses.
        let end = self.range(of: gathered.clauses).upperBound
        for mark in marks.intents.starting(in: range, { $0.start }) where mark.end <= end {
            if intentCover.holds(mark.start, mark.end) { continue }
            let phrase = tables.intents[mark.row]
            if !standsAlone(mark, phrase.intent, range) { continue }
            guard let intent = guarded(phrase.intent, mark.range, clause), !gathered.isTold(intent, mark.range) else {
                continue
            }
            gathered.weigh(intent, phrase.points, mark.range)
            gathered.evidence.append(evidence("intent:\(phrase.phrase)", mark.range, phrase.points))
        }
    }

    private static let verbsBeforeArriving = ScalarSet("看收遇见找听得想")
    static let particles = ScalarSet("的了啊吧呢哦哈呀啦嘞咯喽额嗯哟诶哒")

    /// Short words are parts of others: one of a single character counts only as a clause of its own, one of two at an end of
    /// its clause, and an answer only as the whole message.
    private func standsAlone(_ mark: Marks.Mark, _ intent: Intent, _ clause: Range<Int>) -> Bool {
        func isOnlyParticles(_ range: Range<Int>) -> Bool {
            range.count <= 8
                && text.scalars[range].allSatisfy { Analysis.particles.contains($0) || (!$0.isHan && !$0.isWord) }
        }
        if intent == .answer, mark.length < 5 {
            return isOnlyParticles(0..<mark.start) && isOnlyParticles(mark.end..<text.count)
        }
        guard mark.length <= 2, text.scalars[mark.start].isHan || text.scalars[mark.start].isDigit else { return true }
        let opens = isOnlyParticles(clause.lowerBound..<mark.start)
        let closes = isOnlyParticles(mark.end..<clause.upperBound)
        // 看到了 is not 到了.
        if !opens, mark.start > clause.lowerBound, Analysis.verbsBeforeArriving.contains(text.scalars[mark.start - 1]),
            text.scalars[mark.start] == Scalar(of: "到")
        {
            return false
        }
        return mark.length == 1 ? opens && closes : opens || closes
    }

    /// What a phrase's intent becomes in its clause; nil when the clause takes it back.
    private func guarded(_ intent: Intent, _ range: Range<Int>, _ clause: Int) -> Intent? {
        let facts = facts[clause]
        let before = words(before: range.lowerBound, in: clauses[clause].range)
        switch intent {
        case .done:
            if facts.has(.question) || facts.work == .asked { return facts.has(.neglect) ? .remind : .query }
            if before.isNegated { return around.sender?.role == .unit ? .progress : .dispute }
            if facts.has(.condition) || facts.has(.wish) || facts.has(.claimed) { return nil }
            if before.isOrdered || (before.isPlanned && around.sender?.role == .leader) { return .directive }
            if before.isPlanned { return .acknowledge }
            // 弄完告诉你, 处理好了我发群里: it is the condition of something else.
            if leadsOn(range.upperBound) { return around.sender?.role == .unit ? .acknowledge : nil }
            // 下午处理完, 清理完再报: the grammar has judged.
            if [.negated, .planned, .ordered].contains(facts.work) { return nil }
            if facts.has(.partly) { return .progress }
            return .done
        case .progress:
            if facts.has(.question) { return .query }
            return before.isNegated ? nil : .progress
        case .acknowledge:
            if facts.has(.question) { return .query }
            if before.isNegated { return nil }
            if before.isOrdered { return .directive }
            return namesCell(clauses[clause].range) ? .receipt : .acknowledge
        case .receipt: return namesCell(clauses[clause].range) || range.count > 6 ? .receipt : .acknowledge
        case .confirm, .rate, .approve:
            if facts.has(.question) { return .query }
            if before.isNegated { return intent == .approve ? .refuse : .dispute }
            return before.isPlanned ? nil : intent
        case .transfer, .withdraw, .close, .void, .verify, .patrol, .tally:
            if facts.has(.question), intent != .transfer { return .query }
            return before.isNegated ? nil : intent
        case .dispute:
            // 已重新清理: what was asked for is done.
            if facts.work == .completed, facts.has(.already), !facts.has(.question) { return .done }
            // 没修好 from the unit is how far it is.
            return around.sender?.role == .unit ? .progress : .dispute
        case .remind: return around.sender?.role == .unit ? .progress : .remind
        case .directive:
            // 我这边安排一下: to oneself.
            let first = clauses[clause].range.lowerBound
            let isOwn = text.scalars[first] == Scalar(of: "我") && !facts.has(.campaign)
            return isOwn && around.sender?.role != .leader ? .acknowledge : .directive
        default: return intent
        }
    }

    /// 7号收到, 3-2单元格收到: the answer to a notice names who answers by number; a unit's 收到 is about a case.
    private func namesCell(_ clause: Range<Int>) -> Bool {
        let length = clause.count
        guard length <= 14, let first = clause.first else { return false }
        let end = clause.upperBound
        guard end - first >= 3, text.scalars[(end - 2)..<end].elementsEqual(Analysis.received) else { return false }
        if around.sender?.role == .worker, Analysis.cells.contains(where: { starts($0, end - 2 - $0.scalars.count) }) {
            return true
        }
        if text.scalars[first].isDigit { return true }
        if Numeral.mayStart(text.scalars[first]), text.scalars[clause].contains(Scalar(of: "格")) { return true }
        return places.contains { $0.grid != nil && clause.contains($0.range.lowerBound) }
            && text.scalars[clause].contains(Scalar(of: "格"))
    }

    /// Whether a word that denies or puts off stands right before a phrase.
    private func words(before position: Int, in range: Range<Int>) -> (
        isNegated: Bool, isPlanned: Bool, isOrdered: Bool
    ) {
        var isNegated = false
        var isPlanned = false
        var isOrdered = false
        let window = max(range.lowerBound, position - 14)..<max(range.lowerBound, position)
        for cue in marks.cues.starting(in: window, { $0.start }) where cue.end <= position {
            let distance = position - cue.end
            switch cue.cue {
            case .negation: if distance <= 2 { isNegated = true }
            case .plan, .haste: if distance <= 6 { isPlanned = true }
            case .modal: if distance <= 2 { isPlanned = true }
            case .urge: if distance <= 8 { (isPlanned, isOrdered) = (true, true) }
            case .wish, .condition: if distance <= 8 { isPlanned = true }
            case .already: if distance <= 2 { (isPlanned, isOrdered) = (false, false) }
            default: break
            }
        }
        return (isNegated, isPlanned, isOrdered)
    }

    /// What the grammar of a clause says without any row of a table.
    private func weighGrammar(_ clause: Int, _ gathered: inout Gathered) {
        let facts = facts[clause]
        let range = clauses[clause].range
        func add(_ intent: Intent, _ points: Int, _ range: Range<Int>, _ word: String) {
            gathered.weigh(intent, points, range)
            gathered.evidence.append(evidence("grammar:\(word)", range, points))
        }
        switch facts.work {
        case .none: break
        case .completed: add(.done, 6, facts.workRange, "completed")
        case .partly: add(.progress, 6, facts.workRange, "partly")
        case .ongoing: add(.progress, 5, facts.workRange, "ongoing")
        case .planned where facts.has(.haste) && isAbove && !facts.has(.person):
            add(.directive, 5, facts.workRange, "haste")
        case .planned:
            if facts.isDelegated {
                add(.acknowledge, 6, facts.workRange, "delegated")
            } else if !facts.has(.wish), !facts.has(.condition), !facts.has(.claimed) {
                add(.acknowledge, 4, facts.workRange, "planned")
            }
        case .ordered: add(.directive, 4, facts.workRange, "ordered")
        case .negated:
            if !facts.has(.enforcement) {
                add(around.sender?.role == .unit ? .progress : .remind, 4, facts.workRange, "negated")
            }
        case .asked:
            add(
                facts.has(.neglect) || facts.has(.urge) || facts.has(.haste) ? .remind : .query, 5, facts.workRange,
                "asked")
        }
        if facts.work == .none, let stretch = arrival(range) { add(.progress, 6, stretch, "arrived") }
        if facts.work == .none, let stretch = plainDeed(range) {
            let verb = cues(in: stretch).first { $0.cue == .already }?.end ?? stretch.lowerBound
            let isDeed = (verb..<stretch.upperBound).contains { Analysis.bringing.contains(text.scalars[$0]) }
            add(isDeed ? .done : .progress, 5, stretch, "already")
        }
        if facts.work == .none, let stretch = brought(range, facts) {
            // Of a thing that no table knows it may be any step.
            let isKnown =
                !collected[clause].reasons.isEmpty || !collected[clause].atoms.isEmpty
                || stretch.contains { Analysis.deeds.contains(text.scalars[$0]) }
            add(isKnown ? .done : .progress, 5, stretch, "brought about")
        }
        if facts.work == .none, isComing(range, facts) { add(.acknowledge, 5, range, "coming") }
        if facts.work == .none, facts.isDelegated { add(.acknowledge, 5, range, "delegated") }
        if facts.has(.enforcement), !facts.has(.question) { add(.progress, 6, range, "enforcement") }
        if facts.has(.neglect), facts.work != .asked { add(.remind, 5, range, "neglect") }
        let numbers = things.starting(in: range) { $0.range.lowerBound }.count
        if facts.has(.tally), numbers > 0 || gathered.facts.work == .completed { add(.tally, 7, range, "tally") }
        if facts.has(.patrol), gathered.facts.has(.allWell) || (numbers > 0 && !gathered.facts.has(.finding)) {
            add(.patrol, 7, range, "patrol")
        }
        if facts.has(.howMany) { add(.query, 8, range, "how many") }
        if facts.has(.receipt) { add(.broadcast, 9, range, "receipt asked") }
        if facts.has(.leading), facts.has(.assisting) || facts.has(.urge) || gathered.facts.has(.assisting) {
            add(.directive, 7, range, "leading")
        }
        if facts.has(.campaign),
            facts.has(.urge) || facts.work == .ordered || facts.work == .planned || hasDeadline(range)
        {
            add(.directive, 8, range, "campaign")
        } else if !addresses.isEmpty, hasDeadline(range), facts.work == .planned || facts.work == .ordered {
            // A promise names nobody; what is said to somebody with a time by which is an order.
            add(.directive, 16, range, "deadline for somebody")
        } else if hasDeadline(range), facts.work == .ordered || facts.has(.urge) || (isAbove && facts.has(.haste)) {
            add(.directive, 6, range, "deadline")
        } else if isAbove, !facts.has(.question), !facts.has(.person), facts.work != .completed,
            hasDeadline(range) || facts.has(.urge) && facts.work == .none
        {
            add(.directive, 5, range, "from above")
        }
        if isDayWork(range) { add(.tally, 9, range, "day's work") }
        if isCensus(range) { add(.census, 8, range, "census") }
        if facts.has(.notice) { add(.chatter, 5, range, "notice") }
        if facts.has(.smallTalk) { add(.chatter, 4, range, "small talk") }
    }

    /// 已垫平, 已经挪到店内: 已 before a verb that no list knows, unless the verb tells of harm or of being somewhere.
    func plainDeed(_ range: Range<Int>) -> Range<Int>? {
        for mark in cues(in: range) {
            guard mark.cue == .already, mark.end < range.upperBound, range.upperBound - mark.end <= 8
            else { continue }
            let last = text.scalars[mark.end - 1]
            guard last == Scalar(of: "已") || last == Scalar(of: "经"), !Analysis.noDeed.contains(text.scalars[mark.end]),
                text.scalars[mark.end].isHan,
                Numeral.digit(text.scalars[mark.end]) == nil
            else { continue }
            if text.scalars[mark.end..<range.upperBound].contains(where: { Analysis.harm.contains($0) }) { continue }
            return mark.start..<range.upperBound
        }
        return nil
    }

    /// Whether what follows a deed hangs on it: 告诉你, 我发群里, 再报.
    private func leadsOn(_ end: Int) -> Bool {
        var index = end
        while index < text.count, Analysis.particles.contains(text.scalars[index]) { index += 1 }
        return Analysis.hanging.contains { starts($0, index) }
    }

    private static let hanging: [Word] = [
        "告诉", "告知", "我发", "我拍", "我告", "我再", "我通知", "我叫", "我给你", "我跟你", "我说", "我报", "发给", "发图", "拍照", "通知你", "叫你", "喊你",
        "再报", "再说",
        "再告", "跟你说", "跟我说", "给你说", "给我说", "回你", "之后", "后再", "以后", "就告", "就发", "就报",
    ]

    private static let coming: Set<[Scalar]> = Set(
        [
            "马上", "立即", "立刻", "这就", "马上来", "这就来", "马上到", "就来", "来了", "马上去", "这就去", "马上哈", "我们去", "我们来", "我们过去",
            "我们现在去", "我们就去",
        ].map(\.scalarValues))
    private static let comingInitials = ScalarSet(coming.map { $0[0] })
    private static let received = "收到".scalarValues
    private static let cells: [Word] = ["网格", "网格已", "单元格", "社区", "小区", "村", "村已", "社区已", "片区"]
    /// 已经到了, 已在现场
    private func arrival(_ range: Range<Int>) -> Range<Int>? {
        for mark in cues(in: range)
        where mark.cue == .already && mark.end < range.upperBound && range.upperBound - mark.end <= 6 {
            let next = text.scalars[mark.end]
            if next == Scalar(of: "到") || next == Scalar(of: "在") { return mark.start..<range.upperBound }
        }
        return nil
    }

    /// What verbs of deeds are written with: 已垫平, 已无害化处理; 已爬上杆子 is on the way.
    private static let bringing = ScalarSet(
        "扯收缴摘揭撕铲拆换修补焊装扶绑接清扫拖搬挪拉运捞抽吸掏通疏填埋压铺浇剪锯砍割拔劝罚查封关喷洗冲擦刷涂刮撤垫驱离取消处整归复理规拘灭落结解纠停止盖覆恢排除隔加安固完成亮通走好净畅平稳正")
    private static let noDeed = ScalarSet("叫喊催让打找和与跟向给请约定责在到是有没不经知报被成很太好几多半无收安派联通上转告反超过达为于")
    static let harm = ScalarSet("坏破堵满塌倒烂断溢裂脏臭垮漏丢死黑乱损响重严久占翘陷锈积没晕伤病冒着燃出")

    /// 我十分钟到, 马上: somebody will be there.
    private func isComing(_ range: Range<Int>, _ facts: Facts) -> Bool {
        guard range.count <= 12, !facts.has(.question), !facts.has(.negation) else { return false }
        let last = text.scalars[range.upperBound - 1]
        if last == Scalar(of: "到"), times.starting(in: range, { $0.range.lowerBound }).contains(where: { !$0.isPast }) {
            return true
        }
        return Analysis.comingInitials.contains(text.scalars[range.lowerBound])
            && Analysis.coming.contains(Array(text.scalars[range]))
    }

    /// 今日修剪行道树46棵 清运枝叶5车: the day, then only work with numbers.
    private func isDayWork(_ range: Range<Int>) -> Bool {
        guard clauses.first?.range.lowerBound == range.lowerBound, things.count >= 2, range.count >= 4,
            Analysis.days.contains(where: { starts($0, range.lowerBound) })
        else { return false }
        return clauses.indices.allSatisfy { index in
            let range = clauses[index].range
            return !things.starting(in: range) { $0.range.lowerBound }.isEmpty
                && cues(in: range).contains { $0.cue == .handling || $0.cue == .tally } && !facts[index].has(.finding)
        }
    }

    private static let days: [Word] = ["今日", "今天", "昨日", "昨天", "本周", "上周", "本月", "上午", "下午", "今晚"]

    /// 3号网格 门店86家 三轮14辆: whose, then things with their numbers, and no word beside.
    private func isCensus(_ range: Range<Int>) -> Bool {
        guard clauses.first?.range.lowerBound == range.lowerBound,
            places.contains(where: { $0.grid != nil && $0.range.lowerBound <= range.lowerBound + 1 })
        else { return false }
        let grids = places.filter { $0.grid != nil }
        let numbers = slots.stretches[.number].filter { number in !Analysis.overlap(number, grids) { $0.range } }
        return numbers.count >= 2
            && !facts.contains {
                $0.work != .none || $0.has(.finding) || $0.has(.patrol) || $0.has(.question) || $0.has(.tally)
            }
    }

    /// The speaker gives orders.
    var isAbove: Bool { [.leader, .dispatcher, .duty].contains(around.sender?.role) }

    /// A limit stands in the stretch: 五点前, 半小时内, 限三天.
    func hasDeadline(_ range: Range<Int>) -> Bool {
        times.starting(in: range) { $0.range.lowerBound }.contains {
            !$0.isPast && ($0.bound == .before || $0.bound == .within)
        }
    }
}
