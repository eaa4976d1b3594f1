"""Rules on numbers: doses, units, what no living person can have, shares and comparisons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.editorial import lexicon
from publisher.editorial.found import Broken
from publisher.editorial.texts import PlacedText, Role

_NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|\.\d+)"
_MASS = r"(?:mg|mcg|[µμ]g|ug|g|gm|milligrams?|micrograms?|grams?|mL|ml|cc|milliliters?|units?|IU|U)"
_AMOUNT = re.compile(rf"(?<![\w.,/])({_NUMBER})[\s-]*({_MASS})\b(?!\s*/|\s+per\s+d?L)")
_FOOD = re.compile(
    r"\s*(?:of )?(?:\w+ )?(?:sodium|salt|carbohydrates?|carbs|fiber|protein|fat|milk|water|juice"
    r"|caffeine|alcohol)\b"
)
_OF_FOOD = re.compile(r"\b(?:sodium|salt|carbohydrates?|carbs|fiber|protein)\b", re.IGNORECASE)
_WEIGHING = re.compile(r"\b(?:gains?|weighs?|loses?|lost)\b", re.IGNORECASE)
_IN_MG = {"mg": 1.0, "milligram": 1.0, "g": 1000.0, "gm": 1000.0, "gram": 1000.0}


def _value(number: str) -> float:
    return float(number.replace(",", ""))


def _amounts(sentence: str) -> Iterator[re.Match[str]]:
    """Each amount of a medicine in a sentence."""
    found = list(_AMOUNT.finditer(sentence))
    foods = [match for match in found if _FOOD.match(sentence[match.end() :])]
    for match in found:
        # "under 2,300 mg of sodium, and best of all 1,500 mg": the second is sodium too.
        is_food = foods and not sentence[match.end() :].startswith(" of ")
        before = sentence[: match.start()]
        is_other = is_food or _OF_FOOD.search(before) or _WEIGHING.search(before)
        if match not in foods and not is_other:
            yield match


def dose(one: PlacedText) -> Iterator[Broken]:
    """Each amount of a medicine."""
    if one.role not in (Role.REFERENCE, Role.ALTERNATIVE):
        for sentence in one.sentences:
            for match in _amounts(sentence):
                yield Broken("dose", match.group(), "is an amount of a medicine")


_TIMES = re.compile(
    r"\b(twice|once|(?:two|three|four|five|six|\d+) times) (?:a|per|every|each) day"
    r"|\bevery (\d+|two|three|four|six|eight|twelve) hours",
    re.IGNORECASE,
)
_COUNTS = {"once": 1, "twice": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNTS |= {"eight": 8, "twelve": 12}


def _times(sentence: str) -> float:
    """How often in a day, where the sentence says so; else 1."""
    match = _TIMES.search(sentence)
    if not match:
        return 1
    word = (match.group(1) or match.group(2)).casefold().split()[0]
    count = int(word) if word.isdecimal() else _COUNTS[word]
    return count if match.group(1) else 24 / max(count, 1)


def dose_limit(one: PlacedText) -> Iterator[Broken]:
    """Each amount that is above the most that a label allows in a day."""
    if one.role is Role.REFERENCE:
        return
    for sentence in one.sentences:
        for names, most in lexicon.limits():
            name = names.search(sentence)
            for match in _amounts(sentence) if name else ():
                unit = _IN_MG.get(match.group(2).casefold().removesuffix("s"))
                if name and unit and _value(match.group(1)) * unit * _times(sentence) > most:
                    why = f"is more {name.group().lower()} than {most:,} mg in a day"
                    yield Broken("dose-limit", match.group(), why)


_MISREAD = (
    (re.compile(rf"({_NUMBER})\s?(?:[µμ]g|ug)\b"), r"\1 mcg"),
    (re.compile(rf"(\d+)\.0+(?=[\s-]*{_MASS}\b)[\s-]*({_MASS})\b"), r"\1 \2"),
    (re.compile(rf"(?<![\d,])(\.\d+)[\s-]*({_MASS})\b"), r"0\1 \2"),
    (re.compile(r"(\d)\s?(?:IU|U)\b"), r"\1 units"),
    (re.compile(r"(\d)\s?cc\b"), r"\1 mL"),
    (re.compile(r"(\d)\s?gm\b"), r"\1 g"),
)
_LARGE = re.compile(rf"(?<![\d,.])(\d{{5,}})\s?({_MASS})\b")
_LATIN = re.compile(r"\b(?:q\.?d\.?|q\.?o\.?d\.?|[bt]\.?i\.?d\.?|q\.?i\.?d\.?|p\.?r\.?n\.?)(?!\w)")
_LATIN_CAPITALS = re.compile(r"\b(?:QD|QOD|BID|TID|QID|PRN)\b")
_MEANS = {"qd": "once a day", "qod": "every other day", "bid": "twice a day"}
_MEANS |= {"tid": "three times a day", "qid": "four times a day", "prn": "when you need it"}


def unit(one: PlacedText) -> Iterator[Broken]:
    """Each unit, zero or point of a dose that is known to be misread."""
    if one.role in (Role.REFERENCE, Role.ALTERNATIVE):
        return
    for pattern, better in _MISREAD:
        for match in pattern.finditer(one.plain):
            yield Broken("unit", match.group(), "is easily misread", match.expand(better))
    for match in _LARGE.finditer(one.plain):
        better = f"{int(match.group(1)):,} {match.group(2)}"
        yield Broken("unit", match.group(), "is easily misread", better)
    for pattern in (_LATIN, _LATIN_CAPITALS):
        for match in pattern.finditer(one.plain):
            means = _MEANS.get(match.group().replace(".", "").casefold(), "")
            yield Broken("unit", match.group(), "is easily misread", means)


# What stands out ----------------------------------------------------------------------------------

_DEGREES = re.compile(r"(\d+(?:\.\d+)?)\s*°\s*([FC])\b")
_BODY = re.compile(r"\b(?:fever|temperature)\b", re.IGNORECASE)
_LIVING = {"F": (90.0, 110.0), "C": (32.0, 43.0)}
_PRESSURE = re.compile(r"\b(\d{2,4})\s*/\s*(\d{2,4})\b")
_PRESSURES = re.compile(r"\bpressure\b|mm\s?Hg", re.IGNORECASE)
_SHARE = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?(?:%|percent\b)")
_OF_WHOLE = re.compile(
    r"\b(\d[\d,]*) (?:in|out of)(?: every)? (\d[\d,]*) "
    r"(?:people|adults|women|men|children|patients)"
)
_GROWTH = re.compile(r"\b(?:more|higher|increase\w*|rise\w*|rose|grew)\b", re.IGNORECASE)
_SUGAR = re.compile(rf"({_NUMBER})\s?(mg/dL|mmol/L)\b")
_SUGARS = re.compile(r"\b(?:sugar|glucose)\b", re.IGNORECASE)
_SUGAR_RANGE = {"mg/dL": (20.0, 600.0), "mmol/L": (1.0, 33.3)}
_PULSE = re.compile(r"\b(\d+) beats (?:a|per) minute")


def number_range(one: PlacedText) -> Iterator[Broken]:
    """Each number that no living person can have, and each share that is more than all."""
    if one.role is Role.REFERENCE:
        return
    for sentence in one.sentences:
        for words in (*_out_of_body(sentence), *_out_of_whole(sentence)):
            yield Broken("number-range", words, "stands out: check number and unit")


def _out_of_body(sentence: str) -> Iterator[str]:
    if _BODY.search(sentence):
        yield from _outside(_DEGREES, sentence, _LIVING)
    if _SUGARS.search(sentence):
        yield from _outside(_SUGAR, sentence, _SUGAR_RANGE)
    if _PRESSURES.search(sentence):
        for match in _PRESSURE.finditer(sentence):
            upper, lower = int(match.group(1)), int(match.group(2))
            if not (60 <= upper <= 260 and 30 <= lower <= 160 and lower < upper):
                yield match.group()
    for match in _PULSE.finditer(sentence):
        if not 20 <= int(match.group(1)) <= 250:
            yield match.group()


def _outside(
    pattern: re.Pattern[str], sentence: str, ranges: dict[str, tuple[float, float]]
) -> Iterator[str]:
    for match in pattern.finditer(sentence):
        least, most = ranges[match.group(2)]
        if not least <= _value(match.group(1)) <= most:
            yield match.group()


def _out_of_whole(sentence: str) -> Iterator[str]:
    for match in _SHARE.finditer(sentence):
        share = _value(match.group(1))
        is_a1c = "A1C" in sentence and not 3 <= share <= 20
        if is_a1c or (share > 100 and not _GROWTH.search(sentence)):
            yield match.group()
    for match in _OF_WHOLE.finditer(sentence):
        part, whole = _value(match.group(1)), _value(match.group(2))
        if part > whole or not whole:
            yield match.group()


# Shares and comparisons ---------------------------------------------------------------------------

_MEASURED = re.compile(
    r"\b(?:A1C|oxygen|saturation|cream|gel|solution|ointment|humidity|alcohol|weight|fat|full"
    r"|concentration)\b",
    re.IGNORECASE,
)
_RISK = r"(?:risk|chance|odds|likelihood)s?"
_COMPARED = re.compile(
    rf"\b(?:doubles?|doubled|triples?|tripled|halves|halved)\b[^.,;]{{0,30}}\b{_RISK}\b"
    rf"|\b\w+ times (?:as (?:likely|often|common)|more likely|less likely|the {_RISK})\b"
    r"|\btwice (?:as (?:likely|often|common)|the (?:risk|chance|odds))\b"
    rf"|\b(?:\w+fold|\d+-fold)\b[^.,;]{{0,20}}\b{_RISK}\b"
    rf"|\b{_RISK}\b[^.,;]{{0,40}}\b(?:(?:in|by) half|by a (?:third|quarter)"
    r"|\w+ times (?:higher|lower|greater))\b",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\d+ (?:in|out of) [\d,]+", re.IGNORECASE)


def number_without_whole(one: PlacedText) -> Iterator[Broken]:
    """Each share that does not say of what, each comparison that does not give both numbers."""
    if one.role is not Role.RUNNING:
        return
    for sentence in one.sentences:
        if not _MEASURED.search(one.plain):
            for match in _SHARE.finditer(sentence):
                if not re.match(r"(?: or more| or less)?\s+of\b", sentence[match.end() :]):
                    yield Broken("number-without-whole", match.group(), "does not say of what")
        if not _BOTH.search(sentence):
            for match in _COMPARED.finditer(sentence):
                yield Broken(
                    "number-without-whole", match.group(), "does not say how many it was before"
                )


_COUNTED = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d[\d,]*)"
_FACT = re.compile(
    r"\d\s?(?:%|percent\b)"
    rf"|\b{_COUNTED} (?:in|out of)(?: every)? (?:{_COUNTED})\b(?! (?:hours?|days?|weeks?|minutes?"
    r"|months?|years?|steps?|times|o’clock))"
    r"|\b(?:two|three) (?:thirds|quarters) of\b"
    rf"|(?<![\w.,]){_NUMBER}[\s-]*(?:{_MASS}|mg/dL|mmol/L|mm\s?Hg|cm|mm|°\s?[FC]|pounds?|lbs?|kg"
    r"|kilograms?|inch(?:es)?|centimeters?|millimeters?)(?!\w)",
    re.IGNORECASE,
)


def number_fact(sentence: str) -> str:
    """The first share, measure or amount in a sentence; empty where there is none."""
    match = _FACT.search(sentence)
    return match.group() if match else ""
