"""Spans of a Word file → text of a source, in the spelling that the source has where possible."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from publisher.content import inline
from publisher.content.inline import Inline, Link, Plain
from publisher.content.spelling import spell, spell_like, tidy
from publisher.pull.docx.elements import Span, Unsupported
from publisher.pull.reading.span_nodes import nodes_of, spans_of
from publisher.pull.reading.spans import (
    SEPARATOR,
    SPACES,
    normalized,
    same_text,
    with_typographic_quotes,
)


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text as a source spells it, and the content that it cannot contain."""

    source: str
    unsupported: tuple[Unsupported, ...] = ()


Unprintable = Callable[[str], Mapping[str, str]]
"""The characters of a text that a brand has no glyph for, each with its name."""


def all_printable(_: str) -> Mapping[str, str]:
    """No character, whatever the text: for where no brand is known."""
    return {}


def source_text(
    spans: Sequence[Span],
    before: str | None,
    numbers: Mapping[str, int],
    unprintable: Unprintable = all_printable,
) -> SourceText:
    """The text of `spans`; exactly `before` if that says the same, empty if there are no words.

    `numbers` are the numbers of the references, by id. Where a source cannot contain the text (a
    control character, a text that is too long), it is returned as unsupported beside `before`. Of
    a new text, such characters are left out, and `unprintable` ones are replaced by their code.
    """
    old = inline.parse(before) if before is not None else None
    known = spans_of(old.nodes, numbers) if old is not None else []
    spans, unsupported = _without_additions(spans, known)
    text = normalized(spans, numbers)
    if before is not None and same_text(text, known):
        return SourceText(before, tuple(unsupported))
    if not any(span.text.strip() for span in text):
        return SourceText("", tuple(unsupported))
    if old is None or not re.search("[\"']", old.plain):
        text = with_typographic_quotes(text)
        if before is not None and same_text(text, known):
            return SourceText(before, tuple(unsupported))
    words = "".join(span.text for span in text)
    missing = {
        sign: name for sign, name in unprintable(words).items() if sign not in (before or "")
    }
    if missing:
        names = ", ".join(missing.values())
        what = f"words with a sign that no font of the brand has ({names})"
        unsupported.append(Unsupported(what, words))
        if before is not None:
            return SourceText(before, tuple(unsupported))
        text = [replace(span, text=_with_codes(span.text, missing)) for span in text]
    spelled, problems = _spelled(text, before)
    return SourceText(spelled, (*unsupported, *problems))


def _spelled(text: Sequence[Span], before: str | None) -> tuple[str, tuple[Unsupported, ...]]:
    """The spelling of a text, similar to `before`, and what a source cannot contain of it."""
    try:
        return spell_like(before or "", tidy(tuple(nodes_of(text)))), ()
    except inline.InlineError as exc:
        spelled, problem = _without_marks("".join(span.text for span in text), before, exc)
        return spelled, (problem,)


def _without_marks(
    words: str, before: str | None, why: inline.InlineError
) -> tuple[str, Unsupported]:
    """Words as plain text, since a source cannot contain them as they are formatted.

    Where it cannot contain the words either: `before`, or of a new text what is printable.
    """
    plain = tidy((Plain(SPACES.sub(" ", words).strip(" ")),))
    try:
        return spell(plain), Unsupported(f"marks that a source cannot contain ({why})", words)
    except inline.InlineError:
        text = _printable(plain) if before is None else before
        shown = _with_codes(words, [sign for _, sign in inline.unprintable(words)])
        return text, Unsupported(f"words that a source cannot contain ({why})", shown)


def _with_codes(words: str, signs: Iterable[str]) -> str:
    """Words with some of their characters replaced by "(U+1F600)", which an editor can look up."""
    for sign in signs:
        words = words.replace(sign, f"(U+{ord(sign):04X})")
    return words


def _printable(nodes: tuple[Inline, ...]) -> str:
    """Plain words without control characters; empty where they are invalid even so."""
    words = "".join(inline.words(nodes))
    for _, sign in inline.unprintable(words):
        words = words.replace(sign, "")
    try:
        return spell(tidy((Plain(words),)))
    except inline.InlineError:
        return ""


def _without_additions(
    spans: Sequence[Span], known: Sequence[Span]
) -> tuple[list[Span], list[Unsupported]]:
    """Spans without what Word adds by itself: languages, slashes, commas between citations.

    `known` are the spans of the text in the base. Links that a source cannot contain become text.
    """
    unsupported: list[Unsupported] = []
    languages = {
        span.language.partition("-")[0].lower(): span.language for span in known if span.language
    }
    targets = {_comparable(span.href): span.href for span in known if span.href}
    kept = []
    for span in spans:
        language = (span.language or "").partition("-")[0].lower()
        # Word marks languages by itself; only a phrase that was foreign before stays so.
        is_phrase = language in languages and span.href is None and span.entry is None
        span = replace(span, language=languages[language] if is_phrase else None)
        if span.cited is not None:
            if span.cited:
                kept.append(replace(span, text="", language=None))
            elif not SEPARATOR.fullmatch(span.text):
                kept.append(replace(span, cited=None))
            continue
        if span.href is not None:
            href = targets.get(_comparable(span.href), span.href)
            if not _is_valid_target(href):
                unsupported.append(Unsupported(f"a link to {href}", span.text))
            span = replace(span, href=href if _is_valid_target(href) else None)
        kept.append(span)
    return kept, unsupported


def _comparable(href: str) -> str:
    return href.removesuffix("/").lower()


def _is_valid_target(href: str) -> bool:
    try:
        found = inline.parse(f"[x]({href})").nodes
    except inline.InlineError:
        return False
    return len(found) == 1 and isinstance(found[0], Link) and found[0].href == href
