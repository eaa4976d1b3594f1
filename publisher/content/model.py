"""The content of a condition: sections of blocks, frozen once read.

The same classes are the shape of the source file, and its JSON Schema is made from them. Text is
already parsed (`inline.Text`) and drawings are already read (`drawing.Drawing`), so a `Condition`
needs no other file.

Ids of sections, blocks and summary are written in the source, never derived. An id derived from
order changes when a neighbour is inserted, one derived from words changes when a word is mended;
translations, Word files and page anchors must find their block after both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self, TypeGuard

from pydantic import (
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    GetPydanticSchema,
    PrivateAttr,
    SerializerFunctionWrapHandler,
    Tag,
    ValidationInfo,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from publisher.content import inline
from publisher.content.drawing import Drawing
from publisher.content.fields import (
    AnatomyName,
    BlockId,
    ByBrand,
    Day,
    DrawingFile,
    EntryId,
    Language,
    Length,
    Like,
    Line,
    Name,
    Node,
    OrganName,
    RecordingUrl,
    ReferenceId,
    Slug,
    Symbol,
    Text,
    Title,
    Url,
    Version,
)
from publisher.content.plain import LEAST_PLAIN_LINES, MOST_PLAIN_LINES, PlainPart
from publisher.content.raster import is_raster
from publisher.content.uses import Use
from publisher.errors import Wrong

# Blocks ------------------------------------------------------------------------------------


class Urgency(StrEnum):
    """How soon the reader has to act on a callout."""

    EMERGENCY = "emergency"  # life is at risk: call the brand's emergency number
    CALL = "call"  # the care team should know: call the clinic's number
    NOTE = "note"  # good to know


class Item(ByBrand):
    """One item of a list; plain text, or `text` with `items` of its own or a `symbol`."""

    text: Text
    items: tuple[Text, ...] = ()
    symbol: Symbol = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"text": value}
        if not isinstance(value, dict | Item):
            raise PydanticCustomError("not_text", "not text")
        return value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        shape = handler.resolve_ref_schema(handler(schema))
        return {"description": cls.__doc__, "anyOf": [{"type": "string", "minLength": 1}, shape]}


class Paragraph(ByBrand):
    """One paragraph of running text."""

    kind: Literal["paragraph"]
    id: BlockId
    text: Text
    symbol: Symbol = None


class BulletList(ByBrand):
    """A lead-in and its items in one block, so that there is no lead-in without items."""

    kind: Literal["list"]
    id: BlockId
    lead_in: Text
    items: tuple[Item, ...] = Field(min_length=1)


class Steps(ByBrand):
    """Things to do in order, numbered from 1, or continuing the numbers of other steps."""

    kind: Literal["steps"]
    id: BlockId
    continues: Slug | None = Field(
        default=None,
        description="The id of steps before these in the same section, whose numbers go on here.",
    )
    lead_in: Text
    items: tuple[Item, ...] = Field(min_length=1)


class Checklist(ByBrand):
    """Things to tick off."""

    kind: Literal["checklist"]
    id: BlockId
    lead_in: Text
    items: tuple[Text, ...] = Field(min_length=1)


class Questions(ByBrand):
    """Questions to take along; `lines` to write on after each one, where there is paper."""

    kind: Literal["questions"]
    id: BlockId
    lead_in: Text
    items: tuple[Text, ...] = Field(min_length=1)
    lines: int = Field(default=1, ge=0, le=6, strict=True)


class WriteIn(ByBrand):
    """Empty lines to write on, under a label."""

    kind: Literal["write_in"]
    id: BlockId
    label: Text
    lines: int = Field(default=3, ge=1, le=24, strict=True)


class Definition(Node):
    """A term and what it means."""

    term: Text
    text: Text


class Definitions(ByBrand):
    """Terms, each with its meaning."""

    kind: Literal["definitions"]
    id: BlockId
    lead_in: Text
    items: tuple[Definition, ...] = Field(min_length=1)


class Callout(ByBrand):
    """Advice in a box. Its `urgency` decides look, label and number, not the words."""

    kind: Literal["callout"]
    id: BlockId
    urgency: Urgency
    heading: Text
    body: tuple[CalloutBlock, ...] = Field(min_length=1)

    @field_validator("body")
    @classmethod
    def _no_symbols(cls, body: tuple[Any, ...]) -> tuple[Any, ...]:
        for block in body:
            for one in (block, *getattr(block, "items", ())):
                if symbol := getattr(one, "symbol", None):
                    name = symbol.name.removesuffix(".svg")
                    raise Wrong(
                        f"symbol {name!r} is in a callout, which has a look of its own",
                        "remove it, or write the list outside of the callout",
                    )
        return body


MOST_COLUMNS = 8
"""Of a table; where pages have no room for so many, it is set row by row."""


class Table(ByBrand):
    """Rows under column headings; the first cell of each row heads that row."""

    kind: Literal["table"]
    id: BlockId
    caption: Text
    columns: tuple[Text, ...] = Field(min_length=2, max_length=MOST_COLUMNS)
    rows: tuple[tuple[Text, ...], ...] = Field(min_length=1)
    summary: Text
    """What the table shows, for those who cannot see it."""

    @field_validator("rows")
    @classmethod
    def _rows_are_full(
        cls, rows: tuple[tuple[inline.Text, ...], ...], info: ValidationInfo
    ) -> tuple[tuple[inline.Text, ...], ...]:
        columns = len(info.data.get("columns", ()))
        for number, row in enumerate(rows, 1):
            if columns and len(row) != columns:
                raise Wrong(
                    f"row {number} has {len(row)} cells, but there are {columns} columns",
                    "write one cell per column",
                )
        return rows


class Figure(ByBrand):
    """A drawing or picture: `file`, or an `anatomy` of the drawing kit with `organs` lit.

    `alt` says what it shows to those who cannot see it. A picture in pixels (JPEG, PNG, WebP) has
    `credit` and `license` too.
    """

    kind: Literal["figure"]
    id: BlockId
    anatomy: AnatomyName = None
    organs: tuple[OrganName, ...] = ()
    file: DrawingFile = Field(default=None, validate_default=True)
    title: Text
    caption: Text
    alt: Text
    credit: Text | None = None
    """Who made the picture; shown wherever it is."""
    license: Text | None = None
    """The terms on which it may be shown; shown wherever it is."""

    @property
    def credits(self) -> tuple[inline.Text, ...]:
        """The credit and the license, as far as there are any."""
        return tuple(filter(None, (self.credit, self.license)))

    @model_validator(mode="after")
    def _names_its_owner(self) -> Self:
        missing = [key for key in ("credit", "license") if not getattr(self, key)]
        if missing and is_raster(self.file):
            wrong = f"picture {self.file.name} has no {' and no '.join(f'`{k}`' for k in missing)}"
            right = "write who made it and on what terms you may show it; it is printed below it"
            raise Wrong(wrong, right)
        return self

    @model_validator(mode="before")
    @classmethod
    def _has_one_drawing(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("anatomy") and value.get("file"):
            raise Wrong("figure has both `file` and `anatomy`", "keep one of the two")
        if isinstance(value, dict) and not (value.get("anatomy") or value.get("file")):
            raise Wrong(
                "figure has no drawing",
                "name one of your own with `file`, or write `anatomy` and `organs`",
            )
        return value

    @model_serializer(mode="wrap")
    def _as_written(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Its keys as a source has them: a drawing of the kit has no file there."""
        written: dict[str, Any] = handler(self)
        absent = {key for key in ("credit", "license", "transcript") if not getattr(self, key, ())}
        absent |= {"file"} if self.anatomy else set()
        return {key: value for key, value in written.items() if key not in absent}


