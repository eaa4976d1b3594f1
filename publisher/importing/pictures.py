"""Pictures of a document → figures with a drawing beside the source, or holes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from publisher.content.drawing import read_drawing, unfit
from publisher.content.inline import Inline, Plain
from publisher.content.raster import read_raster
from publisher.errors import Wrong, shortened
from publisher.importing.draft import DraftBlock, hole, slug
from publisher.importing.elements import CaptionElement, PictureElement
from publisher.importing.wording import stripped, written

_VARIABLE = re.compile(r"var\(--([a-z0-9-]+)\)")
_SIZE = re.compile(
    rb"""(<svg\b[^>]*?)\s(?:width|height|role|aria-label|class|style|id|focusable|aria-hidden)=(?:"[^"]*"|'[^']*')"""
)
_KINDS = ((b"\xff\xd8", "jpg"), (b"\x89PNG", "png"))
_CREDIT = re.compile(r"(?:^|(?<=\s))(?:Picture|Photo|Photograph|Image|Illustration|Credit): \S")
_LICENSE = re.compile(r"(?:^|(?<=\s))Licen[cs]e: \S")
"""Where a caption begins to say who made the picture, and on what terms it may be shown."""
Resolve = Callable[[tuple[Inline, ...]], tuple[Inline, ...]]


@dataclass(slots=True)
class DraftPictures:
    """The drawings of one draft. `known` are those of the project, by what they show."""

    known: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    """What goes into figures/, by name."""

    def block(
        self, picture: PictureElement, caption: CaptionElement | None, resolve: Resolve
    ) -> DraftBlock:
        """The figure that a picture is; a hole where its drawing is not there."""
        lines = [*picture.lines, *(caption.lines if caption else ())]
        alt = written((Plain(picture.alt),))
        title, words = _named(caption, resolve)
        file = self._file(picture, title or alt)
        if not file or not alt:
            return _without_file(picture, alt, title, words, lines)
        title = title or words or alt
        keys = {"file": file, "title": title, "caption": words or title, "alt": alt}
        if caption is not None:
            said = {"credit": caption.credit, "license": caption.license}
            if not caption.credit and caption.title:
                rest, said["credit"] = _parted(stripped(caption.nodes), _CREDIT)
                said["credit"], said["license"] = _parted(said["credit"], _LICENSE)
                keys["caption"] = written(resolve(rest)) or title
            keys |= {key: written(resolve(nodes)) for key, nodes in said.items() if nodes}
        return DraftBlock("figure", keys, lines)

    def _file(self, picture: PictureElement, name: str) -> str:
        """The name of the drawing in figures/; empty where no drawing can be had."""
        if picture.alt in self.known:
            wanted, data = self.known[picture.alt]
        elif (found := _raster(picture, name) or _drawn(picture, name)) is not None:
            wanted, data = found
        else:
            return ""
        number = 2
        base, _, suffix = wanted.rpartition(".")
        while self.files.get(wanted, data) != data:
            wanted, number = f"{base}-{number}.{suffix}", number + 1
        self.files[wanted] = data
        return wanted


def _parted(
    nodes: tuple[Inline, ...], mark: re.Pattern[str]
) -> tuple[tuple[Inline, ...], tuple[Inline, ...]]:
    """Nodes before a mark and from it on; none from it on where there is no mark."""
    for number, node in enumerate(nodes):
        if isinstance(node, Plain) and (found := mark.search(node.text)):
            before, after = node.text[: found.start()].rstrip(), node.text[found.start() :]
            head = (*nodes[:number], Plain(before)) if before else nodes[:number]
            return head, (Plain(after.lstrip()), *nodes[number + 1 :])
    return nodes, ()


def _raster(picture: PictureElement, name: str) -> tuple[str, bytes] | None:
    """(name, file) of a picture in pixels that a figure can show; None where it is none."""
    kind = next((suffix for start, suffix in _KINDS if picture.pixels.startswith(start)), "webp")
    wanted = f"{slug(name, 40) or 'picture'}.{kind}"
    try:
        read_raster(wanted, picture.pixels)
    except Wrong:
        return None
    return wanted, picture.pixels


def _drawn(picture: PictureElement, name: str) -> tuple[str, bytes] | None:
    """(name, file) of a drawing that a figure can show; None where it is none."""
    wanted, data = f"{slug(name, 40)}.svg", _plain_svg(picture.svg)
    try:
        drawing = read_drawing(wanted, data) if data else None
    except Wrong:
        return None
    fits = drawing is not None and next(unfit(drawing), None) is None
    return (wanted, data) if fits else None


def _named(caption: CaptionElement | None, resolve: Resolve) -> tuple[str, str]:
    """The title of a picture and what else is said under it."""
    if caption is None:
        return "", ""
    if caption.title:
        return written(resolve(caption.title)), written(resolve(stripped(caption.nodes)))
    return "", written(resolve(caption.nodes))


def _without_file(
    picture: PictureElement, alt: str, title: str, words: str, lines: list[int]
) -> DraftBlock:
    """The hole that a picture leaves whose drawing cannot be had."""
    named = f" “{shortened(picture.file, 60)}”" if picture.file else ""
    shows = f" that shows “{shortened(picture.alt, 80)}”" if picture.alt else ""
    said = " ".join(part for part in (title, words) if part)
    return hole(f"the drawing of the picture{named}{shows}", lines, said, alt)


def _plain_svg(svg: bytes) -> bytes:
    """A drawing of a page as a file: roles where the page names the variables of a brand."""
    while (shorter := _SIZE.sub(rb"\1", svg)) != svg:
        svg = shorter
    said = svg.decode("utf-8", "replace")
    return _VARIABLE.sub(lambda m: f"role:{m[1].replace('-', '_')}", said).encode()
