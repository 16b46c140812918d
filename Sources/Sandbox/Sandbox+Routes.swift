internal import Domain
public import HTTPServer
internal import JSON

extension Sandbox {
    /// The page and what it asks for, each behind ``SandboxGuard``.
    public nonisolated var routes: [HTTPServer.Route] {
        let check: HTTPServer.Route.Authorize = { head, _ in
            SandboxGuard.refusal(of: head.headers).map {
                Response.error(403, $0.rawValue, "the sandbox is only for the browser of this machine")
            }
        }
        return [
            HTTPServer.Route("GET", at: "/sandbox", authorize: check) { _, _ in SandboxPage.response() },
            HTTPServer.Route("GET", at: "/sandbox/state", authorize: check) { request, _ in await self.state(request) },
            HTTPServer.Route(
                "POST", at: "/sandbox/messages", contentTypes: ["application/json"], authorize: check
            ) { request, _ in await self.speak(request) },
            HTTPServer.Route("POST", at: "/sandbox/files", bodyLimit: fileLimit, authorize: check) { request, _ in
                await self.upload(request)
            },
            HTTPServer.Route("GET", at: "/sandbox/files/{id}", authorize: check) { _, parameters in
                await self.file(parameters["id"] ?? "")
            },
            HTTPServer.Route("GET", at: "/sandbox/events", authorize: check) { _, _ in .events(await self.listen()) },
        ]
    }

    /// Rooms and people, and the lines of one room.
    private nonisolated func state(_ request: Request) async -> Response {
        let county = await surroundings.county()
        let rooms = county.tables.rooms.filter { $0.key.adapter == adapter }
        let asked = request.head.query("room")
        let room = asked == nil ? rooms.first : rooms.first { $0.key.id == asked }
        if asked != nil, room == nil { return .error(404, "unknown_room", "there is no such room") }
        let entries = if let room { await self.entries(in: room.key) } else { [SandboxEntry]() }
        var writer = JSONWriter(capacity: 16_384)
        writer.object { writer in
            writer.member("bot", SandboxEntry.botID)
            writer.member("room", room?.key.id)
            writer.array("rooms") { array in
                for room in rooms {
                    array.object {
                        $0.member("id", room.key.id)
                        $0.member("name", room.name)
                        $0.member("purpose", room.purpose.rawValue)
                        $0.member("grid", room.grid.flatMap { county.grid($0)?.name })
                        $0.member("unit", room.unit)
                    }
                }
            }
            writer.array("people") { array in
                for (account, person) in speakers(county) {
                    array.object {
                        $0.member("id", account)
                        $0.member("name", person.name)
                        $0.member("role", person.role.rawValue)
                        $0.member("unit", person.unit)
                        $0.member("unitName", person.unit.flatMap { county.unit($0)?.name })
                        $0.member("gridName", person.grid.flatMap { county.grid($0)?.name })
                    }
                }
            }
            writer.member("entries", entries)
        }
        return .json(200, writer.bytes)
    }

    private nonisolated func speak(_ http: Request) async -> Response {
        let request: SandboxRequest
        do throws(SandboxRequest.Failure) { request = try SandboxRequest(http.body) } catch {
            let place = error.field.map { "\($0): " } ?? ""
            return .error(error.field == nil ? 400 : 422, "bad_request", place + error.message)
        }
        let county = await surroundings.county()
        let people = speakers(county)
        guard let room = county.room(RoomKey(adapter: adapter, id: request.room)) else {
            return .error(404, "unknown_room", "there is no such room")
        }
        guard let speaker = people.first(where: { $0.account == request.person })?.person else {
            return .error(404, "unknown_person", "there is no such person")
        }
        var message = InboundMessage(
            adapter: adapter, id: request.id, room: room.key, roomName: room.name,
            sender: AccountKey(adapter: adapter, id: request.person), senderName: speaker.name,
            sentAt: surroundings.now())
        switch (request.action, request.target) {
        case (.say, _):
            take(contentOf: request, people, into: &message)
            message.attachments = request.photos.map { InboundMessage.Attachment(kind: .image, source: .uploaded($0)) }
            message.replyTo = request.replyTo
        case (.edit, let target?):
            guard await sender(of: target, in: room.key) == request.person else { return Self.notYours }
            message.id = target
            // The clock makes later edits larger ones.
            message.kind = .edited(revision: message.sentAt.milliseconds)
            take(contentOf: request, people, into: &message)
        case (.recall, let target?):
            guard await sender(of: target, in: room.key) == request.person else { return Self.notYours }
            message.id = target
            message.kind = .deleted
        case (.react, let target?): message.kind = .reactionAdded(target: target, key: request.key)
        case (.unreact, let target?): message.kind = .reactionRemoved(target: target, key: request.key)
        case (.edit, nil), (.recall, nil), (.react, nil), (.unreact, nil):
            return .error(422, "bad_request", "target: required")
        }
        guard await hand(in: message) else {
            return .error(503, "unavailable", "the message could not be stored", headers: ["Retry-After": "5"])
        }
        var writer = JSONWriter()
        writer.object {
            $0.member("status", "accepted")
            $0.member("id", message.id)
        }
        return .json(202, writer.bytes)
    }

    private nonisolated func take(
        contentOf request: SandboxRequest, _ people: [(account: String, person: Person)],
        into message: inout InboundMessage
    ) {
        message.text = request.text.isEmpty ? nil : request.text
        message.mentions = Mentions.find(in: request.text, people: people.map { ($0.account, $0.person.name) })
    }

    private nonisolated func upload(_ request: Request) async -> Response {
        do throws(SandboxSurroundings.FileRefusal) {
            let file = try await surroundings.keepFile(request.body)
            var writer = JSONWriter()
            writer.object {
                $0.member("id", file.id)
                $0.member("mediaType", file.mediaType)
            }
            return .json(201, writer.bytes)
        } catch {
            return .error(422, error.code, error.message)
        }
    }

    private nonisolated func file(_ id: String) async -> Response {
        guard let file = await surroundings.file(id) else { return .error(404, "not_found", "there is no such file") }
        return Response(
            status: 200,
            headers: [
                "Content-Type": file.mediaType, "Cache-Control": "private, max-age=31536000, immutable",
                "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
            ], body: .bytes(file.bytes))
    }

    /// Everybody with an account of this adapter, in table order.
    private nonisolated func speakers(_ county: County) -> [(account: String, person: Person)] {
        county.tables.people.compactMap { person in
            person.accounts.first { $0.adapter == adapter }.map { (account: $0.id, person: person) }
        }
    }

    private static var notYours: Response {
        .error(403, "not_yours", "only the one who said it may change it")
    }
}