class Recording(Figure):
    """A video or an audio recording: a picture that leads to it, and its words.

    Nothing of it is in a file: it is a link, and on paper a QR code. `file` or `anatomy` is the
    picture that stands for it.
    """

    kind: Literal["video", "audio"]  # type: ignore[assignment]  # all else is as in a figure
    url: RecordingUrl
    length: Length
    transcript: tuple[Text, ...] = ()
    """All that is said, and what is seen of it that matters; who speaks is **strong** and first.

    A short wording may leave it out where the full one has it for the same address.
    """

    @property
    def address(self) -> str:
        """Its web address as paper shows it."""
        return shown_address(self.url)

    @property
    def duration(self) -> str:
        """How long it is, as ISO 8601 says it: "PT3M20S"."""
        amounts = self.length.split(":")
        named = zip(amounts, "HMS"[-len(amounts) :], strict=True)
        return "PT" + "".join(f"{int(amount)}{unit}" for amount, unit in named if int(amount))


def shown_address(url: str) -> str:
    """A web address as paper shows it."""
    return url.removeprefix("https://")


class Contact(ByBrand):
    """The clinic's own name, telephone numbers and address, filled in from the brand."""

    kind: Literal["contact"]
    id: BlockId
    heading: Text
    text: Text | None = None


class Missing(Node):
    """A hole: what an original lost on its way here, and somebody has to write.

    A file may contain holes, a `Condition` never does: whoever reads the file is told of each, so
    that nothing is made of a text that lacks something.
    """

    kind: Literal["missing"]
    id: BlockId
    lead_in: Text | None = None
    """The words that announce what is gone."""
    alt: Text | None = None
    """What a picture shows whose file is gone."""
    expected: Line
    """What belongs here."""

    @model_validator(mode="after")
    def _is_filled(self) -> Self:
        raise Wrong(
            f"what belongs here is missing ({self.expected})",
            "write it in the place of this block, from the original",
        )


