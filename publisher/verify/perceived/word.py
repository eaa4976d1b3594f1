"""A finished Word file → what its readers would miss, be misled by, or find added.

An element that our layouts never write (hidden text, a revision, a comment, a frame, a field) is a
fault wherever it is. The values of properties are worked out through styles and theme.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from lxml import etree

from publisher.content import inline
from publisher.roundtrip import clinic_part, word_map
from publisher.roundtrip.addresses import Address, link_target
from publisher.units import MM_PER_INCH, TWIPS_PER_INCH
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.meaning import Meaning, Stress, meaning
from publisher.verify.perceived import (
    layouts,
    word_carried,
    word_direction,
    word_known,
    word_pages,
    word_pictures,
)
from publisher.verify.perceived.markup_added import known_words
from publisher.verify.perceived.markup_meaning import dials, letters
from publisher.verify.perceived.markup_seen import contrast
from publisher.verify.perceived.word_parts import (
    FIELDS,
    HIDING,
    OURS,
    RELATIONS,
    RIGHT_TO_LEFT,
    STREAM,
    allowed_kind,
    allowed_part,
)

if TYPE_CHECKING:
    from publisher.plan.job import Job

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SMALLEST = 15  # half points
_WIDTH = 300  # twentieths of a point: the least width of a column
_Element = etree._Element


@dataclass(frozen=True)
class _Opened:
    """A file with its parts parsed."""

    job: Job
    meaning: Meaning
    parts: Mapping[str, bytes]
    trees: Mapping[str, _Element]

    @property
    def body(self) -> _Element:
        return self.trees["word/document.xml"]

    @cached_property
    def styles(self) -> dict[str, _Element]:
        """Every style by its id."""
        found = self.trees["word/styles.xml"].iter(f"{W}style")
        return {style.get(f"{W}styleId", ""): style for style in found}

    def chain(self, style: str | None) -> Iterator[_Element]:
        """A style and the styles that it is based on."""
        seen: set[str] = set()
        while style and style in self.styles and style not in seen:
            seen.add(style)
            yield self.styles[style]
            style = value(self.styles[style].find(f"{W}basedOn"))

    @cached_property
    def targets(self) -> dict[str, tuple[str, str]]:
        """(kind, target) of each relation of the document."""
        return {
            one.get("Id", ""): (one.get("Type", "").rpartition("/")[2], one.get("Target", ""))
            for one in self.trees["word/_rels/document.xml.rels"]
        }

    @cached_property
    def controls(self) -> dict[str, list[_Element]]:
        """The content controls of the document by their tag, which is an address."""
        found: dict[str, list[_Element]] = {}
        for control in self.body.iter(f"{W}sdt"):
            tag = value(control.find(f"{W}sdtPr/{W}tag"))
            if tag:
                found.setdefault(tag, []).append(control)
        return found

    def paragraph_of(self, address: Address) -> _Element | None:
        """The paragraph that a text is in."""
        for control in self.controls.get(address.tag(), ()):
            above = next(control.iterancestors(f"{W}p"), None)
            return above if above is not None else next(control.iter(f"{W}p"), None)
        return None


def value(element: _Element | None) -> str:
    """The value of a property; empty where it has none."""
    return "" if element is None else element.get(f"{W}val", "")


def faults(job: Job, data: bytes) -> Iterator[Fault]:
    """Every fault of the Word file of `job`."""
    yield from _container(data)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    trees = {
        name: etree.fromstring(content)
        for name, content in parts.items()
        if name.endswith((".xml", ".rels"))
    }
    opened = _Opened(job, meaning(job), parts, trees)
    yield from _parts(opened)
    yield from _elements(opened)
    yield from word_direction.faults(opened.job, opened.trees)
    yield from _properties(opened)
    yield from _painted(opened)
    yield from _links(opened)
    yield from _lists(opened)
    yield from _headings(opened)
    yield from _stresses(opened)
    yield from word_known.faults(job, trees)
    yield from word_known.styled(job, opened.styles, opened.body)
    yield from word_known.themed(job, trees)
    yield from word_pages.faults(job, opened.meaning, trees, opened.targets)
    yield from word_carried.faults(job, trees)
    yield from word_pictures.faults(job, opened.meaning, parts, trees)
    yield from _heads(opened)
    yield from _base(opened)


def _added(words: str, detail: str) -> Fault:
    return Fault("", words, FaultKind.ADDED, detail)


def words_in(element: _Element) -> str:
    """The words in an element."""
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


# Parts ------------------------------------------------------------------------------------------


def _container(data: bytes) -> Iterator[Fault]:
    """Data around the archive, and entries that are twice in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = Counter(file.namelist())
        comment = file.comment
    if not data.startswith(b"PK\x03\x04") or comment or len(data) - data.rfind(STREAM) != 22:
        yield _added("", "there is something before or after the archive")
    for name in (name for name, count in names.items() if count > 1):
        yield _added(name, "is in the archive twice")


