"""How much of a source comes back when what is built of it is imported again, in figures.

`python -m tests.import_figures` measures all sources and writes the table of docs/importing.md;
the tests measure the smallest ones anew and compare.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from publisher.brand.facts import facts_of
from publisher.brand.load import load_brand
from publisher.content.inline import Fact, parse
from publisher.importing.project import surroundings
from publisher.render import render
from publisher.source.kit import KIT, DrawingKit
from publisher.source.positions import read_yaml_keeping_problems
from publisher.source.shared import with_shared
from publisher.verify.extract.found import normal
from tests.helpers import EVERY_BLOCK, ROOT, job_for
from tests.import_files import imported

DOCUMENT = ROOT / "docs" / "importing.md"
SMALL = (
    EVERY_BLOCK,
    *(EVERY_BLOCK.parent / name for name in ("steps-in-parts", "clinic-facts", "wide-table")),
)
EVERY_GUIDE = sorted(path.parent for path in ROOT.glob("sources/*/condition.yaml"))
EDITIONS = {"web": "web.html", "word": "word.docx", "handout": "handout.pdf"}


@dataclass(frozen=True)
class Figures:
    """What came back of a source: of how many, how many."""

    texts: tuple[int, int]
    """Texts that came back whole."""
    ordered: tuple[int, int]
    """Texts that came back whole and in the order of the source."""
    blocks: tuple[int, int]
    """Blocks of the same kind at the same place."""
    sections: tuple[int, int]
    """Sections of the same kind at the same place."""
    holes: int


def figures(source: dict[str, Any], draft: dict[str, Any]) -> Figures:
    """`draft` compared with the source that it was built of."""
    before, after = list(_texts(source)), list(_texts(draft))
    same = _in_order(before, after)
    kinds, read = list(_kinds(source)), list(_kinds(draft))
    sections = [one["kind"] for one in source["sections"]]
    found = [one["kind"] for one in draft["sections"]]
    whole = sum((Counter(before) & Counter(after)).values())
    return Figures(
        texts=(whole, len(before)),
        ordered=(same, len(before)),
        blocks=(_in_order(kinds, read), len(kinds)),
        sections=(_in_order(sections, found), len(sections)),
        holes=sum(kind == "missing" for kind in read),
    )


def _in_order(before: list[str], after: list[str]) -> int:
    blocks = SequenceMatcher(None, before, after, False).get_matching_blocks()
    return sum(size for _, _, size in blocks)


def _plain(text: str) -> str:
    return normal(parse(text).plain, spaces=False)


def _texts(tree: dict[str, Any]) -> Iterator[str]:
    """The texts of the full wording, in the order in which a reader meets them."""
    for key in ("title", "subtitle"):
        yield _plain(tree[key])
    for text in (*tree.get("also_called", ()), *tree["summary"]):
        if isinstance(text, str):
            yield _plain(text)
    for section in tree["sections"]:
        yield _plain(section["heading"])
        for block in section.get("blocks", ()):
            yield from _block(block)
        for part in section.get("subsections", ()):
            yield _plain(part["heading"])
            for block in part["blocks"]:
                yield from _block(block)
    for entry in sorted(tree.get("glossary", ()), key=lambda one: str(one["term"])):
        yield _plain(entry["term"])
        yield _plain(entry["definition"])
    for reference in tree["references"]:
        yield _plain(reference["text"])


_KEYS = ("heading", "label", "lead_in", "title", "caption", "summary", "columns", "rows", "text")


def _block(block: dict[str, Any]) -> Iterator[str]:
    for key in (*_KEYS, "items", "body", "transcript", "alt"):
        yield from _value(block.get(key))


def _value(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield _plain(value)
    elif isinstance(value, list):
        for one in value:
            yield from _value(one)
    elif isinstance(value, dict) and "kind" in value:
        yield from _block(value)
    elif isinstance(value, dict):
        for key in ("term", "text", "items"):
            yield from _value(value.get(key))


def _kinds(tree: dict[str, Any]) -> Iterator[str]:
    for section in tree["sections"]:
        for holder in (section, *section.get("subsections", ())):
            for block in holder.get("blocks", ()):
                yield block["kind"]
                yield from (inner["kind"] for inner in block.get("body", ()))


def measured(source: Path, edition: str) -> Figures:
    """What comes back of a source that was built in one edition and imported again."""
    around = surroundings(ROOT)
    drawings = surroundings(source.parent.parent).drawings  # sources of tests are no project's
    around = replace(around, drawings={**around.drawings, **drawings})
    one = imported(render(job_for(source, "riverbend", edition)), EDITIONS[edition], around)
    assert one.account.lost == ()
    return figures(_source(source), YAML(typ="safe").load(one.text))


def _source(source: Path) -> dict[str, Any]:
    """The tree of a source as `measured` builds it: shared wordings and facts in their places."""
    path = source / "condition.yaml"
    tree, places, _ = read_yaml_keeping_problems(path, path.name)
    kit = DrawingKit(ROOT / KIT, "en")
    brand = load_brand(ROOT / "layouts" / "brands" / "riverbend", ROOT)
    facts = facts_of(brand.clinic, brand.emergency_number)
    whole: dict[str, Any] = _filled(with_shared(tree, places, path.name, ROOT, kit).tree, facts)
    return whole


def _filled(value: Any, facts: dict[str, Fact]) -> Any:
    """A part of a tree with the facts of a clinic where texts name them."""
    if isinstance(value, dict):
        return {key: _filled(one, facts) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, facts) for one in value]
    if isinstance(value, str):
        for name, fact in facts.items():
            value = value.replace(f"{{{name}}}", fact.text)
    return value


def row(source: Path, edition: str, found: Figures) -> str:
    """The line of the table for one file."""
    pairs = (found.texts, found.ordered, found.blocks, found.sections)
    cells = [source.name, EDITIONS[edition], *(f"{some}/{all_}" for some, all_ in pairs)]
    return f"| {' | '.join([*cells, str(found.holes)])} |"


def write() -> None:
    """Writes the table of all sources into the document."""
    rows = [
        row(one, edition, measured(one, edition))
        for one in (*SMALL, *EVERY_GUIDE)
        for edition in EDITIONS
    ]
    start, rule, rest = DOCUMENT.read_text(encoding="utf-8").partition(
        "|---|---|---|---|---|---|---|\n"
    )
    after = rest[rest.index("\n\n") :] if "\n\n" in rest else "\n"
    DOCUMENT.write_text(start + rule + "\n".join(rows) + after, encoding="utf-8")


if __name__ == "__main__":
    write()
