"""What happens to a picture in pixels in a finished file: each change must be noticed."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from functools import partial

import pikepdf
from PIL import Image, ImageEnhance, ImageFilter, ImageOps
from PIL.PngImagePlugin import PngInfo

from tests.damages import Damage, Files, inside
from tests.own_pictures import blocks

Change = Callable[[Image.Image], Image.Image]
_DATA = re.compile(r'(<image [^>]*href=")data:image/(png|jpeg);base64,([^"]*)"')


def _emptied(picture: Image.Image) -> Image.Image:
    return Image.new("RGB", picture.size, "white")


def _swapped(picture: Image.Image) -> Image.Image:
    shown = blocks(*picture.size)
    ground = Image.new("RGBA", picture.size, "#f4e8d0")
    ground.alpha_composite(shown)
    return ground.convert("RGB").transpose(Image.Transpose.ROTATE_180)


def _covered(picture: Image.Image) -> Image.Image:
    changed = picture.copy()
    width, height = picture.size
    changed.paste(
        (255, 255, 255), (width * 3 // 10, height * 3 // 5, width * 9 // 20, height * 4 // 5)
    )
    return changed


def _shifted(picture: Image.Image) -> Image.Image:
    width, height = picture.size
    return picture.crop((width // 8, 0, width, height * 7 // 8)).resize(picture.size)


def _reddened(picture: Image.Image) -> Image.Image:
    red, green, blue = picture.split()
    return Image.merge("RGB", (red, green.point(lambda value: int(value * 0.9)), blue))


def _coarse(picture: Image.Image) -> Image.Image:
    return picture.resize((max(1, picture.width // 12), max(1, picture.height // 12)))


CHANGES: dict[str, Change] = {
    "a picture is emptied": _emptied,
    "a picture is another one": _swapped,
    "a picture is mirrored": ImageOps.mirror,
    "a picture is upside down": ImageOps.flip,
    "a part of a picture is covered": _covered,
    "a picture is cropped and enlarged": _shifted,
    "a picture is grey": lambda picture: picture.convert("L").convert("RGB"),
    "a picture is inverted": ImageOps.invert,
    "a picture has a tinge of red": _reddened,
    "a picture is paler": lambda picture: ImageEnhance.Contrast(picture).enhance(0.7),
    "a picture is blurred": lambda picture: picture.filter(
        ImageFilter.GaussianBlur(picture.width / 40)
    ),
}


def _written(picture: Image.Image, kind: str) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **({"quality": 95, "subsampling": 0} if kind == "JPEG" else {}))
    return made.getvalue()


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def _kind(data: bytes) -> str:
    return "PNG" if data.startswith(b"\x89PNG") else "JPEG"


def _told(data: bytes) -> bytes:
    """The file with a place in it, as a camera writes one."""
    made = io.BytesIO()
    with Image.open(io.BytesIO(data)) as picture:
        if picture.format == "PNG":
            note = PngInfo()
            note.add_text("Location", "51.5,-0.1")
            picture.save(made, "PNG", pnginfo=note)
        else:
            exif = Image.Exif()
            exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}
            picture.save(made, "JPEG", quality=95, subsampling=0, exif=exif)
    return made.getvalue()


# Web pages, e-books, Word files ---------------------------------------------------------------


def _repainted(change: Change, data: bytes) -> bytes:
    return _written(change(_opened(data)), _kind(data))


def _in_page(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def make(data: bytes) -> bytes:
        def changed(match: re.Match[str]) -> str:
            made = base64.b64encode(change(base64.b64decode(match[3]))).decode()
            return f'{match[1]}data:image/{match[2]};base64,{made}"'

        page, count = _DATA.subn(changed, data.decode(), count=1)
        assert count
        return page.encode()

    return make


def _in_archive(pattern: str, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def apply(files: Files) -> None:
        name = next(name for name in files if re.fullmatch(pattern, name))
        files[name] = change(files[name])

    return inside(apply)


_FILES: dict[str, Callable[[bytes], bytes]] = {
    **{what: partial(_repainted, change) for what, change in CHANGES.items()},
    "a picture has few pixels": partial(_repainted, _coarse),
    "a picture is cut off": lambda data: data[: len(data) // 2],
    "a picture tells where it was taken": _told,
}

WEB = (
    *(Damage("pictured", what, _in_page(change)) for what, change in _FILES.items()),
    Damage(
        "pictured",
        "a picture is fetched from elsewhere",
        lambda data: re.sub(
            rb'href="data:image/jpeg[^"]*"', b'href="https://a.example/b.jpg"', data
        ),
    ),
    Damage(
        "pictured",
        "a picture is stretched",
        lambda data: data.replace(
            b'<image width="1800"', b'<image preserveAspectRatio="none" width="900"'
        ),
    ),
    Damage(
        "pictured",
        "a picture lies twice in its drawing",
        lambda data: re.sub(rb"(<image [^>]*>)", rb"\1\1", data, count=1),
    ),
    Damage(
        "seen",
        "who made a picture is gone",
        lambda data: data.replace(b"Picture: the authors of this test.", b""),
    ),
)
BOOK = tuple(
    Damage("pictured", what, _in_archive(r"EPUB/figures/.*\.jpg", change))
    for what, change in _FILES.items()
)
WORD = tuple(
    Damage("pictured", what, _in_archive(r"word/media/image\d+\.jpg", change))
    for what, change in _FILES.items()
)


# PDF ------------------------------------------------------------------------------------------


def _in_pdf(change: Change) -> Callable[[bytes], bytes]:
    """The largest picture of a PDF, changed and put back in its own colour space."""

    def make(data: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            images = [
                one
                for one in pdf.objects
                if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
            ]
            image = max(images, key=lambda one: int(one.Width) * int(one.Height))
            found = pikepdf.PdfImage(image).as_pil_image()
            mode = found.mode
            picture = change(found if mode == "RGB" else found.convert("RGB")).convert(mode)
            image.write(picture.tobytes())
            image.Width, image.Height = picture.size
            image.BitsPerComponent = 8
            for key in ("/DecodeParms", "/Decode"):
                if key in image:
                    del image[key]
            out = io.BytesIO()
            pdf.save(out)
        return out.getvalue()

    return make


PDF = tuple(Damage("pictured", what, _in_pdf(change)) for what, change in CHANGES.items())
OFFICE = (*PDF, Damage("pictured", "a picture has few pixels", _in_pdf(_coarse)))
