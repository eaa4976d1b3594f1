"""The fonts inside a Word file."""

from __future__ import annotations

import io
import uuid
import zipfile

import pytest
from fontTools.ttLib import TTFont

from publisher.render.word.embedding import obfuscated
from tests.word_files import (
    BRANDS,
    R,
    W,
    job,
    made,
    part,
)


@pytest.mark.parametrize("house", BRANDS)
def test_the_fonts_come_along_and_can_be_read(house: str) -> None:
    data = made("every-block", house)
    table = part(data, "word/fontTable.xml")
    targets = {r.get("Id"): r.get("Target") for r in part(data, "word/_rels/fontTable.xml.rels")}
    seen = []
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for font in table.iter(f"{W}font"):
            for face in font:
                if key := face.get(f"{W}fontKey"):
                    hidden = file.read(f"word/{targets[face.get(f'{R}id')]}")
                    # Obfuscating twice gives the font back.
                    with TTFont(io.BytesIO(obfuscated(hidden, uuid.UUID(key)))) as opened:
                        assert font.get(f"{W}name") in opened["name"].getDebugName(1)
                        assert ord("é") in opened.getBestCmap()
                    seen.append(face.tag)
    house_brand = job("every-block", house).brand
    families = {f.name: f for f in (house_brand.body, house_brand.headings)}.values()
    assert len(seen) == sum(len(family.faces) for family in families)
    assert len(data) < 1_500_000
