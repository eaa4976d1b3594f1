"""Symbols on the painted pages of a PDF, each with the words that begin beside or below it.

Tags do not say where they are, since they are decoration: a symbol is looked for wherever
something is painted in the size that symbols have in the file.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

from publisher.verify.compare import Fault
from publisher.verify.extract.right_to_left import glyphs_of, runs_left, sight_lines
from publisher.verify.meaning import ExpectedSymbol, meaning
from publisher.verify.perceived import drawn_alone, likeness, pdf_drawings, pdf_places, symbols
from publisher.verify.perceived.pdf_shapes import lies_within

if TYPE_CHECKING:
    from publisher.content.drawing import Drawing
    from publisher.plan.job import Job
    from publisher.verify.perceived.pdf_drawings import Shown
    from publisher.verify.perceived.pdf_shapes import Box, Matrix

_SIZES_PT = (19.0, 115.0)
"""The least and the largest side of a symbol."""
_GAP = 1.4
"""The most between a symbol and its words, or items inside them, as a part of its width."""
_LETTERS = 40
"""Letters beside a symbol that are read."""
_SAME_PT, _EDGE_PT = 0.3, 3.0


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Something in the shape of a symbol on a page."""

    painted: tuple[int, Matrix]
    """The page, and what one drawing is painted by there."""
    box: Box
    found: likeness.PictureRegion
    symbol: symbols.ShownSymbol

    @property
    def side_pt(self) -> float:
        """The width of its place."""
        return self.box[2] - self.box[0]


@dataclass
class Symbols:
    """Looks for the symbols of a job, page by page."""

    job: Job
    candidates: list[_Candidate] = field(default_factory=list)
    painted: dict[str, drawn_alone.Alone] = field(default_factory=dict)
    """Symbols on their own by name."""
    looks: dict[tuple[int, str], bool] = field(default_factory=dict)
    """Whether what is painted, by its identity, shows a symbol, by its name."""

    @cached_property
    def wanted(self) -> tuple[ExpectedSymbol, ...]:
        """Every symbol of the edition, in reading order."""
        return meaning(self.job).symbols

    @cached_property
    def kinds(self) -> tuple[Drawing, ...]:
        """The drawings of these symbols, each once."""
        return tuple({one.drawing.name: one.drawing for one in self.wanted}.values())

    @cached_property
    def figures(self) -> tuple[Drawing, ...]:
        """The drawings of figures."""
        return tuple({one.file.svg: one.file for one in meaning(self.job).figures}.values())

    def on(self, shown: Shown) -> None:
        """Notes what may be a symbol on one page."""
        if not self.wanted:
            return
        runs = runs_left(shown.texts.get_text_range())
        letters = tuple(_letters(shown))
        mirrored = tuple(_mirrored(shown)) if runs else ()
        middle = (shown.media[0] + shown.media[2]) / 2
        matrices = pdf_places.painted_by(shown.shapes)
        figures = [around for _, around in pdf_places.figures(shown.page) if around]
        for matrix, box in self._places(matrices):
            # A drawing of any size is painted by some matrix, which may be one of a symbol; where
            # it is cropped, that symbol would stand outside of it.
            is_figure = any(lies_within(box, around) for around in figures) or any(
                lies_within(place, around)
                for drawing in self.figures
                for place in pdf_places.places(drawing, (matrix,), pdf_places.LEAST_PT)
                for around in figures
            )
            if box[2] - box[0] <= _SIZES_PT[1] and not is_figure:
                found = shown.part(box).cut_out()
                # Of two languages the one that runs from right to left stands on the right.
                is_mirrored = runs and (self.job.original is None or box[0] > middle)
                across = (-box[2], box[1], -box[0], box[3]) if is_mirrored else box
                words = _beside(across, mirrored if is_mirrored else letters)
                where = f"page {shown.number}: "
                said = symbols.ShownSymbol(words, partial(self._wrong, found), where)
                painted = (shown.number, matrix)
                self.candidates.append(_Candidate(painted, box, found, said))

    def _places(self, matrices: tuple[Matrix, ...]) -> Iterator[tuple[Matrix, Box]]:
        """The places of symbols, in the order of painting, which is that of reading.

        Those of Easy Read, which may be parts of a body, are in many units: what paints one drawing
        then gives a place for each.
        """
        units = {kind.viewbox: kind for kind in self.kinds}
        first = {unit: pdf_places.first_transform(kind) for unit, kind in units.items()}
        for matrix in matrices:
            for unit, kind in units.items():
                for box in pdf_places.places(kind, (matrix,), _SIZES_PT[0], first[unit]):
                    yield matrix, box

    @cached_property
    def right(self) -> tuple[_Candidate, ...]:
        """Those that are some symbol of the guide, after all pages were searched."""
        return tuple(
            one
            for one in self.candidates
            if any(self._is_right(one.found, kind) for kind in (*self._likely(one), *self.kinds))
        )

    def _likely(self, one: _Candidate) -> Iterator[Drawing]:
        """The symbols that the words beside a place are the words of: most often it is these."""
        words = symbols.bare(one.symbol.words)
        for wanted in self.wanted:
            if symbols.says(symbols.bare(wanted.words), words):
                yield wanted.drawing

    def faults(self) -> Iterator[Fault]:
        """What is wrong with the symbols, after all pages were searched."""
        sizes = {one.side_pt for one in self.right}
        right = {one.painted: one for one in self.right}
        alike = (
            one.symbol
            for one in self.candidates
            if any(abs(one.side_pt - size) < _SAME_PT for size in sizes)
            and right.get(one.painted, one) is one
        )
        yield from symbols.faults(self.wanted, alike)

    def _is_right(self, found: likeness.PictureRegion, drawing: Drawing) -> bool:
        """Whether `_wrong` finds nothing, looked at once for each symbol."""
        known = (id(found), drawing.name)
        if known not in self.looks:
            alone = self._alone(drawing)
            is_other = likeness.is_another(found, alone)
            self.looks[known] = not is_other and likeness.is_like(found, alone, self._grounds)
        return self.looks[known]

    def _wrong(self, found: likeness.PictureRegion, drawing: Drawing) -> str:
        if self._is_right(found, drawing):
            return ""
        return likeness.unlike(found, self._alone(drawing), self._grounds)

    def _alone(self, drawing: Drawing) -> drawn_alone.Alone:
        if drawing.name not in self.painted:
            inks = self.job.edition.scheme is not None
            alone = drawn_alone.alone(drawing, self.job.brand, inks=inks)
            self.painted[drawing.name] = alone
        return self.painted[drawing.name]

    @cached_property
    def _grounds(self) -> tuple[likeness.Colour, ...]:
        return pdf_drawings.grounds(self.job)