def _or_missing(shape: Any) -> GetPydanticSchema:
    """What else a file may have in the place of a value that a condition always has."""
    return GetPydanticSchema(lambda _source, handler: handler(shape))


CalloutBlock = Annotated[
    Paragraph | BulletList | Steps,
    _or_missing(Annotated[Paragraph | BulletList | Steps | Missing, Field(discriminator="kind")]),
]
Block = (
    Paragraph
    | BulletList
    | Steps
    | Checklist
    | Questions
    | WriteIn
    | Definitions
    | Callout
    | Table
    | Figure
    | Recording
    | Contact
)
BlockKind = Literal[
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
    "video",
    "audio",
    "contact",
]
"""The `kind` of each class of `Block`, as a source writes it."""
AnyBlock = Annotated[Block, _or_missing(Annotated[Block | Missing, Field(discriminator="kind")])]
Callout.model_rebuild()

# Sections ----------------------------------------------------------------------------------


class SectionKind(StrEnum):
    """What a section is about. Layouts, schema.org and checks go by it, never by the heading."""

    OVERVIEW = "overview"
    TYPES = "types"
    SYMPTOMS = "symptoms"
    WHEN_TO_GET_HELP = "when_to_get_help"
    CAUSES = "causes"
    RISK_FACTORS = "risk_factors"
    COMPLICATIONS = "complications"
    PREVENTION = "prevention"
    DIAGNOSIS = "diagnosis"
    TREATMENT = "treatment"
    PREPARATION = "preparation"  # of a procedure: what to do before it
    PROCEDURE = "procedure"  # what happens in it
    AFTERCARE = "aftercare"  # what to do after it
    SPREAD = "spread"
    OUTLOOK = "outlook"
    LIVING_WITH = "living_with"
    APPOINTMENT = "appointment"


class Brief(Node):
    """A shorter wording of a section, written by hand for editions with little room."""

    heading: Text | None = None
    blocks: tuple[AnyBlock, ...] = Field(min_length=1)


class Subsection(ByBrand):
    """A part of a section, with a heading of its own."""

    id: BlockId
    heading: Text
    blocks: tuple[AnyBlock, ...] = Field(min_length=1)


