"""The command import."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from publisher.commands.apart import Overburdened, apart
from publisher.commands.screen import console, table_of
from publisher.errors import BadInput, BadOutput, Problem, bad_option, quoted, refused
from publisher.files import read_file, write_whole
from publisher.importing.convert import Surroundings
from publisher.importing.project import surroundings
from publisher.importing.read import SUFFIXES, import_document
from publisher.importing.report import Imported, json_text, markdown_text
from publisher.plan.job import source_date

REPORT = "import.md"
_SAVED = re.compile(r".*(?:_files|\.files|_archivos|-Dateien)$")
"""The folders in which browsers put what belongs to a page that they save."""


def import_files(root: Path, paths: list[Path], name: str | None, report: Path | None) -> None:
    """Makes the draft of a source of each file, and a report beside it.

    Raises `BadInput` with what is wrong with all files before anything is written, and `BadOutput`
    where words of a file are neither in its draft nor in its report.
    """
    files = _checked(paths, name, report)
    around = surroundings(root)
    today = (source_date() or datetime.now(UTC)).date().isoformat()
    problems: list[Problem] = []
    made: list[Imported] = []
    for file in files:
        try:
            made.append(_import(file, name or "", today, around))
        except BadInput as exc:
            problems += exc.problems
    made = list(_named_apart(root, made, problems))
    if problems:
        raise BadInput(problems)
    for one in made:
        _write(root, one)
    if report:
        write_whole(report, json_text(made).encode())
    _print(root, made)
    if lost := sum(len(one.account.lost) for one in made):
        raise BadOutput(f"{lost} words are in no draft and no report; see Lost in each report.")


def _checked(paths: list[Path], name: str | None, report: Path | None) -> list[Path]:
    """The files to import. Raises `BadInput` where something asked for cannot be."""
    if report and (report.is_dir() or not report.parent.is_dir()):
        right = "name a file in a folder that is there"
        raise refused(str(report), "is no place for a file", right)
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
    if name and (not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > 64):
        right = "small letters, digits and hyphens, 64 at most: asthma-in-adults"
        problems.append(*bad_option("--name", f"{quoted(name, 80)} is not a name", right).problems)
    elif name and len(files) > 1:
        wrong = f"one name for {len(files)} files"
        problems.append(*bad_option("--name", wrong, "leave it out, or name one file").problems)
    if problems:
        raise BadInput(problems)
    return list(dict.fromkeys(files))


def _inside(folder: Path) -> Iterator[Path]:
    """The files of a folder that can be imported, without the parts of saved pages."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or _SAVED.match(part) for part in parts)
        if not hidden and path.suffix.casefold() in SUFFIXES and path.is_file():
            yield path


def _import(path: Path, name: str, today: str, around: Surroundings) -> Imported:
    """One file, read in a process of its own, which can be stopped."""
    try:
        data = read_file(path)
        return apart(
            import_document,
            data,
            path.name,
            name=name,
            today=today,
            around=around,
            folder=path.parent,
        )
    except OSError as exc:
        raise refused(str(path), f"{exc.strerror}", "name a file that you may read") from exc
    except Overburdened as exc:
        wrong = f"cannot be imported: {exc}"
        raise refused(str(path), wrong, "import it in parts, or save it again") from exc
    except BadInput as exc:
        raise BadInput(
            Problem(str(path), one.line, one.column, one.path, one.wrong, one.right)
            for one in exc.problems
        ) from exc


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


def _write(root: Path, one: Imported) -> None:
    folder = root / "sources" / one.name
    try:
        folder.mkdir()
        if one.figures:
            (folder / "figures").mkdir()
        for name, data in one.figures.items():
            write_whole(folder / "figures" / name, data)
        write_whole(folder / REPORT, markdown_text(one).encode())
        write_whole(folder / "condition.yaml", one.text.encode())
    except OSError as exc:
        raise BadOutput(f"{folder}: cannot be written ({exc.strerror})") from exc


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
