import Domain
import HTTPServer
import Testing

@testable import Sandbox

@Suite struct SandboxGuardTests {
    @Test(arguments: [
        ("127.0.0.1:8480", "http://127.0.0.1:8480", true), ("localhost:8480", "http://localhost:8480/", true),
        ("[::1]:8480", "http://[::1]:8480", true), ("127.9.9.9:1", "https://127.0.0.1", true),
        ("0.0.0.0:8480", "http://127.0.0.1:8480", false), ("127.0.0.1:8480", "https://bridge.example.org", false),
        ("[::]:8480", "http://[::1]:8480", false), ("192.168.1.2:8480", "http://localhost:8480", false),
        ("127.0.0.1:8480", "", false), ("", "http://127.0.0.1", false),
        ("127.0.0.1.evil.example:80", "http://127.0.0.1", false),
        ("127.0.0.1:8480", "http://127.0.0.1@evil.example", false),
        ("127.0.0.1:8480", "http://localhost.evil.example", false),
        ("127.1:8480", "http://127.0.0.1", false), ("127.0.0.1:99999", "http://127.0.0.1", false),
    ])
    func `the sandbox opens only where nobody else can come`(_ listen: String, _ publicURL: String, _ allowed: Bool) {
        #expect(SandboxGuard.allows(listen: listen, publicURL: publicURL) == allowed)
    }

    @Test(
        arguments: [
            (["Host": "127.0.0.1:8480"], nil), (["host": "LOCALHOST:8480", "origin": "http://localhost:8480"], nil),
            (["Host": "[::1]:8480", "Sec-Fetch-Site": "same-origin"], nil),
            (["Host": "localhost", "Sec-Fetch-Site": "none"], nil),
            (["Host": "localhost", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"], nil),
            (["Host": "localhost", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"], .foreignOrigin),
            (["Host": "localhost", "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"], .foreignOrigin),
            ([:], .foreignHost),
            (["Host": "bridge.example"], .foreignHost), (["Host": "127.0.0.1", "HOST": "127.0.0.1"], .foreignHost),
            (["Host": "localhost:8480", "Origin": "http://localhost:3000"], .foreignOrigin),
            (["Host": "localhost:8480", "Origin": "null"], .foreignOrigin),
            (["Host": "localhost:8480", "Origin": "http://evil.example"], .foreignOrigin),
            (["Host": "localhost:8480", "Forwarded": "for=1.2.3.4"], .forwarded),
            (["Host": "localhost:8480", "x-forwarded-proto": "https"], .forwarded),
            (["Host": "localhost:8480", "X-Forwarded-Whatever": ""], .forwarded),
        ] as [(Headers, SandboxGuard.Refusal?)])
    func `a request that began elsewhere is turned away`(_ headers: Headers, _ refusal: SandboxGuard.Refusal?) {
        #expect(SandboxGuard.refusal(of: headers) == refusal)
    }

    @Test(arguments: [
        ("@王芳 看一下", ["a"]), ("@王芳芳看一下", ["b"]), ("@王", []), ("王芳@", []), ("@王芳@王芳 @网格助手", ["a", "me"]),
        ("@所有人", ["all"]), ("a@b.example", []),
    ])
    func `the longest name after an at sign is meant`(_ text: String, _ expected: [String]) {
        let found = Mentions.find(in: text, people: [("a", "王芳"), ("b", "王芳芳"), ("c", "")])
        #expect(
            found.map { mention in
                switch mention.target {
                case .account(let id): id
                case .me: "me"
                case .everyone: "all"
                }
            } == expected)
    }
}
