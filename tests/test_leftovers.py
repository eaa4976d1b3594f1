"""Finished files of sources, brands and editions that are gone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from publisher.build.leftovers import left_over, remove
from publisher.build.run import run_jobs
from publisher.content.translated import TranslatedCondition, TranslatedReview
from publisher.plan.names import Names, names_in
from tests.helpers import Project, new_project
from tests.test_build import FOLDER, Press


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path / "project")


@pytest.fixture
def out(project: Project) -> Path:
    """Three finished files, and one that the publisher did not make."""
    folder = project.root / "out"
    run_jobs(project.jobs("handout", "web", "word"), folder, Press(), lambda _: None)
    (folder / FOLDER / "notes.txt").write_text("ours", encoding="utf-8")
    return folder


def found(out: Path, known: Names) -> list[str]:
    return [path.relative_to(out / FOLDER).as_posix() for path in left_over(out, known)]


def test_what_is_still_made_is_not_left_over(project: Project, out: Path) -> None:
    assert found(out, names_in(project.root)) == []


@pytest.mark.parametrize(
    ("gone", "files"),
    [
        ({"editions": ("handout", "web")}, ["word.docx"]),
        ({"brands": ("northfield",)}, ["handout.pdf", "web.html", "word.docx"]),
        ({"conditions": (), "collections": ()}, ["handout.pdf", "web.html", "word.docx"]),
    ],
    ids=["edition", "brand", "source"],
)
def test_files_that_nothing_makes_any_more_are_found_and_removed(
    project: Project, out: Path, gone: dict[str, tuple[str, ...]], files: list[str]
) -> None:
    known = replace(names_in(project.root), **gone)
    assert found(out, known) == files
    remove(out, left_over(out, known))
    left = {"handout.pdf", "web.html", "word.docx"} - set(files)
    manifest = out / FOLDER / "manifest.json"
    assert {path.name for path in (out / FOLDER).iterdir()} == left | {"notes.txt"} | (
        {"manifest.json"} if left else set()
    )
    if left:
        assert set(json.loads(manifest.read_text(encoding="utf-8"))["files"]) == left
    assert found(out, known) == []


def test_a_translation_whose_file_is_gone_is_left_over(project: Project, out: Path) -> None:
    (job,) = project.jobs("web")
    review = TranslatedReview(state=job.condition.review.state)
    values = {name: getattr(job.condition, name) for name in type(job.condition).model_fields}
    text = TranslatedCondition.model_construct(
        **(values | {"language": "es", "review": review}), original_language="en-US"
    )
    run_jobs([replace(job, condition=text)], out, Press(), lambda _: None)
    folder = (out / FOLDER).parents[1] / "es" / "every-block"
    known = names_in(project.root)
    translated = replace(known, translations=frozenset({("every-block", "es")}))
    assert left_over(out, translated) == ()
    assert left_over(out, known) == (folder / "web.html",)
