"""Files of a project that change while it is looked at, and the guides that are made of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch

from publisher.source.shared import FOLDER as SHARED

_TOGETHER_MS = 40
"""How long after one change another still belongs to it: editors write a file in several steps."""
_LOOKS_MS = 100


def changes(root: Path, stop: threading.Event | None = None) -> Iterator[frozenset[Path]]:
    """The paths below `root` that have changed, again and again; first, and now and then, none.

    It ends when `stop` is set.
    """
    places = [place for place in (root / "sources", root / "layouts") if place.is_dir()]
    real = root.resolve()
    for found in watch(
        *places,
        debounce=1000,
        step=_TOGETHER_MS,
        rust_timeout=_LOOKS_MS,
        yield_on_timeout=True,
        stop_event=stop,
    ):
        yield frozenset(_below(Path(path), root, real) for _, path in found)


def _below(path: Path, root: Path, real: Path) -> Path:
    """A path by its names below the project, however the project was named."""
    base = root.absolute() if path.is_relative_to(root.absolute()) else real
    return path.relative_to(base) if path.is_relative_to(base) else path


def concerns(path: Path, text: str, brand: str, *, is_collection: bool) -> bool:
    """Whether what a brand makes of a condition or a collection may change with a file."""
    match path.parts:
        case ("sources", name, _, *_):
            # A shared wording may be used by any of them.
            return name in (text, SHARED) or is_collection
        case ("layouts", "brands", name, _, *_):
            return name == brand
        case _:
            return True
