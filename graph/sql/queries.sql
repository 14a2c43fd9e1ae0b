-- Named statements; each begins at its `name` line and ends at the next.

-- name: visible
SELECT kind, body
FROM (
    SELECT
        kind,
        id,
        body,
        retired,
        row_number() OVER (PARTITION BY kind, id ORDER BY known_from DESC, sequence DESC) AS place
    FROM revision
    WHERE known_from <= :as_of AND recorded_at <= :recorded_by
)
WHERE place = 1 AND retired = 0
ORDER BY kind, id;

-- name: latest_observation
SELECT max(json_extract(body, '$.as_of'))
FROM (
    SELECT
        body,
        retired,
        row_number() OVER (PARTITION BY id ORDER BY known_from DESC, sequence DESC) AS place
    FROM revision
    WHERE kind = 'observations' AND recorded_at <= :recorded_by
)
WHERE place = 1 AND retired = 0;

-- name: all_known_by
SELECT max(max(known_from), substr(max(recorded_at), 1, 10)) FROM revision WHERE recorded_at <= :recorded_by;

-- name: first_node
SELECT min(known_from) FROM revision WHERE kind = 'nodes' AND recorded_at <= :recorded_by;

-- name: first_observation
SELECT min(known_from)
FROM revision
WHERE
    kind = 'observations' AND recorded_at <= :recorded_by
    AND id IN (
        SELECT id
        FROM (
            SELECT
                id,
                retired,
                row_number() OVER (PARTITION BY id ORDER BY known_from DESC, sequence DESC) AS place
            FROM revision
            WHERE kind = 'observations' AND recorded_at <= :recorded_by
        )
        WHERE place = 1 AND retired = 0
    );

-- name: last_sequence
SELECT coalesce(max(sequence), 0) FROM revision;

-- name: last_change
SELECT id, who, why, recorded_at FROM change ORDER BY id DESC LIMIT 1;

-- name: history
SELECT
    r.sequence, r.kind, r.id, r.known_from, r.valid_from, r.valid_to, r.recorded_at, r.retired, r.change, r.body,
    c.who, c.why
FROM revision AS r
INNER JOIN change AS c ON r.change = c.id
WHERE r.kind = :kind AND r.id = :id
ORDER BY r.sequence;

-- name: newest_at
SELECT body, retired FROM revision
WHERE kind = :kind AND id = :id AND known_from = :known_from
ORDER BY sequence DESC LIMIT 1;

-- name: newest
SELECT known_from, valid_from, valid_to, retired, body FROM revision
WHERE kind = :kind AND id = :id
ORDER BY known_from DESC, sequence DESC LIMIT 1;

-- name: edge_at_node
SELECT id
FROM (
    SELECT
        id,
        body,
        retired,
        row_number() OVER (PARTITION BY id ORDER BY known_from DESC, sequence DESC) AS place
    FROM revision
    WHERE kind = 'edges'
)
WHERE place = 1 AND retired = 0 AND (json_extract(body, '$.cause') = :id OR json_extract(body, '$.effect') = :id)
ORDER BY id LIMIT 1;

-- name: add_change
INSERT INTO change (recorded_at, who, why) VALUES (:recorded_at, :who, :why);

-- name: add_revision
INSERT INTO revision (change, kind, id, known_from, valid_from, valid_to, recorded_at, retired, body)
VALUES (:change, :kind, :id, :known_from, :valid_from, :valid_to, :recorded_at, :retired, :body);

-- name: newest_sequence
SELECT sequence FROM revision
WHERE kind = :kind AND id = :id
ORDER BY known_from DESC, sequence DESC LIMIT 1;

-- name: of_change
SELECT kind, id, body, retired FROM revision WHERE change = :change ORDER BY sequence;

-- name: revisions_of_change
SELECT
    r.sequence, r.kind, r.id, r.known_from, r.valid_from, r.valid_to, r.recorded_at, r.retired, r.change, r.body,
    c.who, c.why
FROM revision AS r
INNER JOIN change AS c ON r.change = c.id
WHERE r.change = :change
ORDER BY r.sequence;

-- name: revisions_after
SELECT
    r.sequence, r.kind, r.id, r.known_from, r.valid_from, r.valid_to, r.recorded_at, r.retired, r.change, r.body,
    c.who, c.why
FROM revision AS r
INNER JOIN change AS c ON r.change = c.id
WHERE r.sequence > :after
ORDER BY r.sequence;

-- name: changes
SELECT
    c.id, c.who, c.why, c.recorded_at,
    (SELECT count(*) FROM revision WHERE change = c.id AND retired = 0) AS written,
    (SELECT count(*) FROM revision WHERE change = c.id AND retired = 1) AS retired
FROM change AS c
WHERE c.id > :after
ORDER BY c.id LIMIT :most;

-- name: last_line
SELECT sequence, at, seal FROM journal ORDER BY sequence DESC LIMIT 1;

-- name: last_of_subject
SELECT coalesce(max(sequence), 0) FROM journal WHERE subject = :subject;

-- name: journal
SELECT sequence, at, who, action, subject, body, change, digest, seal FROM journal
WHERE
    sequence > :after
    AND (:subject IS NULL OR subject = :subject)
    AND (:action IS NULL OR action = :action)
ORDER BY sequence LIMIT :most;

-- name: add_line
INSERT INTO journal (sequence, at, who, action, subject, body, change, digest, seal)
VALUES (:sequence, :at, :who, :action, :subject, :body, :change, :digest, :seal);
