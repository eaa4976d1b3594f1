"""The proof of fidelity is worth what it catches: every damage to every kind of block.

The damages are made in `mutations`; `python -m tests.mutations` prints them as a table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from publisher import verify
from publisher.edition.model import Format
from tests import mutations
from tests.mutations import EDITIONS, Mutation

_ARCHIVES = (Format.WORD, Format.EPUB, Format.WEB)
_PARTS: list[tuple[Format, Callable[[Format], Iterator[Mutation]]]] = [
    (kind, make)
    for kind in EDITIONS
    for make in (
        mutations.of_blocks,
        mutations.of_parts,
        mutations.of_front_and_back,
        mutations.of_structure,
    )
]


@pytest.mark.parametrize(
    ("kind", "make"), _PARTS, ids=[f"{kind.value}-{make.__name__}" for kind, make in _PARTS]
)
def test_every_damage_is_caught(kind: Format, make: Callable[[Format], Iterator[Mutation]]) -> None:
    all_ = list(make(kind))
    assert len(all_) > 4
    assert [str(mutation) for mutation in all_ if not mutation.is_caught()] == []


def test_every_damage_to_a_finished_pdf_is_caught() -> None:
    all_ = list(mutations.of_finished_pdf())
    assert len(all_) > 10
    assert [str(mutation) for mutation in all_ if not mutation.is_caught()] == []


@pytest.mark.parametrize("kind", _ARCHIVES, ids=[kind.value for kind in _ARCHIVES])
def test_one_letter_gone_changed_or_added_anywhere_is_caught(kind: Format) -> None:
    all_ = list(mutations.of_letters(kind))
    assert len(all_) > 100
    assert [str(mutation) for mutation in all_ if not mutation.is_caught()] == []


@pytest.mark.parametrize("kind", EDITIONS, ids=[kind.value for kind in EDITIONS])
def test_every_kind_of_block_is_damaged_in_every_way(kind: Format) -> None:
    kinds = {block.kind for block in mutations.tops(mutations.whole(kind).condition)}
    damaged = {block.kind for block, _ in mutations.copies(kind)}
    assert damaged == kinds
    assert len(kinds) == 13


@pytest.mark.parametrize("kind", _ARCHIVES, ids=[kind.value for kind in _ARCHIVES])
def test_a_file_that_was_only_taken_apart_and_put_together_holds(kind: Format) -> None:
    copy = mutations.taken_apart(mutations.whole(kind))
    assert [str(f) for f in verify.fidelity(copy.job, copy.again().bytes()).faults] == []


def test_the_small_pdfs_hold_before_they_are_damaged() -> None:
    faults = {
        block.id: [str(f) for f in verify.fidelity(copy.job, copy.again().bytes()).faults]
        for block, copy in mutations.copies(Format.PDF)
    }
    assert {block: found for block, found in faults.items() if found} == {}
