"""docs/reference/cli.md and http.md, made from the parser, the settings and the OpenAPI document."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import pytest

from api.cli import run
from api.problems import STATUS, as_problem
from api.settings import PREFIX, Settings

COMMANDS = (
    (), ("demo",), ("ask",), ("interpret",), ("what-if",), ("map",), ("reach",), ("replay",), ("check",), ("graph",),
    ("graph", "export"),
    ("graph", "import"), ("ingest",), ("documents",), ("documents", "list"), ("documents", "show"),
    ("documents", "retract"), ("documents", "restore"), ("documents", "release"), ("documents", "reread"),
    ("documents", "proposals"), ("documents", "review"),     ("chat",), ("serve",), ("mcp",),
)  # fmt: skip
STREAMS = ("text/event-stream", "text/plain")
MADE = "Made from the code by `pytest tests/api --update-golden`; a test holds it."

CLI_HEAD = f"""\
# Command line

{MADE}

Results go to stdout, progress and errors to stderr; `--json` prints JSON alone. Exit codes: 0 done; 1 the run failed,
or some lines of a batch did; 2 bad input, told in one line that names the thing, the value and the way out; 130
interrupted.

In a batch, each line of the file is a JSON object with `id` and `question`, and may have `as_of`; other members are
left alone. Each gives one line: its `id` with the members of the answer, or with its `line` number and `error`, an RFC
9457 problem. An `id` stands once; the second line that has it is refused. An `--as-of` that cannot be seen is refused
before any line runs.

A date is written 2025-11-21. It lies within the trading calendar, and not before the store's first observation.
"""

HTTP_HEAD = f"""\
# HTTP

{MADE} The same as a document for programs: `GET /openapi.json`.

`knockon serve` listens on 127.0.0.1 port 8000. It refuses other addresses until `knockon keys make`
has made a key, unless `KNOCKON_TRUSTED_NETWORK=1` says that an authenticating proxy stands in front. From the first
key on, every request brings `Authorization: Bearer KEY`; what its scopes do not open is a 403.

Lists come in pages: `limit` items, and a `next_cursor` to pass as `cursor` for the next page, with the same path and
`as_of`. `as_of` is a date, written 2025-11-21: what was known at that day's New York close. It lies within the trading
calendar, and not before the first observation.

Bodies are JSON and said to be (`content-type: application/json`), with each key once; the language of a question is
`language` here and `--lang` on the command line. Answers are JSON. A query parameter that a route does not have is
refused. `POST /api/what-if` runs up to 20,000 draws and 16 horizons.

`POST /api/ask` with `accept: text/event-stream` is a stream of events, each with its number as `id`: `run.started`,
`plan`, `tool.started`, `tool.completed`, `tool.failed`, `verification`, `answer.delta`, `answer.completed`, `error`,
`run.completed`. The text of all `answer.delta` is the answer's `markdown`. A reader that was cut off reads on with `GET
/api/runs/RUN/events` and `Last-Event-ID`; a run that nobody listens to is stopped within a second.

With a `thread_id` the finished turn is kept, on the disk before the answer leaves; the next question may lean on it:
"and gold?", "what about next month". `after` goes on behind an earlier turn: the thread forks.

`/v1` is OpenAI's chat API and tells its errors in OpenAI's shape ([how to](../how-to/openai-sdk.md)); `/mcp` serves the
Model Context Protocol over streamable HTTP ([how to](../how-to/mcp.md)).
"""


def help_of(command: tuple[str, ...]) -> str:
    """Return what `--help` prints, at 100 columns."""
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out):
        patch.setenv("COLUMNS", "100")
        patch.setenv("NO_COLOR", "1")
        run([*command, "--help"])
    return out.getvalue().rstrip() + "\n"


def cli_page() -> str:
    """Return the page of the command line."""
    parts = [CLI_HEAD]
    for command in COMMANDS:
        parts.append(f"## {' '.join(['knockon', *command])}\n\n```text\n{help_of(command)}```\n")
    rows = [
        f"| `{PREFIX}{name.upper()}` | `{field.default}` | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    parts.append("## Environment\n\n| variable | default | what it does |\n|---|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def http_page(document: dict[str, Any]) -> str:
    """Return the page of the routes and the errors."""
    parts = [HTTP_HEAD]
    for path, methods in document["paths"].items():
        for method, route in methods.items():
            parts.append(_route(method, path, route))
    rows = sorted({(s, str(p["type"]), str(p["title"])) for k, s in STATUS.items() for p in [as_problem(k(""))]})
    parts.append(
        "## Errors\n\nEvery failure is `application/problem+json` with `type`, `title`, `status`, `detail` (the thing "
        "and its value) and `hint` (the way out); a request of the wrong form also lists its fields under `errors`.\n\n"
        "| status | type | title |\n|---|---|---|\n"
        + "\n".join(f"| {status} | `{kind}` | {title} |" for status, kind, title in rows)
        + "\n"
    )
    return "\n".join(parts)


def _route(method: str, path: str, route: dict[str, Any]) -> str:
    lines = [f"## {method.upper()} {path}", "", route["description"], ""]
    for p in route.get("parameters", []):
        about = p.get("description") or "Which one."
        lines.append(f"- `{p['name']}` ({p['in']}): {about}")
    body = route.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        lines.append(f"- body: `{_model(body['schema'])}`")
    for status, response in route["responses"].items():
        for media, content in response.get("content", {}).items():
            told = f"`{_model(content['schema'])}`" if media == "application/json" else response["description"]
            lines.append(f"- {status}: {told}" + (f" (`{media}`)" if media in STREAMS else ""))
    return "\n".join(lines) + "\n"


def _model(schema: dict[str, Any]) -> str:
    return str(schema.get("title") or schema.get("$ref", schema.get("type", "JSON")).rsplit("/", 1)[-1])
