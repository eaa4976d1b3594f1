"""Where a condition uses a wording that is kept once, for many guides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SharedKind = Literal["blocks", "section", "entry"]


@dataclass(frozen=True, slots=True)
class Use:
    """A shared wording that a condition uses: its name, and the ids of what it consists of."""

    name: str
    kind: SharedKind
    members: tuple[str, ...]
    """The ids of its blocks, or of its section or glossary entry, in their order."""
    inside: frozenset[tuple[str, str]]
    """(what, id) of all in it, as an address begins: ("blocks", "call-first")."""

    def has(self, steps: tuple[str, ...]) -> bool:
        """Whether a text at this address is of the shared wording."""
        return steps[:2] in self.inside
