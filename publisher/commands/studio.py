"""The commands studio and demo."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from publisher.bundled import EXAMPLE, IS_CHECKOUT
from publisher.commands.init import Answers, make_project
from publisher.commands.screen import console
from publisher.studio.server import serve


def open_studio(root: Path, out: Path, host: str, port: int, token: str | None) -> None:
    """Serves the studio of a project until Ctrl-C. Raises `BadInput` for an unsafe address."""
    screen = console()

    def tell(address: str) -> None:
        screen.print(f"The studio of {root}: {address}  Ctrl-C ends it.")

    serve(root, out, host, port, token, tell)


def open_demo(port: int) -> None:
    """Serves the guides that come along, and opens the browser."""
    screen = console()

    def tell(address: str) -> None:
        screen.print(f"The studio: {address}  Ctrl-C ends it.")
        webbrowser.open(address)

    with _demo_project() as project:
        serve(project, project / "out", "127.0.0.1", port, None, tell)


@contextmanager
def _demo_project() -> Iterator[Path]:
    """The checkout itself; for an installed package, a project made for the while."""
    if IS_CHECKOUT:
        yield EXAMPLE.parent.parent
        return
    with TemporaryDirectory(prefix="publisher-") as scratch:
        project = Path(scratch) / "demo"
        make_project(project, Answers(name="Lakeside Clinic", colours=("#0b6e4f",)))
        yield project
