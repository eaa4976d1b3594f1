"""What the body of a Word file is to contain, in order: paragraphs, pictures, tables, contents.

`front_and_back`, `sections` and `blocks` make these from a job; `body` writes them as Open XML.
"""

from __future__ import annotations

from dataclasses import dataclass

from publisher.content.drawing import Drawing
from publisher.content.inline import Link, Plain, Text
from publisher.render.word.controls import ContentControl
from publisher.roundtrip.addresses import Address
from publisher.roundtrip.styles import Style

_NO_TEXT = Text((), "")


@dataclass(frozen=True, slots=True)
class ControlledSpan:
    """A stretch of a paragraph that has a control of its own, or none."""

    text: Text
    control: ContentControl | None = None


@dataclass(frozen=True, slots=True)
class ClinicFact:
    """A fact of the clinic in a paragraph, by its address."""

    address: Address


@dataclass(frozen=True, slots=True)
class ListNumbering:
    """The numbering of one block of steps.

    It is like the numbering with the id `base`; `level` is 1 for steps within a step. It is that of
    the block `continues` where its numbers go on, so that Word counts on by itself; where that has
    another look, or other steps are between them, the numbers begin at `first`.
    """

    base: int
    block: str
    first: int
    continues: str | None = None
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphSpec:
    """One paragraph: its style and its text, or the `parts` that it is made of."""

    style: Style
    text: Text = _NO_TEXT
    parts: tuple[ControlledSpan | ClinicFact, ...] = ()
    control: ContentControl | None = None
    """The content control of all its words."""
    within: tuple[ContentControl, ...] = ()
    """The controls around it and its neighbours, the outermost first."""
    bookmark: str | None = None
    """The name that links to the paragraph use."""
    numbering: ListNumbering | None = None
    """The numbering, where it is not that of the style."""
    letters: Style | None = None
    """A character style for all of it."""
    keep: bool = False
    """Whether it stays on the page of the next paragraph."""
    symbol: Drawing | None = None
    """A symbol before its words."""
    columns: int = 0
    """If given, a section with so many columns ends with this paragraph."""


@dataclass(frozen=True, slots=True)
class PictureSpec:
    """The drawing of the figure with the id `block`, in a paragraph that is `paragraph` else."""

    block: str
    paragraph: ParagraphSpec
    drawing: Drawing
    title: str
    alt: str


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table whose first row and first column are headings; caption and summary describe it."""

    rows: tuple[tuple[ControlledSpan, ...], ...]
    caption: str
    summary: str
    within: tuple[ContentControl, ...]


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """One line of the contents: its words and the bookmark that they lead to."""

    words: str
    bookmark: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class ContentsSpec:
    """The list of contents below its heading."""

    heading: ParagraphSpec
    lines: tuple[ContentsLine, ...]


@dataclass(frozen=True, slots=True)
class PicturedLinesSpec:
    """Lines of Easy Read, each in a row with its picture, which is its `symbol`."""

    lines: tuple[ParagraphSpec, ...]


BodySpec = ParagraphSpec | PictureSpec | TableSpec | PicturedLinesSpec | ContentsSpec


def plain(words: str) -> Text:
    """Words without marks."""
    return Text((Plain(words),), words)


def linked(words: str, href: str) -> Text:
    """Words that are a link as a whole."""
    return Text((Link(href, words),), words)
