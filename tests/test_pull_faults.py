"""Word files with things in them that nobody means to send: each comes home, or says why not."""

from __future__ import annotations

import io
import json
import os
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from publisher.content import inline
from publisher.errors import BadInput
from publisher.pull.docx.elements import Span
from publisher.pull.reading.source_text import source_text
from publisher.pull.reading.span_nodes import spans_of
from tests.helpers import SOURCE
from tests.test_pull import Home, built, home
from tests.word_edits import EDITS

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
        (
            "Lost \ufffd sign",
            "the text contains the unprintable character U+FFFD; remove it",
            "Lost (U+FFFD) sign",
        ),
        (
            "Turned \u202eround",
            "the text contains the unprintable character U+202E; remove it",
            "Turned (U+202E)round",
        ),
        (
            "Red \u009b31m",
            "the text contains the unprintable character U+009B; remove it",
            "Red (U+009B)31m",
        ),
        (
            "word " * 2_400 + "end",
            "text has 12003 characters; split it into paragraphs",
            "word " * 2_400 + "end",
        ),
    ],
)
def test_what_no_source_can_say_is_kept_aside_and_the_rest_comes_home(
    home: Home, words: str, why: str, kept: str
) -> None:
    both = put(typed(home, words), b"for tests, not", b"for trials, not")
    pulled = home.pull(both)
    assert "for trials, not" in home.text
    assert SAYS.decode() in home.text
    assert [(one.what, one.words) for one in pulled.left] == [
        (f"words that a source cannot contain ({why})", kept)
    ]
    assert all(one.place for one in pulled.left)
    assert kept in home.side.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "source"),
    [("New \ufffd words", "New words"), ("\ufffd", ""), ("word " * 2_400, "")],
)
def test_a_new_text_comes_home_without_what_no_source_can_say(words: str, source: str) -> None:
    found = source_text([Span(words)], None, {})
    assert found.source == source
    assert [one.words for one in found.unsupported] == [words.strip().replace("\ufffd", "(U+FFFD)")]


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("Heat \u2192 rest", "U+2192 \u2192 (rightwards arrow)"),
        ("Good \U0001f600 day", "U+1F600 \U0001f600 (grinning face)"),
        ("A \uf0b7 point", "U+F0B7 \uf0b7"),
    ],
)
def test_a_sign_that_no_font_has_is_kept_aside_with_its_words(
    home: Home, words: str, sign: str
) -> None:
    both = put(typed(home, words), b"for tests, not", b"for trials, not")
    pulled = home.pull(both)
    assert "for trials, not" in home.text
    assert SAYS.decode() in home.text
    assert [(one.what, one.words) for one in pulled.left] == [
        (f"words with a sign that no font of the brand has ({sign})", words)
    ]
    assert f"({sign})" in home.side.read_text(encoding="utf-8")
    home.project.jobs("web")  # the source holds nothing that `check` refuses


def test_a_new_text_says_such_a_sign_by_its_number() -> None:
    found = source_text([Span("A \u2265 5")], None, {}, lambda _: {"\u2265": "U+2265"})
    assert found.source == "A (U+2265) 5"
    assert [one.words for one in found.unsupported] == ["A \u2265 5"]


def test_accents_that_stand_by_themselves_come_home_on_their_letters(home: Home) -> None:
    home.pull(typed(home, "Cafe\u0301 au lait"))
    assert "text: Caf\u00e9 au lait\n" in home.text


def set_off(home: Home, level: str, words: str) -> bytes:
    """Words after a text, raised or lowered."""
    run = f'</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="{level}"/></w:rPr><w:t>{words}'
    return put(home.data, SAYS, SAYS + run.encode())


@pytest.mark.parametrize(
    ("level", "words", "source"),
    [
        ("superscript", "9", "⁹"),
        ("superscript", "-12", "⁻¹²"),
        ("superscript", "+", "⁺"),
        ("subscript", "2", "₂"),
        ("subscript", "(0)", "₍₀₎"),
    ],
)
def test_raised_and_lowered_digits_come_home_as_such(
    home: Home, level: str, words: str, source: str
) -> None:
    assert home.prepared(set_off(home, level, words)).left == ()
    home.pull(set_off(home, level, words))
    assert f"text: {SAYS.decode()}{source}\n" in home.text


def test_other_raised_letters_are_told(home: Home) -> None:
    pulled = home.pull(set_off(home, "superscript", "th"))
    assert [(one.what, one.words) for one in pulled.left] == [
        ("words in superscript", f"th (in: {SAYS.decode()}th)")
    ]


@pytest.mark.parametrize("words", ["*" * 2_000, "a*b " * 2_000, "“a” " * 2_000, "[" * 4_000])
def test_many_signs_are_spelled_in_bounded_time(words: str) -> None:
    before = time.process_time()
    found = source_text([Span(words)], "Something else.", {})
    assert time.process_time() - before < 10
    assert spans_of(inline.parse(found.source).nodes, {}) == spans_of((inline.Plain(words),), {})


