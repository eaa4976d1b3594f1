"""Ids for blocks, sections and entries that were added in Word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container


def new_id(above: str, words: str, known: Container[str]) -> str:
    """An id made of the id above it and the first of its words, with a number if it is known.

    Letters lose their accents; words without Latin letters or digits are left out.
    """
    folded = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    parts = [above, *re.findall(r"[a-z0-9]+", folded.replace("'", ""))[:4]]
    start = re.sub(r"^[^a-z]+", "", "-".join(part for part in parts if part)[:56].strip("-"))
    start = start or "block"
    number, identity = 1, start
    while identity in known:
        number += 1
        identity = f"{start}-{number}"
    return identity
