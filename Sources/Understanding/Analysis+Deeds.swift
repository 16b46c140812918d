internal import Domain

/// Whether a deed that the words tell is over.
///
/// A case that is taken for finished and is not costs more than one that is asked about again, so a deed stands only when
/// nothing in its clause puts it off, doubts it, asks for it or takes part of it back. Two things are asked of a clause: what
/// stands before the verb and behind it; and, when no 了, 已, 过 or 毕 says that it is over, whether anything but the thing and
/// its place stands before it (垃圾清理完 is a deed, 回头给你清理完 is a promise).
extension Analysis {
    /// How a deed may fail to be one.
    enum Doubt: Int, Comparable {
        /// 晚上就能修好, 修好了告诉你
        case planned
        /// 正在修, 着手清理
        case ongoing
        /// 清了一半, 只修好了一处
        case partly
        /// 难修好, 修不了
        case negated
        /// 修好了是吧
        case asked
        /// 他们说修好了, 好像修好了
        case heard
        /// 修好了就好, 已修好的单位请报
        case wished
        /// 把它清掉, 麻烦拉走
        case ordered
        /// 刚修好又坏了, 上回修过
        case undone
        /// 作业弄完了, 我家水管修好了
        case own
        static func < (a: Doubt, b: Doubt) -> Bool { a.rawValue < b.rawValue }
    }

    /// Takes back deeds that are none, and says what was meant instead.
    func doubtDeeds(_ gathered: inout Gathered) {
        guard !gathered.deeds.isEmpty else { return }
        guard let doubt = doubt(gathered) else { return }
        let isUnit = around.sender?.role == .unit
        gathered.weights.remove(.done)
        gathered.weights.remove(.confirm)
        let intent: Intent
        switch doubt {
        case .planned: intent = isAbove ? .directive : .acknowledge
        case .ongoing, .partly: intent = .progress
        case .negated: intent = isUnit ? .progress : .remind
        case .asked: intent = .query
        case .heard: intent = isUnit ? .progress : .chatter
        case .wished: intent = isUnit ? .acknowledge : isAbove ? .directive : .chatter
        case .ordered: intent = isUnit ? .acknowledge : .directive
        case .undone: intent = isUnit ? .progress : .dispute
        case .own: intent = .chatter
        }
        gathered.weights.add(intent, 6)
        gathered.evidence.append(evidence("grammar:\(doubt)", range(of: gathered.clauses), 6))
    }

    /// Why the deeds of an item do not stand; nil when they do.
    private func doubt(_ gathered: Gathered) -> Doubt? {
        let whole = range(of: gathered.clauses)
        var last: Doubt?
        var leavesRest: Doubt?
        var start: Int?
        let deeds = gathered.deeds.map(verb)
        for clause in gathered.clauses {
            let range = clauses[clause].range
            // The innermost of what tells the deed: all before it is asked what it makes of it.
            var deed: Range<Int>?
            for told in deeds where range.contains(told.lowerBound) {
                guard let known = deed, told.lowerBound <= known.lowerBound else { deed = told; continue }
                if told.lowerBound == known.lowerBound, told.upperBound > known.upperBound { deed = told }
            }
            guard let deed else {
                if start != nil, let doubt = doubtAfterwards(range) { leavesRest = doubt }
                continue
            }
            start = start ?? deeds.map(\.lowerBound).min()
            last = doubt(deed.clamped(to: range), range, clause)
            if let last, [.partly, .negated, .ongoing].contains(last) { leavesRest = last }
        }
        if let doubt = leavesRest ?? last { return doubt }
        if let start, isUndone((start + 1)..<max(start + 1, whole.upperBound)) { return .undone }
        return nil
    }

