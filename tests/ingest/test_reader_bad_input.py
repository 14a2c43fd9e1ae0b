"""Bad files: one clear reason each, the rest of the run goes on, and the graph is untouched by the bad one."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import DocumentRefused
from ingest import policy
from ingest.readers import formats
from ingest.readers.apart import Apart
from ingest.readers.formats import read
from ingest.readers.reading import Raw, Told
from ingest.sources import files_in, load_file, sources
from ingest.watching import watched
from tests.ingest.desk import Room, note
from tests.ingest.made import letter, page, pdf, rss

FILES = Path(__file__).with_name("files")


def packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(2_000_000))
    return out.getvalue()


LAUGHS = "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10 if i else 'ha'}'>" for i in range(12))
BAD: dict[str, tuple[bytes, str]] = {
    "empty.pdf": (b"", "is empty"),
    "empty.txt": (b" \n\t ", "holds no text"),
    "truncated.pdf": (pdf([["Words of a letter about rates."]])[:150], "truncated or malformed"),
    "malformed.pdf": (b"%PDF-1.7\n" + bytes(range(256)) * 20, "truncated or malformed"),
    "encrypted.pdf": ((FILES / "encrypted.pdf").read_bytes(), "encrypted"),
    "pictures.pdf": (pdf([[], [], []]), "pictures of pages and no text"),
    "long.pdf": (pdf([["Words of a letter."]] * 500), "has 500 pages, more than 400"),
    "archive.txt": (packed(), "zip archive"),
    "packed.html": (gzip.compress(b"words " * 1000), "gzip"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(500), "picture"),
    "binary.txt": (os.urandom(20) + bytes(range(32)) * 400, "binary data"),
    "program.md": (b"\x7fELF" + bytes(300), "program"),
    "entities.xml": (f"<?xml version='1.0'?><!DOCTYPE x [{LAUGHS}]><rss>&l11;</rss>".encode(), "entities"),
    "entities.html": (f"<!DOCTYPE html [{LAUGHS}]><html><body>&l11;</body></html>".encode(), "entities"),
    "deep.html": (page("<div>" * 5000 + "words in the middle of nothing at all" + "</div>" * 5000), "deep"),
    "deep.xml": (f"<rss>{'<a>' * 5000}x{'</a>' * 5000}</rss>".encode(), "deep"),
    "deep.json": (b"[" * 200_000, "JSON"),
    "other.xml": (b"<?xml version='1.0'?><invoice><total>3</total></invoice>", "no feed"),
    "hollow.xml": (rss(), "without an entry"),
    "circle.xml": (rss(*[("http://x/feed.xml", "", "")] * 3), "without an entry"),
    "columns.csv": (b"a,b\n1,2\n", "no column cause and no column effect"),
    "rows.csv": (b"cause,effect\n,\n", "no row"),
    "list.json": (b'{"a": 1}', "no list of objects"),
    "scalar.json": (b"42", "no list of objects"),
    "silent.eml": (letter(""), "without a text"),
    "silent.html": (page("<script>var a = 'words that nobody sees on the page';</script>"), "holds no text"),
    "short.txt": (b"ok", "holds no text"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_a_reason(name: str) -> None:
    data, why = BAD[name]
    with pytest.raises(DocumentRefused, match=why):
        read(Raw(data, f"/x/{name}"))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    found = Room(tmp_path)
    yield found
    found.close()


def test_bad_files_stop_nothing_and_change_nothing(room: Room, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, (data, _) in BAD.items():
        (folder / name).write_bytes(data)
    (folder / "good.txt").write_bytes(note("A good note at last, in which rain lifts grain.").data)
    ledger = room.ingest(*(load_file(path, Told()) for path in files_in(folder) if path.stat().st_size))
    assert ledger.outcomes == {"rejected": len(BAD) - 1, "accepted": 1}
    assert len(room.said("rain", "grain")) == 1
    assert len(room.graph().documents) == 1
    rows = room.library.db.execute("SELECT reason FROM item WHERE outcome = 'rejected'").fetchall()
    assert all(len(reason) > 5 and "\n" not in reason for (reason,) in rows)


def test_a_file_of_a_gigabyte_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    with pytest.raises(DocumentRefused, match="is 1,000,000,000 bytes, more than"):
        load_file(path, Told())


@pytest.mark.parametrize(("name", "why"), [("nowhere.txt", "cannot be opened"), ("pipe", "no ordinary file")])
def test_what_is_no_file_is_refused(name: str, why: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DocumentRefused, match=why):
        load_file(tmp_path / name, Told())


def test_a_folder_is_read_in_order_without_hidden_files_and_links(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", ".hidden.txt", "c.exe", "sub/d.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "passwd.txt").symlink_to("/etc/passwd")
    found = [Path(s.place).relative_to(tmp_path).as_posix() for s in sources([str(tmp_path)], Told())]
    assert found == ["a.md", "b.txt", "sub/d.html"]


def test_an_address_is_refused_where_nothing_may_be_fetched() -> None:
    [source] = sources(["https://example.org/x"], Told())
    with pytest.raises(DocumentRefused, match="nothing may be fetched"):
        source.load()


def test_a_watched_folder_gives_what_comes_new_once_it_is_whole(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("first")
    looks = 0

    def pause(seconds: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 1:
            (tmp_path / "b.txt").write_text("half")
        if looks == 2:
            (tmp_path / "b.txt").write_text("half and the rest")

    seen = [s.place.rpartition("/")[2] if s else "-" for s in watched((str(tmp_path),), Told(), pause=pause, rounds=5)]
    assert seen == ["a.txt", "-", "-", "-", "b.txt", "-", "-"]


def test_a_reader_that_hangs_or_crashes_costs_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    good = page("<p>Gold rose as the dollar fell in the afternoon.</p>")
    with Apart(seconds=0.0) as apart, pytest.raises(DocumentRefused, match="took its reader more than"):
        apart.read(Raw(good, "a.html"))
    with Apart() as apart:
        assert apart.read(Raw(good, "a.html"))[0].blocks[0].text.startswith("Gold")
        assert apart._process is not None
        apart._process.kill()
        apart._process.join()
        assert apart.read(Raw(good, "a.html"))[0].blocks[0].text.startswith("Gold")
        with pytest.raises(DocumentRefused, match="deep"):
            apart.read(Raw(BAD["deep.html"][0], "a.html"))
        assert apart.read(Raw(good, "a.html"))


def test_a_reader_apart_answers_as_one_at_hand() -> None:
    with Apart() as apart:
        said = "Gold rose as the dollar fell."
        for name, data in (("a.pdf", pdf([[said]])), ("a.eml", letter(said)), ("a.xml", rss(("g", "Gold", said)))):
            assert apart.read(Raw(data, name)) == read(Raw(data, name))


@pytest.mark.parametrize(("limit", "name", "data", "why"), [
    ("most_entries", "a.xml", rss(("1", "A", "words"), ("2", "B", "words")), "has 2 entries"),
    ("most_rows", "a.csv", b"cause,effect\ngold,oil\noil,gold\n", "more than 1 rows"),
    ("largest_text", "a.txt", b"words and more words than one", "characters"),
    ("largest_file", "a.txt", b"words and more words than one", "bytes"),
])  # fmt: skip
def test_each_limit_is_a_reason(limit: str, name: str, data: bytes, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = dict(policy.load_policy("limits"))
    monkeypatch.setitem(rows, limit, {"value": 1})
    policy.limit.cache_clear()
    monkeypatch.setattr(policy, "load_policy", lambda name: rows)
    try:
        with pytest.raises(DocumentRefused, match=why):
            formats.read(Raw(data, name))
    finally:
        policy.limit.cache_clear()


def test_every_limit_is_a_row_with_its_unit_source_date_and_certainty() -> None:
    assert len(policy.load_policy("limits")) > 15
    for name, row in policy.load_policy("limits").items():
        assert set(row) == {"value", "unit", "source", "date", "certainty"}, name
        assert json.dumps(row["value"])
