"""What a person sees of a pull, and is asked, before anything is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

from publisher.errors import BadOutput
from publisher.pull.edits import Edit, write_edit
from publisher.pull.merging.merge import Merged
from publisher.pull.prepare import Pulled
from publisher.pull.reading.read import WordComment
from publisher.pull.reading.results import Notice
from publisher.pull.report import describe_change, describe_conflict, describe_notice
from publisher.pull.writing.notes import note

Ask = Callable[[str], bool]
"""Puts a question that is answered by yes or no."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line for the screen; `tone` is "head", "new", "wrong" or "" for plain words."""

    words: str
    tone: str = ""


def review_lines(pulled: Pulled, name: str) -> Iterator[ShownLine]:
    """All that a pull found, to be read before it is answered."""
    reading = pulled.reading
    yield ShownLine(f"{name}, made from {reading.base.condition} {reading.base.version}", "head")
    if reading.repaired:
        yield ShownLine(
            "The program that saved this file damaged it; what could be read was read. Look at "
            "every change for words that are missing.",
            "wrong",
        )
    if reading.matched.stripped:
        yield ShownLine(
            "The marks of the publisher were stripped from this file; its texts were found by "
            "their words and order. Look at every change.",
            "wrong",
        )
    if reading.changes:
        yield ShownLine(f"Tracked changes that were settled: {len(reading.changes)}")
    yield from _changed("Text", pulled.text)
    yield from _changed("Clinic", pulled.clinic)
    yield from _group("To look at", [f for f in reading.notices if not f.left], "")
    yield from _group("Stays behind", list(pulled.left), "wrong")
    yield from _comments(reading.comments)
    if pulled.conflicts:
        yield ShownLine("")
        yield ShownLine(f"{_count(len(pulled.conflicts), 'conflict')}", "head")
        for conflict in pulled.conflicts:
            first, *others = describe_conflict(conflict)
            yield ShownLine(first, "wrong")
            yield from (ShownLine(line) for line in others)
    if pulled.unreviewed:
        yield ShownLine("")
        yield ShownLine(
            "This text was reviewed. With these changes it is unreviewed again.", "wrong"
        )


def _changed(title: str, merged: Merged) -> Iterator[ShownLine]:
    if merged.changes:
        yield ShownLine("")
        yield ShownLine(f"{title}, {_count(len(merged.changes), 'change')}", "head")
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


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'s' if number != 1 else ''}"


def is_approved(pulled: Pulled, ask: Ask) -> list[Edit]:
    """The edits that somebody said yes to. The clinic's facts are asked about by themselves.

    Raises `BadOutput` where there are conflicts.
    """
    if pulled.conflicts:
        raise BadOutput(
            f"{_count(len(pulled.conflicts), 'conflict')}: the source and the Word file changed "
            "the same words. Say --ours, --theirs, or --take ADDRESS=ours|theirs for each. "
            "Nothing was written."
        )
    said = []
    if pulled.source.changes:
        count = _count(len(pulled.text.changes), "change")
        if pulled.notes:
            count += f" and {_count(pulled.notes, 'note')}"
        if ask(f"Write {count} into {pulled.source.path}?"):
            said.append(pulled.source)
    if pulled.brand is not None and pulled.brand.changes:
        count = _count(len(pulled.clinic.changes), "change")
        if ask(
            f"Write {count} of the clinic's facts into {pulled.brand.path}, "
            "for every guide of this brand?"
        ):
            said.append(pulled.brand)
    # What stays behind is kept whatever else was refused, unless everything was.
    if pulled.leftovers is not None and pulled.leftovers.changes:
        asked = pulled.source.changes or (pulled.brand is not None and pulled.brand.changes)
        if said or (not asked and ask(f"Keep what stays behind in {pulled.leftovers.path}?")):
            said.append(pulled.leftovers)
    return said


def write_approved(edits: list[Edit]) -> None:
    """Puts the edits on disk, side files first, so that nothing is lost if the next one fails."""
    for edit in sorted(edits, key=lambda edit: edit.before is not None):
        write_edit(edit)


def pull_as_json(pulled: Pulled, written: list[Edit]) -> str:
    """All of it for a machine."""
    reading = pulled.reading
    told = {
        "condition": reading.base.condition,
        "brand": reading.base.brand,
        "matched": asdict(reading.matched),
        "changes": [asdict(change) for change in pulled.text.changes],
        "clinic": [asdict(change) for change in pulled.clinic.changes],
        "conflicts": [asdict(conflict) for conflict in pulled.conflicts],
        "settled": [
            {"address": conflict.address, "side": side}
            for merged in (pulled.text, pulled.clinic)
            for conflict, side in merged.settled
        ],
        "left": [asdict(notice) for notice in pulled.left],
        "look": [asdict(notice) for notice in reading.notices if not notice.left],
        "comments": [asdict(comment) for comment in reading.comments],
        "tracked": [asdict(change) for change in reading.changes],
        "unreviewed": pulled.unreviewed,
        "notes": pulled.notes,
        "written": [str(edit.path) for edit in written],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)
