"""The body of a Word file while it grows: specs → paragraphs, pictures and tables as Open XML.

python-docx keeps the parts together; what it has no classes for (bookmarks, content controls,
alternative text, a numbering that starts again) is written as XML. Nothing is formatted directly:
a paragraph names its style, a run its character style.
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
from publisher.plan.job import Job
from publisher.render.templates import fill
from publisher.render.word import tables
from publisher.render.word.controls import ContentControl, ContentControls, Lock, element
from publisher.render.word.drawings import EMU_PER_MM, WordPicture, extent, pixels, vector
from publisher.render.word.runs import Runs, field_end, field_start, link, run
from publisher.render.word.specs import (
    BodySpec,
    ClinicFact,
    ContentsSpec,
    ListNumbering,
    ParagraphSpec,
    PicturedLinesSpec,
    PictureSpec,
    TableSpec,
)
from publisher.roundtrip.addresses import Address
from publisher.roundtrip.styles import Style
from publisher.roundtrip.word_map import symbol_name
from publisher.units import MM_PER_INCH, PT_PER_MM, TWIPS_PER_INCH

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_CONTENTS = r'TOC \o "1-{levels}" \h \n \z'
# Steps whose words stand beside symbols, where they have none too.
_BESIDE = frozenset({Style.LIST_NUMBER_SYMBOL, Style.LIST_NUMBER_SYMBOL_LAST})
_FIGURE_HEIGHT_MM = 88.0  # at most
SYMBOL = 1.5  # lines high; so says look.xml.j2
LINE_PICTURE_MM, _BESIDE_PICTURE_MM = 30.0, 40.0  # of Easy Read, and the column that it is in
# Lines to write on, with no space below.
_TIGHT = frozenset({Style.ANSWER_LINE, Style.WRITE_IN_LINE})
_SPACED = frozenset(
    {Style.BODY_TEXT, Style.BODY_TEXT_SYMBOL, Style.LEAD_IN}
)  # have a variant with space above


@dataclass(frozen=True, slots=True)
class _Files:
    """A drawing in the package: its pixels and its SVG as relations, and the hash of its pixels."""

    png: str
    svg: str | None
    digest: str


class DocumentBody:
    """The growing body. `document` must have the package around it, as `package.blank` makes."""

    def __init__(self, job: Job, document: WordDocument, controls: ContentControls) -> None:
        self.job = job
        self.document = document
        self.controls = controls
        self.runs = Runs(job, document.part, controls)
        self.shown: list[Address] = []
        """The address of each text that is in the body, in its order."""
        self.pictures: dict[str, str] = {}
        """The hash of the pixels of each figure, by the id of its block; of symbols by name."""
        self._tight = False  # Word has no space below a table; the next paragraph makes it
        # Controls that the next paragraph may still go into.
        self._open: list[tuple[ContentControl, Any]] = []
        self._numberings: dict[str, int] = {}  # of the blocks of steps, by their ids
        self._counting: dict[int, int] = {}  # the latest numbering of each look
        self._bookmarks = count(1)
        self._drawings = count(2)  # the logo in the header is 1
        self._vectors = count(2)
        self._figures = 0
        self._symbols: dict[str, _Files] = {}

    @property
    def width_mm(self) -> float:
        """The width of the text."""
        section = self.document.sections[0]
        margins = (section.left_margin or 0) + (section.right_margin or 0)
        return ((section.page_width or 0) - margins) / EMU_PER_MM

    def add(self, spec: BodySpec) -> None:
        """Appends what the spec describes to the body."""
        match spec:
            case ParagraphSpec():
                if self._tight and spec.style in _SPACED:
                    spec = replace(spec, style=spec.style.spaced)
                self._tight = spec.style in _TIGHT
                self._put(self._paragraph(spec), spec.within)
            case PictureSpec():
                self._picture(spec)
            case TableSpec():
                self._table(spec)
            case PicturedLinesSpec():
                self._pictured_lines(spec)
            case ContentsSpec():
                self._contents(spec)
            case _:
                assert_never(spec)

    # Content controls

    def _put(self, child: Any, within: tuple[ContentControl, ...]) -> None:
        """Appends the element to the body, inside the controls that it belongs into."""
        while self._open and tuple(one for one, _ in self._open) != within[: len(self._open)]:
            self._open.pop()
        for control in within[len(self._open) :]:
            wrapper = self.controls.wrap(control, ())
            self._append(wrapper)
            self._open.append((control, wrapper.find(qn("w:sdtContent"))))
        self._append(child)

    def _append(self, child: Any) -> None:
        if self._open:
            self._open[-1][1].append(child)
        else:
            # The body ends in the properties of its last section.
            self.document.element.body.sectPr.addprevious(child)

    def _controlled(self, control: ContentControl, runs: Iterable[Any]) -> list[Any]:
        """The runs in their control, and that in the hidden bookmark of its text.

        A control lies within its paragraph, not around it: LibreOffice 7.4 shows the code of each
        link in a control around one paragraph. The bookmark lies outside, where it stays when
        somebody replaces all words of the control.
        """
        wrapper = self.controls.wrap(control, runs)
        if control.lock is Lock.ALL:
            return [wrapper]
        self.shown.append(control.address)
        return self._bookmarked(control.address.bookmark(), [wrapper])

    def _bookmarked(self, name: str, content: list[Any]) -> list[Any]:
        identity = str(next(self._bookmarks))
        return [
            element("w:bookmarkStart", {"w:id": identity, "w:name": name}),
            *content,
            element("w:bookmarkEnd", {"w:id": identity}),
        ]

    # Paragraphs

    def _paragraph(self, spec: ParagraphSpec, content: Iterable[Any] = ()) -> Any:
        """The paragraph with its control and bookmark; `content`, if given, replaces its text."""
        paragraph: Any = OxmlElement("w:p")
        paragraph.style = spec.style.value
        layout = paragraph.get_or_add_pPr()
        if spec.keep:
            layout.keepNext_val = True
        if spec.numbering is not None:
            number = layout.get_or_add_numPr()
            number.get_or_add_ilvl().val = spec.numbering.level
            number.get_or_add_numId().val = self._numbering(spec.numbering)
        if spec.columns:
            layout.append(self._section(spec.columns))
        runs = list(content or self._runs(spec))
        if spec.control:
            runs = self._controlled(spec.control, runs)
        if spec.symbol:
            runs = [self._symbol(spec.symbol), run("\t"), *runs]
        elif spec.style in _BESIDE:
            runs = [run("\t"), *runs]
        if spec.bookmark:
            runs = self._bookmarked(spec.bookmark, runs)
        paragraph.extend(runs)
        return paragraph

    def _runs(self, spec: ParagraphSpec) -> Iterator[Any]:
        """The runs of a paragraph, its parts in their controls."""
        yield from self.runs.of(spec.text.nodes, spec.letters)
        for part in spec.parts:
            if isinstance(part, ClinicFact):
                fact = run(self.controls.facts[part.address], spec.letters)
                yield self.controls.bound(part.address, fact)
            elif part.control:
                runs = self.runs.of(part.text.nodes, spec.letters)
                yield from self._controlled(part.control, runs)
            else:
                yield from self.runs.of(part.text.nodes, spec.letters)

    def _numbering(self, wanted: ListNumbering) -> int:
        """The id of the numbering of a block of steps, made when the block begins."""
        if wanted.block not in self._numberings:
            going_on = self._numberings.get(wanted.continues or "")
            if going_on is not None and going_on == self._counting.get(wanted.base):
                self._numberings[wanted.block] = going_on
                return going_on
            definitions = self.document.part.numbering_part.element
            base = next(num for num in definitions.num_lst if num.numId == wanted.base)
            again = definitions.add_num(base.abstractNumId.val)
            again.add_lvlOverride(ilvl=0).add_startOverride(wanted.first)
            self._numberings[wanted.block] = self._counting[wanted.base] = int(again.numId)
        return self._numberings[wanted.block]

    def _section(self, columns: int) -> Any:
        """The properties of the section that ends here; the next one continues on the same page.

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

    # Contents, pictures, tables

    def _contents(self, spec: ContentsSpec) -> None:
        """A list of the headings as Word makes it, lines and all, so that Word need not make it.

        It has no page numbers: those of one program would be wrong in another. Without them the
        list must be short to be of use: sections alone, those of a collection below their part.
        The switches of the field: headings of these levels, as links, without numbers, not in the
        look of a web page.
        """
        code = _CONTENTS.format(levels=max(line.level for line in spec.lines))
        paragraphs = [self._paragraph(spec.heading)]
        for place, line in enumerate(spec.lines):
            runs = [link({"w:anchor": line.bookmark}, run(line.words))]
            if place == 0:
                runs = [*field_start(code), *runs]
            if place == len(spec.lines) - 1:
                runs.append(field_end())
            paragraph = ParagraphSpec(style=Style.contents_line(line.level))
            paragraphs.append(self._paragraph(paragraph, runs))
        self._put(self.controls.gallery("Table of Contents", paragraphs), ())

    def _picture(self, spec: PictureSpec) -> None:
        """A drawing as a paragraph, as wide as the text unless that makes it too high."""
        drawing = spec.drawing
        width_mm = min(self.width_mm, _FIGURE_HEIGHT_MM * drawing.width / drawing.height)
        files = self._files(drawing, width_mm)
        self.pictures[spec.block] = files.digest
        self._figures += 1
        content = element("w:r", {})
        names = f"Figure {self._figures}", spec.alt, spec.title
        content.append(self._drawn(files, extent(drawing, width_mm), *names))
        self._put(self._paragraph(spec.paragraph, [content]), spec.paragraph.within)

    def _symbol(self, symbol: Drawing) -> Any:
        """The run of a symbol; one of Easy Read is large."""
        side_mm = LINE_PICTURE_MM
        if not self.job.edition.is_plain:
            side_mm = self.job.brand.scale(self.job.edition.body_pt).leading * SYMBOL / PT_PER_MM
        if symbol.name not in self._symbols:
            self._symbols[symbol.name] = self._files(symbol, side_mm)
        files, name = self._symbols[symbol.name], symbol_name(symbol.name.removesuffix(".svg"))
        self.pictures[name] = files.digest
        made = element("w:r", {})
        made.append(self._drawn(files, extent(symbol, side_mm), name))
        return made

    def _files(self, drawing: Drawing, width_mm: float) -> _Files:
        """The parts that show a drawing."""
        brand, part = self.job.brand, self.document.part
        painted = pixels(drawing, brand, width_mm)
        image = part.package.get_or_add_image_part(io.BytesIO(painted))
        svg = None
        if data := vector(drawing, brand):
            name = PackURI(f"/word/media/drawing{next(self._vectors)}.svg")
            svg = part.relate_to(Part(name, "image/svg+xml", data, part.package), RELATION.IMAGE)
        png = part.relate_to(image, RELATION.IMAGE)
        return _Files(png, svg, sha256(painted).hexdigest())

    def _drawn(
        self, files: _Files, size: tuple[int, int], name: str, alt: str = "", title: str = ""
    ) -> Any:
        """A picture of `size` in EMU; without `alt` it is decoration."""
        picture = WordPicture(
            number=next(self._drawings),
            name=name,
            alt=alt,
            title=title,
            width=size[0],
            height=size[1],
            png=files.png,
            svg=files.svg,
        )
        return parse_xml(fill(self.job, "drawing.xml.j2", picture=picture))

    def _table(self, spec: TableSpec) -> None:
        """A table whose first row and first column head the others."""
        self._tight = True
        table = self.document.add_table(len(spec.rows), len(spec.rows[0]))._tbl
        self._put(table, spec.within)
        texts = tuple(tuple(span.text for span in row) for row in spec.rows)
        whole = round(self.width_mm * TWIPS_PER_INCH / MM_PER_INCH)
        widths = tables.column_widths(texts, whole, self.job.edition.body_pt)
        tables.lay_out(table, widths, spec.caption, spec.summary)
        for place, (row, spans) in enumerate(zip(table.tr_lst, spec.rows, strict=True)):
            for cell, span in zip(row.tc_lst, spans, strict=True):
                paragraph = ParagraphSpec(
                    style=Style.TABLE_TEXT if place else Style.TABLE_HEADING,
                    text=span.text,
                    control=span.control,
                    keep=tables.stays_with_next(place, len(spec.rows)),
                )
                cell.replace(cell.p_lst[0], self._paragraph(paragraph))

    def _pictured_lines(self, spec: PicturedLinesSpec) -> None:
        """A row for each line, which no page break parts, with its picture in the first column."""
        table = self.document.add_table(len(spec.lines), 2)._tbl
        self._put(table, ())
        whole = round(self.width_mm * TWIPS_PER_INCH / MM_PER_INCH)
        first = round(_BESIDE_PICTURE_MM * TWIPS_PER_INCH / MM_PER_INCH)
        tables.lay_out_pictures(table, [first, whole - first])
        for row, line in zip(table.tr_lst, spec.lines, strict=True):
            picture, words = row.tc_lst
            shown = [self._symbol(line.symbol)] if line.symbol else []
            beside = ParagraphSpec(style=line.style)
            picture.replace(picture.p_lst[0], self._paragraph(beside, shown))
            words.replace(words.p_lst[0], self._paragraph(replace(line, symbol=None)))
