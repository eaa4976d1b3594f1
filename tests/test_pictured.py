"""Ordinary drawings of all kinds are taken for what they are in every format; others are not."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import pytest
from lxml import etree
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from publisher import verify
from publisher.content.drawing import Drawing, read_drawing
from publisher.content.inline import Text
from publisher.content.model import Figure, Paragraph, Wording
from publisher.plan.job import Job
from publisher.render import render
from publisher.verify.perceived import drawn_alone, likeness, markup_painted
from publisher.verify.perceived.neighbours import brightest, darkest
from tests.helpers import EVERY_BLOCK, job_for, without_pictures
from tests.mutations import small

EDITIONS = ("handout", "large-print", "booklet", "word", "ebook", "web")
_TEXT = 'font-family="role:body" font-size="14" fill="role:ink"'
DRAWINGS = {
    "in a group that is moved and scaled": """
        <g transform="translate(40 30) scale(2)"><g transform="rotate(20 50 30)">
        <rect x="20" y="10" width="60" height="40" fill="role:accent"/></g>
        <circle cx="110" cy="30" r="18" fill="role:brand"/></g>""",
    "used twice, and clipped": """
        <defs><g id="a"><path d="M0 0h60v60z"/></g>
        <clipPath id="c"><circle cx="200" cy="60" r="50"/></clipPath></defs>
        <use href="#a" x="20" y="20" fill="role:danger"/><use href="#a" x="20" y="90"/>
        <rect x="130" y="10" width="150" height="120" clip-path="url(#c)" fill="role:tint"/>""",
    "half clear": """
        <rect x="10" y="10" width="120" height="90" fill="role:brand" opacity="0.5"/>
        <circle cx="140" cy="80" r="60" fill="role:accent" fill-opacity="0.4"/>
        <path d="M20 150H300" stroke="role:ink" stroke-opacity="0.6" stroke-width="6"/>""",
    "of thin lines": "".join(
        f'<path d="M{10 + 6 * n} 10V150" stroke="role:ink" stroke-width="{0.3 + 0.1 * n}"/>'
        for n in range(24)
    ),
    "of dashes and round ends": """
        <path d="M20 30H300" stroke="role:brand" stroke-width="8" stroke-dasharray="14 12"
        stroke-linecap="round"/><path d="M20 140L90 60L160 140L230 60" fill="none"
        stroke="role:accent" stroke-width="12" stroke-linejoin="round"/>
        <polygon points="240,140 300,140 270,90" fill="none" stroke="role:ink"/>""",
    "of labels in every place": f"""
        <rect width="320" height="160" fill="role:tint"/>
        <text x="10" y="24" {_TEXT}>Begins here</text>
        <text x="310" y="24" {_TEXT} text-anchor="end">Ends here</text>
        <text x="160" y="80" {_TEXT} text-anchor="middle" font-weight="700">Strong words</text>
        <text x="10" y="120" {_TEXT}>Part <tspan fill="role:danger">in red</tspan></text>
        <text x="10" y="150" {_TEXT} letter-spacing="1">Apart</text>""",
    "pale": """<rect x="20" y="20" width="280" height="120" fill="role:tint"/>
        <circle cx="100" cy="80" r="40" fill="role:accent_tint"/>
        <rect x="180" y="50" width="90" height="60" fill="role:paper"/>""",
    "dark all over": """<rect width="320" height="160" fill="role:brand"/>
        <circle cx="100" cy="80" r="40" fill="role:on_brand"/>
        <path d="M180 40h100v80h-100z" fill="role:accent"/>""",
    "small in a wide window": '<circle cx="160" cy="80" r="6" fill="role:danger"/>',
    "in greys": """<rect x="10" y="10" width="90" height="90" fill="#808080"/>
        <rect x="110" y="10" width="90" height="90" fill="white" stroke="black"/>
        <path d="M20 130H300" stroke="#ccc" stroke-width="20"/><circle cx="260" cy="60" r="40"/>""",
    "even and odd": """<path fill-rule="evenodd" fill="role:brand"
        d="M160 10 L200 150 L90 60 H230 L120 150 Z"/>""",
}


def drawing(name: str, body: str) -> Drawing:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 160">{body}</svg>'
    return read_drawing(f"{name}.svg", svg.encode())


def _words(text: str) -> Text:
    return Paragraph(kind="paragraph", id="p", text=text).text  # type: ignore[arg-type]


@cache
def job_with_all(edition: str) -> Job:
    """A guide with a figure of each of the drawings, between two paragraphs."""
    job = job_for(EVERY_BLOCK, "riverbend", edition)
    first = next(b for b in job.condition.blocks(Wording.FULL) if isinstance(b, Figure))
    job = small(job, first)
    section = job.condition.sections[0]
    before, figure, after = section.blocks
    figures = [
        figure.model_copy(
            update={
                "id": f"figure-{n}",
                "file": drawing(f"drawing-{n}", body),
                "title": _words(f"Drawing {n}"),
                "caption": _words(f"What is drawn {name}, {n}."),
                "alt": _words(f"Something {name}, {n}."),
            }
        )
        for n, (name, body) in enumerate(DRAWINGS.items())
    ]
    blocks = (before, *figures, after)
    sections = (section.model_copy(update={"blocks": blocks}),)
    return replace(job, condition=job.condition.model_copy(update={"sections": sections}))


@pytest.mark.parametrize("edition", EDITIONS)
def test_ordinary_drawings_are_what_they_are(edition: str) -> None:
    job = job_with_all(edition)
    assert [str(fault) for fault in verify.fidelity(job, render(job)).faults] == []


def shown(one: drawn_alone.Alone, paper: str = "white") -> Image.Image:
    """A drawing on paper."""
    flat = Image.new("RGB", one.picture.size, paper)
    flat.paste(one.picture.convert("RGB"), mask=one.picture.getchannel("A"))
    return flat


def wrong(picture: Image.Image, wanted: drawn_alone.Alone, **others: drawn_alone.Alone) -> str:
    found = likeness.PictureRegion.whole(picture)
    return likeness.unlike(found, wanted, [(255, 255, 255)], others)


@cache
def alone(name: str) -> drawn_alone.Alone:
    return drawn_alone.alone(drawing("x", DRAWINGS[name]), job_with_all("web").brand)


def test_no_drawing_passes_for_another() -> None:
    passing = [
        (one, other)
        for one in DRAWINGS
        for other in DRAWINGS
        if not likeness.unlike(likeness.PictureRegion.whole(shown(alone(one))), alone(other))
    ]
    assert passing == [(name, name) for name in DRAWINGS]


def test_whether_a_drawing_is_right_is_what_unlike_says() -> None:
    wanted = alone("half clear")
    for name in ("half clear", "pale", "dark all over"):
        found = likeness.PictureRegion.whole(shown(alone(name), "#eeeeee"))
        for grounds in ((), ((255, 255, 255),)):
            said = likeness.unlike(found, wanted, grounds)
            assert likeness.is_like(found, wanted, grounds) is not bool(said)
    for size in ((4, 2), (320, 16)):
        found = likeness.PictureRegion.whole(Image.new("RGB", size))
        assert not likeness.is_like(found, wanted, ())
        assert likeness.unlike(found, wanted)


@pytest.mark.parametrize("size", [(31, 17), (3, 3), (2, 2), (1, 5), (7, 1), (1, 1)])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_neighbours_are_those_of_pillows_slow_filters(mode: str, size: tuple[int, int]) -> None:
    noise = random.Random(2).randbytes(size[0] * size[1] * len(mode))
    picture = Image.frombytes(mode, size, noise)
    for around in (3, 5):
        slow = picture.filter(ImageFilter.MinFilter(around))
        assert darkest(picture, around).tobytes() == slow.tobytes()
        slow = picture.filter(ImageFilter.MaxFilter(around))
        assert brightest(picture, around).tobytes() == slow.tobytes()


def test_another_drawing_of_the_guide_is_named() -> None:
    one, other = alone("even and odd"), alone("half clear")
    assert wrong(shown(one), other, another=one) == "shows another instead"


def test_what_is_said_of_a_picture_is_what_was_done_to_it() -> None:
    wanted = alone("half clear")
    picture = shown(wanted)
    said = {
        "is mirrored": ImageOps.mirror(picture),
        "is upside down": ImageOps.flip(picture),
        "is turned by half": picture.rotate(180),
        "is empty or covered": Image.new("RGB", picture.size, "white"),
        "is stretched: 80% as wide": picture.resize((picture.width * 8 // 10, picture.height)),
        "stands on #102030": shown(wanted, "#102030"),
    }
    for words, changed in said.items():
        assert wrong(changed, wanted).startswith(words)
    covered = picture.copy()
    covered.paste("white", (0, 0, 24, covered.height))
    assert wrong(covered, wanted).endswith("on the left")


# In files of their own and in pages -----------------------------------------------------------


_LEAF = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">{}
<path d="M8 40C8 16 24 8 40 8C40 28 28 40 8 40z" fill="{}"/></svg>"""


