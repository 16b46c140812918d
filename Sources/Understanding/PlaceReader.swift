internal import Domain

/// A stretch that names a place.
struct FoundPlace: Sendable {
    var range: Range<Int>
    /// The rows of the gazetteer whose name or alias it holds, and where that stands.
    var rows: [Int] = []
    var name: Range<Int>?
    /// Rows of other names in the same phrase: 文明路边上的阳光花园.
    var neighbours: [Int] = []
    /// A grid named in words (3号网格).
    var grid: Int?
    /// 3 for a name of the gazetteer, 2 for a name recognised by its shape, 1 for a thing without a name.
    var strength: Int
}

/// Finds places: names of the gazetteer, names recognised by their shape, and what stands around them to say where exactly.
///
/// A place is a chain of parts: `[宣芳桥][靠][市场][一百米处][空地]`. A part that ends an unknown name (路, 小区, 对面) reaches to the
/// left over the name, up to a border word, a cue or the start of the clause; the chain goes on to the right as long as
/// parts follow one another, with a joint (与, 到, 靠) or a short name between them.
struct PlaceReader {
    enum Kind: Equatable {
        case gazetteer, grid
        case word(PlaceWord)
        /// 12号, 3栋2单元, 一百米处
        case house, distance
    }

    struct Part {
        var kind: Kind
        var range: Range<Int>
        /// A row of the gazetteer or of the grids; −1 for neither.
        var row = -1
    }

    /// What is known of one position.
    struct Spot {
        /// The longest part that starts here, as its place in `list` plus one; 0 when none does.
        var part: Int32 = 0
        /// The length of the border word that starts here; 0 when none does.
        var border: UInt8 = 0
        /// No name may reach over it: border words, cues, counts, times.
        var isWall = false
        /// Inside a word that only looks like the end of a name.
        var isDecoy = false
        /// Something is said beside where: problems, deeds, counts.
        var talks = false
    }

    let text: [Scalar]
    private let clauses: [Clause]
    private(set) var spots: [Spot]
    private var list: [Part] = []
    /// Further rows of the gazetteer for the name that starts at a position.
    private var namesakes: [Int: [Int]] = [:]

    init(
        text: [Scalar], marks: Marks, clauses: [Clause], things: [CountedThing], times: [FoundTime],
        points: [Int]
    ) {
        self.text = text
        self.clauses = clauses
        spots = Array(repeating: Spot(), count: text.count)
        for mark in marks.places { offer(Part(kind: .gazetteer, range: mark.range, row: mark.row)) }
        for mark in marks.grids { offer(Part(kind: .grid, range: mark.range, row: mark.row)) }
        for mark in marks.cues where mark.length > 1 && PlaceReader.stops(mark.cue) {
            wall(mark.start, mark.end, talks: true)
        }
        for mark in marks.types where mark.length > 1 && !mark.isName {
            wall(mark.start, mark.end, talks: points[mark.row] > 3)
        }
        for mark in marks.placeWords {
            switch mark.word {
            case .border:
                wall(mark.start, mark.end, talks: false)
                spots[mark.start].border = max(spots[mark.start].border, UInt8(clamping: mark.length))
            case .decoy: for index in mark.start..<mark.end { spots[index].isDecoy = true }
            case .road, .junction, .district, .site, .spot, .relation, .joint: break
            }
        }
        for mark in marks.placeWords where mark.word != .border && mark.word != .decoy {
            // 马路 is a decoy for 路, not for 马路边.
            if mark.length == 1, spots[mark.start].isDecoy { continue }
            offer(Part(kind: .word(mark.word), range: mark.start..<mark.end))
        }
        // A unit is nobody's place unless something says where beside it: 一中队, but 环卫所门口.
        for mark in marks.units where mark.length > 1 {
            if mark.end < text.count, let next = longest(at: mark.end), next.kind == .word(.relation),
                next.range.count > 1
            {
                offer(Part(kind: .word(.site), range: mark.range))
                continue
            }
            for index in mark.range {
                if let part = longest(at: index), part.kind != .gazetteer, part.kind != .grid { spots[index].part = 0 }
            }
        }
        for thing in things { for index in thing.range { spots[index].isWall = true } }
        for time in times { wall(time.range.lowerBound, time.range.upperBound, talks: true) }
    }

