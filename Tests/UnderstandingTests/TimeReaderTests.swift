import Domain
import Testing

@testable import Understanding

@Suite struct TimeReaderTests {
    /// Said on Saturday, 21 November 2026 at 09:12:33.
    @Test(arguments: [
        ("请下午5点前回复", "2026-11-21T17:00:00+08:00"), ("限今天下午五点前清完", "2026-11-21T17:00:00+08:00"),
        ("请17:00前处理", "2026-11-21T17:00:00+08:00"),
        ("请5点前处理", "2026-11-21T17:00:00+08:00"), ("今晚8点前清完，务必", "2026-11-21T20:00:00+08:00"),
        ("半小时内反馈，请马上处理", "2026-11-21T09:42:33+08:00"),
        ("请两小时内处理", "2026-11-21T11:12:33+08:00"), ("限三天处理完", "2026-11-24T09:12:33+08:00"),
        ("请11月25日前处理完", "2026-11-25T23:59:59+08:00"),
        ("请25号之前处理", "2026-11-25T23:59:59+08:00"), ("今天必须处理", "2026-11-21T23:59:59+08:00"),
        ("请明天上午处理完", "2026-11-22T12:00:00+08:00"),
        ("请于明早前清理", "2026-11-22T09:00:00+08:00"), ("请周一前处理", "2026-11-23T23:59:59+08:00"),
        ("请下周三前拆除", "2026-11-25T23:59:59+08:00"),
        ("请下班前处理", "2026-11-21T18:00:00+08:00"), ("请上午十点半前清理", "2026-11-21T10:30:00+08:00"),
        ("请月底前处理", "2026-11-30T23:59:59+08:00"),
        ("请8点前清理", "2026-11-21T20:00:00+08:00"), ("请2026年12月1日前处理", "2026-12-01T23:59:59+08:00"),
        ("请三天内整改", "2026-11-24T09:12:33+08:00"),
    ])
    func `a limit is set`(_ written: String, _ expected: String) {
        let reading = Seeds.read(written)
        #expect(reading.deadline.map { Zone.china.format($0) } == expected)
    }

    @Test(arguments: ["垃圾三天前就有了", "昨天下午就没人管", "早上7点多就来了", "井盖没了", "收到", "两点意见请大家看下"])
    func `no limit is set by`(_ written: String) {
        #expect(Seeds.read(written).deadline == nil)
    }

    @Test(arguments: [
        ("配件没货 申请延期3天", Limit(3, .days)), ("能不能宽限两天", Limit(2, .days)), ("请求延期一周", Limit(7, .days)),
        ("再给半天时间", Limit(4, .hours)),
        ("申请延期2小时", Limit(2, .hours)),
    ])
    func `an extension has its length`(_ written: String, _ expected: Limit) {
        let item = Seeds.read(written).items[0]
        #expect(item.intent == .extend)
        #expect(item.extensionLimit == expected)
    }

    @Test func `relative times are not read without a time of sending`() {
        #expect(Seeds.rulebook.read("请下午5点前处理", Surroundings()).deadline == nil)
    }
}
