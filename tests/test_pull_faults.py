"""Word files with things in them that nobody means to send: each comes home, or says why not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from tests.test_pull import Home, built, home

__all__ = ["built", "home"]  # fixtures

DOCUMENT = "word/document.xml"
MAP = "customXml/item1.xml"
SAYS = b"Tell us within a day."


def packed(data: bytes, **parts: Callable[[bytes], bytes]) -> bytes:
    """A Word file with some parts made others; `_` stands for the / in their names."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for info in old.infolist():
            other = parts.pop(info.filename, None)
            part = old.read(info)
            changed = other(part) if other else part
            assert other is None or changed != part
            new.writestr(info.filename, changed)
        for name, other in parts.items():
            new.writestr(name, other(b""))
    return made.getvalue()


def put(data: bytes, old: bytes, new: bytes, part: str = DOCUMENT) -> bytes:
    return packed(data, **{part: lambda said: said.replace(old, new, 1)})


def typed(home: Home, words: str) -> bytes:
    escaped = words.replace("&", "&amp;").replace("<", "&lt;")
    return put(home.data, SAYS, escaped.encode())


# What is typed -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("Use the ` key.", r"Use the \` key."),
        ("Less when a<b, or <x.", r"Less when a\<b, or \<x."),
        ("Write to <care@example.org>.", r"Write to \<care@example.org>."),
        ("A <b onclick=x>word</b> &nbsp; here.", r"A \<b onclick=x>word\</b> &nbsp\; here."),
        ("One line\u2028and\u2029another\u0085one.", "One line and another one."),
    ],
)
def test_whatever_is_typed_comes_home_as_the_words_it_is(
    home: Home, words: str, source: str
) -> None:
    pulled = home.pull(typed(home, words))
    assert pulled.left == ()
    assert f"text: {source}\n" in home.text
    assert home.prepared(typed(home, words)).changes == ()


@pytest.mark.parametrize(
    ("words", "why", "kept"),
    [
        ("Lost \ufffd sign", "the text holds the unprintable character U+FFFD; remove it",
         "Lost (U+FFFD) sign"),
        ("Turned \u202eround", "the text holds the unprintable character U+202E; remove it",
         "Turned (U+202E)round"),
        ("Red \u009b31m", "the text holds the unprintable character U+009B; remove it",
         "Red (U+009B)31m"),
        ("word " * 2_400 + "end", "text has 12003 characters; split it into paragraphs",
         "word " * 2_400 + "end"),
    ],
)  # fmt: skip
def test_what_no_source_can_say_is_kept_aside_and_the_rest_comes_home(
    home: Home, words: str, why: str, kept: str
) -> None:
    both = put(typed(home, words), b"for tests, not", b"for trials, not")
    pulled = home.pull(both)
    assert "for trials, not" in home.text
    assert SAYS.decode() in home.text
    assert [(one.what, one.words) for one in pulled.left] == [
        (f"words that a source cannot hold ({why})", kept)
    ]
    assert all(one.place for one in pulled.left)
    assert kept in home.side.read_text(encoding="utf-8")