def _parts(opened: _Opened) -> Iterator[Fault]:
    """Parts and relations that our files never have, and wrong document properties."""
    for name in opened.parts:
        if not allowed_part(name):
            yield _added(name, "is a part of no layout")
    for one in opened.trees["[Content_Types].xml"]:
        name, kind = one.get("PartName") or f".{one.get('Extension')}", one.get("ContentType", "")
        if not allowed_kind(name, kind):
            yield _added(name, f"is said to be {kind}")
    for name, tree in opened.trees.items():
        for one in tree if name.endswith(".rels") else ():
            kind = one.get("Type", "").rpartition("/")[2]
            outside = one.get("TargetMode") == "External"
            if kind not in RELATIONS or outside != (kind == "hyperlink"):
                yield _added(one.get("Target", ""), f"is related as {kind}")
    job = opened.job
    names = {job.condition.short_title.plain, *(one.plain for one in job.condition.also_called)}
    wanted = {
        "title": {job.condition.title.plain},
        "subject": {job.condition.subtitle.plain},
        "creator": {job.brand.name},
        "lastModifiedBy": {job.brand.name},
        "language": {job.condition.language},
        "version": {job.condition.version},
        "keywords": {", ".join(dict.fromkeys(names)), *names},
    }
    for element in opened.trees["docProps/core.xml"]:
        kind, words = str(element.tag).rpartition("}")[2], element.text or ""
        if kind == "keywords":
            extra = {letters(one) for one in words.split(",")} - {
                letters(part) for name in names for part in name.split(",")
            }
            if extra:
                yield _added(words, "is among the keywords of the file")
        elif kind in wanted and letters(words) not in map(letters, wanted[kind]):
            yield Fault("", words, FaultKind.MEANING, f"is not the {kind} of the file")
        elif kind in ("description", "category", "contentStatus"):
            yield _added(words, f"is the {kind} of the file")


def _elements(opened: _Opened) -> Iterator[Fault]:
    """Elements that our files never have: revisions, comments, hidden text, frames and so on."""
    templates = layouts.written(opened.job.edition).elements.keys() - HIDING
    for name, tree in opened.trees.items():
        kind = re.sub(r"\d*\.xml$", "", posixpath.basename(name))
        if not name.startswith("word/") or name.endswith(".rels") or kind not in OURS:
            continue
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            own = element.tag.rpartition("}")[2]
            above = element.getparent()
            holder = "" if above is None else str(above.tag).rpartition("}")[2]
            room = holder if holder in OURS else kind
            if RIGHT_TO_LEFT.get(holder) == own and word_direction.is_asked(opened.job):
                continue
            if own not in OURS[room] and own not in templates:
                block = _block_of(element)
                detail = f"<{own}> is in no layout ({name.removeprefix('word/')})"
                yield Fault(block, words_in(element)[:60], FaultKind.NOT_SEEN, detail)
    for code in (e for tree in opened.trees.values() for e in tree.iter(f"{W}instrText")):
        if not FIELDS.fullmatch((code.text or "").strip()):
            yield _added(code.text or "", "is a field of no layout")


