"""The source as a pull would change it, written in memory and read again as strictly as any."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from publisher.content.model import Condition, ReviewState
from publisher.errors import BadInput, Problem, PublisherError
from publisher.pull.by_brand import ForClinic, for_clinic, whole
from publisher.pull.edits import Edit, encoded
from publisher.pull.merging.merge import Merged
from publisher.pull.reading.read import WordComment
from publisher.pull.shared import SharedEdit, parted, shared_edits
from publisher.pull.tree import Tree, as_condition, without_empty
from publisher.pull.writing import notes
from publisher.pull.writing.written import rewritten
from publisher.source.kit import KIT
from publisher.source.load import load_condition
from publisher.source.positions import read_yaml, relative
from publisher.source.shared import FOLDER as SHARED
from publisher.source.shared import shared_file


@dataclass(frozen=True, slots=True)
class NewSource:
    """The edit of a source file, and what comes with it."""

    edit: Edit
    notes: int = 0
    """How many comments become notes that are not there yet."""
    loses_review: bool = False
    """Whether the text was reviewed, and would be unreviewed with the edit."""
    shared: tuple[SharedEdit, ...] = ()
    """The edits of shared wordings that the source uses."""


@dataclass(frozen=True, slots=True)
class EditedBy:
    """The brand whose file was edited, and the day; `clinic_only` if no other brand says it."""

    brand: str
    today: date
    clinic_only: bool = False


def new_source(
    root: Path,
    condition: Condition,
    merged: Merged,
    comments: Sequence[WordComment],
    by: EditedBy,
) -> NewSource:
    """The source of `condition` with what was merged, and with `comments` as notes.

    A changed text is modified today and unreviewed. Raises `BadInput` where it would be invalid.
    """
    folder = root / "sources" / condition.condition
    path = folder / "condition.yaml"
    before = path.read_bytes()
    if merged.conflicts:
        return NewSource(Edit(path, before, before))
    ours = condition.model_dump(mode="json")
    placed = _placed(ours, merged, by)
    after = _dated(placed.tree, ours, by.today)
    file = relative(path, root)
    own = parted(ours, condition.uses)
    new = parted(after, condition.uses, placed.variants)
    text = rewritten(before.decode("utf-8-sig"), own.tree, new.tree, (), file)
    shared = shared_edits(root, condition, own, new)
    with TemporaryDirectory() as scratch:
        trial = _Trial(folder, root, Path(scratch), shared)
        trial.write(encoded(text, before))
        if after != ours:
            trial.read()
        count = 0
        if comments:
            tree, positions = read_yaml(trial.file, file)
            text, count = notes.noted(text, tree, positions, comments)
            trial.write(encoded(text, before))
        if without_empty(trial.read()) != without_empty(after):
            raise PublisherError(f"{file}: the new text would not be what was merged")
    was_reviewed = as_condition(ours)["review"]["state"] != ReviewState.UNREVIEWED
    edit = Edit(path, before, encoded(text, before))
    return NewSource(edit, count, was_reviewed and after != ours, shared)


def _placed(ours: Tree, merged: Merged, by: EditedBy) -> ForClinic:
    """The source with what was merged. Raises `BadInput` where that cannot be for one clinic."""
    after = whole(ours, merged.tree, by.brand)
    if not by.clinic_only:
        return ForClinic(after)
    made = for_clinic(ours, after, merged, by.brand)
    if made.refused:
        wrong = "is the same for every clinic, so its edit cannot be for one alone"
        right = "use --for-everybody, or undo it in Word"
        raise BadInput(Problem("--for-this-clinic", 0, 0, at, wrong, right) for at in made.refused)
    return made


class _Trial:
    """A source and the shared wordings in a folder of their own, to be read before they are kept.

    The other conditions that use an edited wording are there too.
    """

    def __init__(
        self, folder: Path, root: Path, scratch: Path, shared: tuple[SharedEdit, ...]
    ) -> None:
        self._root, self._kit = scratch, root / KIT
        others = {other for one in shared for other in one.others}
        self._others = [self._copied(root / "sources" / name, root) for name in sorted(others)]
        if (wordings := root / "sources" / SHARED).is_dir():
            self._copied(wordings, root)
        for one in shared:
            shared_file(scratch, one.name).write_bytes(one.edit.after)
        self._own = self._copied(folder, root)
        self.file = self._own / "condition.yaml"

    def _copied(self, folder: Path, root: Path) -> Path:
        copied = self._root / relative(folder, root)
        ignored = shutil.ignore_patterns("pulled", "translations", ".*")
        shutil.copytree(folder, copied, ignore=ignored)
        return copied

    def write(self, data: bytes) -> None:
        """Writes the source."""
        self.file.write_bytes(data)

    def read(self) -> Tree:
        """The source as it is read. Raises `BadInput`, also where another one is wrong now."""
        for other in self._others:
            load_condition(other, self._root, self._kit)
        tree: Tree = load_condition(self._own, self._root, self._kit).model_dump(mode="json")
        return tree


def _dated(merged: Tree, ours: Tree, today: date) -> Tree:
    """The merged tree; if it differs from `ours`, modified today and unreviewed."""
    after = copy.deepcopy(merged)
    if after == ours:
        return after
    old = as_condition(ours)
    after["review"] = {**dict.fromkeys(old["review"]), "state": ReviewState.UNREVIEWED.value}
    after["modified"] = max(today, date.fromisoformat(old["issued"])).isoformat()
    return after
