"""URLs in files for programs: relative to the file that contains them, or below a host."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from publisher.errors import bad_option, quoted


@dataclass(frozen=True)
class Urls:
    """The URL where `out/` is served; None where it is not known."""

    base: str | None = None

    def of(self, target: PurePosixPath, seen_from: PurePosixPath) -> str:
        """The URL of `target` in the file `seen_from`; both are paths below `out/`."""
        if self.base is not None:
            return f"{self.base}/{quote(str(target))}"
        return quote(posixpath.relpath(target, seen_from.parent))


def urls_below(base_url: str | None) -> Urls:
    """URLs below `base_url`. Raises `BadInput` where it is not that of a folder."""
    if base_url is None:
        return Urls()
    right = "write where out/ is served: https://example.org/guides"
    return Urls(folder_url("--base-url", base_url, right))


def folder_url(option: str, written: str, right: str) -> str:
    """The URL of a folder as a user wrote it, without a slash at its end.

    Raises `BadInput` that names `option` and what would be `right` where it is none.
    """
    shown = quoted(written, 80)
    try:
        parts = urlsplit(written)
        _ = parts.port  # raises where it is no number
    except ValueError:
        raise bad_option(option, f"{shown} is not an address", right) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise bad_option(option, f"{shown} is not an address on the web", right)
    if re.search(r"[^!-~]|[\"'<>\\^`{|}]", written):
        raise bad_option(option, f"{shown} contains a character that no address has", right)
    if parts.query or parts.fragment or "?" in written or "#" in written:
        raise bad_option(option, f"{shown} does not end with a folder", right)
    if parts.username is not None or parts.password is not None:
        raise bad_option(
            option, "contains a name or a password, which every reader would see", right
        )
    return written.rstrip("/")
