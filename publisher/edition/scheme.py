"""A printed piece as `edition.toml` defines it: sheets, panels, folds, and its sizes of type.

Pure data and its checks. The `[print]` table contains what is the same on every paper, one
`[sheet.<paper>]` table for each paper of a brand contains the millimetres; `[sheet.any]` those for
papers that have no table of their own.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from publisher.edition.papers import Length, Size
from publisher.errors import Wrong
from publisher.source.schema_errors import StrictModel

_EXACT_MM = 0.01  # widths are added up in millimetres; a hundredth is below any press
_BLEED_AT_MOST_MM = 3.5  # WeasyPrint writes a BleedBox of at most 10 pt around the trim

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
_Number = Annotated[float, Field(strict=True)]
Carried = Literal["also_called", "summary", "glossary", "references", "codes"]


class Panel(StrictModel):
    """An area of one side between folds. The measure that is missing is that of the flat sheet.

    Panels with a width are side by side, panels with a height one above the other.
    """

    name: Name
    width_mm: Length | None = None
    height_mm: Length | None = None


class Side(StrictModel):
    """One side of a flat sheet: its panels from left to right, or from top to bottom."""

    name: Name
    panels: tuple[Panel, ...] = Field(min_length=1)


class PlacedPanel(StrictModel):
    """A panel on its side: its lower left corner on the trimmed sheet, and its size."""

    name: str
    side: int  # which side of the sheet, from 0
    left_mm: float
    bottom_mm: float
    width_mm: float
    height_mm: float


class Fold(StrictModel):
    """A line across a side: `upright` at `at_mm` from the left, else `at_mm` from the bottom."""

    upright: bool
    at_mm: float


class SheetSize(StrictModel):
    """The measures on one paper: a flat sheet with panels on its sides, or a page of a booklet."""

    bleed_mm: Annotated[float, Field(ge=0, le=_BLEED_AT_MOST_MM, strict=True)]
    flat_mm: Size | None = None
    sides: tuple[Side, ...] = Field(default=(), max_length=2, alias="side")
    page_mm: Size | None = None

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the trimmed flat sheet, or of one page."""
        size = self.flat_mm or self.page_mm
        assert size is not None
        return size

    @property
    def panels(self) -> tuple[PlacedPanel, ...]:
        """The panels of all sides, one side after the other."""
        return tuple(one for n, side in enumerate(self.sides) for one in self._placed(n, side))

    def mirrored(self) -> SheetSize:
        """The sheet for a language from right to left: panels side by side in reverse order."""
        sides = tuple(
            side
            if any(panel.height_mm for panel in side.panels)
            else side.model_copy(update={"panels": side.panels[::-1]})
            for side in self.sides
        )
        return self.model_copy(update={"sides": sides})

    def folds(self, side: int) -> tuple[Fold, ...]:
        """The folds of a side, from left to right or top down: between neighbouring panels."""
        placed = [one for one in self.panels if one.side == side]
        return tuple(
            Fold(
                upright=one.bottom_mm == next_.bottom_mm,
                at_mm=next_.left_mm if one.bottom_mm == next_.bottom_mm else one.bottom_mm,
            )
            for one, next_ in pairwise(placed)
        )

    def _placed(self, number: int, side: Side) -> list[PlacedPanel]:
        flat_width, flat_height = self.size_mm
        widths = [panel.width_mm or flat_width for panel in side.panels]
        heights = [panel.height_mm or flat_height for panel in side.panels]
        across = all(panel.height_mm is None for panel in side.panels)
        lefts = [0.0, *accumulate(widths)] if across else [0.0] * len(widths)
        tops = [0.0] * len(heights) if across else [0.0, *accumulate(heights)]
        return [
            PlacedPanel(
                name=panel.name,
                side=number,
                left_mm=left,
                width_mm=width,
                bottom_mm=flat_height - top - height,
                height_mm=height,
            )
            for panel, left, top, width, height in zip(
                side.panels, lefts, tops, widths, heights, strict=False
            )
        ]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if (self.flat_mm is None) == (self.page_mm is None):
            raise Wrong(
                "a sheet has either flat_mm or page_mm",
                "write flat_mm and its sides for panels, page_mm for a booklet",
            )
        if (self.flat_mm is None) == bool(self.sides):
            raise Wrong("sides go with flat_mm", "write a [[sheet.<paper>.side]] for each side")
        for side in self.sides:
            across = [panel.width_mm for panel in side.panels]
            down = [panel.height_mm for panel in side.panels]
            if any(across) and any(down):
                raise Wrong(
                    f"the panels of {side.name!r} have widths and heights",
                    (
                        "write widths for panels side by side, heights for panels one above the "
                        "other"
                    ),
                )
            for given, measure, flat in zip((across, down), _MEASURES, self.size_mm, strict=True):
                if any(given) and None in given:
                    lacking = side.panels[given.index(None)].name
                    raise Wrong(f"panel {lacking!r} has no {measure}_mm", "write it")
                total = sum(one or 0 for one in given)
                if any(given) and abs(total - flat) > _EXACT_MM:
                    raise Wrong(
                        f"the panels of {side.name!r} are {total:g} mm together",
                        f"the flat sheet is {flat:g} mm, so {_change(flat - total)}",
                    )
            if len(side.panels) > 1 and not any((*across, *down)):
                raise Wrong(f"the panels of {side.name!r} have no measures", "write width_mm")
        return self


