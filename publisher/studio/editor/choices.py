"""What the fields of a form have to choose from in a project."""

from __future__ import annotations

import re
from pathlib import Path

from publisher.content.fields import FIGURE_NAME
from publisher.source.kit import KIT, DrawingKit
from publisher.source.shared import shared_names
from publisher.studio.editor.documents import EditedSource
from publisher.studio.editor.form import Options


def options_of(source: EditedSource) -> Options:
    """(value, words) of pictures, parts of the body and shared wordings, by what they are."""
    kit = DrawingKit(source.root / KIT, "")
    figures = source.path.parent / "figures" if source.kind == "guide" else None
    return {
        "symbols": tuple((one, one.replace("-", " ")) for one in kit.names("symbols")),
        "anatomies": tuple((one, one) for one in kit.names("anatomy")),
        "figures": tuple((one, one) for one in _figures(figures)),
        "shared": tuple((one, one) for one in shared_names(source.root)),
    }


def _figures(folder: Path | None) -> list[str]:
    if folder is None or not folder.is_dir():
        return []
    names = (one.name for one in folder.iterdir() if one.is_file())
    return sorted(one for one in names if re.fullmatch(FIGURE_NAME, one))
