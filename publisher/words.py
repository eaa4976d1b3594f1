"""The words that layouts add to a source, in its language: labels, never content.

They stand in `layouts/shared/words/<language>.toml`. Renderers print them, `verify` expects
them; both build the sentences here, so that a label is written once.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.errors import BadInput, Problem
from publisher.model import Code, Condition, Review, ReviewState, Urgency

if TYPE_CHECKING:
    from publisher.brand import Brand


class Words:
    """Labels by name: `words.contents`. A name that the file lacks is an AttributeError."""

    def __init__(self, language: str, labels: dict[str, str]) -> None:
        self.language = language
        self.labels = labels

    def __getattr__(self, name: str) -> str:
        try:
            return self.__dict__["labels"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(f"no label {name!r} in words of this language") from None

    def date(self, day: date) -> str:
        """A date written out: "November 22, 2026"."""
        from babel.dates import format_date

        return format_date(day, "long", locale=self.language.replace("-", "_"))

    def review(self, review: Review) -> str:
        """Who reviewed the text and until when that holds; stands on every output."""
        if review.state is ReviewState.UNREVIEWED:
            return self.unreviewed
        assert review.reviewed is not None
        assert review.next_review is not None
        return self.reviewed.format(
            reviewer=review.reviewer,
            reviewed=self.date(review.reviewed),
            next_review=self.date(review.next_review),
        )

    def edition_line(self, condition: Condition) -> str:
        """Version and date of the text: "Version 1.0, last changed November 22, 2026"."""
        return self.version.format(
            version=condition.version, modified=self.date(condition.modified)
        )

    def code_line(self, codes: tuple[Code, ...]) -> str:
        """The medical codes in one line: "Codes for health records: ICD-10-CM C25.4 (…)"."""
        listed = "; ".join(f"{c.system.value} {c.code} ({c.display})" for c in codes)
        return f"{self.codes}: {listed}"

    def urgency(self, urgency: Urgency) -> str:
        """The label of a callout, which says its urgency without colour."""
        return {
            Urgency.EMERGENCY: self.emergency,
            Urgency.CALL: self.call,
            Urgency.NOTE: self.note,
        }[urgency]


def number_to_call(urgency: Urgency, brand: Brand) -> str | None:
    """The telephone number that a callout shows; None for a note."""
    return {
        Urgency.EMERGENCY: brand.emergency_number,
        Urgency.CALL: brand.clinic.phones[0].number,
        Urgency.NOTE: None,
    }[urgency]


def load(layouts: Path, language: str) -> Words:
    """The labels for `language` ("en-US" reads en.toml). Raises `BadInput` where there are none."""
    import tomllib

    path = layouts / "shared" / "words" / f"{language.partition('-')[0]}.toml"
    try:
        return Words(language, tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        wrong = f"no words for language {language!r}"
        raise BadInput([Problem(f"layouts/shared/words/{path.name}", 0, 0, "", wrong,
                                "translate en.toml")]) from None  # fmt: skip
