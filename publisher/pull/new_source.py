"""The source as a pull would change it, written in memory and read again as strictly as any."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from publisher.content.model import ReviewState
from publisher.errors import PublisherError
from publisher.pull.edits import Edit, encoded
from publisher.pull.merging.merge import Merged
from publisher.pull.reading.read import WordComment
from publisher.pull.tree import Tree, as_condition, without_empty
from publisher.pull.writing import notes
from publisher.pull.writing.rewrite import RewriteError, rewrite
from publisher.source.kit import KIT
from publisher.source.load import load_condition
from publisher.source.positions import read_yaml, relative


@dataclass(frozen=True, slots=True)
class NewSource:
    """The edit of a source file, and what comes with it."""

    edit: Edit
    notes: int = 0
    """How many comments become notes that are not there yet."""
    loses_review: bool = False
    """Whether the text was reviewed, and would be unreviewed with the edit."""


def new_source(
    folder: Path,
    root: Path,
    ours: Tree,
    merged: Merged,
    comments: Sequence[WordComment],
    today: date,
) -> NewSource:
    """The source in `folder` with what was merged, and with `comments` as notes.

    A changed text is modified `today` and unreviewed. Raises `BadInput` where it would be invalid.
    """
    path = folder / "condition.yaml"
    before = path.read_bytes()
    if merged.conflicts:
        return NewSource(Edit(path, before, before))
    after = _dated(merged.tree, ours, today)
    file = relative(path, root)
    text = rewritten(before.decode("utf-8-sig"), ours, after, (), file)
    count = 0
    with TemporaryDirectory() as scratch:
        copied = Path(scratch) / relative(folder, root)
        ignored = shutil.ignore_patterns("pulled", "translations", ".*")
        shutil.copytree(folder, copied, ignore=ignored)
        trial = copied / "condition.yaml"
        trial.write_bytes(encoded(text, before))
        if after != ours:
            load_condition(copied, Path(scratch), root / KIT)
        if comments:
            tree, positions = read_yaml(trial, file)
            text, count = notes.noted(text, tree, positions, comments)
            trial.write_bytes(encoded(text, before))
        read_back = load_condition(copied, Path(scratch), root / KIT).model_dump(mode="json")
        if without_empty(read_back) != without_empty(after):
            raise PublisherError(f"{file}: the new text would not be what was merged")
    was_reviewed = as_condition(ours)["review"]["state"] != ReviewState.UNREVIEWED
    edit = Edit(path, before, encoded(text, before))
    return NewSource(edit, count, was_reviewed and after != ours)


def _dated(merged: Tree, ours: Tree, today: date) -> Tree:
    """The merged tree; if it differs from `ours`, modified today and unreviewed."""
    after = copy.deepcopy(merged)
    if after == ours:
        return after
    old = as_condition(ours)
    after["review"] = {**dict.fromkeys(old["review"]), "state": ReviewState.UNREVIEWED.value}
    after["modified"] = max(today, date.fromisoformat(old["issued"])).isoformat()
    return after


def rewritten(text: str, before: Tree, after: Tree, at: tuple[str, ...], file: str) -> str:
    """`text` with `after` instead of `before` at the keys `at`; see `writing.rewrite`.

    Raises `PublisherError` where that cannot be written.
    """
    if before == after:
        return text
    try:
        return rewrite(text, before, after, at)
    except RewriteError as exc:
        raise PublisherError(f"{file}: could not be changed ({exc}). Nothing was written.") from exc
