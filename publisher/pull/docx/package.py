"""A Word file opened for reading: its parts as XML, and what the publisher wrote into it."""

from __future__ import annotations

import io
import json
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from lxml import etree

from publisher.errors import refused
from publisher.pull.tree import ConditionTree, Tree
from publisher.roundtrip import clinic_part, word_map
from publisher.roundtrip.addresses import Address

if TYPE_CHECKING:
    from publisher.content.drawing import Drawing

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MAP = f"{{{word_map.NAMESPACE}}}"
_MOST_BYTES = 200_000_000  # of all parts, unpacked
_MOST_TEXT = 25_000_000  # of a part with words; the longest of our own files has 2 MB
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

Element = etree._Element


_Relation = tuple[str, str, bool]  # path or address, kind, whether it is outside of the file


@dataclass(frozen=True, slots=True)
class WordStyle:
    """A paragraph or character style: what a person calls it, and what it makes of letters."""

    name: str
    based: str
    numbering: str | None  # the id of its numbering; None: it says nothing of it
    level: int | None
    bold: bool | None
    italic: bool | None
    raised: str = ""
    """ "superscript" or "subscript"; empty: it says nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What the file was made from: the text as it stood, and how its places are named."""

    condition: str
    language: str
    brand: str
    version: str
    tree: ConditionTree
    clinic: Tree
    """`{"clinic": {…}, "emergency_number": …}` as the file was made."""
    by_tag: dict[str, Address]
    by_bookmark: dict[str, Address]
    pictures: dict[str, str] = field(default_factory=dict)
    """The hash of the picture of each figure, by its block, where the file says it."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """How a numbering counts on its first level.

    Those of one kind count on from each other, but for one that has a start of its own.
    Source: ECMA-376-1, 17.9.1 and 17.9.27.
    """

    kind: str
    start: int | None
    first: int
    """Where those of its kind begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordFile:
    """The parts of a Word file that hold words, whoever made it."""

    name: str
    body: Element
    styles: dict[str, WordStyle]
    default_style: str
    numbered: dict[tuple[str, int], str]
    """The kind of number ("bullet", "decimal") by numbering and level."""
    numberings: dict[str, Numbering]
    """Where each numbering begins, by its id."""
    links: dict[str, dict[str, str]]
    """Targets of relations by part ("document") and id."""
    endnotes: dict[str, Element]
    footnotes: dict[str, Element]
    comments: dict[str, Element]
    resolved: frozenset[str]
    """The ids of comments that somebody has marked as done."""
    heads: tuple[tuple[str, Element], ...]
    """Headers and footers, by name of their part."""
    facts: dict[Address, str]
    """What the custom XML part says of the clinic now, by address."""
    pictures: dict[str, bytes]
    """Pictures of the body by the id of their relation."""
    chunks: dict[str, bytes]
    """Documents of other kinds that were put into the body, by the id of their relation."""
    repaired: bool
    """Whether the body was damaged: LibreOffice 7.4 closes controls in the wrong order."""
    made_from: Base | None
    """What the file was made from, where the publisher made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OurWordFile(WordFile):
    """A Word file that the publisher made, and `base`, what it was made from."""

    base: Base


def opened(data: bytes, name: str) -> OurWordFile:
    """The file, where it is a Word file that the publisher made. Raises `BadInput` if not."""
    file = opened_from_anywhere(data, name)
    if file.made_from is None:
        raise refused(
            name,
            "does not say which source it was made from, so its edits cannot be brought home",
            _FROM_OURS,
        )
    parts = {one.name: getattr(file, one.name) for one in fields(file)}
    return OurWordFile(**parts, base=file.made_from)


def opened_from_anywhere(data: bytes, name: str) -> WordFile:
    """The file, whoever made it. Raises `BadInput` where it is no Word file."""
    again = "open it in Word and save it again"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            if sum(info.file_size for info in file.infolist()) > _MOST_BYTES:
                raise refused(name, "unpacks to more than 200 MB", "take the large pictures out")
            _limit_text(file, name)
            parts = {info.filename: file.read(info) for info in file.infolist()}
    # ValueError: a place before the file, which its own list of contents says.
    except (*_DAMAGE, NotImplementedError, RuntimeError, ValueError) as exc:
        if data[:4] == b"PK\x03\x04" and isinstance(exc, (*_DAMAGE, ValueError)):
            raise refused(name, "is damaged, and cannot be unpacked", again) from exc
        said = "is an old Word file" if data[:4] == b"\xd0\xcf\x11\xe0" else "is not a Word file"
        right = "save it as .docx (Word document), without a password"
        raise refused(name, said, right) from exc
    try:
        return _opened(parts, name)
    except etree.XMLSyntaxError as exc:
        raise refused(name, f"is damaged ({exc.msg})", again) from exc
    except _Unlike as exc:
        where = f" ({exc})" if str(exc) else ""
        wrong = f"carries a source that is not as the publisher wrote it{where}"
        raise refused(name, wrong, _FROM_OURS) from exc
    except _OfSeveral as exc:
        wrong = f"contains the guides of the collection {str(exc)!r}, not one source"
        raise refused(name, wrong, "make the edits in the Word file of the guide itself") from exc
    except _DeclaresTypes as exc:
        raise refused(name, "declares a document type, which no Word file does", again) from exc


def _limit_text(file: zipfile.ZipFile, name: str) -> None:
    """Raises `BadInput` where a part is longer than any text: to read it takes ten times that."""
    for info in file.infolist():
        if info.filename.endswith((".xml", ".rels")) and info.file_size > _MOST_TEXT:
            wrong = f"contains {info.file_size / 1e6:.0f} MB of text in {info.filename}"
            right = f"take out what does not belong to the guide; {_MOST_TEXT / 1e6:.0f} MB may be"
            raise refused(name, wrong, right)


class _OfSeveral(Exception):
    """The file is a book of several guides; the name of the collection."""


class _Unlike(Exception):
    """The copy of the source was changed in the file. Says where."""


class _DeclaresTypes(Exception):
    """A part has a DOCTYPE: its words may stand in entities, where nobody reads them."""


def _opened(parts: dict[str, bytes], name: str) -> WordFile:
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
    styles, default = _styles(around.part("styles"))
    comments = around.part("comments")
    numbering = around.part("numbering")
    return WordFile(
        name=name,
        body=body,
        styles=styles,
        default_style=default,
        numbered=dict(_numbered(numbering)),
        numberings=dict(_numberings(numbering)),
        links={"document": {key: path for key, (path, _, _) in around.targets.items()}},
        endnotes=_notes(around.part("endnotes"), "endnote"),
        footnotes=_notes(around.part("footnotes"), "footnote"),
        comments=_by_id(comments),
        resolved=frozenset(_resolved(around.part("commentsExtended"), comments)),
        heads=around.heads(),
        facts=_facts(parts),
        pictures=around.files("image"),
        chunks=around.files("aFChunk"),
        repaired=repaired,
        made_from=_base(parts),
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
        """All parts of a kind as they are, by the id that the main part has for each."""
        of_kind = {key: path for key, (path, type_, _) in self.targets.items() if type_ == kind}
        return {key: self.parts[path] for key, path in of_kind.items() if path in self.parts}

    def heads(self) -> tuple[tuple[str, Element], ...]:
        """Headers and footers, each with the name of its part, in the order of names."""
        found = sorted(
            (posixpath.basename(path), path)
            for path, kind, _ in self.targets.values()
            if kind in ("header", "footer") and path in self.parts
        )
        return tuple((name, parsed(self.parts[path])) for name, path in found)


def _repaired(document: bytes) -> tuple[Element, bool]:
    """The root of the main part, and whether it was damaged, so that some may be missing."""
    try:
        return parsed(document), False
    except etree.XMLSyntaxError:
        return parsed(document, recover=True), True


def _by_id(comments: Element | None) -> dict[str, Element]:
    found = () if comments is None else comments.iterfind(f"{W}comment")
    return {comment.get(f"{W}id", ""): comment for comment in found}


def parsed(data: bytes, *, recover: bool = False) -> Element:
    """The root of a part; with `recover`, as much as can be read of a damaged one.

    Nothing that it names is fetched.
    """
    # A comment or an instruction would cut words in two, and only the first half be read.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )
    root: Element | None = etree.fromstring(data, parser)
    if root is None:  # nothing of it could be read, for all that `recover` does
        return etree.Element("nothing")
    if root.getroottree().docinfo.doctype:
        raise _DeclaresTypes
    return root


def _main(parts: dict[str, bytes]) -> str:
    for path, kind, _ in _relations(parts, "").values():
        if kind == "officeDocument":
            return path
    return "word/document.xml"


def _relations(parts: dict[str, bytes], of: str) -> dict[str, _Relation]:
    """What a part refers to, by id."""
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


# What the publisher wrote -------------------------------------------------------------------


def _custom(parts: dict[str, bytes]) -> Iterator[Element]:
    """Custom XML parts, whatever name the last program gave them."""
    for path in sorted(parts):
        if re.fullmatch(r"customXml/[^/]+\.xml", path):
            try:
                yield parsed(parts[path])
            except etree.XMLSyntaxError:
                continue


def _base(parts: dict[str, bytes]) -> Base | None:
    for root in _custom(parts):
        if not word_map.is_map(root):
            continue
        try:
            found = word_map.read(root)
            source = _checked(json.loads(found.source))
            return Base(
                condition=found.condition,
                language=found.language,
                brand=found.brand,
                version=found.version,
                tree=source["condition"],
                clinic={key: source[key] for key in ("clinic", "emergency_number")},
                by_tag={text.tag: Address.parse(text.address) for text in found.texts},
                by_bookmark={text.bookmark: Address.parse(text.address) for text in found.texts},
                pictures=found.pictures,
            )
        except (ValueError, KeyError, TypeError, RecursionError) as exc:
            raise _Unlike from exc
    return None


def _unseen(name: Any) -> Drawing:
    """A drawing by its name, which is all that a Word file's source says of it."""
    from publisher.content.drawing import Drawing

    return Drawing(str(name), "", 1, 1)


