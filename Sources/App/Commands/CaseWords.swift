import Cases
import Desk
import Domain

/// A case in words, as lists and cards for people show it, in one of the two languages.
struct CaseWords {
    let county: County
    let zone: Zone
    /// `zh-Hans` or `en`
    let language: String
    let showsSensitive: Bool

    var isEnglish: Bool { language == "en" }

    func pick(_ chinese: String, _ english: String) -> String { isEnglish ? english : chinese }

    func state(_ subject: Case) -> String { subject.state.word(language: language) }

    func type(_ subject: Case) -> String {
        guard let code = subject.type else { return "" }
        guard let type = county.caseType(code) else { return code }
        return isEnglish && !type.nameEn.isEmpty ? type.nameEn : type.name
    }

    func place(_ subject: Case) -> String {
        Masking.mask(subject.place.text ?? subject.place.name ?? "")
    }

    func grid(_ subject: Case) -> String { subject.grid.map { county.grid($0)?.name ?? $0 } ?? "" }

    func unit(_ code: String?) -> String {
        guard let code else { return "" }
        guard let unit = county.unit(code) else { return code }
        return isEnglish && !unit.nameEn.isEmpty ? unit.nameEn : unit.name
    }

    func reporter(_ subject: Case) -> String {
        subject.reporter.person.map { county.person($0)?.name ?? $0 } ?? subject.reporter.account.description
    }

    /// Who did something, as the ledger names them: a person's id, an account, or the bridge.
    func actor(_ name: String) -> String {
        name == Actor.bridge.name ? pick("系统", "bridge") : county.person(name)?.name ?? name
    }

    func room(_ subject: Case) -> String { county.room(subject.source.room)?.name ?? subject.source.room.description }

    /// What people wrote; nil after a recall, and of a sensitive case unless it was asked for.
    func text(_ words: String?, of subject: Case) -> String? {
        subject.sensitive && !showsSensitive ? nil : words.map(Masking.mask)
    }

    /// `2026-11-21 09:12`
    func moment(_ instant: Timestamp?) -> String {
        guard let instant else { return "" }
        let time = zone.civil(instant)
        return "\(time.date) \(time.clock)"
    }

    func supervision(_ level: Case.Supervision) -> String {
        switch level {
        case .none: ""
        case .notice: pick("催办", "notice")
        case .yellow: pick("黄牌", "yellow card")
        case .red: pick("红牌", "red card")
        }
    }

    func role(_ role: Case.Photo.Role) -> String {
        switch role {
        case .before: pick("处置前", "before")
        case .after: pick("处置后", "after")
        case .near: pick("近景", "near")
        case .far: pick("远景", "far")
        }
    }

    func quantity(_ quantity: Quantity) -> String {
        let about = quantity.approximate ? pick("约", "about ") : ""
        let verb =
            switch quantity.measure {
            case .found: pick("发现", "found")
            case .corrected: pick("整改", "corrected")
            case .seized: pick("暂扣", "seized")
            case .cleaned: pick("清理", "cleared")
            }
        return "\(verb)\(isEnglish ? " " : "")\(about)\(quantity.valueText)\(isEnglish ? " " : "")\(quantity.unit)"
    }

    func event(_ kind: Case.Event.Kind) -> String { isEnglish ? kind.rawValue : Self.chinese(kind) }

    private static func chinese(_ kind: Case.Event.Kind) -> String {
        switch kind {
        case .reported: "上报"
        case .verificationAsked: "请求核实"
        case .verified: "核实"
        case .filed: "立案"
        case .rejected: "不予立案"
        case .merged: "并案"
        case .assigned: "派遣"
        case .acknowledged: "签收"
        case .progress: "进展"
        case .returned: "退回"
        case .transferAsked: "申请移交"
        case .transferred: "移交"
        case .extensionAsked: "申请延期"
        case .extended: "准予延期"
        case .extensionRefused: "不予延期"
        case .suspensionAsked: "申请挂账"
        case .suspended: "挂账"
        case .suspensionRefused: "不予挂账"
        case .resumed: "恢复办理"
        case .handled: "处置完毕"
        case .checkAsked: "请求核查"
        case .confirmed: "确认"
        case .disputed: "异议"
        case .closed: "结案"
        case .reopened: "重新办理"
        case .selfHandled: "自行处置"
        case .withdrawn: "撤回"
        case .voided: "作废"
        case .forced: "强制结案"
        case .corrected: "更正"
        case .edited: "修改原文"
        case .recalled: "原文撤回"
        case .noted: "留言"
        case .photo: "照片"
        case .supervised: "督办"
        case .cardRemoved: "摘牌"
        case .reminded: "提醒"
        case .rated: "评价"
        case .appealed: "申诉"
        case .exempted: "免责"
        case .appealRefused: "申诉驳回"
        case .claimed: "认领"
        case .deadline: "改定时限"
        case .overdue: "超时"
        }
    }
}
