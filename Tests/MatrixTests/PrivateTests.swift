import Desk
import Domain
import Foundation
import HTTPServer
import JSON
import Store
import TestBed
import Testing

/// A county whose units' heads are told alone of what nobody has answered within the first second.
enum Alone {
    static let ladder = """
        step,at,clock,urgent,to,kind,held
        alone,1%,answer,,head|private,chase,no

        """
    static let limits = "clock,type,grid,within\nanswer,*,01,1um|1um\nanswer,突发事件,*,1um\nhandling,*,*,1d\n"
    static var tables: [String: String] { ["ladder.csv": ladder, "limits.csv": limits] }

    /// Lets a bridge that is stopped say at its next start what it has gathered for a room.
    static func hurry(_ county: MatrixCounty) async throws {
        let store = try Store(path: county.store)
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        try await store.write { tx in
            for timer in try tx.dueTimers(at: Timestamp(seconds: 4_000_000_000), limit: 100) {
                if case .nudges = timer.work { try tx.set(DeskTimer(timer.work, due: now)) }
            }
        }
        try await store.close()
    }

    /// Leaves on disk what a kill leaves between the opening of a room of two and the note of it.
    static func forgetRoom(of person: String, _ county: MatrixCounty) async throws {
        let store = try Store(path: county.store)
        try await store.write { tx in
            try tx.save(MatrixPrivateRoom(with: RoomKey(adapter: "matrix", id: person)))
        }
        try await store.close()
    }
}

extension MatrixUser {
    /// The rooms of two that somebody has asked this person into and that wait for an answer.
    func invitations(from inviter: String) async throws -> [String] {
        let rooms =
            try await call("GET", ["sync"], query: [("timeout", "0")])["rooms"]?["invite"]?.object?.members ?? []
        return rooms.filter { room in
            (room.value["invite_state"]?["events"]?.array ?? []).contains { event in
                event["state_key"]?.string == id && event["sender"]?.string == inviter
                    && event["content"]?["is_direct"]?.bool == true
            }
        }.map(\.key)
    }

    /// Waits until somebody has asked this person into a room of two.
    func invitation(from inviter: String) async throws -> String {
        try await Condition.wait(for: "an invitation by \(inviter)") { try await invitations(from: inviter).first }
    }

    func leave(_ room: String) async throws { try await call("POST", ["rooms", room, "leave"], [:]) }

    /// Waits until so many words of the bot stand in a room.
    func words(_ count: Int, of bot: String = Synapse.bot, in room: String) async throws -> [MatrixEvent] {
        try await Condition.wait(for: "\(count) words in a room of two") {
            let words = try await history(of: room).filter {
                $0.sender == bot && $0.type == "m.room.message" && $0.replaces == nil
            }
            return words.count >= count ? words : nil
        }
    }
}

extension OnSynapse {
    /// Rooms of two with a real homeserver: one for each person, whatever happens, and what is said there.
    @Suite struct PrivateTests {
        /// Runs a body in a work group of its own.
        private func play(_ body: (WorkGroup, String) async throws -> Void) async throws {
            let group = try await WorkGroup(
                on: try OnSynapse.server(), versions: ["12"], workers: 1, tables: Alone.tables)
            let work = try group.takeRoom(version: "12").id
            do {
                try await group.untilJoined(work)
                try await body(group, work)
            } catch {
                Issue.record("the bridge said:\n\(group.bridge.log.suffix(6000))")
                group.bridge.signal(SIGKILL)
                _ = await group.bridge.end()
                group.county.remove()
                throw error
            }
            await group.remove()
        }

        private func kill(_ group: WorkGroup) async throws {
            group.bridge.signal(SIGKILL)
            #expect(await group.bridge.end() == 128 + SIGKILL)
        }

        /// The case of a place.
        private func subject(_ place: String, _ group: WorkGroup) async throws -> JSONValue? {
            let (code, output) = try await group.command("cases", "export", "--json")
            #expect(code == 0, "\(output)")
            return try JSONReader.read(Array(output.utf8)).array?.first { $0["place"]?["name"]?.string == place }
        }

        /// Waits until the case of a place has climbed the step; what it says then waits for its bundle.
        private func untilReminded(_ place: String, _ group: WorkGroup) async throws {
            try await Condition.wait(for: "the step of \(place)") {
                let events = try await subject(place, group)?["events"]?.array ?? []
                return events.contains { $0["why"]?.string == "alone" } ? true : nil
            }
        }

