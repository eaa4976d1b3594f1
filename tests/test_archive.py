"""ZIP files have the dates that they are given, and each name once."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest

from publisher import archive


def test_repack_dates_every_entry_and_keeps_order_and_method() -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as file:
        file.writestr("mimetype", "x", zipfile.ZIP_STORED)
        file.writestr("a.xml", "y" * 99, zipfile.ZIP_DEFLATED)
    packed = archive.repack(raw.getvalue(), datetime(1970, 1, 1, tzinfo=UTC))
    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        assert [(e.filename, e.compress_type, e.date_time[:3]) for e in file.infolist()] == [
            ("mimetype", zipfile.ZIP_STORED, (1980, 1, 1)),
            ("a.xml", zipfile.ZIP_DEFLATED, (1980, 1, 1)),
        ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_repack_refuses_a_name_that_is_there_twice() -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as file:
        file.writestr("a", "1")
        file.writestr("a", "2")
    with pytest.raises(ValueError, match="the archive contains a more than once"):
        archive.repack(raw.getvalue(), datetime(2026, 1, 1, tzinfo=UTC))
