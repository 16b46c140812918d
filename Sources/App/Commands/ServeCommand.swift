/// `gridbridge serve`: the bridge at work.
struct ServeCommand {
    private let arguments: Arguments

    init(_ words: ArraySlice<String>) throws(UsageError) {
        arguments = try Arguments(words, command: "serve", .init(options: [], flags: [], words: 0...0))
    }

    func run() async throws -> ExitCode {
        let configuration = try ConfigurationReader.load(path: arguments.value("--config"))
        let resources = try Resources(arguments, configuration)
        try await Serving(configuration: configuration, resources: resources, clock: { .now }).run()
        return .done
    }
}
