"""Documents in HTML → what they contain that is in no source, brand or layout.

`markup_known` lists the elements, attributes and roles that layouts write; here are their words,
those of style sheets, and those that are written for machines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from publisher.content.model import ReviewState
from publisher.content.model import texts as texts_of
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.expect import Expectation
from publisher.verify.meaning import meaning
from publisher.verify.perceived import markup_known
from publisher.verify.perceived.cascade import Computed, Medium, Styles
from publisher.verify.perceived.markup_meaning import Documents, letters, said
from publisher.verify.perceived.markup_seen import name_of

if TYPE_CHECKING:
    from lxml import etree

    from publisher.plan.job import Job


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SPOKEN = ("title", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext")
_LISTS = frozenset(("", "none", "disc", "circle", "square", "decimal", "inherit", "initial"))


def faults(documents: Documents) -> Iterator[Fault]:
    """What readers, or programs that read for them, find in documents though nobody wrote it."""
    known = known_words(documents.job)
    for root in documents.roots.values():
        yield from markup_known.faults(root)
        for element in root.iter():
            if isinstance(element.tag, str):
                yield from _element(documents, element, known)
    yield from _review(documents)


def known_words(job: Job) -> frozenset[str]:
    """Every text that may come from source, brand or layout, without white space."""
    condition = job.condition
    own = [text.plain for text in texts_of(condition)]
    own += [text.cited(condition.numbers) for text in texts_of(condition)]
    own += [*Expectation(job).furniture(), *Expectation(job).about()]
    own += [job.words.review(condition.review), job.brand.name, job.brand.short_name]
    own += [f"{job.words.cover}: {condition.title.plain}. {job.brand.name}"]
    own += [f"{job.words.cover}: {condition.title.plain}"]
    own += [f"{condition.title.plain} | {job.brand.name}", *condition.whereabouts.values()]
    return frozenset(map(letters, own))


def _element(
    documents: Documents, element: etree._Element, known: frozenset[str]
) -> Iterator[Fault]:
    name = name_of(element)
    drawn = any(name_of(one) == "svg" for one in (element, *element.iterancestors()))
    if name == "image" and not _is_of_logo(documents.job, element):
        yield Fault("", "", FaultKind.ADDED, "a drawing shows a picture that is not the logo")
    for key, value in element.attrib.items():
        key = str(key).rpartition("}")[2]
        if key.startswith("on") or str(value).strip().lower().startswith(("javascript:", "vbs")):
            yield Fault("", str(value), FaultKind.ADDED, f"{key} runs a script")
        is_page = element.get("role") == "doc-pagebreak"
        if key in _SPOKEN and not (drawn or is_page) and letters(str(value)) not in known:
            yield Fault("", str(value), FaultKind.ADDED, f"is said by {key}")
        if key == "src" and (urlsplit(str(value)).scheme not in ("", "data")):
            yield Fault("", str(value), FaultKind.ADDED, f"{key} fetches from elsewhere")
    if (element.get("dir") or "") != _direction(documents.job, name):
        detail = f"runs {element.get('dir')}"
        yield Fault("", said(element)[:80], FaultKind.STRUCTURE, detail)
    if name == "html" and _language(element) != documents.job.condition.language:
        detail = f"is said to be in {_language(element)}"
        yield Fault("", "", FaultKind.MEANING, detail)
    yield from _labelled(documents, element)


def _language(element: etree._Element) -> str:
    return element.get("lang") or element.get(XML_LANG) or ""


def _is_of_logo(job: Job, element: etree._Element) -> bool:
    """Whether a picture inside a drawing is that of the brand's logo or mark, pixel by pixel."""
    shown = f'href="{element.get("href", "")}"'
    return shown in job.brand.logo.svg or shown in job.brand.mark.svg


def _direction(job: Job, name: str) -> str:
    """The direction that an element may declare: that of the language, on <html>."""
    primary = job.condition.language.partition("-")[0]
    return "" if name != "html" else "rtl" if primary in _RIGHT_TO_LEFT else "ltr"


def _labelled(documents: Documents, element: etree._Element) -> Iterator[Fault]:
    for key in ("aria-labelledby", "aria-describedby"):
        for identity in (element.get(key) or "").split():
            _, label = documents.ids.get(identity, ("", None))
            inside = label is not None and element in (label, *label.iterancestors())
            if not inside:
                detail = f"{key} names words that are elsewhere"
                yield Fault("", said(element)[:80], FaultKind.ADDED, detail)


