"""Documents in HTML → what they contain that is in no source, brand or layout.

`markup_known` knows the elements, attributes and roles that layouts write; here are their words,
those of style sheets, and those that are written for machines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from publisher.content.model import texts as texts_of
from publisher.content.raster import is_raster
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.expect import Expectation
from publisher.verify.perceived import markup_known
from publisher.verify.perceived.cascade import Computed, Medium, Styles, without_data
from publisher.verify.perceived.markup_meaning import Documents, letters, words_in
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
        yield from markup_known.faults(documents.job, root)
        for element in root.iter():
            if isinstance(element.tag, str):
                yield from _element(documents, element, known)
    yield from _review(documents)


def known_words(job: Job) -> frozenset[str]:
    """Every text that may come from source, brand or layout, without white space."""
    return frozenset().union(*map(_known_words, job.halves))


def _known_words(job: Job) -> frozenset[str]:
    """The same of one language."""
    condition = job.condition
    own = [text.plain for text in texts_of(condition)]
    own += [text.cited(condition.numbers) for text in texts_of(condition)]
    own += [*Expectation(job).furniture(), *Expectation(job).about()]
    own += [job.words.review(condition.review), job.brand.name, job.brand.short_name]
    cover = f"{job.words.cover}{job.words.colon}{condition.title.plain}"
    own += [cover, f"{cover}{job.words.stop}{job.brand.name}"]
    own += [f"{condition.title.plain} | {job.brand.name}", *condition.whereabouts.values()]
    return frozenset(map(letters, own))


def _element(
    documents: Documents, element: etree._Element, known: frozenset[str]
) -> Iterator[Fault]:
    name = name_of(element)
    drawn = any(name_of(one) == "svg" for one in (element, *element.iterancestors()))
    if name == "image" and not (
        _is_of_logo(documents.job, element) or _is_of_figure(documents, element)
    ):
        yield Fault("", "", FaultKind.ADDED, "a drawing shows a picture that nobody knows")
    for key, value in element.attrib.items():
        key = str(key).rpartition("}")[2]
        if key.startswith("on") or str(value).strip().lower().startswith(("javascript:", "vbs")):
            yield Fault("", str(value), FaultKind.ADDED, f"{key} runs a script")
        is_page = element.get("role") == "doc-pagebreak"
        if key in _SPOKEN and not (drawn or is_page) and letters(str(value)) not in known:
            yield Fault("", str(value), FaultKind.ADDED, f"is said by {key}")
        if key == "src" and (urlsplit(str(value)).scheme not in ("", "data")):
            yield Fault("", str(value), FaultKind.ADDED, f"{key} fetches from elsewhere")
    if not _runs_rightly(documents.job, element, name):
        detail = f"runs {element.get('dir')}"
        yield Fault("", words_in(element)[:80], FaultKind.STRUCTURE, detail)
    if name == "html" and _language(element) != documents.job.condition.language:
        detail = f"is said to be in {_language(element)}"
        yield Fault("", "", FaultKind.MEANING, detail)
    yield from _labelled(documents, element)


def _runs_rightly(job: Job, element: etree._Element, name: str) -> bool:
    """Whether an element runs as its language does; Latin words may run otherwise in another."""
    said, expected = element.get("dir") or "", direction(job, name)
    if (
        said == "ltr"
        and not expected
        and job.condition.language.partition("-")[0] in _RIGHT_TO_LEFT
    ):
        return not any(unicodedata.bidirectional(c) in ("R", "AL") for c in words_in(element))
    return said == expected


def _language(element: etree._Element) -> str:
    return element.get("lang") or element.get(XML_LANG) or ""


def _is_of_logo(job: Job, element: etree._Element) -> bool:
    """Whether a picture inside a drawing is that of the brand's logo or mark, pixel by pixel."""
    shown = f'href="{element.get("href", "")}"'
    return shown in job.brand.logo.svg or shown in job.brand.mark.svg


def _is_of_figure(documents: Documents, element: etree._Element) -> bool:
    """Whether a picture is in the drawing of a raster figure, where its pixels are compared."""
    said = {letters(above.get("aria-label") or "") for above in element.iterancestors("{*}svg")}
    is_inside = re.match(r"data:image/(jpeg|png);base64,", element.get("href", "")) is not None
    return is_inside and any(
        letters(figure.alt.plain) in said
        for figure in documents.meaning.figures
        if is_raster(figure.file)
    )


def direction(job: Job, name: str) -> str:
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
                yield Fault("", words_in(element)[:80], FaultKind.ADDED, detail)


