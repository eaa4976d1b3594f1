"""What a person types inside a text, and YAML quietly makes something else of."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.errors import BadInput
from publisher.source.load import load_condition
from publisher.source.typed import leads_in
from tests.helpers import SOURCE, Project, new_project

LIST = "write a block of kind list or steps; items within an item go under `items`"
QUOTE = "put the text in quotes, or the comment in a line of its own"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path / "project")


SOURCE_TEXT = """\
condition: every-block
language: en-US
title: Every block
short_title: Blocks
subtitle: A test
version: "0.1"
issued: 2026-01-01
modified: 2026-01-01
review:
  state: unreviewed  # every page says so
body_part: whole-body
summary:
  - A sentence.
  - Another one.
  - And a third.
sections:
  - id: overview
    kind: overview
    heading: What it is
    blocks:
      - kind: paragraph # a note
        id: first
        TEXT
references:
  - id: one
    text: A book.
"""
LINE = 1 + SOURCE_TEXT[: SOURCE_TEXT.index("TEXT")].count("\n")


def problems(project: Project, text: str) -> list[str]:
    """What is said of a source whose paragraph is `text`, without the name of the file."""
    project.source.write_text(SOURCE_TEXT.replace("TEXT", text), encoding="utf-8")
    try:
        load_condition(project.source.parent, project.root)
    except BadInput as exc:
        return [str(one).removeprefix(f"{SOURCE}:") for one in exc.problems]
    return []


PATH = "sections[0].blocks[0].text"
BAD = {
    "text: Call 555-0142 and press #2 for the nurse. Do not drive.": (
        f"{LINE}:1  {PATH}  '#2 for the nurse. Do not drive.' is taken for a comment "
        f"and not read: {QUOTE}"
    ),
    "text: Rest # two days": (
        f"{LINE}:9  {PATH}  '# two days' is taken for a comment and not read: {QUOTE}"
    ),
    "text: One line\n          and #2 more": (
        f"{LINE + 1}:1  {PATH}  '#2 more' is taken for a comment and not read: {QUOTE}"
    ),
    'text: "You may have: • pain • fever"': (
        f"{LINE}:9  {PATH}  a list typed inside a text, at '• pain • fever': {LIST}"
    ),
    'text: "You may have: - pain - fever"': (
        f"{LINE}:9  {PATH}  a list typed inside a text, at '- pain - fever': {LIST}"
    ),
    "text: Pain\n          - that starts suddenly\n          - that lasts": (
        f"{LINE + 1}:1  {PATH}  a list typed inside a text, at '- that starts suddenly': {LIST}"
    ),
    "text: >-\n          * pain\n          * fever": (
        f"{LINE + 1}:1  {PATH}  a list typed inside a text, at '* pain': {LIST}"
    ),
    "text: Do this. 1) Sit down. 2) Drink.": (
        f"{LINE}:9  {PATH}  a list typed inside a text, at '1) Sit down. 2) Drink.': {LIST}"
    ),
    "text: 1. Wash your hands": (
        f"{LINE}:9  {PATH}  a list typed inside a text, at '1. Wash your hands': {LIST}"
    ),
    "text: >-\n          # A heading\n          Words.": (
        f"{LINE + 1}:1  {PATH}  a heading typed inside a text, at '# A heading': "
        "write a subsection, or remove the #"
    ),
    "text: |\n          One paragraph.\n\n          Another.\n": (
        f"{LINE + 3}:1  {PATH}  an empty line inside a text, before 'Another.': "
        "write two paragraphs"
    ),
    "text: >-\n          One paragraph.\n\n          Another.\n": (
        f"{LINE + 3}:1  {PATH}  an empty line inside a text, before 'Another.': "
        "write two paragraphs"
    ),
    "text: |\n          Monday: one pill\n          Tuesday: two pills": (
        f"{LINE + 2}:1  {PATH}  a line break inside a text, before 'Tuesday: two pills': "
        "write >- where lines run on, else blocks or items of their own"
    ),
    'text: "One\\tpill"': f"{LINE}:9  {PATH}  contains a tab: write a space, or a table",
    "text: Take p\u0430racetamol": (
        f"{LINE}:9  {PATH}  'p\u0430racetamol' contains '\u0430', cyrillic small letter a: "
        "type the Latin letter that looks like it"
    ),
    'text: "Symptoms can include:"': (
        f"{LINE}:9  {PATH}  'Symptoms can include:' announces what does not follow: "
        "make it the lead_in of a list, or end the sentence"
    ),
    "text: Symptoms can include": (
        f"{LINE}:9  {PATH}  'Symptoms can include' announces what does not follow: "
        "make it the lead_in of a list, or end the sentence"
    ),
    "text: Pain\u200b killers": f"{LINE}:19  contains the unprintable character U+200B: remove it",
    "text: A \u2066word\u2069": f"{LINE}:17  contains the unprintable character U+2066: remove it",
}


@pytest.mark.parametrize("text", BAD)
def test_what_would_be_lost_is_a_problem(project: Project, text: str) -> None:
    assert problems(project, text)[0] == BAD[text]


GOOD = (
    'text: "Call 555-0142 and press #2 for the nurse." # a comment behind quotes',
    "text: Room C#2 is open.",
    "text: Most have type 1. Some have type 2.",
    "text: Take 1. 5 mg is the dose",
    "text: >-\n          A line that runs on –\n          and ends – here.",
    "text: >-\n          It is a sign of stage\n          2. After that it heals.",
    "text: '-5 °C is cold'",
    "text: 'Beta cells (β-cells) weigh 5 µg and 6 μg, 3 Ω'",
    "text: She said *now*, and **never** again.",
    "text: It is 5 - 10 mg. A well-known - and safe - pill",
    'text: "At 10:30: sit down."',
    "text: >-\n          Words that\n          run on.\n",
    "text: Vitamin B12, e.g. from meat; i.e. not from plants.",
)


@pytest.mark.parametrize("text", GOOD)
def test_what_arrives_as_it_was_typed_is_none(project: Project, text: str) -> None:
    assert problems(project, text) == []


def test_a_comment_behind_a_kind_or_a_number_is_a_comment(project: Project) -> None:
    project.write(SOURCE, "review:\n  state: unreviewed", "review:\n  state: unreviewed # so it is")
    assert load_condition(project.source.parent, project.root).version == "0.1"


def test_a_lead_in_needs_its_list(project: Project) -> None:
    listed = 'text: "For example:"\n      - kind: '
    for kind, more in (
        (
            "figure",
            "\n        file: shapes.svg\n        title: T\n        caption: C\n        alt: A",
        ),
        ("contact", "\n        heading: Call us"),
    ):
        assert problems(project, f"{listed}{kind}\n        id: next{more}") == []
    second = "paragraph\n        id: next\n        text: Words."
    assert len(problems(project, listed + second)) == 1
    own = "list\n        id: next\n        lead_in: 'These are:'\n        items: [a, b]"
    assert len(problems(project, listed + own)) == 1


def test_an_item_that_leads_in_needs_items(project: Project) -> None:
    before = "text: Words.\n      - kind: list\n        id: next\n        lead_in: 'Call if:'\n"
    bare = "        items:\n          - 'you have:'\n          - fever"
    assert problems(project, before + bare) == [
        f"{LINE + 5}:13  sections[0].blocks[1].items[0]  'you have:' announces what does not "
        "follow: make it the lead_in of a list, or end the sentence"
    ]
    nested = "        items:\n          - text: 'you have:'\n            items: [pain, fever]"
    assert problems(project, before + nested) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Symptoms can include:", True),
        ("Symptoms can include: [@nci]", True),
        ("**Symptoms:**", True),
        ("症状：", True),
        ("Do the following", True),
        ("Eat foods such as", True),
        ("Symptoms can include pain.", False),
        ("It is what blood tests include.", False),
    ],
)
def test_words_that_lead_in(words: str, found: bool) -> None:
    assert leads_in(words) is found


def test_decomposed_accents_become_what_fonts_have(project: Project) -> None:
    assert problems(project, "text: Cafe\u0301 au lait") == []
    condition = load_condition(project.source.parent, project.root)
    (block,) = condition.sections[0].blocks
    assert block.kind == "paragraph"
    assert block.text.plain == "Caf\u00e9 au lait"


def test_one_wrong_block_is_one_problem(project: Project) -> None:
    """What contains it is not said to be empty."""
    assert problems(project, "txt: Words.") == [
        f"{LINE - 2}:9  sections[0].blocks[0].text  missing: write it",
        f"{LINE}:9  sections[0].blocks[0].txt  unknown key: remove it or check its spelling",
    ]


@pytest.mark.parametrize(
    "text",
    ["*note* this", "@home", '"Stop" is what you say', "`x` and y", "[a] b"],
)
def test_words_that_yaml_stumbles_over_are_to_be_quoted(project: Project, text: str) -> None:
    *_, problem = problems(
        project, f"text: Words.\n      - kind: list\n        items:\n          - {text}"
    )
    assert problem.endswith(
        "words that begin or go on with a sign of YAML's own: "
        "put the whole text in quotes: '\"Stop\" is what you say'"
    )


def test_a_title_of_one_long_word_finds_no_room_on_a_cover(project: Project) -> None:
    text = SOURCE_TEXT.replace("TEXT", "text: Words.").replace("Every block", "Every" + "x" * 90)
    project.source.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        load_condition(project.source.parent, project.root)
    assert [str(one) for one in raised.value.problems] == [
        f"{SOURCE}:3:1  title  'Everyxxxxxxxxxxxxxxxxxxxxxxxx…' has 95 letters: "
        "keep words of a title to 64, or no cover has room"
    ]