def _review(documents: Documents) -> Iterator[Fault]:
    """A state of review that is missing at the head or at the end."""
    line = documents.job.words.review(documents.job.condition.review)
    shown = sum(
        name_of(one) == "p" and letters(said(one)) == letters(line)
        for _, body in documents.bodies()
        for one in body.iter()
    )
    if shown < 2:
        yield Fault("review", line, FaultKind.MISSING, "it stands at the head and at the end")


# Generated content ------------------------------------------------------------------------------


def generated(styles: Styles, blocks: frozenset[str]) -> Iterator[Fault]:
    """Words that a style sheet adds, and list markers that it changes; each once."""
    yield from dict.fromkeys(
        Fault(_block_of(element, blocks), "", kind, detail)
        for medium in styles.sheets.media
        for element, kind, detail in (*_written(styles, medium), *_marked(styles, medium))
    )


def _written(styles: Styles, medium: Medium) -> Iterator[tuple[etree._Element, FaultKind, str]]:
    computed = styles.in_medium(medium)
    for element, name in styles.pseudos:
        content = computed.of_pseudo(element, name).get("content", "none")
        if not _adds_nothing(element, content):
            yield element, FaultKind.ADDED, f"::{name} says {content}"


def _marked(styles: Styles, medium: Medium) -> Iterator[tuple[etree._Element, FaultKind, str]]:
    computed = styles.in_medium(medium)
    for element in styles.own:
        if name_of(element) not in ("ol", "ul", "li"):
            continue
        values = computed.of(element)
        if name_of(element) == "li" and _in_steps(element):
            yield from _unmarked(computed, element)
        mark = values.get("list-style-type") or values.get("list-style", "")
        ordered = name_of(element) == "ol" and not _in_contents(element)
        counted = [key for key in values if key.startswith("counter-")]
        wrong = [word for word in mark.split() if word not in _LISTS | {"inside", "outside"}]
        if counted or wrong or (ordered and mark and "decimal" not in mark):
            detail = f"its items are marked by {mark or counted[0]}"
            yield element, FaultKind.STRUCTURE, detail


def _in_steps(item: etree._Element) -> bool:
    above = item.getparent()
    return above is not None and name_of(above) == "ol" and not _in_contents(item)


def _unmarked(
    computed: Computed, item: etree._Element
) -> Iterator[tuple[etree._Element, FaultKind, str]]:
    """A step whose number is missing, or hard to see."""
    display = computed.of(item).get("display", "list-item")
    if display != "list-item":
        yield item, FaultKind.STRUCTURE, f"its steps have display {display}, so no numbers"
    marker = computed.of_pseudo(item, "marker")
    for name in ("content", "font-size", "font"):
        if name in marker:
            yield item, FaultKind.STRUCTURE, f"the numbers of its steps have {name} {marker[name]}"


def _block_of(element: etree._Element, blocks: frozenset[str]) -> str:
    named = (one.get("id") or "" for one in (element, *element.iterancestors()))
    return next((identity for identity in named if identity in blocks), "")


def _in_contents(element: etree._Element) -> bool:
    return any(name_of(above) == "nav" for above in element.iterancestors())


def _adds_nothing(element: etree._Element, content: str) -> bool:
    content = content.strip().lower()
    if content in ("none", "normal", '""', "''", "inherit", "initial"):
        return True
    # The cell repeats the heading of its column; `markup_meaning` checks that it is the right one.
    return content == "attr(data-column)" and element.get("data-column") is not None


def page_boxes(sheets: list[str]) -> Iterator[Fault]:
    """Words that a style sheet prints in the margins of pages."""
    import tinycss2

    for text in sheets:
        for rule in tinycss2.parse_stylesheet(text, True, True):
            if rule.type != "at-rule" or rule.lower_at_keyword != "page" or rule.content is None:
                continue
            for words in re.findall(r"content\s*:([^;}]*)", tinycss2.serialize(rule.content)):
                bare = re.sub(r"counters?\([^)]*\)", "", words)
                if re.search(r"[^\W\d_]", bare):
                    yield Fault("", words.strip(), FaultKind.ADDED, "is printed in the margin")


# What machines read ---------------------------------------------------------------------------

