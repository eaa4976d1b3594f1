"""The editor of the studio: what it writes, what it refuses, and how two people stay apart."""

from __future__ import annotations

import difflib
import http.client
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from publisher.source.positions import read_yaml_keeping_problems
from publisher.source.shared import FOLDER
from publisher.studio.editor.changes import BadStep, changed, tree_of
from publisher.studio.editor.choices import options_of
from publisher.studio.editor.completion import offers_at
from publisher.studio.editor.documents import EditedSource, Refusal, SavedText
from publisher.studio.editor.drafts import draft_of
from publisher.studio.editor.fresh import fresh
from publisher.studio.editor.kinds import BLOCKS, FREE, MEMBERS, NODES, PLAIN, RUNNING, TITLE
from publisher.studio.editor.measure import measured
from publisher.studio.editor.versions import Sort, differences, together
from tests import judges
from tests.helpers import EVERY_BLOCK, ROOT, SOURCE, Project, new_project
from tests.test_studio import Running, serving, tab, write_secret

__all__ = ["tab"]

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


# What is let in --------------------------------------------------------------------------------

LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}]\n"
    for old, new in pairwise("abcdefghijklmnop")
)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "- " * 50_000,
        LAUGHS,
        "title: !!python/object/apply:os.system [ls]\n",
        "title: \x00",
        "a: b: c",
        "",
        "- 1",
        "just words",
        "sections: 7\nsummary: {a: 1}\nglossary: [[[]]]\nplain: [1]\nreferences:\n",
        "sections: [{blocks: [7, {kind: [1]}, {kind: table, rows: 7}], brief: {blocks: x}}]",
    ],
    ids=[
        "brackets",
        "lists",
        "laughs",
        "tag",
        "zero",
        "colons",
        "nothing",
        "list",
        "words",
        "shapes",
        "blocks",
    ],
)
def test_any_text_has_an_answer(text: str, project: Project) -> None:
    source = EditedSource(project.root, "guide", "every-block")
    steps = [{"do": "set", "at": ["title"], "value": "x"}] if "title" in text else []
    for part in ("", "front", "section-0", "summary", "plain", "glossary", "references"):
        draft = draft_of(source, text, steps, part)
        assert draft.problems
    began = source.read()
    assert isinstance(source.save(began.mark, text), Refusal)
    assert source.read() == began


def test_what_is_sent_has_limits(studio: tuple[Running, Project]) -> None:
    running, _ = studio
    secret = {"X-Studio-Write": write_secret(running)}
    at = "/edit/guide/every-block"
    for path, body, status in (
        (f"{at}/draft", b"[]", 400),
        (f"{at}/draft", b"{", 400),
        (f"{at}/draft", b"[" * 100_000, 400),
        (f"{at}/draft", b'{"steps": [{"do": "set"}]}', 400),
        (f"{at}/save", b'{"base": 1, "text": 2}', 400),
        (f"{at}/complete", b'{"text": "a", "at": true}', 400),
        ("/edit/measure", b'{"fields": [1]}', 400),
        ("/new/start", b'{"title": "   "}', 422),
        (f"{at}/draft", b" " * 4_000_001, 413),
        (f"{at}/picture?file=a.png", b"x" * 20_000_001, 413),
        (f"{at}/picture?file=../../a.png", b"x", 422),
    ):
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
        try:
            connection.request("POST", path, body, secret)
            assert (path, body[:20], connection.getresponse().status) == (path, body[:20], status)
        finally:
            connection.close()


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


