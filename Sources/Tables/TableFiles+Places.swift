internal import Domain

/// Where a row stands in the files that were read.
public struct RowPlace: Hashable, Sendable {
    public var file: String
    /// 1 is the first line of the file.
    public var line: Int
    /// 1 is the first character of the line.
    public var column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension TableFiles.Result {
    /// The rows that a reading's evidence names: `keyword:垃圾`, `rule:r-12`, `intent:收到`, `variant:垃级`, `place:宣芳桥`,
    /// `type:暴露垃圾`. Empty for what comes from no table, as the small words of the grammar do.
    ///
    /// - Parameter type: narrows a phrase that serves several types to the row of this code.
    public func places(of source: String, type: String? = nil) -> [RowPlace] {
        guard let colon = source.firstIndex(of: ":") else { return [] }
        let key = String(source[source.index(after: colon)...])
        func rows<Row>(_ rows: [Row], _ file: String, _ column: String, where isMeant: (Row) -> Bool) -> [RowPlace] {
            rows.indices.filter { isMeant(rows[$0]) }.map { index in
                let place = locations.place(file, index, column)
                return RowPlace(file: file, line: place.line, column: place.column)
            }
        }
        switch source[..<colon] {
        case "keyword":
            return rows(tables.keywords, "keywords.csv", "phrase") {
                $0.phrase == key && (type == nil || $0.type == type)
            }
        case "rule": return rows(tables.rules, "rules.csv", "id") { $0.id == key }
        case "intent": return rows(tables.intents, "intents.csv", "phrase") { $0.phrase == key }
        case "variant": return rows(tables.variants, "variants.csv", "written") { $0.written == key }
        case "place": return rows(tables.places, "places.csv", "name") { $0.name == key }
        case "type": return rows(tables.caseTypes, "case-types.csv", "name") { $0.name == key }
        default: return []
        }
    }
}
