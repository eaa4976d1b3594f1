"""SVG as drawing programs write it → the plain SVG that `read_drawing` accepts.

Inkscape and Illustrator keep their own data in a file, and write styles and `use` instead of
attributes and shapes. Shapes and paint are kept, everything else is removed. What cannot be kept as
it is (a gradient, a filter, a picture inside) is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from publisher.brand.colour import mixed, read_colour
from publisher.content.drawing import MOST_BYTES, NUMBER, SVG, XLINK
from publisher.errors import Wrong
from publisher.units import MM_PER_INCH, PX_PER_INCH

if TYPE_CHECKING:
    from lxml.etree import _Element

_KEPT = frozenset(
    ("svg", "g", "clipPath", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon")
)
_GROUPS = frozenset(("a", "switch", "symbol", "svg"))  # become <g>
_PAINTED = (
    *("fill", "fill-opacity", "fill-rule", "opacity", "clip-path", "clip-rule", "stroke"),
    *("stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit"),
    *("stroke-dasharray", "stroke-dashoffset", "stroke-opacity"),
)
_SHAPED = frozenset(
    {
        *("id", "transform", "d", "points", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r"),
        *("rx", "ry", "width", "height", "clipPathUnits", *_PAINTED),
    }
)
_LOST = {
    "text": "words in a font",
    "image": "a picture",
    "filter": "a filter",
    "mask": "a mask",
    "pattern": "a pattern",
    "foreignObject": "HTML",
}
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(?:\[(.*?)\]\s*)?>", re.DOTALL)
_ENTITY = re.compile(rb'<!ENTITY\s+([\w.-]+)\s+"([^"<&]{0,200})"\s*>')
_LENGTH = re.compile(rf"\s*({NUMBER})\s*(px|pt|pc|mm|cm|in)?\s*")
_PX_PER_MM = PX_PER_INCH / MM_PER_INCH
_UNITS = {"pt": 4 / 3, "pc": 16, "mm": _PX_PER_MM, "cm": PX_PER_INCH / 2.54, "in": PX_PER_INCH}
_URL = re.compile(r"url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)")
_MOST_ELEMENTS = 20_000
_MOST_DEEP = 12


@dataclass(slots=True)
class _Cleaning:
    """One file being cleaned: its elements by id, its style sheet, and what was lost."""

    name: str
    ids: dict[str, _Element]
    rules: list[tuple[Any, dict[str, str]]]
    lost: set[str] = field(default_factory=set)
    count: int = 0


def cleaned(name: str, data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The drawing as plain SVG, and what could not be kept of it ("a gradient").

    Raises `Wrong` where the file is not SVG, or has no size.
    """
    from lxml import etree

    root = _parsed(name, data)
    box = _box(name, root)
    ids = {str(one.get("id")): one for one in root.iter("{*}*") if one.get("id")}
    cleaning = _Cleaning(name, ids, _style_rules(root))
    made = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG})
    made.set("viewBox", " ".join(f"{n:g}" for n in box))
    made.attrib.update(_attributes(cleaning, root, at_root=True))
    for child in root:
        made.extend(_clean(cleaning, child, 0))
    _clips(cleaning, made)
    etree.cleanup_namespaces(made)
    return etree.tostring(made), tuple(sorted(cleaning.lost))


def _parsed(name: str, data: bytes) -> _Element:
    """The root. Entities, which Illustrator uses for names of namespaces, are replaced once."""
    from lxml import etree

    if len(data) > MOST_BYTES:
        raise Wrong(f"{name} contains {len(data) / 1e6:.1f} MB", "keep it under 1 MB")
    if doctype := _DOCTYPE.search(data):
        entities = dict(_ENTITY.findall(doctype.group(1) or b""))
        data = data.replace(doctype.group(), b"", 1)
        for entity, value in entities.items():
            data = data.replace(b"&" + entity + b";", value)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root: _Element = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as exc:
        raise Wrong(f"{name} is not well-formed SVG ({exc.msg})", "fix the file") from exc
    if etree.QName(root).localname != "svg":
        raise Wrong(f"{name} is not an SVG drawing", "its root must be <svg>")
    return root


