"""The command site."""

from __future__ import annotations

from pathlib import Path

from publisher.commands.screen import console, table_of
from publisher.errors import BadOutput
from publisher.site import build


def build_site(root: Path, brands: tuple[str, ...], out: Path, base_url: str | None) -> None:
    """Writes the site of each brand. Raises `BadOutput`, with nothing written, if one does not.

    Raises `BadInput` with all that is wrong with the input.
    """
    made = build(root, brands, out, base_url)
    screen = console()
    numbers = ("pages", "downloads", "size", "blocks")
    table = table_of("site", *numbers, "verified", right=numbers)
    for one in made:
        faults = len(one.faults)
        table.add_row(
            f"{one.brand}/site",
            str(one.pages),
            str(one.downloads),
            f"{one.size / 1000:,.0f} kB",
            "/".join(map(str, one.blocks)),
            f"NO, {faults} fault{'s' if faults > 1 else ''}" if faults else "yes",
        )
    screen.print(table)
    for one in made:
        for fault in one.faults:
            screen.print(f"  {one.brand}/site/{fault}")
        for path in one.left_out:
            screen.print(f"{path} is older than its source and is not offered: build it first.")
    if broken := [one.brand for one in made if one.faults]:
        raise BadOutput(f"Not whole: the site of {', '.join(broken)}. Nothing was written.")
    if base_url is None:
        screen.print("No sitemap, robots.txt or preview picture without --site-url: each needs it.")
    screen.print(f"{len(made)} site{'s' if len(made) > 1 else ''} in {out}/.")
