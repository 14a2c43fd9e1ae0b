"""The docs say what is so: module table, shown output, links, rules and settings."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from api.settings import PREFIX, Settings
from tests.house import written
from tests.house.tree import PACKAGES, ROOT, modules, parsed, source

PAGES = [Path(name) for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES += sorted(page.relative_to(ROOT) for page in (ROOT / "docs").rglob("*.md"))
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
PROJECT = tomllib.loads(source(Path("pyproject.toml")))


MADE = [(page, what) for page in PAGES for what, _ in written.blocks(source(page))]


@pytest.mark.parametrize(("page", "what"), MADE, ids=str)
def test_the_made_parts_of_a_page_are_as_they_are_made_now(page: Path, what: str) -> None:
    assert dict(written.blocks(source(page)))[what] == written.made(what), "run `make docs`"


def test_the_pages_that_are_made_are_those_of_make_docs() -> None:
    told = re.search(r"^DRAWN := (.+)$", source(Path("Makefile")), re.MULTILINE)
    assert told
    assert {page.as_posix() for page, _ in MADE} == set(told[1].split())
    assert any(what.endswith("demo") for page, what in MADE if page.name == "README.md")


def test_a_stale_block_is_rewritten_and_the_rest_is_left_alone() -> None:
    text = "before\n<!-- modules -->\nold\n<!-- end -->\nafter\n"
    new = written.rewritten(text)
    assert written.blocks(text)[0][1] != written.module_table()
    assert new == text.replace("old\n", written.module_table())
    assert written.rewritten(new) == new


def test_every_module_says_in_one_line_what_it_does() -> None:
    silent = [path for path in modules(*PACKAGES) if not 10 < len(written.first_line(source(path))) < 120]
    assert silent == []


def dead_links(page: Path, text: str) -> list[str]:
    return [link for link in LINK.findall(text) if not (ROOT / page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    assert dead_links(page, source(page)) == []


def test_a_dead_link_is_caught() -> None:
    assert dead_links(Path("README.md"), "see [x](docs/none.md) and [y](https://example.org)") == ["docs/none.md"]


def pages_named_in(text: str) -> set[str]:
    return set(re.findall(r"docs/[\w./-]+\.md", text))


def test_pages_that_messages_point_to_exist() -> None:
    named = {page for path in modules(*PACKAGES) for page in pages_named_in(source(path))}
    assert {page for page in named if not (ROOT / page).is_file()} == set()


def rules_of(text: str) -> list[tuple[str, str]]:
    """Return (rule, what enforces it) of the table in CONTRIBUTING.md."""
    table = text.partition("| rule | enforced by |")[2].partition("\n\n")[0]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()[2:]]
    return [(row[0], row[-1].replace("\\|", "|")) for row in cells]


def unenforced(rows: list[tuple[str, str]]) -> list[str]:
    """Return the rules whose enforcement names no test, lint or contract that is there."""
    contracts = {contract["name"] for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    faults = []
    for rule, means in rows:
        named = re.findall(r"`([^`]+)`", means)
        if not named or not all(is_there(name, contracts) for name in named):
            faults.append(f"{rule}: {means}")
    return faults


def is_there(name: str, contracts: set[str]) -> bool:
    """Tell whether `file::test`, `ruff CODE`, `mypy SETTING` or `imports: CONTRACT` exists."""
    kind, _, rest = name.partition(" ")
    if "::" in name:
        file, _, test = name.partition("::")
        path = Path(file)
        return (ROOT / path).is_file() and any(
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == test
            for node in ast.walk(parsed(path))
        )
    if kind == "ruff":
        return rest == "format" or any(rest.startswith(code) for code in PROJECT["tool"]["ruff"]["lint"]["select"])
    if kind == "mypy":
        return PROJECT["tool"]["mypy"].get(rest) is True
    if kind == "pytest":
        return rest in PROJECT["tool"]["pytest"]["ini_options"]
    if kind == "make":
        return re.search(rf"^{rest}:", source(Path("Makefile")), re.MULTILINE) is not None
    return kind == "imports:" and rest in contracts


def test_every_rule_of_contributing_is_enforced() -> None:
    rows = rules_of(source(Path("CONTRIBUTING.md")))
    assert len(rows) > 15
    assert unenforced(rows) == []


def test_a_rule_without_a_test_is_caught() -> None:
    planted = [
        ("be kind", "good manners"),
        ("x", "`tests/house/rules.py::test_none`"),
        ("y", "`ruff ZZZ`"),
        ("z", "`mypy lax`"),
    ]
    assert len(unenforced(planted)) == len(planted)


def test_the_example_environment_is_that_of_the_settings() -> None:
    lines = source(Path(".env.example")).splitlines()
    named = {line.lstrip("# ").partition("=")[0] for line in lines if re.match(r"#? ?[A-Z_]+=", line)}
    assert named == {PREFIX + field.upper() for field in Settings.model_fields}


def test_a_decision_page_has_its_five_parts() -> None:
    pages = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [page.name[:4] for page in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    for page in pages:
        heads = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert heads == ["Context", "Decision", "Consequences", "Alternatives", "What enforces it"], page.name
