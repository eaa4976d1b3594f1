"""A finished Word file → what it carries for `pull` and for programs, where it is not its own.

Controls say which text is which; a control with another address sends an edit to another place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from publisher.content.inline import Fact, find
from publisher.roundtrip import clinic_part, word_map
from publisher.roundtrip.addresses import Address, texts_of
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.perceived.markup_meaning import letters

if TYPE_CHECKING:
    from lxml import etree

    from publisher.plan.job import Job

    _Element = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def faults(job: Job, trees: Mapping[str, _Element]) -> Iterator[Fault]:
    """Everything wrong with controls, bookmarks, the source inside and the properties."""
    for detail in dict.fromkeys(
        (*_controls(job, trees), *_map(job, trees), *_properties(job, trees))
    ):
        yield Fault("", "", FaultKind.MEANING, detail)


def _titles(job: Job) -> list[re.Pattern[str]]:
    """What Word may show over a control: the labels for it, with a number or a name in them."""
    labels = [label for name, label in job.words.labels.items() if name.startswith("edit_")]
    return [re.compile(re.sub(r"\\\{[^}]*\}", ".{1,60}", re.escape(label))) for label in labels]


def _controls(job: Job, trees: Mapping[str, _Element]) -> Iterator[str]:
    titles = _titles(job)
    facts = {
        str(address)
        for address, _ in clinic_part.facts_of(job.brand.clinic, job.brand.emergency_number)
    }
    for tree in trees.values():
        for control in tree.iter(f"{W}sdt"):
            tag = _val(control.find(f"{W}sdtPr/{W}tag"))
            lock = _val(control.find(f"{W}sdtPr/{W}lock"))
            binding = control.find(f"{W}sdtPr/{W}dataBinding")
            if tag in facts:
                at = "" if binding is None else binding.get(f"{W}xpath", "")
                store = "" if binding is None else binding.get(f"{W}storeItemID", "")
                if str(clinic_part.fact_at(at)) != tag or store != clinic_part.STORE:
                    yield f"{tag} is not bound to its fact"
            elif binding is not None:
                yield f"{tag or 'a text'} is bound to a fact of the clinic"
            title = control.find(f"{W}sdtPr/{W}alias")
            if title is not None and not any(one.fullmatch(_val(title)) for one in titles):
                yield f"a control is called {_val(title)[:60]}"
            fixed = tag.startswith("fixed/")
            if fixed != (lock == "sdtContentLocked"):
                yield f"{tag or 'a text'} {'may' if fixed else 'cannot'} be changed"
            if not tag and control.find(f"{W}sdtPr/{W}docPartObj") is None:
                yield "a text does not say which one it is"


def _map(job: Job, trees: Mapping[str, _Element]) -> Iterator[str]:
    maps = [word_map.read(tree) for tree in trees.values() if word_map.is_map(tree)]
    if len(maps) != 1:
        return  # which another check reports
    carried = maps[0]
    wanted = word_map.source_of(job.condition, job.brand.clinic, job.brand.emergency_number)
    if carried.source != wanted:
        yield "the source that it carries is not its own"
    own = word_map.mapped(job.condition, [Address.parse(one.address) for one in carried.texts])
    if carried.texts != own:
        yield "its list of texts is not that of its source"
    body = trees["word/document.xml"]
    tags = {_val(tag) for tag in body.iter(f"{W}tag")}
    marks = {mark.get(f"{W}name", "") for mark in body.iter(f"{W}bookmarkStart")}
    yield from _facts(job, body)
    for text in carried.texts:
        if text.tag not in tags:
            yield f"{text.address} is in no control"
        if text.bookmark not in marks:
            yield f"{text.address} has no bookmark"


def _facts(job: Job, body: _Element) -> Iterator[str]:
    """Facts of the clinic in texts that no control says are facts: they would come home as words.

    A text of which a contents or a head shows a copy has one control, in the body.
    """
    texts = {address.tag(): text for address, text in texts_of(job.condition)}
    for control in body.iter(f"{W}sdt"):
        text = texts.get(_val(control.find(f"{W}sdtPr/{W}tag")))
        if text is None:
            continue
        named = (
            clinic_part.address_of(one.name, job.brand.clinic) for one in find(text.nodes, Fact)
        )
        inside = [_val(tag) for tag in control.iter(f"{W}tag")]
        for address in dict.fromkeys(named):
            if str(address) not in inside:
                yield f"{_val(control.find(f'{W}sdtPr/{W}tag'))} shows {address} as mere words"


_CORE = frozenset(
    (
        *("title", "subject", "creator", "keywords", "lastModifiedBy", "revision"),
        *("created", "modified", "identifier", "language", "version"),
    )
)


def _properties(job: Job, trees: Mapping[str, _Element]) -> Iterator[str]:
    core = {str(one.tag).rpartition("}")[2]: one.text or "" for one in trees["docProps/core.xml"]}
    if core.keys() != _CORE or len(core) != len(trees["docProps/core.xml"]):
        yield f"its properties are {', '.join(sorted(core))}"
    stamp = f"{job.stamp:%Y-%m-%dT%H:%M:%SZ}"
    wanted = {
        **dict.fromkeys(("created", "modified"), stamp),
        "revision": "1",
        "identifier": job.identifier,
    }
    for name, words in wanted.items():
        if core.get(name) != words:
            yield f"its {name} is {core.get(name, 'not there')[:60]}"
    settings = {str(one.tag).rpartition("}")[2]: one for one in trees["word/settings.xml"]}
    if "embedTrueTypeFonts" not in settings:
        yield "it does not say that its fonts are in it"
    if _val(settings.get("themeFontLang")) != job.condition.language:
        yield "its theme is in another language"
    for one in trees["docProps/app.xml"]:
        if not str(one.tag).endswith("}Company") or letters(one.text or "") != letters(
            job.brand.name
        ):
            yield f"its properties say {str(one.tag).rpartition('}')[2]} {one.text or ''}"


def _val(element: _Element | None) -> str:
    return "" if element is None else element.get(f"{W}val", "")
