import Domain

extension Nudge {
    /// What a post of supervision says of its cases; what it says of one case only stands behind that.
    struct Heading: Equatable {
        var kind: Kind
        var clock: CaseClock
        /// The deadline of the work has come.
        var isPast: Bool

        /// Reminder and notice are said before the deadline or after it, as the ladder has them; the other kinds say the
        /// same at both times.
        static func == (a: Heading, b: Heading) -> Bool {
            guard a.kind == b.kind, a.clock == b.clock else { return false }
            return a.isPast == b.isPast || (a.kind != .reminder && a.kind != .notice)
        }

        func word(language: String) -> String {
            let words: (String, String) =
                switch kind {
                case .chase:
                    switch clock {
                    case .intake: ("等待核实", "to be verified")
                    case .dispatch: ("等待派遣", "no unit yet")
                    case .answer, .handling: ("尚未签收", "not acknowledged")
                    case .check: ("等待核查", "to be checked")
                    case .approval: ("等待答复", "waiting for a word")
                    }
                case .reminder, .notice: isPast ? ("已超时限", "past the limit") : ("临近时限", "the limit is near")
                case .yellow: ("黄牌", "yellow card")
                case .red: ("红牌", "red card")
                case .escalation: ("提级督办", "escalated")
                }
            return language == "en" ? words.1 : words.0
        }
    }
}
