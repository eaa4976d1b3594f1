"""Drawings and pages as pixels, which load nothing from outside."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from publisher.brand.load import load_brand
from publisher.errors import BadOutput
from publisher.layout import rasters
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
