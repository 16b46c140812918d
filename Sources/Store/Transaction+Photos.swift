public import Cases
public import Desk
public import Domain

/// A photo's file as it lies in the store's folder, under its hash.
public struct StoredPhoto: Hashable, Sendable {
    /// 64 hexadecimal digits.
    public var sha256: String
    /// Bytes
    public var size: Int64
    /// By content, not by what the sender said: `image/jpeg`.
    public var mediaType: String
    public var width: Int?
    public var height: Int?

    public init(sha256: String, size: Int64, mediaType: String, width: Int? = nil, height: Int? = nil) {
        self.sha256 = sha256
        self.size = size
        self.mediaType = mediaType
        self.width = width
        self.height = height
    }
}

/// A photo of a message that has to be fetched: durable until it is there or given up.
public struct PhotoJob: Hashable, Sendable {
    public var id: ID<PhotoJob>
    public var message: MessageKey
    /// From 0, among the message's photos.
    public var position: Int
    public var source: InboundMessage.Attachment.Source
    public var mediaType: String?
    /// With the one that it was claimed for.
    public var tries: Int
}

extension Transaction {
    /// Asks for a message's photos; those that were asked for before stay as they are.
    /// - Parameter attachments: in order; those without a source are passed over, their positions kept.
    public func addPhotoJobs(for message: MessageKey, _ attachments: [InboundMessage.Attachment], at now: Timestamp)
        throws
    {
        for (position, attachment) in attachments.enumerated() {
            let kind: String
            var source: String?
            var bytes: [UInt8]?
            switch attachment.source {
            case .url(let url): (kind, source) = ("url", url)
            case .uploaded(let file): (kind, source) = ("upload", file)
            case .inline(let content): (kind, bytes) = ("bytes", content)
            case nil: continue
            }
            try db.run(
                """
                INSERT INTO attachment (adapter, message, position, source_kind, source, bytes, media_type, state,
                    due_ms)
                VALUES (\(message.adapter), \(message.id), \(position), \(kind), \(source), \(bytes),
                    \(attachment.mediaType), 'waiting', \(now))
                ON CONFLICT (adapter, message, position) DO NOTHING
                """)
        }
    }

    /// Takes photos to fetch now, the longest due first, and leases them for five minutes.
    public func claimPhotoJobs(at now: Timestamp, limit: Int) throws -> [PhotoJob] {
        try db.rows(
            """
            UPDATE attachment SET due_ms = \(now.advanced(by: .minutes(5))), tries = tries + 1, error_code = NULL
            WHERE id IN (
                SELECT id FROM attachment WHERE state = 'waiting' AND due_ms <= \(now) ORDER BY due_ms, id
                LIMIT \(limit))
            RETURNING id, adapter, message, position, source_kind, source, bytes, media_type, tries
            """
        ) { row in
            let source: InboundMessage.Attachment.Source =
                switch row.text(4) {
                case "url": .url(row.text(5))
                case "upload": .uploaded(row.text(5))
                default: .inline(row.bytes(6))
                }
            return PhotoJob(
                id: row.id(0), message: MessageKey(adapter: row.text(1), id: row.text(2)), position: row.int(3),
                source: source, mediaType: row.optionalText(7), tries: row.int(8))
        }.sorted { $0.id < $1.id }
    }

    /// When the next photo is to be fetched; nil when none waits.
    public func nextPhotoDue() throws -> Timestamp? {
        try db.row("SELECT due_ms FROM attachment WHERE state = 'waiting' ORDER BY due_ms LIMIT 1") { $0.timestamp(0) }
    }

    /// Notes that a file lies in the folder.
    public func savePhoto(_ photo: StoredPhoto, at now: Timestamp) throws {
        try db.run(
            """
            INSERT INTO photo (sha256, size, media_type, width, height, stored_ms)
            VALUES (\(photo.sha256), \(photo.size), \(photo.mediaType), \(photo.width), \(photo.height), \(now))
            ON CONFLICT (sha256) DO NOTHING
            """)
    }

