"""The commands feed, exchange and stores."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import Any

from publisher.commands.screen import console, grid_of, table_of
from publisher.errors import BadOutput, bad_option, refused
from publisher.exchange.prepare import publish_records
from publisher.feed import stores
from publisher.feed.prepare import publish_feeds
from publisher.files import read_file
from publisher.plan.names import Selection
from publisher.published.book import ManifestItem, NotABook, opened


def write_feeds(root: Path, selection: Selection, out: Path, base_url: str | None) -> None:
    """Writes feeds of the files in `out`. Raises `BadInput`."""
    made = publish_feeds(root, selection, out, base_url)
    for brand, files in made.items():
        _print_recipients(brand, json.loads(files[PurePosixPath(brand, "feed", "recipients.json")]))
    _print_files(out, made)


def _print_recipients(brand: str, found: dict[str, dict[str, list[Any]]]) -> None:
    """Prints how many products go to each recipient, and why others do not."""
    screen = console()
    table = table_of(brand, "products", "kept back", "because", right=("products", "kept back"))
    for one in found.values():
        files = {each["file"] for each in one["not_taken"]}
        why = Counter(f"{each['wrong']}: {each['right']}" for each in one["not_taken"])
        lines = "\n".join(f"{said} ({count})" for said, count in why.most_common())
        table.add_row(str(one["recipient"]), str(len(one["products"])), str(len(files)), lines)
    screen.print(table)
    screen.print()


def write_records(root: Path, selection: Selection, out: Path, base_url: str | None) -> None:
    """Writes what health records read about the files in `out`. Raises `BadInput`."""
    _print_files(out, publish_records(root, selection, out, base_url))


def _print_files(out: Path, made: dict[str, dict[PurePosixPath, bytes]]) -> None:
    """Prints which files were written, by brand."""
    screen = console()
    for files in made.values():
        table = table_of("file", "size", right=("size",))
        for path, data in sorted(files.items()):
            table.add_row(str(path), f"{len(data) / 1000:,.1f} kB")
        screen.print(table)
    count = sum(len(files) for files in made.values())
    screen.print(f"{count} files in {out}/.")


def judge_ebook(
    path: Path, asked: tuple[str, ...], cover: Path | None, *, as_json: bool, strict: bool
) -> None:
    """Prints what each store requires of an EPUB and whether the file has it.

    Raises `BadInput` for a file that cannot be read or a store that is not known, `BadOutput`
    where a store would refuse it, or would rather have it otherwise and that counts.
    """
    if unknown := sorted(set(asked) - set(stores.NAMES)):
        right = f"one of {', '.join(stores.NAMES)}"
        raise bad_option("--store", f"no such: {unknown[0]!r}", right)
    try:
        picture = ManifestItem(cover.name, "", (), read_file(cover)) if cover else None
        found = stores.findings(opened(read_file(path)), path.name, asked, picture)
    except OSError as exc:
        right = "name a file that you may read"
        raise refused(str(exc.filename), f"{exc.strerror}", right) from exc
    except NotABook as exc:
        raise refused(str(path), str(exc), "name an EPUB that opens in a reader") from exc
    screen, closing = console(), stores.closing(found, str(path))
    if as_json:
        screen.out(stores.as_json(found, str(path)))
    else:
        screen.print(grid_of(stores.COLUMNS, stores.rows(found)))
        screen.print()
    if not stores.accepts(found, strict=strict):
        raise BadOutput(closing)
    if not as_json:
        screen.print(closing)
