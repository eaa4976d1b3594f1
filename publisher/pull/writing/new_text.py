"""New keys and list members, written in the style of the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from publisher.pull.tree import Tree, Value
from publisher.pull.writing import scalars
from publisher.pull.writing.file_style import FileStyle


@dataclass(frozen=True, slots=True)
class NewText:
    """Writes new keys and members."""

    style: FileStyle
    eol: str
    # The text of a member that is elsewhere in the file, moved to a column; None for a new one.
    moved: Callable[[Value, int], str | None]
    spelled: Mapping[str, str]  # texts that keep their spelling in the file

    def bracketed(self, value: Value) -> str:
        """A value as it is written inside brackets."""
        if isinstance(value, list):
            return f"[{', '.join(map(self.bracketed, value))}]"
        if isinstance(value, dict):
            return f"{{{', '.join(f'{key}: {self.bracketed(one)}' for key, one in value.items())}}}"
        return scalars.new(value, 0, 0, self.style.scalars, listed=True, flow=True)

    def entry(self, key: str, value: Value, column: int) -> str:
        """A key and its value, in whole lines."""
        start = " " * column + key + ":"
        if isinstance(value, dict):
            return start + self.eol + self._entries(value, column + self.style.step)
        if isinstance(value, list) and self.style.in_brackets(key):
            return f"{start} {self.bracketed(value)}{self.eol}"
        if isinstance(value, list):
            return start + self.eol + self._list(key, value, column + self.style.shift)
        return f"{start} {self._scalar(value, len(start) + 1, column, listed=False)}{self.eol}"

    def member(self, value: Value, column: int, lead: str) -> str:
        """A member of a list, in whole lines; `lead` is its dash and the spaces after it."""
        start = " " * column + lead
        if isinstance(value, dict):
            return start + self._entries(value, len(start)).lstrip(" ")
        if isinstance(value, list):
            return start + self.bracketed(value) + self.eol
        return start + self._scalar(value, len(start), column, listed=True) + self.eol

    def member_or_moved(self, value: Value, column: int, lead: str, *, flow: bool) -> str:
        """A member that was not in its list: moved from elsewhere in the file, or new.

        `flow`: whether lists and mappings in this list are written in brackets.
        """
        moved = self.moved(value, column)
        if moved is not None:
            return moved
        if flow and isinstance(value, list | dict):
            return " " * column + lead + self.bracketed(value) + self.eol
        return self.member(value, column, lead)

    def _list(self, key: str, values: list[Value], column: int) -> str:
        flow = self.style.brackets.get(f"{key}[]", True)
        return "".join(
            self.member_or_moved(one, column, "- ", flow=flow and isinstance(one, list))
            for one in values
        )

    def _entries(self, tree: Tree, column: int) -> str:
        return "".join(self.entry(key, tree[key], column) for key in self.style.ordered(tree))

    def _scalar(self, value: Value, at: int, column: int, *, listed: bool) -> str:
        if isinstance(value, str) and value in self.spelled:
            return self.spelled[value]
        indent = column + self.style.step
        text = scalars.new(value, at, indent, self.style.scalars, listed=listed, flow=False)
        return text.replace("\n", self.eol)
