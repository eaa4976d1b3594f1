"""The role of a paragraph, by its style: one of `layouts/word`, or one of Word's own.

Styles are identified by name, not by id: other programs assign new ids when they save.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from publisher.content.model import Urgency
from publisher.pull.docx.definitions import WordStyle
from publisher.pull.docx.package import WordFile
from publisher.roundtrip.styles import CalloutPart, Style, squeezed, style_named


class StyleRole(Enum):
    """What a paragraph is in a condition. The values are shown to the user."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    ALSO_CALLED = "other names"
    SUMMARY = "summary"
    SECTION = "heading"
    SUBSECTION = "subheading"
    PARAGRAPH = "paragraph"
    LEAD_IN = "lead-in"
    BULLET = "list item"
    STEP = "step"
    CHECK = "checklist item"
    QUESTION = "question"
    LINE = "line to write on"
    LABEL = "label"
    TERM = "term"
    MEANING = "meaning"
    CALLOUT_HEADING = "callout heading"
    PICTURE = "picture"
    FIGURE_TITLE = "figure title"
    FIGURE_CAPTION = "figure caption"
    FIGURE_CREDIT = "credit of a picture"
    FIGURE_LICENSE = "license of a picture"
    RECORDING_TEXT = "line that leads to a recording"
    TRANSCRIPT = "paragraph of a transcript"
    CAPTION = "table caption"
    TABLE_SUMMARY = "table summary"
    CONTACT_HEADING = "contact heading"
    CONTACT_TEXT = "contact text"
    CONTACT_LINE = "contact line"
    ENTRY = "glossary term"
    ENTRY_TEXT = "glossary definition"
    SOURCE = "reference"
    PUBLISHER_TEXT = "text of the publisher"
    CONTENTS = "contents"
    FOREIGN = "paragraph in another style"


FIGURE_TEXTS = frozenset(
    {
        StyleRole.FIGURE_TITLE,
        StyleRole.FIGURE_CAPTION,
        StyleRole.FIGURE_CREDIT,
        StyleRole.FIGURE_LICENSE,
    }
)
"""The roles of the paragraphs below a picture."""
ITEMS = frozenset({StyleRole.BULLET, StyleRole.STEP, StyleRole.CHECK, StyleRole.QUESTION})

_ROLES = {
    Style.TITLE: StyleRole.TITLE,
    Style.SUBTITLE: StyleRole.SUBTITLE,
    Style.ALSO_CALLED: StyleRole.ALSO_CALLED,
    Style.REVIEW_STATE: StyleRole.PUBLISHER_TEXT,
    Style.URGENT_EMERGENCY: StyleRole.PUBLISHER_TEXT,
    Style.URGENT_CALL: StyleRole.PUBLISHER_TEXT,
    Style.GLANCE_HEADING: StyleRole.PUBLISHER_TEXT,
    Style.GLANCE_TEXT: StyleRole.SUMMARY,
    Style.HEADING_1: StyleRole.SECTION,
    Style.HEADING_2: StyleRole.SUBSECTION,
    Style.BODY_TEXT: StyleRole.PARAGRAPH,
    Style.NORMAL: StyleRole.PARAGRAPH,
    Style.LEAD_IN: StyleRole.LEAD_IN,
    Style.LIST_BULLET: StyleRole.BULLET,
    Style.LIST_BULLET_2: StyleRole.BULLET,
    Style.LIST_NUMBER: StyleRole.STEP,
    Style.LIST_NUMBER_2: StyleRole.STEP,
    Style.BODY_TEXT_SYMBOL: StyleRole.PARAGRAPH,
    Style.LIST_BULLET_SYMBOL: StyleRole.BULLET,
    Style.LIST_NUMBER_SYMBOL: StyleRole.STEP,
    Style.LIST_NUMBER_SYMBOL_2: StyleRole.STEP,
    Style.PLAIN_LINE: StyleRole.PARAGRAPH,
    Style.CHECKLIST: StyleRole.CHECK,
    Style.QUESTION: StyleRole.QUESTION,
    Style.ANSWER_LINE: StyleRole.LINE,
    Style.WRITE_IN_LINE: StyleRole.LINE,
    Style.WRITE_IN_LABEL: StyleRole.LABEL,
    Style.DEFINITION_TERM: StyleRole.TERM,
    Style.DEFINITION_TEXT: StyleRole.MEANING,
    Style.CAPTION: StyleRole.CAPTION,
    Style.TABLE_SUMMARY: StyleRole.TABLE_SUMMARY,
    Style.TABLE_HEADING: StyleRole.PARAGRAPH,
    Style.TABLE_TEXT: StyleRole.PARAGRAPH,
    Style.PICTURE: StyleRole.PICTURE,
    Style.FIGURE_TITLE: StyleRole.FIGURE_TITLE,
    Style.FIGURE_CAPTION: StyleRole.FIGURE_CAPTION,
    Style.FIGURE_CAPTION_CREDITED: StyleRole.FIGURE_CAPTION,
    Style.FIGURE_CREDIT: StyleRole.FIGURE_CREDIT,
    Style.FIGURE_LICENSE: StyleRole.FIGURE_LICENSE,
    Style.RECORDING_LINK: StyleRole.RECORDING_TEXT,
    Style.RECORDING_ADDRESS: StyleRole.RECORDING_TEXT,
    Style.TRANSCRIPT_HEADING: StyleRole.RECORDING_TEXT,
    Style.TRANSCRIPT: StyleRole.TRANSCRIPT,
    Style.CONTACT_HEADING: StyleRole.CONTACT_HEADING,
    Style.CONTACT_TEXT: StyleRole.CONTACT_TEXT,
    Style.CONTACT_NAME: StyleRole.CONTACT_LINE,
    Style.CONTACT_PHONE: StyleRole.CONTACT_LINE,
    Style.CONTACT_LINE: StyleRole.CONTACT_LINE,
    Style.GLOSSARY_TERM: StyleRole.ENTRY,
    Style.GLOSSARY_TEXT: StyleRole.ENTRY_TEXT,
    Style.SOURCE_ENTRY: StyleRole.SOURCE,
    Style.SMALL: StyleRole.PUBLISHER_TEXT,
    Style.TOC_HEADING: StyleRole.PUBLISHER_TEXT,
}
_IN_CALLOUT: dict[CalloutPart, StyleRole] = {
    "Label": StyleRole.PUBLISHER_TEXT,
    "Number": StyleRole.PUBLISHER_TEXT,
    "Heading": StyleRole.CALLOUT_HEADING,
    "Text": StyleRole.PARAGRAPH,
    "LeadIn": StyleRole.LEAD_IN,
    "List": StyleRole.BULLET,
    "List2": StyleRole.BULLET,
    "Step": StyleRole.STEP,
    "Step2": StyleRole.STEP,
}
_CALLOUTS = {
    Style.callout(urgency, part): (role, urgency)
    for urgency in Urgency
    for part, role in _IN_CALLOUT.items()
    if (urgency, part) != (Urgency.NOTE, "Number")
}
# Styles of Word itself, by their names in lower case without spaces.
_BUILT_IN = {
    "listparagraph": StyleRole.PARAGRAPH,  # a list item if it has a numbering
}
_VARIANT = re.compile(r"(last|spaced|first|keep)+$")
_COUNTED = frozenset({"decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman"})


