internal import Domain

/// What those say who do the work: deeds in any verb, deeds with a rest, sums of the day.
extension Analysis {
    /// 摊子都喊进屋了, 横幅扯了, 修完: what a unit brought about, whatever the verb, when nothing puts it off.
    func brought(_ range: Range<Int>, _ facts: Facts) -> Range<Int>? {
        guard around.sender?.role == .unit else { return nil }
        for cue in [Cue.question, .negation, .plan, .condition, .wish, .claimed, .ongoing, .urge, .partly, .again]
        where facts.has(cue) { return nil }
        var end = range.upperBound
        while end > range.lowerBound, Analysis.endings.contains(text.scalars[end - 1]) { end -= 1 }
        let isEnded = end < range.upperBound
        guard end - range.lowerBound >= 2, range.count > 2,
            !range.contains(where: { Analysis.puttingOff.contains(text.scalars[$0]) })
        else { return nil }
        if isEnded, Analysis.deeds.contains(text.scalars[end - 1]) { return (end - 1)..<range.upperBound }
        guard isEnded || range.count <= 8 else { return nil }
        // 石墩吊走, with the photo of where it stood.
        for outcome in isEnded || around.photos > 0 ? Analysis.outcomes : Analysis.finalOutcomes {
            let verb = end - outcome.scalars.count - 1
            guard verb >= range.lowerBound, starts(outcome, verb + 1) else { continue }
            if Analysis.preparing.contains(text.scalars[verb]) { return nil }
            // 水泵开了 is no 拉开了: a single character is a result only behind a verb.
            if outcome.scalars.count == 1, !Analysis.isVerb(text.scalars[verb]) { return nil }
            if text.scalars[verb].isHan && !Analysis.harm.contains(text.scalars[verb]) {
                return verb..<range.upperBound
            }
        }
        return nil
    }

    private static let endings = ScalarSet("了啦咯喽嘞哒咗喇咧晒")
    private static func isVerb(_ scalar: Scalar) -> Bool { deeds.contains(scalar) || verbs.contains(scalar) }

    private static let verbs = ScalarSet(
        "搞弄做办整理劝抬推扛背捡拾取刮撬敲凿钉拧系缠裹盖堵挡围铺垒砌栽种灌安架立竖调校粘贴缝箍绷配冻烘晾晒打消灭扑抓切磨卸推拽拎接驳堆抹刨钩撑套扎锚逮捕赶轰撵疏挖掘钻夯碾轧包扎捆固定复原恢换撒洒泼刨刷摆排码归置分挑吊顶托支撑竖拴锁关停断熄"
    )
    /// 派出去, 谈好, 订好, 转走: what such verbs bring about is a step towards the work.
    private static let preparing = ScalarSet("派出开走跑爬赶过去上发送到来坐骑带叫请喊转交退推报接联约谈订买备问看听记排想说讲查量测算定商报登签领")
    static let deeds = ScalarSet("扯收缴摘揭撕铲拆换修补焊装扶绑清扫拖搬挪拉运捞抽掏通疏填埋压铺浇剪锯砍割拔劝罚封关喷洗冲擦刷涂刮移撤")
    private static let outcomes: [Word] = [
        "掉", "好", "完", "走", "净", "平", "通", "牢", "稳", "进去", "出去", "上去", "下来", "回来", "回去", "下去", "进屋", "进店", "到位",
        "干净",
        "整齐", "进屋头", "进屋头去", "进屋里", "进店里", "进店内", "开", "散", "上", "利索", "利落", "实", "紧", "直", "正", "妥", "固定", "亮", "正常",
        "来水", "来电", "恢复", "新的", "整改", "处理", "结束", "起", "归一", "归整", "规整", "巴适", "停当", "熨帖", "服帖", "全亮", "全通", "清零", "够",
        "严", "密", "死", "光", "返", "埋", "齐亮", "返上", "返好", "复位", "归位", "齐全", "落地", "见底", "退尽",
    ]
    private static let finalOutcomes: [Word] = [
        "全亮", "都亮", "全通", "都通", "完", "好", "干净", "完毕", "到位", "整齐", "复原", "恢复", "扶正", "填平", "压实", "清零", "归位", "复位", "清运",
        "拆除",
    ]
    private static let puttingOff = ScalarSet("没不未等再先才快将要准待差如若别")