        @Test func `one room is opened for a person, and found again whatever ends the bridge`() async throws {
            try await play { group, work in
                let (worker, head) = (group.workers[0], group.head)
                let places = group.takePlaces(3)
                try await worker.say(places[0] + "路面塌陷了", in: work)
                let room = try await head.invitation(from: Synapse.bot)
                // Between the room and the first word, or a moment later.
                try await kill(group)
                try await group.restart()
                try await head.join(room)
                let first = try await head.words(1, in: room)
                #expect(first[0].body.contains(places[0]), "\(first[0].body)")

                // What stands there counts as an answer, what is for others to read does not.
                let answer = try await head.reply("收到", to: first[0].id, in: room)
                try await Condition.wait(for: "a sign on the answer") {
                    try await head.history(of: room).contains { $0.reactsTo == answer } ? true : nil
                }
                #expect(try await subject(places[0], group)?["state"]?.string == "handling")
                let asked = try await head.say("申请延期三天，车坏了", in: room)
                let second = try await head.words(2, in: room)
                #expect(second[1].repliesTo == asked && second[1].body.contains("工作群"))

                // Killed after the homeserver had made the room and before that was noted.
                #expect(await group.bridge.stop() == 0)
                try await Alone.forgetRoom(of: head.id, group.county)
                try await group.restart()
                try await worker.say(places[1] + "路面塌陷了", in: work)
                let third = try await head.words(3, in: room)
                #expect(third[2].body.contains(places[1]))
                try await worker.say(places[2] + "路面塌陷了", in: work)
                let fourth = try await head.words(4, in: room)
                #expect(fourth.count == 4 && Set(fourth.map(\.body)).count == 4)
                #expect(try await head.invitations(from: Synapse.bot) == [])
                #expect(try await head.members(of: room).sorted() == [Synapse.bot, head.id].sorted())
                let known = try await MatrixUser(id: Synapse.bot, token: Synapse.serviceToken, on: group.server)
                    .call("GET", ["user", Synapse.bot, "account_data", "m.direct"])
                #expect(known[head.id] == [.string(room)])
                let check = try await group.command("check")
                #expect(!check.output.contains(room), "\(check.output)")
            }
        }

        @Test func `who is there is told alone, and who has left is told in the group again`() async throws {
            try await play { group, work in
                let (worker, head) = (group.workers[0], group.head)
                let places = group.takePlaces(3)
                /// What the group was told of a place beside its card.
                func told(_ place: String) async throws -> [MatrixEvent] {
                    try await worker.history(of: work).filter {
                        $0.isPost && $0.repliesTo == nil && $0.body.contains(place)
                    }
                }
                func report(_ index: Int) async throws {
                    try await worker.say(places[index] + "有垃圾没人清理", in: work)
                    try await untilReminded(places[index], group)
                    #expect(await group.bridge.stop() == 0)
                    try await Alone.hurry(group.county)
                }
                // Nobody knows yet whether anybody reads there: the group is told as well.
                try await report(0)
                try await group.restart()
                let room = try await head.invitation(from: Synapse.bot)
                try await Condition.wait(for: "the word in the group") { try await told(places[0]).first }
                try await head.join(room)
                #expect(try await head.words(1, in: room).count == 1)

                try await report(1)
                try await group.restart()
                #expect(try await head.words(2, in: room)[1].body.contains(places[1]))
                #expect(try await told(places[1]).isEmpty)

                // Gone while nobody looked: what was to be said alone is said in the group with the next bundle.
                try await report(2)
                try await head.leave(room)
                try await group.restart()
                #expect(await group.bridge.line(holding: "found no reader") != nil)
                #expect(await group.bridge.stop() == 0)
                try await Alone.hurry(group.county)
                try await group.restart()
                let word = try await Condition.wait(for: "the word in the group") { try await told(places[2]).first }
                #expect(word.mentions == [head.id])
                #expect(try await head.invitations(from: Synapse.bot) == [])
            }
        }

        @Test func `an ordinary account opens rooms of two as well, and hears there`() async throws {
            let server = try OnSynapse.server()
            let bot = try await MatrixUser(named: "bot", on: server)
            let worker = try await MatrixUser(named: "wang", on: server)
            let head = try await MatrixUser(named: "li", on: server)
            let work = try await worker.createRoom("听风群", invite: [bot.id, head.id])
            let county = try MatrixCounty(
                homeserver: server.url, listen: 0,
                people: [
                    .init(id: "w", name: "王", role: "worker", grid: "01", account: worker.id),
                    .init(id: "head", name: "李所长", role: "unit", unit: "hws", account: head.id),
                ], rooms: [.init(id: work, name: "听风群", purpose: "work")],
                adapters: """
                    adapters: [{
                      name: "matrix", kind: "matrix", homeserver: "\(server.url)", serverName: "\(Synapse.name)",
                      accessToken: "\(bot.token)", bot: "\(bot.id.dropFirst().prefix { $0 != ":" })",
                    }],
                    """, tables: Alone.tables)
            defer { county.remove() }
            let bridge = try await RunningBridge(configuration: county.configuration)
            #expect(await bridge.line(holding: "hears what is new") != nil)
            try await worker.wait(for: bot.id, in: work)
            try await worker.say(MatrixCounty.places[0] + "路面塌陷了", in: work)
            let room = try await head.invitation(from: bot.id)
            try await head.join(room)
            let word = try await head.words(1, of: bot.id, in: room)[0]
            #expect(word.body.contains(MatrixCounty.places[0]))
            let answer = try await head.say("收到", in: room)
            try await Condition.wait(for: "a sign on the answer") {
                try await head.history(of: room).contains { $0.reactsTo == answer } ? true : nil
            }
            #expect(await bridge.stop() == 0)
        }
    }
}

