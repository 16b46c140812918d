import Foundation
import JSON
import TestBed
import Testing

/// A test's own room of the suite's work group, seen through the leader's eyes.
final class Scene {
    let group: WorkGroup
    let work: String
    /// The room's.
    let name: String
    /// Places that no other test speaks of.
    let places: [String]
    let watch: Watch
    private var helps: [String] = []

    var server: Synapse { group.server }
    var bridge: RunningBridge { group.bridge }
    var leader: MatrixUser { group.leader }
    var worker: MatrixUser { group.workers[0] }
    var head: MatrixUser { group.head }
    var leaders: String { group.leaders }
    var admin: String { group.admin }

    /// - Parameter version: of the room.
    static func play(version: String = "12", _ body: (Scene) async throws -> Void) async throws {
        let group = try #require(OnSynapse.group)
        do { try await body(try await Scene(group, version: version)) } catch {
            Issue.record("the bridge said:\n\(group.bridge.log.suffix(6000))")
            Issue.record("the homeserver said:\n\(group.server.log)")
            try await group.recover()
            throw error
        }
    }

    private init(_ group: WorkGroup, version: String) async throws {
        self.group = group
        let room = try group.takeRoom(version: version)
        (work, name) = (room.id, room.name)
        places = group.takePlaces(3)
        watch = try await Watch(group.leader)
        try await group.untilJoined(work)
    }

    /// A report of one of the test's places; one type for all.
    func report(_ index: Int = 0) -> String { places[index] + "有垃圾没人清理" }

    /// The room's cases, as `cases export --json` prints them.
    func cases() async throws -> [JSONValue] {
        let (code, output) = try await group.command("cases", "export", "--json")
        #expect(code == 0, "\(output)")
        return (try JSONReader.read(Array(output.utf8)).array ?? []).filter {
            $0["source"]?["room"]?.string == work
        }
    }

    /// The room's only case, once its photos are fetched.
    func caseWithPhotos() async throws -> JSONValue {
        let ledger = try await Condition.wait(for: "photos of the case") {
            let ledger = try await cases()
            let photos = ledger.first?["photos"]?.array ?? []
            return photos.allSatisfy { $0["sha256"]?.string != nil } ? ledger : nil
        }
        #expect(ledger.count == 1)
        return try #require(ledger.first)
    }

    // MARK: What is seen

    /// The bot's new message that answers one.
    func answer(to message: String, in room: String? = nil) async throws -> MatrixEvent {
        try await watch.wait(room ?? work, for: "answer to \(message)") { events in
            events.first { $0.answers(message) }
        }
    }

    /// The words of a card after an edit that satisfies a condition.
    @discardableResult
    func edit(
        of card: MatrixEvent, in room: String? = nil, for what: String, where condition: (String) -> Bool
    ) async throws -> String {
        try await watch.wait(room ?? work, for: "edit of the card: \(what)") { events in
            events.lazy.filter { $0.sender == Synapse.bot && $0.replaces == card.id }.compactMap(\.newBody)
                .first(where: condition)
        }
    }

    /// The bot's sign on a message.
    @discardableResult
    func sign(on message: String, in room: String? = nil) async throws -> MatrixEvent {
        try await watch.wait(room ?? work, for: "reaction on \(message)") { events in
            events.first { $0.sender == Synapse.bot && $0.type == "m.reaction" && $0.reactsTo == message }
        }
    }

    /// What the bot has said in the work room, edits and reactions aside.
    var posts: [MatrixEvent] { watch.events(of: work).filter(\.isPost) }

    /// What the admin room was told of the work room.
    var told: [MatrixEvent] { watch.events(of: admin).filter { $0.isPost && $0.body.contains(name) } }

    func untilTold() async throws {
        try await watch.wait(admin, for: "word to the admin room") { _ in told.isEmpty ? nil : true }
    }

    /// Asks for help and waits for it: what the bot had to say in the room before is said by then.
    /// - Returns: the question's id.
    @discardableResult
    func helped(in room: String) async throws -> String {
        let asked = try await worker.say("帮助", mentioning: Synapse.bot, as: .pill, in: room)
        _ = try await answer(to: asked, in: room)
        return asked
    }

    /// Waits until every report has its card, then holds that each has exactly one and the ledger one case for each.
    func expectOneCardEach(for reports: [String], within limit: Duration) async throws {
        try await watch.wait(
            work, for: "card for each of \(reports.count) reports", within: limit, pausing: .milliseconds(300)
        ) { events in
            let answered = Set(events.lazy.filter(\.isPost).compactMap(\.repliesTo))
            return answered.isSuperset(of: reports) ? true : nil
        }
        helps.append(try await helped(in: work))
        let counts = Dictionary(posts.compactMap(\.repliesTo).map { ($0, 1) }, uniquingKeysWith: +)
        #expect(reports.filter { counts[$0] != 1 } == [])
        #expect(Set(counts.keys).subtracting(reports).subtracting(helps).isEmpty, "what is no report is not answered")
        let sources = try await cases().compactMap { $0["source"]?["message"]?.string }
        #expect(sources.count == Set(sources).count)
        #expect(Set(sources) == Set(reports))
    }
}
