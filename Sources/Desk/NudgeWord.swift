import Domain

extension LadderStep.Kind {
    /// What is said of one case in a post whose own words say more, or something else.
    func word(on clock: CaseClock, language: String) -> String {
        let words: (String, String) =
            switch self {
            case .chase:
                switch clock {
                case .intake: ("等待核实", "to be verified")
                case .dispatch: ("等待派遣", "no unit yet")
                case .answer, .handling: ("尚未签收", "not acknowledged")
                case .check: ("等待核查", "to be checked")
                case .approval: ("等待答复", "waiting for a word")
                }
            case .reminder: ("临近时限", "the limit is near")
            case .notice: ("已超时限", "past the limit")
            case .yellow: ("黄牌", "yellow card")
            case .red: ("红牌", "red card")
            case .escalation: ("提级督办", "escalated")
            }
        return language == "en" ? words.1 : words.0
    }
}
