internal import Domain

/// A stretch that names a place.
struct FoundPlace: Sendable {
    var range: Range<Int>
    /// The row of the gazetteer's name inside it and where that name stands.
    var rows: [Int]
    var name: Range<Int>?
    /// A grid named in words (3号网格).
    var grid: Int?
}

/// Finds places: names of the gazetteer, and what follows them to say where exactly.
struct PlaceReader {
    let text: [Scalar]
    let marks: [Lexicon.Mark]
    let clauses: [Clause]

    func read() -> [FoundPlace] {
        var names: [(range: Range<Int>, rows: [Int])] = []
        var grids: [(range: Range<Int>, row: Int)] = []
        for mark in marks {
            switch mark.meaning {
            case .place(let row):
                if let last = names.last, last.range == mark.range {
                    names[names.count - 1].rows.append(row)
                } else if let last = names.last, mark.start < last.range.upperBound {
                    // Of overlapping names the longer; at one start the longer comes later.
                    if mark.length > last.range.count { names[names.count - 1] = (mark.range, [row]) }
                } else {
                    names.append((mark.range, [row]))
                }
            case .grid(let row): grids.append((mark.range, row))
            default: break
            }
        }
        var found: [FoundPlace] = []
        for name in names {
            let clause = clauses.first { $0.range.contains(name.range.lowerBound) }
            let limit = clause?.range.upperBound ?? name.range.upperBound
            let end = tail(from: name.range.upperBound, to: limit)
            if let last = found.last, name.range.lowerBound < last.range.upperBound {
                found[found.count - 1].range = last.range.lowerBound..<max(last.range.upperBound, end)
                continue
            }
            found.append(FoundPlace(range: name.range.lowerBound..<end, rows: name.rows, name: name.range))
        }
        for grid in grids where !found.contains(where: { $0.range.overlaps(grid.range) }) {
            found.append(FoundPlace(range: grid.range, rows: [], name: nil, grid: grid.row))
        }
        return found.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    private func tail(from start: Int, to limit: Int) -> Int { start }
}
