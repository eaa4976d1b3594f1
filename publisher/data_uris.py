"""Data as an address (RFC 2397), for what is inside a page instead of beside it."""

from __future__ import annotations

import base64


def data_uri(media_type: str, data: bytes) -> str:
    """The address that contains `data` itself."""
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def svg_uri(markup: str) -> str:
    """The address of a drawing."""
    return data_uri("image/svg+xml", markup.encode())
