"""QR codes on the painted pages of a PDF → those that lead elsewhere, or that nobody gave.

One may lead to the whole guide, on sheets for a press and on a short sheet. Each recording has one
wherever it is on paper, with the same address beside it in letters.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from publisher.content.model import Recording, recordings
from publisher.units import PT_PER_MM
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.expect import guide_path
from publisher.verify.extract import sheets
from publisher.verify.extract.right_to_left import glyphs_of, runs_left, sight_lines
from publisher.verify.meaning import meaning
from publisher.verify.perceived.markup_meaning import letters

if TYPE_CHECKING:
    from publisher.plan.job import Job
    from publisher.verify.perceived.pdf_drawings import Shown
    from publisher.verify.perceived.pdf_shapes import Box


@dataclass
class QrCodes:
    """Reads the codes of a job, page by page."""

    job: Job
    of_guide: int = 0
    """How often the code that leads to the guide was found."""
    played: set[str] = field(default_factory=set)
    """The recordings whose codes were found, by their blocks."""

    @cached_property
    def recorded(self) -> dict[str, list[Recording]]:
        """The recordings that the file shows, by their web address."""
        found: dict[str, list[Recording]] = {}
        for one in recordings(meaning(self.job).blocks):
            found.setdefault(one.url, []).append(one)
        return found

    @property
    def has_guide(self) -> bool:
        """Whether a code leads to the whole guide: on sheets for a press, and on a short sheet."""
        edition = self.job.edition
        has_one = edition.scheme is not None or edition.sides is not None
        return has_one and bool(self.job.brand.clinic.web)

    @property
    def address(self) -> str:
        """Where the guide is."""
        return f"https://{self.job.brand.clinic.web}/{guide_path(self.job)}"

    def is_one(self, alt: str) -> bool:
        """Whether a picture with this alternative text is a code."""
        return alt in self.recorded or (self.has_guide and alt == self.address)

    def on(self, shown: Shown, places: list[Box]) -> Iterator[Fault]:
        """QR codes that lead elsewhere, or are where no layout has one; the others' places."""
        import zxingcpp

        kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        # Where no code belongs, one that is large enough to be pointed at is looked for.
        has_one = self.has_guide or self.recorded
        greys = shown.greys if has_one else shown.greys.reduce(2)
        for code in zxingcpp.read_barcodes(greys, formats=kinds):
            place = shown.place_of(code.position)
            if wrong := self._wrong(code.text, shown, place):
                detail = f"page {shown.number}: the QR code leads to {code.text or 'nothing'}"
                kind = FaultKind.PICTURE if has_one else FaultKind.ADDED
                yield Fault("", "", kind, f"{detail}{wrong}")
            else:
                places.append(place)

    def missing(self) -> Iterator[Fault]:
        """The codes that no page has, after all pages were searched."""
        if self.has_guide and not self.of_guide:
            detail = f"no page has a QR code that leads to {self.address}"
            yield Fault("", "", FaultKind.PICTURE, detail)
        for one in (one for same in self.recorded.values() for one in same):
            if one.id not in self.played:
                detail = f"no page has a QR code at it that leads to {one.url}"
                yield Fault(one.id, one.title.plain, FaultKind.PICTURE, detail)

    def _wrong(self, url: str, shown: Shown, place: Box) -> str:
        """What is wrong with a code that leads to `url`; empty where nothing is, and noted."""
        is_guide = self.has_guide and url == self.address
        if url in self.recorded and self._says(shown, place, url):
            waiting = (one for one in self.recorded[url] if one.id not in self.played)
            if (one := next(waiting, None)) is None:
                return ", as another one does"
            self.played.add(one.id)
        elif is_guide:
            self.of_guide += 1
        elif url in self.recorded:
            return ", and another address stands beside it"
        elif self.has_guide or self.recorded:
            known = [*([self.address] if self.has_guide else []), *self.recorded]
            return f", not to {' or '.join(known)}"
        else:
            return "; no layout has one here"
        return ""

    def _says(self, shown: Shown, place: Box, url: str) -> bool:
        """Whether the address of a recording stands beside its code, or right below it."""
        _, bottom, _, top = place
        left, right = self._bounds(shown, place)
        near = left, bottom - 2 * (top - bottom), right, top
        return _bare(url.removeprefix("https://")) in _bare(_words_in(shown, near))

    def _bounds(self, shown: Shown, place: Box) -> tuple[float, float]:
        """Left and right of the page or panel that a code is on."""
        if self.job.edition.scheme is None:
            return shown.media[0], shown.media[2]
        start = shown.page.get_trimbox()[0]
        paper, sides = self.job.brand.paper.name.lower(), len(shown.page.pdf)
        for one in sheets.windows(self.job.edition.scheme, paper, sides):
            left, right = (start + x * PT_PER_MM for x in (one.left, one.right))
            if one.page + 1 == shown.number and left <= (place[0] + place[2]) / 2 <= right:
                return left, right
        return shown.media[0], shown.media[2]


def _bare(text: str) -> str:
    """A text without hyphens, of which PDFium says otherwise at the end of a line."""
    return re.sub("[-\x02\ufffe\u00ad]", "", letters(text))


def _words_in(shown: Shown, box: Box) -> str:
    """The words of a page in a box; of a page from right to left, those of each line by sight."""
    from pypdfium2 import raw

    left, bottom, right, top = box
    if runs_left(shown.texts.get_text_range()):
        glyphs = glyphs_of(shown.texts)
        inside = [one for one in glyphs if left <= one.x <= right and bottom <= one.y <= top]
        return "\n".join(line.text for line in sight_lines(inside))
    size = raw.FPDFText_GetBoundedText(shown.texts, left, top, right, bottom, None, 0)
    buffer = (ctypes.c_ushort * size)()
    raw.FPDFText_GetBoundedText(shown.texts, left, top, right, bottom, buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
