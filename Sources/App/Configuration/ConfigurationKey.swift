/// One key of the configuration: the table from which reading, `help config` and the sample of `init` are made.
struct ConfigurationKey: Sendable {
    enum Kind: Sendable, Equatable {
        case text
        /// `127.0.0.1:8480`
        case endpoint
        /// With its scheme, http or https.
        case url
        /// `Asia/Shanghai`
        case timeZone
        /// At most sixteen, or none.
        case letters
        case whole(ClosedRange<Int>)
        case flag
        /// `17:30`, or empty for never.
        case clock
        /// `Fri 17:30`
        case weekdayClock
        /// `1 09:00`: a day of the month.
        case dayClock
        /// `21:30-07:30`, or empty for none.
        case window
        /// `["08:00-12:00", …]`
        case windows
        /// `Mon-Fri` or `Mon,Tue,Sat`
        case weekdays
        case oneOf([String])

        /// What to write, in words.
        var expected: String {
            switch self {
            case .text: "a text"
            case .endpoint: "an address and a port such as \"127.0.0.1:8480\" or \"[::1]:8480\""
            case .url: "an http or https URL"
            case .timeZone: "a zone of the system's database such as \"Asia/Shanghai\""
            case .letters: "at most 16 letters, or \"\""
            case .whole(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
            case .flag: "true or false"
            case .clock: "a time such as \"17:30\", or \"\" for never"
            case .weekdayClock: "a weekday and a time such as \"Fri 17:30\", or \"\" for never"
            case .dayClock: "a day of the month and a time such as \"1 09:00\", or \"\" for never"
            case .window: "a window such as \"21:30-07:30\", or \"\" for none"
            case .windows: "windows such as [\"08:00-12:00\", \"14:00-18:00\"]"
            case .weekdays: "weekdays such as \"Mon-Fri\" or \"Mon,Wed,Sat\""
            case .oneOf(let words): "one of \(words.map { "\"\($0)\"" }.joined(separator: ", "))"
            }
        }
    }

    /// Dotted: `digest.day`.
    let path: String
    let kind: Kind
    /// As it stands in the sample; nil for a key that has no value unless given.
    let sample: String?
    let meaning: String

    init(_ path: String, _ kind: Kind, _ sample: String?, _ meaning: String) {
        self.path = path
        self.kind = kind
        self.sample = sample
        self.meaning = meaning
    }

    var section: String? { path.contains(".") ? String(path.prefix { $0 != "." }) : nil }
    var name: String { path.split(separator: ".").last.map(String.init) ?? path }

    static let all: [ConfigurationKey] = [
        .init("listen", .endpoint, "\"127.0.0.1:8480\"", "address and port to listen on"),
        .init("publicURL", .url, "\"http://127.0.0.1:8480\"", "how others reach this server"),
        .init("dataDirectory", .text, "\"data\"", "store and photos; relative to this file"),
        .init("seeds", .text, nil, "folder of the tables a new deployment starts from; found by itself when absent"),
        .init("templates", .text, nil, "folder of the templates; found by itself when absent"),
        .init("tables", .text, nil, "folder of tables that an empty store imports once"),
        .init("timeZone", .timeZone, "\"Asia/Shanghai\"", "zone of every time that is shown"),
        .init("language", .oneOf(["zh-Hans", "en"]), "\"zh-Hans\"", "language of posts where a room names none"),
        .init("posts", .oneOf(["on", "off"]), "\"on\"", "\"off\" reads and keeps, and posts nothing: a trial"),
        .init("understanding.fileFrom", .whole(1...100), "80", "confidence from which a report is filed at once"),
        .init("understanding.askFrom", .whole(1...100), "55", "confidence from which it is asked about"),
        .init("cases.numberPrefix", .letters, "\"\"", "letters before every case number"),
        .init("cases.duplicateMetres", .whole(0...1000), "50", "reports of a type this near are one case"),
        .init("cases.duplicateHours", .whole(1...720), "24", "how old a case may be to merge by distance"),
        .init("cases.reopenHours", .whole(1...720), "24", "how long a closing may be contested"),
        .init("cases.recurrenceDays", .whole(0...365), "7", "days within which a problem counts as come back"),
        .init("digest.day", .clock, "\"17:30\"", "cut-off of the day, and when its digest is posted"),
        .init("digest.morning", .clock, "\"08:00\"", "when the work rooms are told what falls due"),
        .init(
            "digest.week", .weekdayClock, "\"Fri 17:30\"",
            "cut-off of the week; kept for the weekly digest, not used yet"),
        .init(
            "digest.month", .dayClock, "\"1 09:00\"", "cut-off of the month; kept for the monthly digest, not used yet"),
        .init("quietHours", .window, "\"21:30-07:30\"", "reminders and cards wait; emergencies never do"),
        .init("workingHours", .windows, "[\"08:00-12:00\", \"14:00-18:00\"]", "the usual working day"),
        .init("workingDays", .weekdays, "\"Mon-Fri\"", "the usual working week; calendar.csv has the exceptions"),
        .init("retention.messageDays", .whole(1...3650), "7", "days to keep messages that joined no case"),
        .init("retention.mediaDays", .whole(1...36500), "365", "days to keep photos; not applied yet, they stay"),
        .init(
            "retention.caseYears", .whole(1...100), "3", "years to keep the words of cases; not applied yet, they stay"),
        .init("limits.bodyBytes", .whole(1024...16_777_216), "262144", "largest webhook body"),
        .init("limits.photoBytes", .whole(1024...268_435_456), "26214400", "largest photo"),
        .init("limits.perSenderPerMinute", .whole(1...10000), "60", "messages of one sender; more are set aside"),
        .init("log.level", .oneOf(["debug", "info", "warning", "error"]), "\"info\"", "the least that is logged"),
        .init("log.format", .oneOf(["text", "json"]), "\"text\"", "one line of text or JSON an event"),
    ]

    /// Keys of an entry of `adapters`, by kind.
    static let adapter: [ConfigurationKey] = [
        .init("name", .text, nil, "the adapter's name: part of its address, of accounts and of rooms.csv"),
        .init("kind", .oneOf(["generic", "matrix", "sandbox"]), nil, "which chat it speaks to"),
        .init(
            "scheme", .oneOf(["standard", "github", "timestamped", "bearer", "none"]), "\"standard\"",
            "generic: how senders sign"),
        .init("secrets", .text, nil, "generic: the secrets in force, the newest first; \"env:NAME\" or \"file:PATH\""),
        .init("deliver", .text, nil, "generic: where replies are posted"),
        .init("deliverSecret", .text, nil, "generic: signs replies; the first of secrets when absent"),
        .init("allowPrivateHosts", .flag, "false", "generic: replies and photos may go to private addresses"),
        .init("fetchToken", .text, nil, "generic: bearer token for fetching photos"),
        .init("fetchHosts", .text, nil, "generic: hosts that photos may come from; any when absent"),
        .init("edits", .flag, "false", "generic: also deliver reply.edited when a card changes"),
        .init("reactions", .flag, "false", "generic: also deliver reactions"),
        .init("homeserver", .url, nil, "matrix: where the homeserver answers"),
        .init("serverName", .text, nil, "matrix: the homeserver's name, what stands behind the colon in users' ids"),
        .init("bot", .text, "\"gridbot\"", "matrix: the part of the bot's id before the colon"),
        .init("displayName", .text, "\"网格助手\"", "matrix: what people call the bot"),
        .init(
            "asToken", .text, nil,
            "matrix: the registration's as_token; when absent, the one that 'matrix registration' made"),
        .init(
            "hsToken", .text, nil,
            "matrix: the registration's hs_token; when absent, the one that 'matrix registration' made"),
        .init("allowServers", .text, nil, "matrix: servers whose invitations are accepted; serverName when absent"),
        .init("callbackURL", .url, nil, "matrix: where the homeserver calls the bridge; publicURL when absent"),
        .init("legacyToken", .flag, "false", "matrix: hs_token may come in the address, as old homeservers send it"),
        .init(
            "accessToken", .text, nil,
            "matrix: an ordinary account's token in place of asToken and hsToken; the bridge then asks for news itself"),
    ]
}
