"""Builds on other machines: a scheduler and three workers, and a store that speaks S3."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from moto.server import ThreadedMotoServer
from upath import UPath

from publisher.build.make import make
from publisher.build.publish import exclusive
from publisher.commands.cluster import packed, unpacked
from publisher.commands.remote import project_at
from publisher.errors import BadInput, PublisherError
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from tests.helpers import Project, new_project

EDITIONS = ("web", "word", "handout")
ASKED = ("every-block", "--brand", "riverbend", *(f"--edition={name}" for name in EDITIONS))
PATIENCE_S = 120


@dataclass(frozen=True)
class Machines:
    """A scheduler with its workers, as processes."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A store that speaks S3, which this process and those that it starts find."""
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ENDPOINT_URL": address,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": str(tmp_path_factory.mktemp("none") / "none"),
        }.items():
            patch.setenv(name, value)
        yield address
    server.stop()


@pytest.fixture
def store(server: str) -> Iterator[Any]:
    """An empty bucket."""
    bucket = UPath("s3://clinic", skip_instance_cache=True, use_listings_cache=False)
    bucket.fs.mkdir("clinic")
    yield bucket
    urlopen(Request(f"{server}/moto-api/reset", method="POST")).close()


@pytest.fixture(scope="module")
def machines(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """Three workers, and a store that all of them find."""
    assert server
    tmp_path = tmp_path_factory.mktemp("machines")
    found = tmp_path / "scheduler.json"
    started: list[subprocess.Popen[bytes]] = []

    def start(*command: str) -> subprocess.Popen[bytes]:
        env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / f"cache-{len(started)}")}
        dask = [sys.executable, "-m", "dask", *command, "--scheduler-file", str(found)]
        with (tmp_path / f"{command[0]}-{len(started)}.log").open("wb") as log:
            started.append(subprocess.Popen([*dask, "--no-dashboard"], stderr=log, env=env))
        return started[-1]

    scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0")
    folder = ("--local-directory", str(tmp_path))
    workers = [start("worker", "--nthreads", "1", "--no-nanny", *folder) for _ in range(3)]
    until(lambda: found.is_file() and found.stat().st_size > 0)
    yield Machines(json.loads(found.read_text())["address"], scheduler, workers)
    for process in started:
        process.kill()
        process.wait()


def own_project(root: Path) -> Project:
    """A clinic's own: its brand, and the layouts of the package, which a store need not send."""
    project = new_project(root)
    for folder in (project.root / "layouts").iterdir():
        if folder.name != "brands":
            shutil.rmtree(folder)
    return project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return own_project(tmp_path / "project")


