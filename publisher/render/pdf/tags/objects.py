"""The tree → objects of the PDF: structure elements, and the references from and to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from publisher.content.bidi import is_right_to_left
from publisher.errors import BadOutput
from publisher.render.pdf.tags import kinds
from publisher.render.pdf.tags.tree import Annotation, MarkedContent, StructureElement, Tree

if TYPE_CHECKING:
    from publisher.render.pdf.tags.paint import PaintedPage

_PDF_2 = "http://iso.org/pdf2/ssn"


def add(pdf: Any, tree: Tree, pages: list[PaintedPage], *, version: str, language: str) -> None:
    """Adds `tree` to an unfinished PDF, and the marks that say that it is tagged.

    Raises `BadOutput` where something is painted that is not in the tree.
    """
    from weasyprint.pdf import pydyf

    writer = _StructureWriter(pdf, version)
    root = writer.new({"Type": "/StructTreeRoot"})
    pdf.catalog["StructTreeRoot"] = root.reference
    if version >= "2":
        space = writer.new({"Type": "/Namespace", "NS": pydyf.String(_PDF_2)})
        root["Namespaces"] = pydyf.Array([space.reference])
        writer.namespace = space.reference
    else:
        names = {own: f"/{standard}" for own, standard in kinds.ROLE_MAP.items()}
        root["RoleMap"] = pydyf.Dictionary(names)
    writer.element(tree.root, root.reference)
    root["K"] = pydyf.Array([writer.made[tree.root].reference])
    root["ParentTree"] = writer.parents(pages)
    root["ParentTreeNextKey"] = writer.next_key
    if writer.ids:
        root["IDTree"] = writer.new({"Names": pydyf.Array(writer.sorted_ids())}).reference
    if version >= "2":
        _refer(writer, tree)
        _lead_to_structure(writer, tree)
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
    shown = {"DisplayDocTitle": "true"}
    if is_right_to_left(language):
        shown["Direction"] = "/R2L"  # two pages side by side: the first is on the right
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary(shown)
    pdf.catalog["Lang"] = pydyf.String(language)


class _StructureWriter:
    def __init__(self, pdf: Any, version: str) -> None:
        self.pdf, self.version = pdf, version
        self.pages = pdf.page_references
        self.namespace: bytes | None = None
        self.made: dict[StructureElement, Any] = {}
        self.owners: dict[MarkedContent, bytes] = {}
        self.annotations: list[tuple[Any, bytes]] = []
        self.ids: dict[str, bytes] = {}
        self.next_key = 0

    def new(self, values: dict[str, Any]) -> Any:
        """A new object of the file."""
        from weasyprint.pdf import pydyf

        made = pydyf.Dictionary(values)
        self.pdf.add_object(made)
        return made

    def element(self, node: StructureElement, parent: bytes) -> None:
        """Writes a node and all in it."""
        from weasyprint.pdf import pydyf

        old = self.version < "2"
        kind = kinds.OLD_NAMES.get(node.kind, node.kind) if old else node.kind
        self.made[node] = made = self.new({"Type": "/StructElem", "S": f"/{kind}", "P": parent})
        if self.namespace:
            made["NS"] = self.namespace
        page = next((mark.page for mark in node.marks), None)
        if page is not None:
            made["Pg"] = self.pages[page]
        if node.alt:
            made["Alt"] = pydyf.String(node.alt)
        if node.language:
            made["Lang"] = pydyf.String(node.language)
        if node.attributes:
            made["A"] = pydyf.Array(
                pydyf.Dictionary({"O": f"/{owner}"} | values)
                for owner, values in node.attributes.items()
            )
        if node.kind == kinds.NOTE:  # ISO 14289-1, 7.9
            name = f"note-{node.element.get('id')}"
            made["ID"] = pydyf.String(name)
            self.ids[name] = made.reference
        made["K"] = pydyf.Array(self.kid(kid, node, page) for kid in node.kids)

    def kid(
        self,
        kid: StructureElement | MarkedContent | Annotation,
        node: StructureElement,
        page: int | None,
    ) -> Any:
        """The value in /K for a kid."""
        from weasyprint.pdf import pydyf

        own = self.made[node].reference
        match kid:
            case StructureElement():
                self.element(kid, own)
                return self.made[kid].reference
            case MarkedContent():
                self.owners[kid] = own
                if kid.page == page:
                    return kid.number
                there = {"Type": "/MCR", "Pg": self.pages[kid.page], "MCID": kid.number}
                return pydyf.Dictionary(there)
            case Annotation():
                if node.kind == "Link":
                    # ISO 14289-1, 7.18.5: the words of the link, not the address it leads to.
                    kid.thing["Contents"] = pydyf.String(node.words)
                self.annotations.append((kid.thing, own))
                there = {"Type": "/OBJR", "Pg": self.pages[kid.page], "Obj": kid.thing.reference}
                return pydyf.Dictionary(there)

    def parents(self, pages: list[PaintedPage]) -> bytes:
        """The tree that leads from what is painted back to its element."""
        from weasyprint.pdf import pydyf

        numbers = pydyf.Array()
        for page, painted in enumerate(pages):
            owners = [self.owners.get(MarkedContent(page, n)) for n in painted.numbers.values()]
            if None in owners:
                raise BadOutput(f"page {page + 1}: text is painted that is in no element")
            numbers.extend((page, pydyf.Array(owners)))
            leaf = self.pdf.objects[int(self.pages[page].split()[0])]
            leaf["StructParents"] = page
            leaf["Tabs"] = "/S"
        for key, (thing, owner) in enumerate(self.annotations, len(pages)):
            thing["StructParent"] = key
            numbers.extend((key, owner))
        self.next_key = len(pages) + len(self.annotations)
        return bytes(self.new({"Nums": numbers}).reference)

    def sorted_ids(self) -> Iterator[Any]:
        from weasyprint.pdf import pydyf

        for name, reference in sorted(self.ids.items()):
            yield pydyf.String(name)
            yield reference


# PDF 2.0 -----------------------------------------------------------------------------------


def _refer(writer: _StructureWriter, tree: Tree) -> None:
    """Note and the words that lead to it name each other. Source: ISO 14289-2, 8.2.5.14."""
    from weasyprint.pdf import pydyf

    for node, made in list(writer.made.items()):
        if node.kind != "Link" or not (href := node.element.get("href", "")).startswith("#"):
            continue
        target = tree.targets.get(href[1:])
        if target and target.kind == kinds.NOTE:
            made["Ref"] = pydyf.Array([writer.made[target].reference])
            note = writer.made[target]
            note["Ref"] = pydyf.Array([*note.get("Ref", ()), made.reference])


def _lead_to_structure(writer: _StructureWriter, tree: Tree) -> None:
    """Outline and links lead to elements, older readers to a page. Source: ISO 14289-2, 8.8."""
    things = (thing for thing in writer.pdf.objects if isinstance(thing, dict))
    outline = [thing for thing in things if {"Title", "Dest"} <= thing.keys()]
    for item, node in zip(outline, tree.bookmarks, strict=True):
        item["A"] = _to(writer, node, item.pop("Dest"))
    names = writer.pdf.catalog.get("Names", {}).pop("Dests", {"Names": []})["Names"]
    places = {name.string: place for name, place in zip(names[::2], names[1::2], strict=True)}
    for thing, _ in writer.annotations:
        if "Dest" in thing:
            name = thing.pop("Dest").string
            thing["A"] = _to(writer, tree.targets[name], places[name])


def _to(writer: _StructureWriter, node: StructureElement, place: Any) -> Any:
    """The action that goes to an element, which lies at `place` on its page."""
    from weasyprint.pdf import pydyf

    there = pydyf.Array([writer.made[node].reference, *place[1:]])
    return pydyf.Dictionary({"Type": "/Action", "S": "/GoTo", "D": place, "SD": there})
