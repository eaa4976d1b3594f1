"""The command import."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from publisher.apart import Overburdened, apart
from publisher.commands.report import check_report, write_report
from publisher.commands.screen import console, table_of
from publisher.errors import BadInput, BadOutput, Problem, bad_option, refused
from publisher.files import read_file
from publisher.importing.convert import Surroundings
from publisher.importing.project import surroundings
from publisher.importing.read import SUFFIXES, import_document
from publisher.importing.report import Imported, as_json
from publisher.importing.write import REPORT, write_draft
from publisher.plan.job import source_date
from publisher.source.starter import check_name

_BATCH = 20  # files that one process reads
_SAVED = re.compile(r".*(?:_files|\.files|_archivos|-Dateien)$")
"""The folders in which browsers put what belongs to a page that they save."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What is the same for all files: a name for the only one, the day, and the project."""

    name: str
    today: str
    around: Surroundings


def import_files(root: Path, paths: list[Path], name: str | None, report: Path | None) -> None:
    """Makes the draft of a source of each file, and a report beside it.

    Raises `BadInput` with what is wrong with all files before anything is written, and `BadOutput`
    where words of a file are neither in its draft nor in its report.
    """
    files = _checked(paths, name, report)
    around = surroundings(root)
    today = (source_date() or datetime.now(UTC)).date().isoformat()
    found = list(_import_all(files, ImportOptions(name or "", today, around)))
    problems = [problem for one in found if isinstance(one, BadInput) for problem in one.problems]
    made = [one for one in found if isinstance(one, Imported)]
    made = list(_named_apart(root, made, problems))
    if problems:
        raise BadInput(problems)
    for one in made:
        write_draft(root, one)
    write_report({"files": [as_json(one) for one in made]}, report)
    _print(root, made)
    if lost := sum(len(one.account.lost) for one in made):
        raise BadOutput(f"{lost} words are in no draft and no report; see Lost in each report.")


def _checked(paths: list[Path], name: str | None, report: Path | None) -> list[Path]:
    """The files to import. Raises `BadInput` where something asked for cannot be."""
    check_report(report)
    problems: list[Problem] = []
    files = []
    for path in paths:
        if path.is_dir():
            inside = list(_inside(path))
            files += inside
            if not inside:
                right = f"put files in it that end with one of {', '.join(SUFFIXES)}"
                problems.append(Problem(str(path), 0, 0, "", "has nothing to import", right))
        elif path.exists():
            files.append(path)
        else:
            wrong, right = "there is no such file", "check the name"
            problems.append(Problem(str(path), 0, 0, "", wrong, right))
    if name:
        problems += _problems_of_name(name, len(files))
    if problems:
        raise BadInput(problems)
    return list(dict.fromkeys(files))


def _problems_of_name(name: str, files: int) -> Iterator[Problem]:
    try:
        check_name("--name", name)
        if files > 1:
            wrong, right = f"one name for {files} files", "leave it out, or name one file"
            raise bad_option("--name", wrong, right)
    except BadInput as exc:
        yield from exc.problems


def _inside(folder: Path) -> Iterator[Path]:
    """The files of a folder that can be imported, without the parts of saved pages."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or _SAVED.match(part) for part in parts)
        if not hidden and path.suffix.casefold() in SUFFIXES and path.is_file():
            yield path


def _import_all(files: list[Path], asked: ImportOptions) -> Iterator[Imported | BadInput]:
    """What comes of each file. They are read in a process of its own, which can be stopped."""
    for start in range(0, len(files), _BATCH):
        batch = files[start : start + _BATCH]
        try:
            yield from apart(_import_batch, batch, asked)
        except Overburdened:
            for path in batch:
                yield _import_alone(path, asked)


def _import_alone(path: Path, asked: ImportOptions) -> Imported | BadInput:
    """One file, in a process that ends with it."""
    try:
        (found,) = apart(_import_batch, [path], asked)
    except Overburdened as exc:
        wrong = f"cannot be imported: {exc}"
        return refused(str(path), wrong, "import it in parts, or save it again")
    return found


def _import_batch(paths: list[Path], asked: ImportOptions) -> list[Imported | BadInput]:
    return [_import(path, asked) for path in paths]


def _import(path: Path, asked: ImportOptions) -> Imported | BadInput:
    """What comes of one file, or what is wrong with it."""
    try:
        data = read_file(path)
        return import_document(
            data,
            path.name,
            name=asked.name,
            today=asked.today,
            around=asked.around,
            folder=path.parent,
        )
    except OSError as exc:
        return refused(str(path), f"{exc.strerror}", "name a file that you may read")
    except BadInput as exc:
        return BadInput(
            Problem(str(path), one.line, one.column, one.path, one.wrong, one.right)
            for one in exc.problems
        )


def _named_apart(root: Path, made: list[Imported], problems: list[Problem]) -> Iterator[Imported]:
    """The imports, each under a name of its own; names that are taken are problems."""
    taken: set[str] = set()
    for one in made:
        wanted, number = one.name, 2
        while one.name in taken:
            one = one.renamed(f"{wanted[:60]}-{number}")
            number += 1
        taken.add(one.name)
        if (root / "sources" / one.name).exists():
            folder = root / "sources" / one.name
            right = "remove it, or give the new one another name by --name"
            problems.append(Problem(str(folder), 0, 0, "", "is there already", right))
        yield one


def _print(root: Path, made: list[Imported]) -> None:
    numbers = ("lines", "in the draft", "set aside", "missing")
    table = table_of("file", "source", *numbers, "license", right=numbers)
    for one in made:
        lines = one.account.lines
        table.add_row(
            one.source,
            f"sources/{one.name}",
            str(len(lines)),
            str(sum(bool(line.block) for line in lines)),
            str(sum(bool(line.reason) for line in lines)),
            str(len(one.holes)),
            f"to be stated: {one.draft.licensed_from}" if one.draft.licensed_from else "",
        )
    screen = console()
    screen.print(table)
    names = " ".join(one.name for one in made) if len(made) < 6 else ""
    screen.print(
        f"{len(made)} drafts in {root / 'sources'}/, each with its report in {REPORT}. "
        f"What to fill in and decide: publisher check {names}".rstrip()
    )
