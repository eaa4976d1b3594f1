"""Preflight catches each fault it knows, and agrees with the tools that print shops use."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner
from weasyprint import HTML

from publisher import preflight
from publisher.cli import app
from publisher.errors import BadInput, BadOutput
from publisher.preflight import DIGITAL, SHEETFED, UnreadablePdf, interpreter, report
from publisher.preflight.rules import RULES
from tests import judges
from tests.broken_prints import BROKEN, CONTENT, MEDIA, TRIM, Broken, icc, right, written
from tests.judges.install import command, run

MM = 25.4 / 72


@pytest.fixture(scope="module")
def good() -> bytes:
    return written(right())


def drawn(content: str) -> bytes:
    """The right file with nothing but `content` on page 1."""
    pdf = right()
    pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, content.encode())
    return written(pdf)


def elements(content: str) -> list[interpreter.Element]:
    with pikepdf.open(io.BytesIO(drawn(content))) as pdf:
        reading = interpreter.read(pdf.pages[0], interpreter.Box(*MEDIA))
    assert reading.faults == []
    return reading.elements


# Rules -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", [SHEETFED, DIGITAL], ids=lambda profile: profile.name)
def test_the_right_file_has_nothing_wrong(good: bytes, profile: preflight.PreflightProfile) -> None:
    verdict = preflight.judge(good, profile)
    assert verdict.findings == ()
    assert verdict.passed


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_a_broken_file_is_caught_and_nothing_else_is_said(broken: Broken) -> None:
    assert broken.found() == broken.expected


def test_every_rule_has_a_file_that_breaks_it() -> None:
    assert {broken.rule for broken in BROKEN} == set(RULES)


def test_every_rule_of_a_profile_is_explained() -> None:
    for profile in (SHEETFED, DIGITAL):
        assert set(profile.severities) <= set(RULES)


def test_a_finding_says_where_and_how_to_fix() -> None:
    content = "\n/knock gs BT 0 0 0 0 k /F 7 Tf 70 65 Td (Ask) Tj ET" * 3
    verdict = preflight.judge(drawn(CONTENT + content), inks=False)
    assert [str(finding) for finding in verdict.findings] == [
        "Finding(rule='R0016', severity=<Severity.WARNING: 'warning'>, page=1, "
        "what='text “Ask”, 7 pt AtkinsonHyperlegible-Regular, C0 M0 Y0 K0', "
        "place=PagePoint(left_mm=10.6, top_mm=59.8, right_mm=14.5, bottom_mm=62.4), "
        "measured='7 pt', limit='8 pt', fix='Set it larger, or dark on light.', count=3)"
    ]


_RED = "/knock gs 0 1 0.95 0.3 k 170 60 60 60 re f"  # three inks


@pytest.mark.parametrize(
    "content",
    [
        f"{_RED} BT 0 0 0 0 k /F 10 Tf 175 65 Td (Ask) Tj ET",
        f"{_RED} /over gs BT 0 0 0 1 k /F 8 Tf 175 65 Td (Ask) Tj ET",
        # The third ink is too faint to be seen beside a letter.
        "/knock gs 0.05 1 0.95 0 k 170 60 60 60 re f BT 0 0 0 0 k /F 9.5 Tf 175 65 Td (Ask) Tj ET",
        # On paper that lies on the three inks.
        f"{_RED} 0 0 0 0 k 172 62 40 20 re f BT 0 0 0 0 k /F 9.5 Tf 175 65 Td (Ask) Tj ET",
        # Black stays in the letters: two plates are left open.
        f"{_RED} BT 0 0 0 0.3 k /F 9.5 Tf 175 65 Td (Ask) Tj ET",
        "/knock gs BT 1 0.5 0 0 k /F 9.5 Tf 175 75 Td (Ask) Tj ET",
    ],
    ids=["large enough", "black", "faint third ink", "paper between", "its own black", "9.5 pt"],
)
def test_small_text_that_a_press_can_hold_is_not_told(content: str) -> None:
    assert preflight.judge(drawn(f"{CONTENT}\n{content}"), inks=False).findings == ()


def test_small_text_is_told_with_its_words_its_ground_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "small.pdf"
    white = "BT 0 0 0 0 k /F 9.5 Tf 175 65 Td (Call us) Tj ET"
    grey = "BT 0 0 0 0.8 k /F 9 Tf 70 130 Td (Page 4) Tj ET"
    path.write_bytes(drawn(f"{CONTENT}\n{_RED} {white} {grey}"))
    verdict = preflight.judge(path.read_bytes(), inks=False)
    assert [*map(" | ".join, report.rows(verdict)), *report.mending(verdict)] == [
        "warning | X31 | 1 | Small text is black alone: text “Page 4”, 9 pt "
        "AtkinsonHyperlegible-Regular, C0 M0 Y0 K80 (10.6 mm from left, 36.3 mm from top) | "
        "9 pt, C0 M0 Y0 K80 | black alone up to 9 pt",
        "warning | X32 | 1 | Small reversed text stands on two inks: text “Call us”, 9.5 pt "
        "AtkinsonHyperlegible-Regular, C0 M0 Y0 K0 (47.6 mm from left, 59.1 mm from top) | "
        "9.5 pt out of C0 M100 Y95 K30 | 2 inks under 10 pt",
        "X31  Set it in 0 0 0 100, or larger.",
        "X32  Make the ground of two inks at most, or set the text larger.",
    ]


def heavy(content: str) -> list[str]:
    """What preflight says of too much ink on page 1 with `content` drawn on top."""
    verdict = preflight.judge(drawn(f"{CONTENT}\n{content}"))
    return [
        f"{one.what}  {one.measured}, limit {one.limit}: {one.fix}"
        for one in verdict.findings
        if one.rule == "X29"
    ]


_FIX = "Give the object named less ink, or keep black from overprinting on it."


def test_the_object_behind_too_much_ink_is_named() -> None:
    dark = "/knock gs 1 0.9 0.6 0.2 k 180 60 80 40 re f\n"
    solid = "shape, C100 M90 Y60 K20 (49.4 mm from left, 49.4 mm from top)"
    assert heavy("/knock gs 1 1 0.9 0.9 k 200 62 20 20 re f") == [
        "heaviest point: shape, C100 M100 Y90 K90 (56.4 mm from left, 55.7 mm from top)"
        f"  380 %, limit 330 %: {_FIX}"
    ]
    assert heavy(dark + "/over gs BT 0 0 0 1 k /F 20 Tf 190 70 Td (Ask) Tj ET") == [
        "heaviest point: text “Ask”, 20 pt AtkinsonHyperlegible-Regular, C0 M0 Y0 K100 "
        f"(52.9 mm from left, 54.3 mm from top) over {solid}  350 %, limit 330 %: {_FIX}"
    ]
    assert heavy(dark + "/over gs 0 0 0 1 K 2 w 190 80 m 250 80 l S") == [
        "heaviest point: line of 2 pt, C0 M0 Y0 K100 (52.6 mm from left, 56.1 mm from top) "
        f"over {solid}  350 %, limit 330 %: {_FIX}"
    ]
    # Not the frame around it, and not what lies beside it.
    around = "0 0 0 1 K 1 w 170 55 100 60 re S 0.5 0.5 0.5 0 k 100 200 9 9 re f"
    assert heavy(f"/knock gs 1 1 0.9 0.9 k 200 62 20 20 re f {around}")[0].startswith(
        "heaviest point: shape, C100 M100 Y90 K90 (56.4 mm"
    )


def test_a_picture_with_too_much_ink_is_named() -> None:
    pdf = right()
    photo = pdf.pages[0].obj.Resources.XObject.Photo
    photo.write(b"\xf0" * (60 * 60 * 4))
    findings = preflight.judge(written(pdf)).findings
    assert [one.what for one in findings if one.page == 1] == [
        "heaviest point: picture of 60 × 60 px, DeviceCMYK (56.4 mm from left, 44.3 mm from top)"
    ]


def test_the_heaviest_object_of_every_page_is_measured(good: bytes) -> None:
    page = preflight.judge(good).measured.pages[0]
    assert page.ink is not None
    assert dict(page.ink.build) == {"Cyan": 100, "Magenta": 49.8, "Yellow": 0, "Black": 0}
    assert [one.what for one in page.heaviest] == [
        "text “Blood pressure”, 14 pt AtkinsonHyperlegible-Regular, C100 M50 Y0 K0"
    ]
    assert preflight.judge(good, inks=False).measured.pages[0].heaviest == ()


def test_too_much_ink_on_an_area_names_what_covers_most_of_it() -> None:
    content = "/knock gs 1 0.7 0.55 1 k 170 100 45 45 re f 0 0 0 0.5 k 190 120 3 3 re f"
    verdict = preflight.judge(drawn(f"{CONTENT}\n{content}"))
    assert [one.what for one in verdict.findings if one.rule == "R0026"] == [
        "square of 15 mm, mostly shape, C100 M70 Y55 K100 (45.9 mm from left, 33.5 mm from top)"
    ]


def test_a_digital_press_takes_what_offset_does_not() -> None:
    small = CONTENT + "\n/knock gs BT 0 0 0 0 k /F 7 Tf 70 65 Td (Ask) Tj ET"
    assert [one.rule for one in preflight.judge(drawn(small), inks=False).findings] == ["R0016"]
    assert preflight.judge(drawn(small), DIGITAL, inks=False).findings == ()


def test_black_text_on_bare_paper_need_not_overprint() -> None:
    data = drawn("0 0 0 1 k BT /F 10 Tf 60 195 Td (Know your numbers) Tj ET")
    assert preflight.judge(data, inks=False).findings == ()


# Reading pages ---------------------------------------------------------------------------------


def test_the_size_of_text_counts_every_scaling() -> None:
    content = (
        "q 0 2 -2 0 300 100 cm BT 1 0 0 3 0 0 Tm /F 2 Tf (upwards) Tj ET Q "
        "BT /F 10 Tf 50 Tz 60 60 Td (narrow) Tj 100 Tz (wide) Tj ET"
    )
    turned, narrow, wide = elements(content)
    assert isinstance(turned, interpreter.ShownText)
    assert turned.size_pt == pytest.approx(12)
    assert turned.box.height > turned.box.width
    assert wide.box.left == pytest.approx(narrow.box.right)


def test_a_clip_hides_what_lies_outside() -> None:
    inside, *rest = elements(
        "q 50 50 100 100 re W n 0 0 0 0.5 k 0 0 360 280 re f 200 200 20 20 re f Q"
    )
    assert inside.box == (50, 50, 150, 150)
    assert rest == []


def test_what_an_empty_clip_hides_is_not_there() -> None:
    assert elements("q W n 0 0 0 1 k 0 0 360 280 re f Q") == []


def test_a_form_is_placed_by_its_matrix_and_the_page() -> None:
    (shape,) = elements("q 1 0 0 1 -100 -50 cm /Group Do Q")
    assert shape.box == (150, 100, 168, 118)
    assert shape.paints[0].opacity == 0.5


def test_invisible_text_and_blanks_are_no_ink() -> None:
    assert elements("BT /F 10 Tf 3 Tr (scanned) Tj 0 Tr (  ) Tj ET") == []


def test_text_in_a_frame_does_not_overlap_the_frame() -> None:
    frame, text = elements("60 60 200 100 re S BT /F 10 Tf 80 100 Td (Framed) Tj ET")
    assert not text.overlaps
    assert frame.box == (59.5, 59.5, 260.5, 160.5)


def test_body_size_is_that_of_most_letters() -> None:
    many = "more letters than all else " * 20
    page = drawn(f"0 0 0 1 k BT /F 20 Tf 60 250 Td (Head) Tj /F 10.6 Tf 0 -9 Td ({many}) Tj ET")
    assert preflight.judge(page, inks=False).measured.body_pt == 10.5


def test_text_inks_tell_the_black_plate_from_the_others(good: bytes) -> None:
    black = drawn("0 0 0 1 k BT /F 12 Tf 60 195 Td (Know) Tj 0 0 0 0 k (white) Tj ET")
    first, second = preflight.judge(black, inks=False).measured.pages
    assert first.text_on_black_plate_alone
    assert not second.text_on_black_plate_alone
    assert second.text_inks == ("Cyan", "Magenta", "Black")
    assert (second.smallest_text_pt, second.thinnest_line_pt) == (6.0, 0.25)
    assert preflight.judge(good, inks=False).measured.spots == ()


# Other tools -----------------------------------------------------------------------------------


def listed(*words: str | Path) -> list[list[str]]:
    """The table that a tool of poppler prints, without its two lines of heading."""
    return [line.split() for line in run([command(str(words[0])), *words[1:]]).stdout.splitlines()]


@pytest.fixture(scope="module")
def files(good: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The right file and those broken ones whose faults others measure too."""
    folder = tmp_path_factory.mktemp("prints")
    made = {"right": good} | {
        broken.what: broken.make()
        for broken in BROKEN
        if broken.rule in ("X22", "X25", "R0003", "R0027", "R0031", "R0032")
    }
    for nth, data in enumerate(made.values()):
        (folder / f"{nth}.pdf").write_bytes(data)
    return {what: folder / f"{nth}.pdf" for nth, what in enumerate(made)}


