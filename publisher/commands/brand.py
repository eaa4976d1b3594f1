"""The command brand: what documents take from a brand, and what a person should decide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.brand.load import load_brand
from publisher.commands.screen import console, grid_of
from publisher.errors import bad_option
from publisher.plan.names import names_in

if TYPE_CHECKING:
    from publisher.brand.model import Brand
    from publisher.brand.report import Choice


def show_brand(root: Path, name: str, out: Path | None) -> None:
    """Prints every value that documents take from the brand, its origin, notices and choices.

    Where `out` is given, a page that shows the brand is written there instead. Raises `BadInput`
    where there is no such brand or its file is wrong.
    """
    known = names_in(root).brands
    if name not in known:
        right = f"use one of {', '.join(known)}" if known else "write layouts/brands/…/_brand.yml"
        raise bad_option("NAME", f"there is no brand {name!r}", right)
    brand = load_brand(root / "layouts" / "brands" / name, root)
    screen = console()
    if out is not None:
        from publisher.proof.brand_sheet import write_brand_sheet

        screen.print(f"Wrote {write_brand_sheet(brand, root, out)}")
        return
    screen.print(grid_of(("value", "is", "from"), _rows(brand)))
    for line in _closing(brand, f"layouts/brands/{name}/_brand.yml"):
        screen.print(line)


def _rows(brand: Brand) -> Iterator[tuple[str, str, str]]:
    for row in brand.report.rows:
        yield row.name, row.value, row.origin


def _closing(brand: Brand, file: str) -> Iterator[str]:
    """Notices, and the keys that a person should write, as they are written."""
    report = brand.report
    if report.notices:
        yield "\nDone otherwise than the file says:"
        yield from map(str, report.notices)
    if not report.choices:
        yield "\nNothing is left to decide."
        return
    yield f"\nTo decide, in {file}:"
    yield "\ndefaults:\n  publisher:"
    for key in dict.fromkeys(choice.key for choice in report.choices):
        yield from _as_yaml(key, [one for one in report.choices if one.key == key])


def _as_yaml(key: str, choices: list[Choice]) -> Iterator[str]:
    """The lines to write, each part after a comment that says why."""
    is_group = not choices[0].write.startswith(f"{key}:")
    if is_group:
        yield f"    {key}:"
    for choice in choices:
        for line in (f"# {choice.why}", *choice.write.splitlines()):
            yield f"    {'  ' * is_group}{line}"
