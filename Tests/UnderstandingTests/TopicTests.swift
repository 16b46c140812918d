import Domain
import Testing

@testable import Understanding

/// A problem that is only spoken about opens no case, whichever it is: the sentences below with each problem in the place of
/// `P` and each place in that of `L`. The same problems at the same places, told as being there, are filed.
@Suite struct TopicTests {
    @Test(arguments: talk) func `a problem only spoken about is not filed`(_ frame: Frame) {
        for text in frame.sentences {
            #expect(TopicTests.filed(text) < TopicTests.fileFrom, "\(text)")
        }
    }

    @Test(arguments: reports) func `a problem told as being there is filed`(_ frame: String) {
        for text in Frame(kind: "report", words: frame).sentences {
            #expect(TopicTests.filed(text) >= TopicTests.fileFrom, "\(text)")
        }
    }

    private static let fileFrom = 80

    private static func filed(_ text: String) -> Int {
        Seeds.read(text).items.filter { $0.intent == .report && $0.type != nil }.map(\.confidence).max() ?? 0
    }

    struct Frame: Sendable, CustomTestStringConvertible {
        let kind: String
        let words: String

        var testDescription: String { kind }
        var sentences: Set<String> {
            var sentences: Set<String> = []
            for frame in words.split(whereSeparator: \.isWhitespace) {
                for place in TopicTests.places {
                    for problem in TopicTests.problems {
                        sentences.insert(String(frame).replacing("L", with: place).replacing("P", with: problem))
                    }
                }
            }
            return sentences
        }
    }

    private static let places = ["宣芳桥", "府前路"]
    private static let problems = ["垃圾乱倒", "路灯不亮", "占道经营", "乱停车", "油烟扰民", "违章搭建", "污水横流", "流动摊贩", "噪音扰民"]

    private static let reports = [
        "LP", "LP，没人管", "L又P了", "发现LP", "LP好几天了", "L有人P", "L门口P，请处理", "LP严重", "LP，麻烦来看看", "LP太严重了", "L这边P没人管",
    ]

