"""Fonts are cut once and always alike, and no character is set in a font that nobody chose."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from publisher.brand import fonts
from publisher.brand.fonts import (
    load_faces,
    missing_characters,
    package_fonts,
    style_name,
    unset_characters,
)
from publisher.brand.load import load_brand
from publisher.errors import PublisherError

ROOT = Path(__file__).parent.parent


def _square(side: int) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for point in ((0, side), (side, side), (side, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


@pytest.fixture(scope="module")
def variable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A variable font of three characters, heavier and tighter along its two axes."""
    glyphs = [".notdef", "A", "B", "zero"]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap({ord("A"): "A", ord("B"): "B", ord("0"): "zero"})
    builder.setupGlyf({name: _square(400) for name in glyphs})
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (500, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Tiny Light", "styleName": "Regular"})
    axes = [("wght", 200, 200, 900, "Weight"), ("opsz", 8, 8, 60, "Optical size")]
    builder.setupFvar(axes, [])
    wide, tight = [(0, 0), (0, 140), (140, 140), (140, 0)], [(0, 0), (0, -52), (-52, -52), (-52, 0)]
    rest = [(0, 0)] * 4
    from fontTools.ttLib.tables.TupleVariation import TupleVariation

    builder.setupGvar(
        {
            name: [
                TupleVariation({"wght": (0, 1, 1)}, wide + rest),
                TupleVariation({"opsz": (0, 1, 1)}, tight + rest),
            ]
            for name in glyphs
        }
    )
    builder.setupOS2(usWeightClass=200)
    builder.setupPost()
    path = tmp_path_factory.mktemp("tiny") / "Tiny[opsz,wght].ttf"
    builder.save(path)
    return path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "publisher" / "fonts"


def _cut(variable: Path, **options: float) -> tuple[fonts.Face, ...]:
    sources = [fonts.FontFile(path=variable, italic=slope) for slope in (False, True)]
    return load_faces("Tiny", sources, **options)


def test_variable_font_is_cut_into_the_four_styles(variable: Path, cache: Path) -> None:
    faces = _cut(variable)
    named = []
    for face in faces:
        assert face.path.parent == cache
        with TTFont(face.path) as font:
            assert "fvar" not in font
            assert "STAT" not in font
            names = [str(font["name"].getDebugName(number)) for number in (1, 2, 4, 6)]
            style = (font["OS/2"].usWeightClass, font["OS/2"].fsSelection, font["head"].macStyle)
            named.append((face.weight, face.italic, *names, *style))
    assert named == [
        (400, False, "Tiny", "Regular", "Tiny Regular", "Tiny-Regular", 400, 0b1000000, 0),
        (700, False, "Tiny", "Bold", "Tiny Bold", "Tiny-Bold", 700, 0b0100000, 1),
        (400, True, "Tiny", "Italic", "Tiny Italic", "Tiny-Italic", 400, 0b0000001, 2),
        (
            700,
            True,
            "Tiny",
            "Bold Italic",
            "Tiny Bold Italic",
            "Tiny-BoldItalic",
            700,
            0b0100001,
            3,
        ),
    ]


def test_axes_stand_where_they_were_asked_to(variable: Path, cache: Path) -> None:
    def side(face: fonts.Face) -> int:
        with TTFont(face.path) as font:
            return int(font["glyf"]["A"].xMax)

    def expected(weight: int, size: float) -> int:
        return round(400 + 140 * (weight - 200) / 700 - 52 * (size - 8) / 52)

    assert [side(face) for face in _cut(variable)[:2]] == [expected(400, 12), expected(700, 12)]
    assert side(_cut(variable, optical_size=34)[0]) == expected(400, 34)
    assert len(list(cache.iterdir())) == 3


def test_cutting_twice_gives_the_same_bytes(variable: Path, cache: Path) -> None:
    first = [(face.path.name, face.path.read_bytes()) for face in _cut(variable)]
    shutil.rmtree(cache)
    assert [(face.path.name, face.path.read_bytes()) for face in _cut(variable)] == first


def test_cutting_keeps_no_time_of_its_own(variable: Path) -> None:
    data = variable.read_bytes()
    cut = fonts.instance(data, "Tiny", 700, False, {"wght": 700, "opsz": 12})
    with TTFont(BytesIO(cut)) as after, TTFont(BytesIO(data)) as before:
        assert after["head"].modified == before["head"].modified
        assert after["head"].created == before["head"].created


def test_what_is_in_the_cache_is_not_cut_again(variable: Path, cache: Path) -> None:
    (face, *_) = _cut(variable)
    before = face.path.stat().st_mtime_ns
    assert _cut(variable)[0].path.stat().st_mtime_ns == before
    assert not [path for path in cache.iterdir() if path.suffix != ".ttf"]


def test_another_input_gets_another_file(variable: Path, cache: Path, tmp_path: Path) -> None:
    with TTFont(variable) as font:
        font["head"].fontRevision = 2.0
        font.save(tmp_path / variable.name)
    assert _cut(variable)[0].path.name != _cut(tmp_path / variable.name)[0].path.name
    assert len(list(cache.iterdir())) == 2


def test_cache_that_cannot_be_written_is_said_so(
    variable: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "publisher").write_text("a file in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(PublisherError) as raised:
        _ = _cut(variable)[0].path
    assert str(raised.value) == (
        f"{tmp_path}/publisher/fonts cannot keep the cut fonts (Not a directory): "
        "set XDG_CACHE_HOME to a folder that can be written"
    )


def test_static_font_is_used_as_it_is() -> None:
    sources = package_fonts("atkinson-hyperlegible")
    faces = load_faces("Atkinson Hyperlegible", sources)
    assert {face.path for face in faces} == {source.path for source in sources}
    assert [style_name(face.weight, face.italic) for face in faces] == [
        "Regular",
        "Bold",
        "Italic",
        "Bold Italic",
    ]


def test_file_that_is_no_font_is_named(tmp_path: Path) -> None:
    (tmp_path / "house.ttf").write_text("not a font")
    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole message is compared
        load_faces("House", [fonts.FontFile(path=tmp_path / "house.ttf", italic=False)])
    assert str(raised.value) == "house.ttf is not a font file; use TrueType or OpenType"


def test_coverage_is_what_the_font_has_a_glyph_for(variable: Path) -> None:
    assert fonts.coverage(variable) == {ord("A"), ord("B"), ord("0")}


def test_family_covers_what_every_face_has(variable: Path) -> None:
    (regular, *_) = load_faces("Atkinson Hyperlegible", package_fonts("atkinson-hyperlegible"))
    tiny = fonts.Face(source=variable, family="Tiny", weight=400, italic=False)
    family = fonts.Family(name="x", faces=(regular, tiny), generic="sans-serif")
    assert family.covers("A")
    assert not family.covers("C")


def test_missing_names_each_character_once_and_no_invisible_one(variable: Path) -> None:
    tiny = fonts.Face(source=variable, family="Tiny", weight=400, italic=False)
    family = fonts.Family(name="Tiny", faces=(tiny,), generic="serif")
    assert missing_characters("ABé0\u00ad山é\n\u200f", [family]) == ("é", "山")
    assert missing_characters("", [family]) == ()


def test_character_that_only_the_fallback_has_is_no_problem() -> None:
    riverbend = load_brand(ROOT / "layouts" / "brands" / "riverbend", ROOT)
    assert not riverbend.body.covers("α")
    assert riverbend.fallback.covers("α")
    assert unset_characters("α", riverbend.body, riverbend.headings, riverbend.fallback) == ()


def test_family_that_is_not_installed_is_a_lookup_error() -> None:
    with pytest.raises(LookupError):
        package_fonts("nobody-drew-this")


def test_a_family_without_italics_is_sloped() -> None:
    uprights = [file for file in package_fonts("atkinson-hyperlegible") if not file.italic]
    faces = fonts.completed(load_faces("House", uprights))
    assert [style_name(face.weight, face.italic) for face in faces] == list(
        fonts._SUBFAMILIES.values()
    )
    with TTFont(faces[0].path) as upright, TTFont(faces[2].path) as sloped:
        before, after = upright["glyf"]["H"], sloped["glyf"]["H"]
        assert after.xMax - before.xMax == pytest.approx(0.2 * before.yMax, abs=1)
        assert after.yMax == before.yMax
        assert sloped["name"].getDebugName(4) == "House Italic"
        assert sloped["head"].macStyle == 2


def test_a_family_of_one_weight_is_enough_for_headings() -> None:
    regular = [
        file
        for file in package_fonts("atkinson-hyperlegible")
        if file.weight == 400 and not file.italic
    ]
    made = fonts.completed(load_faces("House", regular), any_weight=True)
    assert {face.source for face in made} == {regular[0].path}
    assert len(made) == 4
    assert len(fonts.completed(load_faces("House", regular))) == 2


def test_the_nearest_weight_stands_for_one_that_there_is_not() -> None:
    bold, regular = (
        next(
            file
            for file in package_fonts("atkinson-hyperlegible")
            if file.weight == weight and not file.italic
        )
        for weight in (700, 400)
    )
    near = [
        fonts.FontFile(path=regular.path, italic=False, weight=500),
        fonts.FontFile(path=bold.path, italic=False, weight=600),
    ]
    assert [face.weight for face in load_faces("House", near)] == [400, 700]


def test_a_web_font_is_unpacked(tmp_path: Path) -> None:
    (regular, *_) = load_faces("House", package_fonts("atkinson-hyperlegible"))
    with TTFont(regular.path) as font:
        font.flavor = "woff2"
        font.save(tmp_path / "house.woff2")
    (face,) = load_faces(
        "House", [fonts.FontFile(path=tmp_path / "house.woff2", italic=False, weight=400)]
    )
    assert face.path.suffix == ".ttf"
    assert fonts.coverage(face.path) == fonts.coverage(regular.path)
