"""Edits made in a Word file come home: each as if it had been made in the source itself."""

from __future__ import annotations

import copy
import io
import json
import os
import pty
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from publisher.brand.load import load_brand
from publisher.cli import app
from publisher.edition.words import Words, load_words
from publisher.errors import BadInput, BadOutput, PublisherError
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from publisher.pull.prepare import Pulled, PullOptions, prepare_pull
from publisher.pull.reading import read as word
from publisher.pull.reading.read import TrackedChanges, read_word_file
from publisher.pull.report import describe_notice
from publisher.pull.review import approved_edits, review_lines, write_approved
from publisher.render import render
from publisher.source.load import load_condition
from tests import judges, word_edits
from tests.helpers import REAL, ROOT, SOURCE, Project, new_project
from tests.word_edits import EDITS, Edit

TODAY = date(2026, 3, 2)
BRAND = "layouts/brands/riverbend/_brand.yml"


class Home:
    """A project, a Word file that was built from it, and the way back."""

    def __init__(self, project: Project, data: bytes, tree: dict[str, Any]) -> None:
        self.project = project
        self.data = data
        self.before = tree
        self.kept = {name: (project.root / name).read_bytes() for name in (SOURCE, BRAND)}

    @property
    def tree(self) -> dict[str, Any]:
        source = self.project.source
        return load_condition(source.parent, self.project.root).model_dump(mode="json")

    @property
    def text(self) -> str:
        return self.project.source.read_text(encoding="utf-8")

    @property
    def file(self) -> Path:
        return self.project.root / "edited.docx"

    @property
    def side(self) -> Path:
        return self.project.source.parent / "pulled" / "edited.md"

    def again(self) -> None:
        for name, data in self.kept.items():
            (self.project.root / name).write_bytes(data)
        shutil.rmtree(self.side.parent, ignore_errors=True)

    def prepared(self, data: bytes, **asked: Any) -> Pulled:
        self.file.write_bytes(data)
        return prepare_pull(self.project.root, self.file, PullOptions(today=TODAY, **asked))

    def pull(self, data: bytes, **asked: Any) -> Pulled:
        """Everything that comes home, written."""
        pulled = self.prepared(data, **asked)
        write_approved(approved_edits(pulled, lambda _: True))
        return pulled

    def run(self, *words: str, answer: str | None = None) -> tuple[int, str]:
        """Exit code and screen of the command."""
        reach = [] if any(one.startswith("--for-") for one in words) else ["--for-everybody"]
        arguments = ["pull", str(self.file), "--root", str(self.project.root), *reach, *words]
        done = CliRunner().invoke(app, arguments, input=answer)
        said = done.output.replace(f"{self.project.root}/", "")
        if isinstance(done.exception, PublisherError):
            wrong = str(done.exception).replace(f"{self.project.root}/", "")
            return 2 if isinstance(done.exception, BadInput) else 1, said + wrong
        assert done.exception is None, done.exception
        return done.exit_code, said


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, bytes, dict[str, Any]]:
    project = new_project(tmp_path_factory.mktemp("pull"))
    job = project.job("word")
    return project, render(job), job.condition.model_dump(mode="json")


@pytest.fixture
def home(built: tuple[Project, bytes, dict[str, Any]]) -> Iterator[Home]:
    there = Home(*built)
    yield there
    there.again()


def expected(home: Home, edit: Edit) -> dict[str, Any]:
    """The tree of the source with the edit made in it directly."""
    tree = copy.deepcopy(home.before)
    edit.in_source(tree)
    if tree != home.before:
        tree["modified"] = TODAY.isoformat()
    return dict(word_edits.bare(tree))


def same_home(home: Home, edit: Edit, data: bytes) -> None:
    """Asserts that a file with an edit in it does to the project what the edit itself does."""
    wanted = expected(home, edit)
    pulled = home.pull(data, tracked=edit.tracked)
    assert word_edits.bare(home.tree) == wanted
    if edit.clinic:
        facts = copy.deepcopy(pulled.reading.base.clinic)
        edit.clinic(facts)
        assert _facts(home) == facts
    else:
        assert pulled.brand is None
    left = [describe_notice(finding) for finding in pulled.left]
    if edit.reported:
        assert any(edit.reported in line for line in left), left
        quoted = edit.reported.rpartition(": ")[2].split(" / ")[0]
        assert quoted.lower() in home.side.read_text(encoding="utf-8").lower()
    else:
        assert left == []


@pytest.mark.parametrize(
    "name",
    [
        "an item moved",
        "a row removed",
        "a section added",
        "a number in a bound control",
        "a heading made bold by hand",
    ],
)
def test_what_was_pulled_once_is_home(home: Home, name: str) -> None:
    data = next(edit for edit in EDITS if edit.name == name).made(home.data)
    home.pull(data)
    again = home.prepared(data)
    assert (again.changes, again.conflicts) == ((), ())
    assert not again.source.changes
    assert again.brand is None
    assert again.leftovers is None or not again.leftovers.changes