class Section(ByBrand):
    """Everything about one aspect of the condition."""

    id: BlockId
    kind: SectionKind
    heading: Text
    brief: Brief | None = None
    """For narrow editions, such as a folded brochure."""
    sheet: Brief | None = None
    """For the question sheet: everything that it shows of this section."""
    blocks: tuple[AnyBlock, ...] = ()
    subsections: tuple[Subsection, ...] = ()

    @property
    def opens_part(self) -> bool:
        """Whether a part of a collection begins here; the sections after it belong to it."""
        return False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.blocks and not self.subsections:
            raise Wrong("section is empty", "write `blocks` or `subsections`")
        return self


@dataclass(frozen=True, slots=True)
class Part:
    """The sections of one condition in a collection, or all those of a single one."""

    opening: Section | None
    sections: tuple[Section, ...]


class IndexEntry(Node):
    """A word of the index at the end of a collection, and the ids of the sections it points to."""

    id: str
    label: str
    sections: tuple[str, ...]


# The condition -----------------------------------------------------------------------------


class CodeSystem(StrEnum):
    """The code systems that codes may be from."""

    ICD_10_CM = "ICD-10-CM"
    ICD_10 = "ICD-10"
    ICD_11 = "ICD-11"
    SNOMED_CT = "SNOMED CT"
    MESH = "MeSH"


class Code(Node):
    """A medical code that a person has confirmed."""

    system: CodeSystem
    code: Line
    display: Line


class ReviewState(StrEnum):
    """Whether a clinician has checked the text."""

    UNREVIEWED = "unreviewed"
    REVIEWED = "reviewed"


class Review(Node):
    """Who checked this text, when, and when it must be checked again."""

    state: ReviewState
    reviewer: Line | None = None
    reviewed: Day | None = None
    next_review: Day | None = None

    @model_validator(mode="after")
    def _state_matches(self) -> Self:
        facts = (self.reviewer, self.reviewed, self.next_review)
        if self.state is ReviewState.REVIEWED and None in facts:
            raise Wrong(
                "reviewed by whom, when, and until when",
                "write `reviewer`, `reviewed` and `next_review`",
            )
        if self.state is ReviewState.UNREVIEWED and any(facts):
            raise Wrong(
                "unreviewed has no `reviewer`, `reviewed` or `next_review`",
                "remove them or set `state: reviewed`",
            )
        if self.reviewed and self.next_review and self.next_review <= self.reviewed:
            raise Wrong(
                f"next_review {self.next_review} is not after reviewed {self.reviewed}",
                "write a later day",
            )
        return self


class Entry(Node):
    """A glossary entry: a term and what it means in plain words."""

    id: EntryId
    term: Name
    definition: Text


class Reference(Node):
    """A published source that the text rests on."""

    id: ReferenceId
    text: Text
    url: Url | None = None
    accessed: Day | None = None


class Answered(Node):
    """A finding of `publisher check --content` that is right as it stands, and why."""

    finding: Annotated[
        str,
        Like(
            r"[a-z]+(-[a-z]+)*:[a-z][A-Za-z0-9_/.-]*(:[0-9a-f]{8})?",
            "copy the id that the check prints: dose:blocks/pills/text:0a1b2c3d",
        ),
        Field(max_length=400),
    ]
    reason: Annotated[str, Like(r"\S.*", "write the reason in one line"), Field(max_length=400)]


OF_NO_DOCUMENT = frozenset(("answered",))
"""The keys of a source that no document shows: neither its key nor a Word file contains them."""


class Wording(StrEnum):
    """Which wording of a section an edition contains."""

    FULL = "full"
    BRIEF = "brief"
    SHEET = "sheet"
    PLAIN = "plain"


SummaryText = Annotated[
    inline.Text,
    _or_missing(
        Annotated[
            Annotated[Text, Tag("text")] | Annotated[Missing, Tag("missing")],
            Discriminator(lambda value: "missing" if isinstance(value, dict) else "text"),
        ]
    ),
]


