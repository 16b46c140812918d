import Crypto
import Foundation
import Glibc

/// The built program, serving the demo county from a fresh folder.
final class BridgeProcess {
    static let program = ".build/release/gridbridge"

    let folder: String
    let port: UInt16
    let key: [UInt8]
    private var process: Process?

    /// - Parameter deliver: the port of whoever takes the posts.
    init(deliver: UInt16) throws {
        guard FileManager.default.isExecutableFile(atPath: Self.program) else {
            throw Trouble("\(Self.program) is not built; make build")
        }
        folder = ".build-bench/run-\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0...UInt32.max))"
        port = try Self.freePort()
        key = randomBytes(32)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let seeds = FileManager.default.currentDirectoryPath + "/seeds/demo"
        let text = """
            {
              listen: "127.0.0.1:\(port)", publicURL: "http://127.0.0.1:\(port)", dataDirectory: "data",
              tables: "\(seeds)", quietHours: "",
              limits: { perSenderPerMinute: 10000 }, log: { level: "warning" },
              adapters: [
                { name: "generic", kind: "generic", scheme: "standard", secrets: ["whsec_\(Base64.encode(key))"],
                  deliver: "http://127.0.0.1:\(deliver)/", allowPrivateHosts: true },
              ],
            }
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/gridbridge.json5"))
    }

    /// Starts it and waits until it answers.
    /// - Returns: seconds from start to the first answer.
    @discardableResult
    func start() throws -> Double {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = ["serve", "--config", folder + "/gridbridge.json5"]
        process.standardOutput = FileHandle.nullDevice
        let log = folder + "/log"
        if !FileManager.default.fileExists(atPath: log) {
            guard FileManager.default.createFile(atPath: log, contents: nil) else {
                throw Trouble("cannot write \(log)")
            }
        }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        try handle.seekToEnd()
        process.standardError = handle
        let before = seconds()
        try process.run()
        self.process = process
        while seconds() - before < 30 {
            if let caller = try? Caller(port: port), (try? caller.get("/healthz")) == 200 { return seconds() - before }
            guard process.isRunning else { break }
            usleep(1000)
        }
        throw Trouble("the bridge did not start; its log: \(log)")
    }

    /// SIGTERM, and waits for its end.
    func stop() {
        process?.terminate()
        process?.waitUntilExit()
        process = nil
    }

    /// SIGKILL: no chance to say goodbye.
    func kill() {
        if let process { Glibc.kill(process.processIdentifier, SIGKILL) }
        process?.waitUntilExit()
        process = nil
    }

    /// SIGKILL from another thread within the next fifty milliseconds, whatever is under way then.
    func killSoon() {
        guard let number = process?.processIdentifier else { return }
        Thread.detachNewThread {
            usleep(UInt32.random(in: 0..<50_000))
            Glibc.kill(number, SIGKILL)
        }
    }

    /// Starts it when a kill has ended it.
    func startAgain() throws {
        usleep(100_000)
        guard process?.isRunning != true else { return }
        process = nil
        try start()
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// Memory that is its own or shared by few, in MiB (proportional set size).
    var memory: Double {
        guard let process,
            let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/smaps_rollup", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Pss:") }),
            let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { return .nan }
        return kilobytes / 1024
    }

    /// Processor time used so far, in seconds.
    var processorTime: Double {
        guard let process,
            let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8),
            let rest = text.split(separator: ")").last
        else { return .nan }
        let fields = rest.split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return .nan }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The value of a series of `/metrics`.
    func metric(_ name: String) throws -> Int? {
        let text = try Caller(port: port).text("/metrics")
        return text.split(separator: "\n").first { $0.hasPrefix(name + " ") || $0.hasPrefix(name + "{") }
            .flatMap { $0.split(separator: " ").last }.flatMap { Int($0) }
    }

    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw Trouble("no free port") }
        return UInt16(bigEndian: address.sin_port)
    }
}

/// The address of a port of this machine.
func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
    return address
}
