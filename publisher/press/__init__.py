"""Pages → sheets that a print shop takes: imposed, marked, in ink alone, PDF/X-4.

Page i of what comes in is panel i in reading order, or page i of a booklet, with its trim and its
bleed. The press knows sheets and inks; it does not depend on what is on the pages.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

    from publisher.brand.fonts import Family
    from publisher.brand.inks import IccProfile
    from publisher.edition.scheme import Scheme, SheetSize
    from publisher.press.impose import Flat
    from publisher.press.pdfx import About


def press(
    pages: bytes, scheme: Scheme, paper: str, about: About, profile: IccProfile, family: Family
) -> bytes:
    """The finished file. `family` sets the line outside the bleed.

    Raises `BadOutput` where pages do not fit their sheet or hold what cannot be put in ink, and
    `BadInput` where the profile is not there.
    """
    import pikepdf

    from publisher.press import impose, ink, marks, pdfx

    sheet = scheme.sheet(paper)
    icc = profile.read()
    with pikepdf.open(io.BytesIO(pages)) as document:
        flats = impose.plan(scheme, paper, len(document.pages))
        margin = marks.margin_mm(sheet, marks=scheme.print.marks)
        sheets = impose.impose(document, flats, sheet.bleed_mm, margin)
        if scheme.print.marks:
            for page, flat in zip(sheets.pages, flats, strict=True):
                _draw(sheets, page, flat, sheet, margin)
            if scheme.print.slug:
                lines = tuple(_line(about, flat, n, len(flats)) for n, flat in enumerate(flats, 1))
                _write(sheets, flats, lines, margin, family)
        ink.to_inks(sheets, icc)
        return pdfx.finish(sheets, about, profile)


def _draw(
    sheets: pikepdf.Pdf, page: pikepdf.Page, flat: Flat, sheet: SheetSize, margin: float
) -> None:
    """Puts the marks around one side."""
    from publisher.press import marks
    from publisher.press.impose import pt

    at = f"q 1 0 0 1 {pt(margin)} {pt(margin)} cm\n"
    drawn = f"{at}{marks.strokes(flat, sheet.bleed_mm)}\nQ\n"
    page.contents_add(sheets.make_stream(drawn.encode()))


def _line(about: About, flat: Flat, number: int, count: int) -> str:
    """What the line outside the bleed says of one side."""
    job = about.identifier.removeprefix("urn:publisher:")
    panels = " | ".join(laid.name for laid in sorted(flat.laid, key=_across))
    name = flat.name if panels in flat.name.split() else f"{flat.name}: {panels}"
    return f"{job} · {about.stamp:%Y-%m-%d} · {name} · {number}/{count}"


def _across(laid: object) -> tuple[float, float]:
    from publisher.press.impose import Laid

    assert isinstance(laid, Laid)
    return laid.left_mm, -laid.bottom_mm


def _write(
    sheets: pikepdf.Pdf,
    flats: tuple[Flat, ...],
    lines: tuple[str, ...],
    margin: float,
    family: Family,
) -> None:
    """Puts its line at the foot of every side, below the marks."""
    import pikepdf

    from publisher.press import impose, marks

    widths = tuple(flat.size_mm[0] for flat in flats)
    with pikepdf.open(io.BytesIO(marks.slugs(lines, widths, family))) as strips:
        for page, strip in zip(sheets.pages, strips.pages, strict=True):
            page.obj.Resources.XObject["/Slug"] = sheets.copy_foreign(impose.form(strips, strip))
            x, y = impose.pt(margin), impose.pt(marks.SLUG_AT_MM)
            page.contents_add(sheets.make_stream(f"q 1 0 0 1 {x} {y} cm /Slug Do Q\n".encode()))
