"""Boxes to tick and lines to write on as fields of a form, drawn empty as they are on paper.

A layout marks an element as a field: `data-field` "text" or "check", `data-name`, and `data-label`,
which is what a screen reader says. WeasyPrint's own forms ask each reader to draw them and name
fonts that PDF/A has no use for; ours bring what they look like, and the brand's type to fill them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from publisher.brand.fonts import subset
from publisher.render.pdf.tags.paint import children
from publisher.units import PT_PER_PX

if TYPE_CHECKING:
    from weasyprint.document import Document

    from publisher.brand.model import Brand

_CODES = range(32, 256)  # of a font with one byte a letter
_LETTERS = frozenset(bytes(_CODES).decode("cp1252", "ignore")) - {"\x7f", "\xad"}
"""What can be typed: the characters of WinAnsiEncoding, which every reader of PDF can fill in."""
_TYPED_PT = 13.0
_TALL_PT = 19.0  # a field to type in lies on its line, however far above the next one is
_PRINT = 4  # flag of an annotation: it is on paper too


def add(pdf: Any, document: Document, brand: Brand) -> None:
    """Adds a field to an unfinished PDF for each marked element, left with its box for the tags."""
    from weasyprint.pdf import pydyf

    found = list(_fields(document))
    if not found:
        return
    font = _font(pdf, brand)
    colour = " ".join(f"{int(brand.light.ink[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))
    fields = pydyf.Array()
    for page, box, edges in found:
        kind, field = box.element.get("data-field"), _widget(pdf, page, box.element, edges)
        if kind == "check":
            _to_tick(pdf, field, edges, colour)
        else:
            _to_fill(pdf, field, edges, f"/Body {_TYPED_PT:g} Tf {colour} rg")
        box.widget_annotation = field
        fields.append(field.reference)
    pdf.catalog["AcroForm"] = pydyf.Dictionary(
        {
            "Fields": fields,
            "DR": pydyf.Dictionary({"Font": pydyf.Dictionary({"Body": font})}),
            "DA": pydyf.String(f"/Body {_TYPED_PT:g} Tf {colour} rg"),
        }
    )


_Edges = tuple[float, float, float, float]  # left, bottom, right, top


def _fields(document: Document) -> Iterator[tuple[int, Any, _Edges]]:
    """Page from 0, box and rectangle of each element that is a field, as they are painted."""
    for number, page in enumerate(document.pages):
        for box in _marked(page._page_box):
            left, top = box.padding_box_x(), box.padding_box_y()
            right, bottom = left + box.padding_width(), top + box.padding_height()
            if box.element.get("data-field") == "text":
                top = max(top, bottom - _TALL_PT / PT_PER_PX)
            edges = (left, page.height - bottom, right, page.height - top)
            yield number, box, tuple(round(edge * PT_PER_PX, 2) for edge in edges)


def _marked(box: Any) -> Iterator[Any]:
    for child in children(box):
        if child.element is not None and child.element.get("data-field"):
            yield child
        else:
            yield from _marked(child)


def _widget(pdf: Any, page: int, element: Any, edges: _Edges) -> Any:
    """What both kinds of field have. Source: ISO 32000-1, 12.5.6.19; ISO 14289-1, 7.18.1."""
    from weasyprint.pdf import pydyf

    reference = pdf.page_references[page]
    leaf = pdf.objects[int(reference.split()[0])]
    field = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "Rect": pydyf.Array(edges),
            "P": reference,
            "F": _PRINT,
            "T": pydyf.String(element.get("data-name")),
            "TU": pydyf.String(element.get("data-label")),
            "Border": pydyf.Array((0, 0, 0)),
        }
    )
    pdf.add_object(field)
    leaf.setdefault("Annots", pydyf.Array()).append(field.reference)
    return field


def _to_fill(pdf: Any, field: Any, edges: _Edges, appearance: str) -> None:
    from weasyprint.pdf import pydyf

    field["FT"] = "/Tx"
    field["DA"] = pydyf.String(appearance)
    field["AP"] = pydyf.Dictionary({"N": _drawn(pdf, edges, "/Tx BMC EMC")})


def _to_tick(pdf: Any, field: Any, edges: _Edges, colour: str) -> None:
    from weasyprint.pdf import pydyf

    width, height = edges[2] - edges[0], edges[3] - edges[1]
    corners = ((0.16, 0.52), (0.4, 0.2), (0.86, 0.84))
    path = [f"{width * x:.2f} {height * y:.2f}" for x, y in corners]
    tick = f"q {colour} RG 1.8 w 1 J 1 j {path[0]} m {path[1]} l {path[2]} l S Q"
    states = {"Yes": _drawn(pdf, edges, tick), "Off": _drawn(pdf, edges, "")}
    field["FT"] = "/Btn"
    field["AS"] = field["V"] = "/Off"
    field["AP"] = pydyf.Dictionary({"N": pydyf.Dictionary(states)})


def _drawn(pdf: Any, edges: _Edges, operators: str) -> Any:
    """What a field looks like, as an object of the file."""
    from weasyprint.pdf import pydyf

    box = pydyf.Array((0, 0, round(edges[2] - edges[0], 2), round(edges[3] - edges[1], 2)))
    extra = {"Type": "/XObject", "Subtype": "/Form", "BBox": box, "Resources": pydyf.Dictionary()}
    stream = pydyf.Stream([operators.encode()], extra)
    pdf.add_object(stream)
    return stream.reference


def _font(pdf: Any, brand: Brand) -> Any:
    """The brand's text face, embedded with every character that can be typed."""
    from fontTools.ttLib import TTFont

    face = next(f for f in brand.body.faces if not f.italic and f.weight == 400)
    data = subset(face.path, _LETTERS, None)
    with TTFont(io.BytesIO(data)) as font:
        to_em = 1000 / font["head"].unitsPerEm
        names, metrics = font.getBestCmap(), font["hmtx"].metrics
        letters = [bytes([code]).decode("cp1252", "ignore") for code in _CODES]
        glyphs = [names.get(ord(letter)) if letter else None for letter in letters]
        widths = [round(metrics[glyph or ".notdef"][0] * to_em) for glyph in glyphs]
        box = [font["head"].xMin, font["head"].yMin, font["head"].xMax, font["head"].yMax]
        ascent, descent = font["hhea"].ascent, font["hhea"].descent
    name = f"/FIELDS+{brand.body.name.replace(' ', '-')}"
    edges = [round(edge * to_em) for edge in box]
    descriptor = _font_descriptor(
        pdf, name, data, edges, round(ascent * to_em), round(descent * to_em)
    )
    return _simple_font(pdf, name, widths, descriptor)


