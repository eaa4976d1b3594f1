"""Editions of a project's own, as docs/editions.md shows them: any sheet, and no cover."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pikepdf import Pdf

from publisher.build.make import make
from publisher.bundled import LAYOUTS
from publisher.commands.init import Answers, start_project
from publisher.edition.load import _EditionFile, load_edition
from publisher.edition.panels import Filling
from publisher.edition.scheme import Print, SheetSize
from publisher.errors import BadInput
from publisher.plan.job import Job
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from publisher.proof.folding import folding_of
from tests.helpers import ROOT, closing

GUIDE = (ROOT / "docs" / "editions.md").read_text(encoding="utf-8")
SHOWN = dict(re.findall(r"```toml\n# layouts/([a-z-]+)/edition\.toml\n(.*?)```", GUIDE, re.DOTALL))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A project of one's own that has every edition of the guide."""
    said = Answers(name="Lakeside Clinic", colours=("#0b6e4f",), phone="555-0142")
    start_project(tmp_path / "own", said)
    for name, text in SHOWN.items():
        (tmp_path / "own/layouts" / name).mkdir()
        (tmp_path / "own/layouts" / name / "edition.toml").write_text(text, encoding="utf-8")
    return tmp_path / "own"


def job_of(root: Path, edition: str) -> Job:
    (job,) = select_jobs(root, Selection(editions=(edition,)))
    return job


def changed(root: Path, name: str, old: str, new: str) -> str:
    """What is said of an edition of the guide with `new` where `old` stands."""
    file = root / "layouts" / name / "edition.toml"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        load_edition(file.parent, root)
    return str(raised.value)


@pytest.mark.parametrize(
    ("name", "sides", "size_mm"),
    [("rack-card", 2, (101.6, 228.6)), ("poster", 1, (297, 420))],
)
def test_a_piece_of_the_guide_is_built_and_proved(
    own: Path, tmp_path: Path, name: str, sides: int, size_mm: tuple[float, float]
) -> None:
    job = job_of(own, name)
    made = make(job)
    assert made.ok, made.faults
    assert made.data is not None
    file = tmp_path / "made.pdf"
    file.write_bytes(made.data)
    with Pdf.open(file) as pdf:
        assert len(pdf.pages) == sides
        for page in pdf.pages:
            left, bottom, right, top = (float(edge) / 72 * 25.4 for edge in page.trimbox)
            assert (right - left, top - bottom) == pytest.approx(size_mm, abs=0.01)
    assert job.edition.scheme is not None
    assert folding_of(job.edition.scheme, "letter", sides).name == "No fold"


def test_the_handout_of_the_guide_is_ours_in_larger_type(own: Path) -> None:
    kids, ours = (job_of(own, name).edition for name in ("handout-kids", "handout"))
    assert (kids.body_pt, kids.opening_figure, kids.folders[2:]) == (15, True, ours.folders)
    assert set(SHOWN) == {"handout-kids", "rack-card", "poster"}


def test_a_title_that_is_lost_from_the_head_is_a_fault(own: Path) -> None:
    pieces = (LAYOUTS / "trifold/pieces.html.j2").read_text(encoding="utf-8")
    subtitle = '<p class="subtitle">{{ condition.subtitle.plain }}</p>'
    assert pieces.count(subtitle) == 1
    own_pieces = own / "layouts/rack-card/pieces.html.j2"
    own_pieces.write_text(pieces.replace(subtitle, ""), encoding="utf-8")
    faults = make(job_of(own, "rack-card")).faults
    assert any("subtitle" in fault for fault in faults), faults


def test_what_does_not_fit_is_said(own: Path) -> None:
    file = "layouts/rack-card/edition.toml"
    said = changed(own, "rack-card", 'flat_mm = "rack-card"', 'flat_mm = "a7"')
    assert said == (
        f"{file}:12:1  sheet.any.flat_mm  there is no size 'a7': one of a2, a3, a4, a5, a6, dl, "
        "letter, legal, tabloid, half-letter, rack-card; turned as 'a4 landscape'; or [width, "
        f"height] in mm\n{closing(1)}"
    )


def test_a_paper_without_a_sheet_is_said(own: Path) -> None:
    file = own / "layouts/rack-card/edition.toml"
    text = file.read_text(encoding="utf-8").replace("sheet.any", "sheet.letter")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        load_edition(file.parent, own)
    assert str(raised.value) == (
        "layouts/rack-card/edition.toml:10:1  sheet  there is no sheet for brands on a4: write "
        f"[sheet.a4], or [sheet.any] for every paper\n{closing(1)}"
    )


def test_a_kind_of_section_that_is_placed_and_left_out_is_said(own: Path) -> None:
    said = changed(own, "rack-card", '"types", "causes"', '"symptoms", "types", "causes"')
    assert said == (
        "layouts/rack-card/edition.toml:1:1  [panels] places 'symptoms' twice: name each kind of "
        f"section once, in a flow or in leaves_out\n{closing(1)}"
    )


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        ("key", {*_EditionFile.model_fields, "based_on"}),
        ("key of `[print]`", {*Print.model_fields}),
        ("key of `[sheet.…]`", {*SheetSize.model_fields} - {"sides"} | {"side"}),
        ("key of `[panels]`", {*Filling.model_fields}),
    ],
)
def test_the_guide_names_every_key(table: str, keys: set[str]) -> None:
    _, _, rest = GUIDE.partition(f"| {table} | what it says |\n")
    rows = rest.partition("\n\n")[0].splitlines()[1:]
    named = {key for row in rows for key in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert named == keys
