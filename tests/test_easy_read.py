"""Easy Read: one idea a line, each beside its picture, as PDF, as Word file and as web page."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn

from publisher import verify
from publisher.content import inline
from publisher.content.model import Condition, Wording
from publisher.errors import BadInput
from publisher.plan.job import Job
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from publisher.pull.prepare import Pulled, PullOptions, prepare_pull
from publisher.pull.review import approved_edits, write_approved
from publisher.render import render
from publisher.source.kit import KIT, DrawingKit
from publisher.source.load import load_condition
from publisher.translation.units import units_of
from publisher.verify.compare import FaultKind
from tests.helpers import (
    BRANDS,
    ROOT,
    SOURCE,
    SOURCES,
    Project,
    closing,
    job_for,
    new_project,
)
from tests.judges.pdf import verapdf
from tests.judges.web import nu
from tests.judges.word import openxml
from tests.shared import rendered
from tests.word_edits import say, the

EDITIONS = ("easy-read", "easy-read-word", "easy-read-web")
each_edition = pytest.mark.parametrize("edition", EDITIONS)
each_brand = pytest.mark.parametrize("house", BRANDS)
GUIDES = sorted(path.parent.name for path in (ROOT / "sources").glob("*/condition.yaml"))


@cache
def job(edition: str, house: str = "riverbend", source: str = "every-block") -> Job:
    return job_for(SOURCES[source], house, edition)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path)


# What it shows -----------------------------------------------------------------------------------


@each_edition
@each_brand
def test_every_line_is_proven_beside_its_picture(edition: str, house: str) -> None:
    one = job(edition, house)
    data = rendered(one)
    assert verify.fidelity(one, data).faults == ()
    assert verify.standard(one, data) == ()


@each_edition
def test_the_proof_asks_for_whom_to_call_and_for_every_line(edition: str) -> None:
    one = job(edition)
    expected = verify.pieces(one)
    assert [piece.text for piece in expected.ordered[:6]] == [
        "Every block",
        "Draft: not yet reviewed by a clinician",
        "Get emergency help now: call 911",
        "Call your care team: 555-0142",
        "What this is",
        "This is the first plain line.",
    ]
    loose = {piece.text for group in expected.loose for piece in group}
    assert {"Version 0.1, last changed February 20, 2026", *one.brand.legal} <= loose
    assert {"555-0142", "555-0143"} <= loose
    assert len(verify.meaning(one).symbols) == 8


@each_brand
def test_the_first_page_says_its_state_and_whom_to_call(house: str) -> None:
    document = pypdfium2.PdfDocument(rendered(job("easy-read", house)))
    pages = [page.get_textpage().get_text_bounded() for page in document]
    number = job("easy-read", house).brand.clinic.phones[0].number
    assert f"Call your care team: {number}" in pages[0]
    assert "Get emergency help now: call 911" in pages[0]
    assert all("Draft: not yet reviewed by a clinician" in page for page in pages)


def test_no_heading_stands_last_on_a_page() -> None:
    one = job_for(ROOT / "sources" / "gallstones", "northfield", "easy-read")
    headings = [section.heading.plain for section in one.condition.plain_sections]
    document = pypdfium2.PdfDocument(rendered(one))
    for page in document:
        lines = page.get_textpage().get_text_bounded().split("\r\n")
        foot = max(n for n, line in enumerate(lines) if line.startswith("Draft: not yet"))
        assert lines[foot - 1] not in headings


def test_the_same_source_gives_the_same_bytes() -> None:
    for edition in EDITIONS:
        assert render(job(edition)) == rendered(job(edition))


def test_each_guide_has_a_plain_wording() -> None:
    for guide in GUIDES:
        condition = load_condition(ROOT / "sources" / guide, ROOT)
        assert condition.plain, guide
        assert any("emergency number" in line.text.plain for line in _lines(condition)), guide


def _lines(condition: Condition) -> list[Any]:
    return [line for part in condition.plain for line in part.lines]


# Its pictures ------------------------------------------------------------------------------------


def test_an_anatomy_beside_a_line_is_a_square_without_labels_and_ids() -> None:
    kit = DrawingKit(ROOT / KIT, "de")  # a language without words for organs
    for name in ("abdomen", "chest", "front", "head", "knee", "side"):
        for organ in kit._organs(name):
            drawing = kit.small(name, (organ,))
            assert drawing.name == f"{name}-{organ}.svg"
            assert drawing.width == drawing.height
            assert drawing.labels == ()
            assert ' id="' not in drawing.svg
            assert "role:accent" in drawing.svg


def test_what_is_lit_is_in_sight() -> None:
    """Also an organ of one straight line, which looks like one that leads to a label."""
    kit = DrawingKit(ROOT / KIT, "en")
    drawing = kit.small("head", ("esophagus",))
    _, top, side, _ = drawing.viewbox
    whole = kit.lit("head", ("esophagus",))
    assert side < max(whole.width, whole.height)
    assert top >= 0
    assert top + side <= whole.height


# What the proof notices --------------------------------------------------------------------------


def _without_a_line(condition: Condition) -> Condition:
    first, *others = condition.plain
    kept = first.model_copy(update={"lines": (first.lines[0], *first.lines[2:])})
    return condition.model_copy(update={"plain": (kept, *others)})


def _with_other_pictures(condition: Condition) -> Condition:
    first, *others = condition.plain
    one, other, *rest = first.lines
    swapped = (
        one.model_copy(update={"symbol": other.symbol}),
        other.model_copy(update={"symbol": one.symbol}),
    )
    kept = first.model_copy(update={"lines": (*swapped, *rest)})
    return condition.model_copy(update={"plain": (kept, *others)})


def _with_other_organs(condition: Condition) -> Condition:
    """The same anatomy in the same place, with another organ lit."""
    first, *others = condition.plain
    lines = list(first.lines)
    lungs = DrawingKit(ROOT / KIT, "en").small("chest", ("lungs",))
    lines[2] = lines[2].model_copy(update={"symbol": lungs})
    kept = first.model_copy(update={"lines": tuple(lines)})
    return condition.model_copy(update={"plain": (kept, *others)})


DAMAGES: dict[str, tuple[Callable[[Condition], Condition], set[tuple[str, FaultKind]]]] = {
    "a line is gone": (_without_a_line, {("plain-about.2", FaultKind.MISSING)}),
    "two pictures are exchanged": (
        _with_other_pictures,
        {("plain-about.1", FaultKind.PICTURE), ("plain-about.2", FaultKind.PICTURE)},
    ),
    "another organ is lit": (_with_other_organs, {("plain-about.3", FaultKind.PICTURE)}),
}


@each_edition
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_is_noticed(edition: str, damage: str) -> None:
    one = job(edition)
    change, wanted = DAMAGES[damage]
    data = render(job_for(change(one.condition), "riverbend", edition))
    found = {(fault.block, fault.what) for fault in verify.fidelity(one, data).faults}
    assert wanted <= found


def test_lines_that_begin_alike_have_each_their_own_picture() -> None:
    one = job("easy-read")
    first, *others = one.condition.plain
    alike = [
        line.model_copy(update={"text": inline.parse(f"Call us the same day if {words}.")})
        for line, words in zip(first.lines, ("you fall", "it hurts", "it bleeds"), strict=False)
    ]
    part = first.model_copy(update={"lines": (*alike, *first.lines[3:])})
    told = one.condition.model_copy(update={"plain": (part, *others)})
    same = job_for(told, "riverbend", "easy-read")
    assert verify.fidelity(same, render(same)).faults == ()
    exchanged = job_for(_with_other_pictures(told), "riverbend", "easy-read")
    faults = verify.fidelity(same, render(exchanged)).faults
    assert {fault.block for fault in faults} == {"plain-about.1", "plain-about.2"}


# What a source may say ---------------------------------------------------------------------------

LINE = "      - {text: A line under another heading., symbol: call}"
MISTAKES = {
    "unknown symbol": (
        "{text: A line under another heading., symbol: emergency}",
        "there is no symbol 'emergency': write one of emergency-call; "
        "docs/drawing-kit.md shows all",
    ),
    "organ of another body": (
        "{text: A line under another heading., anatomy: knee, organs: [heart]}",
        "knee has no organ 'heart': write one of cartilage, fibula, kneecap, ligaments, meniscus, "
        "shinbone, tendon, thighbone",
    ),
    "body without an organ": (
        "{text: A line under another heading., anatomy: knee}",
        "knee is drawn without an organ: name one or more with `organs`: cartilage, fibula, "
        "kneecap, ligaments, meniscus, shinbone, tendon, thighbone",
    ),
    "too long": (
        "{text: This line says one thing and then one more and then one more and still more., "
        "symbol: call}",
        "plain line has 16 words: keep it to 15: one idea a line",
    ),
    "no words": (
        '{text: "555-0142", symbol: call}',
        "plain line has no words: say the idea in a short sentence",
    ),
    "two pictures": (
        "{text: A line under another heading., symbol: call, anatomy: knee, organs: [tendon]}",
        "plain line has both `symbol` and `anatomy`: keep one of the two",
    ),
    "no picture": (
        "{text: A line under another heading.}",
        "plain line has no picture: name a `symbol` of the drawing kit, or write `anatomy` and "
        "`organs`",
    ),
    "a reference": (
        '{text: "A line under another heading. [@first]", symbol: call}',
        "plain wording leads to the glossary or the references, which are not in it: say what the "
        "word means in a line of its own, without a link",
    ),
    "italics": (
        "{text: A line under *another* heading., symbol: call}",
        "plain wording has italics: write **strong**, or no mark",
    ),
    "a term": (
        '{text: "A line under a [heading](term:term).", symbol: call}',
        "plain wording leads to the glossary or the references, which are not in it: say what the "
        "word means in a line of its own, without a link",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_problem_with_its_line(mistake: str, project: Project) -> None:
    written, said = MISTAKES[mistake]
    line = project.line(LINE.strip())
    project.write(SOURCE, LINE, f"      - {written}")
    with pytest.raises(BadInput) as raised:
        load_condition(project.source.parent, project.root)
    *problems, last = str(raised.value).splitlines()
    assert len(problems) == 1
    place, _, told = problems[0].partition("  ")
    assert place.rpartition(":")[0] == f"{SOURCE}:{line}"
    path, _, wrong = told.partition("  ")
    assert path.startswith("plain[1].lines[0]")
    assert wrong == said
    assert last == closing(1)


def test_seven_lines_are_too_few(project: Project) -> None:
    project.write(SOURCE, f"{LINE}\n", "")
    line = project.line("plain:")
    assert project.problems(Selection((), ("riverbend",), ("easy-read",))) == (
        f"{SOURCE}:{line}:1  plain  has 7 plain lines: write 8 to 24\n{closing(1)}"
    )


def _unplain(project: Project) -> None:
    text = project.source.read_text(encoding="utf-8")
    project.source.write_text(text.partition("plain:\n")[0], encoding="utf-8")


def test_a_guide_without_plain_wording_is_not_made_in_it(project: Project) -> None:
    _unplain(project)
    made = {one.edition.name for one in project.jobs()}
    assert {"handout", "word", "web"} <= made
    assert not made & set(EDITIONS)
    siblings = {edition.name for edition in project.job("web").siblings}
    assert not siblings & set(EDITIONS)


def test_asked_for_alone_it_says_what_is_lacking(project: Project) -> None:
    _unplain(project)
    with pytest.raises(BadInput) as raised:
        select_jobs(project.root, Selection(("every-block",), (), ("easy-read",)))
    assert str(raised.value) == (
        "command line  --edition  easy-read is made of plain wordings, and 'every-block' has none: "
        f"write `plain`\n{closing(1)}"
    )


def test_an_e_book_has_no_plain_wording(project: Project) -> None:
    folder = project.root / "layouts" / "mine"
    folder.mkdir()
    text = 'title = "Mine"\nformat = "epub"\nwording = "plain"\n'
    (folder / "edition.toml").write_text(text, encoding="utf-8")
    assert project.problems(Selection((), ("riverbend",), ("mine",))) == (
        "layouts/mine/edition.toml:1:1  plain wordings are not set in format epub: "
        f'write format = "pdf", "docx" or "html"\n{closing(1)}'
    )


def test_plain_lines_are_units_of_their_own() -> None:
    units = [one for one in units_of(job("easy-read").condition) if one.wording is Wording.PLAIN]
    assert [str(one.address) for one in units][:2] == [
        "plain/plain-about/heading",
        "plain/plain-about/lines/0/text",
    ]
    assert len(units) == 10
    assert units[1].context == (
        "line of a part in easy words; in Easy Read, where a line is one idea in easy words; "
        "at most 46 characters"
    )


# The Word file comes home ------------------------------------------------------------------------


class Home:
    """A project, its Word file in Easy Read, and the way back."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.data = render(project.job("easy-read-word"))

    def pull(self, *edits: Callable[[Any], None]) -> Pulled:
        document = Document(io.BytesIO(self.data))
        for edit in edits:
            edit(document)
        path = self.project.root / "edited.docx"
        document.save(str(path))
        options = PullOptions(today=date(2026, 3, 2))
        pulled = prepare_pull(self.project.root, path, options)
        write_approved(approved_edits(pulled, lambda _: True))
        return pulled

    @property
    def plain(self) -> list[dict[str, Any]]:
        condition = load_condition(self.project.source.parent, self.project.root)
        plain: list[dict[str, Any]] = condition.model_dump(mode="json")["plain"]
        return plain


