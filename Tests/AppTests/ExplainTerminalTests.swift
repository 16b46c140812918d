import Foundation
import Testing

/// What `explain TEXT` shows in a terminal, held against golden files of the whole output.
@Suite struct ExplainTerminalTests {
    private static let fixtures = Site.repository + "/Tests/Fixtures/Explain"

    /// A county of a few rows of its own, so that the golden files change with the view and not with the seeds.
    private static let tables = [
        "case-types.csv": """
        code,name,class,kind,unit_of_count,urgent,sensitive,evidence,closing,acknowledge_within,resolve_within,aliases
        06010,暴露垃圾,市容环境,matter,堆,false,false,photo,done,10m,4h,
        06011,积存垃圾渣土,市容环境,matter,车,false,false,photo,done,10m,5d,
        01023,不明井盖,市政公用设施,component,个,true,false,photo,done,10m,2uh,
        """,
        "keywords.csv": """
        phrase,type,points,note
        # Rubbish
        垃圾,06010,6,
        垃圾,06011,4,the same words
        井盖没了,01023,9,
        """,
        "phrases.csv": "group,phrase\n", "rules.csv": "id,type,intent,all,any,none,pattern,points,urgent,note\n",
        "intents.csv": "phrase,intent,points,note\n收到,acknowledge,8,\n", "variants.csv": "written,meant\n垃级,垃圾\n",
        "units.csv": "code,name,aliases,head\nhws,环卫所,,\n",
        "grids.csv": "code,name,parent,level,aliases,chief,latitude,longitude\nA,甲县,,county,,,,\nA1,甲一网格,A,grid,,,,\n",
        "places.csv": "name,aliases,grid,latitude,longitude\n老石桥,,A1,,\n",
        "routes.csv": "type,grid,unit,assist\n*,*,hws,\n",
    ]

    private func site() throws -> Site {
        let site = try Site(configuration: "{}")
        for (name, text) in Self.tables { try site.write(text + "\n", to: "tables/\(name)") }
        return site
    }

    @Test(arguments: [
        ("report", ["老石桥边上３堆垃级，没人管", "--color", "never"]),
        ("colour", ["老石桥边上３堆垃级，没人管", "--color", "always"]),
        ("several", ["老石桥垃圾成堆，甲一网格井盖没了\n第二行😀收到\u{1B}[2J", "--color", "never"]),
        ("reply", ["收到", "--color", "never"]),
    ])
    func `the view is as its golden file says`(_ name: String, _ words: [String]) throws {
        let site = try site()
        let run = try ContractRun(["explain"] + words + ["--tables", "tables"], in: site.folder)
        #expect(run.code == 0, "\(run.complaints)")
        let shown = run.text.replacing("\u{1B}", with: "␛")
        let path = "\(Self.fixtures)/\(name).golden.txt"
        if ProcessInfo.processInfo.environment["GRIDBRIDGE_REWRITE"] == "1" {
            try FileManager.default.createDirectory(atPath: Self.fixtures, withIntermediateDirectories: true)
            try Data(shown.utf8).write(to: URL(fileURLWithPath: path))
        }
        #expect(shown == (try? String(contentsOfFile: path, encoding: .utf8)), "\(shown)")
    }

    @Test func `no colour leaves a pipe, unless asked for`() throws {
        let site = try site()
        let words = ["explain", "老石桥垃圾", "--tables", "tables"]
        #expect(!(try ContractRun(words, in: site.folder)).text.contains("\u{1B}"))
        #expect(!(try ContractRun(words + ["--color=auto"], in: site.folder)).text.contains("\u{1B}"))
        #expect(try ContractRun(words + ["--color=always"], in: site.folder).text.contains("\u{1B}[32m"))
        #expect(try ContractRun(words + ["--color=rainbow"], in: site.folder).code == 64)
    }

    @Test func `a terminal gets colours, and none when NO_COLOR is set`() throws {
        let site = try site()
        // script(1) gives the program a terminal of its own.
        try #require(FileManager.default.isExecutableFile(atPath: "/usr/bin/script"))
        func shown(_ environment: [String: String]) throws -> String {
            try ContractRun(
                ["-qec", "\(ContractRun.program) explain 老石桥垃圾 --tables tables", "/dev/null"], in: site.folder,
                environment: environment, program: "/usr/bin/script"
            ).text
        }
        #expect(try shown(["TERM": "xterm"]).contains("\u{1B}[32m"))
        #expect(!(try shown(["TERM": "xterm", "NO_COLOR": "1"]).contains("\u{1B}[")))
        #expect(!(try shown(["TERM": "dumb"]).contains("\u{1B}[")))
    }

    @Test func `the row to change is named by folder, file, line and column, or by the store's version`() throws {
        let site = try site()
        let words = ["explain", "老石桥垃圾"]
        let folder = try ContractRun(words + ["--tables", "tables"], in: site.folder)
        #expect(folder.text.contains("tables/keywords.csv:3:1") && folder.text.contains("tables/keywords.csv:4:1"))
        #expect(folder.text.contains("tables/places.csv:2:1"))
        #expect(try ContractRun(["tables", "import", "tables"], in: site.folder).code == 0)
        let store = try ContractRun(words, in: site.folder)
        #expect(store.text.contains("keywords.csv:3:1 (store, version 1)"), "\(store.text) \(store.complaints)")
    }
}
