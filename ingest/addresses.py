"""Which addresses may be fetched: http and https at their own ports, to machines of the public internet only."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit, urlunsplit

from graph.errors import FetchRefused

PORTS = {"http": 80, "https": 443}
LONGEST = 2000
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Allowed = Callable[[str, int], bool]
Number = ipaddress.IPv4Address | ipaddress.IPv6Address


class Target(NamedTuple):
    """Where a request goes: the parts of its address, and the one number that was checked and is connected to."""

    url: str
    scheme: str
    host: str
    port: int
    path: str
    ip: str


def is_public(ip: str, port: int) -> bool:
    """Return whether a number is that of a machine of the public internet, at a port of the web."""
    try:
        address = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    return port in PORTS.values() and all(a.is_global and not a.is_multicast for a in _inside(address))


def _inside(address: Number) -> list[Number]:
    """Return the address and those of other machines that are hidden inside it."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    hidden = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in NAT64:
        hidden.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    found: list[Number] = [a for a in hidden if a is not None]
    return found or [address]


def split(url: str) -> tuple[str, str, int, str]:
    """Return (scheme, host, port, path with query) of an address, or raise `FetchRefused` for one we do not fetch."""
    if len(url) > LONGEST or any(c.isspace() or ord(c) < 32 for c in url):
        raise FetchRefused("the address is too long, or has blanks in it")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise FetchRefused(f"the address is malformed: {error}") from error
    if parts.scheme not in PORTS:
        raise FetchRefused(f"{parts.scheme or 'an address without a scheme'} is not fetched, only http and https")
    if parts.username is not None or parts.password is not None:
        raise FetchRefused("the address has a user name or password in it")
    if not host:
        raise FetchRefused("the address names no machine")
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    return parts.scheme, host, port or PORTS[parts.scheme], path.encode("utf-8").decode("latin-1")


def open_target(url: str, allowed: Allowed) -> Target:
    """Return where an address leads after its name was looked up, or raise when any of its numbers is not allowed.

    All numbers of a name must be allowed, and the one that is returned is the one to connect to: a name that answers
    differently the next time is not asked again.
    """
    scheme, host, port, path = split(url)
    numbers = _numbers(host, port)
    refused = [ip for ip in numbers if not allowed(ip, port)]
    if refused or not numbers:
        raise FetchRefused(f"{host!r} port {port} is {', '.join(refused) or 'nowhere'}, not a public web server")
    return Target(url, scheme, host, port, path, numbers[0])


def _numbers(host: str, port: int) -> list[str]:
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchRefused(f"the name {host!r} is not known") from error
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


def joined(url: str, location: str) -> str:
    """Return where a redirect leads."""
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise FetchRefused(f"redirects to {location[:200]!r}, which is no address") from error
