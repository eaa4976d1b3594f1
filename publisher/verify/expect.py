"""The texts that a file must contain: every piece of its source, in order, with its role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from publisher.content.inline import Citation, Emphasis, Inline, Strong, Text, cite
from publisher.content.model import (
    Block,
    Brief,
    BulletList,
    Callout,
    Checklist,
    Contact,
    Definitions,
    Figure,
    Item,
    Paragraph,
    Questions,
    Recording,
    Section,
    Steps,
    Table,
    Wording,
    WriteIn,
)
from publisher.content.translated import TranslatedCondition
from publisher.edition.model import Format

if TYPE_CHECKING:
    from publisher.plan.job import Job


class TextRole(StrEnum):
    """What a piece of text is to the reader of a file; the value is used in messages."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item of a list"
    NESTED = "item of a nested list"
    TERM = "term"
    DEFINITION = "definition"
    HEADER = "header cell"
    CELL = "table cell"
    CAPTION = "caption"
    ALT = "alternative text"
    LABEL = "label"  # one line of a box; each format has its own place for it


@dataclass(frozen=True, slots=True)
class ExpectedText:
    """Text that must be found whole. `block` is the id that the source gives its block."""

    block: str
    role: TextRole
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """All texts that a file must contain, and those that it may contain besides."""

    ordered: tuple[ExpectedText, ...]
    """Texts that come in this order, each once; the alternative text of a figure may be anywhere
    in its block."""
    loose: tuple[tuple[ExpectedText, ...], ...] = ()
    """Groups that may come anywhere, each once, with the pieces of a group side by side."""
    repeated: frozenset[str] = frozenset()
    """Texts of pieces that may come more than once."""
    contents: tuple[str, ...] = ()
    """Headings that a list of contents may show, in this order."""
    contents_label: str = ""
    """The heading of the list of contents."""
    furniture: frozenset[str] = frozenset()
    """Labels and the names of the brand, which may come anywhere, any number of times."""

    @property
    def pieces(self) -> tuple[ExpectedText, ...]:
        """Every piece, those without a fixed place last."""
        return self.ordered + tuple(piece for group in self.loose for piece in group)

    @property
    def blocks(self) -> tuple[str, ...]:
        """The id of every block, in order, each once."""
        return tuple(dict.fromkeys(piece.block for piece in self.pieces))


def pieces(job: Job) -> Expected:
    """The texts that a file must contain; for sheets for a print shop see `printed.py`."""
    asker = Expectation(job)
    margin = job.edition.glossary == "margin"
    if job.edition.is_extract:
        return _extract(job, asker)
    glossary = tuple(asker.entries())
    ordered = [*asker.front(), *asker.sections()]
    if job.condition.glossary and not margin:
        ordered.append(ExpectedText("glossary", TextRole.HEADING, job.words.glossary))
        ordered += [piece for entry in glossary for piece in entry]
    ordered += asker.references()
    ordered += asker.index()
    ordered.append(ExpectedText("about", TextRole.HEADING, job.words.about))
    about = tuple((ExpectedText("about", TextRole.LABEL, line),) for line in asker.about())
    return Expected(
        ordered=tuple(ordered),
        loose=(glossary if margin else ()) + about,
        repeated=frozenset({job.words.review(job.condition.review)}),
        contents=tuple(piece.text for piece in ordered if piece.role is TextRole.HEADING),
        contents_label=job.words.contents,
        furniture=frozenset(asker.furniture()),
    )


def guide_path(job: Job) -> str:
    """The path of the guide's page below the clinic's address; a translation has one of its own."""
    condition = job.condition
    own = [condition.language] if isinstance(condition, TranslatedCondition) else []
    return "/".join((*own, condition.condition))


