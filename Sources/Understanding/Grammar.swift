/// The small words that carry time, doubt, negation and order. They belong to the language and not to a county, so they
/// stand here and not in a table.
enum Cue: UInt8, Sendable, CaseIterable {
    /// 没, 不, 未: what follows is not so.
    case negation
    /// 已, 刚: what follows is over.
    case already
    /// 正在, 还要: it goes on.
    case ongoing
    /// 准备, 明天, 马上: it is still to come.
    case plan
    /// 吗, 谁, 是不是: the speaker does not know.
    case question
    /// 希望, 建议, 应该: the speaker would like.
    case wish
    /// 如果, 要是: it may not be so at all.
    case condition
    /// 你们说, 谁说: the word of others, which the speaker doubts.
    case claimed
    /// 请, 麻烦, 尽快: somebody is to do something.
    case urge
    /// 马上, 尽快: soon; an order from above and a promise from below.
    case haste
    /// 有没有人管, 没人管: pressing.
    case neglect
    /// 发现, 有人, 出现: something was found.
    case finding
    /// 顺手, 当场: the finder did it.
    case ownHand
    /// 转发, 学习, 通知: not the speaker's own news.
    case notice
    /// 今日共, 累计, 出动: sums of work.
    case tally
    /// 巡查, 巡逻.
    case patrol
    /// 无异常, 一切正常.
    case allWell
    /// 又, 再次: not the first time.
    case again
    /// 有小孩, 要塌了: cannot wait.
    case danger
    /// 清理, 处理, 修好: the work of units.
    case handling
    /// 完, 好, 干净 after such a word: it came to its end.
    case result
    /// 哈哈, 好看, 谢谢.
    case smallTalk
    /// 挺干净, 不错: nothing is wrong.
    case praise
    /// 收到请回复.
    case receipt
    /// 要, 想, 得 before a verb: not done yet.
    case modal
    /// 小时候, 老照片, 梦见, 隔壁县, 顺口溜, 新鲜得很: of another time, another place or nothing that happened, or for sale.
    case tale
    /// 一般罚, 算不算, 几点准开: what the rule is.
    case rule
    /// 部分, 还剩, 一半, 先.
    case partly
    /// 安排, 派人, 通知: somebody else is set to work.
    case delegation
    /// 下达通知书, 责令停工: an office's step that is no end yet.
    case enforcement
    /// 各网格, 全面, 专项: an order to all, about no single place.
    case campaign
    /// 不是, 打错了: something said before is mended.
    case mending
    /// 我, 你: talk between two.
    case person
    /// 复查, 核实: somebody looks whether it was done.
    case checking
    /// 宽限, 延期: more time.
    case moreTime
    /// 下午, 今晚: an hour of the day, which with a bare verb is to come.
    case dayPart
    /// 报了几件, 还剩几个.
    case howMany
    /// 牵头, 主办.
    case leading
    /// 配合, 协助.
    case assisting

    /// In order of their numbers.
    static let all = allCases