def _review(documents: Documents) -> Iterator[Fault]:
    """A state of review that is missing at the head or at the end."""
    line = documents.job.words.review(documents.job.condition.review)
    shown = sum(
        name_of(one) == "p" and letters(words_in(one)) == letters(line)
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
    for (_, _, name), elements in styles.alike.items():
        content = computed.of_pseudo(elements[0], name).get("content", "none")
        if content not in _NOTHING:
            for element in elements:
                if not _adds_nothing(element, content):
                    yield element, FaultKind.ADDED, f"::{name} says {content}"


def _marked(styles: Styles, medium: Medium) -> Iterator[tuple[etree._Element, FaultKind, str]]:
    computed = styles.in_medium(medium)
    for element in styles.lists:
        values = computed.of(element)
        if name_of(element) == "li" and _in_steps(element):
            yield from _unmarked(computed, element)
        mark = values.get("list-style-type") or values.get("list-style", "")
        words = set(mark.lower().split())
        steps = name_of(element) == "ol" or _in_steps(element)
        bare = name_of(element) == "ul" and "none" in words and not _is_bare(element)
        counted = [key for key in values if key.startswith("counter-")]
        wrong = words - _LISTS or bare
        wrong = wrong or (steps and not _in_contents(element) and words - {"decimal", "inherit"})
        if counted or (wrong and mark):
            detail = f"its items are marked by {mark or counted[0]}"
            yield element, FaultKind.STRUCTURE, detail


_UNMARKED = ("phones", "list checklist", "list questions", "index")


def _is_bare(element: etree._Element) -> bool:
    """Whether the items of a list have no bullets on purpose: they have boxes, or are links."""
    above = element.getparent()
    own = (element.get("class"), None if above is None else above.get("class"))
    return bool({*own} & {*_UNMARKED}) or _in_contents(element)


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
    for name in marker.keys() - _OF_MARKERS:
        yield item, FaultKind.STRUCTURE, f"the numbers of its steps have {name} {marker[name]}"


_OF_MARKERS = {"color", "font-weight", "font-variant-numeric"}


def _block_of(element: etree._Element, blocks: frozenset[str]) -> str:
    named = (one.get("id") or "" for one in (element, *element.iterancestors()))
    return next((identity for identity in named if identity in blocks), "")


def _in_contents(element: etree._Element) -> bool:
    return any(name_of(above) == "nav" for above in element.iterancestors())


_NOTHING = frozenset(("none", "normal", '""', "''", "inherit", "initial"))


def _adds_nothing(element: etree._Element, content: str) -> bool:
    content = content.strip().lower()
    if content in _NOTHING:
        return True
    # The cell repeats the heading of its column; `markup_meaning` checks that it is the right one.
    return content == "attr(data-column)" and element.get("data-column") is not None


_PAGE_MARGINS = (5.0, 35.0)  # mm


def page_boxes(sheets: list[str]) -> Iterator[Fault]:
    """Pages on paper that leave no room for text, and words in their margins."""
    for text in sheets:
        yield from _page_faults(without_data(text))


@lru_cache(maxsize=8)
def _page_faults(text: str) -> tuple[Fault, ...]:
    """Those of one sheet, which all guides of a brand have."""
    import tinycss2

    return tuple(
        fault
        for rule in tinycss2.parse_stylesheet(text, True, True)
        if rule.type == "at-rule" and rule.lower_at_keyword == "page" and rule.content is not None
        for fault in _page_box(rule)
    )


def _page_box(rule: Any) -> Iterator[Fault]:
    import tinycss2

    if rule.prelude and tinycss2.serialize(rule.prelude).strip():
        yield Fault("", "", FaultKind.NOT_SEEN, "some pages on paper differ from the others")
    for part in tinycss2.parse_blocks_contents(rule.content, True, True):
        if part.type == "declaration":
            yield from _page_margin(part.lower_name, tinycss2.serialize(part.value))
    for words in re.findall(r"content\s*:([^;}]*)", tinycss2.serialize(rule.content)):
        bare = re.sub(r"counters?\([^)]*\)", "", words)
        if re.search(r"[^\W\d_]", bare):
            yield Fault("", words.strip(), FaultKind.ADDED, "is printed in the margin")


def _page_margin(name: str, value: str) -> Iterator[Fault]:
    sides = re.findall(r"(?<![\w.])([\d.]+)mm", value)
    least, most = _PAGE_MARGINS
    if (
        name != "margin"
        or len(sides) != len(value.split())
        or not all(least <= float(side) <= most for side in sides)
    ):
        detail = f"a page on paper has {name} {value.strip()}"
        yield Fault("", "", FaultKind.NOT_SEEN, detail)
