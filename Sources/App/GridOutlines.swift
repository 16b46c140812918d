import Domain
import JSON
import Tables

/// Reads `grids.geojson` (RFC 7946): polygons and multipolygons whose features carry a property `code`.
enum GridOutlines {
    /// The outlines, or why there are none, at the place in the file.
    static func read(_ bytes: [UInt8]) throws(TableProblem) -> [GridOutline] {
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONReader.read(bytes, maximumDepth: 16)
        } catch {
            throw problem(error.line, error.column, "不是有效的 JSON：\(error.message)", error.message)
        }
        guard document["type"]?.string == "FeatureCollection", let features = document["features"]?.array else {
            throw problem(1, 1, "应为 FeatureCollection", "expected a FeatureCollection with features")
        }
        var outlines: [GridOutline] = []
        for (index, feature) in features.enumerated() {
            let place = "feature \(index + 1)"
            guard let code = feature["properties"]?["code"]?.string else {
                throw problem(
                    1, 1, "第 \(index + 1) 个要素缺少 properties.code", "\(place): expected properties.code, a text")
            }
            let geometry = feature["geometry"]
            let coordinates = geometry?["coordinates"]?.array ?? []
            let polygons: [[[Coordinate]]]?
            switch geometry?["type"]?.string {
            case "Polygon": polygons = rings(coordinates).map { [$0] }
            case "MultiPolygon":
                let parts = coordinates.map { rings($0.array ?? []) }
                polygons = parts.contains { $0 == nil } ? nil : parts.compactMap { $0 }
            default: polygons = nil
            }
            guard let polygons else {
                throw problem(
                    1, 1, "网格 \(code) 的轮廓应为 Polygon 或 MultiPolygon，坐标为 [经度, 纬度]",
                    "\(place) (\(code)): expected a Polygon or MultiPolygon of [longitude, latitude] positions")
            }
            outlines.append(GridOutline(code: code, polygons: polygons))
        }
        return outlines
    }

    private static func rings(_ values: [JSONValue]) -> [[Coordinate]]? {
        var rings: [[Coordinate]] = []
        for value in values {
            var ring: [Coordinate] = []
            for position in value.array ?? [] {
                guard let longitude = position[0]?.double, let latitude = position[1]?.double,
                    let point = Coordinate(latitude: latitude, longitude: longitude)
                else { return nil }
                ring.append(point)
            }
            rings.append(ring)
        }
        return rings.isEmpty ? nil : rings
    }

    private static func problem(_ line: Int, _ column: Int, _ chinese: String, _ english: String) -> TableProblem {
        TableProblem(file: GridOutline.file, line: line, column: column, chinese: chinese, english: english)
    }
}
