"""What a page paints that is neither text, nor a drawing of the source, nor of a layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from publisher.units import PT_PER_MM
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.perceived import drawn_alone, layouts, likeness
from publisher.verify.perceived.pdf_shapes import Box, belongs_to, common, odd

if TYPE_CHECKING:
    from publisher.plan.job import Job
    from publisher.verify.perceived.likeness import Colour
    from publisher.verify.perceived.pdf_drawings import Shown

_PAINTS = re.compile(r"url\(|gradient\(|transform|clip-path|<svg|<img")
"""What a style sheet or template of a project's own paints that is no box."""
_BARE: tuple[Colour, ...] = ((255, 255, 255),)


@dataclass
class Marks:
    """Looks for odd shapes, page by page."""

    job: Job
    found: list[tuple[int, Box, str]] = field(default_factory=list)
    """The page, the place and the name of each shape that may be a mark."""

    @cached_property
    def colours(self) -> frozenset[Colour]:
        """The colours of the brand, and those that the project's own layout names."""
        brand = self.job.brand
        if self.job.edition.scheme is None or brand.inks is None:
            roles = dict(brand.light.items())
        else:
            roles = {role: drawn_alone.on_screen(css) for role, css in brand.inks.items()}
        return frozenset((*map(likeness.rgb, roles.values()), *_BARE))

    def on(self, shown: Shown, places: Iterable[Box], kept: Box) -> None:
        """Notes the odd shapes of a page outside of its drawings; `kept` is what is not cut off."""
        own = layouts.own(self.job.edition)
        if _PAINTS.search(own):
            return  # a layout of the project's own, which paints what it likes
        known = tuple(places)
        for shape in shown.shapes:
            is_behind = shape.window and self.job.edition.scheme is not None
            if is_behind or not shape.seen or not common(shape.seen, kept):
                continue  # a picture behind text, which `pdf_drawings` compares, or cut off
            if not any(belongs_to(shape.seen, one) for one in known):
                name = odd(shape, None if own else self.colours)
                self.found += [(shown.number, shape.seen, name)] if name else []

    def faults(self, symbols: Iterable[tuple[int, Box]]) -> Iterator[Fault]:
        """The odd shapes that are no part of a symbol, after all pages were searched."""
        known = tuple(symbols)
        said: set[tuple[int, str]] = set()
        for number, box, name in self.found:
            if any(page == number and belongs_to(box, one) for page, one in known):
                continue
            if (number, name) not in said:
                said.add((number, name))
                left, foot, right, top = (edge / PT_PER_MM for edge in box)
                size = f"{right - left:.0f} × {top - foot:.0f} mm"
                where = f"{left:.0f} mm from the left and {foot:.0f} mm from the foot"
                detail = f"page {number}: {name}, {size}, {where}"
                yield Fault("", "", FaultKind.ADDED, detail)