def _block_of(element: _Element) -> str:
    for control in (element, *element.iterancestors()):
        if control.tag == f"{W}sdt":
            match value(control.find(f"{W}sdtPr/{W}tag")).split("/"):
                case ["blocks", block, *_]:
                    return block
                case _:
                    pass
    return ""


# Values of properties ----------------------------------------------------------------------------


def _properties(opened: _Opened) -> Iterator[Fault]:
    """Values that make a text too small, move it off the page or make its cell too narrow."""
    width = height = 0
    for tree in opened.trees.values():
        for size in (*tree.iter(f"{W}sz"), *tree.iter(f"{W}szCs")):
            number = _number(value(size))
            above = size.getparent()
            if above is not None and above.tag == f"{W}rPr" and number < _SMALLEST:
                yield Fault(
                    _block_of(size), "", FaultKind.NOT_SEEN, f"is set in {number / 2:g} pt type"
                )
        for indent in tree.iter(f"{W}ind"):
            numbers = [_number(indent.get(f"{W}{side}", "0")) for side in ("left", "right")]
            numbers += [_number(indent.get(f"{W}{side}", "0")) for side in ("start", "end")]
            if min(numbers) < 0 or max(numbers) > 4500 or indent.get(f"{W}firstLine"):
                yield Fault(_block_of(indent), "", FaultKind.NOT_SEEN, "is moved off its column")
        for spacing in tree.iter(f"{W}spacing"):
            line = _number(spacing.get(f"{W}line", "240"))
            if line < 200 or (spacing.get(f"{W}lineRule") == "exact" and line < 400):
                yield Fault(_block_of(spacing), "", FaultKind.NOT_SEEN, "its lines are cut off")
        for column in (*tree.iter(f"{W}gridCol"), *tree.iter(f"{W}tcW")):
            if (
                column.get(f"{W}type", "dxa") == "dxa"
                and _number(column.get(f"{W}w", "0")) < _WIDTH
            ):
                detail = f"a column is {column.get(f'{W}w')} twentieths of a point wide"
                yield Fault(_block_of(column), "", FaultKind.NOT_SEEN, detail)
        for page in tree.iter(f"{W}pgSz"):
            width, height = (int(_number(page.get(f"{W}{side}", "0"))) for side in "wh")
    paper = [round(edge / MM_PER_INCH * TWIPS_PER_INCH) for edge in opened.job.brand.paper.value]
    if abs(width - paper[0]) > 20 or abs(height - paper[1]) > 20:
        yield Fault("", "", FaultKind.NOT_SEEN, f"its page is {width} × {height}, not {paper}")
    for margin in opened.body.iter(f"{W}pgMar"):
        sides = [_number(margin.get(f"{W}{side}", "0")) for side in ("left", "right", "top")]
        if min(sides) < 300 or max(sides) > 4000:
            yield Fault("", "", FaultKind.NOT_SEEN, "its margins leave no room for text")


def _number(text: str) -> float:
    try:
        return float(text.removesuffix("pt"))
    except ValueError:
        return 0.0


def _painted(opened: _Opened) -> Iterator[Fault]:
    """Text with too little contrast to the paper, the shading or the cell behind it."""
    done: set[tuple[str, str]] = set()
    for name, tree in opened.trees.items():
        if not re.fullmatch(r"word/(document|header\d|footer\d)\.xml", name):
            continue
        for run in tree.iter(f"{W}r"):
            words = words_in(run)
            if not words.strip():
                continue
            ink, ground = _colours(opened, run)
            found = contrast(_rgb(ink), _rgb(ground))
            block = _block_of(run)
            if found < 4.4 and (block, ink) not in done:
                done.add((block, ink))
                detail = f"has a contrast of {found:.1f} : 1 with what is behind it"
                yield Fault(block, words[:60], FaultKind.NOT_SEEN, detail)


