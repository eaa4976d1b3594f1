"""`publisher watch` as a process: what is on view is made again when something changes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import ROOT, Project, new_project

PATIENCE_S = 300
FOLDER = Path("out", "riverbend", "en-US", "every-block")


class Watch:
    """The command, and what it has said so far."""

    def __init__(self, root: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "publisher", "watch", "--root", str(root), *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self.read = 0
        self._reader = threading.Thread(target=self._follow, daemon=True)
        self._reader.start()

    def _follow(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(re.sub(r"^\d\d:\d\d:\d\d  |  \d+\.\d\d s", "", line.rstrip("\n")))

    def says(self, closing: str) -> list[str]:
        """The lines that were said since the last call, once the last of them is `closing`."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and self.process.poll() is None:
            new = self.lines[self.read :]
            if closing in new:
                self.read += new.index(closing) + 1
                return new[: new.index(closing)]
            time.sleep(0.05)
        pytest.fail(f"{closing!r} was not said, but {self.lines}")

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_S)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path)


@pytest.fixture
def watch(project: Project) -> Iterator[Watch]:
    """The web page and the question sheet of one source on view, made once."""
    options = ("--brand", "riverbend", "--edition", "web", "--edition", "question-sheet")
    one = Watch(project.root, *options)
    assert one.says("2 files made, 0 unchanged.") == [
        f"Watching {project.root}/sources and {project.root}/layouts. Ctrl-C ends it.",
        "riverbend/en-US/every-block/web.html  for new",
        "riverbend/en-US/every-block/question-sheet.pdf  for new",
    ]
    yield one
    one.close()


def edited(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_changed_text_is_in_the_file_when_its_line_is_printed(
    watch: Watch, project: Project
) -> None:
    page = project.root / FOLDER / "web.html"
    edited(project.source, "Circle", "Ring")
    assert watch.says("2 files made, 0 unchanged.") == [
        "riverbend/en-US/every-block/web.html  for source",
        "riverbend/en-US/every-block/question-sheet.pdf  for source",
    ]
    assert "Ring" in page.read_text(encoding="utf-8")

    with project.source.open("a", encoding="utf-8") as file:
        file.write("# No document shows a comment.\n")
    watch.says("0 files made, 2 unchanged.")
    assert watch.stop() == 0
    assert not [line for line in watch.lines if "Traceback" in line or "Error" in line]


def test_a_shared_wording_is_seen_by_who_uses_it(watch: Watch, project: Project) -> None:
    shared = project.root / "sources" / "shared" / "call.yaml"
    shared.parent.mkdir()
    block = "  - {kind: paragraph, id: call-first, text: Say where you are.}\n"
    shared.write_text(f"shared: call\nlanguage: en-US\nblocks:\n{block}", encoding="utf-8")
    edited(project.source, "  - id: treatment\n", "      - use: call\n  - id: treatment\n")
    watch.says("2 files made, 0 unchanged.")
    edited(shared, "Say where you are.", "Say who you are.")
    assert watch.says("2 files made, 0 unchanged.") == [
        "riverbend/en-US/every-block/web.html  for source",
        "riverbend/en-US/every-block/question-sheet.pdf  for source",
    ]
    page = (project.root / FOLDER / "web.html").read_text(encoding="utf-8")
    assert "Say who you are." in page
    assert watch.stop() == 0


def test_a_broken_source_is_named_with_its_line_and_built_again_when_it_is_mended(
    watch: Watch, project: Project
) -> None:
    page = project.root / FOLDER / "web.html"
    before = page.read_bytes()
    text = project.source.read_text(encoding="utf-8").replace("- [Circle,", "- [Oval,")
    project.source.write_text(text.replace("[@second]", "[@nobody]"), encoding="utf-8")
    line = project.line("@nobody")
    said = watch.says("0 files made, 0 unchanged, 1 to mend.")
    assert said[0].startswith(f"sources/every-block/condition.yaml:{line}:")
    assert "there is no reference 'nobody'" in said[0]
    assert page.read_bytes() == before
    project.source.write_text(text, encoding="utf-8")
    watch.says("2 files made, 0 unchanged.")
    assert "Oval" in page.read_text(encoding="utf-8")
    assert watch.stop() == 0


def test_a_changed_layout_a_word_and_a_brand_are_seen(watch: Watch, project: Project) -> None:
    page = project.root / FOLDER / "web.html"
    layouts = project.root / "layouts"
    with (layouts / "web" / "style.css.j2").open("a", encoding="utf-8") as file:
        file.write("main { letter-spacing: 0.01em }\n")
    assert watch.says("1 files made, 1 unchanged.") == [
        "riverbend/en-US/every-block/web.html  for layouts"
    ]
    assert "0.01em" in page.read_text(encoding="utf-8")

    edited(layouts / "brands" / "riverbend" / "_brand.yml", "555-0142", "555-0199")
    assert watch.says("2 files made, 0 unchanged.") == [
        "riverbend/en-US/every-block/web.html  for brand",
        "riverbend/en-US/every-block/question-sheet.pdf  for brand",
    ]
    assert "555-0199" in page.read_text(encoding="utf-8")
    assert watch.stop() == 0


def test_a_file_that_fails_its_proof_is_not_published(watch: Watch, project: Project) -> None:
    page = project.root / FOLDER / "web.html"
    before = page.read_bytes()
    with (project.root / "layouts" / "web" / "style.css.j2").open("a", encoding="utf-8") as file:
        file.write("li { display: none }\n")
    first, *faults = watch.says("1 files made, 1 unchanged.")
    assert first == "riverbend/en-US/every-block/web.html  NOT PUBLISHED"
    assert any("display" in fault for fault in faults)
    assert page.read_bytes() == before
    assert watch.stop() == 0


def test_a_name_that_is_not_there_is_refused(publisher: Any, project: Project) -> None:
    said = publisher("watch", "nothing", inside=project.root)
    assert said.code == 2
    assert said.err == (
        "command line  CONDITION  there is no condition 'nothing': one of every-block\n"
        "1 problem. Nothing was written.\n"
    )


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL], ids=["terminated", "killed"])
def test_nothing_is_left_when_it_is_ended_otherwise(watch: Watch, sent: signal.Signals) -> None:
    children = processes_below(watch.process.pid)
    assert children
    watch.process.send_signal(sent)
    watch.process.wait(PATIENCE_S)
    until = time.monotonic() + PATIENCE_S
    while any(Path("/proc", str(one)).exists() for one in children):
        assert time.monotonic() < until
        time.sleep(0.05)


def processes_below(parent: int) -> list[int]:
    """The children of a process, and theirs."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            own = int(path.parent.name)
            found += [own, *processes_below(own)]
    return [one for one in found if one != os.getpid()]
