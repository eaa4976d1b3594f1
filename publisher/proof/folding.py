"""How a flat sheet becomes the finished piece, and a drawing that shows it to a folder.

Everything is derived from the scheme: which panels are neighbours, how wide they are, and
which is read first and last. Where there is more than one way to fold, none is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from publisher.units import MM_PER_INCH

if TYPE_CHECKING:
    from publisher.edition.scheme import PlacedPanel, Scheme
    from publisher.press.impose import Flat

_ALIKE = 0.9  # panels of one fold differ by millimetres; the doors of a gate are half as wide
_ROLLED = {"letter": "C-fold (letter fold)", "a4": "C-fold (roll fold)"}  # as shops there say

Size = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Folding:
    """One fold of a piece. `levels` are the layers, front panel first; 0 is at the bottom."""

    name: str
    how: str
    finished_mm: Size
    flat_mm: Size
    levels: tuple[int, ...] = ()


def folding_of(scheme: Scheme, paper: str, pages: int) -> Folding:
    """The way from the flat sheet to the finished piece. `pages` counts those of a booklet."""
    sheet = scheme.sheet(paper)
    width, height = sheet.size_mm
    if scheme.print.kind == "booklet":
        sheets = pages // 4
        return Folding(
            name="Saddle-stitched booklet",
            how=f"{sheets} sheet{'s' if sheets > 1 else ''} of {width * 2:g} × {height:g} mm, "
            "folded once together, two staples in the fold",
            finished_mm=(width, height),
            flat_mm=(2 * width, height),
        )
    outside = [one for one in sheet.panels if one.side == 0]
    across = len(outside) > 1 and outside[0].bottom_mm == outside[1].bottom_mm
    lengths = [one.width_mm if across else one.height_mm for one in outside]
    finished = (max(lengths), height) if across else (width, max(lengths))
    name, how, levels = _way(scheme, paper, outside, lengths)
    return Folding(name=name, how=how, finished_mm=finished, flat_mm=(width, height), levels=levels)


def _way(
    scheme: Scheme, paper: str, outside: list[PlacedPanel], lengths: list[float]
) -> tuple[str, str, tuple[int, ...]]:
    """Name, words and layers of a fold, by where the front and the back of the piece lie."""
    first, last = scheme.print.reading[0], scheme.print.reading[-1]
    names = [one.name for one in outside]
    inside = [one.name for one in scheme.sheet(paper).panels if one.side == 1]
    if len(names) == 1:
        return "No fold", "delivered flat", ()
    alike = min(lengths) >= _ALIKE * max(lengths)
    if len(names) == 2 and alike:
        return "Half fold", f"once, with “{_plain(first)}” outside", (1, 0)
    if len(names) == 3 and alike and first == names[-1]:
        if last == names[1]:
            flap = f"“{_plain(names[0])}” ({lengths[0]:g} mm) in first"
            return _ROLLED[paper], f"{flap}, then “{_plain(first)}” over it", (2, 0, 1)
        if inside and last == inside[-1]:
            how = f"like a Z, with “{_plain(first)}” in front and “{_plain(last)}” behind"
            return "Z-fold", how, (2, 1, 0)
    count = len(names) - 1
    fold_name = f"{count} parallel fold{'s' if count > 1 else ''}"
    return fold_name, "in the order of the panels: see the proof of the folded piece", ()


def _plain(name: str) -> str:
    return name.replace("-", " ")


# What a folder must know ----------------------------------------------------------------------

_SCORED_GSM = 170
_WEIGHT = re.compile(r"(\d+)(?: to (\d+))? gsm")

TOLERANCES = "fold within ±0.5 mm asked, ±1 mm at most; trim ±1 mm"
"""What the art allows for. Saal Digital, "Cutting and folding tolerances": 1 mm for both."""


def scoring_of(stock: str, *, folds: bool) -> str:
    """Whether to score before folding, by the weights that `stock` names.

    Coated paper of 170 gsm and more cracks at an unscored fold (D2R Crossmedia, "Why does thick
    paper need to be creased?"); a paper mill begins at 150 (Condat), a shop needs none up to 160
    (print-print.co.uk), and dark ink shows any crack (ITI Direct Mail, "Scoring services").
    """
    if not folds:
        return "none, it is not folded"
    weights = [int(most or least) for least, most in _WEIGHT.findall(stock)]
    heavy = [one for one in weights if one >= _SCORED_GSM]
    if not weights:
        return f"score all folds where the stock is {_SCORED_GSM} gsm or more"
    if not heavy:
        return f"none needed at {max(weights)} gsm; score where a trial fold cracks"
    cover = "cover " in stock
    what = "the cover" if cover else "all folds"
    return f"score {what} before folding, from {_SCORED_GSM} gsm on (stock to {max(heavy)} gsm)"


def carried_over(scheme: Scheme, paper: str, flats: Sequence[Flat]) -> str:
    """Which panels run over a fold, how far and onto which; "" where nothing can."""
    pairs = [pair for flat in flats for pair in flat.carried]
    if pairs:
        onto = ", ".join(f"{_plain(over)} onto {_plain(under)}" for over, under in pairs)
        return f"{scheme.print.fold_mm:g} mm: {onto}; colour beside bare paper ends on the fold"
    if scheme.print.kind == "booklet" and not scheme.print.spreads:
        bleed = f"{scheme.sheet(paper).bleed_mm:g} mm"
        return f"every page has {bleed} bleed at the spine: run the front cover over the back"
    return ""


# The drawing -------------------------------------------------------------------------------

_WIDE, _TALL = 520.0, 180.0  # of the whole drawing, in points as it is placed
_INK, _GREY, _TINT = "#1c1c1c", "#5c6064", "#f1f2f3"
_LABEL_PT, _SMALL_PT = 8.5, 7.5
_TOP, _LOWEST = 16.0, 142.0  # of the flat sheets


@dataclass(frozen=True)
class Diagram:
    """An SVG, and what it shows in words."""

    svg: str
    words: str


def fold_diagram(scheme: Scheme, paper: str, pages: int, stack: str) -> Diagram:
    """Both sides of the flat sheet with their measures, and the folded piece from its foot.

    `stack` is the font-family value of the words in it.
    """
    way = folding_of(scheme, paper, pages)
    sides = _sides(scheme, paper, pages)
    side_width = 148.0
    gap, room = 24.0, (_WIDE - 2 * 24.0 - side_width) / 2
    scale = min(room / way.flat_mm[0], (_LOWEST - _TOP) / way.flat_mm[1])
    parts: list[str] = []
    sentences = []
    x = 0.0
    for name, panels in sides:
        parts += _flat(name, panels, way, scale, x)
        x += way.flat_mm[0] * scale + gap
        sentences.append(
            f"{name}: "
            + ", ".join(f"{label} {measure:g} mm" for label, _, measure in _labelled(panels))
        )
    x = max(x, _WIDE - side_width)
    if way.levels or scheme.print.kind == "booklet":
        stacked = scheme.print.kind == "panels" and not _across(sides[0][1])
        end = "side" if stacked else "foot"
        parts.append(_text(x, 8, f"Folded, seen from its {end}", weight="bold"))
        parts += _folded(way, pages, x, side_width)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE:g} {_TALL:g}" '
        f'width="{_WIDE:g}" height="{_TALL:g}" font-family="{escape(stack)}" '
        f'font-size="{_LABEL_PT}" fill="{_INK}">{"".join(parts)}</svg>'
    )
    return Diagram(svg, f"{way.name}: {way.how}. {'. '.join(sentences)}.")


@dataclass(frozen=True)
class _PanelDrawing:
    """A panel in the drawing: what it is called, its place in reading, its place in mm."""

    name: str
    place: int
    left: float
    bottom: float
    width: float
    height: float


def _sides(scheme: Scheme, paper: str, pages: int) -> list[tuple[str, list[_PanelDrawing]]]:
    sheet = scheme.sheet(paper)
    if scheme.print.kind == "booklet":
        width, height = sheet.size_mm
        return [
            (
                name,
                [
                    _PanelDrawing(f"page {one}", 0, n * width, 0, width, height)
                    for n, one in enumerate(two)
                ],
            )
            for name, two in (
                ("Outer sheet, front", (pages, 1)),
                ("Outer sheet, back", (2, pages - 1)),
            )
        ]
    reading = scheme.print.reading
    return [
        (
            side.name.capitalize(),
            [
                _PanelDrawing(
                    _plain(one.name),
                    reading.index(one.name) + 1,
                    one.left_mm,
                    one.bottom_mm,
                    one.width_mm,
                    one.height_mm,
                )
                for one in sheet.panels
                if one.side == n
            ],
        )
        for n, side in enumerate(sheet.sides)
    ]


def _labelled(panels: list[_PanelDrawing]) -> Iterator[tuple[str, _PanelDrawing, float]]:
    """Name, panel and the measure that the fold gives it."""
    across = _across(panels)
    for one in panels:
        yield one.name, one, one.width if across else one.height


def _across(panels: list[_PanelDrawing]) -> bool:
    """Whether panels are side by side, not one above the other."""
    return len(panels) < 2 or panels[0].bottom == panels[1].bottom


def _flat(
    name: str, panels: list[_PanelDrawing], way: Folding, scale: float, x: float
) -> Iterator[str]:
    """One side of the flat sheet: outline, folds, names, and the measure of each panel."""
    width, height = (mm * scale for mm in way.flat_mm)
    yield _text(x, 8, name, weight="bold")
    yield (
        f'<rect x="{x:.2f}" y="{_TOP}" width="{width:.2f}" height="{height:.2f}" '
        f'fill="{_TINT}" stroke="{_INK}" stroke-width="0.8"/>'
    )
    across = _across(panels)
    foot = _TOP + height
    for number, (label, one, measure) in enumerate(_labelled(panels)):
        left, top = x + one.left * scale, foot - (one.bottom + one.height) * scale
        right, bottom = left + one.width * scale, top + one.height * scale
        if number:
            ends = (left, _TOP - 5, left, foot + 5) if across else (x - 5, top, x + width + 5, top)
            yield _line(*ends, dash=True)
        middle, y = (left + right) / 2, (top + bottom) / 2
        lines = label.split() if across and not label.startswith("page") else [label]
        if one.place:
            yield (
                f'<circle cx="{middle:.2f}" cy="{y - 13:.2f}" r="7.5" fill="none" '
                f'stroke="{_GREY}" stroke-width="0.6"/>'
            )
            yield _text(middle, y - 10.1, str(one.place), anchor="middle")
        for n, word in enumerate(lines):
            yield _text(middle, y + 5 + n * 10, word, anchor="middle")
        if across:
            yield from _measure(left, right, foot + 14, measure)
        else:
            yield _text(x + width - 4, bottom - 4, f"{measure:g} mm", anchor="end", small=True)


def _measure(left: float, right: float, y: float, mm: float) -> Iterator[str]:
    """A measure between two arrows, in millimetres and below it in inches."""
    yield _line(left + 1, y, right - 1, y)
    for x, turn in ((left + 1, 3), (right - 1, -3)):
        yield (
            f'<path d="M{x + turn:.2f} {y - 2:.2f}L{x:.2f} {y:.2f}L{x + turn:.2f} {y + 2:.2f}" '
            f'fill="none" stroke="{_INK}" stroke-width="0.6"/>'
        )
    middle = (left + right) / 2
    yield _text(middle, y + 11, f"{mm:g} mm", anchor="middle", small=True)
    yield _text(middle, y + 20.5, f"{inches(mm)} in", anchor="middle", small=True)


def inches(mm: float) -> str:
    """Inches as a shop writes them: exact where they are sixteenths, else to a hundredth."""
    exact = mm / MM_PER_INCH
    return f"{exact:.4f}".rstrip("0").rstrip(".") if _is_sixteenths(exact) else f"{exact:.2f}"


def _is_sixteenths(exact: float) -> bool:
    return abs(exact * 16 - round(exact * 16)) < 1e-4


def _folded(way: Folding, pages: int, x: float, width: float) -> Iterator[str]:
    """The folded piece as one looks at its edge, its layers drawn apart."""
    left, right, middle = x + 26, x + width - 26, (_TOP + _LOWEST) / 2
    if not way.levels:
        yield from _stitched(pages // 4, left, right, middle)
        return
    step = 22.0
    top = middle - step * max(way.levels) / 2
    ys = [top + step * (max(way.levels) - level) for level in way.levels]
    path = [f"M{right:.2f} {ys[0]:.2f}"]
    for n, y in enumerate(ys):
        at_left = n % 2 == 0
        is_last = n == len(ys) - 1
        tucked = 10 if is_last and n and min(way.levels) != way.levels[-1] else 0
        end = left + tucked if at_left else right - tucked
        path.append(f"L{end:.2f} {y:.2f}")
        if not is_last:
            following = ys[n + 1]
            radius = abs(following - y) / 2
            down = following > y
            # Round the end of the line outwards: to the left on the left, else to the right.
            path.append(
                f"A{radius:.2f} {radius:.2f} 0 0 {int(down != at_left)} {end:.2f} {following:.2f}"
            )
    yield (
        f'<path d="{"".join(path)}" fill="none" stroke="{_INK}" stroke-width="2.2" '
        'stroke-linecap="round"/>'
    )
    yield _text((left + right) / 2, min(ys) - 7, "front", anchor="middle", small=True)
    yield _text((left + right) / 2, max(ys) + 13, "back", anchor="middle", small=True)


def _stitched(sheets: int, left: float, right: float, middle: float) -> Iterator[str]:
    """Sheets one in another, stapled through their fold at the left."""
    shown = min(sheets, 9)
    step = 7.0 if shown <= 5 else 5.0
    for n in range(shown, 0, -1):
        high = step * (n - 0.5)
        start = left + step * shown
        yield (
            f'<path d="M{right:.2f} {middle - high:.2f}L{start:.2f} {middle - high:.2f}'
            f"A{high:.2f} {high:.2f} 0 0 0 {start:.2f} {middle + high:.2f}"
            f'L{right:.2f} {middle + high:.2f}" fill="none" stroke="{_INK}" '
            'stroke-width="1.1" stroke-linecap="round"/>'
        )
    x0, x1 = left - 4, left + step * shown + 2
    yield (
        f'<path d="M{x0:.2f} {middle:.2f}L{x1:.2f} {middle:.2f}" '
        f'stroke="{_GREY}" stroke-width="2.4"/>'
    )
    more = "" if shown == sheets else f", {shown} of them drawn"
    y = middle + step * shown + 16
    yield _text(left, y, f"{sheets} sheets{more}", small=True)
    yield _text(left, y + 10, "two staples in the fold", small=True)


def _line(x1: float, y1: float, x2: float, y2: float, *, dash: bool = False) -> str:
    dashed = ' stroke-dasharray="4 3"' if dash else ""
    return (
        f'<path d="M{x1:.2f} {y1:.2f}L{x2:.2f} {y2:.2f}" fill="none" '
        f'stroke="{_INK}" stroke-width="{0.8 if dash else 0.6}"{dashed}/>'
    )


def _text(
    x: float,
    y: float,
    words: str,
    *,
    weight: str = "normal",
    anchor: str = "start",
    small: bool = False,
) -> str:
    size = _SMALL_PT if small else _LABEL_PT
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )
