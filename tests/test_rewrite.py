"""A YAML file is corrected where it changed; every other byte stays."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from publisher.brand import model as brand
from publisher.brand.load import load_brand
from publisher.pull.shared import parted
from publisher.pull.writing import scalars
from publisher.pull.writing.rewrite import RewriteError, rewrite
from publisher.source.load import load_condition
from tests.helpers import EVERY_BLOCK, REAL, ROOT
from tests.test_merge import edited, ids, member, tree

Tree = dict[str, Any]
BRANDS = sorted((ROOT / "layouts" / "brands").glob("*/_brand.yml"))
TEXT = (EVERY_BLOCK / "condition.yaml").read_text(encoding="utf-8")
FEW = settings(max_examples=20, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))


@cache
def dumped(folder: Path) -> str:
    condition = load_condition(folder, ROOT)
    return json.dumps(parted(condition.model_dump(mode="json"), condition.uses).tree)


def read(text: str, folder: Path) -> Tree:
    """What a source says, read as the publisher reads it."""
    at = folder / "condition.yaml"
    at.write_text(text, encoding="utf-8", newline="")
    return load_condition(folder, folder.parent).model_dump(mode="json")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder that a source with the figures of `every-block` can stand in."""
    folder = tmp_path / "every-block"
    (folder / "figures").mkdir(parents=True)
    for drawing in (EVERY_BLOCK / "figures").iterdir():
        (folder / "figures" / drawing.name).write_bytes(drawing.read_bytes())
    return folder


def corrected(edit: Callable[[Tree], object], text: str = TEXT) -> list[str]:
    """The lines that an edit takes away (-) and brings (+)."""
    after = tree()
    edit(after)
    new = rewrite(text, tree(), after)
    old_lines, new_lines = text.splitlines(), new.splitlines()
    said = []
    for kind, a, b, c, d in SequenceMatcher(None, old_lines, new_lines, False).get_opcodes():
        if kind != "equal":
            said += [f"-{line}" for line in old_lines[a:b]]
            said += [f"+{line}" for line in new_lines[c:d]]
    return said


# Whatever is done to it --------------------------------------------------------------------


@pytest.mark.parametrize("folder", [EVERY_BLOCK, *REAL], ids=lambda folder: folder.name)
def test_no_difference_changes_no_byte(folder: Path) -> None:
    text = (folder / "condition.yaml").read_text(encoding="utf-8")
    same = json.loads(dumped(folder))
    assert rewrite(text, same, copy.deepcopy(same)) == text


@FEW
@given(edited())
def test_whatever_is_edited_the_file_says_it_afterwards(after: Tree) -> None:
    new = rewrite(TEXT, tree(), after)  # proves itself, and raises where it does not hold
    assert rewrite(new, after, tree()).count("\n") >= TEXT.count("\n") - 40


@pytest.mark.parametrize("folder", REAL, ids=lambda folder: folder.name)
def test_real_sources_are_corrected_too(folder: Path) -> None:
    """Every text of a real source in turn, a few at a time, and one move in each list."""
    text = (folder / "condition.yaml").read_text(encoding="utf-8")
    before = json.loads(dumped(folder))
    lines = text.splitlines()
    changed = copy.deepcopy(before)
    for section in changed["sections"]:
        section["heading"] += ": more"
        for block in section["blocks"]:
            for key in ("text", "lead_in", "caption"):
                if block.get(key):
                    block[key] += " And *one* more sentence, so that the line has to be folded."
            if len(block.get("items") or []) > 1:
                block["items"].append(block["items"].pop(0))
            if block.get("rows"):
                block["rows"].append(["new, cell", *(["x: y"] * (len(block["columns"]) - 1))])
    new = rewrite(text, before, changed)
    kept = set(new.splitlines())
    assert all(line in kept for line in lines if line.lstrip().startswith("#"))
    assert rewrite(new, changed, before).splitlines()[:20] == lines[:20]


