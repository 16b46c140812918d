import Foundation
import Glibc
import Synchronization

/// From start to the first answer, and memory at rest.
enum Started {
    static func measure(_ sheet: inout Sheet) async throws {
        let bridge = try BridgeProcess(deliver: 9)
        defer { bridge.remove() }
        let first = try bridge.start()
        bridge.stop()
        var times: [Double] = []
        for _ in 0..<5 {
            times.append(try bridge.start())
            if times.count == 5 { sheet.add("memory at rest, demo county", bridge.memory, "MiB", digits: 1) }
            bridge.stop()
        }
        sheet.add("start to first answer", median(times) * 1000, "ms")
        sheet.add("… the first time, importing the tables", first * 1000, "ms")
    }
}

/// The recorded day through the whole bridge, in memory.
enum Replayed {
    static func measure(_ sheet: inout Sheet) throws {
        let lines = try String(contentsOfFile: "seeds/demo/day.jsonl", encoding: .utf8).split(separator: "\n").count
        var times: [Double] = []
        for _ in 0..<3 {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: BridgeProcess.program)
            process.arguments = ["replay", "seeds/demo/day.jsonl", "--cases"]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            let before = seconds()
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw Trouble("replay ended with an error") }
            times.append(seconds() - before)
        }
        sheet.add("replay of the demo day (\(lines) messages), start included", median(times) * 1000, "ms")
    }
}

/// A synthetic county's year and more through the whole bridge, its books examined every day.
enum Simulated {
    static func measure(_ sheet: inout Sheet) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: BridgeProcess.program)
        process.arguments = ["simulate", "--days", "400", "--cases", "10000", "--seed", "1", "--tables", "seeds/demo"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let before = seconds()
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Trouble("the simulation found problems") }
        sheet.add("simulation of 400 days, 10,000 reports", seconds() - before, "s")
    }
}

/// Messages that were answered 2xx, each on disk, with many connections at once.
enum Ingested {
    static func measure(_ sheet: inout Sheet) async throws {
        let sink = try Sink()
        let bridge = try BridgeProcess(deliver: sink.port)
        defer {
            bridge.kill()
            bridge.remove()
        }
        try bridge.start()
        let texts = try Day.texts().map { $0.filter { $0 != "\"" && $0 != "\\" && !$0.isNewline } }.filter {
            !$0.isEmpty
        }
        let load = Load(bridge, connections: 64, seconds: 10) { id, number in
            Envelope.message(
                id, text: texts[number % texts.count], sender: "b\(number % 256)",
                room: Envelope.rooms[number % Envelope.rooms.count])
        }
        let before = bridge.processorTime
        let result = try load.run()
        let used = bridge.processorTime - before
        let backlog = try bridge.metric("gridbridge_inbox_waiting") ?? 0
        sheet.add("ingest, 64 connections: answered 2xx, on disk", result.perSecond, "messages/s")
        sheet.add("… p50", quantile(0.5, of: result.latencies) * 1000, "ms", digits: 2)
        sheet.add("… p99", quantile(0.99, of: result.latencies) * 1000, "ms", digits: 2)
        sheet.add("… handled meanwhile", (Double(result.accepted) - Double(backlog)) / result.elapsed, "messages/s")
        sheet.add("… processor time a message taken", used / Double(max(1, result.accepted)) * 1e6, "µs")
        sheet.add("… memory under load", bridge.memory, "MiB", digits: 1)
        sheet.add("… answered otherwise", Double(result.refused), "messages")
        bridge.kill()
        try bridge.start()
        let kept = try bridge.metric("gridbridge_inbox_waiting") ?? 0
        sheet.add("… still waiting after SIGKILL and a new start", Double(kept), "messages")
        sheet.add("anchor: append 4 KiB and flush, on the same disk", try flushes(bridge.folder), "times/s")
    }

    private static func flushes(_ folder: String) throws -> Double {
        let descriptor = open(folder + "/flush", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { throw Trouble("cannot write into \(folder)") }
        defer { close(descriptor) }
        let page = [UInt8](repeating: 7, count: 4096)
        let start = seconds()
        var count = 0
        while seconds() - start < 1 {
            guard write(descriptor, page, page.count) == page.count, fdatasync(descriptor) == 0 else {
                throw Trouble("cannot flush")
            }
            count += 1
        }
        return Double(count) / (seconds() - start)
    }
}

/// From the webhook in to the reply out.
enum Answered {
    static func measure(_ sheet: inout Sheet) async throws {
        let sink = try Sink()
        let bridge = try BridgeProcess(deliver: sink.port)
        defer {
            bridge.kill()
            bridge.remove()
        }
        try bridge.start()
        // Half of the messages open a case, half take it out again: the ledger stays small and every message is answered.
        @Sendable func text(_ id: String, _ number: Int) -> String {
            let pair = number / 2
            let room = Envelope.rooms[pair % Envelope.rooms.count]
            let report = String(id.prefix { $0 != "." }) + ".\(pair * 2)"
            return number.isMultiple(of: 2)
                ? Envelope.report(id, number: pair, room: room) : Envelope.void(id, of: report, room: room)
        }
        let quiet = try Load(bridge, connections: 1, seconds: 10, perSecond: 50, envelope: text).run()
        let quietTimes = try waits(quiet, sink, seconds: 5)
        sheet.add("end to end at 50 messages/s: webhook sent to reply received, p50", quietTimes.p50, "ms", digits: 2)
        sheet.add("… p99", quietTimes.p99, "ms", digits: 2)
        sheet.add("… without a reply", Double(quietTimes.missing), "messages")

        sink.clear()
        let before = bridge.processorTime
        let full = try Load(bridge, connections: 16, seconds: 10, envelope: text).run()
        let fullTimes = try waits(full, sink, seconds: 60)
        let used = bridge.processorTime - before
        sheet.add("end to end, 16 connections: replies received", fullTimes.perSecond, "messages/s")
        sheet.add("… p50", fullTimes.p50, "ms", digits: 1)
        sheet.add("… p99", fullTimes.p99, "ms", digits: 1)
        sheet.add("… processor time a message", used / Double(max(1, full.accepted)) * 1e6, "µs")
        sheet.add("… without a reply", Double(fullTimes.missing), "messages")
    }

    private static func waits(
        _ result: Load.Result, _ sink: Sink, seconds patience: Double
    ) throws -> (p50: Double, p99: Double, perSecond: Double, missing: Int) {
        let start = seconds()
        while sink.count < result.accepted, seconds() - start < patience { usleep(10_000) }
        var arrived: [String: Double] = [:]
        for post in sink.all { if let id = post.replyTo, arrived[id] == nil { arrived[id] = post.at } }
        let waits = result.sent.compactMap { id, at in arrived[id].map { ($0 - at) * 1000 } }
        let last = result.sent.keys.compactMap { arrived[$0] }.max() ?? result.start
        return (
            quantile(0.5, of: waits), quantile(0.99, of: waits), Double(waits.count) / (last - result.start),
            result.accepted - waits.count
        )
    }
}
