import Cases
import Chat
import Desk
import Domain
import Foundation
import JSON
import Store

/// `gridbridge replay`: a chat log through the whole bridge, in memory, on the log's own clock.
struct ReplayCommand {
    private let arguments: Arguments

    init(_ words: ArraySlice<String>) throws(UsageError) {
        arguments = try Arguments(
            words, command: "replay",
            .init(options: ["--tables", "--until"], flags: ["--cases", "--all", "--json"], words: 1...1))
    }

    func run() async throws -> ExitCode {
        let setting = try await Setting(arguments)
        let until = try arguments.value("--until").map { try Moment.read($0, setting.zone, option: "--until") }
        let log = try ReplayLog(file: arguments.words[0])
        let bridge = Bridge(
            county: setting.county,
            phrasebook: try TemplateFolder.phrasebook(
                in: setting.resources.templates, language: setting.configuration.language),
            configuration: setting.configuration, adapters: ["generic"])
        let store = try Store.inMemory(randomBits: { 1 })
        var replay = Replay(bridge: bridge, store: store, showsAll: arguments.has("--all"))
        try await replay.run(log, until: until)
        if arguments.has("--cases") { try await replay.printCases(setting) }
        Console.complain(replay.summary)
        return .done
    }
}

/// The messages of a log, in order of arrival.
struct ReplayLog {
    let messages: [InboundMessage]

    /// - Throws: `BadData` with every line that cannot be read.
    init(file: String) throws {
        var messages: [InboundMessage] = []
        var problems: [String] = []
        try Console.eachLine(of: file) { number, bytes in
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return }
            do throws(DecodeFailure) {
                switch try GenericEnvelope.decode(recorded: bytes, adapter: "generic") {
                case .message(let message): messages.append(message)
                case .ping, .ignored: break
                }
            } catch {
                problems.append("\(file):\(number):1: \(error.description)")
            }
        }
        guard problems.isEmpty else { throw BadData(problems: problems) }
        self.messages = messages
    }

}

/// One run of a log.
struct Replay {
    let bridge: Bridge
    let store: Store
    let showsAll: Bool
    private var printed: ID<OutgoingPost>?
    /// Deliveries taken: what repeats word for word is one.
    private var delivered: Set<InboundMessage> = []
    private var postsByRoom: [String: Int] = [:]
    /// Messages that people wrote: new ones, repeated deliveries counted once.
    private var humanMessages: Set<String> = []

    init(bridge: Bridge, store: Store, showsAll: Bool) {
        self.bridge = bridge
        self.store = store
        self.showsAll = showsAll
    }

    mutating func run(_ log: ReplayLog, until: Timestamp?) async throws {
        guard let first = log.messages.first else { return }
        var clock = first.sentAt
        let bridge = bridge
        let start = clock
        try await store.write { tx in try bridge.setDailyTimers(at: start, last: nil, in: tx) }
        for message in log.messages {
            if message.sentAt > clock {
                if let until, message.sentAt > until { break }
                // What was said at a timer's very moment was said in time.
                try await ring(upTo: message.sentAt.advanced(by: .milliseconds(-1)))
                clock = message.sentAt
            }
            // A delivery that repeats word for word changes nothing, as its webhook id would say.
            guard delivered.insert(message).inserted else { continue }
            if message.kind == .created, !message.senderIsBot { humanMessages.insert(message.id) }
            let now = clock
            try await store.write { tx in _ = try bridge.handle(message, at: now, in: tx) }
            try await printPosts()
        }
        try await ring(upTo: until ?? clock)
    }

    /// Fires timers in time order, each at its own moment.
    private mutating func ring(upTo end: Timestamp) async throws {
        let bridge = bridge
        while true {
            let fired = try await store.write { tx -> Bool in
                guard let due = try tx.nextTimerDue(), due <= end,
                    let timer = try tx.takeDueTimers(at: due, limit: 1).first
                else { return false }
                try bridge.ring(timer, at: due, in: tx)
                return true
            }
            if !fired { return }
            try await printPosts()
        }
    }

    private mutating func printPosts() async throws {
        var writer = JSONWriter(capacity: 4096)
        while true {
            let after = printed
            let posts = try await store.read { tx in try tx.outbox(nil, limit: 1000, after: after) }
            if posts.isEmpty { break }
            for outgoing in posts {
                printed = outgoing.id
                let post = outgoing.post
                switch post.action {
                case .create: postsByRoom[post.room.id, default: 0] += 1
                case .edit, .reaction: if !showsAll { continue }
                }
                write(post, into: &writer)
                writer.newline()
            }
        }
        Console.flush(&writer)
    }

    private func write(_ post: OutboundPost, into writer: inout JSONWriter) {
        let number = post.caseInfo?.number
        let zone = bridge.zone
        writer.object { line in
            switch post.action {
            case .create: line.member("id", post.id)
            case .edit(let target, _): line.member("edit", target)
            case .reaction(let key, let target):
                line.member("reaction", key)
                line.member("on", target)
                line.member("time", zone.format(post.at))
                line.member("room", post.room.id)
                return
            }
            line.member("time", zone.format(post.at))
            line.member("room", post.room.id)
            line.member("kind", post.kind)
            line.member("text", post.text)
            if let replyTo = post.replyTo { line.member("replyTo", replyTo) } else { line.null("replyTo") }
            line.array("mentions") { list in for id in post.mentions { list.string(id) } }
            if let number { line.member("case", number) } else { line.null("case") }
        }
    }

    func printCases(_ setting: Setting) async throws {
        let county = bridge.county
        let zone = bridge.zone
        let text = try await store.read { tx -> [UInt8] in
            let json = CaseJSON(county: county, zone: zone, showsSensitive: false)
            var cases: [Case] = []
            var before: ID<Case>?
            while true {
                let page = try tx.cases(CaseFilter(includesSensitive: true), limit: 500, before: before)
                if page.isEmpty { break }
                cases += page
                before = page.last?.id
            }
            var writer = JSONWriter(capacity: 1 << 16)
            for subject in cases.sorted(by: { $0.id < $1.id }) {
                let history = try tx.history(of: subject.id)
                try writer.object { line in
                    line.key("case")
                    try json.write(
                        subject, history: history, numberOf: { try tx.find($0)?.number?.description }, into: &line)
                }
                writer.newline()
            }
            return writer.bytes
        }
        Console.print(text)
    }

    /// Posts a room and posts for each message that people wrote.
    var summary: String {
        let total = postsByRoom.values.reduce(0, +)
        let people = humanMessages.count
        let rooms = postsByRoom.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        let share = people == 0 ? "—" : String(format: "%.3f", Double(total) / Double(people))
        return "posts: \(total) (\(rooms)); human messages: \(people); posts per human message: \(share)"
    }
}

/// Times on the command line.
enum Moment {
    /// RFC 3339, or local `2026-11-21` and `2026-11-21T09:00`.
    static func read(_ text: String, _ zone: Zone, option: String) throws(UsageError) -> Timestamp {
        if let instant = Timestamp(rfc3339: text) { return instant }
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        if let date = parts.first.flatMap({ CivilDate(String($0)) }) {
            if parts.count == 1 { return zone.instant(date) }
            let clock = parts[1].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
            if clock.count == 2, let hour = clock[0], let minute = clock[1], (0...24).contains(hour),
                (0...59).contains(minute)
            {
                return zone.instant(date, secondOfDay: hour * 3600 + minute * 60)
            }
        }
        throw UsageError("\(option) wants a time such as 2026-11-21T09:00 or 2026-11-21T09:00:00+08:00, not '\(text)'")
    }
}