    /// One word after another, separated by spaces.
    var words: StaticString {
        switch self {
        case .negation: "没 没有 不 未 无 别 勿 冇 尚未 还没 还没有 并未 从未 未能 无法 不能 不会 不曾 not no never didn't don't isn't hasn't haven't"
        case .already: "已 已经 都已 均已 刚 刚刚 刚才 业已 早已 全部 already"
        case .ongoing:
            "正在 正 在清 在处理 在修 在弄 在搞 在赶 还要 还需 进行中 处理中 清理中 施工中 抢修中 整改中 维修中 ing 途中 路上 现场呢 继续"
        case .plan:
            "看着 盯着 守着 盯住 监督着 准备 打算 计划 将 将要 等下 等会 待会 一会 稍后 稍等 明天 明早 明日 后天 下周 周末 争取 会去 就去 就来 去处理 来处理 去清 去看看 will soon tomorrow going"
        case .question:
            "? 吗 嘛 么 没? 谁 哪 哪个 哪里 哪位 怎么 怎样 为什么 为啥 啥时候 什么时候 几时 几点 多久 多少 是不是 要不要 有没有 有没有人 能不能 可不可以 行不行 好不好 对不对 会不会 该不该 是否 能否 可否 请问 咋 了没 了没有 了没得 没得? 要得不 要得不? 行不 好了吧 完了吧 走了吧 清了吧 修了吧 了吧? 好吧? 没呢 呢? why who when where what how"
        case .wish: "希望 建议 盼望 最好 应该 应当 但愿 期待 祝 祝愿 愿 想要 能不能 可以考虑 增设 增加 规划 please consider"
        case .condition: "说好 答应 承诺 如果 要是 假如 万一 倘若 如有 一旦 若 凡是 的话 if"
        case .claimed: "你们说 你们说的 谁说 说是修好 说是弄好 说是清 说是处理 说什么 口口声声 骗人 骗鬼 糊弄 忽悠 号称 睁眼说瞎话 嘴上说 光说"
        case .urge:
            "请 麻烦 烦请 速来 速度 务必 必须 限 责令 要求 督促 来人 帮忙 拜托 处理下 处理一下 收一下 清一下 看一下 please"
        case .haste: "马上 立即 立刻 即刻 尽快 尽早 抓紧 赶紧 赶快 速 及时 这就"
        case .neglect: "没人管 没人理 没人搞 没人弄 没人收 没人扫 没人修 没人清 无人管 无人清 谁管 谁来管 有没有人管 有人管吗 没人处理 无人处理 不管 管一管 管管"
        case .finding: "发现 看到 见到 有人 出现 存在 有个 有一 有处 巡查发现 反映 投诉 举报 一堆 一处 好多 很多 到处 堆了 有堆 有辆 there is there are"
        case .ownHand: "我给 我们给 帮着 顺手 随手 当场 现场已 已现场 自行 自己动手 我已 我已经 我们已 我把 我先 我自己 已自行 亲自 带着志愿者 组织志愿者 组织保洁员 已联系保洁 叫保洁 帮忙清"
        case .notice:
            "请第一时间 请随时上报 及时在群里上报 请在群里上报 请发群里上报 转发 转: 转自 学习 通知 通告 公告 会议 会上 方案 文件 宣传 倡议 人人有责 培训 考试 答题 温馨提示 提醒大家 提示 预警 新闻 据报道 报道 气象台 活动 投票 链接 点击 关注 公众号 直播 比赛 标兵 先进 表彰 条例 法规 规定 禁止 严禁 知识 攻略 题 http www 台账 报送 报表 迎检 迎接 部署会 推进会 动员会 调度会 欢迎 报名 圆满"
        case .tally: "今日共 今天共 今日出动 共出动 出动 累计 人次 共清 共计 合计 总计 共劝导 本周 本月 上午共 下午共 全天 今日整治 工作情况 情况汇报 日报 战报 台账 汇总 统计"
        case .patrol: "巡查 巡逻 巡防 巡河 走访 排查 夜巡 巡护 巡检"
        case .allWell: "都畅通 均畅通 畅通无阻 都通畅 都完好 均完好 完好无损 无异常 一切正常 未发现 没发现 没有发现 未见异常 正常 无问题 没问题 无情况 平安"
        case .again: "又 再次 又有 又出 又来 反弹 回潮 死灰复燃 复发 反复 屡次 屡禁不止 还是老样子 第二次 第三次 again"
        case .danger:
            "有小孩 小孩 差点 危险 要塌 要倒 要掉 要垮 快塌 快掉 快倒 冒烟 着火 起火 失火 爆炸 触电 漏电 电线断 压到电线 压到线 受伤 伤人 砸到人 摔伤 摔倒 被困 晕倒 救命 快来 快叫人 紧急 十万火急 塌了 垮了 danger urgent emergency fire"
        case .handling:
            "清理 清运 清扫 清除 清洗 清走 清掉 清 处理 处置 整改 整治 整理 劝离 劝走 劝返 劝导 搬走 搬离 搬开 移走 移开 拖走 拖离 拉走 运走 拆除 拆掉 拆 修复 修好 修理 维修 抢修 修缮 更换 换新 换好 换 补好 修补 补 填平 填 扫 打扫 保洁 冲洗 冲刷 洒水 疏通 疏导 铲除 铲 刷白 粉刷 覆盖 摘除 撤除 撤走 撤 恢复 归位 扶正 加固 关停 查封 取缔 教育 制止 解决 办结 完成 落实 消杀 捞 打捞 收走 收拾 扑灭 调解 沟通 加装 安装 装好 通电 通水 复位 收 收回 让出来 捡 捡走 捡干净 挪 挪走 挪开 垫 垫平 抽干 抽走 焊好 绑好 盖 盖好 盖上 关阀 接通 收走 收进去 消毒 喷洒 夯实 铺好 刷 剪 修剪 割 割草 锯 扑打 浇灭 转运 装走 摆放整齐 摆正 围起来 围好 隔离 处罚 罚 开单 贴单 抄牌 搞 弄 搞好 弄好 搞定 做好 cleaned fixed removed repaired done"
        case .result: "回去 起来 进去 出来 上去 下来 回来 回 上 完 好 掉 走 干净 到位 完毕 完成 结束 开 净 光 平 妥 清 定 毕 通 住 正 整齐 [完成] ok [ok]"
        case .smallTalk:
            "哈哈 嘻嘻 嘿嘿 呵呵 好看 漂亮 谢谢 感谢 多谢 早上好 早安 晚上好 晚安 下午好 中午好 大家好 点赞 给力 加油 生日快乐 新年快乐 节日快乐 恭喜 祝贺 周末愉快 吃饭 好吃 下班 天气 好热 好冷 [玫瑰] [太阳] [鼓掌]"
        case .praise:
            "挺干净 很干净 真干净 都是干净 都干净 干干净净 不错 挺好 很好 真好 好走 好用 好看 漂亮 整洁 好多了 亮堂 美观 靓 清爽 舒服 方便多了 规范多了 秩序井然 井然有序 今非昔比 一尘不染 规矩得很 都规矩 规规矩矩 巴适 安逸得 好安逸 硬是要得 通起的 亮堂堂 一次都没 变化大 变成小游园 变漂亮 稀奇 顺畅 宽敞 焕然一新 点个赞 值得表扬 大快人心 抓到 抓获 破获"
        case .receipt: "收到请回复 收到回复 请回复收到 看到请回复 收到请接龙 请接龙 接龙 收到请扣1 收到扣1 回复收到"
        case .modal: "等 要 想 得 该 需 需要 应 应该 必须 可以 能 去 来 再 会"
        case .delegation:
            "安排 已派 派人 派了 派车 派工 派员 通知 通知了 联系 联系了 上报 报给 报了 转给 转交 移交 交办 告知 督促 叫了 喊了 交代 反馈给 对接 协调"
        case .enforcement:
            "下达 下了整改 下发 开具 发了整改 整改通知 整改通知书 停工通知 停工整治通知 责令整改通知 限期整改通知 立案调查 立案查处 约谈 已约谈 下了通知 贴了告知 送达"
        case .campaign: "各网格 各单位 各社区 各村 各责任 各部门 各组 各街道 各中队 各片区 所有网格 所有单位 全面 专项 一遍 开展 行动 沿街 全县 全城 全镇 辖区内 "
        case .mending: "打错 打错了 写错 写错了 说错 说错了 发错 发错了 更正 纠正 更正一下 应该是 改成 改为 而是 搞错 搞错了 弄错了 看错了 口误 笔误"
        case .person: "我 你 您 他 她 咱 俺 我们 你们 他们 咱们 i you my your he she"
        case .checking: "复查 复核 核查 核实 验收 回访 回头看 再看 复看 核验"
        case .moreTime: "宽限 延期 延长 延到 推迟 延后 缓几天 缓两天 多给 再给"
        case .dayPart:
            "下班前 下班之前 下班以前 下班后 下班以后 下班高峰 上班前 天黑前 天黑之前 收工前 收工后 散场后 散场以后 饭后 雨停后 停电后 停水后 下午 上午 中午 今晚 晚上 傍晚 晚点 晚些 今天 今日 周一 周二 周三 周四 周五 周六 周日 月底 这两天 过两天 过几天"
        case .howMany: "报了几 还剩几 剩几 剩多少 几件了 几个了 报了多少 处理了几 处理了多少 办结几 办结多少 多少件"
        case .leading: "牵头 主办 主责 负责 为主"
        case .assisting: "配合 协助 协办 配合处理 支援"
        case .tale:
            "娘家 老家 旅游 出差 外甥 表哥 表姐 表弟 表妹 姐夫 妹夫 嫂子家 亲戚家 同事小区 别的城市 大城市 跟咱县 跟我们县 那时候 那时 小时候 当年 八几年 七几年 九几年 年代 老照片 早些年 头些年 从前 想当初 年轻时 年轻的时候 过去那 梦到 梦见 做梦 做了个梦 隔壁县 隔壁市 外县 邻县 别的县 外省 外地 省城 国外 电视里 电视上 电视剧 抖音 快手 短视频 视频里 新闻里 朋友圈 热搜 小说 电影 作文 顺口溜 段子 笑话 口号 谜语 童谣 打油诗 相声 小品 朗诵 老婆喊 老婆叫 老公喊 我老婆 我老公 游戏 开盘 送鸡蛋 优惠 折扣 好吃 味道不错 味道好 味道硬是 味道可以 哪个一路 约起 整两串 撸串 聚餐 新鲜得 新鲜着 刚上市 团购 拼单 代购 招聘 求购 二手 征集 骑行赛 马拉松 比赛 晚会 演出 联欢 运动会 得奖 获奖 笑死 笑安逸 笑惨 有意思 搞笑 哪个想的 高考分数 手气 打牌赢"
        case .rule:
            "一般罚 罚多少 罚好多 罚几百 罚款多少 扣几分 扣分 不扣分 算不算 算违 违规不 违不违 违法吗 合法不 合法吗 有没得规定 有没有规定 明文规定 怎么处罚 怎么罚 几点准 几点钟准 准时开 几点开 几点钟开 几点关 准不准 让不让 能养不 可不可以养 时候开工 时候动工 时候开会 哪天开工 哪天动工 算哪类 算哪种 属于哪 是不是都算 要罚吗 会罚吗"
        case .partly: "还差 就差 只差 剩一点 部分 一半 大半 大部分 还剩 剩下 剩余 还有 一多半 多半 前半 后半 半截 百分之 没完 差一点 差不多 基本 初步 先"
        }
    }
}
