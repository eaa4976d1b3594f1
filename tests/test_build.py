"""Jobs become files in `out/`: whole, proven, in any order, and never half."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from publisher.build import publish
from publisher.build.make import make, make_all, verify_finished
from publisher.build.publish import Outcome, sha256
from publisher.build.run import run_jobs
from publisher.bundled import GUIDE
from publisher.edition.layouts import edition_names
from publisher.edition.model import Format
from publisher.errors import BadInput, PublisherError
from publisher.layout import typeset
from publisher.plan.job import Job
from publisher.plan.names import Selection
from publisher.render import render
from tests.helpers import (
    EVERY_BLOCK,
    ROOT,
    SOURCE,
    Project,
    closing,
    job_for,
    new_project,
    with_one_section,
)
from tests.shared import rendered

FOLDER = "riverbend/en-US/every-block"


class Press(Executor):
    """An executor that renders nothing: each job becomes the words `text`, unless told else."""

    def __init__(self, text: str = "a file", **otherwise: Outcome | Exception) -> None:
        self.text = text
        self.otherwise = otherwise
        self.asked: list[str] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        assert fn is make_all
        (jobs,) = args
        future: Future[list[Outcome]] = Future()
        self.asked += [job.edition.name for job in jobs]
        found = [self.otherwise.get(job.edition.name, printed(job, self.text)) for job in jobs]
        failed = [one for one in found if isinstance(one, Exception)]
        if failed:
            future.set_exception(failed[0])
        else:
            future.set_result([one for one in found if isinstance(one, Outcome)])
        return future


def printed(job: Job, text: str) -> Outcome:
    data = f"{text} of {job.edition.name}".encode()
    return Outcome(str(job.path), job.key, sha256(data), len(data), None, (37, 37), data=data)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path / "project")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def jobs(project: Project) -> tuple[Job, ...]:
    return project.jobs("handout", "web", "word")


def run(jobs: tuple[Job, ...], out: Path, press: Executor) -> list[Outcome]:
    return run_jobs(jobs, out, press, lambda _: None)


def files(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def manifest(out: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((out / FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return said


# What is made again -------------------------------------------------------------------------------


def test_what_holds_is_published_with_its_manifest(jobs: tuple[Job, ...], out: Path) -> None:
    run(jobs, out, Press())
    names = ["handout.pdf", "manifest.json", "web.html", "word.docx"]
    assert sorted(files(out)) == [f"{FOLDER}/{name}" for name in names]
    job = jobs[0]
    data = (out / job.path).read_bytes()
    assert data == b"a file of handout"
    assert {k: v for k, v in manifest(out).items() if k != "files"} == {
        "condition": "every-block",
        "language": "en-US",
        "brand": "riverbend",
    }
    assert manifest(out)["files"]["handout.pdf"] == {
        "key": job.key,
        "inputs": job.inputs,
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "pages": None,
        "blocks": [37, 37],
        "body_pt": None,
        "most_ink": None,
        "version": "0.1",
        "modified": "2026-02-20",
        "review": "unreviewed",
    }


def test_what_is_there_under_the_same_key_is_left_alone(jobs: tuple[Job, ...], out: Path) -> None:
    first = run(jobs, out, Press())
    again = Press()
    second = run(jobs, out, again)
    assert again.asked == []
    assert [replace(made, data=None, why=()) for made in first] == second


def tamper(out: Path) -> None:
    (out / FOLDER / "web.html").write_bytes(b"a file of wob")


def remove(out: Path) -> None:
    (out / FOLDER / "web.html").unlink()


def half(out: Path) -> None:
    (out / FOLDER / "web.html").write_bytes(b"a file")


@pytest.mark.parametrize("spoil", [tamper, remove, half])
def test_a_file_that_is_not_as_it_was_published_is_made_again(
    jobs: tuple[Job, ...], out: Path, spoil: Callable[[Path], None]
) -> None:
    run(jobs, out, Press())
    before = files(out)
    spoil(out)
    again = Press()
    run(jobs, out, again)
    assert again.asked == ["web"]
    assert files(out) == before


@pytest.mark.parametrize(
    "spoiled",
    [
        "",
        "{",
        "null",
        "[]",
        "5",
        '"a"',
        '{"files": []}',
        '{"files": {"web.html": []}}',
        '{"files": {"web.html": {"key": 5}}}',
        '{"files": {"web.html": {}, "../x": {}}}',
        "[" * 9999,
        "\0",
        '{"files": null}',
    ],
)
def test_a_manifest_that_is_none_only_costs_a_build(
    jobs: tuple[Job, ...], out: Path, spoiled: str
) -> None:
    run(jobs, out, Press())
    before = files(out)
    (out / FOLDER / "manifest.json").write_text(spoiled, encoding="utf-8")
    again = Press()
    run(jobs, out, again)
    assert sorted(again.asked) == ["handout", "web", "word"]
    assert files(out) == before


def test_a_line_of_the_manifest_that_is_none_costs_one_file(
    jobs: tuple[Job, ...], out: Path
) -> None:
    run(jobs, out, Press())
    said = manifest(out)
    del said["files"]["web.html"]["blocks"]
    (out / FOLDER / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    again = Press()
    run(jobs, out, again)
    assert again.asked == ["web"]


def test_files_of_a_partial_build_keep_the_version_they_were_made_of(
    project: Project, jobs: tuple[Job, ...], out: Path
) -> None:
    run(jobs, out, Press())
    project.write(SOURCE, 'version: "0.1"', 'version: "0.2"')
    run(project.jobs("web"), out, Press("a later file"))
    listed = manifest(out)["files"]
    assert {name: line["version"] for name, line in listed.items()} == {
        "handout.pdf": "0.1",
        "web.html": "0.2",
        "word.docx": "0.1",
    }


def test_a_file_that_went_leaves_the_manifest(
    project: Project, jobs: tuple[Job, ...], out: Path
) -> None:
    run(jobs, out, Press())
    (out / FOLDER / "word.docx").unlink()
    (out / FOLDER / "handout.pdf").unlink()
    run(project.jobs("handout"), out, Press())
    assert sorted(manifest(out)["files"]) == ["handout.pdf", "web.html"]


# What does not hold -------------------------------------------------------------------------------


def test_what_does_not_hold_is_not_published_and_the_others_are(
    jobs: tuple[Job, ...], out: Path
) -> None:
    broken = replace(printed(jobs[1], "bad"), faults=("a block is missing",))
    made = run(jobs, out, Press(web=broken))
    assert [one.ok for one in made] == [True, False, True]
    assert sorted(manifest(out)["files"]) == ["handout.pdf", "word.docx"]
    assert not (out / FOLDER / "web.html").exists()


def test_what_does_not_hold_leaves_the_old_file_in_its_place(
    project: Project, jobs: tuple[Job, ...], out: Path
) -> None:
    run(jobs, out, Press())
    before = files(out)
    project.write(SOURCE, "Some things are rare.", "Some things are seldom.")
    (job,) = project.jobs("web")
    run((job,), out, Press(web=replace(printed(job, "bad"), faults=("no",))))
    assert files(out) == before


def test_pages_that_files_share_are_laid_out_once(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A booklet page by page, the same imposed, an e-book that tells its pages; a handout twice.
    names = ("booklet", "booklet-spreads", "ebook", "handout", "handout-ua2")
    booklets, handouts = (
        [with_one_section(job) for job in project.jobs(*some)] for some in (names[:3], names[3:])
    )
    assert len({job.pages_key for job in booklets}) == len({job.pages_key for job in handouts}) == 1
    alone = [render(job) for job in (*booklets, *handouts)]
    real, laid_out = typeset._laid_out, []

    def counted(html: str, *rest: Any) -> Any:
        laid_out.append(html)
        return real(html, *rest)

    monkeypatch.setattr(typeset, "_laid_out", counted)
    together = [one.data for jobs in (booklets, handouts) for one in make_all(jobs)]
    assert together == alone
    assert len(laid_out) == len(set(laid_out))


def test_a_template_with_a_fault_is_the_fault_of_its_jobs_alone(project: Project) -> None:
    project.write("layouts/web/page.html.j2", "</head>", "{{ nowhere.to_be_found }}</head>")
    made = make(project.job("web"))
    assert not made.ok
    assert made.data is None
    (fault,) = made.faults
    line = project.line("nowhere", "layouts/web/page.html.j2")
    assert fault == f"layouts/web/page.html.j2:{line}: 'nowhere' is undefined; see {GUIDE}"
    assert make(project.job("word")).ok


def test_a_proof_that_stumbles_is_the_fault_of_its_file_alone(
    project: Project, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: Any) -> None:
        raise KeyError("what")

    monkeypatch.setattr("publisher.verify.fidelity", stumble)
    job = project.job("web")
    (out / job.path).parent.mkdir(parents=True)
    (out / job.path).write_bytes(b"<html>")
    assert verify_finished(job, out).faults == ("cannot be judged (KeyError: 'what')",)


def test_a_file_that_is_not_there_cannot_be_proven(project: Project, out: Path) -> None:
    made = verify_finished(project.job("web"), out)
    assert made.faults == ("cannot be read (No such file or directory); build it first",)


def test_an_exception_on_the_way_to_a_worker_is_the_fault_of_its_job(
    jobs: tuple[Job, ...], out: Path
) -> None:
    made = run(jobs, out, Press(web=TypeError("cannot pickle\nthis")))
    assert [one.faults for one in made] == [
        (),
        ("cannot be made (TypeError: cannot pickle this)",),
        (),
    ]


class Deadly(ProcessPoolExecutor):
    """A pool whose workers die of every job."""

    def submit(self, fn: Callable[..., Any], /, *_: Any, **__: Any) -> Future[Any]:
        assert fn is make_all
        return super().submit(os._exit, 9)


def test_a_worker_that_dies_is_said(jobs: tuple[Job, ...], out: Path) -> None:
    with Deadly(1, mp_context=get_context("spawn")) as pool, pytest.raises(PublisherError) as said:
        run(jobs, out, pool)
    assert str(said.value) == (
        "A worker process died, perhaps for want of memory, before these were made: "
        f"{FOLDER}/handout.pdf, {FOLDER}/web.html, {FOLDER}/word.docx. "
        "What was finished is published; build again to make the rest."
    )


# The disk -----------------------------------------------------------------------------------------


def test_a_disk_that_is_full_is_the_fault_of_the_files_it_refuses(
    jobs: tuple[Job, ...], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(jobs, out, Press())
    before = files(out)
    whole = Path.open

    class Full(io.FileIO):
        def write(self, data: Any) -> int:
            super().write(data[:3])
            raise OSError(28, "No space left on device")

    def open_full(path: Path, mode: str = "r", *others: Any, **named: Any) -> Any:
        return Full(path, mode) if mode == "xb" else whole(path, mode, *others, **named)

    tamper(out)
    monkeypatch.setattr(Path, "open", open_full)
    made = run(jobs, out, Press())
    assert [one.faults for one in made] == [
        (),
        ("cannot be written (No space left on device)",),
        (),
    ]
    assert files(out) == {**before, f"{FOLDER}/web.html": b"a file of wob"}


def test_a_kill_leaves_the_old_file_or_the_new_one(
    jobs: tuple[Job, ...], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is whole before it gets its name; what was half written is swept away later."""
    run(jobs, out, Press())
    tamper(out)
    before = files(out)

    class Killed(BaseException):
        pass

    def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", die)
        patch.setattr(Path, "unlink", lambda *_, **__: None)  # nobody is left to tidy up
        with pytest.raises(Killed):
            run(jobs, out, Press())
    stray = f"{FOLDER}/.web.html.{os.getpid()}.part"
    assert files(out) == {**before, stray: b"a file of web"}
    (out / FOLDER / ".an-edition-that-went.pdf.part").write_bytes(b"half")
    run(jobs, out, Press())
    assert not [name for name in files(out) if name.endswith(".part")]
    assert files(out)[f"{FOLDER}/web.html"] == b"a file of web"