/// Rooms of two with a homeserver whose answers are a test's own.
@Suite(.timeLimit(.minutes(3))) struct PrivateAnswerTests {
    @Test func `a room whose making was not answered is found, a limit is waited for, and nobody else reads along`()
        async throws
    {
        // The homeserver says that the bot is in the room; only what made it says for whom it is.
        try await FakeHomeserver.serve(rooms: PushedCounty.rooms + ["!made:hs.test"]) { homeserver, port in
            let suite = try await PushedCounty.Suite(homeserver: homeserver, port: port, tables: Alone.tables)
            do {
                try await PushedCounty.Suite.$current.withValue(suite) { try await PushedCounty.play(body) }
            } catch {
                await suite.remove()
                throw error
            }
            await suite.remove()
        }

        @Sendable func body(_ pushed: PushedCounty) async throws {
            let homeserver = pushed.homeserver
            let (made, head) = ("!made:hs.test", PushedCounty.head)
            // The bot has made its own room and looked where it is.
            try await homeserver.wait { calls in
                calls.contains { $0.place == "client/v3/rooms/\(made)/messages" } ? true : nil
            }
            let before = homeserver.calls.count { $0.place == "client/v3/createRoom" }
            func opened() -> [FakeHomeserver.Call] {
                homeserver.calls.filter { $0.place == "client/v3/createRoom" }.dropFirst(before).map { $0 }
            }
            func alone() -> [FakeHomeserver.Call] { homeserver.calls.filter { $0.isSend && $0.path[3] == made } }
            func members(_ people: [String]) -> Response {
                .json(200, "{\"joined\":{\(people.map { "\"\($0)\":{}" }.joined(separator: ","))}}")
            }
            homeserver.answer(
                "POST", "client/v3/createRoom",
                with: FakeHomeserver.refusal(429, "M_LIMIT_EXCEEDED", headers: ["Retry-After": "1"]))
            // Made, and the answer lost on the way.
            homeserver.answer("POST", "client/v3/createRoom", with: .text(504, "gateway timeout"))
            let creation = "client/v3/rooms/\(made)/state/m.room.create"
            homeserver.answer("GET", creation, with: FakeHomeserver.refusal(404, "M_NOT_FOUND"))
            for _ in 0..<9 {
                homeserver.answer(
                    "GET", creation,
                    with: .json(
                        200,
                        """
                        {"type":"m.room.create","sender":"\(Synapse.bot)",
                         "content":{"room_version":"12","org.gridbridge.private_with":"\(head)"}}
                        """))
            }
            homeserver.answer("GET", "client/v3/rooms/\(made)/joined_members", with: members([Synapse.bot, head]))
            _ = try await pushed.push([pushed.text("$1", "春桥路路面塌陷了")])
            try await homeserver.wait { _ in opened().count == 2 ? true : nil }
            let first = try await homeserver.wait { _ in alone().first }
            #expect(first.content?.contains("春桥路") == true)
            #expect(opened().count == 2)
            let wish = opened()[1].body
            #expect(wish["is_direct"] == true && wish["preset"] == "trusted_private_chat")
            #expect(wish["invite"] == [.string(head)])
            #expect(opened()[0].at.duration(to: opened()[1].at) >= .seconds(1))

            // Somebody else is let in: nothing more is said there.
            let guest = pushed.event(
                "$2", type: "m.room.member", by: head, in: made, ["membership": "join"],
                more: [("state_key", "@guest:hs.test")])
            homeserver.answer(
                "GET", "client/v3/rooms/\(made)/joined_members", with: members([Synapse.bot, head, "@guest:hs.test"]))
            _ = try await pushed.push([guest])
            _ = try await pushed.push([pushed.text("$3", "夏桥路路面塌陷了")])
            #expect(await pushed.bridge.line(holding: "found no reader") != nil)
            #expect(alone().count == 1)
        }
    }
}
