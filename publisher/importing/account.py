"""Where each line of a document went: into a block, or aside and why. Nothing may be left over.

Words are counted on both sides, without regard to how the draft was made: what a document says
more often than draft and report together was lost on the way, and that is told.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from publisher.content.inline import InlineError, parse
from publisher.importing.draft import Draft
from publisher.importing.text import MARKED, parted_at_end

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Accounted:
    """One line of the input and what became of it."""

    place: str
    text: str
    block: str
    """The id of the block that holds it, or the name of a part; empty where it is set aside."""
    reason: str
    """Why it is set aside; empty where a block holds it."""


@dataclass(frozen=True, slots=True)
class Account:
    """What became of all lines."""

    lines: tuple[Accounted, ...]
    lost: tuple[str, ...]
    """Words that are neither in the draft nor in a line that is set aside."""


def account_for(draft: Draft, values: Mapping[str, Any]) -> Account:
    """The account of all lines of the document that a draft was made of."""
    document = draft.document
    blocks = dict(_blocks(draft))
    reasons = {n: why.value for lines, why in document.furniture for n in lines}
    found = []
    for number, line in enumerate(document.lines):
        block = blocks.get(number, "")
        reason = "" if block else reasons.get(number, "")
        found.append(Accounted(line.place, line.text, block, reason))
    unaccounted = [one for one in found if not one.block and not one.reason]
    held = Counter[str]()
    for text in _run_on(found):
        held.update(_words(text))
    said = Counter[str]()
    for text in _texts(values):
        said.update(_words(_plain(text)))
    for text in (*draft.added, *draft.derived):
        said.subtract(_words(_plain(text)))
    dropped = Counter(word for text in document.dropped for word in _words(text))
    lost = held - +said - dropped
    left = [word for one in unaccounted for word in _words(one.text)]
    return Account(tuple(found), tuple(sorted([*lost.elements(), *left])))


def _blocks(draft: Draft) -> Iterator[tuple[int, str]]:
    """Each line that is in the draft, with the id of what holds it."""
    for number in draft.front_lines:
        yield number, "front"
    for number in draft.title_lines:
        yield number, "title"
    for key, _, _, lines in (*draft.glossary, *draft.references):
        for number in lines:
            yield number, key
    for section in draft.sections:
        for part in (section, *section.subsections):
            for number in part.lines:
                yield number, part.id
            for block in part.blocks:
                for one in (block, *block.body):
                    for number in one.lines:
                        yield number, one.id


def _run_on(lines: list[Accounted]) -> Iterator[str]:
    """What the lines say that blocks hold, a word parted at the end of a line as one."""
    said = ""
    block = ""
    for line in lines:
        if not line.block:
            continue
        text = _unmarked(line.text)
        if said and line.block == block and said.endswith(("-", "\u2010")):
            said = parted_at_end(said, text)
            continue
        yield said
        said, block = text, line.block
    yield said


def _unmarked(line: str) -> str:
    """A line without the mark of its item, which its block says now."""
    marked = MARKED.fullmatch(line)
    return marked["rest"] if marked else line


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            if key not in _NO_TEXT:
                yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


_NO_TEXT = frozenset(
    ("id", "kind", "condition", "short_title", "expected", "version", "issued", "modified")
)


def _plain(text: str) -> str:
    try:
        return parse(text).plain
    except InlineError:
        return text


def _words(text: str) -> Iterator[str]:
    return iter(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))
