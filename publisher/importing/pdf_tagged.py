"""A tagged PDF → elements, by its structure tree, as a screen reader reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from publisher.content.inline import WEB, Emphasis, Inline, Link, Plain, Strong, words
from publisher.importing.elements import (
    CaptionElement,
    DefinitionElement,
    Furniture,
    HeadingElement,
    ImportedDocument,
    ItemMarker,
    ListItemElement,
    ParagraphElement,
    PictureElement,
    RowElement,
    TermElement,
)
from publisher.importing.letters import Letters
from publisher.importing.pdf_letters import Letter
from publisher.importing.text import parted_at_end
from publisher.importing.wording import link, stripped

_INLINE = frozenset(
    (
        "Span",
        "Link",
        "Quote",
        "Em",
        "Strong",
        "Reference",
        "Code",
        "Annot",
        "Sub",
        "Form",
        "BibEntry",
    )
)
_GROUPS = frozenset(
    ("Document", "DocumentFragment", "Part", "Art", "Sect", "Div", "NonStruct", "Private")
)
_BOXES = frozenset(("Aside", "BlockQuote"))
_NOTES = frozenset(("Note", "FENote"))
_HEADING = re.compile(r"H(\d?)|Title")
_MOST_DEEP = 120


@dataclass(frozen=True, slots=True)
class _Marked:
    """The letters under one mark: words, with spaces where lines end; where the first stands."""

    text: str
    bold: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an element of the tree stands."""

    page: int = 0
    box: int = 0
    depth: int = -1
    numbered: bool = False
    number: int | None = None
    role: str = "P"
    level: int = 0
    deep: int = 0


def read_tags(
    document: ImportedDocument, pdf: Any, letters: list[list[Letter]], mender: Letters
) -> int:
    """Adds what the tree says to the document; how many letters that is."""
    root = pdf.Root.StructTreeRoot
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
    names = {str(own)[1:]: str(standard)[1:] for own, standard in root.get("/RoleMap", {}).items()}
    tree = _Tree(document, _marked(letters), numbers, names, mender)
    for kid in _kids(root):
        tree.walk(kid, _Place())
    tree.flush(_Place())
    tree.set_rest_aside()
    return tree.heard


def _marked(letters: list[list[Letter]]) -> dict[tuple[int, int], _Marked]:
    """The words under each mark: (page, mark) → words."""
    found: dict[tuple[int, int], list[Letter]] = {}
    for page, row in enumerate(letters):
        last = -1
        for letter in row:
            mark = last if letter.added else letter.mark
            found.setdefault((page, mark), []).append(letter)
            last = mark
    return {
        place: _Marked(_words(row), all(o.bold for o in row if not o.added))
        for place, row in found.items()
    }


def _words(row: list[Letter]) -> str:
    said = ""
    before: Letter | None = None
    for letter in row:
        if letter.added:
            said += " "
            continue
        if before is not None and abs(letter.base - before.base) > before.size * 0.6:
            said += "\n"
        said += letter.text
        before = letter
    lines = [line for line in re.split(r"\s*\n\s*", said) if line]
    whole = ""
    for line in lines:
        whole = parted_at_end(whole, line) if whole else line
    return whole


