"""No text is refused for what it says: words that begin alike, single letters, numbered rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher import verify
from publisher.render import render
from tests.helpers import SOURCE, Project, new_project

ROWS = "\n".join(f"          - [Day {n}, {n} mg, none, Call us]" for n in range(1, 31))
STEPS = "\n".join(f"          - Do step {n}" for n in range(1, 13))
TEXT = f"""\
condition: every-block
language: en-US
title: Ordinary words
short_title: Words
subtitle: A test
version: "0.1"
issued: 2026-01-01
modified: 2026-01-01
review: {{state: unreviewed}}
body_part: whole-body
summary: [One thing., Another thing., A third thing.]
sections:
  - id: symptoms
    kind: symptoms
    heading: Symptoms
    blocks:
      - kind: list
        id: signs
        lead_in: "Symptoms can include:"
        items: [fever, fever and cough]
      - kind: definitions
        id: groups
        lead_in: "Blood groups:"
        items:
          - {{term: A, text: The first.}}
          - {{term: AB, text: Both.}}
          - {{term: O, text: Neither.}}
  - id: treatment
    kind: treatment
    heading: Doses of type 2
    blocks:
      - kind: steps
        id: steps
        lead_in: "Doses in steps:"
        items:
{STEPS}
      - kind: table
        id: doses
        caption: Doses
        summary: Doses of each day.
        columns: [Day, Morning, Noon, Signs]
        rows:
{ROWS}
references:
  - id: one
    text: A book.
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = new_project(tmp_path_factory.mktemp("ordinary") / "project")
    (made.root / SOURCE).write_text(TEXT, encoding="utf-8")
    return made


@pytest.mark.parametrize(
    "edition", ["handout", "booklet", "booklet-spreads", "large-print", "word"]
)
def test_ordinary_words_are_found(project: Project, edition: str) -> None:
    job = project.job(edition)
    assert [str(fault) for fault in verify.fidelity(job, render(job)).faults] == []


def test_columns_of_long_names_keep_a_width(tmp_path: Path) -> None:
    long = new_project(tmp_path / "project")
    names = "Sulfamethoxazole/trimethoprim/pseudo, Dextromethorphan/chlorpheniramine/codeine"
    text = TEXT.replace("- [Day 1, 1 mg, none, Call us]", f"- [{names}, none, Call us]")
    (long.root / SOURCE).write_text(text, encoding="utf-8")
    job = long.job("word")
    assert [str(fault) for fault in verify.fidelity(job, render(job)).faults] == []


@pytest.mark.parametrize("edition", ["handout", "word", "ebook", "web"])
def test_phrases_that_follow_one_another_are_two(tmp_path: Path, edition: str) -> None:
    made = new_project(tmp_path / "project")
    phrase = "a [phrase in Latin](lang:la)"
    made.write(SOURCE, phrase, f"{phrase}[another](lang:la), [one](lang:la)*[more](lang:la)*")
    job = made.job(edition)
    assert [str(fault) for fault in verify.fidelity(job, render(job)).faults] == []


def test_the_same_words_may_be_steps_of_two_lists(tmp_path: Path) -> None:
    """On sheets, where one of them has the number of a citation behind it."""
    made = new_project(tmp_path / "project")
    again = '\n      - kind: steps\n        id: more\n        lead_in: "Then:"\n        items:\n'
    again += "          - Do nothing\n          - Do nothing else\n          - Do [@one] step 1"
    text = TEXT.replace(STEPS, STEPS + again)
    (made.root / SOURCE).write_text(text, encoding="utf-8")
    job = made.job("booklet")
    assert [str(fault) for fault in verify.fidelity(job, render(job)).faults] == []
