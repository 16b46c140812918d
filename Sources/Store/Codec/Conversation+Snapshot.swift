internal import Desk
internal import Domain
internal import JSON

extension Candidate: Snapshot {
    func write(_ writer: inout JSONWriter) {
        writer.member("id", id.rawValue)
        writer.member("room", room.description)
        writer.member("sender", sender.description)
        writer.some("messages", messages)
        writer.some("groupID", groupID)
        writer.some("question", question)
        writer.member("since", since.milliseconds)
        writer.member("lastPartAt", lastPartAt.milliseconds)
        writer.some("chosenType", chosenType)
        if let chosenPlace {
            writer.object("chosenPlace") {
                $0.member("text", chosenPlace.text)
                $0.some("name", chosenPlace.name)
                $0.some("grid", chosenPlace.grid)
            }
        }
    }

    init(_ fields: Fields) throws(StoreError) {
        self.init(
            id: ID(try fields.int64("id")), room: try fields.room("room"), sender: try fields.account("sender"),
            messages: try fields.texts("messages"), groupID: fields.optionalText("groupID"),
            since: try fields.timestamp("since"))
        lastPartAt = try fields.timestamp("lastPartAt")
        question = fields.optionalID("question")
        chosenType = fields.optionalText("chosenType")
        if let place = try fields.optionalFields("chosenPlace") {
            chosenPlace = ChosenPlace(
                text: try place.text("text"), name: place.optionalText("name"), grid: place.optionalText("grid"))
        }
    }
}

extension Question: Snapshot {
    func write(_ writer: inout JSONWriter) {
        writer.member("id", id.rawValue)
        writer.member("kind", kind.rawValue)
        writer.member("room", room.description)
        writer.member("askedOf", askedOf.description)
        writer.some("unit", unit)
        writer.member("post", post)
        writer.member("message", message)
        writer.list("options", options) { writer, option in
            writer.member("label", option.label)
            writer.member("value", option.value)
            writer.some("grid", option.grid)
        }
        writer.some("candidate", candidate)
        writer.some("subject", subject)
        writer.member("askedAt", askedAt.milliseconds)
        writer.some("isOpen", isOpen)
    }

    init(_ fields: Fields) throws(StoreError) {
        self.init(
            id: ID(try fields.int64("id")), kind: try fields.value("kind"), room: try fields.room("room"),
            askedOf: try fields.account("askedOf"), unit: fields.optionalText("unit"), post: try fields.text("post"),
            message: try fields.text("message"),
            options: try fields.list("options") { option throws(StoreError) in
                Option(
                    label: try option.text("label"), value: try option.text("value"), grid: option.optionalText("grid"))
            },
            candidate: fields.optionalID("candidate"), subject: fields.optionalID("subject"),
            askedAt: try fields.timestamp("askedAt"))
        isOpen = fields.flag("isOpen")
    }
}

extension OutboundPost: Snapshot {
    func write(_ writer: inout JSONWriter) {
        writer.member("id", id)
        switch action {
        case .create: break
        case .edit(let target, let revision):
            writer.member("edit", target)
            writer.member("revision", revision)
        case .reaction(let key, let target):
            writer.member("reaction", key)
            writer.member("on", target)
        }
        writer.member("room", room.description)
        writer.member("kind", kind)
        writer.member("text", text)
        writer.some("replyTo", replyTo)
        writer.some("thread", thread)
        writer.some("mentions", mentions)
        if let caseInfo {
            writer.object("case") {
                $0.some("number", caseInfo.number)
                $0.member("state", caseInfo.state)
                $0.some("typeCode", caseInfo.typeCode)
                $0.some("typeName", caseInfo.typeName)
                $0.some("grid", caseInfo.grid)
                $0.some("unit", caseInfo.unit)
                $0.some("url", caseInfo.url)
            }
        }
        writer.list("photos", photos) {
            $0.member("sha256", $1.sha256)
            $0.member("caption", $1.caption)
        }
        writer.list("words", words) {
            $0.member("case", $1.subject)
            $0.member("step", $1.step)
        }
        writer.member("at", at.milliseconds)
        writer.some("silent", silent)
        writer.some("urgent", isUrgent)
    }

    init(_ fields: Fields) throws(StoreError) {
        let action: Action
        if let target = fields.optionalText("edit") {
            action = .edit(of: target, revision: try fields.int64("revision"))
        } else if let key = fields.optionalText("reaction") {
            action = .reaction(key: key, on: try fields.text("on"))
        } else {
            action = .create
        }
        var caseInfo: CaseInfo?
        if let info = try fields.optionalFields("case") {
            caseInfo = CaseInfo(
                number: info.optionalText("number"), state: try info.text("state"),
                typeCode: info.optionalText("typeCode"), typeName: info.optionalText("typeName"),
                grid: info.optionalText("grid"), unit: info.optionalText("unit"), url: info.optionalText("url"))
        }
        self.init(
            id: try fields.text("id"), action: action, room: try fields.room("room"), kind: try fields.text("kind"),
            text: try fields.text("text"), replyTo: fields.optionalText("replyTo"),
            thread: fields.optionalText("thread"), mentions: try fields.texts("mentions"), caseInfo: caseInfo,
            at: try fields.timestamp("at"), silent: fields.flag("silent"), isUrgent: fields.flag("urgent"))
        photos = try fields.list("photos") { photo throws(StoreError) in
            Photo(sha256: try photo.text("sha256"), caption: try photo.text("caption"))
        }
        words = try fields.list("words") { word throws(StoreError) in
            Word(subject: try word.int64("case"), step: try word.text("step"))
        }
    }
}
