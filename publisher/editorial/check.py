"""A condition → every finding of the content rules, with its place and what was answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from publisher.content import inline
from publisher.content.model import Condition
from publisher.content.reading_ease import ReadingEase
from publisher.content.translated import TranslatedCondition
from publisher.editorial import governance, language, lexicon, numbers, structure
from publisher.editorial.found import Broken, ContentFinding
from publisher.editorial.places import SourcePlaces
from publisher.editorial.rules import Level
from publisher.editorial.structure import Grades, ease_of, grades_of
from publisher.editorial.texts import PlacedText, Role, placed_texts
from publisher.editorial.unfinished import folded, unfinished
from publisher.plan.binding import Collection
from publisher.roundtrip.addresses import Address

_LANGUAGE: tuple[Callable[[PlacedText], Iterator[Broken]], ...] = (
    language.long_sentence,
    language.long_paragraph,
    language.passive,
    language.plain_word,
    language.double_negative,
    language.vague_frequency,
    language.link_words,
    language.alternative_text,
    language.question_form,
    numbers.dose_limit,
    numbers.number_range,
    numbers.number_without_whole,
    governance.uncited,
)
_ANY_LANGUAGE = (numbers.dose, numbers.unit)


_FRONT = frozenset(("title", "short_title", "subtitle", "summary"))
"""The texts of a collection's own file."""


class Scope(StrEnum):
    """Which rules a text is held to."""

    GUIDE = "guide"  # all, those on the whole guide too
    TRANSLATION = "translation"  # those on texts that hold in every language
    COLLECTION = "collection"  # those on texts, for title and summary; its guides are apart


@dataclass(frozen=True, kw_only=True)
class ContentReport:
    """What the rules found in one text."""

    condition: str
    scope: Scope
    language: str
    file: str
    findings: tuple[ContentFinding, ...]
    """In the order of the file; answered ones too."""
    grades: Grades | None
    """None where the text is not in English."""
    ease: ReadingEase | None
    """None where the text is not in Spanish."""

    @property
    def is_english(self) -> bool:
        """Whether all rules were applied, not only those that hold in every language."""
        return self.grades is not None

    def of(self, level: Level) -> tuple[ContentFinding, ...]:
        """The findings of one level that nobody has answered."""
        return tuple(one for one in self.findings if one.about.level is level and not one.answer)

    @property
    def answered(self) -> tuple[ContentFinding, ...]:
        """The findings that somebody has answered."""
        return tuple(one for one in self.findings if one.answer)


def check_content(
    condition: Condition, places: SourcePlaces, today: date, starter: frozenset[str] = frozenset()
) -> ContentReport:
    """Every finding in a condition. `starter` are the texts of the starter that are to be replaced.

    `Scope` says which rules it is held to.
    """
    texts, scope = placed_texts(condition), _scope(condition)
    if scope is Scope.COLLECTION:
        texts = tuple(one for one in texts if one.address.steps[0] in _FRONT)
    is_english = condition.language.split("-")[0] == "en"
    found = list(_in_texts(condition, texts, starter, is_english))
    if scope is Scope.GUIDE:
        found += _in_guide(condition, texts, today, is_english)
    answers = {one.finding: one.reason for one in condition.answered}
    findings = [_placed(address, broken, places, answers) for address, broken in found]
    if scope is Scope.GUIDE:
        findings += _answered_nothing(condition, findings, places)
    unique = {one.id: one for one in reversed(findings)}
    return ContentReport(
        condition=condition.condition,
        scope=scope,
        language=condition.language,
        file=places.file,
        findings=tuple(sorted(unique.values(), key=lambda one: (one.line, one.id))),
        grades=grades_of(texts) if is_english else None,
        ease=ease_of(texts, condition.language),
    )


def _scope(condition: Condition) -> Scope:
    if isinstance(condition, Collection):
        return Scope.COLLECTION
    is_translated = isinstance(condition, TranslatedCondition)
    return Scope.TRANSLATION if is_translated else Scope.GUIDE


