"""The largest type at which a text fits its panels, and where it breaks between them.

A panel is a box; text that does not fit is neither cut nor shrunk below the edition's minimum.
The caller measures the text at one setting (`Measure`), so that nothing here needs an engine.
All heights are in points. Every panel has the same baseline grid: paragraphs begin on a multiple
of the leading.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from publisher.errors import BadOutput

STEP_PT = 0.25
_STEPS_DOWN = 1  # steps of type size that are given up to avoid a break inside a section
_EXACT = 0.01  # in points: a smaller excess is due to rounding


@dataclass(frozen=True, slots=True, order=True)
class Setting:
    """A type size and its leading."""

    body_pt: float
    leading_pt: float


class PieceKind(Enum):
    """The kind of a piece, which decides the space above it."""

    HEADING = "heading"
    BLOCK = "block"
    LEAD_IN = "lead-in"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading, a block or an item of a list: text that is never broken across panels.

    `key` is unique in the text, `block` is the id in the source that a message names.
    `with_next` keeps it on the panel of the piece that follows.
    """

    key: str
    block: str
    section: str
    kind: PieceKind
    with_next: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A column of a panel, with the height that is free for text."""

    panel: str
    height_pt: float
    column: int = 0


@dataclass(frozen=True, slots=True)
class FlowText:
    """One flow: its pieces in order, and the rooms that they run through."""

    rooms: tuple[Room, ...]
    pieces: tuple[Piece, ...]


Measure = Callable[[Setting], Mapping[str, float]]
"""A function: a setting → the height of every piece, by key."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """Space in multiples of the leading: before items, blocks and headings. `grid` is its step."""

    item: float
    block: float
    heading: float
    grid: float


# From the widest down. The last uses half of the grid, where nothing else fits.
SPACINGS = (
    Spacing(item=0.5, block=0.75, heading=2.5, grid=1),
    Spacing(item=0.5, block=0.75, heading=1.5, grid=1),
    Spacing(item=0.25, block=0.75, heading=1.5, grid=1),
    Spacing(item=0.25, block=0.6, heading=0.75, grid=1),
    Spacing(item=0, block=0.6, heading=0.75, grid=1),
    Spacing(item=0, block=0.5, heading=0.5, grid=0.5),
)
_UNDER_HEADING = 0.25


@dataclass(frozen=True, slots=True)
class PlacedPiece:
    """The place of a piece in its room, from the top."""

    key: str
    top_pt: float
    space_pt: float
    """The space before it, after the end of what precedes."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A column and the pieces in it. `fill` is the part of its height that is used, 0 to 1."""

    panel: str
    pieces: tuple[PlacedPiece, ...]
    fill: float
    column: int = 0


@dataclass(frozen=True)
class Fit:
    """The result: one setting for all panels, and the pieces of each panel."""

    setting: Setting
    panels: tuple[Filled, ...]

    @cached_property
    def fills(self) -> dict[str, float]:
        """The fill of each panel by its name, from 0 to 1: the mean of its columns."""
        found: dict[str, list[float]] = {}
        for one in self.panels:
            found.setdefault(one.panel, []).append(one.fill)
        return {panel: sum(fills) / len(fills) for panel, fills in found.items()}


@dataclass(frozen=True, slots=True)
class _BrokenFlow:
    """One flow on its panels. The least `cost` is the best; `penalty` is its part for breaks."""

    cost: float
    penalty: float
    panels: tuple[Filled, ...]


class Overset(BadOutput):
    """The text is longer than its panels at the least size; no file was made."""


def fit(
    texts: Sequence[FlowText],
    measure: Measure,
    min_pt: float,
    max_pt: float,
    line_height: tuple[float, float],
) -> Fit:
    """All `texts` in the largest type, with the widest leading and then the most space that fit.

    `line_height` is the least and the greatest leading as a multiple of the size. Size counts
    before leading, leading before space; a quarter of a point goes where that keeps a section
    whole. Raises `Overset`, naming for each flow that is too long its last panel, the first block
    that has no room and how many lines there are too many.
    """
    heights = _remembered(measure)

    def fits_with(spacings: Sequence[Spacing]) -> Callable[[Setting], bool]:
        return lambda setting: _fits(texts, heights(setting), setting, spacings[-1])

    least = _sizes(min_pt, max_pt, line_height)
    # The last spacing breaks the common grid, so it is used only where no size fits otherwise.
    for spacings in (SPACINGS[:-1], SPACINGS):
        if (smallest := _largest(least, fits_with(spacings))) is not None:
            break
    else:
        raise Overset(_too_long(texts, heights(least[0]), least[0]))
    fits = []
    for setting in reversed(least[: least.index(smallest) + 1][-_STEPS_DOWN - 1 :]):
        found = _in_size(texts, heights, _rising(setting.body_pt, line_height), spacings)
        fits += [found] if found else []
        if found and not found[0]:
            break
    return min(fits, key=lambda one: one[0])[1]


