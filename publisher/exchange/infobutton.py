"""Answers to infobutton requests, one file for each code and language: Atom, and the same as JSON.

A health record asks with a code and shows the answer to the patient. The format is that of
MedlinePlus Connect, which follows HL7 "Context-Aware Knowledge Retrieval (Infobutton)"; so a
record that uses that service can read these files. Only codes in a source have answers.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from publisher.content.model import Code
from publisher.edition.model import Format
from publisher.published.catalogue import BrandCatalogue, PublishedFile, Title, moment
from publisher.published.codes import SYSTEMS
from publisher.published.markup import add, document
from publisher.published.urls import Urls

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_ORDER = (Format.WEB, Format.PDF, Format.EPUB, Format.WORD)
"""Formats in order of preference: a record opens the first file of an answer."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """All titles of a brand about one code in one language."""

    code: Code
    language: str
    titles: tuple[Title, ...]

    @property
    def oid(self) -> str:
        """The system of the code, as HL7 registers it."""
        return SYSTEMS[self.code.system].oid

    @property
    def path(self) -> PurePosixPath:
        """The path of its files below the brand's folder, without a suffix."""
        return PurePosixPath("infobutton", self.oid, f"{quote(self.code.code, '')}.{self.language}")


def answers(catalogue: BrandCatalogue) -> tuple[Answer, ...]:
    """Every answer of a brand, by system, code and language.

    A text in "en-US" is also the answer for "en", where there is no other: records ask for the
    language without a country.
    """
    found = [
        Answer(code=code, language=tag, titles=(title,))
        for title in catalogue.titles
        if _linked(title)
        for code in title.condition.codes
        for tag in _tags(catalogue, title)
    ]
    found.sort(key=lambda one: (one.path, one.titles[0].condition.title.plain))
    grouped = (tuple(same) for _, same in groupby(found, key=lambda one: one.path))
    return tuple(replace(same[0], titles=tuple(one.titles[0] for one in same)) for same in grouped)


def _tags(catalogue: BrandCatalogue, title: Title) -> Iterator[str]:
    tag = title.condition.language
    yield tag
    bare = tag.partition("-")[0]
    same = {other.condition.language for other in catalogue.titles}
    # Of two countries, the first by name is the answer for the language alone.
    if bare not in same and tag == min(other for other in same if _bare(other) == bare):
        yield bare


def _bare(tag: str) -> str:
    return tag.partition("-")[0]


def _linked(title: Title) -> tuple[PublishedFile, ...]:
    """The files that a patient can open, the web page first."""
    return tuple(copy for kind in _ORDER for copy in title.of(kind))


def files(catalogue: BrandCatalogue, to: Urls) -> dict[PurePosixPath, bytes]:
    """Every answer, by its path below `out/`."""
    found = {}
    for answer in answers(catalogue):
        stem = PurePosixPath(catalogue.brand.id) / answer.path
        for ending, made in ((".xml", _atom), (".json", _json)):
            path = stem.with_name(stem.name + ending)
            found[path] = made(catalogue, answer, to, path)
    return found


def _criteria(answer: Answer) -> tuple[tuple[str, str], ...]:
    """The parameters of the request, as HL7 names them."""
    return (
        ("mainSearchCriteria.v.c", answer.code.code),
        ("mainSearchCriteria.v.cs", answer.oid),
        ("mainSearchCriteria.v.dn", answer.code.display),
        ("informationRecipient", "PAT"),
        ("informationRecipient.languageCode.c", answer.language),
    )


def _subtitle(answer: Answer) -> str:
    return f"{answer.code.system.value} {answer.code.code}: {answer.code.display}"


def _identifier(catalogue: BrandCatalogue, answer: Answer) -> str:
    return f"urn:publisher:{catalogue.brand.id}/{answer.path}"


def _updated(answer: Answer) -> str:
    return moment(max(title.job.stamp for title in answer.titles))


def _summary(title: Title) -> str:
    """The state of review and the summary of the text, as HTML."""
    points = "".join(f"<li>{html.escape(p.plain)}</li>" for p in title.condition.summary)
    about = html.escape(title.condition.subtitle.plain)
    review = html.escape(title.review_line)
    return f"<p><strong>{review}</strong></p><p>{about}</p><ul>{points}</ul>"


