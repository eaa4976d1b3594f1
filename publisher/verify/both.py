"""The texts of a file in two languages: those of each, block by block, the original first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from publisher.content.model import Figure, Recording, recordings
from publisher.content.together import is_one_picture, of_both
from publisher.verify import expect
from publisher.verify.expect import Expected, ExpectedText, TextRole

if TYPE_CHECKING:
    from publisher.plan.job import Job


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and its translation, which stand beside one another."""

    one: ExpectedText
    other: ExpectedText


def pieces(job: Job) -> Expected:
    """The texts that a file must contain, of one language or of two."""
    if job.original is None:
        return expect.pieces(job)
    one, other = map(expect.pieces, job.halves)
    loose = (*one.loose, *(tuple(_named(piece, job) for piece in group) for group in other.loose))
    said = [group[0].text for group in loose]
    twice = {text for text in said if said.count(text) > 1}
    return Expected(
        ordered=tuple(_in_both(one, other, job)),
        loose=tuple(dict.fromkeys(loose)),
        repeated=one.repeated | other.repeated | twice | _same(one, other),
        furniture=one.furniture | other.furniture,
    )


def _same(one: Expected, other: Expected) -> frozenset[str]:
    """Texts without a fixed place that stand somewhere in both languages alike."""
    ordered = {piece.text for each in (one, other) for piece in each.ordered}
    loose = {group[0].text for each in (one, other) for group in each.loose}
    return frozenset(ordered & loose)


def pairs(job: Job) -> Iterator[Pair]:
    """Each text of the original with its translation, but for what is said once for both."""
    one, other = (_by_block(expect.pieces(half)) for half in job.halves)
    for block, texts in one.items():
        if block.startswith("references."):
            continue
        theirs = other[block]
        for mine, its in zip(texts, theirs, strict=True):
            if mine.role is not TextRole.ALT:
                yield Pair(mine, _named(its, job))


def _in_both(one: Expected, other: Expected, job: Job) -> Iterator[ExpectedText]:
    """The texts of each block of the original, and then of its translation.

    A glossary is one list. References are listed once, as they were published.
    """
    mine, its, once = _by_block(one), _by_block(other), shared_pictures(job)
    codes = {one.url for one in recordings(job.condition.blocks(job.edition.wording))}
    for blocks in _together(mine):
        for block in blocks:
            for text in mine[block]:
                yield replace(text, text=once[block]) if _is_alt(text, once) else text
        for block in blocks:
            if not block.startswith("references."):
                theirs = (one for one in its[block] if not _is_alt(one, once))
                yield from (_named(one, job) for one in theirs if not _is_code(one, codes))


def _together(blocks: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Blocks as they are read: each by itself, the entries of a glossary as one."""
    for is_entry, found in groupby(blocks, lambda block: block.partition(".")[0] == "glossary"):
        every = tuple(found)
        yield from [every] if is_entry else [(block,) for block in every]


def _is_alt(text: ExpectedText, once: Collection[str]) -> bool:
    """Whether a text describes a figure that is there once for both languages."""
    return text.role is TextRole.ALT and text.block in once


def _is_code(text: ExpectedText, codes: Collection[str]) -> bool:
    """Whether a text is that of the code of a recording, which is there once for both languages."""
    return text.role is TextRole.ALT and text.text in codes


def shared_pictures(job: Job) -> dict[str, str]:
    """What is said of each figure that is shown once for both languages, by its id.

    A recording has its picture in each.
    """
    one, other = (
        {
            block.id: block
            for block in half.condition.blocks(half.edition.wording)
            if isinstance(block, Figure) and not isinstance(block, Recording)
        }
        for half in job.halves
    )
    return {
        name: of_both(figure.alt.plain, other[name].alt.plain)
        for name, figure in one.items()
        if is_one_picture(figure.file, other[name].file)
    }


def _named(text: ExpectedText, job: Job) -> ExpectedText:
    """A text of the translation, whose block is named with its language."""
    return replace(text, block=f"{text.block} ({job.condition.language})")


def _by_block(expected: Expected) -> dict[str, list[ExpectedText]]:
    """The texts with a fixed place by their block, in order."""
    found: dict[str, list[ExpectedText]] = {}
    for piece in expected.ordered:
        found.setdefault(piece.block, []).append(piece)
    return found