    /// Whether a deed is none of the work here: on something that no table knows (表已填好), or what others did, told at length
    /// by somebody who answers nobody and is no unit (我们村的路灯装好了，晚上跳舞的人多了).
    func isBeside(_ gathered: Gathered) -> Bool {
        let role = around.sender?.role
        guard role == nil || role == .worker || role == .leader, !around.isReply, around.photos == 0,
            !gathered.facts.has(.ownHand), !gathered.facts.has(.checking)
        else { return false }
        let isOfGroup = role != nil || around.room != nil || gathered.facts.has(.person)
        if text.count > Analysis.longestWord, isOfGroup { return true }
        guard role != nil, let first = gathered.deeds.map({ verb($0).lowerBound }).min(),
            bestPlace(gathered.clauses) == nil, gathered.clauses.allSatisfy({ collected[$0].reasons.isEmpty })
        else { return false }
        return (range(of: gathered.clauses).lowerBound..<max(range(of: gathered.clauses).lowerBound, first)).contains {
            text.scalars[$0].isHan && !Deeds.plain.contains(text.scalars[$0])
        }
    }

    private static let longestWord = 14

    /// From the verb on: 干净 of 冲干净, and what a rule matched from the clause's first word.
    private func verb(_ told: Range<Int>) -> Range<Int> {
        var start = told.lowerBound
        for cue in marks.cues.starting(in: max(0, start - 4)..<told.upperBound, { $0.start })
        where cue.cue == .handling && cue.end <= told.upperBound && (cue.start > start || cue.end >= start) {
            if cue.start > start || start == told.lowerBound { start = cue.start }
        }
        return start..<told.upperBound
    }

    /// What a clause without a deed of its own leaves open behind one: 找石匠在做, 货一到就去补.
    private func doubtAfterwards(_ clause: Range<Int>) -> Doubt? {
        let text = text.scalars
        if Deeds.next.stand(in: clause, of: text) || Deeds.contrast.stand(in: clause, of: text) { return .partly }
        for index in clause.dropLast() where text[index] == Scalar(of: "在") && Deeds.work.contains(text[index + 1]) {
            if index == clause.lowerBound || !Deeds.here.contains(text[index - 1]) { return .ongoing }
        }
        return nil
    }

    private func doubt(_ deed: Range<Int>, _ clause: Range<Int>, _ index: Int) -> Doubt? {
        let text = text.scalars
        let before = clause.lowerBound..<deed.lowerBound
        let upTo = clause.lowerBound..<deed.upperBound
        let behind = deed.upperBound..<clause.upperBound
        let isOver = tellsEnd(deed, clause)
        if let doubt = doubt(behind, of: deed) { return doubt }
        // 修起来了 has begun; 收起来了 is over.
        if let rising = Deeds.rising.first(in: deed.lowerBound..<min(clause.upperBound, deed.upperBound + 2), of: text),
            rising.lowerBound > clause.lowerBound, Deeds.begun.contains(text[rising.lowerBound - 1])
        {
            return .ongoing
        }
        if Deeds.own.stand(in: before, of: text) { return .own }
        if Deeds.guessing.stand(in: upTo, of: text) { return .heard }
        if isHeard(deed, clause, index) { return .heard }
        if Deeds.wishing.stand(in: before, of: text) { return .wished }
        if Deeds.denying.end(before, of: text) { return .negated }
        if Deeds.toCome.stand(in: before, of: text) { return .planned }
        if Deeds.beginning.stand(in: before, of: text)
            || Deeds.going.end(before, of: text) && !Deeds.now.end(before, of: text)
        {
            return .ongoing
        }
        if Deeds.parting.stand(in: before, of: text) { return .partly }
        if Deeds.only.stand(in: before, of: text), countsOut(behind, deed) { return .partly }
        if Deeds.once.stand(in: before, of: text), text[clause].contains(Scalar(of: "过")) { return .undone }
        if Deeds.vain.end(before, of: text) { return .undone }
        let coming = times.starting(in: before) { $0.range.lowerBound }.filter { !$0.isPast }
        // 下午三点停电把这根换了: the hour is still to come.
        if text[clause].contains(Scalar(of: "把")), !before.contains(where: { Deeds.already.contains(text[$0]) }) {
            let isComing = coming.contains { time in
                if let now = around.time, case .moment(let instant) = time.meaning { return instant > now }
                return false
            }
            if isComing || around.time == nil && facts[index].has(.dayPart) { return .planned }
        }
        // 又摆上了: who checks says that it came back.
        if around.sender?.role != .unit, Deeds.again.end(before, of: text) { return .undone }
        guard !isOver else { return nil }
        // 拆除到位, said from above, orders.
        if isAbove || Deeds.asking.stand(in: before, of: text) { return .ordered }
        if Deeds.leading.stand(in: before, of: text) { return .planned }
        return coming.contains { $0.bound == .before || $0.bound == .within } ? .planned : nil
    }

