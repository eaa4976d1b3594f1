"""One source file → one `Condition`, or every problem in it.

YAML is read with the position of every value, and pydantic checks the values. What needs more than
one value (a term without an entry, an id used twice) is checked here. All problems are reported
together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from publisher.content.drawing import Drawing, read_drawing
from publisher.content.fields import FIGURE_NAME, Ledger
from publisher.content.model import Condition
from publisher.content.raster import read_raster
from publisher.errors import BadInput, Problem, Wrong, quoted, refused
from publisher.source.continued import continued_problems
from publisher.source.kit import KIT, DrawingKit
from publisher.source.positions import (
    LocatedStr,
    Position,
    Positions,
    read_yaml_keeping_problems,
    relative,
)
from publisher.source.recordings import recording_problems
from publisher.source.schema_errors import shape_problems
from publisher.source.shared import with_shared
from publisher.source.typed import losses, unfinished_lead_ins


def load_condition(
    folder: Path, root: Path, kit: Path | None = None, draft: str | None = None
) -> Condition:
    """The condition whose source is `folder`/condition.yaml, or would be if it said `draft`.

    Problems name files relative to `root`. `kit` is the folder of the drawing kit, if it is not
    that of `root`. Raises `BadInput` with all problems.
    """
    path = folder / "condition.yaml"
    if folder.is_symlink():
        wrong = "is a link to another folder"
        raise refused(relative(folder, root), wrong, "put the folder there")
    file = relative(path, root)
    tree, places, problems = read_yaml_keeping_problems(path, file, draft)
    known = {(problem.path, problem.line) for problem in problems}
    language = tree.get("language") if isinstance(tree, dict) else None
    drawings = DrawingKit(kit or root / KIT, language if isinstance(language, str) else "")
    ledger = Ledger(lambda name: _figure(folder, name), drawings)
    whole = with_shared(tree, places, file, root, drawings)
    tree, places = whole.tree, whole.places
    loaded: Condition | None = None
    try:
        loaded = Condition.model_validate(tree, context=ledger)
    except ValidationError as exc:
        shape = list(shape_problems(exc, tree, places, file))
        known |= {(p.path, p.line) for p in shape if whole.is_of_broken(p.path)}
        problems += [p for p in shape if (p.path, p.line) not in known]
    problems += whole.problems
    problems += _typing(ledger, file)
    problems += _across(ledger, tree, file)
    problems += continued_problems(tree, file)
    problems += recording_problems(tree, file)
    problems += _unknown_brands(ledger, root, file)
    problems += _unlicensed(tree, places, file)
    problems += _misnamed(tree, places, file, folder.name)
    if problems or loaded is None:
        raise BadInput(problems)
    return loaded.using(tuple(whole.uses))


def _misnamed(tree: Any, places: Positions, file: str, folder: str) -> Iterator[Problem]:
    """The problem of a source that does not name its folder."""
    name = tree.get("condition") if isinstance(tree, dict) else None
    if isinstance(name, str) and name != folder:
        wrong = f"{str(name)!r} is not the name of the folder"
        yield _at(places[("condition",)], file, wrong, f"write {folder!r}")


def _typing(ledger: Ledger, file: str) -> Iterator[Problem]:
    """Problems of texts that YAML would change."""
    for text in (text for text in ledger.texts if isinstance(text, LocatedStr) and not text.file):
        for loss in losses(text, text.typed):
            column = text.place.column if loss.line == text.place.line else 1
            yield Problem(file, loss.line, column, text.place.path, loss.wrong, loss.right)


def _unknown_brands(ledger: Ledger, root: Path, file: str) -> Iterator[Problem]:
    """A problem for each passage of a brand that the project has not."""
    known = sorted(one.parent.name for one in (root / "layouts" / "brands").glob("*/_brand.yml"))
    for name, value in ledger.brands if known else ():
        if name not in known and isinstance(value, LocatedStr):
            wrong, right = f"there is no brand {name!r}", f"one of {', '.join(known)}"
            yield _at(_place(value), file, wrong, right)


def _unlicensed(tree: Any, places: Positions, file: str) -> Iterator[Problem]:
    """The problem of a text of somebody else that nobody is known to be allowed to publish."""
    if isinstance(tree, dict) and tree.get("licensed_from") and not tree.get("license"):
        wrong = f"{quoted(str(tree['licensed_from']))} holds the rights, and no license is stated"
        right = (
            "write `license` and the terms on which you may publish it; "
            "or write the text in your own words and remove `licensed_from`"
        )
        yield _at(places[("licensed_from",)], file, wrong, right)


def _across(ledger: Ledger, tree: Any, file: str) -> Iterator[Problem]:
    """Problems of ids that are used twice, and of links to missing entries and references."""
    for noted in (ledger.blocks, ledger.entries, ledger.references):
        first: dict[str, Any] = {}
        for name, value in noted:
            if name in first:
                wrong = f"id {name!r} is already in line {_place(first[name]).line}"
                yield _at(_place(value), file, wrong, "give each its own")
            first.setdefault(name, value)
    for text in unfinished_lead_ins(tree):
        if isinstance(text, LocatedStr):
            wrong = f"{quoted(text)} announces what does not follow"
            yield _at(
                _place(text), file, wrong, "make it the lead_in of a list, or end the sentence"
            )
    for key, kind, used, known in (
        ("glossary", "glossary entry", ledger.terms_used, dict(ledger.entries)),
        ("references", "reference", ledger.references_used, dict(ledger.references)),
    ):
        if not isinstance(tree, dict) or not isinstance(tree.get(key, []), list):
            continue  # a problem already, which these would repeat
        right = f"add it, or use one of {', '.join(sorted(known))}" if known else "add it"
        for name, value in used:
            if name not in known:
                yield _at(_place(value), file, f"there is no {kind} {name!r}", right)


def _place(value: Any) -> Position:
    """Where a value stands in the source: of a shared wording, where it is used."""
    place: Position = value.used or value.place
    return place


def _at(place: Position, file: str, wrong: str, right: str) -> Problem:
    return Problem(file, place.line, place.column, place.path, wrong, right)


def _figure(folder: Path, name: Any) -> Drawing:
    if not isinstance(name, str) or not re.fullmatch(FIGURE_NAME, name):
        raise Wrong(
            f"{_shown(name)} is not the name of a drawing",
            "write one from figures/: small letters, digits, hyphens and .svg, .jpg, .png or .webp",
        )
    path = folder / "figures" / name
    if path.is_symlink() or path.parent.is_symlink():
        raise Wrong(f"figures/{name} is a link", "put the file itself there")
    if not path.is_file():
        files = sorted(file.name for file in path.parent.glob("*"))
        there = ", ".join(name for name in files if re.fullmatch(FIGURE_NAME, name))
        use = f" or use one of {there}" if there else ""
        raise Wrong(f"figures/{name} is not there", f"draw it{use}")
    try:
        read = read_drawing if name.endswith(".svg") else read_raster
        return read(name, path.read_bytes())
    except OSError as exc:
        raise Wrong(f"figures/{name} cannot be read ({exc.strerror})", "make it readable") from exc


def _shown(name: Any) -> str:
    shown = str(name)
    return quoted(shown)