def _font_descriptor(
    pdf: Any, name: str, data: bytes, box: list[int], ascent: int, descent: int
) -> Any:
    """The measures of a face, in thousandths of an em, and its file. ISO 32000-1, 9.8."""
    from weasyprint.pdf import pydyf

    file = pydyf.Stream([data], {"Length1": len(data)}, compress=True)
    pdf.add_object(file)
    descriptor = pydyf.Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": name,
            "Flags": 32,
            "ItalicAngle": 0,
            "StemV": 80,
            "FontBBox": pydyf.Array(box),
            "Ascent": ascent,
            "Descent": descent,
            "CapHeight": ascent,
            "FontFile2": file.reference,
        }
    )
    pdf.add_object(descriptor)
    return descriptor.reference


def _simple_font(pdf: Any, name: str, widths: list[int], descriptor: Any) -> Any:
    """The font of one byte a letter that fields name. ISO 32000-1, 9.6.3."""
    from weasyprint.pdf import pydyf

    made = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/TrueType",
            "BaseFont": name,
            "FirstChar": _CODES.start,
            "LastChar": _CODES.stop - 1,
            "Widths": pydyf.Array(widths),
            "Encoding": "/WinAnsiEncoding",
            "FontDescriptor": descriptor,
        }
    )
    pdf.add_object(made)
    return made.reference
