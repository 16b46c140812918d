import Domain
import Testing

@testable import Understanding

/// Whatever puts a deed off, doubts it, asks for it or takes it back makes it none, and that for every deed: the sentences
/// below with each verb in the place of `D`, said by a unit and by a grid worker.
@Suite struct DeedTests {
    @Test(arguments: frames) func `a deed that is not over is none`(_ frame: Frame) {
        for text in frame.sentences {
            for sender in ["hws-li", "chenlin"] {
                let intents = Seeds.read(text, sender: sender).items.map(\.intent)
                #expect(!intents.contains { [.done, .confirm, .close].contains($0) }, "\(text) of \(sender)")
            }
        }
    }

    @Test(arguments: verbs) func `a deed told as over is one`(_ verb: String) {
        for frame in ["D了", "已D", "都D了", "已经D了", "垃圾D了", "收到，已D", "领导，D了", "全部D了，请放心"] {
            let text = frame.replacing("D", with: verb)
            #expect(Seeds.read(text, sender: "hws-li").items.contains { $0.intent == .done }, "\(text)")
        }
    }

    struct Frame: Sendable, CustomTestStringConvertible {
        let kind: String
        let words: StaticString

        var testDescription: String { kind }
        var sentences: [String] {
            words.description.split(whereSeparator: \.isWhitespace).flatMap { frame in
                DeedTests.verbs.map { String(frame).replacing("D", with: $0) }
            }
        }
    }

    private static let verbs = [
        "清理完", "修好", "弄好", "拉走", "换好", "处理完", "搬走", "疏通", "收拾干净", "补好", "拆掉", "处理好", "清理干净", "装好",
    ]