@pytest.mark.judge
def test_pdffonts_agrees_on_embedding(files: dict[str, Path]) -> None:
    for path in files.values():
        ours = preflight.judge(path.read_bytes(), inks=False).measured.fonts
        assert [(font.name, font.is_embedded) for font in ours] == judges.pdffonts(path)


@pytest.mark.judge
def test_pdfimages_agrees_on_resolution_and_colour(files: dict[str, Path]) -> None:
    spaces = {"gray": "DeviceGray", "rgb": "DeviceRGB", "cmyk": "DeviceCMYK"}
    for path in files.values():
        ours = preflight.judge(path.read_bytes(), inks=False).measured.images
        theirs = listed("pdfimages", "-list", path)[2:]
        # Without its object number an inline image has one column less.
        found = [
            (int(row[0]), int(row[3]), int(row[4]), int(row[7]), int(row[-4]), int(row[-3]))
            for row in theirs
        ]
        assert found == [
            (one.page, one.width_px, one.height_px, one.bits, *map(round, one.ppi)) for one in ours
        ]
        for row, one in zip(theirs, ours, strict=True):
            assert row[2] == "stencil" or spaces[row[5]] == one.space


@pytest.mark.judge
def test_pdfinfo_agrees_on_the_boxes(files: dict[str, Path]) -> None:
    for path in files.values():
        said = run([command("pdfinfo"), "-box", path]).stdout
        page = preflight.judge(path.read_bytes(), inks=False).measured.pages[0]
        for name, ours in (
            ("MediaBox", page.media),
            ("CropBox", page.crop),
            ("BleedBox", page.bleed),
            ("TrimBox", page.trim),
        ):
            (numbers,) = re.findall(rf"^{name}:(.*)$", said, re.MULTILINE)
            theirs = [float(number) * MM for number in numbers.split()]
            assert ours is not None
            assert [ours.left, ours.bottom, ours.right, ours.top] == pytest.approx(theirs, abs=0.01)


