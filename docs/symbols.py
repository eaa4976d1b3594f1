"""Makes the sheets of the drawing kit that docs/drawing-kit.md shows: `make gallery`."""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from publisher.brand.load import load_brand  # noqa: E402
from publisher.brand.model import Brand  # noqa: E402
from publisher.content.drawing import Drawing  # noqa: E402
from publisher.data_uris import svg_uri  # noqa: E402
from publisher.layout import rasters  # noqa: E402
from publisher.source.kit import KIT, DrawingKit  # noqa: E402

DOCS = ROOT / "docs"
WIDTH_PX, COLUMNS, ROW_PX = 1010, 7, 97
BLACK_AND_WHITE = {"ink": "#000000", "paper": "#ffffff", "tint": "#e4e4e4", "accent": "#5a5a5a"}
SHOWN = {
    "abdomen": ("gallbladder", "pancreas"),
    "chest": ("airways", "heart"),
    "head": ("brain", "throat"),
    "knee": ("cartilage", "kneecap"),
    "front": ("joints", "thyroid"),
    "side": ("esophagus", "stomach"),
}
STYLE = """
body { font: 11px/13px BODY; color: INK } h2 { font: 700 15px/20px HEADINGS; margin: 10px 20px 4px }
div { margin: 0 0 0 20px } p { display: inline-block; width: 139px; height: 97px; margin: 0 }
.large { width: 15mm; height: 15mm } .small { width: 8mm; height: 8mm; margin-left: 3px }
span { display: block } figure { display: inline-block; width: 323px; margin: 0 0 14px 10px }
figure img { width: 323px; height: 290px; object-fit: contain }
"""


def main() -> None:
    """Writes docs/gallery/symbols.png and anatomy.png."""
    brand = load_brand(ROOT / "layouts" / "brands" / "riverbend", ROOT)
    kit = DrawingKit(ROOT / KIT, "en")
    text = (DOCS / "drawing-kit.md").read_text(encoding="utf-8")
    sheet, height = "", 0
    for title, row in re.findall(
        r"^\| ([a-z ]+) \| (`.*`) \|$", text.partition("## Anatomy")[0], re.MULTILINE
    ):
        names = re.findall(r"`([a-z-]+)`", row)
        cells = "".join(_cell(brand, kit.symbol(name)) for name in names)
        sheet += f"<h2>{title.capitalize()}</h2><div>{cells}</div>"
        height += 34 + -(-len(names) // COLUMNS) * ROW_PX
    _save("symbols", brand, sheet, height + 20)
    figures = (
        f'<figure><img src="{svg_uri(brand.paint(kit.lit(name, organs)))}" alt="{name}"/></figure>'
        for name, organs in SHOWN.items()
    )
    _save("anatomy", brand, "".join(figures), 640)


def _cell(brand: Brand, symbol: Drawing) -> str:
    """A symbol large, at 8 mm, and at 8 mm in black and white, over its name."""
    colour = svg_uri(brand.paint(symbol))
    grey = svg_uri(symbol.painted(lambda role: BLACK_AND_WHITE.get(role, "#e4e4e4")))
    name = symbol.name.removesuffix(".svg")
    return (
        f'<p><img class="large" src="{colour}" alt="{name}"/>'
        f'<img class="small" src="{colour}" alt="{name}"/>'
        f'<img class="small" src="{grey}" alt="{name}"/><span>{name}</span></p>'
    )


def _save(name: str, brand: Brand, body: str, height_px: int) -> None:
    style = STYLE.replace("BODY", f'"{brand.body.name}"').replace("INK", brand.light.ink)
    style = style.replace("HEADINGS", f'"{brand.headings.name}"')
    families = brand.families_for(frozenset(body), italic=False)
    html = f"<style>{style}</style>{body}"
    picture = rasters.page_image(html, families, WIDTH_PX, height_px, "PNG", scale=1.5)
    # A few flat colours and their smooth edges.
    few = Image.open(BytesIO(picture)).quantize(64)
    few.save(DOCS / "gallery" / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
