"""Sheets → PNG files: each with its lines drawn over it, each plate, and the piece as read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from publisher.proof.separations import DPI, INKS, Edges, PlateSet
from publisher.units import MM_PER_INCH

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

    from publisher.brand.fonts import Family
    from publisher.edition.scheme import Scheme
    from publisher.plan.job import Job
    from publisher.press.impose import Laid

Colour = tuple[int, int, int]

TRIM: Colour = (0, 158, 224)
BLEED: Colour = (226, 0, 26)
SAFETY: Colour = (0, 140, 58)
FOLD: Colour = (196, 0, 122)
_GROUND: Colour = (232, 234, 235)
_INK: Colour = (34, 34, 34)
_MUTED: Colour = (84, 88, 91)
_EDGE: Colour = (170, 174, 177)
_WHITE: Colour = (255, 255, 255)

SIDE_PX, HEAD_PX = 78, 156  # around the sheet: room for names at left and above
_FOOT_PX, _ROW_PX = 52, 40  # below it: the legend
_DASH_PX, _GAP_PX = 16, 10
_TYPE_PX, _SMALL_PX = 30, 23
_READ_DPI = {"panels": 110, "booklet": 64}
_WIDEST_PX = 3000  # of the picture of the folded piece, unless one spread alone is wider


def draw(job: Job, scheme: Scheme, sheets: tuple[PlateSet, ...]) -> dict[str, bytes]:
    """Every picture as a PNG, by file name: "01-outside.png", "01-outside-cyan.png", "folded.png".

    Names begin with the number of the sheet in the file, so that they sort as it is printed.
    """
    drawer = _ProofDrawer(job, scheme, len(sheets))
    made: dict[str, bytes] = {}
    for number, sheet in enumerate(sheets, 1):
        stem = f"{number:02}-{re.sub('[^a-z0-9]+', '-', sheet.flat.name)}"
        made[f"{stem}.png"] = _png(drawer.lined(number, sheet))
        for ink, plate in zip(INKS, sheet.plates, strict=True):
            made[f"{stem}-{ink}.png"] = _png(drawer.plate(number, sheet, ink, plate))
    made["folded.png"] = _png(drawer.folded(sheets))
    return made


def _png(picture: Image) -> bytes:
    made = io.BytesIO()
    picture.save(made, "PNG", dpi=(DPI, DPI), optimize=False, compress_level=6)
    return made.getvalue()


@dataclass(frozen=True)
class _ProofDrawer:
    """Where pictures of one job are drawn, with the brand's type."""

    job: Job
    scheme: Scheme
    count: int

    def lined(self, number: int, sheet: PlateSet) -> Image:
        """A sheet with trim, bleed, folds and safety zone over it, and what they are."""
        picture, pen = self._framed(number, sheet, sheet.look, sheet.flat.name)
        safety_mm = self.scheme.print.safety_mm
        moved = [_moved(edges) for edges in (sheet.bleed, sheet.trim)]
        for laid in sheet.flat.laid:
            left, bottom = laid.left_mm, laid.bottom_mm
            right, top = left + laid.width_mm, bottom + laid.height_mm
            safe = left + safety_mm, bottom + safety_mm, right - safety_mm, top - safety_mm
            pen.box(_moved(sheet.on_plate(*safe)), SAFETY)
            edges = _moved(sheet.on_plate(left, bottom, right, top))
            pen.named(laid, edges, _upright(sheet), _moved((0, 0, *sheet.look.size)))
        bleed, trim = moved
        pen.box(bleed, BLEED)
        pen.box(trim, TRIM)
        width, height = sheet.flat.size_mm
        for fold in sheet.flat.folds:
            at = (
                (fold.at_mm, 0, fold.at_mm, height)
                if fold.upright
                else (0, fold.at_mm, width, fold.at_mm)
            )
            pen.dashed(_moved(sheet.on_plate(*at)), FOLD)
        bleed_mm = (sheet.trim[0] - sheet.bleed[0]) / DPI * MM_PER_INCH
        legend = [
            (TRIM, False, f"Trim, {width:g} × {height:g} mm"),
            (BLEED, False, f"Bleed, {round(bleed_mm, 3):g} mm"),
            (SAFETY, False, f"Safety zone, {safety_mm:g} mm"),
        ]
        if sheet.flat.folds:
            legend.insert(2, (FOLD, True, "Fold"))
        pen.legend(legend, HEAD_PX + sheet.look.height + _FOOT_PX)
        return picture

    def plate(self, number: int, sheet: PlateSet, ink: str, plate: Image) -> Image:
        """One plate in grey, as it would be exposed: black prints."""
        from PIL import ImageStat

        left, top, right, bottom = (round(edge) for edge in sheet.trim)
        bare = ImageStat.Stat(plate.crop((left, top, right, bottom))).mean[0]
        name = f"{sheet.flat.name}, {ink}"
        picture, pen = self._framed(number, sheet, plate, name)
        caption = (
            f"Black prints. The trimmed sheet is covered by {100 - bare / 2.55:.1f} % of {ink}."
        )
        pen.say(SIDE_PX, HEAD_PX + plate.height + 26, caption, _SMALL_PX, _MUTED)
        return picture.convert("L")

    def _framed(self, number: int, sheet: PlateSet, inner: Image, name: str) -> tuple[Image, _Pen]:
        """`inner` on a ground, under what it is."""
        from PIL import Image, ImageDraw

        width, height = inner.size
        rows = 2 if width < 1200 and sheet.look is inner else 1
        size = (width + 2 * SIDE_PX, HEAD_PX + height + _FOOT_PX + rows * _ROW_PX)
        picture = Image.new("RGB", size, _GROUND)
        picture.paste(inner.convert("RGB"), (SIDE_PX, HEAD_PX))
        pen = _Pen(picture, ImageDraw.Draw(picture), self.job.brand.body)
        pen.say(SIDE_PX, 26, name[0].upper() + name[1:], _TYPE_PX, _INK, bold=True)
        count = f"{number} of {self.count}"
        pen.say(SIDE_PX + width, 30, count, _SMALL_PX, _MUTED, anchor="ra")
        pen.say(SIDE_PX, 66, str(self.job.path), _SMALL_PX, _MUTED)
        return picture, pen

    # The piece as it is read ---------------------------------------------------------------

    def folded(self, sheets: tuple[PlateSet, ...]) -> Image:
        """Every panel or page in the order in which it is read, those seen together joined."""
        from PIL import Image, ImageDraw

        kind = self.scheme.print.kind
        scale = _READ_DPI[kind] / DPI
        groups = [
            [(laid.name, _seen(sheet, laid, scale)) for sheet, laid in group]
            for group in self._together(sheets)
        ]
        gap, head, label = 56, 130, 46
        rows = list(_rows(groups, gap))
        widths = [sum(_width(group) for group in row) + gap * (len(row) - 1) for row in rows]
        tall = max(picture.height for group in groups for _, picture in group)
        size = (max(widths) + 2 * SIDE_PX, head + len(rows) * (tall + label + gap))
        made = Image.new("RGB", size, _GROUND)
        pen = _Pen(made, ImageDraw.Draw(made), self.job.brand.body)
        pen.say(SIDE_PX, 26, "As it is read", _TYPE_PX, _INK, bold=True)
        pen.say(SIDE_PX, 66, str(self.job.path), _SMALL_PX, _MUTED)
        place = 1
        for number, row in enumerate(rows):
            x, y = SIDE_PX, head + number * (tall + label + gap)
            for group in row:
                start = x
                for name, picture in group:
                    made.paste(picture, (x, y))
                    if x > start:
                        pen.draw.line((x, y, x, y + picture.height - 1), fill=_EDGE)
                    caption = f"Page {name}" if kind == "booklet" else f"{place}  {_plain(name)}"
                    pen.say(x, y + picture.height + 12, caption, _SMALL_PX, _INK)
                    x, place = x + picture.width, place + 1
                pen.draw.rectangle((start - 1, y - 1, x, y + picture.height), outline=_EDGE)
                x += gap
        return made

    def _together(self, sheets: tuple[PlateSet, ...]) -> Iterator[list[tuple[PlateSet, Laid]]]:
        """What is read, in order, in groups that a reader sees side by side."""
        placed = {laid.page: (sheet, laid) for sheet in sheets for laid in sheet.flat.laid}
        read = [placed[page] for page in sorted(placed)]
        if self.scheme.print.kind == "booklet":
            # A cover on the right, spreads of an even and an odd page, the back on the left.
            for _, spread in groupby(read, key=lambda one: (one[1].page + 1) // 2):
                yield list(spread)
            return
        group = read[:1]
        for (sheet, laid), (next_sheet, next_) in pairwise(read):
            beside = abs(laid.left_mm + laid.width_mm - next_.left_mm) < 0.01
            if sheet is not next_sheet or not beside or laid.bottom_mm != next_.bottom_mm:
                yield group
                group = []
            group.append((next_sheet, next_))
        yield group


_Named = tuple[str, "Image"]


def _rows(groups: list[list[_Named]], gap: int) -> Iterator[list[list[_Named]]]:
    """The groups in rows that are not too wide."""
    row: list[list[_Named]] = []
    width = 0
    for group in groups:
        more = _width(group) + gap
        if row and width + more > _WIDEST_PX:
            yield row
            row, width = [], 0
        row.append(group)
        width += more
    yield row


def _width(group: list[_Named]) -> int:
    return sum(picture.width for _, picture in group)


def _seen(sheet: PlateSet, laid: Laid, scale: float) -> Image:
    """A panel or page as it is after trimming and folding."""
    from PIL import Image

    left, top, right, bottom = (
        round(edge)
        for edge in sheet.on_plate(
            laid.left_mm,
            laid.bottom_mm,
            laid.left_mm + laid.width_mm,
            laid.bottom_mm + laid.height_mm,
        )
    )
    whole = sheet.look.crop((left, top, right, bottom))
    size = (round(whole.width * scale), round(whole.height * scale))
    return whole.resize(size, Image.Resampling.LANCZOS)


def _moved(edges: Edges) -> Edges:
    """Edges on a sheet as edges on the picture around it."""
    left, top, right, bottom = edges
    return left + SIDE_PX, top + HEAD_PX, right + SIDE_PX, bottom + HEAD_PX


def _upright(sheet: PlateSet) -> bool:
    """Whether panels are side by side, so that their names are above them."""
    return all(fold.upright for fold in sheet.flat.folds)


def _plain(name: str) -> str:
    return name.replace("-", " ")


# Pen and type ------------------------------------------------------------------------------


@cache
def _type(family: Family, size_px: int, bold: bool) -> FreeTypeFont:
    from PIL import ImageFont

    weights = sorted((face.weight, face.path) for face in family.faces if not face.italic)
    # The basic layout needs no library that one machine has and another lacks.
    return ImageFont.truetype(
        weights[-1 if bold else 0][1], size_px, layout_engine=ImageFont.Layout.BASIC
    )


@dataclass(frozen=True)
class _Pen:
    """Draws on one picture. Every line has a white rim, so that it shows on any colour."""

    picture: Image
    draw: ImageDraw
    family: Family

    def say(
        self,
        x: float,
        y: float,
        words: str,
        size_px: int,
        colour: Colour,
        *,
        bold: bool = False,
        anchor: str = "la",
    ) -> None:
        """Words with their upper left corner at x, y, or as `anchor` has it."""
        self.draw.text((x, y), words, colour, _type(self.family, size_px, bold), anchor)

    def box(self, edges: Edges, colour: Colour) -> None:
        """A rectangle whose lines run along the edges."""
        left, top, right, bottom = (round(edge) for edge in edges)
        for outer in (True, False):
            for line in (
                (left, top, right, top),
                (right, top, right, bottom),
                (left, bottom, right, bottom),
                (left, top, left, bottom),
            ):
                self._stroke(line, colour, rim=outer)

    def dashed(self, edges: Edges, colour: Colour) -> None:
        """A dashed line from one corner to the other, which is upright or level."""
        left, top, right, bottom = (round(edge) for edge in edges)
        if left == right:
            dashes = [
                (left, y, left, min(y + _DASH_PX, bottom))
                for y in range(top, bottom, _DASH_PX + _GAP_PX)
            ]
        else:
            dashes = [
                (x, top, min(x + _DASH_PX, right), top)
                for x in range(left, right, _DASH_PX + _GAP_PX)
            ]
        for dash in dashes:
            self._stroke(dash, colour, rim=True)
            self._stroke(dash, colour, rim=False)

    def _stroke(self, line: tuple[int, int, int, int], colour: Colour, *, rim: bool) -> None:
        """A line two pixels wide, or the rim of a pixel around it."""
        x0, y0, x1, y1 = line
        more = 1 if rim else 0
        box = (x0 - 1 - more, y0 - 1 - more, x1 + more, y1 + more)
        self.draw.rectangle(box, _WHITE if rim else colour)

    def named(self, laid: Laid, panel: Edges, above: bool, sheet: Edges) -> None:
        """The name and the measure of a panel, outside the sheet, along its edge."""
        left, top, right, bottom = panel
        name = _plain(laid.name)
        if above:
            words = f"page {name}" if name.isdigit() else name
            y = sheet[1] - 22
            self.draw.line((left + 8, y + 12, right - 8, y + 12), _MUTED, 2)
            for x, turn in ((left + 8, 1), (right - 8, -1)):
                self.draw.line((x, y + 12, x + 8 * turn, y + 6), _MUTED, 2)
                self.draw.line((x, y + 12, x + 8 * turn, y + 18), _MUTED, 2)
            middle, caption = (left + right) / 2, f"{words}   {laid.width_mm:g} mm"
            self.say(middle, y - 6, caption, _SMALL_PX, _INK, anchor="ms")
            return
        self._sideways(f"{name}   {laid.height_mm:g} mm", (top + bottom) / 2)

    def _sideways(self, words: str, y: float) -> None:
        """Words that run up beside the sheet, their middle at y."""
        from PIL import Image, ImageDraw

        font = _type(self.family, _SMALL_PX, False)
        strip = Image.new("RGB", (round(font.getlength(words)) + 4, 34), _GROUND)
        ImageDraw.Draw(strip).text((2, 4), words, _INK, font)
        turned = strip.transpose(Image.Transpose.ROTATE_90)
        self.picture.paste(turned, (SIDE_PX - 50, round(y - turned.height / 2)))

    def legend(self, entries: list[tuple[Colour, bool, str]], y: int) -> None:
        """Each line and what it means, in as many rows as they need."""
        x = SIDE_PX
        y -= 26
        font = _type(self.family, _SMALL_PX, False)
        for colour, dashed, words in entries:
            width = 74 + round(font.getlength(words)) + 44
            if x > SIDE_PX and x + width - 44 > self.picture.width - SIDE_PX:
                x, y = SIDE_PX, y + _ROW_PX
            line = (x + 1, y + 14, x + 58, y + 14)
            self.dashed(line, colour) if dashed else self._both(line, colour)
            self.say(x + 74, y, words, _SMALL_PX, _INK)
            x += width

    def _both(self, line: tuple[int, int, int, int], colour: Colour) -> None:
        self._stroke(line, colour, rim=True)
        self._stroke(line, colour, rim=False)