@pytest.mark.judge
def test_qpdf_finds_the_right_file_sound(files: dict[str, Path]) -> None:
    assert judges.qpdf_check(files["right"]) == []


@pytest.mark.judge
def test_ghostscript_agrees_on_ink(files: dict[str, Path]) -> None:
    path = files["right"]
    pages = preflight.judge(path.read_bytes()).measured.pages
    assert judges.ghostscript_plates(path) == pytest.approx(
        max(page.ink.most for page in pages if page.ink), abs=0.2
    )
    # The same coverage by Ghostscript's own device, which draws at another resolution.
    rows = listed("gs", "-q", "-dSAFER", "-sDEVICE=ink_cov", "-o", "-", path)
    for page, row in zip(pages, rows, strict=True):
        assert page.ink is not None
        ours = dict(page.ink.coverage)
        assert [ours[name] for name in ("Cyan", "Magenta", "Yellow", "Black")] == pytest.approx(
            [float(number) for number in row[:4]], abs=0.3
        )


# What WeasyPrint writes ------------------------------------------------------------------------

_LEAFLET = """<!DOCTYPE html><html lang="en"><head><title>Asthma</title><style>
@font-face {{ font-family: Face; src: url({face}) }}
@page {{ size: A6; bleed: {bleed}; marks: crop; margin: 15mm }}
body {{ font: 10pt Face; color: device-cmyk(0 0 0 1) }}
p {{ background: device-cmyk(0.2 0 0 0) }}
</style></head><body><p>Asthma narrows the <a href="https://example.org/">airways</a>.</p>
</body></html>"""


