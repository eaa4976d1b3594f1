"""How a YAML file is usually written: its indentation, brackets, quotes and order of keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from publisher.pull.tree import Tree
from publisher.pull.writing.located import YamlText
from publisher.pull.writing.nodes import ListNode, MapNode, Node, ScalarNode, walk
from publisher.pull.writing.scalars import ScalarStyle

_IN_BRACKETS = ("columns",)  # lists that go in brackets where the file has none of their key


@dataclass(frozen=True, slots=True)
class KeyOrder:
    """The keys of one mapping of the file, in its order."""

    kind: str  # the value of its key `kind`; "" where there is none
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileStyle:
    """The usual style of a file, for text that is added to it."""

    step: int  # columns by which a mapping is indented
    shift: int  # columns by which a list is indented
    brackets: Mapping[str, bool]  # by the key of a list: whether such lists are in brackets
    orders: tuple[KeyOrder, ...]
    scalars: ScalarStyle

    @classmethod
    def found_in(cls, source: YamlText) -> FileStyle:
        """The style of a file; where it is not clear, that of the publisher's own sources."""
        step, shift = _indents(source.root)
        return cls(
            step=step,
            shift=shift,
            brackets=_brackets(source.root),
            orders=_key_orders(source.root),
            scalars=_scalar_style(source),
        )

    def in_brackets(self, key: str) -> bool:
        """Whether a new list under `key` goes in brackets."""
        return self.brackets.get(key, key in _IN_BRACKETS)

    def ordered(self, tree: Tree) -> list[str]:
        """The keys of a tree in the order that the most similar mapping of the file has."""
        kind = str(tree.get("kind", ""))
        alike = max(
            self.orders,
            key=lambda order: (order.kind == kind, len(set(order.keys) & tree.keys())),
            default=KeyOrder("", ()),
        )
        given = list(tree)
        known = [key for key in alike.keys if key in tree]
        if len(known) < 2:
            return given
        order = known
        for number, key in enumerate(given):
            if key not in order:
                above = [order.index(one) + 1 for one in given[:number] if one in order]
                order.insert(max(above, default=0), key)
        return order


def _indents(root: Node) -> tuple[int, int]:
    """The usual indentation of mappings and of lists, in columns."""
    steps: Counter[int] = Counter()
    shifts: Counter[int] = Counter()
    for _, node, holder in walk(root):
        if isinstance(node, ScalarNode) or holder is None or node.in_brackets:
            continue
        if node.line == holder.line:
            continue
        deeper = node.column - holder.column
        (steps if isinstance(node, MapNode) else shifts)[deeper] += 1
    return (
        steps.most_common(1)[0][0] if steps else 2,
        shifts.most_common(1)[0][0] if shifts else 2,
    )


def _brackets(root: Node) -> dict[str, bool]:
    """By the key of each list: whether most lists of that key are in brackets."""
    counts: dict[str, Counter[bool]] = {}
    for key, node, _ in walk(root):
        if isinstance(node, ListNode) and node.items:
            counts.setdefault(key, Counter())[node.in_brackets] += 1
    return {key: count[True] > count[False] for key, count in counts.items()}


def _key_orders(root: Node) -> tuple[KeyOrder, ...]:
    """The order of keys in each mapping of the file."""
    return tuple(
        KeyOrder(_kind_written_in(node), node.keys)
        for _, node, _ in walk(root)
        if isinstance(node, MapNode)
    )


def _kind_written_in(mapping: MapNode) -> str:
    """The value of the key `kind`, as it is written; "" without that key."""
    values = (value for key, value in mapping.entries if key.text == "kind")
    return next((value.text for value in values if isinstance(value, ScalarNode)), "")


def _scalar_style(source: YamlText) -> ScalarStyle:
    """The usual quotes and length of folded lines."""
    quotes: Counter[str] = Counter()
    lengths: list[int] = []
    folds_items = False
    for key, node, _ in walk(source.root):
        if not isinstance(node, ScalarNode):
            continue
        if node.style in ("'", '"'):
            quotes[node.style] += 1
        if node.style == ">":
            folds_items |= key.endswith("[]")
            body = source.text[node.start : node.end]
            lengths += [len(line) for line in body.splitlines()[1:]]
    return ScalarStyle(
        width=min(max(lengths), 110) if len(lengths) > 5 else 100,
        quote=quotes.most_common(1)[0][0] if quotes else '"',
        folds_items=folds_items,
    )
