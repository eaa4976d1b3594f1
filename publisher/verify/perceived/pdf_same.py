"""Pages of a PDF that come again: hashes of all that is painted on each.

After an edit most pages of a document are as they were. What an eye would see on one of them is
then known, as long as the process runs that has looked at it.
"""

from __future__ import annotations

import hashlib
import io
from typing import Any

_NOT_PAINTED = frozenset(
    ("/Parent", "/P", "/StructParent", "/StructParents", "/Tabs", "/A", "/Dest", "/Metadata")
)
_SHARED = ("/OCProperties", "/AcroForm")
_MOST_DEEP = 40


def page_hashes(data: bytes) -> tuple[str, ...]:
    """A hash for each page: two pages with the same one look alike, down to the last pixel.

    There are none where that cannot be told: what a page is made of is said elsewhere, or refers
    to itself.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as file:
        if file.is_encrypted or any(map(_inherits, file.pages)):
            return ()
        known: dict[tuple[int, int], bytes] = {}
        try:
            shared = [_digest(file.Root[key], known) for key in _SHARED if key in file.Root]
            pages = [_digest(page.obj, known) for page in file.pages]
        except _Endless:
            return ()
    return tuple(hashlib.sha256(b"".join((*shared, page))).hexdigest() for page in pages)


def _inherits(page: Any) -> bool:
    """Whether a page may have something of its looks from the tree above it."""
    own = all(key in page.obj for key in ("/Resources", "/MediaBox"))
    above = page.obj.get("/Parent", {})
    return not own or any(key in above for key in ("/CropBox", "/Rotate"))


class _Endless(Exception):
    """An object that contains itself, or lies too deep."""


def _digest(thing: Any, known: dict[tuple[int, int], bytes], depth: int = 0) -> bytes:
    """A hash of an object and of all that it refers to, but for what is not painted."""
    import pikepdf

    if not isinstance(thing, pikepdf.Object):
        return repr((type(thing).__name__, thing)).encode()
    number = thing.objgen
    if known.get(number):
        return known[number]
    if number in known or depth > _MOST_DEEP:
        raise _Endless
    if number != (0, 0):
        known[number] = b""  # not known yet
    digest = hashlib.sha256(thing._type_name.encode())
    if isinstance(thing, pikepdf.Array):
        for one in thing:
            digest.update(_digest(one, known, depth + 1))
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key in sorted(thing.keys()):
            if key not in _NOT_PAINTED:
                digest.update(key.encode() + b"\0" + _digest(thing[key], known, depth + 1))
        if isinstance(thing, pikepdf.Stream):
            digest.update(thing.read_raw_bytes())
    else:
        digest.update(thing.unparse())
    found = digest.digest()
    if number != (0, 0):
        known[number] = found
    return found
