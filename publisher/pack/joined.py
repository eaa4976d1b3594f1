"""Several tagged PDFs → one that is tagged as a whole: nothing of them is lost to the ear.

Pages keep what is painted on them. Structure trees become parts of one document, keys that lead
from what is painted to its element are counted on, and names that were unique in one file (of
places, notes and fields) are told apart by the number of the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from publisher.errors import BadOutput
from publisher.verify.extract.pdf import read as read_pdf

if TYPE_CHECKING:
    import pikepdf


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file that goes into a pack: what it is called, its language, and the PDF."""

    title: str
    language: str
    data: bytes = field(repr=False)


def joined(cover: bytes, parts: Sequence[PackFile], numbers: bytes) -> bytes:
    """One PDF of `cover` and `parts`; what it says of itself is what the cover says.

    The place "part-1" in the cover becomes the first page of the first part. `numbers` is a PDF
    with as many pages, which is painted over the others and not read. Raises `BadOutput` where a
    part is not tagged, or where the whole does not read as its parts do.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(cover)) as pdf, pikepdf.open(io.BytesIO(numbers)) as over:
        joiner = _Joiner(pdf)
        for number, part in enumerate(parts, 1):
            with pikepdf.open(io.BytesIO(part.data)) as source:
                joiner.add(number, part, source)
        joiner.finish()
        _number(pdf, over)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    data = out.getvalue()
    check(data, [cover, *(part.data for part in parts)])
    return data


def check(whole: bytes, parts: Sequence[bytes]) -> None:
    """Raises `BadOutput` where the tags of a PDF do not say what those of its parts say."""
    said = [one.text for one in read_pdf(whole)]
    right = [one.text for part in parts for one in read_pdf(part)]
    if said != right:
        pairs = zip([*said, ""], [*right, ""], strict=False)
        now, then = next(((a, b) for a, b in pairs if a != b), ("", ""))
        raise BadOutput(f"the pack reads {now[:80]!r} where its file reads {then[:80]!r}")


class _Joiner:
    """A PDF to which others are added."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        import pikepdf

        self._pdf, self._new = pdf, pikepdf.Dictionary
        self._root = _tree(pdf, "the cover")
        self._keys = list(pikepdf.NumberTree(self._root.ParentTree).items())
        self._next_key = int(self._root.ParentTreeNextKey)
        self._ids = dict(_pairs(self._root.get("/IDTree")))
        self._places = dict(_pairs(_places(pdf)))
        self._fields: list[pikepdf.Object] = []
        self._form: pikepdf.Object | None = None
        self._outline: list[pikepdf.Object] = []
        made = self._new(Type=_name("StructElem"), S=_name("Document"), P=self._root)
        self._document = pdf.make_indirect(made)
        self._document.Lang = pdf.Root.Lang
        self._document.K = pikepdf.Array(self._as_parts(self._root))

    def add(self, number: int, part: PackFile, source: pikepdf.Pdf) -> None:
        """Adds the pages of a file, and all that leads to them."""
        _tree(source, part.title)
        first = len(self._pdf.pages)
        for page in source.pages:  # what `extend` would say that it loses is taken over below
            self._pdf.pages.append(page)
        pages: list[pikepdf.Object] = [page.obj for page in list(self._pdf.pages)[first:]]
        self._place(number, source, pages)
        for leaf in pages:
            self._shift(leaf)
            for thing in leaf.get("/Annots", ()):
                self._annotation(number, thing)
        self._structure(number, part, source)
        self._fill_in(source)
        self._list(part, source, pages[0])

    def _as_parts(self, root: pikepdf.Object) -> Iterator[pikepdf.Object]:
        """The documents of a tree as parts of ours."""
        for kid in _list_of(root.K):
            kid.S, kid.P = _name("Part"), self._document
            yield kid

    def _place(self, number: int, source: pikepdf.Pdf, pages: list[pikepdf.Object]) -> None:
        """Takes over the places that links lead to, under names of this file alone."""
        import pikepdf

        at = {page.obj.objgen: n for n, page in enumerate(source.pages)}
        for name, place in _pairs(_places(source)):
            page, *where = list(place)
            there = pikepdf.Array([pages[at[page.objgen]], *where])
            self._places[f"{number}-{name}"] = there
        self._places[f"part-{number}"] = pikepdf.Array([pages[0], _name("Fit")])

    def _shift(self, page: pikepdf.Object) -> None:
        for key in ("/StructParents", "/StructParent"):
            if key in page:
                page[key] = int(page[key]) + self._next_key

    def _annotation(self, number: int, thing: pikepdf.Object) -> None:
        self._shift(thing)
        _rename(thing, "/Dest", number)
        if thing.get("/Subtype") == _name("Link") and "/A" in thing:
            _rename(thing.A, "/D", number)
        if thing.get("/Subtype") == _name("Widget"):
            thing.T = f"{number}-{thing.T}"
            self._fields.append(thing)

    def _structure(self, number: int, part: PackFile, source: pikepdf.Pdf) -> None:
        """Hangs the tree of a file into ours; its pages are there already, so it points to them."""
        import pikepdf

        own = self._pdf.copy_foreign(_tree(source, part.title))
        for name, element in _pairs(own.get("/IDTree")):
            element.ID = f"{number}-{name}"
            self._ids[f"{number}-{name}"] = element
        for key, owner in pikepdf.NumberTree(own.ParentTree).items():
            self._keys.append((int(key) + self._next_key, owner))
        self._next_key += int(own.ParentTreeNextKey)
        for kid in self._as_parts(own):
            kid.T, kid.Lang = part.title, part.language
            self._document.K.append(kid)
        roles = self._root.get("/RoleMap", self._new())
        for name, role in own.get("/RoleMap", self._new()).items():
            roles[name] = role
        self._root.RoleMap = roles

    def _fill_in(self, source: pikepdf.Pdf) -> None:
        """Takes over what the fields of a file share. Those of one brand share the same type."""
        if self._form is None and "/AcroForm" in source.Root:
            form = source.make_indirect(source.Root.AcroForm)
            shared = {key: value for key, value in form.items() if key != "/Fields"}
            self._form = self._pdf.copy_foreign(source.make_indirect(self._new(shared)))

    def _list(self, part: PackFile, source: pikepdf.Pdf, page: pikepdf.Object) -> None:
        """An entry of the outline for a file, with those of the file below it."""
        import pikepdf

        below = source.Root.get("/Outlines")
        entry = self._pdf.make_indirect(
            self._pdf.copy_foreign(below) if below is not None else self._new()
        )
        if "/Type" in entry:
            del entry["/Type"]
        entry.Title, entry.Dest = part.title, pikepdf.Array([page, _name("Fit")])
        if "/Count" in entry:
            entry.Count = -abs(int(entry.Count))  # closed
        self._outline.append(entry)

    def finish(self) -> None:
        """Writes what all files share."""
        import pikepdf

        root, catalog = self._root, self._pdf.Root
        root.K = pikepdf.Array([self._document])
        numbers = [value for pair in sorted(self._keys, key=lambda one: one[0]) for value in pair]
        root.ParentTree = self._pdf.make_indirect(self._new(Nums=pikepdf.Array(numbers)))
        root.ParentTreeNextKey = self._next_key
        if self._ids:
            root.IDTree = self._pdf.make_indirect(_name_tree(self._ids))
        names = catalog.get("/Names", self._new())
        names.Dests = self._pdf.make_indirect(_name_tree(self._places))
        catalog.Names = names
        if self._form is not None:
            self._form.Fields = pikepdf.Array(self._fields)
            catalog.AcroForm = self._form
        self._write_outline()

    def _write_outline(self) -> None:
        """The outline: an entry for each file, one below the other."""
        root = self._pdf.make_indirect(self._new(Type=_name("Outlines")))
        for before, entry in zip([None, *self._outline], self._outline, strict=False):
            entry.Parent = root
            if before is not None:
                entry.Prev, before.Next = before, entry
        root.First, root.Last, root.Count = self._outline[0], self._outline[-1], len(self._outline)
        self._pdf.Root.Outlines = root


