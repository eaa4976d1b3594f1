"""Finished files of sources, translations, brands and editions that are gone."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from publisher.build.publish import exclusive, forget, manifest_entries
from publisher.files import is_url
from publisher.plan.names import Names


def left_over(out: Path, known: Names) -> tuple[Path, ...]:
    """The files of `out` that a manifest lists and no source, brand or edition makes any more."""
    return tuple(sorted(_left_over(out, known)))


def _left_over(out: Path, known: Names) -> Iterator[Path]:
    texts = {*known.conditions, *known.collections}
    stems = {*known.editions, "manifest"}
    folders = [
        (brand, language, condition)
        for brand in _folders(out)
        for language in _folders(out / brand)
        for condition in _folders(out / brand / language)
    ]
    count = Counter((brand, condition) for brand, _, condition in folders)
    for brand, language, condition in folders:
        folder = out / brand / language / condition
        gone = brand not in known.brands or condition not in texts
        # Only what is there in several languages can be a translation whose file is gone.
        if not gone and count[brand, condition] > 1:
            gone = (condition, language) not in known.translations and _is_translated(folder)
        # By name first: a catalogue has thousands of manifests, and nearly all have nothing to say.
        odd = [name for name in _names(folder) if gone or _stem(name) not in stems]
        if odd:
            listed = manifest_entries(folder)
            files = (folder / name for name in odd if name in listed)
            yield from (file for file in files if file.is_file())


def _folders(place: Path) -> list[str]:
    """The names of the folders in a folder; none where there is no such folder."""
    try:
        return sorted(name for name, is_folder in _entries(place) if is_folder)
    except OSError:
        return []


def _names(folder: Path) -> list[str]:
    return [name for name, _ in _entries(folder)]


def _entries(folder: Path) -> Iterator[tuple[str, bool]]:
    """The name of each thing in a folder, and whether it is a folder too."""
    if is_url(folder):
        yield from ((path.name, path.is_dir()) for path in folder.iterdir())
        return
    with os.scandir(folder) as entries:  # a Path for each of thousands of files takes as long
        yield from ((entry.name, entry.is_dir()) for entry in entries)


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _is_translated(folder: Path) -> bool:
    return any("translated_from" in entry for entry in manifest_entries(folder).values())


def remove(out: Path, files: tuple[Path, ...]) -> None:
    """Removes files that `left_over` found, their lines in manifests, and folders left empty.

    Raises `BadInput` where `out` cannot be written to. What no manifest lists is left alone.
    """
    with exclusive(out):
        for file in files:
            file.unlink(missing_ok=True)
            forget(file)
            for folder in list(file.parents)[: len(file.relative_to(out).parents) - 1]:
                with suppress(OSError):  # something else lies in it
                    folder.rmdir()
