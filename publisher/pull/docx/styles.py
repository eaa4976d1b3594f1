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
    "title": StyleRole.TITLE,
    "subtitle": StyleRole.SUBTITLE,
    "alsocalled": StyleRole.ALSO_CALLED,
    "reviewstate": StyleRole.MADE,
    "glanceheading": StyleRole.MADE,
    "glancetext": StyleRole.SUMMARY,
    "heading1": StyleRole.SECTION,
    "heading2": StyleRole.SUBSECTION,
    "bodytext": StyleRole.PARAGRAPH,
    "normal": StyleRole.PARAGRAPH,
    "leadin": StyleRole.LEAD_IN,
    "listbullet": StyleRole.BULLET,
    "listbullet2": StyleRole.BULLET,
    "listnumber": StyleRole.STEP,
    "listnumber2": StyleRole.STEP,
    "listparagraph": StyleRole.PARAGRAPH,  # Word's own; its numbering says more
    "checklist": StyleRole.CHECK,
    "question": StyleRole.QUESTION,
    "answerline": StyleRole.LINE,
    "writeinline": StyleRole.LINE,
    "writeinlabel": StyleRole.LABEL,
    "definitionterm": StyleRole.TERM,
    "definitiontext": StyleRole.MEANING,
    "caption": StyleRole.CAPTION,
    "tablesummary": StyleRole.TABLE_SUMMARY,
    "tableheading": StyleRole.PARAGRAPH,
    "tabletext": StyleRole.PARAGRAPH,
    "picture": StyleRole.PICTURE,
    "pictureline": StyleRole.PICTURE,
    "figuretitle": StyleRole.FIGURE_TITLE,
    "figurecaption": StyleRole.FIGURE_CAPTION,
    "contactheading": StyleRole.CONTACT_HEADING,
    "contacttext": StyleRole.CONTACT_TEXT,
    "contactname": StyleRole.CONTACT_LINE,
    "contactphone": StyleRole.CONTACT_LINE,
    "contactline": StyleRole.CONTACT_LINE,
    "glossaryterm": StyleRole.ENTRY,
    "glossarytext": StyleRole.ENTRY_TEXT,
    "sourceentry": StyleRole.SOURCE,
    "small": StyleRole.MADE,
    "tocheading": StyleRole.MADE,
    "contentsheading": StyleRole.MADE,
    "endnotetext": StyleRole.SOURCE,
}
_IN_CALLOUT = {
    "label": StyleRole.MADE,
    "number": StyleRole.MADE,
    "heading": StyleRole.CALLOUT_HEADING,
    "text": StyleRole.PARAGRAPH,
    "leadin": StyleRole.LEAD_IN,
    "list": StyleRole.BULLET,
    "list2": StyleRole.BULLET,
    "step": StyleRole.STEP,
    "step2": StyleRole.STEP,
}
_CALLOUT = re.compile(r"callout(emergency|call|note)(\w+)")
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


def squeezed(name: str) -> str:
    """The name of a style without what programs change in it: case, spaces and hyphens."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


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
    if numbering == "0" and role in ITEMS:
        role = StyleRole.PARAGRAPH  # the bullet was taken away
    elif listed and role is StyleRole.PARAGRAPH:
        counted = opened.numbered.get((numbering or "", level), "bullet") in _COUNTED
        role = StyleRole.STEP if counted else StyleRole.BULLET
    level = level if role in ITEMS else 0
    plain = squeezed(name) in ("normal", "listparagraph")
    return Kind(role, level, urgency, name, bool(bold), plain)


def _named(name: str) -> tuple[StyleRole, Urgency | None] | None:
    said = squeezed(name)
    for form in (said, _VARIANT.sub("", said)):
        if form in _ROLES:
            return _ROLES[form], None
        if (match := _CALLOUT.fullmatch(form)) and match.group(2) in _IN_CALLOUT:
            return _IN_CALLOUT[match.group(2)], Urgency(match.group(1))
    return None


def _chain(opened: WordFile, style: str) -> Iterator[WordStyle]:
    """A style and those that it is based on."""
    seen: set[str] = set()
    while style in opened.styles and style not in seen:
        seen.add(style)
        yield opened.styles[style]
        style = opened.styles[style].based


def letters(opened: WordFile, style: str) -> tuple[bool, bool, tuple[str, ...]]:
    """Whether a character style is bold and italic, and the names it goes by."""
    chain = list(_chain(opened, style))
    bold = next((s.bold for s in chain if s.bold is not None), False)
    italic = next((s.italic for s in chain if s.italic is not None), False)
    return bool(bold), bool(italic), tuple(squeezed(s.name) for s in chain)
