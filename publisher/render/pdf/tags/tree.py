"""Boxes and elements → one tree of structure elements, in the order that they are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from publisher.errors import BadOutput
from publisher.render.pdf.tags import kinds
from publisher.render.pdf.tags.paint import PaintedPage, children
from publisher.units import PT_PER_PX

if TYPE_CHECKING:
    from weasyprint.document import Document

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class MarkedContent:
    """What is painted under one number, on a page from 0."""

    page: int
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Annotation:
    """The rectangle of a link or field, on a page from 0."""

    page: int
    thing: Any


@dataclass(slots=True, eq=False)
class StructureElement:
    """One structure element, however many boxes and pages it is painted in."""

    kind: str
    element: Any = None
    parent: StructureElement | None = None
    kids: list[StructureElement | MarkedContent | Annotation] = field(default_factory=list)
    attributes: dict[str, dict[str, str]] = field(default_factory=dict)
    alt: str = ""
    language: str = ""

    def add(self, kind: str, element: Any = None) -> StructureElement:
        """A new node, the last in this one."""
        node = StructureElement(kind, element, self)
        self.kids.append(node)
        return node

    def up(self, *wanted: str) -> StructureElement | None:
        """This node or the nearest around it that is of a wanted kind."""
        return self if self.kind in wanted else self.parent and self.parent.up(*wanted)

    @property
    def nodes(self) -> Iterator[StructureElement]:
        """The nodes in this one."""
        return (kid for kid in self.kids if isinstance(kid, StructureElement))

    @property
    def marks(self) -> Iterator[MarkedContent]:
        """What is painted of the node and all in it, in reading order."""
        for kid in self.kids:
            if isinstance(kid, StructureElement):
                yield from kid.marks
            elif isinstance(kid, MarkedContent):
                yield kid

    @property
    def words(self) -> str:
        """What the element says, in one line."""
        text = self.element.get("aria-label") or "".join(self.element.itertext())
        return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Tree:
    """What is read: `root` the document, `bookmarks` its outline, `targets` what links name."""

    root: StructureElement
    bookmarks: tuple[StructureElement, ...]
    targets: dict[str, StructureElement]


def read(document: Document, pages: list[PaintedPage], version: str) -> Tree:
    """The tree of a document that was painted as `pages` say.

    Raises `BadOutput` where a picture has no alternative text (ISO 14289-1, 7.3).
    """
    reader = _TreeBuilder(pages, version)
    for number, page in enumerate(document.pages):
        reader.walk(page._page_box, reader.root, number, page.height)
    _in_reading_order(reader.root)
    _tidy(reader.root)
    targets = {
        name: kept
        for element, node in reader.nodes.items()
        if (name := element.get("id")) and (kept := _kept(node, reader.root))
    }
    return Tree(reader.root, tuple(reader.bookmarks), targets)


@dataclass(slots=True)
class _TreeBuilder:
    pages: list[PaintedPage]
    version: str
    root: StructureElement = field(default_factory=lambda: StructureElement("Document"))
    nodes: dict[Any, StructureElement] = field(default_factory=dict)
    named: dict[str, StructureElement] = field(default_factory=dict)
    """By the id of the element: what `data-continues` of another goes on with."""
    labels: dict[Any, StructureElement] = field(default_factory=dict)
    bookmarks: list[StructureElement] = field(default_factory=list)

    def walk(self, box: Any, node: StructureElement, page: int, height: float) -> None:
        """Adds what `box` contains to `node` and to the nodes of the elements in it."""
        for child in children(box):
            if child.element is None and hasattr(child, "at_keyword"):
                continue  # a box in the margin of the page
            here = self.node(child, node)
            if child.bookmark_label and child.style["bookmark_level"] != "none":
                self.bookmarks.append(here)
            if child.link_annotation and (link := here.up("Link")):
                link.kids.append(Annotation(page, child.link_annotation))
            if child.widget_annotation:
                here.kids.append(Annotation(page, child.widget_annotation))
            number = self.pages[page].numbers.get(child)
            if number is not None:
                here.kids.append(MarkedContent(page, number))
                if here.kind == "Figure" and child.element.tag == "img":
                    _placed(here, child, height)
            self.walk(child, here, page, height)

    def node(self, box: Any, around: StructureElement) -> StructureElement:
        """The node of a box's element, made where it is met for the first time."""
        element = box.element
        if element is None or element.tag in ("html", "body"):
            return around
        if element.tag == "li" and str(box.element_tag).endswith(("::before", "::marker")):
            return self.label(element)
        if name := element.get("data-continues"):
            return self.named[name]
        if element not in self.nodes:
            self.nodes[element] = node = self.made(element, around)
            if name := element.get("id"):
                self.named[name] = node
            node.language = element.get("lang") or element.get(_LANGUAGE) or ""
        return self.nodes[element]

    def label(self, element: Any) -> StructureElement:
        """The marker of an item, which comes first in it. Source: ISO 32000-2, 14.8.4.8.3."""
        if element not in self.labels:
            item = self.nodes[element].parent
            assert item is not None
            self.labels[element] = label = StructureElement("Lbl", parent=item)
            item.kids.insert(0, label)
        return self.labels[element]

    def made(self, element: Any, around: StructureElement) -> StructureElement:
        kind = kinds.kind(element)
        if element.tag == "li":
            return around.add("LI").add("LBody", element)
        if element.tag == "dt":
            return around.add("LI").add("Lbl", element)
        if element.tag == "dd":
            items = [item for item in around.nodes if item.kind == "LI"]
            item = items[-1] if items else around.add("LI")
            bodies = [body for body in item.nodes if body.kind == "LBody"]
            return (bodies[0] if bodies else item.add("LBody")).add("Div", element)
        if element.tag == "img" and (figure := around.up("Figure")):
            node = figure  # a figure is its picture, with the caption in it
        else:
            node = around.add(kind, element)
            node.attributes = kinds.attributes(element, self.version)
        if element.tag == "img":
            if element.get("alt") is None:
                address = element.get("src", "")[:60]
                raise BadOutput(f"a picture has no alternative text: {address}")
            node.alt = element.get("alt")
        return node


