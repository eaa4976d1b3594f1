"""Passages of some brands alone: built, proven, edited in Word for one clinic or for all."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner

from publisher.brand.facts import with_facts
from publisher.cli import app
from publisher.errors import BadInput, PublisherError
from publisher.plan.names import Selection
from publisher.plan.select import plan_jobs, select_jobs
from publisher.pull.prepare import Pulled, PullOptions, prepare_pull
from publisher.pull.review import approved_edits, write_approved
from publisher.render import render
from publisher.source.load import load_condition
from publisher.verify import fidelity
from tests.helpers import SOURCE, Project, new_project
from tests.word_edits import entered, gone, say

OWN = """\
      - kind: paragraph
        id: treatment-north
        only_for: northfield
        text: At Northfield, a nurse sits with you.
      - kind: paragraph
        id: treatment-rest
        not_for: northfield
        text: Elsewhere, you sit alone.
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = new_project(tmp_path)
    made.write(SOURCE, "  - id: appointment\n", f"{OWN}  - id: appointment\n")
    made.write(
        SOURCE,
        "              - has passed out\n",
        "              - has passed out\n"
        "              - {text: falls at the north gate, only_for: northfield}\n",
    )
    return made


def words(project: Project, house: str, edition: str = "web") -> str:
    [job] = select_jobs(project.root, Selection(brands=(house,), editions=(edition,)))
    data = render(job)
    assert fidelity(job, data).faults == ()
    return data.decode()


def test_each_brand_says_its_own(project: Project) -> None:
    north, river = words(project, "northfield"), words(project, "riverbend")
    assert "a nurse sits with you" in north
    assert "falls at the north gate" in north
    assert "you sit alone" not in north
    assert "you sit alone" in river
    assert "a nurse sits with you" not in river
    assert "north gate" not in river


def test_the_passage_of_another_brand_is_refused_by_the_proof(project: Project) -> None:
    jobs = {job.brand.id: job for job in select_jobs(project.root, Selection(editions=("web",)))}
    both = load_condition(project.source.parent, project.root)
    wrong = replace(jobs["riverbend"], condition=with_facts(both, jobs["riverbend"].brand))
    faults = fidelity(jobs["riverbend"], render(wrong)).faults
    assert any("nurse" in fault.piece or "nurse" in fault.detail for fault in faults), faults


@pytest.mark.parametrize("edition", ["handout", "word", "ebook", "trifold", "question-sheet"])
def test_every_format_is_proven(project: Project, edition: str) -> None:
    for job in select_jobs(project.root, Selection(editions=(edition,))):
        assert fidelity(job, render(job)).faults == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "only_for: northfield\n        text",
            "only_for: [northfeld]\n        text",
            "there is no brand 'northfeld': one of northfield, riverbend",
        ),
        (
            "only_for: northfield\n        text",
            "only_for: northfield\n        not_for: riverbend\n        text",
            "has both `only_for` and `not_for`: keep one of the two",
        ),
        (
            "              - has passed out\n",
            "              - {text: has passed out, only_for: northfield}\n",
            None,
        ),
    ],
)
def test_a_fault_is_named(project: Project, old: str, new: str, message: str | None) -> None:
    project.write(SOURCE, old, new)
    if message is None:
        project.write(SOURCE, "              - cannot breathe\n", "")
        plan = plan_jobs(project.root, Selection(editions=("web",)))
        assert [job.brand.id for job in plan.jobs] == ["northfield"]
        assert [str(one) for one in plan.problems] == [
            f"{SOURCE}  help-emergency-list  nothing of it is for the brand 'riverbend': "
            "write `only_for` or `not_for` on all of it"
        ]
        return
    with pytest.raises(BadInput) as raised:
        load_condition(project.source.parent, project.root)
    assert message in str(raised.value)


# From Word ---------------------------------------------------------------------------------


def edited(project: Project, house: str, *edits: object) -> Path:
    [job] = select_jobs(project.root, Selection(brands=(house,), editions=("word",)))
    document = Document(io.BytesIO(render(job)))
    for edit in edits:
        edit(document)  # type: ignore[operator]
    file = project.root / "edited.docx"
    document.save(str(file))
    return file


def pulled(project: Project, file: Path, *, clinic_only: bool = False) -> Pulled:
    options = PullOptions(today=date(2026, 3, 2), clinic_only=clinic_only)
    return prepare_pull(project.root, file, options)


def run(project: Project, *more: str) -> tuple[int, str]:
    arguments = ["pull", str(project.root / "edited.docx"), "--root", str(project.root), *more]
    done = CliRunner().invoke(app, arguments)
    said = done.output.replace(f"{project.root}/", "")
    if isinstance(done.exception, PublisherError):
        wrong = str(done.exception).replace(f"{project.root}/", "")
        return 2 if isinstance(done.exception, BadInput) else 1, said + wrong
    return done.exit_code, said


