"""Shared wordings in a pull: an edit of one goes into its own file, not into the source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from publisher.content.model import Condition
from publisher.content.uses import Use
from publisher.pull.edits import Edit, encoded
from publisher.pull.tree import Tree, Value
from publisher.pull.writing.written import rewritten
from publisher.source.positions import relative
from publisher.source.shared import shared_file, users_of

_LISTS = {"blocks": ("blocks", "body"), "section": ("sections",), "entry": ("glossary",)}


@dataclass(frozen=True, slots=True)
class SharedEdit:
    """The edit of a shared wording, and which other conditions it changes."""

    name: str
    edit: Edit
    others: tuple[str, ...]


@dataclass(slots=True)
class PartedTree:
    """A condition as its source writes it, and what it uses of shared wordings, by their names."""

    tree: Tree
    used: dict[str, list[Value]] = field(default_factory=dict)


def parted(
    tree: Tree, uses: Sequence[Use], variants: Mapping[str, str] | None = None
) -> PartedTree:
    """A condition with `use: …` in the place of each shared wording that is still in it.

    What stands between two blocks of a wording belongs to it, and so does a passage of one brand
    beside a block of it: `variants` has the id of that block.
    """
    found = PartedTree({})
    uses = [_with_variants(use, variants or {}) for use in uses]
    found.tree = {key: _parted(value, key, uses, found.used) for key, value in tree.items()}
    return found


def _with_variants(use: Use, variants: Mapping[str, str]) -> Use:
    own = (new for new, old in variants.items() if old in use.members)
    return replace(use, members=(*use.members, *own))


def _parted(value: Value, key: str, uses: Sequence[Use], used: dict[str, list[Value]]) -> Value:
    if isinstance(value, dict):
        return {name: _parted(one, name, uses, used) for name, one in value.items()}
    if not isinstance(value, list):
        return value
    members = list(value)
    for use in uses:
        if key in _LISTS[use.kind] and use.name not in used:
            at = [number for number, one in enumerate(members) if _id_of(one) in use.members]
            if at:
                used[use.name] = members[at[0] : at[-1] + 1]
                members[at[0] : at[-1] + 1] = [{"use": use.name}]
    return [_parted(one, "", uses, used) for one in members]


def _id_of(value: Value) -> Value:
    return value.get("id") if isinstance(value, dict) else None


def shared_edits(
    root: Path, condition: Condition, before: PartedTree, after: PartedTree
) -> tuple[SharedEdit, ...]:
    """The edit of each shared wording that says something else in `after` than in `before`.

    One that is gone from the condition is left alone: others use it. Raises `PublisherError` where
    that cannot be written.
    """
    found = []
    language = condition.language
    for use in condition.uses:
        old, new = before.used.get(use.name), after.used.get(use.name)
        if old is None or new is None or old == new:
            continue
        path = shared_file(root, use.name)
        data = path.read_bytes()
        text = rewritten(
            data.decode("utf-8-sig"),
            _told(use, language, old),
            _told(use, language, new),
            (),
            relative(path, root),
        )
        others = tuple(one for one in users_of(root, use.name) if one != condition.condition)
        found.append(SharedEdit(use.name, Edit(path, data, encoded(text, data)), others))
    return tuple(found)


def _told(use: Use, language: str, members: list[Value]) -> Tree:
    """A shared file that says its members."""
    head: Tree = {"shared": use.name, "language": language}
    if use.kind == "blocks":
        return {**head, "blocks": members}
    [member] = members
    assert isinstance(member, dict)
    if use.kind == "section":
        return {**head, "section": member}
    return {**head, "entry": {key: value for key, value in member.items() if key != "id"}}
