"""A brand in ink: builds that a press can register, near to what the screen shows."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from publisher.brand.colour import contrast
from publisher.brand.inks import DEFAULT_PROFILE, _proofed, nearest_build
from publisher.brand.load import load_brand
from publisher.edition.load import load_edition
from publisher.errors import BadInput
from tests.press_room import ROOT, house

BRANDS = ("riverbend", "northfield")


@pytest.mark.parametrize("name", BRANDS)
def test_shipped_builds_take_three_inks_at_most_and_stay_under_the_limit(name: str) -> None:
    inks = house(name).inks
    assert inks
    assert inks["ink"] == (0, 0, 0, 100)
    assert inks["paper"] == inks["on_brand"] == inks["on_danger"] == (0, 0, 0, 0)
    for role, build in (*inks.builds, *inks.on_field().builds):
        assert sum(percent > 0 for percent in build) <= 3, role
        assert sum(build) <= inks.profile.ink_limit, role


@pytest.mark.parametrize("name", BRANDS)
def test_shipped_builds_look_like_the_screen_and_can_be_read(name: str) -> None:
    house_ = house(name)
    inks = house_.inks
    assert inks
    looks = {}
    for role, (red, green, blue) in zip(
        dict(inks.builds), _proofed([build for _, build in inks.builds], inks.profile), strict=True
    ):
        looks[role] = f"#{red:02x}{green:02x}{blue:02x}"
        if role in ("muted", "rule"):  # of black alone: they carry small type and hairlines
            continue
        screen = getattr(house_.light, role)
        wanted = [int(screen[n : n + 2], 16) for n in (1, 3, 5)]
        # Red and deep teal lie outside what the press can show; ink is never so deep, and red is
        # of two inks, so brighter still.
        near = 64 if role == "danger" else 45
        off = [abs(a - b) for a, b in zip(wanted, (red, green, blue), strict=True)]
        assert max(off) <= near, role
    for text, ground in (
        ("brand", "paper"),
        ("brand", "tint"),
        ("on_brand", "brand"),
        ("danger", "paper"),
        ("on_danger", "danger"),
        ("muted", "paper"),
        ("ink", "accent_tint"),
        ("ink", "tint"),
    ):
        assert contrast(looks[text], looks[ground]) >= 4.5, (text, ground)
    assert contrast(looks["accent"], looks["paper"]) >= 3


def test_drawings_are_painted_in_ink() -> None:
    riverbend = house()
    assert riverbend.inks
    svg = riverbend.ink(riverbend.logo, riverbend.inks.on_field())
    assert 'fill="device-cmyk(0 0 0 0)"' in svg
    assert "#" not in svg
    assert "role:" not in svg


FILE = "layouts/brands/riverbend/_brand.yml"
PLACE = "defaults.publisher.cmyk"
SPOILED = {
    "four inks": (
        "accent: [0, 70, 100, 15]",
        "accent: [10, 70, 100, 15]",
        "accent  [10, 70, 100, 15] takes four inks: keep to three at most, such as "
        "[0, 70, 100, 24]",
    ),
    "rich black": (
        "      rule: [",
        "      ink: [60, 0, 0, 100]\n      rule: [",
        "ink  [60, 0, 0, 100] is not black alone: write [0, 0, 0, 100]",
    ),
    "too much": (
        "muted: [0, 0, 0, 80]",
        "muted: [0, 100, 100, 101]",
        "muted[3]  101 is more than 100: write 100 at most",
    ),
    "three numbers": ("tint: [10, 0, 5, 2]", "tint: [10, 0, 5]", "tint.3  missing: write it"),
}


@pytest.mark.parametrize("fault", SPOILED)
def test_a_build_that_a_press_cannot_lay_is_named(tmp_path: Path, fault: str) -> None:
    old, new, wanted = SPOILED[fault]
    folder = tmp_path / "layouts/brands/riverbend"
    shutil.copytree(ROOT / "layouts/brands/riverbend", folder)
    text = (folder / "_brand.yml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / "_brand.yml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_brand(folder, tmp_path)
    (problem,) = caught.value.problems
    assert str(problem).partition("  ")[2] == f"{PLACE}.{wanted}"
    assert problem.file == FILE


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A brand without builds of its own."""
    folder = tmp_path / "layouts/brands/riverbend"
    shutil.copytree(ROOT / "layouts/brands/riverbend", folder)
    text = (folder / "_brand.yml").read_text(encoding="utf-8")
    (folder / "_brand.yml").write_text(text[: text.index("    cmyk:")], encoding="utf-8")
    return folder


def test_builds_that_a_brand_has_not_are_those_that_look_like_its_roles(plain: Path) -> None:
    inks = load_brand(plain, plain.parents[2]).inks
    assert inks
    assert inks["brand"] == (80, 0, 26, 60)  # by hand: 80, 0, 25, 60
    assert inks["muted"][:3] == inks["rule"][:3] == (0, 0, 0)
    for role, build in inks.builds:
        assert sum(percent > 0 for percent in build) <= (2 if role == "danger" else 3), role
        assert sum(build) <= inks.profile.ink_limit, role


def test_no_build_takes_more_ink_than_the_press() -> None:
    spare = replace(DEFAULT_PROFILE, ink_limit=220)
    for colour in ("#000000", "#101030", "#4a0d0d", "#003b2f"):
        assert sum(nearest_build(colour, spare)) <= 220


def test_without_the_profile_of_the_press_a_brand_has_no_builds(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = replace(DEFAULT_PROFILE, path=plain / "nowhere.icc")
    monkeypatch.setattr("publisher.brand.roles.DEFAULT_PROFILE", absent)
    read = load_brand(plain, plain.parents[2])
    assert read.inks is None
    with pytest.raises(ValueError, match="riverbend has no builds for print"):
        read.ink(read.logo)


# Schemes -----------------------------------------------------------------------------------

SCHEMES = {
    "widths": (
        'back", width_mm = 100',
        'back", width_mm = 101',
        "sheet.a4  the panels of 'outside' are 298 mm together: the flat sheet is 297 mm, "
        "so take away 1 mm",
    ),
    "bleed": (
        "bleed_mm = 3\n",
        "bleed_mm = 5\n",
        "sheet.a4.bleed_mm  5 is more than 3.5: write 3.5 at most",
    ),
    "type": (
        "min_pt = 10.5",
        "min_pt = 14",
        "print  min_pt to max_pt runs from 14 down to 12: write the least first",
    ),
    "panel": (
        'reading = ["front", ',
        'reading = ["frnt", ',
        "reading names 'frnt', which [sheet.letter] lacks: use flap, back, front, "
        "inside-left, inside-middle, inside-right",
    ),
    "spreads": (
        'kind = "panels"',
        'kind = "panels"\nspreads = true',
        "print  spreads are for booklets: remove the key",
    ),
    "no print": (
        'format = "print"',
        'format = "pdf"',
        '[print] and [sheet] are for format = "print": remove them',
    ),
}


@pytest.mark.parametrize("fault", SCHEMES)
def test_a_scheme_that_cannot_be_folded_is_named(tmp_path: Path, fault: str) -> None:
    old, new, wanted = SCHEMES[fault]
    folder = tmp_path / "layouts/trifold"
    shutil.copytree(ROOT / "layouts/trifold", folder)
    text = (folder / "edition.toml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / "edition.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_edition(folder, tmp_path)
    (problem,) = caught.value.problems
    assert str(problem).partition("  ")[2] == wanted
