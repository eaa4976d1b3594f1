"""Easy Read: lines of one idea, each with a picture that says the same."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    WithJsonSchema,
    model_serializer,
    model_validator,
)

from publisher.content import inline
from publisher.content.drawing import Drawing
from publisher.content.fields import (
    AnatomyName,
    BlockId,
    Node,
    OrganName,
    Text,
    instance_of,
    ledger_of,
)
from publisher.errors import Wrong


def _plain_text(text: inline.Text) -> inline.Text:
    """`text` unchanged. Raises `Wrong` where it leads to notes, or has italics.

    Source: Inclusion Europe, "Information for all" (2009): never use italics.
    """
    notes = [*inline.find(text.nodes, inline.Term), *inline.find(text.nodes, inline.Citation)]
    if notes:
        wrong = "plain wording leads to the glossary or the references, which are not in it"
        raise Wrong(wrong, "say what the word means in a line of its own, without a link")
    if any(inline.find(text.nodes, inline.Emphasis)):
        raise Wrong("plain wording has italics", "write **strong**, or no mark")
    return text


def _one_idea(text: inline.Text) -> inline.Text:
    """`text` unchanged. Raises `Wrong` where it has more words than one idea needs.

    Source: Department of Health, "Making written information easier to understand for people with
    learning disabilities" (2010): no more than 10 to 15 words in a sentence.
    """
    if (words := len(text.plain.split())) > MOST_PLAIN_WORDS:
        wrong = f"plain line has {words} words"
        raise Wrong(wrong, f"keep it to {MOST_PLAIN_WORDS}: one idea a line")
    if not any(map(str.isalpha, text.plain)):
        raise Wrong("plain line has no words", "say the idea in a short sentence")
    return _plain_text(text)


def _line_picture(value: Any, info: ValidationInfo) -> Drawing:
    """The picture of a plain line: a symbol, or the anatomy that it names."""
    if isinstance(value, Drawing):
        return value
    if value is not None:
        return ledger_of(info).kit.symbol(value)
    anatomy, organs = info.data.get("anatomy"), info.data.get("organs")
    if anatomy is None or organs is None:
        return Drawing("", "", 1, 1)  # one of the two is a problem already
    return ledger_of(info).kit.small(anatomy, organs)


MOST_PLAIN_WORDS = 15
LEAST_PLAIN_LINES, MOST_PLAIN_LINES = 8, 24
LinePicture = Annotated[
    Drawing,
    instance_of(Drawing),
    BeforeValidator(_line_picture),
    PlainSerializer(lambda picture: picture.name.removesuffix(".svg"), return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^[a-z][a-z0-9-]*$",
            "description": "A picture of the drawing kit, large beside the line.",
        }
    ),
]
PlainHeading = Annotated[Text, AfterValidator(_plain_text)]
PlainText = Annotated[Text, AfterValidator(_one_idea)]


class PlainLine(Node):
    """One idea in Easy Read: words of one line, and a picture that says the same.

    The picture is a `symbol`, or an `anatomy` of the drawing kit with `organs` lit.
    """

    text: PlainText
    anatomy: AnatomyName = None
    organs: tuple[OrganName, ...] = ()
    symbol: LinePicture = Field(default=None, validate_default=True)

    @model_validator(mode="before")
    @classmethod
    def _has_one_picture(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("anatomy") and value.get("symbol"):
            raise Wrong("plain line has both `symbol` and `anatomy`", "keep one of the two")
        if isinstance(value, dict) and not (value.get("anatomy") or value.get("symbol")):
            raise Wrong(
                "plain line has no picture",
                "name a `symbol` of the drawing kit, or write `anatomy` and `organs`",
            )
        return value

    @model_serializer(mode="wrap")
    def _as_written(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Its keys as a source has them: a picture of an anatomy has no symbol there."""
        written: dict[str, Any] = handler(self)
        return {key: value for key, value in written.items() if key != "symbol" or not self.anatomy}


class PlainPart(Node):
    """Lines of Easy Read under a heading."""

    id: BlockId
    heading: PlainHeading
    lines: tuple[PlainLine, ...] = Field(min_length=1)
