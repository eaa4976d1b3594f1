"""`layouts/<edition>/edition.toml` → `Edition`, or every problem in it."""

from __future__ import annotations

import re
from dataclasses import replace
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

from publisher.content.fields import Language
from publisher.content.model import MOST_COLUMNS, BlockKind, SectionKind, Wording
from publisher.edition.based_on import Said, read_edition
from publisher.edition.layouts import files_of, find
from publisher.edition.model import OFFICE, Edition, Format, Standard
from publisher.edition.panels import Filling
from publisher.edition.scheme import Carried, Print, Scheme, SheetSizes, print_mismatch
from publisher.errors import BadInput, Problem, Wrong
from publisher.source.schema_errors import shape_problems


class _EditionFile(BaseModel):
    """The shape of edition.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str = Field(min_length=1)
    titles: dict[Language, str] = Field(default_factory=dict)
    format: Format
    wording: Wording = Wording.FULL
    body_pt: float = Field(default=12, ge=8, le=36, strict=True, allow_inf_nan=False)
    glossary: Literal["end", "margin"] = "end"
    opening_figure: bool = Field(default=False, strict=True)
    collections: bool = Field(default=False, strict=True)
    offered: bool = Field(default=True, strict=True)
    standards: tuple[Standard, ...] | None = None
    carries: frozenset[Carried] = frozenset()
    sections: tuple[SectionKind, ...] | None = None
    blocks: tuple[BlockKind, ...] | None = None
    most_pages: int | None = Field(default=None, ge=1, le=99, strict=True)
    largest_pt: float | None = Field(default=None, ge=8, le=36, strict=True, allow_inf_nan=False)
    sides: tuple[tuple[tuple[SectionKind, ...], ...], ...] | None = None
    fillable: bool = Field(default=False, strict=True)
    bilingual: bool = Field(default=False, strict=True)
    citations: Literal["raised", "brackets"] = "raised"
    own_pages: frozenset[SectionKind] = frozenset()
    widest_table: int = Field(default=5, ge=1, le=MOST_COLUMNS, strict=True)
    print: Print | None = None
    sheet: SheetSizes | None = None
    panels: Filling | None = None

    @property
    def scheme(self) -> Scheme | None:
        """The sheets and panels of print; None for an edition that is not for a press."""
        if self.print is None or self.sheet is None:
            return None
        return Scheme(print=self.print, sheets=self.sheet)

    @model_validator(mode="after")
    def _fits_the_press(self) -> Self:
        if wrong := print_mismatch(self.print, self.sheet, printed=self.format is Format.PRINT):
            raise wrong
        if self.panels and (wrong := self.panels.wrong(self.print.reading if self.print else ())):
            raise wrong
        return self

    @field_validator("sections", "blocks")
    @classmethod
    def _names_some(cls, kinds: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if kinds == ():
            raise Wrong("is empty", "name one kind or more, or remove the key")
        return kinds

    @model_validator(mode="after")
    def _takes_something(self) -> Self:
        if (self.sections is None) is (self.wording is Wording.SHEET):
            raise Wrong('`sections` goes with wording = "sheet"', "write both or none")
        if self.wording is Wording.SHEET and self.format is not Format.PDF:
            raise Wrong("a sheet is for format pdf", 'write wording = "full" or "brief"')
        if self.wording is Wording.PLAIN and self.format in (Format.PRINT, Format.EPUB):
            right = 'write format = "pdf", "docx" or "html"'
            raise Wrong(f"plain wordings are not set in format {self.format.value}", right)
        return self

    @model_validator(mode="after")
    def _sides_hold_all(self) -> Self:
        if self.largest_pt is not None and (self.sides is None or self.largest_pt < self.body_pt):
            raise Wrong(
                "`largest_pt` goes with `sides`, and is no less than `body_pt`",
                "write both, or none of them",
            )
        if self.sides is None:
            return self
        if self.format is not Format.PDF or self.wording is not Wording.BRIEF:
            raise Wrong(
                '`sides` goes with format = "pdf" and wording = "brief"', "write all or none"
            )
        named = [kind for side in self.sides for row in side for kind in row]
        if wrong := [kind for kind in SectionKind if named.count(kind) != 1]:
            raise Wrong(
                f"`sides` names {', '.join(wrong)} never, or more than once",
                "name every kind of section once: what is not named would be lost",
            )
        return self

    @model_validator(mode="after")
    def _sets_two_languages(self) -> Self:
        if not self.bilingual:
            return self
        if self.format is not Format.PDF or self.wording is Wording.PLAIN:
            right = 'write format = "pdf" and another wording, or remove `bilingual`'
            raise Wrong("`bilingual` is for format pdf, and not for plain wordings", right)
        if self.sides is not None or self.glossary == "margin" or self.opening_figure:
            named = "`sides`, a glossary in the margin or `opening_figure`"
            raise Wrong(f"`bilingual` does not go with {named}", "remove one of the two")
        if self.collections:
            raise Wrong("`bilingual` is not for collections", "remove `collections`")
        return self

    @field_validator("standards")
    @classmethod
    def _standards_fit(
        cls, standards: tuple[Standard, ...], so_far: ValidationInfo
    ) -> tuple[Standard, ...]:
        if wrong := _wrong(standards, so_far.data.get("format", Format.PDF)):
            raise wrong
        return standards


def _wrong(standards: tuple[Standard, ...], kind: Format) -> Wrong | None:
    """Why a file cannot keep `standards`."""
    named = set(standards)
    if kind is not Format.PDF:
        return Wrong(f"is for format pdf, not {kind.value}", "remove it")
    if len({Standard.UA_1, Standard.UA_2} & named) != 1:
        return Wrong("must name one of ua-1 and ua-2", "name ua-1, or ua-2 alone")
    if Standard.UA_2 in named and len(named) > 1:
        return Wrong("names ua-2, which is PDF 2.0, beside what is PDF 1.7", "name ua-2 alone")
    if {Standard.A_2A, Standard.A_2U} <= named:
        return Wrong("names a-2a and a-2u, which is a part of it", "name one of them")
    return None


def load_edition(folder: Path, root: Path) -> Edition:
    """The edition of `folder`, which is that of a project's `layouts` or, where it has none, ours.

    Raises `BadInput` with every problem, named relative to `root`.
    """
    layouts = folder.parent
    said = read_edition(find(layouts, f"{folder.name}/edition.toml"), layouts, root)
    shape = _shape(said)
    files = files_of(layouts, ("shared", *said.folders))
    return Edition(
        name=folder.name,
        title=shape.title,
        titles=tuple(sorted(shape.titles.items())),
        format=shape.format,
        wording=shape.wording,
        body_pt=shape.body_pt,
        glossary=shape.glossary,
        opening_figure=shape.opening_figure,
        offered=shape.offered,
        collections=shape.collections,
        template_folders=said.folders,
        standards=frozenset(shape.standards or (OFFICE if shape.format is Format.PDF else ())),
        carries=shape.carries,
        sections=None if shape.sections is None else frozenset(shape.sections),
        blocks=None if shape.blocks is None else frozenset(shape.blocks),
        most_pages=shape.most_pages,
        largest_pt=shape.largest_pt,
        sides=shape.sides,
        fillable=shape.fillable,
        bilingual=shape.bilingual,
        citations=shape.citations,
        own_pages=shape.own_pages,
        widest_table=shape.widest_table,
        scheme=shape.scheme,
        panels=shape.panels,
        layouts=layouts,
        files=files,
    )


def _shape(said: Said) -> _EditionFile:
    """What an edition is told, checked. What is wrong in an edition below is said there alone."""
    try:
        return _EditionFile.model_validate(said.tree)
    except ValidationError as exc:
        if said.below:
            _shape(said.below)
        found = shape_problems(exc, said.tree, said.positions, said.file)
        raise BadInput(_told_apart(one, said) for one in found) from exc


def _told_apart(problem: Problem, said: Said) -> Problem:
    """A problem of a key that stands in the edition below, with the name of that edition."""
    key = re.split(r"[.\[]", problem.path)[0]
    if said.below is None or key in said.own or key not in said.tree:
        return problem
    wrong = f"is as {said.below.name} has it, and {problem.wrong}"
    right = f"write {key} here too ({problem.right})"
    return replace(problem, wrong=wrong, right=right)
