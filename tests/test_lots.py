"""A large project is built lot by lot: the same files, and no more memory for more guides."""

from __future__ import annotations

import json
import shutil
import weakref
from pathlib import Path
from typing import Any

import pytest

from publisher.plan import lots
from publisher.plan.lots import plans_of
from publisher.plan.names import Selection
from tests.helpers import ROOT, Project, closing

WEB = ("--brand", "riverbend", "--edition", "web")
NAMES = ("one", "two", "three", "four", "five")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Five small sources, of which two make a lot."""
    monkeypatch.setattr(lots, "LOT", 2)
    shutil.copytree(ROOT / "layouts", tmp_path / "layouts")
    for name in NAMES:
        folder = tmp_path / "sources" / name
        shutil.copytree(ROOT / "tests" / "sources" / "steps-in-parts", folder)
        source = folder / "condition.yaml"
        text = source.read_text(encoding="utf-8")
        source.write_text(
            text.replace("condition: steps-in-parts", f"condition: {name}"), encoding="utf-8"
        )
    return Project(tmp_path)


def spoil(project: Project, *names: str) -> None:
    for name in names:
        source = project.root / "sources" / name / "condition.yaml"
        source.write_text("words: none\n", encoding="utf-8")


def paths(project: Project) -> list[str]:
    out = project.root / "out"
    return sorted(path.parent.name for path in out.rglob("web.html"))


def test_all_lots_are_built_and_the_next_build_has_nothing_to_do(
    publisher: Any, project: Project
) -> None:
    assert "5 made now, 0 unchanged" in publisher("build", *WEB, inside=project.root).out
    assert paths(project) == sorted(NAMES)
    manifest = project.root / "out/riverbend/en-US/one/manifest.json"
    before = manifest.stat().st_mtime_ns
    assert "0 made now, 5 unchanged" in publisher("build", *WEB, inside=project.root).out
    assert manifest.stat().st_mtime_ns == before


def test_what_is_wrong_in_one_lot_keeps_no_other_back(publisher: Any, project: Project) -> None:
    spoil(project, "five", "four", "two")  # the first lot by their names, and one of the last
    said = publisher("build", *WEB, "--report", "report.json", inside=project.root)
    assert said.code == 1
    assert paths(project) == ["one", "three"]
    report = json.loads((project.root / "report.json").read_text(encoding="utf-8"))
    named = sorted({one["file"] for one in report["problems"]})
    assert named == [f"sources/{name}/condition.yaml" for name in ("five", "four", "two")]


@pytest.mark.parametrize("strict", [True, False])
def test_nothing_is_written_where_nothing_may_be_made(
    publisher: Any, project: Project, strict: bool
) -> None:
    spoil(project, *(("two",) if strict else NAMES))
    said = publisher("build", *WEB, *(["--strict"] if strict else []), inside=project.root)
    assert (said.code, said.out) == (2, "")
    assert said.err.endswith(f"\n{closing(said.err.count('condition.yaml:'))}\n")
    assert not (project.root / "out").exists()


def test_texts_or_languages_that_are_named_are_read_as_one(project: Project) -> None:
    def count(selection: Selection, **options: bool) -> int:
        return len(list(plans_of(project.root, selection, **options)))

    assert count(Selection()) == 3
    assert count(Selection(NAMES)) == 1
    assert count(Selection(languages=("en-US",))) == 1
    assert count(Selection(), whole=True) == 1


def test_a_lot_is_forgotten_when_the_next_is_planned(
    publisher: Any, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[weakref.ref[Any]] = []
    alive: list[int] = []
    plan_jobs = lots.plan_jobs

    def planned(*args: Any) -> Any:
        alive.append(sum(one() is not None for one in seen))
        plan = plan_jobs(*args)
        seen.append(weakref.ref(plan.jobs[0].condition))
        return plan

    monkeypatch.setattr(lots, "plan_jobs", planned)
    assert publisher("build", *WEB, inside=project.root).code == 0
    assert alive == [0, 0, 0]