def leaflet(bleed: str) -> bytes:
    folder = Path(str(import_module("fontpkg_atkinson_hyperlegible").__file__)).parent
    face = (folder / "files/AtkinsonHyperlegible-Regular.ttf").as_uri()
    html = _LEAFLET.format(face=face, bleed=bleed)
    data = HTML(string=html).write_pdf(pdf_variant="pdf/x-4")
    assert isinstance(data, bytes)
    return data


def test_what_the_engine_calls_pdf_x4_is_not_yet() -> None:
    verdict = preflight.judge(leaflet("3mm"))
    found = [
        (one.rule, one.severity.value, one.page, one.measured, one.count)
        for one in verdict.findings
    ]
    assert found == [
        ("X09", "error", 0, "0", 1),  # no output intent
        ("R0027", "error", 1, "DeviceRGB", 10),  # crop marks, the link and its line
        ("X12", "error", 1, "action URI", 1),
        ("X14", "error", 1, "within the bleed", 1),
        ("R0009", "warning", 1, "10 pt knocks out", 2),  # no overprint is ever set
        ("X30", "warning", 1, "-3 mm, -3 mm", 1),  # the sheet begins below zero
    ]
    # The bleed box is never more than ten points, whatever was asked for.
    wide = preflight.judge(leaflet("10mm"), inks=False).measured.pages[0]
    assert wide.bleed is not None
    assert wide.bleed.left == pytest.approx(-10 * MM, abs=0.01)


