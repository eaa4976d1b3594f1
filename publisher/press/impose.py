"""Pages → sheets: where each page lies on the flat sheet, and the sheets themselves.

A page comes as WeasyPrint makes it, trim and bleed all round. On the sheet it is a form that is
cut at the folds and runs into the bleed at the outer edges. A folding machine misses its line by
half a millimetre to one (Saal Digital, "Cutting and folding tolerances"), so the panel that is seen
more runs over the fold, and is painted over its neighbour: a sliver of the wrong colour would show
on it. Bare paper has nothing to run over, so a colour that ends beside it ends on the fold.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from publisher.edition.scheme import Fold, Scheme
from publisher.errors import BadOutput
from publisher.units import PT_PER_MM

if TYPE_CHECKING:
    import pikepdf

_NEAR_MM = 0.05  # a page may miss its panel by no more than a press can show
_EDGE_MM = 0.01
_LEFT, _BOTTOM, _RIGHT, _TOP = range(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A page on a sheet: the window it shows through, in mm from the lower left trim corner."""

    page: int  # which page of the document, from 0
    name: str
    left_mm: float
    bottom_mm: float
    width_mm: float
    height_mm: float
    shift_mm: float = 0
    """How far its content moves to the right within the window: the creep of a booklet."""
    over_mm: tuple[float, float, float, float] = (0, 0, 0, 0)
    """How far it runs over a fold: at its left, bottom, right and top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """One side of a sheet before it is folded."""

    name: str
    size_mm: tuple[float, float]
    laid: tuple[Laid, ...]
    """Its pages in the order of painting."""
    folds: tuple[Fold, ...] = ()
    carried: tuple[tuple[str, str], ...] = ()
    """Of neighbours at a fold, the one that runs over it, and the one onto which it does."""


# Plans -------------------------------------------------------------------------------------


def plan(scheme: Scheme, paper: str, count: int) -> tuple[Flat, ...]:
    """The sides that a document of `count` pages comes to, in the order they are delivered.

    Raises `BadOutput` where the count does not fit the scheme.
    """
    sheet = scheme.sheet(paper)
    if scheme.print.kind == "panels":
        if count != len(scheme.print.reading):
            raise BadOutput(f"{count} pages for {len(scheme.print.reading)} panels")
        return _panels(scheme, paper)
    if count % 4:
        raise BadOutput(f"a booklet of {count} pages cannot be stitched; it takes fours")
    if scheme.print.spreads:
        outer, *inner = spreads(
            count, sheet.size_mm, scheme.print.stock_mm, spine_right=scheme.is_mirrored
        )
        # Only on the outside of the cover is the fold seen; inside it lies in the gutter.
        return _carry(outer, ("1", str(count)), scheme.print.fold_mm), *inner
    return single(count, sheet.size_mm)


def _panels(scheme: Scheme, paper: str) -> tuple[Flat, ...]:
    sheet = scheme.sheet(paper)
    placed = list(enumerate(scheme.reading(paper)))
    flats = (
        Flat(
            name=side.name,
            size_mm=sheet.size_mm,
            folds=sheet.folds(number),
            laid=tuple(
                Laid(
                    page=page,
                    name=one.name,
                    left_mm=one.left_mm,
                    bottom_mm=one.bottom_mm,
                    width_mm=one.width_mm,
                    height_mm=one.height_mm,
                )
                for page, one in placed
                if one.side == number
            ),
        )
        for number, side in enumerate(sheet.sides)
    )
    return tuple(_carry(flat, scheme.print.seen, scheme.print.fold_mm) for flat in flats)


def _carry(flat: Flat, seen: tuple[str, ...], fold_mm: float) -> Flat:
    """The same side with each panel run over the folds to neighbours that are seen less."""
    across = sorted(flat.laid, key=lambda one: (one.left_mm, -one.bottom_mm))
    laid = {one.name: one for one in flat.laid}
    carried = []
    for one, next_ in pairwise(across) if fold_mm else ():
        over, under = sorted((one, next_), key=lambda laid: seen.index(laid.name))
        edge = (_TOP, _BOTTOM) if one.left_mm == next_.left_mm else (_LEFT, _RIGHT)
        sides = list(laid[over.name].over_mm)
        sides[edge[over is one]] = fold_mm
        left, bottom, right, top = sides
        laid[over.name] = replace(laid[over.name], over_mm=(left, bottom, right, top))
        carried.append((over.name, under.name))
    painted = sorted(laid.values(), key=lambda one: seen.index(one.name), reverse=True)
    return replace(flat, laid=tuple(painted), carried=tuple(carried))


def single(count: int, size_mm: tuple[float, float]) -> tuple[Flat, ...]:
    """Every page on a sheet of its own, in reading order."""
    width, height = size_mm
    return tuple(
        Flat(
            name=f"page {page + 1}",
            size_mm=size_mm,
            laid=(
                Laid(
                    page=page,
                    name=str(page + 1),
                    left_mm=0,
                    bottom_mm=0,
                    width_mm=width,
                    height_mm=height,
                ),
            ),
        )
        for page in range(count)
    )


def spreads(
    count: int, size_mm: tuple[float, float], leaf_mm: float, *, spine_right: bool = False
) -> tuple[Flat, ...]:
    """Printer's spreads for saddle stitching, from the outermost sheet in, front before back.

    Pages that share a side sum to count + 1: 8 | 1 and 2 | 7, then 6 | 3 and 4 | 5; with the spine
    on the right 1 | 8 and 7 | 2, and so on.

    Creep: once folded, each sheet lies inside those before it and is pushed out at the fore edge
    by their thickness, where one cut takes it off. So what is on sheet i, counted from 0 at the
    outside, moves towards the spine by i × thickness of a leaf. Source: Quite Imposing Plus,
    "Creep", the variant that leaves the outermost sheet where it is.
    """
    width, height = size_mm
    flats = []
    for sheet in range(count // 4):
        creep = round(sheet * leaf_mm, 6)
        for side, (left, right) in _pairs(count, sheet, spine_right):
            pages = ((left, 0.0, creep), (right, width, -creep))
            flats.append(
                Flat(
                    name=f"sheet {sheet + 1} {side}",
                    size_mm=(2 * width, height),
                    folds=(Fold(upright=True, at_mm=width),),
                    laid=tuple(
                        Laid(
                            page=number - 1,
                            name=str(number),
                            left_mm=at,
                            bottom_mm=0,
                            width_mm=width,
                            height_mm=height,
                            shift_mm=shift,
                        )
                        for number, at, shift in pages
                    ),
                )
            )
    return tuple(flats)


def _pairs(
    count: int, sheet: int, spine_right: bool
) -> tuple[tuple[str, tuple[int, int]], tuple[str, tuple[int, int]]]:
    """The numbers of the pages on both sides of a sheet, from left to right."""
    front = (count - 2 * sheet, 2 * sheet + 1)
    back = (2 * sheet + 2, count - 2 * sheet - 1)
    if spine_right:
        front, back = front[::-1], back[::-1]
    return ("front", front), ("back", back)


# Sheets ------------------------------------------------------------------------------------


def impose(
    pages: pikepdf.Pdf, flats: tuple[Flat, ...], bleed_mm: float, margin_mm: float
) -> pikepdf.Pdf:
    """A document with a page for each flat, every box exact, its origin at 0, 0.

    `margin_mm` is what surrounds the trimmed sheet: the bleed, and room for marks outside it.
    Raises `BadOutput` where a page has not the size of its window.
    """
    import pikepdf

    made = pikepdf.new()
    forms = [made.copy_foreign(form(pages, page)) for page in pages.pages]
    trims = [[float(edge) for edge in page.trimbox] for page in pages.pages]
    for flat in flats:
        content, names = [], {}
        for laid in sorted(flat.laid, key=lambda one: one.page):
            _fits(laid, trims[laid.page])
        for laid in flat.laid:
            name = f"/Page{laid.page + 1}"
            names[name] = forms[laid.page]
            left, bottom, right, top = (margin_mm + edge for edge in window(flat, laid, bleed_mm))
            x = margin_mm + laid.left_mm + laid.shift_mm
            y = margin_mm + laid.bottom_mm
            content.append(
                f"q {pt(left)} {pt(bottom)} {pt(right - left)} {pt(top - bottom)} re W n "
                f"1 0 0 1 {pt(x, -trims[laid.page][0])} {pt(y, -trims[laid.page][1])} cm "
                f"{name} Do Q"
            )
        _add(made, flat, "\n".join(content), names, bleed_mm, margin_mm)
    return made


def window(flat: Flat, laid: Laid, bleed_mm: float) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of what a page may paint.

    That is its trim, with bleed at outer edges and what runs over folds.
    """
    width, height = flat.size_mm
    right, top = laid.left_mm + laid.width_mm, laid.bottom_mm + laid.height_mm
    over = laid.over_mm
    return (
        laid.left_mm - over[_LEFT] - bleed_mm * (laid.left_mm < _EDGE_MM),
        laid.bottom_mm - over[_BOTTOM] - bleed_mm * (laid.bottom_mm < _EDGE_MM),
        right + over[_RIGHT] + bleed_mm * (right > width - _EDGE_MM),
        top + over[_TOP] + bleed_mm * (top > height - _EDGE_MM),
    )