class _KitUnseen:
    """The drawing kit of a Word file's source: whatever it names was there when it was built."""

    def symbol(self, name: Any) -> Drawing:
        return _unseen(f"{name}.svg")

    def anatomy(self, name: Any) -> str:
        return str(name)

    def organ(self, anatomy: str, name: Any) -> str:  # noqa: ARG002  # of `Kit`
        return str(name)

    def lit(self, anatomy: str, organs: tuple[str, ...]) -> Drawing:
        return _unseen(f"{'-'.join((anatomy, *organs))}.svg")


def _checked(source: Tree) -> Tree:
    """`source` where it has the shape that a source and a clinic have. Raises `_Unlike` if not."""
    from pydantic import TypeAdapter, ValidationError

    from publisher.brand.model import Clinic
    from publisher.content.model import Condition, Ledger

    ledger = Ledger(_unseen, _KitUnseen())
    condition, clinic, number = (source[key] for key in ("condition", "clinic", "emergency_number"))
    where = ""
    if isinstance(condition, dict) and "index" in condition:  # only a book of several has one
        raise _OfSeveral(str(condition.get("condition")))
    try:
        Condition.model_validate(condition, context=ledger)
        where = "clinic"
        TypeAdapter(Clinic).validate_json(json.dumps(clinic))
        if clinic.keys() != {one.name for one in fields(Clinic)}:  # the file has all of them
            raise _Unlike(where)
        where = "emergency_number"
        TypeAdapter(str).validate_python(number)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_context=False, include_input=False)[0]["loc"]
        raise _Unlike(where or ".".join(map(str, first)) or "condition") from exc
    return source


