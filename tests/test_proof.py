"""Soft proofs show what will be cut, folded and inked; the ticket says it, and nothing else."""

from __future__ import annotations

import io
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from publisher import cli, preflight
from publisher.brand.inks import DEFAULT_PROFILE
from publisher.build.publish import sha256
from publisher.edition.scheme import Scheme
from publisher.errors import BadOutput
from publisher.plan.job import Job
from publisher.press import impose
from publisher.proof import Proof, pictures, prove, separations, ticket
from publisher.proof.condition import other_condition
from publisher.proof.folding import fold_diagram, folding_of, inches, scoring_of
from publisher.proof.write import write_proofs
from tests import press_room as room
from tests.helpers import Project, closing, new_project
from tests.judges import verapdf
from tests.shared import rendered, value_once

MADE = (("trifold", "riverbend"), ("booklet", "northfield"))
INKS = ("cyan", "magenta", "yellow", "black")


@dataclass(frozen=True)
class Sample:
    """A finished file of the source that contains every block, and what was made of it."""

    job: Job
    data: bytes
    proof: Proof

    @property
    def scheme(self) -> Scheme:
        assert self.job.edition.scheme is not None
        return self.job.edition.scheme

    def file(self, name: str) -> bytes:
        return self.proof.files[self.job.path.parent / name]

    def picture(self, name: str) -> Image.Image:
        return Image.open(io.BytesIO(self.file(f"proof-{self.job.edition.name}/{name}")))

    @property
    def ticket(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.file(f"ticket-{self.job.edition.name}.json"))
        return told


@pytest.fixture(scope="module", params=MADE, ids=lambda made: made[0])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    name, brand = request.param
    job = new_project(tmp_path_factory.mktemp("project")).job(name, brand)
    data = rendered(job)
    return Sample(job, data, value_once(f"{job.key}-proof", lambda: prove(job, data)))


# Where lines lie ----------------------------------------------------------------------------------


def at(picture: Image.Image, sample: Sample, x_mm: float, y_mm: float) -> tuple[int, ...]:
    """The colour at a place in mm from the upper left corner of the trimmed sheet."""
    with pikepdf.open(io.BytesIO(sample.data)) as pdf:
        left, bottom, _, top = (float(edge) for edge in pdf.pages[0].trimbox)
        height = float(pdf.pages[0].mediabox[3])
    assert bottom > 0
    x = pictures.SIDE_PX + (left / 72 + x_mm / 25.4) * separations.DPI
    y = pictures.HEAD_PX + ((height - top) / 72 + y_mm / 25.4) * separations.DPI
    colour = picture.getpixel((round(x), round(y)))
    assert isinstance(colour, tuple)
    return colour


def test_trim_bleed_and_safety_lie_where_the_scheme_has_them(sample: Sample) -> None:
    scheme, paper = sample.scheme, sample.job.brand.paper.name.lower()
    sheet = scheme.sheet(paper)
    width, height = sheet.size_mm
    safety, bleed = scheme.print.safety_mm, sheet.bleed_mm
    shown = sample.picture("01-outside.png" if sheet.sides else "01-page-1.png")
    across = 31.7  # clear of folds, marks and corners
    for y, colour in ((-bleed, pictures.BLEED), (0, pictures.TRIM), (safety, pictures.SAFETY)):
        assert at(shown, sample, across, y) == colour
        assert at(shown, sample, across, height - y) == colour
        assert at(shown, sample, y, 77.3) == colour
        assert at(shown, sample, width - y, 77.3) == colour


def test_folds_are_dashed_with_a_safety_zone_on_both_sides(sample: Sample) -> None:
    paper = sample.job.brand.paper.name.lower()
    sheet, safety = sample.scheme.sheet(paper), sample.scheme.print.safety_mm
    for number, side in enumerate(sheet.sides):  # single pages have no fold
        shown = sample.picture(f"{number + 1:02}-{side.name}.png")
        assert len(sheet.folds(number)) == 2
        for fold in sheet.folds(number):
            along = [at(shown, sample, fold.at_mm, y / 4) for y in range(80, 160)]
            assert 0.4 < along.count(pictures.FOLD) / len(along) < 0.8
            for beside in (-safety, safety):
                assert at(shown, sample, fold.at_mm + beside, 77.3) == pictures.SAFETY


# Films and colour ---------------------------------------------------------------------------------


def test_every_sheet_has_a_proof_and_four_plates(sample: Sample) -> None:
    with pikepdf.open(io.BytesIO(sample.data)) as pdf:
        count = len(pdf.pages)
    names = [path.name for path in sample.proof.files if path.suffix == ".png"]
    assert len(names) == sample.proof.pictures == 5 * count + 1
    for number in range(1, count + 1):
        of = [name for name in names if name.startswith(f"{number:02}-")]
        assert [name.rpartition("-")[2] for name in of[1:]] == [f"{ink}.png" for ink in INKS]
        assert all(sample.picture(name).mode == "L" for name in of[1:])
        assert len({sample.picture(name).size[0] for name in of}) == 1