@pytest.mark.parametrize(
    ("behind", "is_right"),
    [
        ('<rect x="-2" y="-2" width="52" height="52" fill="PAPER"/>', True),
        ('<rect x="-2" y="-2" width="52" height="52" fill="#000000"/>', False),
        ('<rect x="-2" y="-2" width="52" height="52" fill="PAPER" transform="skewX(9)"/>', True),
        (
            '<style>rect{fill:#000 !important}</style><rect width="52" height="52" fill="PAPER"/>',
            False,
        ),
        (
            '<rect width="52" height="52" fill="PAPER"/><rect width="30" height="9" fill="#000"/>',
            False,
        ),
    ],
)
def test_paper_under_a_drawing_is_no_part_of_it(behind: str, is_right: bool) -> None:
    brand = job_for(EVERY_BLOCK, "riverbend", "ebook").brand
    drawing = read_drawing("leaf.svg", _LEAF.format("", "role:brand").encode())
    paper, ink = brand.light.paper, dict(brand.light.items())["brand"]
    svg = etree.fromstring(_LEAF.format(behind.replace("PAPER", paper), ink))
    assert (markup_painted.in_file(brand, drawing, svg) == "") is is_right


def test_a_drawing_that_is_hidden_from_screen_readers_alone_is_not_painted() -> None:
    job = without_pictures(job_for(EVERY_BLOCK, "riverbend", "web"))
    data = render(job)
    drawn_alone.painted.cache_clear()
    assert verify.fidelity(job, data).faults == ()
    assert drawn_alone.painted.cache_info().misses == 0
    assert b' aria-hidden="true"' in data


