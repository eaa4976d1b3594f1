"""The judges of what is told to machines: ONIX, OPDS, FHIR.

ONIX is judged by EDItEUR's own schemas and code lists, FHIR by the models of its Python
implementation. Of OPDS no schema can be had offline: its rules are written out here, from OPDS
Catalog 1.2, RFC 4287, OPDS 2.0 and the Readium Web Publication Manifest.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree
from pydantic import ValidationError

from tests.judges.install import package_file

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/terms/}"
MOMENT = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z"

# ONIX --------------------------------------------------------------------------------------------


def onix(data: bytes) -> list[str]:
    """What EDItEUR's XSD and RelaxNG, each with its code lists, find in a message."""
    schemas = package_file("onixcheck", "schema")
    check = import_module("onixcheck").validate
    with TemporaryDirectory() as folder:
        path = Path(folder) / "message.xml"
        path.write_bytes(data)
        found = [" ".join(one.message.split()) for one in check(str(path))]
    tree = etree.fromstring(data)
    release = tree.get("release")
    file = schemas / f"rng{release}" / f"ONIX_BookProduct_{release}_reference.rng"
    rules = etree.RelaxNG(file=str(file))
    if not rules.validate(tree):
        found += [str(one.message) for one in rules.error_log]
    return found


# FHIR --------------------------------------------------------------------------------------------

_STATES = {
    "status": ("current", "superseded", "entered-in-error"),
    "docStatus": ("preliminary", "final", "amended", "entered-in-error"),
}


def fhir(data: bytes) -> list[str]:
    """What the R4B models find wrong in a resource, and the codes and digests they let pass."""
    tree = json.loads(data)
    model = import_module("fhir.resources.R4B").get_fhir_model_class(tree["resourceType"])
    try:
        model.model_validate(tree)
    except ValidationError as exc:
        return [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in exc.errors()]
    resources = [tree, *(entry["resource"] for entry in tree.get("entry", ()))]
    return [fault for one in resources for fault in _let_pass(one)]


def _let_pass(resource: dict[str, Any]) -> Iterator[str]:
    for name, known in _STATES.items():
        if resource.get(name, known[0]) not in known:
            yield f"{name} is {resource[name]!r}"
    if resource["resourceType"] == "DocumentReference" and not resource["content"]:
        yield "content is empty"
    for content in resource.get("content", ()):
        digest = content["attachment"].get("hash", "")
        if len(base64.b64decode(digest)) != 20:
            yield f"{content['attachment'].get('url')}: its hash is no SHA-1"


# OPDS 1.2 ----------------------------------------------------------------------------------------

CATALOG = r"application/atom\+xml;profile=opds-catalog;kind=(navigation|acquisition)"
ACQUIRE = "http://opds-spec.org/acquisition"


def opds1(data: bytes) -> list[str]:
    """What a feed lacks of Atom and of OPDS Catalog 1.2."""
    try:
        feed = etree.fromstring(data)
    except etree.XMLSyntaxError as exc:
        return [f"is not XML: {exc.msg}"]
    if feed.tag != f"{ATOM}feed":
        return [f"its root is {feed.tag!r}"]
    return [*_atom(feed, "feed"), *_catalog(feed)]


def _atom(element: Any, where: str) -> Iterator[str]:
    for name in ("id", "title", "updated"):
        found = element.findall(f"{ATOM}{name}")
        if len(found) != 1 or not (found[0].text or "").strip():
            yield f"{where} has {len(found)} atom:{name}, or an empty one"
    for one in element.findall(f"{ATOM}updated"):
        if not re.fullmatch(MOMENT, one.text or ""):
            yield f"{where} was updated at {one.text!r}"
    for one in element.findall(f"{ATOM}id"):
        if not urlsplit(one.text or "").scheme:
            yield f"{where} has the id {one.text!r}, which is no IRI"
    for link in element.findall(f"{ATOM}link"):
        if not link.get("href") or not link.get("rel") or not link.get("type"):
            yield f"{where} has a link without href, rel or type"


def _catalog(feed: Any) -> Iterator[str]:
    links = {link.get("rel"): link for link in feed.findall(f"{ATOM}link")}
    for relation in ("self", "start"):
        if relation not in links:
            yield f"feed has no link {relation}"
        elif not re.fullmatch(CATALOG, links[relation].get("type", "")):
            yield f"feed has a link {relation} of type {links[relation].get('type')!r}"
    if feed.find(f"{ATOM}author/{ATOM}name") is None:
        yield "feed has no author"
    entries = feed.findall(f"{ATOM}entry")
    if not entries:
        yield "feed has no entry"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    yield from (
        f"two entries have the id {i}" for i in sorted({i for i in ids if ids.count(i) > 1})
    )
    acquired = "kind=acquisition" in (links["self"].get("type", "") if "self" in links else "")
    for number, entry in enumerate(entries, 1):
        where = f"entry {number}"
        yield from _atom(entry, where)
        yield from (_book(entry, where) if acquired else _step(entry, where))


def _step(entry: Any, where: str) -> Iterator[str]:
    """An entry of a navigation feed leads on and offers nothing to acquire."""
    links = entry.findall(f"{ATOM}link")
    if any(link.get("rel", "").startswith(ACQUIRE) for link in links):
        yield f"{where} of a navigation feed has something to acquire"
    if not any(re.fullmatch(CATALOG, link.get("type", "")) for link in links):
        yield f"{where} leads to no other feed"
    if entry.find(f"{ATOM}content") is None:
        yield f"{where} has no content"


