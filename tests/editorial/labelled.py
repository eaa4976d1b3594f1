"""The labelled sentences: what each breaks by hand, and what the rules say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from publisher.content import inline
from publisher.content.model import SectionKind, Wording
from publisher.editorial import governance, language
from publisher.editorial.check import rules_broken
from publisher.editorial.texts import PlacedText, Role
from publisher.roundtrip.addresses import Address
from publisher.source.starter import starter_words

FILE = Path(__file__).with_name("sentences.tsv")
TODAY = date(2026, 11, 27)
ROLES = {
    "text": (Role.RUNNING, SectionKind.LIVING_WITH),
    "treatment": (Role.RUNNING, SectionKind.TREATMENT),
    "alt": (Role.ALTERNATIVE, SectionKind.LIVING_WITH),
    "reference": (Role.REFERENCE, None),
    "question": (Role.QUESTION, SectionKind.APPOINTMENT),
    "cell": (Role.CELL, SectionKind.LIVING_WITH),
}


@dataclass(frozen=True)
class Labelled:
    """One line of the file."""

    rules: frozenset[str]
    role: str
    text: str


@dataclass(frozen=True)
class Measure:
    """How often a rule is right: found and meant, found and not meant, meant and not found."""

    hits: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of findings that are meant; 1 where there are none."""
        return self.hits / (self.hits + self.wrong) if self.hits + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of what is meant that is found; 1 where nothing is."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0


@cache
def labelled() -> tuple[Labelled, ...]:
    """Every line of the set."""
    found = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            rules, role, text = line.split("\t")
            found.append(Labelled(frozenset(rules.split(",")) - {"-"}, role, text))
    return tuple(found)


@cache
def broken_by(text: str, role: str) -> frozenset[str]:
    """The rules that a text breaks, where it stands alone."""
    parsed = inline.parse(text)
    if role == "reference":
        age = governance.age_of(" ".join(parsed.plain.split()), None, TODAY)
        return frozenset([age.rule] if age else ())
    kind, section = ROLES[role]
    placed = PlacedText(
        address=Address.block("labelled").text,
        text=parsed,
        role=kind,
        section=section,
        wording=Wording.FULL,
        is_cited=governance.is_cited(parsed),
    )
    found = rules_broken(placed, starter_words(), language.Explained(), is_english=True)
    return frozenset(broken.rule for broken in found)


def measures(part: slice | None = None) -> dict[str, Measure]:
    """The measure of each rule that the set has, on every third sentence from `part` on, or all."""
    chosen = labelled()[part] if part else labelled()
    rules = sorted({rule for one in labelled() for rule in one.rules})
    return {rule: _measure(rule, chosen) for rule in rules}


HELD_OUT = slice(2, None, 3)


def _measure(rule: str, chosen: tuple[Labelled, ...]) -> Measure:
    pairs = [(rule in one.rules, rule in broken_by(one.text, one.role)) for one in chosen]
    return Measure(
        hits=sum(meant and found for meant, found in pairs),
        wrong=sum(found and not meant for meant, found in pairs),
        missed=sum(meant and not found for meant, found in pairs),
    )


def differences(held_out: bool) -> Iterator[str]:
    """Each sentence of which the rules say something else than the labels."""
    for number, one in enumerate(labelled()):
        found = broken_by(one.text, one.role)
        if (number % 3 == 2) is held_out and found != one.rules:
            missed, wrong = sorted(one.rules - found), sorted(found - one.rules)
            yield f"{one.role}: {one.text!r}: missed {missed}, wrong {wrong}"
