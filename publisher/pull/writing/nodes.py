"""The nodes of a YAML text, and the plain data that they contain.

They are made of those that ruamel.yaml composes, whose annotations say `Any` for every value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, assert_never

from publisher.pull.tree import Value
from publisher.source.positions import resolved


class RewriteError(ValueError):
    """The text could not be changed. The message says where."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Node:
    start: int
    """Where the text of the node starts, in characters."""
    end: int
    line: int
    """The line of the start, from 0."""
    column: int
    """The column of the start, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScalarNode(_Node):
    """A text, a number, a truth value, or nothing."""

    text: str
    style: str | None
    """The character that the scalar is written with: a quote, `|` or `>`; None for plain."""

    @property
    def is_block(self) -> bool:
        """Whether it is written on the lines after `|` or `>`."""
        return self.style in ("|", ">")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Collection(_Node):
    in_brackets: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListNode(_Collection):
    """A sequence, with dashes or in brackets."""

    items: tuple[Node, ...]

    @property
    def entries(self) -> tuple[tuple[None, Node], ...]:
        """The items, each after None, as `MapNode.entries` has keys."""
        return tuple((None, item) for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MapNode(_Collection):
    """A mapping, in lines or in brackets."""

    entries: tuple[tuple[ScalarNode, Node], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys, in order."""
        return tuple(key.text for key, _ in self.entries)


Node = ScalarNode | ListNode | MapNode


def composed(text: str) -> Node:
    """The root node of a YAML text. Raises RewriteError where there is none."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as exc:
        raise RewriteError(f"the text is not YAML ({' '.join(str(exc).split())})") from exc
    if root is None:
        raise RewriteError("the text contains nothing")
    return _node(root)


def _node(node: Any) -> Node:  # Any: ruamel.yaml does not say which attributes a node has
    if node.id == "scalar":
        return _scalar(node)
    start, end = node.start_mark, node.end_mark
    place = {"start": start.index, "end": end.index, "line": start.line, "column": start.column}
    in_brackets = bool(node.flow_style)
    if node.id == "sequence":
        items = tuple(_node(item) for item in node.value)
        return ListNode(**place, in_brackets=in_brackets, items=items)
    entries = tuple((_scalar(key), _node(value)) for key, value in node.value)
    return MapNode(**place, in_brackets=in_brackets, entries=entries)


def _scalar(node: Any) -> ScalarNode:  # Any: as in `_node`
    start, end = node.start_mark, node.end_mark
    if node.id != "scalar":
        raise RewriteError(f"line {start.line + 1} has a key that is not a word")
    return ScalarNode(
        start=start.index,
        end=end.index,
        line=start.line,
        column=start.column,
        text=node.value,
        style=node.style,
    )


def node_at(root: Node, keys: tuple[str, ...]) -> Node:
    """The value that `keys` lead to from the root. Raises RewriteError where a key is missing."""
    node = root
    for key in keys:
        entries = node.entries if isinstance(node, MapNode) else ()
        inner = next((value for name, value in entries if name.text == key), None)
        if inner is None:
            raise RewriteError(f"there is no {'.'.join(keys)}")
        node = inner
    return node


def data_of(node: Node) -> Value:
    """A node as plain data."""
    match node:
        case MapNode():
            return {key.text: data_of(value) for key, value in node.entries}
        case ListNode():
            return [data_of(item) for item in node.items]
        case ScalarNode():
            data: Value = resolved(node.text) if node.style is None else node.text
            return data
        case _:
            assert_never(node)


def can_take(node: Node, old: Value, new: Value) -> bool:
    """Whether a node that contains `old` can be changed to `new` without changing its kind."""
    match node:
        case ScalarNode():
            return not isinstance(new, dict | list)
        case ListNode():
            return isinstance(new, list) and bool(node.items)
        case MapNode():
            text = isinstance(old, str) and isinstance(new, str)
            return (isinstance(new, dict) or text) and bool(node.entries)
        case _:
            assert_never(node)


def walk(
    node: Node, key: str = "", holder: Node | None = None
) -> Iterator[tuple[str, Node, Node | None]]:
    """A node and every value below it: (its key, itself, the node of its key or its list).

    The key of an item is that of its list followed by "[]".
    """
    yield key, node, holder
    if isinstance(node, MapNode):
        for name, value in node.entries:
            yield from walk(value, name.text, name)
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from walk(item, f"{key}[]", node)


def keys_below(node: Node) -> Iterator[ScalarNode]:
    """The node of every key in a node and below it."""
    for _, value, _ in walk(node):
        if isinstance(value, MapNode):
            yield from (key for key, _ in value.entries)