def _facts(home: Home) -> dict[str, Any]:
    brand = load_brand((home.project.root / BRAND).parent, home.project.root)
    facts: dict[str, Any] = json.loads(json.dumps(asdict(brand.clinic)))
    return {"clinic": facts, "emergency_number": brand.emergency_number}


def test_a_file_that_nobody_edited_changes_nothing(home: Home) -> None:
    pulled = home.prepared(home.data)
    assert not pulled.source.changes
    assert pulled.brand is None
    assert pulled.leftovers is None
    assert pulled.reading.notices == ()
    assert word_edits.bare(pulled.reading.theirs) == word_edits.bare(home.tree)
    assert pulled.reading.matched.by_bookmark == pulled.reading.matched.by_words == 0


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit.kind}: {edit.name}")
def test_an_edit_in_word_is_the_same_edit_in_the_source(home: Home, edit: Edit) -> None:
    same_home(home, edit, edit.made(home.data))


def test_what_was_not_edited_keeps_every_byte(home: Home) -> None:
    before = home.text.splitlines()
    home.pull(next(e for e in EDITS if e.name == "a word in a paragraph").made(home.data))
    after = home.text.splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [
        ("modified: 2026-02-20", "modified: 2026-03-02"),
        (
            "            text: Tell us within a day.",
            "            text: Tell us within an hour.",
        ),
    ]


# Marks that other programs take away ---------------------------------------------------------


@pytest.mark.parametrize("bookmarks", [True, False])
def test_a_file_without_controls_is_known_by_bookmarks_or_by_its_words(
    home: Home, bookmarks: bool
) -> None:
    bare = word_edits.without_controls(home.data, bookmarks=bookmarks)
    pulled = home.prepared(bare)
    assert word_edits.bare(pulled.reading.theirs) == word_edits.bare(home.tree)
    assert pulled.left == ()
    assert pulled.reading.matched.stripped is not bookmarks
    said = [line.words for line in review_lines(pulled, "edited.docx")]
    assert any("were removed from this file" in line for line in said) is not bookmarks


@pytest.mark.parametrize(
    "name",
    [
        "a word in a paragraph",
        "an item removed",
        "an item moved",
        "a row added",
        "a question added",
        "a section removed",
        "a section moved",
        "a heading",
        "a cell",
        "words beside marks and a citation",
    ],
)
def test_edits_come_home_from_a_file_whose_marks_were_stripped(home: Home, name: str) -> None:
    edit = next(edit for edit in EDITS if edit.name == name)
    data = word_edits.without_controls(edit.made(home.data), bookmarks=False)
    same_home(home, edit, data)


# Files that are not ours ---------------------------------------------------------------------


def _foreign() -> bytes:
    from docx import Document

    made = io.BytesIO()
    document = Document()
    document.add_paragraph("Dear colleague")
    document.save(made)
    return made.getvalue()


def _zipped(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            _foreign(),
            "edited.docx  does not say which source it was made from, so its edits cannot be "
            "applied: start from a file that `publisher build` made, and save it as .docx "
            "in Word",
        ),
        (
            b"plain words",
            "edited.docx  is not a Word file: save it as .docx (Word document), without a password",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "edited.docx  is an old Word file: save it as .docx (Word document), without a "
            "password",
        ),
        (
            _zipped(content="x"),
            "edited.docx  is not a Word file: save it as .docx (Word document)",
        ),
    ],
)
def test_a_file_that_is_not_ours_gets_one_clear_message(home: Home, data: bytes, said: str) -> None:
    home.file.write_bytes(data)
    code, screen = home.run("--yes")
    assert (code, screen) == (2, f"{said}\n1 problem. Nothing was written.")


def test_a_file_that_lost_its_map_is_not_ours_any_more(home: Home) -> None:
    with pytest.raises(BadInput, match="does not say which source it was made from"):
        home.prepared(word_edits.without_map(home.data))


def test_a_source_that_is_gone_is_named(home: Home) -> None:
    with zipfile.ZipFile(io.BytesIO(home.data)) as old:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as new:
            for info in old.infolist():
                data = old.read(info)
                if info.filename == "customXml/item1.xml":
                    data = data.replace(b'condition="every-block"', b'condition="../../etc"')
                new.writestr(info, data)
    home.file.write_bytes(made.getvalue())
    assert home.run("--yes") == (
        2,
        "edited.docx  was made from the source '../../etc', which is not here: say by --root "
        "where the project is\n1 problem. Nothing was written.",
    )


