"""The body of a Word file while it grows: paragraphs, letters, links, bookmarks, pictures.

python-docx holds the parts together; what it has no words for (links, bookmarks, alternative
text, a numbering that starts again) is written here as Open XML, and nowhere else. Nothing is
formatted directly: a paragraph names its style, a run its character style.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count
from typing import TYPE_CHECKING, Any, assert_never

from docx.enum.section import WD_SECTION_START
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

from publisher.content.drawing import Drawing
from publisher.content.inline import (
    Citation,
    Emphasis,
    Foreign,
    Inline,
    Link,
    Plain,
    Strong,
    Term,
    Text,
)
from publisher.plan.job import Job
from publisher.render.templates import fill
from publisher.render.word.controls import ContentControl, ContentControls, Lock, element
from publisher.render.word.drawings import EMU_PER_MM, WordPicture, extent, pixels, vector
from publisher.roundtrip.addresses import Address, link_target

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_TOOLTIP = 255
_CELL_MARGIN = 100  # twips, as in styles.xml
_LETTER = 11.5  # twips to a point of type: a bold letter is some 0.58 of its size wide
_CONTENTS = r'TOC \o "1-{levels}" \h \n \z'
_FEW_ROWS = 4  # of a table that a page break does not part
_TIGHT = frozenset({"AnswerLine", "WriteInLine"})  # lines to write on, with no space below
_SPACED = frozenset({"BodyText", "LeadIn"})  # styles with a variant that has space above


_NOTHING = Text((), "")


@dataclass(frozen=True, slots=True)
class ControlledSpan:
    """A stretch of a paragraph that has a frame of its own, or none."""

    text: Text
    frame: ContentControl | None = None


@dataclass(frozen=True, slots=True)
class ClinicFact:
    """A fact of the clinic in a paragraph, by its address."""

    address: Address


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """One line of the list of contents: its words and the bookmark that they lead to."""

    words: str
    anchor: str
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphSpec:
    """One paragraph to be: its style by id and its text, or the `parts` that it is made of.

    `frame` is the content control of all its words, `within` are those around it and its
    neighbours, the outermost first. `numbering` and `level` are given where the list is not that
    of the style; `letters` is a character style for all of it; `keep` holds it on the page of the
    next one; `columns`, where given, ends a section of that many with this paragraph.
    """

    style: str
    text: Text = _NOTHING
    parts: tuple[ControlledSpan | ClinicFact, ...] = ()
    frame: ContentControl | None = None
    within: tuple[ContentControl, ...] = ()
    anchor: str | None = None
    numbering: int | None = None
    level: int = 0
    letters: str = ""
    keep: bool = False
    columns: int = 0


def plain(words: str) -> Text:
    """Words that have no marks."""
    return Text((Plain(words),), words)


def linked(words: str, href: str) -> Text:
    """Words that are a link as a whole."""
    return Text((Link(href, words),), words)


class Manuscript:
    """The growing body. `document` must have the package around it, as `package.blank` makes."""

    def __init__(self, job: Job, document: WordDocument, framer: ContentControls) -> None:
        self.job = job
        self.document = document
        self.framer = framer
        self.placed: list[Address] = []
        """The address of each text that is in the body, in its order."""
        self.pictures: dict[str, str] = {}
        """The hash of the pixels of each figure, by the id of its block."""
        self.numbers = job.condition.numbers
        self.definitions = {e.id: e.definition.plain for e in job.condition.glossary}
        self._tight = False  # Word has no space below a table; the next paragraph makes it
        self._open: list[
            tuple[ContentControl, Any]
        ] = []  # controls that the next line may still go into
        self._bookmarks = count(1)
        self._pictures = count(2)  # the logo in the header is 1

    @property
    def width_mm(self) -> float:
        """The width of the text."""
        section = self.document.sections[0]
        margins = (section.left_margin or 0) + (section.right_margin or 0)
        return ((section.page_width or 0) - margins) / EMU_PER_MM

    # Paragraphs

    def add(self, line: ParagraphSpec) -> None:
        """The line as the last paragraph of the body."""
        if self._tight and line.style in _SPACED:
            line = replace(line, style=f"{line.style}Spaced")
        self._tight = line.style in _TIGHT
        self._put(self._paragraph(line), line.within)

    def _put(self, child: Any, within: tuple[ContentControl, ...]) -> None:
        """The element at the end of the body, in the controls that it belongs into."""
        while self._open and tuple(frame for frame, _ in self._open) != within[: len(self._open)]:
            self._open.pop()
        for frame in within[len(self._open) :]:
            control = self.framer.wrap(frame, ())
            self._append(control)
            self._open.append((frame, control.find(qn("w:sdtContent"))))
        self._append(child)

    def _append(self, child: Any) -> None:
        if self._open:
            self._open[-1][1].append(child)
        else:
            # The body ends in the properties of its last section.
            self.document.element.body.sectPr.addprevious(child)

    def _paragraph(self, line: ParagraphSpec, content: Iterable[Any] = ()) -> Any:
        """The line as a paragraph in its frame; `content`, where given, stands for its text."""
        paragraph: Any = OxmlElement("w:p")
        paragraph.style = line.style
        layout = paragraph.get_or_add_pPr()
        if line.keep:
            layout.keepNext_val = True
        if line.numbering is not None:
            number = layout.get_or_add_numPr()
            number.get_or_add_ilvl().val = line.level
            number.get_or_add_numId().val = line.numbering
        if line.columns:
            layout.append(self._section(line.columns))
        runs = list(content or self._said(line))
        if line.frame:
            runs = self._framed(line.frame, runs)
        if line.anchor:
            runs = self._marked(line.anchor, runs)
        paragraph.extend(runs)
        return paragraph

    def _said(self, line: ParagraphSpec) -> Iterator[Any]:
        """The runs of a line, its parts in their frames."""
        yield from self._inline(line.text.nodes, line)
        for part in line.parts:
            if isinstance(part, ClinicFact):
                run = _run(self.framer.facts[part.address], line.letters)
                yield self.framer.bound(part.address, run)
            elif part.frame:
                yield from self._framed(part.frame, self._inline(part.text.nodes, line))
            else:
                yield from self._inline(part.text.nodes, line)

    def _framed(self, frame: ContentControl, runs: Iterable[Any]) -> list[Any]:
        """The runs in their control, and that in the hidden bookmark of its text.

        A control lies within its paragraph, not around it: LibreOffice 7.4 shows the code of each
        link in a control around one paragraph. The bookmark lies outside, where it stays when
        somebody replaces all words of the control.
        """
        control = self.framer.wrap(frame, runs)
        if frame.lock is Lock.ALL:
            return [control]
        self.placed.append(frame.address)
        return self._marked(frame.address.bookmark(), [control])

    def _section(self, columns: int) -> Any:
        """The properties of the section that ends here; what follows goes on below it.

        The pages stay those of the first section, with its head and foot; only that one begins
        with a cover.
        """
        last = self.document.element.body.sectPr
        ended = last.clone()
        ended.find(qn("w:cols")).set(qn("w:num"), str(columns))
        for cover in last.xpath("./*[@w:type='first'] | ./w:titlePg"):
            last.remove(cover)
        last.start_type = WD_SECTION_START.CONTINUOUS
        return ended

    def contents(self, label: ParagraphSpec, entries: Iterable[ContentsLine]) -> None:
        """A list of the headings as Word makes it, entries and all, so that none asks to be made.

        It shows no page numbers: those of one program would be wrong in the other. A list without
        them is short, or it says little: sections alone, those of a collection below their part.
        The switches: headings of these levels, as links, without numbers, not in the look of a
        web page.
        """
        listed = list(entries)
        field = _CONTENTS.format(levels=max(entry.level for entry in listed))
        paragraphs = [self._paragraph(label)]
        for place, entry in enumerate(listed):
            line = ParagraphSpec(style=f"TOC{entry.level}")
            link = _link({"w:anchor": entry.anchor}, _run(entry.words))
            runs = [*(_field(field) if not place else ()), link]
            if place == len(listed) - 1:
                runs.append(_mark("end"))
            paragraphs.append(self._paragraph(line, runs))
        self._put(self.framer.gallery("Table of Contents", paragraphs), ())

    def restarted(self, numbering: int) -> int:
        """A numbering like the one with this id that starts at 1 again."""
        definitions = self.document.part.numbering_part.element
        base = next(num for num in definitions.num_lst if num.numId == numbering)
        again = definitions.add_num(base.abstractNumId.val)
        again.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(again.numId)

    def _marked(self, name: str, content: list[Any]) -> list[Any]:
        identity = str(next(self._bookmarks))
        return [
            element("w:bookmarkStart", {"w:id": identity, "w:name": name}),
            *content,
            element("w:bookmarkEnd", {"w:id": identity}),
        ]

    # Letters

    def _inline(
        self, nodes: tuple[Inline, ...], line: ParagraphSpec, marks: str = ""
    ) -> Iterator[Any]:
        for node in nodes:
            match node:
                case Plain():
                    yield _run(node.text, marks or line.letters)
                case Strong():
                    yield from self._inline(node.children, line, _doubled(marks, "Strong"))
                case Emphasis():
                    yield from self._inline(node.children, line, _doubled(marks, "Emphasis"))
                case Foreign():
                    yield _run(node.text, marks or line.letters, node.language)
                case Link():
                    run = _run(node.text, marks + "Hyperlink")
                    yield _link(self._target(node.href), run)
                case Term():
                    to = {"w:anchor": link_target("entry", node.entry)}
                    if len(definition := self.definitions[node.entry]) <= _TOOLTIP:
                        to["w:tooltip"] = definition
                    yield _link(to, _run(node.text, marks + "GlossaryLink"))
                case Citation():
                    yield from self._citation(node)
                case _:
                    assert_never(node)

    def _target(self, href: str) -> dict[str, str]:
        """Where a link leads, as Word says it: to a bookmark of ours ("#name") or out."""
        if href.startswith("#"):
            return {"w:anchor": href[1:]}
        part = self.document.part
        return {"r:id": part.relate_to(href, RELATION.HYPERLINK, is_external=True)}

    def _citation(self, citation: Citation) -> Iterator[Any]:
        references = sorted(citation.references, key=self.numbers.__getitem__)
        for place, reference in enumerate(references):
            if place:
                yield _run(", ", "Citation")
            number = self.numbers[reference]
            to = {
                "w:anchor": link_target("reference", reference),
                "w:tooltip": self.job.words.reference_number.format(number=number),
            }
            yield _link(to, _run(str(number), "Citation"))

    # Pictures and tables

    def picture(
        self, block: str, line: ParagraphSpec, drawing: Drawing, alt: str, height_mm: float
    ) -> None:
        """A drawing as a paragraph, as wide as the text and at most `height_mm` high."""
        brand, part = self.job.brand, self.document.part
        width_mm = min(self.width_mm, height_mm * drawing.width / drawing.height)
        painted = pixels(drawing, brand, width_mm)
        self.pictures[block] = sha256(painted).hexdigest()
        image = part.package.get_or_add_image_part(io.BytesIO(painted))
        number = next(self._pictures)
        svg = None
        if data := vector(drawing, brand):
            name = PackURI(f"/word/media/drawing{number}.svg")
            svg = part.relate_to(Part(name, "image/svg+xml", data, part.package), RELATION.IMAGE)
        width, height = extent(drawing, width_mm)
        picture = WordPicture(
            number=number,
            name=f"Figure {number - 1}",
            alt=alt,
            title=line.text.plain,
            width=width,
            height=height,
            png=part.relate_to(image, RELATION.IMAGE),
            svg=svg,
        )
        run = element("w:r", {})
        run.append(parse_xml(fill(self.job, "drawing.xml.j2", picture=picture)))
        self._put(self._paragraph(line, [run]), line.within)

    def table(
        self,
        rows: tuple[tuple[ControlledSpan, ...], ...],
        *,
        style: str,
        caption: str,
        summary: str,
        within: tuple[ContentControl, ...],
    ) -> None:
        """A table whose first row and first column head the others."""
        self._tight = True
        table = self.document.add_table(len(rows), len(rows[0]))._tbl
        self._put(table, within)
        layout = table.tblPr
        layout.style = style
        widths = _widths(
            tuple(tuple(part.text for part in row) for row in rows),
            round(self.width_mm * 1440 / 25.4),
            self.job.edition.body_pt * _LETTER,
        )
        layout.find(qn("w:tblW")).attrib.update({qn("w:type"): "dxa", qn("w:w"): str(sum(widths))})
        look = layout.find(qn("w:tblLook"))
        look.attrib.clear()
        look.attrib.update(
            {qn(f"w:{name}"): value for name, value in _LOOK.items()}  # the first row and column
        )
        look.addprevious(element("w:tblLayout", {"w:type": "fixed"}))
        layout.append(element("w:tblCaption", {"w:val": caption}))
        layout.append(element("w:tblDescription", {"w:val": summary}))
        for column, width in zip(table.tblGrid.gridCol_lst, widths, strict=True):
            column.set(qn("w:w"), str(width))
        for place, (row, parts) in enumerate(zip(table.tr_lst, rows, strict=True)):
            kind = row.get_or_add_trPr()
            kind.append(element("w:cantSplit", {}))
            if not place:
                kind.append(element("w:tblHeader", {}))
            for cell, part, width in zip(row.tc_lst, parts, widths, strict=True):
                cell.tcPr.find(qn("w:tcW")).set(qn("w:w"), str(width))
                cell_style = "TableText" if place else "TableHeading"
                # A long table may break, but leaves no row alone: the head is said again.
                keep = len(rows) - 1 <= _FEW_ROWS or place in (0, len(rows) - 2)
                keep = keep and place < len(rows) - 1
                line = ParagraphSpec(style=cell_style, text=part.text, frame=part.frame, keep=keep)
                cell.replace(cell.p_lst[0], self._paragraph(line))


_LOOK = {
    "val": "00A0",
    "firstRow": "1",
    "lastRow": "0",
    "firstColumn": "1",
    "lastColumn": "0",
    "noHBand": "0",
    "noVBand": "1",
}


def _widths(rows: tuple[tuple[Text, ...], ...], whole: int, letter: float) -> list[int]:
    """Widths of the columns that add up to `whole`, by how much each has to say.

    A column that would be narrower than its longest word, reckoned from `letter`, the width of
    one, takes from the others. All lengths are in twips.
    """
    columns = [[text.plain for text in column] for column in zip(*rows, strict=True)]
    words = [max(len(w) for text in column for w in text.split()) for column in columns]
    least = [word * letter + 2 * _CELL_MARGIN for word in words]
    # The square root keeps a column of single words readable beside one of sentences.
    says = [max(len(text) for text in column) ** 0.5 for column in columns]
    narrow: set[int] = set()
    while True:
        left = whole - sum(least[n] for n in narrow)
        share = left / sum(say for n, say in enumerate(says) if n not in narrow)
        asked = [least[n] if n in narrow else say * share for n, say in enumerate(says)]
        pinched = {n for n, width in enumerate(asked) if width < least[n]} - narrow
        if not pinched or len(narrow | pinched) == len(says):
            break
        narrow |= pinched
    widths = [int(width) for width in asked]
    widths[-1] += whole - sum(widths)
    return widths


def _doubled(marks: str, mark: str) -> str:
    """The character style for one mark inside another; the order does not matter."""
    return "".join(name for name in ("Strong", "Emphasis") if name in (mark, *_MARKS[marks]))


_MARKS = {
    "": (),
    "Strong": ("Strong",),
    "Emphasis": ("Emphasis",),
    "StrongEmphasis": ("Strong", "Emphasis"),
}


def _run(text: str, style: str = "", language: str | None = None) -> Any:
    run: Any = OxmlElement("w:r")
    if style:
        run.style = style
    if language:
        run.get_or_add_rPr().append(element("w:lang", {"w:val": language, "w:bidi": language}))
    run.text = text
    return run


def _link(to: dict[str, str], run: Any) -> Any:
    link = element("w:hyperlink", {**to, "w:history": "1"})
    link.append(run)
    return link


def _field(code: str) -> Iterator[Any]:
    """The runs that open a field; its result follows, and then the mark "end"."""
    yield _mark("begin")
    run, instruction = element("w:r", {}), element("w:instrText", {})
    instruction.text = f" {code} "
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(instruction)
    yield run
    yield _mark("separate")


def _mark(kind: str) -> Any:
    run = element("w:r", {})
    run.append(element("w:fldChar", {"w:fldCharType": kind}))
    return run