    /// 了, 已, 过, 毕: it is over, whoever did it.
    private func tellsEnd(_ deed: Range<Int>, _ clause: Range<Int>) -> Bool {
        let end = min(clause.upperBound, deed.upperBound + 1)
        return (deed.lowerBound..<end).contains { Deeds.ends.contains(text.scalars[$0]) }
            || (clause.lowerBound..<deed.lowerBound).contains { position in
                Deeds.already.contains(text.scalars[position])
                    && Deeds.delegating.length(at: position + 1, within: clause, of: text.scalars) == nil
            }
    }

    /// What stands behind the deed in its clause: 清了吧, 修好的话, 清理完着呢, 修好了一半, 弄好了请回复.
    private func doubt(_ behind: Range<Int>, of deed: Range<Int>) -> Doubt? {
        let text = text.scalars
        var start = behind.lowerBound
        while start < behind.upperBound, Deeds.endings.contains(text[start]) { start += 1 }
        let rest = start..<behind.upperBound
        guard let first = rest.first else { return nil }
        func opens(_ words: Words) -> Bool { words.length(at: first, within: rest, of: text) != nil }
        if Deeds.tags.end(rest, of: text) { return .asked }
        if opens(Deeds.tasks) || rest.count <= 6 && Deeds.words.end(rest, of: text) { return .planned }
        if opens(Deeds.howMany), rest.count <= 4 { return .asked }
        if opens(Deeds.impossible) { return .negated }
        if opens(Deeds.lasting) { return .ongoing }
        if Deeds.contrast.stand(in: rest, of: text) { return .partly }
        if opens(Deeds.parts) || Deeds.portion.stand(in: rest, of: text) { return .partly }
        if opens(Deeds.softening) || text[rest].elementsEqual(Deeds.briefly) { return .ordered }
        if opens(Deeds.conditions) { return .wished }
        if text[first - 1] == Scalar(of: "的"), opens(Deeds.whoever) { return .wished }
        if Deeds.telling.stand(in: rest, of: text) { return .planned }
        if opens(Deeds.badly) { return .undone }
        return nil
    }

    /// 物业说修好了, 听说清了, 系统显示已修: told by others. 说好了, 说通了 are deeds themselves.
    private func isHeard(_ deed: Range<Int>, _ clause: Range<Int>, _ index: Int) -> Bool {
        let text = text.scalars
        let before = clause.lowerBound..<deed.lowerBound
        if Deeds.hearing.stand(in: before, of: text) { return true }
        for position in before where Deeds.saying.contains(text[position]) {
            let next = position + 1
            if Deeds.saidSo.length(at: next, within: clause, of: text) != nil { continue }
            let isWord = text[position] == Scalar(of: "称") && position > clause.lowerBound
            if isWord, Deeds.notSaying.contains(text[position - 1]) { continue }
            return true
        }
        // 他们说，已经修好了
        guard index > 0, let last = clauses[index - 1].range.last else { return false }
        return Deeds.saying.contains(text[last])
    }

    /// A number with its measure, or up to where: 目前清理完两处, 目前清到三号楼.
    private func countsOut(_ behind: Range<Int>, _ deed: Range<Int>) -> Bool {
        let reach = deed.lowerBound..<behind.upperBound
        return slots.stretches[.number].contains { $0.overlaps(reach) }
            || reach.contains { Deeds.amounts.contains(text.scalars[$0]) }
    }

