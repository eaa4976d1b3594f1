"""Tables of doses with up to eight columns: a grid where there is room, else row by row."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from publisher.content.model import Table
from publisher.edition.layouts import edition_names
from publisher.errors import BadInput
from publisher.render import render
from publisher.source.load import load_condition
from publisher.verify import fidelity
from tests.helpers import EVERY_BLOCK, LAYOUTS, Project, job_for, new_project

SOURCE = EVERY_BLOCK.parent / "wide-table"
EDITIONS = edition_names(LAYOUTS)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_shows_all_of_it(edition: str) -> None:
    job = job_for(SOURCE, "northfield", edition)
    if job.edition.takes(job.condition):
        assert fidelity(job, render(job)).faults == ()


def test_editions_with_room_set_a_grid_and_others_rows() -> None:
    def grids(edition: str) -> list[bool]:
        job = job_for(SOURCE, "riverbend", edition)
        tables = [one for one in job.condition.sections[0].blocks if isinstance(one, Table)]
        return [not job.edition.sets_as_rows(table) for table in tables]

    for edition in ("handout", "handout-ua2", "web", "word"):
        assert grids(edition) == [True, True], edition
    for edition in ("ebook", "booklet", "large-print", "giant-print", "question-sheet"):
        assert grids(edition) == [False, False], edition


def test_words_that_do_not_fit_side_by_side_make_rows_on_paper() -> None:
    job = job_for(SOURCE, "riverbend", "handout")
    table = job.condition.sections[0].blocks[2]
    assert isinstance(table, Table)
    columns = tuple(job_for(SOURCE, "riverbend", "web").condition.title for _ in range(8))
    assert not job.edition.sets_as_rows(table)
    long = load_condition(SOURCE, SOURCE.parent.parent).references[0].text
    rows = tuple(tuple(long for _ in range(8)) for _ in range(2))
    wide = table.model_copy(update={"columns": columns, "rows": rows})
    assert job.edition.sets_as_rows(wide)


def test_heads_are_kept_for_the_ear() -> None:
    page = render(job_for(SOURCE, "riverbend", "web")).decode()
    table = re.search(r'<table id="doses">.*?</table>', page, re.DOTALL)
    assert table
    assert table[0].count('scope="col"') == 8
    assert table[0].count('scope="row"') == 3
    book = zipfile.ZipFile(io.BytesIO(render(job_for(SOURCE, "riverbend", "ebook"))))
    text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith("xhtml"))
    assert "<dt>Week: First</dt>" in re.sub(r"\s+", " ", text)
    assert text.count("<strong>Sunday:</strong>") == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<dd><strong>Sunday:</strong> none</dd>", ""),
        ("<strong>Sunday:</strong> none", "<strong>Monday:</strong> none"),
        ("<strong>Sunday:</strong> 10", "<strong>Sunday:</strong> 100"),
        ("<dd><strong>Sunday:</strong> none</dd>", "<dd>Sunday: <strong>none</strong></dd>"),
    ],
)
def test_what_is_done_to_a_row_is_seen(old: str, new: str) -> None:
    job = job_for(SOURCE, "riverbend", "ebook")
    data = render(job)
    made, changed = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(made, "w") as copy:
        for item in book.infolist():
            content = book.read(item)
            if old.encode() in content:
                content, changed = content.replace(old.encode(), new.encode(), 1), changed + 1
            copy.writestr(item, content)
    assert changed
    assert fidelity(job, made.getvalue()).faults != ()


@pytest.fixture
def project(tmp_path: object) -> Project:
    return new_project(tmp_path)  # type: ignore[arg-type]


def test_nine_columns_are_too_many(project: Project) -> None:
    text = (SOURCE / "condition.yaml").read_text(encoding="utf-8")
    folder = project.root / "sources" / "wide-table"
    folder.mkdir()
    nine = text.replace("Saturday, Sunday]", "Saturday, Sunday, Holiday]")
    (folder / "condition.yaml").write_text(nine, encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        load_condition(folder, project.root)
    line = 1 + nine.splitlines().index(next(one for one in nine.splitlines() if "Holiday" in one))
    assert (
        f"sources/wide-table/condition.yaml:{line}:9  sections[0].blocks[1].columns  "
        "has 9: keep to 8 at most"
    ) in [str(one) for one in raised.value.problems]
