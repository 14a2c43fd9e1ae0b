CREATE TABLE threads (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    made_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE turns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    thread_id TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    after INTEGER REFERENCES turns (id) ON DELETE CASCADE, -- the turn before it; two turns after one are a fork
    said TEXT NOT NULL, -- hash of all questions up to and with this one
    question TEXT NOT NULL,
    turn TEXT NOT NULL, -- question, text and reading as JSON: what the next question leans on
    run_id TEXT NOT NULL,
    answer BLOB NOT NULL, -- zlib over the answer's JSON
    made_at TEXT NOT NULL
) STRICT;

CREATE INDEX turns_of_thread ON turns (thread_id, id);
CREATE INDEX turns_by_what_was_said ON turns (thread_id, said);
