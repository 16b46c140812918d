/// A time zone as a value: the offsets from UTC and when they change. The core never asks the system for a zone.
public struct Zone: Hashable, Sendable {
    /// One change of the offset.
    public struct Change: Hashable, Sendable {
        public let at: Timestamp
        /// Seconds east of UTC from then on.
        public let offset: Int

        public init(at: Timestamp, offset: Int) {
            self.at = at
            self.offset = offset
        }
    }

    public let identifier: String
    /// Seconds east of UTC before the first change.
    public let initialOffset: Int
    /// In time order.
    public let changes: [Change]

    public init(identifier: String, initialOffset: Int, changes: [Change] = []) {
        self.identifier = identifier
        self.initialOffset = initialOffset
        self.changes = changes
    }

    public static let utc = Zone(identifier: "UTC", initialOffset: 0)
    /// Standard time of China, without changes since 1991.
    public static let china = Zone(identifier: "Asia/Shanghai", initialOffset: 8 * 3600)

    /// Seconds east of UTC at an instant.
    public func offset(at instant: Timestamp) -> Int {
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].at <= instant { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? initialOffset : changes[low - 1].offset
    }

    public func civil(_ instant: Timestamp) -> CivilTime {
        let local = instant.seconds + Int64(offset(at: instant))
        let day = local >= 0 ? local / 86400 : (local - 86399) / 86400
        return CivilTime(date: CivilDate(dayNumber: Int(day)), secondOfDay: Int(local - day * 86400))
    }

    public func date(_ instant: Timestamp) -> CivilDate { civil(instant).date }

    /// The instant of a local time. A time that the clocks skip is taken with the offset before the change, one that
    /// comes twice is the first. `secondOfDay` may lie outside the day.
    public func instant(_ date: CivilDate, secondOfDay: Int = 0) -> Timestamp {
        let local = Int64(date.dayNumber) * 86400 + Int64(secondOfDay)
        let early = offset(at: Timestamp(seconds: local - 86400))
        let guess = Timestamp(seconds: local - Int64(early))
        if offset(at: guess) == early { return guess }
        let late = offset(at: Timestamp(seconds: local + 86400))
        let other = Timestamp(seconds: local - Int64(late))
        return offset(at: other) == late ? other : guess
    }

    public func instant(_ time: CivilTime) -> Timestamp { instant(time.date, secondOfDay: time.secondOfDay) }

    /// `2026-11-21T09:12:33+08:00`: RFC 3339 in this zone, whole seconds.
    public func format(_ instant: Timestamp) -> String {
        let time = civil(instant)
        let seconds = offset(at: instant)
        let minutes = abs(seconds) / 60
        return "\(time.date)T\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))"
            + "\(seconds < 0 ? "-" : "+")\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
    }
}

extension Timestamp {
    /// Reads an RFC 3339 time (section 5.6) with any offset; fractions of a second are dropped, a leap second is read
    /// as the second before.
    public init?(rfc3339 text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 40,
            let date = CivilDate(String(decoding: bytes[0..<10], as: UTF8.self)),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t") || bytes[10] == UInt8(ascii: " "),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = decimal(bytes[11..<13]), let minute = decimal(bytes[14..<16]),
            let second = decimal(bytes[17..<19]), hour < 24, minute < 60, second <= 60
        else { return nil }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            let digits = rest.prefix { $0 >= 48 && $0 <= 57 }
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(digits.count)
        }
        let offset: Int
        switch rest.first {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            guard rest.count == 1 else { return nil }
            offset = 0
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let body = Array(rest.dropFirst())
            guard body.count == 5, body[2] == UInt8(ascii: ":"), let hours = decimal(body[0..<2]),
                let minutes = decimal(body[3..<5]), hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 3600 + minutes * 60) * (rest.first == UInt8(ascii: "-") ? -1 : 1)
        default: return nil
        }
        let local = Int64(date.dayNumber) * 86400 + Int64(hour * 3600 + minute * 60 + min(second, 59))
        self.init(seconds: local - Int64(offset))
    }
}
