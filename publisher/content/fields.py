"""What a source is written in: texts, names, days and drawings, each checked as it is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal, Protocol, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    GetPydanticSchema,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from publisher.content import inline
from publisher.content.drawing import Drawing
from publisher.content.raster import RASTER_NAME
from publisher.errors import Wrong, quoted, shortened


class Kit(Protocol):
    """The drawings that every source may name; each method raises ValueError where there is none.

    Names are checked by it, so they may be anything that a source can say.
    """

    def symbol(self, name: Any) -> Drawing:
        """The symbol with this name."""

    def anatomy(self, name: Any) -> str:
        """The name of an anatomy, where there is one."""

    def organ(self, anatomy: str, name: Any) -> str:
        """The name of an organ, where that anatomy has it."""

    def lit(self, anatomy: str, organs: tuple[str, ...]) -> Drawing:
        """The anatomy with these organs lit and labelled."""

    def small(self, anatomy: str, organs: tuple[str, ...]) -> Drawing:
        """The anatomy with these organs lit, without labels, as square as a symbol."""


class Ledger:
    """What is noted while a source is read, for checks that need the whole source.

    Each list except the first contains (name, the value with its position in the source).
    """

    def __init__(self, figures: Any, kit: Kit) -> None:
        self.figures = figures
        """A function from file name to `Drawing`; raises ValueError where there is none."""
        self.kit = kit
        self.texts: list[Any] = []
        """Every text, valid or not, with its position in the source."""
        self.blocks: list[tuple[str, Any]] = []
        self.entries: list[tuple[str, Any]] = []
        self.references: list[tuple[str, Any]] = []
        self.terms_used: list[tuple[str, Any]] = []
        self.references_used: list[tuple[str, Any]] = []
        self.brands: list[tuple[str, Any]] = []


def _text(value: Any, info: ValidationInfo) -> inline.Text:
    if isinstance(value, inline.Text):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("not_text", "not text")
    if isinstance(info.context, Ledger):
        info.context.texts.append(value)
    text = inline.parse(value)
    if not text.plain.strip():
        raise Wrong("text is empty", "write the words or remove the key")
    if isinstance(info.context, Ledger):
        for term in inline.find(text.nodes, inline.Term):
            info.context.terms_used.append((term.entry, value))
        for citation in inline.find(text.nodes, inline.Citation):
            info.context.references_used += [(key, value) for key in citation.references]
    return text


def ledger_of(info: ValidationInfo) -> Ledger:
    """What is at hand while a source is read. Raises `Wrong` where nothing is."""
    if not isinstance(info.context, Ledger):
        raise Wrong("a drawing is read from a file", "none is at hand")
    return info.context


def _drawing(value: Any, info: ValidationInfo) -> Drawing:
    """The drawing of a figure: one of the source's own, or the anatomy that it names."""
    if isinstance(value, Drawing):
        return value
    if value is None:
        anatomy, organs = info.data.get("anatomy"), info.data.get("organs")
        if anatomy is None or organs is None:
            return Drawing("", "", 1, 1)  # one of the two is a problem already
        return ledger_of(info).kit.lit(anatomy, organs)
    drawing: Drawing = ledger_of(info).figures(value)
    return drawing


def _symbol(value: Any, info: ValidationInfo) -> Drawing | None:
    return value if isinstance(value, Drawing | None) else ledger_of(info).kit.symbol(value)


def _anatomy(value: Any, info: ValidationInfo) -> str | None:
    return None if value is None else ledger_of(info).kit.anatomy(value)


def _organ(value: Any, info: ValidationInfo) -> str:
    anatomy = info.data.get("anatomy")
    return str(value) if anatomy is None else ledger_of(info).kit.organ(anatomy, value)


def instance_of(kind: type) -> GetPydanticSchema:
    """A pydantic schema that accepts any instance of a class, without looking into it."""
    return GetPydanticSchema(lambda _source, _handler: core_schema.is_instance_schema(kind))


def _noted(kind: Literal["blocks", "entries", "references"]) -> BeforeValidator:
    def note(value: Any, info: ValidationInfo) -> Any:
        if isinstance(info.context, Ledger) and isinstance(value, str):
            getattr(info.context, kind).append((str(value), value))
        return value

    return BeforeValidator(note)


@dataclass(frozen=True)
class Like:
    """The format of a string: `pattern` is checked, `right` is the advice in a message."""

    pattern: str
    right: str

    def check(self, value: Any) -> Any:
        """`value` unchanged. Raises `Wrong` if it is text in another format."""
        if isinstance(value, str) and not re.fullmatch(self.pattern, value):
            shown = shortened(value)
            raise Wrong(f"{str(shown)!r} is malformed", f"{self.right}")
        return value

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "pattern": f"^{self.pattern}$"}


