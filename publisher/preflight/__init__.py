"""A finished PDF → whether a print shop can take it, and everything that was measured.

Any PDF, ours or not, is checked against PDF/X-4 (ISO 15930-7) and the Ghent Workgroup's limits of
2022. `judge` reads the file twice, on ways that share nothing: its objects and content streams
with pikepdf, its inks on Ghostscript's plates. It knows nothing of sources, brands or layouts.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pikepdf

from publisher.preflight import content, document, heaviest, plates, sheets
from publisher.preflight.document import Intent
from publisher.preflight.elements import PaintedImage, Path, ShownText
from publisher.preflight.geometry import MM
from publisher.preflight.interpreter import DAMAGED, PageContent, read, texts
from publisher.preflight.limits import Budget, check_size
from publisher.preflight.profile import DIGITAL, PROFILES, SHEETFED, PreflightProfile
from publisher.preflight.rules import broken
from publisher.preflight.separations import NotSeparated
from publisher.preflight.sheets import Boxes
from publisher.preflight.verdict import (
    Finding,
    FontMeasured,
    HeavyObject,
    ImageMeasured,
    InkCoverage,
    Measured,
    PageMeasured,
    Severity,
    UnreadablePdf,
    Verdict,
    box_mm,
    box_of,
    place,
)

__all__ = [
    "DIGITAL",
    "PROFILES",
    "SHEETFED",
    "Finding",
    "Measured",
    "PreflightProfile",
    "Severity",
    "UnreadablePdf",
    "Verdict",
    "judge",
]

_ERROR = Severity.ERROR
_ROUNDED = 0.15  # points: what a place loses that is told in tenths of a millimetre


@dataclass(frozen=True)
class _PageFindings:
    boxes: Boxes
    reading: PageContent
    ink: InkCoverage | None

    @property
    def heaviest(self) -> tuple[HeavyObject, ...]:
        """What lies at the heaviest point, the top object first; () without plates or ink."""
        if self.ink is None or not self.ink.most:
            return ()
        page = self.boxes.finished
        spot = box_of(self.ink.most_at, page).grown(_ROUNDED)
        inks = {name: percent / 100 for name, percent in self.ink.build}
        return heaviest.behind(self.reading.elements, spot, inks, page)


def judge(data: bytes, profile: PreflightProfile = SHEETFED, *, inks: bool = True) -> Verdict:
    """All that is wrong with the PDF, errors first, and what was measured.

    Without `inks` no plates are made, and no rule about ink is asked. Raises `UnreadablePdf` for
    what is no PDF, is locked, has no page, or asks for more than is read (see `limits`), and where
    Ghostscript is missing.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return _judge(pdf, data, profile, inks)
    except pikepdf.PasswordError as exc:
        raise UnreadablePdf("it is locked by a password", "save it without one") from exc
    except DAMAGED as exc:
        reason = re.sub(r"^stream <[^>]*>: ", "", (str(exc).splitlines() or ["damaged"])[0])[:120]
        raise UnreadablePdf(f"it cannot be read as a PDF ({reason})", "export it again") from exc


