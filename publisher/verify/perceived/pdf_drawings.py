"""Drawings, logos and codes on the painted pages of a PDF → those that are not what they should be.

A tagged file says where each figure lies. Sheets for a press say nothing: there a drawing is
looked for wherever something is painted in the proportions and the direction of a drawing.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from publisher.verify.compare import Fault, FaultKind
from publisher.verify.meaning import meaning
from publisher.verify.perceived import drawn_alone, likeness
from publisher.verify.perceived.markup_meaning import letters

if TYPE_CHECKING:
    from PIL.Image import Image

    from publisher.content.drawing import Drawing
    from publisher.plan.job import Job

_Box = tuple[float, float, float, float]
_MOST = 1.1  # times as large as drawn labels may be, so that they can be read on paper
_MOST_OFF = 0.9  # of a drawing: more, and it is something else
_LEAST_PT = 24.0  # the least width of a drawing on a page


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as it is painted."""

    number: int
    page: Any
    """The page, by PDFium."""
    texts: Any
    """Its text page."""
    picture: Image
    greys: Image
    media: _Box
    """What the picture shows: left, bottom, right, top, in points."""

    def part(self, box: _Box) -> likeness.Found:
        """A box of the page in the picture."""
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
    """The place on a sheet that is most like a drawing, and yet another picture."""

    share: float
    page: int
    found: likeness.Found
    alone: drawn_alone.Alone

    def wrong(self, grounds: tuple[likeness.Colour, ...]) -> str:
        """What is wrong there."""
        return f"page {self.page}: {likeness.unlike(self.found, self.alone, grounds)}"


@dataclass
class Drawings:
    """The drawings of a job, looked for page by page."""

    job: Job
    seen: set[str] = field(default_factory=set)
    """The files that were found as they should be, or of which something else was said."""
    nearest: dict[str, _Near] = field(default_factory=dict)
    """For each file that no sheet showed yet, what is most like it."""
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
        """The drawings that no page shows, once all were looked at."""
        for one in self.wanted:
            if one.drawing.name not in self.seen:
                near = self.nearest.get(one.drawing.name)
                yield _fault(one, near.wrong(self._grounds) if near else "no page shows it")
        if self.job.edition.scheme is not None and not self.codes:
            detail = f"no page has a QR code that leads to {self._address}"
            yield Fault("", "", FaultKind.PICTURE, detail)

    # Tagged pages ---------------------------------------------------------------------------

    def _tagged(self, shown: Shown) -> Iterator[Fault]:
        for alt, box in figures(shown.page):
            one = next((w for w in self.wanted if letters(w.alt) == letters(alt)), None)
            if one is None:
                yield Fault("", alt, FaultKind.ADDED, f"page {shown.number}: a picture of nobody")
                continue
            self.seen.add(one.drawing.name)
            if box is None:
                yield _fault(one, f"page {shown.number}: does not say where it lies")
            elif wrong := self._wrong(shown, one, box):
                yield _fault(one, f"page {shown.number}: {wrong}")

    def _wrong(self, shown: Shown, one: _Wanted, box: _Box) -> str:
        """What is wrong with a drawing where it should lie; empty where nothing is."""
        if not self._lies_within(shown, box):
            return "runs over the edge of the page"
        if box[2] - box[0] < _LEAST_PT:
            return f"is {box[2] - box[0]:.0f} points wide, too small to be seen"
        found = shown.part(box)
        alone = self._alone(shown, one, box)
        if not likeness.unlike(found, alone, self._grounds):
            return ""
        others = {
            other.drawing.name: self._alone(shown, other, box)
            for other in self.wanted
            if other is not one
        }
        return likeness.unlike(found, alone, self._grounds, others)

    def _lies_within(self, shown: Shown, box: _Box) -> bool:
        low = all(box[n] > shown.media[n] - 1 for n in (0, 1))
        return low and all(box[n] < shown.media[n] + 1 for n in (2, 3))

    def _alone(self, shown: Shown, one: _Wanted, box: _Box) -> drawn_alone.Alone:
        """The drawing on its own, its labels as large as those on the page."""
        times = _growth(shown, one.drawing, box) if one.drawing.label_sizes else 1
        inks = self.job.edition.scheme is not None
        return drawn_alone.alone(one.drawing, self.job.brand, inks=inks, times=times)

    @cached_property
    def _grounds(self) -> tuple[likeness.Colour, ...]:
        """What a drawing may lie on: paper or a panel."""
        brand = self.job.brand
        if self.job.edition.scheme is None or brand.inks is None:
            roles = dict(brand.light.items())
        else:
            roles = {role: drawn_alone.on_screen(css) for role, css in brand.inks.items()}
        return tuple(likeness.rgb(roles[role]) for role in ("paper", "tint", "accent_tint"))

    # Sheets ---------------------------------------------------------------------------------

    def _anywhere(self, shown: Shown) -> None:
        """Notes which drawings are painted somewhere on a sheet, as they should be."""
        waiting = [one for one in self.wanted if one.drawing.name not in self.seen]
        if not waiting:
            return
        matrices = tuple(painted_by(shown.page))
        for one in waiting:
            for box in places(one.drawing, matrices):
                if not self._lies_within(shown, box):
                    continue
                found, alone = shown.part(box), self._alone(shown, one, box)
                share = likeness.share_off(found, alone, self._grounds)
                if not share:
                    self.seen.add(one.drawing.name)
                    break
                near = self.nearest.get(one.drawing.name)
                if share < (near.share if near else _MOST_OFF):
                    near = _Near(share, shown.number, found.cut_out(), alone)
                    self.nearest[one.drawing.name] = near

    # Codes ----------------------------------------------------------------------------------

    @property
    def _address(self) -> str:
        return f"https://{self.job.brand.clinic.web}/{self.job.condition.condition}"

    def _codes(self, shown: Shown) -> Iterator[Fault]:
        """Codes that lead elsewhere, or that are where no layout has one."""
        import zxingcpp

        kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        # Where no code belongs, one that is large enough to be pointed at is looked for.
        is_sheet = self.job.edition.scheme is not None
        greys = shown.greys if is_sheet else shown.greys.reduce(2)
        for code in zxingcpp.read_barcodes(greys, formats=kinds):
            detail = f"page {shown.number}: the QR code leads to {code.text or 'nothing'}"
            if code.text != self._address:
                yield Fault("", "", FaultKind.PICTURE, f"{detail}, not to {self._address}")
            elif not is_sheet:
                yield Fault("", "", FaultKind.ADDED, f"{detail}; no layout has one here")
            else:
                self.codes += 1


