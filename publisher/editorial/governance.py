"""Rules on where a text comes from: its review, its references, and what has no source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from publisher.content import inline
from publisher.content.model import Condition, Review, ReviewState, SectionKind, Wording
from publisher.editorial.found import Broken
from publisher.editorial.numbers import number_fact
from publisher.editorial.texts import PlacedText, Role

OLD_YEARS = 5
"""A reference whose newest year is longer ago is old."""
NOTICE = timedelta(days=90)
"""How long before its day a review is asked for.

Source: template of The Princess Alexandra Hospital NHS Trust, 2021 (three months).
"""


def review_due(review: Review, today: date) -> Iterator[Broken]:
    """A review that nobody has made, that is due, or that soon will be."""
    due = review.next_review
    if review.state is ReviewState.UNREVIEWED:
        yield Broken("review-due", "", "nobody has reviewed the text")
    elif due and due < today:
        yield Broken("review-due", "", f"the text was due for review on {due}")
    elif due and due <= today + NOTICE:
        yield Broken("review-due", "", f"the text is due for review on {due}")


_YEAR = re.compile(
    r"(?<!page )(?<!pages )(?<!volume )(?<!about )\b(?:19[5-9]\d|20\d\d)\b"
    r"(?! (?:patients|people|adults|women|men|children)\b)"
)


def reference_age(condition: Condition, today: date) -> Iterator[tuple[str, Broken]]:
    """(the id of a reference, how it is old or without a year) for each that is."""
    for reference in condition.references:
        text = " ".join(reference.text.plain.split())
        if broken := age_of(text, reference.accessed, today):
            yield reference.id, broken


def age_of(text: str, accessed: date | None, today: date) -> Broken | None:
    """How a reference is old or without a year; None where it is neither."""
    years = [int(year) for year in _YEAR.findall(text) if int(year) <= today.year + 1]
    if years and today.year - max(years) > OLD_YEARS:
        return Broken("old-reference", text, f"is of {max(years)}")
    if not years and accessed is None:
        return Broken("undated-reference", text, "has no year")
    return None


# What has no source -------------------------------------------------------------------------------

_EFFECT = re.compile(
    r"\b(?:helps?|eases?|lowers?|reduces?|prevents?|protects?|cures?|stops?|treats?|works?"
    r"|improves?|relieves?|slows?|shrinks?|raises?|causes?|harms?|upsets?|makes? you|makes? your"
    r"|make people|leads? to|side effects? (?:include|are|of))\b"
    r"|\bside effect\b",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"^(?:ask|tell|call|take|show|bring|keep|rinse|use|do|does|talk|learn|write|stop|check|see"
    r"|make sure|if you|what|which|how|when|we|you and|you choose|try|avoid|begin|start)\b",
    re.IGNORECASE,
)


def uncited(one: PlacedText) -> Iterator[Broken]:
    """The first claim and the first number of a text that has no source in its block or beside it.

    Only the full wording is asked: short ones have no citations.
    """
    if one.wording is not Wording.FULL or one.role is not Role.RUNNING:
        return
    if one.is_cited or one.address.steps[-1] in ("lead_in", "summary"):
        return
    if one.section is SectionKind.TREATMENT:
        claims = (s for s in one.sentences if _EFFECT.search(s) and not _ADDRESSED.match(s))
        for sentence in list(claims)[:1]:
            yield Broken("claim-uncited", sentence, "says what a treatment does without its source")
    facts = [fact for sentence in one.sentences if (fact := number_fact(sentence))]
    for fact in facts[:1]:
        yield Broken("number-uncited", fact, "is a number without its source")


def is_cited(text: inline.Text) -> bool:
    """Whether a text names a source itself."""
    return any(inline.find(text.nodes, inline.Citation))
