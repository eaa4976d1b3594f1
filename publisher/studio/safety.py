"""Who may ask for what: the address, the token, and what a browser is told to refuse."""

from __future__ import annotations

import ipaddress
import secrets
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from publisher.errors import Problem

WRITE_HEADER = "x-studio-write"
"""What a request that writes says: the secret that a page of the studio was given."""
_COOKIE = "studio"
_LEAST_TOKEN = 16

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Of the studio's own pages: nothing inline, nothing from elsewhere."""
GUIDE_POLICY = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
"""Of what is made of sources and layouts: no script runs, nothing is sent or fetched elsewhere."""
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def address_problems(host: str, token: str | None) -> list[Problem]:
    """What is wrong with where the studio is to be reached, as the options say it."""

    def problem(option: str, wrong: str, right: str) -> Problem:
        return Problem("command line", 0, 0, option, wrong, right)

    if token is None:
        if is_loopback(host):
            return []
        wrong = f"{host} can be reached from other machines"
        return [problem("--host", wrong, "leave it out, or give a --token that each has to know")]
    if len(token) < _LEAST_TOKEN or not (token.isascii() and token.isprintable()):
        wrong = "is too easy to guess"
        right = f"{_LEAST_TOKEN} or more letters and digits, such as {secrets.token_urlsafe(18)}"
        return [problem("--token", wrong, right)]
    return []


class Guard:
    """Lets through who comes under a name of this machine, with the token if there is one.

    Without a check of the name, a page from elsewhere could have its own name lead here (DNS
    rebinding) and read along. What writes must come from a page of this studio: it says the secret
    of this run (`write`), which no other site can read, in a header that no form can send.
    """

    def __init__(self, app: ASGIApp, host: str, token: str | None, write: str) -> None:
        self._app = app
        self._is_loopback, self._token, self._write = is_loopback(host), token, write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or has the program answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", PAGE_POLICY)
            await send(message)

        app = self._refusal(scope) or self._app
        await app(scope, receive, send_safely)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("Nothing is done here in this way.\n", 405, {"Allow": "GET"})
        if self._is_loopback and not is_loopback(_name(headers.get("host", ""))):
            return PlainTextResponse("This is not the name of this machine.\n", 421)
        is_foreign = headers.get("sec-fetch-site", "none") in ("cross-site", "same-site")
        if is_foreign and headers.get("sec-fetch-dest") != "document":
            return PlainTextResponse("Another site may not ask for this.\n", 403)
        if self._token and (refusal := self._asked_for_token(scope, headers)):
            return refusal
        if scope["method"] == "POST" and not self._may_write(headers):
            said = "This is not from a page of this studio: load the page again.\n"
            return PlainTextResponse(said, 403)
        return None

    def _may_write(self, headers: Headers) -> bool:
        """Whether a request that writes comes from a page of this run of the studio."""
        origin, host = headers.get("origin"), headers.get("host", "")
        if origin is not None and origin.partition("://")[2] != host:
            return False
        if headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return False
        said = headers.get(WRITE_HEADER, "").encode()
        return secrets.compare_digest(said, self._write.encode())

    def _asked_for_token(self, scope: Scope, headers: Headers) -> Response | None:
        """The refusal of who does not know the token; who has just said it is sent on."""
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if self._knows(dict(query).get("token", "")):
            rest = urlencode([(key, value) for key, value in query if key != "token"])
            # One slash: two would name another machine.
            path = "/" + scope["path"].lstrip("/\\")
            answer = RedirectResponse(path + (f"?{rest}" if rest else ""), 303)
            assert self._token is not None
            answer.set_cookie(_COOKIE, self._token, httponly=True, samesite="strict", path="/")
            return answer
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if self._knows(_cookie(headers)) or self._knows(bearer):
            return None
        said = "Open the address with ?token= and the token that the studio was started with.\n"
        return PlainTextResponse(said, 401, {"WWW-Authenticate": "Bearer"})

    def _knows(self, said: str) -> bool:
        right = (self._token or "").encode()
        return bool(said) and secrets.compare_digest(said.encode(), right)


async def limited_body(request: Request, most: int) -> bytes:
    """What a request sends. Raises 413 where that is more than `most` bytes, before it is there."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise HTTPException(413, f"This is more than {most / 1e6:g} MB.")
        parts.append(part)
    return b"".join(parts)


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(_COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if ":" in host else host