@pytest.fixture
def home(project: Project) -> Home:
    return Home(project)


def _row_of(document: Any, words: str) -> Any:
    return next(the(document, words)._p.iterancestors(qn("w:tr")))


def test_nothing_changes_where_nothing_was_edited(home: Home) -> None:
    before = home.project.source.read_bytes()
    pulled = home.pull()
    assert pulled.changes == ()
    assert pulled.left == ()
    assert home.project.source.read_bytes() == before


def test_words_of_lines_headings_and_title_come_home(home: Home) -> None:
    pulled = home.pull(
        say("The same picture comes again.", "The same picture is here again."),
        say("What comes next", "What is next"),
        say("Every block", "Each block"),
    )
    assert pulled.left == ()
    assert home.plain[0]["lines"][4]["text"] == "The same picture is here again."
    assert home.plain[1]["heading"] == "What is next"
    assert [change.place for change in pulled.changes][1:] == [
        'Easy Read "What this is", line 5, text',
        'Easy Read "What comes next", heading',
    ]
    assert "title: Each block\n" in home.project.source.read_text(encoding="utf-8")


def test_a_number_of_the_clinic_goes_to_the_brand(home: Home) -> None:
    pulled = home.pull(say("555-0142", "555-0199"))
    assert [change.after for change in pulled.clinic.changes] == ["555-0199"]