def _judge(pdf: pikepdf.Pdf, data: bytes, profile: PreflightProfile, inks: bool) -> Verdict:
    check_size(pdf)
    pages = list(pdf.pages)
    if not pages:
        raise UnreadablePdf("it has no pages", "export it again")
    boxes = [sheets.boxes(page) for page in pages]
    findings: list[Finding] = list(_part("document", document.identity(pdf)))
    intent = Intent()
    try:
        intent, wrong = document.intents(pdf, profile.severities["R0035"])
        findings += wrong
    except DAMAGED as exc:
        findings.append(_damaged("output intent", exc))
    findings += _part("objects", document.forbidden(pdf, profile))
    findings += _part("page boxes", sheets.judge(pages, boxes, profile))
    budget = Budget()
    contents = [read(page, box.media, budget) for page, box in zip(pages, boxes, strict=True)]
    ink: Sequence[InkCoverage | None] = [None] * len(pages)
    if inks:
        shown = [plates.PageArea(one.crop or one.media, one.printed, one.finished) for one in boxes]
        try:
            ink = plates.measure(data, shown, square_mm=profile.square_mm)
        except NotSeparated as exc:
            findings.append(broken("X01", _ERROR, str(exc), "Ghostscript draws it", what="plates"))
    read_pages = [
        _PageFindings(box, reading, plate)
        for box, reading, plate in zip(boxes, contents, ink, strict=True)
    ]
    for number, (page, one) in enumerate(zip(pages, read_pages, strict=True), 1):
        findings += _part("annotations", document.stray_annotations(page.obj, number), number)
        findings += _judge_page(one, number, profile, intent)
    findings += _spots(read_pages, profile)
    findings = list(dict.fromkeys(findings))
    findings.sort(key=lambda one: (one.severity is not _ERROR, one.page, one.rule, one.measured))
    measured = _measured(pdf, intent, read_pages)
    return Verdict(profile=profile.name, findings=tuple(findings), measured=measured)


def _judge_page(
    page: _PageFindings, number: int, profile: PreflightProfile, intent: Intent
) -> Iterator[Finding]:
    """What is wrong with the content of one page, and with its ink."""
    for fault in page.reading.faults:
        yield broken("X01", _ERROR, fault, "readable", page=number, what="content")
    yield from content.judge(page.reading.elements, number, page.boxes, profile)
    yield from _inked(page, number, profile, intent)


def _part(what: str, found: Iterator[Finding], page: int = 0) -> list[Finding]:
    """What a check finds; where the objects it reads are damaged, that too."""
    findings: list[Finding] = []
    try:
        findings.extend(found)
    except DAMAGED as exc:
        findings.append(_damaged(what, exc, page))
    return findings


def _damaged(what: str, exc: BaseException, page: int = 0) -> Finding:
    reason = (str(exc).splitlines() or [type(exc).__name__])[0][:120]
    return broken("X01", _ERROR, reason, "readable", page=page, what=what)


def _inked(
    page: _PageFindings, number: int, profile: PreflightProfile, intent: Intent
) -> Iterator[Finding]:
    """The rules about ink, by the plates; without plates a page is empty that paints nothing.

    Marks and slug outside the bleed do not make a page less empty.
    """
    gwg, ink = profile.severities, page.ink
    if _is_empty(page) and "R0005" in gwg:
        yield broken("R0005", gwg["R0005"], "0 % ink", "some ink", page=number, what="page")
    if ink is None:
        return
    # One percent for the eight bits of four plates.
    if "R0026" in gwg and ink.most_in_square > profile.ink_in_square + 1:
        yield broken(
            "R0026",
            gwg["R0026"],
            f"{ink.most_in_square:.0f} %",
            f"{profile.ink_in_square:g} %",
            page=number,
            what=_in_square(page, ink, profile),
            at=ink.square_at,
        )
    limit = profile.ink_limit(f"{intent.condition} {intent.profile}")
    if ink.most > limit + profile.ink_tolerance:
        yield broken(
            "X29",
            _ERROR,
            f"{ink.most:.0f} %",
            f"{limit:g} %",
            page=number,
            what=f"heaviest point: {heaviest.said(page.heaviest)}",
            at=ink.most_at,
        )


def _in_square(page: _PageFindings, ink: InkCoverage, profile: PreflightProfile) -> str:
    """The heaviest square, and the object that puts most ink on it."""
    centre = box_of(ink.square_at, page.boxes.finished)
    square = centre.grown(profile.square_mm * MM / 2)
    mostly = heaviest.most_covering(page.reading.elements, square, page.boxes.finished)
    named = f", mostly {heaviest.said((mostly,))}" if mostly else ""
    return f"square of {profile.square_mm:g} mm{named}"


