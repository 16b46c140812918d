import Foundation
import HTTPClient
import TestBed
import Testing

/// Timers of the real program on the real clock, whatever ends it.
@Suite(.timeLimit(.minutes(6))) struct TimeTests {
    /// `17:30` in the county, so many seconds from now.
    private static func clock(_ moment: Date) -> String {
        let minute = Int(moment.timeIntervalSince1970 / 60) + 8 * 60
        return String(format: "%02d:%02d", minute / 60 % 24, minute % 60)
    }

    @Test func `killed again and again around a digest and a limit, each is said once`() async throws {
        try await Sink.serve { sink, port in
            // The minute after next: between one and two minutes away.
            let cutOff = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 / 60).rounded(.down) * 60 + 120)
            let county = try TestCounty(
                sink: port, more: "digest: { day: \"\(Self.clock(cutOff))\" },",
                tables: ["limits.csv": "clock,type,grid,within\nanswer,突发事件,*,1um\nhandling,*,*,1d\n"])
            defer { county.remove() }
            var bridge = try await RunningBridge(county)
            _ = try await Chatter(port: bridge.port).say("m1", "春江路路面塌陷了")
            _ = try await sink.post("assignment", replyTo: "m1")
            var kills = 0
            while Date() < cutOff.addingTimeInterval(3) {
                bridge.signal(SIGKILL)
                #expect(await bridge.end() == 128 + SIGKILL)
                kills += 1
                bridge = try await RunningBridge(county)
                // Every other one gets so far that it works; the rest are killed while they start.
                if kills % 2 == 0 { _ = try await Chatter(port: bridge.port).say("chatter-\(kills)", "大家好") }
            }
            let posts = try await sink.wait { posts in
                posts.contains { $0.kind == "digest-day" } && posts.contains { $0.kind == "chase" } ? posts : nil
            }
            #expect(await bridge.stop() == 0)
            #expect(kills > 3)
            for kind in ["digest-day", "chase", "assignment"] {
                #expect(
                    Set(posts.filter { $0.kind == kind }.map(\.delivery)).count == 1, "\(kind) after \(kills) kills")
            }
            let check = try await RunningBridge.run(["check", "--store", "--config", county.configuration])
            let timers = check.output.split(separator: "\n").first { $0.hasPrefix("timers") }
            #expect(timers?.hasSuffix(" ok") == true, "\(check.output)")
        }
    }
}
