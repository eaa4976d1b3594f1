"""Word files for tests, made once, and how to look into them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

from lxml import etree

from publisher.plan.job import Job
from tests.helpers import SOURCES, job_for
from tests.shared import rendered

BRANDS = ("riverbend", "northfield")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


@cache
def job(source: str = "every-block", house: str = "riverbend") -> Job:
    return job_for(SOURCES[source], house, "word")


@cache
def made(source: str = "every-block", house: str = "riverbend") -> bytes:
    return rendered(job(source, house))


def part(data: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return etree.fromstring(file.read(name))


def changed(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """A copy of the file with one part changed; fails where the change does nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == name:
                after = change(content.decode()).encode()
                assert after != content
                content = after
            new.writestr(entry, content)
    return out.getvalue()


def said(paragraph: Any) -> str:
    return "".join(paragraph.itertext(f"{W}t"))


def style_of(paragraph: Any) -> str:
    return str(paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val"))


def paragraphs(data: bytes) -> list[Any]:
    return list(part(data, "word/document.xml").iter(f"{W}p"))
