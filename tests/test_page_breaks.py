"""Pages that break a text badly are refused: with the block, its words, the page and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher import verify
from publisher.build.make import make
from publisher.content.model import SectionKind
from publisher.render import render
from tests.helpers import EVERY_BLOCK, Project, closing, job_for, new_project

BOX = ".emergency .callout-body { break-before: page }"
LONE = "#symptoms > h2 { break-after: page }"
CAPTION = "figcaption { break-before: page }"
EMPTY = "#treatment { break-before: page } #appointment { break-before: page }"
EACH = "main > section { break-before: page }"
BROKEN = "badly broken over pages"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = new_project(tmp_path / "project")
    lines = made.source.read_text(encoding="utf-8").splitlines(keepends=True)
    first, last = (made.line(words) - 1 for words in ("- kind: video", "- id: appointment"))
    lines[first:last] = []  # recordings, which would say the same of each rule twice
    made.source.write_text("".join(one for one in lines if "hills.jpg" not in one), "utf-8")
    return made


def spoil(project: Project, edition: str, style: str) -> None:
    """Adds rules to the style sheet of an edition."""
    sheet = project.root / f"layouts/{edition}/style.css"
    sheet.write_text(sheet.read_text(encoding="utf-8") + style, encoding="utf-8")


def told(project: Project, edition: str) -> list[str]:
    """What is said of the breaks of an edition."""
    job = project.job(edition)
    said = [str(fault) for fault in verify.fidelity(job, render(job)).faults]
    return [fault for fault in said if BROKEN in fault]


@pytest.mark.parametrize("edition", ["handout", "large-print", "giant-print", "booklet"])
def test_pages_as_they_are_made_break_nothing(edition: str) -> None:
    job = job_for(EVERY_BLOCK, "northfield", edition)
    assert [str(fault) for fault in verify.fidelity(job, render(job)).faults] == []


def parted(pages: str) -> str:
    return f"help-emergency  “{CALL}”  {BROKEN}: it is on pages {pages}, and fits on one"


def alone(block: str, words: str, page: int) -> str:
    return f"{block}  “{words}”  {BROKEN}: page {page} has 0 lines of its text below it"


def short(block: str, words: str, page: int, full: int) -> str:
    detail = f"page {page} is {full} % full, and this has room on it"
    return f"{block}  “{words}”  {BROKEN}: {detail}"


def away(page: int) -> str:
    detail = f"its caption is on page {page}, and the picture is not"
    return f"overview-figure  “Two shapes”  {BROKEN}: {detail}"


CALL = "If somebody cannot be woken"
HELP, SIGNS, LIST = "When to get help", "What you may notice", "You may notice:"


@pytest.mark.parametrize(
    ("edition", "style", "said"),
    [
        ("large-print", BOX, [parted("6 and 7")]),
        (
            "handout",
            BOX,
            [parted("4 and 5"), alone("help", HELP, 3), short("help-emergency", CALL, 4, 7)],
        ),
        (
            "booklet",
            BOX,
            [parted("7 and 8"), alone("help", HELP, 6), short("help-emergency", CALL, 7, 18)],
        ),
        (
            "handout",
            LONE,
            [alone("symptoms", SIGNS, 2), short("symptoms-list", LIST, 2, 26)],
        ),
        (
            "large-print",
            LONE,
            [alone("symptoms", SIGNS, 4), short("symptoms-list", LIST, 4, 25)],
        ),
        (
            "booklet",
            LONE,
            [alone("symptoms", SIGNS, 5), short("symptoms-list", LIST, 5, 11)],
        ),
        ("handout", CAPTION, [away(4), short("summary", "At a glance", 1, 25)]),
        ("large-print", CAPTION, [away(4)]),
        ("booklet", CAPTION, [away(6), short("overview-figure", "Two shapes", 5, 33)]),
        ("handout", EMPTY, [short("appointment", "Your appointment", 4, 26)]),
        ("large-print", EACH, [short("treatment", "What helps", 8, 29)]),
        ("booklet", EMPTY, [short("treatment", "What helps", 7, 18)]),
    ],
)
def test_a_bad_break_is_told(project: Project, edition: str, style: str, said: list[str]) -> None:
    spoil(project, edition, style)
    assert told(project, edition) == said


def test_a_file_with_a_bad_break_is_not_published(project: Project) -> None:
    spoil(project, "handout", CAPTION)
    assert not make(project.job("handout")).ok


def test_an_edition_says_what_begins_a_page_of_its_own(project: Project) -> None:
    spoil(project, "handout", EMPTY)
    project.write(
        "layouts/handout/edition.toml",
        'format = "pdf"\n',
        'format = "pdf"\nown_pages = ["treatment", "appointment"]\n',
    )
    assert told(project, "handout") == []


def test_a_kind_that_is_none_is_told(project: Project) -> None:
    project.write(
        "layouts/handout/edition.toml", 'format = "pdf"\n', 'format = "pdf"\nown_pages = ["help"]\n'
    )
    *kinds, last = (f"'{kind.value}'" for kind in SectionKind)
    assert project.problems() == (
        "layouts/handout/edition.toml:5:1  own_pages[0]  unknown value 'help': "
        f"one of {', '.join(kinds)} or {last}\n{closing(1)}"
    )
