import Cases
import Domain
import Understanding

/// A report on its way to being filed: what its messages say together.
struct Draft {
    /// The item that names the type; for photos alone an item without one.
    var item: Reading.Item
    var place: Case.PlaceName
    var grid: String?
    var coordinate: Coordinate?
    /// Rows of the gazetteer that fit equally well.
    var ambiguous: [Reading.PlacePhrase.Candidate]
    /// In order of arrival; never empty.
    var messages: [KeptMessage]
    /// The message that names the problem: the card answers it.
    var source: KeptMessage
    /// Chosen by the reporter in an answer, so not in doubt.
    var typeIsChosen = false
    /// A leader's or dispatcher's, set with the report.
    var deadline: Timestamp?
    /// The closed case that the report contests.
    var again: ID<Case>?

    var hasPlace: Bool { place.text != nil || place.name != nil || coordinate != nil }

    var photoCount: Int { messages.reduce(0) { $0 + $1.photos } }

    var text: String? {
        let texts = messages.compactMap(\.text).filter { !$0.allSatisfy(\.isWhitespace) }
        return texts.isEmpty ? nil : texts.joined(separator: "\n")
    }
}

extension KeptMessage {
    var hasWords: Bool { !(text ?? "").allSatisfy(\.isWhitespace) }
}

extension Draft {
    /// Takes the place of an item; where somebody stands goes before what the gazetteer knows.
    mutating func take(_ phrase: Reading.PlacePhrase?) {
        guard let phrase else { return }
        place = Case.PlaceName(text: phrase.text, name: phrase.name)
        grid = phrase.grid
        coordinate = messages.lazy.compactMap(\.location).first ?? phrase.coordinate
        ambiguous = phrase.candidates
    }

    enum Standing {
        case complete
        /// The type is likely, not sure.
        case unsure
        case lacksType
        case lacksPlace
        /// Two places of that name fit.
        case placeInDoubt

        /// The question that the doubt asks.
        var question: Question.Kind? {
            switch self {
            case .complete: nil
            case .unsure, .lacksType: .type
            case .lacksPlace, .placeInDoubt: .place
            }
        }
    }

    func standing(_ settings: DeskSettings) -> Standing {
        guard item.type != nil, typeIsChosen || item.confidence >= settings.askFrom else { return .lacksType }
        // What is sensitive is not discussed in the room: who handles it in confidence finds out.
        let isPrivate = item.sensitive && hasPlace
        let isSure = typeIsChosen || item.confidence >= settings.fileFrom
        if !isSure, !isPrivate { return .unsure }
        if !hasPlace { return .lacksPlace }
        return ambiguous.count > 1 && !isPrivate ? .placeInDoubt : .complete
    }
}

extension Turn {
    /// One item of the message at hand as a draft. What names no place of its own is where the rest of it is.
    func draft(_ item: Reading.Item, of reading: Reading) -> Draft {
        var draft = Draft(
            item: item, place: Case.PlaceName(), grid: nil, coordinate: message.location, ambiguous: [],
            messages: [message], source: message)
        draft.take(item.place ?? reading.items.lazy.compactMap(\.place).first)
        if speaker.commands { draft.deadline = item.until ?? reading.deadline }
        // Who sets a time has not done it.
        if reading.deadline != nil { draft.item.selfHandled = false }
        settle(&draft)
        return draft
    }

    /// What the messages of a half report say together: the surest type, the first place; then what else they report.
    /// Empty when nothing is left of it.
    func drafts(_ candidate: Candidate) throws -> [Draft] {
        let messages = try candidate.messages.compactMap {
            try ledger.message(MessageKey(adapter: room.key.adapter, id: $0))
        }.filter { $0.text != nil || $0.photos > 0 || $0.location != nil }
        guard let first = messages.first(where: \.hasWords) ?? messages.first else { return [] }
        let said = messages.filter(\.hasWords).map { message in
            (message: message, reading: desk.rulebook.read(message.text ?? "", surroundings(message)))
        }
        let items = said.flatMap { said in said.reading.items.map { (message: said.message, item: $0) } }
        let typed = items.filter { $0.item.type != nil }.max { $0.item.confidence < $1.item.confidence }
        var draft = Draft(
            item: (typed ?? items.first)?.item ?? Reading.Item(intent: .report), place: Case.PlaceName(), grid: nil,
            coordinate: messages.lazy.compactMap(\.location).first, ambiguous: [], messages: messages,
            source: typed?.message ?? first)
        draft.take(typed?.item.place ?? items.lazy.compactMap(\.item.place).first)
        draft.item.urgent = items.contains(where: \.item.urgent)
        draft.item.selfHandled = items.contains(where: \.item.selfHandled)
        if draft.item.quantities.isEmpty { draft.item.quantities = items.flatMap(\.item.quantities) }
        if speaker.commands { draft.deadline = said.lazy.compactMap(\.reading.deadline).first }
        if let type = candidate.chosenType {
            draft.item.type = type
            draft.typeIsChosen = true
            draft.item.sensitive = county.caseType(type)?.sensitive ?? false
        }
        if let place = candidate.chosenPlace {
            draft.place = Case.PlaceName(text: place.text, name: place.name)
            draft.grid = place.grid
            draft.ambiguous = []
        }
        settle(&draft)
        let others = items.map(\.item).filter { item in
            item.intent == .report && item.type != nil && item.type != typed?.item.type
                && item.confidence >= settings.fileFrom && candidate.chosenType == nil
        }
        return [draft]
            + others.map { item in
                var other = draft
                other.item = item
                if let place = item.place { other.take(place) }
                return other
            }
    }

    /// Fills the grid, and a name for bare coordinates.
    private func settle(_ draft: inout Draft) {
        // A pin tells which of two places of one name is meant.
        if draft.ambiguous.count > 1,
            let grid = draft.messages.lazy.compactMap(\.location).first.flatMap(county.grid(at:)),
            let meant = draft.ambiguous.first(where: { $0.grid.map { county.grid(grid, isWithin: $0) } ?? false })
        {
            draft.place.name = meant.name
            draft.grid = meant.grid
            draft.ambiguous = []
        }
        if let point = draft.coordinate, draft.place.text == nil {
            if let near = county.nearestPlace(to: point), near.metres <= 300 { draft.place.name = near.place.name }
            if draft.grid == nil { draft.grid = county.grid(at: point) }
        }
        draft.grid = draft.grid ?? draft.coordinate.flatMap { county.grid(at: $0) } ?? defaultGrid
    }

    /// The room's grid unless that is the whole county, else the speaker's.
    private var defaultGrid: String? {
        if let code = room.grid, let grid = county.grid(code), grid.level != .county { return code }
        return speaker.person?.grid
    }
}
