"""An edition: a named product, with everything it looks like in `layouts/<edition>/`.

`edition.toml` holds its data; templates and styles lie beside it. A new edition is a new folder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from publisher.copyfit import Filling
from publisher.errors import BadInput, Problem
from publisher.model import Wording
from publisher.placed import read_toml, relative
from publisher.press import scheme
from publisher.press.scheme import Carried, Print, Scheme, Sheets
from publisher.shape import shape_problems


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
    layout: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9-]*$")
    carries: frozenset[Carried] = frozenset()
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
    collections: bool
    """Whether books of several conditions come in this edition too."""
    layout: str
    """The folder of its templates: its own, unless edition.toml names another edition's."""
    carries: frozenset[Carried]
    """What a printed edition says beside title, sections and legal lines."""
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
        collections=shape.collections,
        layout=layout,
        carries=shape.carries,
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