# Both sides ----------------------------------------------------------------------------------

HOUR = next(edit for edit in EDITS if edit.name == "a word in a paragraph")


def _both(home: Home) -> None:
    """The same sentence changed in Word and in the source."""
    home.file.write_bytes(HOUR.made(home.data))
    home.project.write(SOURCE, "Tell us within a day.", "Tell us within a week.")


def test_what_both_sides_changed_is_shown_with_all_three_texts(home: Home) -> None:
    _both(home)
    before = home.text
    code, said = home.run("--yes")
    assert code == 1
    assert "changed on both sides: blocks/help-call-text/text" in said
    assert "as it was built: Tell us within a day." in said
    assert "in the source:   Tell us within a week." in said
    assert "in Word:         Tell us within an hour." in said
    assert said.endswith("for each. Nothing was written.")
    assert home.text == before


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (["--ours"], "Tell us within a week."),
        (["--theirs"], "Tell us within an hour."),
        (["--take", "blocks/help-call-text/text=theirs"], "Tell us within an hour."),
        (["--theirs", "--take", "blocks/help-call-text/text=ours"], "Tell us within a week."),
    ],
)
def test_a_conflict_is_decided_by_a_word(home: Home, option: list[str], words: str) -> None:
    _both(home)
    code, _ = home.run("--yes", *option)
    assert code == 0
    assert word_edits.block(home.tree, "help-call-text")["text"] == words


def test_what_the_source_changed_elsewhere_stays(home: Home) -> None:
    home.project.write(SOURCE, "Sleep helps.", "Sleep helps a lot.")
    home.pull(HOUR.made(home.data))
    assert word_edits.block(home.tree, "help-note-text")["text"] == "Sleep helps a lot."
    assert word_edits.block(home.tree, "help-call-text")["text"] == "Tell us within an hour."


# Questions and answers -----------------------------------------------------------------------


def test_nothing_is_written_where_nobody_can_answer(home: Home) -> None:
    home.file.write_bytes(HOUR.made(home.data))
    before = home.text
    code, said = home.run()
    assert (code, home.text) == (1, before)
    assert "Tell us within [−a−]{+an+} [−day.−]{+hour.+}" in said
    assert said.endswith("Nothing was written. Say --yes to write without being asked.")


