public import Domain

/// Tables as files again: reading what is written gives the same tables.
public enum TableExport {
    /// Every table, those without rows as their header, and `grids.geojson` when some grid has an outline.
    ///
    /// - Parameter byteOrderMark: puts a BOM before each CSV file, so that spreadsheets on Windows see UTF-8.
    public static func files(of tables: CountyTables, byteOrderMark: Bool = false) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for table in allTables {
            let rows = [table.schema.columns.map(\.name)] + table.cells(of: tables)
            files[table.schema.file] = CSV.write(rows, byteOrderMark: byteOrderMark)
        }
        let outlines = outlines(of: tables)
        if !outlines.isEmpty { files[GridOutline.file] = Array(geoJSON(outlines).utf8) }
        return files
    }

    /// The outlines that grids have, in table order.
    public static func outlines(of tables: CountyTables) -> [GridOutline] {
        tables.grids.filter { !$0.outline.isEmpty }.map { GridOutline(code: $0.code, polygons: $0.outline) }
    }

    /// A feature collection (RFC 7946), a line a feature.
    static func geoJSON(_ outlines: [GridOutline]) -> String {
        let features = outlines.map { outline in
            let polygons = outline.polygons.map { polygon in
                "["
                    + polygon.map { ring in "[" + ring.map(position).joined(separator: ",") + "]" }
                    .joined(separator: ",") + "]"
            }
            let geometry =
                polygons.count == 1
                ? #""type":"Polygon","coordinates":\#(polygons[0])"#
                : #""type":"MultiPolygon","coordinates":[\#(polygons.joined(separator: ","))]"#
            return #"{"type":"Feature","properties":{"code":\#(jsonString(outline.code))},"geometry":{\#(geometry)}}"#
        }
        return "{\"type\":\"FeatureCollection\",\"features\":[\n" + features.joined(separator: ",\n") + "\n]}\n"
    }

    /// Longitude before latitude (RFC 7946, 3.1.1).
    private static func position(_ point: Coordinate) -> String {
        "[\(DecimalDegrees.text(point.longitudeE6)),\(DecimalDegrees.text(point.latitudeE6))]"
    }

    private static func jsonString(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            default:
                if scalar.value < 32 {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}