@dataclass(slots=True)
class _Tree:
    """Walks one structure tree; `run` are the nodes of the text that is being read."""

    document: ImportedDocument
    marked: dict[tuple[int, int], _Marked]
    pages: dict[tuple[int, int], int]
    names: dict[str, str]
    mender: Letters
    run: list[Inline] = field(default_factory=list)
    heard: int = 0
    boxes: int = 0
    lists: int = 0
    tables: int = 0
    counts: dict[int, int] = field(default_factory=dict)
    used: set[tuple[int, int]] = field(default_factory=set)
    at: int = 0
    """The page of the text that is being read."""

    def kind(self, element: Any) -> str:
        """What an element is: its own name where the standard has it, or what that stands for."""
        own = str(element.get("/S", ""))[1:]
        known = own in _INLINE | _GROUPS | _BOXES | _NOTES or bool(_HEADING.fullmatch(own))
        for _ in range(8):
            if known or own not in self.names or self.names[own] == own:
                break
            own = self.names[own]
            known = own in _GROUPS
        return own

    def walk(self, element: Any, place: _Place) -> None:
        """Reads an element and all in it."""
        kind = self.kind(element)
        page = element.get("/Pg")
        place = replace(place, deep=place.deep + 1)
        if page is not None:
            place = replace(place, page=self.pages.get(page.objgen, place.page))
        if place.deep > _MOST_DEEP or kind == "Artifact":
            return
        if self._is_inline(element, kind):
            self._inline(element, kind, place)
        else:
            self.flush(place)
            self._block(element, kind, place)

    def _is_inline(self, element: Any, kind: str) -> bool:
        if kind in _INLINE:
            return True
        return kind == "NonStruct" and all(
            not _is_element(kid) or self._is_inline(kid, self.kind(kid)) for kid in _kids(element)
        )

    def _block(self, element: Any, kind: str, place: _Place) -> None:
        heading = _HEADING.fullmatch(kind)
        if heading:
            place = replace(place, role="H", level=int(heading[1] or 1))
        elif kind == "L":
            nested = any(_is_element(k) and self.kind(k) == "LI" for k in _kids(element))
            self.lists += nested and place.depth < 0
            place = replace(place, depth=place.depth + nested, numbered=_is_numbered(element))
        elif kind in ("LI", "LBody", "P"):
            place = self._in_list(place)
        elif kind in ("Lbl", "Caption", "TOC", "TOCI", "Index"):
            place = replace(place, role=kind)
        elif kind in _BOXES:
            self.boxes += 1
            place = replace(place, box=place.box or self.boxes)
        elif kind in _NOTES:
            place = replace(place, role="Note")
        elif kind in ("Figure", "Formula"):
            self._figure(element, place)
            return
        elif kind == "Table":
            self._table(element, place)
            return
        self._kids(element, place)
        self.flush(place)

    def _in_list(self, place: _Place) -> _Place:
        """Where a paragraph or an item stands, which may be in a note or in an item."""
        if place.role in ("Note", "Caption", "TOC", "TOCI", "Index"):
            return place
        return replace(place, role="LI" if place.depth >= 0 else "P")

    def _kids(self, element: Any, place: _Place) -> None:
        for kid in _kids(element):
            if _is_element(kid):
                self.walk(kid, place)
            else:
                self._mark(kid, place)

    def _mark(self, kid: Any, place: _Place) -> None:
        found = _mark_of(kid)
        if found is None:
            return
        page, mark = found
        where = (place.page if page is None else self.pages.get(page, place.page), mark)
        self.used.add(where)
        marked = self.marked.get(where)
        if marked is None or not marked.text:
            return
        self.at = where[0]
        self.heard += len("".join(marked.text.split()))
        said = self.mender.mended(marked.text)
        last = self.run[-1] if self.run else None
        if isinstance(last, Plain) and not said[:1].isspace() and last.text.endswith("\u2010"):
            self.run[-1] = Plain(last.text[:-1])
        self.run.append(Plain(said))

    def _inline(self, element: Any, kind: str, place: _Place) -> None:
        outer, self.run = self.run, []
        self._kids(element, place)
        inner, self.run = tuple(self.run), outer
        said = "".join(words(inner))
        if not said.strip():
            self.run += inner
        elif kind == "Strong":
            self.run.append(Strong(inner))
        elif kind == "Em":
            self.run.append(Emphasis(inner))
        elif kind in ("Link", "Reference", "Annot"):
            href = next(filter(None, map(_target, _kids(element))), "")
            self.run += self._linked(href, said)
        else:
            self.run += inner

    def _linked(self, href: str, said: str) -> list[Inline]:
        if href.startswith("#"):
            return [Link(href, said)]
        made = link(href, said) if href else Plain(said)
        return [made]

    # What was read

    def _line(self, said: str) -> int:
        number = self.counts[self.at] = self.counts.get(self.at, 0) + 1
        return self.document.line(f"page {self.at + 1}, text {number}", said)

    def flush(self, place: _Place) -> None:
        """Ends the text that was being read."""
        run, self.run = self.run, []
        nodes = stripped(_spaced(run))
        said = " ".join(_said(nodes).split())
        if not said:
            return
        line = self._line(said)
        add = self.document.elements.append
        match place.role:
            case "H":
                add(HeadingElement(nodes=nodes, lines=(line,), level=place.level, box=place.box))
            case "TOC" | "TOCI" | "Index":
                self.document.set_aside((line,), Furniture.CONTENTS)
            case "Caption":
                add(_caption(nodes, line))
            case "Lbl" | "Note" | "LI":
                self._labelled(nodes, said, line, place)
            case _:
                bold = all(isinstance(one, Strong) or not _said((one,)).strip() for one in nodes)
                add(ParagraphElement(nodes=nodes, lines=(line,), box=place.box, is_bold=bold))

    def _labelled(self, nodes: tuple[Inline, ...], said: str, line: int, place: _Place) -> None:
        """A label, which is a number, a mark or a term; or what stands beside one."""
        elements = self.document.elements
        if place.role == "Lbl":
            if place.depth >= 0 and re.fullmatch(r"\W*|\(?\w{1,3}[.)]?", said):
                self.document.set_aside((line,), Furniture.MARK)
                last = elements[-1] if elements else None
                if (
                    isinstance(last, ListItemElement)
                    and said.rstrip(".)").isdecimal()
                    and last.number is None
                ):
                    elements[-1] = replace(
                        last, mark=ItemMarker.NUMBER, number=int(said.rstrip(".)"))
                    )
                return
            elements.append(TermElement(nodes=nodes, lines=(line,), box=place.box))
        elif place.role == "Note":
            last = elements[-1] if elements else None
            made = DefinitionElement if isinstance(last, TermElement) else ParagraphElement
            elements.append(made(nodes=nodes, lines=(line,), hint="note"))
            if isinstance(last, TermElement):
                elements[-2] = replace(last, hint="note")
        elif elements and isinstance(elements[-1], TermElement) and place.box == elements[-1].box:
            elements.append(DefinitionElement(nodes=nodes, lines=(line,), box=place.box))
        else:
            elements.append(
                ListItemElement(
                    nodes=nodes,
                    lines=(line,),
                    box=place.box,
                    mark=ItemMarker.NUMBER if place.numbered else ItemMarker.BULLET,
                    depth=place.depth,
                    listing=self.lists,
                    number=place.number,
                )
            )

    def _figure(self, element: Any, place: _Place) -> None:
        alt = self.mender.mended(str(element.get("/Alt", ""))).strip()
        self.at = place.page
        inner = [kid for kid in _kids(element) if _is_element(kid)]
        for kid in _kids(element):
            if not _is_element(kid) and (found := _mark_of(kid)):
                self.used.add(
                    (place.page if found[0] is None else self.pages.get(found[0], 0), found[1])
                )
        line = self._line(alt or "a picture")
        if not alt:
            self.document.set_aside((line,), Furniture.DECORATION)
        elif re.fullmatch(WEB, alt):
            self.document.set_aside((line,), Furniture.CODE)
        else:
            self.document.elements.append(PictureElement(alt=alt, lines=(line,), box=place.box))
        for kid in inner:
            if self.kind(kid) == "Caption":
                self.walk(kid, replace(place, role="Caption"))
            else:
                self._silent(kid, place)
        last = self.document.elements[-1] if self.document.elements else None
        if isinstance(last, CaptionElement):
            self.document.elements[-1] = replace(last, of_picture=True)

    def _silent(self, element: Any, place: _Place) -> None:
        """Marks what is inside a picture as read: its labels are part of it."""
        for kid in _kids(element):
            if _is_element(kid):
                self._silent(kid, place)
            elif found := _mark_of(kid):
                page = place.page if found[0] is None else self.pages.get(found[0], place.page)
                self.used.add((page, found[1]))

    def _table(self, element: Any, place: _Place) -> None:
        self.tables += 1
        head: list[str] = []
        for kind, row in self._rows(element, place):
            if kind == "Caption":
                self.walk(row, place)
                continue
            cells = []
            kinds = []
            for cell in _kids(row):
                if _is_element(cell) and self.kind(cell) in ("TH", "TD"):
                    kinds.append(self.kind(cell))
                    cells.append(self._cell(cell, place))
            said = " | ".join(_said(cell) for cell in cells).strip(" |")
            if not said:
                continue
            is_head = all(one == "TH" for one in kinds)
            line = self._line(said)
            if is_head and said in head:
                self.document.set_aside((line,), Furniture.REPEATED_HEAD)
                continue
            head += [said] * is_head
            self.document.elements.append(
                RowElement(
                    cells=tuple(cells),
                    table=self.tables,
                    lines=(line,),
                    box=place.box,
                )
            )

    def _rows(self, element: Any, place: _Place) -> Iterator[tuple[str, Any]]:
        for kid in _kids(element):
            if not _is_element(kid):
                continue
            kind = self.kind(kid)
            if kind in ("TR", "Caption"):
                yield kind, kid
            elif kind in ("THead", "TBody", "TFoot"):
                yield from self._rows(kid, place)

    def _cell(self, cell: Any, place: _Place) -> tuple[Inline, ...]:
        outer, self.run = self.run, []
        page = cell.get("/Pg")
        if page is not None:
            place = replace(place, page=self.pages.get(page.objgen, place.page))
        self._in_cell(cell, place)
        nodes = stripped(_spaced(self.run))
        self.run = outer
        return nodes

    def _in_cell(self, element: Any, place: _Place) -> None:
        for kid in _kids(element):
            if not _is_element(kid):
                self._mark(kid, place)
            elif self._is_inline(kid, self.kind(kid)):
                self._inline(kid, self.kind(kid), place)
            else:
                self.run.append(Plain(" "))
                self._in_cell(kid, place)

    def set_rest_aside(self) -> None:
        """Sets aside what is painted and not in the tree: running heads, and the like."""
        for place, marked in sorted(self.marked.items()):
            said = " ".join(self.mender.mended(marked.text).split())
            if place not in self.used and re.search(r"\w", said):
                self.at = place[0]
                self.document.set_aside((self._line(said),), Furniture.RUNNING_HEAD)


