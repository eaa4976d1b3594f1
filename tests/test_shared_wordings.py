"""Wordings kept once: read, told, made into files, translated, and edited in Word."""

from __future__ import annotations

import io
import json
import shutil
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from docx import Document
from typer.testing import CliRunner

from publisher.cli import app
from publisher.commands.source import schema_text, shared_schema_text
from publisher.editorial.reports import content_reports
from publisher.errors import BadInput
from publisher.plan.names import Selection
from publisher.plan.select import plan_jobs, select_jobs
from publisher.pull.prepare import Pulled, PullOptions, prepare_pull
from publisher.pull.review import approved_edits, review_lines, write_approved
from publisher.render import render
from publisher.source.load import load_condition
from publisher.source.positions import read_yaml
from publisher.source.shared import shared_names
from publisher.verify import fidelity
from tests.helpers import ROOT, SOURCE, Project, new_project
from tests.word_edits import say

CALL = "sources/shared/call-for-help.yaml"
CALL_TEXT = """\
shared: call-for-help
language: en-US
blocks:
  # Said to everybody.
  - kind: paragraph
    id: call-first
    text: Say where you are, and stay on the line.
  - kind: list
    id: call-list
    lead_in: "Say at once:"
    items:
      - what happened
      - who needs help
"""
BLOCK = "sources/shared/block.yaml"
BLOCK_TEXT = """\
shared: block
language: en-US
entry:
  term: Block
  definition: A piece of text with one job.
"""
SECTION = "sources/shared/living.yaml"
SECTION_TEXT = """\
shared: living
language: en-US
section:
  id: living
  kind: living_with
  heading: Living with it
  blocks:
    - {kind: paragraph, id: living-text, text: Days go on.}
"""
OTHER = "sources/other/condition.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two sources that use three wordings, and one that uses none."""
    made = new_project(tmp_path)
    (made.root / "sources" / "shared").mkdir()
    for file, text in ((CALL, CALL_TEXT), (BLOCK, BLOCK_TEXT), (SECTION, SECTION_TEXT)):
        (made.root / file).write_text(text, encoding="utf-8")
    alone = made.source.read_text(encoding="utf-8")
    uses = alone.replace(
        "glossary:\n  - id: block\n    term: Block\n"
        "    definition: A piece of text with one job.\n",
        "  - use: living\nglossary:\n  - use: block\n",
    ).replace(
        "  - id: treatment\n", "      - use: call-for-help # for everybody\n  - id: treatment\n"
    )
    made.source.write_text(uses, encoding="utf-8")
    for name, text in (("other", uses), ("alone", alone)):
        folder = made.root / "sources" / name
        shutil.copytree(made.figure.parent, folder / "figures")
        said = text.replace("condition: every-block", f"condition: {name}")
        (folder / "condition.yaml").write_text(said, encoding="utf-8")
    return made


def problems(project: Project) -> list[str]:
    with pytest.raises(BadInput) as raised:
        load_condition(project.source.parent, project.root)
    return [str(one) for one in raised.value.problems]


def test_a_use_is_what_the_shared_file_says(project: Project) -> None:
    condition = load_condition(project.source.parent, project.root)
    help_ = condition.sections[2]
    assert [block.id for block in help_.blocks][-2:] == ["call-first", "call-list"]
    assert condition.sections[-1].id == "living"
    assert condition.glossary[0].id == "block"
    assert [use.name for use in condition.uses] == ["call-for-help", "living", "block"]


def test_every_format_shows_it(project: Project) -> None:
    for job in select_jobs(project.root, Selection(conditions=("other",), brands=("riverbend",))):
        if job.edition.name in ("web", "word", "handout", "ebook", "booklet"):
            assert fidelity(job, render(job)).faults == (), job.edition.name


def test_a_change_makes_only_the_files_of_those_that_use_it(project: Project) -> None:
    def keys() -> dict[str, str]:
        jobs = select_jobs(project.root, Selection(editions=("web",), brands=("riverbend",)))
        return {job.condition.condition: job.key for job in jobs}

    before = keys()
    project.write(CALL, "stay on the line", "do not hang up")
    after = keys()
    assert {name for name in before if before[name] != after[name]} == {"every-block", "other"}