Found = tuple[Address, Broken]


def _in_texts(
    condition: Condition, texts: tuple[PlacedText, ...], starter: frozenset[str], is_english: bool
) -> Iterator[Found]:
    """What each text breaks by itself.

    A term is to be explained where it is first used, so it is told once.
    """
    explained, told = explained_terms(condition, texts), set[str]()
    for one in texts:
        for broken in rules_broken(one, starter, explained, is_english=is_english):
            if broken.rule in _ONCE:
                word = broken.words.casefold().removesuffix("s")
                if word in told:
                    continue
                told.add(word)
            yield one.address, broken


_ONCE = frozenset(("medical-term", "abbreviation"))


def rules_broken(
    one: PlacedText, starter: frozenset[str], explained: language.Explained, *, is_english: bool
) -> Iterator[Broken]:
    """What one text breaks by itself."""
    if waiting := list(unfinished(one, frozenset(map(folded, starter)), is_english=is_english)):
        yield from waiting
        return  # what is to be replaced need not be mended
    for rule in (*_ANY_LANGUAGE, *(_LANGUAGE if is_english else ())):
        yield from rule(one)
    if is_english:
        yield from language.medical_term(one, explained)
        yield from language.abbreviation(one, explained)


def explained_terms(condition: Condition, texts: tuple[PlacedText, ...]) -> language.Explained:
    """What the guide explains: its own subject, its glossary, and what it says in brackets once."""
    named = [condition.title, condition.short_title, *condition.also_called]
    named += [entry.term for entry in condition.glossary]
    terms = {word for text in named for word in _words_and_whole(text.plain)}
    for one in texts:
        if one.role in (Role.REFERENCE, Role.ALTERNATIVE):
            continue
        terms |= {term.text.casefold() for term in inline.find(one.text.nodes, inline.Term)}
        candidates = [term for term, _ in lexicon.medical_terms(one.plain)]
        candidates += language.abbreviations_in(one.plain)
        terms |= {word.casefold() for word in candidates if language.is_explained(word, one.plain)}
    return language.Explained(frozenset(terms))


def _words_and_whole(text: str) -> set[str]:
    small = text.casefold()
    return {small, *(word.strip("(),.;:") for word in small.split())}


def _in_guide(
    condition: Condition, texts: tuple[PlacedText, ...], today: date, is_english: bool
) -> Iterator[Found]:
    """What the whole guide breaks."""
    yield from structure.overview_first(condition)
    yield from structure.urgent_help(condition)
    yield from structure.list_of_one(condition)
    yield from structure.no_questions(condition)
    yield from structure.repeated_alternative(condition)
    yield from structure.coarse_picture(condition)
    if is_english:
        yield from structure.summary_help(condition)
        yield from structure.reading_grade(condition, texts)
    for broken in governance.review_due(condition.review, today):
        yield Address(("review",)), broken
    for name, broken in governance.reference_age(condition, today):
        yield Address.reference(name).text, broken


def _placed(
    address: Address, broken: Broken, places: SourcePlaces, answers: dict[str, str]
) -> ContentFinding:
    finding = ContentFinding(
        rule=broken.rule,
        address=str(address),
        file=places.file_of(address),
        line=places.line(address, broken.words),
        words=broken.words,
        why=broken.why,
        better=broken.better,
    )
    return replace(finding, answer=answers.get(finding.id, ""))


def _answered_nothing(
    condition: Condition, findings: list[ContentFinding], places: SourcePlaces
) -> Iterator[ContentFinding]:
    known = {one.id for one in findings}
    for number, one in enumerate(condition.answered):
        if one.finding not in known:
            yield ContentFinding(
                rule="answered-nothing",
                address="answered",
                file=places.file,
                line=places.answer_line(number),
                words=one.finding,
                why="answers no finding that there is",
            )