def _number(pdf: pikepdf.Pdf, over: pikepdf.Pdf) -> None:
    """Paints a page of `over` on each page, as something that is not read."""
    for page, number in zip(pdf.pages, over.pages, strict=True):
        drawn = pdf.copy_foreign(number.as_form_xobject())
        name = page.add_resource(drawn, _name("XObject"))
        page.contents_add(b"q", prepend=True)
        page.contents_add(b"Q /Artifact <</Type /Pagination>> BDC q " + _said(name) + b" Do Q EMC")


def _said(name: Any) -> bytes:
    return str(name).encode()


def _tree(pdf: pikepdf.Pdf, title: str) -> pikepdf.Object:
    """The structure tree of a PDF. Raises `BadOutput` where it has none."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        raise BadOutput(f"{title}: the PDF is not tagged, so a pack of it could not be read aloud")
    return root


def _places(pdf: pikepdf.Pdf) -> pikepdf.Object | None:
    names = pdf.Root.get("/Names")
    return None if names is None else names.get("/Dests")


def _pairs(tree: pikepdf.Object | None) -> Iterator[tuple[str, Any]]:
    """The names of a name tree as we write it, in one list, with what they name."""
    found = list(tree.get("/Names", ())) if tree is not None else []
    for name, value in zip(found[::2], found[1::2], strict=True):
        yield str(name), value


def _name_tree(named: dict[str, Any]) -> pikepdf.Object:
    import pikepdf

    ordered = sorted(named.items(), key=lambda one: bytes(pikepdf.String(one[0])))
    pairs = [value for name, there in ordered for value in (pikepdf.String(name), there)]
    return pikepdf.Dictionary(Names=pikepdf.Array(pairs))


def _rename(thing: pikepdf.Object, key: str, number: int) -> None:
    """Gives a place that is named in a link the name that it has in the whole."""
    import pikepdf

    if isinstance(thing.get(key), pikepdf.String):
        thing[key] = f"{number}-{thing[key]}"


def _list_of(value: pikepdf.Object) -> list[pikepdf.Object]:
    import pikepdf

    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _name(name: str) -> pikepdf.Name:
    import pikepdf

    return pikepdf.Name(f"/{name}")