def _colours(opened: _Opened, run: _Element) -> tuple[str, str]:
    """The colour of a run, and the one behind it, as six hexadecimal digits."""
    paragraph = next(run.iterancestors(f"{W}p"))
    own = [run.find(f"{W}rPr")]
    own += [
        style.find(f"{W}rPr")
        for style in opened.chain(value(run.find(f"{W}rPr/{W}rStyle")) or None)
    ]
    of_paragraph = value(paragraph.find(f"{W}pPr/{W}pStyle")) or "Normal"
    chain = [*opened.chain(of_paragraph)]
    own += [style.find(f"{W}rPr") for style in chain]
    ink = next(
        (found for one in own if one is not None and (found := value(one.find(f"{W}color")))),
        "000000",
    )
    grounds = [one.find(f"{W}shd") for one in own if one is not None]
    grounds += [paragraph.find(f"{W}pPr/{W}shd")]
    grounds += [style.find(f"{W}pPr/{W}shd") for style in chain]
    cell = next(run.iterancestors(f"{W}tc"), None)
    grounds += [] if cell is None else [cell.find(f"{W}tcPr/{W}shd")]
    ground = next(
        (
            found
            for one in grounds
            if one is not None and (found := one.get(f"{W}fill", "auto")) != "auto"
        ),
        "FFFFFF",
    )
    return ("000000" if ink == "auto" else ink), ground


def _rgb(text: str) -> tuple[float, float, float, float]:
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", text):
        return 0.0, 0.0, 0.0, 1.0
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue, 1.0


# Links ------------------------------------------------------------------------------------------


def _links(opened: _Opened) -> Iterator[Fault]:
    job = opened.job
    known = {link.target for link in opened.meaning.links}
    known |= job.brand.clinic.links
    numbers = {dials(number) for number in opened.meaning.numbers(job)}
    found: Counter[tuple[str, str]] = Counter()
    bookmarks = {mark.get(f"{W}name", ""): mark for mark in opened.body.iter(f"{W}bookmarkStart")}
    for name, tree in opened.trees.items():
        for link in tree.iter(f"{W}hyperlink"):
            words, identity = words_in(link), link.get(f"{_R}id")
            if identity is None:
                yield from _anchor(opened, link, words, bookmarks)
                continue
            target = opened.targets.get(identity, ("", ""))[1] if "document" in name else ""
            found[letters(words), target] += 1
            dialled = dials(target.removeprefix("tel:")) if target.startswith("tel:") else None
            if target not in known and dialled not in numbers:
                yield Fault("", words, FaultKind.LINK, f"leads to {target}, which nobody gave")
            if not words.strip():
                yield Fault("", target, FaultKind.LINK, "has no words")
    wanted = Counter((letters(one.words), one.target) for one in opened.meaning.links)
    for words, target in wanted - found:
        yield Fault("", words, FaultKind.LINK, f"does not lead to {target}")


def _anchor(
    opened: _Opened, link: _Element, words: str, bookmarks: Mapping[str, _Element]
) -> Iterator[Fault]:
    """What is wrong with a link inside the file."""
    name = link.get(f"{W}anchor", "")
    if name not in bookmarks:
        yield Fault("", words, FaultKind.LINK, f"leads to {name or 'nowhere'}, which is not there")
        return
    paragraph = next(bookmarks[name].iterancestors(f"{W}p"), None)
    there = "" if paragraph is None else letters(words_in(paragraph))
    style = value(next(link.iterancestors(f"{W}p")).find(f"{W}pPr/{W}pStyle"))
    if style.startswith("TOC") and not there.startswith(letters(words)):
        yield Fault("", words, FaultKind.LINK, f"leads to {name}, which begins with other words")
    entries = {
        link_target("entry", term.entry): letters(term.text)
        for _, text in opened.meaning.texts
        for term in inline.find(text.nodes, inline.Term)
    }
    if name.startswith("entry_") and letters(words) not in {
        letters(term.text)
        for _, text in opened.meaning.texts
        for term in inline.find(text.nodes, inline.Term)
        if link_target("entry", term.entry) == name
    }:
        yield Fault("", words, FaultKind.LINK, f"leads to {name}")
    elif letters(words) in entries.values() and not name.startswith("entry_"):
        if style.startswith("TOC") or letters(words) in {
            letters(one.words) for one in opened.meaning.headings
        }:
            return
        yield Fault("", words, FaultKind.LINK, f"leads to {name}")


