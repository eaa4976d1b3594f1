"""What health records read: answers by code, FHIR, and an index, all of files that are there."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from lxml import etree
from pydantic import ValidationError

from publisher.content.model import CodeSystem
from publisher.errors import BadInput
from publisher.exchange import infobutton
from publisher.exchange.fhir import files as fhir_files
from publisher.exchange.index import Index, schema_text
from publisher.exchange.prepare import Files, publish_records
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from publisher.published.catalogue import BrandCatalogue, Title, brand_catalogues
from publisher.published.codes import SYSTEMS
from publisher.published.urls import Urls
from tests.catalogue import BOOKLET, EBOOK, Catalogue
from tests.helpers import closing
from tests.judges import feed as judges

ICD = "2.16.840.1.113883.6.90"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def told(catalogue: Catalogue) -> dict[str, Files]:
    return publish_records(catalogue.root, Selection(), catalogue.out, None)


@pytest.fixture(scope="module")
def shelf(catalogue: Catalogue) -> BrandCatalogue:

    jobs = select_jobs(catalogue.root, Selection((), ("riverbend",)))
    return brand_catalogues(jobs, catalogue.out)[0]


def test_every_file_is_written_below_its_brand(
    catalogue: Catalogue, told: dict[str, Files]
) -> None:
    answers = [
        f"infobutton/{ICD}/Z00.00.{tag}.{end}" for tag in ("en", "en-US") for end in ("json", "xml")
    ]
    names = [
        "fhir/DocumentReference/riverbend.every-block.en-US.json",
        "fhir/bundle.json",
        "index.json",
        "index.schema.json",
        *answers,
    ]
    assert {str(path) for path in told["riverbend"]} == {f"riverbend/{name}" for name in names}
    for path, data in told["riverbend"].items():
        assert (catalogue.out / path).read_bytes() == data


def test_the_same_comes_out_twice(catalogue: Catalogue, told: dict[str, Files]) -> None:
    assert publish_records(catalogue.root, Selection(), catalogue.out, None) == told


def test_every_address_leads_to_a_file_of_the_size_that_is_said(
    catalogue: Catalogue, told: dict[str, Files]
) -> None:
    for brand, files in told.items():
        for path in files:
            assert judges.dead_links(catalogue.out, catalogue.out / path) == [], (brand, path)


# Infobutton ----------------------------------------------------------------------------------


def answer(told: dict[str, Files], name: str) -> bytes:
    return told["riverbend"][PurePosixPath("riverbend/infobutton", ICD, name)]


def test_an_answer_is_atom_and_says_what_was_asked(told: dict[str, Files]) -> None:
    feed = etree.fromstring(answer(told, "Z00.00.en-US.xml"))
    asked = {e.get("scheme"): e.get("term") for e in feed.findall(f"{ATOM}category")}
    assert asked == {
        "mainSearchCriteria.v.c": "Z00.00",
        "mainSearchCriteria.v.cs": ICD,
        "mainSearchCriteria.v.dn": "General adult medical examination without abnormal findings",
        "informationRecipient": "PAT",
        "informationRecipient.languageCode.c": "en-US",
    }
    (entry,) = feed.findall(f"{ATOM}entry")
    types = [link.get("type") for link in entry.findall(f"{ATOM}link")]
    assert types == ["text/html", "application/pdf", "application/epub+zip"]
    summary = entry.findtext(f"{ATOM}summary") or ""
    assert summary.startswith("<p><strong>Draft: not yet reviewed by a clinician</strong></p>")


def test_the_json_answer_says_the_same_in_the_shape_of_medlineplus_connect(
    told: dict[str, Files],
) -> None:
    feed = etree.fromstring(answer(told, "Z00.00.en.xml"))
    said = json.loads(answer(told, "Z00.00.en.json"))["feed"]
    assert said["lang"] == feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    for name in ("title", "subtitle", "updated", "id"):
        assert said[name]["_value"] == feed.findtext(f"{ATOM}{name}")
    assert said["author"]["name"]["_value"] == feed.findtext(f"{ATOM}author/{ATOM}name")
    assert said["category"] == [dict(e.attrib) for e in feed.findall(f"{ATOM}category")]
    (entry,), (one,) = feed.findall(f"{ATOM}entry"), said["entry"]
    for name in ("title", "summary", "updated", "id"):
        assert one[name]["_value"] == entry.findtext(f"{ATOM}{name}")
    assert one["link"] == [dict(e.attrib) for e in entry.findall(f"{ATOM}link")]


def in_language(title: Title, tag: str) -> Title:
    """A title whose text says that it is in another language."""
    condition = title.condition.model_copy(update={"language": tag})
    return Title(
        copies=tuple(replace(c, job=replace(c.job, condition=condition)) for c in title.copies)
    )


@pytest.mark.parametrize(
    ("tags", "answered"),
    [
        (("en-US",), {"en-US": "en-US", "en": "en-US"}),
        (("en", "en-US"), {"en": "en", "en-US": "en-US"}),
        (("en-GB", "en-US"), {"en-GB": "en-GB", "en": "en-GB", "en-US": "en-US"}),
        (("es-US", "en-US"), {"es-US": "es-US", "es": "es-US", "en-US": "en-US", "en": "en-US"}),
    ],
)
def test_a_bare_language_is_answered_by_one_country_where_no_other_text_does(
    shelf: BrandCatalogue, tags: tuple[str, ...], answered: dict[str, str]
) -> None:
    titles = tuple(in_language(shelf.titles[0], tag) for tag in tags)
    found = infobutton.answers(replace(shelf, titles=titles))
    assert {a.language: a.titles[0].condition.language for a in found} == answered
    assert all(len(a.titles) == 1 for a in found)


def test_titles_of_one_code_answer_together(shelf: BrandCatalogue) -> None:
    title = shelf.titles[0]
    other = title.condition.model_copy(update={"condition": "another"})
    second = Title(
        copies=tuple(replace(c, job=replace(c.job, condition=other)) for c in title.copies)
    )
    found = infobutton.answers(replace(shelf, titles=(title, second)))
    assert [len(one.titles) for one in found] == [2, 2]


def test_a_code_can_be_no_path(shelf: BrandCatalogue) -> None:
    title = shelf.titles[0]
    (code,) = title.condition.codes
    odd = title.condition.model_copy(
        update={"codes": (code.model_copy(update={"code": "../x y/é"}),)}
    )
    copies = tuple(replace(c, job=replace(c.job, condition=odd)) for c in title.copies)
    found = infobutton.answers(replace(shelf, titles=(Title(copies=copies),)))
    assert found[0].path == PurePosixPath("infobutton", ICD, "..%2Fx%20y%2F%C3%A9.en")


def test_every_system_of_codes_has_a_name_of_its_own() -> None:
    assert set(SYSTEMS) == set(CodeSystem)
    assert len({one.oid for one in SYSTEMS.values()}) == len(SYSTEMS)
    assert len({one.uri for one in SYSTEMS.values()}) == len(SYSTEMS)


# FHIR ----------------------------------------------------------------------------------------


def reference(told: dict[str, Files]) -> dict[str, Any]:
    path = PurePosixPath("riverbend/fhir/DocumentReference/riverbend.every-block.en-US.json")
    tree: dict[str, Any] = json.loads(told["riverbend"][path])
    return tree


def test_every_resource_holds_by_the_models_of_fhir(told: dict[str, Files]) -> None:
    for files in told.values():
        resources = [data for path, data in files.items() if "fhir" in path.parts]
        assert len(resources) == 2
        for data in resources:
            assert judges.fhir(data) == []


def test_a_draft_is_preliminary_and_says_so_in_words(told: dict[str, Files]) -> None:
    resource = reference(told)
    assert resource["docStatus"] == "preliminary"
    assert resource["description"].endswith("Draft: not yet reviewed by a clinician")
    (category,) = resource["category"]
    assert category["coding"][0]["system"] == "http://hl7.org/fhir/sid/icd-10-cm"
    assert [one["value"] for one in resource["identifier"]] == [
        f"urn:isbn:{BOOKLET}",
        f"urn:isbn:{EBOOK}",
    ]


def test_every_file_is_an_attachment_with_its_own_digest(
    catalogue: Catalogue, told: dict[str, Files]
) -> None:
    folder = catalogue.out / "riverbend/fhir/DocumentReference"
    attachments = [one["attachment"] for one in reference(told)["content"]]
    assert len(attachments) == 4
    for one in attachments:
        data = (folder / one["url"]).read_bytes()
        assert one["size"] == len(data)
        digest = hashlib.sha1(data, usedforsecurity=False).digest()
        assert one["hash"] == base64.b64encode(digest).decode()
        assert one["language"] == "en-US"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"status": "done"}, "status is 'done'"),
        ({"docStatus": "draft"}, "docStatus is 'draft'"),
        ({"date": "yesterday"}, "date: "),
        ({"content": []}, "content is empty"),
        ({"reviewed": False}, "reviewed: "),
        ({"id": "a b"}, "id: "),
    ],
)
def test_the_judge_of_fhir_finds_a_resource_made_wrong(
    told: dict[str, Files], change: dict[str, Any], fault: str
) -> None:
    found = judges.fhir(json.dumps(reference(told) | change).encode())
    assert any(one.startswith(fault) for one in found), found


def test_a_wrong_digest_is_found(told: dict[str, Files]) -> None:
    resource = reference(told)
    resource["content"][0]["attachment"]["hash"] = base64.b64encode(b"short").decode()
    (fault,) = judges.fhir(json.dumps(resource).encode())
    assert fault.endswith(": its hash is no SHA-1")


def test_with_a_base_the_bundle_names_whole_addresses(shelf: BrandCatalogue) -> None:
    files = fhir_files(shelf, Urls("https://example.org/guides"))
    bundle = json.loads(files[PurePosixPath("riverbend/fhir/bundle.json")])
    (entry,) = bundle["entry"]
    at = "https://example.org/guides/riverbend/fhir/DocumentReference/riverbend.every-block.en-US"
    assert entry["fullUrl"] == at
    urls = [one["attachment"]["url"] for one in entry["resource"]["content"]]
    assert urls[0] == "https://example.org/guides/riverbend/en-US/every-block/booklet.pdf"
    assert judges.fhir(json.dumps(bundle).encode()) == []


def test_a_name_that_is_too_long_for_fhir_is_cut_and_stays_its_own(shelf: BrandCatalogue) -> None:
    title = shelf.titles[0]
    titles = []
    for end in "ab":
        name = "x" * 63 + end
        condition = title.condition.model_copy(update={"condition": name})
        copies = tuple(replace(c, job=replace(c.job, condition=condition)) for c in title.copies)
        titles.append(Title(copies=copies))
    files = fhir_files(replace(shelf, titles=tuple(titles)), Urls())
    bundle = json.loads(files[PurePosixPath("riverbend/fhir/bundle.json")])
    ids = [entry["resource"]["id"] for entry in bundle["entry"]]
    assert len(set(ids)) == 2
    assert all(len(one) == 64 for one in ids)
    assert judges.fhir(json.dumps(bundle).encode()) == []


# Index ---------------------------------------------------------------------------------------


def index(told: dict[str, Files]) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(told["riverbend"][PurePosixPath("riverbend/index.json")])
    return tree


def test_the_index_lists_every_file_with_the_hash_of_its_manifest(
    catalogue: Catalogue, told: dict[str, Files]
) -> None:
    (entry,) = index(told)["conditions"]
    manifest = json.loads(
        (catalogue.out / "riverbend/en-US/every-block/manifest.json").read_text("utf-8")
    )
    assert {one["href"].rpartition("/")[2]: one["sha256"] for one in entry["files"]} == {
        name: one["sha256"] for name, one in manifest["files"].items()
    }
    assert entry["review"] == {"state": "unreviewed"}
    assert [one.get("isbn") for one in entry["files"]] == [BOOKLET, EBOOK, None, None]


def test_the_index_follows_its_own_schema_and_names_it(told: dict[str, Files]) -> None:
    tree = index(told)
    assert tree["$schema"] == "index.schema.json"
    schema = told["riverbend"][PurePosixPath("riverbend", tree["$schema"])]
    assert schema == schema_text()
    assert json.loads(schema)["properties"]["conditions"]["minItems"] == 1
    assert Index.model_validate(tree).conditions[0].condition == "every-block"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("brand",), None),
        (("conditions",), []),
        (("conditions", 0, "issued"), "22.11.2026"),
        (("conditions", 0, "review", "state"), "maybe"),
        (("conditions", 0, "files", 0, "sha256"), "abc"),
        (("conditions", 0, "files", 0, "isbn"), "123"),
        (("conditions", 0, "files", 0, "colour"), "red"),
    ],
)
def test_an_index_made_wrong_does_not_follow_the_schema(
    told: dict[str, Files], path: tuple[str | int, ...], value: Any
) -> None:
    tree: Any = index(told)
    spot = tree
    for step in path[:-1]:
        spot = spot[step]
    spot[path[-1]] = value
    with pytest.raises(ValidationError) as raised:
        Index.model_validate(tree)
    assert path in [one["loc"] for one in raised.value.errors()]


# Whoever has nothing to tell -----------------------------------------------------------------


def test_where_nothing_is_built_one_message_says_so(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as raised:
        publish_records(catalogue.root, Selection((), ("northfield",)), tmp_path, None)
    assert str(raised.value) == (
        f"{tmp_path}/northfield  contains nothing of this brand yet: publisher build\n{closing(1)}"
    )
    assert list(tmp_path.iterdir()) == []


def test_an_answer_to_a_code_that_no_source_names_is_taken_away(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(catalogue.out, out)
    stray = out / "riverbend/infobutton" / ICD / "X99.en.xml"
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_text("old")
    publish_records(catalogue.root, Selection(), out, None)
    assert not stray.exists()
    assert (out / "riverbend/en-US/every-block/ebook.epub").exists()
