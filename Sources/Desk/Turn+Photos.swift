import Cases
import Domain
import Understanding

/// Which photos belong to which case.
extension Turn {
    func photos(of message: KeptMessage, role: Case.Photo.Role) -> [Case.Photo] {
        (0..<message.photos).map { index in
            Case.Photo(
                role: role, sha256: index < message.photoHashes.count ? message.photoHashes[index] : nil,
                message: message.key.id)
        }
    }

    func markPhotosTaken(_ message: KeptMessage) throws {
        guard message.photos > 0, var kept = try ledger.message(message.key), !kept.photosTaken else { return }
        kept.photosTaken = true
        try ledger.keep(kept)
    }

    /// The sender's photos without words of the last two minutes that nothing has taken yet.
    func waitingPhotos() throws -> [KeptMessage] {
        try ledger.messages(
            of: message.sender, in: room.key, since: message.sentAt.advanced(by: .zero - DeskSettings.partWait)
        ).filter {
            $0.photos > 0 && !$0.photosTaken && $0.key != message.key && ($0.text ?? "").allSatisfy(\.isWhitespace)
        }.reversed()
    }

    mutating func addPhotos(of messages: [KeptMessage], to subject: Case, role: Case.Photo.Role) throws {
        var current = subject
        for message in messages {
            for photo in photos(of: message, role: role) {
                if case .done(let changed) = try act(.photo(photo), on: current) { current = changed }
            }
            try markPhotosTaken(message)
        }
    }

    /// Photos of a unit that was asked for one, or that answer a card, or that follow its own "done".
    mutating func photosProveWork() throws -> Bool {
        guard speaker.actor.unit != nil else { return false }
        var subjects = try pointedCases(Reading(items: [])) ?? []
        if subjects.isEmpty {
            subjects = try ledCases().filter(\.photoAsked)
        }
        if subjects.isEmpty {
            let recent = try ledger.messages(
                of: message.sender, in: room.key, since: message.sentAt.advanced(by: .zero - DeskSettings.partWait))
            for earlier in recent where earlier.key != message.key && earlier.text != nil {
                subjects = try ledger.cases(linkedTo: earlier.key).compactMap { try ledger.find($0) }
                    .filter { isUnit(of: $0) && $0.handledAt != nil }
                if !subjects.isEmpty { break }
            }
        }
        subjects = subjects.filter { isUnit(of: $0) }
        guard let subject = subjects.first else { return false }
        try addPhotos(of: [message], to: subject, role: .after)
        return true
    }

    /// Photos that follow the sender's own report within two minutes, or quote it.
    mutating func photosJoinReport(role: Case.Photo.Role) throws -> Bool {
        if let pointed = try pointedCases(Reading(items: []))?.first {
            try addPhotos(of: [message], to: pointed, role: isUnit(of: pointed) ? .after : role)
            return true
        }
        let recent = try ledger.messages(
            of: message.sender, in: room.key, since: message.sentAt.advanced(by: .zero - DeskSettings.partWait))
        for earlier in recent where earlier.key != message.key {
            guard let id = try ledger.cases(linkedTo: earlier.key).last, let subject = try ledger.find(id),
                subject.reporter.account == message.sender
            else { continue }
            try addPhotos(of: [message], to: subject, role: role)
            return true
        }
        return false
    }

    /// Photos that nothing has taken, of a message that points at a case or follows a report or a "done".
    mutating func takeLeftPhotos(_ reading: Reading) throws {
        guard message.photos > 0, let kept = try ledger.message(message.key), !kept.photosTaken else { return }
        if try speaker.actor.unit != nil && photosProveWork() { return }
        if try ledger.cases(linkedTo: message.key).isEmpty || message.replyTo != nil {
            _ = try photosJoinReport(role: .before)
        }
    }

    /// The message came after its own edit, which had the words: these are its photos.
    mutating func takeLatePhotos() throws {
        for candidate in try ledger.candidates(of: message.sender, in: room.key)
        where candidate.messages.contains(message.key.id) {
            return try advance(candidate)
        }
        for id in try ledger.cases(linkedTo: message.key) {
            guard let subject = try ledger.find(id) else { continue }
            try addPhotos(of: [message], to: subject, role: isUnit(of: subject) ? .after : .before)
        }
    }
}
