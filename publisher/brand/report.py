"""What was derived for a brand beyond what its file says, for `publisher brand`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DerivedValue:
    """A value that documents take, and its origin."""

    name: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True, order=True)
class BrandNotice:
    """Something that is done differently from the file, and why."""

    file: str
    line: int
    key: str
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {self.key}  {self.words}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice for a person: lines of YAML, and the reason.

    `key` is the group under `defaults: publisher:` that the lines belong to ("clinic"), or the
    first key in the lines.
    """

    key: str
    write: str
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """All rows, notices and choices, in the order of reading."""

    rows: tuple[DerivedValue, ...] = ()
    notices: tuple[BrandNotice, ...] = ()
    choices: tuple[Choice, ...] = ()