# Structure --------------------------------------------------------------------------------------


def _lists(opened: _Opened) -> Iterator[Fault]:
    counted = _counted(opened)
    for wanted in opened.meaning.lists:
        own = Address.block(wanted.block)
        for number, item in enumerate(wanted.items):
            paragraph = opened.paragraph_of(own.items[number].text)
            if paragraph is None:
                paragraph = opened.paragraph_of(own.items[number])
            if paragraph is None:
                continue  # its words are missing, which another check reports
            identity, level = _numbering(opened, paragraph)
            form, _ = _format(opened, identity, level)
            shown_number, step = counted.get(paragraph), wanted.start + number
            if wanted.start and (form != "decimal" or shown_number != step):
                shown = (
                    "has no number"
                    if form != "decimal" or shown_number is None
                    else f"is step {shown_number}"
                )
                detail = f"{shown}, not step {step}"
                yield Fault(wanted.block, item, FaultKind.STRUCTURE, detail)
            elif not wanted.start and form == "decimal":
                yield Fault(wanted.block, item, FaultKind.STRUCTURE, "is numbered")
            elif not wanted.start and form == "" and wanted.bulleted:
                yield Fault(wanted.block, item, FaultKind.STRUCTURE, "is no item of a list")


def _counted(opened: _Opened) -> dict[_Element, int]:
    """The number of each numbered paragraph of the first level, as Word counts.

    Numberings of one `abstractNum` continue one another; one with a start of its own begins with
    that number once. Source: ECMA-376-1, 17.9.8 and 17.9.27.
    """
    kinds, starts = _numberings(opened)
    reached: dict[str, int] = {}
    begun: set[str] = set()
    numbers: dict[_Element, int] = {}
    for paragraph in opened.body.iter(f"{W}p"):
        identity, level = _numbering(opened, paragraph)
        if level != "0" or identity not in kinds:
            continue
        kind = kinds[identity]
        if identity in starts and identity not in begun:
            reached[kind] = starts[identity] - 1
        begun.add(identity)
        first = _format(opened, identity, level)[1] if kind not in reached else 0
        numbers[paragraph] = reached[kind] = reached.get(kind, first - 1) + 1
    return numbers


def _numberings(opened: _Opened) -> tuple[dict[str, str], dict[str, int]]:
    """The `abstractNum` of each numbering, and the start of those that have one of their own."""
    kinds: dict[str, str] = {}
    starts: dict[str, int] = {}
    for number in opened.trees["word/numbering.xml"].iter(f"{W}num"):
        identity = number.get(f"{W}numId", "")
        kinds[identity] = value(number.find(f"{W}abstractNumId"))
        for override in number.iter(f"{W}lvlOverride"):
            if override.get(f"{W}ilvl") == "0" and override.find(f"{W}startOverride") is not None:
                starts[identity] = int(_number(value(override.find(f"{W}startOverride"))))
    return kinds, starts


def _numbering(opened: _Opened, paragraph: _Element) -> tuple[str, str]:
    """The numbering of a paragraph, its own or its style's, and its level."""
    style = value(paragraph.find(f"{W}pPr/{W}pStyle")) or None
    holders = [paragraph.find(f"{W}pPr/{W}numPr")]
    holders += [one.find(f"{W}pPr/{W}numPr") for one in opened.chain(style)]
    for holder in holders:
        if holder is not None:
            return value(holder.find(f"{W}numId")), value(holder.find(f"{W}ilvl")) or "0"
    return "", "0"