    private static let frames: [Frame] = [
        Frame(
            kind: "plans",
            words: """
                回头就D 回头就给D 回头给你D 一会儿D 一会儿就D了 待会儿给它D 晚上D 晚上就能D 天黑前D
                天黑之前能D 下班前D 下班前就D了 中午前后D 争取D 尽量D 尽量今天D 保证D 保证今天D 肯定D
                肯定给你D 今天肯定D 一定D 明天一早D 明天就D了 后天能D 过两天D 过几天就D了 等下午D
                吃过饭就D 开完会去D 雨停了就D 雨一停就D 等雨停了D 等料到了就D 车一到就D 车来了就D
                人到齐了再D 料到了就能D 材料到了马上D 配件一到立刻D 这就D 这就去D 我们这就D 马上D
                马上就D了 很快D 很快就D了 快D了 快要D了 就快D了 就要D了 差不多快D了 眼看就D了
                再有一小时D 再有半个钟头就D了 还有一会儿就D了 再给半天就D了 还得两个小时才D 要到晚上才D
                得明天才能D 估计明天D 估计下午能D 估摸着天黑D 预计今晚D 预计周五前D 大概三点D 应该能D
                应该快D了 可能要明天D 计划明天D 打算明天D 准备D 安排人D 派人去D 已安排人去D 已派人去D
                已经喊人去D 叫师傅来D 让老王去D 叫环卫D 通知他们D 已通知物业D 联系人D 已联系厂家D 我们会D
                我们会尽快D 会D的 能D 今天能D 会给D的 负责D 我们负责D 答应今天D 承诺三天内D 两天内D
                半小时内D 三点前D 月底前D 周末D 下周一D 节后D 赶在天黑前D 想办法D 想法子D 这两天D
                这两天就D 最迟明天D 最晚后天D 抓紧D 加班D 连夜D 今晚连夜D 争取天黑前D 就去D 就来D 去D
                去D一下 来D 要D 要D的 得D 先去D 等会去D 等我D 等我D了告诉你 D了告诉你 D了我说一声
                D了发图 D后发图 D后回复 D了再发照片 D之后报 D再说 D了就回复 D后第一时间反馈 等D了再拍
                一D就发图 D立马拍照 只要不下雨明天D D的话告诉你 给D 给你D 这边D 安排D 安排明天D
                列入计划D 准备下午D 明早D 明早过去D 晚饭前D 晚饭前给它D 日落前D 天亮前D 上午D 下午D
                今天D 今晚D 改天D 抽空D 有空D 腾出手来D 忙完这边就去D 忙完就D 顺路D 回去D 到了就D
                放心会D的 放心吧今天D 没问题今天D 包D
                """),
        Frame(
            kind: "questions",
            words: """
                D了是吧 D了对吧 D了吧 D了没 D了没有 D了吗 D了么 D没 D没有 D没得 D了没得 D了不
                D没呢 D了没呢 D没啊 是不是D了 是否D 有没有D D了没人说一声 啥时候D 啥时候能D 什么时候D
                什么时候能D 几时D 几时能D 多久能D 多久D 今天能D吗 今天能D不 能D不 能不能D 可不可以D
                能D吧 会D吧 咋还没D 咋还不D 怎么还没D 为啥还没D 为什么还不D 谁D的 谁给D的 哪天D
                哪天能D 到底D了没 究竟D没 D了还是没D 到底有没有D 真D了？ 已经D了？ D了没？ 都D了吧？
                D啦？ 全D了？ 真的D了吗 不会还没D吧 D得怎么样了 D得咋样了 D到哪了 D到什么程度了 D了几处
                D了多少 有多少D了 哪些D了 D了哪些 哪几个D了 请问D了吗 问一下D了没 想问下D没 谁知道D了没
                有人D了吗 有人去D没 要不要D 该不该D 需不需要D 用不用D 要D吗 何时D 何时能D D需要多久
                D得多久 D还要多久 怎么D 咋D 怎么才能D
                """),
        Frame(
            kind: "negations",
            words: """
                没D 还没D 没有D 还没有D 未D 尚未D 并没有D 根本没D 根本就没D 一直没D 始终没D
                到现在没D 到现在还没D 至今没D 至今未D 压根没D 没给D 没人D 没人去D 没能D 未能D 没法D
                无法D 不能D 不好D 暂时D不了 今天D不了 D不了 D不完 一时半会儿D不了 D不成 怕是D不了
                恐怕D不了 不是D了 不等于D 不算D 哪有D 哪里D了 并未D 从没D 没D成 还没D好 没怎么D
                不敢说D了 谈不上D 别D 不用D 不要D D是不可能的 不会D 不给D 不让D 不肯D 不愿意D
                没来得及D 还没来得及D 没顾上D 没顾得上D 没空D 没人手D 没车D 来不及D 不可能D 难D 很难D
                不好D啊 冇D 没得D 莫D 还冇D 未曾D 没真D 没完全D 没彻底D 未完全D 没全D 没都D
                还不能D 还无法D
                """),
        Frame(
            kind: "parts",
            words: """
                D一半 D了一半 一半D了 D了一部分 部分D 部分已D 大部分D了 大部分已D 大半D了 D了大半
                D得差不多 D得差不多了 差不多D了 基本D 基本D了 基本上D 初步D 大致D 大体D了
                D了两处还剩一处 D了两个还差一个 还差一点D 就差一点就D 差一点就D了 快D一半了 D三分之一
                D了三分之二 D了百分之八十 D了80% 还剩两处没D 剩两处没D 先D一处 先D一部分 先D东边
                先D这一段 目前D两处 目前D一号楼到五号楼 目前D到三号楼 目前已D两处 目前只D了一处 只D了一处
                才D了一处 才D一半 刚D一半 刚刚D一小块 已D三处剩余明天继续 D了前半段 前半段D了
                东头D了西头还没 东头D西头没动 南边D了北边明天 D了一边 一边D了 有的D了有的没 除了门口都D了
                除了西头都D 只剩门口没D 就剩角落没D 还剩角落没D 陆续D 正陆续D 逐步D 分批D 第一批D了
                D第一遍 D了头一遍 还在D 还没D完 主要的D了 表面D了 面上D了 外面D了里面没 上面D了下面还没
                """),
        Frame(
            kind: "ongoing",
            words: """
                正在D 在D 正D着 正在D中 D中 还在D D着呢 D着 正D呢 在D呢 边D边等 继续D 接着D
                抓紧D中 加紧D中 全力D中 努力D中 一直在D 已经在D 已在D 已经开始D 开始D 刚开始D 着手D
                已着手D 动手D了 开D 正组织D 正组织人D 组织人员D中 工人正在D 师傅在D 现场D中 连夜D中
                陆续D中 快D了还差点 在组织D 准备D中 人在D 车在D
                """),
        Frame(
            kind: "hearsay",
            words: """
                说是D了 说D了 他说D了 他们说D了 物业说D了 听说D了 听人说D了 据说D了 据反映D了 都说D了
                群里说D了 城管说D了 上次说D了 昨天说D了 你说D了 你们说D了 你不是说D了 不是说D了吗
                不是D了吗 不是早D了 口头说D了 电话里说D了 好像D了 好像是D了 似乎D了 看样子D了 可能D了
                可能已经D 大概D了 也许D了 估计D了 应该D了 应该是D了 应该已D 或许D了 没准D了 感觉D了
                以为D了 我以为D了 还以为D了 还当D了 本来以为D了 居民讲D了 有人讲D了 报告说D了 回复说D了
                平台上写D了 系统显示D了 老板说已D 业主称已D 对方称已D 对方答复已D
                """),
        Frame(
            kind: "conditions",
            words: """
                要是D了就好 如果D了就好 D了就好 D了就行 D就行 D了就算了 D了最好 最好D 希望D 希望能D
                希望早日D 盼D 但愿D 只要D就行 必须D 务必D 一定要D 要D了才行 得D才行 D才算完 D了才能走
                没D别走 不D不行 不D谁也别走 早D早好 若D请回复 如已D请回图 如果已D请发图 D了的话发图
                D的请回图 D了请回复 D了请拍照 D后请回图 已D的发图 已D的单位请报 D的报一下 谁D了谁回
                哪家D了报一声 D了在群里说一声 D完告诉我 假如D 万一D不了 要不D 除非D 等于没D 跟没D一样
                和没D一个样 D了跟没D一样 D了等于白D D了又怎样 D了也没用 光说D 就知道说D 嘴上说D了
                谁说D了 谁跟你说D了 骗人说D了
                """),
        Frame(
            kind: "orders",
            words: """
                请D 请马上D 赶紧D 快D 快去D 快来D 快点D 抓紧时间D 立即D 立刻D 限期D 限今天D 麻烦D
                麻烦D一下 麻烦快点D 辛苦D 辛苦D一下 帮忙D 帮忙D一下 劳驾D 把它D 把垃圾D 给我D 你去D
                你们D 你们去D 你们给D 叫他们D 让他们D 让物业D 派人D 安排人D 责令D 督促D 要求D
                要求今天D 今天必须D 明天必须D 尽快D 尽早D 速D 速速D 火速D D一下 D下 D一下吧 D吧
                D了吧，别拖 别忘了D 记得D 全都给D 统统D 一律D D，马上 D！马上！ 三天内D到位
                """),
        Frame(
            kind: "relapses",
            words: """
                刚D又满了 刚D又来了 D了又满了 D了又来了 D了又坏了 D没两天又坏了 D不到一天又这样
                昨天D今天又有 昨天D的今天又有了 上午D下午又有 才D又倒上了 前脚D后脚又来 D以后又反弹
                D了还是老样子 D了还是漏 D了还漏 D了也不顶用 D过又坏了 D过了还是不行 上次D现在又有 上回D过
                以前D过 去年D过 之前D过一次 之前D过，又不行了 白D了 D了个寂寞 D了两次都不行 D了三次了还坏
                D得不好 D得不彻底 D不彻底 D不干净 D不到位 D得马马虎虎 没D利索 D得一塌糊涂
                """),
        Frame(
            kind: "promises",
            words: """
                收到，D后回复 好，D了跟你说 马上D，好了叫你 知道了，D就报 收到，保证D 行，D完我拍照
                明白，D后发群里 好嘞，一会D了给你看 收到，D了再汇报 收到，等D了反馈 OK，D了发图 嗯，D完回
                收到，争取今天D 好的，今天D掉 收到，我去D 好，我来D 中，这就D 收到D了说 收到，D情况下午报
                好，D的事我盯着 收到，我盯着D 收到，我督促D 好的，我催他们D 收到，让他们D 行，交给我，保证D
                收到，晚点D了再说 好的领导，一定D
                """),
        Frame(
            kind: "steps",
            words: """
                人到了，准备D 到现场了，看看怎么D 师傅到了，说要D 料到了，开始D 已经叫人来D了 在排队等D
                已报计划D 已经列入D计划 已经上报D 正组织力量D 挖开了还没D 拆开了在等配件D 打开了看了下要D
                已经围起来了准备D 已协调D 正协调D 协调好了明天D 已督促D 已责令D 责令业主自行D 已发通知限期D
                已约好D 路上了，到了就D 车来了正D 人手够了，快D 清单报上去等批了再D 配件买到了，等D
                材料齐了，就等D 挖机进场了，开始D 工人吃饭去了，回来D 量好尺寸了，回去做好来D 先断电了，再D
                水抽了，准备D 土拉来了，正要D 现场看过了，方案定了，D要三天 封了路，正在D 找到漏点了，还没D
                问过了，业主答应D 谈好了，他答应D 说通了，明天他自己D 贴了通知，三天内D
                """),
        Frame(
            kind: "transfers",
            words: """
                已转交城管D 转给物业D 移交市政D了 已经报给电力让他们D 请水务D 联系燃气公司D了 已通知业主D
                交给环卫D 这个转交通D 报给供电D了 已反馈给住建D 转办了，让物业D 已派给二队D 让三队去D
                """),
        Frame(
            kind: "disputes",
            words: """
                这也叫D了？ D了个啥 说D了结果没D 你管这叫D D得跟没D一样 假D D了一半就跑 照片是D的吗
                拍的不是D的地方 D的照片是旧的 昨天还没D呢，今天就说D了 D了？我咋没看见 D没D去看看就知道
                没见D啊 哪D了 D了怎么还有 D是D了，不彻底 D倒是D了，就是没运走 D了又怎么样，照样堵
                报D的人出来看看
                """),
        Frame(
            kind: "directions",
            words: """
                各单位D后报 D情况今晚报 D到位没有的报 务必D到位 把D情况报上来 都D了没有，没D的抓紧 D了的打钩
                没D的今天必须D 盯着他们D 看着他D再走 D完才能下班 D不D明天检查 D以后要保持 D要留痕
                D要拍前后对比 D一处销一处 D彻底点
                """),
    ]
}