@pytest.mark.parametrize(
    ("typed", "offered", "absent"),
    [
        ("ti", ["title: "], ["kind: "]),
        ("sections:\n  - ", ["id: ", "kind: ", "heading: ", "blocks:"], ["title: "]),
        ("sections:\n  - kind: sy", ["symptoms"], ["paragraph"]),
        ("sections:\n  - id: a\n    blocks:\n      - kind: ", ["paragraph", "list"], ["symptoms"]),
        (
            "sections:\n  - id: a\n    blocks:\n      - kind: list\n        id: b\n        ",
            ["lead_in: ", "items:"],
            ["text: ", "kind: ", "columns:"],
        ),
        (
            "sections:\n  - id: a\n    blocks:\n      - kind: callout\n        urgency: ",
            ["emergency", "call", "note"],
            [],
        ),
        (
            "sections:\n  - id: a\n    blocks:\n      - kind: paragraph\n        text: >-\n"
            "          words: of a text\n        symbol: tir",
            ["tired"],
            ["home"],
        ),
        ("sections:\n  - id: a\n    blocks:\n      - use: ", ["own-questions"], []),
        ("review:\n  state: ", ["unreviewed", "reviewed"], []),
        ("title: any words of an edi", [], ["kind: "]),
    ],
)
def test_the_text_is_completed_from_the_schema(
    typed: str, offered: list[str], absent: list[str]
) -> None:
    source = EditedSource(ROOT, "guide", "gallstones")
    found = offers_at(typed, len(typed), "guide", options_of(source))
    words = [one.text for one in found.offers]
    assert [one for one in offered if one not in words] == []
    assert [one for one in absent if one in words] == []
    assert not offered or any(typed[found.start :] in one for one in words)


def test_positions_are_of_the_draft(project: Project) -> None:
    path = project.source
    _, places, problems = read_yaml_keeping_problems(path, SOURCE, "a: 1\nb: 2\n")
    assert (places[("b",)].line, problems) == (2, [])


# A whole day, in a browser ---------------------------------------------------------------------

PAGE = """# Tennis elbow

Tennis elbow is pain on the outside of the elbow. It comes from small tears in a tendon.

## Symptoms

You may notice:

- pain when you lift a cup
- a weak grip
- stiffness in the morning

![A drawing of the elbow](elbow.png)

## Treatment

Do these exercises:

## When to get help

Call your doctor if:

- the pain does not get better after 6 weeks
- your arm is numb
"""
ELBOW = "sources/tennis-elbow/condition.yaml"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Project]]:
    """The studio of a project that only these tests write in."""
    project = new_project(tmp_path_factory.mktemp("editor"))
    for one in serving(project):
        yield one, project


def ready(page: Page) -> None:
    """Waits until a form is there and nothing is on its way to the studio."""
    expect(page.locator("#form .field").first).to_be_visible()


def saved(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator("#said")).to_contain_text("Saved at")


def part(page: Page, name: str) -> None:
    page.locator(f"#outline [data-go='{name}']").click()
    expect(page.locator(f"#outline [data-go='{name}']")).to_have_attribute("aria-current", "true")


