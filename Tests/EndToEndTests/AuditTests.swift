import Desk
import Domain
import JSON
import Store
import TestBed
import Testing

/// What the auditor of the real program finds, and where it says so.
@Suite(.timeLimit(.minutes(4))) struct AuditTests {
    @Test func `planted faults are found offline and at the next start, shown, told once and set right`() async throws {
        try await Sink.serve { sink, port in
            let county = try TestCounty(
                sink: port,
                tables: [
                    "rooms.csv": "adapter,room,name,purpose\ncounty,room-1,工作群,work\ncounty,admin,管理群,admin\n"
                ])
            defer { county.remove() }
            var bridge = try await RunningBridge(county)
            _ = try await Chatter(port: bridge.port).say("m1", "春江路有一堆垃圾没人清理")
            _ = try await sink.post("assignment", replyTo: "m1")
            #expect(await bridge.stop() == 0)
            #expect(try await timers(county).line.hasSuffix(" ok"))

            let subject = try await plant(county)
            let found = try await timers(county)
            #expect(found.code == 2 && found.output.contains("3 timers are amiss"), "\(found.output)")
            for fault in [
                "missing case:\(subject):deadline", "missing case:\(subject):step:reminder",
                "silent case:\(subject):step:reminder",
            ] {
                #expect(found.output.contains(fault), "\(found.output)")
            }

            bridge = try await RunningBridge(county)
            let told = try await sink.post("admin")
            #expect(told.room == "admin" && told.text.contains("3"), "\(told.text)")
            let chat = Chatter(port: bridge.port)
            let figures = try await chat.text("/metrics")
            #expect(figures.contains("gridbridge_audit_faults{kind=\"missing\"} 2"), "\(figures)")
            #expect(figures.contains("gridbridge_audit_faults{kind=\"silent\"} 1"))
            #expect(figures.contains("gridbridge_audit_faults{kind=\"idle\"} 0"))
            #expect(figures.contains("gridbridge_audit_clean_timestamp_seconds 0"), "no look has found nothing")
            let audit = try await chat.request("GET", "/readyz").body["audit"]
            #expect(audit?["faults"]?.int == 3 && audit?["repaired"]?.int == 2)
            #expect(await bridge.stop() == 0)

            // Set right, and what cannot be set right is said once.
            #expect(try await timers(county).line.hasSuffix(" ok"))
            bridge = try await RunningBridge(county)
            let again = Chatter(port: bridge.port)
            try await Condition.wait(for: "a look of the auditor") {
                try await again.request("GET", "/readyz").body["audit"]?["secondsAgo"]?.int
            }
            #expect(try await again.request("GET", "/readyz").body["audit"]?["faults"]?.int == 0)
            #expect(try await !again.text("/metrics").contains("gridbridge_audit_clean_timestamp_seconds 0"))
            #expect(await bridge.stop() == 0)
            #expect(sink.posts.count { $0.kind == "admin" } == 1)
        }
    }

    /// What `check --store` says, and its line about timers.
    private func timers(_ county: TestCounty) async throws -> (code: Int32, output: String, line: Substring) {
        let said = try await RunningBridge.run(["check", "--store", "--config", county.configuration])
        return (said.code, said.output, said.output.split(separator: "\n").first { $0.hasPrefix("timers") } ?? "")
    }

    /// Takes away a case's deadline, and rings its reminder without anything coming of it.
    /// - Returns: the case's row.
    private func plant(_ county: TestCounty) async throws -> Substring {
        let store = try Store(path: county.folder + "/data/gridbridge.sqlite")
        let subject = try await store.write { tx in
            let timers = try tx.dueTimers(at: Timestamp(seconds: 4_000_000_000), limit: 100)
            let deadline = try #require(timers.first { $0.key.hasSuffix(":deadline") })
            let reminder = try #require(timers.first { $0.key.hasSuffix(":step:reminder") })
            try tx.cancelTimer(deadline.key)
            // At a moment of which the history knows nothing.
            try tx.take(reminder, at: Timestamp(milliseconds: reminder.due.milliseconds + 1))
            return try #require(deadline.key.split(separator: ":").dropFirst().first)
        }
        try await store.close()
        return subject
    }
}
