"""What a paragraph is, told by its style as `layouts/word` names it, or by Word's own styles.

Styles are known by their names, not their ids: other programs make up new ids when they save.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from publisher.content.model import Urgency
from publisher.pull.docx.package import WordFile, WordStyle
from publisher.roundtrip.styles import CalloutPart, Style, squeezed, style_named


class StyleRole(Enum):
    """The part that a paragraph plays in a condition."""

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
    CAPTION = "table caption"
    TABLE_SUMMARY = "table summary"
    CONTACT_HEADING = "contact heading"
    CONTACT_TEXT = "contact text"
    CONTACT_LINE = "contact line"
    ENTRY = "glossary term"
    ENTRY_TEXT = "glossary definition"
    SOURCE = "reference"
    MADE = "text of the publisher"
    CONTENTS = "contents"
    FOREIGN = "paragraph in another style"


ITEMS = frozenset({StyleRole.BULLET, StyleRole.STEP, StyleRole.CHECK, StyleRole.QUESTION})

_ROLES = {
    Style.TITLE: StyleRole.TITLE,
    Style.SUBTITLE: StyleRole.SUBTITLE,
    Style.ALSO_CALLED: StyleRole.ALSO_CALLED,
    Style.REVIEW_STATE: StyleRole.MADE,
    Style.URGENT_EMERGENCY: StyleRole.MADE,
    Style.URGENT_CALL: StyleRole.MADE,
    Style.GLANCE_HEADING: StyleRole.MADE,
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
    Style.CONTACT_HEADING: StyleRole.CONTACT_HEADING,
    Style.CONTACT_TEXT: StyleRole.CONTACT_TEXT,
    Style.CONTACT_NAME: StyleRole.CONTACT_LINE,
    Style.CONTACT_PHONE: StyleRole.CONTACT_LINE,
    Style.CONTACT_LINE: StyleRole.CONTACT_LINE,
    Style.GLOSSARY_TERM: StyleRole.ENTRY,
    Style.GLOSSARY_TEXT: StyleRole.ENTRY_TEXT,
    Style.SOURCE_ENTRY: StyleRole.SOURCE,
    Style.SMALL: StyleRole.MADE,
    Style.TOC_HEADING: StyleRole.MADE,
}
_IN_CALLOUT: dict[CalloutPart, StyleRole] = {
    "Label": StyleRole.MADE,
    "Number": StyleRole.MADE,
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
# Styles of Word itself, by their names without case and spaces.
_BUILT_IN = {
    "listparagraph": StyleRole.PARAGRAPH,  # Word's own; its numbering says more
}
_VARIANT = re.compile(r"(last|spaced|first|keep)+$")
_COUNTED = frozenset({"decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman"})


@dataclass(frozen=True, slots=True)
class Kind:
    """The role of a paragraph, how deep it is nested, and the urgency of the callout around it."""

    role: StyleRole
    level: int = 0
    urgency: Urgency | None = None
    style: str = ""
    """The name of the style, for words to a person."""
    bold: bool = False
    """Whether all letters of the style are bold, so that a bold run says nothing."""
    plain: bool = False
    """Whether the style is none of ours but one that Word gives what people type or paste."""
    numbering: str = ""
    """The id of the numbering of a step, its own or its style's."""
    listed: str = ""
    """What stands before it, whatever its role: "number", "bullet", or nothing."""
    depth: int = 0
    """How deep it is in that numbering."""


def kind(opened: WordFile, style: str, numbering: str | None, level: int | None) -> Kind:
    """What a paragraph is; `numbering` and `level` are its own, None where it names none."""
    chain = list(_chain(opened, style or opened.default_style))
    name = chain[0].name if chain else style
    bold = next((s.bold for s in chain if s.bold is not None), False)
    found = _named(name) or _named(style)
    role, urgency = found or (StyleRole.FOREIGN, None)
    if squeezed(name).startswith(("toc", "contents")) and role is not StyleRole.MADE:
        role = StyleRole.CONTENTS
    if numbering is None:
        numbering = next((s.numbering for s in chain if s.numbering is not None), None)
    if level is None:
        level = next((s.level for s in chain if s.level is not None), None)
    if level is None:
        level = int(_VARIANT.sub("", squeezed(name)).endswith("2") and role in ITEMS)
    listed = numbering not in (None, "0")
    number = opened.numbered.get((numbering or "", level), "bullet") in _COUNTED
    if numbering == "0" and role in ITEMS:
        role = StyleRole.PARAGRAPH  # the bullet was taken away
    elif listed and role is StyleRole.PARAGRAPH:
        role = StyleRole.STEP if number else StyleRole.BULLET
    depth = level
    level = level if role in ITEMS else 0
    plain = squeezed(name) in ("normal", "listparagraph")
    counted_by = (numbering or "") if role is StyleRole.STEP and listed else ""
    mark = ("number" if number else "bullet") if listed else ""
    return Kind(role, level, urgency, name, bool(bold), plain, counted_by, mark, depth)


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
    """A style and those that it is based on."""
    seen: set[str] = set()
    while style in opened.styles and style not in seen:
        seen.add(style)
        yield opened.styles[style]
        style = opened.styles[style].based


def raised(opened: WordFile, style: str) -> str:
    """Whether a character style is "superscript" or "subscript"; empty where it says nothing."""
    return next((sheet.raised for sheet in _chain(opened, style) if sheet.raised), "")


def letters(opened: WordFile, style: str) -> tuple[bool, bool, tuple[str, ...]]:
    """Whether a character style is bold and italic, and the names it goes by."""
    chain = list(_chain(opened, style))
    bold = next((s.bold for s in chain if s.bold is not None), False)
    italic = next((s.italic for s in chain if s.italic is not None), False)
    return bool(bold), bool(italic), tuple(squeezed(s.name) for s in chain)
