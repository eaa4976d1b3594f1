"""The styles of a Word file: the writer uses their ids, the reader their names.

`layouts/word/package/word/styles.xml.j2` defines what they look like. Word and LibreOffice keep
the name of a style when they save a file, but may give it another id.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Literal

from publisher.content.model import Urgency

CalloutPart = Literal[
    "Label", "Number", "Heading", "Text", "LeadIn", "List", "List2", "Step", "Step2"
]
"""What a paragraph is in a callout: the end of the id of its style, after the urgency."""

_LAST, _SPACED = "Last", "Spaced"


class Style(StrEnum):
    """A style by its id. "Last" adds space below a list or box, "Spaced" adds space above."""

    NORMAL = "Normal"
    DEFAULT_FONT = "DefaultParagraphFont"
    TABLE_NORMAL = "TableNormal"
    NO_LIST = "NoList"

    # Front and contents
    TITLE = "Title"
    SUBTITLE = "Subtitle"
    ALSO_CALLED = "AlsoCalled"
    REVIEW_STATE = "ReviewState"
    URGENT_EMERGENCY = "UrgentEmergency"
    URGENT_CALL = "UrgentCall"
    GLANCE_HEADING = "GlanceHeading"
    GLANCE_TEXT = "GlanceText"
    GLANCE_TEXT_LAST = "GlanceTextLast"
    TOC_HEADING = "TOCHeading"
    TOC_1 = "TOC1"
    TOC_2 = "TOC2"

    # Running text
    HEADING_1 = "Heading1"
    HEADING_2 = "Heading2"
    HEADING_3 = "Heading3"
    BODY_TEXT = "BodyText"
    BODY_TEXT_SPACED = "BodyTextSpaced"
    BODY_TEXT_SYMBOL = "BodyTextSymbol"
    BODY_TEXT_SYMBOL_SPACED = "BodyTextSymbolSpaced"
    LEAD_IN = "LeadIn"
    LEAD_IN_SPACED = "LeadInSpaced"
    LIST_BULLET = "ListBullet"
    LIST_BULLET_LAST = "ListBulletLast"
    LIST_BULLET_2 = "ListBullet2"
    LIST_BULLET_2_LAST = "ListBullet2Last"
    LIST_NUMBER = "ListNumber"
    LIST_NUMBER_LAST = "ListNumberLast"
    LIST_NUMBER_2 = "ListNumber2"
    LIST_NUMBER_2_LAST = "ListNumber2Last"
    LIST_BULLET_SYMBOL = "ListBulletSymbol"
    LIST_BULLET_SYMBOL_LAST = "ListBulletSymbolLast"
    LIST_NUMBER_SYMBOL = "ListNumberSymbol"
    LIST_NUMBER_SYMBOL_LAST = "ListNumberSymbolLast"
    LIST_NUMBER_SYMBOL_2 = "ListNumberSymbol2"
    LIST_NUMBER_SYMBOL_2_LAST = "ListNumberSymbol2Last"
    CHECKLIST = "Checklist"
    CHECKLIST_LAST = "ChecklistLast"
    QUESTION = "Question"
    QUESTION_LAST = "QuestionLast"
    WRITE_IN_LABEL = "WriteInLabel"
    WRITE_IN_LINE = "WriteInLine"
    ANSWER_LINE = "AnswerLine"
    DEFINITION_TERM = "DefinitionTerm"
    DEFINITION_TEXT = "DefinitionText"

    # Callouts
    EMERGENCY_LABEL = "CalloutEmergencyLabel"
    EMERGENCY_NUMBER = "CalloutEmergencyNumber"
    EMERGENCY_HEADING = "CalloutEmergencyHeading"
    EMERGENCY_TEXT = "CalloutEmergencyText"
    EMERGENCY_TEXT_LAST = "CalloutEmergencyTextLast"
    EMERGENCY_LEAD_IN = "CalloutEmergencyLeadIn"
    EMERGENCY_LIST = "CalloutEmergencyList"
    EMERGENCY_LIST_LAST = "CalloutEmergencyListLast"
    EMERGENCY_LIST_2 = "CalloutEmergencyList2"
    EMERGENCY_LIST_2_LAST = "CalloutEmergencyList2Last"
    EMERGENCY_STEP = "CalloutEmergencyStep"
    EMERGENCY_STEP_LAST = "CalloutEmergencyStepLast"
    EMERGENCY_STEP_2 = "CalloutEmergencyStep2"
    EMERGENCY_STEP_2_LAST = "CalloutEmergencyStep2Last"
    CALL_LABEL = "CalloutCallLabel"
    CALL_NUMBER = "CalloutCallNumber"
    CALL_HEADING = "CalloutCallHeading"
    CALL_TEXT = "CalloutCallText"
    CALL_TEXT_LAST = "CalloutCallTextLast"
    CALL_LEAD_IN = "CalloutCallLeadIn"
    CALL_LIST = "CalloutCallList"
    CALL_LIST_LAST = "CalloutCallListLast"
    CALL_LIST_2 = "CalloutCallList2"
    CALL_LIST_2_LAST = "CalloutCallList2Last"
    CALL_STEP = "CalloutCallStep"
    CALL_STEP_LAST = "CalloutCallStepLast"
    CALL_STEP_2 = "CalloutCallStep2"
    CALL_STEP_2_LAST = "CalloutCallStep2Last"
    NOTE_LABEL = "CalloutNoteLabel"
    NOTE_HEADING = "CalloutNoteHeading"
    NOTE_TEXT = "CalloutNoteText"
    NOTE_TEXT_LAST = "CalloutNoteTextLast"
    NOTE_LEAD_IN = "CalloutNoteLeadIn"
    NOTE_LIST = "CalloutNoteList"
    NOTE_LIST_LAST = "CalloutNoteListLast"
    NOTE_LIST_2 = "CalloutNoteList2"
    NOTE_LIST_2_LAST = "CalloutNoteList2Last"
    NOTE_STEP = "CalloutNoteStep"
    NOTE_STEP_LAST = "CalloutNoteStepLast"
    NOTE_STEP_2 = "CalloutNoteStep2"
    NOTE_STEP_2_LAST = "CalloutNoteStep2Last"

    # Tables, figures, the contact card
    CAPTION = "Caption"
    TABLE_SUMMARY = "TableSummary"
    TABLE_HEADING = "TableHeading"
    TABLE_TEXT = "TableText"
    GUIDE_TABLE = "GuideTable"
    PICTURE = "Picture"
    PLAIN_LINE = "PlainLine"
    PICTURE_TABLE = "PictureTable"
    FIGURE_TITLE = "FigureTitle"
    FIGURE_CAPTION = "FigureCaption"
    FIGURE_CAPTION_CREDITED = "FigureCaptionCredited"
    FIGURE_CREDIT = "FigureCredit"
    FIGURE_LICENSE = "FigureLicense"
    RECORDING_LINK = "RecordingLink"
    RECORDING_ADDRESS = "RecordingAddress"
    RECORDING_ADDRESS_LAST = "RecordingAddressLast"
    TRANSCRIPT_HEADING = "TranscriptHeading"
    TRANSCRIPT = "Transcript"
    TRANSCRIPT_LAST = "TranscriptLast"
    CONTACT_HEADING = "ContactHeading"
    CONTACT_TEXT = "ContactText"
    CONTACT_NAME = "ContactName"
    CONTACT_PHONE = "ContactPhone"
    CONTACT_LINE = "ContactLine"
    CONTACT_LINE_LAST = "ContactLineLast"

    # Back, head and foot
    GLOSSARY_TERM = "GlossaryTerm"
    GLOSSARY_TEXT = "GlossaryText"
    SOURCE_ENTRY = "SourceEntry"
    INDEX_ENTRY = "IndexEntry"
    SMALL = "Small"
    COVER_BAND = "CoverBand"
    HEADER = "Header"
    FOOTER = "Footer"
    FOOTER_2 = "Footer2"

    # Letters
    STRONG = "Strong"
    EMPHASIS = "Emphasis"
    STRONG_EMPHASIS = "StrongEmphasis"
    HYPERLINK = "Hyperlink"
    STRONG_HYPERLINK = "StrongHyperlink"
    EMPHASIS_HYPERLINK = "EmphasisHyperlink"
    STRONG_EMPHASIS_HYPERLINK = "StrongEmphasisHyperlink"
    GLOSSARY_LINK = "GlossaryLink"
    STRONG_GLOSSARY_LINK = "StrongGlossaryLink"
    EMPHASIS_GLOSSARY_LINK = "EmphasisGlossaryLink"
    STRONG_EMPHASIS_GLOSSARY_LINK = "StrongEmphasisGlossaryLink"
    FOLLOWED_HYPERLINK = "FollowedHyperlink"
    CITATION = "Citation"
    DRAFT_BADGE = "DraftBadge"

    @classmethod
    def heading(cls, level: int) -> Style:
        """The style of a heading; 1 is that of a section."""
        return cls(f"Heading{level}")

    @classmethod
    def contents_line(cls, level: int) -> Style:
        """The style of a line of the contents, 1 or 2."""
        return cls(f"TOC{level}")

    @classmethod
    def callout(cls, urgency: Urgency, part: CalloutPart) -> Style:
        """The style of a paragraph in a callout of that urgency."""
        return cls(f"Callout{urgency.value.title()}{part}")

    @property
    def last(self) -> Style:
        """The variant for the last paragraph of a list or a box."""
        return Style(f"{self}{_LAST}")

    @property
    def spaced(self) -> Style:
        """The variant for the first paragraph below a table or lines to write on."""
        return Style(f"{self}{_SPACED}")

    @property
    def second_level(self) -> Style:
        """The style for items within an item of a list in this style."""
        return Style(f"{self}2")


def squeezed(name: str) -> str:
    """The name of a style without case, spaces and hyphens, which programs change."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


# Names that are not the id with spaces added.
_OTHER_NAMES = {
    "normaltable": Style.TABLE_NORMAL,
    "pictureline": Style.PICTURE,
    "footersecondline": Style.FOOTER_2,
    "contentsheading": Style.TOC_HEADING,  # LibreOffice's name for it
}
_BY_NAME = {squeezed(style): style for style in Style} | _OTHER_NAMES


def style_named(name: str) -> Style | None:
    """The style with this name, as any program saves it; None for a style that is not ours."""
    return _BY_NAME.get(squeezed(name))