    private static let talk: [Frame] = [
        Frame(
            kind: "notices",
            words: """
                关于整治P的通知 即日起开展P专项整治 下周起集中整治LP 根据安排本周重点整治P 本周重点：P、环境卫生
                P整治方案已发群文件 请各位学习P处置流程 P立案标准见附件 今天培训内容：P怎么采集 培训课件第三章讲P
                P的结案标准更新了，大家看一下 明天会议议题：LP怎么管 会上通报了LP的问题 会议要求加强LP治理
                社区将于周末开展P清理行动 P整治行动方案征求意见 现将P有关规定告知如下 温馨提示：P将被处罚
                严禁P，违者罚款 禁止P 不得P，违者从严处理 倡议大家不要P 请大家自觉抵制P P举报电话公布
                LP治理招标公告 LP改造工程下月开工 LP整治工作计划
                """),
        Frame(
            kind: "sums",
            words: """
                今日共处理P12起 本周共劝导P35起 L今日整治P18处 上午整治P6处 截至今日累计查处P230起
                本月P案件56件，结案率98% P类案件环比下降12% P占总数的三成 一季度受理P120件
                昨天的P案件全部办结 P整治战果：共清理30处 出动20人次，整治P15处 我们格本月P零新增
                """),
        Frame(
            kind: "praise",
            words: """
                LP终于没了，点赞 L以前P，现在好多了 LP问题解决了，感谢 LP治好了，老百姓高兴
                自从整治后LP少多了 现在L看不到P了 为解决LP的同志点赞👍 L这个月没出现过P LP少了，环境好了
                感谢城管解决LP 整治P效果明显 L整洁多了，没有P
                """),
        Frame(
            kind: "nothing found",
            words: """
                今天巡查L没有P L未发现P 巡了一圈没看到P L一切正常，无P L无P现象 没有P的情况 暂未发现P
                L干干净净，没P
                """),
        Frame(
            kind: "slogans",
            words: """
                拒绝P，从我做起 P害人害己 告别P，共建美好家园 P一时爽，罚款两行泪 文明城市人人爱，不要P
                防P，保平安 治理P人人有责 消除P隐患，守护平安 P可耻，文明光荣 你我携手，远离P
                """),
        Frame(
            kind: "news",
            words: """
                新闻里说外地P被罚两千 抖音上看到一个P的视频 朋友圈都在转P那个新闻 电视上报道了P
                听说隔壁县P罚得很重 网上说P要入刑了 隔壁市P出了人命 看新闻，某小区P被处罚 省里刚出台P管理办法
                昨晚新闻联播讲了P 转发：P典型案例通报 某地因P引发火灾 我老家那边P很普遍 我表哥他们小区P
                """),
        Frame(
            kind: "questions",
            words: """
                P归哪个部门管 P怎么处罚 P算哪一类 P一般多久能处理 P要罚多少钱 请问P怎么上报 P的立案条件是什么
                碰到P该找谁 P有没有规定 P要不要拍照 P怎么定性 P要报吗 P能罚吗 P属于城管还是交警
                P举报电话是多少 谁知道P的标准 LP啥时候改造 P到底归谁管
                """),
        Frame(
            kind: "wishes",
            words: """
                希望以后不再有P 建议加强P管理 要是没有P就好了 但愿L少点P 希望L彻底解决P 建议L装个摄像头防P
                以后L别再P就好 盼着LP早日绝迹 P这种事该立法 P应该重罚
                """),
        Frame(
            kind: "memories",
            words: """
                以前LP 去年LP，今年好了 小时候LP 想起那年LP L过去P严重 前几年LP，后来修了 记得以前LP
                老照片里LP 上个月LP的案子结了 上周报的LP结案了 昨天LP的事处理完了吧 去年冬天LP
                LP是前年的事了 那时候L到处P
                """),
        Frame(
            kind: "what to do should one meet it",
            words: """
                如果发现P请及时上报 遇到P要先拍照 假如有P怎么办 发现P的请随手拍 看到P请在群里说
                一旦发现P立即上报 如有P请联系我 万一P出事谁负责 要是有人P就报警 谁P就罚谁 凡是P的一律处罚
                碰见P先劝导 采集P要拍远近两张 P的照片要带参照物
                """),
        Frame(
            kind: "jokes",
            words: """
                做梦梦到P P这个词我都听腻了 P哈哈哈 今天学了个新词叫P 昨晚看电视剧里有P 我儿子作文写P
                考试考到P了 刷题刷到P P这题选B 手机打字老把它打成P P的谜语猜一猜 群名改成P整治群吧 P表情包
                写了篇P的调研报告 P的标语谁写的
                """),
        Frame(
            kind: "offers",
            words: """
                专业治理P，电话联系 P清理服务，价格优惠 承接P治理工程 招聘P整治人员两名
                """),
        Frame(
            kind: "all is well",
            words: """
                L秩序井然，没有一个P的 逛了一圈L，P绝迹了 整改后LP问题全部清零 L今非昔比，再不见P
                L现在规范多了，没人P L通畅，无P LP治理得好 LP整治后焕然一新 L变化大，过去的P没影了
                """),
        Frame(
            kind: "talk",
            words: """
                大家聊聊P的话题 我觉得P主要是意识问题 P说到底是管理问题 P的根源在哪 说起P我就来气哈哈
                你们那边P多不多 P也不是一天两天能治好的 P靠大家监督 P多的地方一般管理差 P好治，习惯难改
                写个关于P的段子 讲个P的笑话 孩子幼儿园手抄报主题是P 今天社区讲座讲P P手抄报比赛 P知识竞赛报名
                P宣传册发完了 P宣传视频拍好了 朋友开店专治P P培训心得 P的英文怎么说 小孩问我什么叫P
                我在写P的总结 P的表格谁有 P台账填好了发我 P周报模板 P的数据对不上 P那栏填几 P类别代码是多少
                系统里P选不了 P选项在哪里
                """),
        Frame(
            kind: "elsewhere",
            words: """
                上次去成都看到P 我家那边老是P 我娘家村里P 旅游时碰到P 外甥女学校门口P 老家赶集P
                单位楼下P，跟咱县没关系 同事小区P闹上法院 国外也有P 别的城市P罚得狠
                """),
        Frame(
            kind: "rules",
            words: """
                P扣5分 P算违法 P一般罚200 P不算案件 P超过三处才立案 P要有照片才算 P按一般程序走
                P归综合执法 P属于街面秩序类
                """),
    ]
}
