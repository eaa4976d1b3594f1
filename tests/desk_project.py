"""A project for the clinic desk: three guides in two languages, and the source with every block."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.helpers import ROOT, Project, new_project

SPANISH = ("headache", "iron-deficiency-anemia", "migraine")
"""Guides in English and Spanish; the first is a copy of the last under another name."""


def desk_project(root: Path) -> Project:
    """Copies of guides, which a test may change."""
    project = new_project(root)
    ignored = shutil.ignore_patterns("ar.po", "pulled")
    for name in SPANISH[1:]:
        shutil.copytree(ROOT / "sources" / name, root / "sources" / name, ignore=ignored)
    if (ROOT / "sources" / "shared").is_dir():
        shutil.copytree(ROOT / "sources" / "shared", root / "sources" / "shared")
    shutil.copytree(root / "sources" / "migraine", root / "sources" / "headache")
    source = root / "sources" / "headache" / "condition.yaml"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("condition: migraine", "condition: headache"), encoding="utf-8")
    return project
