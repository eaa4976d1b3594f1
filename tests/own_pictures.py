"""Pictures in pixels for tests: drawn by arithmetic, so that they show nobody and belong to nobody.

`python -m tests.own_pictures` writes those of the source with every block anew.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageDraw

FIGURES = Path(__file__).parent / "sources" / "every-block" / "figures"


def hills(width: int, height: int) -> Image.Image:
    """Hills under an evening sky, with a gradient from edge to edge and a sun on the left."""
    sky = Image.linear_gradient("L").resize((width, height))
    sun = Image.merge(
        "RGB",
        (
            sky.point(lambda v: 120 + v // 2),
            sky.point(lambda v: 90 + v // 2),
            sky.point(lambda v: 190 - v // 2),
        ),
    )
    pen = ImageDraw.Draw(sun)
    unit = width / 100
    pen.ellipse((18 * unit, 12 * unit, 34 * unit, 28 * unit), fill=(250, 214, 120))
    for shift, top, colour in (
        (0, 40, (74, 110, 128)),
        (37, 48, (48, 92, 88)),
        (71, 57, (30, 66, 56)),
    ):
        points = [(0.0, float(height))]
        for x in range(0, 101, 2):
            wave = ((x + shift) % 60 - 30) ** 2 / 100
            points.append((x * unit, (top + wave) * unit))
        pen.polygon([*points, (float(width), float(height))], fill=colour)
    return sun


def blocks(width: int, height: int) -> Image.Image:
    """Coloured squares that grow from left to right, on a clear ground."""
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    colours = ("#0b6e4f", "#c8553d", "#28559a", "#e0a030")
    for number, colour in enumerate(colours):
        side = height * (number + 2) / 6
        left = width * (0.05 + 0.24 * number)
        pen.rectangle((left, height * 0.95 - side, left + side * 0.7, height * 0.95), fill=colour)
    return picture


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    """The picture as a file of a kind."""
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def main() -> None:
    """Write the pictures of the source with every block."""
    (FIGURES / "hills.jpg").write_bytes(saved(hills(1800, 1200), "JPEG", quality=88))
    (FIGURES / "squares.png").write_bytes(saved(blocks(1500, 900), "PNG", optimize=True))
    (FIGURES / "hill-steps.webp").write_bytes(
        saved(hills(1600, 1000).transpose(Image.Transpose.FLIP_LEFT_RIGHT), "WEBP", quality=85)
    )


if __name__ == "__main__":
    main()
