public import Cases

extension Case.State {
    /// What people call the state: `处置中`, `being handled`.
    public func word(language: String) -> String {
        let isEnglish = language == "en"
        return switch self {
        case .reported: isEnglish ? "reported" : "待受理"
        case .verifying: isEnglish ? "being verified" : "待核实"
        case .rejected: isEnglish ? "not filed" : "不予立案"
        case .filed: isEnglish ? "filed" : "待派遣"
        case .dispatched: isEnglish ? "waiting for the unit" : "待签收"
        case .handling: isEnglish ? "being handled" : "处置中"
        case .returned: isEnglish ? "returned" : "已退回"
        case .suspended: isEnglish ? "suspended" : "已挂账"
        case .feedback: isEnglish ? "waiting for confirmation" : "待核查"
        case .checking: isEnglish ? "being checked" : "核查中"
        case .rework: isEnglish ? "rework" : "返工"
        case .closed: isEnglish ? "closed" : "已办结"
        case .selfClosed: isEnglish ? "handled on the spot" : "自行处置"
        case .merged: isEnglish ? "merged" : "已并案"
        case .withdrawn: isEnglish ? "withdrawn" : "已撤回"
        case .voided: isEnglish ? "voided" : "已作废"
        case .forceClosed: isEnglish ? "closed by order" : "强制结案"
        }
    }
}
