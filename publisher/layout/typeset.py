"""HTML → laid-out pages by WeasyPrint, with the given fonts and nothing else.

PDF files and pictures use it. Only those fonts and data inside the page are opened. A warning of
the engine is an error, because the engine writes a broken file instead of stopping (a figure
without alternative text, a font that cannot be read).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from publisher.errors import BadOutput
from publisher.layout.engine import load_weasyprint
from publisher.layout.glyph_text import say_what_glyphs_say
from publisher.layout.shortcuts import use_shortcuts
from publisher.layout.whole_labels import keep_labels_whole

if TYPE_CHECKING:
    from weasyprint.document import Document

    from publisher.brand.fonts import Family


def typeset(html: str, fonts: tuple[Family, ...], **options: Any) -> Document:
    """The pages of `html`; `options` are WeasyPrint's.

    Inside `pages_shared()` the same pages are laid out once. Raises `BadOutput` where the page
    refers to anything outside itself, or the engine warns.
    """
    if _kept is None:
        return _laid_out(html, fonts, options)
    asked = (html, fonts, tuple(sorted(options.items())))
    if asked not in _kept:
        while len(_kept) >= _AT_MOST:
            del _kept[next(iter(_kept))]
        _kept[asked] = _laid_out(html, fonts, options)
    return _kept[asked]


_Asked = tuple[str, "tuple[Family, ...]", tuple[tuple[str, Any], ...]]
_kept: dict[_Asked, Document] | None = None
_AT_MOST = 4  # a booklet is tried in three sizes, and then set with its pages of notes


@contextmanager
def pages_shared() -> Iterator[None]:
    """Keeps pages while several files are made of them: a booklet, its spreads, and an e-book.

    The e-book contains the page numbers of the booklet.
    """
    global _kept
    _kept = {}
    try:
        yield
    finally:
        _kept = None


def _laid_out(html: str, fonts: tuple[Family, ...], options: Mapping[str, Any]) -> Document:
    load_weasyprint()
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError

    use_shortcuts()
    say_what_glyphs_say()
    keep_labels_whole()
    _keep_full_lines()
    fetcher = _fetcher(fonts)
    configuration = FontConfiguration()
    try:
        with warnings_as_errors():
            faces = CSS(string=font_faces(fonts), font_config=configuration, url_fetcher=fetcher)
            return HTML(string=html, url_fetcher=fetcher).render(
                font_config=configuration, stylesheets=[faces], **options
            )
    except FatalURLFetchingError as exc:  # a BaseException, which would end a worker
        raise BadOutput(str(exc)) from exc


@cache
def _keep_full_lines() -> None:
    """Makes WeasyPrint keep a text that fills its line exactly, except for the space at its end.

    Where a link or other inline element follows, the engine counts that space as an overflow, and
    breaks after the first word of the text (70.0, `split_first_line`, step 3).
    """
    from weasyprint.layout import inline

    split = inline.split_first_line

    def whole(text: str, style: Any, context: Any, room: Any, *args: Any, **options: Any) -> Any:
        line = split(text, style, context, room, *args, **options)
        words = text.rstrip(" ")
        if line[2] is None or words == text or not words or _is_far_longer(words, line, room):
            return line
        layout, length, resume, *size = split(words, style, context, room, *args, **options)
        return line if resume is not None else (layout, length, len(words.encode()), *size)

    inline.split_first_line = whole


def _is_far_longer(words: str, line: Any, room: float | None) -> bool:
    """Whether words are too long for the room, as far as the first of their lines tells.

    It saves laying out every paragraph of a guide twice.
    """
    _, length, _, width, *_ = line
    return room is not None and length > 0 and len(words) * width > 3 * length * room


@contextmanager
def warnings_as_errors() -> Iterator[None]:
    """Raises `BadOutput` with all warnings of WeasyPrint inside the block."""
    collector = _WarningCollector()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(collector)
    try:
        yield
    finally:
        logger.removeHandler(collector)
    if collector.messages:
        raise BadOutput(f"the layout engine complained: {'; '.join(collector.messages)}")


class _WarningCollector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def font_faces(fonts: tuple[Family, ...]) -> str:
    """`@font-face` rules for every face of `fonts`, each from its own file."""
    return "".join(
        f'@font-face{{font-family:"{family.name}";src:url("{face.path.absolute().as_uri()}");'
        f"font-weight:{face.weight};font-style:{'italic' if face.italic else 'normal'}}}"
        for family in fonts
        for face in family.faces
    )


def _fetcher(fonts: tuple[Family, ...]) -> object:
    """A fetcher that opens `data:` and the files of `fonts`; anything else is an error."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    own = {face.path.absolute().as_uri() for family in fonts for face in family.faces}

    class OwnFonts(URLFetcher):  # type: ignore[misc]  # weasyprint carries no types
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url not in own and not url.startswith("data:"):
                raise FatalURLFetchingError(f"{url} is not one of the brand's fonts")
            return super().fetch(url, headers)

    return OwnFonts(allowed_protocols=["file", "data"])
