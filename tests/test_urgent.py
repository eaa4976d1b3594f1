"""Whom to call stands on the first page of every edition of the whole guide."""

from __future__ import annotations

import pytest

from publisher import verify
from publisher.render import render
from tests.helpers import Project, new_project
from tests.word_files import changed

LINES = ("Get emergency help now: call 911", "Call your care team: 555-0142")
BLOCKS = "layouts/shared/blocks.html.j2"
MACRO = "{% macro urgent() %}"
EDITIONS = ("handout", "handout-short", "large-print", "booklet", "ebook", "web")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose layouts have lost these lines."""
    made = new_project(tmp_path_factory.mktemp("urgent") / "project")
    made.write(BLOCKS, MACRO, "{% macro urgent() %}{% endmacro %}{% macro lost() %}")
    return made


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_edition_that_lost_them_is_refused(project: Project, edition: str) -> None:
    job = project.job(edition)
    said = [str(fault) for fault in verify.fidelity(job, render(job)).faults]
    assert [f"urgent  “{line}”  missing" for line in LINES] == [
        fault for fault in said if fault.startswith("urgent")
    ]


def test_a_word_file_that_lost_one_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    job = new_project(tmp_path_factory.mktemp("word") / "project").job("word")
    data = render(job)
    lost = changed(
        data, "word/document.xml", lambda xml: xml.replace("Call your care team:", "", 1)
    )
    said = [str(fault) for fault in verify.fidelity(job, lost).faults]
    assert any(LINES[1] in fault and fault.startswith("urgent") for fault in said)