def _format(opened: _Opened, identity: str, level: str) -> tuple[str, int]:
    """What kind of number a level of a numbering has, and its first number."""
    numbering = opened.trees["word/numbering.xml"]
    for number in numbering.iter(f"{W}num"):
        if number.get(f"{W}numId") != identity:
            continue
        start = 0
        for override in number.iter(f"{W}lvlOverride"):
            if override.get(f"{W}ilvl") == level:
                start = int(_number(value(override.find(f"{W}startOverride"))))
        abstract = value(number.find(f"{W}abstractNumId"))
        for one in numbering.iter(f"{W}abstractNum"):
            if one.get(f"{W}abstractNumId") == abstract:
                for each in one.iter(f"{W}lvl"):
                    if each.get(f"{W}ilvl") == level:
                        form = value(each.find(f"{W}numFmt"))
                        shown = value(each.find(f"{W}lvlText"))
                        form = "" if form == "decimal" and "%" not in shown else form
                        return form, start or int(_number(value(each.find(f"{W}start"))))
    return "", 0


def _headings(opened: _Opened) -> Iterator[Fault]:
    if opened.job.edition.is_plain:
        for plain in opened.job.condition.plain:
            yield from _heading(opened, plain.id, Address.plain(plain.id), 0)
        return
    for section in opened.job.condition.sections:
        yield from _heading(opened, section.id, Address.section(section.id), 0)
        for part in section.subsections:
            yield from _heading(opened, part.id, Address.subsection(part.id), 1)


def _heading(opened: _Opened, block: str, own: Address, level: int) -> Iterator[Fault]:
    paragraph = opened.paragraph_of(own.heading)
    if paragraph is None:
        return
    style = value(paragraph.find(f"{W}pPr/{W}pStyle")) or None
    holders = [paragraph.find(f"{W}pPr/{W}outlineLvl")]
    holders += [one.find(f"{W}pPr/{W}outlineLvl") for one in opened.chain(style)]
    found = next((value(one) for one in holders if one is not None), "9")
    # In a book of several guides the heading of a part is one level above those of its sections.
    if found not in {str(level), str(level + 1), *(["0"] if level == 0 else [])}:
        detail = f"is no heading of level {level + 1}"
        yield Fault(block, words_in(paragraph)[:60], FaultKind.STRUCTURE, detail)


def _stresses(opened: _Opened) -> Iterator[Fault]:
    """Words that are not strong, emphasized or marked as another language although they should."""
    found: Counter[tuple[str, str]] = Counter()
    for paragraph in opened.body.iter(f"{W}p"):
        for kind in ("b", "i", "lang"):
            last, words = "", ""
            for run in (*paragraph.iter(f"{W}r"), None):
                mark = "" if run is None else _mark(opened, run, kind)
                if mark != last:
                    if last:
                        found[last, letters(words)] += 1
                    last, words = mark, ""
                words += "" if run is None else words_in(run)
    kinds = {Stress.STRONG: "b", Stress.EMPHASIS: "i"}
    wanted = Counter((kinds[one.stress], letters(one.words)) for one in opened.meaning.stresses)
    wanted += Counter((one.language, letters(one.words)) for one in opened.meaning.phrases)
    _part_neighbours(found, wanted)
    names = {"b": "strong", "i": "emphasis"}
    for kind, words in wanted - found:
        detail = f"is not marked as {names.get(kind, kind)}"
        yield Fault("", words, FaultKind.MEANING, detail)
    review = letters(opened.job.words.review(opened.job.condition.review))
    for kind, words in found - wanted:
        if (kind, words) != ("b", review):
            yield Fault("", words, FaultKind.ADDED, f"is marked as {names.get(kind, kind)}")
    for run in opened.body.iter(f"{W}r"):
        style = value(run.find(f"{W}rPr/{W}rStyle"))
        if style.endswith(("Hyperlink", "GlossaryLink")) and not _is_linked(run):
            yield Fault("", words_in(run), FaultKind.LINK, "looks like a link, but is none")


