import Chat
import Domain
import Synchronization

/// How the bridge and a homeserver stand to each other at this moment.
final class MatrixLink: Sendable {
    enum Standing: String, Sendable {
        /// Nothing was heard yet.
        case unknown
        case up
        /// Nobody answers: posts wait, nothing is given up.
        case away
        /// Our token is not taken: somebody has to look.
        case lockedOut = "locked out"
    }

    enum Ping: String, Sendable {
        /// Not asked yet, or the homeserver does not know the question.
        case unknown
        /// The homeserver has called us, and we it.
        case answered
        case failed
        /// In this mode the homeserver never calls.
        case none
    }

    struct State: Sendable {
        var standing = Standing.unknown
        var ping = Ping.unknown
        var since: Timestamp?
        fileprivate var lastTransaction: UInt64?
        fileprivate var suspectsGap = false
    }

    private let state: Mutex<State>
    private let members = Mutex<[String: Set<String>]>([:])
    private let waits = Mutex<[String: Int]>([:])
    private let changedRights = Mutex<Set<String>>([])

    init(ping: Ping = .unknown) { state = Mutex(State(ping: ping)) }

    var current: State { state.withLock { $0 } }

    /// Both directions work, as far as is known.
    var isReady: Bool {
        let state = current
        return state.standing == .up && (state.ping == .answered || state.ping == .none)
    }

    /// - Returns: whether this changed anything.
    @discardableResult
    func set(_ standing: Standing, at now: Timestamp) -> Bool {
        state.withLock { state in
            guard state.standing != standing else { return false }
            state.standing = standing
            state.since = now
            return true
        }
    }

    func set(_ ping: Ping) { state.withLock { $0.ping = ping } }

    // MARK: Whether something may be missing

    /// - Parameter number: of a transaction.
    /// - Returns: whether numbers have begun anew: the homeserver was started again, and what waited in its memory may
    ///   be lost to us.
    func noteTransaction(_ number: UInt64) -> Bool {
        state.withLock { state in
            defer { state.lastTransaction = number }
            guard let last = state.lastTransaction, number < last else { return false }
            state.suspectsGap = true
            return true
        }
    }

    /// - Returns: whether a gap was suspected since the last call.
    func takeSuspicion() -> Bool {
        state.withLock { state in
            defer { state.suspectsGap = false }
            return state.suspectsGap
        }
    }

    /// Looks at a room in which too much is missing that are let pass: a homeserver that was cut off from us hands over by
    /// itself what it kept, the oldest first.
    private static let patience = 4

    /// - Returns: whether a gap that is too large is to be left to the homeserver once more.
    func leavesToHomeserver(_ room: String) -> Bool {
        waits.withLock { waits in
            let count = waits[room, default: 0]
            waits[room] = count < Self.patience ? count + 1 : nil
            return count < Self.patience
        }
    }

    func hasCaughtUp(_ room: String) { waits.withLock { $0[room] = nil } }

    // MARK: What the bot may in a room

    /// The rights in a room have changed: whatever is being asked about them is out of date.
    func noteRights(in room: String) { changedRights.withLock { _ = $0.insert(room) } }
    /// They are about to be asked for.
    func beginToAsk(of room: String) { changedRights.withLock { _ = $0.remove(room) } }
    func haveRightsChanged(in room: String) -> Bool { changedRights.withLock { $0.contains(room) } }

    // MARK: Who is in a room

    func members(of room: String) -> Set<String>? { members.withLock { $0[room] } }
    func remember(_ people: Set<String>, of room: String) { members.withLock { $0[room] = people } }
    /// Somebody came or went: to be asked for again.
    func forgetMembers(of room: String) { members.withLock { $0[room] = nil } }
}

extension MatrixLink.Standing {
    /// What a failure tells; nil when it tells nothing of the homeserver itself.
    init?(_ failure: MatrixFailure) {
        if failure.isLockedOut {
            self = .lockedOut
        } else if failure.isAway {
            self = .away
        } else {
            return nil
        }
    }
}
