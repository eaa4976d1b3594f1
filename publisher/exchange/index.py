"""`index.json`: the finished files of a brand in `out/`, and the JSON Schema of that file.

The schema is made from the classes here; their docstrings are its descriptions.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from publisher.content.schema import DescribedSchema
from publisher.plan.job import Job
from publisher.published.catalogue import BrandCatalogue, PublishedFile, Title
from publisher.published.codes import SYSTEMS
from publisher.published.urls import Urls

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class _IndexRecord(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# The names of these classes are those of the published JSON Schema.
class File(_IndexRecord):
    """One finished file."""

    edition: str
    """The name of the edition: "handout"."""
    title: str
    """What the edition is called: "PDF handout"."""
    media_type: str
    href: str
    """Relative to this file, or below the address that was given."""
    size: int = Field(ge=1)
    """Bytes."""
    sha256: Sha256
    languages: tuple[str, ...] | None = None
    """Of a file in two languages: that of the original, then that of its record."""
    pages: int | None = Field(default=None, ge=1)
    """Of a PDF."""
    isbn: str | None = Field(default=None, pattern=r"^97[89][0-9]{10}$")
    """As it was assigned; none is made up."""


class MedicalCode(_IndexRecord):
    """A code that the source names."""

    system: str
    oid: str
    """The system, as HL7 registers it."""
    code: str
    display: str


class ReviewRecord(_IndexRecord):
    """Whether a clinician has checked the text."""

    state: Literal["reviewed", "unreviewed"]
    reviewer: str | None = None
    reviewed: Day | None = None
    next_review: Day | None = None


class ConditionRecord(_IndexRecord):
    """One condition in one language."""

    condition: str
    """The name of its source."""
    language: str
    title: str
    short_title: str
    subtitle: str
    also_called: tuple[str, ...]
    body_part: str
    version: str
    issued: Day
    modified: Day
    review: ReviewRecord
    codes: tuple[MedicalCode, ...]
    files: tuple[File, ...] = Field(min_length=1)


class Index(_IndexRecord):
    """All that a brand has published."""

    model_config = ConfigDict(title="Index of a brand's published files", populate_by_name=True)

    schema_: str = Field(alias="$schema")
    """The address of the JSON Schema of this file."""
    brand: str
    """The name of its folder."""
    publisher: str
    """The name of the clinic."""
    conditions: tuple[ConditionRecord, ...] = Field(min_length=1)


def files(catalogue: BrandCatalogue, to: Urls) -> dict[PurePosixPath, bytes]:
    """The index of a brand and its schema, by path below `out/`."""
    at = PurePosixPath(catalogue.brand.id, "index.json")
    schema = at.with_name("index.schema.json")
    index = Index.model_validate(
        {
            "$schema": to.of(schema, at),
            "brand": catalogue.brand.id,
            "publisher": catalogue.brand.name,
            "conditions": tuple(_entry(title, to, at) for title in catalogue.titles),
        }
    )
    index_tree = index.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {at: _json(index_tree), schema: schema_text()}


def schema_text() -> bytes:
    """The JSON Schema of an index."""
    shape = Index.model_json_schema(by_alias=True, schema_generator=DescribedSchema)
    return _json({"$schema": "https://json-schema.org/draft/2020-12/schema", **shape})


def _entry(title: Title, to: Urls, at: PurePosixPath) -> ConditionRecord:
    condition = title.condition
    review = condition.review
    return ConditionRecord(
        condition=condition.condition,
        language=condition.language,
        title=condition.title.plain,
        short_title=condition.short_title.plain,
        subtitle=condition.subtitle.plain,
        also_called=tuple(text.plain for text in condition.also_called),
        body_part=condition.body_part,
        version=condition.version,
        issued=condition.issued.isoformat(),
        modified=condition.modified.isoformat(),
        review=ReviewRecord(
            state=review.state.value,
            reviewer=review.reviewer,
            reviewed=review.reviewed.isoformat() if review.reviewed else None,
            next_review=review.next_review.isoformat() if review.next_review else None,
        ),
        codes=tuple(
            MedicalCode(
                system=code.system.value,
                oid=SYSTEMS[code.system].oid,
                code=code.code,
                display=code.display,
            )
            for code in condition.codes
        ),
        files=tuple(_file(copy, to, at) for copy in title.copies),
    )


def _file(copy: PublishedFile, to: Urls, at: PurePosixPath) -> File:
    return File(
        edition=copy.job.edition.name,
        title=copy.job.edition.title,
        media_type=copy.media_type,
        href=to.of(copy.path, at),
        size=copy.size,
        sha256=copy.sha256,
        languages=_both(copy.job),
        pages=copy.pages,
        isbn=copy.isbn,
    )


def _both(job: Job) -> tuple[str, ...] | None:
    """The languages of a file in two; None for others."""
    return tuple(half.condition.language for half in job.halves) if job.original else None


def _json(value: dict[str, object]) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
