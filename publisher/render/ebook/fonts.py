"""The fonts of an e-book."""

from __future__ import annotations

import html

from publisher.brand.fonts import Family
from publisher.plan.job import Job


def families_of(job: Job, documents: list[str]) -> tuple[tuple[Family, ...], frozenset[str]]:
    """The families that the documents need, and every character that is in them."""
    text = "".join(documents)
    characters = frozenset(html.unescape(text))
    italic = "<em>" in text or 'class="foreign"' in text
    return job.brand.families_for(characters, italic=italic), characters
