"""Two brands with finished files, one of them with ISBNs, and ways to make an EPUB say less."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from publisher.build import publish
from publisher.build.make import make
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from tests.helpers import Project, new_project

# From the ISBN manual: nobody sells a book under these.
EBOOK, BOOKLET = "9780306406157", "9780201379624"
EDITIONS = {
    "riverbend": ("booklet", "ebook", "handout", "web"),
    "northfield": ("ebook", "web"),  # a booklet without an ISBN is told of nowhere
}


@dataclass(frozen=True)
class Catalogue:
    """A project and the folder that its files were published to."""

    project: Project
    out: Path

    @property
    def root(self) -> Path:
        return self.project.root

    def ebook(self, brand: str = "riverbend") -> bytes:
        return (self.out / brand / "en-US" / "every-block" / "ebook.epub").read_bytes()


def built(root: Path, editions: Mapping[str, tuple[str, ...]]) -> Catalogue:
    """The editions of the small source, by brand; Riverbend has ISBNs, Northfield has none."""
    project = new_project(root / "project")
    project.write(
        "layouts/brands/riverbend/_brand.yml",
        "    paper: letter",
        "    isbn:\n      every-block:\n        en-US:\n"
        "          ebook: 978-0-306-40615-7\n          booklet: 978-0-201-37962-4\n"
        "    paper: letter",
    )
    made = in_folder(root)
    out = made.out
    with publish.exclusive(out):
        for job in select_jobs(project.root, Selection((), tuple(editions))):
            if job.edition.name not in editions[job.brand.id]:
                continue
            file = make(job)
            assert file.ok, file.faults
            publish.publish(job, file, out)
    return made


def in_folder(root: Path) -> Catalogue:
    """The catalogue that was built in a folder, or a copy of it in another."""
    return Catalogue(Project(root / "project"), root / "out")


def changed(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """An EPUB whose files that match `name` are changed; at least one must become another."""
    made = io.BytesIO()
    count = 0
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if re.search(name, entry.filename):
                text = change(content.decode())
                count += text.encode() != content
                content = text.encode()
            new.writestr(entry, content)
    assert count, f"nothing changed in {name}"
    return made.getvalue()


def without(pattern: str, *, put: str = "") -> Callable[[str], str]:
    """A change that takes out all that matches, or puts something in its place."""
    return lambda text: re.sub(pattern, put, text, flags=re.DOTALL)


def with_file(data: bytes, name: str, content: bytes) -> bytes:
    """An EPUB with one file more."""
    made = io.BytesIO(data)
    with zipfile.ZipFile(made, "a") as book:
        book.writestr(name, content)
    return made.getvalue()
