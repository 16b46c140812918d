internal import Domain

/// Whether a problem that the words name is told of as being there, or only spoken about.
///
/// What stands right before and behind the words of a type decides: a campaign against it, a rule about it, a case of it, how
/// it was before, that it is gone, what to do should one meet it. What the words of the type themselves cover is not asked:
/// 不见了 is an end behind 垃圾 and the problem itself in 井盖不见了.
extension Analysis {
    /// How a problem may be named without being there.
    enum Remoteness { case topic, past, ended }

    func remoteness(_ reasons: [TypeScorer.Reason], of type: Int?) -> Remoteness? {
        guard let type, text.count <= Analysis.longestTale else { return nil }
        // The shortest is the problem itself; a rule may have begun with the place.
        var nearest: Range<Int>?
        var last = 0
        for reason in reasons where reason.type == type && reason.points > 0 {
            if reason.range.count < nearest?.count ?? Int.max { nearest = reason.range }
            last = max(last, reason.range.upperBound)
        }
        guard let first = nearest?.lowerBound else { return nil }
        let index = max(0, clauses.firstIndex(from: first + 1) { $0.range.lowerBound } - 1)
        let clause = clauses[index].range
        let facts = facts[index]
        let scalars = text.scalars
        let before = clause.lowerBound..<max(clause.lowerBound, first)
        let isNow = Topics.now.stand(in: 0..<text.count, of: scalars) || facts.has(.again) || facts.has(.neglect)
        if isTopic(before, last, clause, facts) { return .topic }
        if Topics.gone.stand(in: before, of: scalars) || Topics.absent.end(before, of: scalars) { return .ended }
        // 垃圾成堆，井盖没了: the end of another thing is not this one's.
        let isAlone =
            index + 1 < clauses.count && collected[index + 1].reasons.isEmpty
        let end = min(text.count, max(last, clause.upperBound) + (isAlone ? Topics.reach : 0))
        if !isNow, last < end, let over = Topics.over.first(in: last..<end, of: scalars),
            !Topics.denials.contains(scalars[over.lowerBound - 1])
        {
            return .ended
        }
        guard !isNow else { return nil }
        if isLongAgo(clause), !Topics.since.stand(in: clause, of: scalars) { return .past }
        return nil
    }

    /// 以前这里, 过去没有路灯; not 轧过去, 骑过去, which says which way.
    private func isLongAgo(_ clause: Range<Int>) -> Bool {
        let scalars = text.scalars
        if Topics.once.stand(in: clause, of: scalars) { return true }
        guard let past = Topics.past.first(in: clause, of: scalars) else { return false }
        return past.lowerBound == clause.lowerBound || !Topics.moving.contains(scalars[past.lowerBound - 1])
    }

    private func isTopic(_ before: Range<Int>, _ last: Int, _ clause: Range<Int>, _ facts: Facts) -> Bool {
        let scalars = text.scalars
        if !facts.has(.urge), !facts.has(.haste), Topics.against.stand(in: before, of: scalars) { return true }
        if Topics.meeting.stand(in: before, of: scalars) {
            let rest = before.upperBound..<min(text.count, clause.upperBound + Topics.reach)
            if Topics.telling.stand(in: rest, of: scalars) { return true }
        }
        guard last < clause.upperBound else { return false }
        var next = last
        while next < clause.upperBound, let length = Topics.between.length(at: next, within: clause, of: scalars) {
            next += length
        }
        let rest = next..<clause.upperBound
        if Topics.matters.length(at: next, within: rest, of: scalars) != nil { return true }
        return Topics.judging.stand(in: rest, of: scalars)
    }
}

