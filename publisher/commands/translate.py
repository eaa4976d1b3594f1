"""The commands of `publisher translate`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from publisher.commands.screen import console, table_of
from publisher.content.model import Condition
from publisher.errors import BadOutput, bad_option, quoted, refused
from publisher.files import write_whole
from publisher.plan.names import names_in
from publisher.source.load import load_condition
from publisher.source.positions import relative
from publisher.source.shared import FOLDER, shared_names
from publisher.translation.catalogue import Catalogue
from publisher.translation.judge import State, TranslationFinding, by_address, findings
from publisher.translation.load import (
    check_language,
    load_own_catalogue,
    translation_file,
    translation_languages,
)
from publisher.translation.merge import merge
from publisher.translation.po import read_po, write_po
from publisher.translation.shared import own_units, shared_condition
from publisher.translation.sheet import read_sheet, write_sheet
from publisher.translation.xliff import read_xliff, write_xliff

FORMATS = {"po": ".po", "xliff": ".xlf", "xlsx": ".xlsx"}
_READERS: dict[str, Callable[[Path, Path], Catalogue]] = {
    ".po": read_po,
    ".xlf": read_xliff,
    ".xliff": read_xliff,
    ".xlsx": read_sheet,
}


def extract_units(root: Path, name: str, language: str, form: str, out: Path | None) -> None:
    """Writes every unit of a condition, with the translations that there are, for translators.

    The PO file beside the source is written anew too: what is new or has changed is in it, and a
    translation whose source has changed is marked as fuzzy. Raises `BadInput`.
    """
    if form not in FORMATS:
        raise bad_option("--format", f"there is no format {form!r}", f"one of {', '.join(FORMATS)}")
    condition, catalogue = _read(root, name, language)
    units = own_units(condition)
    own = translation_file(_folder(root, name), language)
    path = out or own.with_suffix(FORMATS[form])
    beside = write_po(catalogue, units)
    asked = {
        "po": lambda: beside,
        "xliff": lambda: write_xliff(catalogue, units, condition.language),
        "xlsx": lambda: write_sheet(catalogue, units),
    }
    written = {path: asked[form](), own: beside}  # the one that may be refused comes first
    own.parent.mkdir(exist_ok=True)
    for place, data in written.items():
        _write(place, data)
        console().print(f"Wrote {place}")
    found = list(findings(units, catalogue, condition.language))
    console().print(f"{len(units)} units. {_counted(found)}")


def merge_units(root: Path, name: str, file: Path, reviewer: str | None, today: date) -> None:
    """Writes the translations in a file into the PO file beside the source.

    Raises `BadInput` with all problems of the file, before anything is written, and `BadOutput`
    where something in it still keeps editions back.
    """
    reader = _READERS.get(file.suffix.lower())
    if reader is None:
        wrong = f"{file.suffix or 'no ending'} is no format of translations"
        raise refused(str(file), wrong, f"name a file that ends in {', '.join(_READERS)}")
    if not file.is_file():
        raise refused(str(file), "there is no such file", "name the file that came back")
    sent = reader(file, root)
    condition, before = _read(root, name, sent.language)
    merged = merge(condition, before, sent, relative(file, root), today, reviewer)
    own = translation_file(_folder(root, name), sent.language)
    own.parent.mkdir(exist_ok=True)
    _write(own, write_po(merged.catalogue, own_units(condition)))
    screen = console()
    for address in merged.gone:
        screen.print(f"{file}  {address}  the source has no such unit any more; left out")
    screen.print(f"Wrote {own}: {merged.changed} translations are new or have changed.")
    if merged.left:
        shown = relative(own, root)
        lines = [f"{shown}  {one.unit.address}  {one.wrong}: {one.right}" for one in merged.left]
        raise BadOutput("\n".join([*lines, f"{_counted(list(merged.left))} No edition has them."]))


def show_status(root: Path, names: tuple[str, ...]) -> None:
    """Prints how far each translation is. Raises `BadInput` where one cannot be read."""
    known = _names(root)
    for name in names:
        _check_name(root, name)
    table = table_of("source", "language", "units", *_COUNTED, "reviewed by", right=_COUNTED)
    for name in names or known:
        for language in translation_languages(_folder(root, name)):
            condition, catalogue = _read(root, name, language)
            units = own_units(condition)
            found = list(findings(units, catalogue, condition.language))
            states = Counter(_states(found).values())
            foreign = len(by_address(catalogue).keys() - {str(unit.address) for unit in units})
            counts = (
                len(units) - sum(states.values()),
                *(states[state] for state in State),
                foreign,
            )
            table.add_row(
                name, language, str(len(units)), *map(str, counts), catalogue.reviewer or "nobody"
            )
    console().print(table)


_COUNTED = ("right", *(state.value for state in State), "of units that are gone")


def _states(found: list[TranslationFinding]) -> dict[str, State]:
    """The state of each unit that is not right, by its address."""
    return {str(one.unit.address): one.state for one in reversed(found)}


def _counted(found: list[TranslationFinding]) -> str:
    """How many units are in which state, in a sentence."""
    counts = Counter(_states(found).values())
    said = [f"{counts[state]} {state.value}" for state in State if counts[state]]
    return f"{', '.join(said)}." if said else "All are translated."


def _read(root: Path, name: str, language: str) -> tuple[Condition, Catalogue]:
    """A condition, and its translation into a language: an empty one where there is none yet."""
    _check_name(root, name)
    folder = _folder(root, name)
    condition = shared_condition(root) if name == FOLDER else load_condition(folder, root)
    if translation_file(folder, language).exists():
        return condition, load_own_catalogue(folder, language, condition, root)
    check_language(language, condition, "command line")
    return condition, Catalogue(condition=name, language=language, passages=())


def _check_name(root: Path, name: str) -> None:
    known = _names(root)
    if name not in known:
        raise bad_option(
            "CONDITION", f"there is no condition {quoted(name)}", f"one of {', '.join(known)}"
        )


def _names(root: Path) -> tuple[str, ...]:
    """What can be translated: every condition, and the shared wordings as one."""
    return (*names_in(root).conditions, *([FOLDER] if shared_names(root) else []))


def _folder(root: Path, name: str) -> Path:
    return root / "sources" / name


def _write(path: Path, data: bytes) -> None:
    try:
        write_whole(path, data)
    except OSError as exc:
        raise refused(str(path), f"cannot be written ({exc.strerror})", "name another") from exc
