"""Copyfitting: the largest type that fits, broken where the penalty is least, and never cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from publisher.content.model import SectionKind
from publisher.edition.panels import Filling, Flow
from publisher.layout.copyfit import (
    Fit,
    FlowText,
    Overset,
    Piece,
    PieceKind,
    Room,
    Setting,
    first_tried,
    fit,
)

LINES = {"heading": 1.25}
RANGE = {"min_pt": 10.5, "max_pt": 12.0, "line_height": (1.28, 1.42)}


def section(name: str, *blocks: tuple[str, int]) -> list[Piece]:
    """A heading, and blocks of so many one-line pieces: a paragraph, or a list of items."""
    pieces = [Piece(f"{name}-heading", name, name, PieceKind.HEADING, with_next=True)]
    for kind, count in blocks:
        if kind == "text":
            pieces += [
                Piece(f"{name}-{kind}-{n}", name, name, PieceKind.BLOCK) for n in range(count)
            ]
            continue
        pieces.append(
            Piece(f"{name}-{kind}", f"{name}-list", name, PieceKind.LEAD_IN, with_next=True)
        )
        for n in range(count):
            held = n < count - 1 and n in (0, count - 2)
            pieces.append(Piece(f"{name}-{kind}-{n}", f"{name}-list", name, PieceKind.ITEM, held))
    return pieces


def lines_of(pieces: list[Piece]) -> Mapping[str, float]:
    return {piece.key: LINES.get(piece.kind.value, 1.0) for piece in pieces}


def fitted(pieces: list[Piece], *rooms: float) -> Fit:
    """The pieces in rooms of so many points; a line is as high as the leading."""
    lines = lines_of(pieces)

    def measure(setting: Setting) -> Mapping[str, float]:
        return {key: count * setting.leading_pt for key, count in lines.items()}

    names = ("left", "middle", "right")
    boxes = tuple(Room(name, height) for name, height in zip(names, rooms, strict=False))
    return fit([FlowText(boxes, tuple(pieces))], measure, **RANGE)  # type: ignore[arg-type]


def panels(found: Fit) -> dict[str, list[str]]:
    return {one.panel: [standing.key for standing in one.pieces] for one in found.panels}


def test_a_size_is_measured_in_two_leadings_and_fits_as_if_in_all() -> None:
    pieces = section("one", ("text", 13))
    lines = lines_of(pieces)
    asked: list[Setting] = []

    def measure(setting: Setting) -> Mapping[str, float]:
        asked.append(setting)
        return {key: 3 + count * setting.leading_pt for key, count in lines.items()}

    found = fit([FlowText((Room("left", 560),), tuple(pieces))], measure, **RANGE)  # type: ignore[arg-type]
    assert max(Counter(setting.body_pt for setting in asked).values()) == 2
    assert asked[0] == first_tried(**RANGE)  # type: ignore[arg-type]
    assert found.setting not in asked  # so that its heights were reckoned
    (panel,) = found.panels
    last = panel.pieces[-1]
    end = last.top_pt + 3 + found.setting.leading_pt
    assert panel.fill == pytest.approx(end / 560, abs=1e-9)


def test_more_leading_may_fit_where_less_does_not() -> None:
    """What follows a picture begins on the next line of the grid: 132, 134.75, then 125 pt down."""
    pieces = [Piece(name, name, "one", PieceKind.BLOCK) for name in ("picture", "text")]

    def measure(setting: Setting) -> Mapping[str, float]:
        return {"picture": 92.4, "text": setting.leading_pt}

    text = FlowText((Room("left", 145),), tuple(pieces))
    found = fit([text], measure, min_pt=10, max_pt=10, line_height=(1.2, 1.3))
    assert found.setting == Setting(10, 13)


def test_short_text_is_set_larger_than_long_text() -> None:
    long = fitted(section("one", ("text", 19)), 560)
    short = fitted(section("one", ("text", 10)), 560)
    assert short.setting.body_pt == 12
    assert 10.5 <= long.setting.body_pt < short.setting.body_pt


def test_leading_grows_when_the_size_cannot() -> None:
    assert fitted(section("one", ("text", 4)), 560).setting == Setting(12, 17)


def test_the_same_text_fits_the_same_way_each_time() -> None:
    pieces = section("one", ("list", 9)) + section("two", ("text", 5))
    assert fitted(pieces, 150, 150, 150) == fitted(pieces, 150, 150, 150)


def test_every_piece_stands_once_in_order_and_within_its_room() -> None:
    pieces = [
        piece for n in range(6) for piece in section(f"s{n}", ("text", 1), ("list", 4 + n % 3))
    ]
    found = fitted(pieces, 400, 400, 400)
    assert [key for keys in panels(found).values() for key in keys] == [p.key for p in pieces]
    for one in found.panels:
        last = one.pieces[-1]
        end = last.top_pt + lines_of(pieces)[last.key] * found.setting.leading_pt
        assert end == pytest.approx(one.fill * 400)
        assert end <= 400


def test_a_text_that_is_too_long_names_panel_block_and_lines() -> None:
    pieces = section("first", ("text", 20)) + section("second", ("list", 30))
    with pytest.raises(Overset) as raised:
        fitted(pieces, 300)
    assert str(raised.value) == (
        "panel 'left': no room for 'first', 44 lines too many at 10.5 pt on 13.5, "
        "the least of this edition"
    )


def test_a_heading_stays_with_its_text_and_a_list_with_two_items() -> None:
    pieces = (
        section("one", ("text", 2)) + section("two", ("list", 8)) + section("three", ("list", 8))
    )
    for room in range(120, 330, 15):
        try:
            found = panels(fitted(pieces, room, room, room))
        except Overset:
            continue
        kinds = {piece.key: piece.kind for piece in pieces}
        for keys in found.values():
            if keys:
                assert kinds[keys[-1]] not in (PieceKind.HEADING, PieceKind.LEAD_IN)
        for name in ("two", "three"):
            at = [sum(key.startswith(f"{name}-list-") for key in keys) for keys in found.values()]
            assert 1 not in at


def test_a_panel_ends_with_a_section_where_that_leaves_them_nearly_even() -> None:
    pieces = (
        section("one", ("list", 9)) + section("two", ("list", 8)) + section("three", ("list", 9))
    )
    assert [keys[0] for keys in panels(fitted(pieces, 300, 300, 300)).values()] == [
        "one-heading",
        "two-heading",
        "three-heading",
    ]


def test_what_follows_a_heading_begins_on_the_grid_of_all_panels() -> None:
    pieces = (
        section("one", ("list", 7)) + section("two", ("text", 3)) + section("three", ("list", 5))
    )
    found = fitted(pieces, 260, 260, 260)
    tops = {one.key: one.top_pt for panel in found.panels for one in panel.pieces}
    line = found.setting.leading_pt
    for key in ("one-list", "two-text-0", "three-list"):
        assert tops[key] / line == pytest.approx(round(tops[key] / line))


@pytest.mark.parametrize(
    ("flow", "message"),
    [
        (("back", "help"), "[panels] names the panel 'help'; there are front, left, back"),
        (("left", "left"), "[panels] uses 'left' twice; give each panel one flow, the cover none"),
        (("front",), "[panels] uses 'front' twice; give each panel one flow, the cover none"),
    ],
)
def test_panels_that_are_not_there_or_used_twice_are_named(
    flow: tuple[str, ...], message: str
) -> None:
    filling = Filling(
        cover="front",
        contact="back",
        flow=(Flow(panels=flow, sections=(SectionKind.OVERVIEW,)),),
    )
    assert str(filling.wrong(("front", "left", "back"))) == message


def test_a_kind_of_section_has_one_place() -> None:
    flow = tuple(Flow(panels=(name,), sections=(SectionKind.CAUSES,)) for name in ("left", "back"))
    filling = Filling(cover="front", contact="back", flow=flow)
    message = (
        "[panels] places 'causes' twice; name each kind of section once, in a flow or in leaves_out"
    )
    assert str(filling.wrong(("front", "left", "back"))) == message