    /// 补了，但是没压实 / 五个盖子换了三个 / 拖走一辆，另一辆联系不上: a deed with a rest.
    func leavesRest(_ clauses: Range<Int>) -> Bool {
        guard around.sender?.role == .unit else { return false }
        var isDone = false
        for clause in clauses {
            let range = self.clauses[clause].range
            if isDone {
                if facts[clause].has(.partly) || range.contains(where: { isDenied(at: $0, range) }) { return true }
                if range.contains(where: { index in Analysis.rest.contains { starts($0, index) } }) { return true }
            }
            if facts[clause].work == .completed || facts[clause].work == .partly || plainDeed(range) != nil
                || brought(range, facts[clause]) != nil
            {
                isDone = true
            }
        }
        guard isDone else { return false }
        let counted = things.starting(in: range(of: clauses)) { $0.range.lowerBound }
        if counted.count == 2, let first = counted.first?.quantity, let second = counted.last?.quantity {
            return first.unit == second.unit && first.hundredths > second.hundredths
        }
        return false
    }

    private static let harmless: [Word] = [
        "没问题", "没事", "没伤", "没人受伤", "没有人", "没有伤", "没影响", "没有影响", "没造成", "未造成", "没再", "不再", "没垃圾", "没有垃圾", "没有问题", "不影响",
        "不会再", "没了",
        "不见了", "没漏", "没响", "没堵", "没臭", "没晃", "没坏", "没异味", "没得问题", "没得意见", "没意见", "没二话", "没得异味", "不晃", "不松", "不闪", "不烫",
        "不射", "不熏", "不翘",
        "不滑", "不绊", "没得人", "没得垃圾", "没得味",
        "不响", "不漏", "不堵", "不臭", "不用", "不错", "没发现", "未发现", "没有发现", "不留", "不会再", "没人", "没啥问题", "没毛病", "不好意思", "不乱", "不占",
        "不吵", "不冒",
        "没有异味", "没味", "不扰民", "不挡", "不影响", "不再",
    ]
    private static let rest: [Word] = [
        "还漂", "还堆", "还吊", "还挂", "还放", "还摆", "还留", "还搁", "还躺", "还横", "还立", "还冒", "还淌", "还堵", "还漏", "还响", "还臭", "还黑",
        "还晃", "还翘", "还占", "还停", "还插", "还埋", "还泡", "底下的要", "下面的要", "剩下的", "剩余的", "其余的", "另一", "另外一", "还得", "还要", "还需",
        "下午再", "明天再", "下午收尾", "在抠", "细节在", "再压",
        "再补", "永久修复",
        "彻底修复", "等材料", "等配件", "等明天", "明早再",
    ]

    /// What those most likely mean of whose words no table knows any: a unit that tells how things are tells of its work
    /// (撒盐车上桥了, 水位在降), one that says when promises, a checker who finds something wanting disputes.
    func unspoken(_ clauses: Range<Int>, _ facts: Facts, _ isPlaced: Bool) -> Intent? {
        for cue in [Cue.smallTalk, .notice, .praise, .wish, .condition] where facts.has(cue) { return nil }
        let range = range(of: clauses)
        guard let role = around.sender?.role, (2...40).contains(range.count) else { return nil }
        func has(_ scalars: ScalarSet) -> Bool { range.contains { scalars.contains(text.scalars[$0]) } }
        switch role {
        case .unit:
            if facts.has(.question) { return .query }
            // 今晚就去给他下了, 散场以后我们去清: said with its time it is a promise, whatever else it holds.
            let isLater = facts.has(.dayPart) || facts.has(.plan) || Analysis.later.stand(in: range, of: text.scalars)
            let isPast = times.contains(where: \.isPast) || facts.has(.already) || facts.has(.ongoing)
            if isLater, !isPast, has(Analysis.toCome) { return .acknowledge }
            if has(Analysis.goingOn) { return .progress }
            if has(Analysis.toCome) { return .acknowledge }
            if has(Analysis.telling) { return .progress }
            return has(Analysis.owning) && range.count >= 4 ? .reject : nil
        case .checker, .worker:
            if isPlaced || facts.has(.person) || range.count > 16 { return nil }
            if facts.has(.question) { return has(Analysis.caseWords) ? .query : nil }
            return role == .checker && has(Analysis.wanting) ? .dispute : nil
        default: return nil
        }
    }