def test_a_text_that_grows_too_long_when_it_is_spelled_is_kept_aside(home: Home) -> None:
    pulled = home.prepared(typed(home, "*" * 6_000))
    assert [one.what for one in pulled.left] == [
        "words that a source cannot contain (text has 12000 characters as a source writes it; "
        "split it into paragraphs)"
    ]


def test_a_part_longer_than_any_text_is_not_read(home: Home) -> None:
    long = packed(home.data, **{DOCUMENT: lambda said: said + b" " * 26_000_000})
    with pytest.raises(BadInput) as raised:
        home.prepared(long)
    said = str(raised.value).partition("  ")[2]
    assert said == (
        "contains 26 MB of text in word/document.xml: "
        "take out what does not belong to the guide; 25 MB may be\n"
        "1 problem. Nothing was written."
    )


def test_an_alternative_text_that_no_source_can_say_is_kept_aside(home: Home) -> None:
    data = packed(
        home.data,
        **{
            DOCUMENT: lambda said: re.sub(rb' descr="[^"]+"', ' descr="Lost \ufffd"'.encode(), said)
        },
    )
    pulled = home.prepared(data)
    assert pulled.changes == ()
    assert {one.words for one in pulled.left} == {"Lost (U+FFFD)"}


def test_what_a_new_name_cannot_say_is_kept_aside(home: Home) -> None:
    data = put(home.data, b"Kitchen sink", "Kitchen sink, Lost \ufffd name".encode())
    pulled = home.prepared(data)
    assert [change.after for change in pulled.changes] == ["Lost name"]
    assert [one.words for one in pulled.left] == ["Lost (U+FFFD) name"]


# What a program or a wire did to the file ----------------------------------------------------


def refused(home: Home, data: bytes) -> str:
    home.file.write_bytes(data)
    before = home.text
    code, said = home.run("--yes")
    assert code == 2
    assert home.text == before
    return said.removesuffix("\n1 problem. Nothing was written.")


@pytest.mark.parametrize("between", [b"<!-- c -->", b"<?pi x?>", b"<![CDATA[]]>"])
def test_words_are_read_on_both_sides_of_what_is_no_word(home: Home, between: bytes) -> None:
    pulled = home.prepared(put(home.data, SAYS, b"Tell us " + between + b"within an hour."))
    assert [change.after for change in pulled.changes] == ["Tell us within an hour."]


@pytest.mark.parametrize("part", [DOCUMENT, MAP, "word/styles.xml"])
def test_a_document_type_is_refused(home: Home, part: str) -> None:
    data = packed(
        home.data,
        **{
            part: lambda said: (
                b'<!DOCTYPE r [<!ENTITY x "lost words">]>'
                + said.split(b"?>", 1)[-1].replace(b"within a day", b"&x;")
            )
        },
    )
    assert refused(home, data) == (
        "edited.docx  declares a document type, which no Word file does: open it in Word and save "
        "it again"
    )


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
@pytest.mark.parametrize("skip", [0, 4, 20])
def test_bytes_that_were_flipped_are_damage(home: Home, method: int, skip: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(home.data)) as old, zipfile.ZipFile(made, "w", method) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
        start = new.getinfo(DOCUMENT).header_offset + 30 + len(DOCUMENT) + skip
    data = bytearray(made.getvalue())
    data[start : start + 40] = bytes(sign ^ 0xFF for sign in data[start : start + 40])
    damaged = "edited.docx  is damaged, and cannot be unpacked: open it in Word and save it again"
    assert refused(home, bytes(data)) == damaged
    assert refused(home, made.getvalue()[:100_000]) == damaged


@pytest.mark.parametrize(
    ("part", "old", "new", "moved"),
    [
        (
            "word/styles.xml",
            b'<w:ilvl w:val="1"/>',
            b'<w:ilvl w:val="x"/>',
            ["a nested thing", "another nested thing"],
        ),
        ("word/numbering.xml", b'w:ilvl="0"', b'w:ilvl="q"', []),
        (
            DOCUMENT,
            b"</w:pPr>",
            b'<w:numPr><w:ilvl w:val="x"/><w:numId w:val="0"/></w:numPr></w:pPr>',
            [],
        ),
    ],
)
def test_a_level_that_is_no_number_is_the_outermost(
    home: Home, part: str, old: bytes, new: bytes, moved: list[str]
) -> None:
    changes = home.prepared(put(home.data, old, new, part)).changes
    assert [one.before for one in changes if one.kind == "removed"] == moved


# What the publisher wrote into it ------------------------------------------------------------

CHANGED = "edited.docx  contains a copy of its source that was changed"
RIGHT = "start from a file that `publisher build` made, and save it as .docx in Word"


def carrying(home: Home, change: Callable[[dict[str, Any]], Any]) -> bytes:
    """The file with its copy of the source changed; `change` may say another one."""

    def other(said: bytes) -> bytes:
        root: Any = etree.fromstring(said)
        source = root.find("{*}source")
        tree = json.loads(source.text)
        new = change(tree)
        source.text = new if isinstance(new, str) else json.dumps(tree)
        return bytes(etree.tostring(root))

    return packed(home.data, **{MAP: other})