# Sources written in other ways -------------------------------------------------------------


def restyled(seed: int) -> str:
    """The same source as somebody else would write it: comments, quotes, indents, line ends."""
    dice = random.Random(seed)
    wide = dice.choice((1, 1, 2))
    out: list[str] = []
    block: int | None = None  # how deep the header stands of the block that runs
    for line in TEXT.splitlines():
        indent = (len(line) - len(line.lstrip(" "))) * wide
        line = " " * indent + re.sub("^- ", "- " + "  " * (wide - 1), line.lstrip(" "))
        if block is not None and indent > block:
            out.append(line)
            continue
        behind = block is not None
        block = None
        match = re.fullmatch(r"( *)((?:- +)*)([a-z_]+: )?([A-Z][^\"#>{\[:*]*)", line)
        if line.endswith(">-"):
            block = indent
        elif match and not line.startswith("version") and "kind:" not in line:
            start, dash, key, words = (part or "" for part in match.groups())
            style = dice.choice(("", "", "'", '"', "|-", ">-", "cut"))
            if style in ("'", '"'):
                words = style + words.replace("'", "''" if style == "'" else "'") + style
            elif style:
                deep = "\n" + " " * (indent + len(dash) * bool(key) + 2)
                words = words.replace(" ", deep, 1) if style == "cut" else f"{style}{deep}{words}"
            line = start + dash + key + words
        note = dice.choice(("", "", "", "", "above", "behind", "gap", "both", "deep"))
        mark = " " * indent + "# {} " + str(len(out))
        if note in ("above", "both") and out:
            out.append(mark.format("above"))
        if note == "deep" and not behind and out:
            out.append("    " + mark.format("deep"))
        if note == "gap" and out:
            out += ["", mark.format("alone"), ""]
        first, cut, rest = line.partition("\n")
        # Behind words without quotes, a comment is taken for words that somebody lost.
        quoted = first.endswith(('"', "'", ":", "-"))
        if note in ("behind", "both") and quoted and (not cut or first.endswith("-")):
            first += f"  # behind {len(out)}"
        out += (first + cut + rest).split("\n")
        if "-\n" in line or (cut and "behind" in first):
            block = indent
    ending = dice.choice(("\n", "\r\n"))
    return ending.join(out) + ending * dice.choice((0, 1))


WRITTEN = st.integers(0, 10**6).map(restyled)


@pytest.mark.parametrize("seed", range(12))
def test_the_other_ways_to_write_it_say_the_same(seed: int, project: Path) -> None:
    assert read(restyled(seed), project) == tree()


def without_first_term() -> Tree:
    """The tree of the source without the first of its definitions."""
    after = tree()
    after["sections"][1]["blocks"][1]["items"].pop(0)
    return after


def inside_removed(old: str, new: str, note: str) -> bool:
    """Whether a comment stood between two lines that are both gone: in what was removed."""
    said = [line.strip() for line in old.splitlines() if line.strip()]
    kept = {line.strip().partition("  #")[0] for line in new.splitlines()}
    at = said.index(note)
    around = (said[at - 1 :: -1], said[at + 1 :])
    near = [next((line for line in way if line[0] != "#"), "") for way in around]
    return not any(line.partition("  #")[0] in kept for line in near)


@FEW
@example(restyled(518568), without_first_term())
@given(WRITTEN, edited(2))
def test_comments_and_what_nobody_touched_stay(text: str, after: Tree) -> None:
    new = rewrite(text, tree(), after)
    ending = "\r\n" if "\r\n" in text else "\n"
    assert ("\r" in new) == (ending == "\r\n")
    assert new.count(ending) == new.count("\n")
    assert new.endswith(ending) == text.endswith(ending)
    floating = re.findall(r"# alone \d+", text)
    lost = [note for note in floating if note not in new and not inside_removed(text, new, note)]
    assert lost == [] or ids(tree()) - ids(after)
    notes = re.findall(r"# (?:above|behind|deep|alone) \d+", new)
    assert len(notes) == len(set(notes)), "a comment stands twice"


