"""An edition: a named product, whose look is defined in `layouts/<edition>/`.

`edition.toml` contains its data; templates and styles are beside it. A new edition is a new folder.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Literal

from publisher.content.bidi import is_right_to_left
from publisher.content.languages import fitting
from publisher.content.model import BlockKind, Condition, Section, SectionKind, Table, Wording
from publisher.content.translated import TranslatedCondition
from publisher.edition.layouts import NamedFile, places
from publisher.edition.panels import Filling
from publisher.edition.scheme import Carried, Scheme


class Format(StrEnum):
    """The format of a file; the value is the word in `edition.toml`."""

    PDF = "pdf"
    PRINT = "print"
    WORD = "docx"
    EPUB = "epub"
    WEB = "html"

    @property
    def suffix(self) -> str:
        """The ending of the file's name."""
        return ".pdf" if self is Format.PRINT else f".{self.value}"


class Standard(StrEnum):
    """A standard that a PDF conforms to; the value is the word in `edition.toml`."""

    UA_1 = "ua-1"
    UA_2 = "ua-2"
    A_2A = "a-2a"
    A_2U = "a-2u"


OFFICE = frozenset((Standard.UA_1, Standard.A_2A))
"""The standards of a PDF for the office printer, unless its edition names others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """`title` names the product to readers; `body_pt` is the size of its text."""

    name: str
    title: str
    format: Format
    wording: Wording
    body_pt: float
    glossary: Literal["end", "margin"]
    opening_figure: bool
    """Whether the first figure is beside the summary instead of in its section."""
    offered: bool
    """Whether web pages offer it to readers."""
    collections: bool
    """Whether books of several conditions come in this edition too."""
    template_folders: tuple[str, ...]
    """The folders of its templates: its own, then those of the editions that it is based on."""
    standards: frozenset[Standard]
    """The standards that its files conform to and declare; empty unless it is a tagged PDF."""
    carries: frozenset[Carried]
    """What a printed edition contains besides title, sections and legal lines."""
    sections: frozenset[SectionKind] | None
    """The kinds of section that it contains; None for all."""
    blocks: frozenset[BlockKind] | None
    """The kinds of block that it contains of a section without a `sheet`; None for all."""
    most_pages: int | None
    """The greatest number of pages; a longer text is an error."""
    largest_pt: float | None
    """The largest type that copyfitting may choose; `body_pt` is the least. None for no choice."""
    sides: tuple[tuple[tuple[SectionKind, ...], ...], ...] | None
    """The kinds of section in each row of each side of a sheet.

    None where sections are in the order of the source, on as many pages as they need.
    """
    fillable: bool
    """Whether boxes to tick and lines to write on are fields of a form too."""
    citations: Literal["raised", "brackets"]
    """The form of citations in the text: small and raised, or in brackets as [1]."""
    own_pages: frozenset[SectionKind]
    """The kinds of section that begin on a page of their own, and so does each of their boxes."""
    widest_table: int
    """A table with more columns than this is set as a list of its rows."""
    scheme: Scheme | None
    """The sheets and panels of print; None where the edition is not for a print shop."""
    panels: Filling | None
    """The sections of each panel; None where there are no panels."""
    layouts: Path
    """The project's folder of layouts; what is not there is found in ours."""
    files: tuple[NamedFile, ...] = field(repr=False)
    """Every file that the look of this edition depends on, in a stable order."""
    titles: tuple[tuple[str, str], ...] = ()
    """Its title in other languages."""
    bilingual: bool = False
    """Whether it has two languages side by side: that of a guide and that of a translation."""

    def in_language(self, language: str) -> Edition:
        """The edition with its title in a language, and its sheets as that is written.

        It has its own title where it has none in the language.
        """
        known = dict(self.titles)
        title = known.get(fitting(language, known) or "", self.title)
        scheme = self.scheme
        if scheme is not None and is_right_to_left(language):
            scheme = scheme.mirrored()
        return replace(self, title=title, scheme=scheme)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where its templates are looked for; of a folder, the project's is before ours."""
        names = self.template_folders
        return tuple(place / name for name in names for place in places(self.layouts))

    @property
    def origin(self) -> str:
        """The edition that it is based on in the end; itself where it is based on none."""
        return self.template_folders[-1]

    @property
    def is_extract(self) -> bool:
        """Whether it leaves out summary, glossary and references, which a complete guide has."""
        return self.sections is not None or self.is_short or self.is_plain

    @property
    def is_short(self) -> bool:
        """Whether it is a handout of the short wording: on the sides of a sheet, or bilingual."""
        return self.sides is not None or (self.bilingual and self.wording is Wording.BRIEF)

    @property
    def is_plain(self) -> bool:
        """Whether it is Easy Read."""
        return self.wording is Wording.PLAIN

    def takes(self, condition: Condition) -> bool:
        """Whether it is made of a condition: of one that has the wording that it needs.

        A sheet needs short wordings, Easy Read plain ones, two languages a translation.
        """
        if self.bilingual and not isinstance(condition, TranslatedCondition):
            return False
        if self.is_plain:
            return bool(condition.plain)
        return not self.is_short or any(section.brief for section in condition.sections)

    def sections_of(self, condition: Condition) -> tuple[Section, ...]:
        """The sections that it is made of, as they are read in it; it may not have all kinds."""
        return condition.plain_sections if self.is_plain else self.in_order(condition.sections)

    def has(self, section: Section) -> bool:
        """Whether it takes a section of this kind."""
        return self.has_kind(section.kind)

    def has_kind(self, kind: SectionKind) -> bool:
        """Whether it takes sections of a kind."""
        left_out = self.panels.leaves_out if self.panels else ()
        is_taken = self.sections is None or kind in self.sections
        return is_taken and kind not in left_out

    def may_show(self, kind: SectionKind | None, wording: Wording | None) -> bool:
        """Whether it may show a text of a kind of section and a wording; None where it is in all.

        It says so rather once too often. A question sheet shows the full wording of a section that
        has no `sheet`.
        """
        if kind is not None and not self.has_kind(kind):
            return False
        if wording is None or wording is self.wording:
            return True
        return self.wording is Wording.SHEET and wording is Wording.FULL

    def sets_as_rows(self, table: Table) -> bool:
        """Whether a table is set as a list of its rows, where a grid would not fit its pages."""
        columns = len(table.columns)
        longest = max(len(cell.plain) for row in table.rows for cell in row)
        is_paper = self.format in (Format.PDF, Format.PRINT)
        is_tall = is_paper and longest * columns > TALLEST_ROW
        is_wide = is_paper and columns > _USUAL and _letters_across(table) > _WIDEST_ROW
        return columns > self.widest_table or is_tall or is_wide

    def stacks(self, one: Table, other: Table) -> bool:
        """Whether a table in two languages is two, one under the other: half a page is narrow."""
        is_wide = len(one.columns) > MOST_BESIDE
        return is_wide or self.sets_as_rows(one) or self.sets_as_rows(other)

    def in_order(self, sections: tuple[Section, ...]) -> tuple[Section, ...]:
        """The sections as they are read in it."""
        if self.sides is None:
            return sections
        kinds = [kind for side in self.sides for row in side for kind in row]
        return tuple(sorted(sections, key=lambda section: kinds.index(section.kind)))

    @property
    def is_booklet(self) -> bool:
        """Whether it is a booklet page by page; imposed spreads are only for printing."""
        print_ = self.scheme.print if self.scheme else None
        return print_ is not None and print_.kind == "booklet" and not print_.spreads

    @property
    def file(self) -> str:
        """The name of the finished file: "handout.pdf"."""
        return self.name + self.format.suffix


MOST_BESIDE = 2
"""The columns of a table that has room beside that of the other language."""
_USUAL = 5
"""Columns that a page has room for whatever their words are."""
_WIDEST_ROW = 60
"""Letters of the longest words of all columns that stand side by side on a page."""


def _letters_across(table: Table) -> int:
    """The letters of the longest word of each column, together."""
    columns = zip(table.columns, *table.rows, strict=True)
    return sum(max(len(w) for cell in column for w in cell.plain.split()) for column in columns)


TALLEST_ROW = 1500
"""Letters of a cell, times the columns, of the tallest row of a grid: about a page of a booklet.

A row that goes on over pages has its head on none of them but the first.
"""
