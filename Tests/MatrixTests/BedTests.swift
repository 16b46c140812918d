import Foundation
import HTTPServer
import JSON
import TestBed
import Testing

extension OnSynapse {
    /// That the homeserver and its users are what the other tests take them for.
    @Suite struct BedTests {
        @Test(arguments: ["10", "12"])
        func `people meet in a room and see what the others say`(version: String) async throws {
            let server = try OnSynapse.server()
            let ann = try await MatrixUser(named: "ann", on: server)
            let ben = try await MatrixUser(named: "ben", on: server)
            let room = try await ann.createRoom("网格群", version: version, invite: [ben.id])
            #expect(room.contains(":") == (version == "10"))
            try await ben.join(room)
            let watch = try await Watch(ben)
            let photo = try await ann.show(Picture.png, caption: "春江路有垃圾", in: room)
            let reply = try await ann.reply("又来了", to: photo, in: room, quoting: (ann.id, "春江路有垃圾"))
            let events = try await watch.wait(room, for: "photo and reply") { events in
                events.count { $0.type == "m.room.message" } == 2 ? events : nil
            }
            #expect(events.first { $0.id == photo }?.content["url"]?.string?.hasPrefix("mxc://hs.test/") == true)
            #expect(events.first { $0.id == reply }?.repliesTo == photo)
        }

        @Test func `the homeserver keeps what it was told when it is killed`() async throws {
            let server = try OnSynapse.server()
            let ann = try await MatrixUser(named: "ann", on: server)
            let room = try await ann.createRoom("网格群")
            let watch = try await Watch(ann)
            let said = try await ann.say("在吗", in: room)
            await server.stop(SIGKILL)
            try await server.start()
            _ = try await watch.wait(room, for: "the message of before") { $0.first { $0.id == said } }
        }
    }
}
