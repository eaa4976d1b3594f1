"""Translations as a PO file, which is kept beside the source and which translators' programs edit.

The address of a unit is its context, so that the same words in two places are two units. What a
translator has to know is in extracted comments, with the hash of the source text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polib

from publisher.errors import BadInput, Problem, quoted
from publisher.source.positions import read_text, relative
from publisher.translation.catalogue import Catalogue, TranslatedPassage, joined, parted
from publisher.translation.units import Unit

_HASH, _ACCEPTED = "Source text: ", "accepted: "
_REVIEWER, _REVIEWED, _MODIFIED = "X-Reviewer", "X-Reviewed", "X-Modified"
_WIDTH = 100


def write_po(catalogue: Catalogue, units: tuple[Unit, ...]) -> bytes:
    """The file: the passage of each unit, in the order of the units."""
    file = polib.POFile(wrapwidth=_WIDTH)
    file.metadata = {
        "Project-Id-Version": catalogue.condition,
        "Language": catalogue.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for name, value in (
        (_REVIEWER, catalogue.reviewer),
        (_REVIEWED, catalogue.reviewed),
        (_MODIFIED, catalogue.modified),
    ):
        if value:
            file.metadata[name] = str(value)
    known = {passage.address: passage for passage in catalogue.passages}
    for unit in units:
        file.append(_entry(unit, known.get(str(unit.address))))
    return f"{file}\n".encode()


def _entry(unit: Unit, known: TranslatedPassage | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgctxt=str(unit.address),
        msgid=unit.source,
        msgstr=known.target if known else "",
        comment=f"{unit.context}\n{_HASH}{unit.hash}",
    )
    if known and known.target and (known.is_unsure or known.source != unit.source):
        entry.flags.append("fuzzy")
        if known.source != unit.source:
            entry.previous_msgctxt = str(unit.address)
            entry.previous_msgid = known.source
    if known and known.accepted:
        entry.tcomment = f"{_ACCEPTED}{joined(known.accepted)}"
    return entry


def read_po(path: Path, root: Path) -> Catalogue:
    """The catalogue in a file. Raises `BadInput` where it is none."""
    file = relative(path, root)
    text = read_text(path, file)
    if problems := list(_misspelled(text, file)):
        raise BadInput(problems)
    try:
        parsed = polib.pofile(text, wrapwidth=_WIDTH)
    except (OSError, ValueError, IndexError) as exc:
        match = re.search(r"line (\d+)", str(exc))
        line = int(match[1]) if match else 0
        right = "end every text with a quote, and put no line between; or extract it again"
        problem = Problem(file, line, int(bool(line)), "", "no PO file from here on", right)
        raise BadInput([problem]) from exc
    metadata = parsed.metadata
    return Catalogue(
        condition=metadata.get("Project-Id-Version", ""),
        language=metadata.get("Language", "").replace("_", "-"),
        passages=tuple(_passages(parsed)),
        reviewer=metadata.get(_REVIEWER) or None,
        reviewed=_day(metadata.get(_REVIEWED), file, _REVIEWED),
        modified=_day(metadata.get(_MODIFIED), file, _MODIFIED),
    )


_LINE = re.compile(
    r'(?:#[~|] ?)?(?:(?:msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d+\])\s+)?"(?:[^"\\]|\\.)*"'
)


def _misspelled(text: str, file: str) -> Iterator[Problem]:
    """A problem for each line that is no PO; polib takes the last letter for the missing quote."""
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        is_comment = line.startswith("#") and not line.startswith(("#~", "#|"))
        if line and not is_comment and not _LINE.fullmatch(line):
            right = 'write the text in quotes, and \\" for a quote in it'
            yield Problem(file, number, 1, "", f"{quoted(line)} is no line of a PO file", right)


def _passages(file: polib.POFile) -> Iterator[TranslatedPassage]:
    for entry in file:
        if entry.obsolete:
            continue
        hashes = re.search(rf"{_HASH}([0-9a-f]+)", entry.comment.replace("\n", " "))
        accepted = re.search(rf"{_ACCEPTED}(.*)", entry.tcomment)
        is_unsure = entry.fuzzy
        yield TranslatedPassage(
            address=entry.msgctxt or "",
            # A changed unit keeps the text that its translation was made from.
            source=(entry.previous_msgid or entry.msgid) if is_unsure else entry.msgid,
            target=entry.msgstr,
            hash=hashes[1] if hashes else "",
            line=entry.linenum or 0,
            is_unsure=is_unsure,
            accepted=parted(accepted[1]) if accepted else frozenset(),
        )


def _day(written: str | None, file: str, name: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as exc:
        wrong, right = f"{written!r} is not a date", "write year, month and day: 2026-01-31"
        raise BadInput([Problem(file, 0, 0, name, wrong, right)]) from exc