def test_what_is_wrong_with_a_shared_file_is_told_there(project: Project) -> None:
    project.write(CALL, "stay on the line", "stay <b>on</b> the line")
    project.write(CALL, "    id: call-list\n", "    id: call-list\n    lines: 3\n")
    said = problems(project)
    assert [one.partition(" raw")[0].partition(" unknown")[0] for one in said] == [
        f"{CALL}:7:5  blocks[0].text ",
        f"{CALL}:10:5  blocks[1].lines ",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            SOURCE,
            "use: call-for-help",
            "use: call-for-hlep",
            f"{SOURCE}:USE:9  sections[2].blocks[3].use  there is no shared wording "
            "'call-for-hlep': write sources/shared/call-for-hlep.yaml, or use one of block, "
            "call-for-help, living",
        ),
        (
            SOURCE,
            "use: call-for-help",
            "use: living",
            f"{SOURCE}:USE:9  sections[2].blocks[3].use  'living' is no block: it has "
            "`section`: use it where that belongs",
        ),
        (
            CALL,
            "blocks:\n",
            "blocks:\n  - use: call-for-help\n",
            f"{CALL}:4:5  blocks[0].use  a shared wording uses another: write its words here",
        ),
        (
            CALL,
            "language: en-US",
            "language: de-DE",
            f"{SOURCE}:USE:9  sections[2].blocks[3].use  'call-for-help' is in de-DE, this source "
            "in en-US: use a wording of the same language",
        ),
        (
            CALL,
            "shared: call-for-help",
            "shared: call",
            f"{CALL}:1:1  shared  'call' is not the name of the file: write 'call-for-help'",
        ),
        (
            CALL,
            "on the line.",
            "on the line [@nobody].",
            f"{SOURCE}:USE:9  sections[2].blocks[3].text  there is no reference 'nobody': add it, "
            "or use one of first, second",
        ),
        (
            CALL,
            "id: call-first",
            "id: help-call",
            f"{SOURCE}:USE:9  sections[2].blocks[3].id  id 'help-call' is already in line CALL: "
            "give each its own",
        ),
        (
            BLOCK,
            "entry:",
            "blocks: []\nentry:",
            f"{BLOCK}:3:1  blocks  has 0: write 1 or more",
        ),
    ],
    ids=["unknown", "kind", "circle", "language", "name", "reference", "id", "two things"],
)
def test_a_fault_is_named_with_its_place(
    project: Project, file: str, old: str, new: str, message: str
) -> None:
    lines = [line.strip() for line in project.source.read_text("utf-8").split("\n")]
    use = str(1 + lines.index("- use: call-for-help # for everybody"))
    call = str(1 + lines.index("id: help-call"))
    project.write(file, old, new)
    assert message.replace("USE", use).replace("CALL", call) in problems(project)


def test_the_content_check_names_the_shared_file(project: Project) -> None:
    project.write(CALL, "Say where you are", "Take 400 mg often")
    plan = plan_jobs(project.root, Selection(conditions=("other",), editions=("web",)))
    [report] = content_reports(project.root, plan.texts, plan.jobs, ())
    assert (CALL, 7) in {(one.file, one.line) for one in report.findings}


def test_the_schemas_know_both_ends(project: Project) -> None:
    jsonschema.validate(read_yaml(project.source, "x")[0], json.loads(schema_text()))
    for name in shared_names(project.root):
        tree = read_yaml(project.root / "sources" / "shared" / f"{name}.yaml", "x")[0]
        jsonschema.validate(tree, json.loads(shared_schema_text()))
    assert (ROOT / "sources" / "shared.schema.json").read_text("utf-8") == shared_schema_text()


def _pulled(project: Project, *edits: tuple[str, str]) -> Pulled:
    selection = Selection(conditions=("other",), brands=("riverbend",), editions=("word",))
    [job] = select_jobs(project.root, selection)
    document = Document(io.BytesIO(render(job)))
    for old, new in edits:
        say(old, new)(document)
    file = project.root / "edited.docx"
    document.save(str(file))
    return prepare_pull(project.root, file, PullOptions(today=date(2026, 3, 2)))


def test_an_edit_in_word_comes_home_to_the_shared_file(project: Project) -> None:
    before = {file: (project.root / file).read_text("utf-8") for file in (CALL, BLOCK, OTHER)}
    pulled = _pulled(
        project,
        ("Say where you are, and stay on the line.", "Say where you are, and do not hang up."),
        ("A piece of text with one job.", "A piece of text that does one thing."),
    )
    lines = [line.words.replace(f"{project.root}/", "") for line in review_lines(pulled, "e")]
    assert f"{CALL}: the edit changes every-block too" in lines
    asked: list[str] = []
    write_approved(approved_edits(pulled, lambda words: bool(asked.append(words)) or True))
    assert [one.replace(f"{project.root}/", "") for one in asked] == [
        f"Write 2 changes into {OTHER} and {CALL} and {BLOCK}?"
    ]
    after = {file: (project.root / file).read_text("utf-8") for file in before}
    assert after[CALL] == before[CALL].replace("stay on the line", "do not hang up")
    assert after[BLOCK] == before[BLOCK].replace("with one job", "that does one thing")
    dated = before[OTHER].replace("modified: 2026-02-20", "modified: 2026-03-02")
    assert after[OTHER] == dated


def test_an_untouched_file_changes_nothing(project: Project) -> None:
    pulled = _pulled(project)
    assert not pulled.shared
    assert not pulled.source.changes


def test_it_is_translated_once(project: Project) -> None:
    def run(*words: str) -> str:
        done = CliRunner().invoke(app, ["translate", *words, "--root", str(project.root)])
        assert done.exit_code == 0, done.output
        return done.output

    assert "8 units. 8 missing." in " ".join(run("extract", "shared", "--to", "es").split())
    own = run("extract", "other", "--to", "es")
    assert own
    beside = (project.root / "sources/other/translations/es.po").read_text("utf-8")
    assert "call-first" not in beside
    once = (project.root / "sources/shared/translations/es.po").read_text("utf-8")
    assert "blocks/call-first/text" in once
    assert "glossary/block/definition" in once
    found = plan_jobs(project.root, Selection(conditions=("other",), languages=("es",)))
    files = {one.file for one in found.problems if "call-first" in str(one)}
    assert files == {"sources/shared/translations/es.po"}