def _facts(parts: dict[str, bytes]) -> dict[Address, str]:
    for root in _custom(parts):
        if clinic_part.is_clinic(root):
            return dict(clinic_part.read(root))
    return {}


# Styles, numbers, notes ---------------------------------------------------------------------


def value(element: Element | None) -> str:
    """The w:val of an element; empty where there is none."""
    return "" if element is None else str(element.get(f"{W}val", ""))


def depth(said: str) -> int:
    """The level of a list; the outermost where it is no number."""
    return int(said) if re.fullmatch(r"[0-9]{1,2}", said) else 0


def switched(element: Element | None) -> bool | None:
    """Whether a property like w:b is on or off; None where it is not said."""
    if element is None:
        return None
    return element.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def _styles(root: Element | None) -> tuple[dict[str, WordStyle], str]:
    styles: dict[str, WordStyle] = {}
    default = "Normal"
    for sheet in [] if root is None else root.iterfind(f"{W}style"):
        key = sheet.get(f"{W}styleId", "")
        number = sheet.find(f"{W}pPr/{W}numPr")
        level = None if number is None else number.find(f"{W}ilvl")
        own = None if number is None else number.find(f"{W}numId")
        styles[key] = WordStyle(
            name=value(sheet.find(f"{W}name")),
            based=value(sheet.find(f"{W}basedOn")),
            numbering=None if own is None else value(own),
            level=None if level is None else depth(value(level)),
            bold=switched(sheet.find(f"{W}rPr/{W}b")),
            italic=switched(sheet.find(f"{W}rPr/{W}i")),
            raised=value(sheet.find(f"{W}rPr/{W}vertAlign")),
        )
        if sheet.get(f"{W}default") in ("1", "true") and sheet.get(f"{W}type") == "paragraph":
            default = key
    return styles, default


