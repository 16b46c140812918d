import Domain
import Testing

@testable import Tables

@Suite struct TableFilesTests {
    /// A whole county in a few rows; each test replaces the file that it is about.
    static let county: [String: String] = [
        "case-types.csv": """
        code,name,class,kind,unit_of_count,urgent,sensitive,evidence,closing,acknowledge_within,resolve_within,aliases
        06010,暴露垃圾,市容环境类,matter,处|堆,否,否,photo,done,10m|30um,4h,垃圾暴露
        98001,矛盾纠纷,社会治理,dispute,,no,yes,none,confirm,10m,2d,

        """,
        "keywords.csv": "phrase,type,points,note\n垃圾,06010,6,\n",
        "phrases.csv": "group,phrase\n脏,脏死了\n",
        "rules.csv": "id,type,intent,all,any,none,pattern,points,urgent,note\nr-1,06010,,@脏,,,,5,,\n",
        "grids.csv": "code,name,parent,level,aliases,chief,latitude,longitude\n"
            + "cx,县城,,county,,,,\n03,3号网格,cx,grid,三号网格,wang,25.39,114.93\n",
        "places.csv": "name,aliases,grid,latitude,longitude\n宣芳桥,,03,25.391,114.931\n",
        "units.csv": "code,name,aliases,head\nhws,环卫所,环卫,li\nzz,综治中心,,\n",
        "people.csv": "id,name,role,unit,grid,accounts\nwang,王芳,worker,,03,generic:wang|sandbox:wang\n"
            + "li,老李,unit,hws,,generic:li\n",
        "routes.csv": "type,grid,unit,assist\n市容环境,*,hws,\n98001,*,zz,\n",
        "rooms.csv": "adapter,room,name,purpose,grid,unit\ngeneric,work,工作群,work,,\ngeneric,z,综治群,unit,,zz\n",
        "calendar.csv": "date,kind,hours\n2026-10-01,holiday,\n2026-10-10,workday,08:00-12:00|14:00-18:00\n",
    ]

    private func read(_ changed: [String: String]) -> TableFiles.Result {
        TableFiles.read(files: Self.county.merging(changed) { $1 }.mapValues { Array($0.utf8) })
    }

    @Test func `a small county is read without a problem`() throws {
        let result = read([:])
        #expect(result.problems.map(\.description) == [])
        let type = try #require(result.tables.caseTypes.first)
        #expect(type.className == "市容环境")
        #expect(type.unitsOfCount == ["处", "堆"])
        #expect(type.acknowledgeWithin == [Limit(10, .minutes), Limit(30, .urgentMinutes)])
        #expect(type.resolveWithin == Limit(4, .hours))
        #expect(result.tables.grids[1].centre == Coordinate(latitudeE6: 25_390_000, longitudeE6: 114_930_000))
        #expect(result.tables.calendar[1].hours.map(\.start) == [28800, 50400])
        #expect(result.tables.people[0].accounts.map(\.description) == ["generic:wang", "sandbox:wang"])
    }