class Condition(Node):
    """The content of one condition in one language."""

    condition: Slug
    language: Language
    title: Title
    short_title: Title
    subtitle: Text
    also_called: tuple[Name, ...] = ()
    version: Version
    issued: Day
    modified: Day
    review: Review
    codes: tuple[Code, ...] = ()
    body_part: Slug
    licensed_from: Line | None = None
    """Who holds the rights in the text, where it was taken over from somebody else."""
    license: Line | None = None
    """The terms on which a text of somebody else may be published here."""
    summary: tuple[SummaryText, ...] = Field(min_length=3, max_length=5)
    sections: tuple[Section, ...] = Field(min_length=1)
    plain: tuple[PlainPart, ...] = ()
    """The guide in Easy Read: 8 to 24 lines, each with a picture, under headings."""
    glossary: tuple[Entry, ...] = ()
    references: tuple[Reference, ...] = Field(min_length=1)
    answered: tuple[Answered, ...] = ()
    """Findings of the content check that a person has answered."""

    @field_validator("answered")
    @classmethod
    def _answered_once(cls, answered: tuple[Answered, ...]) -> tuple[Answered, ...]:
        seen: set[str] = set()
        for one in answered:
            if one.finding in seen:
                raise Wrong(f"finding {one.finding!r} is answered twice", "keep one of the two")
            seen.add(one.finding)
        return answered

    @field_validator("plain")
    @classmethod
    def _has_few_lines(cls, plain: tuple[PlainPart, ...]) -> tuple[PlainPart, ...]:
        lines = sum(len(part.lines) for part in plain)
        if plain and not LEAST_PLAIN_LINES <= lines <= MOST_PLAIN_LINES:
            right = f"write {LEAST_PLAIN_LINES} to {MOST_PLAIN_LINES}"
            raise Wrong(f"has {lines} plain line{'s' if lines > 1 else ''}", right)
        return plain

    @field_validator("modified")
    @classmethod
    def _dates_in_order(cls, modified: date, info: ValidationInfo) -> date:
        issued = info.data.get("issued", modified)
        if modified < issued:
            raise Wrong(f"{modified} is before issued {issued}", "fix one of the two")
        return modified

    _uses: tuple[Use, ...] = PrivateAttr(default=())

    @property
    def uses(self) -> tuple[Use, ...]:
        """The shared wordings that its source uses."""
        return self._uses

    def using(self, uses: tuple[Use, ...]) -> Self:
        """The same condition, which knows the shared wordings that are in it."""
        self._uses = uses
        return self

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each reference, by its id, from 1."""
        return {reference.id: n for n, reference in enumerate(self.references, 1)}

    @property
    def first_steps(self) -> dict[str, int]:
        """The number of the first step of each block of steps, by its id.

        It is that of the source, whichever of its blocks an edition shows.
        """
        firsts: dict[str, int] = {}
        nexts: dict[str | None, int] = {None: 1}
        for wording in Wording:
            for steps in _steps(self.blocks(wording)):
                firsts[steps.id] = nexts.get(steps.continues, 1)
                nexts[steps.id] = firsts[steps.id] + len(steps.items)
        return firsts

    @property
    def urgencies(self) -> tuple[Urgency, ...]:
        """The urgencies of its callouts in the full wording except notes, the most urgent first."""
        blocks = self.blocks(Wording.FULL)
        found = {block.urgency for block in blocks if isinstance(block, Callout)}
        return tuple(one for one in (Urgency.EMERGENCY, Urgency.CALL) if one in found)

    @property
    def first_figure(self) -> Figure | None:
        """The first figure of the full wording; None where there is none.

        The picture of a recording stays with its link.
        """
        return next((one for one in self.blocks(Wording.FULL) if _is_figure(one)), None)

    @property
    def cover_figure(self) -> Figure | None:
        """The first figure that is drawn; None where there is none.

        A picture in pixels is on no cover: its credit would have to be there too.
        """
        figures = (one for one in self.blocks(Wording.FULL) if _is_figure(one))
        return next((one for one in figures if not is_raster(one.file)), None)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of a collection; a single condition has one, without an opening."""
        opened: list[tuple[Section | None, list[Section]]] = []
        for section in self.sections:
            if section.opens_part or not opened:
                opened.append((section, []) if section.opens_part else (None, [section]))
            else:
                opened[-1][1].append(section)
        return tuple(Part(opening, tuple(sections)) for opening, sections in opened)

    @property
    def index_entries(self) -> tuple[IndexEntry, ...]:
        """The words of the index, in alphabetical order; a condition alone has none."""
        return ()

    @property
    def plain_sections(self) -> tuple[Section, ...]:
        """The guide in Easy Read as sections; none where it has no plain wording."""
        return tuple(_plain_section(part) for part in self.plain)

    @property
    def whereabouts(self) -> dict[str, str]:
        """The name of each section in an index, by its id: its part and its heading."""
        named: dict[str, str] = {}
        for part in self.parts:
            opening = part.opening
            if opening:
                named[opening.id] = opening.heading.plain
            for section in part.sections:
                own = section.heading.plain
                named[section.id] = f"{opening.heading.plain}, {own}" if opening else own
        return named

    def blocks(self, wording: Wording) -> Iterator[Block]:
        """Every block of the sections in one wording, in reading order, callout bodies inside."""
        for section in self.plain_sections if wording is Wording.PLAIN else self.sections:
            if wording is Wording.BRIEF:
                yield from section.brief.blocks if section.brief else ()
            elif wording is Wording.SHEET:
                yield from section.sheet.blocks if section.sheet else ()
            else:
                yield from section.blocks
                for subsection in section.subsections:
                    yield from subsection.blocks


