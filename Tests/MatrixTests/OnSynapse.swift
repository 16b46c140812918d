import Testing

/// Everything that wants a real homeserver: one serves them all, and they run one after another because the bridge has
/// one address in its registration. The suites are in extensions, a file each.
@Suite(.homeserver, .serialized, .timeLimit(.minutes(10))) enum OnSynapse {
    /// The homeserver of the test that runs.
    @TaskLocal static var homeserver: Synapse?

    static func server() throws -> Synapse { try #require(homeserver) }
}

/// Starts a homeserver before the first test of a suite and removes it after the last.
struct HomeserverTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let homeserver = try await Synapse()
        do { try await OnSynapse.$homeserver.withValue(homeserver) { try await function() } } catch {
            await homeserver.remove()
            throw error
        }
        await homeserver.remove()
    }
}

extension Trait where Self == HomeserverTrait {
    static var homeserver: Self { Self() }
}