def test_a_day_of_an_editor(
    tab: Page, studio: tuple[Running, Project], tmp_path: Path, browser: Browser
) -> None:
    running, project = studio
    file = project.root / ELBOW
    document = tmp_path / "tennis.md"
    document.write_text(PAGE, encoding="utf-8")

    # A page of somebody else is imported, and its holes are filled.
    tab.goto(running.url)
    tab.get_by_role("link", name="A new guide").click()
    assert judges.axe(tab) == []
    tab.get_by_label("The document").set_input_files(document)
    tab.get_by_role("button", name="Import").click()
    tab.wait_for_url("**/edit/guide/tennis-elbow*")
    holes = tab.locator("#problems .holes li")
    expect(holes).to_have_count(3)
    expect(tab.locator("#status")).to_contain_text("Does not read")
    assert judges.axe(tab) == []
    holes.nth(0).get_by_role("button").click()
    tab.get_by_role("button", name="Line", exact=True).click()
    line = tab.locator("#f-summary-2")
    expect(line).to_be_focused()
    line.fill("It heals by itself in most people.")
    expect(holes).to_have_count(2)
    holes.nth(0).get_by_role("button").click()
    tab.get_by_role("button", name=re.compile("^Remove: hole symptoms-missing")).click()
    expect(holes).to_have_count(1)
    holes.nth(0).get_by_role("button").click()
    tab.get_by_role("button", name="List", exact=True).click()
    expect(holes).to_have_count(0)
    lead_in = tab.locator("#f-sections-2-blocks-0-lead_in")
    expect(lead_in).to_have_value("Do these exercises:")
    tab.locator("#f-sections-2-blocks-0-items-0-text").fill("bend your wrist")
    tab.keyboard.press("Enter")
    second = tab.locator("#f-sections-2-blocks-0-items-1-text")
    expect(second).to_be_focused()
    second.fill("stretch your arm")
    saved(tab)
    expect(tab.locator("main")).to_have_attribute("data-standing", "proven")
    page = tab.frame_locator("#stage iframe:not(.coming)")
    expect(page.locator("body")).to_contain_text("stretch your arm")
    assert "          - bend your wrist\n          - stretch your arm\n" in file.read_text("utf-8")

    # Items move by keyboard, and only their lines in the file.
    before = file.read_text(encoding="utf-8")
    second.focus()
    tab.keyboard.press("Alt+ArrowUp")
    expect(tab.locator("#f-sections-2-blocks-0-items-0-text")).to_have_value("stretch your arm")
    expect(tab.locator("#f-sections-2-blocks-0-items-0-text")).to_be_focused()
    saved(tab)
    after = file.read_text(encoding="utf-8")
    assert after.splitlines() != before.splitlines()
    assert sorted(after.splitlines()) == sorted(before.splitlines())

    # A problem stands at its field; nothing is written until it is mended.
    lead_in.fill("Do these exercises: [@nobody]")
    wrong = tab.locator("#f-sections-2-blocks-0-lead_in-wrong")
    expect(wrong).to_contain_text("there is no reference 'nobody': add it, or use one of imported")
    expect(lead_in).to_have_attribute("aria-invalid", "true")
    assert judges.axe(tab) == []
    tab.keyboard.press("Control+s")
    expect(tab.locator("#said")).to_have_text("Not saved: 1 problem to mend first.")
    assert file.read_text(encoding="utf-8") == after

    # What is not saved outlives a reload.
    lead_in.fill("Do these exercises every day:")
    tab.reload()
    expect(tab.locator("#said")).to_have_text("What you had not saved is here again.")
    expect(lead_in).to_have_value("Do these exercises every day:")
    expect(wrong).to_be_hidden()
    saved(tab)

    # The same draft as text.
    tab.get_by_role("button", name="Text", exact=True).click()
    text = tab.get_by_label("The text of the file")
    expect(text).to_have_value(file.read_text(encoding="utf-8"))
    text.fill(file.read_text(encoding="utf-8").replace("body_part: whole-body", "body_part: arm"))
    saved(tab)
    assert "\nbody_part: arm\n" in file.read_text(encoding="utf-8")
    assert judges.axe(tab) == []
    tab.get_by_role("button", name="Form", exact=True).click()

    _two_people(tab, browser, running, file)
    _page_and_field(tab)


def _two_people(tab: Page, browser: Browser, running: Running, file: Path) -> None:
    """Two people write in one file: neither is overwritten."""
    other = browser.new_page(viewport={"width": 1280, "height": 900})
    try:
        other.goto(f"{running.url}/edit/guide/tennis-elbow?part=front")
        ready(other)
        part(tab, "symptoms")
        tab.locator("#f-sections-1-blocks-0-items-1-text").fill("a grip that is weak")
        saved(tab)
        other.locator("#f-subtitle").fill("Pain on the outside of the elbow")
        other.keyboard.press("Control+s")
        conflict = other.locator("#conflict")
        expect(conflict).to_contain_text("Somebody else has saved this file since you began")
        expect(conflict.locator("ins").first).to_have_text("          - a grip that is weak")
        assert judges.axe(other) == []
        assert "Pain on the outside of the elbow\n" not in file.read_text(encoding="utf-8")
        other.get_by_role("button", name="Put both together").click()
        expect(other.locator("#said")).to_have_text("Both are together now, and not saved yet.")
        saved(other)
        now = file.read_text(encoding="utf-8")
        assert "          - a grip that is weak\n" in now
        assert "subtitle: Pain on the outside of the elbow\n" in now
    finally:
        other.close()