def test_black_words_are_on_the_black_plate_alone() -> None:
    data = room.pressed(room.CARD, "a4", "<p>Words</p>".format)
    sheet, _ = separations.separate(data, impose.plan(room.CARD, "a4", 2))
    left, top, right, bottom = (round(edge) for edge in sheet.trim)
    darkest = [plate.crop((left, top, right, bottom)).getextrema()[0] for plate in sheet.plates]
    assert darkest == [255, 255, 255, 0]


def test_ink_is_seen_through_the_profile_of_the_press() -> None:
    seen = separations._to_screen(DEFAULT_PROFILE.read())
    bare, full = Image.new("L", (1, 1), 255), Image.new("L", (1, 1), 0)
    colours = [
        seen(tuple(full if ink == one else bare for one in INKS)).getpixel((0, 0)) for ink in INKS
    ]
    # What FOGRA39 prints, not what a screen calls cyan: (0, 255, 255).
    assert colours[0] == pytest.approx((0, 158, 224), abs=6)
    assert colours[1] == pytest.approx((229, 0, 125), abs=8)
    assert colours[2] == pytest.approx((255, 236, 0), abs=8)
    assert max(colours[3]) < 40
    assert seen((bare,) * 4).getpixel((0, 0)) == (255, 255, 255)


def test_the_folded_piece_shows_every_panel_once_in_reading_order(sample: Sample) -> None:
    nowhere, nothing = (0.0, 0.0, 0.0, 0.0), Image.new("RGB", (1, 1))
    flats = separations.flats(sample.job, sample.scheme, sample.data)
    read = tuple(separations.PlateSet(flat, (), nothing, nowhere, nowhere) for flat in flats)
    groups = list(pictures._ProofDrawer(sample.job, sample.scheme, 1)._together(read))
    names = [[laid.name for _, laid in group] for group in groups]
    if sample.scheme.print.kind == "panels":
        inside = ["inside-left", "inside-middle", "inside-right"]
        assert names == [["front"], ["flap"], inside, ["back"]]
    else:
        pages = len(read)
        assert names[:2] + names[-1:] == [["1"], ["2", "3"], [str(pages)]]
        assert [name for group in names for name in group] == [
            str(page) for page in range(1, pages + 1)
        ]
    assert sample.picture("folded.png").width > 1000


# The ticket ---------------------------------------------------------------------------------------


def test_the_ticket_says_what_scheme_and_preflight_say(sample: Sample) -> None:
    told, job, paper = sample.ticket, sample.job, sample.job.brand.paper.name.lower()
    sheet, print_ = sample.scheme.sheet(paper), sample.scheme.print
    verdict = preflight.judge(sample.data)
    assert told["job"] == job.identifier
    assert (told["bleed_mm"], told["safety_mm"]) == (sheet.bleed_mm, print_.safety_mm)
    assert (told["stock"], told["marks"]) == (print_.stock, print_.marks)
    assert told["file"]["sha256"] == sha256(sample.data)
    assert told["file"]["bytes"] == len(sample.data)
    assert told["ink"]["most_percent"] == verdict.measured.most_ink
    assert told["output_condition"] == verdict.measured.condition == "FOGRA39"
    assert told["preflight"]["passed"] is verdict.passed is True
    assert told["preflight"]["date"] == f"{job.stamp:%Y-%m-%d}"
    assert (told["quantity"], told["delivery"]) == (None, None)
    assert [(one["name"], *one["size"]["mm"]) for one in told["panels"]] == [
        (one.name, one.width_mm, one.height_mm) for one in sheet.panels
    ]


def test_sizes_are_in_millimetres_and_inches(sample: Sample) -> None:
    told = sample.ticket
    if sample.job.edition.name == "trifold":
        assert told["finished"] == {"mm": [93.6625, 215.9], "inches": [3.6875, 8.5]}
        assert told["flat"] == {"mm": [279.4, 215.9], "inches": [11, 8.5]}
        assert (told["pages"], told["fold"]) == (6, "C-fold (letter fold)")
        assert told["how"] == "“flap” (92.075 mm) in first, then “front” over it"
    else:
        assert told["finished"]["mm"] == [148, 210]
        assert told["flat"]["mm"] == [296, 210]
        assert told["pages"] == told["file"]["sheets"]
        assert told["fold"] == "Saddle-stitched booklet"