def _plain_section(part: PlainPart) -> Section:
    """A part of the plain wording as a section: a paragraph for each line, with its picture."""
    blocks = tuple(
        Paragraph.model_construct(
            kind="paragraph", id=f"{part.id}.{number}", text=line.text, symbol=line.symbol
        )
        for number, line in enumerate(part.lines, 1)
    )
    return Section.model_construct(
        id=part.id, kind=SectionKind.OVERVIEW, heading=part.heading, blocks=blocks
    )


def _is_figure(block: Block) -> TypeGuard[Figure]:
    return isinstance(block, Figure) and not isinstance(block, Recording)


def _steps(blocks: Iterable[Block | CalloutBlock]) -> Iterator[Steps]:
    for block in blocks:
        if isinstance(block, Steps):
            yield block
        elif isinstance(block, Callout):
            yield from _steps(block.body)


def texts(node: Node) -> Iterator[inline.Text]:
    """Every text in a node and what it contains, in the order of the fields."""
    for name in type(node).model_fields:
        yield from _texts(getattr(node, name))


def _texts(value: object) -> Iterator[inline.Text]:
    if isinstance(value, inline.Text):
        yield value
    elif isinstance(value, Node):
        yield from texts(value)
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)


def pictured(block: Block) -> Iterator[tuple[Paragraph | Item, Drawing]]:
    """What of a block has a symbol beside it, and that symbol."""
    match block:
        case Paragraph():
            beside: tuple[Paragraph | Item, ...] = (block,)
        case BulletList() | Steps():
            beside = block.items
        case _:
            beside = ()
    yield from ((one, one.symbol) for one in beside if one.symbol)


def symbols(condition: Condition, wording: Wording) -> Iterator[Drawing]:
    """The symbols of one wording, in reading order."""
    for block in condition.blocks(wording):
        yield from (symbol for _, symbol in pictured(block))


def recordings(blocks: Iterable[Block]) -> tuple[Recording, ...]:
    """The recordings among blocks, in their order."""
    return tuple(block for block in blocks if isinstance(block, Recording))


def figures(condition: Condition) -> Iterator[Figure]:
    """The figures and recordings of all wordings."""
    for wording in Wording:
        for block in condition.blocks(wording):
            if isinstance(block, Figure):
                yield block
