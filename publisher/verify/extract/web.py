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
    """The root element of a page, its elements without namespaces; nobody may change it.

    Each check asks for it, so the last ones are kept.
    """
    import html5lib
    from html5lib.constants import DataLossWarning

    with warnings.catch_warnings():
        # lxml has no name like "xml:lang" in HTML and renames it; no text hangs on it.
        warnings.simplefilter("ignore", DataLossWarning)
        page = html5lib.parse(data, treebuilder="lxml", namespaceHTMLElements=False)
    root: etree._Element = page.getroot()
    return root