def _box(name: str, root: _Element) -> tuple[float, float, float, float]:
    """The viewBox, or the one that width and height imply."""
    numbers = re.findall(rf"{NUMBER}(?:[eE][-+]?\d+)?", root.get("viewBox", ""))
    if len(numbers) == 4:
        left, top, width, height = map(float, numbers)
    else:
        left = top = 0.0
        width, height = _px(root.get("width", "")), _px(root.get("height", ""))
    if not (width > 0 and height > 0):
        raise Wrong(f"{name} has no size", 'write viewBox="0 0 400 300" in its first line')
    return left, top, width, height


def _px(length: str) -> float:
    match = _LENGTH.fullmatch(length)
    return float(match[1]) * _UNITS.get(match[2] or "", 1) if match else 0.0


def _style_rules(root: _Element) -> list[tuple[Any, dict[str, str]]]:
    """(matcher, declarations) of the style sheets in the file, weakest first."""
    import cssselect2
    import tinycss2

    found: list[tuple[Any, int, Any, dict[str, str]]] = []
    for sheet in root.iter("{*}style"):
        text = "".join(map(str, sheet.itertext()))
        for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
            if rule.type != "qualified-rule":
                continue
            declared = _declared(tinycss2.serialize(rule.content))
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:
                continue
            found += [(one.specificity, len(found), one.test, declared) for one in selectors]
    return [(test, declared) for _, _, test, declared in sorted(found, key=lambda r: r[:2])]


def _declared(style: str) -> dict[str, str]:
    """The declarations of a style that a drawing needs."""
    import tinycss2

    parsed = tinycss2.parse_declaration_list(style, skip_comments=True, skip_whitespace=True)
    return {
        one.lower_name: tinycss2.serialize(one.value).strip()
        for one in parsed
        if one.type == "declaration"
    }


def _clean(cleaning: _Cleaning, element: _Element, depth: int) -> Iterator[_Element]:
    """The elements that one element becomes: none, itself, or what it refers to."""
    from lxml import etree

    if not isinstance(element.tag, str):
        return
    tag = etree.QName(element)
    if tag.namespace not in (SVG, None):
        return
    if tag.localname in _LOST:
        cleaning.lost.add(_LOST[tag.localname])
        return
    cleaning.count += 1
    if cleaning.count > _MOST_ELEMENTS or depth > 40:
        raise Wrong(f"{cleaning.name} has too many parts to be a logo", "simplify it")
    if tag.localname == "use":
        yield from _used(cleaning, element, depth)
        return
    if tag.localname not in _KEPT | _GROUPS or (tag.localname == "symbol" and not depth):
        return
    attributes = _attributes(cleaning, element)
    if attributes.pop("display", "") == "none" or attributes.pop("visibility", "") == "hidden":
        return
    kind = "g" if tag.localname in _GROUPS else tag.localname
    made = etree.Element(f"{{{SVG}}}{kind}", nsmap={None: SVG})
    made.attrib.update(attributes)
    for child in element:
        made.extend(_clean(cleaning, child, depth + 1))
    if kind not in ("g", "clipPath") or len(made):
        yield made


