"""What was derived for a brand beyond what its file says, for `publisher brand`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A value that documents take, and where it comes from."""

    name: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """What is done otherwise than the file says, and why."""

    file: str
    line: int
    key: str
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {self.key}  {self.words}"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person should decide: lines of YAML, and why.

    `key` is the group under `defaults: publisher:` that the lines belong to ("clinic"), or what
    they begin with themselves.
    """

    key: str
    write: str
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """All of it, in the order in which it was read."""

    rows: tuple[Row, ...] = ()
    notices: tuple[Notice, ...] = ()
    choices: tuple[Choice, ...] = ()