def _fault(one: _Wanted, detail: str) -> Fault:
    name = one.title or f"the logo of {one.alt}"
    return Fault(one.block, name, FaultKind.PICTURE, f"{one.drawing.name}: {detail}")


# Where drawings lie ---------------------------------------------------------------------------


def figures(page: Any) -> Iterator[tuple[str, _Box | None]]:
    """Alternative text and place of each figure that a page is tagged with."""
    from pypdfium2 import raw

    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return
    try:
        count = raw.FPDF_StructTree_CountChildren(tree)
        waiting = [raw.FPDF_StructTree_GetChildAtIndex(tree, n) for n in range(count)]
        while waiting:
            element = waiting.pop(0)
            if not element:
                continue
            kids = raw.FPDF_StructElement_CountChildren(element)
            # On the page where its caption goes on, a figure has no mark of its own.
            marked = (
                raw.FPDF_StructElement_GetChildMarkedContentID(element, n) for n in range(kids)
            )
            if _text(raw.FPDF_StructElement_GetType, element) == "Figure" and max(marked) >= 0:
                yield _text(raw.FPDF_StructElement_GetAltText, element), _place(element)
            waiting += [raw.FPDF_StructElement_GetChildAtIndex(element, n) for n in range(kids)]
    finally:
        raw.FPDF_StructTree_Close(tree)