_MEASURES = ("width", "height")


def _change(difference: float) -> str:
    return f"{'add' if difference > 0 else 'take away'} {abs(difference):g} mm"


class Print(StrictModel):
    """What is the same on every paper of a printed edition."""

    kind: Literal["panels", "booklet"]
    min_pt: Annotated[float, Field(ge=6, le=36, strict=True)]
    max_pt: Annotated[float, Field(ge=6, le=36, strict=True)]
    line_height: tuple[_Number, _Number] = (1.3, 1.45)
    """The least and the greatest leading, as multiples of the type size."""
    safety_mm: Annotated[float, Field(ge=0, le=20, strict=True)] = 5
    """The least distance of anything that is read from trim or fold."""
    fold_mm: Annotated[float, Field(ge=0, le=2, strict=True)] = 0.7
    """How far the colour of a panel runs over a fold onto the neighbour that is seen less."""
    marks: bool = Field(default=True, strict=True)
    """Crop, fold and registration marks outside the bleed."""
    slug: bool = Field(default=True, strict=True)
    """A line outside the bleed with job, version, date and panels; it needs marks."""
    reading: tuple[Name, ...] = ()
    """The panels in the order in which they are read, which is the order of their pages."""
    spreads: bool = Field(default=False, strict=True)
    """Whether a booklet is imposed, two pages to a side, instead of page by page."""
    stock: str = ""
    """The paper suggested to the shop, in words."""
    stock_mm: Annotated[float, Field(gt=0, le=1, strict=True)] = 0.1
    """The thickness of one leaf, for the creep of a booklet."""

    @model_validator(mode="after")
    def _ranges(self) -> Self:
        for name, (low, high) in (
            ("min_pt to max_pt", (self.min_pt, self.max_pt)),
            ("line_height", self.line_height),
        ):
            if low > high:
                raise Wrong(f"{name} runs from {low:g} down to {high:g}", "write the least first")
        if self.line_height[0] < 1:
            raise Wrong(f"line_height {self.line_height[0]:g} lets lines touch", "write 1.2")
        if self.kind == "panels" and not self.reading:
            raise Wrong("there is no reading order", "write reading = [the panels' names]")
        if self.kind == "panels" and self.spreads:
            raise Wrong("spreads are for booklets", "remove the key")
        return self

    @property
    def seen(self) -> tuple[str, ...]:
        """The panels from the one that is seen most: the front, the back, then the others.

        These are seen alike; the last read is first, so that they are painted as they are read.
        """
        front, back = self.reading[:1], self.reading[1:][-1:]
        return (*front, *back, *reversed(self.reading[1:-1]))


