"""A finished PDF → its texts, read through the structure tree as a screen reader reads it.

qpdf reads the tree, PDFium the glyphs: two readers, neither of which wrote the file.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from publisher.verify.expect import TextRole
from publisher.verify.extract.found import Found, UnreadableFile
from publisher.verify.extract.right_to_left import (
    Glyph,
    glyphs_of,
    line_of,
    runs_left,
    sight_lines,
    with_brackets,
)

_ROLES = {
    **dict.fromkeys(("H", "H1", "H2", "H3", "H4", "H5", "H6"), TextRole.HEADING),
    "Title": TextRole.TITLE,
    "LI": TextRole.ITEM,
    "TH": TextRole.HEADER,
    "TD": TextRole.CELL,
    "Caption": TextRole.CAPTION,
    "Lbl": TextRole.TERM,
    "P": None,
    "LBody": None,
}
_INLINE = frozenset(
    (
        "Span",
        "Link",
        "Quote",
        "Em",
        "Strong",
        "Reference",
        "Code",
        "BibEntry",
        "Annot",
        "Ruby",
        "Warichu",
        "Sub",
        "Form",
    )
)
_UNREAD = frozenset(("Artifact", "TOC"))
_MARKER = re.compile(r"[\W_]*|\d+\.")
"""The label of a list item, which is no text: "•", "12."."""
_LINE_END_HYPHEN = "\u2010"


def read(data: bytes) -> Iterator[Found]:
    """The texts of the structure tree in reading order.

    Running heads and feet are not in the tree, so they are left out; of a figure only the
    alternative text is read. Raises `UnreadableFile` where there is no PDF or no tree.
    """
    import pikepdf
    import pypdfium2

    try:
        glyphs = painted(data)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            root = pdf.Root.get("/StructTreeRoot")
            if root is None:
                raise UnreadableFile("the PDF has no structure tree")
            numbers = {_number(page.obj): n for n, page in enumerate(pdf.pages, 1)}
            reader = _StructureReader(glyphs, numbers, _map(root))
            for kid in _kids(root):
                reader.walk(kid, _TreePath(), 0)
            reader.end()
            yield from reader.found
    except (pypdfium2.PdfiumError, pikepdf.PdfError) as exc:
        raise UnreadableFile(f"not a PDF that can be read ({exc})") from exc


_Box = tuple[float, float, float, float]  # left, bottom, right, top

# Glyphs ------------------------------------------------------------------------------------


Glyphs = dict[tuple[int, int], str]


@lru_cache(maxsize=2)
def painted(data: bytes) -> Glyphs:
    """The text under each mark of a PDF: (page from 1, marked-content id) → text.

    Several checks need it, so that of the last files is cached; callers must not change it.
    """
    import pypdfium2
    from pypdfium2 import raw

    document: Any = pypdfium2.PdfDocument(data)
    texts: dict[tuple[int, int], list[str]] = {}
    plain = frozenset(place for place, one in languages(data).items() if not _runs_left(one))
    for number in range(len(document)):
        page = document[number]
        glyphs = page.get_textpage()
        sheet = page.get_trimbox()
        count = raw.FPDFPage_CountObjects(page)
        for thing in _objects(count, partial(raw.FPDFPage_GetObject, page), sheet):
            mark = raw.FPDFPageObj_GetMarkedContentID(thing)
            texts.setdefault((number + 1, mark), []).append(_text(thing, glyphs))
        if any(runs_left("".join(parts)) for parts in texts.values()):
            texts |= _by_sight(number + 1, glyphs, texts, plain)
        glyphs.close()
        page.close()
    return {place: "".join(parts) for place, parts in texts.items()}


_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


def _runs_left(language: str) -> bool:
    return language.partition("-")[0] in _RIGHT_TO_LEFT


@lru_cache(maxsize=2)
def languages(data: bytes) -> Mapping[tuple[int, int], str]:
    """The language of what is painted under each mark, in a file that has parts in several.

    It is that of the part that it stands in, not of a phrase. Empty for other files.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.Root.get("/StructTreeRoot")
        numbers = {_number(page.obj): n for n, page in enumerate(pdf.pages, 1)}
        own = str(pdf.Root.get("/Lang", ""))
        found = {} if root is None else dict(_spoken(root, own, 0, numbers))
    return found if len({*found.values()}) > 1 else {}


