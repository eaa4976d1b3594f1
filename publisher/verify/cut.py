"""The texts of a file, cut into expected texts: pieces of the source and labels.

Formats differ in what they put into one paragraph: a reference and its address, a label and its
number. Once texts are cut at the edges of expected ones, all formats can be compared in the same
way. A text that cannot be cut into expected ones stays whole and is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from publisher.verify.expect import Expected, TextRole
from publisher.verify.extract.found import Found


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a text that is an expected piece or label, or a whole text that is unknown."""

    role: TextRole
    text: str
    unit: int  # which text of the file it was cut from
    known: bool
    page: int
    shown: str  # for messages


_BETWEEN = re.compile(r"\s*[:;,.：；，。·•|/–—-]?\s*")
# The bullet or number of an item, where a format draws it as text.
_MARKER = re.compile(r"(?:\d{1,3}[.)]?|[•◦▪■□☐–-])\s*")


@dataclass(frozen=True)
class Cutter:
    """Cuts texts into expected pieces and labels, which it calls known."""

    expected: Expected
    spaces: bool
    done: dict[Found, list[str] | None] = field(default_factory=dict)

    @cached_property
    def known(self) -> frozenset[str]:
        """Every piece and every label."""
        return frozenset(p.text for p in self.expected.pieces) | self.expected.furniture

    @cached_property
    def by_start(self) -> dict[str, list[str]]:
        """Known texts by their first two letters, the longest first."""
        starts: dict[str, list[str]] = {}
        for text in sorted(self.known, key=len, reverse=True):
            starts.setdefault(text[:2], []).append(text)
            if len(text) == 1:
                starts.setdefault(text, [])
        return starts

    def cut(self, texts: Sequence[Found]) -> tuple[Token, ...]:
        """Every text as tokens: its known parts, or itself as one unknown token."""
        return tuple(
            token for n, text in enumerate(self._joined(texts)) for token in self._tokens(n, text)
        )

    def _joined(self, texts: Sequence[Found]) -> Iterator[Found]:
        """The texts, with those joined again that a page break divides.

        The halves need not be neighbours: the text at the foot of a page comes between them.
        """
        broken: Found | None = None
        between: list[Found] = []
        for text in texts:
            whole = not text.page or text.role is TextRole.ALT or self._parts(text) is not None
            if broken and not whole and text.page > broken.page:
                both = replace(
                    broken,
                    text=broken.text + text.text,
                    page=text.page,
                    shown=f"{broken.shown} {text.shown}",
                )
                if self._parts(both) is not None:
                    yield from (both, *between)
                    broken, between = None, []
                    continue
                if self._may_grow(both.text):
                    broken = both
                    continue
            if not whole:
                yield from (one for one in (broken, *between) if one)
                broken, between = text, []
            elif broken:
                between.append(text)
            else:
                yield text
        yield from (one for one in (broken, *between) if one)

    def _may_grow(self, text: str) -> bool:
        return any(known.startswith(text) for known in self.known)

    def _tokens(self, unit: int, text: Found) -> Iterator[Token]:
        parts = [text.text] if text.role is TextRole.ALT else self._parts(text)
        for part in [text.text] if parts is None else parts:
            shown = text.shown if parts is None else part
            yield Token(text.role, part, unit, parts is not None, text.page, shown)

    def _parts(self, text: Found) -> list[str] | None:
        """The known texts that `text` is made of; None where it contains anything else."""
        if text.text in self.known:
            return [text.text]
        if text not in self.done:
            parts = self._cover(text.text, 0, {})
            marker = (
                _MARKER.match(text.text) if text.role in (TextRole.ITEM, TextRole.NESTED) else None
            )
            if parts is None and marker:
                bare = marker.end() == len(text.text)
                parts = [] if bare else self._cover(text.text, marker.end(), {})
            self.done[text] = parts
        return self.done[text]

    def _cover(self, text: str, at: int, seen: dict[int, list[str] | None]) -> list[str] | None:
        """Known texts that fill `text` from `at` to its end, with at most one sign between two."""
        if at not in seen:
            seen[at] = None
            for known in self.by_start.get(text[at : at + 2], []) + self._single(text[at]):
                end = at + len(known)
                if not text.startswith(known, at) or not self._ends_word(text, end):
                    continue
                rest = [] if end == len(text) else self._next(text, end, seen)
                if rest is not None:
                    seen[at] = [known, *rest]
                    break
        return seen[at]

    def _next(self, text: str, end: int, seen: dict[int, list[str] | None]) -> list[str] | None:
        """The known texts after one that ends at `end`; a sign between the two is skipped."""
        sign = _BETWEEN.match(text, end)
        # A text that ends in the sign itself ("Phone:") needs no further sign after it.
        doubled = sign is not None and sign.group().strip() == text[end - 1]
        starts = {end, sign.end()} if sign and not doubled else {end}
        found = (self._cover(text, at, seen) for at in sorted(starts) if at < len(text))
        return next((rest for rest in found if rest is not None), None)

    def _single(self, letter: str) -> list[str]:
        return [letter] if letter in self.known else []

    def _ends_word(self, text: str, end: int) -> bool:
        return not self.spaces or end == len(text) or not (text[end - 1 : end + 1].isalnum())
