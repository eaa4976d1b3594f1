"""What was changed by hand after it was published is said, file by file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from publisher.build.make import make, verify_finished
from publisher.build.publish import publish, unchanged
from publisher.build.run import run_jobs
from publisher.plan.job import Job
from publisher.published.checksums import NAME, checksums, differences, with_checksums
from tests.helpers import new_project
from tests.test_build import Press

AGAIN = "build it again"


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> tuple[Job, Path]:
    folder = tmp_path_factory.mktemp("tampering")
    job = new_project(folder / "project").job("web")
    publish(job, make(job), folder / "out")
    return job, folder / "out"


def test_what_was_published_is_verified(web: tuple[Job, Path]) -> None:
    assert verify_finished(*web).faults == ()


def test_a_number_that_was_changed_by_hand_is_not_passed(web: tuple[Job, Path]) -> None:
    job, out = web
    path = out / job.path
    before = path.read_bytes()
    assert b"555-0142" in before
    try:
        path.write_bytes(before.replace(b"555-0142", b"555-0199"))
        faults = verify_finished(job, out).faults
    finally:
        path.write_bytes(before)
    assert faults[0] == f"was changed since it was published; {AGAIN}"
    assert len(faults) > 1  # and what it says is wrong as well


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("review", "reviewed", "the manifest says review 'reviewed' and not 'unreviewed'"),
        ("version", "9.9", "the manifest says version '9.9' and not '0.1'"),
        ("blocks", [1, 1], "the manifest says blocks [1, 1] and not "),
        ("size", 1, "the manifest says size 1 and not "),
        ("pages", 3, "the manifest says pages 3 and not None"),
    ],
)
def test_a_manifest_that_was_changed_by_hand_is_said(
    web: tuple[Job, Path], key: str, value: object, message: str
) -> None:
    job, out = web
    path = out / job.path.parent / "manifest.json"
    before = path.read_text(encoding="utf-8")
    manifest = json.loads(before)
    manifest["files"]["web.html"][key] = value
    try:
        path.write_text(json.dumps(manifest), encoding="utf-8")
        (fault,) = verify_finished(job, out).faults
        is_made_again = unchanged(job, out) is None
    finally:
        path.write_text(before, encoding="utf-8")
    assert fault.startswith(message)
    assert fault.endswith(f"; {AGAIN}")
    assert is_made_again is (key in ("review", "version"))


def test_a_file_without_its_line_is_said(web: tuple[Job, Path]) -> None:
    job, out = web
    path = out / job.path.parent / "manifest.json"
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text("{}", encoding="utf-8")
        faults = verify_finished(job, out).faults
    finally:
        path.write_text(before, encoding="utf-8")
    assert faults == (f"is not in the manifest; {AGAIN}",)


def test_a_pipe_in_the_place_of_a_file_holds_nobody_up(tmp_path: Path) -> None:
    project = new_project(tmp_path / "project")
    job, out = project.job("web"), tmp_path / "out"
    run_jobs([job], out, Press(), lambda _: None)
    for path in (out / job.path, out / job.path.parent / "manifest.json"):
        path.unlink()
        os.mkfifo(path)
        verify_finished(job, out)
        assert [one.ok for one in run_jobs([job], out, Press(), lambda _: None)] == [True]


def test_a_folder_with_the_name_of_an_unfinished_file_stays(tmp_path: Path) -> None:
    job, out = new_project(tmp_path / "project").job("web"), tmp_path / "out"
    (out / ".x.part").mkdir(parents=True)
    (out / ".y.part").write_text("half", encoding="utf-8")
    run_jobs([job], out, Press(), lambda _: None)
    assert sorted(path.name for path in out.iterdir()) == [".x.part", "riverbend"]


FILES = {"a.html": b"a", "guides/b.html": b"b"}


def _pipe(folder: Path) -> None:
    (folder / "a.html").unlink()
    os.mkfifo(folder / "a.html")


CHANGES: dict[str, tuple[Callable[[Path], object], list[tuple[str, str]]]] = {
    "nothing": (lambda _: None, []),
    "a page": (
        lambda folder: (folder / "a.html").write_bytes(b"b"),
        [("a.html", "was changed since it was published")],
    ),
    "a page that is gone": (
        lambda folder: (folder / "guides/b.html").unlink(),
        [("guides/b.html", "is gone")],
    ),
    "a page more": (
        lambda folder: (folder / "c.html").write_bytes(b"c"),
        [("c.html", "was added since it was published")],
    ),
    "the list": (
        lambda folder: (folder / NAME).write_bytes(b"\xff"),
        [(NAME, "cannot be read; publish the folder again")],
    ),
    "a line of the list": (
        lambda folder: (folder / NAME).write_bytes(checksums(FILES) + b"x\n"),
        [(NAME, "has lines that are no checksums; publish the folder again")],
    ),
    "a pipe": (_pipe, [("a.html", "cannot be read (is a pipe or a device, not a file)")]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_lies_beside_is_compared_with_its_checksums(tmp_path: Path, change: str) -> None:
    for name, data in with_checksums(
        {PurePosixPath("site", name): data for name, data in FILES.items()}, [PurePosixPath("site")]
    ).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    spoil, found = CHANGES[change]
    spoil(tmp_path / "site")
    assert list(differences(tmp_path / "site")) == found
