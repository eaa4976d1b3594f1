"""The studio on an address of this machine, until it is told to end."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import fontpkg
import uvicorn

from publisher.errors import BadInput, bad_option
from publisher.preview import Previews
from publisher.studio.app import Studio
from publisher.studio.safety import address_problems

_LEAVING_S = 2
"""How long answers that are under way may take when the studio ends."""

_MOST_CONNECTIONS = 500
"""How many may be open at a time; others are sent away at once."""


def serve(
    root: Path,
    out: Path,
    host: str,
    port: int,
    token: str | None,
    tell: Callable[[str], None],
) -> None:
    """Serves the project until Ctrl-C. `tell` is called with the address once it is reached.

    Raises `BadInput` where the address cannot be had or is not safe.
    """
    if problems := address_problems(host, token):
        raise BadInput(problems)
    with _listening(host, port) as listening, Previews(root) as previews:
        studio = Studio(root, out, previews, _font())
        config = uvicorn.Config(
            studio.app(host, token),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_LEAVING_S,
            limit_concurrency=_MOST_CONNECTIONS,
        )
        shown = f"[{host}]" if ":" in host else host
        tell(f"http://{shown}:{listening.getsockname()[1]}/")
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """A socket that is connected to from now on."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as exc:
        raise bad_option("--host", f"{host} is no address ({exc.strerror})", "127.0.0.1") from exc
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(512)
    except OSError as exc:
        listening.close()
        right = "name another, or 0 for any that is free"
        wrong = f"{port} cannot be had at {host} ({exc.strerror})"
        raise bad_option("--port", wrong, right) from exc
    return listening


def _font() -> Path:
    """The variable font of the house's own type."""
    return Path(fontpkg.path("source-sans-3"))
