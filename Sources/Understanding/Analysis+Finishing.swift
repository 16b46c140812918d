internal import Domain

extension Analysis {
    // MARK: Finishing

    /// Grid, unit, helpers: what the tables say once type and place are known.
    func complete(_ item: inout Reading.Item) {
        let county = vocabulary.county
        let grid = item.place?.grid ?? fallbackGrid
        if item.place != nil, item.place?.grid == nil, item.place?.candidates.isEmpty == true {
            item.place?.grid = grid
        }
        if item.intent == .report, let type = item.type, let route = county.route(type: type, grid: grid) {
            item.unit = route.unit
            item.assist = route.assist
        }
    }

    /// The grid when no place says it: a grid named in the text, the room's unless that is the whole county, the sender's, the
    /// point that came with the message.
    private var fallbackGrid: String? {
        let county = vocabulary.county
        if let named = places.lazy.compactMap(\.grid).first { return tables.grids[named].code }
        if let point = around.location, let grid = county.grid(at: point) { return grid }
        if let grid = around.room?.grid, county.grid(grid)?.level != .county { return grid }
        return around.sender?.grid
    }

    func phrase(of place: FoundPlace) -> Reading.PlacePhrase {
        var phrase = Reading.PlacePhrase(text: text.written(place.range))
        let rows = narrowed(place.rows)
        if rows.count == 1 {
            phrase.name = tables.places[rows[0]].name
            phrase.grid = tables.places[rows[0]].grid
            phrase.coordinate = tables.places[rows[0]].coordinate
        } else if let first = rows.first {
            let name = tables.places[first].name
            if rows.allSatisfy({ tables.places[$0].name == name }) { phrase.name = name }
            phrase.candidates = rows.map { .init(name: tables.places[$0].name, grid: tables.places[$0].grid) }
        } else if let grid = place.grid {
            phrase.grid = tables.grids[grid].code
        }
        return phrase
    }

    /// Of rows that a name fits, those that the room, other places of the text, or the sender's grid speak for.
    private func narrowed(_ rows: [Int]) -> [Int] {
        guard rows.count > 1 else { return rows }
        let county = vocabulary.county
        func within(_ area: String?) -> [Int] {
            guard let area else { return [] }
            return rows.filter { row in tables.places[row].grid.map { county.grid($0, isWithin: area) } ?? false }
        }
        if let grid = around.room?.grid, county.grid(grid)?.level != .county {
            let fitting = within(grid)
            if fitting.count == 1 { return fitting }
        }
        for place in places {
            if let grid = place.grid {
                let fitting = within(tables.grids[grid].code)
                if fitting.count == 1 { return fitting }
            }
            for row in place.neighbours + (place.rows.count == 1 ? place.rows : []) {
                let fitting = within(tables.places[row].grid)
                if fitting.count == 1 { return fitting }
            }
        }
        let fitting = within(around.sender?.grid)
        return fitting.count == 1 ? fitting : rows
    }

    func finished(_ items: [Reading.Item]) -> Reading {
        var reading = Reading(items: items)
        let secret = personal.map(\.range)
        reading.caseReferences = CaseReferenceReader.read(text.scalars, personal: secret).map { text.written($0) }
        reading.personal = personal.map {
            Reading.PersonalData(kind: $0.kind, range: text.originalRange($0.range))
        }
        reading.mentions = addresses.map { address in
            switch address.meaning {
            case .unit(let row): .unit(tables.units[row].code)
            case .person(let row): .person(tables.people[row].id)
            default: .unknown(text.written(address.name))
            }
        }
        reading.answer = answer
        reading.deadline = deadline(reading)
        return reading
    }
}
