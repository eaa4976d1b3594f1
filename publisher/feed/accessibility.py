"""The accessibility features that an EPUB has, as codes of ONIX lists 196 and 143.

Each code has one function here, which looks for the feature in the book itself. Codes that no
program can verify, such as whether color alone conveys meaning, are never given.
Source: EDItEUR code lists, issue 75; W3C, "Accessibility Metadata for EPUB: crosswalk".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from publisher.feed.styles import Declaration, at_rules, declarations
from publisher.published.book import EPUB, OPF, XML, Book, resolved, text

if TYPE_CHECKING:
    from lxml import etree

Shows = Callable[[Book], bool]
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class AccessibilityFact(NamedTuple):
    """One code, with a description where the code needs one."""

    code: str
    words: str | None = None


def features(book: Book) -> tuple[AccessibilityFact, ...]:
    """The codes of list 196 that are true of the book, in ascending order."""
    plain = [AccessibilityFact(code) for code, shows in FEATURES.items() if shows(book)]
    return tuple(sorted([*plain, *_summary(book), *_conformance(book)]))


def hazards(book: Book) -> tuple[AccessibilityFact, ...]:
    """The codes of list 143 that are true of the book: hazards that it does not have."""
    found = [AccessibilityFact(code) for code, shows in HAZARDS.items() if shows(book)]
    return tuple([AccessibilityFact("00"), *found] if len(found) == len(HAZARDS) else found)


# Statements of the publisher ---------------------------------------------------------------------


def _summary(book: Book) -> Iterator[AccessibilityFact]:
    for words in book.metas("schema:accessibilitySummary")[:1]:
        yield AccessibilityFact("00", words)


_CLAIM = re.compile(r"EPUB Accessibility 1\.1 - WCAG 2\.([012]) Level (A{1,3})")


def _conformance(book: Book) -> Iterator[AccessibilityFact]:
    """The claim, which needs the name of its author. Source: EPUB Accessibility 1.1."""
    by = book.metas("a11y:certifiedBy")
    for stated in book.metas("dcterms:conformsTo"):
        if (claim := _CLAIM.fullmatch(stated)) and by:
            yield AccessibilityFact("04")
            yield AccessibilityFact({"0": "80", "1": "81", "2": "82"}[claim[1]])
            yield AccessibilityFact({"A": "84", "AA": "85", "AAA": "86"}[claim[2]])
            yield AccessibilityFact("90", by[0])
            return


# What the book shows -----------------------------------------------------------------------------


def is_unlocked(book: Book) -> bool:
    """10: nothing prevents a reading system from offering all its features."""
    locks = {"META-INF/encryption.xml", "META-INF/rights.xml"}
    return not locks & book.entries and can_look_otherwise(book)


def has_full_contents(book: Book) -> bool:
    """11: navigation leads to every document, heading, figure and table."""
    reached = {target for kind in ("toc", "loi", "lot") for target, _ in book.nav(kind)}
    headings = ((n, e) for n, e in book.elements(*_HEADINGS) if not _in_navigation(e))
    things = ((n, e) for n, e in book.elements("figure", "table") if not _inside_figure(e))
    return (
        bool(book.nav("toc"))
        and all(_leads_to_heading(book, reached, n, e) for n, e in headings)
        and all(_leads_to(reached, n, e) for n, e in things)
    )


def _leads_to(reached: set[str], name: str, element: etree._Element) -> bool:
    return element.get("id") is not None and f"{name}#{element.get('id')}" in reached


def _leads_to_heading(book: Book, reached: set[str], name: str, heading: etree._Element) -> bool:
    """Whether a link leads to a heading, or to a section or page that begins with one."""
    above = heading.getparent()
    first = next(e for n, e in book.elements(*_HEADINGS) if n == name)
    return (
        _leads_to(reached, name, heading)
        or (above is not None and _leads_to(reached, name, above))
        or (first is heading and name in reached)
    )


def _in_navigation(element: etree._Element) -> bool:
    return next(element.iterancestors("{*}nav"), None) is not None


def _inside_figure(element: etree._Element) -> bool:
    return next(element.iterancestors("{*}figure"), None) is not None


def has_one_order(book: Book) -> bool:
    """13: it says so, every document is in the reading order, and no style moves text."""
    return (
        "readingOrder" in book.metas("schema:accessibilityFeature")
        and not book.aside
        and not any(map(_moves_text, declarations(book.styles)))
    )


def _moves_text(declaration: Declaration) -> bool:
    """Whether a declaration shows text at another place than its place in the reading order."""
    if re.search(r":(before|after)", declaration.selector):
        return False
    value = declaration.value.lower()
    match declaration.name:
        case "order":
            return True
        case "position":
            return value in ("absolute", "fixed")
        case "flex-direction" | "flex-flow":
            return "-reverse" in value
        case _:
            return False


def describes_pictures(book: Book) -> bool:
    """14: every picture has an alternative text; not given for a book without pictures."""
    pictures = [element for _, element in book.elements("img")]
    drawn = [e for page in book.pages.values() for e in page.iter(f"{_SVG}svg")]
    return (
        bool(pictures or drawn)
        and all(is_described(e) for e in pictures)
        and all(_is_named(e) for e in drawn)
        and not _plays(book)
    )


def is_described(picture: etree._Element) -> bool:
    """Whether a picture has an alternative text, or is decoration, which says so by an empty one.

    A figure is never decoration (HTML, 4.8.4.4.4).
    """
    alt = picture.get("alt")
    if alt is None or alt.strip():
        return alt is not None
    return next(picture.iterancestors("{*}figure"), None) is None


_SVG = "{http://www.w3.org/2000/svg}"


def _is_named(drawing: etree._Element) -> bool:
    return bool(
        drawing.get("aria-label")
        or drawing.get("aria-labelledby")
        or drawing.find(f"{_SVG}title") is not None
    )


def _plays(book: Book) -> bool:
    sounding = ("audio/", "video/")
    return any(part.media_type.startswith(sounding) for part in book.parts.values()) or any(
        True for _ in book.elements("audio", "video")
    )


def has_print_pages(book: Book) -> bool:
    """19: its pages are those of a print edition that it names, each marked in the text."""
    sources = [stated for stated in book.metas("pageBreakSource") if stated and stated != "none"]
    return bool(sources) and has_page_list(book)


def has_page_list(book: Book) -> bool:
    """41: it has a list of pages, and each entry leads to a page break with its number."""
    pages = book.nav("page-list")
    return bool(pages) and all(_is_page_break(book.targets.get(target)) for target, _ in pages)


def _is_page_break(element: etree._Element | None) -> bool:
    if element is None or element.get("role") != "doc-pagebreak":
        return False
    return bool(element.get("aria-label") or element.get("title") or text(element))


def says_its_language(book: Book) -> bool:
    """22: every document says the language of its text, for HTML and for XML."""
    pages = book.pages.values()
    return bool(pages) and all(
        p.get("lang") and p.get("lang") == p.get(f"{XML}lang") for p in pages
    )


def has_sound_headings(book: Book) -> bool:
    """29: every document has headings, and none skips a level."""
    covers = {target.partition("#")[0] for target in _landmarks(book, "cover")}
    return bool(book.pages) and all(
        _levels_hold([int(str(e.tag)[-1]) for n, e in book.elements(*_HEADINGS) if n == name])
        for name in book.pages
        if name not in covers
    )


def _levels_hold(levels: list[int]) -> bool:
    steps = zip([0, *levels], levels, strict=False)
    return bool(levels) and all(level <= before + 1 for before, level in steps)


def _landmarks(book: Book, kind: str) -> list[str]:
    return [
        target
        for name, part in book.parts.items()
        if "nav" in part.properties and name in book.documents
        for link in book.documents[name].iter("{*}a")
        if kind in link.get(f"{EPUB}type", "").split()
        for target in [_target(name, link)]
    ]


def _target(name: str, link: etree._Element) -> str:
    return resolved(name, link.get("href", ""))


def has_roles(book: Book) -> bool:
    """30: DPUB-ARIA roles say what its sections are and where links lead."""
    roles = {
        role
        for page in book.pages.values()
        for element in page.iter("*")
        for role in element.get("role", "").split()
        if role.startswith("doc-")
    }
    sections = {"doc-chapter", "doc-part", "doc-introduction", "doc-glossary", "doc-bibliography"}
    return bool(roles & sections)


def has_landmarks(book: Book) -> bool:
    """32: it lists its landmarks, and each exists."""
    landmarks = book.nav("landmarks")
    return bool(landmarks) and all(target in book.targets for target, _ in landmarks)


def can_look_otherwise(book: Book) -> bool:
    """36: its text is reflowable, and no style sets a fixed size of type."""
    fixed = any(
        one.name in ("font", "font-size") and re.search(r"\d(px|pt|cm|mm|in|pc|vw|vh)\b", one.value)
        for one in declarations(book.styles)
    )
    layout = {*book.metas("rendition:layout")}
    rows = book.package.iter(f"{OPF}itemref")
    apart = any("rendition:layout-pre-paginated" in r.get("properties", "").split() for r in rows)
    return "pre-paginated" not in layout and not apart and not fixed


def explains_words(book: Book) -> bool:
    """38: words are linked to their definitions, and every such link has its target."""
    terms = [(n, e) for n, e in book.elements("a") if e.get("role") == "doc-glossref"]
    return bool(terms) and all(
        (target := book.targets.get(_target(name, link))) is not None and bool(text(target))
        for name, link in terms
    )


def has_clear_links(book: Book) -> bool:
    """40: every link says in words where it leads: a number or a sign alone does not."""
    links = [e for _, e in book.elements("a") if e.get("href")]
    return all(re.search(r"[^\W\d_]{2}|\d{3}", _name(link)) for link in links)


def _name(link: etree._Element) -> str:
    pictures = " ".join(e.get("alt", "") for e in link.iter("{*}img"))
    return link.get("aria-label") or text(link) or pictures


def can_be_heard(book: Book) -> bool:
    """52: it says that its text is sufficient, and everything else has an alternative text."""
    pictures = any(True for _ in book.elements("img"))
    return (
        "textual" in book.metas("schema:accessModeSufficient")
        and (describes_pictures(book) or not pictures)
        and not _plays(book)
    )


FEATURES: dict[str, Shows] = {
    "10": is_unlocked,
    "11": has_full_contents,
    "13": has_one_order,
    "14": describes_pictures,
    "19": has_print_pages,
    "22": says_its_language,
    "29": has_sound_headings,
    "30": has_roles,
    "32": has_landmarks,
    "36": can_look_otherwise,
    "38": explains_words,
    "40": has_clear_links,
    "41": has_page_list,
    "52": can_be_heard,
}

# Hazards -----------------------------------------------------------------------------------------


def _says(book: Book, hazard: str) -> bool:
    """Whether the metadata rules the hazard out, by name or with all others."""
    stated = book.metas("schema:accessibilityHazard")
    return "none" in stated or f"no{hazard}Hazard" in stated


def _moves(book: Book) -> bool:
    """Whether anything in it can move: a script, a film, a style that animates, a moving GIF."""
    scripted = any("scripted" in part.properties for part in book.parts.values())
    animated = "keyframes" in at_rules(book.styles) or any(
        one.name in ("animation", "animation-name", "transition")
        for one in declarations(book.styles)
    )
    drawn = any(
        re.search(rb"<(animate|set|script)\b|@keyframes|NETSCAPE2\.0", part.data)
        for part in book.parts.values()
        if part.media_type in ("image/svg+xml", "image/gif")
    )
    scripts = any(True for _ in book.elements("script"))
    return bool(scripted or scripts or animated or drawn or _plays(book))


def has_no_flashes(book: Book) -> bool:
    """14: it says so, and nothing in it can flash."""
    return _says(book, "Flashing") and not _moves(book)


def has_no_sound(book: Book) -> bool:
    """16: it says so, and nothing in it has sound."""
    return _says(book, "Sound") and not _plays(book)


def has_no_motion(book: Book) -> bool:
    """18: it says so, and nothing in it moves."""
    return _says(book, "MotionSimulation") and not _moves(book)


HAZARDS: dict[str, Shows] = {"14": has_no_flashes, "16": has_no_sound, "18": has_no_motion}