# Comments that stand deep, behind a text that grows too long for its line.
@example(restyled(797926), 115, "long words " * 30 + "end")
@example(restyled(691875), 161, "long words " * 30 + "end")
@example(restyled(599635), 46, "long words " * 30 + "end")
@FEW
@given(
    WRITTEN,
    st.integers(0, 10**6),
    st.sampled_from(
        [
            "new words",
            'it\'s: "so"',
            "- dash",
            "# hash",
            "@at",
            "5 mg",
            "null",
            "true",
            "12",
            "a #b",
            "ends:",
            "é – “ü” 😀",
            "'",
            "{a}",
            "[a](https://a.example)",
            "long words " * 30 + "end",
            "back\\slash",
            "two\nlines",
            "%",
            "? x",
            "&a",
            "*a*",
            "!x",
            "| pipe",
            "> more",
            "a, b",
        ]
    ),
)
def test_one_text_changes_its_own_lines_alone(text: str, number: int, words: str) -> None:
    from tests.test_merge import texts

    after = tree()
    places = list(texts(after))
    holder, key = places[number % len(places)]
    holder[key] = words
    new = rewrite(text, tree(), after)
    old_lines, new_lines = text.splitlines(keepends=True), new.splitlines(keepends=True)
    changed = [
        (a, b)
        for kind, a, b, _, _ in SequenceMatcher(None, old_lines, new_lines, False).get_opcodes()
        if kind != "equal"
    ]
    assert changed
    assert changed[-1][1] - changed[0][0] <= 4, "lines of other texts changed"
    notes = re.compile(r"# (?:above|behind|deep|alone) \d+")
    assert notes.findall(new) == notes.findall(text)


# Case by case ------------------------------------------------------------------------------


def item(tree_: Tree, number: int, **what: Any) -> None:
    member("symptoms-list", tree_)["items"][number].update(what)


def table(edit: Callable[[Tree], object]) -> Callable[[Tree], object]:
    return lambda tree_: edit(member("overview-table", tree_))


