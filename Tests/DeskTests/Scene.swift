import Cases
import Desk
import Domain
import Foundation
import Store
import Tables
import Templating
import Testing
import Understanding

/// A work group of a small county, with the common tables, a clock, and the real ledger in memory.
struct Scene {
    static let work = RoomKey(adapter: "generic", id: "work")
    static let leaders = RoomKey(adapter: "generic", id: "leaders")
    static let emergency = RoomKey(adapter: "generic", id: "emergency")
    static let mediation = RoomKey(adapter: "generic", id: "unit-zz")

    let desk: Desk
    let store: Store
    var now: Timestamp
    private var count = 0
    private var lastPost: ID<OutgoingPost>?

    /// Starts on Friday 2026-11-20 at 09:00.
    /// - Parameters:
    ///   - tables: changes what is no word of the language: people, limits, hours, the ladder.
    ///   - privately: the platform has rooms of two.
    init(
        _ change: (inout DeskSettings) -> Void = { _ in }, tables: (inout CountyTables) -> Void = { _ in },
        privately: Bool = false
    ) throws {
        var settings = DeskSettings()
        change(&settings)
        let usual = try Self.usual.get()
        var changed = usual.tables
        tables(&changed)
        desk = Desk(
            county: changed == usual.tables && !privately
                ? usual.county : County(changed, privateAdapters: privately ? ["generic"] : []),
            rulebook: usual.rulebook,
            phrasebook: try Self.phrasebook.get(), settings: settings,
            hours: WorkingTime(calendar: usual.tables.calendar))
        store = try Store.inMemory(randomBits: { 7 })
        now = Zone.china.instant(CivilDate(year: 2026, month: 11, day: 20)!, secondOfDay: 9 * 3600)
    }

    /// With a case of the sanitation unit, acknowledged; its card is `card:a`.
    static func acknowledged() async throws -> Scene {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.say("hws-li", "收到", to: "a")
        _ = try await scene.posts()
        return scene
    }

    // MARK: Acting

    /// Somebody says something; gives the message's id.
    @discardableResult
    mutating func say(
        _ sender: String, _ text: String?, photos: Int = 0, to quoted: String? = nil, in room: RoomKey = Scene.work,
        at point: Coordinate? = nil, addressed: Bool = false, id: String? = nil, after pause: Duration = .seconds(30)
    ) async throws -> String {
        try await wait(pause)
        count += 1
        let id = id ?? "m\(count)"
        let message = InboundMessage(
            adapter: "generic", id: id, room: room, sender: AccountKey(adapter: "generic", id: sender), text: text,
            attachments: (0..<photos).map { .init(id: "\(id)-\($0)") }, location: point, replyTo: quoted,
            mentions: addressed ? [.init(target: .me)] : [], sentAt: now)
        try await handle(message)
        return id
    }

    mutating func edit(_ id: String, by sender: String, to text: String, revision: Int64 = 1) async throws {
        try await wait(.seconds(20))
        try await handle(
            InboundMessage(
                adapter: "generic", id: id, kind: .edited(revision: revision), room: Self.work,
                sender: AccountKey(adapter: "generic", id: sender), text: text, sentAt: now))
    }

    mutating func recall(_ id: String, by sender: String) async throws {
        try await wait(.seconds(20))
        try await handle(
            InboundMessage(
                adapter: "generic", id: id, kind: .deleted, room: Self.work,
                sender: AccountKey(adapter: "generic", id: sender), sentAt: now))
    }

    mutating func react(_ sender: String, _ key: String, on target: String) async throws {
        try await wait(.seconds(20))
        count += 1
        try await handle(
            InboundMessage(
                adapter: "generic", id: "r\(count)", kind: .reactionAdded(target: target, key: key), room: Self.work,
                sender: AccountKey(adapter: "generic", id: sender), sentAt: now))
    }

    private func handle(_ message: InboundMessage) async throws {
        let (desk, now) = (desk, now)
        try await store.write { tx in _ = try desk.handle(message, at: now, in: tx) }
    }

    /// Lets time pass, ringing every timer at its moment.
    mutating func wait(_ pause: Duration) async throws {
        let end = now.advanced(by: pause)
        let desk = desk
        while let due = try await store.read({ try $0.nextTimerDue() }), due <= end {
            try await store.write { tx in
                for timer in try tx.takeDueTimers(at: due, limit: 1) { try desk.ring(timer, at: due, in: tx) }
            }
        }
        now = end
    }

    /// Sets the timer of the next morning post, as the bridge does.
    mutating func setMorning() async throws {
        let day = Zone.china.date(now).advanced(byDays: 1)
        try await store.write { try $0.set(DeskTimer(.morning, due: Zone.china.instant(day, secondOfDay: 8 * 3600))) }
    }

    // MARK: Looking

    /// What was said since the last look, without edits and reactions.
    mutating func posts() async throws -> [OutboundPost] {
        let after = lastPost
        let fresh = try await store.read { try $0.outbox(nil, limit: 1000, after: after) }
        lastPost = fresh.last?.id ?? lastPost
        return fresh.map(\.post).filter { if case .create = $0.action { true } else { false } }
    }

