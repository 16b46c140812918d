/// What a message is for.
public enum Intent: String, Sendable, CaseIterable, Hashable {
    case report, directive, acknowledge, progress, done, reject, transfer, extend, suspend, remind, query
    case confirm, dispute, rate, correct, withdraw, approve, refuse, verify, answer, broadcast, receipt
    case patrol, tally, census, chatter
    case close, void, supervise, appeal
}