/// The words that make a topic, a memory or an end of a problem.
private enum Topics {
    /// How far behind the clause of a problem its end may be told.
    static let reach = 12
    /// A campaign, an order of the day, a sum, a slogan against it.
    static let against: Words = [
        "整治", "治理", "专项", "开展", "关于", "承接", "专业", "受理", "查处", "采集", "杜绝", "消除", "拒绝", "告别", "远离", "抵制", "严禁", "禁止",
        "不得", "不准",
        "预防", "防范", "谨防", "谨记", "学习", "培训", "考到", "写了篇", "写成", "打成", "改成", "宣传", "讲解", "什么是", "何为", "防止", "避免", "加强",
        "推进",
        "打击", "劝导", "共报", "报了", "议题", "通报了", "讲了", "防", "课件", "解决", "规范", "讲座", "主题", "专治", "什么叫", "说起", "聊聊", "聊一聊",
        "在写", "写个", "讲个", "学了个", "手抄报", "根治", "对付",
    ]
    /// Should one meet it.
    static let meeting: Words = [
        "遇到", "遇见", "碰到", "碰见", "发现", "看到", "看见", "一旦", "凡是", "如有", "若有", "如果", "要是", "万一", "谁", "采集", "拍",
    ]
    static let telling: Words = [
        "请随手拍", "的请", "请在群", "请上报", "请及时报", "请报", "请拍", "请联系", "上报", "要先拍", "先拍", "先劝", "就报警", "就罚", "一律", "要拍", "怎么办",
        "找谁",
        "及时报", "随时报", "发群里", "告诉我", "打电话",
    ]
    static let between: Words = [
        "的", "类", "等", "这类", "这种", "问题", "现象", "行为", "方面", "和", "之类", "案", "进行", "集中", "专门", "进行了",
    ]
    /// What is made of a problem when it is only spoken about.
    static let matters: Words = [
        "整治", "治理", "专项", "行动", "方案", "标准", "案件", "案子", "案例", "案卷", "隐患排查", "举报电话", "举报奖", "管理", "规定", "办法", "条例", "计划",
        "改造", "工程", "招标", "知识", "培训", "流程", "照片要", "照片得", "这个词", "这词", "这题", "表情包", "工作", "清理行动", "清理服务", "立案", "结案",
        "条件",
        "定义", "处罚", "罚款", "罚则", "采集", "占总", "占比", "占三", "占两", "占四", "占五", "占一", "占二", "占了三", "事处理", "事该", "事儿该", "事应",
        "是大忌", "零新增", "下降", "上升",
        "环比", "同比", "新闻", "视频", "标语", "口诀", "顺口溜", "这四个字", "几个字", "总结", "周报", "月报", "模板", "模版", "数据", "那栏", "栏填", "选项",
        "类别", "代码", "表格", "台账", "英文", "根源", "话题", "主题", "靠大家", "靠的是",
        "说到底", "多的地方", "好治", "手抄报", "讲座", "心得", "宣传册", "事解决", "的事了",
    ]
    /// What the rule is, what a slogan says of it.
    static let judging: Words = [
        "算违", "算案", "算哪", "不算", "算不算", "归综", "归城管", "归环卫", "归谁", "归哪", "归什么", "属于", "按一般", "按规定", "才立案", "才算", "要照片",
        "扣分", "扣1", "扣2", "扣3",
        "扣5", "可耻", "害人", "一时爽", "伤不起", "要不得", "不可取", "罚两", "罚一", "罚多少", "罚五", "要入刑", "违法", "犯法", "怎么定", "怎么报", "怎么上报",
        "怎么处罚", "要报吗", "要不要",
        "时候整治", "时候改造", "时候治理", "时候动工", "时候开工", "占1", "占2", "占3", "占4", "占5", "占6", "占7", "占8", "占9", "听腻", "多不多",
        "选不了", "填几", "对不上", "哈哈", "什么意思", "啥意思", "重罚", "该立法", "该罚",
    ]
    static let gone: Words = [
        "看不到", "看不见", "没看到", "没见到", "没出现过", "没出现", "再也没", "再没", "没再", "不再", "终于没", "没得", "无", "未发现", "少了", "不会再", "别再",
        "少点", "没有了",
        "没有", "没发现",
    ]
    /// Right before the problem: 没人乱停, 再不见占道.
    static let absent: Words = ["没人", "没得人", "没有人", "没有一个", "没一个", "哪里还有", "哪还有", "不见", "再无", "莫得"]
    static let denials = ScalarSet("没不未")
    static let over: Words = [
        "不见了", "没了", "没有了", "少了", "少多了", "好了", "好多了", "治好", "解决了", "结案", "结了", "绝迹", "消失", "改善了", "清净", "不存在了", "搞定了",
        "修好了", "改过来了",
        "没影", "清零", "销声匿迹", "无影无踪", "是过去", "前年的事", "去年的事", "从前的事", "早没了", "早就没", "成历史", "成了历史",
    ]
    static let once: Words = [
        "以前", "从前", "去年", "前年", "前几年", "早几年", "那几年", "那年", "那时", "当年", "小时候", "上个月", "上月", "上周", "上回", "上次", "早先",
        "原先", "原来那", "往年", "记得",
        "旧照", "老照片", "年代",
    ]
    static let past: Words = ["过去"]
    static let moving = ScalarSet("轧开走骑跑碾压绕穿跨爬翻挤流飘钻冲推扔拉转看望递送拿搬挪赶派游滑滚晃飞倒熬混")
    /// It began then and is not over.
    static let since: Words = [
        "从去年", "从前年", "从上", "自去年", "自上", "开始", "过去一", "过去看", "过去了", "过去就", "过去的", "过去不", "过去那", "进去", "上次报", "上周报",
        "上次说", "上次反",
    ]
    static let now: Words = [
        "现在还", "现在又", "现在也", "目前还", "到现在", "至今", "一直", "还是", "仍", "依然", "依旧", "没人", "没得人", "怎么还", "咋还", "今天又", "又",
        "还没", "不管", "没修", "没动静",
        "几天了", "好久了", "半年了", "一年了", "越来越", "天天",
    ]
}
