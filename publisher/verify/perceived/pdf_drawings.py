"""Drawings, logos and QR codes on the painted pages of a PDF → those that are wrong.

The tags of a file say where each figure is. Sheets for a press have no tags, so a drawing is looked
for wherever something is painted with its proportions and direction.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from publisher.content.raster import is_raster, width_px
from publisher.units import PT_PER_INCH, PT_PER_MM
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.extract import sheets
from publisher.verify.meaning import meaning
from publisher.verify.perceived import drawn_alone, layouts, likeness, pdf_places
from publisher.verify.perceived.markup_meaning import letters
from publisher.verify.perceived.pdf_codes import QrCodes
from publisher.verify.perceived.pdf_shapes import (
    Box,
    Matrix,
    Shape,
    belongs_to,
    common,
    is_of_layout,
    lies_within,
)

if TYPE_CHECKING:
    from PIL.Image import Image

    from publisher.brand.model import Brand
    from publisher.content.drawing import Drawing
    from publisher.plan.job import Job

_MOST = 1.1  # times as large as drawn labels may be, so that they can be read on paper
_EDGE_PT = 1.0
_ROUNDED = 2  # pixels of a picture at each edge, of those in which drawings are compared
_LEAST_PPI = 140  # of a picture, where its file has as many
_THIN = 0.025  # of a part that is much enlarged and then compared small: its thin lines
_FILLED = 0.5  # of a window behind text that a drawing covers
_MOST_OFF = 0.9  # the share of a drawing that may differ before it counts as another picture


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as it is painted."""

    number: int
    page: Any
    """The page as PDFium opened it."""
    texts: Any
    """Its text page."""
    picture: Image
    greys: Image
    media: Box
    """The area of the picture on the page: left, bottom, right, top, in points."""
    shapes: tuple[Shape, ...]
    """All that the page paints besides text."""

    def place_of(self, position: Any) -> Box:
        """The box on the page of a code in the picture, with the white around it."""
        scale = (self.media[2] - self.media[0]) / max(self.picture.width, 1)
        corners = (position.top_left, position.bottom_right)
        left, right = (self.media[0] + one.x * scale for one in corners)
        top, bottom = (self.media[3] - one.y * scale for one in corners)
        around = 0.2 * (right - left)
        return left - around, bottom - around, right + around, top + around

    def part(self, box: Box) -> likeness.PictureRegion:
        """The part of the picture in a box of the page."""
        scale = self.picture.width / max(self.media[2] - self.media[0], 1)
        left, right = ((x - self.media[0]) * scale for x in (box[0], box[2]))
        top, bottom = ((self.media[3] - y) * scale for y in (box[3], box[1]))
        return likeness.PictureRegion(self.picture, (left, top, right, bottom))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A drawing that the file must show: `block` is empty for a logo."""

    block: str
    title: str
    alt: str
    drawing: Drawing
    brand: Brand
    """As it speaks the language of the labels."""

    @property
    def least_pt(self) -> float:
        """The least width on a page, in points."""
        return pdf_places.LEAST_PT if self.block else pdf_places.LEAST_LOGO_PT


@dataclass(frozen=True, slots=True)
class _Near:
    """The place on a sheet that is most similar to a drawing, but shows another picture."""

    share: float
    page: int
    found: likeness.PictureRegion
    alone: drawn_alone.Alone

    def wrong(self, grounds: tuple[likeness.Colour, ...]) -> str:
        """What is wrong there."""
        return f"page {self.page}: {likeness.unlike(self.found, self.alone, grounds)}"


@dataclass
class Drawings:
    """Looks for the drawings of a job, page by page."""

    job: Job
    seen: set[str] = field(default_factory=set)
    """The files of drawings that were found, or have a fault already."""
    nearest: dict[str, _Near] = field(default_factory=dict)
    """For each drawing that no sheet has shown so far, the place that is most similar to it."""
    painted: dict[tuple[str, tuple[str, ...], float], drawn_alone.Alone] = field(
        default_factory=dict
    )
    """Drawings on their own by name and growth of their labels."""
    codes: QrCodes = field(init=False)
    has_cover: bool = False
    """Whether the cover shows its part of a drawing."""

    def __post_init__(self) -> None:
        self.codes = QrCodes(self.job)

    @cached_property
    def wanted(self) -> tuple[_Wanted, ...]:
        """Every figure, and the logo."""
        brand = self.job.halves[0].brand
        spoken = {
            figure.file.svg: half.brand
            for half in self.job.halves[::-1]
            for figure in meaning(half).figures
        }
        return (
            *(
                _Wanted(one.id, one.title.plain, one.alt.plain, one.file, spoken[one.file.svg])
                for one in meaning(self.job).figures
            ),
            _Wanted("", "", brand.name, brand.logo, brand),
        )

    def on(self, shown: Shown, places: list[Box]) -> Iterator[Fault]:
        """What is wrong with the drawings and codes of one page; their places are added."""
        if self.job.edition.scheme is None:
            yield from self._tagged(shown, places)
        else:
            self._anywhere(shown, places)
            yield from self._behind(shown, places)
        yield from self.codes.on(shown, places)

    def missing(self) -> Iterator[Fault]:
        """The drawings that no page shows, after all pages were searched."""
        for one in self.wanted:
            if one.drawing.name not in self.seen:
                near = self.nearest.get(one.drawing.name)
                yield _fault(one, near.wrong(self._grounds) if near else "no page shows it")
        if self._wants_cover and not self.has_cover:
            yield Fault("", "", FaultKind.PICTURE, "the cover does not show its picture")
        yield from self.codes.missing()

    # Tagged pages ---------------------------------------------------------------------------

    def _tagged(self, shown: Shown, places: list[Box]) -> Iterator[Fault]:
        for alt, box in pdf_places.figures(shown.page):
            places += [box] if box else []
            if self.codes.is_one(alt):
                continue  # which is read by `codes`
            one = next((w for w in self.wanted if letters(w.alt) == letters(alt)), None)
            if one is None:
                yield Fault("", alt, FaultKind.ADDED, f"page {shown.number}: a picture of nobody")
                continue
            self.seen.add(one.drawing.name)
            if box is None:
                yield _fault(one, f"page {shown.number}: does not say where it lies")
            elif wrong := self._wrong(shown, one, box):
                yield _fault(one, f"page {shown.number}: {wrong}")

    def _wrong(self, shown: Shown, one: _Wanted, box: Box) -> str:
        """What is wrong with a drawing at its place; empty where nothing is."""
        if not lies_within(box, shown.media):
            return "runs over the edge of the page"
        if box[2] - box[0] < one.least_pt:
            return f"is {box[2] - box[0]:.0f} points wide, too small to be seen"
        if wrong := _coarse(shown, one.drawing, box):
            return wrong
        found = shown.part(_compared(one.drawing, box))
        alone = self._alone(shown, one, box)
        if likeness.is_like(found, alone, self._grounds):
            return ""
        others = {
            other.drawing.name: self._alone(shown, other, box)
            for other in self.wanted
            if other is not one
        }
        return likeness.unlike(found, alone, self._grounds, others)

    def _alone(self, shown: Shown, one: _Wanted, box: Box) -> drawn_alone.Alone:
        """The drawing on its own, its labels as large as those on the page."""
        times = _growth(shown, one.drawing, box) if one.drawing.label_sizes else 1
        return self._painted(one, times)

    def _painted(self, wanted: _Wanted, times: float) -> drawn_alone.Alone:
        drawing = wanted.drawing
        # Of two languages both have a drawing of that name, with labels of their own.
        key = (drawing.name, drawing.labels, times)
        if key not in self.painted:
            inks = self.job.edition.scheme is not None
            one = drawn_alone.alone(drawing, wanted.brand, inks=inks, times=times)
            self.painted[key] = one.inner(_ROUNDED) if is_raster(drawing) else one
        return self.painted[key]

    @cached_property
    def _grounds(self) -> tuple[likeness.Colour, ...]:
        return grounds(self.job)

    # Sheets ---------------------------------------------------------------------------------

    def _anywhere(self, shown: Shown, places: list[Box]) -> None:
        """Notes which drawings are painted correctly anywhere on a sheet."""
        apart = [one for one in shown.shapes if not one.window]
        drawn = pdf_places.painted_by(one for one in apart if not is_of_layout(one))
        matrices = pdf_places.painted_by(apart)
        for one in self.wanted:
            seen = one.drawing.name in self.seen
            painted = drawn if seen else matrices
            for box in pdf_places.places(one.drawing, painted, one.least_pt):
                # Two drawings of a book may be the same picture, and one place shows both.
                if not lies_within(box, shown.media) or (seen and box in places):
                    continue
                found = shown.part(_compared(one.drawing, box))
                if likeness.is_another(found, self._painted(one, 1)):
                    continue
                alone = self._alone(shown, one, box)
                share = likeness.share_off(found, alone, self._grounds)
                if not share:
                    self.seen.add(one.drawing.name)
                    places.append(box)
                near = self.nearest.get(one.drawing.name)
                if share < (near.share if near else _MOST_OFF):
                    near = _Near(share, shown.number, found.cut_out(), alone)
                    self.nearest[one.drawing.name] = near

    def _behind(self, shown: Shown, places: list[Box]) -> Iterator[Fault]:
        """Pictures behind the text of a sheet that are no part of a drawing as it should be."""
        pictures: dict[Box, list[Shape]] = {}
        for shape in shown.shapes:
            if shape.window and not any(lies_within(shape.box, place) for place in places):
                pictures.setdefault(shape.window, []).append(shape)
        for window, shapes in pictures.items():
            inside = common(window, shown.media)
            if inside is None:
                continue
            places.append(inside)
            wrong = self._wrong_part(shown, inside, pdf_places.painted_by(shapes))
            self.has_cover |= not wrong and self._is_on_cover(shown, inside)
            if wrong:
                yield Fault("", "", FaultKind.PICTURE, f"page {shown.number}: {wrong}")

    def _wrong_part(self, shown: Shown, window: Box, matrices: Iterable[Matrix]) -> str:
        """What is wrong with a part of the first figure, or of the mark, without its labels."""
        brand = self.job.brand
        figure = self.job.condition.cover_figure
        drawing = figure.file.without_labels() if figure else brand.mark
        assert brand.inks is not None
        field = brand.inks.on_field()
        ground = likeness.rgb(drawn_alone.on_screen(field.css("paper")))
        wrong = "a picture behind the text is of nobody"
        for box in pdf_places.places(drawing, matrices):
            part = common(box, _inner(window))
            if part is None or not _fills(part, window):
                continue
            markup = drawn_alone.printed(brand.ink(_cut(drawing, box, part), field), brand)
            alone = drawn_alone.of_markup(markup, brand)
            # A mark is simple, and enlarged most: its long edges are all that it has.
            allowed = _THIN if figure else 2 * _THIN
            if likeness.share_off(shown.part(part), alone, [ground]) <= allowed:
                return ""
            wrong = f"{drawing.name}: the part behind the text is not as the source draws it"
        return wrong

    @property
    def _wants_cover(self) -> bool:
        """Whether a template of the edition sets a cover with a picture."""
        edition = self.job.edition
        has_one = edition.scheme is not None and layouts.mentions(edition, "paged.cover(")
        return has_one and (edition.panels is None or bool(edition.panels.cover))

    def _is_on_cover(self, shown: Shown, box: Box) -> bool:
        """Whether the middle of a box is on the cover: a panel, or the first page."""
        scheme, panels = self.job.edition.scheme, self.job.edition.panels
        assert scheme is not None
        paper = self.job.brand.paper.name.lower()
        trim = shown.page.get_trimbox()
        across = ((box[0] + box[2]) / 2 - trim[0]) / PT_PER_MM
        if panels is None:
            first = next(sheets.windows(scheme, paper, len(shown.page.pdf)))
            return shown.number == first.page + 1 and first.left <= across <= first.right
        return any(
            one.name == panels.cover
            and shown.number == one.side + 1
            and one.left_mm <= across <= one.left_mm + one.width_mm
            for one in scheme.reading(paper)
        )


def _compared(drawing: Drawing, box: Box) -> Box:
    """The part of a place that is compared: PDFium rounds the edges of a picture."""
    if not is_raster(drawing):
        return box
    edge = _ROUNDED / drawn_alone.ACROSS * (box[2] - box[0])
    return box[0] + edge, box[1] + edge, box[2] - edge, box[3] - edge


def _coarse(shown: Shown, drawing: Drawing, box: Box) -> str:
    """What is wrong with the pixels of a picture at its place; empty where there are enough."""
    from pypdfium2 import raw

    if not is_raster(drawing):
        return ""
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    most = 0
    for shape in shown.shapes:
        is_picture = raw.FPDFPageObj_GetType(shape.raw) == raw.FPDF_PAGEOBJ_IMAGE
        if is_picture and belongs_to(shape.box, box):
            raw.FPDFImageObj_GetImagePixelSize(shape.raw, wide, high)
            most = max(most, wide.value)
    ppi = most / ((box[2] - box[0]) / PT_PER_INCH)
    needed = min(_LEAST_PPI, 0.95 * width_px(drawing) / ((box[2] - box[0]) / PT_PER_INCH))
    return f"is coarse: {ppi:.0f} pixels to the inch" if ppi < needed else ""


def _inner(window: Box) -> Box:
    """A window without its edges, which show a little of what is beside it."""
    left, bottom, right, top = window
    return left + _EDGE_PT, bottom + _EDGE_PT, right - _EDGE_PT, top - _EDGE_PT


def _fills(part: Box, window: Box) -> bool:
    """Whether a part of a drawing fills its window, but for air at one edge."""
    return part[2] - part[0] > _FILLED * (window[2] - window[0]) and (
        part[3] - part[1] > _FILLED * (window[3] - window[1])
    )


def _cut(drawing: Drawing, box: Box, part: Box) -> Drawing:
    """The part of a drawing that is seen, where the whole of it would be in `box`."""
    left, top, width, height = drawing.viewbox
    across, down = width / (box[2] - box[0]), height / (box[3] - box[1])
    return drawing.with_viewbox(
        left + (part[0] - box[0]) * across,
        top + (box[3] - part[3]) * down,
        (part[2] - part[0]) * across,
        (part[3] - part[1]) * down,
    )


def grounds(job: Job) -> tuple[likeness.Colour, ...]:
    """The backgrounds that a drawing may have: the brand's, a panel, or paper without ink."""
    brand = job.brand
    if job.edition.scheme is None or brand.inks is None:
        roles = dict(brand.light.items())
    else:
        roles = {role: drawn_alone.on_screen(css) for role, css in brand.inks.items()}
    named = (likeness.rgb(roles[role]) for role in ("paper", "tint", "accent_tint"))
    return (*named, _BARE_PAPER)