def test_who_says_no_is_not_told_to_say_yes(home: Home) -> None:
    home.file.write_bytes(HOUR.made(home.data))
    before = home.text
    keyboard, terminal = pty.openpty()
    try:
        os.write(keyboard, b"y\nn\n")  # for everybody, but not written
        done = subprocess.run(
            [sys.executable, "-m", "publisher", "pull", home.file, "--root", home.project.root],
            stdin=terminal,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        os.close(keyboard)
        os.close(terminal)
    assert (done.returncode, home.text) == (1, before)
    assert "Are these edits for every clinic (riverbend, northfield)? [y/n]:" in done.stdout
    assert f"Write 1 change into {home.project.source}? [y/N]:" in done.stdout
    assert done.stderr == "Nothing was written.\n"


def test_a_dry_run_shows_all_and_writes_nothing(home: Home) -> None:
    home.file.write_bytes(HOUR.made(home.data))
    before = home.text
    code, said = home.run("--dry-run")
    assert (code, home.text) == (0, before)
    assert said.endswith("A dry run: nothing was written.\n")


def test_yes_writes_and_says_where(home: Home) -> None:
    home.file.write_bytes(HOUR.made(home.data))
    code, said = home.run("--yes")
    assert code == 0
    assert said.endswith(f"Written: {SOURCE}\n")
    assert home.run("--yes") == (
        0,
        "edited.docx, made from every-block 0.1\nThere are no changes to apply.\n",
    )


def test_what_stays_behind_is_kept_beside_the_source_and_the_exit_code_says_so(home: Home) -> None:
    edit = next(edit for edit in EDITS if edit.name == "a heading made bold by hand")
    home.file.write_bytes(edit.made(home.data))
    code, said = home.run("--yes")
    assert code == 1
    side = "sources/every-block/pulled/edited.md"
    assert said.endswith(f"Written: {SOURCE}\nWritten: {side}\n1 leftover is in {side}.")
    assert home.side.read_text(encoding="utf-8") == (
        "# Leftovers of edited.docx\n\n"
        "The source has no place for this text, or the place is not clear. It was not "
        "reviewed.\nCopy what is needed into condition.yaml by hand, then delete this file.\n\n"
        "## What you may notice › Rare things\n\n"
        "A heading without a heading style (use heading 1 or 2):\n\n    Very rare things\n"
    )


def test_an_older_side_file_is_not_written_over(home: Home) -> None:
    home.side.parent.mkdir()
    home.side.write_text("Somebody's notes.\n", encoding="utf-8")
    edit = next(edit for edit in EDITS if edit.name == "underlined words")
    pulled = home.pull(edit.made(home.data))
    assert pulled.leftovers is not None
    assert pulled.leftovers.path.name == "edited-2.md"
    assert home.side.read_text(encoding="utf-8") == "Somebody's notes.\n"


def test_the_facts_of_the_clinic_are_asked_about_by_themselves(home: Home) -> None:
    edit = next(edit for edit in EDITS if edit.name == "a number in a bound control")
    pulled = home.prepared(edit.made(HOUR.made(home.data)))
    asked: list[str] = []

    def ask(question: str) -> bool:
        asked.append(question.replace(f"{home.project.root}/", ""))
        return BRAND in asked[-1]

    write_approved(approved_edits(pulled, ask))
    assert asked == [
        f"Write 1 change into {SOURCE}?",
        f"Write 1 change of the clinic's facts into {BRAND}, for every guide of this brand?",
    ]
    assert home.project.source.read_bytes() == home.kept[SOURCE]
    old, new = home.kept[BRAND].decode(), (home.project.root / BRAND).read_text(encoding="utf-8")
    assert new == old.replace("555-0142", "555-0199", 1)


def test_all_of_it_as_json(home: Home) -> None:
    home.file.write_bytes(HOUR.made(home.data))
    code, said = home.run("--json", "--yes")
    told = json.loads(said)
    assert code == 0
    assert told["changes"] == [
        {
            "kind": "changed",
            "address": "blocks/help-call-text/text",
            "before": "Tell us within a day.",
            "after": "Tell us within an hour.",
            "place": told["changes"][0]["place"],
        }
    ]
    assert told["written"] == [SOURCE]
    assert told["conflicts"] == told["left"] == told["clinic"] == []


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (["--tracked", "maybe"], "--tracked  'maybe' is not known: say accept, reject or refuse"),
        (["--comments", "no"], "--comments  'no' is not known: say notes or report"),
        (["--ours", "--theirs"], "--ours  --ours and --theirs say the opposite: say one of them"),
        (["--take", "x"], "--take  'x' names no side: write ADDRESS=ours or ADDRESS=theirs"),
    ],
)
def test_an_option_that_says_nothing_is_a_problem(home: Home, option: list[str], said: str) -> None:
    home.file.write_bytes(home.data)
    assert home.run(*option) == (2, f"{said}\n1 problem. Nothing was written.")


def test_the_only_other_name_can_go(home: Home) -> None:
    home.pull(Edit("", "", word_edits.gone("Kitchen sink")).made(home.data))
    assert home.before["also_called"] == ["Kitchen sink"]
    assert home.tree["also_called"] == []


KEPT = "the heading of a section was taken away but not its text; it was kept"


@pytest.mark.parametrize("heading", ["What it is", "What helps", "Your appointment"])
@pytest.mark.parametrize("emptied", [True, False])
def test_a_section_keeps_a_heading_that_was_taken_away_alone(
    home: Home, heading: str, emptied: bool
) -> None:
    def edit(document: Any) -> None:
        there = word_edits.the(document, heading, "heading 1")
        if emptied:
            for run in list(there._p.iter(qn("w:r"))):
                run.getparent().remove(run)
        else:
            element = word_edits.outer(there)
            element.getparent().remove(element)

    home.file.write_bytes(Edit("", "", edit).made(home.data))
    before = home.text
    code, said = home.run("--yes")
    assert (code, home.text) == (1, before)
    assert said.splitlines()[1:4] == ["", "Leftovers", f"{heading}: {KEPT}: {heading}"]
    assert f"## {heading}\n" in home.side.read_text(encoding="utf-8")


def test_sections_in_a_row_keep_their_headings(home: Home) -> None:
    headings = ["What it is", "What you may notice", "When to get help", "What helps"]

    def edit(document: Any) -> None:
        for heading in headings:
            element = word_edits.outer(word_edits.the(document, heading, "heading 1"))
            element.getparent().remove(element)

    pulled = home.pull(Edit("", "", edit).made(home.data))
    assert pulled.changes == ()
    assert [finding.words for finding in pulled.left] == headings
    assert home.tree == home.before


def test_another_heading_in_the_place_of_one_is_a_change_of_it(home: Home) -> None:
    def edit(document: Any) -> None:
        word_edits.entered(document, "What it is", "About it all")
        element = word_edits.outer(word_edits.the(document, "What it is", "heading 1"))
        element.getparent().remove(element)

    pulled = home.pull(Edit("", "", edit).made(home.data))
    assert [(one.kind, one.address, one.after) for one in pulled.changes] == [
        ("changed", "sections/overview/heading", "About it all")
    ]
    assert pulled.left == ()