@dataclass(frozen=True, slots=True)
class Kind:
    """The role of a paragraph, its level in a list, and the urgency of the callout around it."""

    role: StyleRole
    level: int = 0
    urgency: Urgency | None = None
    style: str = ""
    """The name of the style, for messages."""
    bold: bool = False
    """Whether the style is bold, so that bold letters are not emphasized."""
    plain: bool = False
    """Whether the style is the one that Word gives to text that people type or paste."""
    numbering: str = ""
    """The id of the numbering of a step, set by the paragraph or its style."""
    listed: str = ""
    """What is shown before it, whatever its role: "number", "bullet", or empty for nothing."""
    depth: int = 0
    """The level of its numbering, whatever its role."""


def kind(opened: WordFile, style: str, numbering: str | None, level: int | None) -> Kind:
    """The kind of a paragraph; `numbering` and `level` are None where only its style sets them."""
    chain = list(_chain(opened, style or opened.default_style))
    name = chain[0].name if chain else style
    bold = next((s.bold for s in chain if s.bold is not None), False)
    found = _named(name) or _named(style)
    role, urgency = found or (StyleRole.FOREIGN, None)
    if squeezed(name).startswith(("toc", "contents")) and role is not StyleRole.PUBLISHER_TEXT:
        role = StyleRole.CONTENTS
    if numbering is None:
        numbering = next((s.numbering for s in chain if s.numbering is not None), None)
    if level is None:
        level = next((s.level for s in chain if s.level is not None), None)
    if level is None:
        level = int(_VARIANT.sub("", squeezed(name)).endswith("2") and role in ITEMS)
    listed = numbering not in (None, "0")
    counted = opened.numbered.get((numbering or "", level), "bullet") in _COUNTED
    if numbering == "0" and role in ITEMS:
        role = StyleRole.PARAGRAPH  # the bullet was removed
    elif listed and role is StyleRole.PARAGRAPH:
        role = StyleRole.STEP if counted else StyleRole.BULLET
    return Kind(
        role,
        level if role in ITEMS else 0,
        urgency,
        name,
        bool(bold),
        plain=squeezed(name) in ("normal", "listparagraph"),
        numbering=(numbering or "") if role is StyleRole.STEP and listed else "",
        listed=("number" if counted else "bullet") if listed else "",
        depth=level,
    )


def _named(name: str) -> tuple[StyleRole, Urgency | None] | None:
    full = squeezed(name)
    for form in (full, _VARIANT.sub("", full)):
        if form in _BUILT_IN:
            return _BUILT_IN[form], None
        if (style := style_named(form)) in _ROLES:
            return _ROLES[style], None
        if style in _CALLOUTS:
            return _CALLOUTS[style]
    return None


def _chain(opened: WordFile, style: str) -> Iterator[WordStyle]:
    """A style and those that it inherits from, the nearest first."""
    seen: set[str] = set()
    while style in opened.styles and style not in seen:
        seen.add(style)
        yield opened.styles[style]
        style = opened.styles[style].based_on


def raised(opened: WordFile, style: str) -> str:
    """Whether a character style is "superscript" or "subscript"; empty for neither."""
    return next((sheet.raised for sheet in _chain(opened, style) if sheet.raised), "")


def letters(opened: WordFile, style: str) -> tuple[bool, bool, tuple[str, ...]]:
    """(bold, italic, names of the style and of those that it inherits from)."""
    chain = list(_chain(opened, style))
    bold = next((s.bold for s in chain if s.bold is not None), False)
    italic = next((s.italic for s in chain if s.italic is not None), False)
    return bool(bold), bool(italic), tuple(squeezed(s.name) for s in chain)