def _extract(job: Job, asker: Expectation) -> Expected:
    """The texts of an edition with less than a whole guide: title, review, sections, legal lines.

    A short handout and Easy Read say whom to call too, the former also its subtitle and where the
    whole guide is.
    """
    kept = {"title", "review"}
    loose = [(line,) for line in (job.words.edition_line(job.condition), *job.brand.legal)]
    phones: list[tuple[str, ...]] = []
    furniture = set(asker.furniture())
    clinic, edition = job.brand.clinic, job.edition
    if edition.is_short or edition.is_plain:
        kept |= {"urgent"}
        phones = [(phone.label, phone.number) for phone in clinic.phones]
    if edition.is_short:
        kept |= {"subtitle"}
        if clinic.web:
            address = f"{clinic.web}/{guide_path(job)}"
            loose.append((address,))
            furniture.add(f"https://{address}")  # its code, which is read back as a picture
    front = [piece for piece in asker.front() if piece.block in kept]
    return Expected(
        ordered=(*front, *asker.sections()),
        loose=tuple(
            tuple(ExpectedText("about", TextRole.LABEL, line) for line in group)
            for group in (*loose, *phones)
        ),
        repeated=frozenset({job.words.review(job.condition.review)} if edition.is_plain else ()),
        furniture=frozenset(furniture),
    )