def _numbered(root: Element | None) -> Iterator[tuple[tuple[str, int], str]]:
    if root is None:
        return
    abstract = {a.get(f"{W}abstractNumId"): a for a in root.iterfind(f"{W}abstractNum")}
    for number in root.iterfind(f"{W}num"):
        kinds = abstract.get(value(number.find(f"{W}abstractNumId")))
        for level in [] if kinds is None else kinds.iterfind(f"{W}lvl"):
            key = (number.get(f"{W}numId", ""), depth(level.get(f"{W}ilvl", "0")))
            yield key, value(level.find(f"{W}numFmt"))


def _numberings(root: Element | None) -> Iterator[tuple[str, Numbering]]:
    if root is None:
        return
    firsts = {
        kind.get(f"{W}abstractNumId", ""): _whole(level.find(f"{W}start"))
        for kind in root.iterfind(f"{W}abstractNum")
        for level in kind.iterfind(f"{W}lvl")
        if level.get(f"{W}ilvl") == "0"
    }
    for number in root.iterfind(f"{W}num"):
        kind = value(number.find(f"{W}abstractNumId"))
        starts = [
            _whole(one.find(f"{W}startOverride"))
            for one in number.iterfind(f"{W}lvlOverride")
            if one.get(f"{W}ilvl") == "0"
        ]
        own = next((start for start in starts if start is not None), None)
        first = firsts.get(kind)
        yield number.get(f"{W}numId", ""), Numbering(kind, own, 1 if first is None else first)


def _whole(element: Element | None) -> int | None:
    """The whole number that a property has, where it has one."""
    said = "" if element is None else value(element)
    return int(said) if re.fullmatch(r"[0-9]{1,5}", said) else None


def _notes(root: Element | None, kind: str) -> dict[str, Element]:
    """Notes by id, without the lines that part them from the text."""
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