def _caption(nodes: tuple[Inline, ...], line: int) -> CaptionElement:
    first = nodes[0] if nodes else None
    if isinstance(first, Strong):
        return CaptionElement(title=first.children, nodes=stripped(nodes[1:]), lines=(line,))
    return CaptionElement(nodes=nodes, lines=(line,))


def _spaced(run: list[Inline]) -> tuple[Inline, ...]:
    """Nodes with a space between two that stand on lines of their own."""
    nodes: list[Inline] = []
    for node in run:
        before = _said((nodes[-1],)) if nodes else ""
        if before and not before[-1:].isspace() and not _said((node,))[:1].isspace():
            own = before[-1].isalnum() or before[-1] in ".,;:!?)"
            note = isinstance(node, Link) and node.href.startswith("#") and node.text.isdecimal()
            if own and not note and isinstance(node, Plain) and isinstance(nodes[-1], Plain):
                nodes.append(Plain(" "))
        nodes.append(node)
    return tuple(nodes)


def _said(nodes: tuple[Inline, ...]) -> str:
    shown = []
    for node in nodes:
        said = "".join(words((node,)))
        note = isinstance(node, Link) and node.href.startswith("#") and said.strip().isdecimal()
        shown.append(f" {said}" if note else said)
    return "".join(shown)


