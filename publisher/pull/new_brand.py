"""The facts of a clinic merged, and its brand file as a pull would change it."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter

from publisher.brand.load import load_brand
from publisher.brand.model import Brand, Clinic
from publisher.errors import PublisherError
from publisher.pull.edits import Edit, encoded
from publisher.pull.merging.merge import Merged, Side, merge
from publisher.pull.tree import ClinicFacts, Tree, Value, as_clinic, as_tree, without_empty
from publisher.pull.writing.written import rewritten
from publisher.source.positions import read_yaml_keeping_problems, relative

_KEYS = ("defaults", "publisher")  # under which a brand file has the facts
_CLINIC = TypeAdapter(Clinic)


def new_brand(
    root: Path,
    brand: Brand | None,
    facts: tuple[ClinicFacts, ClinicFacts],
    take: Mapping[str, Side] | None,
    refused: Collection[str] = (),
) -> tuple[Merged, Edit | None]:
    """The facts of the clinic merged, and the edit of the brand file that contains them.

    `facts` are those that the Word file was made with, and those that it says now; `refused` are
    keys of changes that are left out. Raises `BadInput` where the brand would be invalid with them.
    """
    base, theirs = map(as_tree, facts)
    if brand is None:
        return merge(base, base, theirs, take, refused=refused), None
    clinic = _CLINIC.dump_python(brand.clinic, mode="json")
    ours: Tree = {"clinic": clinic, "emergency_number": brand.emergency_number}
    merged = merge(base, ours, theirs, take, refused=refused)
    if merged.conflicts or merged.tree == ours:
        return merged, None
    path = root / "layouts" / "brands" / brand.id / "_brand.yml"
    file = relative(path, root)
    before = path.read_bytes()
    stated = _stated(path, file)
    changed = _with_changes(stated, as_clinic(ours), as_clinic(merged.tree))
    try:
        text = rewritten(before.decode("utf-8-sig"), stated, changed, _KEYS, file)
    except PublisherError as exc:
        if not brand.report.choices:
            raise
        raise PublisherError(
            f"{file}: the clinic's facts were changed, and the file does not say "
            f"all of them; write them there first: publisher brand {brand.id} has the lines. "
            "Nothing was written."
        ) from exc
    edit = Edit(path, before, encoded(text, before))
    _check(edit, root)
    return merged, edit


def _check(edit: Edit, root: Path) -> None:
    """Raises `BadInput` where the brand would be invalid with an edit of its file."""
    folder = edit.path.parent
    with TemporaryDirectory() as scratch:
        copied = Path(scratch) / relative(folder, root)
        shutil.copytree(folder, copied, ignore=shutil.ignore_patterns(".*"))
        (copied / edit.path.name).write_bytes(edit.after)
        load_brand(copied, Path(scratch))


def _stated(path: Path, file: str) -> Tree:
    """The clinic's facts that the brand file itself contains; the others are derived."""
    found: Value = read_yaml_keeping_problems(path, file)[0]
    for key in _KEYS:
        found = found.get(key) if isinstance(found, dict) else None
    own = found if isinstance(found, dict) else {}
    facts = {key: own.get(key) for key in ("clinic", "emergency_number")}
    return {key: without_empty(value) for key, value in facts.items() if value not in (None, [])}


def _with_changes(stated: Tree, ours: ClinicFacts, merged: ClinicFacts) -> Tree:
    """`stated` with every fact in which `merged` differs from `ours`."""
    now, before = as_tree(merged)["clinic"], as_tree(ours)["clinic"]
    own = stated.get("clinic")
    assert isinstance(now, dict)
    assert isinstance(before, dict)
    changed = {key: without_empty(value) for key, value in now.items() if value != before.get(key)}
    clinic: Value = {**(own if isinstance(own, dict) else {}), **changed}
    facts: Tree = {**stated, "clinic": clinic}
    if merged["emergency_number"] != ours["emergency_number"]:
        facts["emergency_number"] = merged["emergency_number"]
    return facts