_SCHEMA = _words(
    """
    @context @type about alternateName audience audienceType code codeValue codingSystem
    creativeWorkStatus dateModified datePublished description inLanguage lastReviewed name
    possibleTreatment publisher reviewedBy riskFactor signOrSymptom typicalTest url version
    """
)


def linked_data(job: Job, root: etree._Element) -> Iterator[Fault]:
    """What a page tells search engines although its source does not say it."""
    types = [s.get("type") for s in root.iter("script")].count("application/ld+json")
    if types != 1:
        yield Fault("", "", FaultKind.MISSING, f"{types} pieces of linked data, not one")
    for script in root.iter("script"):
        if script.get("type") != "application/ld+json":
            yield Fault("", (script.text or "")[:60], FaultKind.ADDED, "is a script")
            continue
        try:
            data = json.loads(script.text or "")
        except ValueError:
            yield Fault("", "", FaultKind.ADDED, "its linked data cannot be read")
            continue
        if not isinstance(data, dict) or data.get("@type") != "MedicalWebPage":
            yield Fault("", "", FaultKind.MEANING, "its linked data is about no page of medicine")
        yield from _linked(job, data)


def _linked(job: Job, data: Any) -> Iterator[Fault]:
    condition, review = job.condition, job.condition.review
    known = known_words(job)
    known |= {*map(letters, job.brand.clinic.links), letters(condition.language), "Patient"}
    known |= {condition.issued.isoformat(), condition.modified.isoformat(), condition.version}
    known |= {letters(part) for c in condition.codes for part in (c.code, c.system, c.display)}
    for one in meaning(job).lists:
        pairs = zip(one.items, one.nested, strict=True)
        known |= {letters(f"{item}: {', '.join(nested)}") for item, nested in pairs}
    reviewed = review.state is ReviewState.REVIEWED
    if reviewed and review.reviewed:
        known |= {review.reviewed.isoformat(), letters(review.reviewer or "")}
    for key, value in _leaves(data):
        of_review = key in ("reviewedBy", "lastReviewed")
        is_word = key not in ("@type", "@context")
        if (
            key not in _SCHEMA
            or (of_review and not reviewed)
            or (is_word and letters(value) not in known)
        ):
            yield Fault("", f"{key}: {value}", FaultKind.ADDED, "is said to search engines")


def _leaves(data: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for name, value in data.items():
            if name not in _SCHEMA or name in ("reviewedBy", "lastReviewed"):
                yield name, str(value)
            yield from _leaves(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from _leaves(value, key)
    else:
        yield key, str(data)


_METAS = {
    "viewport": "width=device-width, initial-scale=1",
    "color-scheme": "light dark",
    "referrer": "no-referrer",
}


def head(job: Job, root: etree._Element) -> Iterator[Fault]:
    """What the head of a web page says although its source does not."""
    condition = job.condition
    title = f"{condition.title.plain} | {job.brand.name}"
    if letters(root.findtext("head/title", "")) != letters(title):
        yield Fault("title", title, FaultKind.MEANING, "is not what the window is called")
    named = {**_METAS, "description": condition.subtitle.plain}
    for meta in root.iter("meta"):
        name, content = meta.get("name"), meta.get("content") or ""
        if name in named and content != named[name]:
            yield Fault("", content, FaultKind.MEANING, f"is not what {name} should say")
        elif name not in {*named, "theme-color", None}:
            yield Fault("", content, FaultKind.ADDED, f"is said by {name}")
        equiv = (meta.get("http-equiv") or "").lower()
        if (equiv and equiv != "content-security-policy") or meta.get("property"):
            yield Fault("", content, FaultKind.ADDED, f"is said by {equiv or meta.get('property')}")
    names = {meta.get("name") for meta in root.iter("meta")}
    policies = [meta.get("http-equiv") for meta in root.iter("meta") if meta.get("http-equiv")]
    if "viewport" not in names or not policies:
        yield Fault("", "", FaultKind.MISSING, "the head lacks its window or its policy")
    for style in root.iter("style"):
        if style.attrib:
            yield Fault("", "", FaultKind.NOT_SEEN, "a style sheet is not for every medium")
    if sum(1 for _ in root.iter("main")) != 1:
        yield Fault("", "", FaultKind.STRUCTURE, "the text is not in one <main>")
    for link in root.iter("link"):
        if link.get("rel") != "icon" or not (link.get("href") or "").startswith("data:"):
            yield Fault("", link.get("href") or "", FaultKind.ADDED, "is linked to the page")
