"""A condition that was translated: the same classes, and who stands behind the translation."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from publisher.content.fields import Day, Language, Line, Node
from publisher.content.model import Condition, Review, ReviewState, SectionKind, Wording


class TranslatedReview(Review):
    """The review of a translated text.

    It is reviewed only where both were: the original by a clinician, the translation by a
    qualified translator.
    """

    translator: Line | None = None
    """The qualified translator who reviewed it; None where it is a draft of a machine."""
    translation_reviewed: Day | None = None

    @model_validator(mode="after")
    def _was_reviewed_by_both(self) -> Self:
        assert self.translator or self.state is ReviewState.UNREVIEWED
        return self


class Unfinished(Node):
    """A text of a draft whose translation is not right, and where it is shown."""

    address: str
    why: str
    section: SectionKind | None
    wording: Wording | None


class TranslatedCondition(Condition):
    """The content of one condition in a language that it was not written in."""

    review: TranslatedReview
    original_language: Language
    unfinished: tuple[Unfinished, ...] = ()
    """Each text that is marked on its page as not to be relied on."""