_BARE_PAPER = (255, 255, 255)


def _fault(one: _Wanted, detail: str) -> Fault:
    name = one.title or f"the logo of {one.alt}"
    return Fault(one.block, name, FaultKind.PICTURE, f"{one.drawing.name}: {detail}")


def _growth(shown: Shown, drawing: Drawing, box: Box) -> float:
    """By how much the labels of a drawing are enlarged on a page, in steps."""
    from pypdfium2 import raw

    smallest = 0.0
    found = raw.FS_MATRIX()
    texts = shown.texts
    x, y = ctypes.c_double(), ctypes.c_double()
    for n in range(raw.FPDFText_CountChars(texts)):
        # PDFium adds spaces of a size of their own, and does not say so of each.
        if raw.FPDFText_IsGenerated(texts, n) == 1 or chr(raw.FPDFText_GetUnicode(texts, n)) == " ":
            continue
        raw.FPDFText_GetCharOrigin(texts, n, x, y)
        if not (box[0] < x.value < box[2] and box[1] < y.value < box[3]):
            continue
        raw.FPDFText_GetMatrix(texts, n, found)
        size = raw.FPDFText_GetFontSize(texts, n) * abs(found.d)
        smallest = min(smallest or size, size)
    drawn = min(drawing.label_sizes) * (box[2] - box[0]) / drawing.width
    return round(min(max(smallest / drawn, 1), _MOST), 2)