def test_out_that_is_a_file_is_said_before_anything_is_made(
    jobs: tuple[Job, ...], out: Path
) -> None:
    out.write_text("mine", encoding="utf-8")
    press = Press()
    with pytest.raises(BadInput) as said:
        run(jobs, out, press)
    assert press.asked == []
    assert str(said.value) == (
        f"{out}  cannot be written to (File exists): name a folder by --out\n{closing(1)}"
    )


def test_two_builds_do_not_write_to_one_place(jobs: tuple[Job, ...], out: Path) -> None:
    with publish.exclusive(out), pytest.raises(PublisherError) as said:
        run(jobs, out, Press())
    assert str(said.value) == f"{out}: another build is writing there; let it end first."
    run(jobs, out, Press())


# What is asked for --------------------------------------------------------------------------------


def test_unknown_names_are_said_all_at_once(project: Project) -> None:
    editions = ", ".join(edition_names(project.root / "layouts"))
    asked = Selection(("asthma",), ("acme", "acme"), ("papyrus", "web"))
    assert project.problems(asked) == (
        "command line  --brand  there is no brand 'acme': one of northfield, riverbend\n"
        f"command line  --edition  there is no edition 'papyrus': one of {editions}\n"
        "command line  CONDITION  there is no condition 'asthma': one of every-block\n"
        f"{closing(3)}"
    )


