"""The rules about what a page paints: text, lines, shapes, pictures and their colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from publisher.errors import shortened
from publisher.preflight import colour
from publisher.preflight.colour import Colour, Space
from publisher.preflight.elements import (
    Paint,
    PaintedElement,
    PaintedImage,
    Path,
    Shading,
    ShownText,
)
from publisher.preflight.geometry import MM, Box
from publisher.preflight.grounds import texts_on_grounds
from publisher.preflight.profile import PreflightProfile
from publisher.preflight.rules import broken
from publisher.preflight.sheets import Boxes
from publisher.preflight.verdict import Finding, Severity, place

_BAR = 6  # in points: anything wider is not a line
_ENOUGH, _MANY = 200, 2000  # areas short of the bleed, and areas that may cover for them
_PLATES = 2  # of a ground that a small text may leave open
_SHOWS = 0.1  # of full ink: less of it beside a letter is not seen
_HAIR = 0.3  # points: closer than this, two edges are one to the eye


class _BrokenRule(NamedTuple):
    """A rule that one element breaks; ours bring their severity, GWG's come with the profile."""

    rule: str
    measured: str
    limit: str
    severity: Severity | None = None
    at: Box | None = None


@dataclass
class _First:
    """The first element that breaks a rule in one way, and how many do."""

    finding: Finding
    count: int = 1


def judge(
    elements: Iterable[PaintedElement], page: int, sheet: Boxes, profile: PreflightProfile
) -> Iterator[Finding]:
    """What is wrong with the elements of one page; what is wrong alike is said once."""
    found: dict[tuple[object, ...], _First] = {}
    elements = list(elements)
    faults = [(one, fault) for one in elements for fault in _faults(one, sheet, profile)]
    faults += _reversed_out(elements, sheet, profile)
    faults += _short_of_bleed(elements, sheet, profile)
    for element, fault in faults:
        severity = fault.severity or profile.severities.get(fault.rule)
        if severity is None:
            continue
        key = (fault.rule, fault.measured, fault.limit)
        if key in found:
            found[key].count += 1
            continue
        found[key] = _First(
            broken(
                fault.rule,
                severity,
                fault.measured,
                fault.limit,
                page=page,
                what=describe(element),
                at=place(fault.at or element.box, sheet.finished),
            )
        )
    for first in found.values():
        yield replace(first.finding, count=first.count)


def describe(element: PaintedElement) -> str:
    """The element in words that lead a person to it."""
    paint = f", {element.paints[0].colour}" if element.paints else ""
    match element:
        case ShownText():
            words = " ".join(element.says.split())
            words = shortened(words, 30)
            named = f"text “{words}”" if words else "text"
            return f"{named}, {element.size_pt:.4g} pt {element.font.name}{paint}"
        case PaintedImage():
            return f"picture of {element.width_px} × {element.height_px} px{paint}"
        case Path() if (width := _line(element)) is not None and width < _BAR:
            return f"line of {width:.3g} pt{paint}"
        case Shading():
            return f"gradient{paint}"
        case _:
            return f"shape{paint}"


def _line(path: Path) -> float | None:
    widths = [width for width in (path.stroke_pt, path.filled_pt) if width is not None]
    return min(widths, default=None)


def _faults(
    element: PaintedElement, sheet: Boxes, profile: PreflightProfile
) -> Iterator[_BrokenRule]:
    yield from _colours(element, profile)
    match element:
        case ShownText():
            yield from _text(element, profile)
            yield from _edge(element, sheet, profile)
        case Path():
            yield from _path(element, profile)
        case PaintedImage():
            yield from _picture(element, profile)
        case _:
            pass
    if element.overlaps and not isinstance(element, PaintedImage):
        for paint in element.paints:
            if paint.overprints and paint.colour.space.family == "DeviceGray":
                yield _BrokenRule("R0013", "overprints", "knocks out")


# Colours -------------------------------------------------------------------------------------


def _colours(element: PaintedElement, profile: PreflightProfile) -> Iterator[_BrokenRule]:
    is_photo = isinstance(element, PaintedImage) and element.bits != 1
    for used in {paint.colour.space: None for paint in element.paints}:
        if any("All" in one.names for one in used.all):
            yield _BrokenRule("R0024", "All", "no registration colour")
        if profile.pictures_may_be_rgb and "R0028" in profile.severities:
            for one in _not_intermediate(used, is_photo):
                yield _BrokenRule("R0028", str(one), "tagged RGB in pictures only")
        else:
            for one in colour.foreign(used):
                yield _BrokenRule("R0027", str(one), "DeviceCMYK, DeviceGray, inks")


def _not_intermediate(used: Space, is_photo: bool) -> Iterator[Space]:
    """The spaces that intermediate binding does not allow (GWG R0028)."""
    for nth, one in enumerate(used.all):
        # The base of an indexed picture is what it is painted in; that of an ink is only behind.
        intended = nth == 0 or used.family in ("Indexed", "Pattern")
        match one.family:
            case "DeviceRGB" | "CalGray":
                yield one
            case "ICCBased" if one.components != 3 or (intended and not is_photo):
                yield one
            case "CalRGB" | "Lab" | "JPXDecode" if intended and not is_photo:
                yield one