def _is_empty(page: _PageFindings) -> bool:
    """Whether nothing is printed on a page."""
    if page.ink:
        return page.ink.most == 0
    return not any(
        not paint.colour.is_white and one.box.meets(page.boxes.finished)
        for one in page.reading.elements
        for paint in one.paints
    )


def _spots(pages: Sequence[_PageFindings], profile: PreflightProfile) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for number, page in enumerate(pages, 1):
        for name in _spots_of(page):
            first.setdefault(name, number)
    if len(first) > profile.spots and "R0020" in profile.severities:
        yield broken(
            "R0020",
            profile.severities["R0020"],
            f"{len(first)}: {', '.join(first)}",
            str(profile.spots),
            page=min(first.values()),
            what="spot colours",
        )


def _spots_of(page: _PageFindings) -> Iterator[str]:
    for element in page.reading.elements:
        for paint in element.paints:
            yield from paint.colour.space.spots


# Measurements --------------------------------------------------------------------------------


def _measured(pdf: pikepdf.Pdf, intent: Intent, pages: Sequence[_PageFindings]) -> Measured:
    fonts = {
        FontMeasured(text.font.name, text.font.kind, text.font.is_embedded): None
        for page in pages
        for text in texts(page.reading.elements)
    }
    return Measured(
        version=pdf.pdf_version,
        condition=intent.condition,
        profile=intent.profile,
        pages=tuple(_page_measured(number, page) for number, page in enumerate(pages, 1)),
        fonts=tuple(sorted(fonts, key=lambda font: (font.name, font.kind))),
        images=tuple(
            _image(number, element, page.boxes)
            for number, page in enumerate(pages, 1)
            for element in page.reading.elements
            if isinstance(element, PaintedImage)
        ),
        spots=tuple(dict.fromkeys(name for page in pages for name in _spots_of(page))),
        body_pt=_body_pt(text for page in pages for text in texts(page.reading.elements)),
    )


def _body_pt(shown: Iterable[ShownText]) -> float | None:
    letters: Counter[float] = Counter()
    for text in shown:
        letters[round(text.size_pt * 4) / 4] += len(text.says)
    return letters.most_common(1)[0][0] if letters else None


def _page_measured(number: int, page: _PageFindings) -> PageMeasured:
    boxes, elements = page.boxes, page.reading.elements
    words = list(texts(elements))
    colours = {paint.colour: None for text in words for paint in text.paints}
    known = [one.inks for one in colours]
    inks = dict.fromkeys(ink for laid in known if laid for ink in laid)
    lines = [
        width
        for element in elements
        if isinstance(element, Path)
        for width in (element.stroke_pt, element.filled_pt)
        if width is not None
    ]
    spaces = {str(paint.colour.space): None for one in elements for paint in one.paints}
    return PageMeasured(
        number=number,
        media=box_mm(boxes.media),
        crop=box_mm(boxes.crop or boxes.media),
        bleed=box_mm(boxes.bleed) if boxes.bleed else None,
        trim=box_mm(boxes.trim) if boxes.trim else None,
        art=box_mm(boxes.art) if boxes.art else None,
        ink=page.ink,
        heaviest=page.heaviest,
        text_inks=tuple(inks),
        # Colours such as RGB are not inks yet, and their build is unknown.
        text_on_black_plate_alone=None not in known and set(inks) <= {"Black"},
        smallest_text_pt=min((round(text.size_pt, 2) for text in words), default=None),
        thinnest_line_pt=min((round(width, 3) for width in lines), default=None),
        spaces=tuple(sorted(spaces)),
    )


def _image(number: int, picture: PaintedImage, boxes: Boxes) -> ImageMeasured:
    return ImageMeasured(
        page=number,
        width_px=picture.width_px,
        height_px=picture.height_px,
        bits=picture.bits,
        space=str(picture.space),
        ppi=(round(picture.ppi[0], 1), round(picture.ppi[1], 1)),
        place=place(picture.box, boxes.finished),
    )
