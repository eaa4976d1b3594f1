"""Whether a translation may be published: what is missing, stale, broken or not the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from publisher.content import inline
from publisher.content.fields import checked_title
from publisher.errors import Wrong, quoted
from publisher.roundtrip.addresses import CONDITION
from publisher.translation.catalogue import Catalogue, TranslatedPassage
from publisher.translation.marks import mark_differences
from publisher.translation.meaning import differences
from publisher.translation.units import Unit


class State(StrEnum):
    """Why a translated text may not be published."""

    MISSING = "missing"  # nobody has translated it
    STALE = "stale"  # its source text has changed since
    BROKEN = "broken"  # it is no text of ours, or a mark of the source text is lost
    DIFFERENT = "different"  # a number, a unit or a negation differs


@dataclass(frozen=True, slots=True)
class TranslationFinding:
    """Why the translation of one unit may not be published."""

    unit: Unit
    line: int
    state: State
    wrong: str
    right: str


def findings(
    units: tuple[Unit, ...], catalogue: Catalogue, original_language: str
) -> Iterator[TranslationFinding]:
    """What is wrong with a translation, unit by unit."""
    known = by_address(catalogue)
    languages = (original_language, catalogue.language)
    for unit in units:
        yield from unit_findings(unit, known.get(str(unit.address)), languages)


def by_address(catalogue: Catalogue) -> Mapping[str, TranslatedPassage]:
    """The passages of a catalogue by their addresses; of two at one address the first."""
    return {passage.address: passage for passage in reversed(catalogue.passages)}


def unit_findings(
    unit: Unit, passage: TranslatedPassage | None, languages: tuple[str, str]
) -> Iterator[TranslationFinding]:
    """What is wrong with the translation of one unit; `languages` are from and to."""
    if passage is None or not passage.target.strip():
        wrong = f"{quoted(unit.source)} is not translated"
        yield TranslationFinding(
            unit, passage.line if passage else 0, State.MISSING, wrong, "translate it"
        )
    elif passage.source != unit.source:
        wrong = f"was translated from {quoted(passage.source)}, which is {quoted(unit.source)} now"
        yield TranslationFinding(
            unit, passage.line, _stale(unit, passage), wrong, "translate it anew"
        )
    elif passage.is_unsure:
        wrong, right = "is marked as fuzzy", "correct it, and remove the mark"
        yield TranslationFinding(unit, passage.line, _stale(unit, passage), wrong, right)
    else:
        yield from target_findings(unit, passage, languages)


def _stale(unit: Unit, passage: TranslatedPassage) -> State:
    """The state of a translation that was right once: broken, where no page can show it any more.

    It may name a term or a source that is gone.
    """
    try:
        return State.BROKEN if any(_broken(unit, passage)) else State.STALE
    except Wrong:
        return State.BROKEN


def target_findings(
    unit: Unit, passage: TranslatedPassage, languages: tuple[str, str]
) -> Iterator[TranslationFinding]:
    """What is wrong with the words of a translation that is there."""
    try:
        broken = tuple(_broken(unit, passage))
    except Wrong as exc:
        broken = (exc,)
    for one in broken:
        yield TranslationFinding(unit, passage.line, State.BROKEN, one.wrong, one.right)
    if broken:
        return
    source, target = inline.parse(unit.source), inline.parse(passage.target)
    for other in differences(source, target, languages):
        if other.kind.value not in passage.accepted:
            right = f"correct it, or write `accepted: {other.kind.value}` where it is right"
            yield TranslationFinding(unit, passage.line, State.DIFFERENT, other.wrong, right)


def _broken(unit: Unit, passage: TranslatedPassage) -> Iterator[Wrong]:
    """What is lost or broken in a translation. Raises `Wrong` where it is no text of ours."""
    if is_label(unit):
        if any(inline.unprintable(passage.target)) or "\n" in passage.target:
            yield Wrong("a label with a character that cannot be printed", "write it in one line")
        return
    target = inline.parse(passage.target)
    if not target.plain.strip():
        raise Wrong("text is empty", "write the words")
    if unit.address in (CONDITION.title, CONDITION.short_title):
        checked_title(target)
    yield from mark_differences(inline.parse(unit.source), target)


def is_label(unit: Unit) -> bool:
    """Whether a unit is a label of a drawing, which has no marks."""
    return unit.address.steps[0] == "figures"