def _in_size(
    texts: Sequence[FlowText],
    heights: Measure,
    rising: Sequence[Setting],
    spacings: Sequence[Spacing],
) -> tuple[float, Fit] | None:
    """The least penalty of breaks in one size, and the fit with the widest leading that has it.

    A picture ends on the next line of the grid, which may lie lower with less leading: then that
    does not fit, although more leading does.
    """
    widest = _largest(rising, lambda setting: _fits(texts, heights(setting), setting, spacings[-1]))
    fits = []
    for setting in rising[: rising.index(widest or rising[0]) + 1]:
        tried = [_widest_spacing(text, heights(setting), setting, spacings) for text in texts]
        broken = [one for one in tried if one]
        if len(broken) == len(texts):
            panels = tuple(filled for one in broken for filled in one.panels)
            fits.append((sum(one.penalty for one in broken), Fit(setting, panels)))
    return min(reversed(fits), key=lambda one: one[0], default=None)


def first_tried(min_pt: float, max_pt: float, line_height: tuple[float, float]) -> Setting:
    """The setting that `fit` measures before all others."""
    sizes = _sizes(min_pt, max_pt, line_height)
    return sizes[(len(sizes) - 1) // 2]


def _sizes(min_pt: float, max_pt: float, line_height: tuple[float, float]) -> list[Setting]:
    """Each size with its least leading, from the smallest."""
    return [_rising(size, line_height)[0] for size in _steps(min_pt, max_pt)]


def _rising(size: float, line_height: tuple[float, float]) -> list[Setting]:
    """The settings of one size, from the least leading to the greatest."""
    return [Setting(size, leading) for leading in _leadings(size, line_height)]


def _remembered(measure: Measure) -> Measure:
    """`measure`, called for at most two leadings of each size.

    In one size the lines break in the same places whatever the leading. So the height of a piece
    is a linear function of the leading, known by two points.
    """
    known: dict[float, dict[float, Mapping[str, float]]] = {}

    def remember(setting: Setting) -> Mapping[str, float]:
        size, leading = known.setdefault(setting.body_pt, {}), setting.leading_pt
        if leading not in size and len(size) < 2:
            size[leading] = measure(setting)
        if leading in size:
            return size[leading]
        (first, low), (second, high) = size.items()
        part = (leading - first) / (second - first)
        return {key: height + part * (high[key] - height) for key, height in low.items()}

    return remember


def _steps(least: float, most: float) -> list[float]:
    return [least + STEP_PT * n for n in range(int((most - least) / STEP_PT + _EXACT) + 1)]


def _leadings(size: float, line_height: tuple[float, float]) -> list[float]:
    """From the least to the greatest, in quarters of a point."""
    least = math.ceil(size * line_height[0] / STEP_PT - _EXACT) * STEP_PT
    return _steps(least, max(least, size * line_height[1]))


def _largest(rising: Sequence[Setting], fits: Callable[[Setting], bool]) -> Setting | None:
    """The last of `rising` that fits, by bisection: a larger one never fits better."""
    low, high = -1, len(rising) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if fits(rising[middle]):
            low = middle
        else:
            high = middle - 1
    return rising[low] if low >= 0 else None


def _fits(
    texts: Sequence[FlowText], heights: Mapping[str, float], setting: Setting, spacing: Spacing
) -> bool:
    return all(_broken(text, heights, setting, spacing) is not None for text in texts)


def _widest_spacing(
    text: FlowText, heights: Mapping[str, float], setting: Setting, spacings: Sequence[Spacing]
) -> _BrokenFlow | None:
    """The text broken as well as may be, and then with as much space as fits; None if too long."""
    found = [_broken(text, heights, setting, spacing) for spacing in spacings]
    broken = (one for one in found if one is not None)
    return min(broken, key=lambda one: one.penalty, default=None)


# Breaking ------------------------------------------------------------------------------------


def _broken(
    text: FlowText, heights: Mapping[str, float], setting: Setting, spacing: Spacing
) -> _BrokenFlow | None:
    """The text on its panels, evenly filled and broken at the least penalty; None if too long."""
    pieces = text.pieces
    best: dict[int, _BrokenFlow] = {
        0: _BrokenFlow(0, 0, ())
    }  # by the number of pieces on the panels so far
    for room in text.rooms:
        after: dict[int, _BrokenFlow] = {}
        for start in sorted(
            best, reverse=True
        ):  # of equal ones, the one that fills the earlier panels
            before = best[start]
            all_of_it = _filled(room, pieces[start:], heights, setting, spacing)
            for end in range(start, len(pieces) + 1):
                filled = _first(all_of_it, end - start, heights, room)
                if filled.fill > 1 + _EXACT / room.height_pt:
                    break
                if not _may_break(pieces, end):
                    continue
                penalty = _break_penalty(pieces, end)
                cost = before.cost + (1 - filled.fill) ** 2 + penalty
                if end not in after or cost < after[end].cost - 1e-9:
                    panels = (*before.panels, filled)
                    after[end] = _BrokenFlow(cost, before.penalty + penalty, panels)
        best = after
    return best.get(len(pieces))


def _may_break(pieces: Sequence[Piece], at: int) -> bool:
    return at in (0, len(pieces)) or not pieces[at - 1].with_next


def _break_penalty(pieces: Sequence[Piece], at: int) -> float:
    """The penalty of a break before piece `at`, added to that of unevenly filled panels."""
    if at in (0, len(pieces)) or pieces[at].section != pieces[at - 1].section:
        return 0
    return 0.3 if pieces[at].kind is PieceKind.ITEM else 0.15


def _filled(
    room: Room,
    pieces: Sequence[Piece],
    heights: Mapping[str, float],
    setting: Setting,
    spacing: Spacing,
) -> Filled:
    """`pieces` one below the other in `room`, on the grid."""
    line = setting.leading_pt
    grid = line * spacing.grid
    end = 0.0
    standing = []
    for before, piece in zip((None, *pieces), pieces, strict=False):
        top = _top(before, piece, end, heights[piece.key], line, grid, spacing)
        standing.append(PlacedPiece(piece.key, top, top - end))
        end = top + heights[piece.key]
    return Filled(room.panel, tuple(standing), end / room.height_pt, room.column)


def _first(filled: Filled, count: int, heights: Mapping[str, float], room: Room) -> Filled:
    """The first `count` pieces of a column, which do not depend on those after them."""
    standing = filled.pieces[:count]
    end = standing[-1].top_pt + heights[standing[-1].key] if standing else 0
    return Filled(filled.panel, standing, end / room.height_pt, filled.column)


def _top(
    before: Piece | None,
    piece: Piece,
    end: float,
    height: float,
    line: float,
    grid: float,
    spacing: Spacing,
) -> float:
    """Where `piece` begins, if the piece `before` it ends at `end`.

    A heading is placed so that the text under it begins on the grid.
    """
    if piece.kind is PieceKind.HEADING:
        space = spacing.heading * line if before else 0
        under = _UNDER_HEADING * line
        return _up(end + space + height + under, grid) - height - under
    if before is None:
        # Without a heading, text begins where it would begin under one.
        return 2 * line
    if before.kind is PieceKind.HEADING:
        return _up(end, grid)
    if piece.kind is PieceKind.ITEM:
        return end + spacing.item * line * (1 if before.kind is PieceKind.ITEM else 0.5)
    return _up(end + spacing.block * line, grid)


def _up(points: float, grid: float) -> float:
    return math.ceil(points / grid - _EXACT) * grid


def _too_long(texts: Sequence[FlowText], heights: Mapping[str, float], setting: Setting) -> str:
    """The error for a text that does not fit at the least setting with the least space."""
    problems = []
    for text in texts:
        if _broken(text, heights, setting, SPACINGS[-1]) is None:
            first, lines = _excess(text, heights, setting)
            last = text.rooms[-1].panel
            problems.append(
                f"panel {last!r}: no room for {first.block!r}, {lines} "
                f"line{'s' if lines != 1 else ''} too many at {setting.body_pt:g} pt on "
                f"{setting.leading_pt:g}, the least of this edition"
            )
    return "; ".join(problems)


def _excess(text: FlowText, heights: Mapping[str, float], setting: Setting) -> tuple[Piece, int]:
    """(first piece without room when every panel is filled, number of lines too many)."""
    spacing = SPACINGS[-1]
    start = 0
    for room in text.rooms:
        ends = [
            end
            for end in range(start, len(text.pieces) + 1)
            if _may_break(text.pieces, end)
            and _filled(room, text.pieces[start:end], heights, setting, spacing).fill <= 1
        ]
        start = max(ends, default=start)
    room = text.rooms[-1]
    left = _filled(room, text.pieces[start:], heights, setting, spacing)
    return text.pieces[start], max(1, math.ceil(left.fill * room.height_pt / setting.leading_pt))
