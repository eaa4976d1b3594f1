"""A finished web page → its texts, read as a browser reads it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from publisher.verify.extract import markup
from publisher.verify.extract.found import Found, UnreadableFile

if TYPE_CHECKING:
    from lxml import etree


def read(data: bytes) -> Iterator[Found]:
    """The texts of the page in reading order. Raises `UnreadableFile` where there is none."""
    body = parse(data).find("body")
    if body is None or not "".join(map(str, body.itertext())).strip():
        raise UnreadableFile("the page has no text")
    yield from markup.read(body)


@lru_cache(maxsize=2)
def parse(data: bytes) -> etree._Element:
    """The root element of a page, its elements without namespaces; callers must not change it.

    Each check needs it, so those of the last pages are cached.
    """
    import html5lib
    from html5lib.constants import DataLossWarning

    with warnings.catch_warnings():
        # lxml cannot parse the name "xml:lang" in HTML and renames it; no text depends on it.
        warnings.simplefilter("ignore", DataLossWarning)
        page = html5lib.parse(data, treebuilder="lxml", namespaceHTMLElements=False)
    root: etree._Element = page.getroot()
    return root