def _atom(catalogue: BrandCatalogue, answer: Answer, to: Urls, at: PurePosixPath) -> bytes:
    from lxml import etree

    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    root.set(f"{_XML}lang", answer.language)
    add(root, "title", catalogue.brand.name, type="text")
    add(root, "subtitle", _subtitle(answer), type="text")
    author = add(root, "author")
    add(author, "name", catalogue.brand.name)
    if catalogue.brand.clinic.web:
        add(author, "uri", f"https://{catalogue.brand.clinic.web}")
    add(root, "updated", _updated(answer))
    for scheme, term in _criteria(answer):
        add(root, "category", scheme=scheme, term=term)
    add(root, "id", _identifier(catalogue, answer))
    add(root, "link", rel="self", href=to.of(at, at), type="application/atom+xml")
    for title in answer.titles:
        entry = add(root, "entry")
        entry.set(f"{_XML}lang", title.condition.language)
        add(entry, "title", title.condition.title.plain, type="text")
        for copy in _linked(title):
            add(
                entry,
                "link",
                rel="alternate",
                href=to.of(copy.path, at),
                type=copy.media_type,
                title=copy.job.edition.title,
                hreflang=title.condition.language,
            )
        add(entry, "id", title.urn)
        add(entry, "updated", moment(title.job.stamp))
        add(entry, "summary", _summary(title), type="html")
    return document(root)


def _uri(web: str | None) -> dict[str, Any]:
    return {"uri": {"_value": f"https://{web}"}} if web else {}


def _json(catalogue: BrandCatalogue, answer: Answer, to: Urls, at: PurePosixPath) -> bytes:
    feed: dict[str, Any] = {
        "lang": answer.language,
        "title": {"_value": catalogue.brand.name, "type": "text"},
        "subtitle": {"_value": _subtitle(answer), "type": "text"},
        "author": {
            "name": {"_value": catalogue.brand.name},
            **_uri(catalogue.brand.clinic.web),
        },
        "updated": {"_value": _updated(answer)},
        "category": [{"scheme": scheme, "term": term} for scheme, term in _criteria(answer)],
        "id": {"_value": _identifier(catalogue, answer)},
        "entry": [
            {
                "lang": title.condition.language,
                "title": {"_value": title.condition.title.plain, "type": "text"},
                "link": [
                    {
                        "rel": "alternate",
                        "href": to.of(copy.path, at),
                        "type": copy.media_type,
                        "title": copy.job.edition.title,
                        "hreflang": title.condition.language,
                    }
                    for copy in _linked(title)
                ],
                "id": {"_value": title.urn},
                "updated": {"_value": moment(title.job.stamp)},
                "summary": {"_value": _summary(title), "type": "html"},
            }
            for title in answer.titles
        ],
    }
    return (json.dumps({"feed": feed}, indent=2, ensure_ascii=False) + "\n").encode()


# Nothing known ----------------------------------------------------------------------------------

Asked = tuple[tuple[str, str], ...]
"""The parameters of a request, as HL7 names them."""


def nothing_as_atom(publisher: str, language: str, asked: Asked, now: datetime) -> bytes:
    """The answer to a code or language that no text is about: a feed without entries."""
    from lxml import etree

    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    root.set(f"{_XML}lang", language)
    add(root, "title", publisher, type="text")
    add(root, "subtitle", _NOTHING, type="text")
    add(add(root, "author"), "name", publisher)
    add(root, "updated", moment(now))
    for scheme, term in asked:
        add(root, "category", scheme=scheme, term=term)
    add(root, "id", _id_of(asked))
    return document(root)


def nothing_as_json(publisher: str, language: str, asked: Asked, now: datetime) -> bytes:
    """The same as JSON."""
    feed = {
        "lang": language,
        "title": {"_value": publisher, "type": "text"},
        "subtitle": {"_value": _NOTHING, "type": "text"},
        "author": {"name": {"_value": publisher}},
        "updated": {"_value": moment(now)},
        "category": [{"scheme": scheme, "term": term} for scheme, term in asked],
        "id": {"_value": _id_of(asked)},
        "entry": [],
    }
    return (json.dumps({"feed": feed}, indent=2, ensure_ascii=False) + "\n").encode()


_NOTHING = "No guide is about this"


def _id_of(asked: Asked) -> str:
    return f"urn:publisher:infobutton/{'/'.join(quote(term, '') for _, term in asked)}"
