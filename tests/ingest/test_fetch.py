"""Fetching: polite, within limits, from the cache where it can, and never from a machine of our own network."""

from __future__ import annotations

import ast
import gzip
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from graph.errors import FetchRefused
from ingest import fetch
from ingest.addresses import is_public, split
from ingest.fetch import Fetcher
from ingest.policy import limit
from ingest.readers.reading import Raw
from tests.house.tree import modules, parsed


class Memory:
    """A cache that forgets everything at the end."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}
        self.data: dict[str, bytes] = {}

    def remembered(self, key: str) -> str | None:
        return self.words.get(key)

    def remember_now(self, key: str, body: str) -> None:
        self.words[key] = body

    def save_bytes(self, data: bytes) -> str:
        self.data[str(hash(data))] = data
        return str(hash(data))

    def load_bytes(self, name: str) -> bytes:
        return self.data[name]


class Site:
    """A server on this machine that answers as it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []
        site = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                status, headers, body = site.pages.get(self.path, (404, {}, b""))
                if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                    status, body = 304, b""
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *rest: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.root = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    found = Site()
    monkeypatch.setattr(fetch, "limit", lambda name: 0.0 if name == "fetch_pause" else limit(name))
    yield found
    found.close()


def fetched(site: Site, path: str, memory: Memory | None = None, **more: Any) -> Raw:
    return Fetcher(memory or Memory(), allowed=lambda ip, port: ip == "127.0.0.1", **more).fetch(site.root + path)


@pytest.mark.parametrize(
    "ip",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "::1", "fe80::1",
     "fc00::1", "::ffff:10.0.0.1", "2002:0a00:0001::", "64:ff9b::7f00:1", "224.0.0.1", "255.255.255.255", "nonsense"],
)  # fmt: skip
def test_an_address_that_is_not_of_the_public_internet_is_not_public(ip: str) -> None:
    assert not is_public(ip, 443)


def test_a_public_address_is_public_at_the_ports_of_the_web_only() -> None:
    assert is_public("93.184.216.34", 443)
    assert is_public("2606:2800:220:1::1", 80)
    assert not is_public("93.184.216.34", 22)


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://localhost/x", "http://[::1]/", "http://10.0.0.1/"])
def test_a_page_of_this_machine_is_refused_before_any_request(url: str) -> None:
    with pytest.raises(FetchRefused, match=r"not a public web server|is not known"):
        Fetcher(Memory()).fetch(url)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/x",
        "http://user:pw@example.org/",
        "http:///x",
        "http://exa mple.org/",
        "http://example.org:99999/",
        "gopher://x",
    ],
)
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(FetchRefused):
        split(url)


def test_a_redirect_to_a_private_address_is_refused(site: Site) -> None:
    site.pages["/a"] = (302, {"Location": "http://10.0.0.1/secret"}, b"")
    with pytest.raises(FetchRefused, match=r"10\.0\.0\.1"):
        fetched(site, "/a")


def test_redirects_are_followed_a_few_times_and_not_in_a_circle(site: Site) -> None:
    site.pages["/a"] = (301, {"Location": "/b"}, b"")
    site.pages["/b"] = (200, {"Content-Type": "text/plain"}, b"words")
    raw = fetched(site, "/a")
    assert (raw.data, raw.place, raw.media) == (b"words", f"{site.root}/b", "text/plain")
    site.pages["/b"] = (301, {"Location": "/a"}, b"")
    with pytest.raises(FetchRefused, match="circle"):
        fetched(site, "/a")
    for number in range(9):
        site.pages[f"/{number}"] = (302, {"Location": f"/{number + 1}"}, b"")
    with pytest.raises(FetchRefused, match="more than 5 times"):
        fetched(site, "/0")


def test_a_page_that_robots_may_not_read_is_not_read(site: Site) -> None:
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /private")
    site.pages["/private/x"] = (200, {}, b"words")
    with pytest.raises(FetchRefused, match="robots"):
        fetched(site, "/private/x")
    assert site.asked == ["/robots.txt"]
    site.pages["/robots.txt"] = (503, {}, b"")
    with pytest.raises(FetchRefused, match="robots"):
        fetched(site, "/open")


def test_a_body_beyond_the_limit_is_refused_whether_its_length_is_told_or_not(site: Site) -> None:
    most = int(limit("fetch_bytes"))
    site.pages["/told"] = (200, {"Content-Length": str(most + 1)}, b"")
    with pytest.raises(FetchRefused, match="more than"):
        fetched(site, "/told")
    bomb = gzip.compress(bytes(most + 10))
    assert len(bomb) < most / 100
    site.pages["/bomb"] = (200, {"Content-Encoding": "gzip"}, bomb)
    with pytest.raises(FetchRefused, match="unpacks to"):
        fetched(site, "/bomb")


def test_a_packed_page_is_unpacked(site: Site) -> None:
    site.pages["/z"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"words"))
    assert fetched(site, "/z").data == b"words"


def test_a_page_is_not_fetched_twice_in_a_short_time_nor_when_it_has_not_changed(site: Site) -> None:
    site.pages["/p"] = (200, {"ETag": '"1"'}, b"words")
    memory, now = Memory(), [1000.0]
    for _ in range(2):
        assert fetched(site, "/p", memory, clock=lambda: now[0]).data == b"words"
    assert site.asked.count("/p") == 1
    now[0] += limit("fetch_fresh") + 1
    assert fetched(site, "/p", memory, clock=lambda: now[0]).data == b"words"
    assert site.asked.count("/p") == 2


def test_one_host_is_left_in_peace_between_two_requests(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages["/p"] = (200, {}, b"words")
    waits: list[float] = []
    monkeypatch.setattr(fetch, "limit", limit)
    fetcher = Fetcher(Memory(), allowed=lambda ip, port: True, clock=lambda: 5.0)
    monkeypatch.setattr(fetcher._pausing, "wait", waits.append)
    fetcher.fetch(f"{site.root}/p")
    assert waits == [limit("fetch_pause")]


def test_an_error_of_the_server_is_told(site: Site) -> None:
    with pytest.raises(FetchRefused, match="answered 404"):
        fetched(site, "/nowhere")


@pytest.mark.parametrize("host", ["0x7f000001", "2130706433", "localtest.example"])
def test_a_name_that_leads_to_this_machine_is_refused(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: [(0, 0, 0, "", ("127.0.0.1", 80))])
    with pytest.raises(FetchRefused, match="not a public web server"):
        Fetcher(Memory()).fetch(f"http://{host}/")


def test_a_name_that_leads_to_a_public_and_a_private_number_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(0, 0, 0, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: rows)
    with pytest.raises(FetchRefused, match=r"10\.0\.0\.1"):
        Fetcher(Memory()).fetch("http://two-faced.example/")


def test_no_other_module_of_ingestion_opens_a_line_to_the_world() -> None:
    openers = {"socket", "ssl", "http.client", "urllib.request", "urllib3", "requests", "httpx", "httpx2", "ftplib"}
    found = {
        path.name
        for path in modules("ingest")
        for node in ast.walk(parsed(path))
        for name in (
            [a.name for a in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
        if name in openers
    }  # fmt: skip
    assert found == {"addresses.py", "fetch.py"}
