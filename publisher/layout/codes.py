"""QR codes as drawings."""

from __future__ import annotations

import re
from functools import cache

from publisher.content.drawing import Drawing, read_drawing

_QUIET = 4  # modules of empty space around a QR code. Source: ISO/IEC 18004, "quiet zone"


@cache
def qr_code(printed: str) -> Drawing:
    """The QR code of https:// + `printed` with its quiet zone, black on paper, 1 px a module."""
    import segno

    code = segno.make(f"https://{printed}", error="m", micro=False)
    rows = [bytes(row) for row in code.matrix]
    size = len(rows) + 2 * _QUIET
    path = "".join(
        f"M{match.start() + _QUIET} {y + _QUIET}h{len(match.group())}v1h-{len(match.group())}z"
        for y, row in enumerate(rows)
        for match in re.finditer(b"\x01+", row)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<rect width="{size}" height="{size}" fill="role:paper"/>'
        f'<path fill="role:ink" d="{path}"/></svg>'
    )
    return read_drawing("code.svg", svg.encode())
