"""An edition of each format that is a folder with `edition.toml` and at most one template."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from typer.main import get_command

import publisher
from publisher.build.make import make
from publisher.cli import app
from tests.helpers import LAYOUTS, Project, new_project, with_one_section

FIRST = ("handout", "large-print", "trifold", "booklet", "web", "ebook", "word")


def second(project: Project, first: str) -> Path:
    """The folder of a new edition that has the layout and all the data of `first`."""
    folder = project.root / "layouts" / "second"
    folder.mkdir()
    toml = (LAYOUTS / first / "edition.toml").read_text(encoding="utf-8")
    text = f'based_on = "{first}"\n{toml}'
    (folder / "edition.toml").write_text(text, encoding="utf-8")
    return folder


def changed_template(first: str) -> tuple[str, str]:
    """The name of a template of `first`, and its text with a change that shows in the file."""
    if first == "word":
        name, old, new = "package/word/settings.xml.j2", "<w:zoom", "<w:hideSpellingErrors/><w:zoom"
        text = (LAYOUTS / first / name).read_text(encoding="utf-8")
        assert old in text
        return name, text.replace(old, new)
    (sheet,) = (LAYOUTS / first).glob("style.css*")
    text = sheet.read_text(encoding="utf-8")
    return sheet.name, f"{text}* {{ letter-spacing: 0.02pt }}\n"


@pytest.mark.parametrize("first", FIRST)
def test_an_edition_is_its_toml_and_one_template(first: str, tmp_path: Path) -> None:
    project = new_project(tmp_path / "project")
    folder = second(project, first)
    same = make(with_one_section(project.job("second")))
    assert same.faults == ()
    name, text = changed_template(first)
    changed = folder / name
    changed.parent.mkdir(parents=True, exist_ok=True)
    changed.write_text(text, encoding="utf-8")
    other = make(with_one_section(project.job("second")))
    assert other.faults == ()
    assert other.key != same.key
    assert other.data != same.data


@pytest.mark.parametrize(
    ("first", "name", "old", "new"),
    [
        ("web", "body.html.j2", 'class="page"', 'class="page own-frame" data-own="{{ brand.id }}"'),
        (
            "ebook",
            "about.xhtml.j2",
            "  {{ blocks.about() }}",
            '<hr class="own"/>{{ blocks.about() }}',
        ),
    ],
)
def test_a_layout_may_have_elements_and_classes_of_its_own(
    first: str, name: str, old: str, new: str, tmp_path: Path
) -> None:
    project = new_project(tmp_path / "project")
    folder = second(project, first)
    text = (LAYOUTS / first / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    assert make(with_one_section(project.job("second"))).faults == ()


def test_a_layout_of_its_own_may_not_fold_a_text_away(tmp_path: Path) -> None:
    project = new_project(tmp_path / "project")
    folder = second(project, "ebook")
    text = (LAYOUTS / "ebook" / "about.xhtml.j2").read_text(encoding="utf-8")
    words = "{{ blocks.about() }}"
    folded = text.replace(words, f"<details>{words}</details>")
    assert folded != text
    (folder / "about.xhtml.j2").write_text(folded, encoding="utf-8")
    faults = {str(fault) for fault in make(with_one_section(project.job("second"))).faults}
    assert any(fault.endswith("no layout has <details> in <section>") for fault in faults)


def test_a_booklet_is_known_by_what_it_is(tmp_path: Path) -> None:
    """A catalogue lists it as a printed book, and an e-book tells its pages, by any name."""
    project = new_project(tmp_path / "project")
    folder = project.root / "layouts" / "stitched"
    (project.root / "layouts" / "booklet").rename(folder)
    booklets = [job.edition.name for job in project.jobs() if job.edition.is_booklet]
    assert booklets == ["booklet", "stitched"]  # ours is in every project
    job = project.job("ebook")
    siblings = tuple(one for one in job.siblings if one.name != "booklet")
    printed = replace(job, siblings=siblings).printed
    assert printed is not None
    assert printed.edition.name == "stitched"


NAMES = {path.parent.name for path in LAYOUTS.glob("*/edition.toml")}


def edition_names(code: str) -> list[str]:
    """The names of our editions that stand in code as texts of their own."""
    texts = (node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant))
    return [text for text in texts if text in NAMES]


@pytest.mark.parametrize("room", ["site", "feed", "exchange", "published"])
def test_what_is_published_is_known_by_what_it_is(room: str) -> None:
    for path in (Path(publisher.__file__).parent / room).rglob("*.py"):
        assert edition_names(path.read_text(encoding="utf-8")) == [], path


def test_an_edition_known_by_name_is_found() -> None:
    assert edition_names('printed = [one for one in all if one.name == "booklet"]') == ["booklet"]


def test_an_option_for_an_address_means_one_thing() -> None:
    """`--base-url` is where out/ will be served, `--site-url` where the site of one brand is."""
    commands = get_command(app).commands  # type: ignore[attr-defined]
    helps = {
        (option, name): parameter.help
        for name, command in commands.items()
        for parameter in command.params
        for option in parameter.opts
        if option.endswith("-url")
    }
    out = "Where out/ will be served; without it all is relative."
    assert helps == {
        ("--base-url", "exchange"): out,
        ("--base-url", "feed"): out,
        ("--site-url", "site"): "Where the site will be served, for search engines.",
    }