def test_problems_of_all_files_come_at_once(project: Project) -> None:
    project.write(SOURCE, "title: Every block", "title: 911")
    project.write("layouts/web/edition.toml", 'format = "html"', 'format = "htm"')
    project.write("layouts/brands/riverbend/_brand.yml", "emergency_number", "emergency")
    said = project.problems()
    for place in (f"{SOURCE}:4:1", "layouts/web/edition.toml:3:1", "riverbend/_brand.yml:"):
        assert place in said
    assert said.count("\n") >= 3


def test_an_edition_with_a_fault_is_not_called_unknown(project: Project) -> None:
    (project.root / "layouts/web/edition.toml").write_text("", encoding="utf-8")
    said = project.problems(Selection((), ("riverbend",), ("web",)))
    assert "there is no edition" not in said
    assert said.endswith(closing(2))


def test_a_folder_that_is_no_project_is_said(tmp_path: Path) -> None:
    assert Project(tmp_path).problems() == (
        f"{tmp_path}  is no project: it has no folders sources/ and layouts/: name another, or "
        f"make one: publisher init my-clinic\n{closing(1)}"
    )


def test_a_project_of_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "layouts").mkdir()
    assert Project(tmp_path).problems(Selection()) == (
        "the project  contains no brand: see README.md\n"
        f"the project  contains no condition: see README.md\n{closing(2)}"
    )