def pt(mm: float, more_pt: float = 0) -> Decimal:
    """Millimetres as points, to a ten thousandth, with `more_pt` added."""
    return Decimal(f"{mm * PT_PER_MM + more_pt:.4f}").normalize() + 0


def _fits(laid: Laid, trim: list[float]) -> None:
    width, height = ((trim[2] - trim[0]) / PT_PER_MM, (trim[3] - trim[1]) / PT_PER_MM)
    off = max(abs(width - laid.width_mm), abs(height - laid.height_mm))
    if off > _NEAR_MM:
        raise BadOutput(
            f"page {laid.page + 1} is {width:.2f} × {height:.2f} mm; {laid.name} takes "
            f"{laid.width_mm:g} × {laid.height_mm:g} mm"
        )


def form(pdf: pikepdf.Pdf, page: pikepdf.Page) -> pikepdf.Object:
    """A page as a form that shows all of it, bleed included."""
    page.contents_coalesce()
    # A page begins in DeviceGray; a form would begin in whatever the sheet has set.
    made = pdf.make_stream(b"0 0 0 1 k 0 0 0 1 K\n" + page.Contents.read_bytes())
    made.Type, made.Subtype = _name("/XObject"), _name("/Form")
    made.BBox = page.mediabox
    made.Resources = page.obj.get("/Resources", {})
    return made


def _add(
    made: pikepdf.Pdf,
    flat: Flat,
    content: str,
    names: dict[str, Any],
    bleed_mm: float,
    margin_mm: float,
) -> None:
    """A new page for `flat`, with its boxes and its content."""
    import pikepdf

    width, height = flat.size_mm

    def box(around_mm: float) -> pikepdf.Array:
        low = margin_mm - around_mm
        edges = (low, low, margin_mm + width + around_mm, margin_mm + height + around_mm)
        return pikepdf.Array([pt(edge) for edge in edges])

    page = made.add_blank_page(page_size=(72, 72))
    page.obj.MediaBox = box(margin_mm)
    page.obj.CropBox = box(margin_mm)
    page.obj.BleedBox = box(bleed_mm)
    page.obj.TrimBox = box(0)
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(names))
    page.obj.Contents = made.make_stream(content.encode())


def _name(text: str) -> pikepdf.Name:
    import pikepdf

    return pikepdf.Name(text)
