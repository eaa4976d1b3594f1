"""What comes of an import, put beside the sources of a project."""

from __future__ import annotations

import shutil
from pathlib import Path

from publisher.errors import BadOutput
from publisher.files import write_whole
from publisher.importing.report import Imported, markdown_text

REPORT = "import.md"


def write_draft(root: Path, one: Imported) -> None:
    """Writes a draft, its pictures and its report into a folder of its own, or none of it."""
    folder = root / "sources" / one.name
    try:
        folder.mkdir()
        if one.figures:
            (folder / "figures").mkdir()
        for name, data in one.figures.items():
            write_whole(folder / "figures" / name, data)
        write_whole(folder / REPORT, markdown_text(one).encode())
        write_whole(folder / "condition.yaml", one.text.encode())
    except OSError as exc:
        shutil.rmtree(folder, ignore_errors=True)  # no half of a draft is left
        raise BadOutput(f"{folder}: cannot be written ({exc.strerror})") from exc
