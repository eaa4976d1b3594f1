"""Drawings, logos and QR codes on the painted pages of a PDF → those that are wrong.

The tags of a file say where each figure is. Sheets for a press have no tags, so a drawing is looked
for wherever something is painted with its proportions and direction.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from publisher.verify.compare import Fault, FaultKind
from publisher.verify.meaning import meaning
from publisher.verify.perceived import drawn_alone, likeness, pdf_places
from publisher.verify.perceived.markup_meaning import letters
from publisher.verify.perceived.pdf_places import Box

if TYPE_CHECKING:
    from PIL.Image import Image

    from publisher.content.drawing import Drawing
    from publisher.plan.job import Job

_MOST = 1.1  # times as large as drawn labels may be, so that they can be read on paper
_PHOTOGRAPH = 0.3  # of a picture's colours that other inks may show otherwise
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

    def part(self, box: Box) -> likeness.Found:
        """The part of the picture in a box of the page."""
        scale = self.picture.width / max(self.media[2] - self.media[0], 1)
        left, right = ((x - self.media[0]) * scale for x in (box[0], box[2]))
        top, bottom = ((self.media[3] - y) * scale for y in (box[3], box[1]))
        return likeness.Found(self.picture, (left, top, right, bottom))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A drawing that the file must show: `block` is empty for a logo."""

    block: str
    title: str
    alt: str
    drawing: Drawing


@dataclass(frozen=True, slots=True)
class _Near:
    """The place on a sheet that is most similar to a drawing, but shows another picture."""

    share: float
    page: int
    found: likeness.Found
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
    codes: int = 0

    @cached_property
    def wanted(self) -> tuple[_Wanted, ...]:
        """Every figure, and the logo."""
        figures = meaning(self.job).figures
        brand = self.job.brand
        return (
            *(_Wanted(one.id, one.title.plain, one.alt.plain, one.file) for one in figures),
            _Wanted("", "", brand.name, brand.logo),
        )

    def on(self, shown: Shown) -> Iterator[Fault]:
        """What is wrong with the drawings and codes of one page."""
        if self.job.edition.scheme is None:
            yield from self._tagged(shown)
        else:
            self._anywhere(shown)
        yield from self._codes(shown)

    def missing(self) -> Iterator[Fault]:
        """The drawings that no page shows, after all pages were searched."""
        for one in self.wanted:
            if one.drawing.name not in self.seen:
                near = self.nearest.get(one.drawing.name)
                yield _fault(one, near.wrong(self._grounds) if near else "no page shows it")
        if self._has_code and not self.codes:
            detail = f"no page has a QR code that leads to {self._address}"
            yield Fault("", "", FaultKind.PICTURE, detail)

    # Tagged pages ---------------------------------------------------------------------------

    def _tagged(self, shown: Shown) -> Iterator[Fault]:
        for alt, box in pdf_places.figures(shown.page):
            if self._has_code and alt == self._address:
                continue  # which is read by `_codes`
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
        if not pdf_places.lies_within(box, shown.media):
            return "runs over the edge of the page"
        if box[2] - box[0] < pdf_places.LEAST_PT:
            return f"is {box[2] - box[0]:.0f} points wide, too small to be seen"
        found = shown.part(box)
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
        inks = self.job.edition.scheme is not None
        return drawn_alone.alone(one.drawing, self.job.brand, inks=inks, times=times)

    @cached_property
    def _grounds(self) -> tuple[likeness.Colour, ...]:
        return grounds(self.job)

    # Sheets ---------------------------------------------------------------------------------

    def _anywhere(self, shown: Shown) -> None:
        """Notes which drawings are painted correctly anywhere on a sheet."""
        waiting = [one for one in self.wanted if one.drawing.name not in self.seen]
        if not waiting:
            return
        matrices = tuple(pdf_places.painted_by(shown.page))
        for one in waiting:
            for box in pdf_places.places(one.drawing, matrices):
                if not pdf_places.lies_within(box, shown.media):
                    continue
                found, alone = shown.part(box), self._alone(shown, one, box)
                share = likeness.share_off(found, alone, self._grounds)
                if share <= (_PHOTOGRAPH if "<image" in one.drawing.svg else 0):
                    self.seen.add(one.drawing.name)
                    break
                near = self.nearest.get(one.drawing.name)
                if share < (near.share if near else _MOST_OFF):
                    near = _Near(share, shown.number, found.cut_out(), alone)
                    self.nearest[one.drawing.name] = near

    # Codes ----------------------------------------------------------------------------------

    @property
    def _has_code(self) -> bool:
        """Whether a code leads to the whole guide: on sheets for a press, and on a short sheet."""
        edition = self.job.edition
        has_one = edition.scheme is not None or edition.sides is not None
        return has_one and bool(self.job.brand.clinic.web)

    @property
    def _address(self) -> str:
        return f"https://{self.job.brand.clinic.web}/{self.job.condition.condition}"

    def _codes(self, shown: Shown) -> Iterator[Fault]:
        """QR codes that lead elsewhere, or that are where no layout has one."""
        import zxingcpp

        kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        # Where no code belongs, one that is large enough to be pointed at is looked for.
        greys = shown.greys if self._has_code else shown.greys.reduce(2)
        for code in zxingcpp.read_barcodes(greys, formats=kinds):
            detail = f"page {shown.number}: the QR code leads to {code.text or 'nothing'}"
            if code.text != self._address:
                yield Fault("", "", FaultKind.PICTURE, f"{detail}, not to {self._address}")
            elif not self._has_code:
                yield Fault("", "", FaultKind.ADDED, f"{detail}; no layout has one here")
            else:
                self.codes += 1


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
        if raw.FPDFText_IsGenerated(texts, n) == 1:
            continue
        raw.FPDFText_GetCharOrigin(texts, n, x, y)
        if not (box[0] < x.value < box[2] and box[1] < y.value < box[3]):
            continue
        raw.FPDFText_GetMatrix(texts, n, found)
        size = raw.FPDFText_GetFontSize(texts, n) * abs(found.d)
        smallest = min(smallest or size, size)
    drawn = min(drawing.label_sizes) * (box[2] - box[0]) / drawing.width
    return round(min(max(smallest / drawn, 1), _MOST), 2)