@pytest.mark.parametrize(
    ("scheme", "paper", "name", "levels", "finished"),
    [
        (room.TRIFOLD, "a4", "C-fold (roll fold)", (2, 0, 1), (100, 210)),
        (room.ZFOLD, "a4", "Z-fold", (2, 1, 0), (99, 210)),
        (room.HALFFOLD, "a4", "Half fold", (1, 0), (148.5, 210)),
        (room.TENT, "letter", "Half fold", (1, 0), (279.4, 107.95)),
        (room.CARD, "a4", "No fold", (), (99, 210)),
        # The doors of a gate fold look like a C-fold to the scheme, but for their width.
        (room.GATE, "a4", "2 parallel folds", (), (151, 210)),
    ],
    ids=["c", "z", "half", "tent", "card", "gate"],
)
def test_the_fold_is_told_from_the_scheme(
    scheme: Scheme, paper: str, name: str, levels: tuple[int, ...], finished: tuple[float, float]
) -> None:
    way = folding_of(scheme, paper, 0)
    assert (way.name, way.levels, way.finished_mm) == (name, levels, finished)


def test_the_ticket_says_scoring_tolerances_and_what_runs_over_folds(sample: Sample) -> None:
    told = sample.ticket
    assert told["tolerances"] == "fold within ±0.5 mm asked, ±1 mm at most; trim ±1 mm"
    if sample.job.edition.name == "trifold":
        assert told["scoring"] == ("none needed at 150 gsm; score where a trial fold cracks")
        assert told["carried"] == (
            "0.7 mm: back onto flap, front onto back, inside middle onto inside left, inside right "
            "onto inside middle; colour beside bare paper ends on the fold"
        )
    else:
        assert told["scoring"] == (
            "score the cover before folding, from 170 gsm on (stock to 250 gsm)"
        )
        assert told["carried"] == (
            "every page has 3 mm bleed at the spine: run the front cover over the back"
        )


@pytest.mark.parametrize(
    ("stock", "folds", "said"),
    [
        ("300 gsm silk", False, "none, it is not folded"),
        ("", True, "score all folds where the stock is 170 gsm or more"),
        ("80 lb gloss", True, "score all folds where the stock is 170 gsm or more"),
        ("160 gsm", True, "none needed at 160 gsm; score where a trial fold cracks"),
        (
            "150 to 170 gsm silk",
            True,
            "score all folds before folding, from 170 gsm on (stock to 170 gsm)",
        ),
        (
            "100 gsm, cover 250 gsm",
            True,
            "score the cover before folding, from 170 gsm on (stock to 250 gsm)",
        ),
    ],
    ids=["flat", "unknown", "pounds", "light", "at the limit", "cover"],
)
def test_heavy_stock_is_scored(stock: str, folds: bool, said: str) -> None:
    assert scoring_of(stock, folds=folds) == said


@pytest.mark.parametrize(
    ("stock", "paper", "condition", "said"),
    [
        ("150 gsm silk", "a4", "FOGRA39", ""),
        (
            "100 gsm uncoated, cover 250 gsm silk",
            "a4",
            "FOGRA39",
            "uncoated stock on A4 asks for FOGRA52: fetch PSOuncoated_v3_FOGRA52.icc from ECI, "
            "and name it by defaults.publisher.icc",
        ),
        (
            "150 gsm silk",
            "letter",
            "FOGRA39",
            "coated stock on Letter asks for CGATS21_CRPC6: fetch its profile (GRACoL 2013) from "
            "Idealliance, and name it by defaults.publisher.icc",
        ),
        ("150 gsm silk", "letter", "CGATS21_CRPC6", ""),
        ("100 gsm uncoated", "a4", "FOGRA52", ""),
        ("100 gsm uncoated", "a4", "CGATS TR 001", ""),
    ],
    ids=["A4", "uncoated", "Letter", "GRACoL", "FOGRA52", "unknown"],
)
def test_a_ticket_says_which_profile_the_stock_asks_for(
    stock: str, paper: str, condition: str, said: str
) -> None:
    assert other_condition(stock, paper, condition) == said


def test_inches_are_exact_where_they_are_sixteenths() -> None:
    assert [inches(mm) for mm in (93.6625, 92.075, 215.9, 97, 3.175)] == [
        "3.6875",
        "3.625",
        "8.5",
        "3.82",
        "0.125",
    ]


def test_the_drawing_says_in_words_what_it_shows() -> None:
    drawn = fold_diagram(room.TRIFOLD, "a4", 6, "serif")
    assert drawn.words == (
        "C-fold (roll fold): “flap” (97 mm) in first, then “front” over it. "
        "Side-1: flap 97 mm, back 100 mm, front 100 mm. "
        "Side-2: in 1 100 mm, in 2 100 mm, in 3 97 mm."
    )
    assert drawn.svg.count("stroke-dasharray") == 4  # two folds on each side


