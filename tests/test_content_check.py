"""`publisher check --content`: what it says of a guide, how it ends, what an answer is."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from publisher.editorial.rules import RULES
from publisher.render import render
from publisher.source.load import load_condition
from tests.helpers import LAYOUTS, ROOT, SOURCE, Project, closing, new_project

ANSWER = """answered:
  - finding: vague-frequency:blocks/symptoms-rare-text/text:3cb2a26d
    reason: A source for tests has no numbers.
"""
BRIEF_HELP = """    heading: When to get help
    brief:
      blocks:
        - kind: callout
          id: help-brief
          urgency: emergency
          heading: If somebody cannot be woken
          body:
            - {kind: paragraph, id: help-brief-text, text: Call at once.}
"""


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795780800")  # 2026-11-27


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project whose guide has no error of content."""
    made = new_project(tmp_path)
    made.write(SOURCE, "    heading: When to get help\n", BRIEF_HELP)
    return made


def said_of(publisher: Any, project: Project, *typed: str) -> Any:
    return publisher("check", "every-block", "--brand", "riverbend", *typed, inside=project.root)


def errors(out: str) -> list[str]:
    """What is said of each error: its place and id, and below it the words."""
    lines = out.splitlines()
    return [
        f"{line}\n{lines[number + 1]}" for number, line in enumerate(lines) if "  error  " in line
    ]


def test_without_errors_it_ends_well_and_says_every_finding(
    publisher: Any, project: Project
) -> None:
    said = said_of(publisher, project, "--content")
    assert (said.code, said.err, errors(said.out)) == (0, "", [])
    last = said.out.splitlines()[-1]
    assert last == (
        f"{SOURCE}: 0 errors, 3 for a person, 4 advice, 1 answered; "
        "grade 1.0 by Flesch–Kincaid and 2.4 by Coleman–Liau."
    )
    line = project.line("and a citation")
    assert (
        f"{SOURCE}:{line}  for a person  dose:blocks/overview-text/text:7b034633\n"
        "    “5 mg” is an amount of a medicine: have it confirmed, and answer this finding with "
        "who did. [NHS standard for creating health content: clinical approval]\n"
    ) in said.out


def test_without_the_option_nothing_is_said_of_content(publisher: Any, project: Project) -> None:
    project.write(SOURCE, "Some things are rare.", "TODO")
    said = said_of(publisher, project)
    assert (said.code, said.err) == (0, "")
    assert said.out.endswith("no problem found.\n")


def test_what_gave_no_problem_is_found(publisher: Any, project: Project) -> None:
    """An emergency that is gone, TODO, the starter's own words, ten times a dose."""
    project.write(
        SOURCE, "urgency: emergency\n        heading: If", "urgency: call\n        heading: If"
    )
    project.write(SOURCE, "Some things are rare.", "TODO")
    project.write(
        SOURCE, "It holds every kind", "Write how serious it is.\n  - It holds every kind"
    )
    project.write(SOURCE, "- Stand up again.", "- Take 4000 mg of ibuprofen.")
    said = said_of(publisher, project, "--content")
    assert (said.code, said.err) == (1, "3 errors of content.\n")
    starter, todo, help_, dose = (
        f"{SOURCE}:{project.line(words)}"
        for words in ("Write how", "TODO", "heading: When to get help", "4000 mg")
    )
    assert errors(said.out) == [
        f"{starter}  error  unfinished:summary/1:3364f138\n"
        "    “Write how serious it is.” is what the starter says, to be replaced: "
        "write what belongs there, or remove it. [ours]",
        f"{todo}  error  unfinished:blocks/symptoms-rare-text/text:337e547a\n"
        "    “TODO” waits to be written: write what belongs there, or remove it. [ours]",
        f"{help_}  error  urgent-help:sections/help\n"
        "    it has no box for emergencies: write it, or answer this finding with why there can "
        "be no emergency. [AHRQ, PEMAT-P, item 20; CDC Clear Communication Index, item 5; ours]",
    ]
    assert (
        f"{dose}  for a person  dose-limit:blocks/treatment-steps/items/2/text:a217c4d9\n"
        "    “4000 mg” is more ibuprofen than 3,200 mg in a day: check the number and its unit "
        "with a pharmacist. [US labels of these medicines; the list is in "
        "publisher/editorial/words.toml]"
    ) in said.out


