extension Schema {
    /// What the clocks of cases need: cards that add up by unit, a log of timers that rang, steps of a ladder.
    ///
    /// A nudge's `unit` is the bundle it is said in. Timers of the first version get the names of the steps that follow
    /// them; the auditor brings the rest in line at the first start.
    static let time = """
        ALTER TABLE nudge ADD COLUMN step TEXT NOT NULL DEFAULT '';
        UPDATE nudge SET step = CASE kind WHEN 'chase' THEN 'answer' WHEN 'yellow-card' THEN 'yellow'
            WHEN 'red-card' THEN 'red' WHEN 'escalation' THEN 'talk' ELSE kind END;

        CREATE TABLE card (
            id INTEGER PRIMARY KEY,
            case_id INTEGER NOT NULL REFERENCES casefile (id),
            unit TEXT NOT NULL,
            colour TEXT NOT NULL CHECK (colour IN ('yellow', 'red')),
            at_ms INTEGER NOT NULL,
            removed_ms INTEGER
        ) STRICT;
        CREATE INDEX card_unit ON card (unit, at_ms) WHERE removed_ms IS NULL;
        CREATE INDEX card_case ON card (case_id);

        CREATE TABLE timer_fired (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL,
            subject INTEGER,
            due_ms INTEGER NOT NULL,
            fired_ms INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX timer_fired_key ON timer_fired (key, due_ms);
        CREATE INDEX timer_fired_at ON timer_fired (fired_ms);
        CREATE INDEX timer_subject ON timer (subject) WHERE kind = 'case';

        INSERT INTO timer (key, kind, subject, name, due_ms)
            SELECT 'case:' || subject || ':deadline', 'case', subject, 'deadline', due_ms
            FROM timer WHERE kind = 'case' AND name = 'notice';
        UPDATE timer SET name = 'intake', key = 'case:' || subject || ':intake'
            WHERE kind = 'case' AND name = 'verification';
        UPDATE timer SET name = 'step:answer', key = 'case:' || subject || ':step:answer'
            WHERE kind = 'case' AND name = 'acknowledgement';
        UPDATE timer SET name = 'step:' || name, key = 'case:' || subject || ':step:' || name
            WHERE kind = 'case' AND name IN ('reminder', 'notice', 'yellow', 'red');
        """
}
