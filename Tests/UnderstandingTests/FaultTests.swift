import Domain
import Testing
import Understanding

/// Things of the tables and what goes wrong with them in words that stand in no rule.
@Suite struct FaultTests {
    @Test(arguments: [
        ("文明路减速带磨平了", "02043"), ("时代广场变压器一直滴油", "01048"), ("文明路的站牌弯成了弓", "02004"),
        ("文明路旗杆上的滑轮坏了", "01035"), ("时代广场充电桩扫码没反应", "01054"), ("文明路邮筒的门敞着", "01042"),
    ])
    func `a thing and a fault are a problem`(_ written: String, _ type: String) throws {
        let item = try #require(Seeds.read(written).items.first)
        #expect(item.intent == .report)
        #expect(item.type == type)
        #expect(item.confidence >= 80)
    }

    @Test(arguments: [
        "文明路减速带没坏", "文明路减速带那里等你", "时代广场变压器旁边的面馆好吃", "文明路邮筒修好了", "文明路的站牌不歪了",
    ])
    func `a thing beside no fault is none`(_ written: String) {
        #expect(Seeds.read(written).items.allSatisfy { $0.intent != .report || $0.confidence < 80 })
    }

    @Test func `without a place it is asked about and not filed`() throws {
        let item = try #require(Seeds.read("减速带磨平了").items.first)
        #expect(item.intent == .report)
        #expect((55..<80).contains(item.confidence))
    }

    @Test(arguments: ["文明路路灯的灯杆被人锯走了一截", "时代广场井盖遭人撬走了"])
    func `what somebody did to it is no deed`(_ written: String) throws {
        #expect(try #require(Seeds.read(written).items.first).intent == .report)
    }
}