@dataclass(frozen=True, slots=True)
class Expectation:
    """The texts of one job, in the order of the document."""

    job: Job

    def front(self) -> Iterator[ExpectedText]:
        """Title, names, state of review and summary, with the figure beside it."""
        condition, words = self.job.condition, self.job.words
        yield ExpectedText("title", TextRole.TITLE, self._printed(condition.title))
        yield ExpectedText("subtitle", TextRole.TEXT, self._printed(condition.subtitle))
        if condition.also_called:
            names = words.comma.join(self._printed(name) for name in condition.also_called)
            line = f"{words.also_called}{words.colon}{names}"
            yield ExpectedText("also_called", TextRole.LABEL, line)
        yield ExpectedText("review", TextRole.LABEL, words.review(condition.review))
        for urgency in condition.urgencies:
            if number := self.job.brand.number_for(urgency):
                line = words.urgent_line(urgency).format(number=number)
                yield ExpectedText("urgent", TextRole.LABEL, line)
        yield ExpectedText("summary", TextRole.HEADING, words.at_a_glance)
        for text in condition.summary:
            yield ExpectedText("summary", TextRole.LABEL, self._printed(text))
        if self._opening:
            yield from self._figure(self._opening)

    @property
    def _opening(self) -> Figure | None:
        """The figure that this edition shows beside the summary instead of in its place."""
        return self.job.condition.first_figure if self.job.edition.opening_figure else None

    def sections(self) -> Iterator[ExpectedText]:
        """Every section that the edition has."""
        for section in self.job.edition.sections_of(self.job.condition):
            if self.job.edition.has(section):
                yield from self.section(section)

    def section(self, section: Section) -> Iterator[ExpectedText]:
        """A section in the wording of the edition."""
        if self.job.edition.wording is Wording.BRIEF:
            yield from self._short(section, section.brief)
        elif self.job.edition.wording is Wording.SHEET:
            yield from self._short(section, section.sheet or self._picked(section))
        else:
            yield ExpectedText(section.id, TextRole.HEADING, self._printed(section.heading))
            yield from self._blocks(section.blocks)
            for sub in section.subsections:
                yield ExpectedText(sub.id, TextRole.HEADING, self._printed(sub.heading))
                yield from self._blocks(sub.blocks)

    def _short(self, section: Section, wording: Brief | None) -> Iterator[ExpectedText]:
        if wording:
            heading = wording.heading or section.heading
            yield ExpectedText(section.id, TextRole.HEADING, self._printed(heading))
            yield from self._blocks(wording.blocks)

    def _picked(self, section: Section) -> Brief | None:
        """The blocks of the full wording that an edition with only some kinds of block has."""
        kinds = self.job.edition.blocks
        every = [*section.blocks, *(block for sub in section.subsections for block in sub.blocks)]
        chosen = [block for block in every if kinds is None or block.kind in kinds]
        return Brief(blocks=tuple(chosen)) if chosen else None

    def entries(self) -> Iterator[tuple[ExpectedText, ...]]:
        """Each entry of the glossary: term and definition."""
        for entry in self.job.condition.glossary:
            yield (
                ExpectedText(f"glossary.{entry.id}", TextRole.TERM, self._printed(entry.term)),
                ExpectedText(
                    f"glossary.{entry.id}", TextRole.DEFINITION, self._printed(entry.definition)
                ),
            )

    def references(self) -> Iterator[ExpectedText]:
        """The references under their heading."""
        yield ExpectedText("references", TextRole.HEADING, self.job.words.references)
        for reference in self.job.condition.references:
            place = f"references.{reference.id}"
            yield ExpectedText(place, TextRole.LABEL, self._printed(reference.text))
            if reference.url:
                yield ExpectedText(place, TextRole.LABEL, reference.url)

    def index(self) -> Iterator[ExpectedText]:
        """The index under its heading, where there is one."""
        condition, words = self.job.condition, self.job.words
        if condition.index_entries:
            yield ExpectedText("index", TextRole.HEADING, words.index)
        for entry in condition.index_entries:
            # On paper an index entry has page numbers, which are not in the source.
            paper = self.job.edition.scheme is not None
            line = entry.label if paper else words.index_line(condition, entry)
            yield ExpectedText(entry.id, TextRole.LABEL, line)

    def about(self) -> Iterator[str]:
        """The lines about the text: its version and date, codes, publisher, legal lines."""
        condition, words = self.job.condition, self.job.words
        yield words.edition_line(condition)
        if condition.codes:
            yield words.code_line(condition.codes)
        yield words.publisher.format(name=self.job.brand.name)
        yield from self.job.brand.legal

    def furniture(self) -> Iterator[str]:
        """What layouts may add anywhere: labels, numbers, names of the clinic, sibling editions."""
        brand, condition = self.job.brand, self.job.condition
        yield from (
            label
            for name, label in self.job.words.labels.items()
            if "{" not in label
            and not name.startswith("edit_")  # titles of Word's controls
            and any(map(str.isalnum, label))  # a mark alone would allow one anywhere
        )
        for number in range(1, len(condition.references) + 1):
            yield self.job.words.reference_number.format(number=number)
        yield from (brand.name, brand.short_name, brand.clinic.name, brand.clinic.web or "")
        yield from (edition.title for edition in self.job.siblings)

    def _blocks(self, blocks: tuple[Block, ...]) -> Iterator[ExpectedText]:
        for block in blocks:
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[ExpectedText]:
        match block:
            case Paragraph():
                yield ExpectedText(block.id, self._paragraph, self._printed(block.text))
            case BulletList() | Steps():
                yield ExpectedText(block.id, TextRole.TEXT, self._printed(block.lead_in))
                for item in block.items:
                    yield from self._item(block.id, item)
            case Checklist() | Questions():
                yield ExpectedText(block.id, TextRole.TEXT, self._printed(block.lead_in))
                for line in block.items:
                    yield ExpectedText(block.id, TextRole.ITEM, self._printed(line))
            case WriteIn():
                yield ExpectedText(block.id, TextRole.TEXT, self._printed(block.label))
            case Definitions():
                yield ExpectedText(block.id, TextRole.TEXT, self._printed(block.lead_in))
                for definition in block.items:
                    yield ExpectedText(block.id, TextRole.TERM, self._printed(definition.term))
                    yield ExpectedText(
                        block.id, TextRole.DEFINITION, self._printed(definition.text)
                    )
            case Callout():
                yield from self._callout(block)
            case Table():
                yield from self._table(block)
            case Figure():
                yield from () if block == self._opening else self._figure(block)
            case Contact():
                yield from self._contact(block)
            case _:
                assert_never(block)

    @property
    def _paragraph(self) -> TextRole:
        """What a paragraph is: in Easy Read, Word has a table of pictures and lines."""
        edition = self.job.edition
        in_table = edition.is_plain and edition.format is Format.WORD
        return TextRole.CELL if in_table else TextRole.TEXT

    def _item(self, block: str, item: Item) -> Iterator[ExpectedText]:
        yield ExpectedText(block, TextRole.ITEM, self._printed(item.text))
        for nested in item.items:
            yield ExpectedText(block, TextRole.NESTED, self._printed(nested))

    def _callout(self, block: Callout) -> Iterator[ExpectedText]:
        words = self.job.words
        yield ExpectedText(block.id, TextRole.LABEL, words.urgency(block.urgency))
        if number := self.job.brand.number_for(block.urgency):
            yield ExpectedText(block.id, TextRole.LABEL, words.call_number.format(number=number))
        yield ExpectedText(block.id, TextRole.LABEL, self._printed(block.heading))
        yield from self._blocks(block.body)

    def _table(self, block: Table) -> Iterator[ExpectedText]:
        if self.job.edition.sets_as_rows(block):
            yield from self._table_rows(block)
            return
        yield ExpectedText(block.id, TextRole.CAPTION, self._printed(block.caption))
        yield ExpectedText(block.id, TextRole.CAPTION, self._printed(block.summary))
        for column in block.columns:
            yield ExpectedText(block.id, TextRole.HEADER, self._printed(column))
        for first, *others in block.rows:
            yield ExpectedText(block.id, TextRole.HEADER, self._printed(first))
            for cell in others:
                yield ExpectedText(block.id, TextRole.CELL, self._printed(cell))

    def _table_rows(self, block: Table) -> Iterator[ExpectedText]:
        """A table as a list: each cell after the heading of its column, row by row."""
        yield ExpectedText(block.id, TextRole.TEXT, self._printed(block.caption))
        yield ExpectedText(block.id, TextRole.TEXT, self._printed(block.summary))
        colon = self.job.words.colon
        for row in block.rows:
            for place, (column, cell) in enumerate(zip(block.columns, row, strict=True)):
                role = TextRole.DEFINITION if place else TextRole.TERM
                said = f"{self._printed(column)}{colon}{self._printed(cell)}"
                yield ExpectedText(block.id, role, said)

    def _figure(self, block: Figure) -> Iterator[ExpectedText]:
        yield ExpectedText(block.id, TextRole.ALT, block.alt.plain)
        for text in (block.title, block.caption, *block.credits):
            yield ExpectedText(block.id, TextRole.CAPTION, self._printed(text))
        if isinstance(block, Recording):
            yield from self._recording(block)

    def _recording(self, block: Recording) -> Iterator[ExpectedText]:
        """What a recording has besides a figure: what it is, where it is, and its words."""
        told = self.job.words.recording(block.kind, block.length)
        if self.job.edition.format is Format.PDF:
            yield ExpectedText(block.id, TextRole.ALT, block.url)  # of the code that leads there
        yield ExpectedText(block.id, TextRole.TEXT, told)
        yield ExpectedText(block.id, TextRole.TEXT, block.address)
        if block.transcript:
            yield ExpectedText(block.id, TextRole.LABEL, self.job.words.transcript)
        for text in block.transcript:
            yield ExpectedText(block.id, TextRole.TEXT, self._printed(text))

    def _contact(self, block: Contact) -> Iterator[ExpectedText]:
        clinic = self.job.brand.clinic
        colon = self.job.words.colon.strip()
        phones = (part for p in clinic.phones for part in (f"{p.label}{colon}", p.number))
        lines = (clinic.name, *phones, *clinic.address, clinic.email, clinic.web)
        yield ExpectedText(block.id, TextRole.LABEL, self._printed(block.heading))
        if block.text:
            yield ExpectedText(block.id, TextRole.TEXT, self._printed(block.text))
        for line in lines:
            if line:
                yield ExpectedText(block.id, TextRole.LABEL, line)

    def _printed(self, text: Text) -> str:
        brackets = self.job.edition.citations == "brackets"
        return "".join(self._words(text.nodes, "[{}]" if brackets else "{}"))

    def _words(self, nodes: tuple[Inline, ...], citation: str) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, Citation):
                yield citation.format(cite(node.references, self.job.condition.numbers))
            elif isinstance(node, Strong | Emphasis):
                yield from self._words(node.children, citation)
            else:
                yield node.text