def test_what_goes_with_a_removed_section_is_shown_and_kept(home: Home) -> None:
    """Its short wording, which the Word file never showed."""

    def edit(document: Any) -> None:
        for element in word_edits.section(document, "What it is"):
            element.getparent().remove(element)

    home.file.write_bytes(Edit("", "", edit).made(home.data))
    code, said = home.run("--yes")
    assert code == 1
    assert "overview" not in {section["id"] for section in home.tree["sections"]}
    short = [
        "In short",
        "The short wording of the overview.",
        "The short list has:",
        "one short item",
        "another short item",
        "Four squares",
        "Each is larger than the one before it.",
        "Four squares in a row, which grow from left to right.",
        "Picture: the authors of this test.",
        "License: CC0.",
        "Breathe with a nurse",
        "A short film shows how.",
        "A nurse and a patient sit at one table.",
        "Picture: the authors of this test.",
        "License: CC0.",
        "https://example.org/films/breathe-slowly",
        "3:20",
        "**Nurse:** Breathe with me.",
    ]
    shown = [line for line in said.splitlines() if line.removeprefix("    − ") in short]
    assert shown[: len(short)] == [f"    − {line}" for line in short]
    assert (
        "What it is: the short wording of a section that was removed: " + " / ".join(short)
    ) in said.splitlines()
    kept = "".join(f"    {line}\n" for line in short)
    assert f"The short wording of a section that was removed:\n\n{kept}" in home.side.read_text()


@pytest.mark.parametrize(
    ("words", "style", "what"),
    [
        ("Every block", "title", "At a glance: title"),
        ("A test source that", "subtitle", "At a glance: subtitle"),
        ("If something changes", "", "When to get help: a callout's heading"),
    ],
)
@pytest.mark.parametrize("emptied", [True, False])
def test_a_text_that_no_source_can_be_without_is_kept_and_reported(
    home: Home, words: str, style: str, what: str, emptied: bool
) -> None:
    def edit(document: Any) -> None:
        paragraph = word_edits.the(document, words, style)
        if emptied:
            for text in paragraph._p.iter(qn("w:t")):
                text.text = ""
        else:
            element = word_edits.outer(paragraph)
            element.getparent().remove(element)

    home.file.write_bytes(Edit("", "", edit).made(home.data))
    before = home.text
    code, said = home.run("--yes")
    assert (code, home.text) == (1, before)
    [line] = [line for line in said.splitlines() if "was emptied" in line]
    assert line.startswith(f"{what} was emptied; its words were kept: {words}")
    assert words in home.side.read_text(encoding="utf-8")


def test_a_section_pasted_again_is_written_in_the_order_of_its_like(home: Home) -> None:
    def edit(document: Any) -> None:
        elements = word_edits.section(document, "What you may notice")
        word_edits.section(document, "Your appointment")[-1].addnext(
            marker := elements[0].makeelement(qn("w:p"), {}, None)
        )
        for element in elements:
            marker.addprevious(copy.deepcopy(element))

    home.pull(Edit("", "", edit).made(home.data))
    [section] = [one for one in home.tree["sections"] if one["id"] == "what-you-may-notice"]
    assert section["subsections"]
    new = home.text.partition("  - id: what-you-may-notice\n")[2]
    assert 0 < new.index("\n    blocks:") < new.index("\n    subsections:")


@pytest.mark.parametrize(
    ("upto", "path"), [("What it is", "summary"), ("", "sections")], ids=["front", "body"]
)
def test_a_file_without_its_front_or_its_body_is_no_source(
    home: Home, upto: str, path: str
) -> None:
    def edit(document: Any) -> None:
        end = word_edits.outer(word_edits.the(document, upto, "heading 1")) if upto else None
        for element in list(document.element.body)[:-1]:
            if element is end:
                break
            element.getparent().remove(element)

    home.file.write_bytes(Edit("", "", edit).made(home.data))
    before = home.text
    code, said = home.run("--yes")
    assert (code, home.text) == (2, before)
    first, *others = said.splitlines()
    assert first == f"edited.docx: with its text, {SOURCE} would be invalid:"
    assert f"{SOURCE}:1:1  {path}  missing: write it" in others


# Checks, review, comments, tracked changes ---------------------------------------------------


def test_what_comes_home_is_checked_like_any_source(home: Home) -> None:
    """A summary of two lines is one too few."""
    edit = Edit("", "", word_edits.gone("This source is for tests", "Every format must carry"))
    home.file.write_bytes(edit.made(home.data))
    before = home.text
    code, said = home.run("--yes")
    assert (code, home.text) == (2, before)
    line = home.project.line("summary:")
    assert said.splitlines() == [
        f"edited.docx: with its text, {SOURCE} would be invalid:",
        f"{SOURCE}:{line}:1  summary  has 1: write 3 or more",
        "1 problem. Nothing was written.",
    ]


