"""What a form shows of each kind of thing in a source, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from publisher.content.fields import MOST_TITLE
from publisher.content.model import (
    MOST_COLUMNS,
    CodeSystem,
    ReviewState,
    SectionKind,
    Urgency,
)
from publisher.content.plain import LEAST_PLAIN_LINES, MOST_PLAIN_LINES, MOST_PLAIN_WORDS
from publisher.content.readability import LONG_SENTENCE_WORDS


class Control(StrEnum):
    """How a value is written."""

    LINE = "line"
    AREA = "area"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    WORDS = "words"  # several, with commas between them
    FIXED = "fixed"  # only read


@dataclass(frozen=True, slots=True)
class LengthLimits:
    """What a text is measured against; 0 for no limit."""

    characters: int = 0
    words: int = 0
    sentence: int = 0
    """How many words a sentence may have until the content check asks for a shorter one."""


TITLE = LengthLimits(characters=MOST_TITLE)
LINE = LengthLimits(characters=200)
RUNNING = LengthLimits(sentence=LONG_SENTENCE_WORDS)
PLAIN = LengthLimits(words=MOST_PLAIN_WORDS)
FREE = LengthLimits()


@dataclass(frozen=True, slots=True)
class FieldKind:
    """A value under a key."""

    key: str
    label: str
    control: Control = Control.AREA
    limits: LengthLimits = RUNNING
    is_optional: bool = False
    hint: str = ""
    options: str | tuple[tuple[str, str], ...] = ()
    """(value, words) of what may be chosen; or the name of a list that the project has."""
    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class ListKind:
    """A list under a key, and what may be added to it: (what, words)."""

    key: str
    label: str
    member: str
    palette: tuple[tuple[str, str], ...]
    bounds: str = ""
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class NodeKind:
    """A thing with keys."""

    label: str
    says: str = ""
    fields: tuple[FieldKind, ...] = ()
    lists: tuple[ListKind, ...] = ()


def _line(key: str, label: str, limits: LengthLimits = FREE, hint: str = "") -> FieldKind:
    return FieldKind(key, label, Control.LINE, limits, hint=hint)


_SYMBOL = FieldKind(
    "symbol", "Picture beside it", Control.CHOICE, FREE, is_optional=True, options="symbols"
)
_LEAD_IN = FieldKind("lead_in", "Words that lead in", hint="They end with a colon: You may notice:")
_PARAGRAPH = ("paragraph", "Paragraph")
_LIST = ("list", "List")
_STEPS = ("steps", "Steps, numbered")
BLOCKS = (
    _PARAGRAPH,
    _LIST,
    _STEPS,
    ("checklist", "Things to tick off"),
    ("callout", "Box: emergency, call, or good to know"),
    ("figure", "Picture"),
    ("table", "Table"),
    ("definitions", "Terms and what they mean"),
    ("questions", "Questions to take along"),
    ("write_in", "Lines to write on"),
    ("contact", "How to reach the clinic"),
)
"""The palette of blocks, the most usual first."""
_IN_BOX = (_PARAGRAPH, _LIST, _STEPS)
_ITEM_LIST = ListKind("items", "Items", "Item", (("item", "Item"),), "1 or more")
_TEXT_LIST = ListKind("items", "Items", "Item", (("text", "Item"),), "1 or more")
_BLOCK_LIST = ListKind("blocks", "Blocks", "Block", BLOCKS)
_URGENCIES = tuple(
    (one.value, words)
    for one, words in (
        (Urgency.EMERGENCY, "Emergency: life is at risk"),
        (Urgency.CALL, "Call: the care team should know"),
        (Urgency.NOTE, "Good to know"),
    )
)
_ANATOMY = (
    FieldKind(
        "anatomy",
        "Part of the body, from the drawing kit",
        Control.CHOICE,
        FREE,
        is_optional=True,
        options="anatomies",
    ),
    FieldKind(
        "organs",
        "Organs that are lit",
        Control.WORDS,
        FREE,
        is_optional=True,
        hint="With commas between them: stomach, liver",
    ),
)

NODES: dict[str, NodeKind] = {
    "paragraph": NodeKind("Paragraph", "", (FieldKind("text", "Words"), _SYMBOL)),
    "list": NodeKind("List", "", (_LEAD_IN,), (_ITEM_LIST,)),
    "steps": NodeKind(
        "Steps",
        "",
        (
            _LEAD_IN,
            FieldKind(
                "continues",
                "Goes on from the steps",
                Control.LINE,
                FREE,
                is_optional=True,
                hint="The id of steps before these, whose numbers go on here",
            ),
        ),
        (_ITEM_LIST,),
    ),
    "checklist": NodeKind("Things to tick off", "", (_LEAD_IN,), (_TEXT_LIST,)),
    "questions": NodeKind(
        "Questions to take along",
        "",
        (
            _LEAD_IN,
            FieldKind(
                "lines",
                "Lines to write on after each",
                Control.NUMBER,
                FREE,
                is_optional=True,
                least=0,
                most=6,
            ),
        ),
        (_TEXT_LIST,),
    ),
    "write_in": NodeKind(
        "Lines to write on",
        "",
        (
            FieldKind("label", "Label", Control.LINE, FREE),
            FieldKind("lines", "Lines", Control.NUMBER, FREE, is_optional=True, least=1, most=24),
        ),
    ),
    "definitions": NodeKind(
        "Terms and what they mean",
        "",
        (_LEAD_IN,),
        (ListKind("items", "Terms", "Term", (("definition", "Term"),), "1 or more"),),
    ),
    "callout": NodeKind(
        "Box",
        "",
        (
            FieldKind("urgency", "How urgent", Control.CHOICE, FREE, options=_URGENCIES),
            _line("heading", "Heading"),
        ),
        (ListKind("body", "In the box", "Block", _IN_BOX, "1 or more"),),
    ),
    "table": NodeKind(
        "Table",
        "",
        (
            FieldKind("caption", "Caption"),
            FieldKind("summary", "What it shows, for those who cannot see it"),
        ),
        (
            ListKind(
                "columns", "Columns", "Column", (("column", "Column"),), f"2 to {MOST_COLUMNS}"
            ),
            ListKind("rows", "Rows", "Row", (("row", "Row"),), "1 or more"),
        ),
    ),
    "figure": NodeKind(
        "Picture",
        "A drawing or picture of your own, or one of the drawing kit",
        (
            FieldKind(
                "file",
                "File in figures/",
                Control.CHOICE,
                FREE,
                is_optional=True,
                options="figures",
            ),
            *_ANATOMY,
            _line("title", "Title"),
            FieldKind("caption", "Caption"),
            FieldKind("alt", "What it shows, for those who cannot see it"),
            FieldKind("credit", "Who made it", Control.LINE, FREE, is_optional=True),
            FieldKind("license", "Terms of use", Control.LINE, FREE, is_optional=True),
        ),
    ),
    "contact": NodeKind(
        "How to reach the clinic",
        "Name, numbers and address come from the brand",
        (_line("heading", "Heading"), FieldKind("text", "Words", is_optional=True)),
    ),
    "missing": NodeKind(
        "Hole",
        "",
        (
            FieldKind("expected", "What belongs here", Control.FIXED, FREE),
            FieldKind("lead_in", "Words that announce it", Control.FIXED, FREE, is_optional=True),
        ),
    ),
    "section": NodeKind(
        "Section",
        "",
        (
            _line("heading", "Heading"),
            FieldKind(
                "kind",
                "What it is about",
                Control.CHOICE,
                FREE,
                options=tuple(
                    (one.value, one.value.replace("_", " ").capitalize()) for one in SectionKind
                ),
            ),
        ),
        (
            _BLOCK_LIST,
            ListKind(
                "subsections",
                "Subsections",
                "Subsection",
                (("subsection", "Subsection"),),
                is_optional=True,
            ),
        ),
    ),
    "subsection": NodeKind("Subsection", "", (_line("heading", "Heading"),), (_BLOCK_LIST,)),
    "brief": NodeKind(
        "Short wording",
        "For folded sheets and the short handout, where there is little room",
        (FieldKind("heading", "Heading", Control.LINE, FREE, is_optional=True),),
        (_BLOCK_LIST,),
    ),
    "sheet": NodeKind(
        "Question sheet",
        "All that the question sheet shows of this section",
        (FieldKind("heading", "Heading", Control.LINE, FREE, is_optional=True),),
        (_BLOCK_LIST,),
    ),
    "item": NodeKind(
        "Item",
        "",
        (FieldKind("text", "Words"), _SYMBOL),
        (ListKind("items", "Items below it", "Item", (("text", "Item below it"),), "", True),),
    ),
    "text": NodeKind("Item", "", (FieldKind("", "Words"),)),
    "definition": NodeKind("Term", "", (_line("term", "Term"), FieldKind("text", "What it means"))),
    "part": NodeKind(
        "Part",
        "",
        (_line("heading", "Heading"),),
        (ListKind("lines", "Lines", "Line", (("line", "Line"),)),),
    ),
    "line": NodeKind(
        "Line",
        "",
        (
            FieldKind("text", "One idea", limits=PLAIN),
            FieldKind(
                "symbol", "Picture", Control.CHOICE, FREE, is_optional=True, options="symbols"
            ),
            *_ANATOMY,
        ),
    ),
    "entry": NodeKind(
        "Term",
        "",
        (
            _line("term", "Term"),
            FieldKind("definition", "What it means"),
            _line("id", "Name for links", hint="[words](term:name) in a text points at it"),
        ),
    ),
    "reference": NodeKind(
        "Source",
        "",
        (
            FieldKind("text", "Author, title, year", limits=FREE),
            FieldKind("url", "Address", Control.LINE, FREE, is_optional=True, hint="https://…"),
            FieldKind("accessed", "Read on", Control.DATE, FREE, is_optional=True),
            _line("id", "Name for citations", hint="[@name] in a text points at it"),
        ),
    ),
    "code": NodeKind(
        "Code",
        "",
        (
            FieldKind(
                "system",
                "System",
                Control.CHOICE,
                FREE,
                options=tuple((one.value, one.value) for one in CodeSystem),
            ),
            _line("code", "Code", LINE),
            _line("display", "What it stands for", LINE),
        ),
    ),
    "front": NodeKind(
        "Title and review",
        "",
        (
            _line("title", "Title", TITLE),
            _line("short_title", "Short title", TITLE, "Where there is little room"),
            FieldKind("subtitle", "Subtitle"),
            FieldKind(
                "body_part", "Part of the body", Control.LINE, FREE, hint="In one word: skin"
            ),
            _line("version", "Version", hint="Two numbers: 1.0"),
            FieldKind("issued", "Issued", Control.DATE, FREE),
            FieldKind("modified", "Modified", Control.DATE, FREE),
            FieldKind("licensed_from", "Rights are held by", Control.LINE, LINE, is_optional=True),
            FieldKind("license", "Terms of use", Control.LINE, LINE, is_optional=True),
        ),
        (
            ListKind("also_called", "Other names", "Name", (("text", "Name"),), "", True),
            ListKind("codes", "Codes", "Code", (("code", "Code"),), "", True),
        ),
    ),
    "review": NodeKind(
        "Review",
        "",
        (
            FieldKind(
                "state",
                "State",
                Control.CHOICE,
                FREE,
                options=(
                    (ReviewState.UNREVIEWED.value, "Not reviewed"),
                    (ReviewState.REVIEWED.value, "Reviewed by a clinician"),
                ),
            ),
            FieldKind("reviewer", "Who reviewed it", Control.LINE, LINE, is_optional=True),
            FieldKind("reviewed", "Reviewed on", Control.DATE, FREE, is_optional=True),
            FieldKind("next_review", "To review again by", Control.DATE, FREE, is_optional=True),
        ),
    ),
}
SUMMARY = ListKind("summary", "At a glance", "Line", (("text", "Line"),), "3 to 5")
PLAIN_PARTS = ListKind(
    "plain",
    "Easy Read",
    "Part",
    (("part", "Part"),),
    f"{LEAST_PLAIN_LINES} to {MOST_PLAIN_LINES} lines in all",
    True,
)
GLOSSARY = ListKind("glossary", "Glossary", "Term", (("entry", "Term"),), "", True)
REFERENCES = ListKind("references", "Sources", "Source", (("reference", "Source"),), "1 or more")
MEMBERS = {
    "summary": "text",
    "plain": "part",
    "glossary": "entry",
    "references": "reference",
    "also_called": "text",
    "codes": "code",
    "sections": "section",
    "subsections": "subsection",
    "lines": "line",
}
"""What a member of a list is that has no kind of its own, by the key of the list."""