def _is_numbered(element: Any) -> bool:
    for one in _attributes(element):
        said = str(one.get("/ListNumbering", ""))
        if said:
            return said in (
                "/Decimal",
                "/UpperRoman",
                "/LowerRoman",
                "/UpperAlpha",
                "/LowerAlpha",
                "/Ordered",
            )
    return False


def _attributes(element: Any) -> Iterator[Any]:
    import pikepdf

    said = element.get("/A")
    for one in said if isinstance(said, pikepdf.Array) else [said]:
        if isinstance(one, pikepdf.Dictionary):
            yield one


def _kids(element: Any) -> Iterator[Any]:
    import pikepdf

    kids = element.get("/K")
    if kids is not None:
        yield from kids if isinstance(kids, pikepdf.Array) else (kids,)


def _is_element(kid: Any) -> bool:
    import pikepdf

    return isinstance(kid, pikepdf.Dictionary) and "/S" in kid


def _mark_of(kid: Any) -> tuple[tuple[int, int] | None, int] | None:
    """The page, where it says one, and the mark of a kid that is no element."""
    import pikepdf

    if isinstance(kid, pikepdf.Dictionary):
        if "/MCID" not in kid:
            return None
        page = kid.get("/Pg")
        return (None if page is None else page.objgen, int(kid.MCID))
    return None, int(kid)


def _target(kid: Any) -> str:
    """Where the annotation of a link leads: an address, or the name of a place in the file."""
    import pikepdf

    if not isinstance(kid, pikepdf.Dictionary) or "/Obj" not in kid:
        return ""
    annotation = kid.Obj
    action = annotation.get("/A")
    if action is not None and "/URI" in action:
        return str(action.URI)
    place = annotation.get("/Dest", action.get("/D") if action is not None else None)
    return f"#{place}" if isinstance(place, pikepdf.String) else ""
