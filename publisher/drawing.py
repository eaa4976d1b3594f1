"""Line drawings: SVG that is safe to embed and takes its colours from the brand.

A drawing names colours by role (`fill="role:tint"`, `stroke="role:ink"`) and its type as
`font-family="role:body"`. `Drawing.painted` puts real values in their place, so the same file
serves screen, dark screen and press.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

_ELEMENTS = frozenset(
    {
        *("svg", "g", "defs", "use", "clipPath", "linearGradient", "stop", "title", "desc"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
    }
)
_SVG = "http://www.w3.org/2000/svg"
_ROLE = re.compile(r"role:([a-z][a-z_0-9-]*)")


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


def read(name: str, data: bytes) -> Drawing:
    """The drawing in `data`.

    Raises ValueError where the file is not well-formed SVG with a viewBox, or holds anything
    that runs, loads or links: only shapes, groups, clips and text are let in.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as exc:
        raise ValueError(f"{name} is not well-formed SVG ({exc.msg})") from exc
    if root.tag != f"{{{_SVG}}}svg":
        raise ValueError(f"{name} is not an SVG drawing; its root must be <svg>")
    for element in root.iter():
        if not isinstance(element.tag, str):
            raise ValueError(f"{name} holds a processing instruction or an entity; remove it")
        tag = etree.QName(element)
        if tag.namespace != _SVG or tag.localname not in _ELEMENTS:
            raise ValueError(f"{name} holds <{tag.localname}>; allowed: {_list(_ELEMENTS)}")
        for key, value in element.attrib.items():
            attribute = etree.QName(key).localname
            if attribute.lower().startswith("on") or attribute == "style":
                raise ValueError(f"{name} holds the attribute {attribute}; use plain attributes")
            loads = attribute == "href" and not value.startswith("#")
            if loads or re.search(r"url\((?!#)|javascript:|@import", value, re.IGNORECASE):
                raise ValueError(f"{name} points outside itself ({attribute}={value!r})")
    box = [float(n) for n in re.findall(r"-?[\d.]+", root.get("viewBox", ""))]
    if len(box) != 4 or box[2] <= 0 or box[3] <= 0:
        raise ValueError(f'{name} has no viewBox; write viewBox="0 0 WIDTH HEIGHT"')
    if root.get("width") or root.get("height"):
        raise ValueError(f"{name} has width or height; layouts size it, keep the viewBox alone")
    etree.cleanup_namespaces(root)
    return Drawing(name, etree.tostring(root, encoding="unicode"), box[2], box[3])


def _list(words: frozenset[str]) -> str:
    return ", ".join(sorted(words))
