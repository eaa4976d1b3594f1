"""Symbols as a file shows them → those that are missing, exchanged, wrong or added.

Each format finds the symbols that are in its files, and the words beside each of them. Here they
are held against the source: the words tell which symbol is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from publisher.verify.compare import Fault, FaultKind

if TYPE_CHECKING:
    from publisher.content.drawing import Drawing
    from publisher.verify.meaning import ExpectedSymbol

_FIRST, _LEAST = 16, 6
"""Letters that tell the words beside a symbol from others: so many, where there are as many."""


@dataclass(frozen=True, slots=True)
class ShownSymbol:
    """A symbol in a file."""

    words: str
    """The first words beside it."""
    wrong: Callable[[Drawing], str]
    """What is wrong with it, where it should show a drawing; empty where nothing is."""
    where: str = ""


def faults(wanted: Iterable[ExpectedSymbol], shown: Iterable[ShownSymbol]) -> Iterator[Fault]:
    """Every fault of the symbols of a file."""
    wanted, left = tuple(wanted), list(shown)
    kinds = {one.drawing.name: one.drawing for one in wanted}
    for one in wanted:
        beside = [found for found in left if says(bare(one.words), bare(found.words))]
        name = one.drawing.name
        if not beside:
            yield _fault(one, f"{name} is not beside these words")
            continue
        # Lines may begin alike: the one that goes on alike is meant.
        found = max(beside, key=lambda other: _alike(bare(one.words), bare(other.words)))
        left.remove(found)
        if wrong := found.wrong(one.drawing):
            others = (other for other in kinds.values() if other.name != name)
            other = next((other.name for other in others if not found.wrong(other)), "")
            detail = f"shows {other} instead" if other else wrong
            yield _fault(one, f"{found.where}{name}: {detail}")
    for found in left:
        yield Fault("", found.words, FaultKind.ADDED, f"{found.where}a symbol of nobody")


def says(wanted: str, shown: str) -> bool:
    """Whether words that are shown begin within those that are wanted; they may go on behind.

    They may also be the first of them: an item alone, without the list inside it.
    """
    if shown and wanted.startswith(shown):
        return True
    for at in range(max(1, len(wanted) - _LEAST + 1)):
        if (part := wanted[at : at + _FIRST]) and shown.startswith(part):
            return True
    return False


def _alike(wanted: str, shown: str) -> int:
    """How many letters two texts begin with alike."""
    pairs = zip(wanted, shown, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


@lru_cache(maxsize=1024)
def bare(words: str) -> str:
    """Letters alone, as marks, citations and hyphens may be set in other ways."""
    return re.sub(r"[\W\d_]+", "", words)


def _fault(one: ExpectedSymbol, detail: str) -> Fault:
    return Fault(one.block, one.words, FaultKind.PICTURE, detail)