def test_an_unfit_file_gets_a_ticket_that_forbids_it(sample: Sample) -> None:
    with pikepdf.open(io.BytesIO(sample.data)) as pdf:
        del pdf.Root.OutputIntents[0]["/OutputConditionIdentifier"]
        out = io.BytesIO()
        pdf.save(out)
    verdict = preflight.judge(out.getvalue(), inks=False)
    filled = ticket.fill_in(sample.job, sample.scheme, out.getvalue(), verdict, 1)
    assert not filled.preflight.passed
    assert filled.preflight.said.startswith("Cannot be printed: 1 error")
    assert filled.ink is None
    assert "Do not print this file." in ticket.html(sample.job, filled)


def test_a_ticket_stays_one_page_whatever_a_brand_says(sample: Sample) -> None:
    clinic = replace(sample.job.brand.clinic, address=("A line of an address",) * 24)
    wordy = replace(sample.job, brand=replace(sample.job.brand, clinic=clinic))
    verdict = preflight.judge(sample.data, inks=False)
    filled = ticket.fill_in(wordy, sample.scheme, sample.data, verdict, 2)
    with pikepdf.open(io.BytesIO(ticket.as_pdf(wordy, filled))) as pdf:
        assert len(pdf.pages) == 1
    endless = replace(filled, how="and then " * 450)
    with pytest.raises(BadOutput, match=r"its ticket runs to a second page"):
        ticket.as_pdf(wordy, endless)


@pytest.mark.judge
def test_the_ticket_is_one_accessible_page(sample: Sample, tmp_path: Path) -> None:
    path = tmp_path / "ticket.pdf"
    path.write_bytes(sample.file(f"ticket-{sample.job.edition.name}.pdf"))
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 1
    assert verapdf(path, "ua1") == []


def test_a_file_with_other_sheets_than_its_edition_is_refused(sample: Sample) -> None:
    with pikepdf.open(io.BytesIO(sample.data)) as pdf:
        page = pdf.pages[0]
        page.obj.TrimBox = pikepdf.Array([float(n) + (i == 0) for i, n in enumerate(page.trimbox)])
        out = io.BytesIO()
        pdf.save(out)
    with pytest.raises(BadOutput, match=r"sheet 1 is [\d.]+ × [\d.]+ mm, not"):
        prove(sample.job, out.getvalue())


# The command --------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path / "project")


def said(monkeypatch: pytest.MonkeyPatch, capsys: Any, root: Path, *words: str) -> tuple[Any, str]:
    monkeypatch.chdir(root)
    monkeypatch.setattr(sys, "argv", ["publisher", "proof", *words])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return end.value.code, capsys.readouterr().err


def test_what_stands_in_the_way_is_said_at_once(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    words = ("--brand", "riverbend", "--edition", "web", "--edition", "trifold")
    known = [job.edition.name for job in project.jobs() if job.edition.scheme]
    path = "out/riverbend/en-US/every-block/trifold.pdf"
    assert said(monkeypatch, capsys, project.root, *words) == (
        2,
        (
            f"command line  --edition  'web' is not a print edition: one of {', '.join(known)}\n"
            f"{path}  is not there: build it first: "
            f"publisher build every-block --brand riverbend --edition trifold\n{closing(2)}\n"
        ),
    )
    (project.root / path).parent.mkdir(parents=True)
    (project.root / path).write_bytes(b"of another day")
    assert said(monkeypatch, capsys, project.root, *words[:2], *words[4:]) == (
        2,
        (
            f"{path}  is older than what it is made of: build it first: "
            f"publisher build every-block --brand riverbend --edition trifold\n{closing(1)}\n"
        ),
    )


def test_a_project_without_print_editions_is_told_so(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    for job in project.jobs():
        if job.edition.scheme:
            file = project.root / "layouts" / job.edition.name / "edition.toml"
            text = 'title = "No sheet"\nformat = "pdf"\nbased_on = "handout"\n'
            file.write_text(text, encoding="utf-8")
    assert said(monkeypatch, capsys, project.root) == (
        2,
        (
            "the project  contains no print edition: "
            f'write format = "print" in the edition.toml of one\n{closing(1)}\n'
        ),
    )


def test_proofs_stand_beside_their_file_the_same_each_time(sample: Sample, tmp_path: Path) -> None:
    beside = tmp_path / sample.job.path
    stale = beside.parent / f"proof-{sample.job.edition.name}" / "99-of-an-earlier-file.png"
    stale.parent.mkdir(parents=True)
    stale.write_bytes(b"")
    beside.write_bytes(sample.data)
    with ThreadPoolExecutor(1) as one:
        (made,) = write_proofs([sample.job], tmp_path, one)
    assert made == sample.proof
    there = {path for path in tmp_path.rglob("*") if path.is_file()} - {beside}
    assert {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in there} == {
        path.as_posix(): data for path, data in sample.proof.files.items()
    }
