"""Addresses of texts: one for each, none twice, and names that Word takes."""

from __future__ import annotations

import re
from functools import cache

import pytest

from publisher.content.inline import parse
from publisher.content.model import Condition, texts
from publisher.roundtrip.addresses import (
    CLINIC,
    CONDITION,
    Address,
    digest,
    link_target,
    texts_of,
    urls_of,
)
from publisher.source.load import load_condition
from tests.helpers import ROOT, SOURCES


@cache
def condition(name: str = "every-block") -> Condition:
    return load_condition(SOURCES[name], ROOT)


@pytest.mark.parametrize("source", SOURCES)
def test_every_text_has_one_address(source: str) -> None:
    found = list(texts_of(condition(source)))
    assert sorted(text.source for _, text in found) == sorted(
        text.source for text in texts(condition(source))
    )
    addresses = [str(address) for address, _ in found]
    assert len(set(addresses)) == len(addresses)


@pytest.mark.parametrize("source", SOURCES)
def test_names_for_word_are_short_and_different(source: str) -> None:
    addresses = [address for address, _ in texts_of(condition(source))]
    for names, form in (
        ([address.tag() for address in addresses], r".{1,64}"),
        ([address.bookmark() for address in addresses], r"_p[0-9a-f]{16}"),
    ):
        assert len(set(names)) == len(names)
        assert [name for name in names if not re.fullmatch(form, name)] == []
    ids = [address.control_id() for address in addresses]
    assert len(set(ids)) == len(ids)
    assert [n for n in ids if not 0 < n < 2**31] == []


def test_addresses_are_made_of_keys_and_ids() -> None:
    found = {str(address): text.plain for address, text in texts_of(condition())}
    assert found["also_called/0"] == "Kitchen sink"
    assert found["sections/overview/brief/heading"] == "In short"
    assert found["subsections/symptoms-rare/heading"] == "Rare things"
    assert found["blocks/symptoms-list/items/1/text"] == "a second thing, such as"
    assert found["blocks/symptoms-list/items/1/items/0"] == "a nested thing"
    assert found["blocks/symptoms-definitions/items/0/term"] == "Sign"
    assert found["blocks/help-emergency-list/items/1/text"] == "cannot breathe"
    assert found["blocks/overview-table/rows/0/2"] == "Yes it does"
    assert found["glossary/term/term"]
    assert found["references/first/text"]
    urls = {str(address): url for address, url in urls_of(condition())}
    assert urls["references/first/url"].startswith("https://")


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (CONDITION.title, "title"),
        (CONDITION.summary[2], "summary/2"),
        (Address.section("overview").brief.heading, "sections/overview/brief/heading"),
        (Address.subsection("rare").heading, "subsections/rare/heading"),
        (Address.block("list").lead_in, "blocks/list/lead_in"),
        (Address.block("list").items[3].items[0], "blocks/list/items/3/items/0"),
        (Address.block("table").rows[1][2], "blocks/table/rows/1/2"),
        (Address.block("list").items.below("order"), "blocks/list/items/order"),
        (Address.entry("iron").definition, "glossary/iron/definition"),
        (Address.reference("who").url, "references/who/url"),
        (CLINIC.phones[0].number, "clinic/phones/0/number"),
        (Address.fixed("about"), "fixed/about"),
        (CONDITION, ""),
    ],
)
def test_an_address_is_spelled_and_parsed(address: Address, text: str) -> None:
    assert str(address) == text
    assert Address.parse(text) == address


def test_a_long_address_keeps_its_start_and_stays_different() -> None:
    first, second = (Address.block(f"{'long-' * 12}{name}").items[0] for name in ("a", "b"))
    assert len(first.tag()) == 64
    assert first.tag()[:48] == f"{str(first)[:47]}~"
    assert first.tag() != second.tag()
    assert CONDITION.title.tag() == "title"


def test_targets_of_links_are_names_that_word_takes() -> None:
    assert link_target("block", "my-block") == "block_my_block"
    long = link_target("block", "a-name-that-goes-on-and-on-for-more-than-word-will-take")
    other = link_target("block", "a-name-that-goes-on-and-on-for-more-than-word-may-take")
    assert len(long) == len(other) == 40
    assert long != other


def test_a_digest_is_different_for_different_spellings() -> None:
    assert digest(parse("**one**").source) != digest(parse("one").source)
    assert digest(parse("one").source) == digest(parse("one").source)


def test_a_repeated_control_has_an_id_of_its_own() -> None:
    assert len({CLINIC.name.control_id(n) for n in range(50)}) == 50
    assert CLINIC.name.control_id(0) == CLINIC.name.control_id()
