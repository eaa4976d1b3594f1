"""ZIP files that are the same in every build; python-docx and EbookLib write the time in theirs."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

_FIRST_DAY = datetime(1980, 1, 1, tzinfo=UTC)  # a ZIP cannot have an earlier date
_LEVEL = 9


def repack(data: bytes, stamp: datetime) -> bytes:
    """The ZIP file `data` with every entry dated `stamp`, and without the system it was made on.

    Order, names and method of each entry stay: in an EPUB the first one, `mimetype`, must be
    stored, not deflated. Raises ValueError for a name that is there twice, since readers differ
    in which of the two entries they take.
    """
    when = max(stamp.astimezone(UTC), _FIRST_DAY)
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(made, "w", compresslevel=_LEVEL) as new,
    ):
        names = old.namelist()
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"the archive contains {', '.join(twice)} more than once")
        for entry in old.infolist():
            dated = zipfile.ZipInfo(entry.filename, when.timetuple()[:6])
            dated.compress_type = entry.compress_type
            dated.create_system = 0  # the same on every operating system
            new.writestr(dated, old.read(entry))
    return made.getvalue()
