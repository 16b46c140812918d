import Domain
import Foundation
import Testing

@testable import Tables

/// The demo county's map and its recorded day, against its tables.
@Suite struct DemoTests {
    private struct Envelope: Decodable {
        struct Party: Decodable {
            var id: String
        }
        struct Reference: Decodable {
            var id: String
        }
        struct Content: Decodable {
            var id: String
            var room: Party
            var sender: Party
            var text: String?
            var replyTo: Reference?
            var target: Reference?
        }
        var type: String
        var timestamp: String
        var data: Content
    }

    private struct Map: Decodable {
        struct Feature: Decodable {
            struct Properties: Decodable {
                var code: String
            }
            struct Geometry: Decodable {
                var coordinates: [[[Double]]]
            }
            var properties: Properties
            var geometry: Geometry
        }
        var features: [Feature]
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "seeds/demo")

    private func day() throws -> [Envelope] {
        try String(contentsOf: Self.folder.appending(path: "day.jsonl"), encoding: .utf8)
            .split(separator: "\n").map { try JSONDecoder().decode(Envelope.self, from: Data($0.utf8)) }
    }

    @Test func `every place lies inside the outline of its grid`() throws {
        let map = try JSONDecoder().decode(
            Map.self, from: Data(contentsOf: Self.folder.appending(path: "grids.geojson")))
        let outlines = map.features.map { feature in
            GridOutline(
                code: feature.properties.code,
                polygons: [
                    feature.geometry.coordinates.map { ring in
                        ring.compactMap { Coordinate(latitude: $0[1], longitude: $0[0]) }
                    }
                ])
        }
        let result = TableFiles.read(
            files: try Seeds.files("demo"), defaults: try Seeds.files("common"), outlines: outlines)
        #expect(result.problems.map(\.description) == [])
        let county = County(result.tables)
        for place in county.tables.places {
            let point = try #require(place.coordinate)
            let grid = try #require(place.grid)
            let found = try #require(county.grid(at: point))
            #expect(county.grid(grid, isWithin: found), "\(place.name) of \(grid) lies in \(found)")
            #expect(found.hasPrefix(String(grid.prefix(2))))
        }
        for grid in county.tables.grids where grid.level == .grid {
            #expect(grid.centre.flatMap { county.grid(at: $0) } == grid.code)
        }
    }

    @Test func `the day is its ten scenes, one after the other`() throws {
        let scenes = try FileManager.default.contentsOfDirectory(atPath: Self.folder.appending(path: "day").path)
            .filter { $0.hasSuffix(".jsonl") }.sorted()
        #expect(scenes.count == 10)
        let parts = try scenes.map {
            try String(contentsOf: Self.folder.appending(path: "day/\($0)"), encoding: .utf8)
        }
        #expect(try String(contentsOf: Self.folder.appending(path: "day.jsonl"), encoding: .utf8) == parts.joined())
        for part in parts { #expect(part.split(separator: "\n").count >= 20) }
        #expect(try day().count { $0.type == "message.created" } >= 200)
    }

    @Test func `people and rooms of the day stand in the tables, and what is quoted was said before`() throws {
        let county = County(try Seeds.demo().tables)
        var said: Set<String> = []
        var strangers: Set<String> = []
        for envelope in try day() {
            let data = envelope.data
            #expect(Timestamp(rfc3339: envelope.timestamp) != nil)
            #expect(county.room(RoomKey(adapter: "generic", id: data.room.id)) != nil, "\(data.id)")
            if county.person(AccountKey(adapter: "generic", id: data.sender.id)) == nil {
                strangers.insert(data.sender.id)
            }
            for reference in [data.replyTo, data.target].compactMap({ $0?.id }) {
                let message =
                    reference.hasPrefix("card:") ? String(reference.dropFirst(5).prefix { $0 != "#" }) : reference
                #expect(said.contains(message), "\(data.id) points at \(reference)")
            }
            if envelope.type != "message.created" && envelope.type != "reaction.added" {
                #expect(said.contains(data.id))
            }
            said.insert(data.id)
        }
        #expect(strangers == ["u-5521", "u-7782"])
    }

    @Test func `the labels of the day use every intent`() throws {
        struct Line: Decodable {
            struct Expectation: Decodable {
                var intent: String
                var types: [String]?
                var place: String?
            }
            var id: String
            var text: String
            var expect: Expectation
        }
        let tables = try Seeds.demo().tables
        let lines = try String(contentsOf: Self.folder.appending(path: "day-labels.jsonl"), encoding: .utf8)
            .split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        #expect(Set(lines.map(\.expect.intent)) == Set(Intent.allCases.map(\.rawValue)))
        let said = Dictionary(try day().map { ($0.data.id, $0.data.text) }, uniquingKeysWith: { first, _ in first })
        let codes = Set(tables.caseTypes.map(\.code))
        let places = Set(tables.places.map(\.name))
        for line in lines {
            #expect(said[line.id] == line.text)
            #expect(Set(line.expect.types ?? []).isSubset(of: codes))
            if let place = line.expect.place { #expect(places.contains(place)) }
        }
    }
}