class SheetSizes(StrictModel):
    """The same piece on the papers that brands have; `any` is for those that are not named."""

    letter: SheetSize | None = None
    a4: SheetSize | None = None
    any: SheetSize | None = None

    def items(self) -> tuple[tuple[str, SheetSize], ...]:
        """(paper, sheet) for every table."""
        named = (("letter", self.letter), ("a4", self.a4), ("any", self.any))
        return tuple((name, sheet) for name, sheet in named if sheet)

    @model_validator(mode="after")
    def _one_for_each(self) -> Self:
        lacking = [name for name in ("letter", "a4") if getattr(self, name) is None]
        if lacking and self.any is None:
            right = " and ".join(f"[sheet.{name}]" for name in lacking)
            raise Wrong(
                f"there is no sheet for brands on {' or '.join(lacking)}",
                f"write {right}, or [sheet.any] for every paper",
            )
        return self


class Scheme(StrictModel):
    """Everything that the press and its checks need of an edition."""

    print: Print
    sheets: SheetSizes
    is_mirrored: bool = False
    """Whether it is for a language from right to left: the spine of a booklet is on the right."""

    def mirrored(self) -> Scheme:
        """The same for a language that is written the other way."""
        sheets = {name: sheet.mirrored() for name, sheet in self.sheets.items()}
        return self.model_copy(
            update={
                "sheets": self.sheets.model_copy(update=sheets),
                "is_mirrored": not self.is_mirrored,
            }
        )

    def sheet(self, paper: str) -> SheetSize:
        """The sheet for a brand's paper, by its name in small letters."""
        sheets = dict(self.sheets.items())
        return sheets.get(paper) or sheets["any"]

    def reading(self, paper: str) -> tuple[PlacedPanel, ...]:
        """The panels of a sheet in the order in which they are read: panel i is page i."""
        named = {one.name: one for one in self.sheet(paper).panels}
        return tuple(named[name] for name in self.print.reading)


def print_mismatch(
    print_: Print | None, sheets: SheetSizes | None, *, printed: bool
) -> Wrong | None:
    """What is wrong between the tables."""
    if not printed:
        if print_ or sheets:
            return Wrong('[print] and [sheet] are for format = "print"', "remove them")
        return None
    if print_ is None:
        return Wrong("there is no [print] table", "write kind, min_pt and max_pt below [print]")
    if sheets is None:
        return Wrong("there is no sheet", "write [sheet.any], or [sheet.letter] and [sheet.a4]")
    for paper, sheet in sheets.items():
        if print_.kind == "booklet" and sheet.page_mm is None:
            return Wrong(
                f"[sheet.{paper}] of a booklet has no page_mm", "write page_mm = [width, height]"
            )
        if print_.kind == "panels" and sheet.flat_mm is None:
            return Wrong(
                f"[sheet.{paper}] of panels has no flat_mm", "write flat_mm = [width, height]"
            )
        if wrong := print_.kind == "panels" and _misread(print_, paper, sheet):
            return wrong
    return None


def _misread(print_: Print, paper: str, sheet: SheetSize) -> Wrong | None:
    """What is wrong with the order in which the panels of `sheet` are read."""
    names = [panel.name for panel in sheet.panels]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        return Wrong(f"[sheet.{paper}] has two panels {twice[0]!r}", "give each a name of its own")
    if unknown := [name for name in print_.reading if name not in names]:
        there = ", ".join(names)
        return Wrong(f"reading names {unknown[0]!r}, which [sheet.{paper}] lacks", f"use {there}")
    if unread := [name for name in names if print_.reading.count(name) != 1]:
        return Wrong(f"panel {unread[0]!r} must be in reading once", "name every panel once")
    return None