# Text ----------------------------------------------------------------------------------------


def _text(text: ShownText, profile: PreflightProfile) -> Iterator[_BrokenRule]:
    size = f"{text.size_pt:.4g} pt"
    if not text.font.is_embedded:
        yield _BrokenRule("X22", f"{text.font.name} not embedded", "embedded", Severity.ERROR)
    if text.font.name == "Courier":
        yield _BrokenRule("R0014", "Courier", "another font")
    if text.overlaps and text.size_pt < profile.black_text_pt - 0.005:
        limit = f"100K under {profile.black_text_pt:g} pt overprints"
        yield from _must_overprint("R0009", text, size, limit)
        if any(paint.colour.space.family == "DeviceGray" for paint in text.paints):
            yield _BrokenRule("R0011", f"{size} in DeviceGray", "DeviceCMYK")
    for paint in text.paints:
        if paint.colour.is_white:
            if text.overlaps and paint.overprints:
                yield _BrokenRule("R0007", "white overprints", "knocks out")
            if text.overlaps and text.size_pt < profile.white_text_pt - 0.005:
                yield _BrokenRule("R0016", size, f"{profile.white_text_pt:g} pt")
        elif _several(paint) and text.size_pt < profile.multi_ink_text_pt - 0.005:
            yield _BrokenRule(
                "R0017", f"{size}, {paint.colour}", f"{profile.multi_ink_text_pt:g} pt"
            )
        elif text.size_pt < profile.solid_text_pt + 0.005 and _is_screened(paint):
            limit = f"black alone up to {profile.solid_text_pt:g} pt"
            yield _BrokenRule("X31", f"{size}, {paint.colour}", limit, Severity.WARNING)
    if text.fill and text.fill.colour.space.family in ("DeviceCMYK", "DeviceN"):
        inks = text.fill.colour.inks or {}
        black, total = profile.rich_black
        much = sum(inks.get(name, 0) for name in colour.PROCESS)
        if inks.get("Black", 0) >= black and much > total + colour.NEARLY:
            yield _BrokenRule(
                "R0015", f"{much * 100:.0f} %", f"{total * 100:.0f} % where K is {black * 100:g} %"
            )


def _must_overprint(
    rule: str, element: ShownText | Path, size: str, limit: str
) -> Iterator[_BrokenRule]:
    """What is 100K, not gray, and knocks out, or overprints in the wrong mode."""
    for paint in element.paints:
        family = paint.colour.space.family
        if not paint.colour.is_black or family == "DeviceGray":
            continue
        if not paint.overprints:
            yield _BrokenRule(rule, f"{size} knocks out", limit)
        elif family == "DeviceCMYK" and element.overprint_mode != 1:
            yield _BrokenRule(rule, f"{size} overprints with OPM 0", f"{limit}, OPM 1")


def _several(paint: Paint) -> bool:
    return paint.colour.inks is not None and len(paint.colour.inks) > 1


def _is_screened(paint: Paint) -> bool:
    """Whether a text is made of dots, or of more than one plate; unknown colours are not asked."""
    inks = paint.colour.inks
    return bool(inks) and not paint.colour.is_black


def _reversed_out(
    elements: list[PaintedElement], sheet: Boxes, profile: PreflightProfile
) -> Iterator[tuple[PaintedElement, _BrokenRule]]:
    """Small text that leaves open more plates of its ground than can be kept in register."""
    for text, ground in texts_on_grounds(elements):
        if ground is None or text.fill is None or not text.box.meets(sheet.finished):
            continue
        size, limit = text.size_pt, f"{_PLATES} inks under {profile.reversed_text_pt:g} pt"
        if size < profile.reversed_text_pt - 0.005 and _opened(text.fill, ground) > _PLATES:
            measured = f"{size:.4g} pt out of {ground}"
            yield text, _BrokenRule("X32", measured, limit, Severity.WARNING)


def _opened(paint: Paint, ground: Colour) -> int:
    """How many plates of a darker ground a text leaves open; 0 for one that is not lighter."""
    inks, below = paint.colour.inks, ground.inks
    if inks is None or below is None or paint.overprints:
        return 0
    if sum(inks.values()) >= sum(below.values()):
        return 0
    return sum(below[name] - inks.get(name, 0.0) > _SHOWS for name in below)