def test_an_untouched_file_changes_nothing(project: Project) -> None:
    for house in ("northfield", "riverbend"):
        found = pulled(project, edited(project, house))
        assert found.text.changes == ()
        assert not found.source.changes
        assert found.left == ()


def test_an_edit_for_everybody_leaves_what_other_brands_say(project: Project) -> None:
    before = project.source.read_text("utf-8")
    file = edited(project, "riverbend", say("Sleep helps.", "Sleep helps a lot."))
    write_approved(approved_edits(pulled(project, file), lambda _: True))
    after = before.replace("Sleep helps.", "Sleep helps a lot.")
    assert project.source.read_text("utf-8") == after.replace(
        "modified: 2026-02-20", "modified: 2026-03-02"
    )


def test_an_edit_for_one_clinic_is_a_passage_of_its_brand(project: Project) -> None:
    before = project.source.read_text("utf-8")
    file = edited(
        project,
        "riverbend",
        say("Sleep helps.", "Sleep helps, and so does tea."),
        say("Elsewhere, you sit alone.", "By the river, you sit alone."),
        say("your papers", "your river papers"),
    )
    write_approved(approved_edits(pulled(project, file, clinic_only=True), lambda _: True))
    after = project.source.read_text("utf-8")
    assert "Sleep helps, and so does tea." not in before
    north, river = words(project, "northfield"), words(project, "riverbend")
    assert "Sleep helps." in north
    assert "Sleep helps, and so does tea." in river
    assert "Sleep helps." not in river
    assert "your river papers" in river
    assert "your river papers" not in north
    assert "By the river" in river
    kept = [line for line in before.splitlines() if "modified" not in line]
    left = after.splitlines()
    assert [line for line in kept if line not in left and "not_for: northfield" not in line] == []


def test_an_edit_of_a_passage_of_the_brand_stays_in_it(project: Project) -> None:
    old = "At Northfield, a nurse sits with you."
    file = edited(project, "northfield", say(old, "At Northfield, two nurses sit with you."))
    write_approved(approved_edits(pulled(project, file, clinic_only=True), lambda _: True))
    text = project.source.read_text("utf-8")
    assert text.count("only_for: northfield") == 2
    assert "two nurses" in text
    assert old not in text


def test_a_removed_block_is_gone_for_that_clinic_alone(project: Project) -> None:
    file = edited(project, "riverbend", gone("Tell us within a day."))
    write_approved(approved_edits(pulled(project, file, clinic_only=True), lambda _: True))
    assert "Tell us within a day." in words(project, "northfield")
    assert "Tell us within a day." not in words(project, "riverbend")


def test_a_new_block_is_for_that_clinic_alone(project: Project) -> None:
    def entered_below(document: object) -> None:
        entered(document, "Elsewhere, you sit alone.", "We have a river.")  # type: ignore[arg-type]

    file = edited(project, "riverbend", entered_below)
    write_approved(approved_edits(pulled(project, file, clinic_only=True), lambda _: True))
    assert "We have a river." in words(project, "riverbend")
    assert "We have a river." not in words(project, "northfield")


def test_what_is_the_same_for_all_is_refused(project: Project) -> None:
    edited(project, "riverbend", say("What helps", "What helps you"))
    code, said = run(project, "--for-this-clinic", "--yes")
    assert code == 2
    assert (
        "is the same for every clinic, so its edit cannot be for one alone: "
        "use --for-everybody, or undo it in Word"
    ) in said


def test_nobody_at_a_terminal_is_told_of_each_edit(project: Project) -> None:
    before = project.source.read_bytes()
    edited(project, "riverbend", say("Sleep helps.", "Sleep helps a lot."))
    code, said = run(project, "--yes")
    assert code == 2
    assert said.splitlines()[-2:] == [
        'edited.docx  section "When to get help", callout "Most things can wait", paragraph '
        "\"Sleep helps.\", text  was edited in a file of 'riverbend': "
        "say --for-everybody (riverbend, northfield) or --for-this-clinic",
        "1 problem. Nothing was written.",
    ]
    assert project.source.read_bytes() == before
    code, said = run(project, "--dry-run")
    assert code == 0
    assert (
        "These edits change the guide of riverbend, northfield. --for-this-clinic keeps them to "
        "riverbend." in " ".join(said.split())
    )


def test_a_project_of_one_brand_is_not_asked(project: Project) -> None:
    edited(project, "riverbend", say("Sleep helps.", "Sleep helps a lot."))
    shutil.rmtree(project.root / "layouts" / "brands" / "northfield")
    text = project.source.read_text("utf-8").replace("northfield", "riverbend")
    project.source.write_text(text, "utf-8")
    code, said = run(project, "--yes")
    assert "for-everybody" not in said
    assert code in (0, 1)