    static let broken: [(String, String, [String])] = [
        ("units.csv", "", ["1:1: no header row, expected code,name,name_en,aliases,head"]),
        (
            "units.csv", "code,nam\nhws,x\n",
            [
                "1:6: unknown column \"nam\", did you mean name?",
                "1:9: the column name is missing, expected it in the header: name",
            ]
        ),
        (
            "units.csv", "code,name,size\n",
            ["1:11: unknown column \"size\", expected one of code, name, name_en, aliases, head"]
        ),
        ("units.csv", "code,name,code\n", ["1:11: the column code stands twice, expected once"]),
        ("units.csv", "code,name\nhws,\nzz,综治中心\n", ["2:5: name is empty, expected a value"]),
        (
            "units.csv", "code,name\nhws,环卫所\nzz,综治中心\nhws,环卫处\n",
            ["4:1: code \"hws\" stands in line 2 already, expected once"]
        ),
        (
            "units.csv", "code,name,aliases\nhws,环卫所,a||b\nzz,综治中心,\n",
            ["2:9: an empty item in aliases, expected items as in a|b"]
        ),
        (
            "units.csv", "code,name,aliases\nhws,环卫所,a\\nb\nzz,综治中心,\n",
            ["2:9: \"\\\" before another character, expected \\| or \\\\"]
        ),
        (
            "units.csv", "code,name,aliases\nhws,环卫所,a\\\nzz,综治中心,\n",
            ["2:9: \"\\\" at the end of the cell, expected \\| or \\\\"]
        ),
        ("units.csv", "code,name,head\nhws,环卫所,lii\nzz,综治中心,\n", ["2:9: unknown person \"lii\", did you mean li?"]),
        (
            "case-types.csv",
            "code,name,class,kind,resolve_within,urgent\n06010,暴露垃圾,市容环境,mater,4h,maybe\n98001,纠纷,社会治理,dispute,2days,\n601,x,y,matter,2d,\n",
            [
                "2:17: kind is \"mater\", expected one of component, matter, emergency, safety, dispute, service; did you mean matter?",
                "2:26: urgent is \"maybe\", expected true, false, 1, 0, yes, no, 是 or 否",
                "3:23: \"2days\" in resolve_within is no time limit, expected one as in 30m, 2h, 1d or 30um, 2uh, 1ud",
                "4:1: code is \"601\", expected five digits",
            ]
        ),
        (
            "case-types.csv",
            "code,name,class,kind,resolve_within,acknowledge_within\n06010,暴露垃圾,市容环境,matter,4h,1m|2m|3m\n98001,纠纷,社会治理,dispute,1h|2h,\n",
            [
                "2:27: acknowledge_within holds 3 time limits, expected at most 2",
                "3:23: resolve_within holds 2 time limits, expected at most 1",
            ]
        ),
        (
            "keywords.csv", "phrase,type,points\n垃圾,06011,6\n果皮,06010,x\n瓜皮,06010,99999\n垃圾,06011,3\n",
            [
                "2:4: unknown type \"06011\", expected a code of case-types.csv",
                "3:10: points is \"x\", expected a whole number from -1000 to 1000",
                "4:10: points is \"99999\", expected a whole number from -1000 to 1000",
                "5:1: phrase+type \"垃圾\"+\"06011\" stands in line 2 already, expected once",
            ]
        ),
        (
            "rules.csv",
            "id,type,intent,all,points\nr-1,06012,,@脏了,5\nr-2,,,垃圾,5\nr-3,06010,reporting,垃圾,5\nr-4,06010,,,5\n",
            [
                "2:5: unknown type \"06012\", expected a code of case-types.csv",
                "2:12: unknown group \"@脏了\", did you mean @脏?",
                "3:1: the rule \"r-2\" has neither type nor intent, expected at least one",
                "4:11: intent is \"reporting\", expected one of \(Intent.allCases.map(\.rawValue).joined(separator: ", ")); did you mean report?",
                "5:1: the rule \"r-4\" has no condition, expected all, any or pattern",
            ]
        ),
        ("phrases.csv", "group,phrase\n@脏,脏\n脏,脏死了\n", ["2:1: group is \"@脏\", expected it without the @"]),
        (
            "grids.csv",
            "code,name,parent,level,chief,latitude,longitude\ncx,县城,,county,,91,114\n03,三,04,grid,nobody,,114\n04,四,03,grid,,25.1.2,114\n05,五,06,grid,,,\n*,六,,grid,,,\n",
            [
                "2:16: latitude is \"91\", expected decimal degrees from -90 to 90",
                "3:6: the parents of \"03\" lead back to it, expected a tree",
                "3:9: warning: a grid below \"04\", a grid; expected a higher level above",
                "3:14: unknown person \"nobody\", expected an id of people.csv",
                "3:21: latitude is empty, expected a number beside longitude",
                "4:6: the parents of \"04\" lead back to it, expected a tree",
                "4:9: warning: a grid below \"03\", a grid; expected a higher level above",
                "4:15: latitude is \"25.1.2\", expected decimal degrees from -90 to 90",
                "5:6: unknown grid \"06\", expected a code of grids.csv",
                "6:1: code is *, which means any grid; expected a code",
            ]
        ),
        (
            "places.csv", "name,grid\n宣芳桥,3\n宣芳桥,03\n宣芳桥,03\n",
            [
                "2:5: unknown grid \"3\", expected a code of grids.csv",
                "4:1: name+grid \"宣芳桥\"+\"03\" stands in line 3 already, expected once",
            ]
        ),
        (
            "people.csv",
            "id,name,role,unit,grid,accounts\nwang,王芳,worker,,03,generic:wang\nli,老李,unit,hwss,99,generic:wang|x\nzhao,赵,unit,,,\n",
            [
                "3:12: unknown unit \"hwss\", did you mean hws?",
                "3:17: unknown grid \"99\", expected a code of grids.csv",
                "3:20: \"x\" is no account, expected adapter:account as in generic:wang01",
                "3:20: the account \"generic:wang\" stands in line 2 already, expected one person",
                "4:8: warning: \"zhao\" has the role unit and no unit, so can answer for none",
            ]
        ),
        (
            "routes.csv", "type,grid,unit,assist\n市容环境类,*,hws,\n市容环境,*,hws,\n市容,07,hs,zz|yy\n98001,*,hws,\n",
            [
                "3:1: type+grid \"市容环境\"+\"*\" stands in line 2 already, expected once",
                "4:1: unknown type or class \"市容\", expected a code, a class of case-types.csv or *",
                "4:4: unknown grid \"07\", expected a code of grids.csv",
                "4:7: unknown unit \"hs\", did you mean hws?",
                "4:10: unknown unit \"yy\", expected a code of units.csv",
                "5:9: warning: \"hws\" answers for the sensitive type 98001 and has no room of purpose unit; its cards go to the admin room only",
            ]
        ),
        (
            "rooms.csv",
            "adapter,room,name,purpose,grid,unit,language\ngeneric,work,工作群,job,99,xx,fr\ngeneric,work,又一群,work,,,\ngeneric,z,综治群,unit,,zz,\ngeneric,y,某群,unit,,,\n",
            [
                "2:18: purpose is \"job\", expected one of work, leaders, emergency, unit, admin, observe",
                "2:22: unknown grid \"99\", expected a code of grids.csv",
                "2:25: unknown unit \"xx\", expected a code of units.csv",
                "2:28: language is \"fr\", expected zh-Hans or en",
                "3:1: adapter+room \"generic\"+\"work\" stands in line 2 already, expected once",
                "5:14: warning: the room \"y\" has the purpose unit and names no unit",
            ]
        ),
        (
            "calendar.csv",
            "date,kind,hours\n2026-02-30,holiday,\n2026-10-01,rest,\n2026-10-10,workday,8-12\n2026-10-11,workday,08:00-12:00|11:00-18:00\n2026-10-10,holiday,\n",
            [
                "2:1: date is \"2026-02-30\", expected a day as in 2026-11-21",
                "3:12: kind is \"rest\", expected one of holiday, workday",
                "4:20: \"8-12\" is no stretch of hours, expected one as in 08:00-12:00",
                "5:20: \"11:00-18:00\" begins before the stretch before it ends, expected them one after the other",
                "6:1: date \"2026-10-10\" stands in line 4 already, expected once",
            ]
        ),
        (
            "hours.csv",
            "unit,from,to,weekdays,hours\nhws,05-01,,Mon-Fri,08:00-12:00\nhsw,,,Mon,08:00-12:00\n*,02-30,03-01,Fry,\n"
                + "hws,,,Mon-Sun,\nhws,01-01,12-31,Mon-Sun,06:00-11:00\n",
            [
                "2:11: to is empty, expected a day beside from",
                "3:1: unknown unit \"hsw\", expected a code of units.csv",
                "4:3: from is \"02-30\", expected a day as in 05-01",
                "4:15: \"Fry\" is no day of the week, expected some as in Mon-Fri or Sun",
                "6:1: unit+from+weekdays \"hws\"+\"01-01\"+\"Mon-Sun\" stands in line 5 already, expected once",
            ]
        ),
        (
            "reactions.csv", "sign,meaning\n👌,acknowledged\n👍,satisfied\n👍,dissatisfied\n,done\n",
            [
                "2:3: meaning is \"acknowledged\", expected one of acknowledge, done, satisfied, dissatisfied; "
                    + "did you mean acknowledge?",
                "4:1: sign \"👍\" stands in line 3 already, expected once", "5:1: sign is empty, expected a value",
            ]
        ),
        (
            "limits.csv",
            "clock,type,grid,within\nhandlng,*,*,2h\nanswer,06010,03,10m|30um|1h\nhandling,市容,07,2hours\ncheck,*,*,\n",
            [
                "2:1: clock is \"handlng\", expected one of intake, dispatch, answer, handling, check, approval; "
                    + "did you mean handling?",
                "3:17: within holds 3 time limits, expected at most 2",
                "4:10: unknown type or class \"市容\", expected a code, a class of case-types.csv or *",
                "4:13: unknown grid \"07\", expected a code of grids.csv",
                "4:16: \"2hours\" in within is no time limit, expected one as in 30m, 2h, 1d or 30um, 2uh, 1ud",
                "5:11: within is empty, expected a value",
            ]
        ),
        (
            "ladder.csv",
            "step,at,clock,urgent,to,kind,held\nWarn,75,handling,,contact,reminder,yes\n"
                + "late,100%|red+1d,handling,maybe,contcat,notice,\nslow,300%,answer,,head,yellow-card,1\n"
                + "slow,100%,answer,,head,chase,1\n",
            [
                "2:1: step is \"Warn\", expected at most 32 lower-case letters, digits and hyphens",
                "2:6: \"75\" is no moment, expected one as in 75%, +1h, red+1d, reworks=2 or yellow=2/7d",
                "3:6: only shares of the limit and times after it may stand together",
                "3:27: urgent is \"maybe\", expected true, false, 1, 0, yes, no, 是 or 否",
                "3:33: \"contcat\" is no receiver, did you mean contact?",
                "4:24: yellow-card is for the clock handling, expected chase or escalation",
                "5:1: step \"slow\" stands in line 4 already, expected once",
            ]
        ),
        (
            "ladder.csv",
            "step,at,clock,urgent,to,kind,held\nagain,yellow=2/7d,handling,,head,yellow-card,1\n"
                + "red,red+1d,handling,,head,red-card,1\nback,reworks=2,answer,,head,chase,1\n",
            [
                "2:34: at yellow=2/7d the case has a yellow card already, so yellow-card is never said",
                "3:27: at red+1d the case has a red card already, so red-card is never said",
                "4:16: reworks=2 is for the clock handling",
            ]
        ),
    ]

