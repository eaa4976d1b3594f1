"""Letters of a Word file → text of a source, spelled as the source spelled it where it can be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from publisher.content import inline
from publisher.content.inline import Citation, Emphasis, Foreign, Inline, Link, Plain, Strong, Term
from publisher.content.spelling import spell, spell_like, tidy
from publisher.pull.docx.body import Odd, Span

_SPACES = re.compile("[ \t\r\n\v\f\x85\u2028\u2029]+")
_SEPARATOR = re.compile(r"[\s,;0-9\u2013-]*")
_DOUBLE = re.compile(r'(^|[\s(\[“‘—–/-])"')
_SINGLE = re.compile(r"(^|[\s(\[“‘—–/-])'(?!\d0s)")


@dataclass(frozen=True, slots=True)
class Worded:
    """The text of a source, and what of the letters it cannot say."""

    source: str
    odd: tuple[Odd, ...] = ()


Lacking = Callable[[str], Mapping[str, str]]
"""The signs of a text that a brand cannot set, each with its name."""


def nothing_lacks(_: str) -> Mapping[str, str]:
    """Of a text whose signs nobody judges: none."""
    return {}


def worded(
    spans: Sequence[Span],
    before: str | None,
    numbers: Mapping[str, int],
    lacking: Lacking = nothing_lacks,
) -> Worded:
    """What `spans` say, as a source says it; `before` itself where that is what it says.

    `numbers` puts references in order. Empty where there are no words. What no source can say
    (a sign that cannot be printed, a text that is too long) is odd, and the text is `before`; a new
    one goes without such signs. A sign that is `lacking` stands in a new text by its number.
    """
    old = inline.parse(before) if before is not None else None
    known = flat(old.nodes, numbers) if old is not None else []
    spans, odd = _mended(spans, known)
    said = _folded(spans, numbers)
    if old is not None and before is not None and _same(said, known):
        return Worded(before, tuple(odd))
    if not any(span.text.strip() for span in said):
        return Worded("", tuple(odd))
    if before is None or not re.search("[\"']", old.plain if old else ""):
        said = _quoted(said)
        if old is not None and before is not None and _same(said, known):
            return Worded(before, tuple(odd))
    words = "".join(span.text for span in said)
    signs = {sign: name for sign, name in lacking(words).items() if sign not in (before or "")}
    if signs:
        named = ", ".join(signs.values())
        odd.append(Odd(f"words with a sign that no font of the brand has ({named})", words))
        if before is not None:
            return Worded(before, tuple(odd))
        said = [replace(span, text=_by_number(span.text, signs)) for span in said]
    try:
        return Worded(spell_like(before or "", tidy(tuple(nodes_of(said)))), tuple(odd))
    except inline.InlineError as exc:
        text, fault = _without_marks("".join(span.text for span in said), before, exc)
        return Worded(text, (*odd, fault))


def _without_marks(words: str, before: str | None, why: inline.InlineError) -> tuple[str, Odd]:
    """Words whose marks no source can contain as plain text, and what is wrong with them.

    Where even the words alone cannot be spelled, `before`, or what can be printed of them.
    """
    plain = tidy((Plain(_SPACES.sub(" ", words).strip(" ")),))
    try:
        return spell(plain), Odd(f"marks that a source cannot contain ({why})", words)
    except inline.InlineError:
        text = _printable(plain) if before is None else before
        return text, Odd(f"words that a source cannot contain ({why})", _visible(words))


def _by_number(words: str, signs: Iterable[str]) -> str:
    """Words whose signs stand as an editor can look them up."""
    for sign in signs:
        words = words.replace(sign, f"(U+{ord(sign):04X})")
    return words


def _printable(nodes: tuple[Inline, ...]) -> str:
    """Plain words without the signs that cannot be printed; empty where that does not help."""
    words = "".join(inline.words(nodes))
    for _, sign in inline.unprintable(words):
        words = words.replace(sign, "")
    try:
        return spell(tidy((Plain(words),)))
    except inline.InlineError:
        return ""


def _visible(words: str) -> str:
    """Words with what cannot be printed as an editor can look it up."""
    return _by_number(words, [sign for _, sign in inline.unprintable(words)])


def flat(nodes: tuple[Inline, ...], numbers: Mapping[str, int]) -> list[Span]:
    """Nodes as a row of spans: how they lie in one another does not matter any more."""
    return _folded(list(_spans(nodes, Span(""))), numbers)


def _spans(nodes: tuple[Inline, ...], around: Span) -> list[Span]:
    found: list[Span] = []
    for node in nodes:
        match node:
            case Plain():
                found.append(replace(around, text=node.text))
            case Strong():
                found += _spans(node.children, replace(around, strong=True))
            case Emphasis():
                found += _spans(node.children, replace(around, emphasis=True))
            case Link():
                found.append(replace(around, text=node.text, href=node.href))
            case Term():
                found.append(replace(around, text=node.text, entry=node.entry))
            case Foreign():
                found.append(replace(around, text=node.text, language=node.language))
            case Citation():
                found += [replace(around, text="", cited=key) for key in node.references]
    return found


def _mended(spans: Sequence[Span], known: Sequence[Span]) -> tuple[list[Span], list[Odd]]:
    """Spans without what Word adds by itself: languages, slashes, the signs between citations."""
    odd: list[Odd] = []
    languages = {
        span.language.partition("-")[0].lower(): span.language for span in known if span.language
    }
    addresses = {_bare(span.href): span.href for span in known if span.href}
    kept = []
    for span in spans:
        language = (span.language or "").partition("-")[0].lower()
        # Word marks languages by itself; only a phrase that was foreign before stays so.
        is_phrase = language in languages and span.href is None and span.entry is None
        span = replace(span, language=languages[language] if is_phrase else None)
        if span.cited is not None:
            if span.cited:
                kept.append(replace(span, text="", language=None))
            elif not _SEPARATOR.fullmatch(span.text):
                kept.append(replace(span, cited=None))
            continue
        if span.href is not None:
            href = addresses.get(_bare(span.href), span.href)
            if not _is_target(href):
                odd.append(Odd(f"a link to {href}", span.text))
                span = replace(span, href=None)
            else:
                span = replace(span, href=href)
        kept.append(span)
    return kept, odd


def _bare(href: str) -> str:
    return href.removesuffix("/").lower()


def _is_target(href: str) -> bool:
    try:
        found = inline.parse(f"[x]({href})").nodes
    except inline.InlineError:
        return False
    return len(found) == 1 and isinstance(found[0], Link) and found[0].href == href


def _folded(spans: Sequence[Span], numbers: Mapping[str, int]) -> list[Span]:
    """Spans with single spaces, none at the ends, no marks on spaces, alike neighbours as one."""
    joined: list[Span] = []
    for span in spans:
        span = replace(span, fact=None, by_hand=False)
        if span.cited is None:
            text = _SPACES.sub(" ", span.text)
            if not text:
                continue
            if not text.strip() and span.href is None and span.entry is None:
                # A space is neither bold nor foreign; it takes after what stands around it.
                after = joined[-1] if joined else None
                like = after if after is not None and after.cited is None else Span("")
                span = replace(like, text=text, href=None, entry=None, language=None)
            else:
                span = replace(span, text=text)
        last = joined[-1] if joined else None
        if last is not None and last.cited is None and span.cited is None:
            if last.text.endswith(" ") and span.text.startswith(" "):
                span = replace(span, text=span.text.lstrip(" "))
                if not span.text:
                    continue
            if replace(last, text="") == replace(span, text=""):
                joined[-1] = replace(last, text=last.text + span.text)
                continue
        joined.append(span)
    whole = [replace(span, text=unicodedata.normalize("NFC", span.text)) for span in joined]
    return _edges(_cited(whole, numbers))


def _cited(spans: list[Span], numbers: Mapping[str, int]) -> list[Span]:
    """Citations side by side in the order of their numbers, with no space before them."""
    found: list[Span] = []
    for span in spans:
        if span.cited is None:
            found.append(span)
            continue
        if len(found) > 1 and found[-2].cited is not None and _SEPARATOR.fullmatch(found[-1].text):
            found.pop()  # what is printed between two citations side by side
        if found and found[-1].cited is None:
            text = found[-1].text.rstrip(" \u00a0")
            if text:
                found[-1] = replace(found[-1], text=text)
            else:
                found.pop()
        place = len(found)
        while place and (other := found[place - 1].cited) is not None:
            if numbers.get(other, 0) <= numbers.get(span.cited, 0):
                break
            place -= 1
        if not (place and found[place - 1].cited == span.cited):
            found.insert(place, replace(Span(""), cited=span.cited))
    return found


def _edges(spans: list[Span]) -> list[Span]:
    """Spans with their spaces outside of marks, and none at either end of the whole."""
    outside: list[Span] = []
    for span in spans:
        bare = Span("")
        if span.cited is not None or replace(span, text="") == bare:
            parts = [span]
        else:
            words = span.text.strip(" ")
            head, _, tail = span.text.partition(words) if words else (span.text, "", "")
            parts = [replace(bare, text=head), replace(span, text=words), replace(bare, text=tail)]
        for part in parts:
            if not part.text and part.cited is None:
                continue
            last = outside[-1] if outside else None
            if (
                last is not None
                and last.cited is None
                and part.cited is None
                and replace(last, text="") == replace(part, text="")
            ):
                outside[-1] = replace(last, text=last.text + part.text)
            else:
                outside.append(part)
    if outside and outside[0].cited is None:
        outside[0] = replace(outside[0], text=outside[0].text.lstrip(" "))
    if outside and outside[-1].cited is None:
        outside[-1] = replace(outside[-1], text=outside[-1].text.rstrip(" "))
    return [span for span in outside if span.text or span.cited is not None]


def _same(said: Sequence[Span], known: Sequence[Span]) -> bool:
    return _compared(said) == _compared(known)


def _compared(spans: Sequence[Span]) -> list[Span]:
    """Spans for comparing: a space between two alike marked words is marked or not, as you like."""
    whole: list[Span] = []
    for span in spans:
        if (
            len(whole) > 1
            and span.cited is None
            and whole[-1] == Span(" ")
            and replace(whole[-2], text="") == replace(span, text="")
            and whole[-2].cited is None
            and span.href is None
            and span.entry is None
        ):
            before = whole[-2]
            whole[-2:] = [replace(before, text=f"{before.text} {span.text}")]
        else:
            whole.append(span)
    return whole


def _quoted(spans: list[Span]) -> list[Span]:
    """Straight quotation marks as the typographic ones that a source has."""
    quoted = []
    before = ""
    for span in spans:
        text = before + span.text
        text = _DOUBLE.sub("\\1“", text).replace('"', "”")
        text = _SINGLE.sub("\\1‘", text).replace("'", "’")
        quoted.append(replace(span, text=text[len(before) :]))
        before = text[-1:] or before
    return quoted


def nodes_of(spans: Sequence[Span]) -> list[Inline]:
    """Spans as nodes; of two marks that begin together, the longer one lies outside."""
    nodes: list[Inline] = []
    at = 0
    while at < len(spans):
        strong = _reach(spans, at, "strong")
        emphasis = _reach(spans, at, "emphasis")
        if strong and strong >= emphasis:
            inner = [replace(span, strong=False) for span in spans[at : at + strong]]
            nodes.append(Strong(tuple(nodes_of(inner))))
            at += strong
        elif emphasis:
            inner = [replace(span, emphasis=False) for span in spans[at : at + emphasis]]
            nodes.append(Emphasis(tuple(nodes_of(inner))))
            at += emphasis
        else:
            cited = _together(spans, at)
            nodes.append(Citation(cited) if cited else _node(spans[at]))
            at += len(cited) or 1
    return nodes


def _reach(spans: Sequence[Span], at: int, mark: str) -> int:
    """How many spans from `at` on have the mark; spaces between them count, not at the end."""
    end = last = at
    while end < len(spans):
        span = spans[end]
        if getattr(span, mark):
            last = end + 1
        elif span != Span(" ") or end == at:
            break
        end += 1
    return last - at


def _together(spans: Sequence[Span], at: int) -> tuple[str, ...]:
    cited = []
    while at < len(spans) and (key := spans[at].cited) is not None:
        cited.append(key)
        at += 1
    return tuple(cited)


def _node(span: Span) -> Inline:
    if span.href is not None:
        return Link(span.href, span.text)
    if span.entry is not None:
        return Term(span.entry, span.text)
    if span.language is not None:
        return Foreign(span.language, span.text)
    return Plain(span.text)