def _page_and_field(tab: Page) -> None:
    """A click on a page of a PDF opens the field of the block, and a field shows its block."""
    tab.get_by_label("Edition").select_option("handout")
    tab.wait_for_url("**edition=handout*")
    ready(tab)
    expect(tab.locator("main")).to_have_attribute("data-standing", "proven")
    expect(tab.locator("#page-1")).to_be_visible()
    places = tab.locator(".pages").evaluate(
        "async (pages) => (await fetch(pages.dataset.places)).json()"
    )
    place = next(one for one in places if one["id"] == "overview-paragraph")
    page = tab.locator(f"#page-{place['page']}")
    page.scroll_into_view_if_needed()
    box = page.bounding_box()
    assert box
    x = (place["left"] + place["width"] / 2) * box["width"] / 100
    y = (place["top"] + place["height"] / 2) * box["height"] / 100
    expect(tab.locator(".pages")).to_have_attribute("data-located", "")
    page.click(position={"x": x, "y": y})
    expect(tab.locator("#f-sections-0-blocks-0-text")).to_be_focused()
    expect(tab.locator("#selected")).to_have_text(re.compile(r"overview-paragraph, line \d+"))
    expect(tab.locator(".block-place")).to_be_visible()
    assert judges.axe(tab) == []


def test_blocks_are_added_dragged_and_taken_back(
    tab: Page, studio: tuple[Running, Project]
) -> None:
    running, project = studio
    before = project.source.read_text(encoding="utf-8")
    tab.goto(f"{running.url}/edit/guide/every-block")
    ready(tab)
    first = tree_of(before)["sections"][0]
    part(tab, first["id"])
    blocks = tab.locator(".whole > .list-of.blocks > .members > .member")
    expect(blocks).to_have_count(len(first["blocks"]))
    tab.locator(".between .palette summary").first.click()
    tab.locator(".palette[open]").get_by_role("button", name="Things to tick off").click()
    expect(blocks).to_have_count(len(first["blocks"]) + 1)
    expect(tab.locator("#f-sections-0-blocks-1-lead_in")).to_be_focused()
    tab.get_by_role("button", name="Undo").click()
    expect(blocks).to_have_count(len(first["blocks"]))
    handles = tab.locator(".whole > .list-of.blocks > .members > .member > .head .handle")
    # Both are in view: nothing may scroll while something is held.
    tab.locator(".writing").evaluate("(pane) => pane.scrollTo(0, 0)")
    handles.nth(1).drag_to(blocks.nth(0), target_position={"x": 40, "y": 4})
    expect(blocks.nth(0).locator("h3 code").first).to_have_text(first["blocks"][1]["id"])
    tab.get_by_role("button", name="Undo").click()
    expect(tab.locator("#said")).to_have_text("All is saved.")
    assert project.source.read_text(encoding="utf-8") == before


