"""Printed pieces made by hand for tests: schemes as in edition.toml, pages of plain words."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from PIL import Image

from publisher.brand.load import load_brand
from publisher.brand.model import Brand
from publisher.edition.scheme import Print, Scheme, SheetSizes
from publisher.layout.typeset import typeset
from publisher.press import press
from publisher.press.pdfx import About
from tests.judges.install import command, run

ROOT = Path(__file__).parents[1]
PT_PER_MM = 72 / 25.4
ABOUT = About(
    identifier="urn:publisher:riverbend/en-US/shapes/trifold.pdf/1.0",
    title="Shapes & signs",
    author="Riverbend Health",
    language="en-US",
    stamp=datetime(2026, 11, 22, tzinfo=UTC),
)


def scheme(text: str) -> Scheme:
    tables = tomllib.loads(text)
    return Scheme(
        print=Print.model_validate(tables["print"]),
        sheets=SheetSizes.model_validate(tables["sheet"]),
    )


def panels(
    letter: str, a4: str, reading: str, flat: tuple[str, str] = ("", ""), more: str = ""
) -> Scheme:
    """A scheme of panels: each side as "name width, name width", sides parted by a slash."""

    def sides(paper: str, said: str) -> str:
        return "".join(
            f'[[sheet.{paper}.side]]\nname = "side-{n}"\npanels = ['
            + ", ".join(_panel(one.split()) for one in side.split(","))
            + "]\n"
            for n, side in enumerate(said.split("/"), 1)
        )

    names = ", ".join(f'"{name}"' for name in reading.split())
    return scheme(
        f'[print]\nkind = "panels"\nmin_pt = 10.5\nmax_pt = 12\nreading = [{names}]\n{more}\n'
        f"[sheet.letter]\nflat_mm = [{flat[0] or '279.4, 215.9'}]\nbleed_mm = 3.175\n"
        f"{sides('letter', letter)}[sheet.a4]\nflat_mm = [{flat[1] or '297, 210'}]\nbleed_mm = 3\n"
        f"{sides('a4', a4)}"
    )


def _panel(said: list[str]) -> str:
    name, *measure = said
    if not measure:
        return f'{{ name = "{name}" }}'
    key = "height_mm" if measure[0].startswith("h") else "width_mm"
    return f'{{ name = "{name}", {key} = {measure[0].lstrip("h")} }}'


TRIFOLD = panels(
    "flap 92.075, back 93.6625, front 93.6625 / in-1 93.6625, in-2 93.6625, in-3 92.075",
    "flap 97, back 100, front 100 / in-1 100, in-2 100, in-3 97",
    "front flap in-1 in-2 in-3 back",
)
ZFOLD = panels(
    "c 93.1, b 93.2, a 93.1 / d 93.1, e 93.2, f 93.1",
    "c 99, b 99, a 99 / d 99, e 99, f 99",
    "a b c d e f",
)
HALFFOLD = panels(
    "back 139.7, front 139.7 / in-1 139.7, in-2 139.7",
    "back 148.5, front 148.5 / in-1 148.5, in-2 148.5",
    "front in-1 in-2 back",
)
GATE = panels(
    "right 68, back 143.4, left 68 / in-1 68, in-2 143.4, in-3 68",
    "right 73, back 151, left 73 / in-1 73, in-2 151, in-3 73",
    "left right in-1 in-2 in-3 back",
)
CARD = panels("front / back", "front / back", "front back", ("99, 210", "99, 210"))
TENT = panels("front h107.95, back h107.95", "front h105, back h105", "front back")
PANELS = {
    "trifold": TRIFOLD,
    "z": ZFOLD,
    "half": HALFFOLD,
    "gate": GATE,
    "card": CARD,
    "tent": TENT,
}


def booklet(more: str = "") -> Scheme:
    return scheme(
        f'[print]\nkind = "booklet"\nmin_pt = 11\nmax_pt = 12\nstock_mm = 0.2\n{more}\n'
        "[sheet.letter]\npage_mm = [139.7, 215.9]\nbleed_mm = 3.175\n"
        "[sheet.a4]\npage_mm = [148, 210]\nbleed_mm = 3\n"
    )


@cache
def house(name: str = "riverbend") -> Brand:
    return load_brand(ROOT / "layouts/brands" / name, ROOT)


def sizes(scheme: Scheme, paper: str, count: int = 0) -> list[tuple[str, float, float]]:
    """(name, width, height) of every page that the scheme takes, in mm."""
    if scheme.print.kind == "panels":
        return [(one.name, one.width_mm, one.height_mm) for one in scheme.reading(paper)]
    width, height = scheme.sheet(paper).size_mm
    return [(f"page-{n}", width, height) for n in range(1, count + 1)]


def pages(
    scheme: Scheme, paper: str, content: Callable[[str], str], *, count: int = 0, css: str = ""
) -> bytes:
    """Laid-out pages as a renderer makes them, `content(name)` on each."""
    inks = house().inks
    assert inks
    roles = ";".join(f"--{role.replace('_', '-')}:{colour}" for role, colour in inks.items())
    bleed = scheme.sheet(paper).bleed_mm
    rules, body = [], []
    for name, width, height in sizes(scheme, paper, count):
        rules.append(f"@page {name}{{size:{width}mm {height}mm}} .{name}{{page:{name}}}")
        body.append(f"<section class='{name}'>{content(name)}</section>")
    style = (
        f":root{{{roles}}} @page{{margin:9mm;bleed:{bleed}mm}} body{{margin:0;color:var(--ink);"
        f"font:11pt/15pt '{house().body.name}'}} section{{break-before:page}}"
        f"section:first-child{{break-before:auto}} p{{margin:0}} {css} {''.join(rules)}"
    )
    html = f"<html lang='en'><title>T</title><style>{style}</style><body>{''.join(body)}</body>"
    data: bytes = typeset(html, (house().body,)).write_pdf()
    return data


def pressed(
    scheme: Scheme, paper: str, content: Callable[[str], str], *, count: int = 0, css: str = ""
) -> bytes:
    made = pages(scheme, paper, content, count=count, css=css)
    return laid(made, scheme, paper)


def laid(made: bytes, scheme: Scheme, paper: str) -> bytes:
    inks = house().inks
    assert inks
    return press(made, scheme, paper, ABOUT, inks.profile, house().body)


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def box_mm(page: pikepdf.Page, name: str) -> list[float]:
    return [float(edge) / PT_PER_MM for edge in page.obj[f"/{name}Box"]]


def plates(data: bytes, dpi: int = 72) -> list[dict[str, Image.Image]]:
    """For each page, its four plates by Ghostscript; 0 is bare paper, 255 full ink."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "sheets.pdf")
        path.write_bytes(data)
        run(
            [
                *(command("gs"), "-q", "-dSAFER", "-dNOPAUSE", "-dBATCH"),
                *("-sDEVICE=tiffsep", f"-r{dpi}", "-o", f"{folder}/%04d.tif", path),
            ]
        )
        found = sorted(Path(folder).glob("????(*).tif"))
        return [
            {file.stem[5:-1]: _ink(file) for file in files}
            for _, files in groupby(found, key=lambda file: file.name[:4])
        ]


def _ink(file: Path) -> Image.Image:
    with Image.open(file) as picture:
        return picture.convert("L").point(lambda value: 255 - value)


def region(plate: Image.Image, box: Iterable[float], dpi: int = 72) -> Image.Image:
    """What lies in a rectangle of points from the lower left corner of the page."""
    left, bottom, right, top = (edge * dpi / 72 for edge in box)
    height = plate.size[1]
    return plate.crop((round(left), round(height - top), round(right), round(height - bottom)))


def most(plate: Image.Image) -> int:
    (_, high) = plate.getextrema()
    assert isinstance(high, int)
    return high
