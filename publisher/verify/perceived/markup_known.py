"""What layouts write in web pages and e-books: elements, and where; classes, attributes and roles.

What templates write is read from the templates of the edition, so that a layout of a clinic's own
may have elements and classes of its own; what code writes into them is listed here. Whoever lets
code write something new adds it, after thinking of its readers: a class can hide what it is on, a
role or a state can silence it, and an element can fold it away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from publisher.content.model import SectionKind
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.perceived import layouts
from publisher.verify.perceived.markup_seen import name_of

if TYPE_CHECKING:
    from lxml import etree

    from publisher.plan.job import Job
    from publisher.verify.perceived.layouts import Written


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_IN_SENTENCES = _words("a abbr b br cite em i img q small span strong sub sup svg wbr")
_SENTENCES = _words("a abbr b cite dt em h1 h2 h3 h4 h5 h6 i p q small span strong sub summary sup")
"""Elements that contain words and no blocks. Source: HTML, 3.2.5.2.5 (phrasing content)."""
_PLACES = {
    name: frozenset(places.split())
    for names, places in {
        "li": "ol ul",
        "dt dd": "dl div",
        "caption tbody tfoot thead": "table",
        "tr": "tbody tfoot thead",
        "td th": "tr",
        "figcaption": "figure",
        "summary": "details",
        "details": "nav",
        "body head": "html",
        "link meta script style title": "head",
        "main": "body div",
    }.items()
    for name in names.split()
}
"""Elements that stand in these alone; <details> folds all away but contents."""
_NEVER = _words("""
    applet area audio base bdo blink button canvas datalist del dialog embed fieldset font form
    frame frameset iframe input ins map marquee math meter noscript object optgroup option output
    param picture portal progress s select slot source strike template textarea track video
    """)
"""Elements that hide, strike out, fetch or ask, whatever a layout wants with them."""
_BY_CODE = {
    "a": ("href", "id", "role"),
    "svg": ("aria-hidden", "aria-label", "height", "role", "viewBox", "width", "xmlns"),
}
"""Attributes that code writes, not a template."""
_CLASSES = {
    "p": frozenset(("also", "back")),
    "section": frozenset(kind.value.replace("_", "-") for kind in SectionKind) | {"end", "glance"},
}
_ROLES = {"a": frozenset(("doc-backlink",)), "svg": frozenset(("img",))}
_TYPES = {
    "a": frozenset(
        ("bibliography", "biblioref noteref", "bodymatter", "glossary", "glossref noteref", "index")
    ),
    "section": frozenset(("chapter", "part")),
}
"""What code says in `epub:type`."""
_DRAWN = frozenset(
    [
        "circle",
        "clipPath",
        "defs",
        "desc",
        "ellipse",
        "g",
        "image",
        "line",
        "linearGradient",
        "path",
        "pattern",
        "polygon",
        "polyline",
        "radialGradient",
        "rect",
        "stop",
        "style",
        "svg",
        "symbol",
        "text",
        "title",
        "tspan",
        "use",
    ]
)
_LANGUAGE = frozenset(("lang", "xml:lang", "xmlU0003Alang"))
_WITH_LANGUAGE = frozenset(("html", "span"))
_VALUES = {
    "aria-hidden": ("true",),
    "hidden": ("hidden",),
    "scope": ("col", "row"),
    "type": ("application/ld+json", "text/css"),
}
"""The values of attributes that have only these."""
_NAMESPACES = "{http://www.w3.org/2000/xmlns/}"
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


def faults(job: Job, root: etree._Element) -> Iterator[Fault]:
    """What is in a document that no layout writes in its place."""
    written = layouts.written(job.edition)
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield Fault("", str(element.text or "")[:60], FaultKind.ADDED, "is a comment")
        else:
            yield from _element(element, written)


def _element(element: etree._Element, written: Written) -> Iterator[Fault]:
    name = name_of(element)
    words = " ".join("".join(map(str, element.itertext())).split())[:80]
    drawn = any(name_of(one) == "svg" for one in element.iterancestors())
    known = name in _DRAWN if drawn else name in written.elements or name in _BY_CODE
    if not known or name in _NEVER:
        yield Fault("", words, FaultKind.ADDED, f"<{name}> is in no layout")
        return
    if drawn:
        return
    above = element.getparent()
    if above is not None and not _may_be_in(name, name_of(above)):
        detail = f"no layout has <{name}> in <{name_of(above)}>"
        yield Fault("", words, FaultKind.STRUCTURE, detail)
    for key, known_values in (("class", _CLASSES), ("role", _ROLES), (_EPUB_TYPE, _TYPES)):
        value, key = " ".join((element.get(key) or "").split()), _bare(key)
        by_code = value in known_values.get(name, frozenset())
        if value and not by_code and not written.says(name, key, value):
            detail = f"no layout has <{name} {key}={value!r}>"
            yield Fault("", words, FaultKind.STRUCTURE, detail)
    yield from _attributes(element, name, written, words)


def _may_be_in(name: str, above: str) -> bool:
    if name in _PLACES:
        return above in _PLACES[name]
    return above not in _SENTENCES or name in _IN_SENTENCES


def _attributes(
    element: etree._Element, name: str, written: Written, words: str
) -> Iterator[Fault]:
    for key, value in element.attrib.items():
        if str(key).startswith(_NAMESPACES) or str(key) == _EPUB_TYPE:
            continue
        own = _bare(key)
        known = own in ("class", "role") or own in _BY_CODE.get(name, ()) or written.has(name, own)
        if not known and not (own in _LANGUAGE and name in _WITH_LANGUAGE):
            detail = f"is an attribute that no layout gives <{name}>"
            yield Fault("", f"{own}={value}", FaultKind.ADDED, detail)
        elif str(value) not in _VALUES.get(own, (str(value),)):
            yield Fault("", words, FaultKind.ADDED, f"{own} is {value}")
    if name in _WITH_LANGUAGE and (name == "html" or element.get("class") == "foreign"):
        said = {str(value) for key, value in element.attrib.items() if _bare(key) in _LANGUAGE}
        if len(said) != 1 or "" in said:
            detail = f"says {' and '.join(sorted(said)) or 'nothing'} of its language"
            yield Fault("", words, FaultKind.MEANING, detail)


def _bare(key: object) -> str:
    return str(key).rpartition("}")[2]
