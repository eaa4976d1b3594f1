"""The command pull: edits in a Word file applied to its source and brand."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

import typer
from rich.console import Console
from rich.text import Text

from publisher.commands.screen import console
from publisher.errors import BadInput, BadOutput, Problem, refused
from publisher.plan.job import source_date
from publisher.plan.names import names_in
from publisher.pull import prepare
from publisher.pull.edits import Edit
from publisher.pull.prepare import Pulled, PullOptions, prepare_pull
from publisher.pull.reading import read as word
from publisher.pull.review import approved_edits, pull_as_json, review_lines, write_approved

Reach = Literal["everybody", "this clinic"]
"""For whom the edits of a text are."""
_TONES = {"head": "bold", "new": "green", "wrong": "red", "": ""}


def pull_edits(
    root: Path,
    path: Path,
    *,
    yes: bool,
    dry_run: bool,
    as_json: bool,
    tracked: str,
    comments: str,
    sides: Mapping[str, Literal["ours", "theirs"]],
    reach: Reach | None = None,
) -> None:
    """Shows what an edited Word file changes, asks, and writes it into source and brand.

    Raises `BadInput` where the file or the result is invalid. Raises `BadOutput` where nothing is
    written, and, after everything is written, where there are leftovers.
    """
    asked = PullOptions(
        tracked=_checked_choice("--tracked", tracked, get_args(word.Tracked)),
        comments=_checked_choice("--comments", comments, get_args(prepare.Comments)),
        take=sides,
        today=_today(),
        clinic_only=reach == "this clinic",
    )
    pulled = prepare_pull(root, path, asked)
    _check_conflicts(sides, pulled)
    screen = console()
    if not as_json:
        _print_review(screen, pulled, path.name)
    others = _other_brands(root, pulled)
    if others and (reach or dry_run):
        console(quiet=as_json).print(_reach_told(pulled, others, reach))
    elif others:
        can_ask = sys.stdin.isatty() and not (yes or as_json)
        if _asked_reach(pulled, others, path, can_ask=can_ask) == "this clinic":
            pulled = prepare_pull(root, path, replace(asked, clinic_only=True))
    _write_pulled(screen, pulled, yes=yes, dry_run=dry_run, as_json=as_json)


def _write_pulled(
    screen: Console, pulled: Pulled, *, yes: bool, dry_run: bool, as_json: bool
) -> None:
    """Writes what the user agrees to. Raises `BadOutput` as `pull_edits`."""
    unasked = not (yes or dry_run or sys.stdin.isatty()) or (as_json and not yes)

    def ask(question: str) -> bool:
        if yes or dry_run or unasked:
            return not unasked
        return typer.confirm(question, default=False)

    edits: list[Edit] = []
    try:
        edits = approved_edits(pulled, ask)
        if not dry_run:
            write_approved(edits)
    finally:
        if as_json:
            screen.out(pull_as_json(pulled, [] if dry_run else edits))
    _print_result(screen, pulled, edits, dry_run=dry_run, as_json=as_json, unasked=unasked)


def edit_reach(*, everybody: bool, this_clinic: bool) -> Reach | None:
    """For whom edits are; None where that was not said. Raises `BadInput` where both were."""
    if everybody and this_clinic:
        wrong = "--for-everybody and --for-this-clinic say the opposite"
        raise refused("--for-everybody", wrong, "say one of them")
    return "everybody" if everybody else "this clinic" if this_clinic else None


def _other_brands(root: Path, pulled: Pulled) -> tuple[str, ...]:
    """The other brands of the project, where the text was edited and nothing is in conflict."""
    if not pulled.text.changes or pulled.conflicts:
        return ()
    return tuple(one for one in names_in(root).brands if one != pulled.reading.base.brand)


def _asked_reach(pulled: Pulled, others: tuple[str, ...], path: Path, *, can_ask: bool) -> Reach:
    """For whom the edits are, as somebody at the terminal says. Raises `BadInput` without one."""
    brand = pulled.reading.base.brand
    if not can_ask:
        right = f"say --for-everybody ({', '.join((brand, *others))}) or --for-this-clinic"
        places = dict.fromkeys(change.place for change in pulled.text.changes)
        raise BadInput(
            Problem(str(path), 0, 0, place, f"was edited in a file of {brand!r}", right)
            for place in places
        )
    question = f"Are these edits for every clinic ({', '.join((brand, *others))})?"
    if typer.confirm(question, default=None):
        return "everybody"
    return "this clinic"


def _reach_told(pulled: Pulled, others: tuple[str, ...], reach: Reach | None) -> str:
    """A line that says whom the edits change."""
    brand = pulled.reading.base.brand
    if reach == "this clinic":
        return f"These edits are for {brand} alone; {', '.join(others)} stays as it is."
    every = f"These edits change the guide of {', '.join((brand, *others))}."
    return every if reach else f"{every} --for-this-clinic keeps them to {brand}."


def _print_review(screen: Console, pulled: Pulled, name: str) -> None:
    for line in review_lines(pulled, name):
        screen.print(Text(line.words, style=_TONES[line.tone]))


def _print_result(
    screen: Console,
    pulled: Pulled,
    edits: list[Edit],
    *,
    dry_run: bool,
    as_json: bool,
    unasked: bool,
) -> None:
    could = [
        e for e in (pulled.source, pulled.brand, pulled.leftovers) if e is not None and e.changes
    ]
    if not as_json:
        for edit in [] if dry_run else edits:
            screen.print(f"Written: {edit.path}")
        if not could:
            screen.print("There are no changes to apply.")
        elif dry_run:
            screen.print("A dry run: nothing was written.")
    if could and not edits and not dry_run:
        hint = " Say --yes to write without being asked." if unasked else ""
        raise BadOutput(f"Nothing was written.{hint}")
    if pulled.left:
        assert pulled.leftovers is not None
        count = len(pulled.left)
        leftovers = f"{count} leftover{'s' if count != 1 else ''}"
        are = "would be" if dry_run else "is" if count == 1 else "are"
        raise BadOutput(f"{leftovers} {are} in {pulled.leftovers.path}.")


def conflict_sides(
    take: list[str], *, ours: bool, theirs: bool
) -> dict[str, Literal["ours", "theirs"]]:
    """The side to take by the address of a conflict; "*" stands for all others.

    `take` are options "ADDRESS=ours" or "ADDRESS=theirs". Raises `BadInput` for any other.
    """
    if ours and theirs:
        wrong = "--ours and --theirs say the opposite"
        raise refused("--ours", wrong, "say one of them")
    sides: dict[str, Literal["ours", "theirs"]] = {}
    if ours or theirs:
        sides["*"] = "ours" if ours else "theirs"
    for one in take:
        address, _, side = one.rpartition("=")
        if not address or side not in ("ours", "theirs"):
            right = "write ADDRESS=ours or ADDRESS=theirs"
            raise refused("--take", f"{one!r} names no side", right)
        sides[address] = "ours" if side == "ours" else "theirs"
    return sides


def _check_conflicts(sides: Mapping[str, Literal["ours", "theirs"]], pulled: Pulled) -> None:
    """Raises `BadInput` for each address in `sides` where nothing is in conflict."""
    settled = (one for merged in (pulled.text, pulled.clinic) for one, _ in merged.settled)
    conflicts = {one.address for one in (*pulled.conflicts, *settled)}
    right = (
        f"use one of {', '.join(sorted(conflicts))}" if conflicts else "nothing is; leave it out"
    )
    unknown = sorted(set(sides) - conflicts - {"*"})
    if unknown:
        raise BadInput(
            Problem("--take", 0, 0, "", f"{one!r} is not in conflict", right) for one in unknown
        )


def _checked_choice(option: str, value: str, known: tuple[str, ...]) -> Any:
    if value not in known:
        right = f"say {', '.join(known[:-1])} or {known[-1]}"
        raise refused(option, f"{value!r} is not known", right)
    return value


def _today() -> date:
    """The date of changes: that of SOURCE_DATE_EPOCH if it is set, else today."""
    return (source_date() or datetime.now(UTC)).date()
