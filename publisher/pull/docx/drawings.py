"""Drawings in the text of a Word file: pictures and text boxes."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from publisher.pull.docx.elements import BodyPicture
from publisher.pull.docx.xml import Element, R, W

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def text_boxes(drawing: Element) -> list[Element]:
    """The text boxes in a drawing, except copies of them for older programs."""
    boxes = drawing.iter(f"{W}txbxContent")
    return [box for box in boxes if not in_fallback(box)]


def in_fallback(element: Element) -> bool:
    """Whether an element is in a copy for older programs, which newer ones ignore."""
    return next(element.iterancestors(_FALLBACK), None) is not None


def picture(drawing: Element, files: Mapping[str, bytes]) -> BodyPicture:
    """The picture that a drawing shows; `files` are the pictures of the file by relation."""
    relation = ""
    if (blip := next(drawing.iter(f"{_A}blip"), None)) is not None:
        relation = blip.get(f"{R}embed", "")
    elif (old := next(drawing.iter(f"{_V}imagedata"), None)) is not None:
        relation = old.get(f"{R}id", "")
    data = files.get(relation)
    properties = next(drawing.iter(f"{_WP}docPr"), None)
    given = {} if properties is None else dict(properties.attrib)
    return BodyPicture(
        given.get("name", ""),
        given.get("descr", ""),
        given.get("title", ""),
        "" if data is None else sha256(data).hexdigest(),
        any(one.get("val") in ("1", "true") for one in drawing.iter(_DECORATIVE)),
        data or b"",
    )