    /// 又坏了, 还是漏 behind the deed: it did not hold. 又扫了一遍 is one more deed.
    private func isUndone(_ behind: Range<Int>) -> Bool {
        for position in behind where text.scalars[position] == Scalar(of: "又") {
            let next = (position + 1)..<min(behind.upperBound, position + 4)
            if !next.contains(where: { Deeds.work.contains(text.scalars[$0]) }) { return true }
        }
        for position in behind.dropLast() where text.scalars[position] == Scalar(of: "还") {
            if Analysis.harm.contains(text.scalars[position + 1]) { return true }
        }
        return Deeds.relapsing.stand(in: behind, of: text.scalars)
    }
}

/// The words of the language that put a deed off, doubt it or take it back.
private enum Deeds {
    static let ends = ScalarSet("了过毕啦咯喽嘞咗晒撇")
    static let already = ScalarSet("已经刚")
    /// 已派人, 已经开始: what is over is not the deed.
    static let delegating: Words = [
        "安排", "派", "喊", "叫", "通知", "联系", "让", "请", "报", "组织", "开始", "在", "着手", "告知", "要求", "督促", "责令", "责成", "经", "准备",
        "打算", "进场",
    ]
    static let endings = ScalarSet("了啦咯喽嘞咗过的")
    /// Before a deed they name nothing.
    static let plain = ScalarSet("都全部已经刚就我们咱这那边里头也现场好的嗯哦收到报告领导书记主任是确实看了过去去又再了还")
    /// 垃圾清了，只是地没冲: what is left.
    static let contrast: Words = [
        "只是", "不过", "可是", "可惜", "唯独", "单单", "只有", "除了", "除开", "就剩", "只剩", "还剩", "剩下", "就差", "其余", "还有",
    ]
    static let next: Words = [
        "就去", "就来", "再去", "再来", "再弄", "再换", "再补", "再装", "再修", "再清", "再拉", "明天再", "明早再", "下午再", "晚上再", "还得", "还要", "还需",
        "还差", "还没",
        "等配件", "等材料", "等料", "等货",
    ]
    /// 现在, 实在, 正在 of a state
    static let here = ScalarSet("现实都存好")
    static let work = ScalarSet("扫清冲洗补修拉运打做搞弄铲刷捡收拆换加填铺压检查看巡喷消通亮好")