def test_what_a_brand_cannot_set_is_a_problem_of_the_source(project: Project) -> None:
    project.write(SOURCE, "title: Every block", "title: Every \u1885 block")
    project.write(
        "sources/every-block/figures/shapes.svg", "</svg>", '<rect fill="role:gold"/></svg>'
    )
    said = project.problems()
    assert f"{SOURCE}  overview-figure  shapes.svg asks for role:gold: there are ink, " in said
    assert "U+1885" in said


def test_a_language_without_words_is_a_problem(project: Project) -> None:
    project.write(SOURCE, "language: en-US", "language: fr")
    assert project.problems() == (
        "layouts/shared/words/fr.toml  there are no words for language 'fr': "
        f"translate en.toml\n{closing(1)}"
    )


# Twice the same -----------------------------------------------------------------------------------


def start(project: Project, **environment: str) -> subprocess.Popen[str]:
    """`publisher build` for one brand, by our own code as it stands."""
    return subprocess.Popen(
        [sys.executable, "-m", "publisher", "build", "--brand", "riverbend"],
        cwd=project.root,
        env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_every_edition_comes_out_the_same_in_another_place_and_time(tmp_path: Path) -> None:
    """Built by the command line far away, and by this run: most of those serve other tests too."""
    there = new_project(tmp_path / "a" / "longer" / "way")
    building = start(
        there, TZ="Pacific/Auckland", PYTHONHASHSEED="1", LANG="de_DE.UTF-8", COLUMNS="40"
    )
    said, _ = building.communicate(timeout=600)
    assert building.returncode == 0, said
    made = files(there.root / "out")
    jobs = new_project(tmp_path / "here").jobs()
    assert sorted(made) == sorted([*(str(job.path) for job in jobs), f"{FOLDER}/manifest.json"])
    alone = (Format.PDF, Format.PRINT)  # no link to another edition stands in these
    here = {
        str(job.path): rendered(
            job_for(EVERY_BLOCK, "riverbend", job.edition.name)
            if job.edition.format in alone
            else job
        )
        for job in jobs
    }
    assert {name: sha256(data) for name, data in here.items()} == {
        name: sha256(data) for name, data in made.items() if name in here
    }
    entries = publish.manifest_entries(there.root / "out" / FOLDER)
    assert {name: entry["key"] for name, entry in entries.items()} == {
        job.edition.file: job.key for job in jobs
    }
    assert str(there.root).encode() not in made[f"{FOLDER}/manifest.json"]
