"""What a file must carry: every piece of text of its source, in order, with its role."""

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
    Section,
    Steps,
    Table,
    Wording,
    WriteIn,
)

if TYPE_CHECKING:
    from publisher.plan.job import Job


class Role(StrEnum):
    """What a piece of text is to the reader of a file; the value stands in messages."""

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
class Piece:
    """Text that must be found whole. `block` is the id that the source gives its block."""

    block: str
    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """All that a file must carry and all that it may say besides."""

    ordered: tuple[Piece, ...]
    """In this order, each once; the alternative text of a figure anywhere in its block."""
    loose: tuple[tuple[Piece, ...], ...] = ()
    """Groups that stand anywhere, each once, the pieces of a group side by side."""
    repeated: frozenset[str] = frozenset()
    """Texts of pieces that may stand more often than they must."""
    contents: tuple[str, ...] = ()
    """Headings that a list of contents may show, in this order."""
    contents_label: str = ""
    """What stands over the list of contents."""
    furniture: frozenset[str] = frozenset()
    """Labels and the names of the brand, which may stand anywhere."""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Every piece, those without a fixed place last."""
        return self.ordered + tuple(piece for group in self.loose for piece in group)

    @property
    def blocks(self) -> tuple[str, ...]:
        """The id of every block, in order, each once."""
        return tuple(dict.fromkeys(piece.block for piece in self.pieces))


def pieces(job: Job) -> Expected:
    """What a file that is not for a print shop must carry: `printed.py` says it of sheets."""
    asker = Asker(job)
    margin = job.edition.glossary == "margin"
    if job.edition.sections is not None:
        return _extract(job, asker)
    glossary = tuple(asker.entries())
    ordered = [*asker.front(), *asker.sections()]
    if job.condition.glossary and not margin:
        ordered.append(Piece("glossary", Role.HEADING, job.words.glossary))
        ordered += [piece for entry in glossary for piece in entry]
    ordered += asker.references()
    ordered += asker.index()
    ordered.append(Piece("about", Role.HEADING, job.words.about))
    about = tuple((Piece("about", Role.LABEL, line),) for line in asker.about())
    return Expected(
        ordered=tuple(ordered),
        loose=(glossary if margin else ()) + about,
        repeated=frozenset({job.words.review(job.condition.review)}),
        contents=tuple(piece.text for piece in ordered if piece.role is Role.HEADING),
        contents_label=job.words.contents,
        furniture=frozenset(asker.furniture()),
    )


def _extract(job: Job, asker: Asker) -> Expected:
    """What an edition of some sections alone carries: title, review, sections, legal lines."""
    front = [piece for piece in asker.front() if piece.block in ("title", "review")]
    return Expected(
        ordered=(*front, *asker.sections()),
        loose=tuple(
            (Piece("about", Role.LABEL, line),)
            for line in (job.words.edition_line(job.condition), *job.brand.legal)
        ),
        furniture=frozenset(asker.furniture()),
    )


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks one job for its pieces, in the order of the document."""

    job: Job

    def front(self) -> Iterator[Piece]:
        """Title, names, state of review and summary, with the figure that opens the text."""
        condition, words = self.job.condition, self.job.words
        yield Piece("title", Role.TITLE, self._said(condition.title))
        yield Piece("subtitle", Role.TEXT, self._said(condition.subtitle))
        if condition.also_called:
            names = ", ".join(self._said(name) for name in condition.also_called)
            yield Piece("also_called", Role.LABEL, f"{words.also_called}: {names}")
        yield Piece("review", Role.LABEL, words.review(condition.review))
        yield Piece("summary", Role.HEADING, words.at_a_glance)
        for text in condition.summary:
            yield Piece("summary", Role.LABEL, self._said(text))
        if self._opening:
            yield from self._figure(self._opening)

    @property
    def _opening(self) -> Figure | None:
        """The figure that this edition shows beside the summary instead of in its place."""
        return self.job.condition.first_figure if self.job.edition.opening_figure else None

    def sections(self) -> Iterator[Piece]:
        """Every section that the edition takes."""
        taken = self.job.edition.sections
        for section in self.job.condition.sections:
            if taken is None or section.kind in taken:
                yield from self.section(section)

    def section(self, section: Section) -> Iterator[Piece]:
        """A section in the wording of the edition."""
        if self.job.edition.wording is Wording.BRIEF:
            yield from self._short(section, section.brief)
        elif self.job.edition.wording is Wording.SHEET:
            yield from self._short(section, section.sheet or self._picked(section))
        else:
            yield Piece(section.id, Role.HEADING, self._said(section.heading))
            yield from self._blocks(section.blocks)
            for sub in section.subsections:
                yield Piece(sub.id, Role.HEADING, self._said(sub.heading))
                yield from self._blocks(sub.blocks)

    def _short(self, section: Section, wording: Brief | None) -> Iterator[Piece]:
        if wording:
            heading = wording.heading or section.heading
            yield Piece(section.id, Role.HEADING, self._said(heading))
            yield from self._blocks(wording.blocks)

    def _picked(self, section: Section) -> Brief | None:
        """What an edition of some kinds of block takes of the full wording."""
        kinds = self.job.edition.blocks
        every = [*section.blocks, *(block for sub in section.subsections for block in sub.blocks)]
        taken = [block for block in every if kinds is None or block.kind in kinds]
        return Brief(blocks=tuple(taken)) if taken else None

    def entries(self) -> Iterator[tuple[Piece, ...]]:
        """Each entry of the glossary: term and definition."""
        for entry in self.job.condition.glossary:
            yield (
                Piece(f"glossary.{entry.id}", Role.TERM, self._said(entry.term)),
                Piece(f"glossary.{entry.id}", Role.DEFINITION, self._said(entry.definition)),
            )

    def references(self) -> Iterator[Piece]:
        """The references under their heading."""
        yield Piece("references", Role.HEADING, self.job.words.references)
        for reference in self.job.condition.references:
            place = f"references.{reference.id}"
            yield Piece(place, Role.LABEL, self._said(reference.text))
            if reference.url:
                yield Piece(place, Role.LABEL, reference.url)

    def index(self) -> Iterator[Piece]:
        """The index under its heading, where there is one."""
        condition, words = self.job.condition, self.job.words
        if condition.index_entries:
            yield Piece("index", Role.HEADING, words.index)
        for entry in condition.index_entries:
            # On paper a word leads to pages; their numbers say nothing of the source.
            paper = self.job.edition.scheme is not None
            line = entry.label if paper else words.index_line(condition, entry)
            yield Piece(entry.id, Role.LABEL, line)

    def about(self) -> Iterator[str]:
        """The lines that say which edition this is, of what and by whom."""
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
            if "{" not in label and not name.startswith("edit_")  # titles of Word's controls
        )
        for number in range(1, len(condition.references) + 1):
            yield self.job.words.reference_number.format(number=number)
        yield from (brand.name, brand.short_name, brand.clinic.name, brand.clinic.web)
        yield from (edition.title for edition in self.job.siblings)

    def _blocks(self, blocks: tuple[Block, ...]) -> Iterator[Piece]:
        for block in blocks:
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[Piece]:
        match block:
            case Paragraph():
                yield Piece(block.id, Role.TEXT, self._said(block.text))
            case BulletList() | Steps():
                yield Piece(block.id, Role.TEXT, self._said(block.lead_in))
                for item in block.items:
                    yield from self._item(block.id, item)
            case Checklist() | Questions():
                yield Piece(block.id, Role.TEXT, self._said(block.lead_in))
                for line in block.items:
                    yield Piece(block.id, Role.ITEM, self._said(line))
            case WriteIn():
                yield Piece(block.id, Role.TEXT, self._said(block.label))
            case Definitions():
                yield Piece(block.id, Role.TEXT, self._said(block.lead_in))
                for definition in block.items:
                    yield Piece(block.id, Role.TERM, self._said(definition.term))
                    yield Piece(block.id, Role.DEFINITION, self._said(definition.text))
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

    def _item(self, block: str, item: Item) -> Iterator[Piece]:
        yield Piece(block, Role.ITEM, self._said(item.text))
        for nested in item.items:
            yield Piece(block, Role.NESTED, self._said(nested))

    def _callout(self, block: Callout) -> Iterator[Piece]:
        words = self.job.words
        yield Piece(block.id, Role.LABEL, words.urgency(block.urgency))
        if number := self.job.brand.number_for(block.urgency):
            yield Piece(block.id, Role.LABEL, words.call_number.format(number=number))
        yield Piece(block.id, Role.LABEL, self._said(block.heading))
        yield from self._blocks(block.body)

    def _table(self, block: Table) -> Iterator[Piece]:
        if len(block.columns) > self.job.edition.widest_table:
            yield from self._table_rows(block)
            return
        yield Piece(block.id, Role.CAPTION, self._said(block.caption))
        yield Piece(block.id, Role.CAPTION, self._said(block.summary))
        for column in block.columns:
            yield Piece(block.id, Role.HEADER, self._said(column))
        for first, *others in block.rows:
            yield Piece(block.id, Role.HEADER, self._said(first))
            for cell in others:
                yield Piece(block.id, Role.CELL, self._said(cell))

    def _table_rows(self, block: Table) -> Iterator[Piece]:
        """A table as a list: each cell after what heads its column, what heads the row first."""
        yield Piece(block.id, Role.TEXT, self._said(block.caption))
        yield Piece(block.id, Role.TEXT, self._said(block.summary))
        for row in block.rows:
            for place, (column, cell) in enumerate(zip(block.columns, row, strict=True)):
                role = Role.DEFINITION if place else Role.TERM
                yield Piece(block.id, role, f"{self._said(column)}: {self._said(cell)}")

    def _figure(self, block: Figure) -> Iterator[Piece]:
        yield Piece(block.id, Role.ALT, block.alt.plain)
        yield Piece(block.id, Role.CAPTION, self._said(block.title))
        yield Piece(block.id, Role.CAPTION, self._said(block.caption))

    def _contact(self, block: Contact) -> Iterator[Piece]:
        clinic = self.job.brand.clinic
        phones = (part for p in clinic.phones for part in (f"{p.label}:", p.number))
        lines = (clinic.name, *phones, *clinic.address, clinic.email, clinic.web)
        yield Piece(block.id, Role.LABEL, self._said(block.heading))
        if block.text:
            yield Piece(block.id, Role.TEXT, self._said(block.text))
        for line in lines:
            if line:
                yield Piece(block.id, Role.LABEL, line)

    def _said(self, text: Text) -> str:
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
