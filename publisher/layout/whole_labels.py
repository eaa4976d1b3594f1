"""Labels of drawings whose letters join or carry marks: painted as one, not letter by letter.

WeasyPrint sets each letter of an SVG text by itself, from left to right (70.0, `svg/text.py`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any


class _Whole(str):
    """A text that is one letter to whoever goes through it."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        yield str(self)


@cache
def keep_labels_whole() -> None:
    """Has WeasyPrint paint a label as one where its letters are not each by themselves."""
    from weasyprint import svg

    said = svg.Node.text.fget

    def whole(node: Any) -> str | None:
        words = said(node)
        if any(map(_belongs_to_others, words or "")):
            return _Whole(words)
        return words  # type: ignore[no-any-return]

    svg.Node.text = property(whole)


def _belongs_to_others(sign: str) -> bool:
    """Whether a sign joins its neighbours or stands upon one: Arabic, Hebrew, Thai, Devanagari."""
    is_mark = unicodedata.category(sign).startswith("M")
    return is_mark or unicodedata.bidirectional(sign) in ("R", "AL")
