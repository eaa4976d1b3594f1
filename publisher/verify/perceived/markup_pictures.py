"""Drawings and logos in HTML → those that are missing, incomplete or changed.

A drawing is compared shape by shape with that of the source in the colours of the brand: elements,
geometry, colours and order must be the same.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from publisher.content.raster import is_raster
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.perceived import markup_painted, symbols
from publisher.verify.perceived.hiding import length
from publisher.verify.perceived.markup_meaning import Documents, letters, words_in
from publisher.verify.perceived.markup_seen import name_of

if TYPE_CHECKING:
    from lxml import etree

    from publisher.brand.model import Brand
    from publisher.content.drawing import Drawing
    from publisher.verify.perceived.cascade import Medium, Styles, Values

_HARMLESS = frozenset(("box-sizing", "margin", "padding"))
Shape = tuple[str, tuple[tuple[str, str], ...], str]
_IDENTITY = frozenset(("id", "href"))
_ON_ROOT = frozenset(("width", "height", "role", "aria-label", "class", "viewbox", "version"))


def shapes(root: etree._Element) -> list[Shape]:
    """Name, attributes and words of every element in a drawing, in the order of painting."""
    return [_shape(one) for one in root.iter() if name_of(one) not in ("", "svg", "style")]


def _shape(element: etree._Element) -> Shape:
    attributes = sorted(
        (str(key).rpartition("}")[2].lower(), re.sub(r"url\(#[^)]*\)", "url", str(value)))
        for key, value in element.attrib.items()
        if str(key).rpartition("}")[2] not in _IDENTITY
    )
    words = letters("".join(map(str, element.itertext()))) if name_of(element) == "text" else ""
    return name_of(element).lower(), tuple(attributes), words


def inline_faults(
    documents: Documents, styles: Styles, *, on_site: bool = False
) -> Iterator[Fault]:
    """Drawings of a web page, its logo and its mark, where they are not the right ones.

    A site has logo and mark around its pages.
    """
    brand = documents.job.brand
    wanted = [(figure.id, figure.alt.plain, figure.file) for figure in documents.meaning.figures]
    if not on_site:
        wanted += [("", brand.name, brand.logo), ("", brand.name, brand.mark)]
        yield from _icon(documents)
    every = [one for _, body in documents.bodies() for one in body.iter() if name_of(one) == "svg"]
    beside = [one for one in every if one.get("aria-hidden") == "true"]
    drawn = [one for one in every if one not in beside]
    yield from symbols.faults(
        documents.meaning.symbols,
        (symbol_in(one, partial(_inline_wrong, brand, one, styles)) for one in beside),
    )
    for block, alt, drawing in wanted:
        labelled = [one for one in drawn if letters(one.get("aria-label") or "") == letters(alt)]
        expected = expected_shapes(drawing, _variable)
        if not any(shapes(one) == expected for one in labelled):
            yield Fault(block, alt, FaultKind.PICTURE, f"{drawing.name} is not drawn as it is")
        for one in labelled:
            if one.get("role") != "img":
                yield Fault(block, alt, FaultKind.PICTURE, "is read aloud as no picture")
            if shapes(one) != expected:
                continue
            if wrong := distorted(one, drawing) or _wrong_pixels(brand, drawing, one):
                yield Fault(block, alt, FaultKind.PICTURE, wrong)
                continue
            for wrong in markup_painted.on_page(brand, drawing, one, styles):
                yield Fault(block, alt, FaultKind.PICTURE, f"{drawing.name}: {wrong}")
    for _, body in documents.bodies():
        for picture in body.iter("img", "{*}img"):
            yield Fault("", picture.get("alt") or "", FaultKind.ADDED, "is a picture of nobody")
    if len(drawn) > len(wanted):
        yield Fault("", "", FaultKind.ADDED, f"{len(drawn) - len(wanted)} more drawings than known")


def _wrong_pixels(brand: Brand, drawing: Drawing, svg: etree._Element) -> str:
    """What is wrong with the file inside a drawing that shows a picture in pixels."""
    if not is_raster(drawing):
        return ""
    address = next((one.get("href", "") for one in svg.iter("image", "{*}image")), "")
    try:
        data = base64.b64decode(address.partition(";base64,")[2], validate=True)
    except ValueError:
        return "cannot be read"
    return markup_painted.in_picture(brand, drawing, data)


def symbol_in(
    picture: etree._Element, wrong: Callable[[Drawing], str], where: str = ""
) -> symbols.ShownSymbol:
    """A symbol of a document, with the words of what it is the first part of."""
    around = (above for above in picture.iterancestors() if words_in(above))
    return symbols.ShownSymbol(words_in(next(around, picture)), wrong, where)


def _inline_wrong(brand: Brand, svg: etree._Element, styles: Styles, drawing: Drawing) -> str:
    """What is wrong with a symbol in a page that should show a drawing."""
    if shapes(svg) != expected_shapes(drawing, _variable):
        return "is not drawn as it is"
    wrong = distorted(svg, drawing)
    return wrong or next(markup_painted.on_page(brand, drawing, svg, styles), "")


def _variable(role: str) -> str:
    return f"var(--{role.replace('_', '-')})"


def _icon(documents: Documents) -> Iterator[Fault]:
    icons = [
        link.get("href", "")
        for root in documents.roots.values()
        for link in root.iter("link")
        if "icon" in (link.get("rel") or "").split()
    ]
    if len(icons) != 1:
        yield Fault("", "", FaultKind.PICTURE, f"the page has {len(icons)} icons, not one")
    for address in icons:
        if wrong := markup_painted.icon(documents.job.brand, address):
            yield Fault("", "", FaultKind.PICTURE, f"the icon of the page {wrong}")


_AROUND = ("outline", "box-shadow", "border-radius")
"""What may be drawn around whatever has the focus."""


def restyled(styles: Styles) -> Iterator[Fault]:
    """Shapes in drawings whose look a style sheet changes; once for each rule."""
    reported = set()
    for element, found in styles.own.items():
        if not any(name_of(above) == "svg" for above in element.iterancestors()):
            continue
        for _, one in found:
            known = one.touched and one.name.startswith(_AROUND)
            known = (
                known
                or one.selector == "style"
                or one.name.startswith("--")
                or one.name in _HARMLESS
            )
            known = known or (one.name == "letter-spacing" and _is_slight(one.value))
            if not known and (one.selector, one.name) not in reported:
                reported.add((one.selector, one.name))
                detail = f"{one.selector} gives what is drawn {one.name} {one.value}"
                yield Fault("", "", FaultKind.PICTURE, detail)


_SIDES = (("width", "inline-size"), ("height", "block-size"))
_LEAST, _LEAST_MARK = (
    100.0,
    24.0,
)  # least sides in pixels: figures; logo or mark


def misfits(styles: Styles) -> Iterator[Fault]:
    """Pictures that a style sheet makes too small, stretches or cuts off; once for each reason."""
    reported = set()
    for element in styles.own:
        if name_of(element) not in ("svg", "img"):
            continue
        for medium in styles.sheets.media:
            for wrong in _misfit(element, styles.in_medium(medium).of(element), medium):
                if wrong not in reported:
                    reported.add(wrong)
                    words = element.get("aria-label") or element.get("alt") or ""
                    yield Fault("", words, FaultKind.PICTURE, f"{wrong} on {medium.name}")


def _misfit(element: etree._Element, values: Values, medium: Medium) -> Iterator[str]:
    in_figure = any(name_of(above) == "figure" for above in element.iterancestors())
    least = _LEAST if in_figure else _LEAST_MARK
    fixed = 0
    for names in _SIDES:
        for name in (*names, *(f"max-{name}" for name in names)):
            value = values.get(name, "")
            found = length(value, 16.0, medium)
            if found is None:
                continue
            if "%" in value:
                # A percentage of its container, which `length` takes for one of the type size.
                if found < 8.0:
                    yield f"has {name} {value}"
                continue
            fixed += not name.startswith("max")
            if found < least:
                yield f"has {name} {value}"
    fit = values.get("object-fit", "contain")
    if fit not in ("contain", "scale-down") or "object-position" in values:
        yield "is cut off or stretched by object-fit or object-position"
    elif fixed > 1 and "object-fit" not in values and name_of(element) == "img":
        yield "is stretched to a width and a height"


def _is_slight(length: str) -> bool:
    """Whether letters with this extra space between them can still be read as words."""
    found = re.fullmatch(r"(-?[\d.]+)(pt|px|em|rem)", length)
    return found is not None and abs(float(found[1])) <= {"pt": 0.5, "px": 0.6}.get(found[2], 0.05)


def expected_shapes(drawing: Drawing, paint: Callable[[str], str]) -> list[Shape]:
    """The shapes of a drawing of the source, painted."""
    from lxml import etree

    return shapes(etree.fromstring(drawing.painted(paint)))


def distorted(root: etree._Element, drawing: Drawing) -> str:
    """What is wrong with the viewBox of a drawing; empty where it shows all, undistorted."""
    attributes = {str(key).lower(): str(value) for key, value in root.attrib.items()}
    box = [float(one) for one in re.findall(r"-?[\d.]+", attributes.get("viewbox", ""))]
    left, top, width, height = drawing.viewbox
    if len(box) != 4 or box[0] > left + 0.1 or box[1] > top + 0.1:
        return "its window does not show all of it"
    if box[0] + box[2] < left + width - 0.1 or box[1] + box[3] < top + height - 0.1:
        return "its window does not show all of it"
    if attributes.get("preserveaspectratio", "xMidYMid").lower() == "none":
        return "is stretched"
    extra = attributes.keys() - _ON_ROOT - {"preserveaspectratio", "xmlns", "style", "dir", "lang"}
    if extra & {"display", "visibility", "opacity", "transform", "fill-opacity", "clip-path"}:
        return f"has {', '.join(sorted(extra))}"
    return ""
