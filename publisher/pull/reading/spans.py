"""Spans in one form, so that the text of a Word file can be compared with that of a source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from publisher.pull.docx.elements import Span

SPACES = re.compile("[ \t\r\n\v\f\x85\u2028\u2029]+")
SEPARATOR = re.compile(r"[\s,;0-9\u2013-]*")
"""What is printed for neighbouring citations: their numbers, commas and dashes."""
_DOUBLE = re.compile(r'(^|[\s(\[“‘—–/-])"')
_SINGLE = re.compile(r"(^|[\s(\[“‘—–/-])'(?!\d0s)")


def normalized(spans: Sequence[Span], numbers: Mapping[str, int]) -> list[Span]:
    """Spans in the form that a source has.

    Spaces are single, outside of marks and not at the ends; neighbours with the same formatting
    are one span; citations are in the order of their `numbers`.
    """
    joined: list[Span] = []
    for span in spans:
        span = replace(span, fact=None, by_hand=False)
        if span.cited is None:
            text = SPACES.sub(" ", span.text)
            if not text:
                continue
            is_words = span.href is None and span.entry is None and span.named is None
            if not text.strip() and is_words:
                # A space is neither bold nor foreign; it has the formatting of the text before it.
                after = joined[-1] if joined else None
                like = after if after is not None and after.cited is None else Span("")
                span = replace(like, text=text, href=None, entry=None, language=None, named=None)
            else:
                span = replace(span, text=text)
        last = joined[-1] if joined else None
        if last is not None and last.cited is None and span.cited is None:
            if last.text.endswith(" ") and span.text.startswith(" "):
                span = replace(span, text=span.text.lstrip(" "))
                if not span.text:
                    continue
            if last.formatting == span.formatting and span.named is None:
                joined[-1] = replace(last, text=last.text + span.text)
                continue
        joined.append(span)
    whole = [replace(span, text=unicodedata.normalize("NFC", span.text)) for span in joined]
    return _spaces_outside(_citations_in_order(whole, numbers))


def _citations_in_order(spans: list[Span], numbers: Mapping[str, int]) -> list[Span]:
    """Neighbouring citations in the order of their numbers, with no space before them."""
    found: list[Span] = []
    for span in spans:
        if span.cited is None:
            found.append(span)
            continue
        if len(found) > 1 and found[-2].cited is not None and SEPARATOR.fullmatch(found[-1].text):
            found.pop()  # a comma that is printed between two citations
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


def _spaces_outside(spans: list[Span]) -> list[Span]:
    """Spans with spaces outside of their marks, and none at either end of the text."""
    outside: list[Span] = []
    for span in spans:
        bare = Span("")
        if span.cited is not None or span.formatting == bare:
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
                and last.formatting == part.formatting
            ):
                outside[-1] = replace(last, text=last.text + part.text)
            else:
                outside.append(part)
    if outside and outside[0].cited is None:
        outside[0] = replace(outside[0], text=outside[0].text.lstrip(" "))
    if outside and outside[-1].cited is None:
        outside[-1] = replace(outside[-1], text=outside[-1].text.rstrip(" "))
    return [span for span in outside if span.text or span.cited is not None]


def same_text(one: Sequence[Span], other: Sequence[Span]) -> bool:
    """Whether two rows of normalized spans say the same."""
    return _comparable(one) == _comparable(other)


def _comparable(spans: Sequence[Span]) -> list[Span]:
    """Spans in which a space between two words with the same marks has these marks too."""
    whole: list[Span] = []
    for span in spans:
        if (
            len(whole) > 1
            and span.cited is None
            and whole[-1] == Span(" ")
            and whole[-2].formatting == span.formatting
            and whole[-2].cited is None
            and span.href is None
            and span.entry is None
        ):
            before = whole[-2]
            whole[-2:] = [replace(before, text=f"{before.text} {span.text}")]
        else:
            whole.append(span)
    return whole


def with_typographic_quotes(spans: list[Span]) -> list[Span]:
    """Spans with the typographic quotation marks that a source has instead of straight ones."""
    quoted = []
    before = ""
    for span in spans:
        text = before + span.text
        text = _DOUBLE.sub("\\1“", text).replace('"', "”")
        text = _SINGLE.sub("\\1‘", text).replace("'", "’")
        quoted.append(replace(span, text=text[len(before) :]))
        before = text[-1:] or before
    return quoted
