"""The fonts of an e-book, and its style sheet, which names them."""

from __future__ import annotations

import html

from publisher.brand.fonts import Family
from publisher.plan.job import Job
from publisher.render.ebook.files import font_file
from publisher.render.templates import fill


def families_of(job: Job, documents: list[str]) -> tuple[tuple[Family, ...], frozenset[str]]:
    """The families that the documents need, and every character that is in them."""
    text = "".join(documents)
    characters = frozenset(html.unescape(text))
    italic = "<em>" in text or 'class="foreign"' in text
    return job.brand.families_for(characters, italic=italic), characters


def style_sheet(job: Job, families: tuple[Family, ...]) -> str:
    """The style sheet of the book."""
    files = {face.path: font_file(family, face) for family in families for face in family.faces}
    return fill(
        job,
        "style.css.j2",
        scale=job.brand.scale(job.edition.body_pt),
        families=families,
        font=lambda face: files[face.path],
    )
