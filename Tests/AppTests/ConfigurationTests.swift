import Domain
import Foundation
import JSON
import Testing

@testable import App

@Suite struct ConfigurationTests {
    private func read(_ text: String, _ environment: [String: String] = [:]) throws -> Configuration {
        var reader = ConfigurationReader(file: "c.json5", bytes: Array(text.utf8), environment: environment)
        return try reader.read()
    }

    private func problems(_ text: String, _ environment: [String: String] = [:]) -> [String] {
        do {
            _ = try read(text, environment)
            return []
        } catch {
            return (error as? BadConfiguration)?.problems ?? ["\(error)"]
        }
    }

    @Test func `an empty file is the defaults`() throws {
        let configuration = try read("{}")
        #expect(configuration.listenAddress == "127.0.0.1")
        #expect(configuration.listenPort == 8480)
        #expect(configuration.zone.identifier == "Asia/Shanghai")
        #expect(configuration.digestDay == 63000)
        #expect(configuration.workingHours.count == 2)
        #expect(configuration.postsOn)
    }

    @Test(arguments: [
        ("{ lisen: \"x\" }", "c.json5:1:3: unknown key \"lisen\"; did you mean \"listen\"?"),
        ("{\n  digest: { dya: \"17:30\" }\n}", "c.json5:2:13: unknown key \"digest.dya\"; did you mean \"day\"?"),
        (
            "{ digest: { day: \"25:00\" } }",
            "c.json5:1:18: digest.day: expected a time such as \"17:30\", or \"\" for never"
        ),
        ("{ language: \"fr\" }", "c.json5:1:13: language: expected one of \"zh-Hans\", \"en\""),
        (
            "{ understanding: { fileFrom: 200 } }",
            "c.json5:1:30: understanding.fileFrom: expected a whole number from 1 to 100"
        ),
        ("{ digest: 3 }", "c.json5:1:11: digest: expected an object { … }"),
        ("[]", "c.json5:1:1: expected an object { … }"),
        ("{ adapters: 3 }", "c.json5:1:13: adapters: expected a list [ … ]"),
        (
            "{ understanding: { askFrom: 90 } }",
            "c.json5: understanding.askFrom (90) lies above fileFrom (80)"
        ),
    ])
    func `a wrong file says where and what was expected`(_ text: String, _ problem: String) {
        #expect(problems(text) == [problem])
    }

    @Test func `all problems come at once`() {
        let found = problems(
            """
            {
              listen: 8480,
              timeZone: "Mars/Olympus",
              quietHours: "late",
              nonsense: 1,
            }
            """)
        #expect(found.count == 4)
        // Unknown keys are met while reading, values afterwards.
        #expect(Set(found.compactMap { $0.split(separator: ":").dropFirst().first }) == ["2", "3", "4", "5"])
    }