def _used(cleaning: _Cleaning, element: _Element, depth: int) -> Iterator[_Element]:
    """The elements that a `use` shows, in its place."""
    from lxml import etree

    href = element.get(f"{{{XLINK}}}href") or element.get("href") or ""
    target = cleaning.ids.get(href.removeprefix("#"))
    if target is None or target in element.iterancestors():
        return
    made = etree.Element(f"{{{SVG}}}g", nsmap={None: SVG})
    attributes = _attributes(cleaning, element)
    x, y = _px(attributes.pop("x", "0")), _px(attributes.pop("y", "0"))
    attributes.pop("width", None)
    attributes.pop("height", None)
    if x or y:
        own = attributes.get("transform", "")
        attributes["transform"] = f"{own} translate({x:g} {y:g})".strip()
    made.attrib.update(attributes)
    # Copies inside copies grow without limit in a file that is made to do so.
    made.extend(_clean(cleaning, target, depth + 40 // _MOST_DEEP))
    for one in made.iter():
        one.attrib.pop("id", None)
    if len(made):
        yield made


def _attributes(cleaning: _Cleaning, element: _Element, *, at_root: bool = False) -> dict[str, str]:
    """The attributes for shape and paint, with the values that styles give them."""
    found = {str(k): str(v).strip() for k, v in element.attrib.items() if "}" not in str(k)}
    found |= _from_rules(cleaning, element) | _declared(found.get("style", ""))
    kept = {key: value for key, value in found.items() if key in _SHAPED}
    if at_root:
        kept = {key: value for key, value in kept.items() if key in _PAINTED}
    for key in ("fill", "stroke"):
        if key in kept:
            paint = _paint(cleaning, kept[key], found.get("color", ""))
            kept.pop(key) if paint is None else kept.__setitem__(key, paint)
    for key in ("filter", "mask"):
        if found.get(key, "none") != "none":
            cleaning.lost.add(_LOST[key])
    clip = _URL.fullmatch(kept.pop("clip-path", ""))
    if clip and clip[1] in cleaning.ids:
        kept["clip-path"] = f"url(#{clip[1]})"
    if not at_root:
        kept.update((key, found[key]) for key in ("display", "visibility") if key in found)
    return kept


def _from_rules(cleaning: _Cleaning, element: _Element) -> dict[str, str]:
    """The declarations of the style sheets in the file for one element."""
    import cssselect2

    if not cleaning.rules:
        return {}
    wrapped = _wrapped(cssselect2, element)
    found: dict[str, str] = {}
    for test, declared in cleaning.rules:
        if test(wrapped):
            found |= declared
    return found


def _wrapped(cssselect2: Any, element: _Element) -> Any:
    """The element wrapped for matching selectors, with those around it."""
    above = element.getparent()
    parent = _wrapped(cssselect2, above) if above is not None else None
    siblings = list(above) if above is not None else [element]
    return cssselect2.ElementWrapper(
        element, parent, siblings.index(element), None, False, content_language=""
    )


def _paint(cleaning: _Cleaning, value: str, current: str) -> str | None:
    """A paint as "#rrggbb" or "none"; None where the file has none that can be used."""
    value = value.removesuffix("!important").strip()
    if value in ("none", "transparent"):
        return "none"
    if value.lower() == "currentcolor":
        return read_colour(current) or "#000000"
    if found := _URL.match(value):
        target = cleaning.ids.get(found[1])
        stops = _stops(cleaning, target) if target is not None else []
        cleaning.lost.add("a gradient")
        colour = stops[0] if stops else "none"
        for n, stop in enumerate(stops[1:], 2):
            colour = mixed(colour, stop, 1 / n)
        return colour
    return read_colour(value)


def _stops(cleaning: _Cleaning, gradient: _Element, depth: int = 0) -> list[str]:
    """The colours of a gradient, its own or those of the gradient that it refers to."""
    colours = []
    for stop in gradient.iter("{*}stop"):
        found = {str(k): str(v) for k, v in stop.attrib.items()}
        found |= _from_rules(cleaning, stop) | _declared(found.get("style", ""))
        if colour := read_colour(found.get("stop-color", "#000000")):
            colours.append(colour)
    href = gradient.get(f"{{{XLINK}}}href") or gradient.get("href") or ""
    other = cleaning.ids.get(href.removeprefix("#"))
    if not colours and other is not None and depth < 4:
        return _stops(cleaning, other, depth + 1)
    return colours


def _clips(cleaning: _Cleaning, made: _Element) -> None:
    """Moves used clips to where they are found, and removes all other ids."""
    from lxml import etree

    asked = {m[1] for one in made.iter() if (m := _URL.fullmatch(one.get("clip-path", "")))}
    for old in [*made.iter(f"{{{SVG}}}clipPath")]:
        above = old.getparent()
        if above is not None:
            above.remove(old)
    for one in made.iter():
        one.attrib.pop("id", None)
    defs = etree.Element(f"{{{SVG}}}defs")
    for number, name in enumerate(sorted(asked)):
        clip = next(_clean(cleaning, cleaning.ids[name], 1), None)
        is_clip = clip is not None and str(clip.tag).endswith("clipPath") and len(clip) > 0
        for one in made.iter():
            if one.get("clip-path") == f"url(#{name})":
                one.attrib.pop("clip-path")
                if is_clip:
                    one.set("clip-path", f"url(#clip-{number})")
        if clip is not None and is_clip:
            for part in clip.iter():
                part.attrib.pop("id", None)
                part.attrib.pop("clip-path", None)
            clip.set("id", f"clip-{number}")
            defs.append(clip)
    if len(defs):
        made.insert(0, defs)