    /// Whether no name reaches over such a word; 平安 and 教育 are parts of names.
    private static func stops(_ cue: Cue) -> Bool {
        switch cue {
        case .result, .notice, .tally, .patrol, .allWell, .smallTalk, .praise, .campaign, .checking, .leading,
            .assisting,
            .person, .dayPart:
            false
        default: true
        }
    }

    private mutating func wall(_ start: Int, _ end: Int, talks isTold: Bool) {
        for index in start..<end {
            spots[index].isWall = true
            if isTold { spots[index].talks = true }
        }
    }

    /// Of parts that start at one position the longest stays; names of the tables go before shapes of the same length.
    private mutating func offer(_ part: Part) {
        let start = part.range.lowerBound
        guard let known = longest(at: start) else {
            put(part)
            return
        }
        if part.range.count > known.range.count {
            if known.kind == .gazetteer, part.kind != .gazetteer, part.kind != .grid { return }
            put(part)
        } else if part.range.count == known.range.count {
            if part.kind == .gazetteer, known.kind == .gazetteer {
                if !rows(of: known).contains(part.row) { namesakes[start, default: []].append(part.row) }
            } else if part.kind == .gazetteer || (part.kind == .grid && known.kind != .gazetteer) {
                put(part)
            }
        } else if part.kind == .gazetteer, known.kind != .gazetteer {
            put(part)
        }
    }

    private mutating func put(_ part: Part) {
        let start = part.range.lowerBound
        if !namesakes.isEmpty { namesakes[start] = nil }
        if spots[start].part > 0 {
            list[Int(spots[start].part) - 1] = part
        } else {
            list.append(part)
            spots[start].part = Int32(list.count)
        }
    }

    private func longest(at index: Int) -> Part? {
        let place = spots[index].part
        return place > 0 ? list[Int(place) - 1] : nil
    }

    private func rows(of part: Part) -> [Int] {
        namesakes.isEmpty ? [part.row] : [part.row] + (namesakes[part.range.lowerBound] ?? [])
    }

    func at(_ index: Int) -> Scalar { index >= 0 && index < text.count ? text[index] : 0 }

    func read() -> [FoundPlace] {
        var found: [FoundPlace] = []
        for clause in clauses {
            var places = read(clause.range)
            if let place = whole(clause.range, places, after: found.last) { places = [place] }
            for place in places {
                // Parts that only a space separates: 阳明北路 农商行门口.
                if let last = found.last, place.range.lowerBound - last.range.upperBound == 1,
                    at(last.range.upperBound).isSpace, place.grid == nil, last.grid == nil,
                    last.strength > 1 || place.strength == 1, !hasListNumber(place.range)
                {
                    var joined = last
                    joined.range = last.range.lowerBound..<place.range.upperBound
                    joined.strength = max(last.strength, place.strength)
                    if joined.rows.isEmpty {
                        joined.rows = place.rows
                        joined.name = place.name
                    }
                    found[found.count - 1] = joined
                } else {
                    found.append(place)
                }
            }
        }
        return found
    }

    private func hasListNumber(_ range: Range<Int>) -> Bool {
        clauses.contains {
            Effort.count()
            return $0.startsListItem && $0.range.lowerBound == range.lowerBound
        }
    }

