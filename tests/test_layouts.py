"""What layouts are given is what docs/layouts.md says, and what several of them say stands once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tinycss2
from jinja2 import Template

from publisher import preflight, site
from publisher.pack import PackAsked, make_pack
from publisher.proof import ticket
from publisher.render import render
from tests.helpers import LAYOUTS, ROOT, new_project

DOCS = ROOT / "docs" / "layouts.md"
ROW = re.compile(r"\| (\w+) \| `([^`]+)` \| (.+) \|")
NAMES = re.compile(r"`(\w+)`")
PAPER = ("booklet", "handout", "handout-short", "large-print", "question-sheet", "trifold")

Given = dict[tuple[str, str], set[str]]
"""Format and template → the names that the template is given."""


def documented() -> Given:
    """The names that a format adds, as the table in the docs has them."""
    rows = ROW.findall(DOCS.read_text(encoding="utf-8"))
    return {(kind, name): set(NAMES.findall(names)) for kind, name, names in rows}


def explained(heading: str) -> set[str]:
    """The names that the table of two columns below a heading explains."""
    _, _, below = DOCS.read_text(encoding="utf-8").partition(f"\n## {heading}\n")
    lines = below.partition("\n## ")[0].splitlines()
    rows = [line.split("|") for line in lines if line.startswith("| `")]
    return {name for row in rows if len(row) == 4 for name in NAMES.findall(row[1])}


EVERYWHERE = "Names in every template"


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Given:
    """The names that each template is filled with when one file of each kind is made."""
    seen: Given = {}
    original = Template.render

    def noted(template: Template, *args: Any, **more: Any) -> str:
        names = set(dict(*args, **more))
        name = template.name or ""
        folder = name.partition("/")[0]
        kind = folder if folder in ("pack", "site", "ticket") else more["edition"].format.value
        name = "package/…" if folder == "package" else name
        seen.setdefault((kind, name), set()).update(names)
        return original(template, *args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", noted)
        make_everything(tmp_path_factory.mktemp("given"))
    return seen


def make_everything(folder: Path) -> None:
    """A file of every kind, a pack, a job ticket and a site."""
    project = new_project(folder / "project")
    for job in project.jobs(
        "handout", "handout-short", "question-sheet", "booklet", "web", "ebook", "word"
    ):
        render(job)
    asked = PackAsked(("every-block",), "riverbend", "en-US", "handout")
    make_pack(project.root, asked, [render(project.job("handout"))])
    job = project.job("trifold")
    data = render(job)
    assert job.edition.scheme is not None
    verdict = preflight.judge(data, inks=False)
    ticket.html(job, ticket.fill_in(job, job.edition.scheme, data, verdict, 2))
    site.render_site(list(site.site_jobs(project.root, ("riverbend",))), folder / "out", None)


def test_every_template_is_given_the_names_that_all_are_given(given: Given) -> None:
    everywhere = explained(EVERYWHERE)
    assert everywhere
    for (kind, name), names in given.items():
        if name not in ("site/missing.html.j2", "site/missing.css.j2", "site/picture.html.j2"):
            assert everywhere - names == set(), (kind, name)


FRAME = ("site", "site/frame.html.j2")  # what all pages of a site are set in


def beside_all(given: Given) -> Given:
    """What templates are given beside the names that all are given."""
    return {key: names - explained(EVERYWHERE) for key, names in given.items()}


def by_frame(given: Given) -> Given:
    """The same with the names that all pages of a site are given said once, of their frame."""
    pages = {key for key, names in given.items() if "alternates" in names}
    common = set.intersection(*(given[key] for key in pages))
    rows = {key: names - common if key in pages else names for key, names in given.items()}
    return {key: names for key, names in {FRAME: common, **rows}.items() if names}


def test_the_table_of_names_is_what_templates_are_given(given: Given) -> None:
    added = by_frame(beside_all(given))
    wanted = "\n".join(
        f"| {kind} | `{name}` | {', '.join(f'`{one}`' for one in sorted(names))} |"
        for (kind, name), names in sorted(added.items())
    )
    assert documented() == added, f"docs/layouts.md should have these rows:\n{wanted}"


def test_every_name_in_the_table_is_explained() -> None:
    every = explained("Names that a format adds") | explained(EVERYWHERE)
    assert set().union(*documented().values()) - every == set()


# Style sheets ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", sorted(LAYOUTS.rglob("*.css")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_style_sheets_are_plain_css(path: Path) -> None:
    """A browser's inspector opens them."""
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"\{[{%#]", text) == []
    parsed = tinycss2.parse_stylesheet(text, True, True)
    assert [rule.message for rule in parsed if rule.type == "error"] == []


@pytest.mark.parametrize(
    "path",
    sorted({*LAYOUTS.rglob("*.css.j2")} - {LAYOUTS / "shared" / "brand.css.j2"}),
    ids=lambda path: path.parent.name,
)
def test_templates_of_css_give_numbers_alone(path: Path) -> None:
    """Custom properties and paper; every other rule is in a plain sheet.

    The macros of brand.css.j2 write faces too, which each book has others of.
    """
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    said = set(properties(tinycss2.parse_stylesheet(text, True, True)))
    assert {name for name in said if not name.startswith("--")} <= {"color-scheme"}


def properties(rules: Any) -> Iterator[str]:
    """The names of all that rules for elements declare, in media queries too."""
    for rule in rules:
        if rule.type == "qualified-rule":
            inside = tinycss2.parse_blocks_contents(rule.content, True, True)
            yield from (one.name for one in inside if one.type == "declaration")
        elif rule.type == "at-rule" and rule.lower_at_keyword == "media":
            yield from properties(tinycss2.parse_rule_list(rule.content, True, True))


def declared(sheet: str) -> Iterator[tuple[str, str, str]]:
    """Each selector, property and value of a sheet."""
    for rule in tinycss2.parse_stylesheet(sheet, True, True):
        if rule.type == "qualified-rule":
            for one in tinycss2.parse_blocks_contents(rule.content, True, True):
                value = tinycss2.serialize(one.value).strip()
                for selector in re.split(r",\s*(?![^(]*\))", tinycss2.serialize(rule.prelude)):
                    yield selector.strip(), one.name, value


def repeated(sheets: dict[str, str]) -> dict[tuple[str, str, str], list[str]]:
    """What is declared alike in three sheets or more, and in which."""
    where: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for name, sheet in sheets.items():
        for one in set(declared(sheet)):
            where[one].append(name)
    return {one: names for one, names in where.items() if len(names) > 2}


def own_sheets() -> dict[str, str]:
    """The style sheet of each edition on paper that has one."""
    return {name: (LAYOUTS / name / "style.css").read_text("utf-8") for name in PAPER}


def test_what_three_editions_say_is_said_in_shared() -> None:
    assert repeated(own_sheets()) == {}


def test_a_rule_in_three_sheets_is_found() -> None:
    sheets = own_sheets()
    for name in PAPER[:3]:
        sheets[name] += "p, td { hanging-punctuation: last }\n"
    assert repeated(sheets) == {
        (selector, "hanging-punctuation", "last"): list(PAPER[:3]) for selector in ("p", "td")
    }


@pytest.mark.parametrize("shared", ["print.css", "office.css", "press.css"])
def test_no_edition_repeats_what_is_shared(shared: str) -> None:
    common = set(declared((LAYOUTS / "shared" / shared).read_text("utf-8")))
    editions = {"office.css": PAPER[1:5], "press.css": ("booklet", "trifold")}.get(shared, PAPER)
    again = {name: common & set(declared(own_sheets()[name])) for name in editions}
    assert {name: rules for name, rules in again.items() if rules} == {}
