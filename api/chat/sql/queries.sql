-- name: add_thread
INSERT INTO threads (id, title, made_at) VALUES (:id, :title, :made_at) ON CONFLICT (id) DO NOTHING;

-- name: add_turn
INSERT INTO turns (thread_id, after, said, question, turn, run_id, answer, made_at)
VALUES (:thread_id, :after, :said, :question, :turn, :run_id, :answer, :made_at)
RETURNING id;

-- name: threads
SELECT t.id, t.title, t.made_at, count(n.id) AS turns, max(n.made_at) AS last_at, max(n.id) AS last
FROM threads AS t JOIN turns AS n ON n.thread_id = t.id
GROUP BY t.id ORDER BY last DESC;

-- name: thread
SELECT id, title, made_at FROM threads WHERE id = :id;

-- name: turns
SELECT id, after, said, question, run_id, answer, made_at FROM turns WHERE thread_id = :thread_id ORDER BY id;

-- name: path
WITH RECURSIVE path (id, after, said, turn, back) AS (
    SELECT id, after, said, turn, 1 FROM turns WHERE thread_id = :thread_id AND id = :id
    UNION ALL
    SELECT t.id, t.after, t.said, t.turn, p.back + 1 FROM turns AS t JOIN path AS p ON t.id = p.after
    WHERE p.back < :most
)
SELECT id, said, turn FROM path ORDER BY back DESC;

-- name: last_turn
SELECT max(id) AS id FROM turns WHERE thread_id = :thread_id;

-- name: said
SELECT said, max(id) AS id FROM turns WHERE thread_id = :thread_id GROUP BY said;

-- name: delete_thread
DELETE FROM threads WHERE id = :id;