    @Test(arguments: broken)
    func `every slip is named with its place and what was expected`(
        _ file: String, _ text: String, _ expected: [String]
    ) {
        let problems = read([file: text]).problems.filter { $0.file == file }
        #expect(problems.map(\.description) == expected.map { "\(file):\($0)" })
        for problem in problems {
            #expect(problem.chineseDescription.hasPrefix("\(file):\(problem.line):\(problem.column): "))
        }
    }

    @Test func `problems of all files come at once, by file and line`() {
        let result = read(["units.csv": "code,name\nhws,\n", "keywords.csv": "phrase,type,points\n,06010,a\n"])
        #expect(
            result.errors.map(\.description)
                == [
                    "keywords.csv:2:1: phrase is empty, expected a value",
                    "keywords.csv:2:8: points is \"a\", expected a whole number from -1000 to 1000",
                    "rooms.csv:3:21: unknown unit \"zz\", expected a code of units.csv",
                    "routes.csv:3:9: unknown unit \"zz\", expected a code of units.csv",
                    "units.csv:2:5: name is empty, expected a value",
                ])
    }

    @Test func `an unreadable table makes no chain of unknown names`() {
        let result = read(["units.csv": "kode\n"])
        #expect(Set(result.problems.map(\.file)) == ["units.csv"])
    }

    @Test func `a file replaces the default of its name whole, and what is in neither is empty`() {
        let result = TableFiles.read(
            files: ["variants.csv": Array("written,meant\n径,经\n".utf8)],
            defaults: [
                "variants.csv": Array("written,meant\n漏,露\n级,圾\n".utf8),
                "phrases.csv": Array("group,phrase\n脏,脏死了\n".utf8),
            ])
        #expect(result.tables.variants == [Variant(written: "径", meant: "经")])
        #expect(result.tables.phrases.count == 1)
        #expect(result.tables.units.isEmpty)
        #expect(result.fromDefaults == ["phrases.csv"])
        #expect(result.problems.isEmpty)
    }

    @Test func `a misspelt file name is not passed over`() {
        let result = TableFiles.read(files: ["unit.csv": Array("code,name\n".utf8)])
        #expect(result.problems.map(\.description) == ["unit.csv:1:1: unknown table, did you mean units.csv?"])
    }

    @Test func `a pattern that cannot be used is told at its cell`() {
        let text = "id,type,pattern,points\nr-1,06010,(a|b,5\n"
        let files = Self.county.merging(["rules.csv": text]) { $1 }.mapValues { Array($0.utf8) }
        let result = TableFiles.read(files: files) { $0 == "(a|b" ? "the bracket is never closed" : nil }
        #expect(
            result.problems.map(\.description) == [
                "rules.csv:2:11: the pattern \"(a|b\" cannot be used: the bracket is never closed"
            ])
    }

    @Test func `a table in GB18030 is read, and bytes that are nothing are told by offset`() {
        let gb: [UInt8] = Array("code,name\nhws,".utf8) + [0xBB, 0xB7, 0xCE, 0xC0, 0xCB, 0xF9, 10]
        let result = TableFiles.read(files: ["units.csv": gb])
        #expect(result.tables.units.map(\.name) == ["环卫所"])
        #expect(result.encodings["units.csv"] == .gb18030)
        let bad = TableFiles.read(files: ["units.csv": Array("code,name\nhws,".utf8) + [0xFF, 0xFF, 10]])
        #expect(
            bad.problems.map(\.description) == [
                "units.csv:2:5: byte 14, counted from 0, is no UTF-8; expected the file in UTF-8 or GB18030"
            ])
    }

    @Test func `outlines go to their grids and unknown ones are told`() {
        let square = [(0, 0), (0, 10), (10, 10), (0, 0)].map { Coordinate(latitudeE6: $0.0, longitudeE6: $0.1) }
        let files = Self.county.mapValues { Array($0.utf8) }
        let result = TableFiles.read(
            files: files,
            outlines: [
                GridOutline(code: "03", polygons: [[square]], line: 3),
                GridOutline(code: "03", polygons: [[square]], line: 4),
                GridOutline(code: "77", polygons: [[square]], line: 5),
                GridOutline(code: "cx", polygons: [[Array(square.dropLast())]], line: 6),
            ])
        #expect(result.tables.grids[1].outline == [[square]])
        #expect(
            result.problems.map(\.description) == [
                "grids.geojson:4:1: the outline of \"03\" stands in line 3 already, expected once",
                "grids.geojson:5:1: unknown grid \"77\", expected a code of grids.csv",
                "grids.geojson:6:1: a ring of \"cx\" is not closed, expected four points or more, the last as the first",
            ])
    }

    @Test(
        arguments: [
            ("25.39", 25_390_000), ("-0.5", -500_000), ("114", 114_000_000), ("25.3912345", 25_391_235),
            ("25.", nil), (".5", nil), ("1e2", nil), ("2５", nil), ("--1", nil), ("1234", nil), ("", nil),
        ] as [(String, Int32?)])
    func `degrees are read without rounding on the way`(_ text: String, _ expected: Int32?) {
        #expect(DecimalDegrees.millionths(text) == expected)
    }
}
