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
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from publisher.content.inline import Text
from publisher.content.languages import fitting


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
    multiples: tuple[tuple[re.Pattern[str], int], ...]
    """Words behind a number that multiply it, the longest first."""
    negations: re.Pattern[str] | None
    """None where nothing is known of the language."""


def differences(source: Text, target: Text, languages: tuple[str, str]) -> Iterator[Difference]:
    """How `target` differs from `source`; `languages` are those of the two."""
    known, other = (_lexicon(language) for language in languages)
    multiplied = known.multiples and other.multiples
    said = _numbers(source.plain, known.multiples if multiplied else ())
    says = _numbers(target.plain, other.multiples if multiplied else ())
    for number in said - says:
        yield Difference(
            DifferenceKind.NUMBERS, f"the number {number} of the source text is not there"
        )
    for number in says - said:
        yield Difference(
            DifferenceKind.NUMBERS, f"has the number {number}, which the source text has not"
        )
    if known.units and other.units:
        yield from _other_units(_units(source.plain, known), _units(target.plain, other))
    if known.negations and other.negations:
        yield from _negation(source.plain, target.plain, known.negations, other.negations)


_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f’-]\d+)*")


def _numbers(text: str, multiples: tuple[tuple[re.Pattern[str], int], ...]) -> Counter[str]:
    """Every number in Western digits, its sign for decimals a point and thousands together.

    A sign before three digits parts thousands in every language; a telephone number is kept whole.
    A word behind it that multiplies it is part of it: 2万 is 20000.
    """
    found: Counter[str] = Counter()
    for match in _NUMBER.finditer(text):
        number = "".join(str(int(c)) if c.isdigit() else c for c in match.group())
        if "-" not in number:
            number = re.sub(r"[.,\u00a0\u202f’](?=\d{3}(?!\d))", "", number)
            number = re.sub(r"[,\u00a0\u202f’]", ".", number)
            times = (many for word, many in multiples if word.match(text, match.end()))
            number = _multiplied(number, next(times, 1))
        found[number] += 1
    return found


def _multiplied(number: str, times: int) -> str:
    if times == 1 or number.count(".") > 1:
        return number
    return format((Decimal(number) * times).normalize(), "f")


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
    own = tree.get(fitting(language, tree.keys() - {"symbols"}) or "", {})
    units = {name: [name] for name in tree["symbols"]} if own else {}
    for name, words in own.get("units", {}).items():
        units[name] = [*units.get(name, []), *words]
    negations, parted = own.get("negations"), own.get("parted", True)
    multiples = sorted(own.get("multiples", {}).items(), key=lambda one: -len(one[0]))
    return _Lexicon(
        tuple((name, _behind_number(words, parted)) for name, words in units.items()),
        tuple((_pattern(rf"[\s-]*(?:{word})", parted), many) for word, many in multiples),
        _any_word(negations, parted) if negations else None,
    )


def _behind_number(words: list[str], parted: bool) -> re.Pattern[str]:
    """One of the words behind a number, as in "2 hours" and in "10 mg"."""
    return _pattern(rf"(?<=\d)[\s-]*(?:{'|'.join(words)})", parted)


def _any_word(words: list[str], parted: bool) -> re.Pattern[str]:
    return _pattern(rf"{_START if parted else ''}(?:{'|'.join(words)})", parted)


_START = r"(?<!\w)"
_END = {True: r"(?!\w)", False: r"(?![A-Za-z])"}


def _pattern(words: str, parted: bool) -> re.Pattern[str]:
    """A pattern whose words end where a word ends; Latin ones alone, where words are not parted."""
    return re.compile(words + _END[parted], re.IGNORECASE)
