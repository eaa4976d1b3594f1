"""The nodes of a YAML text, as ruamel.yaml composes them, and the plain data that they contain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from publisher.source.positions import resolved

Node = Any  # of ruamel.yaml, whose annotations leave out half of it


class RewriteError(ValueError):
    """The text could not be changed. The message says where."""


def composed(text: str) -> Node:
    """The root node of a YAML text. Raises RewriteError where there is none."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        root: Node = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as exc:
        raise RewriteError(f"the text is not YAML ({' '.join(str(exc).split())})") from exc
    if root is None:
        raise RewriteError("the text contains nothing")
    return root


def node_at(root: Node, keys: tuple[str, ...]) -> Node:
    """The value that `keys` lead to from the root. Raises RewriteError where a key is missing."""
    node = root
    for key in keys:
        values = node.value if kind_of(node) == "mapping" else ()
        inner = next((value for name, value in values if name.value == key), None)
        if inner is None:
            raise RewriteError(f"there is no {'.'.join(keys)}")
        node = inner
    return node


def kind_of(node: Node) -> str:
    """The kind of a node: scalar, sequence or mapping."""
    return str(node.id)


def is_block_scalar(node: Node) -> bool:
    """Whether a node is a scalar after `|` or `>`, with its text on the lines below."""
    return kind_of(node) == "scalar" and node.style in ("|", ">")


def data_of(node: Node) -> Any:
    """A node as plain data."""
    match kind_of(node):
        case "mapping":
            return {str(key.value): data_of(value) for key, value in node.value}
        case "sequence":
            return [data_of(value) for value in node.value]
        case _:
            written = str(node.value)
            return resolved(written) if node.style is None else written


def can_take(node: Node, old: Any, new: Any) -> bool:
    """Whether a node that contains `old` can be changed to `new` without changing its kind."""
    match kind_of(node):
        case "scalar":
            return not isinstance(new, dict | list)
        case "sequence":
            return isinstance(new, list) and bool(node.value)
        case _:
            text = isinstance(old, str) and isinstance(new, str)
            return (isinstance(new, dict) or text) and bool(node.value)


def walk(
    node: Node, key: str = "", holder: Node | None = None
) -> Iterator[tuple[str, Node, Node | None]]:
    """A node and every value below it: (its key, itself, the node of its key or its list).

    The key of a list's member is that of the list followed by "[]".
    """
    yield key, node, holder
    if kind_of(node) == "mapping":
        for name, value in node.value:
            yield from walk(value, str(name.value), name)
    elif kind_of(node) == "sequence":
        for value in node.value:
            yield from walk(value, f"{key}[]", node)


def keys_below(node: Node) -> Iterator[Node]:
    """The node of every key in a node and below it."""
    for _, value, _ in walk(node):
        if kind_of(value) == "mapping":
            yield from (key for key, _ in value.value)