def _spoken(
    element: Any, language: str, page: int, numbers: Mapping[tuple[int, int], int]
) -> Iterator[tuple[tuple[int, int], str]]:
    """Each mark in an element with its language, in reading order."""
    page = numbers.get(_number(element.get("/Pg")), page)
    if "/Lang" in element and str(element.get("/S")) == "/Div":
        language = str(element.Lang)
    for kid in _kids(element):
        if _is_element(kid):
            yield from _spoken(kid, language, page, numbers)
        elif (mark := _mark(kid)) is not None:
            at = page if isinstance(mark, int) else numbers.get(mark[0], page)
            yield (at, mark if isinstance(mark, int) else mark[1]), language


def _by_sight(
    number: int,
    glyphs: Any,
    texts: Mapping[tuple[int, int], list[str]],
    plain: frozenset[tuple[int, int]],
) -> dict[tuple[int, int], list[str]]:
    """The text under each mark of a page that runs from right to left, a line each.

    Under `plain` ones, it runs from left to right: there it is read as it stands.
    """
    lines: dict[tuple[int, int], list[Glyph]] = {}
    for one in with_brackets(glyphs_of(glyphs)):
        if (number, one.mark) in texts:
            lines.setdefault((number, one.mark), []).append(one)
    # What has no mark is all around the text, in many lines.
    return {
        place: [_as_it_stands(line) if place in plain else line_of(line)]
        if place[1] >= 0
        else [one.text for one in sight_lines(line)]
        for place, line in lines.items()
    }


def _as_it_stands(line: list[Glyph]) -> str:
    return "".join(one.text for one in sorted(line, key=lambda glyph: glyph.x))


def _objects(count: int, get: Callable[[int], Any], sheet: _Box | None) -> Iterator[Any]:
    """Every text object that is on the sheet, in the order of painting.

    Objects inside form objects are included, wherever they are.
    """
    from pypdfium2 import raw

    for number in range(count):
        thing = get(number)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            if sheet is None or _is_on(thing, sheet):
                yield thing
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            inner = partial(raw.FPDFFormObj_GetObject, thing)
            yield from _objects(raw.FPDFFormObj_CountObjects(thing), inner, None)


def _is_on(thing: Any, sheet: _Box) -> bool:
    """Whether the middle of a text is on the sheet, or it has no size."""
    from pypdfium2 import raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
        return True
    across, up = (left.value + right.value) / 2, (bottom.value + top.value) / 2
    return sheet[0] <= across <= sheet[2] and sheet[1] <= up <= sheet[3]


