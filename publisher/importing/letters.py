"""Letters as a document has them → letters that a source can hold, with what was mended.

Text that went through the wrong encoding is put right by ftfy; hyphens, spaces and signs that
nobody sees go; a Cyrillic letter in a Latin word becomes the Latin one that it is drawn like.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from publisher.content.inline import unprintable

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t\v\f\x85]")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_LOST_QUOTE = re.compile("(?<=\\w)\ufffd(?=\\w)")
_BREAKS = re.compile("\r\n|[\r\n\u2028\u2029]")
_MIXED = re.compile(r"\w*(?:[A-Za-z]\w*[\u0370-\u04ff]|[\u0370-\u04ff]\w*[A-Za-z])\w*")
_LATIN = str.maketrans(
    "АВЕКМНОРСТХаеорсухіјѕЅІЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEKMHOPCTXaeopcyxijsSIJABEZHIKMNOPTYXo"
)
REPAIRED = "letters that went through a wrong encoding were put right"
LOST = "a letter was lost before the file came here, and is left out"
GUESSED = "a lost letter inside a word was taken for an apostrophe"
ALIKE = "letters of another alphabet became the Latin ones that they look like"
MATH = "signs that no document can print were left out"


class Letters:
    """Mends the letters of one document and counts what was done."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()

    def mended(self, text: str) -> str:
        """`text` with letters that a source can hold; line breaks and tabs become spaces."""
        if text.isascii() and text.isprintable():
            return text
        fixed = _fixed(text)
        if _seen(fixed) != _seen(text):
            self.done[REPAIRED] += 1
        fixed = _UNSEEN.sub("", _SPACES.sub(" ", _BREAKS.sub(" ", fixed)))
        fixed, count = _LOST_QUOTE.subn("’", fixed)
        self.done[GUESSED] += count
        for _, sign in unprintable(fixed):
            self.done[LOST if sign == "\ufffd" else MATH] += 1
            fixed = fixed.replace(sign, "")
        return _MIXED.sub(self._latin, fixed)

    def _latin(self, word: re.Match[str]) -> str:
        made = word.group().translate(_LATIN)
        self.done[ALIKE] += made != word.group()
        return made

    def remarks(self) -> list[str]:
        """What was done, for the report."""
        return [f"{what}: {count}" for what, count in sorted(self.done.items()) if count]


def _seen(text: str) -> str:
    return _UNSEEN.sub("", _SPACES.sub(" ", _BREAKS.sub(" ", text)))


@lru_cache(maxsize=1)
def _config() -> TextFixerConfig:
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        unescape_html=False,
        uncurl_quotes=False,
        fix_character_width=False,
        fix_line_breaks=False,
        normalization="NFC",
        explain=False,
    )


def _fixed(text: str) -> str:
    """`text` in the encoding that it was written in, ligatures taken apart."""
    from ftfy import fix_text

    return fix_text(text, _config())