BAR = (240, 16)


def bar_on_page(left: float, width: float = BAR[0], fill: str = "#c62828") -> Image.Image:
    """A white page with a bar on it, whose edges lie at fractions of a pixel."""
    page = Image.new("RGB", (3200, 800), "white")
    pen = ImageDraw.Draw(page)
    pen.rectangle((left * 10, 300, (left + width) * 10 - 1, 459), fill=fill)
    return page.resize((320, 80), Image.Resampling.BOX)


@pytest.mark.parametrize("left", [20, 20.3, 20.5, 20.7])
def test_a_bar_that_fills_its_logo_may_lie_between_two_pixels(left: float) -> None:
    """Its edge is then half bar and half paper, which no pixel of the bar on its own is."""
    size = Image.new("RGBA", BAR, "#c62828")
    bar = drawn_alone.Alone(size, Image.new("L", BAR, 0), BAR[0] / BAR[1])
    box = (20.0, 30.0, 260.0, 46.0)

    def said(page: Image.Image) -> str:
        return likeness.unlike(likeness.PictureRegion(page, box), bar, [(255, 255, 255)])

    assert said(bar_on_page(left)) == ""
    assert said(bar_on_page(left, 236)).startswith("is not as the source draws it")
    assert said(bar_on_page(left, fill="#28c628")).startswith("is not as the source draws it")
    edge = bar_on_page(left)
    ImageDraw.Draw(edge).line((258, 30, 258, 45), fill="black", width=2)
    assert said(edge).startswith("is not as the source draws it")