def add(tree_: Tree, name: str, at: int, block: Tree) -> None:
    member(name, tree_)["blocks"].insert(at, block)


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (
            lambda t: t.update(title="Blocks, all of them"),
            ["-title: Every block", "+title: Blocks, all of them"],
        ),
        (lambda t: t.update(title="Blocks: all"), ["-title: Every block", '+title: "Blocks: all"']),
        (
            lambda t: t.update(modified="2026-03-01"),
            ["-modified: 2026-02-20", "+modified: 2026-03-01"],
        ),
        (
            lambda t: t["review"].update(
                state="reviewed", reviewer="A. Doe", reviewed="2026-03-01", next_review="2027-03-01"
            ),
            [
                "-  state: unreviewed",
                "+  state: reviewed",
                "+  reviewer: A. Doe",
                "+  reviewed: 2026-03-01",
                "+  next_review: 2027-03-01",
            ],
        ),
        (
            lambda t: item(t, 2, items=["deep", "deep: er"]),
            [
                "-          - a *third* thing",
                "+          - text: a *third* thing",
                "+            items:",
                "+              - deep",
                '+              - "deep: er"',
            ],
        ),
        (
            lambda t: item(t, 1, items=[], symbol=None),
            [
                "-          - text: a second thing, such as",
                "-            symbol: tablet",
                "-            items:",
                "-              - a nested thing",
                "-              - another nested thing",
                "+          - a second thing, such as",
            ],
        ),
        (
            lambda t: item(t, 1, text="another"),
            ["-          - text: a second thing, such as", "+          - text: another"],
        ),
        (
            lambda t: t["summary"].pop(1),
            ["-  - It holds every kind of [block](term:block) once."],
        ),
        (
            lambda t: t["summary"].insert(0, 'It\'s "new": read on'),
            ['+  - "It\'s \\"new\\": read on"'],
        ),
        (
            lambda t: t["summary"].insert(0, t["summary"].pop()),
            ["+  - Every format must carry all of it.", "-  - Every format must carry all of it."],
        ),
        (
            table(lambda t: t["rows"].insert(1, ["a, b", "c", "[x]"])),
            ['+          - ["a, b", c, "[x]"]'],
        ),
        (
            table(lambda t: t["rows"][0].__setitem__(1, "null")),
            [
                "-          - [Circle, None, Yes it does]",
                '+          - [Circle, "null", Yes it does]',
            ],
        ),
        (
            table(lambda t: [row.pop(1) for row in [t["columns"], *t["rows"]]]),
            [
                "-        columns: [Shape, Corners, Rolls]",
                "+        columns: [Shape, Rolls]",
                "-          - [Circle, None, Yes it does]",
                '-          - ["**Square**", Four, No it does not]',
                '-          - [Triangle, "Three [@second]", Only with help]',
                "+          - [Circle, Yes it does]",
                '+          - ["**Square**", No it does not]',
                "+          - [Triangle, Only with help]",
            ],
        ),
        (
            lambda t: add(
                t, "help", 1, {"kind": "paragraph", "id": "help-new", "text": "word " * 25 + "end"}
            ),
            [
                "+      - kind: paragraph",
                "+        id: help-new",
                "+        text: >-",
                "+          " + "word " * 17 + "word",
                "+          " + "word " * 7 + "end",
            ],
        ),
        (
            lambda t: add(
                t,
                "help",
                0,
                {
                    "kind": "list",
                    "id": "help-new",
                    "lead_in": "You: ",
                    "items": [{"text": "a", "items": ["b"]}, {"text": "c", "items": []}],
                },
            ),
            [
                "+      - kind: list",
                "+        id: help-new",
                '+        lead_in: "You: "',
                "+        items:",
                "+          - text: a",
                "+            items:",
                "+              - b",
                "+          - c",
            ],
        ),
        (lambda t: t.update(also_called=[]), ["-also_called:", "-  - Kitchen sink"]),
        (lambda t: t["references"][0].update(url=None), ["-    url: https://example.org/blocks"]),
        (
            lambda t: t["references"][1].update(url="https://example.org/x"),
            ["+    url: https://example.org/x"],
        ),
    ],
)
def test_an_edit_changes_these_lines(edit: Callable[[Tree], object], lines: list[str]) -> None:
    assert corrected(edit) == lines


FOLDED = """\
summary:
  # Ask the clinic about this one.
  - first
  - 'it''s the second'  # agreed in May

  # A word to all.

  # About the third.
  - third
  #- fourth
title: >-  # the long one
    The quick brown fox jumps
    over the lazy dog and on
    into the wide green wood.
note: |
  Line one.
  Line two.
"""


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (
            {
                "title": "The quick brown fox jumps over the lazy dogs "
                "and on into the wide green wood."
            },
            FOLDED.replace("over the lazy dog and on\n    into", "over the lazy dogs and on into"),
        ),
        ({"note": "Line one.\nLine three.\n"}, FOLDED.replace("two", "three")),
        ({"note": "Line one."}, FOLDED.replace("|\n", "|-\n").replace("  Line two.\n", "")),
        ({"summary": ["first", "it's second", "third"]}, FOLDED.replace("s the s", "s s")),
        (
            {"summary": ["third", "first", "it's the second"]},
            """\
summary:

  # A word to all.

  # About the third.
  - third
  # Ask the clinic about this one.
  - first
  - 'it''s the second'  # agreed in May
"""
            + FOLDED[FOLDED.index("  #- f") :],
        ),
        (
            {"summary": ["it's the second", "third"]},
            FOLDED.replace("  # Ask the clinic about this one.\n  - first\n", ""),
        ),
        (
            {"summary": ["first", "it's the second"]},
            FOLDED.replace("  # About the third.\n  - third\n", ""),
        ),
        (
            {"summary": ["first", "it's the second", "third", "last"]},
            FOLDED.replace("  - third\n", "  - third\n  - last\n"),
        ),
        (
            {"summary": ["first", {"text": "it's the second", "items": ["x"]}, "third"]},
            FOLDED.replace(
                "- 'it''s the second'  # agreed in May\n",
                "- text: 'it''s the second'  # agreed in May\n    items:\n      - x\n",
            ),
        ),
        ({"summary": None}, FOLDED[FOLDED.index("  #- f") :]),
    ],
)
def test_comments_go_with_what_they_stand_above(change: Tree, text: str) -> None:
    before = {
        "summary": ["first", "it's the second", "third"],
        "title": "The quick brown fox jumps over the lazy dog and on into the wide green wood.",
        "note": "Line one.\nLine two.\n",
    }
    assert rewrite(FOLDED, before, {**before, **change}) == text


