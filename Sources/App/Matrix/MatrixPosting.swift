import Chat
import Domain
import Media
import Store

/// Carries a post to a room of a homeserver: to the room that stands for it now, with the people who are there, and the
/// photos that go with it.
struct MatrixPosting: Sendable {
    let house: MatrixHouse
    let store: Store
    let current: CurrentBridge
    let cabinet: PhotoCabinet
    let log: Log

    private var sender: MatrixSender { MatrixSender(client: house.client) }
    private var privateRooms: MatrixPrivateRooms {
        MatrixPrivateRooms(house: house, store: store, current: current, log: log)
    }

    /// - Returns: nil when it could not be tried.
    func attempt(_ outgoing: OutgoingPost) async -> DeliveryOutcome? {
        let post = outgoing.post
        do throws(MatrixFailure) {
            let room: String
            if post.room.isOfTwo {
                switch try await privateRooms.place(for: post.room) {
                case .room(let id): room = id
                case .closed(let reason): return .unread(reason: reason)
                case .unknown: return nil
                }
            } else {
                let bound = try? await store.read { tx in try tx.currentMatrixRoom(of: post.room).id }
                guard let bound else { return nil }
                room = bound
            }
            let reply = MatrixReply(
                post,
                MatrixReply.References(
                    replyTo: outgoing.replyPlatformID, target: outgoing.targetPlatformID,
                    isTargetElsewhere: outgoing.isTargetElsewhere),
                people: try await people(of: post, in: room))
            let images = try await images(of: post)
            // Whether an attempt that was cut off arrived, only the room knows.
            let delivered =
                outgoing.wasTried
                ? try await house.client.delivered(in: room, by: house.identity.userID, since: post.at) : [:]
            let outcome = await sender.send(
                reply, to: room, delivery: outgoing.delivery, images: images, delivered: delivered)
            guard post.room.isOfTwo, case .forbidden(let reason) = outcome else { return outcome }
            // Nobody waits until the bot may speak in a room of two.
            if case .closed(let reason) = await privateRooms.close(post.room, reason: reason) {
                return .unread(reason: reason)
            }
            return nil
        } catch {
            let outcome = MatrixSender.outcome(of: error)
            // The homeserver lets us open no room of two: that may change, so nothing is kept of it.
            if post.room.isOfTwo {
                switch outcome {
                case .forbidden(let reason), .refused(let reason): return .unread(reason: reason)
                case .delivered, .retry, .gone, .away, .limited, .unfit, .moot, .unread: break
                }
            }
            return outcome
        }
    }

    /// Those who are meant and are in the room at this moment, with the names that the text calls them by.
    private func people(
        of post: OutboundPost, in room: String
    ) async throws(MatrixFailure) -> [(account: String, name: String)] {
        guard !post.mentions.isEmpty else { return [] }
        let here: Set<String>
        if let known = house.link.members(of: room) {
            here = known
        } else {
            here = try await house.client.members(of: room)
            house.link.remember(here, of: room)
        }
        let county = current.county
        return post.mentions.filter(here.contains).map { account in
            let person = county.person(AccountKey(adapter: house.name, id: account))
            return (account, person?.name ?? String(account.dropFirst().prefix { $0 != ":" }))
        }
    }

    /// The bot may not speak in a room, or is not in it: its posts wait until that changes, and the administrator is told.
    func noteForbidden(_ bound: RoomKey, _ now: Timestamp, _ tx: Transaction) throws {
        let key = try tx.currentMatrixRoom(of: bound)
        var room = try tx.matrixRoom(key) ?? MatrixRoom(key: key, membership: .left, since: now)
        let isNews = !room.isReadOnly
        if room.membership == .joined { room.isReadOnly = true }
        try tx.save(room)
        log.warning("the bot may not speak in a room", ["adapter": house.name, "room": key.id])
        if isNews { try MatrixPosts(bridge: current.bridge, now: now).tellAdmin(.readOnly, of: room, in: tx) }
    }

    // MARK: Photos

    private func images(of post: OutboundPost) async throws(MatrixFailure) -> [MatrixImage] {
        var images: [MatrixImage] = []
        for photo in post.photos {
            guard let kept = (try? await store.read { tx in try tx.photo(photo.sha256) }) ?? nil else { continue }
            guard let uri = try await uri(of: kept) else { continue }
            images.append(
                MatrixImage(
                    uri: uri, caption: photo.caption, name: name(of: kept), mediaType: kept.mediaType, size: kept.size,
                    width: kept.width, height: kept.height))
        }
        return images
    }

    private func name(of photo: StoredPhoto) -> String {
        "\(photo.sha256.prefix(12)).\(photo.mediaType.split(separator: "/").last ?? "bin")"
    }

    /// Hands a photo over, once; nil when the homeserver takes none of that size.
    private func uri(of photo: StoredPhoto) async throws(MatrixFailure) -> String? {
        let known = try? await store.read { tx in try tx.matrixUpload(of: photo.sha256, adapter: house.name) }
        if let known = known ?? nil { return known }
        guard let file = await cabinet.read(photo.sha256) else { return nil }
        // A file that is too large ends the connection without a word.
        if let limit = try await house.client.uploadLimit(), file.bytes.count > limit {
            log.warning("a photo is larger than the homeserver takes", ["adapter": house.name, "limit": limit])
            return nil
        }
        let uri: String
        do throws(MatrixFailure) {
            uri = try await house.client.upload(file.bytes, type: file.mediaType, name: name(of: photo))
        } catch {
            guard error.isTooLarge else { throw error }
            return nil
        }
        do {
            try await store.write { tx in try tx.saveMatrixUpload(uri, of: photo.sha256, adapter: house.name) }
        } catch {
            log.warning("an upload could not be noted", ["adapter": house.name, "reason": "\(error)"])
        }
        return uri
    }
}

extension OutgoingPost {
    /// An earlier attempt may have arrived without our knowing.
    fileprivate var wasTried: Bool { tries > 1 || errorCode != nil }
}

extension RoomKey {
    /// Named by an account's id, as no room of a homeserver is: a room of two.
    var isOfTwo: Bool { id.hasPrefix("@") }
}
