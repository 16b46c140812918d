public import Domain

/// One feature of `grids.geojson`, read by whoever reads JSON: the outline of a grid.
public struct GridOutline: Hashable, Sendable {
    /// The feature's property `code`.
    public var code: String
    /// Polygons of rings, the first ring outside and the others holes, as in RFC 7946.
    public var polygons: [[[Coordinate]]]
    /// Where the feature stands in its file; 1 and 1 when nobody counted.
    public var line: Int
    public var column: Int

    public init(code: String, polygons: [[[Coordinate]]], line: Int = 1, column: Int = 1) {
        self.code = code
        self.polygons = polygons
        self.line = line
        self.column = column
    }

    /// The file that outlines come from.
    public static let file = "grids.geojson"

    /// Puts outlines to their grids.
    ///
    /// - Returns: unknown or repeated codes and rings that are not closed (RFC 7946, 3.1.6: four or more positions, the
    ///   first the same as the last).
    static func lay(
        _ outlines: [GridOutline], over grids: inout [Grid], gridsAreReadable: Bool = true
    ) -> [TableProblem] {
        var problems: [TableProblem] = []
        var indexes: [String: Int] = [:]
        for (index, grid) in grids.enumerated() where indexes[grid.code] == nil { indexes[grid.code] = index }
        var firstLines: [String: Int] = [:]
        for outline in outlines {
            func report(_ chinese: String, _ english: String) {
                problems.append(
                    TableProblem(
                        file: file, line: outline.line, column: outline.column, chinese: chinese, english: english))
            }
            if let first = firstLines[outline.code] {
                report(
                    "网格 \(shown(outline.code)) 的轮廓重复，第 \(first) 行已有",
                    "the outline of \(shown(outline.code)) stands in line \(first) already, expected once")
                continue
            }
            firstLines[outline.code] = outline.line
            for ring in outline.polygons.flatMap({ $0 }) where ring.count < 4 || ring.first != ring.last {
                report(
                    "网格 \(shown(outline.code)) 的轮廓没有闭合，应至少四点且首尾相同",
                    "a ring of \(shown(outline.code)) is not closed, expected four points or more, the last as the first"
                )
                break
            }
            if let index = indexes[outline.code] {
                grids[index].outline = outline.polygons
            } else if gridsAreReadable {
                report(
                    "grids.csv 中没有网格 \(shown(outline.code))",
                    "unknown grid \(shown(outline.code)), expected a code of grids.csv")
            }
        }
        return problems
    }
}
