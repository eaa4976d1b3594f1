"""A build with nothing to do reads no source, and one with something to do always notices."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.build import state
from publisher.build.record import BuildRecord
from publisher.build.run import run_jobs
from publisher.plan.names import Selection, chosen_names, names_in
from publisher.plan.select import plan_jobs, select_jobs
from tests.helpers import SOURCE, Project, new_project
from tests.test_build import Press

FOLDER = "riverbend/en-US/every-block"
ASKED = Selection(brands=("riverbend",), editions=("web", "word"))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    # What the test has just written counts as settled: it is not written twice in one moment.
    monkeypatch.setattr(state, "_SETTLED_NS", 0)
    return new_project(tmp_path / "project")


def build(project: Project, selection: Selection = ASKED) -> list[str] | None:
    """The paths of what a build finds or makes; None where it read no source."""
    out = project.root / "out"
    record = BuildRecord(project.root, out)
    known = record.up_to_date(chosen_names(selection, names_in(project.root), []))
    if known.is_all:
        return None
    jobs = plan_jobs(project.root, selection, known.conditions).jobs
    made = run_jobs(jobs, out, Press(), lambda _: None)
    record.keep(jobs, made)
    return [one.path for one in made]


def test_what_has_not_changed_is_not_read(project: Project) -> None:
    made = build(project)
    assert made == [f"{FOLDER}/web.html", f"{FOLDER}/word.docx"]
    assert build(project) is None
    known = BuildRecord(project.root, project.root / "out").up_to_date(
        chosen_names(ASKED, names_in(project.root), [])
    )
    assert [one.path for one in known.outcomes] == made
    assert [one.blocks for one in known.outcomes] == [(37, 37), (37, 37)]
    assert [one.data for one in known.outcomes] == [None, None]


def test_an_edition_that_was_not_asked_for_before_is_made(project: Project) -> None:
    build(project)
    more = Selection(brands=("riverbend",), editions=("web", "handout"))
    assert build(project, more) == [f"{FOLDER}/handout.pdf", f"{FOLDER}/web.html"]
    assert build(project, more) is None
    assert build(project) is None
    assert build(project, Selection(editions=("web",))) is not None  # another brand


CHANGES: dict[str, Callable[[Project], object]] = {
    "a comment": lambda p: p.write(SOURCE, "condition: every-block", "condition: every-block  # x"),
    "the same words, written again": lambda p: p.source.write_bytes(p.source.read_bytes()),
    "a figure": lambda p: p.figure.write_text(p.figure.read_text("utf-8") + "\n", "utf-8"),
    "a figure more": lambda p: p.figure.with_name("more.svg").touch(),
    "a brand": lambda p: os.utime(p.root / "layouts/brands/riverbend/_brand.yml"),
    "a template": lambda p: os.utime(p.root / "layouts/web/page.html.j2"),
    "the words": lambda p: os.utime(p.root / "layouts/shared/words/en.toml"),
    "an edition more": lambda p: (p.root / "layouts/new").mkdir(),
    "a file that is gone": lambda p: (p.root / "out" / FOLDER / "web.html").unlink(),
    "a file that was edited": lambda p: (p.root / "out" / FOLDER / "web.html").write_text("x"),
    "a file of the same size": lambda p: (p.root / "out" / FOLDER / "web.html").write_bytes(
        (p.root / "out" / FOLDER / "web.html").read_bytes()[::-1]
    ),
    "the manifest": lambda p: os.utime(p.root / "out" / FOLDER / "manifest.json"),
    "the manifest that is gone": lambda p: (p.root / "out" / FOLDER / "manifest.json").unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_read(project: Project, change: str) -> None:
    build(project)
    CHANGES[change](project)
    assert build(project) is not None
    assert build(project) is None


def test_the_moment_that_files_tell_is_asked_for(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(project)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert build(project) is not None


def test_what_failed_is_made_again(project: Project) -> None:
    out = project.root / "out"
    record = BuildRecord(project.root, out)
    jobs = select_jobs(project.root, ASKED)
    record.keep(jobs, run_jobs(jobs, out, Press(word=OSError("full")), lambda _: None))
    assert build(project) is not None
    assert build(project) is None


def test_what_changed_just_now_may_change_again_unseen(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "_SETTLED_NS", 10**18)
    build(project)
    assert build(project) is not None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'[1, {}, {}, {"a": {}}]', b"[[[["])
def test_a_damaged_record_says_nothing(project: Project, tmp_path: Path, damage: bytes) -> None:
    build(project)
    (file,) = (tmp_path / "cache/publisher/builds").iterdir()
    file.write_bytes(damage)
    assert build(project) is not None
    assert build(project) is None


def test_without_a_place_for_the_record_files_are_made_all_the_same(
    project: Project, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    assert build(project) is not None
    assert build(project) is not None