    /// A clause that says nothing but where is one place as a whole: 大学路麦当劳的对面车道.
    private func whole(_ clause: Range<Int>, _ places: [FoundPlace], after last: FoundPlace?) -> FoundPlace? {
        var start = clause.lowerBound
        while start < clause.upperBound, spots[start].isWall, spots[start].border > 0 {
            start += Int(spots[start].border)
        }
        while start < clause.upperBound, at(start) == Scalar(of: ":") { start += 1 }
        // A border word may reach over the end of the clause, and nothing may be left of it.
        guard start < clause.upperBound, !places.isEmpty || spots[start].part > 0 else { return nil }
        let rest = start..<clause.upperBound
        guard rest.count <= 48, !rest.contains(where: { spots[$0].talks }) else { return nil }
        // Words like 了, 又, 没 outside the names tell something.
        let isTold = rest.contains { index in
            spots[index].isWall && at(index) != Scalar(of: "转") && !places.contains { $0.range.contains(index) }
                && !brackets(rest, around: index)
        }
        if isTold { return nil }
        guard let best = places.max(by: { ($0.strength, $0.range.count) < ($1.strength, $1.range.count) }) else {
            // 靠近南纺梦时代 goes on with the place before it.
            guard let last, last.range.upperBound + 1 == clause.lowerBound, at(last.range.upperBound).isSpace,
                let part = longest(at: rest.lowerBound), part.kind == .word(.joint), part.range.count > 1,
                rest.count <= 16
            else { return nil }
            return FoundPlace(range: rest, strength: 1)
        }
        guard best.strength > 1, best.grid == nil || !best.rows.isEmpty else { return nil }
        let covered = places.reduce(0) { $0 + $1.range.count }
        guard covered * 3 >= rest.count else { return nil }
        var place = best
        place.range = rest
        return place
    }

    private func brackets(_ clause: Range<Int>, around index: Int) -> Bool {
        var depth = 0
        for position in clause where position <= index {
            Effort.count()
            if at(position) == Scalar(of: "(") { depth += 1 }
            if at(position) == Scalar(of: ")") { depth -= 1 }
        }
        return depth > 0
    }

    // MARK: Chains

    private func read(_ clause: Range<Int>) -> [FoundPlace] {
        var found: [FoundPlace] = []
        var chain: [Part] = []
        var begin = 0
        var floor = clause.lowerBound
        func close() {
            while let last = chain.last, last.kind == .word(.joint) { chain.removeLast() }
            if let place = place(chain, from: begin) {
                found.append(place)
                floor = place.range.upperBound
            }
            chain = []
        }
        var index = clause.lowerBound
        while index < clause.upperBound {
            Effort.count()
            guard spots[index].part > 0 || mayBeNumber(index), let part = part(at: index, in: clause, after: chain.last)
            else {
                index += 1
                continue
            }
            if let last = chain.last {
                let gap = last.range.upperBound..<part.range.lowerBound
                if gap.isEmpty ? isFollower(part) : bridges(gap, to: part, after: last) {
                    chain.append(part)
                    index = part.range.upperBound
                    continue
                }
                close()
            }
            if let start = start(of: part, floor: floor) {
                begin = start
                chain = [part]
                index = part.range.upperBound
            } else {
                index = part.range.upperBound
            }
        }
        close()
        return found
    }

    private func part(at index: Int, in clause: Range<Int>, after last: Part?) -> Part? {
        if let part = longest(at: index), part.range.upperBound <= clause.upperBound, !isLetter(part, in: clause) {
            return part
        }
        return mayBeNumber(index)
            ? number(at: index, in: clause, after: last) : nil
    }

    /// 边 and 中 say where only at the end of what they belong to; elsewhere they are letters of a name (中华路).
    private func isLetter(_ part: Part, in clause: Range<Int>) -> Bool {
        guard part.kind == .word(.relation), part.range.count == 1 else { return false }
        let next = part.range.upperBound
        if next >= clause.upperBound || spots[next].isWall || !(text[next].isHan || text[next].isWord) { return false }
        if let following = longest(at: next), following.kind == .word(.relation) || following.kind == .word(.spot) {
            return false
        }
        return true
    }

    func match(_ word: Word, at index: Int) -> Int? { word.end(in: text, at: index) }

    /// Whether a part may stand right behind another.
    private func isFollower(_ part: Part) -> Bool {
        switch part.kind {
        case .word(.relation):
            // One-letter relations are common letters: only behind something that has a side.
            guard part.range.count == 1 else { return true }
            return !spots[part.range.lowerBound].isWall || at(part.range.lowerBound) == Scalar(of: "处")
                || at(part.range.lowerBound) == Scalar(of: "口")
        default: return true
        }
    }

