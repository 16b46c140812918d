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
    /// Chosen by the reporter in an answer, so not in doubt.
    var typeIsChosen = false

    var hasPlace: Bool { place.text != nil || place.name != nil || coordinate != nil }

    /// The message that the card answers: the first with words, else the first.
    var source: KeptMessage {
        messages.first { !($0.text ?? "").allSatisfy(\.isWhitespace) } ?? messages[0]
    }

    var photoCount: Int { messages.reduce(0) { $0 + $1.photos } }

    var text: String? {
        let texts = messages.compactMap(\.text).filter { !$0.allSatisfy(\.isWhitespace) }
        return texts.isEmpty ? nil : texts.joined(separator: "\n")
    }
}

extension Draft {
    enum Standing {
        case complete
        /// The type is likely, not sure.
        case unsure
        case lacksType
        case lacksPlace
        /// Two places of that name fit.
        case placeInDoubt
    }

    func standing(_ settings: DeskSettings) -> Standing {
        guard item.type != nil, typeIsChosen || item.confidence >= settings.askFrom else { return .lacksType }
        let isSure = typeIsChosen || item.confidence >= settings.fileFrom
        if !isSure { return .unsure }
        if !hasPlace { return .lacksPlace }
        return ambiguous.count > 1 ? .placeInDoubt : .complete
    }
}

extension Turn {
    /// One item of the message at hand as a draft.
    func draft(_ item: Reading.Item) -> Draft {
        var draft = Draft(
            item: item, place: Case.PlaceName(), grid: nil, coordinate: message.location, ambiguous: [],
            messages: [message])
        if let place = item.place {
            draft.place = Case.PlaceName(text: place.text, name: place.name)
            draft.grid = place.grid
            draft.coordinate = message.location ?? place.coordinate
            draft.ambiguous = place.candidates
        }
        settle(&draft)
        return draft
    }

    /// What the messages of a half report say together: the surest type, the first place.
    func draft(_ candidate: Candidate) throws -> Draft? {
        let messages = try candidate.messages.compactMap {
            try ledger.message(MessageKey(adapter: room.key.adapter, id: $0))
        }.filter { $0.text != nil || $0.photos > 0 || $0.location != nil }
        guard !messages.isEmpty else { return nil }
        let items = messages.flatMap { message in
            (message.text ?? "").allSatisfy(\.isWhitespace)
                ? [] : desk.rulebook.read(message.text ?? "", surroundings(message)).items
        }
        let typed = items.filter { $0.type != nil }.max { $0.confidence < $1.confidence }
        var draft = Draft(
            item: typed ?? items.first ?? Reading.Item(intent: .report), place: Case.PlaceName(), grid: nil,
            coordinate: messages.lazy.compactMap(\.location).first, ambiguous: [], messages: messages)
        if let place = typed?.place ?? items.lazy.compactMap(\.place).first {
            draft.place = Case.PlaceName(text: place.text, name: place.name)
            draft.grid = place.grid
            draft.coordinate = draft.coordinate ?? place.coordinate
            draft.ambiguous = place.candidates
        }
        draft.item.urgent = items.contains(where: \.urgent)
        draft.item.recurrence = items.contains(where: \.recurrence)
        draft.item.selfHandled = items.contains(where: \.selfHandled)
        if draft.item.quantities.isEmpty { draft.item.quantities = items.flatMap(\.quantities) }
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
        return draft
    }

    /// Fills the grid, and a name for bare coordinates.
    private func settle(_ draft: inout Draft) {
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