    /// At the end of the clause.
    static let tags: Words = [
        "吧", "是吧", "对吧", "是不", "对不", "么", "吗", "嘛", "没", "没有", "没得", "不", "没呢", "没啊", "了不", "咩", "未", "不咯",
    ]
    static let howMany: Words = ["几处", "几个", "几家", "几件", "几起", "多少", "哪些", "哪几", "哪", "怎么样", "咋样", "怎样"]
    static let impossible: Words = ["不了", "不成", "不来", "不动", "不下", "不上", "不得"]
    static let lasting: Words = ["着", "中", "ing"]
    static let parts: Words = [
        "一半", "大半", "一部分", "部分", "三分之", "百分之", "一边", "一小", "一点", "前半", "半边", "半截", "小半", "一多半", "得差不多",
        "差不多", "第一遍", "头一遍", "到",
    ]
    static let portion: Words = ["%", "分之", "成了", "一半", "大半"]
    /// 清完的事我盯着, 修好要三天, 弄好包在我身上: the deed as a task.
    static let tasks: Words = [
        "事我", "事包", "的事", "情况", "计划", "方案", "要", "需", "得要", "包在", "一处销", "进度", "标准", "打钩", "打勾", "完回", "完报", "完说", "完才",
    ]
    /// 弄好了说, 修好下午报
    static let words: Words = ["说", "报", "回", "吱声", "讲", "喊"]
    static let own: Words = [
        "家里", "我家", "我屋", "我妈", "我爸", "我娃", "我孩子", "孩子", "娃儿", "老婆", "老公", "作业", "做饭", "饭", "衣服", "头发", "手机", "电脑",
        "年货", "婚房", "体检",
        "疫苗", "核酸", "论文", "稿子", "ppt", "考试", "驾照", "行李", "午饭", "晚饭", "早饭", "朋友圈", "游戏", "我的车", "自己车",
    ]
    static let softening: Words = ["一下", "下吧", "下哈", "干净点", "彻底点", "仔细点", "利索点", "好点", "快点"]
    static let briefly = "下".scalarValues
    static let conditions: Words = [
        "才怪", "话", "就好", "就行", "就算", "才", "最好", "早好", "等于", "跟没", "也没", "又怎", "为止", "为准", "再走",
    ]
    /// 已清理的单位请报, 修好的发图
    static let whoever: Words = ["单位", "人员", "同志", "请", "网格", "社区", "各", "报", "发", "回", "在群", "人", "照片", "图"]
    static let telling: Words = [
        "请回", "请报", "请拍", "请发", "请告", "请在", "请通知", "在群里", "告诉", "告知", "说一声", "说声", "吱声", "吱一声", "喊一声", "回复我", "回我",
        "报一声", "报给我", "就回", "就发", "就报", "再发",
        "再报", "再回", "再拍", "拍照", "回图给", "立马拍", "马上拍", "马上发", "立刻发", "后发", "后拍", "后报", "后回", "之后", "以后再", "给你发",
        "给你拍", "给你回", "我发", "我拍", "我告", "我说一", "我再", "我喊", "通知你", "通知我", "联系你", "叫你", "喊你",
    ]
    static let badly: Words = [
        "得马", "得一塌", "得不", "得很差", "得太差", "得敷衍", "得稀", "得乱", "啥", "什么", "个毛", "个鬼", "个头", "个什么", "个寂", "个啥", "个屁", "个锤",
        "成这样", "成那样", "成个", "还是", "还漏", "还堵", "还黑", "还坏", "也不", "也没用",
        "也白",
    ]

    static let guessing: Words = [
        "好像", "好象", "似乎", "大概", "也许", "或许", "可能", "估计", "估摸", "看样子", "感觉", "以为", "已为", "没准", "说不定", "恐怕", "怕是", "应该",
        "应当",
        "还当", "多半", "八成", "想必", "像是", "貌似", "不晓得", "不知", "不清楚", "不确定", "不一定", "未必",
    ]
    static let hearing: Words = [
        "听说", "据说", "据称", "据悉", "据反", "听人", "听他", "听群", "说是", "传说", "传言", "系统显", "平台显", "上显示", "里显示", "写着", "上写", "答复",
        "回复说", "声称", "口口声声", "自称",
        "宣称", "承诺", "答应",
    ]
    static let saying = ScalarSet("说讲称")
    /// 说好了, 说通了, 说了他几句
    static let saidSo: Words = ["好", "通", "服", "过", "了", "清楚", "明", "透", "动", "妥"]
    /// 名称, 职称
    static let notSaying = ScalarSet("名职简对俗")

    static let wishing: Words = [
        "希望", "盼", "但愿", "最好", "要是", "如果", "假如", "倘若", "若能", "若是", "若有", "若已", "只要", "除非", "万一", "就知道", "光说", "早日", "谁",
        "哪家", "哪个", "能否", "何时",
        "几时", "怎么", "怎样", "如何", "哪天", "必须", "务必", "不如", "要不", "才算", "如已", "如有",
    ]
    static let denying: Words = [
        "难", "莫", "假", "没", "别", "未", "不", "很难", "没法", "不好", "冇", "难以", "没能", "甭", "勿", "休想", "没给", "没人", "没得",
    ]

