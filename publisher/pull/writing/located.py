"""Where each node of a YAML file is in its text: lines, members, and the comments above them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from publisher.pull.tree import Value
from publisher.pull.writing.nodes import (
    ListNode,
    MapNode,
    Node,
    RewriteError,
    ScalarNode,
    composed,
    data_of,
)
from publisher.pull.writing.trees import canonical

Splice = tuple[int, int, str]  # from, to, the text that replaces what is between them

LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class YamlMember:
    """A member of a block sequence, or a key of a block mapping with its value."""

    anchor: int  # where its dash or its key is
    start: int  # start of the comments above it, else of its line; `anchor` where it follows a dash
    end: int  # after its last line
    gap: str  # the empty lines and the comments before it that belong to no member
    key: str  # "" in a sequence
    value: Node
    tree: Value  # its value, canonical

    @property
    def follows_dash(self) -> bool:
        """Whether it starts in the middle of a line, after the dash of the list around it."""
        return self.start == self.anchor


@dataclass(frozen=True, slots=True)
class YamlText:
    """The text of a file with its nodes: where they start and end."""

    text: str
    root: Node
    eol: str  # the line ending that the file uses most

    @classmethod
    def parsed(cls, text: str) -> YamlText:
        """The text with its nodes. Raises RewriteError where it is not YAML."""
        ends = Counter(LINE_END.findall(text))
        return cls(text, composed(text), ends.most_common(1)[0][0] if ends else "\n")

    def spliced(self, start: int, end: int, edits: Iterable[Splice]) -> str:
        """The text between `start` and `end` with the edits made in it."""
        out: list[str] = []
        for left, right, new in sorted(edits):
            out += self.text[start:left], new
            start = right
        return "".join([*out, self.text[start:end]])

    def line_start(self, at: int) -> int:
        """The start of the line that contains `at`."""
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    def line_end(self, at: int) -> int:
        """The start of the line after the one that contains `at`."""
        match = LINE_END.search(self.text, at)
        return match.end() if match else len(self.text)

    def end(self, node: Node) -> int:
        """Where the content of a node ends, before comments and empty lines."""
        start, end = node.start, node.end
        if isinstance(node, ScalarNode) and node.is_block:
            body = self.text[start:end]
            if "+" in LINE_END.split(body, maxsplit=1)[0].split("#")[0]:
                return start + len(re.sub(r"(?:\r\n|\r|\n)$", "", body))
            return start + len(re.sub(r"(?:(?:\r\n|\r|\n)[ \t]*)+$", "", body))
        if isinstance(node, ScalarNode) or node.in_brackets or not node.entries:
            return end
        key, value = node.entries[-1]
        return self.end(value) if key is None else max(self.end(value), key.end + 1)

    def inside(self, member: YamlMember) -> int:
        """The first place that can belong to the value of a member: after its key or dash."""
        value = member.value.start
        if self.line_start(value) <= member.anchor:
            return value
        return self.line_end(member.anchor)

    def members(self, node: ListNode | MapNode, floor: int) -> list[YamlMember]:
        """The members of a block sequence or the keys of a block mapping, in order.

        Nothing before `floor` belongs to them.
        """
        found: list[YamlMember] = []
        column, anchor = node.column, node.start
        for key, value in node.entries:
            if key is not None:
                anchor = key.start
            elif found:
                anchor = self._dash(floor, column)
            start = self._start(anchor, floor, column)
            behind = anchor + 1 if key is None else key.end + 1
            end = self.line_end(max(self.end(value), behind))
            gap, name = self.text[floor:start], "" if key is None else key.text
            tree = canonical(data_of(value))
            found.append(YamlMember(anchor, start, end, gap, name, value, tree))
            floor = end
        return found

    def _dash(self, at: int, column: int) -> int:
        """The place of the next dash in `column`."""
        while at < len(self.text):
            line = self.text[at : self.line_end(at)]
            if line[column : column + 1] == "-" and not line[:column].strip(" "):
                return at + column
            at += len(line)
        raise RewriteError("a list ends where it should go on")

    def _start(self, anchor: int, floor: int, column: int) -> int:
        """Where the member at `anchor` starts: `YamlMember.start`."""
        start = self.line_start(anchor)
        if start < floor or self.text[start:anchor].strip(" "):
            return anchor
        while start > floor:
            behind = 2 if self.text[start - 2 : start] == "\r\n" else 1
            above = self.line_start(start - behind)
            line = self.text[above:start]
            words = line.lstrip(" ")
            if above < floor or not words.startswith("#") or len(line) - len(words) > column:
                break
            start = above
        return start
