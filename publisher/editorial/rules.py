"""Every content rule: what it asks, whose it is, a text that breaks it and one that nearly does.

What finds them is in the other modules of this folder; docs/content-rules.md is made of this list.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"  # the text must not go out like this
    PERSON = "person"  # it may be right: somebody who knows has to say so
    ADVICE = "advice"  # it can be said more clearly


@dataclass(frozen=True, slots=True)
class Example:
    """A text in the small Markdown of a source, and what it is."""

    text: str
    role: str = "text"
    """As in tests/editorial/sentences.tsv; "guide" where `text` only describes a whole guide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentRule:
    """One rule, in words for an editor."""

    level: Level
    asks: str
    right: str
    """What to do where it is broken."""
    source: str
    breaks: Example
    nearly: Example
    any_language: bool = False
    """Whether it holds in every language; others are of English alone."""


_NHS = "NHS digital service manual, How we write"
_NHS_NUMBERS = "NHS digital service manual, Numbers, measurements, dates and time"
_NHS_STANDARD = "NHS standard for creating health content"
_FEDERAL = "US Federal Plain Language Guidelines, 2011"
_PEMAT = "AHRQ, PEMAT-P"
_CDC_INDEX = "CDC Clear Communication Index"
_ISMP = "ISMP list of error-prone abbreviations; Joint Commission, Do Not Use list"
_OURS = "ours"

