"""An edited Word file → what it changes, for somebody to decide on; and what was decided, written.

`look` and `write` run in a process of their own: the file is from elsewhere. Both prepare the pull
anew from what is on disk, and nothing is written into a file that nobody has looked at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from hashlib import sha256
from pathlib import Path
from typing import Literal

from publisher.errors import BadOutput
from publisher.plan.names import names_in
from publisher.pull.docx.package import opened
from publisher.pull.merging.merge import Conflict, MergedChange
from publisher.pull.prepare import Comments, Pulled, PullOptions, prepare_pull
from publisher.pull.reading.read import Tracked, TrackedChanges
from publisher.pull.report import describe_notice, in_words
from publisher.pull.review import approved_edits, write_approved
from publisher.pull.writing.notes import note
from publisher.source.positions import relative
from publisher.source.shared import FOLDER as SHARED

Side = Literal["ours", "theirs"]
_MOST_CHANGED = 40  # lines of a file that are shown to who finds it changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What somebody says about an edited file, so far."""

    tracked: Tracked = "refuse"
    comments: Comments = "report"
    clinic_only: bool = False
    refused: frozenset[str] = frozenset()
    take: Mapping[str, Side] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangePiece:
    """Some words of a change: the same as before, gone, or new."""

    words: str
    tone: Literal["same", "gone", "new"] = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """One decision: a change, or several that make sense only together."""

    key: str
    kinds: tuple[str, ...]
    place: str
    lines: tuple[tuple[ChangePiece, ...], ...]
    is_of_clinic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownConflict:
    """What both sides changed, as three texts."""

    address: str
    place: str
    base: str
    theirs: str
    ours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What an edited file changes in the project as it is now."""

    condition: str
    brand: str
    version: str
    others: tuple[str, ...]
    """The other brands, whose guides the edits change too."""
    warnings: tuple[str, ...]
    changes: tuple[ShownChange, ...]
    conflicts: tuple[ShownConflict, ...]
    to_check: tuple[str, ...]
    leftovers: tuple[str, ...]
    comments: tuple[str, ...]
    shared: tuple[str, ...]
    seen: Mapping[str, str] = field(repr=False)
    """The hash of each file that would be written, as it was when this was looked at."""
    source: str = field(repr=False)
    """The text of the source at that time."""
    file: str = ""


@dataclass(frozen=True, slots=True)
class PullWritten:
    """What was written, and what has no place in the source."""

    files: tuple[str, ...]
    leftovers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StillTracked:
    """The file contains tracked changes about which nothing was said."""

    said: str


@dataclass(frozen=True, slots=True)
class ChangedMeanwhile:
    """Somebody has changed the project since; nothing was written."""

    files: tuple[str, ...]
    lines: tuple[tuple[ChangePiece, ...], ...]
    look: Look


def look(
    root: Path, name: str, data: bytes, decided: Decisions, today: date
) -> Look | StillTracked:
    """What the file changes. Raises `BadInput` where file, source or result is invalid."""
    try:
        base = opened(data, name).base
        seen = _seen(root, base.condition, base.brand)  # before the pull: what comes later is told
        return _shown(root, _pulled(root, name, data, decided, today), seen)
    except TrackedChanges as exc:
        return StillTracked(str(exc))


def write(
    root: Path, name: str, data: bytes, decided: Decisions, today: date, seen: Look
) -> PullWritten | ChangedMeanwhile:
    """Writes what was accepted, unless a file is not as it was when somebody looked at it.

    Raises `BadInput` where the result is invalid, and `BadOutput` where a conflict is undecided.
    """
    seen_now = _seen(root, seen.condition, seen.brand)
    if changed := tuple(sorted(_differing(seen.seen, seen_now))):
        now = _shown(root, _pulled(root, name, data, _open(decided), today), seen_now)
        return ChangedMeanwhile(changed, tuple(_changed_lines(seen.source, now.source)), now)
    pulled = _pulled(root, name, data, decided, today)
    edits = [one for one in approved_edits(pulled, lambda _: True) if one.changes]
    for edit in edits:
        path = relative(edit.path, root)
        if edit.before is not None and _hash(edit.before) != seen.seen.get(path):
            raise BadOutput(f"{path}: was changed in the meantime; look again")
    write_approved(edits)
    return PullWritten(tuple(relative(one.path, root) for one in edits), seen.leftovers)


def _open(decided: Decisions) -> Decisions:
    """The same without what was decided about single changes."""
    return Decisions(
        tracked=decided.tracked, comments=decided.comments, clinic_only=decided.clinic_only
    )


def _pulled(root: Path, name: str, data: bytes, decided: Decisions, today: date) -> Pulled:
    """The pull of a file that lies in the folder for temporary files of this process."""
    from tempfile import TemporaryDirectory

    before = Path.cwd()
    with TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(data)
        os.chdir(folder)  # so that what is said of it names it as its owner does
        try:
            options = PullOptions(
                tracked=decided.tracked,
                comments=decided.comments,
                take=decided.take,
                today=today,
                clinic_only=decided.clinic_only,
                refused=decided.refused,
            )
            return prepare_pull(root, Path(name), options)
        finally:
            os.chdir(before)


def _shown(root: Path, pulled: Pulled, seen: Mapping[str, str]) -> Look:
    reading, base = pulled.reading, pulled.reading.base
    before = pulled.source.before or b""
    return Look(
        condition=base.condition,
        brand=base.brand,
        version=base.version,
        others=tuple(one for one in names_in(root).brands if one != base.brand),
        warnings=tuple(_warnings(pulled)),
        changes=tuple(_changes(pulled)),
        conflicts=tuple(map(_conflict, pulled.conflicts)),
        to_check=tuple(describe_notice(one) for one in reading.notices if not one.left),
        leftovers=tuple(describe_notice(one) for one in pulled.left),
        comments=tuple(
            f"{one.place}: {note(one)}" if one.place else note(one) for one in reading.comments
        ),
        shared=tuple(
            f"{relative(one.edit.path, root)}, which {', '.join(one.others)} uses too"
            for one in pulled.shared
            if one.others
        ),
        seen=seen,
        source=before.decode("utf-8-sig"),
        file=relative(pulled.source.path, root),
    )


def _warnings(pulled: Pulled) -> Iterator[str]:
    reading = pulled.reading
    if reading.repaired:
        yield "The program that saved this file damaged it, so words may be missing."
    if reading.matched.stripped:
        yield (
            "The marks of the publisher were removed from this file, so its texts were found by "
            "their words and order."
        )
    if reading.changes:
        yield f"Tracked changes that were settled: {len(reading.changes)}."
    if pulled.unreviewed:
        yield "This text was reviewed. With changes it is unreviewed again."


def _seen(root: Path, condition: str, brand: str) -> dict[str, str]:
    """The hash of each file that a pull may change, by its path: source, brand, shared wordings."""
    of_brand = root / "layouts" / "brands" / brand / "_brand.yml"
    files = [root / "sources" / condition / "condition.yaml", of_brand]
    files += sorted((root / "sources" / SHARED).glob("*.yaml"))
    return {relative(one, root): _hash(one.read_bytes()) for one in files if one.is_file()}


def _hash(data: bytes) -> str:
    return sha256(data).hexdigest()


def _differing(one: Mapping[str, str], other: Mapping[str, str]) -> set[str]:
    """The files that both know, and know otherwise, and those that one of them alone knows."""
    return {name for name in {*one, *other} if one.get(name) != other.get(name)}


# In pieces ----------------------------------------------------------------------------------------


def _changes(pulled: Pulled) -> Iterator[ShownChange]:
    for merged, is_of_clinic in ((pulled.text, False), (pulled.clinic, True)):
        together: dict[str, list[MergedChange]] = {}
        for one in merged.changes:
            together.setdefault(one.key, []).append(one)
        for key, all_of_it in together.items():
            yield ShownChange(
                key=key,
                kinds=tuple(dict.fromkeys(one.kind for one in all_of_it)),
                place=all_of_it[0].place,
                lines=tuple(line for one in all_of_it for line in _lines(one)),
                is_of_clinic=is_of_clinic,
            )


def _lines(one: MergedChange) -> Iterator[tuple[ChangePiece, ...]]:
    if isinstance(one.before, str) and isinstance(one.after, str) and one.kind == "changed":
        yield tuple(pieces(one.before, one.after))
        return
    if one.kind == "moved":
        yield (ChangePiece(f"from {in_words(one.before)} to {in_words(one.after)}"),)
        return
    for value, tone in ((one.before, "gone"), (one.after, "new")):
        if value not in (None, [], ""):
            for line in in_words(value).splitlines():
                yield (ChangePiece(line, "gone" if tone == "gone" else "new"),)


def pieces(before: str, after: str) -> Iterator[ChangePiece]:
    """The words of two texts as one row: those of both, those that are gone, those that are new."""
    old, new = before.split(" "), after.split(" ")
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield ChangePiece(" ".join(old[a:b]))
            continue
        if b > a:
            yield ChangePiece(" ".join(old[a:b]), "gone")
        if d > c:
            yield ChangePiece(" ".join(new[c:d]), "new")


def _conflict(one: Conflict) -> ShownConflict:
    base, ours, theirs = (in_words(value) for value in (one.base, one.ours, one.theirs))
    return ShownConflict(address=one.address, place=one.place, base=base, ours=ours, theirs=theirs)


def _changed_lines(before: str, after: str) -> Iterator[tuple[ChangePiece, ...]]:
    """The lines of a source in which it differs from what it was."""
    old, new = before.splitlines(), after.splitlines()
    shown = 0
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        rows = [ChangePiece(line.strip(), "gone") for line in old[a:b]]
        rows += [ChangePiece(line.strip(), "new") for line in new[c:d]]
        for row in rows:
            shown += 1
            if shown <= _MOST_CHANGED and row.words:
                yield (row,)
