"""A finished site → its faults: lost text, broken standards, links without a target."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from publisher import verify
from publisher.site.pages import SitePage

if TYPE_CHECKING:
    from lxml import etree

_LATER = "pagefind/"  # files that are made from the finished pages


@dataclass(frozen=True)
class Proved:
    """How many blocks of all guides were found and expected, and every fault with its page."""

    blocks: tuple[int, int]
    faults: tuple[str, ...]


def of(pages: Iterable[SitePage], files: Mapping[str, bytes]) -> Proved:
    """The faults of a site; `files` is its whole content, by path."""
    from publisher.verify.extract.web import parse

    found = expected = 0
    faults: list[str] = []
    trees = {page.path: parse(page.data) for page in pages}
    anchors = {path: {e.get("id") for e in tree.iter()} for path, tree in trees.items()}
    for page in pages:
        if page.guide:
            style = _style(page.path, trees[page.path], files)
            report = verify.site_fidelity(page.guide.job, page.data, style)
            found += report.blocks_found
            expected += report.blocks_expected
            page_faults = [*map(str, report.faults), *verify.standard(page.guide.job, page.data)]
            faults += [f"{page.path}  {fault}" for fault in page_faults]
        faults += _astray(page.path, trees[page.path], anchors, files)
    return Proved((found, expected), tuple(faults))


def _style(path: str, tree: etree._Element, files: Mapping[str, bytes]) -> list[str]:
    """The style sheets that a page links to, in its order; one that is not there is a fault."""
    links = [link.get("href", "") for link in tree.iter("link") if link.get("rel") == "stylesheet"]
    places = [posixpath.normpath(posixpath.join(posixpath.dirname(path), one)) for one in links]
    return [files[place].decode() for place in places if place in files]


def _astray(
    path: str,
    tree: etree._Element,
    anchors: Mapping[str, set[str | None]],
    files: Mapping[str, bytes],
) -> Iterator[str]:
    """Every link inside the site whose file, or whose place in a file, does not exist."""
    for element in tree.iter():
        for key in ("href", "src"):
            address = element.get(key)
            if address is None or element.get("rel") in ("canonical", "alternate"):
                continue
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), parts.path))
            target = path if not parts.path else target
            if target not in files and not target.startswith(_LATER):
                yield f"{path}  points to {address}, which is not in the site"
            elif parts.fragment and unquote(parts.fragment) not in anchors.get(target, ()):
                yield f"{path}  points to {address}, where there is no such place"
