"""What stands on finished sheets against the source: each damage to a piece of paper is caught."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from html import escape
from io import BytesIO

import pikepdf
import pytest

from publisher import verify
from publisher.build.make import verified_outcome
from publisher.content.model import SectionKind, Wording
from publisher.edition.model import Format
from publisher.edition.panels import Filling, Flow
from publisher.plan.job import Job
from publisher.verify import Expected, ExpectedText, FaultKind, Found, TextRole, compare, printed
from publisher.verify.meaning import meaning
from tests import press_room as room
from tests.mutations import whole
from tests.press_room import TRIFOLD, booklet

Told = tuple[str, ...]


@cache
def job(wording: Wording = Wording.FULL) -> Job:
    """A brochure of every block, its sections on the inner panels, the clinic at the back."""
    ordinary = whole(Format.PDF)
    kinds = tuple(SectionKind)
    filling = Filling(
        cover="front",
        contact="back",
        flow=(
            Flow(panels=("flap",), sections=(SectionKind.WHEN_TO_GET_HELP,)),
            Flow(
                panels=("in-1", "in-2", "in-3"),
                sections=tuple(k for k in kinds if k is not SectionKind.WHEN_TO_GET_HELP),
            ),
        ),
    )
    edition = replace(
        ordinary.edition,
        name="trifold",
        format=Format.PRINT,
        wording=wording,
        scheme=TRIFOLD,
        panels=filling,
        glossary="end",
        opening_figure=False,
        carries=frozenset({"summary", "glossary", "references", "codes", "also_called"}),
    )
    return replace(ordinary, edition=edition)


def expected() -> Expected:
    return printed.pieces(job())


def said() -> list[str]:
    """Every piece as a paragraph of its own, in the order of reading."""
    wanted = expected()
    ordered = [piece.text for piece in wanted.ordered]
    return [*ordered, *(piece.text for group in wanted.loose for piece in group)]


def on_panels(texts: list[str]) -> bytes:
    """The texts spread over the six panels as they come, small enough to fit, and pressed."""
    names = [name for name, _, _ in room.sizes(TRIFOLD, "letter")]
    share = -(-len(texts) // len(names))
    parts = {name: texts[n * share : (n + 1) * share] for n, name in enumerate(names)}
    numbers = {
        item: f"{number}. "
        for one in meaning(job()).lists
        if one.start
        for number, item in enumerate(one.items, one.start)
    }
    style = "section{font-size:4pt;line-height:4.6pt}"
    return room.pressed(
        TRIFOLD,
        "letter",
        lambda name: "".join(f"<p>{numbers.get(t, '')}{escape(t)}</p>" for t in parts[name]),
        css=style,
    )


def faults(data: bytes) -> list[str]:
    return [str(fault) for fault in verify.fidelity(job(), data).faults]


@pytest.fixture(scope="module")
def sound() -> bytes:
    return on_panels(said())


def test_sheets_that_say_everything_hold(sound: bytes) -> None:
    report = verify.fidelity(job(), sound)
    # These panels have words alone: what they lack is drawings and code; title and dates of the
    # file are those of another day.
    assert {fault.what for fault in report.faults} == {FaultKind.PICTURE, FaultKind.ADDED}
    added = [fault.detail for fault in report.faults if fault.what is FaultKind.ADDED]
    assert all(" of the file is " in one or " in the metadata is " in one for one in added)
    assert report.blocks_expected - 7 == report.blocks_found > 20
    assert verify.standard(job(), sound) == ()


def _without(texts: list[str], at: int) -> list[str]:
    return [*texts[:at], *texts[at + 1 :]]


def _cut(texts: list[str], at: int) -> list[str]:
    return [*texts[:at], texts[at][: len(texts[at]) // 2], *texts[at + 1 :]]


def _twice(texts: list[str], at: int) -> list[str]:
    return [*texts[:at], texts[at], *texts[at:]]


def _swapped(texts: list[str], at: int) -> list[str]:
    return [*texts[:at], texts[at + 1], texts[at], *texts[at + 2 :]]


def _letter(texts: list[str], at: int) -> list[str]:
    place = next(n for n in range(2, len(texts[at])) if texts[at][n] != " ")
    return [*texts[:at], texts[at][:place] + texts[at][place + 1 :], *texts[at + 1 :]]


DAMAGES: dict[str, Callable[[list[str], int], list[str]]] = {
    "gone": _without,
    "cut in half": _cut,
    "there twice": _twice,
    "changed places": _swapped,
    "a letter gone": _letter,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_each_damage_to_any_piece_is_caught(damage: str) -> None:
    """Over all pieces by the comparison alone; one of each goes through paper below."""
    texts, missed = said(), []
    wanted = expected()
    pieces = [piece.text for piece in wanted.ordered]
    for at in range(len(pieces) - 1):
        short = len(pieces[at]) < 5 or pieces[at] == pieces[at + 1]
        # What may stand more often, or anywhere, is not missed where it does.
        free = pieces[at] in wanted.repeated | wanted.furniture or pieces.count(pieces[at]) > 1
        if short or (free and damage in ("there twice", "gone", "changed places")):
            continue
        found = [Found(TextRole.TEXT, "\n".join(DAMAGES[damage](texts, at)), 1)]
        if compare(wanted, found, Format.PRINT).passed:
            missed.append(pieces[at])
    assert missed == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_is_caught_on_paper(damage: str) -> None:
    texts = said()
    at = next(n for n, text in enumerate(texts) if len(text) > 60)
    found = faults(on_panels(DAMAGES[damage](texts, at)))
    assert found
    assert any(texts[at][:30] in fault or texts[at + 1][:30] in fault for fault in found)


def test_letters_outside_the_trim_are_not_there() -> None:
    texts = said()
    data = room.pressed(
        TRIFOLD,
        "letter",
        lambda name: (
            f"<p style='position:absolute;left:-12mm;top:20mm'>{texts[0]}</p>"
            if name == "flap"
            else ""
        ),
    )
    assert f"title  “{texts[0]}”  not whole: found “veryblock”" in faults(data)


def test_a_panel_laid_in_the_place_of_another_is_caught(sound: bytes) -> None:
    with room.opened(sound) as made:
        forms = made.pages[0].obj.Resources.XObject
        forms["/Page1"], forms["/Page2"] = forms["/Page2"], forms["/Page1"]
        assert faults(_saved(made))


def _saved(made: pikepdf.Pdf) -> bytes:
    import io

    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _spoil_trim(page: pikepdf.Page) -> None:
    page.obj.TrimBox = page.obj.BleedBox


def _spoil_bleed(page: pikepdf.Page) -> None:
    page.obj.BleedBox = page.obj.TrimBox


def _spoil_crop(page: pikepdf.Page) -> None:
    page.obj.CropBox = page.obj.TrimBox


def _spoil_colour(page: pikepdf.Page) -> None:
    form = page.obj.Resources.XObject["/Page1"]
    form.write(form.read_bytes() + b"\n1 0 0 rg")


def _spoil_group(page: pikepdf.Page) -> None:
    page.obj.Group.CS = pikepdf.Name.DeviceRGB


def _spoil_turn(page: pikepdf.Page) -> None:
    page.obj.Rotate = 90


SPOILED: dict[str, tuple[Callable[[pikepdf.Page], None], str]] = {
    "trim": (_spoil_trim, "sheet 1 is 285.75 × 222.25 mm when trimmed, not 279.4 × 215.9 mm"),
    "bleed": (_spoil_bleed, "sheet 1 bleeds by 0.00, 0.00, 0.00, 0.00 mm, not by 3.175 mm"),
    "crop": (_spoil_crop, "sheet 1 has no MediaBox from 0, 0 with the same CropBox"),
    "colour": (_spoil_colour, "sheet 1 paints by rg, which is not ink"),
    "group": (_spoil_group, "sheet 1 does not blend in DeviceCMYK"),
    "turn": (_spoil_turn, "sheet 1 has Rotate, which a press does not take"),
}


@pytest.mark.parametrize("fault", SPOILED)
def test_a_spoiled_sheet_is_named(sound: bytes, fault: str) -> None:
    spoil, wanted = SPOILED[fault]
    with room.opened(sound) as made:
        spoil(made.pages[0])
        found = verify.standard(job(), _saved(made))
    assert any(said.startswith(wanted) for said in found), found


def test_a_build_refuses_what_preflight_refuses(sound: bytes) -> None:
    assert not [said for said in verified_outcome(job(), sound).faults if "preflight" in said]
    with pikepdf.open(BytesIO(sound)) as made:
        made.docinfo["/Trapped"] = pikepdf.Name("/Unknown")
        with made.open_metadata(set_pikepdf_as_editor=False) as xmp:
            xmp["pdf:Trapped"] = "Unknown"
        refused = verified_outcome(job(), _saved(made))
    assert [said for said in refused.faults if said.startswith("preflight X06")]
    assert not refused.ok


def test_an_output_intent_for_another_press_is_named(sound: bytes) -> None:
    with room.opened(sound) as made:
        made.Root.OutputIntents[0].OutputConditionIdentifier = pikepdf.String("FOGRA51")
        assert "is made for 'FOGRA51', not for 'FOGRA39'" in verify.standard(job(), _saved(made))
        del made.Root.OutputIntents
        assert "has 0 output intents for print instead of one" in verify.standard(
            job(), _saved(made)
        )


# Reading -----------------------------------------------------------------------------------

_TEXT = (
    ExpectedText("title", TextRole.TITLE, "Shapes"),
    ExpectedText("a", TextRole.TEXT, "A shape can have four corners or more."),
    ExpectedText("b", TextRole.ITEM, "Four"),
    ExpectedText("b", TextRole.ITEM, "Three or more"),
    ExpectedText("c", TextRole.TEXT, "A circle rolls."),
)


def _compared(*pages: str, furniture: frozenset[str] = frozenset()) -> Iterator[str]:
    wanted = Expected(ordered=_TEXT, furniture=furniture)
    found = [Found(TextRole.TEXT, text, n) for n, text in enumerate(pages, 1)]
    yield from map(str, compare(wanted, found, Format.PRINT).faults)


def test_a_piece_goes_on_over_the_foot_of_a_page_and_the_head_of_the_next() -> None:
    first = "Shapes\nA shape can have four\nGuide to shapes 12"
    second = "13 Guide to shapes\ncorners or more.\n• Four\n• Three or more\nA circle rolls. 14"
    assert list(_compared(first, second, furniture=frozenset({"Guide to shapes"}))) == []
    assert list(_compared(first, second)) != []


def test_what_no_piece_accounts_for_is_one_unexpected_text() -> None:
    assert list(
        _compared(
            "Shapes A shape can have four corners or more. {{ block }} Four Three or more",
            "A circle rolls.",
        )
    ) == ["a  “{{block}}”  unexpected text"]


def test_columns_are_read_one_after_the_other() -> None:
    columns = "<p>Lead in</p><div style='columns:2'><p>one</p><p>two</p><p>three</p></div>"
    late = "<p style='position:relative'>positioned</p><p>end</p>"
    data = room.pressed(booklet(), "a4", lambda _: columns + late, count=4)
    found = verify.extract_sheets(booklet(), "a4", data)
    assert found[0].text.split() == ["Lead", "in", "one", "two", "three", "positioned", "end"]


def test_known_columns_are_read_between_the_lines_that_run_across_them() -> None:
    style = "p{position:absolute;width:60mm} .w{width:140mm;left:0}"
    title, foot = "A title that runs over both of the columns", "And a foot that does the same"
    lines = (
        ("w", 0, 0, title),
        ("", 0, 10, "left"),
        ("", 75, 10, "right"),
        ("", 0, 20, "left"),
        ("", 75, 20, "right"),
        ("w", 0, 30, foot),
    )
    body = "".join(
        f"<p class='{name}' style='left:{9 + x}mm;top:{9 + y}mm;font-size:14pt'>{text}</p>"
        for name, x, y, text in lines
    )
    data = room.pressed(booklet(), "a4", lambda _: body, count=4, css=style)
    (first, *_) = verify.extract_sheets(booklet(), "a4", data, columns=2)
    assert first.text.splitlines() == [title, "left", "left", "right", "right", foot]
