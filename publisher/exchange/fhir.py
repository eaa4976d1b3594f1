"""Titles as FHIR R4 DocumentReferences: one for each text, with its files as attachments.

An unreviewed text is "preliminary", and its description says so.
Source: FHIR R4 (4.0.1), DocumentReference, Bundle, Attachment; valid under R4B too.
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from pathlib import PurePosixPath
from typing import Any

from publisher.published.catalogue import BrandCatalogue, PublishedFile, Title, moment
from publisher.published.codes import SYSTEMS
from publisher.published.urls import Urls

_MOST = 64  # characters of an id


def files(catalogue: BrandCatalogue, to: Urls) -> dict[PurePosixPath, bytes]:
    """A resource for each title and a Bundle of all, by path below `out/`."""
    folder = PurePosixPath(catalogue.brand.id, "fhir")
    found = {}
    entries = []
    for title in catalogue.titles:
        at = folder / "DocumentReference" / f"{_id(title)}.json"
        found[at] = _json(_reference(title, to, at))
        seen_from = folder / "bundle.json"
        entries.append(
            {
                "fullUrl": to.of(at.with_suffix(""), at)
                if to.base
                else uuid.uuid5(uuid.NAMESPACE_URL, title.urn).urn,
                "resource": _reference(title, to, seen_from),
            }
        )
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": catalogue.updated,
        "entry": entries,
    }
    found[folder / "bundle.json"] = _json(bundle)
    return found


def _id(title: Title) -> str:
    """At most 64 letters, digits, hyphens and periods, the same for the same text."""
    name = f"{title.job.brand.id}.{title.name}"
    if len(name) <= _MOST:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:12]
    return f"{name[: _MOST - 13]}-{digest}"


def _reference(title: Title, to: Urls, at: PurePosixPath) -> dict[str, Any]:
    condition, brand = title.condition, title.job.brand
    subtitle = condition.subtitle.plain.rstrip(".")
    reference: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "id": _id(title),
        "language": condition.language,
        "masterIdentifier": {
            "system": "urn:ietf:rfc:3986",
            "value": f"{title.urn}/{condition.version}",
        },
        "identifier": [
            {"system": "urn:ietf:rfc:3986", "value": f"urn:isbn:{copy.isbn}"}
            for copy in title.copies
            if copy.isbn
        ],
        "status": "current",
        "docStatus": "final" if title.reviewed else "preliminary",
        "type": {"text": "Patient education"},
        "category": [
            {
                "coding": [
                    {
                        "system": SYSTEMS[code.system].uri,
                        "code": code.code,
                        "display": code.display,
                    }
                ],
                "text": code.display,
            }
            for code in condition.codes
        ],
        "date": moment(title.job.stamp),
        "author": [{"display": brand.name}],
        "custodian": {"display": brand.name},
        "description": f"{condition.title.plain}: {subtitle}. {title.review_line}",
        "content": [{"attachment": _attachment(title, copy, to, at)} for copy in title.copies],
    }
    return {name: value for name, value in reference.items() if value != []}


def _attachment(title: Title, copy: PublishedFile, to: Urls, at: PurePosixPath) -> dict[str, Any]:
    # An attachment has one language: of a file in two, that of its reference, and both titles.
    # FHIR R4 requires SHA-1 here, although it is no longer secure.
    digest = hashlib.sha1(copy.data(), usedforsecurity=False).digest()
    titles = [half.condition.title.plain for half in copy.job.halves]
    return {
        "contentType": copy.media_type,
        "language": title.condition.language,
        "url": to.of(copy.path, at),
        "size": copy.size,
        "hash": base64.b64encode(digest).decode(),
        "title": f"{' / '.join(titles)} ({copy.job.edition.title})",
        "creation": title.condition.modified.isoformat(),
    }


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