def _edge(text: ShownText, sheet: Boxes, profile: PreflightProfile) -> Iterator[_BrokenRule]:
    """Text over the trim or too close to it; text entirely in the slug is for the printer."""
    page = sheet.finished
    if not text.box.meets(page):
        return
    gaps = {
        "left": text.box.left - page.left,
        "top": page.top - text.box.top,
        "right": page.right - text.box.right,
        "bottom": text.box.bottom - page.bottom,
    }
    side = min(gaps, key=lambda name: gaps[name])
    gap = round(gaps[side] / MM, 1) + 0.0
    if gap < 0:
        yield _BrokenRule("X27", f"{-gap:g} mm over {side} trim", "0 mm", Severity.WARNING)
    elif gap < profile.safety_mm:
        limit = f"{profile.safety_mm:g} mm"
        yield _BrokenRule("X28", f"{gap:g} mm from {side} trim", limit, Severity.WARNING)


# Lines and shapes ----------------------------------------------------------------------------


def _path(path: Path, profile: PreflightProfile) -> Iterator[_BrokenRule]:
    for paint, width in ((path.stroke, path.stroke_pt), (path.fill, path.filled_pt)):
        if paint is None:
            continue
        if path.overlaps and paint.overprints and paint.colour.is_white:
            yield _BrokenRule("R0008", "white overprints", "knocks out")
        if width is None:
            continue
        alone = replace(path, stroke=paint, fill=None)
        size = f"{width:.3g} pt"
        if path.overlaps and width < profile.black_line_pt - 0.005:
            limit = f"100K under {profile.black_line_pt:g} pt overprints"
            yield from _must_overprint("R0010", alone, size, limit)
            if paint.colour.space.family == "DeviceGray":
                yield _BrokenRule("R0012", f"{size} in DeviceGray", "DeviceCMYK")
        if width < profile.line_pt - 0.005:
            if path.overlaps and paint.colour.is_white:
                yield _BrokenRule("R0018", size, f"{profile.line_pt:g} pt")
            elif _several(paint):
                yield _BrokenRule("R0019", f"{size}, {paint.colour}", f"{profile.line_pt:g} pt")


def _short_of_bleed(
    elements: list[PaintedElement], sheet: Boxes, profile: PreflightProfile
) -> Iterator[tuple[PaintedElement, _BrokenRule]]:
    """Areas that reach the trim but end before the bleed does: white slivers after the cut."""
    page, bleed = sheet.finished, profile.bleed_mm * MM
    inked = [
        (element, part)
        for element in elements
        if not all(paint.colour.is_white for paint in element.paints)
        for part in _areas(element)
    ]
    half = page.grown(bleed / 2)
    covering = _covering_half_the_bleed([part for _, part in inked], half)
    short = 0
    for element, part in inked:
        seen = part.within(page)
        if seen is None or short > _ENOUGH:
            continue
        for side, beyond, spot in _beyond_the_trim(part, seen, page, half):
            if not -_HAIR <= beyond < bleed - _HAIR:
                continue
            others = covering[side][:_MANY]
            if any(other.holds(spot) for other in others if other is not part):
                continue
            short += 1
            yield (
                element,
                _BrokenRule(
                    "X26",
                    f"{max(0, beyond) / MM:.1f} mm over {side} trim",
                    f"{profile.bleed_mm:g} mm",
                    Severity.WARNING,
                    part,
                ),
            )


def _covering_half_the_bleed(parts: list[Box], half: Box) -> dict[str, list[Box]]:
    """By side: the areas that cover the middle of the bleed there, `half`."""
    return {
        "left": [part for part in parts if part.left <= half.left],
        "top": [part for part in parts if part.top >= half.top],
        "right": [part for part in parts if part.right >= half.right],
        "bottom": [part for part in parts if part.bottom <= half.bottom],
    }


def _beyond_the_trim(
    part: Box, seen: Box, page: Box, half: Box
) -> tuple[tuple[str, float, Box], ...]:
    """By side: how far an area goes beyond the trim, and the point of `half` beside its middle.

    `seen` is the part of the area that is on the page.
    """
    x, y = (seen.left + seen.right) / 2, (seen.bottom + seen.top) / 2
    return (
        ("left", page.left - part.left, Box(half.left, y, half.left, y)),
        ("top", part.top - page.top, Box(x, half.top, x, half.top)),
        ("right", part.right - page.right, Box(half.right, y, half.right, y)),
        ("bottom", page.bottom - part.bottom, Box(x, half.bottom, x, half.bottom)),
    )


def _areas(element: PaintedElement) -> tuple[Box, ...]:
    if isinstance(element, Path):
        return element.parts
    return () if isinstance(element, ShownText) else (element.box,)


# Pictures ------------------------------------------------------------------------------------


def _picture(picture: PaintedImage, profile: PreflightProfile) -> Iterator[_BrokenRule]:
    if max(picture.width_px, picture.height_px) <= profile.small_px:
        return
    rule, (error, warning) = (
        ("R0032", profile.bitmap_ppi) if picture.bits == 1 else ("R0031", profile.ppi)
    )
    ppi = min(picture.ppi)
    if ppi <= warning:
        coarse = ppi <= error
        severity = Severity.ERROR if coarse else Severity.WARNING
        yield _BrokenRule(
            rule, f"{ppi:.0f} ppi", f"over {error if coarse else warning} ppi", severity
        )
