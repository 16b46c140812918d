import Foundation
import HTTPClient
import JSON
import TestBed
import Testing

/// A hundred kills around the minute of the digest.
@Suite(.timeLimit(.minutes(6))) struct RestartTests {
    private static let kills = 100
    private static let cases = 4
    /// An answer is chased every three seconds for a minute, each time as a step of its own.
    private static let steps = Array(1...20)

    /// Few words, so that a start costs a fraction of a second.
    private static let tables = [
        "keywords.csv": "phrase,type,points,note\n路面塌陷,99005,10,\n", "phrases.csv": "group,phrase\n",
        "rules.csv": "id,type,intent,all,any,none,pattern,points,urgent,note,resolve_within,evidence\n",
        "intents.csv": "phrase,intent,points,note\n", "variants.csv": "written,meant\n",
        "limits.csv": "clock,type,grid,within\nanswer,*,01,1um\n",
        "ladder.csv": "step,at,clock,urgent,to,kind,held\n"
            + steps.map { "s\($0),\($0 * 5)%,answer,,contact,chase,no\n" }.joined(),
    ]

    /// `17:30` in the county.
    private static func clock(_ moment: Date) -> String {
        let minute = Int(moment.timeIntervalSince1970 / 60) + 8 * 60
        return String(format: "%02d:%02d", minute / 60 % 24, minute % 60)
    }

    @Test func `a hundred kills around the digest's minute lose no timer and ring none twice`() async throws {
        try await Sink.serve { sink, port in
            // The first full minute that is a quarter of one away.
            let cutOff = Date(timeIntervalSince1970: ((Date().timeIntervalSince1970 + 15) / 60).rounded(.up) * 60)
            let county = try TestCounty(
                sink: port, more: "digest: { day: \"\(Self.clock(cutOff))\" },", tables: Self.tables)
            defer { county.remove() }
            var bridge = try await RunningBridge(county)
            let places = TestCounty.places.prefix(Self.cases)
            for (index, place) in places.enumerated() {
                try await Chatter(port: bridge.port).say("m\(index)", "\(place)路面塌陷了")
            }
            _ = try await sink.wait { posts in
                Set(posts.filter { $0.kind == "assignment" }.map(\.id)).count == Self.cases ? true : nil
            }

            var (before, after) = (0, 0)
            var limit: UInt64 = 1
            while before + after < Self.kills || Date() < cutOff.addingTimeInterval(10) {
                // In the middle of the next word, or where none comes, at another moment after the start each time.
                limit = limit &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                await sink.anotherPost(within: .milliseconds(Int64(limit >> 33) % 250))
                bridge.signal(SIGKILL)
                #expect(await bridge.end() == 128 + SIGKILL)
                if Date() < cutOff { before += 1 } else { after += 1 }
                bridge = try await RunningBridge(county)
            }
            let posts = try await sink.wait { posts in
                let chases = Set(posts.filter { $0.kind == "chase" }.map(\.id))
                return chases.count >= Self.cases * Self.steps.count && posts.contains { $0.kind == "digest-day" }
                    ? posts : nil
            }
            #expect(await bridge.stop() == 0)
            #expect(before > 10 && after > 10, "\(before) kills before the minute and \(after) after it")

            // One id each, however often it had to be sent: whoever honours it shows it once.
            for (kind, count) in [("digest-day", 1), ("chase", Self.cases * Self.steps.count)] {
                let said = posts.filter { $0.kind == kind }
                #expect(Set(said.map(\.id)).count == count, "\(kind) after \(before + after) kills")
                #expect(Set(said.map(\.delivery)).count == count, "\(kind) after \(before + after) kills")
                for attempts in Dictionary(grouping: said, by: \.delivery).values {
                    #expect(Set(attempts.map(\.body)).count == 1)
                }
            }
            // Each timer left its line in the history, once, and every case has those that are to come.
            let export = try await RunningBridge.run(["cases", "export", "--json", "--config", county.configuration])
            let ledger = try JSONReader.read(Array(export.output.utf8)).array ?? []
            #expect(ledger.count == Self.cases)
            for subject in ledger {
                let rung = (subject["events"]?.array ?? []).filter { $0["kind"]?.string == "reminded" }
                    .compactMap { $0["why"]?.string }
                #expect(rung == Self.steps.map { "s\($0)" })
            }
            let check = try await RunningBridge.run(["check", "--store", "--config", county.configuration])
            let timers = check.output.split(separator: "\n").first { $0.hasPrefix("timers") }
            #expect(timers?.hasSuffix(" ok") == true, "\(check.output)")
        }
    }
}
