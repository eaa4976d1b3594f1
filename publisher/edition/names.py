"""The names of the editions of a project."""

from __future__ import annotations

from pathlib import Path


def edition_names(layouts: Path) -> tuple[str, ...]:
    """The names of all editions, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in layouts.glob("*/edition.toml")))
