"""Pages of a PDF that are painted alike have one hash, and any other page another."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from publisher import verify
from publisher.render import render
from publisher.verify.perceived import painted
from publisher.verify.perceived.pdf_same import page_hashes
from tests.helpers import EVERY_BLOCK, job_for, with_one_section
from tests.shared import rendered


@pytest.fixture(scope="module")
def finished() -> bytes:
    return rendered(job_for(EVERY_BLOCK, "riverbend", "handout"))


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        change(file)
        file.save(out)
    return out.getvalue()


def test_a_file_that_is_written_again_has_the_same_pages(finished: bytes) -> None:
    before = page_hashes(finished)
    assert len(before) == len(set(before)) > 1
    assert page_hashes(changed(finished, lambda _: None)) == before


def _content(file: pikepdf.Pdf) -> None:
    page = file.pages[0]
    page.Contents = file.make_stream(page.Contents.read_bytes() + b"\n1 0 0 rg 0 0 9 9 re f")


def _font(file: pikepdf.Pdf) -> None:
    fonts = file.pages[0].Resources.Font
    inner = fonts[min(fonts.keys())].DescendantFonts[0].FontDescriptor
    inner.FontFile2 = file.make_stream(inner.FontFile2.read_bytes()[:-4] + b"abcd")


def _box(file: pikepdf.Pdf) -> None:
    file.pages[0].MediaBox = [0, 0, 500, 500]


def _layers(file: pikepdf.Pdf) -> None:
    file.Root.OCProperties = pikepdf.Dictionary()


def _note(file: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[1, 1, 9, 9])
    file.pages[0].Annots = pikepdf.Array([file.make_indirect(note)])


@pytest.mark.parametrize("change", [_content, _font, _box, _layers, _note])
def test_whatever_is_painted_otherwise_is_another_page(
    finished: bytes, change: Callable[[pikepdf.Pdf], None]
) -> None:
    assert page_hashes(changed(finished, change))[0] != page_hashes(finished)[0]


def test_what_a_page_contains_in_itself_has_no_hash(finished: bytes) -> None:
    def endless(file: pikepdf.Pdf) -> None:
        thing = file.make_indirect(pikepdf.Dictionary())
        thing.Again = thing
        file.pages[0].Resources.Thing = thing

    assert page_hashes(changed(finished, endless)) == ()


def test_a_page_that_was_right_is_looked_at_again_when_it_is_damaged(finished: bytes) -> None:
    job = job_for(EVERY_BLOCK, "riverbend", "handout")
    assert verify.fidelity(job.shown, finished).faults == ()
    covered = changed(finished, _covered)
    for _ in range(2):  # a fault is never taken for known
        faults = list(painted.faults(job.shown, covered))
        assert any("covered" in fault.detail for fault in faults)
    assert verify.fidelity(job.shown, finished).faults == ()


def _covered(file: pikepdf.Pdf) -> None:
    page: Any = file.pages[0]
    white = b"\nq 1 1 1 rg 0 0 2000 2000 re f Q"
    page.Contents = file.make_stream(page.Contents.read_bytes() + white)


def test_what_is_kept_of_pages_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painted, "_MOST_SEEN", 2)
    job = with_one_section(job_for(EVERY_BLOCK, "riverbend", "giant-print"))
    assert list(painted.faults(job.shown, render(job.shown))) == []
    assert len(painted._seen) <= 2
