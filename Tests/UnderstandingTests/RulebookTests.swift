import Domain
import Testing

@testable import Understanding

@Suite struct RulebookTests {
    private let small = Rulebook(smallCounty())

    private func read(_ text: String, _ around: Surroundings = Surroundings()) -> Reading.Item {
        small.read(text, around).items[0]
    }

    // MARK: Types

    @Test(arguments: [("文明路有垃圾", 80...99), ("文明路有杂物", 55...79), ("这里有点脏", 0...54)])
    func `points decide whether to file, ask or stay silent`(_ text: String, _ expected: ClosedRange<Int>) {
        let item = read(text)
        // A word in passing, without a place, is no report at all.
        #expect(item.intent == (expected.lowerBound > 0 ? .report : .chatter))
        if item.intent == .report { #expect(expected.contains(item.confidence), "\(item.confidence)") }
    }

    @Test func `a phrase inside a longer one says nothing`() {
        let item = read("文明路有建筑垃圾")
        #expect(item.type == "06011")
        #expect(item.alternatives.isEmpty)
        #expect(item.evidence.map(\.source) == ["keyword:建筑垃圾", "intent:发现", "place:文明路"].filter { $0 != "intent:发现" })
    }

    @Test func `two types with as much behind them are not filed unasked`() {
        let rulebook = Rulebook(smallCounty { $0.keywords.append(Keyword(phrase: "店外店", type: "06010", points: 6)) })
        let item = rulebook.read("文明路有店外店", Surroundings()).items[0]
        #expect(item.confidence < 80)
        #expect(item.alternatives.count == 1)
    }

    @Test func `points against a type count`() {
        let rulebook = Rulebook(smallCounty { $0.keywords.append(Keyword(phrase: "垃圾分类", type: "06010", points: -6)) })
        #expect(rulebook.read("垃圾分类", Surroundings()).items[0].intent == .chatter)
    }

    @Test(arguments: ["没有垃圾了", "未发现垃圾", "不再有垃圾", "这里没有垃圾"])
    func `what is denied is no report`(_ text: String) {
        #expect(read(text).type == nil)
    }

    @Test func `a rule needs its words and none of the others`() {
        let item = read("文明路路灯不亮")
        #expect(item.type == "01037")
        #expect(item.urgent)
        #expect(item.resolveWithin == Limit(2, .urgentHours))
        #expect(item.evidence.contains { $0.source == "rule:lamp-1" && $0.text == "路灯不亮" })
        #expect(read("文明路路灯好看 不亮").type == nil || read("文明路路灯好看 不亮").confidence < 55)
        #expect(read("文明路灯杆坏了").type == "01037")
    }

    @Test func `a variant is read as what it means and shown as what was written`() {
        let item = read("文明路一堆垃级")
        #expect(item.type == "06010")
        #expect(item.evidence.contains { $0.source == "keyword:垃圾" && $0.text == "垃级" && $0.start == 5 && $0.end == 7 })
        #expect(item.evidence.contains { $0.source == "variant:垃级" })
        #expect(read("文明路dwd").type == "09005")
        #expect(read("文明路xdwdx").type == nil)
    }

    // MARK: Places

    @Test(arguments: [
        ("宣芳桥靠市场一百米处空地有垃圾", "宣芳桥靠市场一百米处空地", "宣芳桥"), ("宣芳大桥下面有垃圾", "宣芳大桥下面", "宣芳桥"), ("文明路32号有店外店", "文明路32号", "文明路"),
        ("文明路12号到28号有垃圾", "文明路12号到28号", "文明路"), ("和平路与解放路交叉口有垃圾", "和平路与解放路交叉口", nil), ("中医院对面有垃圾", "中医院对面", nil),
        ("碧水蓝天工地旁边有垃圾", "碧水蓝天工地旁边", nil), ("幸福小区3栋2单元楼下有垃圾", "幸福小区3栋2单元楼下", nil), ("发现建设路往东50米处有垃圾", "建设路往东50米处", nil),
        ("在人民广场东边 有垃圾", "人民广场东边", nil), ("一堆垃圾，文明路", "文明路", "文明路"), ("工业园到高速路口全是垃圾", "工业园到高速路口", nil),
    ])
    func `the place is the whole phrase as written`(_ text: String, _ phrase: String, _ name: String?) {
        let place = read(text).place
        #expect(place?.text == phrase)
        #expect(place?.name == name)
    }

    @Test(arguments: ["有垃圾", "收到", "今天路上有点堵", "垃圾没人管", "马路上都是垃圾"])
    func `no place is made up from`(_ text: String) {
        #expect(read(text).place == nil || read(text).place?.name == nil)
    }

    @Test func `an ambiguous name is narrowed by the room, by other places, by the sender, else left open`() {
        let open = read("阳光花园有垃圾").place
        #expect(open?.name == "阳光花园")
        #expect(open?.grid == nil)
        #expect(open?.candidates.map(\.grid) == ["03", "05"])
        let key = RoomKey(adapter: "generic", id: "r")
        let room = Room(key: key, name: "", purpose: .work, grid: "05")
        #expect(read("阳光花园有垃圾", Surroundings(room: room)).place?.grid == "05")
        let county = Room(key: key, name: "", purpose: .work, grid: "c")
        #expect(read("阳光花园有垃圾", Surroundings(room: county)).place?.grid == nil)
        let worker = smallCounty().person("wang")
        #expect(read("阳光花园有垃圾", Surroundings(sender: worker)).place?.grid == "03")
        #expect(read("文明路边上的阳光花园有垃圾").place?.candidates.isEmpty == true)
    }

    @Test func `a named grid, the room and the sender give the grid when the place does not`() {
        #expect(read("3号网格幸福小区有垃圾").place?.grid == "03")
        let room = Room(key: RoomKey(adapter: "generic", id: "r"), name: "", purpose: .work, grid: "05")
        #expect(read("幸福小区有垃圾", Surroundings(room: room)).place?.grid == "05")
        #expect(read("幸福小区有垃圾", Surroundings(sender: smallCounty().person("wang"))).place?.grid == "03")
        #expect(read("幸福小区有垃圾").place?.grid == nil)
    }

    @Test func `the routes give the unit`() {
        let item = read("文明路有垃圾")
        #expect(item.unit == "hws")
        #expect(item.assist == ["sz"])
    }

    // MARK: Items

    @Test func `a list has an item for each line and a place for each`() {
        let reading = small.read("1、文明路垃圾3处；2、和平路店外店2户\n3、解放路路灯不亮", Surroundings())
        #expect(reading.items.map(\.type) == ["06010", "09005", "01037"])
        #expect(reading.items.map(\.place?.text) == ["文明路", "和平路", "解放路"])
        #expect(reading.items.map { $0.quantities.map(\.valueText) } == [["3"], ["2"], []])
    }

    @Test func `several places with their problems are several items`() {
        let reading = small.read("文明路有垃圾，和平路店外店严重", Surroundings())
        #expect(reading.items.map(\.type) == ["06010", "09005"])
        #expect(reading.items.map(\.place?.text) == ["文明路", "和平路"])
        let same = small.read("文明路有一堆垃圾，和平路也有一堆垃圾", Surroundings())
        #expect(same.items.map(\.place?.text) == ["文明路", "和平路"])
    }

    @Test func `problems of one place share it`() {
        let reading = small.read("文明路有垃圾，还有店外店", Surroundings())
        #expect(reading.items.map(\.type) == ["06010", "09005"])
        #expect(reading.items.map(\.place?.text) == ["文明路", "文明路"])
    }

    @Test func `place, problem and number in clauses of their own are one item`() {
        let reading = small.read("路灯不亮 文明路南段 3盏", Surroundings())
        #expect(reading.items.count == 1)
        #expect(reading.items[0].place?.text == "文明路南段")
        #expect(reading.items[0].quantities.map(\.valueText) == ["3"])
    }

    @Test func `the ranges of items are stretches of the original text`() {
        let text = "１、文明路垃圾；２、和平路店外店"
        let scalars = Array(text.unicodeScalars)
        let reading = small.read(text, Surroundings())
        let written = reading.items.map { item in String(String.UnicodeScalarView(scalars[item.range])) }
        #expect(written == ["文明路垃圾", "和平路店外店"])
    }

    @Test func `again, with a finder's own hand, and pressed`() {
        #expect(read("文明路又有垃圾").recurrence)
        #expect(!read("文明路有垃圾").recurrence)
        let own = read("文明路发现一堆垃圾，已当场清理", Surroundings(sender: smallCounty().person("wang")))
        #expect(own.intent == .report)
        #expect(own.selfHandled)
        let unit = read("文明路垃圾已清理", Surroundings(sender: smallCounty().person("li"), isReply: true))
        #expect(unit.intent == .done)
        #expect(unit.type == "06010")
    }

    // MARK: The rest

    @Test func `mentions are units, people and strangers`() {
        let reading = small.read("@环卫 @李强 文明路有垃圾@某人", Surroundings())
        #expect(reading.mentions == [.unit("hws"), .person("li"), .unknown("某人")])
    }

    @Test(arguments: [
        ("1", Reading.Answer.choices([1])), ("1 3", .choices([1, 3])), ("1和3", .choices([1, 3])),
        ("1、2", .choices([1, 2])), ("选2", .choices([2])), ("是", .yes), ("否", .no), ("全部", .all), ("二", .choices([2])),
        ("不是", .no), ("都是", .all), ("是的。", .yes),
    ])
    func `an answer is understood`(_ text: String, _ answer: Reading.Answer) {
        #expect(small.read(text, Surroundings()).answer == answer)
    }

    @Test(arguments: ["收到", "文明路有垃圾", "12号楼", "100", "007", "已清理", ""])
    func `is no answer`(_ text: String) {
        #expect(small.read(text, Surroundings()).answer == nil)
    }

    @Test func `a correction carries the new value`() {
        let place = Seeds.read("打错了 是和平路不是和平巷").items[0]
        #expect(place.intent == .correct)
        #expect(place.place?.text == "和平路")
        #expect(Seeds.read("不是3户是5户").items[0].quantities.map(\.valueText) == ["5"])
        #expect(Seeds.read("*店外经营").items[0].type == "09005")
    }

    @Test(arguments: [("请转水利", "sw"), ("这个不归城管 找住建", "zj"), ("@市政 这个是你们的", "sz")])
    func `a transfer or a refusal names the new owner`(_ text: String, _ unit: String) {
        #expect(Seeds.read(text).items[0].unit == unit)
    }

    @Test func `an order names who leads and who assists`() {
        let item = Seeds.read("请水东居委会牵头 市政配合").items[0]
        #expect(item.intent == .directive)
        #expect(item.unit == "sdjw")
        #expect(item.assist == ["sz"])
    }

    /// The three sentences that the county's own report quotes.
    @Test func `the quoted sentences are read as they must be`() {
        let first = Seeds.read("宣芳桥靠市场一百米处空又地出现一堆垃圾请所在网格及时清理").items[0]
        #expect(first.intent == .report)
        #expect(first.type == "06010")
        #expect(first.recurrence)
        #expect(first.place?.name == "宣芳桥")
        let second = Seeds.read("对新一中工地下达停工整治通知").items[0]
        #expect(second.intent == .progress)
        #expect(second.place?.name == "新一中工地")
        let third = Seeds.read("碧水蓝天工地带泥上路责令立即冲洗").items[0]
        #expect(third.intent == .report)
        #expect(third.type == "08012")
        #expect(third.place?.name == "碧水蓝天工地")
    }

    @Test func `readings do not depend on who reads at the same time`() async {
        let text = "1、文明路口暴露垃圾1处；2、文明路32号店外经营2户。请下午5点前回复"
        let expected = Seeds.read(text)
        await withTaskGroup(of: Reading.self) { group in
            for _ in 0..<8 { group.addTask { Seeds.read(text) } }
            for await reading in group { #expect(reading == expected) }
        }
    }
}