def _text(thing: Any, glyphs: Any) -> str:
    from pypdfium2 import raw

    size = raw.FPDFTextObj_GetText(thing, glyphs, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    raw.FPDFTextObj_GetText(thing, glyphs, pointer, size)
    text = buffer.raw[:size].decode("utf-16-le", "replace").rstrip("\0")
    # PDFium writes a hyphen at the end of a line as U+0002.
    return text.replace("\x02", "-")


# Tree --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _TreePath:
    """The place of a text in the tree."""

    role: TextRole = TextRole.TEXT
    lists: int = 0  # how many lists are around it
    described: bool = False
    """Whether the list around it is one of terms, whose labels are text whatever is in them."""


@dataclass(slots=True)
class _StructureReader:
    glyphs: dict[tuple[int, int], str]
    pages: dict[tuple[int, int], int]
    names: dict[str, str]
    found: list[Found] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    role: TextRole = TextRole.TEXT
    described: bool = False
    page: int = 0
    head: tuple[int, list[tuple[TextRole, str]]] = (0, [])
    """The page and the cells of the last head of a table."""

    def walk(self, element: Any, place: _TreePath, page: int) -> None:
        """Adds the texts in `element` to those that were found."""
        kind = self.kind(element)
        page = self.pages.get(_number(element.get("/Pg")), page)
        if kind in _UNREAD:
            return
        if kind == "Figure" or (kind == "Formula" and "/Alt" in element):
            self.end()
            if alt := str(element.get("/Alt", "")):
                self.found.append(Found(TextRole.ALT, alt, page))
            for kid in _kids(element):
                if _is_element(kid) and self.kind(kid) == "Caption":
                    self.walk(kid, place, page)
            return
        if kind in _INLINE or (kind == "NonStruct" and self.is_inline(element)):
            self.kids(element, place, page)
            return
        self.end()
        # Columns put an L around the L that contains the items; only that one is a level.
        level = kind == "L" and any(_is_element(k) and self.kind(k) == "LI" for k in _kids(element))
        lists = place.lists + level
        described = _is_of_terms(element) if level else place.described
        role = _ROLES.get(kind) or place.role
        if kind == "LI":
            role = TextRole.NESTED if lists > 1 else TextRole.ITEM
        elif kind == "LBody" and self.found and self.found[-1].role is TextRole.TERM:
            role = TextRole.DEFINITION
        inner = _TreePath(role, lists, described)
        first = len(self.found)
        self.kids(element, inner, page)
        self.end()
        if kind == "THead":
            self.repeated_head(first)

    def repeated_head(self, first: int) -> None:
        """Drops the head of a table that is repeated on the next page."""
        head = self.found[first:]
        current = [(one.role, one.text) for one in head]
        if head and current == self.head[1] and head[0].page == self.head[0] + 1:
            del self.found[first:]
        self.head = (head[0].page if head else 0, current)

    def kids(self, element: Any, place: _TreePath, page: int) -> None:
        for kid in _kids(element):
            if _is_element(kid):
                self.walk(kid, place, page)
            elif (mark := _mark(kid)) is not None:
                where = page if isinstance(mark, int) else self.pages.get(mark[0], page)
                self.add(
                    self.glyphs.get((where, mark if isinstance(mark, int) else mark[1]), ""),
                    place,
                    where,
                )

    def add(self, text: str, place: _TreePath, page: int) -> None:
        if not self.words:
            self.page = page
        elif self.words[-1].endswith(_LINE_END_HYPHEN):
            # Hyphenation writes U+2010 at the end of a line; sources write "-".
            self.words[-1] = self.words[-1][:-1]
        self.words.append(text)
        self.role, self.described = place.role, place.described

    def end(self) -> None:
        """Ends the text that was being collected."""
        # No space is added between lines or between faces; the comparison needs none.
        text = " ".join(self.words).strip()
        if self.role is TextRole.TERM and not self.described and _MARKER.fullmatch(text):
            text = ""
        if text:
            self.found.append(Found(self.role, text, self.page))
        self.words.clear()

    def kind(self, element: Any) -> str:
        kind = str(element.get("/S", ""))[1:]
        return self.names.get(kind, kind)

    def is_inline(self, element: Any) -> bool:
        """Whether an element without a role contains nothing that starts a text of its own."""
        return all(
            not _is_element(kid)
            or self.kind(kid) in _INLINE
            or (self.kind(kid) == "NonStruct" and self.is_inline(kid))
            for kid in _kids(element)
        )


def _is_of_terms(element: Any) -> bool:
    """Whether a list is one of terms and definitions. Source: ISO 32000-2, table 382."""
    import pikepdf

    attributes = element.get("/A", pikepdf.Array())
    every = attributes if isinstance(attributes, pikepdf.Array) else (attributes,)
    # In PDF 1.7, which has no such kind, it is a list without marks.
    return any(str(one.get("/ListNumbering")) in ("/Description", "/None") for one in every)


def _map(root: Any) -> dict[str, str]:
    """The RoleMap: the file's own kinds of element → those of the standard."""
    return {str(own)[1:]: str(standard)[1:] for own, standard in root.get("/RoleMap", {}).items()}


def _kids(element: Any) -> Iterator[Any]:
    import pikepdf

    kids = element.get("/K")
    if kids is None:
        return
    yield from kids if isinstance(kids, pikepdf.Array) else (kids,)


def _is_element(kid: Any) -> bool:
    import pikepdf

    return isinstance(kid, pikepdf.Dictionary) and "/S" in kid


def _mark(kid: Any) -> int | tuple[tuple[int, int], int] | None:
    """A marked-content id, with its page where it is on another one; None for an object."""
    import pikepdf

    if isinstance(kid, pikepdf.Dictionary):
        if "/MCID" not in kid:
            return None
        return (_number(kid.get("/Pg")), int(kid.MCID)) if "/Pg" in kid else int(kid.MCID)
    return int(kid)


def _number(page: Any) -> tuple[int, int]:
    return (0, 0) if page is None else (int(page.objgen[0]), int(page.objgen[1]))
