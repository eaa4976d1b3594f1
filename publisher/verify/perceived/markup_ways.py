"""A web page → the ways through it that are missing: skip link, contents, focus, look of links.

Who reads by keyboard or screen reader, or looks for one part of a long page, goes by these.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from publisher.verify.compare import Fault, FaultKind
from publisher.verify.perceived.cascade import Computed, Styles
from publisher.verify.perceived.hiding import length
from publisher.verify.perceived.markup_meaning import Documents, letters, words_in
from publisher.verify.perceived.markup_seen import name_of

if TYPE_CHECKING:
    from lxml import etree


def faults(documents: Documents, styles: Styles) -> Iterator[Fault]:
    """Every way through the page that is missing or leads elsewhere."""
    for _, body in documents.bodies():
        yield from _skip(documents, body, styles)
        yield from _contents(documents, body, styles)
        yield from _links(body, styles)


def _skip(documents: Documents, body: etree._Element, styles: Styles) -> Iterator[Fault]:
    """The link past what stands before the text: it comes first, and into sight when reached."""
    first = next((one for one in body if isinstance(one.tag, str)), None)
    main = next(body.iter("main"), None)
    words = documents.job.words.skip
    if first is None or first.get("class") != "skip" or letters(words_in(first)) != letters(words):
        yield Fault("", words, FaultKind.LINK, "is not the first link of the page")
        return
    if main is None or first.get("href") != f"#{main.get('id')}" or main.get("tabindex") != "-1":
        yield Fault("", words, FaultKind.LINK, f"leads to {first.get('href')}, not to the text")
    for medium in styles.sheets.media:
        values = styles.in_medium(medium).of(first)
        if medium.paper:
            continue
        top = length(values.get("inset-block-start", ""), 16.0, medium)
        held = [name for name in values if name.startswith(("inset", "bottom", "right", "top"))]
        placed = sorted(held) == ["inset-block-start", "inset-inline-start"]
        away = top is not None and (0 <= top <= 32 if medium.touched else -200 < top <= -48)
        if not (placed and away and values.get("position") == "absolute"):
            yield Fault("", words, FaultKind.NOT_SEEN, f"is not in its place on {medium.name}")
            return


def _contents(documents: Documents, body: etree._Element, styles: Styles) -> Iterator[Fault]:
    """The lists of contents: in order, complete, named, and one of them shown on every screen."""
    job = documents.job
    wanted = [one.words for one in documents.meaning.headings if one.level == 2]
    lists = [one for one in body.iter("nav") if "contents" in (one.get("class") or "").split()]
    if job.edition.is_plain and not lists:
        return  # Easy Read is short, and a list of its headings would be one more thing to read
    for one in lists:
        entries = list(one.iter("a"))
        shown = [letters(words_in(link)) for link in entries]
        others = [job.words.other_formats] if letters(job.words.other_formats) in shown[-1:] else []
        for words in wanted:
            if letters(words) not in shown:
                yield Fault("", words, FaultKind.STRUCTURE, "is not in the contents")
        if shown != [letters(words) for words in (*wanted, *others)]:
            yield Fault(
                "", "", FaultKind.STRUCTURE, "its contents are not in the order of its text"
            )
        if letters(one.get("aria-label") or "") != letters(job.words.contents):
            yield Fault("", "", FaultKind.MEANING, "its contents are not named")
    for medium in styles.sheets.media:
        computed = styles.in_medium(medium)
        if not medium.paper and not any(_is_open(one, computed) for one in lists):
            detail = f"no list of contents is shown on {medium.name}"
            yield Fault("", job.words.contents, FaultKind.NOT_SEEN, detail)
            return


def _is_open(contents: etree._Element, computed: Computed) -> bool:
    """Whether a list of contents is displayed, or what unfolds it."""
    folded = contents.find("details") is not None
    named = contents.find("details/summary") is not None
    beside = "beside" in (contents.get("class") or "").split()
    displayed = all(
        computed.of(one).get("display") != "none"
        for one in (contents, *contents.iterancestors(), *contents.iter("summary", "ul"))
    )
    return displayed and (named if folded else True) and not (folded and beside)


def _links(body: etree._Element, styles: Styles) -> Iterator[Fault]:
    """Links in the text that look like the words around them, or that do not show the focus."""
    said_before: set[str] = set()
    for medium in styles.sheets.media:
        if medium.paper or medium.forced:
            continue
        computed = styles.in_medium(medium)
        for link in body.iter("a"):
            values = computed.of(link)
            wrong = ""
            if medium.touched:
                if _is_nothing(values.get("outline", "none")):
                    wrong = "does not show that it has the focus"
            elif _is_in_text(link) and "underline" not in values.get("text-decoration", ""):
                wrong = "looks like the words around it"
            if wrong and wrong not in said_before:
                said_before.add(wrong)
                yield Fault("", words_in(link), FaultKind.LINK, f"{wrong} on {medium.name}")


def _is_nothing(outline: str) -> bool:
    return outline.split()[:1] in ([], ["none"], ["0"]) or " none" in outline


def _is_in_text(link: etree._Element) -> bool:
    above = [name_of(one) for one in link.iterancestors()]
    return "main" in above and "nav" not in above
