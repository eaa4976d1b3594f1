"""Steps that continue others count on: in every edition, and the proof knows their numbers."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from publisher import verify
from publisher.content.model import Condition, Steps, Wording
from publisher.errors import BadInput
from publisher.plan.job import Job
from publisher.pull.prepare import PullOptions, prepare_pull
from publisher.source.load import load_condition
from tests.damage_ebook import Files, inside, tag
from tests.damage_word import part
from tests.damages import Damage, replaced
from tests.helpers import LAYOUTS, ROOT, job_for
from tests.shared import rendered

SOURCE = ROOT / "tests" / "sources" / "steps-in-parts"
FILE = "sources/steps-in-parts/condition.yaml"
EDITIONS = ("web", "ebook", "word", "handout", "booklet", "trifold")
FULL = {"ready": 1, "breathe": 3, "trouble-steps": 1, "clean": 1, "finish": 6, "keep-steps": 8}
FULL |= {"store": 1}


@cache
def finished(edition: str) -> tuple[Job, bytes]:
    job = job_for(SOURCE, "riverbend", edition)
    return job, rendered(job)


def faults(job: Job, data: bytes) -> list[str]:
    return list(map(str, verify.fidelity(job, data).faults))


def test_numbers_go_on_from_the_steps_that_are_continued() -> None:
    firsts = load_condition(SOURCE, ROOT).first_steps
    assert firsts == FULL | {"brief-ready": 1, "brief-breathe": 3}


def test_a_book_of_several_conditions_keeps_them() -> None:
    from publisher.plan.binding import _Moved

    condition = load_condition(SOURCE, ROOT)
    moved = _Moved("inhaler", {}, {}).node(condition.sections[0])
    whole = condition.model_copy(update={"sections": (moved,)})
    wanted = {f"inhaler--{one}": first for one, first in FULL.items() if one != "store"}
    assert whole.first_steps == wanted


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_counts_on(edition: str) -> None:
    job, data = finished(edition)
    assert faults(job, data) == []


def _not_continued(condition: Condition) -> Condition:
    """The same words, each block of steps counting from 1."""
    text = condition.model_dump_json()
    again = Condition.model_validate_json(re.sub(r'"continues":"[^"]*"', '"continues":null', text))
    assert all(
        one.continues is None for one in again.blocks(Wording.FULL) if isinstance(one, Steps)
    )
    return again


OTHERWISE = {
    "web": [
        "breathe  in the wrong structure: its steps begin at 3, not at 1",
        "finish  in the wrong structure: its steps begin at 6, not at 1",
        "keep-steps  in the wrong structure: its steps begin at 8, not at 1",
    ],
    "word": [
        "breathe  “Breathe out all the way.”  in the wrong structure: is step 3, not step 1",
        "breathe  “Press, and breathe in slowly.”  in the wrong structure: is step 4, not step 2",
        "breathe  “Hold your breath.”  in the wrong structure: is step 5, not step 3",
        "finish  “Rinse your mouth.”  in the wrong structure: is step 6, not step 1",
        "finish  “Put the cap back.”  in the wrong structure: is step 7, not step 2",
        "keep-steps  “Count the doses.”  in the wrong structure: is step 8, not step 1",
        "keep-steps  “Write them down.”  in the wrong structure: is step 9, not step 2",
    ],
    "handout": [
        "breathe  “Breathe out all the way.”  in the wrong structure: "
        "its steps are 3. 4. 5., not 1. 2. 3.",
        "finish  “Rinse your mouth.”  in the wrong structure: its steps are 6. 7., not 1. 2.",
        "keep-steps  “Count the doses.”  in the wrong structure: its steps are 8. 9., not 1. 2.",
    ],
    "trifold": [
        "brief-breathe  “Breathe in slowly.”  in the wrong structure: is step 3, not step 1",
        "brief-breathe  “Hold your breath.”  in the wrong structure: is step 4, not step 2",
    ],
}
OTHERWISE |= {"ebook": OTHERWISE["web"], "booklet": OTHERWISE["word"]}


@pytest.mark.parametrize("edition", EDITIONS)
def test_numbers_that_should_begin_elsewhere_are_noticed(edition: str) -> None:
    job, data = finished(edition)
    other = job_for(_not_continued(job.condition), "riverbend", edition)
    assert [one for one in faults(other, data) if "step" in one] == OTHERWISE[edition]


def _unnumbered(files: Files) -> None:
    text = files["word/document.xml"].decode()
    start = text.rindex("<w:numPr>", 0, text.index("Press, and breathe"))
    end = text.index("</w:numPr>", start)
    inner = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/>'
    files["word/document.xml"] = (text[:start] + inner + text[end:]).encode()


def _restarted(files: Files) -> None:
    """Does what Word does to restart at 1: a numbering of its own for the steps that went on."""
    numbering = files["word/numbering.xml"].decode()
    own = (
        '<w:num w:numId="99"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>'
    )
    files["word/numbering.xml"] = numbering.replace("</w:numbering>", own).encode()
    text = files["word/document.xml"].decode()
    for words in ("Breathe out", "Press, and breathe", "Hold your breath"):
        start = text.rindex("<w:numId ", 0, text.index(words))
        end = text.index("/>", start)
        text = text[:start] + '<w:numId w:val="99"' + text[end:]
    files["word/document.xml"] = text.encode()


DAMAGES = {
    "web": [
        Damage("ordered", "the start of steps taken away", replaced(' start="3"', "")),
        Damage("ordered", "the start of steps changed", replaced(' start="6"', ' start="5"')),
        Damage("ordered", "steps counted backwards", replaced(' start="3"', ' start="3" reversed')),
    ],
    "ebook": [
        Damage("ordered", "the start of steps taken away", tag(' start="3"', "")),
        Damage("ordered", "the start of steps changed", tag(' start="6"', ' start="5"')),
    ],
    "word": [
        Damage("ordered", "the numbers restarted at 1", inside(_restarted)),
        Damage("ordered", "one step without its number", inside(_unnumbered)),
        Damage(
            "ordered",
            "the start of a numbering changed",
            part(
                "word/numbering.xml", '<w:startOverride w:val="6"/>', '<w:startOverride w:val="1"/>'
            ),
        ),
        Damage(
            "ordered",
            "the start of a numbering taken away",
            part("word/numbering.xml", '<w:startOverride w:val="8"/>', ""),
        ),
    ],
}


@pytest.mark.parametrize(
    ("edition", "damage"),
    [(edition, damage) for edition, damages in DAMAGES.items() for damage in damages],
    ids=str,
)
def test_a_damage_of_the_numbers_is_noticed(edition: str, damage: Damage) -> None:
    job, data = finished(edition)
    assert any("step" in one for one in faults(job, damage.make(data)))


# Bad use ----------------------------------------------------------------------------------------

_NAME = "name one of ready, or remove `continues`"
_REMEDY = "name steps that stand before these in the same section, or remove `continues`"
BREATHE, READY = "53:9  sections[0].blocks[2]", "41:9  sections[0].blocks[0]"
BAD = {
    "no such block": (
        "continues: ready",
        "continues: redy",
        BREATHE,
        "there is no block 'redy'",
        _NAME,
    ),
    "no steps": (
        "continues: ready",
        "continues: pause",
        BREATHE,
        "'pause' is no steps but a block of kind 'paragraph'",
        _NAME,
    ),
    "later": ("continues: ready", "continues: clean", BREATHE, "'clean' comes later", _NAME),
    "itself": (
        "continues: ready",
        "continues: breathe",
        BREATHE,
        "'breathe' are these steps themselves",
        _NAME,
    ),
    "another wording": (
        "continues: ready",
        "continues: brief-ready",
        BREATHE,
        "'brief-ready' is in another wording of the section",
        _NAME,
    ),
    "nothing before": (
        "id: ready\n",
        "id: ready\n        continues: breathe\n",
        READY,
        "'breathe' comes later",
        _REMEDY,
    ),
    "continued twice": (
        "continues: breathe",
        "continues: ready",
        "90:13  sections[0].subsections[0].blocks[0]",
        "'ready' is continued already, in line 53",
        "name the last steps of the row, which are those to go on from",
    ),
    "another section": (
        "id: store\n",
        "id: store\n        continues: keep-steps\n",
        "113:9  sections[1].blocks[0]",
        "'keep-steps' is in another section, 'treatment'",
        _REMEDY,
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_use_is_one_problem(case: str, tmp_path: Path) -> None:
    old, new, place, wrong, right = BAD[case]
    folder = tmp_path / "sources" / "steps-in-parts"
    shutil.copytree(SOURCE, folder)
    text = (folder / "condition.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / "condition.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        load_condition(folder, tmp_path)
    said = f"{FILE}:{place}.continues  {wrong}: {right}"
    assert str(raised.value) == f"{said}\n1 problem. Nothing was written."


# Home from Word ---------------------------------------------------------------------------------


def _block(document: Any, words: str) -> Any:
    """The paragraph with these words, or the control around it alone."""
    (found,) = (p for p in document.element.body.iter(qn("w:p")) if words in "".join(p.itertext()))
    while found.getparent().tag == qn("w:sdtContent") and len(found.getparent()) == 1:
        found = found.getparent().getparent()
    return found


def _number(document: Any, words: str) -> Any:
    return next(_block(document, words).iter(qn("w:numId")))


def _nothing(document: Any) -> None:
    del document


def _parted(document: Any) -> None:
    """A paragraph typed between two steps."""
    new = (
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="BodyText"/></w:pPr>'
        "<w:r><w:t>Wait a moment.</w:t></w:r></w:p>"
    )
    _block(document, "Press, and breathe").addprevious(parse_xml(new))


def _taken_away(document: Any) -> None:
    """The number of a step taken away."""
    _number(document, "Press, and breathe").set(qn("w:val"), "0")


def _restart(document: Any) -> None:
    """The numbers restarted at 1."""
    numbering = document.part.numbering_part.element
    new = numbering.add_num(
        next(one for one in numbering.num_lst if one.numId == 2).abstractNumId.val
    )
    new.add_lvlOverride(ilvl=0).add_startOverride(1)
    for words in ("Breathe out", "Press, and breathe", "Hold your breath"):
        _number(document, words).set(qn("w:val"), str(new.numId))


def _goes_on(document: Any) -> None:
    """Other steps made to go on."""
    before = _number(document, "Hold your breath").get(qn("w:val"))
    for words in ("Take it apart", "Rinse it."):
        _number(document, words).set(qn("w:val"), before)


_SECOND = "          - Press, and breathe in slowly.\n"
HOME: dict[Callable[[Any], None], tuple[tuple[str, str], ...]] = {
    _nothing: (),
    _parted: (
        (
            _SECOND,
            "      - kind: steps\n        id: treatment-wait-a-moment\n        continues: breathe\n"
            f"        lead_in: Wait a moment.\n        items:\n{_SECOND}",
        ),
        (
            "continues: breathe\n            lead",
            "continues: treatment-wait-a-moment\n            lead",
        ),
    ),
    _taken_away: (
        (
            _SECOND,
            "      - kind: steps\n        id: treatment-press-and-breathe-in\n"
            "        continues: breathe\n        lead_in: Press, and breathe in slowly.\n"
            "        items:\n",
        ),
        (
            "continues: breathe\n            lead",
            "continues: treatment-press-and-breathe-in\n            lead",
        ),
    ),
    _restart: (("        continues: ready\n", ""),),
    _goes_on: (
        ("        id: clean\n", "        id: clean\n        continues: breathe\n"),
        ("            continues: breathe\n", "            continues: clean\n"),
    ),
}


@pytest.mark.parametrize("edit", HOME, ids=lambda edit: str(edit.__name__))
def test_what_an_editor_does_to_the_numbers_comes_home(
    edit: Callable[[Any], None], tmp_path: Path
) -> None:
    shutil.copytree(SOURCE, tmp_path / "sources" / "steps-in-parts")
    (tmp_path / "layouts").symlink_to(LAYOUTS)
    document = Document(io.BytesIO(finished("word")[1]))
    edit(document)
    document.save(str(tmp_path / "edited.docx"))
    asked = PullOptions(today=date(2026, 11, 25))
    pulled = prepare_pull(tmp_path, tmp_path / "edited.docx", asked)
    wanted = (SOURCE / "condition.yaml").read_text(encoding="utf-8")
    for old, new in HOME[edit]:
        assert wanted.count(old) == 1
        wanted = wanted.replace(old, new)
    assert pulled.source.after.decode() == wanted
    assert pulled.reading.notices == ()