def _text(get: Any, element: Any) -> str:
    size = get(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    get(element, buffer, size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def _place(element: Any) -> _Box | None:
    """The BBox of an element. Source: ISO 32000-1, 14.8.5.4.3."""
    from pypdfium2 import raw

    number = ctypes.c_float()
    for n in range(raw.FPDF_StructElement_GetAttributeCount(element)):
        attribute = raw.FPDF_StructElement_GetAttributeAtIndex(element, n)
        value = raw.FPDF_StructElement_Attr_GetValue(attribute, b"BBox")
        if not value or raw.FPDF_StructElement_Attr_CountChildren(value) != 4:
            continue
        edges = []
        for at in range(4):
            edge = raw.FPDF_StructElement_Attr_GetChildAtIndex(value, at)
            raw.FPDF_StructElement_Attr_GetNumberValue(edge, number)
            edges.append(number.value)
        return edges[0], edges[1], edges[2], edges[3]
    return None


def painted_by(page: Any) -> Iterator[tuple[float, ...]]:
    """The matrix of each path of a page, each once, forms in forms included."""
    from pypdfium2 import raw

    seen: set[tuple[float, ...]] = set()
    for one in page.get_objects(max_depth=1):
        for matrix in _matrices(one.raw, (1, 0, 0, 1, 0, 0), raw, 0):
            key = tuple(round(part, 3) for part in matrix)
            if key not in seen:
                seen.add(key)
                yield key


def _matrices(one: Any, around: tuple[float, ...], raw: Any, depth: int) -> Iterator[Any]:
    kind = raw.FPDFPageObj_GetType(one)
    if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM):
        return
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(one, found)
    matrix = _times((found.a, found.b, found.c, found.d, found.e, found.f), around)
    if kind == raw.FPDF_PAGEOBJ_PATH:
        yield matrix
    elif depth < 8:
        for n in range(raw.FPDFFormObj_CountObjects(one)):
            yield from _matrices(raw.FPDFFormObj_GetObject(one, n), matrix, raw, depth + 1)


def _times(first: tuple[float, ...], then: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = first
    u, v, w, x, y, z = then
    return (
        a * u + b * w,
        a * v + b * x,
        c * u + d * w,
        c * v + d * x,
        e * u + f * w + y,
        e * v + f * x + z,
    )


def places(drawing: Drawing, matrices: tuple[tuple[float, ...], ...]) -> Iterator[_Box]:
    """Where a drawing may lie, by the matrices that paths are painted with."""
    own = _first_transform(drawing)
    left, top, width, height = drawing.viewbox
    for matrix in matrices:
        a, b, c, d, e, f = _times(own, matrix)
        # Upright, its units as wide as they are high: anything else is another thing.
        if a <= 0 or abs(b) > 0.01 * a or abs(c) > 0.01 * a or abs(a + d) > 0.01 * a:
            continue
        if width * a >= _LEAST_PT:
            x, y = e + left * a, f - top * a
            yield x, y - height * a, x + width * a, y


_CALL = re.compile(r"(matrix|translate|scale|rotate)\s*\(([^)]*)\)")
_PATHS = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon")


def _first_transform(drawing: Drawing) -> tuple[float, ...]:
    """What undoes the transforms around the first shape of a drawing."""
    import pikepdf
    from lxml import etree

    root = etree.fromstring(drawing.svg)
    matrix = pikepdf.Matrix()
    for shape in root.iter(*(f"{{*}}{name}" for name in _PATHS)):
        around = [shape, *shape.iterancestors()]
        if any(str(one.tag).endswith(("}defs", "}clipPath")) for one in around):
            continue
        for one in around:
            for name, numbers in reversed(_CALL.findall(one.get("transform", ""))):
                parts = [float(part) for part in re.findall(r"-?[\d.]+(?:e-?\d+)?", numbers)]
                matrix = matrix @ _transform(name, parts)
        break
    return tuple(matrix.inverse().shorthand)


def _transform(name: str, parts: list[float]) -> Any:
    import pikepdf

    match name:
        case "matrix":
            return pikepdf.Matrix(*parts)
        case "translate":
            return pikepdf.Matrix().translated(parts[0], parts[1] if parts[1:] else 0)
        case "scale":
            return pikepdf.Matrix().scaled(parts[0], parts[-1])
        case _:
            x, y = parts[1:] or (0, 0)
            # Degrees that turn the other way, as y grows downwards here.
            turned = pikepdf.Matrix().rotated(parts[0])
            to, back = (pikepdf.Matrix().translated(s * x, s * y) for s in (-1, 1))
            return to @ turned @ back


def _growth(shown: Shown, drawing: Drawing, box: _Box) -> float:
    """How many times as large as drawn the labels of a drawing are on a page, in steps."""
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
