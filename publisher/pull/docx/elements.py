"""What the body of a Word file consists of once it was read: paragraphs, tables and their text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from publisher.pull.docx.styles import Kind
from publisher.roundtrip.addresses import Address


@dataclass(frozen=True, slots=True)
class Span:
    """A run of letters with the same formatting."""

    text: str
    strong: bool = False
    emphasis: bool = False
    href: str | None = None
    entry: str | None = None
    """The id of the glossary entry that the text links to."""
    language: str | None = None
    cited: str | None = None
    """The id of the reference that is cited here; empty where only the style says citation."""
    fact: Address | None = None
    """The address of the clinic's fact that the text shows."""
    named: str | None = None
    """The name of that fact in a source."""
    by_hand: bool = False
    """Whether the text is bold by direct formatting, not by a style."""

    @property
    def formatting(self) -> Span:
        """The span without its text, for comparing the formatting of two spans."""
        return replace(self, text="")


@dataclass(frozen=True, slots=True)
class BodyPicture:
    """A picture in the text; `digest` is the hash of its file, empty where it has none."""

    name: str
    alt: str
    title: str
    digest: str
    decorative: bool
    """Whether the file says that it is decoration."""
    data: bytes = field(default=b"", repr=False, compare=False)
    """Its file."""

    @property
    def label(self) -> str:
        """The first of alternative text, title and name that is not empty."""
        return self.alt or self.title or self.name


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Content that a source cannot contain: what it is, and its words."""

    what: str
    words: str


@dataclass(frozen=True, slots=True)
class BodyElement:
    """A paragraph, or a table where `rows` is not None."""

    kind: Kind
    spans: tuple[Span, ...] = ()
    order: int = -1
    """Its number among the elements that were read with it; -1 for one that is in no file."""
    tags: tuple[str, ...] = ()
    """Tags of the content controls around it, the innermost first."""
    inner: tuple[str, ...] = ()
    """Tags of content controls inside the paragraph, except those of facts of the clinic."""
    starts: tuple[str, ...] = ()
    """Bookmarks that begin here."""
    within: tuple[str, ...] = ()
    """Bookmarks that began earlier and end here or later."""
    pictures: tuple[BodyPicture, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    comments: tuple[str, ...] = ()
    """The ids of the comments on it."""
    contents: bool = False
    """Whether it is part of a table of contents that a field made."""
    rows: tuple[tuple[Cell, ...], ...] | None = None
    number: int | None = None
    """The number that Word shows before a step of the outer level."""
    address: Address | None = None
    """The address of its text in the base; None where it is new, or not identified yet."""

    @property
    def text(self) -> str:
        """The text without citations."""
        return "".join(span.text for span in self.spans if span.cited is None)

    @property
    def words(self) -> str:
        """The text of a paragraph without spaces at its ends, or of all cells of a table."""
        if self.rows is None:
            return self.text.strip()
        return "\n".join(
            " | ".join(" ".join(e.words for e in cell.elements if e.words) for cell in row)
            for row in self.rows
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """The elements in a table cell."""

    elements: tuple[BodyElement, ...]
    merged: bool = False
    """Whether the cell takes the place of several."""