def until(holds: Any) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def publisher(*typed: str, inside: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "publisher", *typed],
        cwd=inside,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the small source, built on this machine."""
    project = own_project(tmp_path_factory.mktemp("local") / "project")
    said = publisher("build", *ASKED, "--out", "local", inside=project.root)
    assert said.returncode == 0, said.stderr
    return files_in(project.root / "local")


@pytest.mark.judge
def test_project_and_files_may_lie_in_a_store(
    project: Project, machines: Machines, local: dict[str, bytes], store: Any
) -> None:
    for folder in ("sources", "layouts"):
        for path in (project.root / folder).rglob("*"):
            if path.is_file():
                (store / "project" / path.relative_to(project.root)).write_bytes(path.read_bytes())
    asked = (*ASKED, "--root", "s3://clinic/project", "--out", "s3://clinic/out")
    first = publisher("build", *asked, "--scheduler", machines.address, inside=project.root)
    assert first.returncode == 0, first.stderr
    assert "3 made now" in first.stdout
    stored = {
        path.path.removeprefix("clinic/out/"): path.read_bytes()
        for path in (store / "out").rglob("*")
        if path.is_file()
    }
    assert stored == local
    again = publisher("build", *asked, inside=project.root)
    assert "0 made now, 3 unchanged" in again.stdout, again.stderr


@pytest.mark.judge
def test_a_worker_is_killed_and_the_files_are_those_of_one_machine(
    project: Project, machines: Machines, local: dict[str, bytes]
) -> None:
    out = project.root / "far"
    command = ["-m", "publisher", "build", *ASKED, "--out", "far", "--scheduler", machines.address]
    building = subprocess.Popen(
        [sys.executable, *command], cwd=project.root, stdout=subprocess.PIPE, text=True
    )
    until(lambda: list(out.rglob("web.html")))  # the others take longer
    machines.workers[0].send_signal(signal.SIGKILL)
    said, _ = building.communicate(timeout=600)
    assert building.returncode == 0, said
    assert "3 made now" in said
    assert files_in(out) == local


def test_one_build_at_a_time_writes_to_a_store(store: Any) -> None:
    with (
        exclusive(store / "out"),
        pytest.raises(PublisherError, match="another build is writing there") as refused,
        exclusive(store / "out"),
    ):
        pass
    assert str(refused.value) == (
        "s3://clinic/out: another build is writing there "
        f"(on {os.uname().nodename}, process {os.getpid()}); let it end first, "
        "or remove s3://clinic/out/.publisher.lock if it died."
    )
    with exclusive(store / "out"):
        pass
    assert not (store / "out" / ".publisher.lock").exists()


def test_paths_are_those_of_the_machine_where_a_job_is_made(
    project: Project, tmp_path: Path
) -> None:
    (job,) = select_jobs(project.root, Selection(("every-block",), ("riverbend",), ("web",)))
    there = tmp_path / "there"
    project.root.rename(there)
    moved = unpacked(packed(job, project.root), there)
    assert moved.edition.layouts == there / "layouts"
    assert moved.changed_inputs() == ()
    assert make(moved).ok


def test_a_job_whose_files_changed_is_not_made(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    (job,) = select_jobs(project.root, Selection(("every-block",), ("riverbend",), ("web",)))
    assert job.key
    style = project.root / "layouts" / "web" / "style.css.j2"
    style.write_text(style.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert make(job).faults == (
        "layouts changed since the build began, or differ on the machine that made it; build again",
    )


def test_a_copy_of_a_project_is_of_one_state(store: Any) -> None:
    path = store / "project" / "sources" / "one" / "condition.yaml"
    path.write_text("one")
    before = project_at(store / "project")
    assert (before.folder() / "sources" / "one" / "condition.yaml").read_text() == "one"
    path.write_text("other")
    now = project_at(store / "project")
    assert now.state != before.state
    assert (now.folder() / "sources" / "one" / "condition.yaml").read_text() == "other"
    assert (before.folder() / "sources" / "one" / "condition.yaml").read_text() == "one"


def test_no_object_of_a_store_is_copied_outside_of_the_project(store: Any) -> None:
    (store / "project" / "sources" / "one" / "condition.yaml").write_text("one")
    store.fs.pipe_file("clinic/project/sources/../../../../stray", b"stray")
    with pytest.raises(BadInput) as refused:
        project_at(store / "project")
    assert str(refused.value) == (
        "s3://clinic/project  has an object whose name leads elsewhere: "
        "'sources/../../../../stray': remove it\n1 problem. Nothing was written."
    )


def test_half_a_copy_of_a_project_is_not_left(
    store: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (store / "project" / "sources" / "one" / "condition.yaml").write_text("one")
    before = project_at(store / "project")
    (store / "project" / "sources" / "one" / "condition.yaml").write_text("other")
    with pytest.raises(BadInput, match="has changed since the build began"):
        before.folder()
    assert list((tmp_path / "cache" / "publisher" / "projects").iterdir()) == []


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (
            ("--scheduler", "machine:8786"),
            "command line  --scheduler  'machine:8786' is no address: "
            "name it as it says: tcp://machine:8786",
        ),
        (
            ("--out", "nonsense://x"),
            "command line  --out or --root  nonsense://x cannot be read (ValueError: Unsupported "
            "filesystem: 'nonsense'): check the address, and who may read there",
        ),
    ],
)
def test_what_cannot_be_reached_is_said_in_one_line(
    project: Project, option: tuple[str, str], message: str
) -> None:
    said = publisher("build", *ASKED, *option, inside=project.root)
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == f"{message}\n1 problem. Nothing was written.\n"
