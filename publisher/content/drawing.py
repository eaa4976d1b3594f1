"""Line drawings: SVG that is safe to embed and takes its colours from the brand.

A drawing names colours by role (`fill="role:tint"`, `stroke="role:ink"`) and its type as
`font-family="role:body"`. `Drawing.painted` puts real values in their place, so the same file
serves screen, dark screen and press.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from publisher.errors import Wrong, quoted

if TYPE_CHECKING:
    from lxml.etree import _Element

_ELEMENTS = frozenset(
    {
        *("svg", "g", "defs", "use", "clipPath", "title", "desc"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
    }
)
# Attributes for shapes, paint and type. Only href and url(#…) refer to anything.
_ATTRIBUTES = frozenset(
    {
        *("id", "transform", "d", "points", "pathLength", "viewBox", "preserveAspectRatio"),
        *("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "rotate"),
        *("width", "height"),
        *("clipPathUnits", "clip-path", "clip-rule", "href", "version"),
        *("fill", "fill-opacity", "fill-rule", "opacity"),
        *("stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit"),
        *("stroke-dasharray", "stroke-dashoffset", "stroke-opacity", "paint-order"),
        *("font-family", "font-size", "font-style", "font-weight", "letter-spacing"),
        *("text-anchor", "dominant-baseline", "textLength", "lengthAdjust"),
    }
)
MOST_BYTES = 1_000_000
_MOST_PX = 10_000
_MOST_STRETCHED = 40
SVG = "http://www.w3.org/2000/svg"
_SHAPES = frozenset(
    f"{{{SVG}}}{name}"
    for name in ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "use")
)
XLINK = "http://www.w3.org/1999/xlink"
_FOLLOWED = frozenset({"href", f"{{{XLINK}}}href", "clip-path"})
_ROLE = re.compile(r"role:([a-z][a-z_0-9-]*)")
_OWN = re.compile(r"url\(#([A-Za-z_][\w.-]*)\)")
NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)"
_LOADS = re.compile(r"url\(|\\|image\(|image-set\(|src\(|:\s*/|@import", re.IGNORECASE)
_BOX = re.compile(rf"\s*({NUMBER})" + rf"[\s,]+({NUMBER})" * 3 + r"\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A checked SVG drawing: `name` of the file, `svg` markup, `width` × `height` in px."""

    name: str
    svg: str = field(repr=False)
    width: float
    height: float

    @property
    def roles(self) -> frozenset[str]:
        """The colour and type roles that the drawing asks for."""
        return frozenset(_ROLE.findall(self.svg))

    def painted(self, value: Callable[[str], str]) -> str:
        """The markup with `value(role)` in the place of every role."""
        return _ROLE.sub(lambda match: value(match.group(1)), self.svg)

    @property
    def viewbox(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of what is shown, in the drawing's own units."""
        left, top, width, height = re.findall(NUMBER, self._root().get("viewBox", ""))
        return float(left), float(top), float(width), float(height)

    @property
    def labels(self) -> tuple[str, ...]:
        """The words of each label, in the order of the file."""
        texts = self._root().iter("{*}text")
        return tuple("".join(map(str, element.itertext())) for element in texts)

    def with_labels(self, words: tuple[str, ...]) -> Drawing:
        """The drawing with other words in its labels, in the order of `labels`."""
        root = self._root()
        for element, label in zip(root.iter("{*}text"), words, strict=True):
            for part in [*element]:
                element.remove(part)
            element.text = label
        return self._changed(root)

    @property
    def label_sizes(self) -> tuple[float, ...]:
        """The type sizes that the drawing names, in its own units."""
        sizes = (element.get("font-size", "") for element in self._root().iter())
        return tuple(float(size) for size in sizes if re.fullmatch(NUMBER, size))

    def with_larger_labels(self, times: float) -> Drawing:
        """The drawing with every type size multiplied by `times`."""
        root = self._root()
        for element in root.iter():
            if re.fullmatch(NUMBER, size := element.get("font-size", "")):
                element.set("font-size", f"{float(size) * times:.2f}")
        return self._changed(root)

    def without_labels(self) -> Drawing:
        """The drawing without its words and the lines and dots that lead to them."""
        root = self._root()
        for element in [*root.iter("{*}g", "{*}text")]:
            parent = element.getparent()
            if parent is not None and _is_label(element):
                parent.remove(element)
        return self._changed(root)

    def with_viewbox(
        self, left: float, top: float, width: float, height: float, *, stretched: bool = False
    ) -> Drawing:
        """The drawing cropped to a part of it, or with room around it.

        Where it is `stretched`, it fills the area that it is given, whatever its proportions.
        """
        root = self._root()
        root.set(
            "viewBox",
            " ".join(f"{n:.2f}".rstrip("0").rstrip(".") for n in (left, top, width, height)),
        )
        if stretched:
            root.set("preserveAspectRatio", "none")
        return replace(self._changed(root), width=width, height=height)

    def with_ids(self, prefix: str) -> Drawing:
        """The drawing with `prefix` and a hyphen before each id: a page may have several."""
        root = self._root()
        for element in root.iter():
            for name, value in element.attrib.items():
                if name == "id":
                    element.set(name, f"{prefix}-{value}")
                elif str(name).rpartition("}")[2] == "href" and str(value).startswith("#"):
                    element.set(name, f"#{prefix}-{str(value).removeprefix('#')}")
                elif "url(#" in value:
                    element.set(name, _OWN.sub(rf"url(#{prefix}-\1)", str(value)))
        return self._changed(root)

    def _root(self) -> _Element:
        from lxml import etree

        return etree.fromstring(self.svg)

    def _changed(self, root: _Element) -> Drawing:
        from lxml import etree

        return replace(self, svg=etree.tostring(root, encoding="unicode"))


_STRAIGHT_LINE = re.compile(r"M[^A-Za-z]+L[^A-Za-z]+")


def _is_label(element: _Element) -> bool:
    """Whether an element is text, or a group of only straight lines or only dots of ink."""
    if str(element.tag).endswith("}text"):
        return True
    kinds = {str(child.tag).rpartition("}")[2] for child in element}
    if kinds == {"path"}:
        return all(_STRAIGHT_LINE.fullmatch(child.get("d", "")) for child in element)
    return kinds == {"circle"} and element.get("fill") == "role:ink"


_COLOURED = ("fill", "stroke")
_GREYS = frozenset(("none", "transparent", "white", "black", "gray", "grey", "currentColor"))
_HEX = re.compile(r"#(?:([0-9a-fA-F])\1\1|([0-9a-fA-F]{2})\2\2)")
_LEAST_LABEL = 1 / 54
"""Of the width of a drawing: 7 pt where the drawing is as wide as the text of a page, 133 mm."""


def unfit(drawing: Drawing) -> Iterator[Wrong]:
    """Everything that prevents a figure from being shown in every edition and every brand."""
    root = drawing._root()
    shapes = [one for one in root.iter() if isinstance(one.tag, str)]
    for element in shapes:
        name = str(element.tag).rpartition("}")[2]
        for key in _COLOURED:
            value = str(element.get(key, "none")).strip()
            known = value in _GREYS or value.startswith(("role:", "url(", "device-cmyk("))
            if not known and not _HEX.fullmatch(value):
                wrong = f"{drawing.name}: <{name}> has the {key} {value!r}, a colour of no brand"
                yield Wrong(wrong, f'name a role: {key}="role:accent"')
        family = str(element.get("font-family", "role:body"))
        if not family.startswith("role:"):
            wrong = f"{drawing.name}: <{name}> is set in {family!r}, a font of no brand"
            yield Wrong(wrong, 'write font-family="role:body"')
    for label in root.iter("{*}text"):
        around = (label, *label.iterancestors())
        if not any(one.get("font-family") for one in around):
            words = quoted(" ".join("".join(map(str, label.itertext())).split()), 40)
            wrong = f"{drawing.name}: the label {words} names no font"
            yield Wrong(wrong, 'write font-family="role:body"')
    least = drawing.width * _LEAST_LABEL
    if drawing.label_sizes and min(drawing.label_sizes) < least:
        size = min(drawing.label_sizes)
        wrong = f"{drawing.name}: labels of {size:g} units in a drawing {drawing.width:g} wide"
        yield Wrong(wrong, f"set them in {least:.0f} or more, or nobody can read them on paper")


def read_drawing(name: str, data: bytes) -> Drawing:
    """The drawing in `data`.

    Raises ValueError where the file is not well-formed SVG with a viewBox, or contains anything
    that runs, loads or links: only shapes, groups, clips and text are let in.
    """
    from lxml import etree

    if len(data) > MOST_BYTES:
        raise Wrong(f"{name} contains {len(data) / 1e6:.1f} MB", "keep it under 1 MB")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as exc:
        raise Wrong(f"{name} is not well-formed SVG ({exc.msg})", "fix the file") from exc
    if root.getroottree().docinfo.internalDTD is not None:
        raise Wrong(f"{name} contains a DOCTYPE", "remove it")
    if root.tag != f"{{{SVG}}}svg":
        raise Wrong(f"{name} is not an SVG drawing", "its root must be <svg>")
    for element in root.iter():
        _check(name, element)
    _check_uses(name, root)
    box = _BOX.fullmatch(root.get("viewBox", ""))
    width, height = (float(box[3]), float(box[4])) if box else (0.0, 0.0)
    if not (0 < width <= _MOST_PX and 0 < height <= _MOST_PX):
        raise Wrong(f"{name} has no viewBox that can be used", 'write viewBox="0 0 400 300"')
    if root.get("width") or root.get("height"):
        raise Wrong(f"{name} has width or height", "layouts size it, keep the viewBox alone")
    if not 1 / _MOST_STRETCHED <= width / height <= _MOST_STRETCHED:
        wrong = f"{name} is {width:g} wide and {height:g} high"
        raise Wrong(wrong, f"keep it between 1 : {_MOST_STRETCHED} and {_MOST_STRETCHED} : 1")
    if not any(element.tag in _SHAPES for element in root.iter()):
        raise Wrong(f"{name} draws nothing", "draw it, or remove it")
    etree.cleanup_namespaces(root)
    return Drawing(name, etree.tostring(root, encoding="unicode"), width, height)


def _check(name: str, element: _Element) -> None:
    """Raises ValueError where an element or an attribute of it does more than draw."""
    from lxml import etree

    if not isinstance(element.tag, str):
        raise Wrong(f"{name} contains a processing instruction or an entity", "remove it")
    tag = etree.QName(element)
    if tag.localname in ("linearGradient", "radialGradient", "pattern", "mesh"):
        wrong = f"{name} contains <{tag.localname}>, which presses and some viewers leave out"
        raise Wrong(wrong, "fill the shape with one role")
    if tag.namespace != SVG or tag.localname not in _ELEMENTS:
        raise Wrong(f"{name} contains <{tag.localname}>", f"allowed: {_list(_ELEMENTS)}")
    for key, value in element.attrib.items():
        attribute = etree.QName(str(key))
        word, space = attribute.localname, attribute.namespace
        known = word in _ATTRIBUTES if not space else (space, word) == (XLINK, "href")
        if not known:
            raise Wrong(f"{name} contains the attribute {word}", "use plain attributes")
        # A backslash can spell url( in other letters.
        outside = _LOADS.search(_OWN.sub("", str(value)))
        if outside or (word == "href" and not re.fullmatch(r"#[A-Za-z_][\w.-]*", str(value))):
            raise Wrong(f"{name} points outside itself ({word}={str(value)[:60]!r})", "remove it")


def _check_uses(name: str, root: _Element) -> None:
    """Raises ValueError where a reference leads out of the drawing, or to another reference.

    Without chains of references a drawing can neither refer to itself nor grow when it is drawn.
    """
    elements = {e.get("id"): e for e in root.iter() if e.get("id")}
    if len(elements) < sum(1 for e in root.iter() if e.get("id")):
        raise Wrong(f"{name} contains an id twice", "give each its own")
    for element in root.iter():
        values = [str(value) for value in element.attrib.values()]
        targets = [target for value in values for target in _OWN.findall(value)]
        href = element.get("href") or element.get(f"{{{XLINK}}}href")
        for target in [*targets, *([str(href)[1:]] if href else [])]:
            if target not in elements:
                raise Wrong(f"{name} points at #{target}, which is not in it", "add it")
            if elements[target] in (element, *element.iterancestors()):
                raise Wrong(f"{name} uses #{target} inside itself", "draw it out")
            if any(not _FOLLOWED.isdisjoint(part.attrib) for part in elements[target].iter()):
                raise Wrong(f"{name} uses #{target}, which uses more", "draw it out")


def _list(words: frozenset[str]) -> str:
    return ", ".join(sorted(words))
