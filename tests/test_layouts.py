"""What templates are given is what docs/layouts.md says."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

import publisher.render
from publisher.render import render, templates
from tests.helpers import LAYOUTS, ROOT, new_project

DOCS = ROOT / "docs" / "layouts.md"
ROW = re.compile(r"\| (\w+) \| `([^`]+)` \| (.+) \|")


def in_docs() -> dict[tuple[str, str], set[str]]:
    """The names by format and template, as the table in the docs has them."""
    rows = ROW.findall(DOCS.read_text(encoding="utf-8"))
    return {(kind, name): set(re.findall(r"`(\w+)`", names)) for kind, name, names in rows}


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], set[str]]:
    """The names that each template is filled with, as it happens."""
    seen: dict[tuple[str, str], set[str]] = {}
    original = templates.fill

    def noted(job: Any, template: str, **more: Any) -> str:
        name = "package/…" if template.startswith("package/") else template
        seen.setdefault((job.edition.format.value, name), set()).update(more)
        return original(job, template, **more)

    for module in walk_packages(publisher.render.__path__, "publisher.render."):
        if getattr(import_module(module.name), "fill", None) is original:
            monkeypatch.setattr(import_module(module.name), "fill", noted)
    return seen


def test_the_table_of_names_is_what_templates_are_given(
    given: dict[tuple[str, str], set[str]], tmp_path: Any
) -> None:
    project = new_project(tmp_path / "project")
    for job in project.jobs(
        "handout", "handout-short", "trifold", "booklet", "web", "ebook", "word"
    ):
        render(job)
    wanted = "\n".join(
        f"| {kind} | `{name}` | {', '.join(f'`{one}`' for one in sorted(names))} |"
        for (kind, name), names in sorted(given.items())
    )
    assert in_docs() == given, f"docs/layouts.md should have these rows:\n{wanted}"


def test_every_name_in_the_table_is_explained() -> None:
    text = DOCS.read_text(encoding="utf-8")
    explained = {
        name
        for line in text.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`(\w+)`", line.split("|")[1])
    }
    assert set().union(*in_docs().values()) - explained == set()


def test_print_and_screen_sheets_are_plain_css() -> None:
    for sheet in LAYOUTS.rglob("*.css"):
        assert "{{" not in sheet.read_text(encoding="utf-8"), sheet
        assert "{%" not in sheet.read_text(encoding="utf-8"), sheet
