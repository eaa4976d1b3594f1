"""The picture that a page or a Markdown file names, where it lies beside it or in it."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from publisher.content.inline import Inline
from publisher.importing.elements import CaptionElement, ImportedDocument

_PIXELS = re.compile(r"\.(jpe?g|png|webp)$", re.IGNORECASE)
_MOST_PICTURE = 1_000_000


def credited(document: ImportedDocument, key: str, nodes: tuple[Inline, ...], line: int) -> bool:
    """Adds the credit or the license of a picture to its caption; whether there is one."""
    last = document.elements[-1] if document.elements else None
    if not isinstance(last, CaptionElement) or not last.of_picture:
        return False
    lines = (*last.lines, line)
    document.elements[-1] = (
        replace(last, credit=nodes, lines=lines)
        if key == "credit"
        else replace(last, license=nodes, lines=lines)
    )
    return True


def svg_beside(src: str, folder: Path) -> bytes:
    """An SVG that an address contains, or that lies beside its page; nothing is fetched."""
    if src.startswith("data:image/svg+xml"):
        head, _, data = src.partition(",")
        try:
            return base64.b64decode(data) if head.endswith(";base64") else unquote(data).encode()
        except (binascii.Error, ValueError):
            return b""
    return _beside(src, folder) if src.casefold().endswith(".svg") else b""


def pixels_beside(src: str, folder: Path) -> bytes:
    """A JPEG, PNG or WebP that an address contains, or that lies beside its page."""
    if found := re.match(r"data:image/(?:jpeg|png|webp);base64,", src):
        try:
            return base64.b64decode(src[found.end() :])
        except (binascii.Error, ValueError):
            return b""
    src = src.partition("?")[0]
    return _beside(src, folder) if _PIXELS.search(src) else b""


def _beside(src: str, folder: Path) -> bytes:
    if re.match(r"[a-z][a-z0-9+.-]*:|//", src, re.IGNORECASE):
        return b""
    path = folder / unquote(src)
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        if inside and path.is_file() and path.stat().st_size <= _MOST_PICTURE:
            return path.read_bytes()
    except (OSError, ValueError):
        pass
    return b""
