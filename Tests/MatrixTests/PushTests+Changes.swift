import Foundation
import HTTPServer
import JSON
import Store
import TestBed
import Testing

/// What changes what was said, and what is not said to the bot: edits, redactions, signs, rooms that replace others.
extension PushTests {
    @Test func `edits hold by their rules and redactions wherever they name their target`() async throws {
        try await PushedCounty.play { pushed in
            let homeserver = pushed.homeserver
            // An edit and a redaction that come before what they are about are kept until it comes.
            _ = try await pushed.push([pushed.edit("$e0", of: "$0", to: "冬湖路有垃圾没人清理")])
            _ = try await pushed.push([pushed.text("$0", "金湖路有垃圾没人清理")])
            try await homeserver.wait { calls in
                calls.contains {
                    $0.isSend && ($0.body["m.new_content"]?["body"] ?? $0.body["body"])?.string?.contains("冬湖路") == true
                } ? true : nil
            }

            _ = try await pushed.push([pushed.text("$1", "春湖路有垃圾没人清理")])
            let card = try await pushed.card(for: "$1")
            #expect(card.content?.contains("春湖路") == true)
            _ = try await pushed.push([
                // By somebody else; with no new words; of an edit.
                pushed.edit("$e1", of: "$1", to: "夏湖路有垃圾没人清理", by: PushedCounty.head),
                pushed.event(
                    "$e2",
                    [
                        "msgtype": "m.text", "body": "* 秋湖路有垃圾没人清理",
                        "m.relates_to": ["rel_type": "m.replace", "event_id": .string(pushed.id("$1"))],
                    ]),
                pushed.edit("$e3", of: "$1", to: "青湖路有垃圾没人清理"),
                pushed.edit("$e4", of: "$e3", to: "白湖路有垃圾没人清理"),
                // Said in another room, of the tables or of none.
                pushed.edit("$e5", of: "$1", to: "红湖路有垃圾没人清理", in: pushed.otherRoom),
                pushed.edit("$e6", of: "$1", to: "红湖路有垃圾没人清理", in: "!elsewhere"),
            ])
            let edited = try await homeserver.wait { calls in
                calls.first { $0.isSend && $0.body["m.new_content"]?["body"]?.string?.contains("青湖路") == true }
            }
            #expect(edited.replaces?.hasPrefix("$sent") == true)

            // Said earlier than the edit that holds, and come later.
            _ = try await pushed.push([
                pushed.edit("$e9", of: "$1", to: "银湖路有垃圾没人清理", at: Date(timeIntervalSinceNow: -60))
            ])
            // Of a sign, which has no words.
            _ = try await pushed.push([
                pushed.reaction("$s", "👀", on: try pushed.event(of: card), by: PushedCounty.head),
                pushed.edit("$e7", of: "$s", to: "已清理", by: PushedCounty.head),
            ])
            // What came before its message from another room is no edit of it.
            _ = try await pushed.push([
                pushed.edit("$e8", of: "$8", to: "红湖路有垃圾没人清理", in: pushed.otherRoom),
                pushed.text("$8", "白湖路有垃圾没人清理"),
            ])
            try await pushed.card(for: "$8")

            // Taken back before it comes: it never becomes anybody's case.
            _ = try await pushed.push([
                pushed.redaction("$r9", of: "$9")
            ])
            _ = try await pushed.push([pushed.text("$9", "秋湖路有垃圾没人清理")])
            for (id, place) in [("$2", "红湖路"), ("$3", "银湖路"), ("$4", "玉湖路")] {
                _ = try await pushed.push([pushed.text(id, "\(place)有垃圾没人清理")])
                try await pushed.card(for: id)
            }
            _ = try await pushed.push([
                pushed.redaction("$r2", of: "$2"),
                pushed.event("$r3", type: "m.room.redaction", [:], more: [("redacts", .string(pushed.id("$3")))]),
                pushed.event(
                    "$r4", type: "m.room.redaction", ["redacts": .string(pushed.id("$4"))],
                    more: [("redacts", .string(pushed.id("$4")))]),
            ])
            try await homeserver.wait { calls in
                calls.count {
                    $0.isSend && $0.path[3] == pushed.room
                        && $0.body["m.new_content"]?["body"]?.string?.contains("已撤回") == true
                } == 3 ? true : nil
            }
            let cases = try await pushed.cases()
            func place(_ message: String) -> String? {
                cases.first { $0["source"]?["message"]?.string == pushed.id(message) }?["place"]?["name"]?.string
            }
            #expect(place("$1") == "青湖路")
            #expect(place("$0") == "冬湖路")
            #expect(place("$8") == "白湖路")
            let first = cases.first { $0["source"]?["message"]?.string == pushed.id("$1") }
            #expect(first?["state"]?.string == "handling", "the sign holds, its edit does not")
            let early = cases.first { $0["source"]?["message"]?.string == pushed.id("$9") }
            #expect(early == nil || early?["state"]?.string == "withdrawn")
            #expect(
                cases.filter { $0["state"]?.string == "withdrawn" && $0["number"] != early?["number"] }.count == 3)
        }
    }

    @Test func `a moderator takes words away for all, a stranger's server does not`() async throws {
        try await PushedCounty.play { pushed in
            for (id, street) in [("$1", "柳荫路"), ("$2", "杏花路"), ("$3", "竹林路")] {
                _ = try await pushed.push([pushed.text(id, "\(street)有垃圾没人清理")])
                try await pushed.card(for: id)
            }
            _ = try await pushed.push([
                pushed.redaction("$r1", of: "$1", by: "@stranger:elsewhere.test"),
                // Our own homeserver has looked whether they may.
                pushed.redaction("$r2", of: "$2", by: "@zhou:hs.test"),
                pushed.redaction("$r3", of: "$3"),
            ])
            try await pushed.homeserver.wait { _ in
                pushed.sends.count { $0.body["m.new_content"]?["body"]?.string?.contains("已撤回") == true } == 2
                    ? true : nil
            }
            for (id, state) in [("$1", "dispatched"), ("$2", "withdrawn"), ("$3", "withdrawn")] {
                #expect(try await pushed.subject(of: id)?["state"]?.string == state)
            }
            #expect(try await pushed.subject(of: "$1")?["text"]?.string == "柳荫路有垃圾没人清理")
            #expect(try await pushed.subject(of: "$2")?["text"]?.isNull == true)
        }
    }

    @Test func `a sign that is taken back has been given all the same`() async throws {
        try await PushedCounty.play { pushed in
            _ = try await pushed.push([pushed.text("$1", "金河路有垃圾没人清理")])
            let card = try await pushed.card(for: "$1")
            _ = try await pushed.push([
                pushed.reaction("$s", "👌", on: try pushed.event(of: card), by: PushedCounty.head)
            ])
            try await pushed.homeserver.wait { _ in
                pushed.sends.contains { $0.replaces != nil && $0.body.serialized().contains("处置中") } ? true : nil
            }
            _ = try await pushed.push([
                pushed.redaction("$r", of: "$s", by: PushedCounty.head), pushed.text("$2", "银河路有垃圾没人清理"),
            ])
            try await pushed.card(for: "$2")
            let subject = try #require(try await pushed.subject(of: "$1"))
            #expect(subject["state"]?.string == "handling")
            #expect(subject["acknowledgedAt"]?.string != nil)
            #expect(subject["text"]?.string == "金河路有垃圾没人清理")
        }
    }

    @Test func `notices, the bot's own words and rooms unknown are not answered`() async throws {
        try await PushedCounty.play { pushed in
            _ = try await pushed.push([
                pushed.event("$1", ["msgtype": "m.notice", "body": "春河路有垃圾没人清理"]),
                pushed.text("$2", "夏河路有垃圾没人清理", by: Synapse.bot),
                pushed.text("$5", "白河路有垃圾没人清理", in: "!elsewhere"),
                pushed.text("$3", "秋河路有垃圾没人清理"),
            ])
            try await pushed.card(for: "$3")
            #expect(try await pushed.sources() == [pushed.id("$3")])
            #expect(!pushed.homeserver.calls.contains { $0.isSend && $0.path[3] == "!elsewhere" })
            let row = try #require(await pushed.bridge.line(holding: "row=matrix,!elsewhere"))
            #expect(row.count { $0 == "," } == 6, "a row to paste has every column: \(row)")
        }
    }

    @Test func `what came too early finds its message in a room that replaced another`() async throws {
        try await PushedCounty.play { pushed in
            let next = "!next-\(pushed.file("room")):hs.test"
            pushed.homeserver.answer(
                "GET", "client/v3/rooms/\(next)/state/m.room.create",
                with: .json(200, "{\"room_version\":\"12\",\"predecessor\":{\"room_id\":\"\(pushed.room)\"}}"))
            _ = try await pushed.push([
                pushed.event(
                    "$t", type: "m.room.tombstone", by: "@zhou:hs.test",
                    ["body": "moved", "replacement_room": .string(next)], more: [("state_key", "")])
            ])
            try await pushed.homeserver.wait { calls in
                calls.contains { $0.place.hasPrefix("client/v3/rooms/\(next)/messages") } ? true : nil
            }
            var edit = pushed.edit("$e", of: "$1", to: "冬竹路有垃圾没人清理").object ?? JSONObject()
            edit["room_id"] = .string(next)
            _ = try await pushed.push([.object(edit)])
            _ = try await pushed.push([pushed.text("$1", "金竹路有垃圾没人清理", in: next)])
            try await pushed.homeserver.wait { calls in
                calls.contains {
                    $0.isSend && $0.path[3] == next
                        && ($0.body["m.new_content"]?["body"] ?? $0.body["body"])?.string?.contains("冬竹路") == true
                } ? true : nil
            }
        }
    }

    @Test func `a room is not taken for another's successor unless both say so and the sender is trusted`() async throws
    {
        try await PushedCounty.play { pushed in
            let homeserver = pushed.homeserver
            func next(_ name: String) -> String { "!\(pushed.file(name)):hs.test" }
            func tombstone(_ id: String, to room: String, by sender: String) -> JSONValue {
                pushed.event(
                    id, type: "m.room.tombstone", by: sender, ["body": "moved", "replacement_room": .string(room)],
                    more: [("state_key", "")])
            }
            func claim(_ room: String) {
                homeserver.answer(
                    "GET", "client/v3/rooms/\(room)/state/m.room.create",
                    with: .json(
                        200, "{\"room_version\":\"12\",\"predecessor\":{\"room_id\":\"\(pushed.room)\"}}"))
            }
            func untilLookedAt(_ room: String) async throws {
                try await homeserver.wait { calls in
                    calls.contains { $0.place.hasPrefix("client/v3/rooms/\(room)/messages") } ? true : nil
                }
            }
            // Somebody of a server that is not trusted leads away; to one room the bot is invited as well.
            let (lured, far) = (next("lured"), "!\(pushed.file("far")):elsewhere.test")
            claim(lured)
            _ = try await pushed.push([
                tombstone("$t0", to: far, by: "@stranger:elsewhere.test"),
                tombstone("$t1", to: lured, by: "@stranger:elsewhere.test"),
                pushed.membership("$i1", "invite", by: "@zhou:hs.test", in: lured),
            ])
            try await untilLookedAt(lured)
            // A room claims to be the successor, and nothing names it so.
            let claiming = next("claiming")
            claim(claiming)
            _ = try await pushed.push([pushed.membership("$i2", "invite", by: "@zhou:hs.test", in: claiming)])
            try await untilLookedAt(claiming)
            // A room is named as the successor and does not say so.
            let silent = next("silent")
            _ = try await pushed.push([tombstone("$t2", to: silent, by: "@zhou:hs.test")])
            try await untilLookedAt(silent)
            _ = try await pushed.push([
                pushed.text("$0", "青林路有垃圾没人清理", in: lured), pushed.text("$1", "红林路有垃圾没人清理", in: claiming),
                pushed.text("$2", "金林路有垃圾没人清理", in: silent), pushed.text("$3", "银林路有垃圾没人清理"),
            ])
            try await pushed.card(for: "$3")
            #expect(pushed.sends.contains { $0.repliesTo == pushed.id("$3") }, "the old room is still the room")
            #expect(try await pushed.sources() == [pushed.id("$3")])
            #expect(!homeserver.calls.contains { $0.place == "client/v3/join/\(far)" })
            #expect(!homeserver.calls.contains { $0.isSend && [lured, claiming, silent].contains($0.path[3]) })
        }
    }
}