    @Test func `broken JSON5 is a problem with its place`() {
        let found = problems("{\n  listen: ,\n}")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("c.json5:2:11") == true)
    }

    @Test func `the environment overrides the file`() throws {
        let configuration = try read(
            "{ listen: \"127.0.0.1:1\", digest: { day: \"17:00\" } }",
            [
                "GRIDBRIDGE_LISTEN": "0.0.0.0:9", "GRIDBRIDGE_DIGEST_DAY": "18:15", "GRIDBRIDGE_DATADIRECTORY": "/d",
                "GRIDBRIDGE_UNDERSTANDING_FILEFROM": "90", "GRIDBRIDGE_WORKINGHOURS": "09:00-12:00,13:00-17:00",
                "GRIDBRIDGE_POSTS": "off", "HOME": "/nowhere",
            ])
        #expect(configuration.listenPort == 9)
        #expect(configuration.digestDay == 65700)
        #expect(configuration.dataDirectory == "/d")
        #expect(configuration.fileFrom == 90)
        #expect(configuration.workingHours.first?.start == 9 * 3600)
        #expect(!configuration.postsOn)
    }

    @Test func `a wrong name or value in the environment is a problem`() {
        #expect(
            problems("{}", ["GRIDBRIDGE_LISTN": "x"])
                == ["environment: unknown name GRIDBRIDGE_LISTN; did you mean GRIDBRIDGE_LISTEN?"])
        #expect(
            problems("{}", ["GRIDBRIDGE_LIMITS_BODYBYTES": "many"])
                == ["environment: limits.bodyBytes: expected a whole number from 1024 to 16777216"])
    }

    @Test func `an adapter's keys come from the environment by its name`() throws {
        let configuration = try read(
            "{ adapters: [{ name: \"county\", kind: \"generic\", secrets: [\"a\"] }] }",
            [
                "GRIDBRIDGE_ADAPTERS_COUNTY_DELIVER": "https://chat.example.org/x",
                "GRIDBRIDGE_ADAPTERS_COUNTY_SCHEME": "bearer",
            ])
        #expect(configuration.adapters.first?.deliver == "https://chat.example.org/x")
        #expect(configuration.adapters.first?.scheme == "bearer")
    }

    @Test func `secrets come from the environment or a file, and never show`() throws {
        let site = try Site()
        try site.write("deep\n", to: "secret")
        let configuration = try read(
            "{ adapters: [{ name: \"a\", kind: \"generic\", secrets: [\"env:S\", \"file:\(site.path("secret"))\"] }] }",
            ["S": "from the environment"])
        let secrets = try #require(configuration.adapters.first?.secrets)
        #expect(secrets.map { $0.reveal() } == ["from the environment", "deep"])
        #expect("\(secrets)" == "[<secret>, <secret>]")
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!dumped.contains("deep"))
        #expect(!dumped.contains("from the environment"))
    }

    @Test func `a secret that is not there is a problem`() {
        let found = problems("{ adapters: [{ name: \"a\", kind: \"generic\", secrets: [\"env:NONE\"] }] }")
        #expect(found.contains { $0.contains("the environment has no NONE") })
    }

    @Test func `two adapters of one name are a problem`() {
        let found = problems("{ adapters: [{ name: \"a\", kind: \"sandbox\" }, { name: \"a\", kind: \"sandbox\" }] }")
        #expect(found.count == 1)
        #expect(found.first?.contains("two are called \"a\"") == true)
    }

    @Test func `the sample of init is the table of keys, and reads as the defaults`() throws {
        let sample = try JSONReader.read(Array(ConfigurationSample.text.utf8), dialect: .json5)
        var found: [String] = []
        for member in try #require(sample.object).members {
            if let section = member.value.object, member.key != "adapters" {
                found += section.members.map { "\(member.key).\($0.key)" }
            } else {
                found.append(member.key)
            }
        }
        let valued = ConfigurationKey.all.filter { $0.sample != nil || ConfigurationSample.own[$0.path] != nil }
        #expect(found == valued.map(\.path) + ["adapters"])
        for key in ConfigurationKey.all {
            let value = key.section.map { sample[$0]?[key.name] } ?? sample[key.name]
            if let text = ConfigurationSample.own[key.path] ?? key.sample {
                #expect(value == (try JSONReader.read(Array(text.utf8), dialect: .json5)), "\(key.path)")
            } else {
                #expect(value == nil)
                #expect(ConfigurationSample.text.contains("// \(key.name): "))
            }
            #expect(ConfigurationSample.text.contains("// \(key.meaning)"), "\(key.path)")
        }
        let sampled = try read(ConfigurationSample.text)
        let defaults = try read("{}")
        #expect(sampled.adapters.isEmpty)
        #expect(sampled.tables == "tables")
        #expect(sampled.templates == "templates")
        #expect(sampled.desk == defaults.desk)
        #expect(sampled.listenPort == defaults.listenPort)
        #expect(sampled.bodyBytes == defaults.bodyBytes)
        #expect(sampled.logFormat == defaults.logFormat)
    }

    @Test func `the adapters of the sample read once their comment signs are gone`() throws {
        var lines = ConfigurationSample.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let start = try #require(lines.firstIndex { $0.hasPrefix("  adapters: [") })
        for index in lines.indices where index > start {
            if lines[index].hasPrefix("    // ") { lines[index] = String(lines[index].dropFirst(7)) }
        }
        let configuration = try read(
            lines.joined(separator: "\n"),
            [
                "COUNTY_SECRET": "a", "REPLY_SECRET": "b", "FETCH_TOKEN": "c", "MATRIX_AS_TOKEN": "d",
                "MATRIX_HS_TOKEN": "e",
            ])
        #expect(configuration.adapters.map(\.name) == ["county", "matrix", "sandbox"])
        #expect(configuration.adapters[1].matrix?.userID == "@gridbot:example.org")
        #expect(configuration.adapters.first?.deliver == "https://chat.example.org/replies")
    }

    @Test func `help config names every key with its default and meaning`() async {
        let said = await Said.by(["help", "config"])
        for key in ConfigurationKey.all {
            #expect(said.results.contains("  \(key.path) = \(key.sample ?? "(none)")\n      \(key.meaning);"))
        }
        for key in ConfigurationKey.adapter { #expect(said.results.contains("      \(key.meaning)\n")) }
    }
}