def test_what_would_be_wrong_with_a_brand_came_from_the_word_file(home: Home) -> None:
    home.file.write_bytes(Edit("", "", word_edits.say("555-0142", "call me")).made(home.data))
    code, said = home.run("--yes")
    assert code == 2
    first, second, _ = said.splitlines()
    assert first == f"edited.docx: with its text, {BRAND} would be invalid:"
    assert second.startswith(BRAND)
    assert "'call me' is not a telephone number" in second


def test_a_text_that_was_reviewed_is_unreviewed_once_it_was_changed(home: Home) -> None:
    home.project.write(
        SOURCE,
        "  state: unreviewed\n",
        "  state: reviewed\n  reviewer: A. Reviewer\n  reviewed: 2026-02-21\n"
        "  next_review: 2028-02-21\n",
    )
    pulled = home.pull(HOUR.made(home.data))
    assert pulled.unreviewed
    assert word_edits.bare(home.tree["review"]) == {"state": "unreviewed"}
    assert "A. Reviewer" not in home.text
    said = [line.words for line in review_lines(pulled, "edited.docx")]
    assert said[-1] == "This text was reviewed. With these changes it is unreviewed again."


def test_a_review_stands_where_nothing_was_changed(home: Home) -> None:
    home.project.write(
        SOURCE,
        "  state: unreviewed\n",
        "  state: reviewed\n  reviewer: A. Reviewer\n  reviewed: 2026-02-21\n"
        "  next_review: 2028-02-21\n",
    )
    assert not home.prepared(home.data).source.changes