def _part_neighbours(found: Counter[tuple[str, str]], wanted: Counter[tuple[str, str]]) -> None:
    """Counts two phrases that follow one another, which a file marks as one, as two."""
    for mark, both in found - wanted:
        parts = [words for kind, words in wanted - found if kind == mark and words in both]
        parts.sort(key=both.index)
        if "".join(parts) == both:
            found[mark, both] -= 1
            found.update((mark, words) for words in parts)


def _is_linked(run: _Element) -> bool:
    return next(run.iterancestors(f"{W}hyperlink"), None) is not None


def _mark(opened: _Opened, run: _Element, kind: str) -> str:
    """`kind` where a run or its character style has it ("b", "i"); of "lang" its value; else ""."""
    holders = [run.find(f"{W}rPr")]
    holders += [
        style.find(f"{W}rPr")
        for style in opened.chain(value(run.find(f"{W}rPr/{W}rStyle")) or None)
    ]
    for holder in holders:
        found = None if holder is None else holder.find(f"{W}{kind}")
        if kind == "i" and holder is not None and holder.find(f"{W}em") is not None:
            return kind  # characters of East Asia have dots and no italics
        if found is not None:
            if kind == "lang":
                return value(found)
            return kind if value(found) not in ("0", "false") else ""
    return ""


# Heads and feet, and what the file carries ---------------------------------------------


def _heads(opened: _Opened) -> Iterator[Fault]:
    """Added words in headers and footers, and footers without the state of review."""
    job = opened.job
    review = letters(job.words.review(job.condition.review))
    known = {*known_words(job), letters(job.words.edition_line(job.condition))}
    known |= {
        letters(part)
        for label in job.words.labels.values()
        for part in re.split(r"\{[^}]*\}", label)
        if len(letters(part)) > 1
    }
    phrases = sorted((one for one in known if len(one) > 1), key=len, reverse=True)
    for name, tree in opened.trees.items():
        if not re.fullmatch(r"word/(header|footer)\d\.xml", name):
            continue
        words = rest = letters(words_in(tree))
        for phrase in phrases:
            rest = rest.replace(phrase, " ")
        if extra := re.sub(r"[\W\d_]+", "", rest):
            yield _added(extra, f"is in {name.removeprefix('word/')}")
        if "footer" in name and review not in words:
            yield Fault("review", "", FaultKind.MISSING, f"{name.removeprefix('word/')} lacks it")


def _base(opened: _Opened) -> Iterator[Fault]:
    """Faults of what `pull` needs in the file: the source, and the facts of the clinic."""
    job = opened.job
    facts = dict(clinic_part.facts_of(job.brand.clinic, job.brand.emergency_number))
    shown = {str(address): words for address, words in facts.items()}
    for name, tree in opened.trees.items():
        if name.startswith("customXml/item") and clinic_part.is_clinic(tree):
            for address, words in clinic_part.read(tree):
                if facts.get(address) != words:
                    detail = f"is {address} in the data of the file"
                    yield Fault("", words, FaultKind.MEANING, detail)
        for control in tree.iter(f"{W}sdt"):
            tag = value(control.find(f"{W}sdtPr/{W}tag"))
            if tag in shown and letters(words_in(control)) != letters(shown[tag]):
                yield Fault("", words_in(control), FaultKind.MEANING, f"is not what {tag} is")
    maps = [tree for tree in opened.trees.values() if word_map.is_map(tree)]
    if len(maps) != 1:
        yield Fault("", "", FaultKind.MEANING, "the file does not carry its source")