    /// Even with 了 behind the verb the deed is still to come.
    static let toCome: Words = [
        "回头", "一会", "待会", "等会", "等下", "等我", "等他", "等料", "等雨", "等车", "明天", "明早", "明日", "明儿", "明晚", "明个", "后天", "后儿",
        "大后", "下周",
        "下个", "下月", "改天", "改日", "过两天", "过几天", "过一阵", "过会", "过后", "节后", "就快", "就要", "快要", "眼看", "马上", "立马", "这就",
        "很快", "尽快", "赶快", "抓紧", "争取", "尽量", "尽力", "保证", "确保", "包管", "肯定", "一定", "准备", "打算", "计划", "预计", "拟", "预备",
        "抽空", "有空", "得空", "腾出", "再有", "再过", "再给", "再等", "再用", "再需", "还有", "还得", "还要", "还需", "需要", "要等", "得等", "想办法",
        "想法子",
        "稍后", "稍等", "下一步", "接下来", "会给", "会去", "会派", "会叫", "会尽", "能给", "就给你", "前就", "就去", "就来",
        "去给", "来给", "这两天", "这几天", "最迟", "最晚", "要到", "得到", "得明", "快能", "就能", "才能", "还不",
    ]
    static let beginning: Words = [
        "开始", "着手", "动手", "动工", "接着", "组织", "继续", "正在", "正着", "加紧", "全力", "陆续", "逐步", "分批", "逐一", "正忙", "忙着",
    ]
    static let going: Words = ["在", "快", "要", "想", "会", "能", "可以", "该"]
    static let now: Words = ["现在", "实在", "都在"]
    static let parting: Words = [
        "一半", "大半", "部分", "一部分", "大部分", "大致", "大体", "基本", "初步", "表面", "面上", "逐步", "除了", "除开", "一边", "前半", "后半", "头一遍",
        "第一遍", "主要的", "有的", "第一批", "差点", "差一点", "差不多", "就差", "只差", "还差", "还剩", "只剩", "就剩", "先", "暂", "临时",
    ]
    static let only: Words = ["目前", "只", "才", "刚", "仅", "现在", "到现在"]
    static let amounts = ScalarSet("到几些半")
    static let once: Words = ["上次", "上回", "以前", "之前", "原来", "原先", "去年", "前年", "从前", "早先", "当初", "曾", "往常", "头回"]
    static let rising: Words = ["起来"]
    static let begun = ScalarSet("修清挖抽干铲扫弄搞补拆动忙做施开整理洗冲")
    static let again: Words = ["又", "又给", "又被", "又都", "又全", "再次"]
    static let vain: Words = ["白", "瞎", "乱", "算", "当", "没算", "不算"]

    /// Without 了 these make an order of it.
    static let asking: Words = [
        "把", "你", "您", "他们", "她们", "请", "叫", "让", "将", "派", "劳驾", "辛苦", "麻烦", "帮忙", "快点", "赶紧", "限", "责令", "督促", "要求",
        "统统", "一律", "速", "给我",
        "记得", "别忘",
    ]
    /// Without 了 these promise.
    static let leading: Words = [
        "给", "就", "再", "去", "来", "要", "想", "得", "能", "会", "可", "该", "应", "需", "包", "加班", "连夜", "晚上", "今晚", "夜里", "天黑",
        "天亮", "日落", "饭前",
        "前给", "顺路", "顺便", "立即", "立刻", "随后", "之后", "今后", "以后", "安排", "负责", "开", "正", "边", "喊", "联系", "通知", "我来", "我去",
        "这边", "放心", "没问题", "先", "等", "快", "下班", "待", "今天", "今日", "上午", "下午", "中午", "傍晚", "点前", "底前", "内",
    ]
    static let relapsing: Words = [
        "反弹", "回潮", "复发", "老样子", "还是漏", "还是堵", "还是黑", "还是坏", "还是不", "还是臭", "还是没", "还是有", "还漏", "还堵", "没用", "不顶用", "不管用",
        "现在又", "今天又", "再次出现", "死灰复燃",
    ]
}
