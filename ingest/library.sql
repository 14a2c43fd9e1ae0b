-- The library: every document that was read, what each says, and what each run did. Bytes and texts are files beside it.

CREATE TABLE IF NOT EXISTS document (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('read', 'quarantined', 'replaced', 'retracted')),
    why TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL,
    entity TEXT NOT NULL,
    run INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS document_by_place ON document (place);

CREATE TABLE IF NOT EXISTS claim (
    document TEXT NOT NULL REFERENCES document (id),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    cause TEXT NOT NULL,
    effect TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (document, number)
);
CREATE INDEX IF NOT EXISTS claim_by_pair ON claim (cause, effect);

CREATE TABLE IF NOT EXISTS sketch (document TEXT PRIMARY KEY REFERENCES document (id), lows TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS band (band TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (band, document)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS near (one TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID;

-- Pairs whose claims changed and whose links have not been brought up to date yet. Emptied after the graph is written.
CREATE TABLE IF NOT EXISTS unsettled (cause TEXT NOT NULL, effect TEXT NOT NULL, PRIMARY KEY (cause, effect)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unfiled (document TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS review (
    cause TEXT NOT NULL,
    effect TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'reject')),
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (cause, effect)
);

CREATE TABLE IF NOT EXISTS run (id INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT, who TEXT NOT NULL, totals TEXT);
CREATE TABLE IF NOT EXISTS item (
    run INTEGER NOT NULL REFERENCES run (id),
    number INTEGER NOT NULL,
    place TEXT NOT NULL,
    document TEXT,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    counts TEXT NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (run, number)
);

CREATE TABLE IF NOT EXISTS remembered (key TEXT PRIMARY KEY, body TEXT NOT NULL);