RULES: dict[str, ContentRule] = {
    "long-sentence": ContentRule(
        level=Level.ADVICE,
        asks="A sentence has 20 words at most.",
        right="make two of it",
        source=_NHS,
        breaks=Example(
            "Call us the same day if the pain moves to your side and you feel hot, or if you "
            "cannot keep any food or water down."
        ),
        nearly=Example(
            "Call us the same day if the pain moves to your side and you also begin to feel hot."
        ),
    ),
    "long-paragraph": ContentRule(
        level=Level.ADVICE,
        asks="A paragraph has 3 sentences at most.",
        right="make two of it, or a list",
        source=_NHS,
        breaks=Example("It may hurt. It may swell. It may feel stiff. It may click."),
        nearly=Example("It may hurt and swell. It may feel stiff. It may click."),
    ),
    "reading-grade": ContentRule(
        level=Level.ADVICE,
        asks="The whole text, and each wording of it, reads at grade 8 or below by both formulas, "
        "Flesch–Kincaid and Coleman–Liau; so does each section of 100 words or more by one of "
        "them.",
        right="use shorter sentences and words",
        source="National Institutes of Health: grade 8 at most; Kincaid 1975; Coleman and Liau "
        "1975. SMOG is not used: it does not hold for fewer than 30 sentences",
        breaks=Example("a guide of long sentences with long words", "guide"),
        nearly=Example("a guide of short sentences in which one is long", "guide"),
    ),
    "passive": ContentRule(
        level=Level.ADVICE,
        asks="A sentence says who does what. Naming (“is called”) and states (“is swollen”) are "
        "no passive.",
        right="say who does it",
        source=f"{_NHS}; {_PEMAT}, item 5",
        breaks=Example("A small tube is put into your vein."),
        nearly=Example("This is called a drip, and your arm may be tired."),
    ),
    "medical-term": ContentRule(
        level=Level.ADVICE,
        asks="A medical term stands beside its plain word, or in the glossary.",
        right="use the plain word, or put the term behind it in brackets",
        source=f"{_NHS}; {_PEMAT}, item 4",
        breaks=Example("You may notice edema."),
        nearly=Example("You may notice swelling (edema)."),
    ),
    "abbreviation": ContentRule(
        level=Level.ADVICE,
        asks="An abbreviation is explained once: in brackets, or in the glossary.",
        right="write it out, with the abbreviation in brackets where it is used again",
        source="NHS digital service manual, Formatting and punctuation",
        breaks=Example("Your BMI helps us to plan."),
        nearly=Example("Your body mass index (BMI) helps us to plan."),
    ),
    "plain-word": ContentRule(
        level=Level.ADVICE,
        asks="The everyday word stands in the place of a formal one.",
        right="use the everyday word",
        source="CDC Everyday Words for Public Health Communication; "
        "CDC Plain Language Thesaurus 2009",
        breaks=Example("Take it prior to meals."),
        nearly=Example("Do the following before meals."),
    ),
    "number-without-whole": ContentRule(
        level=Level.ADVICE,
        asks="A share says of what, and a comparison (“twice as likely”) says both numbers.",
        right="say how many of how many, before and after: from 2 in 100 to 4 in 100",
        source=f"{_NHS_NUMBERS}; {_PEMAT}, item 6; {_CDC_INDEX}, items 16 and 20",
        breaks=Example("Smoking doubles your risk."),
        nearly=Example("Smoking doubles your risk, from 1 in 100 to 2 in 100. [@src]"),
    ),
    "vague-frequency": ContentRule(
        level=Level.ADVICE,
        asks="A chance is a number, not “rare”, “common” or “a good chance”.",
        right="say how many of how many, if it is known",
        source=_NHS,
        breaks=Example("Bleeding is rare."),
        nearly=Example("Bleeding is rare: about 1 in 1,000 people have it. [@src]"),
    ),
    "double-negative": ContentRule(
        level=Level.ADVICE,
        asks="Nothing is denied twice.",
        right="say what to do, or what is so",
        source=f"{_FEDERAL}, III b; SEC Plain English Handbook: “only if” for “not … unless”",
        breaks=Example("Do not stop the pill unless we tell you to."),
        nearly=Example("If you do not feel well, do not drive."),
    ),
    "link-words": ContentRule(
        level=Level.ADVICE,
        asks="The words of a link say where it leads.",
        right="make the name of the page the link",
        source="WCAG 2.2, 2.4.4; NHS digital service manual, Links",
        breaks=Example("[Click here](https://example.org/knee) for exercises."),
        nearly=Example("See the [knee exercises](https://example.org/knee)."),
    ),
    "unfinished": ContentRule(
        level=Level.ERROR,
        asks="No text waits to be written: TODO, blanks, brackets, words of the starter.",
        right="write what belongs there, or remove it",
        source=_OURS,
        breaks=Example("Write how serious it is."),
        nearly=Example("Write down how you feel each day."),
        any_language=True,
    ),
    "dose": ContentRule(
        level=Level.PERSON,
        asks="Somebody who may prescribe has confirmed each amount of a medicine.",
        right="have it confirmed, and answer this finding with who did",
        source=f"{_NHS_STANDARD}: clinical approval",
        breaks=Example("Take 200 mg of ibuprofen. [@src]", "treatment"),
        nearly=Example("Eat less than 2,300 mg of sodium a day. [@src]"),
        any_language=True,
    ),
    "dose-limit": ContentRule(
        level=Level.PERSON,
        asks="No amount is above the most that the label of the medicine allows an adult in a day.",
        right="check the number and its unit with a pharmacist",
        source="US labels of these medicines; the list is in publisher/editorial/words.toml",
        breaks=Example("Take 4000 mg of ibuprofen a day. [@src]", "treatment"),
        nearly=Example("Take 400 mg of ibuprofen a day. [@src]", "treatment"),
    ),
    "unit": ContentRule(
        level=Level.PERSON,
        asks="No unit, zero or point that is known to be misread stands in a dose.",
        right="write it as the list says",
        source=f"{_ISMP}; {_NHS_NUMBERS}",
        breaks=Example("Take .5 mg at night. [@src]", "treatment"),
        nearly=Example("Take 0.5 mg at night. [@src]", "treatment"),
        any_language=True,
    ),
    "number-range": ContentRule(
        level=Level.PERSON,
        asks="A measured number is one that a living person can have, a share is no more than all.",
        right="check the number and its unit",
        source=_OURS,
        breaks=Example("A fever is 140 °F or higher. [@src]"),
        nearly=Example("A fever is 100.4 °F (38 °C) or higher. [@src]"),
    ),
    "overview-first": ContentRule(
        level=Level.ADVICE,
        asks="The first section says what the condition is.",
        right="put the section of kind overview first",
        source=f"{_CDC_INDEX}, items 2 and 10; {_PEMAT}, item 10",
        breaks=Example("a guide that begins with its causes", "guide"),
        nearly=Example("a guide whose overview has another heading", "guide"),
        any_language=True,
    ),
    "summary-help": ContentRule(
        level=Level.ADVICE,
        asks="The summary says whom to call and when, where the guide has a box for emergencies.",
        right="say it in one line of `summary`",
        source=f"{_CDC_INDEX}, item 5; {_PEMAT}, item 11",
        breaks=Example("a guide whose summary names no help", "guide"),
        nearly=Example("a guide whose last line of summary says “Call us”", "guide"),
    ),
    "urgent-help": ContentRule(
        level=Level.ERROR,
        asks="A section says when to get help, and has a box for emergencies, in the short wording "
        "too where there is one. It stands before causes, tests and treatment.",
        right="write it, or answer this finding with why there can be no emergency",
        source=f"{_PEMAT}, item 20; {_CDC_INDEX}, item 5; ours",
        breaks=Example("a guide without its section on help", "guide"),
        nearly=Example(
            "a guide whose box of emergencies stands behind one of urgency call", "guide"
        ),
        any_language=True,
    ),
    "list-of-one": ContentRule(
        level=Level.ADVICE,
        asks="A list has two items or more.",
        right="make a sentence of it, or add what is missing",
        source=_OURS,
        breaks=Example("a guide with a list of one item", "guide"),
        nearly=Example("a guide with a list of two", "guide"),
        any_language=True,
    ),
    "no-questions": ContentRule(
        level=Level.ADVICE,
        asks="The guide has questions to take to an appointment.",
        right="add a block of kind questions",
        source=f"{_PEMAT}, item 23",
        breaks=Example("a guide without a block of questions", "guide"),
        nearly=Example("a guide with one question", "guide"),
        any_language=True,
    ),
    "question-form": ContentRule(
        level=Level.ADVICE,
        asks="A question is one, with its question mark.",
        right="write it as the reader would ask it",
        source=_OURS,
        breaks=Example("Side effects", "question"),
        nearly=Example("I live alone. Who can help me?", "question"),
    ),
    "alternative-text": ContentRule(
        level=Level.ADVICE,
        asks="An alternative text says what is to be seen: no file name, no “image of”, not the "
        "caption again, more than two words.",
        right="describe what the drawing shows",
        source="WCAG 2.2, 1.1.1; W3C WAI, Images Tutorial: tips and tricks",
        breaks=Example("Image of a knee", "alt"),
        nearly=Example("A knee from the side. The kneecap is lit.", "alt"),
    ),
    "coarse-picture": ContentRule(
        level=Level.ADVICE,
        asks="A picture in pixels has 150 to the inch where the handout sets it, 133 mm wide, and "
        "800 across for a screen.",
        right="give a larger file of it, 1600 pixels across or more",
        source="print shops ask for 300 to the inch; half of it for an office is ours",
        breaks=Example("a figure that shows a photograph of 640 by 480 pixels", "guide"),
        nearly=Example("a figure that shows a photograph of 800 by 600 pixels", "guide"),
        any_language=True,
    ),
    "review-due": ContentRule(
        level=Level.PERSON,
        asks="A clinician has reviewed the text, and the next review is 90 days ahead or more.",
        right="have it reviewed",
        source=f"{_NHS_STANDARD}: review cycle",
        breaks=Example("a guide that was due for review last week", "guide"),
        nearly=Example("a guide that is due in 91 days", "guide"),
        any_language=True,
    ),
    "old-reference": ContentRule(
        level=Level.PERSON,
        asks="The newest year of a reference is no more than five years ago.",
        right="look for a newer one, or answer this finding with why it still holds",
        source=f"{_NHS_STANDARD}: evidence is checked at each review; the five years are ours",
        breaks=Example("Example Society. Guideline on knee pain. 2014.", "reference"),
        nearly=Example("Example Society. Knee pain. 2012, updated 2025.", "reference"),
        any_language=True,
    ),
    "undated-reference": ContentRule(
        level=Level.PERSON,
        asks="A reference has a year, or the day on which it was read.",
        right="add the year of the page, or `accessed`",
        source=f"{_NHS_STANDARD}: evidence is recorded",
        breaks=Example("Example Health Service. Gallstones.", "reference"),
        nearly=Example("Example Health Service. Gallstones. 2024.", "reference"),
        any_language=True,
    ),
    "claim-uncited": ContentRule(
        level=Level.PERSON,
        asks="What a treatment does, good or bad, has its source in its block or in one beside it. "
        "Short wordings have no citations, so they are not asked.",
        right="cite where it is from: [@reference]",
        source=f"{_NHS_STANDARD}: evidence is recorded; {_CDC_INDEX}, item 11",
        breaks=Example("The pill can upset your stomach.", "treatment"),
        nearly=Example("Tell us if a pill upsets your stomach.", "treatment"),
    ),
    "number-uncited": ContentRule(
        level=Level.PERSON,
        asks="A share, a measure or an amount has its source in its block or in one beside it; "
        "days, ages and counts need none.",
        right="cite where it is from: [@reference]",
        source=f"{_NHS_STANDARD}: evidence is recorded",
        breaks=Example("About 1 in 10 people have a stone."),
        nearly=Example("Walk for 30 minutes on 5 days a week."),
    ),
    "answered-nothing": ContentRule(
        level=Level.ADVICE,
        asks="Each answer in a source is to a finding that there is.",
        right="remove it: the words that it answered have changed",
        source=_OURS,
        breaks=Example("a guide that answers a finding of words that are gone", "guide"),
        nearly=Example("a guide that answers a finding that there is", "guide"),
        any_language=True,
    ),
}
