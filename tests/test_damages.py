"""Whatever is done to a finished file, the proof of content notices it; undamaged, it is proven."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from itertools import islice

import pikepdf
import pytest

from publisher import verify
from publisher.plan.job import Job
from publisher.verify import perceived
from publisher.verify.perceived import typefaces
from tests import damage_fonts, damage_table
from tests.damage_pdf import opened
from tests.damage_table import DAMAGES
from tests.damages import Damage
from tests.helpers import EVERY_BLOCK, job_for
from tests.shared import rendered


@cache
def finished(edition: str) -> tuple[Job, bytes]:
    job = job_for(EVERY_BLOCK, "riverbend", edition)
    return job, rendered(job)


@pytest.fixture(autouse=True)
def _fonts_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most damages leave the fonts as they are: the same bytes are opened once."""
    monkeypatch.setattr(typefaces, "opened", _opened)


_opened = lru_cache(maxsize=32)(typefaces.opened)


@pytest.fixture
def _first_fault_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """One fault is enough to notice a damage: what comes after the first is not looked for."""
    every = perceived.faults
    monkeypatch.setattr(perceived, "faults", lambda job, data: islice(every(job, data), 1))


@pytest.mark.parametrize("edition", DAMAGES)
def test_a_file_is_proven_as_it_was_made(edition: str) -> None:
    job, data = finished(edition)
    assert verify.fidelity(job, data).faults == ()


@pytest.mark.parametrize(
    ("edition", "damage"),
    [(edition, damage) for edition, damages in DAMAGES.items() for damage in damages],
    ids=str,
)
@pytest.mark.usefixtures("_first_fault_alone")
def test_a_damage_is_noticed(edition: str, damage: Damage) -> None:
    job, data = finished(edition)
    damaged = damage.make(data)
    assert damaged != data
    assert verify.fidelity(job, damaged).faults or verify.standard(job, damaged)


@pytest.mark.parametrize(
    ("edition", "make"),
    [
        ("handout", damage_fonts.in_pdf("ft", "o")),
        ("web", damage_fonts.in_page(damage_fonts.ligatures_exchanged)),
        ("ebook", damage_fonts.in_book(damage_fonts.ligatures_exchanged)),
    ],
)
def test_ligatures_are_those_of_their_letters(edition: str, make: Callable[[bytes], bytes]) -> None:
    """In a brand whose fonts have some: those of the other have none."""
    job = job_for(EVERY_BLOCK, "northfield", edition)
    data = rendered(job)
    assert verify.fidelity(job, data).faults == ()
    said = [fault.detail for fault in verify.fidelity(job, make(data)).faults]
    assert [one for one in said if one.endswith("draws other letters for these")]


@pytest.mark.parametrize(
    ("edition", "page"),
    [("handout", 1), ("handout-short", 1), ("large-print", 1), ("giant-print", 1), ("booklet", 2)],
)
def test_whom_to_call_is_on_the_first_page(edition: str, page: int) -> None:
    """Words that are there, in their order, and one page too late."""
    job, data = finished(edition)

    def later(pdf: pikepdf.Pdf) -> None:
        pdf.pages.insert(page - 1, pdf.pages[-1])
        del pdf.pages[-1]

    assert verify.fidelity(job, data).faults == ()
    found = verify.fidelity(job, opened(later)(data)).faults
    moved = [fault.piece for fault in found if fault.detail == f"is not on page {page}"]
    assert moved == ["Get emergency help now: call 911", "Call your care team: 555-0142"]


def test_the_table_in_docs_is_that_of_the_damages() -> None:
    kept = damage_table.FILE.read_text(encoding="utf-8")
    assert kept == damage_table.table(), "put right by: python -m tests.damage_table"
