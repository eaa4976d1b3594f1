"""Text that waits to be written, by signs that editors leave and by the words of the starter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.editorial.found import Broken
from publisher.editorial.texts import PlacedText, Role

_SIGNS = (
    re.compile(r"\b(?:TBD|FIXME|XXX+|XX)\b(?! chromosome)"),
    re.compile(r"\bx{3,}\b"),
    re.compile(r"\blorem ipsum\b", re.IGNORECASE),
    re.compile(r"\?{3,}"),
    re.compile(r"_{3,}"),
    re.compile(r"^placeholder\b|\bplaceholder (?:text|for|words)\b", re.IGNORECASE),
    re.compile(
        r"^to be (?:confirmed|written|decided|completed|added|announced)\b(?: by .*)?\.?$",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:text|words|content|picture) (?:goes|go|comes|to come) here\b", re.IGNORECASE),
    re.compile(r"^(?:insert|add|enter) (?:text|words|name|number|date)\b", re.IGNORECASE),
)
_TODO = re.compile(r"\bTODO\b")
_TODO_ELSEWHERE = re.compile(r"^TODO\b|\bTODO:")  # in Spanish it is a word, "all"
_CUT_OFF = re.compile(r"(?:\.\.\.|…)\s*$")
_BRACKETS = re.compile(r"\[[A-Za-z][^\]]*\]")


def folded(text: str) -> str:
    """Words as they are compared: small letters, one kind of space, no full stop."""
    return " ".join(text.casefold().split()).rstrip(".: ")


def unfinished(
    one: PlacedText, starter: frozenset[str], *, is_english: bool = True
) -> Iterator[Broken]:
    """Each sign that a text is not finished. `starter` are texts to replace, folded."""
    if folded(one.plain) in starter:
        yield Broken("unfinished", one.plain, "is what the starter says, to be replaced")
        return
    for pattern in (*_SIGNS, *_signs_here(one, is_english)):
        for match in pattern.finditer(one.plain):
            yield Broken("unfinished", match.group(), "waits to be written")


def _signs_here(one: PlacedText, is_english: bool) -> Iterator[re.Pattern[str]]:
    """Signs that mean something else in some texts."""
    yield _TODO if is_english else _TODO_ELSEWHERE
    if one.role is not Role.HEADING and one.address.steps[-1] != "lead_in":
        yield _CUT_OFF  # "Call us if you …"
    if one.role is not Role.REFERENCE:
        yield _BRACKETS  # "Title [Internet]. Bethesda"
