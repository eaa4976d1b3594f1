"""The custom XML parts of a Word file: what is written into them is what is read from them."""

from __future__ import annotations

import pytest
from lxml import etree

from publisher.brand.load import load_brand
from publisher.brand.model import Brand
from publisher.roundtrip import clinic_part, word_map
from publisher.roundtrip.addresses import Address, texts_of, urls_of
from publisher.source.load import load_condition
from tests.helpers import ROOT, SOURCES


def brand() -> Brand:
    return load_brand(ROOT / "layouts/brands/riverbend", ROOT)


def test_a_map_is_read_as_it_was_written() -> None:
    condition, clinic = load_condition(SOURCES["every-block"], ROOT), brand().clinic
    shown = [address for address, _ in (*texts_of(condition), *urls_of(condition))]
    before = word_map.WordMap(
        condition=condition.condition,
        language=condition.language,
        brand="riverbend",
        edition="word",
        version=condition.version,
        key="key",
        texts=word_map.mapped(condition, shown),
        pictures={"figure": "hash"},
        source=word_map.source_of(condition, clinic, "911"),
    )
    root = etree.fromstring(etree.tostring(word_map.written(before)))
    assert word_map.is_map(root)
    assert word_map.read(root) == before
    assert [Address.parse(text.address) for text in before.texts] == shown


def test_a_map_without_its_condition_is_refused() -> None:
    root = etree.Element(f"{{{word_map.NAMESPACE}}}map")
    with pytest.raises(KeyError, match="condition"):
        word_map.read(root)


def test_the_clinic_is_read_as_it_was_written() -> None:
    facts = list(clinic_part.facts_of(brand().clinic, "911"))
    root = clinic_part.written(brand().clinic, "911")
    assert clinic_part.is_clinic(root)
    assert sorted(map(str, clinic_part.read(root))) == sorted(map(str, facts))


def test_facts_of_the_clinic_have_a_path_in_its_part() -> None:
    facts = dict(clinic_part.facts_of(brand().clinic, "911"))
    paths = {str(fact): clinic_part.xpath_of(fact) for fact in facts}
    assert paths == {
        "clinic/name": "/c:clinic/c:name",
        "clinic/address/0": "/c:clinic/c:address[1]",
        "clinic/address/1": "/c:clinic/c:address[2]",
        "clinic/phones/0/label": "/c:clinic/c:phone[1]/c:label",
        "clinic/phones/0/number": "/c:clinic/c:phone[1]/c:number",
        "clinic/phones/1/label": "/c:clinic/c:phone[2]/c:label",
        "clinic/phones/1/number": "/c:clinic/c:phone[2]/c:number",
        "clinic/email": "/c:clinic/c:email",
        "clinic/web": "/c:clinic/c:web",
        "emergency_number": "/c:clinic/c:emergency",
    }
    root, namespaces = clinic_part.written(brand().clinic, "911"), {"c": clinic_part.NAMESPACE}
    for fact, text in facts.items():
        assert clinic_part.fact_at(clinic_part.xpath_of(fact)) == fact
        (element,) = root.xpath(clinic_part.xpath_of(fact), namespaces=namespaces)
        assert element.text == text


def test_a_path_is_known_whatever_its_prefixes_are() -> None:
    fact = clinic_part.fact_at("/ns0:clinic[1]/ns0:phone[2]/ns0:number[1]")
    assert str(fact) == "clinic/phones/1/number"
    assert clinic_part.fact_at("/ns0:other/ns0:name") is None


def test_what_is_no_fact_of_the_clinic_has_no_path() -> None:
    with pytest.raises(ValueError, match="'clinic/fax' is no address of the clinic"):
        clinic_part.xpath_of(Address.parse("clinic/fax"))
