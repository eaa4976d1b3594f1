"""The key of a job changes with all that can change its bytes, and with nothing else."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from publisher import program
from publisher.edition.layouts import edition_names
from publisher.edition.load import load_edition
from publisher.plan.job import stamp
from tests.helpers import ROOT, SOURCE, Project, closing, new_project

BRAND = "layouts/brands/riverbend/_brand.yml"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path / "here")


def add_to(file: str, what: str) -> Callable[[Project], object]:
    def change(project: Project) -> None:
        with (project.root / file).open("a", encoding="utf-8") as end:
            end.write(what)

    return change


CHANGES: dict[str, Callable[[Project], object]] = {
    "a word": lambda p: p.write(SOURCE, "Some things are rare.", "Some things are seldom."),
    "a figure": lambda p: p.write(
        "sources/every-block/figures/shapes.svg", "</svg>", "<title>Two</title></svg>"
    ),
    "the brand": lambda p: p.write(BRAND, "full: Riverbend Health", "full: Riverside Health"),
    "a logo": lambda p: p.write(
        "layouts/brands/riverbend/logo.svg", "</svg>", "<title>Two</title></svg>"
    ),
    "a template": add_to("layouts/web/page.html.j2", "\n"),
    "a style": add_to("layouts/web/style.css.j2", "\n"),
    "a shared macro": add_to("layouts/shared/blocks.html.j2", "\n"),
    "the words of layouts": lambda p: p.write(
        "layouts/shared/words/en.toml", "In this guide", "Here"
    ),
    "an edition more": lambda p: _copied(p, "web", "mobile"),
    "a sibling's title": lambda p: p.write(
        "layouts/word/edition.toml", 'title = "Word file"', 'title = "File for Word"'
    ),
    "a file's name": lambda p: (p.root / "layouts/web/style.css.j2").rename(
        p.root / "layouts/web/styles.css.j2"
    ),
}


def _copied(project: Project, edition: str, name: str) -> None:
    shutil.copytree(project.root / "layouts" / edition, project.root / "layouts" / name)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_key_changes_with(project: Project, change: Callable[[Project], object]) -> None:
    before = project.job().key
    change(project)
    assert project.job().key != before


def test_key_changes_with_our_own_code(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "module.py"
    module.write_text("a = 1\n", encoding="utf-8")
    monkeypatch.setattr(program, "_own_code", lambda: (("module.py", module),))
    before = project.job().key
    assert project.job().key == before
    module.write_text("a = 20\n", encoding="utf-8")
    assert project.job().key != before


def test_our_own_code_is_all_of_it() -> None:
    names = {name for name, _ in program._own_code()}
    assert {"plan/job.py", "render/pdf/__init__.py", "verify/extract/pdf.py"} <= names


def test_key_changes_with_an_engine(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = project.job().key
    program._engines.cache_clear()
    monkeypatch.setattr(program, "version", lambda _: "99")
    changed = project.job().key
    program._engines.cache_clear()
    assert changed != before


def test_key_changes_with_the_stamp(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = project.job().key
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert project.job().key != before


def test_every_job_has_a_key_of_its_own(project: Project) -> None:
    jobs = (*project.jobs(), *project.jobs(brand="northfield"))
    assert len({job.key for job in jobs}) == len(jobs)


@pytest.mark.parametrize("edition", ["handout", "web"])
def test_a_change_of_another_edition_is_no_change(project: Project, edition: str) -> None:
    before = project.job(edition).key
    add_to("layouts/word/look.xml.j2", "\n")(project)
    assert project.job(edition).key == before


def test_no_template_takes_from_a_folder_that_its_key_does_not_know() -> None:
    """The key of a job contains what is shared, and what lies in the folder of its own layout."""
    taken = re.compile(r"""(?:import|include|extends|from) ["']([a-z-]+)/""")
    templates = sorted((ROOT / "layouts").rglob("*.j2"))
    assert any(taken.search(path.read_text(encoding="utf-8")) for path in templates)
    for path in templates:
        own = path.relative_to(ROOT / "layouts").parts[0]
        folders = set(taken.findall(path.read_text(encoding="utf-8")))
        assert folders <= {"shared", own}, path
    for path in sorted((ROOT / "publisher" / "render").rglob("*.py")):
        named_folders = re.findall(r'"([a-z-]+)/[\w./-]+\.j2"', path.read_text(encoding="utf-8"))
        for folder in set(named_folders) - {"shared"}:
            named = load_edition(ROOT / "layouts" / folder, ROOT)
            for name in edition_names(ROOT / "layouts"):
                other = load_edition(ROOT / "layouts" / name, ROOT)
                assert other.format is not named.format or other.origin == folder, name


def test_key_is_the_same_wherever_and_whenever(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [job.key for job in project.jobs()]
    other = new_project(tmp_path / "quite" / "elsewhere")
    for path in other.root.rglob("*"):
        os.utime(path, (1, 1))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert [job.key for job in other.jobs()] == before


def test_a_file_is_read_once_for_all_jobs(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    whole = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        read.append(path)
        return whole(path)

    jobs = project.jobs()
    program._hashes.clear()
    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    for job in jobs:
        assert job.key
    assert read
    assert len(read) == len(set(read))


# The stamp ----------------------------------------------------------------------------------------


def test_the_stamp_is_the_source_s_last_change(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert project.job().stamp == datetime(2026, 2, 20, tzinfo=UTC)


@pytest.mark.parametrize("epoch", ["0", "1", "315532799", "1700000000", "4354732800"])
def test_the_stamp_may_be_set(
    project: Project, epoch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert stamp(project.job().condition).timestamp() == int(epoch)


@pytest.mark.parametrize("epoch", ["tomorrow", "-1", "1.5", "1_000", "4354732801", "9" * 30, "٣"])
def test_a_stamp_that_is_none_is_said_once(
    project: Project, epoch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert project.problems() == (
        f"SOURCE_DATE_EPOCH  {epoch!r} is not a number of seconds from 0 to 4354732800: "
        f"unset it, or set it by: date +%s\n{closing(1)}"
    )


def test_identifier_follows_place_and_version(project: Project) -> None:
    job = project.job("handout")
    assert job.identifier == "urn:publisher:riverbend/en-US/every-block/handout.pdf/0.1"
    later = job.condition.model_copy(update={"version": "0.2"})
    assert replace(job, condition=later).identifier.endswith("/0.2")