def test_a_picture_is_added_and_the_text_completed_by_keyboard(
    tab: Page, studio: tuple[Running, Project], tmp_path: Path
) -> None:
    running, project = studio
    figures = project.source.parent / "figures"
    before = {one.name for one in figures.iterdir()}
    tab.goto(f"{running.url}/edit/guide/every-block?part=overview")
    ready(tab)
    field = tab.locator("[data-upload]").first
    script = tmp_path / "Evil.svg"
    script.write_text("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "utf-8")
    field.set_input_files(script)
    expect(tab.locator("#said.is-wrong")).to_contain_text("Evil.svg ")
    assert {one.name for one in figures.iterdir()} == before
    own = tmp_path / "My Shapes.svg"
    own.write_bytes((figures / "shapes.svg").read_bytes())
    field.set_input_files(own)
    expect(tab.locator("#f-sections-0-blocks-1-file")).to_have_value("my-shapes.svg")
    assert {one.name for one in figures.iterdir()} == before | {"my-shapes.svg"}

    tab.get_by_role("button", name="Text", exact=True).click()
    text = tab.get_by_label("The text of the file")
    text.fill("condition: every-block\nreview:\n  state: ")
    tab.keyboard.press("Control+End")
    tab.keyboard.press("Control+Space")
    expect(tab.locator("#offers li")).to_have_text(["unreviewed", "reviewed"])
    expect(tab.locator("#offers")).to_be_in_viewport()
    below = tab.locator("#offers").bounding_box(), text.bounding_box()
    assert below[0]
    assert below[1]
    assert 40 < below[0]["y"] - below[1]["y"] < 120
    assert judges.axe(tab) == []
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    expect(text).to_have_value("condition: every-block\nreview:\n  state: reviewed")
    expect(tab.locator(".gutter .is-wrong").first).to_be_visible()
    tab.keyboard.press("Control+s")
    expect(tab.locator("#said")).to_contain_text("Not saved: ")
    tab.evaluate("sessionStorage.clear()")
    assert project.source.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_fits_a_telephone_and_is_accessible(
    browser: Browser, studio: tuple[Running, Project], scheme: Any
) -> None:
    running, _ = studio
    page = browser.new_page(viewport={"width": 320, "height": 700}, color_scheme=scheme)
    try:
        for at in ("/new", "/edit/guide/every-block?part=references", "/edit/guide/every-block"):
            page.goto(f"{running.url}{at}")
            if at != "/new":
                ready(page)
            assert judges.axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") == 320
        page.get_by_role("button", name="Text", exact=True).click()
        expect(page.get_by_label("The text of the file")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert judges.axe(page) == []
    finally:
        page.close()


def test_a_document_that_cannot_be_read_is_told(
    tab: Page, studio: tuple[Running, Project], tmp_path: Path
) -> None:
    running, project = studio
    folders = sorted((project.root / "sources").iterdir())
    tab.goto(f"{running.url}/new")
    for name, data, said in (
        ("letter.docx", b"not a Word file", "letter.docx "),
        ("empty.txt", b"\n\n", "empty.txt has no words: name a file with text in it."),
        ("game.exe", b"MZ", "game.exe is in no format that can be imported: "),
    ):
        document = tmp_path / name
        document.write_bytes(data)
        tab.get_by_label("The document").set_input_files(document)
        tab.get_by_role("button", name="Import").click()
        expect(tab.locator("#said.is-wrong")).to_contain_text(said)
    assert judges.axe(tab) == []
    assert sorted((project.root / "sources").iterdir()) == folders


def test_a_guide_begins_with_a_title(tab: Page, studio: tuple[Running, Project]) -> None:
    running, project = studio
    for name in ("carpal-tunnel", "carpal-tunnel-2"):
        tab.goto(f"{running.url}/new")
        tab.get_by_label("Its title").fill("Carpal tunnel")
        tab.get_by_role("button", name="Begin").click()
        tab.wait_for_url(f"**/edit/guide/{name}?part=front")
        expect(tab.locator("#f-title")).to_have_value("Carpal tunnel")
        source = EditedSource(project.root, "guide", name)
        assert source.problems(source.read().text) == ()


def test_today_stands_beside_what_was_published_with_its_changes_marked(
    tab: Page, studio: tuple[Running, Project], publisher: Any
) -> None:
    running, project = studio
    chosen = ("every-block", "--brand", "riverbend", "--edition", "web")
    assert publisher("build", *chosen, inside=project.root).code == 0
    before = project.source.read_text(encoding="utf-8")
    address = f"{running.url}/compare/every-block"
    try:
        tab.goto(address)
        differ = tab.locator("#differ")
        expect(tab.locator("[name=left]")).to_have_value("published/riverbend/en-US")
        expect(tab.locator("[name=right]")).to_have_value("riverbend/en-US")
        expect(differ).to_have_text("No passage differs")
        assert judges.axe(tab) == []
        steps = [{"do": "set", "at": ["title"], "value": "Other words"}]
        project.source.write_text(changed(before, steps), encoding="utf-8")
        expect(tab.locator("#list button").first).to_have_text("Other words")
        right = tab.locator(".side").nth(1).frame_locator("iframe:not(.coming)")
        expect(right.locator("h1[data-differs], [data-differs] h1").first).to_be_visible()
        assert judges.axe(tab) == []
        tab.goto(f"{address}?left=riverbend/en-US&right=northfield/en-US")
        expect(differ).to_have_text(re.compile(r"^\d+ passages differ$"))
        tab.set_viewport_size({"width": 320, "height": 700})
        assert tab.evaluate("document.documentElement.scrollWidth") == 320
    finally:
        project.source.write_text(before, encoding="utf-8")