    /// Ends a job with the photo it fetched: the message and the cases that took its photos learn the hash.
    /// - Returns: the cases that changed.
    @discardableResult
    public func finish(_ job: PhotoJob, with photo: StoredPhoto, at now: Timestamp) throws -> [ID<Case>] {
        try savePhoto(photo, at: now)
        try db.run(
            """
            UPDATE attachment SET state = 'stored', sha256 = \(photo.sha256), bytes = NULL, error_code = NULL
            WHERE id = \(job.id)
            """)
        if var message = try message(job.message) {
            while message.photoHashes.count <= job.position { message.photoHashes.append(nil) }
            message.photoHashes[job.position] = photo.sha256
            try db.run(
                """
                UPDATE message SET photo_hashes = \(message.photoHashes.json)
                WHERE adapter = \(job.message.adapter) AND message = \(job.message.id)
                """)
        }
        var changed: [ID<Case>] = []
        for id in try cases(linkedTo: job.message) {
            guard var subject = try find(id), subject.source.room.adapter == job.message.adapter else { continue }
            // A case takes the photos of a message together, in their order.
            let places = subject.photos.indices.filter { subject.photos[$0].message == job.message.id }
            guard job.position < places.count, subject.photos[places[job.position]].sha256 == nil else { continue }
            subject.photos[places[job.position]].sha256 = photo.sha256
            try save(subject, [])
            changed.append(id)
        }
        return changed
    }

    /// Gives a job back, to be tried again at a moment.
    public func retry(_ job: PhotoJob, at due: Timestamp, code: String) throws {
        try db.run(
            "UPDATE attachment SET due_ms = \(due), error_code = \(code) WHERE id = \(job.id) AND state = 'waiting'")
    }

    /// Gives a job back without counting the try: nothing could be asked.
    public func postpone(_ job: PhotoJob, until due: Timestamp, code: String) throws {
        try db.run(
            """
            UPDATE attachment SET due_ms = \(due), tries = max(0, tries - 1), error_code = \(code)
            WHERE id = \(job.id) AND state = 'waiting'
            """)
    }

    /// Lets an adapter's photos that wait for their next try be fetched at once: its platform is back. What is being
    /// fetched is left alone.
    public func hurryPhotos(_ adapter: String, at now: Timestamp) throws {
        try db.run(
            """
            UPDATE attachment SET due_ms = \(now)
            WHERE adapter = \(adapter) AND state = 'waiting' AND error_code IS NOT NULL AND due_ms > \(now)
            """)
    }

    /// Gives a photo up: it is gone, too large, or no photo.
    public func giveUp(_ job: PhotoJob, code: String) throws {
        try db.run(
            """
            UPDATE attachment SET state = 'failed', bytes = NULL, error_code = \(code)
            WHERE id = \(job.id) AND state = 'waiting'
            """)
    }

    public func photo(_ sha256: String) throws -> StoredPhoto? {
        try db.row("SELECT sha256, size, media_type, width, height FROM photo WHERE sha256 = \(sha256)") {
            StoredPhoto(
                sha256: $0.text(0), size: $0.int64(1), mediaType: $0.text(2), width: $0.optionalInt(3),
                height: $0.optionalInt(4))
        }
    }

    // MARK: Files handed over before their message

    /// Notes a file that was handed over, to be named by a message later. The same id again replaces it.
    public func saveUpload(
        _ file: String, adapter: String, photo: StoredPhoto, name: String?, at now: Timestamp
    ) throws {
        try savePhoto(photo, at: now)
        try db.run(
            """
            INSERT INTO upload (adapter, file, sha256, name, at_ms)
            VALUES (\(adapter), \(file), \(photo.sha256), \(name), \(now))
            ON CONFLICT (adapter, file) DO UPDATE SET sha256 = excluded.sha256, name = excluded.name,
                at_ms = excluded.at_ms
            """)
    }

    public func upload(_ file: String, adapter: String) throws -> StoredPhoto? {
        let sha256 = try db.row("SELECT sha256 FROM upload WHERE adapter = \(adapter) AND file = \(file)") {
            $0.text(0)
        }
        return try sha256.flatMap { try photo($0) }
    }
}