def test_a_block_moves_to_another_section_with_its_comments() -> None:
    text = TEXT.replace(
        "          - kind: steps\n", "          # Ask Ann.\n          - kind: steps  # two\n"
    )
    after = tree()
    body = member("help-call", after)["body"]
    member("treatment", after)["blocks"].append(body.pop(1))
    member("help-call-steps", after)["items"][0]["text"] = "Say it."
    new = rewrite(text, tree(), after)
    assert (
        "until six.\n      # Ask Ann.\n      - kind: steps  # two\n"
        '        id: help-call-steps\n        lead_in: "When you call:"\n        items:\n'
        "          - Say it.\n          - Say what changed.\n  - id: appointment\n"
    ) in new
    assert new.count("Ask Ann") == 1


@pytest.mark.parametrize("path", BRANDS, ids=lambda path: path.parent.name)
def test_the_clinic_of_a_brand_is_corrected(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    loaded = load_brand(path.parent, ROOT)
    before = {
        "clinic": TypeAdapter(brand.Clinic).dump_python(loaded.clinic, mode="json"),
        "emergency_number": loaded.emergency_number,
    }
    at = ("defaults", "publisher")
    assert rewrite(text, before, before, at) == text
    after = copy.deepcopy(before)
    after["clinic"]["address"][0] = "5 New: Road"
    after["clinic"]["phones"].append({"label": "Fax", "number": "555-0100"})
    after["clinic"]["email"] = None
    after["emergency_number"] = "112"
    new = rewrite(text, before, after, at)
    old_lines, new_lines = text.splitlines(), new.splitlines()
    assert [line for line in new_lines if line not in old_lines] == [
        '    emergency_number: "112"',
        '        - "5 New: Road"',
        "        - label: Fax",
        "          number: 555-0100",
    ]
    assert len(new_lines) == len(old_lines) + 1
    assert rewrite(new, after, {**after, "emergency_number": "911"}, at).count("911") == 1


# What it refuses ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "before", "after", "message"),
    [
        (
            "a: x\n",
            {"a": "y"},
            {"a": "z"},
            "the file does not say what it should have said: a is 'x', not 'y'",
        ),
        (
            "a: [x, # one\n  y]\n",
            {"a": ["x", "y"]},
            {"a": ["y"]},
            "line 1 has comments inside brackets; write that list with dashes",
        ),
        ("", {"a": "y"}, {"a": "z"}, "the text contains nothing"),
    ],
)
def test_what_cannot_be_changed_is_refused(
    text: str, before: Tree, after: Tree, message: str
) -> None:
    with pytest.raises(RewriteError) as raised:
        rewrite(text, before, after)
    assert str(raised.value) == message


def test_a_text_that_would_say_something_else_is_not_handed_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scalars, "changed", lambda *_, **__: "wrong")
    with pytest.raises(RewriteError, match="title is 'wrong', not 'new'"):
        rewrite(TEXT, tree(), {**tree(), "title": "new"})
