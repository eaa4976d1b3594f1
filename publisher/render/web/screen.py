"""What pages for a screen share: drawings that follow the theme, and what a policy lets in."""

from __future__ import annotations

import base64
import hashlib
import html

from markupsafe import Markup

from publisher.content.drawing import Drawing
from publisher.content.raster import SCREEN_PX, at_most


class InlineDrawings:
    """Places drawings in the page, each with ids of its own, since one may be there twice."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, drawing: Drawing, alt: str) -> Markup:
        """The next drawing of the page."""
        self.count += 1
        return svg(drawing, alt, f"figure-{self.count}")


def svg(drawing: Drawing, alt: str, prefix: str) -> Markup:
    """The drawing as inline SVG whose colours follow the page, light or dark.

    Its roles become custom properties of the page's style.
    """
    name = f'role="img" aria-label="{html.escape(alt)}"'
    return _inline(at_most(drawing, SCREEN_PX).with_ids(prefix), name)


def symbol(drawing: Drawing) -> Markup:
    """A symbol as inline SVG whose colours follow the page; nobody hears it."""
    return _inline(drawing, 'aria-hidden="true"')


def _inline(drawing: Drawing, attributes: str) -> Markup:
    markup = drawing.painted(lambda role: f"var(--{role.replace('_', '-')})")
    size = f'width="{drawing.width:g}" height="{drawing.height:g}"'
    return Markup(markup.replace("<svg", f"<svg {size} {attributes}", 1))


def digest(content: str) -> str:
    """How a security policy names one style or script: by its hash."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