    /// The kinds of what was said since the last look.
    mutating func kinds() async throws -> [String] { try await posts().map(\.kind) }

    /// Signs put on messages since the last look.
    mutating func reactions() async throws -> [String] {
        let after = lastPost
        let fresh = try await store.read { try $0.outbox(nil, limit: 1000, after: after) }
        lastPost = fresh.last?.id ?? lastPost
        return fresh.compactMap {
            if case .reaction(let key, let target) = $0.post.action { "\(key) \(target)" } else { nil }
        }
    }

    /// Every case, the oldest first.
    func cases() async throws -> [Case] {
        try await store.read { try $0.cases(CaseFilter(includesSensitive: true), limit: 1000) }.sorted { $0.id < $1.id }
    }

    func history(_ subject: Case) async throws -> [String] {
        try await store.read { try $0.history(of: subject.id) }.map(\.kind.rawValue)
    }

    // MARK: The county

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let common = Result {
        let folder = root.appendingPathComponent("seeds/common")
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasSuffix(".csv") {
            files[name] = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
        }
        return TableFiles.read(files: files).tables
    }

    private static let phrasebook = Result {
        var books: [String: TemplateBook] = [:]
        for language in ["zh-Hans", "en"] {
            let folder = root.appendingPathComponent("Templates/\(language)")
            var sources: [String: String] = [:]
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                sources[String(name.dropLast(".mustache".count))] =
                    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            }
            books[language] = try TemplateBook(sources)
        }
        return Phrasebook(books)
    }

    /// The usual county's, built once: a rulebook over all common tables takes a moment in a debug build.
    private static let usual = Result {
        var tables = try common.get()
        fill(&tables)
        let county = County(tables)
        return (tables: tables, county: county, rulebook: Rulebook(county))
    }

    private static func fill(_ tables: inout CountyTables) {
        func accounts(_ id: String) -> [AccountKey] { [AccountKey(adapter: "generic", id: id)] }
        tables.grids = [
            Grid(code: "xx", name: "某县", level: .county),
            Grid(code: "03", name: "3号网格", parent: "xx", aliases: ["3网格"], chief: "zhao"),
            Grid(code: "07", name: "7号网格", parent: "xx"),
        ]
        tables.places = [
            Place(name: "宣芳桥", grid: "03", coordinate: Coordinate(latitude: 25.39, longitude: 114.93)),
            Place(name: "时代广场", grid: "03"), Place(name: "文明路", grid: "07"), Place(name: "中医院", grid: "07"),
            Place(name: "幸福小区", grid: "03"), Place(name: "幸福小区", grid: "07"),
        ]
        tables.units = [
            Unit(code: "hws", name: "环卫所", aliases: ["环卫"], head: "hws-li"),
            Unit(code: "cg1", name: "城管一中队", aliases: ["一中队", "城管"], head: "cg1-he"),
            Unit(code: "sz", name: "市政公司", aliases: ["市政"]),
            Unit(code: "zls", name: "自来水公司"), Unit(code: "zz", name: "综治中心"),
        ]
        tables.people = [
            Person(id: "wang", name: "王芳", role: .worker, grid: "03", accounts: accounts("wang")),
            Person(id: "luo", name: "罗飞", role: .worker, grid: "07", accounts: accounts("luo")),
            Person(id: "hws-li", name: "老李", role: .unit, unit: "hws", accounts: accounts("hws-li")),
            Person(id: "hws-zhou", name: "周大勇", role: .unit, unit: "hws", accounts: accounts("hws-zhou")),
            Person(id: "cg1-he", name: "何小军", role: .unit, unit: "cg1", accounts: accounts("cg1-he")),
            Person(id: "sz-gao", name: "高工", role: .unit, unit: "sz", accounts: accounts("sz-gao")),
            Person(id: "zls-wen", name: "温工", role: .unit, unit: "zls", accounts: accounts("zls-wen")),
            Person(id: "zz-hua", name: "华姐", role: .unit, unit: "zz", accounts: accounts("zz-hua")),
            Person(id: "zhao", name: "赵书记", role: .leader, accounts: accounts("zhao")),
            Person(id: "chen", name: "陈静", role: .dispatcher, accounts: accounts("chen")),
            Person(id: "he", name: "贺兰", role: .checker, accounts: accounts("he")),
        ]
        tables.routes = [
            Route(type: "市容环境", unit: "hws"), Route(type: "街面秩序", unit: "cg1"),
            Route(type: "宣传广告", unit: "cg1"), Route(type: "市政公用设施", unit: "sz"),
            Route(type: "99001", unit: "zls", assist: ["sz"]), Route(type: "98001", unit: "zz"),
            Route(type: "06025", unit: "sz", assist: ["hws"]),
        ]
        tables.rooms = [
            Room(key: work, name: "工作群", purpose: .work, grid: "xx"),
            Room(key: leaders, name: "领导群", purpose: .leaders), Room(key: emergency, name: "应急群", purpose: .emergency),
            Room(key: mediation, name: "综治群", purpose: .unit, unit: "zz"),
            Room(key: RoomKey(adapter: "generic", id: "listen"), name: "旁听群", purpose: .observe),
        ]
    }
}