def _day(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            return date.fromisoformat(value)
    except ValueError:
        pass
    shown = repr(str(value)) if isinstance(value, str) else value
    raise Wrong(
        f"{(shown if value is not None else 'nothing')} is not a date",
        "write year, month and day: 2026-01-31",
    )


def _known_language(tag: str) -> str:
    """`tag` unchanged. Raises `Wrong` where dates cannot be written out in that language."""
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        raise Wrong(f"{tag!r} is no language that is known", "write one like en-US") from None
    return tag


Slug = Annotated[
    str,
    Field(max_length=64),
    Like(
        r"[a-z][a-z0-9]*(-[a-z0-9]+)*",
        "write small letters, digits and single hyphens: red-cells",
    ),
]
Url = Annotated[str, Like(inline.WEB, "write an address with https://")]
RecordingUrl = Annotated[Url, Field(max_length=120, description="Where the recording is.")]
Length = Annotated[
    str,
    Like(
        r"(?!0?0:00$)([0-5]?\d|[1-9]:[0-5]\d):[0-5]\d",
        'write minutes and seconds in quotes: "3:20"',
    ),
    Field(description='Minutes and seconds, "3:20", or hours too, "1:02:30".'),
]
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2099, 12, 31)), BeforeValidator(_day)]
Line = Annotated[str, Like(r"\S.*", "write the words in one line"), Field(max_length=200)]
Version = Annotated[str, Like(r"[0-9]{1,4}\.[0-9]{1,4}", 'write two numbers in quotes: "1.0"')]
Language = Annotated[
    str,
    Like(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "write a language tag: en-US"),
    AfterValidator(_known_language),
]
BlockId = Annotated[
    Slug,
    _noted("blocks"),
    Field(description="Stays for ever: translations and Word files find their place by it."),
]
EntryId = Annotated[
    Slug, _noted("entries"), Field(description="What [words](term:…) in a text point at.")
]
ReferenceId = Annotated[
    Slug, _noted("references"), Field(description="What [@…] in a text points at.")
]
Text = Annotated[
    inline.Text,
    instance_of(inline.Text),
    BeforeValidator(_text),
    PlainSerializer(lambda text: text.source, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "minLength": 1,
            "description": "Words. They may contain **strong**, *emphasis*, [words](https://…), "
            "[number](tel:…), [words](term:entry), [words](lang:la), [@reference] and a fact of "
            "the clinic, {clinic.phone.day}.",
        }
    ),
]
MOST_TITLE, _MOST_TITLE_WORD = 120, 64


def checked_title(text: inline.Text) -> inline.Text:
    """`text` unchanged. Raises `Wrong` where no cover has room for it."""
    if len(text.plain) > MOST_TITLE:
        raise Wrong(f"has {len(text.plain)} characters", f"keep it to {MOST_TITLE}")
    longest = max(re.split(r"[\s-]+", text.plain), key=len)
    if len(longest) > _MOST_TITLE_WORD:
        wrong = f"{quoted(longest, 30)} has {len(longest)} letters"
        raise Wrong(wrong, f"keep words of a title to {_MOST_TITLE_WORD}, or no cover has room")
    return text


def _the_same_everywhere(text: inline.Text) -> inline.Text:
    """`text` unchanged. Raises `Wrong` where it names a fact of one clinic."""
    for fact in inline.find(text.nodes, inline.Fact):
        wrong = f"{fact.text} is in a name, which is the same for every clinic"
        raise Wrong(wrong, "write it in a text")
    return text


Name = Annotated[Text, AfterValidator(_the_same_everywhere)]
Title = Annotated[Name, AfterValidator(checked_title)]
DRAWING_NAME = r"[a-z0-9][a-z0-9-]{0,63}\.svg"
FIGURE_NAME = rf"{DRAWING_NAME}|{RASTER_NAME}"
DrawingFile = Annotated[
    Drawing,
    instance_of(Drawing),
    BeforeValidator(_drawing),
    PlainSerializer(lambda drawing: drawing.name, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^({FIGURE_NAME})$",
            "description": "The name of a drawing (.svg) or a picture (.jpg, .png, .webp) in "
            "figures/, beside the source.",
        }
    ),
]
Symbol = Annotated[
    Drawing | None,
    GetPydanticSchema(lambda _source, _handler: core_schema.any_schema()),
    BeforeValidator(_symbol),
    PlainSerializer(lambda symbol: symbol and symbol.name.removesuffix(".svg")),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^[a-z][a-z0-9-]*$",
            "description": "A picture of the drawing kit beside the words, which say the same.",
        }
    ),
]
AnatomyName = Annotated[Slug | None, BeforeValidator(_anatomy)]
OrganName = Annotated[Slug, BeforeValidator(_organ)]


class Node(BaseModel):
    """The base of everything in a source: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def with_texts(
    value: Any, change: Callable[[inline.Text], inline.Text], but: frozenset[str] = frozenset()
) -> Any:
    """A text, or a part of a condition with all texts in it, each as `change` gives it back.

    Fields whose names are in `but` stay as they are.
    """
    match value:
        case inline.Text():
            return change(value)
        case Node():
            names = type(value).model_fields.keys() - but
            changed = {name: with_texts(getattr(value, name), change, but) for name in names}
            return value.model_copy(update=changed)
        case tuple():
            return tuple(with_texts(one, change, but) for one in value)
        case _:
            return value


def _brand_names(value: Any, info: ValidationInfo) -> Any:
    names = [value] if isinstance(value, str) else value
    if isinstance(info.context, Ledger) and isinstance(names, list):
        info.context.brands += [(str(name), name) for name in names if isinstance(name, str)]
    return names


BrandNames = Annotated[
    tuple[Slug, ...],
    BeforeValidator(_brand_names),
    Field(exclude_if=lambda names: not names),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"},
                {"type": "array", "minItems": 1, "items": {"type": "string"}},
            ],
            "description": "A brand, or several: their folders in layouts/brands/.",
        }
    ),
]


class ByBrand(Node):
    """What stands in the documents of all brands, or of some alone."""

    only_for: BrandNames = ()
    not_for: BrandNames = ()

    @model_validator(mode="after")
    def _says_one(self) -> Self:
        if self.only_for and self.not_for:
            raise Wrong("has both `only_for` and `not_for`", "keep one of the two")
        return self

    def is_for(self, brand: str) -> bool:
        """Whether it stands in the documents of a brand."""
        return brand in self.only_for if self.only_for else brand not in self.not_for