# Files that are hardly PDF ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda _: b"", "it cannot be read as a PDF"),
        (lambda _: b"no PDF", "it cannot be read as a PDF"),
        (lambda good: good[: len(good) // 2], "it cannot be read as a PDF"),
        (lambda _: written(pikepdf.new()), "it has no pages"),
        (
            lambda _: written(
                right(),
                static_id=False,
                stream_decode_level=None,
                encryption=pikepdf.Encryption(owner="shop", user="secret", R=4),
            ),
            "it is locked by a password",
        ),
    ],
    ids=["empty", "text", "half", "no page", "locked"],
)
def test_what_cannot_be_judged_is_said(
    make: Callable[[bytes], bytes], said: str, good: bytes
) -> None:
    with pytest.raises(UnreadablePdf, match=said) as caught:
        preflight.judge(make(good))
    assert "0x" not in str(caught.value)


def judged(data: bytes) -> None:
    """A verdict, or a reason why there is none; anything else escapes."""
    with suppress(UnreadablePdf):
        preflight.judge(data, inks=False)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(1, 12_000), st.integers(0, 255)), max_size=20), st.data())
def test_damaged_bytes_never_end_in_a_traceback(
    changes: list[tuple[int, int]], data: st.DataObject
) -> None:
    damaged = bytearray(written(right()))
    for before_end, byte in changes:
        damaged[-before_end] = byte
    judged(bytes(damaged[: data.draw(st.integers(len(damaged) - 3000, len(damaged)))]))


_TOKENS = [
    *(word for word in interpreter._ACTIONS if word != "INLINE IMAGE"),
    *("/F", "/Photo", "/Group", "/over", "/Pattern", "0", "1", "-5", "9" * 30, "1.5", "(abc)"),
    *("<00ff>", "[(a)3]", "[", "]", "<<", "BI", "ID", "EI"),
]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(_TOKENS), max_size=60))
def test_senseless_content_never_ends_in_a_traceback(tokens: list[str]) -> None:
    judged(drawn(" ".join(tokens)))


_JUNK = st.sampled_from(
    [5, True, "x", pikepdf.Name.Foo, pikepdf.Array([]), pikepdf.Dictionary(S=1, CS=2), 2**40]
)
_PLACES = [
    "/Resources",
    "/Resources/Font",
    "/Resources/Font/F",
    "/Resources/Font/F/Widths",
    "/Resources/Font/F/FontDescriptor",
    "/Resources/XObject/Photo",
    "/Resources/ExtGState/over",
    "/Resources/XObject/Photo/ColorSpace",
    "/Resources/XObject/Group/Group",
    "/MediaBox",
    "/Resources/XObject/Group/Matrix",
    "/TrimBox",
    "/Annots",
    "/Contents",
    "/Group",
    "/UserUnit",
]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.sampled_from(_PLACES), _JUNK)
def test_objects_of_the_wrong_kind_never_end_in_a_traceback(place: str, junk: object) -> None:
    pdf = right()
    *between, last = place.strip("/").split("/")
    thing = pdf.pages[0].obj
    for key in between:
        thing = thing[f"/{key}"]
    thing[f"/{last}"] = junk
    judged(written(pdf))


def test_a_form_that_contains_itself_ends() -> None:
    pdf = right()
    form = pdf.pages[0].obj.Resources.XObject.Group
    form.Resources.XObject = pikepdf.Dictionary(Group=form)
    form.Matrix = pikepdf.Array([1, 0, 0, 1, 0, 0])
    form.write(b"/Group Do")
    findings = preflight.judge(written(pdf), inks=False).findings
    assert [(one.rule, one.measured) for one in findings] == [
        ("X01", "a form contains itself, or forms lie too deep")
    ] * 2


