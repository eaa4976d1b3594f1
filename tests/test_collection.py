"""Several conditions become one book: nothing lost, nothing said twice, every word findable."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from publisher import verify
from publisher.content.inline import Citation, Term, find
from publisher.content.model import Condition, Figure, ReviewState, Wording, texts
from publisher.errors import BadInput
from publisher.plan.job import Job
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from publisher.pull.prepare import PullOptions, prepare_pull
from publisher.render import render
from tests import judges
from tests.helpers import EVERY_BLOCK, Project, closing, new_project
from tests.shared import rendered

BOOK = """\
collection: shelf
language: en-US
title: Two small guides
short_title: Two guides
subtitle: Everything twice, for tests
version: "0.1"
issued: 2026-01-01
modified: 2026-01-02
summary:
  - Two guides in one.
conditions:
  - second-block
  - every-block
"""
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FILE = "sources/collections/shelf.yaml"


@pytest.fixture
def shelf(tmp_path: Path) -> Project:
    """A project of two conditions with the same ids, and a collection of both."""
    project = new_project(tmp_path)
    text = (EVERY_BLOCK / "condition.yaml").read_text(encoding="utf-8")
    other = text.replace("condition: every-block", "condition: second-block")
    other = other.replace("title: Every block", "title: Second block", 1)
    other = other.replace("A piece of text with one job.", "A piece of text with two jobs.")
    other = other.replace("modified: 2026-02-20", "modified: 2026-03-20")
    folder = project.root / "sources" / "second-block"
    (folder / "figures").mkdir(parents=True)
    (folder / "condition.yaml").write_text(other, encoding="utf-8")
    for file in (EVERY_BLOCK / "figures").iterdir():
        (folder / "figures" / file.name).write_bytes(file.read_bytes())
    write(project, BOOK)
    return project


def write(project: Project, book: str) -> None:
    path = project.root / FILE
    path.parent.mkdir(exist_ok=True)
    path.write_text(book, encoding="utf-8")


def job(shelf: Project, edition: str, brand: str = "riverbend") -> Job:
    (one,) = select_jobs(shelf.root, Selection(("shelf",), (brand,), (edition,)))
    return one


def problems(shelf: Project, *editions: str) -> str:
    with pytest.raises(BadInput) as raised:
        select_jobs(shelf.root, Selection(("shelf",), ("riverbend",), editions))
    return without_closing(str(raised.value))


def without_closing(said: str) -> str:
    assert said.endswith("\n" + closing(1)), said
    return said.removesuffix("\n" + closing(1)).strip()


def every_id(condition: Condition) -> list[str]:
    blocks = [block.id for block in condition.blocks(Wording.FULL)]
    return [*(section.id for section in condition.sections), *blocks]


def test_a_book_holds_every_text_of_its_conditions_in_order(shelf: Project) -> None:
    book = job(shelf, "ebook").condition
    parts = [
        next(
            j.condition
            for j in select_jobs(shelf.root, Selection((name,), ("riverbend",), ("web",)))
        )
        for name in ("second-block", "every-block")
    ]
    said = [text.plain for section in book.sections for text in texts(section)]
    at = 0
    for part in parts:
        blocks = [block.id for block in part.blocks(Wording.FULL)]
        assert [
            b.id
            for b in book.blocks(Wording.FULL)
            if b.id in {f"{part.condition}--{one}" for one in blocks}
        ] == [f"{part.condition}--{one}" for one in blocks]
        for text in (part.title, part.subtitle, *part.summary):
            at = said.index(text.plain, at)
    assert [part.opening.heading.plain for part in book.parts if part.opening] == [
        "Second block",
        "Every block",
    ]


def test_ids_that_both_have_stay_apart_and_links_lead_to_the_right_one(shelf: Project) -> None:
    book = job(shelf, "ebook").condition
    ids = every_id(book)
    assert len(ids) == len(set(ids))
    entries = {entry.id for entry in book.glossary}
    references = {reference.id for reference in book.references}
    nodes = [text.nodes for section in book.sections for text in texts(section)]
    used = {term.entry for one in nodes for term in find(one, Term)}
    cited = {key for one in nodes for c in find(one, Citation) for key in c.references}
    assert used
    assert used <= entries
    assert cited
    assert cited <= references


def test_what_both_say_alike_stands_once_and_what_they_say_otherwise_twice(shelf: Project) -> None:
    book = job(shelf, "ebook").condition
    assert [(e.term.plain, e.definition.plain) for e in book.glossary] == [
        ("Block", "A piece of text with two jobs."),
        ("Block", "A piece of text with one job."),
        ("Glossary term", "A word that needs a plain explanation."),
    ]
    assert len(book.references) == 2


def test_the_index_names_every_word_that_is_used_and_where(shelf: Project) -> None:
    one = job(shelf, "ebook")
    lines = [one.words.index_line(one.condition, e) for e in one.condition.index_entries]
    assert lines == [
        "Block: Second block; Every block",
        "Every block: Every block",
        "Glossary term: Second block, What it is; Every block, What it is",
        "Kitchen sink: Second block; Every block",
        "Second block: Second block",
    ]


def test_a_book_is_as_old_as_its_newest_part_and_reviewed_where_all_are(shelf: Project) -> None:
    book = job(shelf, "ebook").condition
    assert book.modified.isoformat() == "2026-03-20"
    assert book.review.state is ReviewState.UNREVIEWED
    reviewed = "review:\n  state: reviewed\n  reviewer: {}\n  reviewed: {}\n  next_review: {}\n"
    for name, facts in (
        ("second-block", ("Dr. One", "2026-01-05", "2028-01-05")),
        ("every-block", ("Dr. Two", "2026-01-09", "2027-06-01")),
    ):
        path = shelf.root / "sources" / name / "condition.yaml"
        text = path.read_text(encoding="utf-8")
        text = text.replace("review:\n  state: unreviewed\n", reviewed.format(*facts))
        path.write_text(text, encoding="utf-8")
    review = job(shelf, "ebook").condition.review
    assert (review.reviewer, str(review.reviewed), str(review.next_review)) == (
        "Dr. One, Dr. Two",
        "2026-01-09",
        "2027-06-01",
    )


def test_both_drawings_stay_though_their_files_are_called_alike(shelf: Project) -> None:
    figures = [
        block
        for block in job(shelf, "ebook").condition.blocks(Wording.FULL)
        if isinstance(block, Figure)
    ]
    assert [figure.file.name for figure in figures] == [
        "second-block--shapes.svg",
        "second-block--hills.jpg",
        "second-block--talk.png",
        "second-block--waves.svg",
        "every-block--shapes.svg",
        "every-block--hills.jpg",
        "every-block--talk.png",
        "every-block--waves.svg",
    ]


@pytest.mark.parametrize("edition", ["booklet", "ebook", "word"])
def test_every_format_of_a_book_carries_all_of_it(shelf: Project, edition: str) -> None:
    one = job(shelf, edition)
    report = verify.fidelity(one, rendered(one))
    assert report.faults == ()
    assert report.blocks_found == report.blocks_expected


def test_a_book_that_lost_a_part_is_caught(shelf: Project) -> None:
    whole = job(shelf, "ebook")
    cut = whole.condition.model_copy(update={"sections": whole.condition.sections[:-1]})
    data = render(Job(**{**vars_of(whole), "condition": cut}))
    assert verify.fidelity(whole, data).faults != ()


def test_a_book_without_its_index_is_caught(shelf: Project) -> None:
    whole = job(shelf, "ebook")
    cut = whole.condition.model_copy(update={"index": whole.condition.index_entries[1:]})
    data = render(Job(**{**vars_of(whole), "condition": cut}))
    assert [str(fault) for fault in verify.fidelity(whole, data).faults] == [
        "index-1  “Block: Second block; Every block”  missing"
    ]


def vars_of(job: Job) -> dict[str, object]:
    return {name: getattr(job, name) for name in job.__dataclass_fields__}


def test_only_editions_that_say_so_make_books(shelf: Project) -> None:
    todo = select_jobs(shelf.root, Selection(("shelf",), ("riverbend",)))
    assert [one.edition.name for one in todo] == ["booklet", "ebook", "word"]
    assert problems(shelf, "web") == (
        "command line  --edition  'shelf' is a collection, which none of these is made of: "
        "one of booklet, ebook, word"
    )


def swapped(old: str, new: str) -> str:
    assert old in BOOK
    return BOOK.replace(old, new, 1)


@pytest.mark.parametrize(
    ("book", "said"),
    [
        (
            swapped("  - every-block", "  - no-block"),
            f"{FILE}:13:5  conditions[1]  there is no condition 'no-block': "
            "use one of every-block, second-block",
        ),
        (
            swapped("  - every-block", "  - second-block"),
            f"{FILE}:11:1  conditions  'second-block' is listed twice: name each condition once",
        ),
        (
            swapped("collection: shelf", "collection: rack"),
            f"{FILE}:1:1  collection  'rack' is not the name of the file: write 'shelf'",
        ),
        (
            swapped("issued: 2026-01-01", "issued: 2026-01-03"),
            f"{FILE}:8:1  modified  2026-01-02 is before issued 2026-01-03: fix one of the two",
        ),
    ],
)
def test_what_is_wrong_with_a_collection_is_said_with_its_place(
    shelf: Project, book: str, said: str
) -> None:
    write(shelf, book)
    assert problems(shelf, "ebook") == said


def test_conditions_in_two_languages_do_not_make_a_book(shelf: Project) -> None:
    path = shelf.root / "sources" / "every-block" / "condition.yaml"
    text = path.read_text(encoding="utf-8").replace("language: en-US", "language: en-GB")
    path.write_text(text, encoding="utf-8")
    assert problems(shelf, "ebook") == (
        f"{FILE}:13:5  conditions[1]  'every-block' is in en-GB, the collection in en-US: "
        "name conditions of one language"
    )


def test_a_collection_is_not_called_like_a_condition(shelf: Project) -> None:
    path = shelf.root / "sources" / "collections" / "every-block.yaml"
    path.write_text(swapped("collection: shelf", "collection: every-block"), encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        select_jobs(shelf.root, Selection(("every-block",), ("riverbend",), ("ebook",)))
    assert without_closing(str(raised.value)) == (
        "sources/collections/every-block.yaml:1:1  collection  "
        "'every-block' is the name of a condition too: rename the file"
    )


@pytest.mark.parametrize("conditions", [(), ("other",)])
def test_a_collection_with_another_ending_is_not_passed_over(
    shelf: Project, conditions: tuple[str, ...]
) -> None:
    path = shelf.root / "sources" / "collections" / "other.yml"
    path.write_text(BOOK, encoding="utf-8")
    wrong = "sources/collections/other.yml  is not read: name it other.yaml"
    try:
        with pytest.raises(BadInput) as raised:
            select_jobs(shelf.root, Selection(conditions, ("riverbend",), ("ebook",)))
        assert wrong in str(raised.value).splitlines()
        assert select_jobs(shelf.root, Selection(("every-block",), ("riverbend",), ("ebook",)))
    finally:
        path.unlink()


def test_a_problem_in_a_condition_is_said_once(shelf: Project) -> None:
    path: Path = shelf.source
    path.write_text(path.read_text(encoding="utf-8").replace("(term:term)", "(term:no)"))
    assert problems(shelf, "ebook").count("there is no glossary entry 'no'") == 1


@pytest.mark.judge
def test_word_takes_the_book(shelf: Project, tmp_path: Path) -> None:
    path = tmp_path / "book.docx"
    path.write_bytes(rendered(job(shelf, "word")))
    assert judges.openxml(path) == []
    assert judges.openxml_audit(path) == []


@pytest.mark.judge
def test_stores_take_the_book(shelf: Project, tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(rendered(job(shelf, "ebook")))
    assert judges.epubcheck(path) == []
    assert judges.ace(path) == []


def test_the_word_file_of_a_book_is_not_pulled(shelf: Project, tmp_path: Path) -> None:
    path = tmp_path / "book.docx"
    path.write_bytes(rendered(job(shelf, "word")))
    with pytest.raises(BadInput) as raised:
        prepare_pull(shelf.root, path, PullOptions(today=date(2026, 4, 1)))
    assert without_closing(str(raised.value)) == (
        f"{path}  contains the guides of the collection 'shelf', not one source: "
        "make the edits in the Word file of the guide itself"
    )


def test_the_index_of_a_word_file_leads_to_places_inside_it(shelf: Project) -> None:
    with zipfile.ZipFile(io.BytesIO(rendered(job(shelf, "word")))) as package:
        body = etree.fromstring(package.read("word/document.xml"))
        relations = etree.fromstring(package.read("word/_rels/document.xml.rels"))
    outside = {one.get("Target", "") for one in relations if one.get("TargetMode") == "External"}
    assert [target for target in outside if target.startswith("#")] == []
    places = {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}
    lines = [
        paragraph
        for paragraph in body.iter(f"{W}p")
        if (style := paragraph.find(f"{W}pPr/{W}pStyle")) is not None
        and style.get(f"{W}val") == "IndexEntry"
    ]
    targets = [link.get(f"{W}anchor") for line in lines for link in line.iter(f"{W}hyperlink")]
    assert len(targets) >= len(lines) > 0
    assert set(targets) <= places
