"""A text as it was found in a file, and the normal form in which texts are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from publisher.verify.expect import TextRole

# Soft hyphens, joiners, marks of direction and of byte order: no reader sees them.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# Marks that hold a run from left to right together, which nobody sees.
ISOLATES = re.compile("[\u200e\u2060\u2066-\u2069]")
# Before a number in a text from right to left, and behind a hyphen; elsewhere they part a word.
_BEFORE_NUMBER = re.compile(r"(?<!\w)\u200e(?=[+$€£(\d])|(?<=-)\u2060")
_THAI_AM = re.compile("([\u0e48-\u0e4b])(\u0e4d)")
_HYPHENS = re.compile("[\u2010\u2011]")
# What PDFium writes for a hyphen at the end of a line is U+FFFE or U+0002.
_LINE_HYPHENS = re.compile("[\u2010\ufffe\x02-]")
_SPACES = re.compile(r"\s+")
_ORDINARY_SPACES = re.compile(r"[ \t\n\r\f]+")
# A mark upon a lam before an alef stands on the ligature of both, so on either of them.
_UPON_LAM_ALEF = re.compile(
    "(\u0644)([\u064b-\u0652]+)([\u0622\u0623\u0625\u0627])([\u064b-\u0652]*)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """One text of a file: a paragraph, a heading, an item without its nested list, a cell.

    `page` counts from 1 where the format has pages; the first text of a page may be the rest of
    the last text of the page before.
    """

    role: TextRole
    text: str
    page: int = 0
    shown: str = ""
    """The text before it was normalised, for messages."""


class UnreadableFile(Exception):
    """A file that is not of its format. The message says what is wrong with it."""


def normal(text: str, *, spaces: bool = True) -> str:
    """`text` as it is compared: composed (NFC), one kind of hyphen, white space folded or removed.

    A PDF has no space at the end of a line, so its texts are compared without any; and it may
    have joined letters, which NFKC parts, and marks that no reader sees. In other formats such a
    mark is a fault: it parts a word for who searches for it or hears it.
    """
    if not spaces:
        text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
        text = _as_painted(text)
        text = _UPON_LAM_ALEF.sub(r"\1\3\2\4", text)
        return _SPACES.sub("", _HYPHENS.sub("-", text))
    text = _HYPHENS.sub("-", unicodedata.normalize("NFC", text))
    text = _BEFORE_NUMBER.sub("", text)
    return _ORDINARY_SPACES.sub(" ", text).strip()


def joined(text: str) -> str:
    """A text without the white space and the hyphens that ends of lines may add.

    Nor has it the marks that set a run from left to right apart, which no page shows.
    """
    text = _as_painted("".join(text.split()).replace("\u0e33", "\u0e4d\u0e32"))
    return _LINE_HYPHENS.sub("", ISOLATES.sub("", text))


def _as_painted(text: str) -> str:
    """Thai SARA AM is two signs in a font, and a mark of tone stands behind the first."""
    return _THAI_AM.sub(r"\2\1", text)


def normalised(found: Iterable[Found], *, spaces: bool) -> Iterator[Found]:
    """Each text in its normal form; without those that are empty."""
    for one in found:
        if text := normal(one.text, spaces=spaces):
            yield replace(one, text=text, shown=normal(one.text))