_Letter = tuple[str, float, float]
"""A letter, its left edge and the middle of its height, in points."""


def _letters(shown: Shown) -> Iterator[_Letter]:
    """The letters of a page in the order of its text."""
    from pypdfium2 import raw

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    texts = shown.texts.raw  # else each call asks for it
    for n in range(raw.FPDFText_CountChars(texts)):
        letter = chr(raw.FPDFText_GetUnicode(texts, n))
        if symbols.bare(letter) and raw.FPDFText_IsGenerated(texts, n) != 1:
            raw.FPDFText_GetCharBox(texts, n, left, right, bottom, top)
            yield letter, left.value, (bottom.value + top.value) / 2


def _mirrored(shown: Shown) -> Iterator[_Letter]:
    """The letters of a page that is read from right to left, as in a mirror."""
    for line in sight_lines(glyphs_of(shown.texts)):
        for one in line.glyphs:
            if symbols.bare(one.text):
                yield one.text, -one.right, one.y + one.size / 4


def _beside(box: Box, letters: tuple[_Letter, ...]) -> str:
    """The words that begin nearest to the right of a box, else below it; empty where none do."""
    gap = _GAP * (box[2] - box[0])
    right = [
        (left, middle, n)
        for n, (_, left, middle) in enumerate(letters)
        if box[1] < middle < box[3] and -1 < left - box[2] < gap
    ]
    below = [
        (left, middle, n)
        for n, (_, left, middle) in enumerate(letters)
        if box[1] - gap < middle < box[1] and -gap < left - box[0] < gap
    ]
    if not (near := right or below):
        return ""
    edge = min(left for left, _, _ in near)  # letters of two lines begin nearly there
    _, first = max((middle, -n) for left, middle, n in near if left < edge + _EDGE_PT)
    return "".join(letter for letter, _, _ in letters[-first : _LETTERS - first])
