"""An edition: a named product, with everything it looks like in `layouts/<edition>/`.

`edition.toml` holds its data; templates and styles lie beside it. A new edition is a new folder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from publisher.copyfit import Filling
from publisher.errors import BadInput, Problem
from publisher.model import SectionKind, Wording
from publisher.placed import read_toml, relative
from publisher.press import scheme
from publisher.press.scheme import Carried, Print, Scheme, Sheets
from publisher.shape import shape_problems

Kind = Literal[
    "paragraph",
    "list",
    "steps",
    "checklist",
    "questions",
    "write_in",
    "definitions",
    "callout",
    "table",
    "figure",
    "contact",
]
"""What a source calls a block."""


class Format(StrEnum):
    """The kind of file; the value is what `edition.toml` says."""

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
    """What a PDF says that it keeps; the value is what `edition.toml` says."""

    UA_1 = "ua-1"
    UA_2 = "ua-2"
    A_2A = "a-2a"
    A_2U = "a-2u"


class _Shape(BaseModel):
    """What edition.toml may hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str = Field(min_length=1)
    format: Format
    wording: Wording = Wording.FULL
    body_pt: float = Field(default=12, ge=8, le=36, strict=True, allow_inf_nan=False)
    glossary: Literal["end", "margin"] = "end"
    opening_figure: bool = Field(default=False, strict=True)
    collections: bool = Field(default=False, strict=True)
    offered: bool = Field(default=True, strict=True)
    layout: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9-]*$")
    standards: tuple[Standard, ...] | None = None
    carries: frozenset[Carried] = frozenset()
    sections: tuple[SectionKind, ...] | None = None
    blocks: tuple[Kind, ...] | None = None
    most_pages: int | None = Field(default=None, ge=1, le=99, strict=True)
    fillable: bool = Field(default=False, strict=True)
    citations: Literal["raised", "brackets"] = "raised"
    widest_table: int = Field(default=5, ge=1, le=5, strict=True)
    print: Print | None = None
    sheet: Sheets | None = None
    panels: Filling | None = None

    @model_validator(mode="after")
    def _fits_the_press(self) -> Self:
        if said := scheme.wrong(self.print, self.sheet, printed=self.format is Format.PRINT):
            raise ValueError(said)
        if self.panels and (said := self.panels.wrong(self.print.reading if self.print else ())):
            raise ValueError(said)
        return self

    @field_validator("sections", "blocks")
    @classmethod
    def _names_some(cls, kinds: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if kinds == ():
            raise ValueError("is empty; name one kind or more, or remove the key")
        return kinds

    @model_validator(mode="after")
    def _takes_something(self) -> Self:
        if (self.sections is None) is (self.wording is Wording.SHEET):
            raise ValueError('`sections` goes with wording = "sheet"; write both or none')
        if self.wording is Wording.SHEET and self.format is not Format.PDF:
            raise ValueError('a sheet is for format pdf; write wording = "full" or "brief"')
        return self

    @field_validator("standards")
    @classmethod
    def _standards_fit(
        cls, standards: tuple[Standard, ...], so_far: ValidationInfo
    ) -> tuple[Standard, ...]:
        if said := _wrong(standards, so_far.data.get("format", Format.PDF)):
            raise ValueError(said)
        return standards


def _wrong(standards: tuple[Standard, ...], kind: Format) -> str:
    """Why a file cannot keep `standards`, and what it can; empty where it can."""
    named = set(standards)
    if kind is not Format.PDF:
        return f"is for format pdf, not {kind.value}; remove it"
    if len({Standard.UA_1, Standard.UA_2} & named) != 1:
        return "must name one of ua-1 and ua-2; name ua-1, or ua-2 alone"
    if Standard.UA_2 in named and len(named) > 1:
        return "names ua-2, which is PDF 2.0, beside what is PDF 1.7; name ua-2 alone"
    if {Standard.A_2A, Standard.A_2U} <= named:
        return "names a-2a and a-2u, which is a part of it; name one of them"
    return ""


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
    """Whether the first figure stands beside the summary instead of in its section."""
    offered: bool
    """Whether readers are offered it on web pages, beside the other editions."""
    collections: bool
    """Whether books of several conditions come in this edition too."""
    layout: str
    """The folder of its templates: its own, unless edition.toml names another edition's."""
    standards: frozenset[Standard]
    """Which standards its files keep and say so; none where it is no tagged PDF."""
    carries: frozenset[Carried]
    """What a printed edition says beside title, sections and legal lines."""
    sections: frozenset[SectionKind] | None
    """The only kinds of section that it takes, with title and legal lines beside; None: all."""
    blocks: frozenset[Kind] | None
    """The only kinds of block that it takes of a section without a sheet of its own; None: all."""
    most_pages: int | None
    """How many pages it may have; nothing is made where the text needs more."""
    fillable: bool
    """Whether boxes to tick and lines to write on are fields of a form too."""
    citations: Literal["raised", "brackets"]
    """How the number of a source stands in the text: small and raised, or in brackets as [1]."""
    widest_table: int
    """A table with more columns than this is set as a list of its rows."""
    scheme: Scheme | None
    """Sheets and panels; None where the edition is not for a print shop."""
    panels: Filling | None
    """Which sections stand on which panels; None where there are none."""
    layouts: Path
    """The folder of all layouts; templates are found below it."""
    files: tuple[Path, ...] = field(repr=False)
    """Every file that the look of this edition depends on, in a stable order."""

    @property
    def file(self) -> str:
        """The name of the finished file: "handout.pdf"."""
        return self.name + self.format.suffix


OFFICE = frozenset((Standard.UA_1, Standard.A_2A))
"""What a PDF for the office printer keeps unless its edition names other standards."""
"""What a PDF keeps where its edition says nothing: one file to read, to hear and to archive."""


def load(folder: Path, root: Path) -> Edition:
    """The edition in `folder`. Raises `BadInput` with every problem, named relative to `root`."""
    path = folder / "edition.toml"
    file = relative(path, root)
    tree, places = read_toml(path, file)
    try:
        shape = _Shape.model_validate(tree)
    except ValidationError as exc:
        raise BadInput(shape_problems(exc, tree, places, file)) from exc
    layouts, layout = folder.parent, shape.layout or folder.name
    if not (layouts / layout).is_dir():
        line, column, _ = places[("layout",)]
        there = f"use one of {', '.join(names(layouts))}"
        wrong = f"there is no folder {layout!r} of layouts"
        raise BadInput([Problem(file, line, column, "layout", wrong, there)])
    looks = dict.fromkeys((layouts / "shared", layouts / layout, folder))
    return Edition(
        name=folder.name,
        title=shape.title,
        format=shape.format,
        wording=shape.wording,
        body_pt=shape.body_pt,
        glossary=shape.glossary,
        opening_figure=shape.opening_figure,
        offered=shape.offered,
        collections=shape.collections,
        layout=layout,
        standards=frozenset(shape.standards or (OFFICE if shape.format is Format.PDF else ())),
        carries=shape.carries,
        sections=None if shape.sections is None else frozenset(shape.sections),
        blocks=None if shape.blocks is None else frozenset(shape.blocks),
        most_pages=shape.most_pages,
        fillable=shape.fillable,
        citations=shape.citations,
        widest_table=shape.widest_table,
        scheme=(
            Scheme(print=shape.print, sheets=shape.sheet) if shape.print and shape.sheet else None
        ),
        panels=shape.panels,
        layouts=layouts,
        files=tuple(sorted(p for look in looks for p in look.rglob("*") if p.is_file())),
    )


def names(layouts: Path) -> tuple[str, ...]:
    """The names of all editions, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in layouts.glob("*/edition.toml")))
