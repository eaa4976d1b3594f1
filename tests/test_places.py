"""Addresses of texts: one for each, none twice, and names that Word takes."""

from __future__ import annotations

import re
from functools import cache

import pytest

from publisher.brand.load import load_brand
from publisher.content.inline import parse
from publisher.content.model import Condition, texts
from publisher.roundtrip import addresses as places
from publisher.source.load import load_condition
from tests.helpers import ROOT, SOURCES


@cache
def condition(name: str = "every-block") -> Condition:
    return load_condition(SOURCES[name], ROOT)


@pytest.mark.parametrize("source", SOURCES)
def test_every_text_has_one_address(source: str) -> None:
    placed = list(places.texts_of(condition(source)))
    assert sorted(text.source for _, text in placed) == sorted(
        text.source for text in texts(condition(source))
    )
    addresses = [address for address, _ in placed]
    assert len(set(addresses)) == len(addresses)


@pytest.mark.parametrize("source", SOURCES)
def test_names_for_word_are_short_and_apart(source: str) -> None:
    addresses = [address for address, _ in places.texts_of(condition(source))]
    for name, form in ((places.tag, r".{1,64}"), (places.anchor, r"_p[0-9a-f]{16}")):
        names = [name(address) for address in addresses]
        assert len(set(names)) == len(names)
        assert [n for n in names if not re.fullmatch(form, n)] == []
    ids = [places.control(address) for address in addresses]
    assert len(set(ids)) == len(ids)
    assert [n for n in ids if not 0 < n < 2**31] == []


def test_addresses_are_made_of_keys_and_ids() -> None:
    placed = {address: text.plain for address, text in places.texts_of(condition())}
    assert placed["also_called/0"] == "Kitchen sink"
    assert placed["sections/overview/brief/heading"] == "In short"
    assert placed["subsections/symptoms-rare/heading"] == "Rare things"
    assert placed["blocks/symptoms-list/items/1/text"] == "a second thing, such as"
    assert placed["blocks/symptoms-list/items/1/items/0"] == "a nested thing"
    assert placed["blocks/symptoms-definitions/items/0/term"] == "Sign"
    assert placed["blocks/help-emergency-list/items/1/text"] == "cannot breathe"
    assert placed["blocks/overview-table/rows/0/2"] == "Yes it does"
    assert placed["glossary/term/term"]
    assert placed["references/first/text"]
    assert dict(places.urls_of(condition()))["references/first/url"].startswith("https://")


def test_a_long_address_keeps_its_start_and_stays_apart() -> None:
    one, other = (f"blocks/{'long-' * 12}{name}/items/0" for name in ("a", "b"))
    assert len(places.tag(one)) == 64
    assert places.tag(one)[:48] == f"{one[:47]}~"
    assert places.tag(one) != places.tag(other)
    assert places.tag("title") == "title"


def test_a_digest_tells_spellings_apart() -> None:
    assert places.digest(parse("**one**")) != places.digest(parse("one"))
    assert places.digest(parse("one")) == places.digest(parse("one"))


def test_a_repeated_control_has_an_id_of_its_own() -> None:
    assert len({places.control("clinic/name", n) for n in range(50)}) == 50
    assert places.control("clinic/name", 0) == places.control("clinic/name")


def test_facts_of_the_clinic_have_a_path_in_its_part() -> None:
    house = load_brand(ROOT / "layouts/brands/riverbend", ROOT)
    facts = dict(places.facts_of(house.clinic, house.emergency_number))
    assert facts["clinic/phones/1/number"] == "555-0143"
    assert {fact: places.element(fact) for fact in facts} == {
        "clinic/name": "name",
        "clinic/address/0": "address[1]",
        "clinic/address/1": "address[2]",
        "clinic/phones/0/label": "phone[1]/label",
        "clinic/phones/0/number": "phone[1]/number",
        "clinic/phones/1/label": "phone[2]/label",
        "clinic/phones/1/number": "phone[2]/number",
        "clinic/email": "email",
        "clinic/web": "web",
        "emergency_number": "emergency",
    }
    with pytest.raises(ValueError, match="'clinic/fax' is no address of the clinic"):
        places.element("clinic/fax")
