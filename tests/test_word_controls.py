"""Each text of a Word file has its control, its bookmark and its line in the map part."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from publisher.content.model import (
    Callout,
    Wording,
)
from publisher.roundtrip import clinic_part, word_map
from publisher.roundtrip.addresses import Address, digest, texts_of, urls_of
from tests.helpers import PAIRS, SOURCES
from tests.word_files import (
    BRANDS,
    W,
    changed,
    job,
    made,
    part,
    said,
)

STORED = {"map": f"{{{word_map.NAMESPACE}}}", "clinic": f"{{{clinic_part.NAMESPACE}}}"}


def controls(root: Any) -> Iterator[tuple[str, str, str, str]]:
    """(tag, title, lock, words) of each content control, in order."""
    for control in root.iter(f"{W}sdt"):
        properties = control.find(f"{W}sdtPr")
        tag, title, lock = (properties.find(f"{W}{name}") for name in ("tag", "alias", "lock"))
        if tag is not None:
            yield (
                tag.get(f"{W}val"),
                "" if title is None else title.get(f"{W}val"),
                "" if lock is None else lock.get(f"{W}val"),
                said(control),
            )


def shown_places(source: str) -> dict[Address, str]:
    """What the file must let an editor change: every text of the full wording, by address."""
    condition = job(source).condition
    briefs = {
        inner.id
        for wording in Wording
        if wording is not Wording.FULL
        for block in condition.blocks(wording)
        for inner in (block, *(block.body if isinstance(block, Callout) else ()))
    }
    texts = {
        address: text.cited(condition.numbers)
        for address, text in texts_of(condition)
        if address.steps != ("short_title",)
        and not {"brief", "sheet", "plain"} & {*address.steps}
        and not (address.steps[0] == "blocks" and address.steps[1] in briefs)
    }
    return texts | dict(urls_of(condition))


@pytest.mark.parametrize(("source", "house"), PAIRS)
def test_every_text_has_its_control_and_its_bookmark(source: str, house: str) -> None:
    document = part(made(source, house), "word/document.xml")
    wanted = shown_places(source)
    found = {tag: text for tag, _, _, text in controls(document)}
    names = {mark.get(f"{W}name") for mark in document.iter(f"{W}bookmarkStart")}
    for address, text in wanted.items():
        if address.steps[-1] != "alt":
            assert found[address.tag()] == text
        assert address.tag() in found
        assert address.bookmark() in names


@pytest.mark.parametrize("source", SOURCES)
def test_the_map_lists_every_text_in_order_with_its_digest(source: str) -> None:
    root = part(made(source), word_map.NAME)
    listed = [dict(place.attrib) for place in root.iter(f"{STORED['map']}place")]
    wanted = shown_places(source)
    digests = {a: digest(text.source) for a, text in texts_of(job(source).condition)}
    assert sorted(place["address"] for place in listed) == sorted(map(str, wanted))
    order = [tag for tag, *_ in controls(part(made(source), "word/document.xml"))]
    assert [p["tag"] for p in listed] == [t for t in order if t in {p["tag"] for p in listed}]
    for place in listed:
        address = Address.parse(place["address"])
        assert place["tag"] == address.tag()
        assert place["bookmark"] == address.bookmark()
        assert place["sha256"] == (digests.get(address) or digest(wanted[address]))


def test_the_map_says_which_job_it_is_and_holds_the_source() -> None:
    root = part(made(), word_map.NAME)
    assert dict(root.attrib) == {
        "condition": "every-block",
        "language": "en-US",
        "brand": "riverbend",
        "edition": "word",
        "version": "0.1",
        "key": job("every-block", "riverbend").key,
    }
    source = json.loads(root.find(f"{STORED['map']}source").text)
    assert source["condition"] == job().condition.model_dump(mode="json", exclude={"answered"})
    assert source["clinic"]["phones"][1]["number"] == "555-0143"
    assert source["emergency_number"] == "911"


@pytest.mark.parametrize("source", SOURCES)
def test_no_two_controls_have_one_id(source: str) -> None:
    parts = ("document", "header2", "footer1", "footer2")
    ids = [
        control.find(f"{W}sdtPr/{W}id").get(f"{W}val")
        for name in parts
        for control in part(made(source), f"word/{name}.xml").iter(f"{W}sdt")
        if control.find(f"{W}sdtPr/{W}id") is not None
    ]
    assert len(set(ids)) == len(ids)
    assert all(0 < int(number) < 2**31 for number in ids)


def test_an_editor_reads_what_each_control_is() -> None:
    document = part(made(), "word/document.xml")
    titles = {tag: title for tag, title, *_ in controls(document)}
    assert titles["title"] == "Title"
    assert titles["blocks/treatment-steps"] == "Steps"
    assert titles["blocks/treatment-steps/items/1/items/0"] == ""
    assert titles["blocks/overview-table/rows/0/2"] == ""
    assert titles["clinic/phones/0/number"] == "Clinic: telephone number"
    assert titles["fixed/review"] == "Cannot be changed here"
    hidden = {
        one.find(f"{W}sdtPr/{W}tag").get(f"{W}val")
        for one in document.iter(f"{W}sdt")
        if [*one.iterfind(f"{W}sdtPr/{{*}}appearance")]
    }
    assert hidden.isdisjoint({"clinic/phones/0/number", "fixed/review"})
    assert hidden >= {"title", "blocks/treatment-steps", "blocks/treatment-steps/items/1/items/0"}


def test_the_gallery_has_what_somebody_who_adds_a_text_wants() -> None:
    styles = part(made(), "word/styles.xml")
    shown = [
        one.find(f"{W}name").get(f"{W}val")
        for one in styles.iter(f"{W}style")
        if one.find(f"{W}qFormat") is not None
    ]
    assert shown == [
        *("heading 1", "heading 2", "heading 3", "Body Text", "Lead-in", "List Bullet"),
        *("List Bullet 2", "List Number", "Checklist", "Question", "Definition Term"),
        *("Definition Text", "Table Heading", "Table Text", "Strong", "Emphasis"),
    ]


def test_a_block_is_one_control_around_its_paragraphs_and_those_in_a_box_lie_within() -> None:
    document = part(made(), "word/document.xml")
    outer = {
        tag.get(f"{W}val"): control
        for control in document.find(f"{W}body").iter(f"{W}sdt")
        if control.getparent().tag != f"{W}p"
        and (tag := control.find(f"{W}sdtPr/{W}tag")) is not None
    }
    condition = job().condition
    wanted = [b for b in condition.blocks(Wording.FULL) if b.kind != "paragraph"]
    inner = [b for c in wanted if isinstance(c, Callout) for b in c.body if b.kind != "paragraph"]
    assert set(outer) >= {f"blocks/{block.id}" for block in (*wanted, *inner)}
    box = outer["blocks/help-emergency"]
    assert outer["blocks/help-emergency-list"] in list(box.iter(f"{W}sdt"))
    assert outer["blocks/overview-table"].find(f"{W}sdtContent/{W}tbl") is not None


def test_a_text_that_must_be_there_cannot_be_deleted_and_what_we_say_not_changed() -> None:
    locks = {tag: lock for tag, _, lock, _ in controls(part(made(), "word/document.xml"))}
    assert {tag for tag, lock in locks.items() if lock == "sdtLocked"} >= {
        "title",
        "subtitle",
        "sections/overview/heading",
        "subsections/symptoms-rare/heading",
        "clinic/name",
        "emergency_number",
        "glossary/term/term",
        "references/first/text",
    }
    assert locks["blocks/overview-text/text"] == ""
    assert locks["blocks/symptoms-list/items/0/text"] == ""
    fixed = {
        words: lock
        for tag, _, lock, words in controls(part(made(), "word/document.xml"))
        if tag.startswith("fixed/")
    }
    assert set(fixed.values()) == {"sdtContentLocked"}
    labels = job().words
    assert set(fixed) >= {
        labels.review(job().condition.review),
        labels.edition_line(job().condition),
        labels.at_a_glance,
        labels.glossary,
        labels.references,
        labels.about,
        labels.emergency,
        *job().brand.legal,
    }


def stale(data: bytes) -> list[str]:
    """Controls that show something else than what they are bound to, in every part."""
    store = part(data, clinic_part.NAME)
    found = []
    for name in ("document", "header2", "footer1", "footer2"):
        for binding in part(data, f"word/{name}.xml").iter(f"{W}dataBinding"):
            assert binding.get(f"{W}storeItemID") == clinic_part.STORE
            assert binding.get(f"{W}prefixMappings") == f"xmlns:c='{clinic_part.NAMESPACE}'"
            (node,) = store.xpath(binding.get(f"{W}xpath"), namespaces={"c": clinic_part.NAMESPACE})
            control = binding.getparent().getparent()
            assert binding.getnext().tag == f"{W}text"
            if said(control) != node.text:
                found.append(f"{name}: {said(control)} is {node.text}")
    return found


@pytest.mark.parametrize("source", SOURCES)
def test_no_control_touches_another_for_libreoffice_would_save_a_broken_file(source: str) -> None:
    for name in ("document", "header2", "footer1", "footer2"):
        for control in part(made(source), f"word/{name}.xml").iter(f"{W}sdt"):
            following = control.getnext()
            beside = control.getparent().tag == f"{W}p" and following is not None
            assert not (beside and following.tag == f"{W}sdt")


def test_the_map_knows_each_picture_by_its_pixels() -> None:
    listed = {
        p.get("block"): p.get("sha256")
        for p in part(made(), word_map.NAME).iter(f"{STORED['map']}picture")
    }
    with zipfile.ZipFile(io.BytesIO(made())) as file:
        painted = {
            hashlib.sha256(file.read(name)).hexdigest()
            for name in file.namelist()
            if name.startswith("word/media/") and name.endswith((".png", ".jpg"))
        }
    symbols = {"Symbol call", "Symbol fever", "Symbol tablet"}
    figures = {"overview-figure", "overview-picture", "treatment-film", "treatment-sound"}
    assert listed.keys() == {*figures, *symbols}
    assert set(listed.values()) <= painted
    assert len(set(listed.values())) == len(listed)


@pytest.mark.parametrize("house", BRANDS)
def test_facts_of_the_clinic_are_bound_wherever_they_stand(house: str) -> None:
    data = made("every-block", house)
    assert stale(data) == []
    brand_ = job("every-block", house).brand
    known = clinic_part.facts_of(brand_.clinic, brand_.emergency_number)
    facts = {str(fact): text for fact, text in known}
    body = Counter(tag for tag, *_ in controls(part(data, "word/document.xml")))
    assert set(facts) <= set(body)
    assert body["clinic/phones/0/number"] == 3  # page 1, the box to call, and the contact card
    for name in ("header2", "footer1", "footer2"):
        assert "clinic/name" in {tag for tag, *_ in controls(part(data, f"word/{name}.xml"))}
    for text in part(data, "word/document.xml").iter(f"{W}t"):
        held = any(
            up.tag == f"{W}sdt" and up.find(f"{W}sdtPr/{W}dataBinding") is not None
            for up in text.iterancestors()
        )
        assert held or text.text not in facts.values()


def test_a_number_that_is_not_what_it_is_bound_to_is_noticed() -> None:
    other = changed(made(), clinic_part.NAME, lambda xml: xml.replace(">911<", ">112<"))
    assert stale(other) == 2 * ["document: 911 is 112"]  # on page 1, and in the box


def test_the_parts_of_data_are_known_by_their_numbers() -> None:
    namespace = "{http://schemas.openxmlformats.org/officeDocument/2006/customXml}"
    for number, store in ((1, word_map.STORE), (2, clinic_part.STORE)):
        properties = part(made(), f"customXml/itemProps{number}.xml")
        assert properties.get(f"{namespace}itemID") == store
