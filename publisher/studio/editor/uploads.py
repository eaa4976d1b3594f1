"""A picture that an editor adds to a guide: checked as any figure is, then put into its folder."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from publisher.content.drawing import read_drawing
from publisher.content.raster import read_raster
from publisher.errors import Wrong, refused
from publisher.files import write_whole
from publisher.importing.draft import slug

MOST_PICTURE = 20_000_000
_ENDINGS = (".svg", ".jpg", ".png", ".webp")
_MOST_NAME = 56


def add_picture(folder: Path, file: str, data: bytes) -> str:
    """Puts a picture into `folder`/figures under a name that is free; that name.

    Raises `BadInput` where it is none that a figure may show.
    """
    given = PurePosixPath(file.replace("\\", "/"))
    ending = given.suffix.lower().replace(".jpeg", ".jpg")
    if ending not in _ENDINGS:
        right = f"choose one that ends with {', '.join(_ENDINGS)}"
        raise refused(given.name, "is no picture that a guide can show", right)
    figures = folder / "figures"
    if figures.is_symlink():
        raise refused("figures", "is a link to another folder", "put the folder there")
    stem = slug(given.stem, _MOST_NAME) or "picture"
    name, number = f"{stem}{ending}", 1
    while (figures / name).exists():
        number += 1
        name = f"{stem}-{number}{ending}"
    try:
        (read_drawing if ending == ".svg" else read_raster)(name, data)
    except Wrong as exc:
        raise refused(given.name, exc.wrong, exc.right) from None
    figures.mkdir(exist_ok=True)
    write_whole(figures / name, data)
    return name
