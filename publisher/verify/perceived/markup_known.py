"""What layouts write in web pages and e-books: elements, and where; classes, attributes and roles.

Whoever lets a layout write something new adds it here, after thinking of its readers: a class can
hide what it is on, a role or a state can silence it, and an element can fold it away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publisher.content.model import ReviewState, SectionKind, Urgency
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.perceived.markup_seen import name_of

if TYPE_CHECKING:
    from lxml import etree


@dataclass(frozen=True, slots=True)
class _Written:
    """How layouts write one element: in which others, with which values of its attributes."""

    above: frozenset[str]
    attributes: frozenset[str]
    classes: frozenset[str]
    """Whole values of `class`; the empty one stands for an element without it."""
    roles: frozenset[str]


def _written(above: str, attributes: str = "", classes: str = "", roles: str = "") -> _Written:
    """`classes` and `roles` are parted by commas, the others by white space."""
    return _Written(
        frozenset(above.split()),
        frozenset(attributes.split()) | {"class", "role"},
        frozenset(one.strip() for one in classes.split(",")),
        frozenset(one.strip() for one in roles.split(",")) | {""},
    )


_SENTENCE = "p li dt dd th td caption figcaption h1 h2 h3 strong em span"
_BLOCK = "section div aside"
_SECTIONS = ",".join(kind.value.replace("_", "-") for kind in SectionKind)
_CALLOUTS = ",".join(f"callout {urgency.value}" for urgency in Urgency)
_URGENT = ",".join(f"urgent-{urgency.value}" for urgency in Urgency)
_REVIEWS = ",".join(f"review {state.value}" for state in ReviewState)
_PARAGRAPHS = f""", address, also, back, callout-heading, caption, clinic, contact-heading,
    contents-title, label, lead-in, number, review, {_REVIEWS}, subtitle, {_URGENT}"""
_DIVS = """about, callout-body, callout-head, contact, entry, line, lines, list, list checklist,
    list definitions, list questions, list steps, list table-rows, page, table, urgent, write-in"""
_CHAPTERS = """doc-abstract, doc-bibliography, doc-chapter, doc-colophon, doc-glossary, doc-index,
    doc-part"""
_LINKS = "doc-backlink, doc-biblioref, doc-glossref"

_ELEMENTS = {
    "a": _written(f"{_SENTENCE} sup body", "href id", ", skip, term", _LINKS),
    "aside": _written("section", "aria-labelledby id", _CALLOUTS),
    "body": _written("html"),
    "br": _written("p"),
    "caption": _written("table", "id"),
    "dd": _written("dl div"),
    "details": _written("nav"),
    "div": _written(
        f"{_BLOCK} body main li dl", "aria-hidden aria-labelledby id tabindex", _DIVS, "region"
    ),
    "dl": _written("div section", "", ", glossary"),
    "dt": _written("dl div", "id"),
    "em": _written(_SENTENCE),
    "figcaption": _written("figure"),
    "figure": _written(_BLOCK, "id"),
    "footer": _written("body", "", "site"),
    "h1": _written("header section nav", "id"),
    "h2": _written("section nav", "id"),
    "h3": _written("section", "id"),
    "head": _written("html"),
    "header": _written("body main", "", "site, title"),
    "html": _written("", "dir lang"),
    "img": _written("figure section", "alt height src width", "", "doc-cover"),
    "li": _written("ol ul", "id"),
    "link": _written("head", "href rel type"),
    "main": _written("div", "id tabindex"),
    "meta": _written("head", "charset content http-equiv media name"),
    "nav": _written(
        "div main body footer",
        "aria-label aria-labelledby hidden id",
        ", contents beside, contents inside",
        "doc-pagelist, doc-toc",
    ),
    "ol": _written("div section nav li", "start", ", references"),
    "p": _written(f"{_BLOCK} header nav footer li dd", "id", _PARAGRAPHS),
    "script": _written("head", "type"),
    "section": _written(
        "main section body",
        "aria-labelledby id",
        f", cover, end, glance, title, {_SECTIONS}",
        _CHAPTERS,
    ),
    "span": _written(
        f"{_SENTENCE} body section div", "aria-label id", ", foreign", "doc-pagebreak"
    ),
    "strong": _written(_SENTENCE),
    "style": _written("head"),
    "summary": _written("details"),
    "sup": _written(_SENTENCE, "", "cite"),
    "svg": _written("figure header footer", "aria-label height viewBox width", "", "img"),
    "table": _written("div", "id"),
    "tbody": _written("table"),
    "td": _written("tr", "data-column"),
    "th": _written("tr", "scope"),
    "thead": _written("table"),
    "title": _written("head"),
    "tr": _written("thead tbody"),
    "ul": _written("div details nav li section", "", ", index, phones, short"),
}
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
    "role": None,
    "scope": ("col", "row"),
    "type": ("application/ld+json", "text/css"),
}
"""The values of attributes that have only these; None where another check says which."""
_NAMESPACES = "{http://www.w3.org/2000/xmlns/}"


def faults(root: etree._Element) -> Iterator[Fault]:
    """What is in a document that no layout writes in its place."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield Fault("", str(element.text or "")[:60], FaultKind.ADDED, "is a comment")
        else:
            yield from _element(element)


def _element(element: etree._Element) -> Iterator[Fault]:
    name = name_of(element)
    words = " ".join("".join(map(str, element.itertext())).split())[:80]
    above = element.getparent()
    if any(name_of(one) == "svg" for one in element.iterancestors()):
        if name not in _DRAWN:
            yield Fault("", words, FaultKind.ADDED, f"<{name}> is in no layout")
        return
    written = _ELEMENTS.get(name)
    if written is None:
        yield Fault("", words, FaultKind.ADDED, f"<{name}> is in no layout")
        return
    if above is not None and name_of(above) not in written.above:
        detail = f"no layout has <{name}> in <{name_of(above)}>"
        yield Fault("", words, FaultKind.STRUCTURE, detail)
    if (element.get("class") or "") not in written.classes:
        detail = f"no layout has <{name} class={element.get('class')!r}>"
        yield Fault("", words, FaultKind.STRUCTURE, detail)
    if (element.get("role") or "") not in written.roles:
        detail = f"<{name}> has the role {element.get('role')}"
        yield Fault("", words, FaultKind.STRUCTURE, detail)
    yield from _attributes(element, name, written, words)


def _attributes(
    element: etree._Element, name: str, written: _Written, words: str
) -> Iterator[Fault]:
    for key, value in element.attrib.items():
        if str(key).startswith(_NAMESPACES):
            continue
        own = str(key).rpartition("}")[2]
        prefixed = str(key).startswith("{http://www.idpf.org/2007/ops}") and own == "type"
        known = own in written.attributes or prefixed
        known = known or (own in _LANGUAGE and name in _WITH_LANGUAGE)
        if not known:
            detail = f"is an attribute that no layout gives <{name}>"
            yield Fault("", f"{own}={value}", FaultKind.ADDED, detail)
        allowed = None if prefixed else _VALUES.get(own)
        if known and allowed and str(value) not in allowed:
            yield Fault("", words, FaultKind.ADDED, f"{own} is {value}")
    if name in _WITH_LANGUAGE and (name == "html" or element.get("class") == "foreign"):
        said = {str(value) for key, value in element.attrib.items() if _bare(key) in _LANGUAGE}
        if len(said) != 1 or "" in said:
            detail = f"says {' and '.join(sorted(said)) or 'nothing'} of its language"
            yield Fault("", words, FaultKind.MEANING, detail)


def _bare(key: object) -> str:
    return str(key).rpartition("}")[2]