def _book(entry: Any, where: str) -> Iterator[str]:
    """An entry of an acquisition feed can be acquired, has pictures and says its language."""
    links = entry.findall(f"{ATOM}link")
    relations = [link.get("rel", "") for link in links]
    if not any(relation.startswith(ACQUIRE) for relation in relations):
        yield f"{where} has nothing to acquire"
    for kind in ("image", "image/thumbnail"):
        if f"http://opds-spec.org/{kind}" not in relations:
            yield f"{where} has no {kind}"
    for link in links:
        is_picture = link.get("rel", "").startswith("http://opds-spec.org/image")
        if is_picture and link.get("type") not in ("image/jpeg", "image/png", "image/gif"):
            yield f"{where} has a picture of type {link.get('type')!r}"
    for name in ("identifier", "language", "issued"):
        if not entry.findtext(f"{DC}{name}"):
            yield f"{where} has no dc:{name}"
    for name in ("summary", "content"):
        for element in entry.findall(f"{ATOM}{name}"):
            if element.get("type", "text") == "text" and len(element):
                yield f"{where} has markup in a {name} of plain text"
    if not entry.findtext(f"{ATOM}author/{ATOM}name"):
        yield f"{where} has no author"


# OPDS 2.0 ----------------------------------------------------------------------------------------

_FREE = "http://opds-spec.org/acquisition"
_PICTURES = ("image/jpeg", "image/avif", "image/png", "image/gif", "image/webp")


def opds2(data: bytes) -> list[str]:
    """What a feed lacks of OPDS 2.0 and of the manifest it is built on."""
    try:
        feed = json.loads(data)
    except ValueError as exc:
        return [f"is not JSON: {exc}"]
    found = []
    if not feed.get("metadata", {}).get("title"):
        found.append("metadata has no title")
    found += _linked(feed.get("links"), "links")
    if "self" not in [link.get("rel") for link in feed.get("links", ())]:
        found.append("links have no self")
    if not any(feed.get(name) for name in ("navigation", "publications", "groups")):
        found.append("contains no navigation, no publications and no groups")
    found += _linked(feed.get("navigation", ()), "navigation")
    found += [
        f"navigation[{n}] has no title"
        for n, link in enumerate(feed.get("navigation", ()))
        if not link.get("title")
    ]
    for number, one in enumerate(feed.get("publications", ())):
        found += _publication(one, f"publications[{number}]")
    return found


def _linked(links: Any, where: str) -> Iterator[str]:
    if not isinstance(links, list | tuple):
        yield f"{where} is no list"
        return
    for number, link in enumerate(links):
        if not isinstance(link.get("href"), str) or not link["href"]:
            yield f"{where}[{number}] has no href"
        if "type" in link and not re.fullmatch(r"[\w-]+/[\w.+-]+", link["type"]):
            yield f"{where}[{number}] has the type {link['type']!r}"
    seen = [json.dumps(link, sort_keys=True) for link in links]
    if len(set(seen)) < len(seen):
        yield f"{where} contains a link twice"


def _publication(one: Any, where: str) -> Iterator[str]:
    metadata = one.get("metadata", {})
    if not metadata.get("title"):
        yield f"{where} has no title"
    for name, pattern in (
        ("modified", MOMENT),
        ("published", rf"\d{{4}}-\d{{2}}-\d{{2}}|{MOMENT}"),
    ):
        if name in metadata and not re.fullmatch(pattern, metadata[name]):
            yield f"{where} was {name} at {metadata[name]!r}"
    if "identifier" in metadata and not urlsplit(metadata["identifier"]).scheme:
        yield f"{where} has the identifier {metadata['identifier']!r}, which is no URI"
    yield from _linked(one.get("links"), f"{where}.links")
    relations = [link.get("rel", "") for link in one.get("links", ())]
    if not any(relation.startswith(_FREE) for relation in relations):
        yield f"{where} has nothing to acquire"
    if "images" in one:
        yield from _linked(one["images"], f"{where}.images")
        if not any(image.get("type") in _PICTURES for image in one["images"]):
            yield f"{where} has no picture that is shown everywhere"


# Addresses ---------------------------------------------------------------------------------------


def dead_links(out: Path, path: Path) -> list[str]:
    """The relative addresses in a feed that lead to no file below `out`, and sizes that are wrong.

    A self link and every other one must be there: a reader opens the folder as it is.
    """
    data = path.read_bytes()
    if path.suffix == ".xml":
        links: list[Any] = [dict(e.attrib) for e in etree.fromstring(data).iter("{*}link")]
    else:
        links = list(_objects(json.loads(data)))
    found = []
    for link in links:
        href = link.get("href") or link.get("url")
        if not isinstance(href, str) or urlsplit(href).scheme:
            continue
        target = (path.parent / unquote(href)).resolve()
        size = link.get("length") or link.get("size")
        if not target.is_relative_to(out.resolve()) or not target.is_file():
            found.append(f"{href} is not there")
        elif size and int(size) != target.stat().st_size:
            found.append(f"{href} has {target.stat().st_size} bytes, not {size}")
    return found


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for child in value.values():
            yield from _objects(child)
    elif isinstance(value, list):
        for child in value:
            yield from _objects(child)
