"""The one module that fetches: polite (robots, a pause per host), within limits, and never inside our own network."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
import urllib.robotparser
import zlib
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any, NamedTuple, Protocol

from graph.errors import FetchRefused
from ingest.addresses import Allowed, Target, is_public, joined, open_target
from ingest.policy import limit
from ingest.readers.reading import Raw, Told

AGENT = "knockon-reader"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PIECE = 65536
UNPACKED = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


class Page(NamedTuple):
    """What a server answered: its status, headers in small letters, body, and the address it came from."""

    status: int
    headers: dict[str, str]
    body: bytes
    url: str


class Cache(Protocol):
    """What remembers pages between runs: a library does."""

    def remembered(self, key: str) -> str | None:
        """Return what was remembered under a key."""

    def remember_now(self, key: str, body: str) -> None:
        """Remember something under a key, at once."""

    def save_bytes(self, data: bytes) -> str:
        """Return the hash under which the bytes are kept."""

    def load_bytes(self, name: str) -> bytes:
        """Return the bytes kept under a hash."""


class Fetcher:
    """Fetches one page after another. Pages fetched a moment ago, or unchanged since, come from the cache."""

    def __init__(
        self, cache: Cache, *, allowed: Allowed = is_public, tell: Callable[[str], None] = lambda text: None,
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self._cache = cache
        self._allowed = allowed
        self._tell = tell
        self._clock = clock
        self._last: dict[str, float] = {}
        self._robots: dict[str, urllib.robotparser.RobotFileParser] = {}
        self._pausing = threading.Event()

    def fetch(self, url: str) -> Raw:
        """Return the bytes at an address, or raise `FetchRefused` with the reason."""
        key = f"page {url}"
        known = json.loads(self._cache.remembered(key) or "{}")
        if known and 0 <= self._clock() - known["at"] < limit("fetch_fresh"):
            return self._kept(known)
        self._tell(f"fetching {url}")
        asked = {k: known[v] for k, v in (("If-None-Match", "etag"), ("If-Modified-Since", "modified")) if known.get(v)}
        page = self._follow(url, asked)
        if page.status == 304 and known:
            return self._kept(known)
        if page.status != 200:
            raise FetchRefused(f"the server answered {page.status}")
        kept: dict[str, Any] = {
            "at": self._clock(), "url": page.url, "media": page.headers.get("content-type", ""),
            "etag": page.headers.get("etag", ""), "modified": page.headers.get("last-modified", ""),
            "sha256": self._cache.save_bytes(page.body),
        }  # fmt: skip
        self._cache.remember_now(key, json.dumps(kept))
        return self._kept(kept)

    def _kept(self, known: dict[str, Any]) -> Raw:
        data = self._cache.load_bytes(known["sha256"])
        return Raw(data, known["url"], known["media"], Told(url=known["url"]))

    def _follow(self, url: str, asked: dict[str, str]) -> Page:
        """Return the page at the end of the redirects, each of which is checked as the first address was."""
        seen: set[str] = set()
        while len(seen) <= limit("fetch_redirects"):
            if url in seen:
                raise FetchRefused("redirects in a circle")
            seen.add(url)
            target = open_target(url, self._allowed)
            self._refuse_robots(target)
            page = self._polite(target, asked, int(limit("fetch_bytes")))
            if page.status not in REDIRECTS or not page.headers.get("location"):
                return page
            url = joined(url, page.headers["location"]).partition("#")[0]
        raise FetchRefused(f"redirects more than {limit('fetch_redirects'):.0f} times")

    def _refuse_robots(self, target: Target) -> None:
        site = f"{target.scheme}://{target.host}:{target.port}"
        if site not in self._robots:
            rules = urllib.robotparser.RobotFileParser()
            rules.parse([])
            with suppress(FetchRefused):
                page = self._polite(target._replace(path="/robots.txt"), {}, int(limit("robots_bytes")))
                # RFC 9309: a server that fails says no, one without the file says yes.
                if page.status >= 500:
                    rules.parse(["User-agent: *", "Disallow: /"])
                elif page.status == 200:
                    rules.parse(page.body.decode("utf-8", errors="replace").splitlines())
            self._robots[site] = rules
        if not self._robots[site].can_fetch(AGENT, target.url):
            raise FetchRefused(f"{target.host} asks robots not to read this page")

    def _polite(self, target: Target, asked: dict[str, str], most: int) -> Page:
        """Return one answer, not before the pause after the last request to the same host has passed."""
        wait = self._last.get(target.host, 0.0) + limit("fetch_pause") - self._clock()
        if wait > 0:
            self._pausing.wait(min(wait, limit("fetch_pause")))
        try:
            return _open_page(target, asked, most)
        finally:
            self._last[target.host] = self._clock()


def _open_page(target: Target, asked: dict[str, str], most: int) -> Page:
    deadline = time.monotonic() + limit("fetch_seconds")
    connection = Connection(target, limit("fetch_seconds"))
    headers = {"User-Agent": AGENT, "Accept": "text/html, application/pdf, */*;q=0.5", "Accept-Encoding": "gzip"}
    try:
        with closing(connection):
            connection.request("GET", target.path, headers=headers | asked)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            length = told.get("content-length", "")
            if length.isdecimal() and int(length) > most:
                raise FetchRefused(f"is {int(length):,} bytes, more than {most:,}")
            body = _body(answer, told.get("content-encoding", "").strip().lower(), most, deadline)
            return Page(answer.status, told, body, target.url)
    except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
        raise FetchRefused(f"{target.host} does not answer as it should: {type(error).__name__}") from error


def _body(answer: http.client.HTTPResponse, packed: str, most: int, deadline: float) -> bytes:
    if packed and packed != "identity" and packed not in UNPACKED:
        raise FetchRefused(f"is packed with {packed[:40]!r}, which was not asked for")
    unpack = zlib.decompressobj(UNPACKED[packed]) if packed in UNPACKED else None
    parts: list[bytes] = []
    size = 0
    while piece := answer.read1(PIECE):
        if time.monotonic() > deadline:
            raise FetchRefused(f"takes longer than {limit('fetch_seconds'):.0f} seconds")
        data = unpack.decompress(piece, most + 1 - size) if unpack else piece
        size += len(data)
        if size > most or (unpack and unpack.unconsumed_tail):
            raise FetchRefused(f"is, or unpacks to, more than {most:,} bytes")
        parts.append(data)
    if unpack and not unpack.eof and parts:
        raise FetchRefused("ends in the middle")
    return b"".join(parts)


class Connection(http.client.HTTPConnection):
    """A connection to the number that was checked, under the name that was asked for."""

    def __init__(self, target: Target, seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        self._target = target

    def connect(self) -> None:
        """Connect to the checked number; over TLS the certificate must be the name's."""
        line = socket.create_connection((self._target.ip, self._target.port), self.timeout)
        if self._target.scheme == "https":
            line = ssl.create_default_context().wrap_socket(line, server_hostname=self._target.host)
        self.sock = line