def test_a_new_source_is_an_error_until_its_words_are_replaced(
    publisher: Any, tmp_path: Path
) -> None:
    project = new_project(tmp_path)
    publisher("new", "gout", inside=project.root)
    typed = ("check", "gout", "--brand", "riverbend")
    said = publisher(*typed, inside=project.root)
    assert (said.code, said.err) == (0, "")
    said = publisher(*typed, "--content", inside=project.root)
    assert (said.code, said.err) == (1, "13 errors of content.\n")
    found = [one.split("  error  ")[1].split(":")[0] for one in errors(said.out)]
    assert sorted(set(found)) == ["unfinished", "urgent-help"]
    assert found.count("unfinished") == 12


def test_a_problem_of_the_source_comes_before_its_content(publisher: Any, project: Project) -> None:
    project.write(SOURCE, 'version: "0.1"', "version: TODO")
    said = said_of(publisher, project, "--content", "--report", "found.json")
    assert said.code == 2
    assert said.err.endswith(f"{closing(1)}\n")
    found = json.loads((project.root / "found.json").read_text(encoding="utf-8"))
    assert list(found) == ["sources", "problems"]


def test_an_id_stays_when_lines_move_and_an_answer_ends_with_the_words(
    publisher: Any, project: Project
) -> None:
    project.write(SOURCE, "Some things are rare.", "\n              Some things are rare.")
    said = said_of(publisher, project, "--content")
    assert "1 answered" in said.out.splitlines()[-1]
    project.write(SOURCE, "Some things are rare.", "The rash is rare.")
    said = said_of(publisher, project, "--content")
    assert "0 answered" in said.out.splitlines()[-1]
    line = project.line("  - finding: vague")
    assert f"{SOURCE}:{line}  advice  answered-nothing:answered:" in said.out


def test_an_answer_without_a_reason_or_twice_is_a_problem(publisher: Any, project: Project) -> None:
    project.write(SOURCE, ANSWER, f"{ANSWER}{ANSWER.partition(chr(10))[2]}  - finding: dose\n")
    said = said_of(publisher, project)
    assert said.code == 2
    assert "answered[2].finding  'dose' is malformed: copy the id that the check prints" in said.err
    assert "answered[2].reason" in said.err
    project.write(SOURCE, "  - finding: dose\n", "")
    said = said_of(publisher, project)
    line = project.line("answered:")
    assert said.err == (
        f"{SOURCE}:{line}:1  answered  finding "
        "'vague-frequency:blocks/symptoms-rare-text/text:3cb2a26d' is answered twice: "
        f"keep one of the two\n{closing(1)}\n"
    )


def test_a_report_has_every_finding_with_its_rule_and_its_answer(
    publisher: Any, project: Project
) -> None:
    said = said_of(publisher, project, "--content", "--json")
    (found,) = json.loads(said.out)["content"]
    assert (found["source"], found["language"], found["rules"]) == ("every-block", "en-US", "all")
    assert found["grades"] == {"flesch_kincaid": 1.0, "coleman_liau": 2.4}
    assert found["reading_ease"] is None
    answered = [one for one in found["findings"] if one["answer"]]
    assert answered == [
        {
            "id": "vague-frequency:blocks/symptoms-rare-text/text:3cb2a26d",
            "rule": "vague-frequency",
            "level": "advice",
            "file": SOURCE,
            "line": project.line("Some things are rare."),
            "address": "blocks/symptoms-rare-text/text",
            "words": "are rare",
            "why": "is no number",
            "right": RULES["vague-frequency"].right,
            "better": None,
            "rule_source": "NHS digital service manual, How we write",
            "answer": "A source for tests has no numbers.",
        }
    ]


def test_of_a_translation_it_says_that_fewer_rules_were_applied(publisher: Any) -> None:
    said = publisher("check", "migraine", "--content", "--language", "es", inside=ROOT)
    assert said.out.splitlines()[-1] == (
        "sources/migraine/translations/es.po: 0 errors, 0 for a person, 0 advice, 0 answered; "
        "in es: only the rules that hold in every language were applied; reading ease "
        "83.3 by Fernández Huerta and 79.1 by Szigriszt-Pazos, quite easy on the INFLESZ scale."
    )


def test_the_report_has_the_reading_ease_of_a_spanish_text(publisher: Any) -> None:
    said = publisher("check", "migraine", "--content", "--language", "es", "--json", inside=ROOT)
    (found,) = json.loads(said.out)["content"]
    ease = {"fernandez_huerta": 83.3, "szigriszt_pazos": 79.1, "inflesz": "quite easy"}
    assert (found["grades"], found["reading_ease"]) == (None, ease)


