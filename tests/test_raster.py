"""A picture in pixels: what is let in, what of it goes on, and what each edition takes from it."""

from __future__ import annotations

import io
import random
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageFile, ImageOps

from publisher.commands.build import check_sources
from publisher.content.raster import at_most, is_raster, pixels_of, read_raster, width_px
from publisher.errors import BadInput, BadOutput
from publisher.plan.job import Job
from publisher.plan.names import Selection
from publisher.render import render
from publisher.render.print.coarse import coarse_pictures
from publisher.source.load import load_condition
from tests.helpers import EVERY_BLOCK, ROOT, SOURCE, Project, closing, job_for, new_project
from tests.own_pictures import blocks, hills, saved

FILE = "figures/hills.jpg"


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(ValueError, match=r"^hills") as raised:
        read_raster(name, data)
    return str(raised.value)


def bomb() -> bytes:
    """A PNG that says it has 40,000 by 40,000 pixels, in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def moving(kind: str) -> bytes:
    frames = [hills(300, 220), ImageOps.mirror(hills(300, 220))]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:])


JPEG = saved(hills(400, 300), "JPEG")
PNG = saved(hills(400, 300), "PNG")
DAMAGED = "is damaged or not a picture; save it again as JPEG, PNG or WebP"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("hills.jpg", b"", f"hills.jpg {DAMAGED}"),
        ("hills.jpg", b"GIF89a" + bytes(40), f"hills.jpg {DAMAGED}"),
        ("hills.jpg", b"<svg/>", f"hills.jpg {DAMAGED}"),
        ("hills.jpg", JPEG[: len(JPEG) // 2], f"hills.jpg {DAMAGED}"),
        ("hills.png", PNG[: len(PNG) // 2], f"hills.png {DAMAGED}"),
        ("hills.png", PNG[:60] + b"\0\0\0" + PNG[63:], f"hills.png {DAMAGED}"),
        ("hills.png", JPEG, "hills.png is a JPEG file by what is in it; name it hills.jpg"),
        ("hills.jpg", PNG, "hills.jpg is a PNG file by what is in it; name it hills.png"),
        (
            "hills.webp",
            moving("WEBP"),
            "hills.webp moves, and paper stands still; save one of its pictures alone",
        ),
        (
            "hills.png",
            moving("PNG"),
            "hills.png moves, and paper stands still; save one of its pictures alone",
        ),
        (
            "hills.png",
            bomb(),
            "hills.png has over 100 million pixels; save it 3600 wide",
        ),
        (
            "hills.png",
            saved(Image.new("L", (9000, 6000)), "PNG"),
            "hills.png is 9000 by 6000 pixels; save it 3600 wide, which is enough for any edition",
        ),
        (
            "hills.jpg",
            saved(hills(300, 40), "JPEG"),
            "hills.jpg is 300 by 40 pixels; give one of at least 200 each way, better 2000",
        ),
        (
            "hills.jpg",
            saved(hills(1800, 300), "JPEG"),
            "hills.jpg is 1800 by 300 pixels; keep it between 1 : 4 and 4 : 1",
        ),
        (
            "hills.jpg",
            saved(hills(400, 300).convert("CMYK"), "JPEG"),
            "hills.jpg has the colours CMYK; save it in RGB, 8 bits a channel",
        ),
        (
            "hills.jpg",
            JPEG + bytes(30_000_000),
            "hills.jpg contains 30 MB; keep it under 30 MB",
        ),
    ],
)
def test_what_is_no_picture_is_said(name: str, data: bytes, message: str) -> None:
    assert refusal(name, data) == message


def test_a_damaged_picture_is_refused_where_a_layout_engine_is_lenient(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert refusal("hills.jpg", JPEG[: len(JPEG) // 3]) == f"hills.jpg {DAMAGED}"
    assert ImageFile.LOAD_TRUNCATED_IMAGES


def test_damaged_pictures_are_refused_in_every_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    whole, damaged = saved(hills(400, 300), "PNG"), PNG[: len(PNG) // 2]

    def read(number: int) -> bool:
        try:
            read_raster("hills.png", damaged if number % 2 else whole)
        except ValueError:
            return number % 2 == 1
        return number % 2 == 0

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(read, range(64)))
    assert ImageFile.LOAD_TRUNCATED_IMAGES


@pytest.mark.parametrize("end", ["jpg", "jpeg", "png", "webp"])
def test_each_kind_is_read(end: str) -> None:
    kind = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}[end]
    read = read_raster(f"hills.{end}", saved(hills(400, 300), kind))
    assert (read.width, read.height, width_px(read), is_raster(read)) == (400, 300, 400, True)
    shown = opened(pixels_of(read)[1])
    assert shown.format == ("PNG" if end == "png" else "JPEG")
    assert abs(shown.getpixel((104, 80))[0] - 250) < 8  # type: ignore[index]


def test_a_picture_is_upright_and_tells_nothing_of_its_camera() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "A camera of mine"
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}
    data = saved(hills(400, 300), "JPEG", exif=exif, comment=b"at home")
    assert b"A camera of mine" in data
    read = read_raster("hills.jpg", data)
    assert (read.width, read.height) == (300, 400)
    kept = pixels_of(read)[1]
    assert not opened(kept).getexif()
    for words in (b"camera", b"at home", b"Exif"):
        assert words not in kept


def test_colours_of_a_wide_profile_become_those_of_a_screen() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    plain = read_raster("hills.jpg", saved(hills(400, 300), "JPEG"))
    odd = read_raster("hills.jpg", saved(hills(400, 300), "JPEG", icc_profile=profile.tobytes()))
    # A profile that does not fit the picture says nothing, and no profile is handed on.
    assert pixels_of(odd) == pixels_of(plain)
    assert "icc_profile" not in opened(pixels_of(odd)[1]).info


def test_what_is_clear_is_white_and_what_is_grey_stays_grey() -> None:
    clear = opened(pixels_of(read_raster("hills.png", saved(blocks(600, 400), "PNG")))[1])
    assert clear.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
    grey = read_raster("hills.png", saved(hills(400, 300).convert("L"), "PNG"))
    assert opened(pixels_of(grey)[1]).mode == "L"


def test_a_picture_is_made_smaller_and_never_larger() -> None:
    read = read_raster("hills.jpg", saved(hills(5000, 3000), "JPEG"))
    assert width_px(read) == 3600
    smaller = at_most(read, 900)
    assert (width_px(smaller), smaller.viewbox) == (900, read.viewbox)
    assert at_most(smaller, 2000) is smaller


def test_a_picture_of_much_detail_is_kept_in_as_much_as_readers_of_xml_take() -> None:
    noise = Image.frombytes("RGB", (3600, 2700), random.Random(1).randbytes(3600 * 2700 * 3))
    read = read_raster("hills.jpg", saved(noise, "JPEG", quality=95))
    assert len(read.svg) < 9_000_000
    assert read.viewbox == (0, 0, 3600, 2700)


# In a source -----------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path)


def test_a_picture_without_owner_is_refused(project: Project) -> None:
    before = 'left to right.", credit: "Picture: the authors of this test."'
    project.write(SOURCE, f'{before}, license: "License: CC0."', before)
    line = project.line("squares.png")
    right = "write who made it and on what terms you may show it; it is printed below it"
    assert project.source_problems() == (
        f"{SOURCE}:{line}:11  sections[0].brief.blocks[2]  "
        f"picture squares.png has no `license`: {right}\n{closing(1)}"
    )


def test_a_damaged_picture_is_said_with_its_line(project: Project) -> None:
    path = project.source.parent / FILE
    path.write_bytes(path.read_bytes()[:20_000])
    place = f"{SOURCE}:{project.line('hills.jpg')}"
    message = project.source_problems()
    assert message.startswith(place)
    assert message.endswith(
        "sections[0].blocks[3].file  hills.jpg is damaged or not a picture: "
        f"save it again as JPEG, PNG or WebP\n{closing(1)}"
    )


def test_a_picture_that_is_a_link_is_refused(project: Project, tmp_path: Path) -> None:
    path = project.source.parent / FILE
    elsewhere = tmp_path / "elsewhere.jpg"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    assert "figures/hills.jpg is a link: put the file itself there" in project.source_problems()


def test_a_changed_picture_makes_its_files_again(project: Project) -> None:
    def keys() -> dict[str, str]:
        return {name: project.job(name).key for name in ("web", "trifold", "question-sheet")}

    before = keys()
    path = project.source.parent / FILE
    path.write_bytes(saved(ImageOps.mirror(hills(1800, 1200)), "JPEG"))
    after = keys()
    assert before["web"] != after["web"]


# In the editions -------------------------------------------------------------------------------


def with_picture(job: Job, across: int) -> Job:
    """The job with a picture of so many pixels across in each figure that has one."""
    file = read_raster("hills.jpg", saved(hills(across, across * 2 // 3), "JPEG"))
    sections = []
    for section in job.condition.sections:
        blocks_ = tuple(
            one.model_copy(update={"file": file}) if getattr(one, "credit", None) else one
            for one in section.blocks
        )
        sections.append(section.model_copy(update={"blocks": blocks_}))
    condition = job.condition.model_copy(update={"sections": tuple(sections)})
    return replace(job, condition=condition)


def test_a_press_refuses_a_picture_with_too_few_pixels() -> None:
    job = with_picture(job_for(EVERY_BLOCK, "riverbend", "booklet"), 800)
    with pytest.raises(Exception, match="hills") as raised:
        render(job)
    assert str(raised.value) == (
        "hills.jpg in booklet: 190 dots to the inch where it is 107 mm wide; 225 are the least on "
        "a press, and 300 are wanted: give a picture of 1261 pixels across instead of 800"
    )


def test_check_says_what_a_press_would_refuse(project: Project) -> None:
    """The same figures as the build, for each edition, with the place; the office ones pass."""
    path = project.source.parent / FILE
    path.write_bytes(saved(hills(800, 533), "JPEG"))
    chosen = Selection(("every-block",), ("riverbend",), ("booklet", "handout", "trifold"))
    with pytest.raises(BadInput) as raised:
        check_sources(project.root, chosen)
    line = project.line("title: Hills in the evening")
    (problem,) = raised.value.problems
    assert str(problem).startswith(f"{SOURCE}:{line}:")
    assert str(problem).endswith(
        "overview-picture  hills.jpg in booklet: 190 dots to the inch where it is 107 mm wide; 225 "
        "are the least on a press, and 300 are wanted: give a picture of 1261 pixels across "
        "instead of 800"
    )
    with pytest.raises(BadOutput, match="190 dots"):
        render(job_for(project.source.parent, "riverbend", "booklet"))


def test_check_says_it_of_panels_too(project: Project) -> None:
    path = project.source.parent / "figures" / "squares.png"
    path.write_bytes(saved(blocks(320, 214), "PNG"))
    job = job_for(project.source.parent, "riverbend", "trifold")
    (problem,) = coarse_pictures([job, job])
    with pytest.raises(BadOutput) as raised:
        render(job)
    assert str(raised.value) == f"{problem.wrong}: {problem.right}"
    assert problem.path == "overview-brief-picture"


def test_an_office_takes_a_picture_that_a_press_refuses() -> None:
    assert render(with_picture(job_for(EVERY_BLOCK, "riverbend", "handout"), 800))


def test_the_source_has_pictures() -> None:
    condition = load_condition(EVERY_BLOCK, ROOT)
    names = [one.file.name for one in condition.sections[0].blocks if one.kind == "figure"]
    assert names == ["shapes.svg", "hills.jpg"]
    assert condition.cover_figure is not None
    assert condition.cover_figure.file.name == "shapes.svg"
