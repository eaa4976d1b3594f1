"""Addresses in what is told to machines: relative to the file that says them, or below a host."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from publisher.errors import BadInput, Problem


@dataclass(frozen=True)
class Addresses:
    """Where `out/` is served; None where nobody has said, so that it may be anywhere."""

    base: str | None = None

    def of(self, target: PurePosixPath, seen_from: PurePosixPath) -> str:
        """The address of `target` in the file `seen_from`; both are paths below `out/`."""
        if self.base is not None:
            return f"{self.base}/{quote(str(target))}"
        return quote(posixpath.relpath(target, seen_from.parent))


def addresses(base_url: str | None) -> Addresses:
    """The addresses below `base_url`. Raises `BadInput` where it is no address of a folder."""
    if base_url is None:
        return Addresses()

    def refused(wrong: str) -> BadInput:
        right = "write where out/ is served: https://example.org/guides"
        return BadInput([Problem("command line", 0, 0, "--base-url", wrong, right)])

    shown = repr(base_url if len(base_url) <= 80 else base_url[:79] + "…")
    try:
        parts = urlsplit(base_url)
        _ = parts.port  # raises where it is no number
    except ValueError:
        raise refused(f"{shown} is not an address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise refused(f"{shown} is not an address on the web")
    if re.search(r"[^!-~]|[\"'<>\\^`{|}]", base_url):
        raise refused(f"{shown} holds a character that no address has")
    if parts.query or parts.fragment or "?" in base_url or "#" in base_url:
        raise refused(f"{shown} does not end with a folder")
    if parts.username is not None or parts.password is not None:
        raise refused("holds a name or a password, which every reader would see")
    return Addresses(base_url.rstrip("/"))
