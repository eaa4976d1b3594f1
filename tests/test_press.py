"""The press: exact boxes, every page in its place, ink and nothing else."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from PIL import Image

from publisher.brand import inks as inks_
from publisher.edition.scheme import Scheme
from publisher.errors import BadInput, BadOutput
from publisher.press import impose, marks, press
from publisher.verify import extract_sheets
from tests import press_room as room
from tests.judges import qpdf_check
from tests.judges.install import command, run
from tests.press_room import PANELS, TRIFOLD, booklet, box_mm, opened, plates, pressed, region

PAPERS = ("letter", "a4")
WORDS = "<p>Words of {} to read.</p>".format


# Sheets ------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", PANELS)
def test_boxes_are_exact_and_start_at_the_origin(name: str, paper: str) -> None:
    scheme = PANELS[name]
    sheet = scheme.sheet(paper)
    width, height = sheet.size_mm
    bleed = sheet.bleed_mm
    margin = bleed + marks.ROOM_MM
    with opened(pressed(scheme, paper, WORDS)) as made:
        assert len(made.pages) == len(sheet.sides)
        for page in made.pages:
            trim = [margin, margin, margin + width, margin + height]
            assert box_mm(page, "Trim") == pytest.approx(trim, abs=1e-4)
            around = [trim[0] - bleed, trim[1] - bleed, trim[2] + bleed, trim[3] + bleed]
            assert box_mm(page, "Bleed") == pytest.approx(around, abs=1e-4)
            media = [0, 0, width + 2 * margin, height + 2 * margin]
            assert box_mm(page, "Media") == pytest.approx(media, abs=1e-4)
            assert page.obj.MediaBox == page.obj.CropBox
            assert not {"/Rotate", "/UserUnit", "/Annots", "/ArtBox"} & set(page.obj.keys())


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", PANELS)
def test_every_panel_is_read_from_its_own_place(name: str, paper: str) -> None:
    scheme = PANELS[name]
    found = extract_sheets(scheme, paper, pressed(scheme, paper, WORDS))
    names = [name for name, _, _ in room.sizes(scheme, paper)]
    assert [one.text for one in found] == [f"Words of {name} to read." for name in names]


def test_panels_read_by_another_scheme_would_be_found_out() -> None:
    data = pressed(TRIFOLD, "a4", WORDS)
    turned = TRIFOLD.model_copy(
        update={"print": TRIFOLD.print.model_copy(update={"reading": TRIFOLD.print.reading[::-1]})}
    )
    texts = [one.text for one in extract_sheets(turned, "a4", data)]
    assert texts[0] == "Words of back to read."


def test_folds_lie_between_panels() -> None:
    letter, a4 = TRIFOLD.sheet("letter"), TRIFOLD.sheet("a4")
    assert [fold.at_mm for fold in letter.folds(0)] == pytest.approx([92.075, 185.7375])
    assert [fold.at_mm for fold in letter.folds(1)] == pytest.approx([93.6625, 187.325])
    assert [fold.at_mm for fold in a4.folds(0)] == [97, 197]
    assert [fold.at_mm for fold in a4.folds(1)] == [100, 200]
    (down,) = PANELS["tent"].sheet("a4").folds(0)
    assert (down.upright, down.at_mm) == (False, 105)


# A field over the whole panel and its bleed, from a page with margins of 9 mm.
FIELD = "section{position:relative} "
FIELD += "i{position:absolute;top:-12mm;left:-12mm;right:-12mm;height:216mm;background:var(--ink)}"


def black_from(scheme: Scheme, coloured: str, y_mm: float = 50) -> list[float]:
    """Where ink begins and ends along a line on the first side of A4, in mm from the trim."""
    names = scheme.print.reading
    fields = {name: "<i></i>" if name == coloured else "" for name in names}
    data = pressed(scheme, "a4", lambda name: fields[name], css=FIELD)
    black = plates(data, dpi=720)[0]["Black"]
    row = round((black.size[1] / 720 * 25.4 / 2 - y_mm) / 25.4 * 720)
    inked = [x for x in range(black.size[0]) if black.getpixel((x, row))]
    with opened(data) as made:
        left = float(made.pages[0].trimbox[0]) / 72 * 25.4
    return [x / 720 * 25.4 - left for x in (inked[0], inked[-1] + 1)]


def test_the_front_runs_over_its_fold_onto_the_back() -> None:
    # Outside, from the left: flap to 97 mm, back to 197, front to 297 and 3 mm of bleed.
    assert black_from(TRIFOLD, "front") == pytest.approx([196.3, 300], abs=0.06)
    assert black_from(TRIFOLD, "back") == pytest.approx([96.3, 197], abs=0.06)


def test_a_panel_that_is_seen_less_ends_on_its_fold() -> None:
    assert black_from(TRIFOLD, "flap") == pytest.approx([-3, 97], abs=0.06)


def test_without_a_tolerance_every_panel_ends_on_its_fold() -> None:
    exact = TRIFOLD.model_copy(update={"print": TRIFOLD.print.model_copy(update={"fold_mm": 0})})
    assert black_from(exact, "front") == pytest.approx([197, 300], abs=0.06)
    assert [flat.carried for flat in impose.plan(exact, "a4", 6)] == [(), ()]


def carried(scheme: Scheme, count: int) -> list[list[str]]:
    """By side: the panels in order of painting, each that runs over with onto which."""
    return [
        [*(one.name for one in flat.laid), *(f"{over}>{under}" for over, under in flat.carried)]
        for flat in impose.plan(scheme, "a4", count)
    ]


def test_who_is_seen_more_runs_over_the_neighbour_and_is_painted_after_it() -> None:
    assert carried(PANELS["z"], 6) == [
        ["b", "c", "a", "c>b", "a>b"],
        ["d", "e", "f", "e>d", "f>e"],
    ]
    assert carried(PANELS["tent"], 2) == [["back", "front", "front>back"]]
    assert carried(PANELS["card"], 2) == [["front"], ["back"]]
    assert carried(booklet("spreads = true"), 8)[0] == ["8", "1", "1>8"]
    assert carried(booklet("spreads = true"), 8)[1:] == [["2", "7"], ["6", "3"], ["4", "5"]]


def test_without_marks_a_sheet_is_its_bleed_and_no_more() -> None:
    scheme = room.panels("front / back", "front / back", "front back", more="marks = false")
    with opened(pressed(scheme, "a4", WORDS)) as made:
        assert box_mm(made.pages[0], "Media") == pytest.approx([0, 0, 303, 216], abs=1e-4)
        assert box_mm(made.pages[0], "Bleed") == box_mm(made.pages[0], "Media")


def test_a_page_of_the_wrong_size_is_refused() -> None:
    made = room.pages(TRIFOLD, "letter", WORDS)
    with pytest.raises(BadOutput, match=r"page 1 is 93\.66 × 215\.90 mm; .* takes 100 × 210 mm"):
        room.laid(made, TRIFOLD, "a4")


def test_too_few_pages_are_refused() -> None:
    made = room.pages(PANELS["half"], "a4", WORDS)
    with pytest.raises(BadOutput, match="4 pages for 6 panels"):
        room.laid(made, TRIFOLD, "a4")


# Booklets ----------------------------------------------------------------------------------

# Source: printablesworld.com, booklet page order; each side as left | right.
ORDER = {
    8: ["8|1", "2|7", "6|3", "4|5"],
    12: ["12|1", "2|11", "10|3", "4|9", "8|5", "6|7"],
    16: ["16|1", "2|15", "14|3", "4|13", "12|5", "6|11", "10|7", "8|9"],
}


@pytest.mark.parametrize("count", ORDER)
def test_spreads_come_in_the_order_of_the_published_tables(count: int) -> None:
    flats = impose.spreads(count, (148, 210), 0.1)
    assert ["|".join(laid.name for laid in flat.laid) for flat in flats] == ORDER[count]


def test_inner_sheets_move_towards_the_spine_by_the_leaves_around_them() -> None:
    flats = impose.spreads(12, (148, 210), 0.1)
    assert [[laid.shift_mm for laid in flat.laid] for flat in flats] == [
        [0, 0],
        [0, 0],
        [0.1, -0.1],
        [0.1, -0.1],
        [0.2, -0.2],
        [0.2, -0.2],
    ]


def side_of(data: bytes, number: int) -> bytes:
    """One side of a sheet as a file of its own."""
    made = io.BytesIO()
    with opened(data) as whole, pikepdf.new() as one:
        one.pages.append(whole.pages[number])
        one.save(made)
    return made.getvalue()


def test_creep_moves_what_is_printed_and_not_the_paper() -> None:
    scheme = booklet("spreads = true\nmarks = false")
    css = "section{position:relative} i{position:absolute;top:0;left:0;width:20mm;height:20mm;"
    css += "background:var(--ink)}"
    data = pressed(scheme, "a4", lambda _: "<i></i>", count=12, css=css)
    outer, inner = (plates(side_of(data, side), dpi=720)[0]["Black"] for side in (0, 4))
    bleed, margin, page = 3, 9, 148
    for black, creep in ((outer, 0), (inner, 0.4)):  # two sheets of 0.2 mm lie between them
        row = black.crop((0, black.size[1] // 2 - 2200, black.size[0], black.size[1] // 2 - 2199))
        dark = [x for x, ink in enumerate(row.get_flattened_data()) if ink]  # type: ignore[arg-type]
        left = min(dark) / 720 * 25.4
        right = min(x for x in dark if x > black.size[0] / 2) / 720 * 25.4
        assert left == pytest.approx(bleed + margin + creep, abs=0.06)
        assert right == pytest.approx(bleed + page + margin - creep, abs=0.06)


@pytest.mark.parametrize("spreads", [False, True], ids=["pages", "spreads"])
@pytest.mark.parametrize("count", ORDER)
def test_a_booklet_is_read_page_by_page_however_it_is_imposed(count: int, spreads: bool) -> None:
    scheme = booklet(f"spreads = {str(spreads).lower()}")
    data = pressed(scheme, "letter", WORDS, count=count)
    with opened(data) as made:
        assert len(made.pages) == (count // 2 if spreads else count)
        width = box_mm(made.pages[0], "Trim")[2] - box_mm(made.pages[0], "Trim")[0]
        assert width == pytest.approx(279.4 if spreads else 139.7, abs=1e-4)
    texts = [one.text for one in extract_sheets(scheme, "letter", data)]
    assert texts == [f"Words of page-{n} to read." for n in range(1, count + 1)]


def test_a_booklet_that_cannot_be_stitched_is_refused() -> None:
    with pytest.raises(BadOutput, match="a booklet of 6 pages cannot be stitched; it takes fours"):
        impose.plan(booklet(), "a4", 6)


# Marks -------------------------------------------------------------------------------------


@pytest.mark.judge
@pytest.mark.parametrize("name", ["trifold", "half", "tent"])
def test_marks_and_slug_stand_outside_the_bleed_on_every_plate(name: str) -> None:
    data = pressed(PANELS[name], "a4", lambda _: "")
    with opened(data) as made:
        bleeds = [[float(edge) for edge in page.obj.BleedBox] for page in made.pages]
    for bleed, inks in zip(bleeds, plates(data, 144), strict=True):
        for plate in inks.values():
            assert room.most(plate) == 255
            assert room.most(region(plate, bleed, 144)) == 0
        slug = (bleed[0], 0, bleed[2] - 200, 10)
        assert room.most(region(inks["Black"], slug, 144)) == 255
        assert room.most(region(inks["Cyan"], slug, 144)) == 0


def test_the_slug_says_job_date_panels_and_number() -> None:
    with opened(pressed(TRIFOLD, "a4", WORDS)) as made:
        import pypdfium2

        kept = io.BytesIO()
        made.save(kept)
        page = pypdfium2.PdfDocument(kept.getvalue())[0]
        text = page.get_textpage().get_text_bounded(0, 0, 900, 12)
    assert text.strip() == (
        "riverbend/en-US/shapes/trifold.pdf/1.0 · 2026-11-22 · side-1: flap | back | front · 1/2"
    )


# Ink ---------------------------------------------------------------------------------------


def _operators(data: bytes) -> set[str]:
    """Every operator of every stream that paints."""
    with opened(data) as made:
        forms = [thing for thing in made.objects if _is_stream(thing, "/Form")]
        return {
            str(one.operator)
            for paints in (*made.pages, *forms)
            for one in pikepdf.parse_content_stream(paints)
        }


def _is_stream(thing: object, subtype: str) -> bool:
    return isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == subtype


FIGURE = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'><rect width='9' height='9'/>"
    "<g opacity='.5'><rect x='5' width='9' height='9' fill='device-cmyk(0 .5 1 0)'/></g></svg>"
)


def _shown(svg: str) -> str:
    return f"<img src='data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}'>"


def test_all_paint_is_ink() -> None:
    # A drawing without a fill is black in RGB, a rule grey, a table's border black.
    body = (
        f"{WORDS('it')}{_shown(FIGURE)}<hr><p style='opacity:.5'>pale</p><table border=1></table>"
    )
    data = pressed(TRIFOLD, "a4", lambda _: body)
    operators = _operators(data)
    assert {"k", "K"} <= operators
    assert not operators & {"rg", "RG", "g", "G", "cs", "CS", "sc", "scn", "SC", "SCN", "BDC"}
    with opened(data) as made:
        there = [thing for thing in made.objects if isinstance(thing, pikepdf.Dictionary)]
        forms = [thing for thing in made.objects if _is_stream(thing, "/Form")]
        groups = [one.Group for one in (*there, *forms) if "/Group" in one]
        assert len(groups) > len(made.pages)
        assert {str(group.CS) for group in groups} == {"/DeviceCMYK"}
        assert not any("/ColorSpace" in one for one in there)


def test_a_screen_colour_is_refused_by_name() -> None:
    with pytest.raises(BadOutput, match=r"sheet 2 paints in the screen color #cc3300; give it"):
        pressed(TRIFOLD, "a4", lambda name: f"<p class={name}>{_RED * (name == 'in-2')}</p>")


_RED = "<b style='color:#cc3300'>x</b>"


def _picture(mode: str) -> str:
    colour: int | tuple[int, ...] = 64 if mode == "L" else (200, 40, 20)
    buffer = io.BytesIO()
    Image.new(mode, (64, 64), colour).save(buffer, "PNG")
    data = base64.b64encode(buffer.getvalue()).decode()
    return f"<img style='width:20mm' src='data:image/png;base64,{data}'>"


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_picture_is_separated_through_the_profile(mode: str) -> None:
    with opened(pressed(PANELS["card"], "a4", lambda _: _picture(mode))) as made:
        image = next(thing for thing in made.objects if _is_stream(thing, "/Image"))
        assert image.ColorSpace == "/DeviceCMYK"
        cyan, magenta, yellow, black = image.read_bytes()[:4]
    if mode == "L":
        assert (cyan, magenta, yellow, black) == (0, 0, 0, 191)
    else:
        assert magenta > 200
        assert yellow > 200
        assert cyan + black < 60


# A field of cyan under words in black and in white.
OVER = "section{background:device-cmyk(.5 0 0 0);height:60mm} h1{font:bold 60pt/70pt sans-serif}"
OVER += f"*{{font-family:'{room.house().body.name}' !important}}"


def _over(colour: str) -> str:
    return f"<h1 style='margin:0;color:{colour}'>HHHH</h1>"


def _cyan(data: bytes) -> tuple[int, ...]:
    """Least and most cyan in the middle of the field."""
    with opened(data) as made:
        trim = [float(edge) for edge in made.pages[0].obj.TrimBox]
    plate = plates(data)[0]["Cyan"]
    field = (trim[0] + 30, trim[3] - 90, trim[0] + 120, trim[3] - 35)
    low, high = region(plate, field).getextrema()
    return low, high  # type: ignore[return-value]


@pytest.mark.judge
def test_black_words_overprint_and_white_ones_knock_out() -> None:
    scheme = PANELS["card"]
    low, high = _cyan(pressed(scheme, "a4", lambda _: _over("device-cmyk(0 0 0 1)"), css=OVER))
    assert high - low <= 1
    assert high > 120
    low, high = _cyan(pressed(scheme, "a4", lambda _: _over("device-cmyk(0 0 0 0)"), css=OVER))
    assert (low, high > 120) == (0, True)
    # Black made of two inks is no black alone.
    low, _ = _cyan(pressed(scheme, "a4", lambda _: _over("device-cmyk(0 .1 0 1)"), css=OVER))
    assert low == 0


@pytest.mark.judge
def test_words_as_the_engine_wrote_them_would_knock_out() -> None:
    made = room.pages(PANELS["card"], "a4", lambda _: _over("device-cmyk(0 0 0 1)"), css=OVER)
    low, high = _cyan(made)
    assert (low, high > 120) == (0, True)


def test_overprint_is_set_for_black_and_not_for_white() -> None:
    def states(colour: str) -> list[tuple[bool, int]]:
        words = f"<p style='color:{colour}'>x</p>"
        with opened(pressed(PANELS["card"], "a4", lambda _: words)) as made:
            form = made.pages[0].obj.Resources.XObject["/Page1"]
            named = form.Resources.ExtGState
            found, last = [], None
            for one in pikepdf.parse_content_stream(form):
                if str(one.operator) == "gs" and "/OPM" in named[str(one.operands[0])]:
                    last = named[str(one.operands[0])]
                if str(one.operator) in ("Tj", "TJ"):
                    assert last is not None
                    found.append((bool(last.op), int(last.OPM)))
            return found

    assert set(states("device-cmyk(0 0 0 1)")) == {(True, 1)}
    assert set(states("device-cmyk(0 0 0 0)")) == {(False, 1)}


@pytest.mark.judge
def test_words_in_ink_lie_on_the_black_plate_alone() -> None:
    def used(colour: str) -> set[str]:
        data = pressed(PANELS["card"], "a4", lambda _: f"<p style='color:{colour}'>Words</p>")
        with opened(data) as made:
            bleed = [float(edge) for edge in made.pages[0].obj.BleedBox]
        return {name for name, plate in plates(data)[0].items() if room.most(region(plate, bleed))}

    assert used("var(--ink)") == {"Black"}
    assert used("black") == {"Black"}
    assert used("var(--brand)") == {"Cyan", "Yellow", "Black"}


@pytest.mark.judge
@pytest.mark.parametrize("name", ["riverbend", "northfield"])
def test_no_role_and_no_two_of_them_pass_the_limit_of_the_press(name: str) -> None:
    inks = room.house(name).inks
    assert inks
    fields = "".join(
        f"<p style='background:{inks.css(role)};color:{inks.css('ink')}'>Words</p>"
        for role, _ in inks.builds
        if role not in ("danger", "ink")
    )
    data = pressed(PANELS["card"], "a4", lambda _: fields)
    with opened(data) as made:
        bleed = [float(edge) for edge in made.pages[0].obj.BleedBox]
    sums = zip(
        *(region(plate, bleed).get_flattened_data() for plate in plates(data)[0].values()),
        strict=True,
    )
    assert max(map(sum, sums)) / 2.55 <= 310.5  # black words over the darkest field


# PDF/X-4 -----------------------------------------------------------------------------------


def test_what_the_file_says_of_itself_agrees() -> None:
    with opened(pressed(TRIFOLD, "a4", WORDS)) as made:
        assert made.pdf_version == "1.6"
        info = made.docinfo
        assert (str(info.Title), str(info.Author)) == ("Shapes & signs", "Riverbend Health")
        assert (str(info.CreationDate), str(info.ModDate)) == ("D:20261122000000+00'00'",) * 2
        assert info.Trapped == "/False"
        xmp = made.open_metadata()
        assert xmp["dc:title"] == "Shapes & signs"
        assert xmp["xmp:CreateDate"] == "2026-11-22T00:00:00Z"
        assert xmp["pdf:Trapped"] == "False"
        assert xmp["{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"] == "PDF/X-4"
        assert UUID(str(xmp["xmpMM:DocumentID"]).removeprefix("uuid:")).version == 5
        assert "/Filter" not in made.Root.Metadata
        (intent,) = made.Root.OutputIntents
        assert intent.S == "/GTS_PDFX"
        assert str(intent.OutputConditionIdentifier) == "FOGRA39"
        assert str(intent.RegistryName) == "http://www.color.org"
        assert intent.DestOutputProfile.read_bytes()[12:20] == b"prtrCMYK"
        assert len(made.trailer.ID) == 2
        assert not {
            "/StructTreeRoot",
            "/MarkInfo",
            "/Names",
            "/Outlines",
            "/AcroForm",
            "/OpenAction",
            "/AA",
        } & set(made.Root.keys())


def test_the_same_pages_give_the_same_bytes_and_others_another_identifier() -> None:
    made = room.pages(TRIFOLD, "a4", WORDS)
    first, second = room.laid(made, TRIFOLD, "a4"), room.laid(made, TRIFOLD, "a4")
    assert first == second
    about = replace(room.ABOUT, identifier="urn:other")
    other = press(made, TRIFOLD, "a4", about, _profile(), room.house().body)
    with opened(first) as one, opened(other) as another:
        assert one.trailer.ID[0] != another.trailer.ID[0]
        names = {str(made.open_metadata()["xmpMM:DocumentID"]) for made in (one, another)}
        assert len(names) == 2


def _profile() -> inks_.IccProfile:
    inks = room.house().inks
    assert inks
    return inks.profile


def test_links_and_tags_stay_behind() -> None:
    from publisher.layout.typeset import typeset

    size = "@page{size:99mm 210mm;bleed:3mm;margin:9mm}"
    html = f"<html lang='en'><title>T</title><style>{size}p{{color:black}}</style><body>"
    html += (
        "<h1 style='color:black'>a</h1><p><a style='color:black' href='https://example.org'>b</a>"
    )
    html += "<p style='break-before:page'>c"
    tagged = typeset(html, (room.house().body,), pdf_tags=True).write_pdf(pdf_tags=True)
    with opened(tagged) as before:
        assert "/Annots" in before.pages[0].obj
    with opened(room.laid(tagged, PANELS["card"], "a4")) as made:
        assert not any(
            isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Annot"
            for thing in made.objects
        )
    assert not _operators(room.laid(tagged, PANELS["card"], "a4")) & {"BDC", "BMC", "EMC"}


@pytest.mark.judge
def test_qpdf_and_poppler_find_nothing_wrong(tmp_path: Path) -> None:
    path = tmp_path / "sheets.pdf"
    path.write_bytes(pressed(TRIFOLD, "letter", lambda name: WORDS(name) + _shown(FIGURE)))
    assert qpdf_check(path) == []
    said = run([command("pdfinfo"), "-box", path]).stdout
    assert "PDF/X" in said
    assert "MediaBox:            0.00     0.00   866.69   686.69" in said
    path.write_bytes(path.read_bytes()[:-2000])
    assert qpdf_check(path) != []


def test_a_profile_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    made = room.pages(PANELS["card"], "a4", WORDS)
    lost = inks_.IccProfile(path=tmp_path / "press.icc")
    with pytest.raises(BadInput) as caught:
        press(made, PANELS["card"], "a4", room.ABOUT, lost, room.house().body)
    assert str(caught.value) == (
        "press.icc  the ICC profile of the press is missing: apt install scribus-data, or name "
        "one by defaults.publisher.icc of the brand\n1 problem. Nothing was written."
    )
    lost.path.write_bytes(b"\0" * 200)
    with pytest.raises(BadInput, match=r"is not the ICC profile of a CMYK press"):
        lost.read()


def test_the_plan_of_a_scheme_says_what_lies_where() -> None:
    outside, inside = impose.plan(TRIFOLD, "letter", 6)
    assert [(laid.name, laid.page) for laid in outside.laid] == [
        ("flap", 1),
        ("back", 5),
        ("front", 0),  # painted last, for it runs over its fold
    ]
    assert [laid.left_mm for laid in inside.laid] == pytest.approx([0, 93.6625, 187.325])
    assert isinstance(TRIFOLD, Scheme)
