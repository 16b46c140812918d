import Foundation
import Testing

/// What must not be in the repository.
@Suite struct TidinessTests {
    /// Of a file; larger things are made, not kept.
    static let largest = 1_500_000

    @Test func `no file is too large to look at`() throws {
        for path in Repository.files {
            #expect(try Repository.size(path) <= Self.largest, "\(path)")
        }
    }

    @Test func `nothing leads to a folder of one machine`() throws {
        // Put together here, so that this file does not find itself.
        let own = ["/wo" + "rk/", "/tmp/" + "wt", "/ro" + "ot/", "/ho" + "me/"]
        for path in Repository.files {
            guard let text = try? Repository.text(path) else { continue }
            for folder in own { #expect(!text.contains(folder), "\(path) names \(folder)") }
        }
    }

    @Test func `sources hold no promises`() throws {
        let promises = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK", "for n" + "ow"]
        for path in Repository.files where path.hasSuffix(".swift") || path.hasPrefix(".ci/") || path == "Makefile" {
            let text = try Repository.text(path)
            for word in promises { #expect(!text.contains(word), "\(path): \(word)") }
        }
    }

    @Test func `no secret is kept`() throws {
        let shape = /whsec_[A-Za-z0-9+\/=]{24,}|-----BEGIN [A-Z ]*PRIVATE KEY-----/
        // The public vectors of the signature schemes are meant to be known.
        for path in Repository.files where !path.hasPrefix("Tests/") {
            guard let text = try? Repository.text(path), text.contains("whsec_") || text.contains("-----BEGIN") else {
                continue
            }
            #expect(text.firstMatch(of: shape) == nil, "\(path)")
        }
    }
}