    /// Whether what stands between two parts belongs to the place: a joint, a short name, or both.
    private func bridges(_ gap: Range<Int>, to part: Part, after last: Part) -> Bool {
        guard gap.count <= 6 else { return false }
        for index in gap where spots[index].isWall || !(text[index].isHan || text[index].isWord) { return false }
        switch part.kind {
        case .gazetteer, .grid: return gap.count <= 2 || last.kind == .word(.joint)
        case .word(.road), .word(.junction), .word(.site), .word(.district):
            return gap.count <= (last.kind == .word(.joint) ? 6 : 5)
        case .word(.relation): return part.range.count > 1 && gap.count <= 4
        case .word(.spot): return gap.count <= 1
        case .house, .distance: return gap.count <= 1
        case .word: return false
        }
    }

    /// Where a chain that begins with this part starts; nil when the part cannot begin one.
    private func start(of part: Part, floor: Int) -> Int? {
        switch part.kind {
        case .gazetteer, .grid: return part.range.lowerBound
        case .word(.road):
            // 路 needs a name of two: 在路上, 这路 are none.
            return name(before: part, floor: floor, most: 7, least: part.range.count == 1 ? 2 : 1)
        case .word(.junction), .word(.site):
            return name(before: part, floor: floor, most: 9, least: part.range.count > 1 ? 0 : 1)
        case .word(.district): return name(before: part, floor: floor, most: 5, least: 1)
        case .word(.spot): return name(before: part, floor: floor, most: 6, least: 0)
        case .word(.relation):
            return part.range.count > 1 ? name(before: part, floor: floor, most: 8, least: 1) : nil
        case .house:
            return part.range.lowerBound
        case .distance, .word: return nil
        }
    }

    /// How far a name reaches to the left of the part that ends it.
    private func name(before part: Part, floor: Int, most: Int, least: Int) -> Int? {
        var start = part.range.lowerBound
        while start > floor, part.range.lowerBound - start < most, !spots[start - 1].isWall,
            at(start - 1) != Scalar(of: "到"),
            at(start - 1) != Scalar(of: "的"),
            text[start - 1].isHan || text[start - 1].isWord || text[start - 1] == Scalar(of: "*")
        {
            Effort.count()
            start -= 1
        }
        return part.range.lowerBound - start >= least ? start : nil
    }

    /// 往, 到, 靠: what follows says which way or how near.
    private func leadsAway(_ part: Part) -> Bool {
        part.kind == .word(.joint) && text[part.range].contains { PlaceReader.leading.contains($0) }
    }

    private static let leading = ScalarSet("到至靠近往向朝通离距")

    private func place(_ chain: [Part], from begin: Int) -> FoundPlace? {
        guard let first = chain.first, let last = chain.last else { return nil }
        var place = FoundPlace(range: begin..<last.range.upperBound, strength: 0)
        var previous: Part?
        for part in chain {
            defer { previous = part }
            switch part.kind {
            case .gazetteer where place.name != nil && previous.map(leadsAway) ?? false:
                // 文明路往阳光花园方向, 宣芳桥到新一中: what lies that way is not where it is.
                place.neighbours.append(part.row)
            case .gazetteer:
                // The last of several names is the more exact one: 阳明北路农商行.
                if place.rows.count == 1 { place.neighbours.append(place.rows[0]) }
                place.rows = rows(of: part)
                place.name = part.range
                place.strength = 3
            case .grid:
                place.grid = part.row
                place.strength = max(place.strength, 1)
            case .word(.road), .word(.junction), .word(.site), .word(.district):
                let isNamed = part.range.lowerBound > begin || part.range.count > 3
                place.strength = max(place.strength, isNamed ? 2 : 1)
            case .word(.relation):
                let isNamed = first.range == part.range && part.range.lowerBound - begin >= 2 && part.range.count > 1
                place.strength = max(place.strength, isNamed ? 2 : first.range == part.range ? 1 : place.strength)
            case .word(.spot): place.strength = max(place.strength, 1)
            case .house: place.strength = max(place.strength, 1)
            case .distance, .word: break
            }
        }
        // A house number or a joint alone is no place.
        if place.strength == 0 { return nil }
        if chain.allSatisfy({ $0.kind == .house }), chain.count == 1 { return nil }
        return place
    }
}
