"""Sizes of sheets and pages, by name or in millimetres."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from publisher.errors import Wrong, quoted

Length = Annotated[float, Field(gt=0, le=2000, strict=True)]

_NAMED = {
    "a2": (420.0, 594.0),
    "a3": (297.0, 420.0),
    "a4": (210.0, 297.0),
    "a5": (148.0, 210.0),
    "a6": (105.0, 148.0),
    "dl": (99.0, 210.0),
    "letter": (215.9, 279.4),
    "legal": (215.9, 355.6),
    "tabloid": (279.4, 431.8),
    "half-letter": (139.7, 215.9),
    "rack-card": (101.6, 228.6),
}
_TURNED = "landscape"


def _measured(value: Any) -> Any:
    """The millimetres of a name, upright or as "a4 landscape"; anything else as it is."""
    if not isinstance(value, str):
        return value
    name, _, turned = value.partition(" ")
    if name not in _NAMED or turned not in ("", _TURNED):
        right = f"one of {', '.join(_NAMED)}; turned as 'a4 {_TURNED}'; or [width, height] in mm"
        raise Wrong(f"there is no size {quoted(value)}", right)
    return _NAMED[name][::-1] if turned else _NAMED[name]


Size = Annotated[tuple[Length, Length], BeforeValidator(_measured)]