def _placed(node: StructureElement, box: Any, height: float) -> None:
    """Adds the place of a picture on its page. Source: ISO 14289-1, 7.3; 32000-2, 14.8.5.4.3."""
    left, top = box.content_box_x(), box.content_box_y()
    edges = (left, height - top - box.height, left + box.width, height - top)
    numbers = " ".join(f"{edge * PT_PER_PX:.2f}" for edge in edges)
    node.attributes["Layout"] = {"Placement": "/Block", "BBox": f"[{numbers}]"}


def _in_reading_order(node: StructureElement) -> None:
    """What `data-read="last"` names is read after its neighbours, wherever it had to be set."""

    def is_last(kid: StructureElement | MarkedContent | Annotation) -> bool:
        return isinstance(kid, StructureElement) and (
            kid.element is not None and kid.element.get("data-read") == "last"
        )

    node.kids.sort(key=is_last)
    for kid in node.nodes:
        _in_reading_order(kid)


def _tidy(node: StructureElement) -> None:
    """Leaves out what is empty or without meaning, and gives bare words a paragraph."""
    kids: list[StructureElement | MarkedContent | Annotation] = []
    for kid in node.kids:
        if not isinstance(kid, StructureElement):
            kids.append(kid)
            continue
        if kid.kind == "Figure" and not kid.alt:
            kid.kind = ""  # its picture is decoration
        _tidy(kid)
        if kid.kind == "" or (kid.kind == "Div" and not kid.language):
            kids += kid.kids
        elif kid.kids or kid.kind in kinds.EMPTY:
            kids.append(kid)
    node.kids = kids
    if node.kind in kinds.GROUPS:
        node.kids = list(_paragraphs(node))
    for kid in node.nodes:
        kid.parent = node


def _paragraphs(node: StructureElement) -> Iterator[StructureElement]:
    """The kids of a group, words among them put into paragraphs."""
    bare: StructureElement | None = None
    for kid in node.kids:
        if isinstance(kid, StructureElement) and kid.kind not in kinds.INLINE:
            bare = None
            yield kid
            continue
        if bare is None:
            bare = StructureElement("P", parent=node)
            yield bare
        bare.kids.append(kid)
        if isinstance(kid, StructureElement):
            kid.parent = bare


def _kept(node: StructureElement, root: StructureElement) -> StructureElement | None:
    """The element that stands for a node: itself, else one inside it, else one around it."""
    if node.kind and node.kids:
        return node
    held = next((kept for kid in node.nodes if (kept := _kept(kid, root))), None)
    return held or (_kept(node.parent, root) if node.parent else None)
