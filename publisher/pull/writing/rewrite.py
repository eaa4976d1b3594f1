"""The text of a YAML file, changed only where two trees differ.

The file is not dumped again: its text is cut where nodes start and end, and joined from the same
pieces. Comments, order, quoting, indentation and every byte of what did not change are kept.

A comment belongs to the member or key directly below it, and is removed or moved with it; so is
one at the end of its line. A comment that is indented further than what follows, or has an empty
line after it, belongs to no member and is kept where it is.

`located.py` finds nodes in the text, `correct.py` the edits, and the new text is read back here.
"""

from __future__ import annotations

from dataclasses import replace

from publisher.pull.tree import Value
from publisher.pull.writing.correct import Corrector, movable_members
from publisher.pull.writing.file_style import FileStyle
from publisher.pull.writing.located import YamlText
from publisher.pull.writing.nodes import Node, RewriteError, composed, data_of, node_at
from publisher.pull.writing.trees import canonical, difference

__all__ = ["RewriteError", "rewrite"]

# The ways to write the differences: (new folded blocks are allowed, comments move to the left).
# A comment that is indented further than a new block above it becomes text of that block. So the
# first way may give a wrong text; the second makes no blocks, the third moves such comments.
_WAYS = ((True, False), (False, False), (False, True))


def rewrite(text: str, before: Value, after: Value, at: tuple[str, ...] = ()) -> str:
    """`text`, which contains `before`, changed so that it contains `after`.

    The trees are `Condition.model_dump(mode="json")`, or any part of the file: `at` names the keys
    that lead to it (("defaults", "publisher") for the clinic of a brand); keys of that part that
    are in neither tree are left alone. None, an empty list and a missing key mean the same;
    so do an item that is plain text and one that is `{text: …, items: []}`.

    Raises RewriteError where `text` does not contain `before`, or the new text would not contain
    `after`.
    """
    old, new = canonical(before), canonical(after)
    if old == new:
        return text
    ending = "\r\n" if "\r\n" in text else "\n"
    open_end = not text.endswith(("\n", "\r"))
    source = YamlText.parsed(text + ending if open_end else text)
    node = node_at(source.root, at)
    top = _keys_of(old) | _keys_of(new) if at else None
    if found := difference(_tree_of(node, top), old):
        raise RewriteError(f"the file does not say what it should have said: {found}")
    style, movable = FileStyle.found_in(source), movable_members(source)
    for folds, moves in _WAYS:
        look = replace(style, scalars=replace(style.scalars, folds=folds))
        changed = Corrector(source, look, movable, moves).corrected(node, old, new)
        changed = changed.removesuffix(ending) if open_end else changed
        found = _difference_read_back(changed, at, top, new)
        if not found:
            return changed
    raise RewriteError(f"the new text would not say what it should: {found}")


def _keys_of(tree: Value) -> set[str]:
    return set(tree) if isinstance(tree, dict) else set()


def _tree_of(node: Node, top: set[str] | None) -> Value:
    """A node as a canonical tree; only the keys in `top`, where that is given."""
    tree = data_of(node)
    if top is not None and isinstance(tree, dict):
        tree = {key: value for key, value in tree.items() if key in top}
    return canonical(tree)


def _difference_read_back(text: str, at: tuple[str, ...], top: set[str] | None, tree: Value) -> str:
    """How `text`, when it is read, differs from `tree`; "" where it does not."""
    try:
        return difference(_tree_of(node_at(composed(text), at), top), tree)
    except RewriteError as exc:
        return str(exc)
