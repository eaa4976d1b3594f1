"""A finished Word file → its pages, contents, heads and feet, where they differ from ours.

Pages without a foot do not say the state of review; columns and margins can leave no room for a
text; contents that lack an entry send their reader away.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from publisher.roundtrip.styles import Style
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.meaning import Meaning
from publisher.verify.perceived.markup_added import known_words
from publisher.verify.perceived.markup_meaning import letters

if TYPE_CHECKING:
    from lxml import etree

    from publisher.plan.job import Job

    _Element = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PARTS = {
    ("headerReference", "default"): "header2.xml",
    ("headerReference", "first"): "header1.xml",
    ("footerReference", "default"): "footer2.xml",
    ("footerReference", "first"): "footer1.xml",
}


def faults(
    job: Job,
    meaning: Meaning,
    trees: Mapping[str, _Element],
    targets: Mapping[str, tuple[str, str]],
) -> Iterator[Fault]:
    """Everything that is wrong with pages, contents, heads and feet."""
    body = trees["word/document.xml"]
    yield from _sections(body, targets)
    if not job.edition.is_plain:
        yield from _contents(meaning, body)
    yield from _fields(trees)
    yield from _tables(body)
    yield from _spoken(job, trees)
    for name, tree in trees.items():
        if re.fullmatch(r"word/footer\d\.xml", name):
            words = letters("".join(text.text or "" for text in tree.iter(f"{W}t")))
            line = job.words.edition_line(job.condition)
            if letters(line) not in words:
                detail = f"is not what {name.removeprefix('word/')} says"
                yield Fault("", line, FaultKind.MISSING, detail)


def _sections(body: _Element, targets: Mapping[str, tuple[str, str]]) -> Iterator[Fault]:
    sections = list(body.iter(f"{W}sectPr"))
    for number, section in enumerate(sections):
        found = {
            (_name(one), one.get(f"{W}type", "")): targets.get(one.get(f"{_R}id", ""), ("", ""))[1]
            for one in section
            if _name(one).endswith("Reference")
        }
        first = number == 0
        wanted = {key: part for key, part in _PARTS.items() if first or key[1] == "default"}
        if {key: _parts(part) for key, part in found.items()} != {
            key: _parts(part) for key, part in wanted.items()
        }:
            detail = "some of its pages have no head or no foot, or another one"
            yield Fault("", "", FaultKind.NOT_SEEN, detail)
        if first != (section.find(f"{W}titlePg") is not None):
            yield Fault("", "", FaultKind.NOT_SEEN, "its first page has not the head of the first")
    if not sections:
        yield Fault("", "", FaultKind.NOT_SEEN, "has no pages")


def _parts(name: str) -> str:
    return name.rpartition("/")[2]


def _contents(meaning: Meaning, body: _Element) -> Iterator[Fault]:
    """Entries of the list of contents that are missing, or not in the order of the text."""
    entries = [
        (letters("".join(text.text or "" for text in paragraph.iter(f"{W}t"))), paragraph)
        for paragraph in body.iter(f"{W}p")
        if _val(paragraph.find(f"{W}pPr/{W}pStyle")) in ("TOC1", "TOC2")
    ]
    wanted = [letters(one.words) for one in meaning.headings if one.level > 1]
    found = [words for words, _ in entries]
    top = [
        letters(one.words) for one in meaning.headings if one.level == 2 and one.block != "summary"
    ]
    for words in top:
        if words not in found:
            yield Fault("", words, FaultKind.STRUCTURE, "is not in the contents")
    rest = iter(wanted)
    if not all(words in rest for words in found if words in wanted):
        yield Fault("", "", FaultKind.STRUCTURE, "its contents are not in the order of its text")
    if any(paragraph.find(f".//{W}hyperlink") is None for _, paragraph in entries):
        yield Fault("", "", FaultKind.LINK, "an entry of its contents leads nowhere")


_ENDS = {"begin": 1, "separate": 0, "end": -1}


def _fields(trees: Mapping[str, _Element]) -> Iterator[Fault]:
    """Fields in the wrong part, and those that do not end."""
    for name, tree in trees.items():
        codes = [" ".join((one.text or "").split()) for one in tree.iter(f"{W}instrText")]
        in_foot = bool(re.fullmatch(r"word/footer\d\.xml", name))
        wanted = ["PAGE", "NUMPAGES"] if in_foot else codes if name.endswith("document.xml") else []
        if codes != wanted or (not in_foot and any(not code.startswith("TOC") for code in codes)):
            detail = f"fields of no layout ({name.removeprefix('word/')})"
            yield Fault("", ", ".join(codes)[:60], FaultKind.ADDED, detail)
        kinds = Counter(one.get(f"{W}fldCharType", "") for one in tree.iter(f"{W}fldChar"))
        if len({kinds["begin"], kinds["separate"], kinds["end"], len(codes)}) != 1:
            yield Fault("", "", FaultKind.ADDED, "a field does not end")


def _tables(body: _Element) -> Iterator[Fault]:
    """Tables whose columns do not fill the page, or whose head is not their first row alone."""
    page, margins = next(body.iter(f"{W}pgSz"), None), next(body.iter(f"{W}pgMar"), None)
    sides = [_val(page, "w"), _val(margins, "left"), _val(margins, "right")]
    paper, left, right = (int(side) if side.isdecimal() else 0 for side in sides)
    room = paper - left - right
    for table in body.iter(f"{W}tbl"):
        heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")]
        if heads[:1] != [not _is_of_pictures(table)] or any(heads[1:]):
            yield Fault("", "", FaultKind.STRUCTURE, "the head of a table is not its first row")
        width = _val(table.find(f"{W}tblPr/{W}tblW"), "w")
        columns = [int(_val(one, "w") or 0) for one in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        rows = [
            [int(_val(cell.find(f"{W}tcPr/{W}tcW"), "w") or 0) for cell in row.iterfind(f"{W}tc")]
            for row in table.iter(f"{W}tr")
        ]
        full = width.isdecimal() and abs(int(width) - room) <= 20
        if not full or abs(sum(columns) - int(width)) > 20 or any(row != columns for row in rows):
            yield Fault("", "", FaultKind.NOT_SEEN, "the columns of a table do not fill its page")


def _is_of_pictures(table: _Element) -> bool:
    """Whether a table only puts pictures beside words, so that it has no head and no name."""
    return _val(table.find(f"{W}tblPr/{W}tblStyle")) == Style.PICTURE_TABLE


def _spoken(job: Job, trees: Mapping[str, _Element]) -> Iterator[Fault]:
    """What tables and pictures are called, and what links say when they are pointed at."""
    known = {*known_words(job)}
    known |= {
        letters(job.words.reference_number.format(number=number))
        for number in range(1, len(job.condition.references) + 1)
    }
    for tree in trees.values():
        for element in tree.iter():
            name = _name(element)
            said = [element.get("title")] if name in ("docPr", "cNvPr") else []
            if name == "hyperlink":
                said = [element.get(f"{W}tooltip")]
            if name in ("tblCaption", "tblDescription"):
                said = [_val(element)]
            for words in filter(None, said):
                if letters(words) not in known:
                    yield Fault("", words, FaultKind.ADDED, f"is said by {name}")
    captions = sum(1 for _ in trees["word/document.xml"].iter(f"{W}tblCaption"))
    described = sum(1 for _ in trees["word/document.xml"].iter(f"{W}tblDescription"))
    every = trees["word/document.xml"].iter(f"{W}tbl")
    tables = sum(1 for one in every if not _is_of_pictures(one))
    if captions != tables or described != tables:
        yield Fault("", "", FaultKind.MEANING, "a table is not described")


def _name(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _val(element: _Element | None, key: str = "val") -> str:
    return "" if element is None else element.get(f"{W}{key}", "")
