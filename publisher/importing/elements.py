"""What every reader gives: the lines of a document, and the elements that they make.

Readers know formats and nothing of medicine; the stages after them know no format. An element
names the lines it was read from, so that each line can be followed into a block or into the
report.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from publisher.content.inline import Inline, words


class ItemMarker(Enum):
    """What stands before an item of a list."""

    BULLET = "bullet"
    NUMBER = "number"
    BOX = "box to tick"


class Furniture(Enum):
    """Why words of a document are no part of its text."""

    NAVIGATION = "navigation"
    HIDDEN = "hidden on the page"
    NOT_TEXT = "part of the page, not of its text"
    OUTSIDE = "outside of the main part of the page"
    RUNNING_HEAD = "repeated at the edge of pages"
    PAGE_NUMBER = "page number"
    PROMOTION = "promotion, or a call to act on the site"
    CREDIT = "who made or published the page, and when"
    RIGHTS = "copyright line"
    AFTER_RIGHTS = "below the copyright line, where the page ends"
    CONTENTS = "list of contents"
    LABEL = "label that layouts add by themselves"
    CLINIC = "facts of a clinic, which come from the brand"
    DECORATION = "picture without meaning"
    CODE = "QR code, whose address is said beside it"
    MARK = "mark or number before an item"
    REPEATED_HEAD = "head of a table, repeated on the next page"


@dataclass(frozen=True, slots=True)
class InputLine:
    """A line of a document, or what is the smallest part of it that has a place."""

    place: str
    """As a person finds it: "line 12", "page 2, line 4", "paragraph 9"."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """Something of the document that is read as one. `lines` are indexes into its lines."""

    nodes: tuple[Inline, ...] = ()
    lines: tuple[int, ...] = ()
    box: int = 0
    """The number of the box that it stands in; 0 for none."""
    hint: str = ""
    """What its format calls it, where that is more than its kind says: names of classes."""

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(words(self.nodes)).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingElement(Element):
    """A heading; `level` from 1 as in HTML, 0 where the document does not say."""

    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphElement(Element):
    """A paragraph; `is_bold` where all its letters are."""

    is_bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItemElement(Element):
    """An item of a list, `depth` from 0."""

    mark: ItemMarker = ItemMarker.BULLET
    depth: int = 0
    listing: int = 0
    """Which list of the document it belongs to; 0 where that is not known."""
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermElement(Element):
    """A term in a list of definitions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionElement(Element):
    """What the term before it means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowElement(Element):
    """A row of a table."""

    cells: tuple[tuple[Inline, ...], ...]
    table: int = 0
    """Which table of the document it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptionElement(Element):
    """The title of a table or a picture, and what else is said under it."""

    title: tuple[Inline, ...] = ()
    """The part of the words that is set apart as the title; empty where none is."""
    of_picture: bool = False
    credit: tuple[Inline, ...] = ()
    """Who made the picture, where that is set apart."""
    license: tuple[Inline, ...] = ()
    """The terms on which it may be shown, where they are set apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureElement(Element):
    """A picture: what it shows, what its file is called, and the file where there is one."""

    alt: str = ""
    file: str = ""
    svg: bytes = b""
    """The file, where it is a drawing."""
    pixels: bytes = b""
    """The file, where it is a JPEG, PNG or WebP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingElement(Element):
    """A player of a video or an audio recording, and the address of what it plays."""

    medium: str
    """"video" or "audio"."""
    url: str = ""


@dataclass(slots=True)
class ImportedDocument:
    """What was read of a document."""

    format: str
    """As a person calls it: "web page", "PDF"."""
    lines: list[InputLine] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    furniture: list[tuple[tuple[int, ...], Furniture]] = field(default_factory=list)
    title: str = ""
    """What the document says of itself, not on a page of it."""
    description: str = ""
    language: str = ""
    url: str = ""
    remarks: list[str] = field(default_factory=list)
    """What was done with the letters, or could not be taken along, for the report."""
    dropped: list[str] = field(default_factory=list)
    """Words of the text that its structure says now: "and" before the last item."""
    anchors: dict[str, int] = field(default_factory=dict)
    """The line that a link inside the document leads to, by the name of the place."""

    def line(self, place: str, text: str) -> int:
        """Notes a line; its index."""
        self.lines.append(InputLine(place, text))
        return len(self.lines) - 1

    def set_aside(self, lines: tuple[int, ...], why: Furniture) -> None:
        """Notes that lines are no part of the text."""
        if lines:
            self.furniture.append((lines, why))
