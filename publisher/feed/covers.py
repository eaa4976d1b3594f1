"""The cover of an e-book as two files of their own: whole for stores, small for shelves."""

from __future__ import annotations

import io
from pathlib import PurePosixPath

from publisher.feed.book import Book
from publisher.feed.shelf import Title

THUMBNAIL_PX = (200, 320)
FOLDER = "feed/covers"
_QUALITY = 88


def path(title: Title) -> PurePosixPath:
    """Where the cover of a title goes below `out/`."""
    return PurePosixPath(title.job.brand.id, FOLDER, f"{title.name}.jpg")


def thumbnail_path(title: Title) -> PurePosixPath:
    """Where its thumbnail goes below `out/`."""
    return PurePosixPath(title.job.brand.id, FOLDER, f"{title.name}.small.jpg")


def cut(book: Book) -> tuple[bytes, bytes] | None:
    """The cover and its thumbnail as JPEG; None where the book has no cover."""
    from PIL import Image

    if (part := book.cover) is None:
        return None
    with Image.open(io.BytesIO(part.data)) as picture:
        whole = picture.convert("RGB")
    small = whole.copy()
    small.thumbnail(THUMBNAIL_PX, Image.Resampling.LANCZOS)
    is_jpeg = part.media_type == "image/jpeg" and picture.mode == "RGB"
    return (part.data if is_jpeg else _jpeg(whole)), _jpeg(small)


def _jpeg(picture: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_QUALITY, optimize=True)  # type: ignore[attr-defined]
    return buffer.getvalue()
