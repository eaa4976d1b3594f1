"""The folder of a project: whose `sources/` and `layouts/` a command reads."""

from __future__ import annotations

import os
from pathlib import Path

from publisher.errors import BadInput, refused


def find_project(root: Path | None = None) -> Path:
    """The project at `root`; without it, that of the current folder or the nearest one above.

    Raises `BadInput` where there is none.
    """
    if root is not None:
        if not is_project(root):
            raise no_project(root)
        return root
    here = Path.cwd()
    for folder in (here, *here.parents):
        if is_project(folder):
            return Path(os.path.relpath(folder, here))
    wrong = "is in no project: no folder sources/ and layouts/ here or above"
    right = "go to a project, name one by --root, or make one: publisher init my-clinic"
    raise refused(str(here), wrong, right)


def is_project(folder: Path) -> bool:
    """Whether a folder contains what makes a project."""
    return (folder / "sources").is_dir() and (folder / "layouts").is_dir()


def no_project(root: Path) -> BadInput:
    """The error for a folder that is none."""
    wrong = "is no project: it has no folders sources/ and layouts/"
    return refused(
        str(root.absolute()), wrong, "name another, or make one: publisher init my-clinic"
    )
