"""What must be the same in every language: numbers, telephone numbers, units, negation.

Words are counted, not understood. So a difference is a finding for a person to look at, who mends
the translation or confirms it ("accepted: negations").
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from publisher.content.inline import Text


class DifferenceKind(StrEnum):
    """What may differ."""

    NUMBERS = "numbers"
    UNITS = "units"
    NEGATIONS = "negations"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference of a translation from its source."""

    kind: DifferenceKind
    wrong: str


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The words of a language that are counted."""

    units: tuple[tuple[str, re.Pattern[str]], ...]
    negations: re.Pattern[str] | None
    """None where nothing is known of the language."""


def differences(source: Text, target: Text, languages: tuple[str, str]) -> Iterator[Difference]:
    """How `target` differs from `source`; `languages` are those of the two."""
    said, says = (_numbers(text.plain) for text in (source, target))
    for number in said - says:
        yield Difference(
            DifferenceKind.NUMBERS, f"the number {number} of the source text is not there"
        )
    for number in says - said:
        yield Difference(
            DifferenceKind.NUMBERS, f"has the number {number}, which the source text has not"
        )
    known, other = (_lexicon(language) for language in languages)
    if known.units and other.units:
        yield from _other_units(_units(source.plain, known), _units(target.plain, other))
    if known.negations and other.negations:
        yield from _negation(source.plain, target.plain, known.negations, other.negations)


_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f’-]\d+)*")


def _numbers(text: str) -> Counter[str]:
    """Every number in Western digits, its sign for decimals a point and thousands together.

    A sign before three digits parts thousands in every language; a telephone number is kept whole.
    """
    found: Counter[str] = Counter()
    for match in _NUMBER.finditer(text):
        number = "".join(str(int(c)) if c.isdigit() else c for c in match.group())
        if "-" not in number:
            number = re.sub(r"[.,\u00a0\u202f’](?=\d{3}(?!\d))", "", number)
            number = re.sub(r"[,\u00a0\u202f’]", ".", number)
        found[number] += 1
    return found


def _units(text: str, lexicon: _Lexicon) -> Counter[str]:
    """Each unit that stands behind a number."""
    found: Counter[str] = Counter()
    for name, words in lexicon.units:
        found[name] += len(words.findall(text))
    return +found


def _other_units(said: Counter[str], says: Counter[str]) -> Iterator[Difference]:
    for unit in said - says:
        yield Difference(DifferenceKind.UNITS, f"the unit {unit} of the source text is not there")
    for unit in says - said:
        yield Difference(
            DifferenceKind.UNITS, f"has the unit {unit}, which the source text has not"
        )


def _negation(
    source: str, target: str, known: re.Pattern[str], other: re.Pattern[str]
) -> Iterator[Difference]:
    """A sentence that is negated in one of the two only.

    Where the two have as many sentences, they are compared one by one, else as a whole.
    """
    said, says = _SENTENCE.split(source), _SENTENCE.split(target)
    if len(said) != len(says):
        said, says = [source], [target]
    for one, two in zip(said, says, strict=True):
        negated, is_negated = known.search(one), other.search(two)
        if negated and not is_negated:
            yield Difference(
                DifferenceKind.NEGATIONS, f"{negated.group()!r} of the source text is lost"
            )
        if is_negated and not negated:
            wrong = f"{is_negated.group()!r} is a negation, which the source text has not"
            yield Difference(DifferenceKind.NEGATIONS, wrong)


_SENTENCE = re.compile(r"(?<=[.!?。！？؟])\s*")


@cache
def _lexicon(language: str) -> _Lexicon:
    """What `languages.toml` says of a language; measures that all languages write alike too."""
    tree = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))
    own = tree.get(language.partition("-")[0], {})
    units = {name: [name] for name in tree["symbols"]} if own else {}
    units |= own.get("units", {})
    negations = own.get("negations")
    return _Lexicon(
        tuple((name, _behind_number(words)) for name, words in units.items()),
        _any_word(negations) if negations else None,
    )


def _behind_number(words: list[str]) -> re.Pattern[str]:
    """One of the words behind a number, as in "2 hours" and in "10 mg"."""
    return re.compile(rf"(?<=\d)[\s-]*(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


def _any_word(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
