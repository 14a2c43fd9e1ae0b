-- Every change, and every revision it left behind. Rows are only ever added.

CREATE TABLE change (
    id INTEGER PRIMARY KEY,
    recorded_at TEXT NOT NULL,
    who TEXT NOT NULL CHECK (length(trim(who)) > 0),
    why TEXT NOT NULL CHECK (length(trim(why)) > 0)
);

CREATE TABLE revision (
    sequence INTEGER PRIMARY KEY,
    change INTEGER NOT NULL REFERENCES change (id),
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    known_from TEXT NOT NULL,
    valid_from TEXT,
    valid_to TEXT,
    recorded_at TEXT NOT NULL,
    retired INTEGER NOT NULL CHECK (retired IN (0, 1)),
    body TEXT NOT NULL
);

CREATE INDEX revision_by_entity ON revision (kind, id, known_from, sequence);

CREATE TRIGGER revision_is_never_updated BEFORE UPDATE ON revision
BEGIN
    SELECT RAISE(ABORT, 'a revision is never changed; write a new one');
END;

CREATE TRIGGER revision_is_never_deleted BEFORE DELETE ON revision
BEGIN
    SELECT RAISE(ABORT, 'a revision is never deleted; retire the entity');
END;

-- INSERT OR REPLACE deletes without firing a delete trigger.
CREATE TRIGGER revision_is_never_replaced BEFORE INSERT ON revision
WHEN EXISTS (SELECT 1 FROM revision WHERE sequence = NEW.sequence)
BEGIN
    SELECT RAISE(ABORT, 'a revision is never replaced; write a new one');
END;

CREATE TRIGGER change_is_never_updated BEFORE UPDATE ON change
BEGIN
    SELECT RAISE(ABORT, 'a change is never changed');
END;

CREATE TRIGGER change_is_never_deleted BEFORE DELETE ON change
BEGIN
    SELECT RAISE(ABORT, 'a change is never deleted');
END;

CREATE TRIGGER change_is_never_replaced BEFORE INSERT ON change
WHEN EXISTS (SELECT 1 FROM change WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'a change is never replaced');
END;
