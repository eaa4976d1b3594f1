"""Drawings and pages as pixels, which load nothing from outside."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from publisher.brand.fonts import Family
from publisher.brand.load import load_brand
from publisher.content.drawing import Drawing, read_drawing
from publisher.errors import BadOutput
from publisher.layout import pictures, rasters
from publisher.layout.titles import title_fit
from tests.helpers import ROOT


def test_a_drawing_becomes_pixels_on_a_clear_ground() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">'
        '<rect width="10" height="10" fill="#ff0000"/></svg>'
    )
    picture = Image.open(io.BytesIO(rasters.png(svg, width_px=200, fonts=())))
    assert picture.size == (200, 100)
    assert picture.getpixel((50, 50)) == (255, 0, 0, 255)
    assert picture.getpixel((150, 50))[3] == 0


def test_a_drawing_is_kept_from_run_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path d="M0 0h9v9z"/></svg>'
    bold = load_brand(ROOT / "layouts/brands/riverbend", ROOT).body.only(
        lambda face: face.weight > 400
    )
    painted: list[int] = []
    paint = rasters._page

    def counted(
        html: str, fonts: tuple[Family, ...], width_px: int, *rest: Any, **more: Any
    ) -> Any:
        painted.append(width_px)
        return paint(html, fonts, width_px, *rest, **more)

    monkeypatch.setattr(rasters, "_page", counted)

    def anew(width_px: int, fonts: tuple[Family, ...] = ()) -> bytes:
        rasters.png.cache_clear()
        return rasters.png(svg, width_px=width_px, fonts=fonts)

    assert anew(100) == anew(100)
    assert painted == [100]
    assert anew(120) != anew(100)
    assert painted == [100, 120]
    assert anew(100, (bold,)) == anew(100)  # the drawing has no letters
    assert painted == [100, 120, 100]


def test_a_page_becomes_a_picture_of_the_size_asked_for() -> None:
    for kind in ("JPEG", "PNG"):
        data = rasters.page_image(
            "<p>Cover</p>",
            (load_brand(ROOT / "layouts/brands/riverbend", ROOT).body,),
            160,
            256,
            kind,
        )
        picture = Image.open(io.BytesIO(data))
        assert (picture.format, picture.size) == (kind, (160, 256))
    with pytest.raises(ValueError, match="must be one"):
        rasters.page_image('<p style="break-after:page">1</p><p>2</p>', (), 160, 256)


@pytest.mark.parametrize("url", ["https://example.org/a.png", "file:///etc/hostname"])
def test_a_picture_loads_nothing(url: str) -> None:
    with pytest.raises(BadOutput, match="not one of the brand's fonts"):
        rasters.page_image(f'<img src="{url}">', (), 160, 256)


@pytest.mark.parametrize("box", ["0 0 1 10000", "0 0 100 1"])
def test_a_drawing_too_narrow_to_be_painted_is_refused(box: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"/>'
    with pytest.raises(BadOutput) as raised:
        rasters.png(svg, width_px=200, fonts=())
    _, _, width, height = box.split()
    assert str(raised.value) == (
        f"a drawing of {width} by {height} is too narrow to be painted: "
        "make no side of its viewBox more than 20 times the other"
    )


def test_a_word_too_long_for_a_cover_is_named() -> None:
    family = load_brand(ROOT / "layouts/brands/riverbend", ROOT).headings
    assert title_fit("Anemia", family, 300, 40) == (40, 1)
    with pytest.raises(BadOutput) as raised:
        title_fit("A " + "x" * 3000, family, 223, 40)
    assert str(raised.value) == (
        "title: the word 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…' needs 9594 pt on the cover "
        "in 6 pt type, and there are 223; write a shorter one"
    )


def _row(*rectangles: str) -> Drawing:
    """A drawing 300 wide and 100 high, all of which is drawn in."""
    all_ = '<path d="M0 1H300M0 99H300" stroke="role:tint" stroke-width="2"/>' + "".join(rectangles)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100">{all_}</svg>'
    return read_drawing("row.svg", svg.encode())


@pytest.mark.parametrize("at", [10, 60, 130, 200, 270])
def test_a_cover_shows_what_its_drawing_is_about(at: int) -> None:
    drawing = _row(f'<rect x="{at}" y="40" width="20" height="20" fill="role:accent"/>')
    left, _, width, height = pictures.topped(drawing, 1).viewbox
    assert width == height
    assert left < at
    assert at + 20 < left + width
    assert left + width / 2 == pytest.approx(at + 10, abs=30)


def test_a_cover_cuts_off_as_little_as_it_can() -> None:
    boxes = (0, 110, 222)
    drawing = _row(
        *(f'<rect x="{at}" y="9" width="78" height="80" fill="role:ink"/>' for at in boxes)
    )
    left, _, width, _ = pictures.topped(drawing, 1).viewbox
    assert 78 < left < 110
    assert 188 < left + width < 222