def test_a_row_that_was_removed_is_a_line_less(home: Home) -> None:
    home.project.write(SOURCE, LINE, f"{LINE}\n      - {{text: One more line., symbol: call}}")
    home = Home(home.project)

    def removed(document: Any) -> None:
        row = _row_of(document, "The same picture comes again.")
        row.getparent().remove(row)

    pulled = home.pull(removed)
    assert pulled.left == ()
    assert [len(part["lines"]) for part in home.plain] == [4, 4]


def test_another_picture_and_a_new_line_are_told_and_kept_outside(home: Home) -> None:
    def exchanged(document: Any) -> None:
        first = _row_of(document, "This is the first plain line.")
        other = _row_of(document, "A line under another heading.")
        mine, theirs = (next(row.iter(qn("w:drawing"))) for row in (first, other))
        mine.getparent().replace(mine, theirs)

    def added(document: Any) -> None:
        row = _row_of(document, "A line under another heading.")
        paragraph = next(p for p in row.iter(qn("w:p")) if "another heading" in _text(p))
        new = paragraph.makeelement(qn("w:p"), {})
        run = new.makeelement(qn("w:r"), {})
        words = run.makeelement(qn("w:t"), {})
        words.text = "A thing that somebody typed."
        run.append(words)
        new.append(run)
        paragraph.addnext(new)

    pulled = home.pull(exchanged, added)
    assert [(notice.what, notice.words) for notice in pulled.left] == [
        ("another picture beside a line (name one in the source)", "call"),
        ("a paragraph where the source has no place for one", "A thing that somebody typed."),
    ]
    assert home.plain[0]["lines"][0]["symbol"] == "fever"


def _text(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


# Outside judges ----------------------------------------------------------------------------------


@pytest.mark.judge
@each_brand
def test_verapdf_finds_nothing_in_it(house: str, tmp_path: Path) -> None:
    path = tmp_path / "easy.pdf"
    path.write_bytes(rendered(job("easy-read", house)))
    assert verapdf(path, "ua1") == []
    assert verapdf(path, "2a") == []


@pytest.mark.judge
def test_microsofts_own_reader_finds_nothing_in_the_word_file(tmp_path: Path) -> None:
    path = tmp_path / "easy.docx"
    path.write_bytes(rendered(job("easy-read-word")))
    assert openxml(path) == []


@pytest.mark.judge
def test_the_checker_of_html_finds_nothing_in_the_page(tmp_path: Path) -> None:
    path = tmp_path / "easy.html"
    path.write_bytes(rendered(job("easy-read-web")))
    assert nu([path]) == []
