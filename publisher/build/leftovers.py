"""Finished files of sources, translations, brands and editions that are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from publisher.build.publish import exclusive, forget, manifest_entries
from publisher.plan.names import Names


def left_over(out: Path, known: Names) -> tuple[Path, ...]:
    """The files of `out` that a manifest lists and no source, brand or edition makes any more."""
    return tuple(sorted(_left_over(out, known)))


def _left_over(out: Path, known: Names) -> Iterator[Path]:
    texts = {*known.conditions, *known.collections}
    stems = {*known.editions, "manifest"}
    folders = list(out.glob("*/*/*/"))
    count = Counter((folder.parent.parent, folder.name) for folder in folders)
    for folder in folders:
        brand, language, condition = folder.relative_to(out).parts
        gone = brand not in known.brands or condition not in texts
        # Only what is there in several languages can be a translation whose file is gone.
        if not gone and count[folder.parent.parent, folder.name] > 1:
            gone = (condition, language) not in known.translations and _is_translated(folder)
        # By name first: a catalogue has thousands of manifests, and nearly all have nothing to say.
        odd = [file for file in folder.iterdir() if gone or file.stem not in stems]
        if odd:
            listed = manifest_entries(folder)
            yield from (file for file in odd if file.name in listed and file.is_file())


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