def test_the_day_of_a_change_is_that_of_source_date_epoch(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761600")  # 2027-01-01
    home.file.write_bytes(HOUR.made(home.data))
    assert home.run("--yes")[0] == 0
    assert home.tree["modified"] == "2027-01-01"


def test_tracked_changes_are_refused_with_their_places(home: Home) -> None:
    edit = next(edit for edit in EDITS if edit.name == "words, accepted")
    home.file.write_bytes(edit.made(home.data))
    before = home.text
    assert home.run("--yes") == (
        1,
        f"{home.file.name} contains 2 tracked changes:\n"
        "  When to get help: deleted (Ann Editor): within a day\n"
        "  When to get help: inserted (Ann Editor): within an hour\n"
        "Use --tracked accept or --tracked reject, or do so in Word. Nothing was written.",
    )
    assert home.text == before


COMMENTED = next(edit for edit in EDITS if edit.name == "a comment")


def test_comments_are_kept_in_a_report(home: Home) -> None:
    home.pull(COMMENTED.made(home.data))
    side = home.side.read_text(encoding="utf-8")
    assert "on “Tell us within a day.”: Is that soon enough?" in side
    assert home.project.source.read_bytes() == home.kept[SOURCE]


def test_comments_become_notes_above_their_place_once(home: Home) -> None:
    data = COMMENTED.made(home.data)
    pulled = home.pull(data, comments="notes")
    lines = home.text.splitlines()
    day = pulled.reading.comments[0].day
    note = f"          # Note (Ann Editor, {day}) on “Tell us within a day.”: Is that soon enough?"
    place = lines.index(note)
    assert lines[place + 1 : place + 3] == [
        "          - kind: paragraph",
        "            id: help-call-text",
    ]
    assert [line for line in lines if line != note] == home.kept[SOURCE].decode().splitlines()
    assert not home.prepared(data, comments="notes").source.changes


def test_what_a_comment_says_stays_a_comment(home: Home) -> None:
    def edit(document: Any) -> None:
        run = word_edits.own(document, "within a day")
        document.add_comment(run, text="title: Owned\n- kind: x \x85", author="A\nB", initials="A")

    home.pull(Edit("", "", edit).made(home.data), comments="notes")
    assert word_edits.bare(home.tree) == word_edits.bare(home.tree)
    assert home.tree["title"] == "Every block"
    assert "# Note (A B" in home.text


def test_a_file_that_changed_meanwhile_is_not_written_over(home: Home) -> None:
    pulled = home.prepared(HOUR.made(home.data))
    home.project.write(SOURCE, "Sleep helps.", "Sleep helps a lot.")
    with pytest.raises(Exception, match="was changed in the meantime; pull again"):
        write_approved(approved_edits(pulled, lambda _: True))


def test_conflicts_stop_before_any_question(home: Home) -> None:
    _both(home)
    pulled = home.prepared(home.file.read_bytes())
    with pytest.raises(BadOutput, match="1 conflict: the source and the Word file changed"):
        approved_edits(pulled, lambda _: pytest.fail("asked"))


def test_no_words_of_a_damaged_file_are_passed_over(home: Home) -> None:
    """LibreOffice 7.4 closes a control in the wrong order where a text box stands in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(home.data)) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "word/document.xml":
                right = b"<w:t>Some things are rare.</w:t></w:r></w:sdtContent></w:sdt>"
                assert data.count(right) == 1
                wrong = (
                    b"<w:t>Some things are rare.</w:t></w:r><w:r><w:pict><w:txbxContent><w:p>"
                    b"</w:sdtContent></w:sdt><w:r><w:t>Ask at the desk.</w:t></w:r></w:p>"
                    b"</w:txbxContent></w:pict></w:r>"
                )
                data = data.replace(right, wrong)
            new.writestr(info, data)
    pulled = home.prepared(made.getvalue())
    assert pulled.reading.repaired
    assert any("Ask at the desk." in finding.words for finding in pulled.left)


def test_tracked_changes_is_a_promise_that_does_not_hold() -> None:
    assert issubclass(TrackedChanges, BadOutput)


# The table, LibreOffice, and every source ----------------------------------------------------


@pytest.fixture(scope="session")
def outcomes(
    built: tuple[Project, bytes, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], str]:
    """What becomes of each edit by each tool."""
    project, data, _ = built
    folder = tmp_path_factory.mktemp("word_edits")
    found: dict[tuple[str, str], str] = {}
    saved: list[tuple[Edit, Path]] = []
    for number, edit in enumerate(EDITS):
        name, made = f"{edit.kind}: {edit.name}", edit.made(data)
        found[name, "python-docx"] = _outcome(project, edit, made)
        bare = word_edits.without_controls(made, bookmarks=False)
        found[name, "marks stripped"] = _outcome(project, edit, bare)
        found[name, "LibreOffice"] = word_edits.NONE
        if edit.libreoffice:
            path = folder / f"{number}.docx"
            path.write_bytes(made)
            saved.append((edit, path))
    word_edits.saved_by_libreoffice([path for _, path in saved], folder / "saved")
    for edit, path in saved:
        data = (folder / "saved" / path.name).read_bytes()
        found[f"{edit.kind}: {edit.name}", "LibreOffice"] = _outcome(project, edit, data)
    return found | _in_libreoffice(project, built[1], folder)


def _in_libreoffice(project: Project, data: bytes, folder: Path) -> dict[tuple[str, str], str]:
    file = folder / "guide.docx"
    file.write_bytes(data)
    made = judges.edited_in_libreoffice(file, folder / "edited")
    assert made.keys() <= {edit.name for edit in EDITS}
    return {
        (f"{edit.kind}: {edit.name}", "in LibreOffice"): (
            _outcome(project, edit, made[edit.name].read_bytes())
            if edit.name in made
            else word_edits.NONE
        )
        for edit in EDITS
    }


@cache
def _known_words(project: Project) -> tuple[Words, frozenset[str]]:
    """The words that layouts add, and those of the brand."""
    brand = project.job("word").brand
    labels = load_words(project.root / "layouts", "en-US")
    return labels, frozenset((brand.name, brand.short_name, *brand.legal))


def _outcome(project: Project, edit: Edit, data: bytes) -> str:
    labels, made = _known_words(project)
    reading = read_word_file(
        word.opened(data, "x.docx"), labels, tracking=edit.tracked, brand_lines=made
    )
    left = [describe_notice(finding) for finding in reading.notices if finding.left]
    base = reading.base
    return word_edits.outcome(edit, reading.theirs, reading.clinic, base.tree, base.clinic, left)


@pytest.mark.judge
def test_no_edit_is_lost_by_any_tool(outcomes: dict[tuple[str, str], str]) -> None:
    assert [place for place, what in outcomes.items() if what == word_edits.LOST] == []


@pytest.mark.judge
def test_the_table_of_the_round_trip_is_what_was_found(
    outcomes: dict[tuple[str, str], str],
) -> None:
    table = word_edits.table(outcomes)
    if os.environ.get("ACCEPT"):
        word_edits.DOCUMENT.write_text(table, encoding="utf-8")
    assert word_edits.DOCUMENT.read_text(encoding="utf-8") == table, "run this test with ACCEPT=1"


def _every_word_job() -> list[Any]:
    names = tuple(path.name for path in REAL)
    return list(select_jobs(ROOT, Selection(names, (), ("word",), ("en-US",))))


@pytest.mark.judge
@pytest.mark.parametrize("job", _every_word_job(), ids=lambda job: str(job.path))
def test_every_source_comes_home_as_it_went(job: Any, tmp_path: Path) -> None:
    """From the file itself, from one whose marks were stripped, and from LibreOffice."""
    file = tmp_path / "guide.docx"
    data = render(job)
    file.write_bytes(data)
    word_edits.saved_by_libreoffice([file], tmp_path / "saved")
    bare = tmp_path / "bare.docx"
    bare.write_bytes(word_edits.without_controls(data, bookmarks=False))
    for path in (file, bare, tmp_path / "saved" / "guide.docx"):
        pulled = prepare_pull(ROOT, path, PullOptions(today=TODAY))
        assert (pulled.changes, pulled.conflicts) == ((), ())
        assert pulled.reading.notices == ()
        assert not pulled.source.changes
        assert pulled.brand is pulled.leftovers is None


_WORDS = st.sampled_from(
    [
        "one",
        "two,",
        "don't",
        '"quoted"',
        "5 mg",
        "1–2",
        "naïve",
        "Ωμέγα",
        "Łódź",
        "& < b",
        "a\\*b",
        "**strong**",
        "*stress*",
        "**both *of* them**",
        "***all***",
        "[link](https://example.org/a)",
        "**[link](https://example.org/b?c=d&e)**",
        "[555-0100](tel:555-0100)",
        "[word](term:term)",
        "*[word](term:block)*",
        "[in situ](lang:la)",
        "fact [@first]",
        "facts [@second; @first]",
        "**fact [@second]**",
        "\\*star\\*",
        "\\[bracket\\]",
        "x\u00a0y",
        "soft\u2011hyphen",
    ]
)
_TEXTS = st.lists(_WORDS, min_size=1, max_size=6).map(lambda words: f"So {' '.join(words)} it is")
_KEYS = frozenset(
    {"title", "subtitle", "heading", "text", "lead_in", "label", "caption", "term", "definition"}
)
_NO_MARKS = frozenset({"alt", "summary"})


def _other(draw: Any, tree: Any, key: str = "") -> Any:
    """The tree with other texts, and lists of other lengths."""
    if isinstance(tree, dict):
        return {name: _other(draw, value, name) for name, value in tree.items()}
    if isinstance(tree, list):
        if key in ("items", "rows") and tree:
            count = draw(st.integers(1, len(tree) + 2))
            tree = [tree[number % len(tree)] for number in range(count)]
        if key in ("sections", "subsections") or (key == "blocks" and len(tree) > 1):
            tree = draw(st.permutations(tree))
        inner = "text" if key in ("items", "rows", "columns", "") else key
        return [_other(draw, value, inner) for value in tree]
    if isinstance(tree, str) and key in _KEYS:
        return draw(_TEXTS)
    return f"{tree} and more" if isinstance(tree, str) and key in _NO_MARKS else tree


@st.composite
def _conditions(draw: Any, tree: dict[str, Any]) -> dict[str, Any]:
    other: dict[str, Any] = _other(draw, copy.deepcopy(tree))
    # References stay, and so do plain lines, which may have neither links nor italics.
    return other | {name: tree[name] for name in ("references", "plain")}


@pytest.mark.judge
@settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.large_base_example,
        HealthCheck.data_too_large,
    ],
)
@given(data=st.data())
def test_any_source_comes_home_as_it_went(home: Home, data: st.DataObject) -> None:
    tree = data.draw(_conditions(word_edits.bare(home.before)))
    home.project.source.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    made = render(home.project.job("word"))
    for file in (made, word_edits.without_controls(made, bookmarks=True)):
        pulled = home.prepared(file)
        assert pulled.changes == ()
        assert pulled.reading.notices == ()
        assert not pulled.source.changes


def test_a_brand_that_says_half_of_its_facts_keeps_what_comes_home(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    folder = project.root / "layouts" / "brands" / "lakeside"
    folder.mkdir()
    file = folder / "_brand.yml"
    half = (
        "meta: {name: Lakeside}\ndefaults:\n  publisher:\n    clinic:\n      phones:\n"
        "        - label: Care team\n          number: 555-0142\n"
    )
    for text, says in (
        (half, half.replace("555-0142", "555-0199")),
        ("meta: {name: Lakeside}\n", None),
    ):
        file.write_text(text, encoding="utf-8")
        data = render(project.job("word", "lakeside"))
        there = project.root / "edited.docx"
        number = ("555-0142", "555-0199") if says else ("911", "112")
        there.write_bytes(Edit("", "", word_edits.say(*number)).made(data))
        if says is None:
            with pytest.raises(PublisherError, match="publisher brand lakeside has the lines"):
                prepare_pull(project.root, there, PullOptions(today=TODAY))
            continue
        write_approved(
            approved_edits(
                prepare_pull(project.root, there, PullOptions(today=TODAY)), lambda _: True
            )
        )
        assert file.read_text(encoding="utf-8") == says
