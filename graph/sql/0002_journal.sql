-- Everything that was done, each line sealed by a hash over all before it. Rows are only ever added.

CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    change INTEGER REFERENCES change (id),
    digest TEXT NOT NULL,
    seal TEXT NOT NULL
);

CREATE INDEX journal_by_subject ON journal (subject, sequence);

CREATE INDEX journal_by_action ON journal (action, sequence);

CREATE INDEX revision_by_change ON revision (change, sequence);

CREATE TRIGGER journal_is_never_updated BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'a line of the journal is never changed');
END;

CREATE TRIGGER journal_is_never_deleted BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'a line of the journal is never deleted');
END;

CREATE TRIGGER journal_is_never_replaced BEFORE INSERT ON journal
WHEN EXISTS (SELECT 1 FROM journal WHERE sequence = NEW.sequence)
BEGIN
    SELECT RAISE(ABORT, 'a line of the journal is never replaced');
END;
