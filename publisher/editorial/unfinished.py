"""Text that waits to be written, by signs that editors leave and by the words of the starter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.editorial.found import Broken
from publisher.editorial.texts import PlacedText

_SIGNS = (
    re.compile(r"\b(?:TODO|TBD|TBC|TBA|FIXME|XXX+|XX)\b(?! chromosome)"),
    re.compile(r"\bx{3,}\b"),
    re.compile(r"\blorem ipsum\b", re.IGNORECASE),
    re.compile(r"\?{3,}"),
    re.compile(r"_{3,}"),
    re.compile(r"(?:\.\.\.|…)\s*$"),
    re.compile(r"\[[A-Za-z][^\]]*\]"),
    re.compile(r"^placeholder\b|\bplaceholder (?:text|for|words)\b", re.IGNORECASE),
    re.compile(
        r"^to be (?:confirmed|written|decided|completed|added|announced|done)\b", re.IGNORECASE
    ),
    re.compile(r"\b(?:text|words|content|picture) (?:goes|go|comes|to come) here\b", re.IGNORECASE),
    re.compile(r"^(?:insert|add|enter) (?:text|words|name|number|date)\b", re.IGNORECASE),
)


def folded(text: str) -> str:
    """Words as they are compared: small letters, one kind of space, no full stop."""
    return " ".join(text.casefold().split()).rstrip(".: ")


def unfinished(one: PlacedText, starter: frozenset[str]) -> Iterator[Broken]:
    """Each sign that a text is not finished. `starter` are texts to replace, folded."""
    if folded(one.plain) in starter:
        yield Broken("unfinished", one.plain, "is what the starter says, to be replaced")
        return
    for pattern in _SIGNS:
        for match in pattern.finditer(one.plain):
            yield Broken("unfinished", match.group(), "waits to be written")
