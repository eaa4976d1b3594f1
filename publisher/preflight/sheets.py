"""The boxes of each page and the rules about them (ISO 32000-1, 14.11.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pikepdf

from publisher.preflight.geometry import MM, Box, box
from publisher.preflight.interpreter import DAMAGED
from publisher.preflight.profile import PreflightProfile
from publisher.preflight.rules import broken
from publisher.preflight.verdict import Finding, Severity

_SAME = 0.05  # points: what rounding in a layout program leaves
_A4 = Box(0, 0, 595.276, 841.89)


@dataclass(frozen=True, kw_only=True)
class Boxes:
    """The boxes that a page gives; None for those it does not."""

    media: Box
    crop: Box | None
    bleed: Box | None
    trim: Box | None
    art: Box | None
    damaged: tuple[str, ...] = ()

    @property
    def finished(self) -> Box:
        """The page as it is cut."""
        return self.trim or self.art or self.crop or self.media

    @property
    def printed(self) -> Box:
        """As far as ink matters: the bleed, which falls back on the crop box."""
        return self.bleed or self.crop or self.media


def boxes(page: pikepdf.Page) -> Boxes:
    """The boxes of `page`; one that is no rectangle counts as missing and is named."""
    damaged: list[str] = []

    def read(key: str) -> Box | None:
        try:
            value: Any = page.obj.get(key)
            found = box(value) if value is not None else None
        except DAMAGED:
            damaged.append(key)
            return None
        if found is not None and (found.width <= 0 or found.height <= 0):
            damaged.append(key)
            return None
        return found

    media = read("/MediaBox")
    if media is None and "/MediaBox" not in damaged:
        damaged.append("/MediaBox")
    crop, bleed, trim, art = map(read, ("/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"))
    return Boxes(
        media=media or _A4, crop=crop, bleed=bleed, trim=trim, art=art, damaged=tuple(damaged)
    )


def _mm(points: float) -> str:
    return f"{round(points / MM, 2) + 0.0:g} mm"


def _size(one: Box) -> str:
    return f"{one.width / MM:.1f} × {one.height / MM:.1f} mm"


def _same(one: Box, other: Box) -> bool:
    return one.holds(other, _SAME) and other.holds(one, _SAME)


def judge(
    pages: Sequence[pikepdf.Page], sheets: Sequence[Boxes], profile: PreflightProfile
) -> Iterator[Finding]:
    """What is wrong with the boxes, page by page."""
    for number, (page, sheet) in enumerate(zip(pages, sheets, strict=True), 1):
        for finding in _page(page.obj, sheet, sheets[0], profile):
            yield replace(finding, page=number)


def _page(page: Any, sheet: Boxes, first: Boxes, profile: PreflightProfile) -> Iterator[Finding]:
    gwg, error = profile.severities, Severity.ERROR
    for key in sheet.damaged:
        yield broken("X01", error, "not a rectangle", "four numbers", what=key[1:])
    if max(abs(sheet.media.left), abs(sheet.media.bottom)) > _SAME:
        start = f"{_mm(sheet.media.left)}, {_mm(sheet.media.bottom)}"
        yield broken("X30", Severity.WARNING, start, "0 mm, 0 mm", what="MediaBox")
    if "/UserUnit" in page:
        yield broken("R0002", gwg["R0002"], f"UserUnit {page.UserUnit}", "none", what="page")
    if sheet.crop and not _same(sheet.crop, sheet.media):
        yield broken("R0003", gwg["R0003"], _size(sheet.crop), _size(sheet.media), what="CropBox")
    if rotated := int(page.get("/Rotate", 0)) % 360:
        yield broken("R0004", gwg["R0004"], f"Rotate {rotated}", "0", what="page")
    ours, theirs = sheet.finished, first.finished
    if max(abs(ours.width - theirs.width), abs(ours.height - theirs.height)) > 2 * _SAME:
        yield broken(
            "R0004", gwg["R0004"], _size(ours), f"{_size(theirs)}, as page 1", what="TrimBox"
        )
    if bool(sheet.trim) == bool(sheet.art):
        both = "both" if sheet.trim else "neither"
        yield broken("X23", error, both, "one of them", what="TrimBox, ArtBox")
    yield from _nesting(sheet)
    # Without a BleedBox the bleed is the crop box, without that the media box.
    gaps = _gaps(sheet.finished, sheet.printed)
    if min(gaps.values()) < profile.bleed_mm * MM - _SAME:
        side = min(gaps, key=lambda name: gaps[name])
        yield broken(
            "X25",
            Severity.WARNING,
            _mm(max(0, gaps[side])),
            f"{profile.bleed_mm:g} mm",
            what=f"bleed, {side}",
        )


def _nesting(sheet: Boxes) -> Iterator[Finding]:
    chain = (
        ("TrimBox", sheet.trim, "BleedBox", sheet.bleed),
        ("ArtBox", sheet.art, "BleedBox", sheet.bleed),
        ("TrimBox", sheet.trim, "MediaBox", sheet.media),
        ("ArtBox", sheet.art, "MediaBox", sheet.media),
        ("BleedBox", sheet.bleed, "MediaBox", sheet.media),
    )
    for inner, small, outer, large in chain:
        if small and large and not large.holds(small, _SAME):
            beyond = -min(_gaps(small, large).values())
            yield broken(
                "X24", Severity.ERROR, f"{_mm(beyond)} beyond", f"within {outer}", what=inner
            )


def _gaps(inner: Box, outer: Box) -> dict[str, float]:
    return {
        "left": inner.left - outer.left,
        "top": outer.top - inner.top,
        "right": outer.right - inner.right,
        "bottom": inner.bottom - outer.bottom,
    }
