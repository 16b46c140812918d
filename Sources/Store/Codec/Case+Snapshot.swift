internal import Cases
internal import Domain
internal import JSON

extension Case: Snapshot {
    func write(_ writer: inout JSONWriter) {
        writer.member("id", id.rawValue)
        if let number {
            writer.object("number") {
                if !number.prefix.isEmpty { $0.member("prefix", number.prefix) }
                $0.member("day", number.date.dayNumber)
                $0.member("ordinal", number.ordinal)
            }
        }
        writer.member("state", state.rawValue)
        writer.some("type", type)
        writer.object("terms") { terms.write(&$0) }
        writer.some("text", text)
        writer.some("placeText", place.text)
        writer.some("placeName", place.name)
        if let coordinate {
            writer.member("latitudeE6", Int64(coordinate.latitudeE6))
            writer.member("longitudeE6", Int64(coordinate.longitudeE6))
        }
        writer.some("grid", grid)
        writer.some("unit", unit)
        writer.some("assist", assist)
        writer.member("reporter", reporter.account.description)
        writer.some("person", reporter.person)
        writer.member("room", source.room.description)
        writer.member("message", source.message)
        writer.member("ordinal", source.ordinal)
        writer.some("sensitive", sensitive)
        writer.some("urgent", urgent)
        writer.member("reportedAt", reportedAt.milliseconds)
        writer.some("filedAt", filedAt)
        writer.some("assignedAt", assignedAt)
        writer.some("acknowledgedAt", acknowledgedAt)
        writer.some("handledAt", handledAt)
        writer.some("closedAt", closedAt)
        writer.some("dueAt", dueAt)
        writer.some("overdue", overdue)
        if supervision != .none { writer.member("supervision", supervision.rawValue) }
        writer.some("carded", isCarded)
        writer.some("suspendedUntil", suspendedUntil)
        writer.some("suspendedAt", suspendedAt)
        if let request { writer.object("request") { request.write(&$0) } }
        writer.some("appealedAt", appealedAt)
        writer.some("appealVerdict", appealVerdict?.rawValue)
        writer.some("lookAskedAt", lookAskedAt)
        writer.some("since", since)
        writer.some("inHandSince", inHandSince)
        writer.some("dueFrom", dueFrom)
        writer.some("cardAt", cardAt)
        writer.some("passed", passed.sorted())
        writer.some("reworks", reworks)
        writer.some("extensions", extensions)
        writer.some("returns", returns)
        writer.some("suspensions", suspensions)
        writer.some("ruled", isRuled)
        writer.list("photos", photos) { writer, photo in
            writer.member("role", photo.role.rawValue)
            writer.some("sha256", photo.sha256)
            writer.member("message", photo.message)
        }
        writer.list("quantities", quantities) { writer, quantity in
            writer.member("hundredths", quantity.hundredths)
            writer.member("unit", quantity.unit)
            writer.some("approximate", quantity.approximate)
            writer.member("measure", quantity.measure.rawValue)
        }
        writer.some("evidenceMissing", evidenceMissing)
        writer.some("photoAsked", photoAsked)
        writer.some("mergedInto", mergedInto)
        writer.some("recurrenceOf", recurrenceOf)
        writer.some("rating", rating.map { Int64($0) })
        writer.list("amendments", amendments) { writer, amendment in
            writer.member("at", amendment.at.milliseconds)
            for (key, change) in [
                ("type", amendment.type), ("place", amendment.place), ("grid", amendment.grid),
                ("unit", amendment.unit),
            ] {
                guard let change else { continue }
                writer.object(key) {
                    $0.some("was", change.was)
                    $0.some("now", change.now)
                }
            }
        }
        writer.some("eventCount", eventCount)
    }

