"""What the user of a pull is shown and asked before anything is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

from publisher.errors import BadOutput
from publisher.pull.edits import Edit, write_edit
from publisher.pull.merging.merge import Merged, MergedChange
from publisher.pull.prepare import Pulled
from publisher.pull.reading.read import WordComment
from publisher.pull.reading.results import Notice, counted
from publisher.pull.report import describe_change, describe_conflict, describe_notice
from publisher.pull.writing.notes import note

Ask = Callable[[str], bool]
"""Asks a question. Returns whether the answer is yes."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line for the screen; `tone` is "head", "new", "wrong" or "" for plain words."""

    words: str
    tone: str = ""


def review_lines(pulled: Pulled, name: str) -> Iterator[ShownLine]:
    """Everything that a pull found, for the user to read before the questions."""
    reading = pulled.reading
    yield ShownLine(f"{name}, made from {reading.base.condition} {reading.base.version}", "head")
    if reading.repaired:
        yield ShownLine(
            "The program that saved this file damaged it, so words may be missing. "
            "Check every change.",
            "wrong",
        )
    if reading.matched.stripped:
        yield ShownLine(
            "The content controls and bookmarks of the publisher were removed from this file, so "
            "its texts were identified by their words and order. Check every change.",
            "wrong",
        )
    if reading.changes:
        yield ShownLine(f"Tracked changes that were settled: {len(reading.changes)}")
    yield from _changed("Text", pulled.text)
    yield from _changed("Clinic", pulled.clinic)
    yield from _group("To check", [f for f in reading.notices if not f.left], "")
    yield from _group("Leftovers", list(pulled.left), "wrong")
    yield from _comments(reading.comments)
    if pulled.conflicts:
        yield ShownLine("")
        yield ShownLine(f"{counted(len(pulled.conflicts), 'conflict')}", "head")
        for conflict in pulled.conflicts:
            first, *others = describe_conflict(conflict)
            yield ShownLine(first, "wrong")
            yield from (ShownLine(line) for line in others)
    yield from _shared(pulled)
    if pulled.unreviewed:
        yield ShownLine("")
        yield ShownLine(
            "This text was reviewed. With these changes it is unreviewed again.", "wrong"
        )


def _shared(pulled: Pulled) -> Iterator[ShownLine]:
    """Which shared wordings were edited, and which other guides that changes."""
    if pulled.shared:
        yield ShownLine("")
        yield ShownLine("Shared wordings", "head")
    for one in pulled.shared:
        others = f"changes {', '.join(one.others)} too" if one.others else "is used here alone"
        yield ShownLine(f"{one.edit.path}: the edit {others}", "wrong" if one.others else "")


def _changed(title: str, merged: Merged) -> Iterator[ShownLine]:
    if merged.changes:
        yield ShownLine("")
        yield ShownLine(f"{title}, {counted(len(merged.changes), 'change')}", "head")
    for change in merged.changes:
        first, *others = describe_change(change)
        yield ShownLine(first, "new")
        yield from (ShownLine(line) for line in others)
    for conflict, side in merged.settled:
        yield ShownLine(f"= {conflict.place}  {side} is taken: {conflict.address}")


def _comments(comments: Sequence[WordComment]) -> Iterator[ShownLine]:
    if comments:
        yield ShownLine("")
        yield ShownLine("Comments", "head")
    for comment in comments:
        where = f"{comment.place}: " if comment.place else ""
        yield ShownLine(f"{where}{note(comment)}{' (done)' if comment.done else ''}")


def _group(title: str, notices: list[Notice], tone: str) -> Iterator[ShownLine]:
    if notices:
        yield ShownLine("")
        yield ShownLine(title, "head")
        yield from (ShownLine(describe_notice(one), tone) for one in notices)


def approved_edits(pulled: Pulled, ask: Ask) -> list[Edit]:
    """The edits that the user agrees to. There is a question of its own for the clinic's facts.

    Raises `BadOutput` where there are conflicts.
    """
    if pulled.conflicts:
        raise BadOutput(
            f"{counted(len(pulled.conflicts), 'conflict')}: the source and the Word file changed "
            "the same words. Use --ours, --theirs, or --take ADDRESS=ours|theirs for each. "
            "Nothing was written."
        )
    agreed: list[Edit] = []
    shared = [one.edit for one in pulled.shared]
    if pulled.source.changes:
        count = counted(len(pulled.text.changes), "change")
        if pulled.notes:
            count += f" and {counted(pulled.notes, 'note')}"
        into = " and ".join(str(one.path) for one in (pulled.source, *shared))
        if ask(f"Write {count} into {into}?"):
            agreed += [pulled.source, *shared]
    if pulled.brand is not None and pulled.brand.changes:
        count = counted(len(pulled.clinic.changes), "change")
        if ask(
            f"Write {count} of the clinic's facts into {pulled.brand.path}, "
            "for every guide of this brand?"
        ):
            agreed.append(pulled.brand)
    # Leftovers are written if any other edit is, or if there is no other edit.
    if pulled.leftovers is not None and pulled.leftovers.changes:
        asked = pulled.source.changes or (pulled.brand is not None and pulled.brand.changes)
        if agreed or (not asked and ask(f"Write the leftovers to {pulled.leftovers.path}?")):
            agreed.append(pulled.leftovers)
    return agreed


def write_approved(edits: list[Edit]) -> None:
    """Writes the edits, leftovers first, so that nothing is lost if the next one fails."""
    for edit in sorted(edits, key=lambda edit: edit.before is not None):
        write_edit(edit)


def pull_as_json(pulled: Pulled, written: list[Edit]) -> str:
    """Everything that a pull found and wrote, for other programs."""
    reading = pulled.reading
    found = {
        "condition": reading.base.condition,
        "brand": reading.base.brand,
        "matched": asdict(reading.matched),
        "changes": [_as_json(change) for change in pulled.text.changes],
        "clinic": [_as_json(change) for change in pulled.clinic.changes],
        "conflicts": [asdict(conflict) for conflict in pulled.conflicts],
        "settled": [
            {"address": conflict.address, "side": side}
            for merged in (pulled.text, pulled.clinic)
            for conflict, side in merged.settled
        ],
        "shared": [{"name": one.name, "others": list(one.others)} for one in pulled.shared],
        "left": [asdict(notice) for notice in pulled.left],
        "look": [asdict(notice) for notice in reading.notices if not notice.left],
        "comments": [asdict(comment) for comment in reading.comments],
        "tracked": [asdict(change) for change in reading.changes],
        "unreviewed": pulled.unreviewed,
        "notes": pulled.notes,
        "written": [str(edit.path) for edit in written],
    }
    return json.dumps(found, ensure_ascii=False, indent=2)


def _as_json(change: MergedChange) -> dict[str, object]:
    """A change without the key by which it is refused, which only one merge knows."""
    return {name: value for name, value in asdict(change).items() if name != "key"}
