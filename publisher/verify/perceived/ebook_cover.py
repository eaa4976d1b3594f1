"""The picture on the cover of an e-book → what it shows that is not its guide's.

Its words are in the alternative text and on the pages, so they are not read here; its drawing and
the logo of the clinic are compared as pixels. The drawing fills the width, from below the title to
the strip of paper with the logo; where it begins is found by trying.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from publisher.verify.perceived import drawn_alone, layouts, likeness

if TYPE_CHECKING:
    from PIL.Image import Image

    from publisher.content.drawing import Drawing
    from publisher.plan.job import Job
    from publisher.verify.perceived.drawn_alone import Alone
    from publisher.verify.perceived.likeness import Colour

_SHAPE = 1600 / 2560
_ENOUGH = (780, 1250)  # pixels: a JPEG of twice the size is read in a quarter of the time
_BEGINS = (0.35, 0.68)  # of the height: where a picture may begin
_LOOKS = ((60, 1), (240, 1))  # pixels across, and the step, to find where the picture begins
_LOGO = 0.57  # of the width, from the left, in which no words of the foot stand
_WIDE = 7  # times as wide as high
_EVEN = 12  # of 255 that paper may differ in a JPEG
_THIN = 0.01  # of the picture that may differ: edges in a JPEG


def wrong(job: Job, data: bytes) -> str:
    """What is wrong with the picture on the cover; empty where nothing is."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as opened:
            opened.draft("RGB", _ENOUGH)
            picture = opened.convert("RGB")
    except (UnidentifiedImageError, OSError):
        return "cannot be read"
    if len(picture.resize((64, 96)).getcolors(64 * 96) or []) < 3:
        return "is empty"
    if "cover.html.j2" in layouts.own_names(job.edition):
        return ""  # a cover of the project's own
    if abs(picture.width / picture.height / _SHAPE - 1) > 0.01:
        return "has another shape"
    strip = _strip(picture, likeness.rgb(job.brand.light.paper))
    if strip is None:
        return "has no strip of paper at its foot"
    return _wrong_logo(job, picture, strip) or _wrong_drawing(job, picture, strip)


def _strip(picture: Image, paper: Colour) -> int | None:
    """Where the strip of paper at the foot begins, in pixels from the top."""
    edge = picture.crop((2, 0, 3, picture.height)).tobytes()
    rows = [edge[at : at + 3] for at in range(0, len(edge), 3)]
    top = len(rows)
    while top and all(abs(a - b) <= _EVEN for a, b in zip(rows[top - 1], paper, strict=True)):
        top -= 1
    return top if 0.03 < 1 - top / len(rows) < 0.3 else None


def _wrong_logo(job: Job, picture: Image, strip: int) -> str:
    """What is wrong with the logo on the left of the strip, found by what is painted there."""
    paper = likeness.rgb(job.brand.light.paper)
    alone = drawn_alone.alone(job.brand.logo, job.brand)
    wanted = _painted_part(_flat(alone.picture, paper), paper)
    foot = picture.crop((0, strip + 8, round(picture.width * _LOGO), picture.height))
    found = _painted_part(foot, paper)
    if not found or not wanted:
        return "does not show the logo" if wanted else ""
    if job.brand.logo.width > _WIDE * job.brand.logo.height:
        return ""  # it may reach the words on the right, so its own box cannot be told
    times = (found[3] - found[1]) / (wanted[3] - wanted[1])
    left = found[0] - wanted[0] * times
    top = found[1] - wanted[1] * times
    box = (left, top, left + alone.picture.width * times, top + alone.picture.height * times)
    # The box is known to a pixel of the drawing on its own, so it is looked at roughly.
    if likeness.is_another(likeness.PictureRegion(foot, box), alone):
        return "does not show the logo as it is"
    return ""


def _painted_part(picture: Image, paper: Colour) -> tuple[int, int, int, int] | None:
    """The box around all that is not paper."""
    from PIL import Image, ImageChops

    plain = Image.new("RGB", picture.size, paper)
    off = ImageChops.difference(picture, plain).convert("L")
    return off.point([0] * 40 + [255] * 216).getbbox()


def _flat(picture: Image, ground: Colour) -> Image:
    from PIL import Image

    flat = Image.new("RGB", picture.size, ground)
    flat.paste(picture.convert("RGB"), mask=picture.getchannel("A"))
    return flat


def _wrong_drawing(job: Job, picture: Image, strip: int) -> str:
    """What is wrong with the drawing above the strip, which is cut off at its sides or foot."""
    figure = job.condition.cover_figure
    drawing = figure.file.without_labels() if figure else job.brand.mark
    field = job.brand.light.on_field()
    ground = likeness.rgb(field.paper)
    whole = drawn_alone.of_markup(job.brand.paint(drawing, field), job.brand)
    top = _beginning(picture, strip, whole, ground)
    part = _seen_part(drawing, picture.width, strip - top)
    alone = drawn_alone.of_markup(job.brand.paint(part, field), job.brand)
    found = likeness.PictureRegion(picture, (0, top, picture.width, strip))
    allowed = 0.3 if "<image" in drawing.svg else _THIN
    if likeness.share_off(found, alone, [ground]) > allowed:
        return f"does not show {drawing.name} as the source draws it"
    return ""


def _seen_part(drawing: Drawing, width: float, height: float) -> Drawing:
    """The part of a drawing that fills a window: its top, and the middle of its width."""
    left, top, across, down = drawing.viewbox
    times = max(width / across, height / down)
    seen = width / times
    return drawing.with_viewbox(left + (across - seen) / 2, top, seen, height / times)


def _beginning(picture: Image, strip: int, whole: Alone, ground: Colour) -> int:
    """Where the drawing begins, in pixels from the top: where it differs least."""
    low, high = (round(share * picture.height) for share in _BEGINS)
    for across, step in _LOOKS:
        times = picture.width / across
        small = picture.resize((across, round(picture.height / times)))
        foot = round(strip / times)
        starts = range(round(low / times), min(round(high / times), foot - 4) + 1, step)
        best = min(starts, key=lambda top: _off(small, top, foot, whole, ground))
        low, high = round((best - 2) * times), round((best + 2) * times)
    return round(best * times)


def _off(small: Image, top: int, foot: int, whole: Alone, ground: Colour) -> float:
    """By how much a picture differs from the drawing, where that begins at `top`."""
    from PIL import ImageChops, ImageStat

    wide, high = small.width, foot - top
    shape = whole.shape
    size = (wide, round(wide / shape)) if wide / shape >= high else (round(high * shape), high)
    sized = _flat(whole.picture.resize(size), ground)
    aside = (size[0] - wide) // 2
    wanted = sized.crop((aside, 0, aside + wide, high))
    off = ImageChops.difference(small.crop((0, top, wide, foot)), wanted)
    return sum(ImageStat.Stat(off).mean)
