"""Which objects lie where the ink is heaviest, so that a person knows what to change.

The plates say what was measured at a place, the interpreter what is painted there. An object is
named where its own build, or its build over what lies below it, is the measured one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from publisher.preflight.colour import NEARLY
from publisher.preflight.content import describe
from publisher.preflight.elements import Paint, PaintedElement, Path
from publisher.preflight.geometry import Box
from publisher.preflight.verdict import HeavyObject, place

Inks = Mapping[str, float]

_SAME = 0.03  # of full ink: eight bits of a plate, and rounding in a blend
_MANY = 400  # objects on one place; no more are tried


def behind(
    elements: Sequence[PaintedElement], spot: Box, measured: Inks, page: Box
) -> tuple[HeavyObject, ...]:
    """The objects that put the ink `measured` (0 to 1 by name) on `spot`, the top one first.

    One object, or one that overprints or is translucent and the one below it. Where none of them
    explains the ink, as with a picture, the topmost object is named alone; () where nothing is.
    """
    there = [one for one in reversed(elements) if _covers(one, spot)][:_MANY]
    known = [(one, paint) for one in there for paint in reversed(one.paints)]
    for nth, (top, paint) in enumerate(known):
        if paint.colour.inks is None or _is(_over(paint, {}), measured):
            return (_named(top, paint, page),)
        for below, ground in () if _hides(paint) else known[nth + 1 :]:
            if _is(_over(paint, ground.colour.inks or {}), measured):
                return _named(top, paint, page), _named(below, ground, page)
    return tuple(_named(one, paint, page) for one, paint in known[:1])


def most_covering(elements: Sequence[PaintedElement], area: Box, page: Box) -> HeavyObject | None:
    """The object that puts most ink on `area`, by its build and by how much of it that covers."""
    best: HeavyObject | None = None
    most = 0.0
    for element in elements:
        seen = [part for one in _parts(element) if (part := one.within(area, 0))]
        share = sum(part.width * part.height for part in seen)
        for paint in element.paints:
            inks = paint.colour.inks
            ink = share * paint.opacity * (sum(inks.values()) if inks is not None else 4)
            if ink > most:
                best, most = _named(element, paint, page), ink
    return best


def _named(element: PaintedElement, paint: Paint, page: Box) -> HeavyObject:
    alone = replace(element, fill=paint, stroke=None)
    return HeavyObject(what=describe(alone), place=place(element.box, page))


def _covers(element: PaintedElement, spot: Box) -> bool:
    return any(part.meets(spot) for part in _parts(element))


def _parts(element: PaintedElement) -> tuple[Box, ...]:
    """The areas of an element; the box of a line reaches over what it goes around."""
    if isinstance(element, Path) and element.stroke is None and element.parts:
        return element.parts
    return (element.box,)


def _hides(paint: Paint) -> bool:
    return not paint.overprints and paint.opacity > 1 - NEARLY


def _over(paint: Paint, ground: Inks) -> dict[str, float]:
    """The ink of a paint on a ground (ISO 32000-1, 8.6.7 with OPM 1, and 11.3.3)."""
    inks, seen = paint.colour.inks or {}, paint.opacity
    return {
        name: ground[name]
        if paint.overprints and name not in inks
        else inks.get(name, 0.0) * seen + ground.get(name, 0.0) * (1 - seen)
        for name in {*inks, *ground}
    }


def _is(inks: Inks, measured: Inks) -> bool:
    return all(
        abs(inks.get(name, 0.0) - measured.get(name, 0.0)) <= _SAME for name in {*inks, *measured}
    )


def said(objects: Sequence[HeavyObject]) -> str:
    """The objects in one phrase: "text …, K100 (10 mm from left, …) over shape, … (…)"."""
    return " over ".join(f"{one.what} ({one.place})" for one in objects) or "nothing that is read"