def test_of_a_collection_its_own_texts_are_checked(publisher: Any, project: Project) -> None:
    folder = project.root / "sources" / "collections"
    folder.mkdir()
    shutil.copytree(ROOT / "tests" / "sources" / "steps-in-parts", folder.parent / "steps-in-parts")
    (folder / "both.yaml").write_text(
        "collection: both\nlanguage: en-US\ntitle: Both\nshort_title: Both\n"
        'subtitle: Two guides\nversion: "1.0"\nissued: 2026-01-01\nmodified: 2026-01-01\n'
        "summary:\n  - TODO\nconditions: [every-block, steps-in-parts]\n",
        encoding="utf-8",
    )
    said = publisher("check", "both", "--content", "--brand", "riverbend", inside=project.root)
    assert (said.code, said.err) == (1, "1 error of content.\n")
    assert said.out.splitlines()[-3:] == [
        "sources/collections/both.yaml:10  error  unfinished:summary/0:337e547a",
        "    “TODO” waits to be written: write what belongs there, or remove it. [ours]",
        "sources/collections/both.yaml: 1 error, 0 for a person, 0 advice, 0 answered; "
        "its title and summary; each of its guides is checked by itself.",
    ]


def test_of_form_and_of_content_is_said_apart(publisher: Any, project: Project) -> None:
    assert " editions: no problem of form.\n" in said_of(publisher, project, "--content").out
    assert " editions: no problem found.\n" in said_of(publisher, project).out


def test_no_guide_has_an_error_of_content(publisher: Any) -> None:
    said = publisher("check", "--content", "--brand", "riverbend", inside=ROOT)
    assert (said.code, said.err, errors(said.out)) == (0, "", [])
    closings = re.findall(r"^sources/(\S+): 0 errors, .* answered; ", said.out, re.MULTILINE)
    assert len([one for one in closings if one.endswith("condition.yaml")]) == 11


# An answer is of no document ----------------------------------------------------------------------


def test_an_answer_rebuilds_no_file(project: Project) -> None:
    before = {job.path: job.key for job in project.jobs()}
    project.write(SOURCE, ANSWER, "")
    assert {job.path: job.key for job in project.jobs()} == before


def test_no_word_file_carries_an_answer(project: Project) -> None:
    data = render(project.job("word"))
    assert b"no numbers" not in data
    project.write(SOURCE, ANSWER, "")
    assert render(project.job("word")) == data


def test_an_answer_stays_where_it_stands_when_an_edited_file_comes_home(
    publisher: Any, project: Project
) -> None:
    file = project.root / "edited.docx"
    file.write_bytes(render(project.job("word")))
    document = Document(str(file))
    runs = [run for run in document.element.body.iter() if run.text == "Sleep helps."]
    runs[0].text = "Sleep helps much."
    document.save(str(file))
    said = publisher("pull", "edited.docx", "--yes", "--for-everybody", inside=project.root)
    assert said.code == 0, said.err
    text = project.source.read_text(encoding="utf-8")
    assert "Sleep helps much." in text
    assert text.endswith(ANSWER)
    (answer,) = load_condition(project.source.parent, project.root).answered
    assert answer.reason == "A source for tests has no numbers."


# Worksheets ---------------------------------------------------------------------------------------


def test_worksheets_are_written_beside_the_check(publisher: Any, project: Project) -> None:
    said = said_of(publisher, project, "--worksheets", "judged")
    assert said.code == 0
    folder = project.root / "judged" / "every-block"
    names = [f"{name}{suffix}" for name in ("pemat-p", "cdc-index") for suffix in (".pdf", ".json")]
    assert said.out.splitlines()[-4:] == [f"Wrote judged/every-block/{name}" for name in names]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    once = {name: (folder / name).read_bytes() for name in names}
    said_of(publisher, project, "--worksheets", "judged")
    assert {name: (folder / name).read_bytes() for name in names} == once


def test_worksheets_go_into_a_folder(publisher: Any, project: Project) -> None:
    said = said_of(publisher, project, "--worksheets", SOURCE)
    assert said.code == 2
    wrong = "is no place for files (File exists): name a folder"
    assert said.err == f"{SOURCE}  {wrong}\n{closing(1)}\n"


def test_a_term_is_told_where_it_is_first_used(publisher: Any, project: Project) -> None:
    project.write(SOURCE, "Do not wait. Stay with the person.", "Ask for an MRI.")
    project.write(SOURCE, "Sleep helps.", "The MRI is quick.")
    said = said_of(publisher, project, "--content")
    line = project.line("Ask for an MRI.")
    told = [one for one in said.out.splitlines() if "abbreviation:" in one]
    assert len(told) == 1
    assert told[0].startswith(f"{SOURCE}:{line}  advice  abbreviation:blocks/help-emergency-text")


def test_worksheets_need_a_layout_that_a_project_may_replace() -> None:
    assert (LAYOUTS / "worksheet" / "page.html.j2").is_file()
