"""The selection of a user → jobs: names are checked, then their files are read and combined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from publisher.brand.facts import with_facts
from publisher.brand.model import Brand
from publisher.content.by_brand import said_by
from publisher.content.model import Condition
from publisher.content.translated import TranslatedCondition
from publisher.edition.model import Edition
from publisher.errors import BadInput, Problem
from publisher.plan.binding import Collection
from publisher.plan.collection import misnamed_collections
from publisher.plan.inputs import Inputs, Readings, bind_collections, read_inputs
from publisher.plan.job import Job, beside, stamp
from publisher.plan.names import Names, Selection, chosen_names, names_in
from publisher.plan.project import find_project
from publisher.plan.translations import Translation


@dataclass(frozen=True, slots=True)
class Plan:
    """The jobs whose source, brand and edition are right, and the problems of all others."""

    texts: tuple[Condition, ...]
    """What the jobs are made of, whole."""
    jobs: tuple[Job, ...]
    problems: tuple[Problem, ...]
    is_common: bool
    """Whether a problem is of what many documents share: an edition, or the words of a language."""


def select_jobs(root: Path, selection: Selection) -> tuple[Job, ...]:
    """Every job of the selection, in a stable order.

    Raises `BadInput` with all problems of all sources, brands and editions that it names.
    """
    plan = plan_jobs(root, selection)
    _raise_if_any(plan.problems)
    return plan.jobs


def plan_jobs(
    root: Path,
    selection: Selection,
    skip: frozenset[str] = frozenset(),
    readings: Readings | None = None,
) -> Plan:
    """Every job of the selection that can be made, but for those of the texts to `skip`.

    What `readings` have kept is not read again. Raises `BadInput` where the selection names what
    is not there, with all other problems too.
    """
    find_project(root)
    asked, known = list[Problem](), names_in(root)
    chosen = chosen_names(selection, known, asked).without(skip)
    misnamed = list(_misnamed(root, selection))
    problems = [*misnamed]
    inputs = read_inputs(root, known, chosen, selection, problems, readings or Readings())
    collections, inputs = bind_collections(inputs, problems)
    editions = [edition for edition in inputs.editions if edition.name in chosen.editions]
    conditions = [
        inputs.conditions[name]
        for name in known.conditions
        if name in chosen.conditions and name in inputs.conditions
    ]
    if len(editions) == len(chosen.editions):
        if collections and selection.conditions and not any(e.collections for e in editions):
            asked.append(_no_edition_for(collections[0], inputs.editions))
        if selection.conditions and selection.editions:
            asked += _nothing_short(conditions, editions, known)
    texts = (*conditions, *collections)
    if len(texts) == len(chosen.conditions) + len(chosen.collections):
        asked += _unknown_languages(selection, inputs, texts)  # else one may be in it
    asked += _unspoken_languages(selection, inputs)
    if asked:
        raise BadInput([*asked, *problems])
    jobs = _jobs(inputs, texts, editions, known, selection)
    is_common = len(inputs.editions) < len(known.editions) or any(
        not problem.file.startswith(("sources/", "layouts/brands/")) for problem in problems
    )
    return Plan(texts, jobs, tuple(sorted(set(problems))), is_common or bool(misnamed))


def _misnamed(root: Path, selection: Selection) -> Iterator[Problem]:
    """The problem of each selected collection whose file is not read for its name."""
    for name, problem in misnamed_collections(root / "sources", root):
        if not selection.conditions or name in selection.conditions:
            yield problem


def _raise_if_any(problems: Iterable[Problem]) -> None:
    if problems := tuple(problems):
        raise BadInput(problems)


def _no_edition_for(collection: Collection, editions: Iterable[Edition]) -> Problem:
    """The problem that none of the editions asked for is made of collections."""
    right = f"one of {', '.join(edition.name for edition in editions if edition.collections)}"
    wrong = f"{collection.condition!r} is a collection, which none of these is made of"
    return Problem("command line", 0, 0, "--edition", wrong, right)


def _nothing_short(
    conditions: list[Condition], editions: list[Edition], known: Names
) -> Iterator[Problem]:
    """The problem of each condition that none of the editions asked for is made of."""
    translated = {name for name, _ in known.translations}
    asked = ", ".join(edition.name for edition in editions)
    if all(edition.is_plain for edition in editions):
        wordings, right = "plain wordings", "write `plain`"
    elif all(edition.bilingual for edition in editions):
        wordings, right = "translations", "write one (docs/translating.md)"
    else:
        wordings, right = "short wordings", "write `brief` in its sections"
    for condition in conditions:
        is_both = condition.condition in translated
        if not any(is_both if one.bilingual else one.takes(condition) for one in editions):
            wrong = f"{asked} is made of {wordings}, and {condition.condition!r} has none"
            yield Problem("command line", 0, 0, "--edition", wrong, right)


def _unknown_languages(
    selection: Selection, inputs: Inputs, texts: Iterable[Condition]
) -> Iterator[Problem]:
    """A problem for each language that none of the selected texts is in."""
    known = {text.language for text in texts}
    known |= {one.condition.language for one in inputs.translations}
    for language in selection.languages:
        if language not in known:
            wrong = f"nothing of what is asked for is in {language!r}"
            right = f"one of {', '.join(sorted(known))}"
            yield Problem("command line", 0, 0, "--language", wrong, right)


def _unspoken_languages(selection: Selection, inputs: Inputs) -> Iterator[Problem]:
    """A problem for each selected brand that does not publish in a language asked for."""
    translated = {one.condition.language for one in inputs.translations}
    for language in selection.languages:
        for brand in inputs.brands:
            is_asked = language in translated and brand.id in selection.brands
            if is_asked and not brand.speaks(language):
                wrong = f"{brand.id!r} does not publish in {language!r}"
                right = f"write languages: {language}: in its _brand.yml (docs/brands.md)"
                yield Problem("command line", 0, 0, "--language", wrong, right)


def _in_all_languages(
    inputs: Inputs, texts: Iterable[Condition]
) -> Iterator[tuple[Condition, Translation | None]]:
    """Each text, and behind it each of its translations; None for the text itself."""
    for text in texts:
        yield text, None
        for one in inputs.translations:
            if one.condition.condition == text.condition:
                yield one.condition, one


def _jobs(
    inputs: Inputs,
    texts: Iterable[Condition],
    editions: list[Edition],
    known: Names,
    selection: Selection,
) -> tuple[Job, ...]:
    """One job for each brand, condition, language and edition that go together."""
    every = list(_stamped(inputs, texts, selection))
    originals = {text.condition: text.language for text in texts}
    # What is beside a translation may be in a language that was not selected.
    others = [text for text in texts if any(edition.bilingual for edition in editions)]
    said = _said(inputs, (*others, *(one for one, _, _ in every)))
    jobs = (
        Job(
            condition=said[brand.id, condition.condition, condition.language],
            brand=(brand.in_language if translation else brand.set_in)(condition.language),
            edition=edition,
            words=inputs.words[condition.language],
            stamp=stamped,
            siblings=tuple(
                one.in_language(condition.language)
                for one in inputs.editions
                if one.takes(condition)
            ),
            languages=_languages(condition.condition, originals, known, brand),
        )
        for brand in inputs.brands
        for condition, stamped, translation in every
        for edition in editions
        if (brand.id, condition.condition, condition.language) in said
        and _is_made(edition, condition, translation, brand)
    )
    whole = (_in_both(job, inputs, said) if job.edition.bilingual else job for job in jobs)
    return tuple(
        replace(job, edition=job.edition.in_language(job.words.language)) for job in whole if job
    )


def _stamped(
    inputs: Inputs, texts: Iterable[Condition], selection: Selection
) -> Iterator[tuple[Condition, datetime, Translation | None]]:
    """Each text in each selected language, with its time; the last is None for an original."""
    for text, translation in _in_all_languages(inputs, texts):
        if text.language in selection.languages or not selection.languages:
            yield text, stamp(text), translation


def _is_made(
    edition: Edition, condition: Condition, translation: Translation | None, brand: Brand
) -> bool:
    """Whether an edition is made of a text that a brand can set."""
    if translation and (translation.holds_back(edition) or not brand.speaks(condition.language)):
        return False
    is_book = isinstance(condition, Collection)
    return edition.takes(condition) and (edition.collections or not is_book)


def _in_both(job: Job, inputs: Inputs, said: Mapping[_Name, Condition]) -> Job | None:
    """The job of a translation with its original beside it; None where a brand cannot set that."""
    assert isinstance(job.condition, TranslatedCondition)
    language = job.condition.original_language
    original = said.get((job.brand.id, job.condition.condition, language))
    (brand,) = (one for one in inputs.brands if one.id == job.brand.id)
    if original is None:
        return None
    return beside(
        job, condition=original, brand=brand.set_in(language), words=inputs.words[language]
    )


_Name = tuple[str, str, str]
"""A brand, and the name and the language of a text."""


def _said(inputs: Inputs, texts: Iterable[Condition]) -> dict[_Name, Condition]:
    """Each text as each brand that can set it says it, by brand, name and language."""
    return {
        (brand.id, text.condition, text.language): with_facts(said_by(text, brand.id), brand)
        for text in texts
        for brand in inputs.brands
        if (text.condition, text.language, brand.id) not in inputs.unfit
    }


def _languages(
    condition: str, originals: Mapping[str, str], known: Names, brand: Brand
) -> tuple[str, ...]:
    """All languages in which a brand publishes a condition, selected or not."""
    others = sorted(language for name, language in known.translations if name == condition)
    return (originals[condition], *filter(brand.speaks, others))
