"""The tables of `words.toml`, as patterns."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("words.toml")


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _whole_words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE)


@cache
def _pairs(table: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_whole_words(key), word) for key, word in _tables()[table].items())


def plain_words(text: str) -> Iterator[tuple[str, str]]:
    """(a formal word in `text`, the everyday word) for each that the list has."""
    yield from _listed("plain", text)


def medical_terms(text: str) -> Iterator[tuple[str, str]]:
    """(a medical term in `text`, its plain words or "") by the list, then by its ending."""
    known = [term for term, _ in _listed("terms", text)]
    yield from _listed("terms", text)
    everyday = _tables()["endings"]["everyday"]
    for match in _ending().finditer(text):
        term = match.group()
        if term.casefold() not in everyday and not any(term in one for one in known):
            yield term, ""


def _listed(table: str, text: str) -> Iterator[tuple[str, str]]:
    for pattern, word in _pairs(table):
        for match in pattern.finditer(text):
            yield match.group(), word


@cache
def _ending() -> re.Pattern[str]:
    return _whole_words(rf"\w{{2,}}(?:{'|'.join(_tables()['endings']['of'])})s?")


def is_known_abbreviation(word: str) -> bool:
    """Whether everybody knows an abbreviation, or it is a word that is stressed by capitals."""
    lists = _tables()["abbreviations"]
    return word in lists["known"] or word in lists["stressed"]


@cache
def irregular_participles() -> frozenset[str]:
    """Past participles that do not end in -ed."""
    return frozenset(_tables()["participles"]["irregular"])


@cache
def states() -> frozenset[str]:
    """Words like participles that say how somebody is, not what is done."""
    return frozenset(_tables()["participles"]["states"])


@cache
def limits() -> tuple[tuple[re.Pattern[str], int], ...]:
    """The names of each medicine, and the most of it in a day in mg."""
    return tuple((_whole_words(key), most) for key, most in _tables()["limits"].items())