    init(_ fields: Fields) throws(StoreError) {
        self.init(
            id: ID(try fields.int64("id")),
            reporter: Reporter(
                account: try fields.account("reporter"), person: fields.optionalText("person")),
            source: Source(
                room: try fields.room("room"), message: try fields.text("message"), ordinal: fields.count("ordinal")),
            text: fields.optionalText("text"),
            place: PlaceName(text: fields.optionalText("placeText"), name: fields.optionalText("placeName")),
            reportedAt: try fields.timestamp("reportedAt"))
        if let number = try fields.optionalFields("number") {
            self.number = CaseNumber(
                prefix: number.optionalText("prefix") ?? "",
                date: CivilDate(dayNumber: Int(truncatingIfNeeded: try number.int64("day"))),
                ordinal: number.count("ordinal"))
        }
        state = try fields.value("state")
        type = fields.optionalText("type")
        terms = try Terms(try fields.fields("terms"))
        if let latitude = fields.optionalInt64("latitudeE6"), let longitude = fields.optionalInt64("longitudeE6") {
            coordinate = Coordinate(
                latitudeE6: Int32(clamping: latitude), longitudeE6: Int32(clamping: longitude))
        }
        grid = fields.optionalText("grid")
        unit = fields.optionalText("unit")
        assist = try fields.texts("assist")
        sensitive = fields.flag("sensitive")
        urgent = fields.flag("urgent")
        filedAt = fields.optionalTimestamp("filedAt")
        assignedAt = fields.optionalTimestamp("assignedAt")
        acknowledgedAt = fields.optionalTimestamp("acknowledgedAt")
        handledAt = fields.optionalTimestamp("handledAt")
        closedAt = fields.optionalTimestamp("closedAt")
        dueAt = fields.optionalTimestamp("dueAt")
        overdue = fields.flag("overdue")
        if fields.optionalText("supervision") != nil { supervision = try fields.value("supervision") }
        isCarded = fields.flag("carded") || supervision >= .yellow
        suspendedUntil = fields.optionalTimestamp("suspendedUntil")
        suspendedAt = fields.optionalTimestamp("suspendedAt")
        if let request = try fields.optionalFields("request") { self.request = try Request(request) }
        appealedAt = fields.optionalTimestamp("appealedAt")
        if fields.optionalText("appealVerdict") != nil {
            appealVerdict = try fields.value("appealVerdict") as AppealVerdict
        }
        lookAskedAt = fields.optionalTimestamp("lookAskedAt")
        since = fields.optionalTimestamp("since")
        inHandSince = fields.optionalTimestamp("inHandSince")
        dueFrom = fields.optionalTimestamp("dueFrom")
        cardAt = fields.optionalTimestamp("cardAt")
        passed = Set(try fields.texts("passed"))
        reworks = fields.count("reworks")
        extensions = fields.count("extensions")
        returns = fields.count("returns")
        suspensions = fields.count("suspensions")
        isRuled = fields.flag("ruled")
        photos = try fields.list("photos") { photo throws(StoreError) in
            Photo(
                role: try photo.value("role"), sha256: photo.optionalText("sha256"), message: try photo.text("message"))
        }
        quantities = try fields.list("quantities") { quantity throws(StoreError) in
            Quantity(
                hundredths: try quantity.int64("hundredths"), unit: try quantity.text("unit"),
                approximate: quantity.flag("approximate"), measure: try quantity.value("measure"))
        }
        evidenceMissing = fields.flag("evidenceMissing")
        photoAsked = fields.flag("photoAsked")
        mergedInto = fields.optionalID("mergedInto")
        recurrenceOf = fields.optionalID("recurrenceOf")
        rating = fields.optionalInt64("rating").map { Int(truncatingIfNeeded: $0) }
        amendments = try fields.list("amendments") { amendment throws(StoreError) in
            func change(_ key: String) throws(StoreError) -> Amendment.Change? {
                guard let change = try amendment.optionalFields(key) else { return nil }
                return Amendment.Change(was: change.optionalText("was"), now: change.optionalText("now"))
            }
            return Amendment(
                at: try amendment.timestamp("at"), type: try change("type"), place: try change("place"),
                grid: try change("grid"), unit: try change("unit"))
        }
        eventCount = fields.count("eventCount")
    }
}

extension Case.Terms {
    fileprivate func write(_ writer: inout JSONWriter) {
        writer.member("closing", closing.rawValue)
        writer.member("evidence", evidence.rawValue)
        writer.list("acknowledgeWithin", acknowledgeWithin) { $1.write(&$0) }
        for (name, limit) in limits { if let limit { writer.object(name) { limit.write(&$0) } } }
        writer.some("secondLook", secondLook)
    }

    fileprivate init(_ fields: Fields) throws(StoreError) {
        self.init(
            closing: try fields.value("closing"), evidence: try fields.value("evidence"),
            acknowledgeWithin: try fields.list("acknowledgeWithin") { limit throws(StoreError) in try Limit(limit) })
        func limit(_ name: String) throws(StoreError) -> Limit? {
            guard let limit = try fields.optionalFields(name) else { return nil }
            return try Limit(limit)
        }
        resolveWithin = try limit("resolveWithin")
        intakeWithin = try limit("intakeWithin")
        dispatchWithin = try limit("dispatchWithin")
        checkWithin = try limit("checkWithin")
        approveWithin = try limit("approveWithin")
        secondLook = fields.flag("secondLook")
    }

    private var limits: [(String, Limit?)] {
        [
            ("resolveWithin", resolveWithin), ("intakeWithin", intakeWithin), ("dispatchWithin", dispatchWithin),
            ("checkWithin", checkWithin), ("approveWithin", approveWithin),
        ]
    }
}

extension Limit {
    fileprivate func write(_ writer: inout JSONWriter) {
        writer.member("amount", amount)
        writer.member("unit", unit.rawValue)
    }

    fileprivate init(_ fields: Fields) throws(StoreError) {
        self.init(fields.count("amount"), try fields.value("unit"))
    }
}

extension Case.Request {
    fileprivate func write(_ writer: inout JSONWriter) {
        switch kind {
        case .extensionOfTime(let until):
            writer.member("kind", "extension")
            writer.member("until", until.milliseconds)
        case .suspension(let until):
            writer.member("kind", "suspension")
            writer.member("until", until.milliseconds)
        case .transfer(let unit):
            writer.member("kind", "transfer")
            writer.member("to", unit)
        }
        writer.object("by") { by.write(&$0) }
        writer.member("at", at.milliseconds)
        writer.some("message", message)
    }

    fileprivate init(_ fields: Fields) throws(StoreError) {
        let kind: Kind
        switch try fields.text("kind") {
        case "extension": kind = .extensionOfTime(until: try fields.timestamp("until"))
        case "suspension": kind = .suspension(until: try fields.timestamp("until"))
        case "transfer": kind = .transfer(to: try fields.text("to"))
        default: throw StoreError(code: .corrupt, message: "a snapshot's request is of no known kind")
        }
        self.init(
            kind: kind, by: try Actor(try fields.fields("by")), at: try fields.timestamp("at"),
            message: fields.optionalText("message"))
    }
}

extension Actor {
    fileprivate func write(_ writer: inout JSONWriter) {
        writer.member("role", role.rawValue)
        writer.some("person", person)
        writer.some("account", account?.description)
        writer.some("unit", unit)
        writer.some("isHead", isHead)
    }

    fileprivate init(_ fields: Fields) throws(StoreError) {
        self.init(
            role: try fields.value("role"), person: fields.optionalText("person"),
            account: try fields.optionalAccount("account"), unit: fields.optionalText("unit"),
            isHead: fields.flag("isHead"))
    }
}
