import Domain
import JSON
import Tables

/// Reads `grids.geojson` (RFC 7946): polygons and multipolygons whose features carry a property `code`.
enum GridOutlines {
    /// The outlines, and what is wrong with each feature that gave none, at its place in the file.
    static func read(_ bytes: [UInt8]) -> (outlines: [GridOutline], problems: [TableProblem]) {
        let document: JSONValue
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        do throws(JSONError) {
            document = try JSONReader.read(bytes, maximumDepth: 16)
        } catch {
            let place = JSONPosition(line: error.line, column: error.column, offset: error.offset)
            return ([], [problem(place, "不是有效的 JSON：\(error.message)", error.message)])
        }
        guard document["type"]?.string == "FeatureCollection", let features = document["features"]?.array else {
            let place = JSONPosition(offset: 0, in: bytes)
            return ([], [problem(place, "应为 FeatureCollection", "expected a FeatureCollection with features")])
        }
        let list = document.object?.member("features")?.valueOffset ?? 0
        var counter = PositionCounter(bytes: bytes)
        var outlines: [GridOutline] = []
        var problems: [TableProblem] = []
        for (index, feature) in features.enumerated() {
            func place(of key: String) -> JSONPosition {
                let object = feature.object
                let offset = object?.member(key)?.valueOffset ?? object?.members.first?.keyOffset ?? list
                return counter.position(at: offset)
            }
            func complain(of key: String, _ chinese: String, _ english: String) {
                problems.append(problem(place(of: key), chinese, english))
            }
            guard let code = feature["properties"]?["code"]?.string else {
                complain(
                    of: "properties", "第 \(index + 1) 个要素缺少 properties.code",
                    "feature \(index + 1): expected properties.code, a text")
                continue
            }
            guard let polygons = polygons(feature["geometry"]) else {
                complain(
                    of: "geometry", "网格 \(code) 的轮廓应为 Polygon 或 MultiPolygon，坐标为 [经度, 纬度]",
                    "feature \(index + 1) (\(code)): expected a Polygon or MultiPolygon of [longitude, latitude] positions"
                )
                continue
            }
            let start = place(of: "properties")
            outlines.append(GridOutline(code: code, polygons: polygons, line: start.line, column: start.column))
        }
        return (outlines, problems)
    }

    private static func polygons(_ geometry: JSONValue?) -> [[[Coordinate]]]? {
        let coordinates = geometry?["coordinates"]?.array ?? []
        switch geometry?["type"]?.string {
        case "Polygon": return rings(coordinates).map { [$0] }
        case "MultiPolygon":
            let parts = coordinates.compactMap { rings($0.array ?? []) }
            return parts.isEmpty || parts.count < coordinates.count ? nil : parts
        default: return nil
        }
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

    private static func problem(_ place: JSONPosition, _ chinese: String, _ english: String) -> TableProblem {
        TableProblem(
            file: GridOutline.file, line: place.line, column: place.column, chinese: chinese, english: english)
    }
}

/// Counts lines and columns from where it stood last, so that many places in one text cost one walk through it.
private struct PositionCounter {
    let bytes: [UInt8]
    private var last = JSONPosition(line: 1, column: 1, offset: 0)

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func position(at offset: Int) -> JSONPosition {
        let start = last.offset <= offset ? last : JSONPosition(line: 1, column: 1, offset: 0)
        var (line, column) = (start.line, start.column)
        for byte in bytes[start.offset..<min(offset, bytes.count)] {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        last = JSONPosition(line: line, column: column, offset: offset)
        return last
    }
}
