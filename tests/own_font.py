"""A font that every machine has, because a package of ours brings it, as CSS."""

from __future__ import annotations

from base64 import b64encode

from publisher.brand.fonts import package_fonts

NAME = "Own"


def font_face() -> str:
    """An `@font-face` rule for the family `Own`, with the font itself in it."""
    (regular,) = (
        file
        for file in package_fonts("atkinson-hyperlegible")
        if file.weight == 400 and not file.italic
    )
    data = b64encode(regular.path.read_bytes()).decode()
    return f"@font-face {{ font-family: {NAME}; src: url(data:font/ttf;base64,{data}) }}"
