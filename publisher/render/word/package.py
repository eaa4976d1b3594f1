"""The Word package around the body: styles, theme, numbering, headers, fonts and properties.

Every part is a template below `package/` in the edition's folders, by its name in the file.
python-docx opens what they make instead of its own default document, which brings a thumbnail,
a second set of styles and the layout rules of Word 2010.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from docx import Document

from publisher.archive import repack
from publisher.content.bidi import is_right_to_left
from publisher.content.model import recordings, texts
from publisher.edition.model import Edition
from publisher.plan.job import Job
from publisher.render.templates import fill
from publisher.render.word.controls import ContentControls
from publisher.render.word.custom_xml import store
from publisher.render.word.direction import turned
from publisher.render.word.drawings import WordPicture, extent, pixels, vector
from publisher.render.word.embedding import embedded
from publisher.roundtrip import clinic_part, word_map
from publisher.roundtrip.addresses import Address

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_PACKAGE = "package/"
_LOGO_HEIGHT_MM = 10.0
_LOGO_WIDTH_MM = 75.0  # a wide logo is held to this


def blank(job: Job, controls: ContentControls) -> WordDocument:
    """A document with everything but its body."""
    brand, edition = job.brand, job.edition
    width_mm = min(_LOGO_WIDTH_MM, _LOGO_HEIGHT_MM * brand.logo.width / brand.logo.height)
    field = brand.light.on_field()
    media: dict[str, bytes] = {"logo.png": pixels(brand.logo, brand, width_mm, field)}
    if svg := vector(brand.logo, brand, field):
        media["logo.svg"] = svg
    width, height = extent(brand.logo, width_mm)
    logo = WordPicture(
        number=1,
        name="Logo",
        alt=brand.name,
        title="",
        width=width,
        height=height,
        png="rId1",
        svg="rId2" if svg else None,
    )
    faces = embedded((brand.body, brand.headings), "".join(_all_words(job)))
    scale = brand.scale(edition.body_pt)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for template in _parts(edition):
            shown = fill(
                job, template, scale=scale, logo=logo, embedded=faces, bound=controls.bound_markup
            )
            package.writestr(template.removeprefix(_PACKAGE).removesuffix(".j2"), shown)
        for name, data in media.items():
            package.writestr(f"word/media/{name}", data)
        for _, family in faces:
            for face in family:
                package.writestr(f"word/fonts/{face.relation}.odttf", face.data)
    made.seek(0)
    return Document(made)


def _parts(edition: Edition) -> list[str]:
    """The template of every part, by the name that `fill` takes."""
    found = {
        path.relative_to(folder)
        for folder in edition.folders
        for path in (folder / _PACKAGE).rglob("*.j2")
    }
    return [path.as_posix() for path in sorted(found)]


def finished(
    document: WordDocument, job: Job, shown: list[Address], pictures: dict[str, str]
) -> bytes:
    """The document as a file whose entries are all dated by the job.

    `shown` are the addresses of its texts in their order, `pictures` the hashes of its figures by
    the ids of their blocks.
    """
    clinic = clinic_part.written(job.brand.clinic, job.brand.emergency_number)
    listed = word_map.written(_word_map(job, shown, pictures))
    store(document.part, word_map.NAME, word_map.STORE, listed)
    store(document.part, clinic_part.NAME, clinic_part.STORE, clinic)
    made = io.BytesIO()
    document.save(made)
    data = made.getvalue()
    if is_right_to_left(job.condition.language):
        data = turned(data)
    return repack(data, job.stamp)


def _all_words(job: Job) -> Iterator[str]:
    """All that a reader sees: the texts of the source, and what layout and brand add to them."""
    condition, brand, words = job.condition, job.brand, job.words
    yield from (text.plain for text in texts(condition))
    yield from (label for name, label in words.labels.items() if not name.startswith("edit_"))
    yield from (words.edition_line(condition), words.review(condition.review))
    yield words.code_line(condition.codes)
    for one in recordings(condition.blocks(job.edition.wording)):
        yield words.recording(one.kind, one.length)
    clinic = brand.clinic
    yield from (clinic.name, *clinic.address, *(phone.label for phone in clinic.phones))
    yield from (brand.name, *brand.legal)


def _word_map(job: Job, shown: list[Address], pictures: dict[str, str]) -> word_map.WordMap:
    condition, brand = job.condition, job.brand
    return word_map.WordMap(
        condition=condition.condition,
        language=condition.language,
        brand=brand.id,
        edition=job.edition.name,
        version=condition.version,
        key=job.key,
        texts=word_map.mapped(condition, shown),
        pictures=pictures,
        source=word_map.source_of(condition, brand.clinic, brand.emergency_number),
    )
