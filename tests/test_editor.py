"""The editor of the studio: what it writes, what it refuses, and how two people stay apart."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any

import pytest

from publisher.source.positions import read_yaml_keeping_problems
from publisher.source.shared import FOLDER
from publisher.studio.editor.changes import BadStep, changed, tree_of
from publisher.studio.editor.documents import EditedSource, Refusal, SavedText
from publisher.studio.editor.drafts import draft_of
from publisher.studio.editor.fresh import fresh
from publisher.studio.editor.kinds import BLOCKS, FREE, MEMBERS, NODES, PLAIN, RUNNING, TITLE
from publisher.studio.editor.measure import measured
from publisher.studio.editor.versions import Sort, differences, together
from tests.helpers import EVERY_BLOCK, ROOT, SOURCE, Project, new_project

TEXT = (EVERY_BLOCK / "condition.yaml").read_text(encoding="utf-8")


def edits(steps: list[dict[str, Any]], text: str = TEXT) -> list[str]:
    """The lines that steps take away (-) and bring (+)."""
    after = changed(text, steps)
    lines = difflib.unified_diff(text.splitlines(), after.splitlines(), lineterm="", n=0)
    return [one for one in lines if one[:1] in "+-" and one[:3] not in ("+++", "---")]


def place_of(words: str, text: str = TEXT) -> list[str | int]:
    """The keys of the first text that says something."""

    def find(value: Any, at: tuple[str | int, ...]) -> list[str | int] | None:
        if isinstance(value, str):
            return list(at) if words in value else None
        inner = value.items() if isinstance(value, dict) else enumerate(value or ())
        if not isinstance(value, dict | list):
            return None
        return next((found for key, one in inner if (found := find(one, (*at, key)))), None)

    found = find(tree_of(text), ())
    assert found, words
    return found


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path)


# What is written -------------------------------------------------------------------------------


def test_one_edit_changes_one_line_and_comments_stay() -> None:
    line = next(one for one in TEXT.splitlines() if one.startswith("title: "))
    assert edits([{"do": "set", "at": ["title"], "value": "Other words"}]) == [
        f"-{line}",
        "+title: Other words",
    ]
    text = TEXT.replace("\ntitle:", "\n# A comment of its own.\ntitle:").replace(
        line, f"{line}  # and one behind"
    )
    after = changed(text, [{"do": "set", "at": ["title"], "value": "Other words"}])
    assert "# A comment of its own.\ntitle: Other words  # and one behind\n" in after


def test_every_kind_that_can_be_added_is_removed_again_without_a_trace() -> None:
    for what, _ in BLOCKS:
        steps = [{"do": "add", "at": ["sections", 0, "blocks", 0], "what": what}]
        added = changed(TEXT, steps)
        new = tree_of(added)["sections"][0]["blocks"][0]
        assert (new["kind"], TEXT.count(f"id: {new['id']}\n")) == (what, 0)
        gone = changed(added, [{"do": "remove", "at": ["sections", 0, "blocks", 0]}])
        assert gone == TEXT
    for what in ("entry", "reference", "section", "subsection", "part", "line", "code"):
        assert fresh(what, lambda word: word, 0)
    assert {one for one, _ in BLOCKS} <= NODES.keys()
    assert set(MEMBERS.values()) <= NODES.keys()


def test_a_block_moves_with_its_comments_in_its_list_and_to_another() -> None:
    text = TEXT.replace("\n  - id:", "\n  # Of this section.\n  - id:")
    moved = changed(text, [{"do": "move", "at": ["sections", 0], "to": ["sections", 1]}])
    names = [one["id"] for one in tree_of(text)["sections"]]
    assert [one["id"] for one in tree_of(moved)["sections"]] == [names[1], names[0], *names[2:]]
    assert sorted(moved.split()) == sorted(text.split())
    there = ["sections", 1, "blocks", 0]
    across = changed(TEXT, [{"do": "move", "at": ["sections", 0, "blocks", 0], "to": there}])
    assert tree_of(across)["sections"][1]["blocks"][0] == tree_of(TEXT)["sections"][0]["blocks"][0]


def test_a_plain_item_gets_a_picture_and_loses_it() -> None:
    tree = tree_of(TEXT)
    at = next(
        ["sections", s, "blocks", b, "items", n]
        for s, section in enumerate(tree["sections"])
        for b, block in enumerate(section.get("blocks", ()))
        if block.get("kind") == "list"
        for n, item in enumerate(block["items"])
        if isinstance(item, str)
    )
    pictured = changed(TEXT, [{"do": "set", "at": [*at, "symbol"], "value": "tired"}])
    assert len(edits([{"do": "set", "at": [*at, "symbol"], "value": "tired"}])) == 3
    plain = changed(pictured, [{"do": "set", "at": [*at, "symbol"], "value": None}])
    assert tree_of(plain) != tree_of(pictured)
    assert "symbol: tired" not in plain.splitlines()[0]


def test_a_column_is_added_to_every_row() -> None:
    tree = tree_of(TEXT)
    section, block = next(
        (s, b)
        for s, one in enumerate(tree["sections"])
        for b, inner in enumerate(one.get("blocks", ()))
        if inner.get("kind") == "table"
    )
    at = ["sections", section, "blocks", block, "columns", 1]
    wide = tree_of(changed(TEXT, [{"do": "add_column", "at": at}]))
    table = wide["sections"][section]["blocks"][block]
    assert {len(row) for row in table["rows"]} == {len(table["columns"])}
    again = changed(
        changed(TEXT, [{"do": "add_column", "at": at}]), [{"do": "remove_column", "at": at}]
    )
    assert tree_of(again) == tree


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("title", "the steps are not a list"),
        ([1], "a step is not an object"),
        ([{"do": "set", "at": []}], "a step without a place"),
        ([{"do": "set", "at": ["title", True], "value": "x"}], "a step without a place"),
        ([{"do": "set", "at": ["title"], "value": {"a": 1}}], "a step without a value"),
        (
            [{"do": "set", "at": ["sections", 99, "heading"], "value": "x"}],
            "the place of a step is not there any longer",
        ),
        (
            [{"do": "remove", "at": ["sections", 99]}],
            "the place of a step is not there any longer",
        ),
        ([{"do": "format", "at": ["title"]}], "a step that is not known"),
        ([{"do": "add", "at": ["sections", 0, "brief"], "what": "x"}], "nothing is called 'x'"),
        ([{"do": "fill", "at": ["sections", 0], "what": "list"}], "there is no hole any longer"),
        (
            [{"do": "move", "at": ["sections", 0], "to": ["sections", 0, "blocks", 0]}],
            "it cannot move there",
        ),
    ],
)
def test_a_step_that_cannot_be_taken_is_refused(steps: object, said: str) -> None:
    with pytest.raises(BadStep) as refused:
        changed(TEXT, steps)
    assert str(refused.value) == said


# What is saved ---------------------------------------------------------------------------------


def test_two_people_never_overwrite_each_other(project: Project) -> None:
    source = EditedSource(project.root, "guide", "every-block")
    began = source.read()
    mine = changed(began.text, [{"do": "set", "at": ["title"], "value": "Mine"}])
    theirs = changed(began.text, [{"do": "set", "at": ["short_title"], "value": "Theirs"}])
    assert isinstance(source.save(began.mark, theirs), SavedText)
    refusal = source.save(began.mark, mine)
    assert isinstance(refusal, Refusal)
    assert refusal.saved is not None
    assert (refusal.saved.text, project.source.read_text(encoding="utf-8")) == (theirs, theirs)
    both = together(began.text, mine, theirs)
    assert both is not None
    assert {"title: Mine", "short_title: Theirs"} <= {*both.splitlines()}
    assert isinstance(source.save(refusal.saved.mark, both), SavedText)
    other = changed(began.text, [{"do": "set", "at": ["title"], "value": "Another"}])
    assert together(began.text, mine, other) is None


def test_lines_that_differ_are_told() -> None:
    told = differences("one\ntwo\nthree\n", "one\n2\nthree\n")
    assert [(one.sort, one.number, one.text) for one in told] == [
        (Sort.GAP, 1, ""),
        (Sort.SAME, 1, "one"),
        (Sort.GONE, 2, "two"),
        (Sort.NEW, 2, "2"),
        (Sort.SAME, 3, "three"),
    ]


def test_a_draft_with_a_problem_is_not_written(project: Project) -> None:
    source = EditedSource(project.root, "guide", "every-block")
    began = source.read()
    wrong = began.text.replace("[@second]", "[@nobody]")
    refusal = source.save(began.mark, wrong)
    assert isinstance(refusal, Refusal)
    said = {f"{one.line}: {one.wrong}" for one in refusal.problems}
    assert f"{project.line('[@second]')}: there is no reference 'nobody'" in said
    assert source.read() == began
    broken = source.save(began.mark, began.text + "\n  : : [")
    assert isinstance(broken, Refusal)
    assert broken.problems
    long = source.save(began.mark, "x" * 1_000_001)
    assert isinstance(long, Refusal)
    assert [one.wrong for one in long.problems] == ["is too long"]
    assert source.read() == began


def test_a_file_with_problems_may_lose_them_one_by_one_and_get_no_new_one(
    project: Project,
) -> None:
    project.write(SOURCE, "\ntitle: ", "\nsubtitel: x\nanother: y\ntitle: ")
    source = EditedSource(project.root, "guide", "every-block")
    began = source.read()
    better = began.text.replace("subtitel: x\n", "")
    assert isinstance(source.save(began.mark, began.text.replace("[@second]", "[@no]")), Refusal)
    assert isinstance(source.save(began.mark, better), SavedText)


def test_line_endings_and_a_mark_of_bytes_stay(project: Project) -> None:
    data = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    project.source.write_bytes(data)
    source = EditedSource(project.root, "guide", "every-block")
    began = source.read()
    draft = began.text.replace("\r\n", "\n").replace("\ntitle: ", "\ntitle: The ", 1)
    assert isinstance(source.save(began.mark, draft), SavedText)
    assert project.source.read_bytes() == data.replace(b"\ntitle: ", b"\ntitle: The ", 1)


def test_a_shared_wording_is_saved_where_no_guide_breaks(project: Project) -> None:
    folder = project.root / "sources" / FOLDER
    folder.mkdir()
    wording = folder / "lines.yaml"
    words = "shared: lines\nlanguage: en-US\nblocks:\n  - {kind: write_in, id: own, label: Mine}\n"
    wording.write_text(words, encoding="utf-8")
    section = project.source.read_text(encoding="utf-8")
    name = re.search(r"\n      - kind: paragraph\n        id: (\S+)\n", section)
    assert name
    at = name.start()
    project.source.write_text(f"{section[:at]}\n      - use: lines{section[at:]}", encoding="utf-8")
    source = EditedSource(project.root, "shared", "lines")
    assert source.users == ("every-block",)
    began = source.read()
    taken = began.text.replace("id: own", f"id: {name[1]}")
    refusal = source.save(began.mark, taken)
    assert isinstance(refusal, Refusal)
    assert [one.file for one in refusal.problems] == [SOURCE]
    assert isinstance(source.save(began.mark, began.text.replace("Mine", "My own")), SavedText)


# What is shown ---------------------------------------------------------------------------------


def test_a_problem_stands_at_its_field_with_the_words_of_check(project: Project) -> None:
    source = EditedSource(project.root, "guide", "every-block")
    at = place_of("[@second]")
    draft = draft_of(source, TEXT.replace("[@second]", "[@nobody]"), [], "")
    told = [one for one in draft.problems if one.problem.wrong == "there is no reference 'nobody'"]
    assert [list(one.at) for one in told][:1] == [at]
    assert told[0].part in {one.key for one in draft.parts}
    empty = draft_of(source, TEXT, [{"do": "set", "at": ["title"], "value": ""}], "")
    assert [(list(one.at), one.problem.wrong) for one in empty.problems] == [
        (["title"], "text is empty")
    ]


def test_every_part_of_every_source_has_a_form() -> None:
    for path in sorted((ROOT / "sources").glob("*/condition.yaml"))[:1]:
        source = EditedSource(ROOT, "guide", path.parent.name)
        text = source.read().text
        for part in draft_of(source, text, [], "").parts:
            draft = draft_of(source, text, [], part.key)
            assert (draft.problems, draft.part) == ((), part)
            assert draft.form is not None
    for path in sorted((ROOT / "sources" / FOLDER).glob("*.yaml")):
        source = EditedSource(ROOT, "shared", path.stem)
        draft = draft_of(source, source.read().text, [], "")
        assert (draft.problems, draft.form is not None) == ((), True)


def test_lengths_are_counted_as_the_model_and_the_content_check_count() -> None:
    assert measured("One [two](term:two) three. [@nhs]", RUNNING).said == "3 words"
    assert measured("x" * 121, TITLE).is_over
    assert measured("One idea of words", PLAIN).said == "4 of 15 words"
    long = measured(f"{'word ' * 21}.", RUNNING)
    assert (long.said, long.is_over) == (
        "21 words; a sentence of 21, more than 20 is long",
        True,
    )
    assert measured("", FREE).said == ""


def test_positions_are_of_the_draft(project: Project) -> None:
    path = project.source
    _, places, problems = read_yaml_keeping_problems(path, SOURCE, "a: 1\nb: 2\n")
    assert (places[("b",)].line, problems) == (2, [])
