"""Facts of the clinic in running text: filled in from the brand, and home again as themselves."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from publisher.content.inline import Fact, InlineError, Plain, parse
from publisher.content.spelling import spell
from publisher.edition.layouts import edition_names
from publisher.errors import BadInput
from publisher.plan.names import Selection
from publisher.plan.select import plan_jobs, select_jobs
from publisher.pull.prepare import PullOptions, prepare_pull
from publisher.pull.reading.facts import FactNames
from publisher.render import render
from publisher.translation.marks import mark_differences
from publisher.verify import fidelity
from tests.helpers import EVERY_BLOCK, ROOT, Project, job_for, new_project
from tests.word_edits import control

BRAND = "layouts/brands/riverbend/_brand.yml"
EDITIONS = edition_names(ROOT / "layouts")
THERE = (
    "{clinic.name}, {clinic.phone}, {clinic.email}, {clinic.web}, {clinic.address}, "
    "{clinic.emergency}"
)


FACTS = EVERY_BLOCK.parent / "clinic-facts"
SOURCE = "sources/clinic-facts/condition.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = new_project(tmp_path)
    shutil.copytree(FACTS, made.root / "sources" / "clinic-facts")
    shutil.rmtree(made.root / "sources" / "every-block")
    return made


def test_a_fact_is_a_node_and_a_brace_after_a_backslash_is_a_brace() -> None:
    assert parse("Call {clinic.phone.day}, \\{or\\} not").nodes == (
        Plain("Call "),
        Fact("clinic.phone.day", "{clinic.phone.day}"),
        Plain(", {or} not"),
    )
    for source in ("**{clinic.phone.day}**", "a \\{b\\} c {clinic.web}", "\\{clinic.web\\}"):
        assert parse(spell(parse(source).nodes)).nodes == parse(source).nodes


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "Call {clinic.fax}",
            f"there is no fact '{{clinic.fax}}' of a clinic; use one of {THERE}, "
            "{clinic.phone.…} with the name of a number in the brand, or write \\{ for a brace",
        ),
        (
            "Call {clinic.phone",
            "'{' marks nothing here; write a fact of the clinic, {clinic.phone}, "
            "or \\{ for a brace",
        ),
    ],
)
def test_what_is_no_fact_is_said(source: str, message: str) -> None:
    with pytest.raises(InlineError) as raised:
        parse(source)
    assert str(raised.value) == message


def test_every_brand_fills_in_its_own() -> None:
    for house, number in (("riverbend", "555-0142"), ("northfield", "555-0171")):
        job = job_for(FACTS, house, "web")
        page = render(job).decode()
        assert f'<strong><a href="tel:{number.replace("-", "")}">{number}</a></strong>' in page
        assert "{clinic" not in page
        assert "A brace { stays a brace" in page
        assert fidelity(job, render(job)).faults == ()


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_format_shows_them_and_is_proven(edition: str) -> None:
    job = job_for(FACTS, "northfield", edition)
    if job.edition.takes(job.condition):
        assert fidelity(job, render(job)).faults == ()


def test_a_brand_that_lacks_a_fact_is_named_and_others_are_built(project: Project) -> None:
    project.write(BRAND, "          name: night\n", "")
    project.write(BRAND, "      email: care@example.org\n", "")
    plan = plan_jobs(project.root, Selection(editions=("web",)))
    assert [job.brand.id for job in plan.jobs] == ["northfield"]
    lines = (project.root / SOURCE).read_text(encoding="utf-8").split("\n")
    line = next(at for at, one in enumerate(lines) if "{clinic.name} at" in one)
    there = "{clinic.name}, {clinic.address}, {clinic.phone}, {clinic.phone.day}, {clinic.web}, "
    lead = f"{SOURCE}:{line}:9  sections[0].blocks[0].text  "
    end = f" in {BRAND}, or use one of {there}{{clinic.emergency}}"
    assert [str(one) for one in plan.problems if str(one).startswith(lead)] == [
        f"{lead}{{clinic.email}} is not said by the brand 'riverbend': "
        f"write `email` under `clinic`{end}",
        f"{lead}{{clinic.phone.night}} is not said by the brand 'riverbend': "
        f"write `name: night` under one of the `phones`{end}",
    ]


def test_two_numbers_of_one_name_are_a_problem(project: Project) -> None:
    project.write(BRAND, "          name: night\n", "          name: day\n")
    with pytest.raises(BadInput) as raised:
        select_jobs(project.root, Selection(editions=("web",)))
    assert [str(one).partition(" ")[2] for one in raised.value.problems] == [
        " defaults.publisher.clinic.phones[1].name  'day' is already the name of phone 1: "
        "give each its own"
    ]


def test_a_name_is_the_same_for_every_clinic(project: Project) -> None:
    project.write(SOURCE, "title: Facts in texts\n", 'title: "{clinic.name} and more"\n')
    with pytest.raises(BadInput) as raised:
        select_jobs(project.root, Selection(editions=("web",)))
    assert [str(one) for one in raised.value.problems] == [
        f"{SOURCE}:4:1  title  {{clinic.name}} is in a name, which is the same for every clinic: "
        "write it in a text"
    ]


def test_a_fact_that_is_mere_words_in_word_is_refused() -> None:
    job = job_for(FACTS, "riverbend", "word")
    document = Document(io.BytesIO(render(job)))
    inside = control(document, "blocks/overview-text/text")
    for bound in [*inside.iter("{*}sdt")]:
        if bound is not inside:
            bound.getparent().replace(bound, next(bound.iter("{*}r")))
    made = io.BytesIO()
    document.save(made)
    said = [fault.detail for fault in fidelity(job, made.getvalue()).faults]
    assert "blocks/overview-text/text shows clinic/phones/0/number as mere words" in said


def test_a_number_of_another_clinic_is_refused() -> None:
    job = job_for(FACTS, "riverbend", "web")
    page = render(job).replace(b'<a href="tel:5550142">555-0142</a></strong>', b"555-0171</strong>")
    assert page != render(job)
    assert fidelity(job, page).faults != ()


def test_a_translation_keeps_the_facts() -> None:
    source = parse("Call {clinic.phone.day} now")
    assert [str(one) for one in mark_differences(source, parse("Llame al 555-0142 ahora"))] == [
        "{clinic.phone.day} is lost; write it once"
    ]
    assert not [*mark_differences(source, parse("Llame ya al {clinic.phone.day}"))]


def test_a_fact_whose_control_is_gone_is_known_by_its_words() -> None:
    from publisher.pull.docx.elements import Span

    clinic = {
        "clinic": {"name": "A", "phones": [{"label": "x", "number": "555-0142", "name": "day"}]},
        "emergency_number": "911",
    }
    names = FactNames(clinic)  # type: ignore[arg-type]
    found = names.named([Span("Call 555-0142 now")], "Call {clinic.phone.day} now")
    assert [(span.text, span.named) for span in found] == [
        ("Call ", None),
        ("{clinic.phone.day}", "clinic.phone.day"),
        (" now", None),
    ]


def test_facts_come_home_from_word_as_themselves(project: Project) -> None:
    job = next(
        iter(select_jobs(project.root, Selection(brands=("riverbend",), editions=("word",))))
    )
    document = Document(io.BytesIO(render(job)))
    for text in document.element.body.iter("{*}t"):
        text.text = {
            "555-0142": "555-0199",
            " by day and ": " in the daytime and ",
            " does": " does for you",
        }.get(text.text, text.text)
    file = project.root / "edited.docx"
    document.save(str(file))
    pulled = prepare_pull(project.root, file, PullOptions(today=date(2026, 3, 2)))
    assert pulled.brand is not None
    assert [(one.before, one.after) for one in pulled.clinic.changes] == [("555-0142", "555-0199")]
    before = (project.root / SOURCE).read_text(encoding="utf-8")
    changed = "answers **{clinic.phone.day}** by day and"
    after = before.replace(changed, changed.replace("by day", "in the daytime"))
    after = after.replace(
        "heading: What {clinic.name} does", "heading: What {clinic.name} does for you"
    )
    after = after.replace("modified: 2026-02-20", "modified: 2026-03-02")
    assert pulled.source.after.decode().split() == after.split()  # its lines are folded anew
