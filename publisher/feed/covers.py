"""The cover of an e-book as separate files: a large one for stores, a thumbnail for catalogues."""

from __future__ import annotations

import io
from pathlib import PurePosixPath

from publisher.published.catalogue import PublishedFile, Title

THUMBNAIL_PX = (200, 320)
FOLDER = "feed/covers"
_QUALITY = 88


def path(title: Title) -> PurePosixPath:
    """The path of the cover of a title below `out/`."""
    return PurePosixPath(title.job.brand.id, FOLDER, f"{title.name}.jpg")


def thumbnail_path(title: Title) -> PurePosixPath:
    """The path of its thumbnail below `out/`."""
    return PurePosixPath(title.job.brand.id, FOLDER, f"{title.name}.small.jpg")


def pictures(copy: PublishedFile) -> tuple[bytes, bytes]:
    """The cover of an e-book and its thumbnail as JPEG.

    It is painted again, because the cover inside the book is smaller than stores require.
    """
    from PIL import Image

    from publisher.render.ebook.cover import cover_picture

    whole = cover_picture(copy.job)
    with Image.open(io.BytesIO(whole)) as picture:
        small = picture.copy()
    small.thumbnail(THUMBNAIL_PX, Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=_QUALITY, optimize=True)
    return whole, buffer.getvalue()
