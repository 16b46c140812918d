import Foundation
import HTTPClient
import Synchronization
import TestBed

/// A real Matrix homeserver on loopback with a data folder of its own, which outlives its process: it can be stopped,
/// killed and started again. `.ci/synapse` installs it.
///
/// A start costs two to three seconds, so one server serves many tests; their users and rooms have names of their own.
final class Synapse: Sendable {
    /// Free text: it never has to resolve.
    static let name = "hs.test"
    static let bot = "@gridbot:hs.test"
    /// The display name that the bridge sets by default.
    static let botName = "网格助手"
    static let serviceToken = "test-service-token"
    static let homeserverToken = "test-homeserver-token"

    let folder: String
    let port: UInt16
    /// Where the homeserver calls the bridge; the registration is read once, so it stays the same for every bridge.
    let bridgePort: UInt16
    let client = Client(ClientOptions(connectionsPerHost: 32))
    private let child = Mutex<ChildProcess?>(nil)

    struct NotRunning: Error, CustomStringConvertible { let description: String }

    var url: String { "http://127.0.0.1:\(port)" }

    /// Makes the data folder and starts on it.
    /// - Parameters:
    ///   - port: a free one when absent.
    ///   - registration: the file's text; when absent the program writes one with the usual tokens.
    init(port: UInt16? = nil, registration: String? = nil) async throws {
        let memory = "/dev/shm"
        let base =
            FileManager.default.isWritableFile(atPath: memory)
            ? memory : FileManager.default.temporaryDirectory.path
        folder = "\(base)/gridbridge-synapse-\(UUID().uuidString)"
        self.port = if let port { port } else { try FreePort.any() }
        bridgePort = try FreePort.any()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write("homeserver.yaml", settings)
        try write("log.yaml", Self.logging)
        if let registration { try write("registration.yaml", registration) } else { try await register() }
        // A key of its own would cost a second start.
        try write("signing.key", "ed25519 a_test \(Self.signingKey)\n")
        try await start()
    }

    /// Has the program write its registration, as an administrator does.
    private func register() async throws {
        try write("gridbridge.json5", "{ \(MatrixCounty.adapter(homeserver: url, listen: bridgePort)) }")
        let written = try await RunningBridge.run([
            "matrix", "registration", "--write", folder + "/registration.yaml", "--config",
            folder + "/gridbridge.json5",
        ])
        guard written.code == 0 else { throw NotRunning(description: "no registration: \(written.output)") }
    }

    /// Starts on what the data folder holds and waits until it answers.
    func start() async throws {
        let started = try launch()
        child.withLock { $0 = started }
        do {
            try await Condition.wait(for: "answer of the homeserver") {
                guard kill(started.process, 0) == 0 else { throw NotRunning(description: "the homeserver ended") }
                let health = ClientRequest(
                    "GET", url + "/health", totalTimeout: .seconds(2), allowPlainHTTP: true, addresses: .any)
                return (try? await client.send(health))?.status == 200 ? true : nil
            }
        } catch {
            started.signal(SIGKILL)
            _ = await started.end()
            throw NotRunning(description: "\(error): \(await started.completeLog())")
        }
    }

    /// Ends it and waits until it is gone; what was committed stays.
    func stop(_ signal: Int32 = SIGTERM) async {
        guard let running = child.withLock({ $0.take() }) else { return }
        running.signal(signal)
        _ = await running.end()
    }

    /// Freezes it, as a machine that hangs (`SIGSTOP`): connections are taken and nothing is answered; or lets it go on.
    func freeze(_ isFrozen: Bool) { child.withLock { $0?.signal(isFrozen ? SIGSTOP : SIGCONT) } }

    /// Its data goes with it.
    func remove() async {
        await stop(SIGKILL)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Warnings and errors of the process that runs and when it tries to reach a service anew, the last of them.
    var log: String { child.withLock { String(($0?.log ?? "").suffix(8000)) } }

    /// Waits until the process that runs has said something that holds a text.
    /// - Returns: whether it did in time.
    func line(holding text: String, within limit: Duration) async -> Bool {
        await child.withLock { $0 }?.line(holding: text, within: limit) != nil
    }

    /// Ends with this process however that ends, a crash included: a thread waits for the end of standard input.
    private func launch() throws -> ChildProcess {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let python = root.appendingPathComponent(".build/synapse/bin/python").path
        guard FileManager.default.isExecutableFile(atPath: python) else {
            throw NotRunning(description: "there is no homeserver in .build/synapse: run .ci/synapse")
        }
        let program = """
            import os, runpy, threading
            def leash():
                os.read(0, 1)
                os._exit(1)
            threading.Thread(target=leash, daemon=True).start()
            runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)
            """
        return try ChildProcess(
            python, ["-c", program, "-c", folder + "/homeserver.yaml"],
            environment: ["PATH=/usr/bin:/bin", "HOME=\(folder)"], leashed: true)
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    }

    /// Every limit is out of the way, nothing leaves this machine, and passwords cost little.
    private var settings: String {
        """
        server_name: "\(Self.name)"
        public_baseurl: "\(url)/"
        listeners:
          - {port: \(port), type: http, bind_addresses: ["127.0.0.1"], resources: [{names: [client], compress: false}]}
        database: {name: sqlite3, args: {database: "\(folder)/homeserver.db"}}
        media_store_path: "\(folder)/media"
        max_upload_size: 50M
        signing_key_path: "\(folder)/signing.key"
        log_config: "\(folder)/log.yaml"
        app_service_config_files: ["\(folder)/registration.yaml"]
        enable_registration: true
        enable_registration_without_verification: true
        macaroon_secret_key: "test-macaroon"
        form_secret: "test-form"
        bcrypt_rounds: 4
        report_stats: false
        federation_domain_whitelist: []
        trusted_key_servers: []
        suppress_key_server_warning: true
        url_preview_enabled: false
        presence: {enabled: false}
        push: {enabled: false}
        stats: {enabled: false}
        user_directory: {enabled: false}
        enable_search: false
        filter_timeline_limit: -1
        # A first /sync would be kept for two minutes, its position with it.
        caches: {sync_response_cache_duration: 0s}
        rc_message:         &free {per_second: 1000000, burst_count: 1000000}
        rc_registration:    *free
        rc_login:           {address: *free, account: *free, failed_attempts: *free}
        rc_joins:           {local: *free, remote: *free}
        rc_joins_per_room:  *free
        rc_invites:         {per_room: *free, per_user: *free, per_issuer: *free}
        rc_room_creation:   *free
        rc_admin_redaction: *free
        rc_media_create:    *free
        rc_profile:         *free
        rc_presence:        {per_user: *free}
        """
    }

    /// 32 bytes in Base64 without padding: signs events that go to nobody.
    private static let signingKey = String(repeating: "A", count: 43)

    private static let logging = """
        version: 1
        formatters: {line: {format: "%(asctime)s %(levelname)s %(name)s %(message)s"}}
        handlers: {out: {class: logging.StreamHandler, formatter: line}}
        root: {level: WARNING, handlers: [out]}
        loggers: {synapse.appservice.scheduler: {level: INFO}}
        disable_existing_loggers: false
        """
}
