"""The drawing kit: what its drawings keep to, and how sources name them, rightly or wrongly."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from lxml import etree

from publisher import verify
from publisher.content.drawing import read_drawing, unfit
from publisher.content.model import Figure, Wording, figures, symbols
from publisher.errors import BadInput
from publisher.render import render
from publisher.source.kit import KIT, DrawingKit
from publisher.source.load import load_condition
from tests.helpers import EVERY_BLOCK, LAYOUTS, ROOT, SOURCE, job_for

FOLDER = ROOT / KIT
ENGLISH = DrawingKit(FOLDER, "en-US")
SYMBOLS = sorted((FOLDER / "symbols").glob("*.svg"))
ANATOMIES = sorted((FOLDER / "anatomy").glob("*.svg"))
COLOURS = {"ink", "paper", "tint", "accent", "accent_tint"}
DOCS = (ROOT / "docs" / "drawing-kit.md").read_text(encoding="utf-8")


def organs(anatomy: Path) -> tuple[str, ...]:
    return tuple(re.findall(r'id="organ-([a-z-]+)"', anatomy.read_text(encoding="utf-8")))


# What the drawings keep to -----------------------------------------------------------------


@pytest.mark.parametrize("path", SYMBOLS, ids=lambda path: path.stem)
def test_a_symbol_is_of_one_hand_with_all_others(path: Path) -> None:
    drawing = read_drawing(path.name, path.read_bytes())
    root = etree.fromstring(drawing.svg)
    assert drawing.viewbox == (0, 0, 48, 48)
    assert drawing.roles <= COLOURS
    assert "ink" in drawing.roles, "only the accent says nothing in black and white"
    assert {e.get("stroke-width") for e in root.iter()} <= {None, "2", "3", "4"}
    assert not any(e.get(name) for e in root.iter() for name in ("transform", "id", "opacity"))
    assert drawing.labels == ()


@pytest.mark.parametrize("path", ANATOMIES, ids=lambda path: path.stem)
def test_an_anatomy_can_light_and_label_each_organ_and_all_at_once(path: Path) -> None:
    for lit in (*((organ,) for organ in organs(path)), organs(path)):
        drawing = ENGLISH.lit(path.stem, lit)
        assert list(unfit(drawing)) == []
        assert drawing.roles <= {*COLOURS, "body"}
        assert len(drawing.labels) == len(lit)
        assert all(drawing.labels)
        pale = etree.fromstring(drawing.svg).iterfind("{*}g[@id]")
        shown = {str(one.get("id")).removeprefix("organ-"): etree.tostring(one) for one in pale}
        assert set(shown) == set(organs(path))
        assert {organ for organ, one in shown.items() if b"role:accent" in one} == set(lit)


def test_words_of_organs_are_those_that_are_drawn() -> None:
    words = (FOLDER / "anatomy" / "en.toml").read_text(encoding="utf-8")
    assert set(re.findall(r"^([a-z-]+) =", words, re.MULTILINE)) == {
        organ for path in ANATOMIES for organ in organs(path)
    }


def test_docs_name_all_that_there_is() -> None:
    listed, _, anatomy = DOCS.partition("## Anatomy")
    rows = re.findall(r"^\| [a-z ]+ \| (`.*`) \|$", listed, re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`([a-z-]+)`", row)]
    assert sorted(named) == sorted(path.stem for path in SYMBOLS)
    for path in ANATOMIES:
        told = ", ".join(f"`{organ}`" for organ in sorted(organs(path)))
        assert f"| `{path.stem}` | {told} |" in anatomy


# How a source names them -------------------------------------------------------------------


def test_a_condition_holds_the_drawings_that_its_source_names() -> None:
    condition = load_condition(EVERY_BLOCK, ROOT)
    full = [one.name for one in symbols(condition, Wording.FULL)]
    assert full == ["fever.svg", "tablet.svg", "call.svg", "call.svg"]
    assert [one.name for one in symbols(condition, Wording.BRIEF)] == ["fever.svg"]
    said = condition.model_dump_json()
    assert '"symbol":"fever"' in said


def source(folder: Path, old: str, new: str) -> Path:
    """The source with every block, with one change in it, in a project with the kit."""
    (folder / "layouts").symlink_to(LAYOUTS)
    path = folder / SOURCE
    shutil.copytree(EVERY_BLOCK, path.parent)
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


FILE = "        file: shapes.svg\n"
BELLY = "        anatomy: abdomen\n        organs: [pancreas, liver]\n"


def test_a_figure_of_the_kit_has_a_drawing_like_any_other(tmp_path: Path) -> None:
    path = source(tmp_path, FILE, BELLY)
    condition = load_condition(path.parent, tmp_path)
    figure, *_ = figures(condition)
    assert figure.file.name == "abdomen-pancreas-liver.svg"
    assert figure.file.labels == ("Pancreas", "Liver")
    assert "file" not in figure.model_dump()
    other = Figure.model_validate({**dict(figure), "anatomy": None, "organs": ()})
    assert "file" in other.model_dump()


@pytest.mark.parametrize("edition", ["handout", "booklet", "web", "ebook", "word"])
def test_a_figure_of_the_kit_is_proven_in_every_format(edition: str, tmp_path: Path) -> None:
    path = source(tmp_path, FILE, BELLY)
    job = job_for(load_condition(path.parent, tmp_path), "northfield", edition)
    assert verify.fidelity(job, render(job)).faults == ()


HERE = "sections[0].blocks[1]"
_ALL = (
    "appendix, bile-duct, bladder, colon, duodenum, esophagus, gallbladder, kidneys, liver, "
    "pancreas, small-bowel, spleen, stomach"
)
MISTAKES = {
    "an unknown symbol": (
        "            symbol: tablet\n",
        "            symbol: tablets\n",
        "74:13  sections[1].blocks[0].items[1].symbol  there is no symbol 'tablets': "
        "write one of tablet; docs/drawing-kit.md shows all",
    ),
    "a word of symbols": (
        "            symbol: tablet\n",
        "            symbol: pain\n",
        "74:13  sections[1].blocks[0].items[1].symbol  there is no symbol 'pain': "
        "write one of pain-back, pain-belly, pain-chest, pain-head, pain-joint; "
        "docs/drawing-kit.md shows all",
    ),
    "no name": (
        "            symbol: tablet\n",
        "            symbol: [tablet]\n",
        "74:13  sections[1].blocks[0].items[1].symbol  there is no symbol \"['tablet']\": "
        "write one of tablet; docs/drawing-kit.md shows all",
    ),
    "a symbol in a callout": (
        "              - has passed out\n",
        "              - {text: has passed out, symbol: fainting}\n",
        "103:9  sections[2].blocks[0].body  symbol 'fainting' is in a callout, which has a look "
        "of its own: remove it, or write the list outside of the callout",
    ),
    "an unknown anatomy": (
        FILE,
        BELLY.replace("abdomen", "belly"),
        f"50:9  {HERE}.anatomy  there is no anatomy 'belly': "
        "write one of abdomen, chest, front, head, knee, side",
    ),
    "an unknown organ": (
        FILE,
        BELLY.replace("liver", "lever"),
        f"51:28  {HERE}.organs[1]  abdomen has no organ 'lever': write one of {_ALL}",
    ),
    "no organ": (
        FILE,
        BELLY.replace("pancreas, liver", ""),
        f"48:9  {HERE}  abdomen is drawn without an organ: name one or more with `organs`: {_ALL}",
    ),
    "two drawings": (
        FILE,
        FILE + BELLY,
        f"48:9  {HERE}  figure has both `file` and `anatomy`: keep one of the two",
    ),
    "no drawing": (
        FILE,
        "",
        f"48:9  {HERE}  figure has no drawing: "
        "name one of your own with `file`, or write `anatomy` and `organs`",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_problem_that_says_what_there_is(mistake: str, tmp_path: Path) -> None:
    old, new, said = MISTAKES[mistake]
    path = source(tmp_path, old, new)
    with pytest.raises(BadInput) as raised:
        load_condition(path.parent, tmp_path)
    assert str(raised.value) == f"{SOURCE}:{said}\n1 problem. Nothing was written."


def test_a_language_without_words_for_organs_says_which_file_lacks_them(tmp_path: Path) -> None:
    path = source(tmp_path, FILE, BELLY)
    text = path.read_text(encoding="utf-8").replace("language: en-US", "language: de-DE")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        load_condition(path.parent, tmp_path)
    assert str(raised.value) == (
        f"{SOURCE}:48:9  {HERE}  the organs of abdomen have no names in 'de': "
        "add pancreas, liver to layouts/shared/anatomy/de.toml\n1 problem. Nothing was written."
    )


def test_a_figure_in_the_scale_of_a_symbol_is_no_symbol() -> None:
    """The first figure of this handout in this brand is painted by such a matrix."""
    guide = ROOT / "sources" / "pancreatic-neuroendocrine-tumors"
    made = job_for(guide, "northfield", "handout")
    assert verify.fidelity(made, render(made)).faults == ()
