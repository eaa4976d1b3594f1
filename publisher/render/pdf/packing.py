"""A finished PDF written once more by qpdf: smaller, with an identifier made of its content."""

from __future__ import annotations

import io


def packed(data: bytes) -> bytes:
    """The same document with its objects packed, in bytes that depend on nothing else."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()