    private static let later: Words = [
        "以后", "之后", "完了就", "过了就", "到了就", "一到就", "就去", "就来", "再去", "再来", "去把", "天黑前", "天黑之前", "下班前", "收工", "一定把", "一定给",
        "保证", "让他自己", "叫他自己",
        "要先停", "等停", "停了才", "开了才", "才清得", "才修得", "才换得", "才弄得", "才拆得", "就动手", "就开工", "就开始", "就上门",
    ]
    private static let goingOn = ScalarSet("还没不在正着未中等先")
    private static let toCome = ScalarSet("就去来明马立会争晚下待再准这")
    private static let telling = ScalarSet("了已完好")
    private static let owning = ScalarSet("归属管地界")
    private static let caseWords = ScalarSet("案单件报办修清拆进谁管哪来到处换结收挖")
    private static let wanting = ScalarSet("还又没不仍照图假旧")

    /// Whether a deed is told with a word that leaves something open: 先, 还差, 但是, 没压实, 明天再.
    func isHedged(_ clauses: Range<Int>) -> Bool {
        let range = range(of: clauses)
        // 照片没带手机 反正冲完了: what is denied before the deed is something else.
        let deed = clauses.first { clause in
            facts[clause].work == .completed || plainDeed(self.clauses[clause].range) != nil
        }
        let behind = (deed ?? clauses.last).map { self.clauses[$0].range.lowerBound } ?? range.lowerBound
        for index in range {
            if Analysis.hedges.contains(text.scalars[index]) { return true }
            if index >= behind, isDenied(at: index, range) { return true }
            if Analysis.hedgeWords.contains(where: { starts($0, index) }) { return true }
        }
        return false
    }

    private func isDenied(at index: Int, _ range: Range<Int>) -> Bool {
        Analysis.denials.contains(text.scalars[index]) && !Analysis.harmless.contains { starts($0, index) }
            && !isOverNow(index, range)
    }

    /// 不漏了, 没有垃圾了: what is no more.
    private func isOverNow(_ index: Int, _ range: Range<Int>) -> Bool {
        let end = min(range.upperBound, index + 6)
        return (index + 1..<end).contains { text.scalars[$0] == Scalar(of: "了") }
    }

    private static let hedges = ScalarSet("尚但剩待暂")
    private static let denials = ScalarSet("没未不")
    private static let hedgeWords: [Word] = [
        "先", "还在", "还有", "还要", "还得", "还差", "还需", "还没", "就差", "只差", "差一", "差两", "差点", "部分", "一半", "大半", "多半", "临时", "应急",
        "准备",
        "打算", "明天", "明早", "后天", "下周", "今晚", "再去", "再来", "再清", "再补", "再弄", "再拉", "再修", "再装", "再处理", "再拆", "再换", "再做",
        "争取", "如果", "要是",
        "初步", "基本", "大体", "差不多", "快要", "就快", "快弄", "快清", "快修", "继续", "陆续", "分批", "第一批", "另一", "其余", "其他", "等", "正在",
        "马上", "百分之", "第一遍",
        "头一遍", "前半", "后半", "半边", "半截", "上半", "下半", "要等", "需要", "得等", "预计", "估计", "应该能", "争取",
    ]

    /// 拆除违建2处120平，清理河道1.2公里 / 今天洒水6趟: what was done with its numbers, the day or several deeds.
    func isSumOfDeeds(_ clauses: Range<Int>) -> Bool {
        guard let role = around.sender?.role, role != .worker, clauses == self.clauses.indices,
            let first = clauses.first
        else { return false }
        let facts = clauses.reduce(Facts()) { $0.merged(with: self.facts[$1]) }
        if facts.has(.question) || facts.has(.urge) || facts.has(.finding) && !facts.has(.tally) { return false }
        let counted = clauses.filter { clause in
            let range = self.clauses[clause].range
            return !things.starting(in: range) { $0.range.lowerBound }.isEmpty
        }
        guard !counted.isEmpty else { return false }
        let opening = self.clauses[first].range
        let isOfDay = opening.prefix(12).contains { index in Analysis.days.contains { starts($0, index) } }
        let deeds = counted.filter { clause in
            cues(in: self.clauses[clause].range).contains { $0.cue == .handling || $0.cue == .tally }
        }
        return isOfDay ? !deeds.isEmpty && !facts.has(.partly) : deeds.count >= 2 && facts.work == .none
    }

    private static let days: [Word] = ["今日", "今天", "昨日", "昨天", "本周", "上周", "本月", "上月", "截至", "截止"]
}
