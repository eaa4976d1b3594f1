"""The places of drawings on the pages of a PDF, by its tags or by the matrices of its shapes."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from publisher.verify.perceived.pdf_shapes import Box, Matrix, Shape, times

if TYPE_CHECKING:
    from publisher.content.drawing import Drawing

LEAST_PT, LEAST_LOGO_PT = 24.0, 6.0
"""The least width of a drawing on a page, and of a logo: a narrow one is twice as high."""


def figures(page: Any) -> Iterator[tuple[str, Box | None]]:
    """Alternative text and place of each tagged figure of a page."""
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
            # On a page with only the rest of its caption, a figure has no mark of its own.
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


def _place(element: Any) -> Box | None:
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


def painted_by(shapes: Iterable[Shape]) -> tuple[Matrix, ...]:
    """The matrices of shapes, each once."""
    rounded = (tuple(round(part, 3) for part in one.matrix) for one in shapes)
    return tuple(dict.fromkeys(rounded))


def places(
    drawing: Drawing,
    matrices: Iterable[Matrix],
    least_pt: float = LEAST_PT,
    first: tuple[float, ...] | None = None,
) -> Iterator[Box]:
    """The places that a drawing may have, by the matrices that paths are painted with.

    `first` is its `first_transform`, where that is known.
    """
    own = first or first_transform(drawing)
    left, top, width, height = drawing.viewbox
    for matrix in matrices:
        a, b, c, d, e, f = times(own, matrix)
        # A drawing is upright and not distorted; anything else is not a drawing of the source.
        if a <= 0 or abs(b) > 0.01 * a or abs(c) > 0.01 * a or abs(a + d) > 0.01 * a:
            continue
        if width * a >= least_pt:
            x, y = e + left * a, f + top * d
            yield x, y + height * d, x + width * a, y


_CALL = re.compile(r"(matrix|translate|scale|rotate)\s*\(([^)]*)\)")
_PATHS = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon")


def first_transform(drawing: Drawing) -> tuple[float, ...]:
    """The inverse of the transforms around the first shape of a drawing."""
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
            # Degrees in the other direction, as y grows downwards here.
            turned = pikepdf.Matrix().rotated(parts[0])
            to, back = (pikepdf.Matrix().translated(s * x, s * y) for s in (-1, 1))
            return to @ turned @ back
