import Domain
import Foundation
import Testing

@testable import Tables

/// The files that a new deployment starts from, as they stand in the repository.
enum Seeds {
    static func files(_ folder: String) throws -> [String: [UInt8]] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = root.appending(path: "seeds/\(folder)")
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasSuffix(".csv") {
            files[name] = Array(try Data(contentsOf: folder.appending(path: name)))
        }
        return files
    }

    static func demo() throws -> TableFiles.Result {
        TableFiles.read(files: try files("demo"), defaults: try files("common"))
    }
}

@Suite struct SeedsTests {
    @Test func `the common limits, ladder and reactions are those of a county without files`() throws {
        let common = TableFiles.read(files: try Seeds.files("common")).tables
        #expect(common.limits == ClockLimit.standard && common.ladder == LadderStep.standard)
        #expect(common.reactions == Reaction.standard)
        #expect(common.hours.isEmpty)
    }

    @Test func `the common and the demo tables fit together without a word`() throws {
        let result = try Seeds.demo()
        #expect(result.problems.map(\.description) == [])
        #expect(result.tables.grids.count { $0.level == .grid } == 35)
        #expect(result.tables.places.count >= 150)
        #expect(result.tables.units.count >= 25)
    }

    @Test func `every case type of the demo county has a unit in every grid, and the unit somebody to mention`() throws
    {
        let county = County(try Seeds.demo().tables)
        for type in county.tables.caseTypes {
            for grid in county.tables.grids {
                let route = county.route(type: type.code, grid: grid.code)
                #expect(route != nil, "\(type.code) in \(grid.code)")
                if let route {
                    #expect(!county.contacts(ofUnit: route.unit, adapter: "generic").isEmpty)
                    #expect(!county.contacts(ofUnit: route.unit, adapter: "sandbox").isEmpty)
                }
            }
        }
    }

    @Test func `the seeds survive being written and read again`() throws {
        let tables = try Seeds.demo().tables
        let again = TableFiles.read(files: TableExport.files(of: tables, byteOrderMark: true))
        #expect(again.problems.map(\.description) == [])
        #expect(again.tables == tables)
    }
}
