"""Headers of every response: what it says is data, shown nowhere else, and kept by no one on the way."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
PRIVATE = (b"cache-control", b"no-store")
"""Where a route does not say itself how long its answer keeps."""


class SecurityHeaders:
    """Adds the headers that a response does not have yet."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its response back with the headers."""

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                more = [h for h in (*HEADERS, PRIVATE) if h[0] not in there]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        await self.app(scope, receive, told if scope["type"] == "http" else send)
