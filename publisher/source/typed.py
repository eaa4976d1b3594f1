"""Text as it was typed in YAML → problems of what YAML would silently change.

YAML folds lines into one, ends a text at ` #`, and has no lists inside a text; none of that is an
error to it. So lists, paragraphs and comments that were typed inside a text are sought in the lines
of the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from publisher.errors import quoted


class Typed(NamedTuple):
    """A scalar as it is written in its file."""

    line: int
    """Where its first line is, from 1."""
    lines: tuple[str, ...]
    comment: str
    """The comment after it on the same line, with its #."""


class Loss(NamedTuple):
    """Something that YAML would remove from a text: what, where, and what would be right."""

    line: int
    wrong: str
    right: str


_LIST = "write a block of kind list or steps; items within an item go under `items`"
_QUOTE = "put the text in quotes, or the comment in a line of its own"
_BULLET = re.compile(r"(?:[-*+] |[•◦▪▫‣●○■□]\s*)\S")
_DASH = re.compile(r"[–—] \S")
_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-z])[.)] +\S")
_HEADING = re.compile(r"#{1,6} \S")
_WITHIN = re.compile(
    r"[•◦▪▫‣●■]"  # no sentence has such a sign
    r"|[:：] +[-–—*] \S"
    r"|(?:^|[:：.;] +)\(?1[.)] +\S.* \(?2[.)] +\S"
    r"|(?:^| )\(?1\) +\S.* \(?2\) +\S"
    r"|(?:^|[:：.;] +)\(?a[.)] +\S.* \(?b[.)] +\S"
)


def lost_comment(typed: Typed) -> Loss | None:
    """The loss of a comment after text without quotes, which may be part of the text."""
    if not typed.comment:
        return None
    last = typed.line + len(typed.lines) - 1
    return Loss(last, f"{quoted(typed.comment)} is taken for a comment and not read", _QUOTE)


def losses(value: str, typed: Typed) -> Iterator[Loss]:
    """What would be lost of a text with this value: the first of each kind."""
    if " " not in value and typed.comment.startswith("# ") and (loss := lost_comment(typed)):
        yield loss  # of several words: `positions` reports it
    yield from _typed_list(typed)
    yield from _line_break(value, typed)
    if mixed := next(filter(_foreign_letters, _WORD.findall(value)), None):
        letter = _foreign_letters(mixed)[0]
        wrong = f"{quoted(mixed)} contains {letter!r}, {unicodedata.name(letter).lower()}"
        yield Loss(typed.line, wrong, "type the Latin letter that looks like it")
    if "\t" in value.strip():
        yield Loss(typed.line, "contains a tab", "write a space, or a table")


_WORD = re.compile(r"\w+")
_LATIN = re.compile(r"[A-Za-z]")
# All Cyrillic letters, and the Greek letters that look like Latin ones.
_LOOK_ALIKE = re.compile("[\u0400-\u04ffΑΒΕΖΗΙΚΜΝΟΡΤΥΧο]")


def _foreign_letters(word: str) -> list[str]:
    """Letters of another alphabet in a Latin word, which look like Latin letters."""
    return _LOOK_ALIKE.findall(word) if _LATIN.search(word) else []


def _typed_list(typed: Typed) -> Iterator[Loss]:
    """A list or a heading that is typed inside a text."""
    lines = [line.strip() for line in typed.lines]
    begins = [n for n, line in enumerate(lines) if _begins_item(lines, n, line)]
    for n, line in enumerate(lines):
        if _HEADING.match(line):
            wrong = f"a heading typed inside a text, at {quoted(line, 40)}"
            yield Loss(typed.line + n, wrong, "write a subsection, or remove the #")
            return
    if begins:
        n = begins[0]
        yield Loss(typed.line + n, f"a list typed inside a text, at {quoted(lines[n], 40)}", _LIST)
    elif found := _WITHIN.search(" ".join(lines)):
        start = " ".join(lines)[found.start() :].lstrip(" :：.;")
        yield Loss(typed.line, f"a list typed inside a text, at {quoted(start, 40)}", _LIST)


def _begins_item(lines: list[str], n: int, line: str) -> bool:
    """Whether a line of a text begins like an item of a list."""
    if _BULLET.match(line):
        return True
    after_colon = n > 0 and lines[n - 1].endswith((":", "："))
    for sign in (_DASH, _NUMBER):
        # A sentence may have a dash or end with a number just where a line does.
        if sign.match(line):
            return n == 0 or after_colon or sum(bool(sign.match(one)) for one in lines) > 1
    return False


def _line_break(value: str, typed: Typed) -> Iterator[Loss]:
    """A line break or an empty line that would become a space."""
    first, found, _ = value.strip().partition("\n")
    if not found:
        return
    after = value.strip()[len(first) :].strip().split("\n", 1)[0]
    at = next((n for n, line in enumerate(typed.lines) if line.strip() == after.strip()), 0)
    if value.strip()[len(first) :].startswith("\n\n") or _has_empty_line(typed):
        wrong, right = "an empty line inside a text", "write two paragraphs"
    else:
        wrong = "a line break inside a text"
        right = "write >- where lines run on, else blocks or items of their own"
    yield Loss(typed.line + at, f"{wrong}, before {quoted(after, 40)}", right)


def _has_empty_line(typed: Typed) -> bool:
    return any(not line.strip() for line in typed.lines)


# Lead-ins ----------------------------------------------------------------------------------

_MARKS = re.compile(r"\s*\[@[^\]]*\]|[*_\s]+$")
_COLONS = (":", "：")
_LEADS_IN = re.compile(
    r"[:：]$|\b(?:can|may|might) include$|\b(?:includes?|including|such as|the following)$",
    re.IGNORECASE,
)


def unfinished_lead_ins(tree: Any) -> Iterator[str]:
    """Every paragraph and item that announces something that does not follow."""
    if isinstance(tree, list):
        for part in tree:
            yield from unfinished_lead_ins(part)
    if not isinstance(tree, Mapping):
        return
    for key, value in tree.items():
        yield from unfinished_lead_ins(value)
        if key in ("blocks", "body") and isinstance(value, list):
            yield from _without_what_follows(value)
        elif key == "items" and isinstance(value, list):
            bare = [item for item in value if not (isinstance(item, Mapping) and item.get("items"))]
            # "such as" may end an item whose own items are on the same level.
            texts = (text for text in map(_text_of, bare) if text)
            yield from (text for text in texts if _MARKS.sub("", text.strip()).endswith(_COLONS))


def _without_what_follows(blocks: list[Any]) -> Iterator[str]:
    """The text of each paragraph that announces something that does not follow."""
    kinds = [block.get("kind") if isinstance(block, Mapping) else None for block in blocks]
    for block, kind, following in zip(blocks, kinds, [*kinds[1:], None], strict=True):
        text = _text_of(block) if kind == "paragraph" else None
        if text and leads_in(text) and following not in _NEED_NO_LEAD_IN:
            yield text


_NEED_NO_LEAD_IN = frozenset(("table", "figure", "callout", "contact", "write_in"))
"""The kinds of block that a paragraph may announce; each kind of list has its own lead-in."""


def leads_in(text: str) -> bool:
    """Whether a text announces what follows it."""
    return _LEADS_IN.search(_MARKS.sub("", text.strip())) is not None


def _text_of(part: Any) -> str | None:
    text = part.get("text") if isinstance(part, Mapping) else part
    return text if isinstance(text, str) else None