def _first(tree: dict[str, Any]) -> Any:
    return tree["condition"]["sections"][0]["blocks"][0]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda _: "[" * 100_000, ""),
        (lambda _: '{"condition":', ""),
        (lambda _: "[]", ""),
        (lambda tree: tree.pop("condition") and None, ""),
        (lambda tree: tree.update(condition=None), "condition"),
        (lambda tree: tree.update(condition="x"), "condition"),
        (lambda tree: tree.update(condition={}), "condition"),
        (lambda tree: _first(tree).pop("text") and None, "sections.0.blocks.0.paragraph.text"),
        (lambda tree: _first(tree).update(text=5), "sections.0.blocks.0.paragraph.text"),
        (lambda tree: _first(tree).update(text="<b>"), "sections.0.blocks.0.paragraph.text"),
        (lambda tree: _first(tree).update(kind="zzz"), "sections.0.blocks.0"),
        (lambda tree: tree.update(clinic={}), "clinic"),
        (lambda tree: tree.update(clinic=None), "clinic"),
        (lambda tree: tree.update(emergency_number=None), "emergency_number"),
    ],
)
def test_a_source_that_was_changed_in_the_file_is_refused(
    home: Home, change: Callable[[dict[str, Any]], Any], where: str
) -> None:
    place = f" ({where})" if where else ""
    assert refused(home, carrying(home, change)) == f"{CHANGED}{place}: {RIGHT}"


@pytest.mark.parametrize(
    ("chunk", "words"),
    [
        (
            "<html><body>Words <b>of another</b> page<script>x</script></body></html>",
            "Words of another page",
        ),
        ("Plain words", "Plain words"),
        ("PK\x03\x04", ""),
        ("", ""),
    ],
)
def test_a_document_inside_the_document_is_not_passed_over(
    home: Home, chunk: str, words: str
) -> None:
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/aFChunk" Target="chunk.htm"/></Relationships>'
    )
    data = packed(
        put(home.data, b"<w:sectPr", b'<w:altChunk r:id="rId99"/><w:sectPr'),
        **{"word/_rels/document.xml.rels": lambda x: x.replace(b"</Relationships>", relation)},
    )
    with_chunk = io.BytesIO(data)
    with zipfile.ZipFile(with_chunk, "a") as file:
        file.writestr("word/chunk.htm", chunk)
    (one,) = home.prepared(with_chunk.getvalue()).left
    what = "another document inside this one (open the file in Word, save it, and pull again)"
    assert (one.what, one.words) == (what, words)


# What stands in the way ----------------------------------------------------------------------

UNDERLINED = next(edit for edit in EDITS if edit.name == "underlined words")
HOUR = next(edit for edit in EDITS if edit.name == "a word in a paragraph")
FOLDER = "sources/every-block"


def test_a_file_where_the_side_file_needs_a_folder_is_named(home: Home) -> None:
    home.side.parent.write_text("a file", encoding="utf-8")
    try:
        said = refused(home, UNDERLINED.made(home.data))
    finally:
        home.side.parent.unlink()
    assert said == (
        f"{FOLDER}/pulled  is a file, and a folder of that name is needed: give the file another "
        "name"
    )


def test_a_side_folder_that_is_a_link_is_refused(home: Home, tmp_path: Path) -> None:
    home.side.parent.symlink_to(tmp_path)
    try:
        said = refused(home, UNDERLINED.made(home.data))
    finally:
        home.side.parent.unlink()
    assert said == f"{FOLDER}/pulled  is a link to another folder: put the folder there"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_called_like_the_side_file_stays(home: Home) -> None:
    home.side.mkdir(parents=True)
    pulled = home.pull(UNDERLINED.made(home.data))
    assert pulled.leftovers is not None
    assert pulled.leftovers.path.name == "edited-2.md"
    assert home.side.is_dir()


def test_a_link_in_the_place_of_the_unfinished_file_is_not_followed(
    home: Home, tmp_path: Path
) -> None:
    unfinished = home.project.source.with_name(f".condition.yaml.{os.getpid()}.part")
    unfinished.symlink_to(tmp_path / "outside")
    home.pull(HOUR.made(home.data))
    assert not (tmp_path / "outside").exists()
    assert "Tell us within an hour." in home.text


# What is asked for ---------------------------------------------------------------------------


def test_a_side_for_an_address_without_a_conflict_is_refused(home: Home) -> None:
    home.file.write_bytes(HOUR.made(home.data))
    before = home.text
    take = ("--take", "blocks/nope/text=ours")
    closing = "\n1 problem. Nothing was written."
    wrong = "--take  'blocks/nope/text' is not in conflict: "
    assert home.run("--yes", *take) == (2, f"{wrong}nothing is; leave it out{closing}")
    home.project.write(SOURCE, "Tell us within a day.", "Tell us within a week.")
    in_conflict = "blocks/help-call-text/text"
    for also in ([], ["--theirs"], ["--take", f"{in_conflict}=theirs"]):
        assert home.run("--yes", *take, *also) == (2, f"{wrong}use one of {in_conflict}{closing}")
    assert home.text == before.replace("within a day", "within a week")
