"""Finished files of a project that is edited meanwhile, made in processes that stay."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from publisher.build.make import make
from publisher.build.publish import Outcome, sha256
from publisher.plan.names import Selection
from publisher.preview import Limits, Preview, Previews
from publisher.preview.warm import Superseded, WarmProject
from tests.helpers import Project, new_project

PATIENCE_S = 300
WEB = Selection(("every-block",), ("riverbend",), ("web",))
SHEET = Selection(("every-block",), ("riverbend",), ("question-sheet",))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path)


@pytest.fixture
def previews(project: Project) -> Iterator[Previews]:
    with Previews(project.root) as made:
        yield made


def edited(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def answer(previews: Previews, selection: Selection = WEB, out: Path | None = None) -> Preview:
    return previews.request(selection, out).result(PATIENCE_S)


def one_file(preview: Preview) -> Outcome:
    assert (preview.problems, preview.failed) == ((), "")
    (made,) = preview.files
    return made


# In the process that stays ---------------------------------------------------------------------


def warm(project: WarmProject, selection: Selection = WEB, out: Path | None = None) -> Preview:
    files: list[Outcome] = []
    problems = project.preview(selection, out, files.append, lambda: None)
    return Preview(tuple(files), problems)


def test_a_warm_file_has_the_bytes_of_one_that_is_built(project: Project) -> None:
    stays = WarmProject(project.root)
    for word in ("Circle", "Ring", "Oval", "Circle"):
        edited(project.source, "- [Circle,", f"- [{word},")
        found = one_file(warm(stays))
        assert found.ok
        assert found.data == make(project.job("web")).data
        edited(project.source, f"- [{word},", "- [Circle,")


def test_a_drawing_that_has_changed_is_another_source(project: Project) -> None:
    stays = WarmProject(project.root)
    before = one_file(warm(stays))
    edited(project.source.parent / "figures" / "shapes.svg", "role:accent_tint", "role:tint")
    after = one_file(warm(stays))
    assert after.ok
    assert after.data != before.data
    assert after.data == make(project.job("web")).data


def test_all_problems_come_at_once_and_are_gone_when_they_are_mended(project: Project) -> None:
    stays = WarmProject(project.root)
    text = project.source.read_text(encoding="utf-8")
    project.source.write_text(
        text.replace("[@second]", "[@nobody]").replace("version:", "verzion:"), encoding="utf-8"
    )
    found = warm(stays)
    assert found.files == ()
    assert "\n".join(map(str, found.problems)) + "\n" in project.problems(WEB)
    project.source.write_text(text, encoding="utf-8")
    assert one_file(warm(stays)).ok


@pytest.mark.parametrize(
    "file",
    [
        "web/style.css.j2",
        "web/page.html.j2",
        "shared/words/en.toml",
        "shared/symbols/dizzy.svg",
        "brands/riverbend/_brand.yml",
        "web/new.css",
    ],
)
def test_a_process_is_outdated_when_a_layout_or_a_brand_changes(
    project: Project, file: str
) -> None:
    stays = WarmProject(project.root)
    warm(stays)
    assert not stays.is_outdated
    with (project.root / "layouts" / file).open("a", encoding="utf-8") as changed:
        changed.write("\n")
    assert stays.is_outdated
    assert not WarmProject(project.root).is_outdated


def test_a_font_elsewhere_that_has_changed_is_noticed(project: Project) -> None:
    stays = WarmProject(project.root)
    job = project.job("web")
    warm(stays)
    (face, *_) = job.brand.body.faces
    copy = project.root / "layouts" / "brands" / "riverbend" / "font.ttf"
    shutil.copy(face.source, copy)
    assert stays.is_outdated


def test_what_nobody_waits_for_is_stopped_between_two_steps(project: Project) -> None:
    stays = WarmProject(project.root)
    steps = 0

    def between() -> None:
        nonlocal steps
        steps += 1
        if steps == 3:  # after the file was laid out, before its proof
            raise Superseded

    with pytest.raises(Superseded):
        stays.preview(SHEET, None, lambda _: pytest.fail("it was told"), between)
    assert one_file(warm(stays, SHEET)).ok


def test_finished_files_make_room_for_others(project: Project) -> None:
    stays = WarmProject(project.root)
    stays._made = {str(n): replaced(n) for n in range(20)}
    warm(stays)
    assert sum(one.size for one in stays._made.values()) <= 16_000_000
    assert one_file(warm(stays)).key in stays._made


def replaced(n: int) -> Outcome:
    return Outcome(f"{n}", f"{n}", "", 1_000_000, None, (0, 0))


# Asked from other threads ----------------------------------------------------------------------


def test_who_asks_gets_the_file_and_after_an_edit_another(
    previews: Previews, project: Project
) -> None:
    before = one_file(answer(previews))
    edited(project.source, "Circle", "Ring")
    after = one_file(answer(previews))
    assert before.ok
    assert after.ok
    assert b"Ring" in (after.data or b"")
    assert sha256(after.data or b"") == after.sha256 != before.sha256
    assert one_file(answer(previews)).data == after.data


def test_faults_come_with_the_file(previews: Previews, project: Project) -> None:
    assert one_file(answer(previews)).ok
    style = project.root / "layouts" / "web" / "style.css.j2"
    text = style.read_text(encoding="utf-8")
    style.write_text(f"{text}\nli {{ display: none }}\n", encoding="utf-8")
    found = one_file(answer(previews))
    assert any("display" in fault for fault in found.faults)
    assert b"display: none" in (found.data or b"")
    style.write_text(text, encoding="utf-8")
    assert one_file(answer(previews)).ok


def test_files_are_published_only_where_they_are_proven(
    previews: Previews, project: Project
) -> None:
    out = project.root / "out"
    told: list[str] = []
    asked = Selection(("every-block",), ("riverbend",), ("web", "question-sheet"))
    previews.request(asked, out, lambda made: told.append(made.path)).result(PATIENCE_S)
    folder = out / "riverbend" / "en-US" / "every-block"
    assert sorted(told) == [
        "riverbend/en-US/every-block/question-sheet.pdf",
        "riverbend/en-US/every-block/web.html",
    ]
    assert sorted(path.name for path in folder.iterdir()) == [
        "manifest.json",
        "question-sheet.pdf",
        "web.html",
    ]
    again = answer(previews, asked, out)
    assert [one.why for one in again.files] == [(), ()]
    with (project.root / "layouts" / "web" / "style.css.j2").open("a", encoding="utf-8") as file:
        file.write("li { display: none }\n")
    before = (folder / "web.html").read_bytes()
    failed = answer(previews, asked, out)
    assert {one.path.rpartition("/")[2]: one.ok for one in failed.files} == {
        "web.html": False,
        "question-sheet.pdf": True,
    }
    assert (folder / "web.html").read_bytes() == before


def test_who_asks_for_the_same_waits_for_the_same(previews: Previews) -> None:
    answer(previews)
    slow = previews.request(Selection(("every-block",), ("riverbend",), ("halffold",)))
    first, second = previews.request(SHEET), previews.request(SHEET)
    first.cancel()
    assert one_file(second.result(PATIENCE_S)).ok
    with pytest.raises(CancelledError):
        first.result()
    assert one_file(slow.result(PATIENCE_S)).ok


def test_a_request_that_is_cancelled_makes_room_at_once(previews: Previews) -> None:
    answer(previews)
    told: list[Outcome] = []
    everything = previews.request(Selection(("every-block",), ("riverbend",)), None, told.append)
    while not told:
        time.sleep(0.01)
    everything.cancel()
    assert one_file(answer(previews)).ok
    count = len(told)
    assert one_file(answer(previews)).ok
    assert len(told) == count < 13


def child(previews: Previews) -> int:
    (process,) = previews._processes
    assert process._child is not None
    assert process._child.pid is not None
    return process._child.pid


def test_a_process_that_dies_is_replaced(previews: Previews) -> None:
    answer(previews)
    everything = previews.request(Selection(("every-block",), ("riverbend",)))
    time.sleep(0.1)
    first = child(previews)
    os.kill(first, signal.SIGKILL)
    found = everything.result(PATIENCE_S)
    assert found.failed == "the process that made it died, perhaps for want of memory"
    assert one_file(answer(previews)).ok
    assert child(previews) != first


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(seconds=0.2), "it took more than 0.2 seconds"),
        (Limits(bytes=200_000_000), "memory"),
    ],
    ids=["time", "memory"],
)
def test_nothing_takes_more_than_is_allowed(project: Project, limits: Limits, said: str) -> None:
    with Previews(project.root, limits=limits) as previews:
        everything = Selection(("every-block",), ("riverbend",))
        found = answer(previews, everything)
        words = (found.failed, *(fault for one in found.files for fault in one.faults))
        assert any(said in one.lower() for one in words)


def test_a_process_that_holds_too_much_is_replaced(project: Project) -> None:
    with Previews(project.root, limits=Limits(resident_bytes=1)) as previews:
        pids = set()
        for _ in range(2):
            assert one_file(answer(previews)).ok
            pids.add(previews._processes[0]._child)
        assert pids == {None}


def test_who_waits_when_all_is_closed_is_told(project: Project) -> None:
    previews = Previews(project.root)
    waiting = [previews.request(one) for one in (Selection(), WEB)]
    previews.close()
    for one in waiting:
        with pytest.raises(CancelledError):
            one.result(PATIENCE_S)
    with pytest.raises(RuntimeError):
        previews.request(WEB)


def test_several_processes_answer_at_once(project: Project) -> None:
    with Previews(project.root, processes=2) as previews:
        both = [previews.request(one) for one in (WEB, SHEET)]
        assert all(one_file(one.result(PATIENCE_S)).ok for one in both)
