"""The words that layouts add to a source, in its language: labels, never content.

They are in `layouts/shared/words/<language>.toml`. Renderers print them and `verify` expects them;
both use the sentences that are made here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

from publisher.content.bidi import WHOLE_HYPHEN, is_right_to_left
from publisher.content.inline import unprintable
from publisher.content.languages import ranges, without_region
from publisher.content.model import Code, Condition, IndexEntry, Review, ReviewState, Urgency
from publisher.content.translated import TranslatedReview
from publisher.edition.layouts import find
from publisher.errors import BadInput, Problem, refused
from publisher.source.positions import Position, Positions, read_toml, relative


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
        """The state of review in a sentence: by whom, and until when it is valid.

        For a translation it says too whether a qualified translator reviewed it.
        """
        own = self._review(review)
        if not isinstance(review, TranslatedReview):
            return own
        return f"{own.rstrip(self.stop)}{self.stop}{self._translation(review)}"

    def _translation(self, review: TranslatedReview) -> str:
        if review.translator is None:
            return self.machine_drafted
        assert review.translation_reviewed is not None
        day = self.date(review.translation_reviewed)
        return self.translation_reviewed.format(translator=review.translator, reviewed=day)

    def _review(self, review: Review) -> str:
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
        parts: Iterable[str] = (f"{c.system.value} {c.code} ({c.display})" for c in codes)
        if is_right_to_left(self.language):
            # A bracket at the end of a line of Latin letters would stand before it, and so would
            # the hyphen of a code that is parted.
            named = ((f"{c.system.value}\u00a0{c.code}", c.display) for c in codes)
            parts = (f"{code.replace('-', WHOLE_HYPHEN)}, {display}" for code, display in named)
        return f"{self.codes}{self.colon}{self.semicolon.join(parts)}"

    def index_line(self, condition: Condition, entry: IndexEntry) -> str:
        """A line of the index: "Ferritin: Anemia, How it is found"."""
        places = self.semicolon.join(condition.whereabouts[section] for section in entry.sections)
        return self.labels["index_line"].format(label=entry.label, places=places)

    def urgency(self, urgency: Urgency) -> str:
        """The label of a callout of that urgency."""
        return {
            Urgency.EMERGENCY: self.emergency,
            Urgency.CALL: self.call,
            Urgency.NOTE: self.note,
        }[urgency]

    def recording(self, kind: str, length: str) -> str:
        """What a recording is and how long it is: "Video: 3 minutes and 20 seconds"."""
        from babel.lists import format_list
        from babel.units import format_unit

        locale = self.language.replace("-", "_")
        amounts = [*map(int, length.split(":"))]
        counted = zip(("hour", "minute", "second")[-len(amounts) :], amounts, strict=True)
        parts = [format_unit(n, f"duration-{of}", "long", locale=locale) for of, n in counted if n]
        label = self.video if kind == "video" else self.audio
        return label.format(length=format_list(parts, locale=locale))

    def urgent_line(self, urgency: Urgency) -> str:
        """The line on the first page: "Get emergency help now: call {number}"."""
        return self.urgent_emergency if urgency is Urgency.EMERGENCY else self.urgent_call


def load_words(layouts: Path, language: str, of: str = "shared") -> Words:
    """The labels for `language` ("en-US" reads en.toml): those of all layouts, or `of` one.

    Every language must have the same labels as English, with the same placeholders. Raises
    `BadInput` with all problems, or where the language has no labels.
    """
    path = words_file(layouts, language, of)
    english = find(layouts, f"{of}/words/en.toml")
    file = relative(path, layouts.parent)
    if not path.is_file():
        wrong = f"there are no words for language {language!r}"
        raise refused(file, wrong, "translate en.toml")
    labels, places = read_toml(path, file)
    measure = labels
    if path != english:
        measure = read_toml(english, relative(english, layouts.parent))[0]
    asked = dict.fromkeys(_PLAIN[of].split(), "") | _GAPS[of]
    if problems := list(_wrong_labels(labels, measure | asked, places, file)):
        raise BadInput(problems)
    return Words(language, labels)


def words_file(layouts: Path, language: str, of: str) -> Path:
    """The file of labels for a language, or for the one that it is a kind of; it may be missing."""
    files = (find(layouts, f"{of}/words/{tag}.toml") for tag in ranges(language))
    missing = find(layouts, f"{of}/words/{without_region(language)}.toml")
    return next((path for path in files if path.is_file()), missing)


def _wrong_labels(
    labels: dict[str, Any], measure: dict[str, Any], places: Positions, file: str
) -> Iterator[Problem]:
    def problem(name: str, wrong: str, right: str) -> Problem:
        line, column, _ = places.get((name,), Position(0, 0, ""))
        return Problem(file, line, column, name, wrong, right)

    for name, label in labels.items():
        if not isinstance(label, str) or not label.strip():
            yield problem(name, "is not a label", "write words in quotes")
        elif name not in measure:
            yield problem(name, "unknown label", "remove it or check its spelling")
        elif any(unprintable(label)):
            yield problem(name, "contains an unprintable character", "remove it")
        elif (gaps := _gaps(label)) != (asked := _gaps(measure[name])):
            shown = ", ".join(f"{{{gap}}}" for gap in sorted(asked or ())) or "none"
            wrong = "a brace that is not closed" if gaps is None else "the wrong gaps to fill"
            yield problem(name, wrong, f"it needs {shown}")
    for name in sorted(measure.keys() - labels.keys()):
        yield problem(name, "missing", "write it")


# The labels that code and templates use, with their placeholders; checked for English too.
_PLAIN = {
    "shared": (
        "language_name at_a_glance also_called contents glossary references about index notes "
        "emergency call note phone address email web read_online unreviewed codes page "
        "page_of back_to_text skip other_formats print cover landmarks print_pages start "
        "write_in question_box question_sheet easy_read my_name my_visit my_visit_with "
        "my_questions my_nurse next_visit tick_for_you machine_drafted passage_missing "
        "passage_stale accessibility edit_title edit_subtitle edit_heading edit_paragraph "
        "edit_list edit_steps edit_checklist edit_questions edit_write_in edit_write_in_label "
        "edit_definitions edit_callout edit_table edit_figure edit_contact edit_lead_in "
        "edit_box_heading edit_caption edit_table_summary edit_picture edit_picture_title "
        "edit_picture_caption edit_picture_credit edit_picture_license edit_glossary_term "
        "edit_glossary_text edit_name edit_address edit_phone edit_phone_label edit_email "
        "edit_web edit_emergency_number edit_fixed edit_video edit_audio edit_transcript "
        "transcript colon comma semicolon stop pack_title pack_list pack_note pack_questions "
    ),
    "site": (
        "site_title site_about site_menu home a_to_z a_to_z_about letters body_parts "
        "body_parts_about topics topics_about topic_about all_guides languages see path "
        "search search_hint search_button search_none search_found_one review_none help "
        "emergency_line take_along share_section copied copy_failed close word_list "
        "questions_tools tick move move_up move_down remove removed own_question add added "
        "print_list forget forgotten private not_kept missing_title missing_text missing_help "
        "kind_overview kind_types kind_symptoms kind_when_to_get_help kind_causes "
        "kind_risk_factors kind_complications kind_prevention kind_diagnosis kind_treatment "
        "kind_preparation kind_procedure kind_aftercare kind_spread kind_outlook "
        "kind_living_with kind_appointment "
    ),
}
_GAPS = {
    "shared": {
        "index_line": "{label} {places}",
        "call_number": "{number}",
        "video": "{length}",
        "audio": "{length}",
        "urgent_emergency": "{number}",
        "urgent_call": "{number}",
        "reviewed": "{reviewer} {reviewed} {next_review}",
        "translation_reviewed": "{translator} {reviewed}",
        "version": "{version} {modified}",
        "publisher": "{name}",
        "reference_number": "{number}",
        "asked": "{question}",
        "answer": "{question}",
        "answer_line": "{label} {number}",
        "self_assessed": "{name}",
    },
    "site": {
        "search_found": "{count}",
        "review_count": "{reviewed} {all}",
        "file_size": "{format} {size}",
        "moved": "{place} {all}",
    },
}


def _gaps(label: object) -> frozenset[str] | None:
    """The names of placeholders in a label; None where it has any other brace."""
    try:
        parts = tuple(Formatter().parse(str(label)))
    except ValueError:
        return None
    if any(spec or conversion for _, _, spec, conversion in parts):
        return None
    return frozenset(name for _, name, _, _ in parts if name is not None)
