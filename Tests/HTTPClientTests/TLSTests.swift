import Foundation
import Glibc
import HTTPClient
import HTTPServer
import Testing

/// Certificates are checked against a real TLS server: OpenSSL's, with a certificate made for the test.
@Suite(.timeLimit(.minutes(2)), .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
struct TLSTests {
    private static func openssl(_ arguments: [String], in folder: URL) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    /// Runs a server that answers every request with a page of its own.
    private static func serving(_ name: String, _ body: (_ port: UInt16, _ certificate: String) async throws -> Void)
        async throws
    {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let made = Signal()
        let making = openssl(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=test", "-addext", "subjectAltName=\(name)", "-keyout", "key.pem", "-out", "cert.pem",
            ], in: folder)
        making.terminationHandler = { _ in made.raise() }
        try making.run()
        await made.wait()
        try #require(making.terminationStatus == 0)

        let port = try Server(ServerConfiguration(), routes: []).port  // free again at once, and not soon another's
        let ended = Signal()
        let server = openssl(
            ["s_server", "-accept", "127.0.0.1:\(port)", "-cert", "cert.pem", "-key", "key.pem", "-www"], in: folder)
        server.terminationHandler = { _ in ended.raise() }
        try server.run()
        let probe = ClientRequest("GET", "https://127.0.0.1:\(port)/", addresses: .any)
        while server.isRunning, await ClientTests.failure(Client(), probe)?.code == .connect { await Task.yield() }
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(port, folder.appendingPathComponent("cert.pem").path)) } catch {
            outcome = .failure(error)
        }
        // A child inherits the signals that its parent's thread has blocked; this one cannot be blocked.
        kill(server.processIdentifier, SIGKILL)
        await ended.wait()
        try outcome.get()
    }

    @Test func `a certificate that nobody we trust has signed is refused, and taken once it is trusted`() async throws {
        try await Self.serving("IP:127.0.0.1") { port, certificate in
            let request = ClientRequest("GET", "https://127.0.0.1:\(port)/?token=secret", addresses: .any)
            let failure = await ClientTests.failure(Client(), request)
            #expect(failure?.code == .tls)
            #expect(failure?.isWorthRetrying == false)
            #expect(failure?.description.contains("secret") == false)
            let trusting = Client(ClientOptions(certificateAuthorities: certificate))
            let response = try await trusting.send(request)
            #expect(response.status == 200)
        }
    }

    @Test func `a certificate for another name is refused`() async throws {
        try await Self.serving("DNS:other.invalid") { port, certificate in
            let trusting = Client(ClientOptions(certificateAuthorities: certificate))
            let failure = await ClientTests.failure(
                trusting, ClientRequest("GET", "https://127.0.0.1:\(port)/", addresses: .any))
            #expect(failure?.code == .tls)
        }
    }

    @Test func `https is never spoken in plain to a server that has none`() async throws {
        try await withServer([ClientTests.echo]) { server in
            let failure = await ClientTests.failure(
                Client(), ClientRequest("GET", "https://127.0.0.1:\(server.port)/echo", addresses: .any))
            #expect(failure?.code == .tls)
        }
    }
}
