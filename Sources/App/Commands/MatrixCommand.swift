import Chat
import Foundation

/// `gridbridge matrix registration`: the file by which a homeserver's administrator lets the bridge in.
struct MatrixCommand {
    private let arguments: Arguments

    init(_ words: ArraySlice<String>) throws(UsageError) {
        arguments = try Arguments(words, command: "matrix", .init(options: ["--write"], words: 1...2))
        guard arguments.words[0] == "registration" else {
            throw UsageError("unknown command 'matrix \(arguments.words[0])'; try 'gridbridge help matrix'")
        }
    }

    func run() async throws -> ExitCode {
        let path = arguments.value("--config")
        let configuration = try ConfigurationReader.load(path: path)
        let (name, homeserver) = try adapter(configuration)
        guard case .service(let asToken, let hsToken) = homeserver.access else {
            throw BadConfiguration(problems: [
                "adapters.\(name): with accessToken the bridge is an ordinary account, which needs no registration"
            ])
        }
        let folder = URL(fileURLWithPath: path ?? "gridbridge.json5").deletingLastPathComponent().path
        let registration = MatrixRegistration(
            id: name, url: homeserver.callbackURL ?? configuration.publicURL,
            asToken: try asToken?.reveal() ?? newToken(.asToken, name, in: folder),
            hsToken: try hsToken?.reveal() ?? newToken(.hsToken, name, in: folder),
            bot: homeserver.bot, serverName: homeserver.serverName)
        guard let file = arguments.value("--write") else {
            Console.print(registration.yaml.trimmingCharacters(in: .newlines))
            return .done
        }
        try write(registration, to: file)
        Console.complain(
            "next: name \(file) under app_service_config_files in the homeserver's configuration, make it readable for "
                + "the homeserver, and restart the homeserver")
        return .done
    }

    /// The one named, else the only one there is.
    private func adapter(_ configuration: Configuration) throws -> (String, MatrixConfiguration) {
        let homeservers = configuration.adapters.filter { $0.kind == .matrix }
        let names = homeservers.map(\.name)
        if let wanted = arguments.words.dropFirst().first {
            guard let found = homeservers.first(where: { $0.name == wanted }), let homeserver = found.matrix else {
                let hint = Spelling.nearest(to: wanted, among: names).map { "; did you mean '\($0)'?" } ?? ""
                throw UsageError("no adapter of kind matrix is called '\(wanted)'\(hint)")
            }
            return (found.name, homeserver)
        }
        guard let first = homeservers.first, let homeserver = first.matrix else {
            throw BadConfiguration(problems: [
                "no adapter of kind matrix is configured; docs/matrix.md shows one, 'gridbridge help config' lists its keys"
            ])
        }
        guard homeservers.count == 1 else {
            throw UsageError("several adapters are of kind matrix: name one of \(names.joined(separator: ", "))")
        }
        return (first.name, homeserver)
    }

    /// Makes a token and keeps it beside the configuration, from where every command takes it.
    private func newToken(_ kind: MatrixTokenFile, _ adapter: String, in folder: String) throws -> String {
        let token = MatrixRegistration.newToken()
        let path = folder + "/" + kind.name(adapter: adapter)
        try put(token + "\n", into: path)
        Console.complain("made  \(path)")
        return token
    }

    /// A registration that is there already stays unless it says the same: the homeserver may be using it.
    private func write(_ registration: MatrixRegistration, to file: String) throws {
        if let present = FileManager.default.contents(atPath: file) {
            guard present == Data(registration.yaml.utf8) else {
                throw WorldFailure("\(file) is there already and says something else; move it away first")
            }
            return Console.complain("kept  \(file)")
        }
        try put(registration.yaml, into: file)
        Console.complain("wrote \(file)")
    }

    /// Writes a file that its owner alone can read; never over another.
    private func put(_ text: String, into path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw WorldFailure("cannot write \(path): \(String(cString: strerror(errno)))") }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }
}