# Command line ----------------------------------------------------------------------------------


def preflighted(*words: str | Path) -> tuple[type[BaseException] | None, str, str]:
    """How `publisher preflight` ends, what it prints, and its last word."""
    done = CliRunner().invoke(app, ["preflight", *map(str, words)])
    return type(done.exception) if done.exception else None, done.stdout, str(done.exception)


def test_a_file_without_errors_passes(good: bytes, tmp_path: Path) -> None:
    (tmp_path / "good.pdf").write_bytes(good)
    ended, said, _ = preflighted(tmp_path / "good.pdf")
    assert ended is None
    assert said.splitlines()[-1] == (
        f"{tmp_path}/good.pdf can be printed: 0 errors, 0 warnings"
        " against PDF/X-4 and GWG 2022 SheetCMYK, CMYK only."
    )
    ended, said, _ = preflighted(tmp_path / "good.pdf", "--json", "--profile", "digital")
    told = json.loads(said)
    assert (told["passed"], told["profile"], told["findings"]) == (True, "digital", [])
    assert told["measured"]["pages"][0]["trim"] == {
        "left": round(TRIM[0] * MM, 3),
        "bottom": round(TRIM[1] * MM, 3),
        "right": round(TRIM[2] * MM, 3),
        "top": round(TRIM[3] * MM, 3),
    }
    assert told["measured"]["pages"][0]["ink"]["coverage"]["Cyan"] > 10


def test_warnings_fail_only_where_they_count(tmp_path: Path) -> None:
    (broken,) = (one for one in BROKEN if one.what == "small white text")
    path = tmp_path / "warned.pdf"
    path.write_bytes(broken.make())
    ended, said, _ = preflighted(path)
    assert ended is None
    assert "warning   R0016  1     White text is large enough: text “Ask”, 7 pt" in said
    assert "  R0016  Set it larger, or dark on light." in said
    ended, _, closing = preflighted(path, "--strict")
    assert ended is BadOutput
    assert closing.startswith(f"{path} can be printed: 0 errors, 1 warning")


def test_errors_fail_and_are_explained_in_json(tmp_path: Path) -> None:
    (broken,) = (one for one in BROKEN if one.what == "RGB")
    path = tmp_path / "rgb.pdf"
    path.write_bytes(broken.make())
    ended, said, closing = preflighted(path, "--json")
    assert ended is BadOutput
    assert closing.startswith(f"{path} cannot be printed as it is: 1 error, 0 warnings")
    (finding,) = json.loads(said)["findings"]
    assert finding == {
        "rule": "R0027",
        "title": "Only DeviceCMYK, DeviceGray and inks",
        "source": "GWG 2022",
        "severity": "error",
        "page": 1,
        "what": "shape, DeviceRGB 1.00 0.00 0.00",
        "place": {"left_mm": 45.9, "top_mm": 31.7, "right_mm": 52.9, "bottom_mm": 38.8},
        "measured": "DeviceRGB",
        "limit": "DeviceCMYK, DeviceGray, inks",
        "fix": "Convert all colours to CMYK.",
        "count": 1,
    }


def test_what_is_no_pdf_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"no PDF")
    assert preflighted(tmp_path / "bad.pdf")[0] is BadInput
    assert preflighted(tmp_path / "missing.pdf")[0] is BadInput
    assert preflighted(tmp_path)[0] is BadInput
    ended, _, said = preflighted(tmp_path / "bad.pdf", "--profile", "litho")
    assert ended is BadInput
    assert said == (
        "command line  --profile  no such: 'litho': sheetfed or digital\n"
        "1 problem. Nothing was written."
    )


def test_a_missing_ghostscript_is_named(good: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(UnreadablePdf) as caught:
        preflight.judge(good)
    assert str(caught.value) == (
        "Ghostscript is missing, which measures the ink: apt-get install ghostscript"
    )


def test_the_profile_names_itself(good: bytes) -> None:
    assert icc()[36:40] == b"acsp"
    measured = preflight.judge(good, inks=False).measured
    assert (measured.condition, measured.profile) == ("CGATS TR 001", "Artifex CMYK SWOP Profile")
