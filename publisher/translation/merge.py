"""What a translator sends back → the translation beside the source, or every problem in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from publisher.content.model import Condition
from publisher.errors import BadInput, Problem, quoted
from publisher.translation.catalogue import Catalogue, TranslatedPassage
from publisher.translation.judge import (
    State,
    TranslationFinding,
    by_address,
    findings,
    target_findings,
)
from publisher.translation.load import doubled
from publisher.translation.shared import own_units
from publisher.translation.units import Unit, text_hash


@dataclass(frozen=True, slots=True)
class MergedTranslation:
    """The result of a merge."""

    catalogue: Catalogue
    changed: int
    """How many translations are new or other than before."""
    left: tuple[TranslationFinding, ...]
    """What still keeps editions back."""
    gone: tuple[str, ...]
    """Addresses of units that the source has no more, whose translations were dropped."""


def merge(
    condition: Condition,
    before: Catalogue,
    sent: Catalogue,
    file: str,
    today: date,
    reviewer: str | None,
) -> MergedTranslation:
    """The catalogue `before` with the translations in `sent`, the content of `file`.

    Translations of a text that has changed since it was sent out stay with the text that they were
    made from, so they are stale. Raises `BadInput` with all problems of the file.
    """
    units = own_units(condition)
    if problems := list(_problems(condition, units, before, sent, file)):
        raise BadInput(problems)
    known, new = by_address(before), by_address(sent)
    passages = []
    for unit in units:
        address = str(unit.address)
        passages.append(_taken(unit, known.get(address), new.get(address)))
    changed = sum(_words(known.get(one.address)) != _words(one) for one in passages)
    catalogue = replace(before, passages=tuple(passages))
    if changed:
        catalogue = replace(catalogue, modified=today, reviewer=None, reviewed=None)
    if reviewer:
        catalogue = replace(catalogue, reviewer=reviewer, reviewed=today)
    left = tuple(findings(units, catalogue, condition.language))
    addresses = {str(unit.address) for unit in units}
    gone = tuple(one.address for one in sent.passages if one.address not in addresses)
    return MergedTranslation(catalogue, changed, left, gone)


def _words(passage: TranslatedPassage | None) -> tuple[object, ...]:
    if passage is None or not passage.target:
        return ()
    return passage.source, passage.target, passage.is_unsure


def _taken(
    unit: Unit, known: TranslatedPassage | None, new: TranslatedPassage | None
) -> TranslatedPassage:
    """The passage of a unit: the new translation, else the one known before, else none."""
    if new is not None and new.target.strip():
        return new
    if known is not None:
        return known
    return TranslatedPassage(
        address=str(unit.address), source=unit.source, target="", hash=unit.hash, line=0
    )


def _problems(
    condition: Condition, units: tuple[Unit, ...], before: Catalogue, sent: Catalogue, file: str
) -> Iterator[Problem]:
    """What is wrong with a file that a translator sent."""
    for name, says, right in (
        ("condition", sent.condition, condition.condition),
        ("language", sent.language, before.language),
    ):
        if says != right:
            wrong = f"is of {name} {says!r}" if says else f"does not say its {name}"
            yield Problem(file, 0, 0, name, wrong, f"it must be {right!r}")
    yield from doubled(sent, file)
    by_unit = {str(unit.address): unit for unit in units}
    known, new = by_address(before), by_address(sent)
    for address in by_unit:
        # What neither has is new in the source since the file was sent out.
        if address not in new and (address in known or not known):
            yield Problem(
                file, 0, 0, address, "the unit is missing", "put it back, or extract anew"
            )
    languages = (condition.language, before.language)
    for passage in sent.passages:
        unit = by_unit.get(passage.address)
        if unit is None and passage.address not in known:
            wrong = "is no unit of the source" if passage.address else "has no address"
            yield Problem(file, passage.line, 1, passage.address, wrong, "remove it")
        elif unit is not None:
            yield from _passage_problems(unit, passage, languages, file)


def _passage_problems(
    unit: Unit, passage: TranslatedPassage, languages: tuple[str, str], file: str
) -> Iterator[Problem]:
    """What is wrong with one passage of a file: its source text, or marks of its translation."""
    where = (file, passage.line, int(bool(passage.line)), passage.address)
    sent_out = passage.hash or unit.hash
    if text_hash(passage.source) != sent_out:
        right = unit.source if unit.hash == sent_out else "what was sent out"
        wrong = f"the source text was changed in this file to {quoted(passage.source)}"
        yield Problem(*where, wrong, f"write {quoted(right)} again")
    elif passage.target.strip() and unit.hash == sent_out:
        for one in target_findings(unit, passage, languages):
            if one.state is State.BROKEN:
                yield Problem(*where, one.wrong, one.right)
