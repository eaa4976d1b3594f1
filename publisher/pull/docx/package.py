"""A Word file opened for reading: its parts as XML."""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

from lxml import etree

from publisher.errors import refused
from publisher.pull.docx.base import Base, ChangedBase, OfCollection, base_in, facts_in
from publisher.pull.docx.definitions import (
    Numbering,
    WordStyle,
    number_formats_in,
    numberings_in,
    styles_in,
)
from publisher.pull.docx.xml import DeclaresTypes, Element, W, parsed
from publisher.roundtrip.addresses import Address

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MOST_BYTES = 200_000_000  # of all parts, unpacked
_MOST_TEXT = 25_000_000  # of a part with text; the longest that the publisher writes has 2 MB
_FROM_OURS = "start from a file that `publisher build` made, and save it as .docx in Word"
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
)

_Relation = tuple[
    str, str, bool
]  # path or web address, kind, whether the target is outside of the file


@dataclass(frozen=True, slots=True, kw_only=True)
class WordFile:
    """The parts of a Word file that contain text, whoever made it."""

    name: str
    body: Element
    styles: dict[str, WordStyle]
    default_style: str
    language: str
    """The language that its texts are in by default, empty where it does not say."""
    numbered: dict[tuple[str, int], str]
    """The format of number ("bullet", "decimal") by (id of the numbering, level)."""
    numberings: dict[str, Numbering]
    """The numberings, by id."""
    links: dict[str, dict[str, str]]
    """The targets of relations, by part ("document") and id."""
    endnotes: dict[str, Element]
    footnotes: dict[str, Element]
    comments: dict[str, Element]
    resolved: frozenset[str]
    """The ids of comments that are marked as done."""
    headers_and_footers: tuple[tuple[str, Element], ...]
    """Headers and footers, each after the name of its part."""
    facts: dict[Address, str]
    """The facts of the clinic as the custom XML part has them now, by address."""
    pictures: dict[str, bytes]
    """The pictures of the body, by the id of their relation."""
    chunks: dict[str, bytes]
    """Documents of other formats that are included in the body, by the id of their relation."""
    repaired: bool
    """Whether the body was damaged: LibreOffice 7.4 closes controls in the wrong order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OurWordFile(WordFile):
    """A Word file that the publisher made, and `base`, what it was made from."""

    base: Base


def opened(data: bytes, name: str) -> OurWordFile:
    """Opens a Word file that the publisher made. Raises `BadInput` for any other file."""
    file, base = _opened(data, name)
    if base is None:
        raise refused(
            name,
            "does not say which source it was made from, so its edits cannot be applied",
            _FROM_OURS,
        )
    parts = {one.name: getattr(file, one.name) for one in fields(file)}
    return OurWordFile(**parts, base=base)


def opened_from_anywhere(data: bytes, name: str) -> WordFile:
    """Opens a Word file, whoever made it. Raises `BadInput` for any other file."""
    return _opened(data, name, lambda _: None)[0]


def _opened(
    data: bytes, name: str, read_base: Callable[[dict[str, bytes]], Base | None] = base_in
) -> tuple[WordFile, Base | None]:
    """(the file, what it was made from if the publisher made it). Raises `BadInput`."""
    again = "open it in Word and save it again"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            if sum(info.file_size for info in file.infolist()) > _MOST_BYTES:
                raise refused(name, "unpacks to more than 200 MB", "take the large pictures out")
            _limit_text(file, name)
            parts = {info.filename: file.read(info) for info in file.infolist()}
    # ValueError: the directory of the ZIP file names a place before its start.
    except (*_DAMAGE, NotImplementedError, RuntimeError, ValueError) as exc:
        if data[:4] == b"PK\x03\x04" and isinstance(exc, (*_DAMAGE, ValueError)):
            raise refused(name, "is damaged, and cannot be unpacked", again) from exc
        what = "is an old Word file" if data[:4] == b"\xd0\xcf\x11\xe0" else "is not a Word file"
        right = "save it as .docx (Word document), without a password"
        raise refused(name, what, right) from exc
    try:
        return _word_file(parts, name), read_base(parts)
    except etree.XMLSyntaxError as exc:
        raise refused(name, f"is damaged ({exc.msg})", again) from exc
    except ChangedBase as exc:
        where = f" ({exc})" if str(exc) else ""
        wrong = f"contains a copy of its source that was changed{where}"
        raise refused(name, wrong, _FROM_OURS) from exc
    except OfCollection as exc:
        wrong = f"contains the guides of the collection {str(exc)!r}, not one source"
        raise refused(name, wrong, "make the edits in the Word file of the guide itself") from exc
    except DeclaresTypes as exc:
        raise refused(name, "declares a document type, which no Word file does", again) from exc


def _limit_text(file: zipfile.ZipFile, name: str) -> None:
    """Raises `BadInput` where a part is too long: reading needs ten times its size in memory."""
    for info in file.infolist():
        if info.filename.endswith((".xml", ".rels")) and info.file_size > _MOST_TEXT:
            wrong = f"contains {info.file_size / 1e6:.0f} MB of text in {info.filename}"
            right = f"take out what does not belong to the guide; {_MOST_TEXT / 1e6:.0f} MB may be"
            raise refused(name, wrong, right)


def _language(sheet: Element | None) -> str:
    defaults = None if sheet is None else sheet.find(f"{W}docDefaults")
    said = None if defaults is None else next(defaults.iter(f"{W}lang"), None)
    return "" if said is None else said.get(f"{W}val") or ""


def _word_file(parts: dict[str, bytes], name: str) -> WordFile:
    main = _main(parts)
    document = parts.get(main)
    if document is None:
        raise refused(name, "is not a Word file", "save it as .docx (Word document)")
    if _STRICT in document[:4000]:
        raise refused(name, "is a Strict Open XML document", "save it as .docx (Word document)")
    root, repaired = _repaired(document)
    body = root.find(f"{W}body")
    if body is None:
        raise refused(name, "is not a Word file", "save it as .docx (Word document)")
    around = _Neighbours(parts, _relations(parts, main))
    sheet = around.part("styles")
    styles, default = styles_in(sheet)
    comments = around.part("comments")
    numbering = around.part("numbering")
    return WordFile(
        name=name,
        body=body,
        styles=styles,
        default_style=default,
        language=_language(sheet),
        numbered=dict(number_formats_in(numbering)),
        numberings=dict(numberings_in(numbering)),
        links={"document": {key: path for key, (path, _, _) in around.targets.items()}},
        endnotes=_notes(around.part("endnotes"), "endnote"),
        footnotes=_notes(around.part("footnotes"), "footnote"),
        comments=_by_id(comments),
        resolved=frozenset(_resolved(around.part("commentsExtended"), comments)),
        headers_and_footers=around.headers_and_footers(),
        facts=facts_in(parts),
        pictures=around.files("image"),
        chunks=around.files("aFChunk"),
        repaired=repaired,
    )


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """The parts that the main part refers to."""

    parts: dict[str, bytes]  # all of the file, by path
    targets: dict[str, _Relation]  # of the main part, by id

    def part(self, kind: str) -> Element | None:
        """The root of the first part of a kind; None where the file has none."""
        found = next((path for path, type_, _ in self.targets.values() if type_ == kind), None)
        return parsed(self.parts[found]) if found in self.parts else None

    def files(self, kind: str) -> dict[str, bytes]:
        """The bytes of all parts of a kind, by the id of their relation."""
        of_kind = {key: path for key, (path, type_, _) in self.targets.items() if type_ == kind}
        return {key: self.parts[path] for key, path in of_kind.items() if path in self.parts}

    def headers_and_footers(self) -> tuple[tuple[str, Element], ...]:
        """(name of the part, root) of each header and footer, in the order of names."""
        found = sorted(
            (posixpath.basename(path), path)
            for path, kind, _ in self.targets.values()
            if kind in ("header", "footer") and path in self.parts
        )
        return tuple((name, parsed(self.parts[path])) for name, path in found)


def _repaired(document: bytes) -> tuple[Element, bool]:
    """The root of the main part, and whether it was damaged, so that text may be missing."""
    try:
        return parsed(document), False
    except etree.XMLSyntaxError:
        return parsed(document, recover=True), True


def _by_id(comments: Element | None) -> dict[str, Element]:
    found = () if comments is None else comments.iterfind(f"{W}comment")
    return {comment.get(f"{W}id", ""): comment for comment in found}


def _main(parts: dict[str, bytes]) -> str:
    for path, kind, _ in _relations(parts, "").values():
        if kind == "officeDocument":
            return path
    return "word/document.xml"


def _relations(parts: dict[str, bytes], of: str) -> dict[str, _Relation]:
    """The relations of a part, by id."""
    folder, base = posixpath.split(of)
    data = parts.get(posixpath.join(folder, "_rels", f"{base}.rels"))
    if data is None:
        return {}
    found = {}
    for relation in parsed(data):
        outside = relation.get("TargetMode") == "External"
        target = relation.get("Target", "")
        if not outside:
            joined = target if target.startswith("/") else posixpath.join(folder, target)
            target = posixpath.normpath(joined).lstrip("/")
        kind = relation.get("Type", "").rpartition("/")[2]
        found[relation.get("Id", "")] = (target, kind, outside)
    return found


def _notes(root: Element | None, kind: str) -> dict[str, Element]:
    """Notes by id, without the separator lines that Word keeps among them."""
    return {
        note.get(f"{W}id", ""): note
        for note in ([] if root is None else root.iterfind(f"{W}{kind}"))
        if note.get(f"{W}type", "normal") == "normal"
    }


_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"


def _resolved(extended: Element | None, comments: Element | None) -> Iterator[str]:
    """The ids of comments whose last paragraph is marked as done."""
    if extended is None or comments is None:
        return
    done = {
        line.get(f"{_W15}paraId")
        for line in extended.iterfind(f"{_W15}commentEx")
        if line.get(f"{_W15}done") in ("1", "true")
    }
    for comment in comments.iterfind(f"{W}comment"):
        paragraphs = comment.findall(f"{W}p")
        if paragraphs and paragraphs[-1].get(f"{_W14}paraId") in done:
            yield comment.get(f"{W}id", "")
