"""The names of the files in an e-book."""

from __future__ import annotations

from publisher.brand.fonts import Face, Family
from publisher.content.drawing import Drawing
from publisher.content.raster import is_raster, pixels_of

COVER_PICTURE = "cover.jpg"
NAV = "nav.xhtml"
NCX = "toc.ncx"
STYLE = "style.css"


def figure_file(drawing: Drawing) -> str:
    """The file of a drawing or a picture."""
    if not is_raster(drawing):
        return f"figures/{drawing.name}"
    suffix = "jpg" if pixels_of(drawing)[0] == "image/jpeg" else "png"
    return f"figures/{drawing.name.replace('.', '-')}.{suffix}"


def symbol_file(drawing: Drawing) -> str:
    """The file of a symbol."""
    return f"symbols/{drawing.name}"


def font_file(family: Family, face: Face) -> str:
    """The file of one face of a family."""
    slope = "-italic" if face.italic else ""
    return f"fonts/{family.name.lower().replace(' ', '-')}-{face.weight}{slope}.ttf"


def item_id(file: str) -> str:
    """The id of a file in the package document."""
    return file.replace("/", "-").replace(".", "-")
