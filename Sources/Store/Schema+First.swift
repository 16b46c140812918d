extension Schema {
    /// Version 1. Times are milliseconds since 1970 (`_ms`), rooms and accounts `adapter:id`, truths 0 and 1.
    static let first = inbox + messages + cases + conversation + outbox + media + tables

    private static let inbox = """
        CREATE TABLE inbox (
            id INTEGER PRIMARY KEY,
            adapter TEXT NOT NULL CHECK (length(adapter) BETWEEN 1 AND 64),
            key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 512),
            kind TEXT NOT NULL CHECK (length(kind) <= 64),
            body_hash BLOB NOT NULL CHECK (length(body_hash) BETWEEN 16 AND 64),
            body BLOB,
            message TEXT,
            room TEXT,
            sender TEXT,
            received_ms INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'handled', 'ignored', 'aside')),
            tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
            handled_ms INTEGER,
            error_code TEXT,
            error TEXT,
            UNIQUE (adapter, key),
            CHECK (state <> 'waiting' OR body IS NOT NULL)
        ) STRICT;
        CREATE INDEX inbox_waiting ON inbox (id) WHERE state = 'waiting';
        CREATE INDEX inbox_aside ON inbox (id) WHERE state = 'aside';
        CREATE INDEX inbox_received ON inbox (received_ms);
        CREATE INDEX inbox_erased ON inbox (received_ms) WHERE body IS NULL;
        CREATE INDEX inbox_message ON inbox (adapter, message) WHERE message IS NOT NULL;

        CREATE TABLE room_seen (
            room TEXT PRIMARY KEY, name TEXT, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,
            count INTEGER NOT NULL CHECK (count > 0)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE sender_seen (
            account TEXT PRIMARY KEY, name TEXT, room TEXT, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,
            count INTEGER NOT NULL CHECK (count > 0)
        ) STRICT, WITHOUT ROWID;

        """

    private static let messages = """
        CREATE TABLE message (
            id INTEGER PRIMARY KEY,
            adapter TEXT NOT NULL,
            message TEXT NOT NULL,
            room TEXT NOT NULL,
            sender TEXT NOT NULL,
            sender_name TEXT,
            sender_is_bot INTEGER NOT NULL CHECK (sender_is_bot IN (0, 1)),
            text TEXT,
            photos INTEGER NOT NULL CHECK (photos >= 0),
            photo_hashes TEXT NOT NULL,
            reply_to TEXT,
            thread TEXT,
            group_id TEXT,
            latitude_e6 INTEGER,
            longitude_e6 INTEGER,
            sent_ms INTEGER NOT NULL,
            revision INTEGER,
            photos_taken INTEGER NOT NULL CHECK (photos_taken IN (0, 1)),
            UNIQUE (adapter, message),
            CHECK ((latitude_e6 IS NULL) = (longitude_e6 IS NULL))
        ) STRICT;
        CREATE INDEX message_sender ON message (sender, room, sent_ms);

        CREATE TABLE message_case (
            id INTEGER PRIMARY KEY,
            adapter TEXT NOT NULL,
            message TEXT NOT NULL,
            case_id INTEGER NOT NULL,
            UNIQUE (adapter, message, case_id)
        ) STRICT;
        CREATE INDEX message_case_case ON message_case (case_id);

        """

    /// `casefile` holds each case as JSON beside the columns that are searched by; `ended_ms` is when it stopped being
    /// open, whichever way. No index covers a column that most
    /// events change, so that an event on an old case rewrites one row and no index.
    private static let cases = """
        CREATE TABLE casefile (
            id INTEGER PRIMARY KEY,
            day INTEGER,
            ordinal INTEGER CHECK (ordinal > 0),
            number TEXT,
            state TEXT NOT NULL CHECK (state IN ('reported', 'verifying', 'rejected', 'filed', 'dispatched', 'handling',
                'returned', 'suspended', 'feedback', 'checking', 'rework', 'closed', 'self_closed', 'merged',
                'withdrawn', 'voided', 'force_closed')),
            open INTEGER NOT NULL CHECK (open IN (0, 1)),
            type TEXT,
            unit TEXT,
            grid TEXT,
            room TEXT NOT NULL,
            sensitive INTEGER NOT NULL CHECK (sensitive IN (0, 1)),
            reported_ms INTEGER NOT NULL,
            filed_ms INTEGER,
            closed_ms INTEGER,
            ended_ms INTEGER,
            due_ms INTEGER,
            revision INTEGER NOT NULL,
            snapshot TEXT NOT NULL,
            CHECK ((ended_ms IS NULL) = (open = 1)),
            CHECK ((day IS NULL) = (ordinal IS NULL) AND (day IS NULL) = (number IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX casefile_number ON casefile (ordinal, day) WHERE ordinal IS NOT NULL;
        CREATE INDEX casefile_open_room ON casefile (room, id) WHERE open = 1;
        CREATE INDEX casefile_open_type ON casefile (type, id) WHERE open = 1;
        CREATE INDEX casefile_open_unit ON casefile (unit, id) WHERE open = 1;
        CREATE INDEX casefile_closed_type ON casefile (type, closed_ms) WHERE closed_ms IS NOT NULL;
        CREATE INDEX casefile_closed_room ON casefile (room, closed_ms) WHERE closed_ms IS NOT NULL;
        CREATE INDEX casefile_reported ON casefile (reported_ms);
        CREATE INDEX casefile_filed ON casefile (filed_ms) WHERE filed_ms IS NOT NULL;
        CREATE INDEX casefile_ended ON casefile (ended_ms) WHERE ended_ms IS NOT NULL;
        CREATE INDEX casefile_due ON casefile (due_ms) WHERE due_ms IS NOT NULL;

        CREATE TABLE event (
            id INTEGER PRIMARY KEY,
            case_id INTEGER NOT NULL REFERENCES casefile (id),
            at_ms INTEGER NOT NULL,
            kind TEXT NOT NULL,
            by TEXT NOT NULL,
            why TEXT,
            message TEXT
        ) STRICT;
        CREATE INDEX event_case ON event (case_id, id);
        CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event BEGIN
            SELECT RAISE (ABORT, 'a line of history is never deleted');
        END;
        CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
        WHEN NOT (NEW.id IS OLD.id AND NEW.case_id IS OLD.case_id AND NEW.at_ms IS OLD.at_ms AND NEW.kind IS OLD.kind
            AND NEW.by IS OLD.by AND NEW.message IS OLD.message AND NEW.why IS NULL) BEGIN
            SELECT RAISE (ABORT, 'a line of history is never changed; only its words may be erased');
        END;

        CREATE TABLE sequence (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE ordinal (day INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT;

        """

    private static let conversation = """
        CREATE TABLE candidate (
            id INTEGER PRIMARY KEY, room TEXT NOT NULL, sender TEXT NOT NULL, since_ms INTEGER NOT NULL,
            snapshot TEXT NOT NULL
        ) STRICT;
        CREATE INDEX candidate_sender ON candidate (sender, room, id);

        CREATE TABLE question (
            id INTEGER PRIMARY KEY, room TEXT NOT NULL, adapter TEXT NOT NULL, post TEXT NOT NULL,
            open INTEGER NOT NULL CHECK (open IN (0, 1)), asked_ms INTEGER NOT NULL, snapshot TEXT NOT NULL
        ) STRICT;
        CREATE INDEX question_open ON question (room, id) WHERE open = 1;
        CREATE INDEX question_post ON question (adapter, post);

        CREATE TABLE timer (
            key TEXT PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('candidate', 'question', 'case', 'nudges', 'morning', 'digest')),
            subject INTEGER,
            name TEXT,
            room TEXT,
            unit TEXT,
            due_ms INTEGER NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0,
            aside INTEGER NOT NULL DEFAULT 0 CHECK (aside IN (0, 1)),
            error_code TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX timer_due ON timer (due_ms, key) WHERE aside = 0;

        CREATE TABLE nudge (
            id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, kind TEXT NOT NULL, room TEXT NOT NULL,
            unit TEXT NOT NULL, at_ms INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX nudge_room ON nudge (room, id);
        CREATE INDEX nudge_case ON nudge (case_id);

        CREATE TABLE room_state (
            room TEXT PRIMARY KEY, muted INTEGER NOT NULL CHECK (muted IN (0, 1))
        ) STRICT, WITHOUT ROWID;

        """

    private static let outbox = """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY,
            adapter TEXT NOT NULL,
            room TEXT NOT NULL,
            post TEXT NOT NULL,
            delivery TEXT NOT NULL CHECK (length(delivery) BETWEEN 1 AND 128 AND delivery NOT GLOB '*[^A-Za-z0-9_-]*'),
            action TEXT NOT NULL CHECK (action IN ('create', 'edit', 'reaction')),
            target TEXT,
            kind TEXT NOT NULL,
            supervision INTEGER NOT NULL CHECK (supervision IN (0, 1)),
            case_id INTEGER,
            body TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            due_ms INTEGER NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0,
            lease_ms INTEGER NOT NULL DEFAULT 0,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'parked', 'dropped')),
            error_code TEXT,
            sent_ms INTEGER,
            platform TEXT,
            UNIQUE (adapter, post),
            CHECK ((action = 'create') = (target IS NULL))
        ) STRICT;
        CREATE INDEX outbox_waiting ON outbox (room, id) WHERE state = 'waiting';
        CREATE INDEX outbox_due ON outbox (due_ms) WHERE state = 'waiting';
        CREATE INDEX outbox_parked ON outbox (id) WHERE state = 'parked';
        CREATE INDEX outbox_case ON outbox (room, id) WHERE case_id IS NOT NULL;
        CREATE INDEX outbox_supervision ON outbox (room, at_ms) WHERE supervision = 1;
        CREATE INDEX outbox_platform ON outbox (adapter, platform) WHERE platform IS NOT NULL;

        """

    private static let media = """
        CREATE TABLE photo (
            sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
            size INTEGER NOT NULL CHECK (size > 0),
            media_type TEXT NOT NULL,
            width INTEGER,
            height INTEGER,
            stored_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE attachment (
            id INTEGER PRIMARY KEY,
            adapter TEXT NOT NULL,
            message TEXT NOT NULL,
            position INTEGER NOT NULL CHECK (position >= 0),
            source_kind TEXT NOT NULL CHECK (source_kind IN ('url', 'upload', 'bytes')),
            source TEXT,
            bytes BLOB,
            media_type TEXT,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'stored', 'failed')),
            sha256 TEXT REFERENCES photo (sha256),
            tries INTEGER NOT NULL DEFAULT 0,
            due_ms INTEGER NOT NULL,
            error_code TEXT,
            UNIQUE (adapter, message, position),
            CHECK ((state = 'stored') = (sha256 IS NOT NULL))
        ) STRICT;
        CREATE INDEX attachment_due ON attachment (due_ms) WHERE state = 'waiting';
        CREATE INDEX attachment_photo ON attachment (sha256) WHERE sha256 IS NOT NULL;

        CREATE TABLE upload (
            adapter TEXT NOT NULL,
            file TEXT NOT NULL,
            sha256 TEXT NOT NULL REFERENCES photo (sha256),
            name TEXT,
            at_ms INTEGER NOT NULL,
            PRIMARY KEY (adapter, file)
        ) STRICT, WITHOUT ROWID;

        """

    private static let tables = """
        CREATE TABLE tables_version (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at_ms INTEGER NOT NULL,
            by TEXT NOT NULL,
            note TEXT,
            active INTEGER NOT NULL CHECK (active IN (0, 1))
        ) STRICT;
        CREATE UNIQUE INDEX tables_version_active ON tables_version (active) WHERE active = 1;
        CREATE TABLE table_file (
            version INTEGER NOT NULL REFERENCES tables_version (id),
            name TEXT NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (version, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE account (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64),
            role TEXT NOT NULL,
            password TEXT NOT NULL,
            created_ms INTEGER NOT NULL,
            disabled_ms INTEGER
        ) STRICT;

        CREATE TABLE digest (
            period TEXT PRIMARY KEY,
            cutoff_ms INTEGER NOT NULL,
            frozen_ms INTEGER NOT NULL,
            content TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        """
}
