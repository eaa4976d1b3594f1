"""The errors that a user sees instead of a traceback.

PublisherError
├── BadInput     a source, a brand or an edition is invalid; carries every Problem → exit 2
└── BadOutput    a finished file breaks a promise; carries the reasons → exit 1

ValueError
└── Wrong        one value is invalid; the reader of its file makes a Problem of it
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing wrong in one place. Lines and columns count from 1; 0 means the whole file."""

    file: str
    line: int
    column: int
    path: str
    wrong: str
    right: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return "  ".join(part for part in (place, self.path, f"{self.wrong}: {self.right}") if part)


class Wrong(ValueError):
    """A value is invalid: what is `wrong` with it, and what would be `right`."""

    def __init__(self, wrong: str, right: str) -> None:
        self.wrong, self.right = wrong, right
        super().__init__(wrong, right)

    def __str__(self) -> str:
        return f"{self.wrong}; {self.right}"


class PublisherError(Exception):
    """An error that the user reads; a traceback is not shown."""


class BadInput(PublisherError):
    """Every problem of the input at once, ordered by file and line.

    `lead` is a line before them, for where the file names alone do not explain the cause.
    """

    def __init__(self, problems: Iterable[Problem], lead: str = "") -> None:
        self.problems = tuple(sorted(set(problems)))
        self.lead = lead
        super().__init__(*self.problems)

    def __reduce__(self) -> tuple[type[BadInput], tuple[tuple[Problem, ...], str]]:
        return type(self), (self.problems, self.lead)

    def __str__(self) -> str:
        count = len(self.problems)
        closing = f"{count} problem{'s' if count != 1 else ''}. Nothing was written."
        lead = [self.lead] if self.lead else []
        return "\n".join([*lead, *map(str, self.problems), closing])


class BadOutput(PublisherError):
    """A finished file that breaks a promise; such a file is never published."""


def refused(file: str, wrong: str, right: str, path: str = "") -> BadInput:
    """The error for one problem of a whole file; `path` may name a key in it."""
    return BadInput([Problem(file, 0, 0, path, wrong, right)])


def bad_option(option: str, wrong: str, right: str) -> BadInput:
    """The error for one word or option of the command line."""
    return refused("command line", wrong, right, option)


def shortened(text: str, most: int = 60) -> str:
    """`text`, or its first characters and an ellipsis: `most` characters in all."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def quoted(text: str, most: int = 60) -> str:
    """`text` in quotes for a message, shortened to `most` characters."""
    return repr(shortened(text, most))
