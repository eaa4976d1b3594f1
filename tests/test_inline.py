"""Inline text: the small Markdown, and nothing else, whatever somebody types."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publisher.content.inline import (
    Citation,
    Emphasis,
    Foreign,
    InlineError,
    Link,
    Plain,
    Strong,
    Term,
    Text,
    parse,
    unprintable,
)
from publisher.content.inline import Inline as Node
from publisher.content.spelling import spell, spell_like, tidy

PLAIN = st.text(
    st.characters(
        blacklist_categories=("Cc", "Cs", "Cn", "Co"), blacklist_characters="<&*_`[]{}\\!\"'"
    )
)
MARKED = st.lists(
    st.sampled_from(
        [
            "*",
            "**",
            "_",
            "[",
            "]",
            "(",
            ")",
            "![",
            "[@",
            "a",
            "b ",
            " ",
            "\\",
            "`",
            "<",
            ">",
            "&",
            "&amp;",
            "<b>",
            "https://",
            "javascript:",
            "term:",
            "lang:",
            "tel:",
            "first",
            ";",
            "@",
            '"',
            "'",
            "5 mg",
            "\n",
            "é",
            "😀",
            "\u202e",
            "\0",
            "](",
            "](term:a)",
            "{{ 7*7 }}",
            "]]>",
        ]
    ),
    max_size=40,
).map("".join)


@given(st.one_of(st.text(), MARKED))
def test_whatever_is_typed_is_text_or_a_problem(source: str) -> None:
    try:
        parse(source)
    except InlineError as exc:
        wrong, _, right = str(exc).partition("; ")
        assert wrong
        assert right, "the problem does not say what would be right"


@given(PLAIN)
def test_plain_words_come_out_as_they_went_in(source: str) -> None:
    if any(unprintable(source)):
        return
    read = parse(source)
    assert all(isinstance(node, Plain) for node in read.nodes)
    assert read.plain.replace("\u00a0", " ").split() == source.replace("\u00a0", " ").split()


@given(MARKED)
def test_neighbouring_words_are_one_node_and_none_is_empty(source: str) -> None:
    try:
        nodes = parse(source).nodes
    except InlineError:
        return
    kinds = [type(node) for node in nodes]
    assert (Plain, Plain) not in pairwise(kinds)
    assert all(node.text for node in nodes if isinstance(node, Plain))


@given(MARKED, st.sampled_from(["b", "script", "/p", "!--", "!DOCTYPE", "?php", "a href=x", "IMG"]))
def test_no_html_ever_passes(around: str, tag: str) -> None:
    around = around.rstrip("\\")  # which would make the sign after it one of the words
    with pytest.raises(InlineError):
        parse(f"{around}<{tag}>{around}")


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ('It says "stop" twice.', "It says “stop” twice."),
        ("It says 'stop' twice.", "It says ‘stop’ twice."),
        ("\"She said 'stop' to me.\"", "“She said ‘stop’ to me.”"),
        ("don't, the clinic's, the patients' own", "don’t, the clinic’s, the patients’ own"),
        ("'tis the '90s", "’tis the ’90s"),
        ('**"stop"** he said', "“stop” he said"),
        ("a board 5\\' 6\\\" long", "a board 5' 6\" long"),  # feet and inches are escaped
    ],
)
def test_straight_quotes_become_typographic_ones(source: str, printed: str) -> None:
    assert parse(source).plain == printed


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("take 5 mg or 2.5 mL", "take 5\u00a0mg or 2.5\u00a0mL"),
        ("at 38 °C, 50 % of all", "at 38\u00a0°C, 50\u00a0% of all"),
        ("5 men and 3 items", "5 men and 3 items"),
        ("my own\u00a0space stays", "my own\u00a0space stays"),
    ],
)
def test_a_number_keeps_its_unit_on_the_line(source: str, printed: str) -> None:
    assert parse(source).plain == printed


@pytest.mark.parametrize(
    "source",
    [
        "{{ 7*7 }} {% raw %} {# x #}",
        "a ]]> b",
        "5 < 6 & 7 > 2",
        "2 * 3 = 6",
        "snake_case_word",
        "$x$ ~~y~~ # z",
        "1. one",
        "- one",
        "> one",
        "--- ...",
        "😀 שלום \u200f",
    ],
)
def test_what_means_something_elsewhere_is_text_here(source: str) -> None:
    assert parse(source).nodes == (Plain(source),)


def test_an_escaped_sign_stands_for_itself() -> None:
    assert parse(r"a \*star\*, \[@first], \[x](y)".replace("](y)", r"\](y)")).nodes == (
        Plain("a *star*, [@first], [x](y)"),
    )
    assert parse(r"\<script> \`a\` \&amp; \![b]").nodes == (Plain("<script> `a` &amp; ![b]"),)
    with pytest.raises(InlineError, match="raw HTML '<script>'"):
        parse(r"\\<script>")  # the backslash stands for itself, not the sign after it


def test_every_mark_is_read() -> None:
    read = parse(
        "**strong *both***, [web](https://example.org/a?b=c#d), [call](tel:555-0100), "
        "[mail](mailto:care@example.org), [islets](term:islet-cell), [in situ](lang:la) [@a; @b]"
    )
    assert read.nodes == (
        Strong((Plain("strong "), Emphasis((Plain("both"),)))),
        Plain(", "),
        Link("https://example.org/a?b=c#d", "web"),
        Plain(", "),
        Link("tel:555-0100", "call"),
        Plain(", "),
        Link("mailto:care@example.org", "mail"),
        Plain(", "),
        Term("islet-cell", "islets"),
        Plain(", "),
        Foreign("la", "in situ"),
        Citation(("a", "b")),
    )


ALLOWED = (
    "allowed are **strong**, *emphasis*, [words](https://…), [number](tel:…), [words](term:entry), "
    "[words](lang:la), [@reference] and {clinic.phone}"
)
TARGETS = "is not allowed; use https:, tel:, mailto:, term: or lang:"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a <b>c</b>", f"raw HTML '<b>' is not allowed; {ALLOWED}"),
        ("a &nbsp; c", f"raw HTML '&nbsp;' is not allowed; {ALLOWED}"),
        ("a `code`", f"code and pictures are not allowed inside text; {ALLOWED}"),
        (
            "![a](https://example.org/a.png)",
            f"code and pictures are not allowed inside text; {ALLOWED}",
        ),
        ("[x](javascript:alert)", f"link target 'javascript:alert' {TARGETS}"),
        ("[x](http://example.org)", f"link target 'http://example.org' {TARGETS}"),
        (
            "[x](https://example.org@evil.example)",
            f"link target 'https://example.org@evil.example' {TARGETS}",
        ),
        ("[x](data:text/html,x)", f"link target 'data:text/html,x' {TARGETS}"),
        ("[x](/etc/passwd)", f"link target '/etc/passwd' {TARGETS}"),
        (
            "[](https://example.org)",
            "link to 'https://example.org' has no words; write [words](https://example.org)",
        ),
        (
            "[**x**](https://example.org)",
            "marks inside the words of 'https://example.org'; "
            "put them around: **[words](https://example.org)**",
        ),
        (
            '[x](https://example.org "y")',
            "the title 'y' of a link is never shown; put it in the text",
        ),
        (
            "[x](https://exa mple.org)",
            "'](' marks nothing here; "
            "write [words](https://…) without spaces in it, or \\[ for a bracket",
        ),
        ("[@First]", "citation '[@First]' is malformed; write [@id] or [@id; @id]"),
        ("[@first", "'[@' marks nothing here; write [@id] or [@id; @id]"),
        ("**never closed", "'**' marks nothing here; close the mark, or write \\* for a star"),
        ("see below*", "'*' marks nothing here; close the mark, or write \\* for a star"),
        ("*" * 30 + "a" + "*" * 30, "marks lie more than 4 deep; take some away"),
        ("bell \a", "the text contains the unprintable character U+0007; remove it"),
        ("turned \u202eround", "the text contains the unprintable character U+202E; remove it"),
        ("a" * 10_001, "text has 10001 characters; split it into paragraphs"),
    ],
)
def test_what_is_not_allowed_is_said(source: str, message: str) -> None:
    with pytest.raises(InlineError) as raised:
        parse(source)
    assert str(raised.value) == message


# Nodes back into a source ------------------------------------------------------------------

ROOT = Path(__file__).parent.parent
WORDS = st.lists(
    st.sampled_from(
        [
            "a",
            "word",
            "bü",
            " ",
            "5",
            "mg",
            "'s",
            '"',
            "\u201c",
            "\u201d",
            "\u2019",
            "\u2018",
            "(",
            ")",
            ".",
            ",",
            "*",
            "_",
            "[",
            "]",
            "!",
            "&",
            "amp",
            ";",
            "<",
            ">",
            "/",
            "\\",
            "@",
            "#",
            "\u00a0",
            "%",
            "\U0001f600",
            "\u05e9",
            "x-y",
            "https://a.example",
        ]
    ),
    min_size=1,
    max_size=8,
).map("".join)
LEAVES: st.SearchStrategy[Node] = st.one_of(
    WORDS.map(Plain),
    st.builds(
        Link,
        st.sampled_from(
            ["https://a.example/b_(c)?d=e&f", "tel:555-0100", "mailto:care@example.org"]
        ),
        WORDS,
    ),
    st.builds(Term, st.just("islet-cell"), WORDS),
    st.builds(Foreign, st.just("la"), WORDS),
    st.lists(st.sampled_from(["a", "nci-pdq"]), min_size=1, max_size=2).map(
        lambda keys: Citation(tuple(keys))
    ),
)
NODES = st.lists(
    st.recursive(
        LEAVES,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda nodes: Strong(tuple(nodes))),
            st.lists(inner, min_size=1, max_size=3).map(lambda nodes: Emphasis(tuple(nodes))),
        ),
        max_leaves=5,
    ),
    max_size=5,
).map(tuple)


def texts_of_the_sources() -> list[str]:
    from publisher.content import model
    from publisher.source.load import load_condition

    folders = [path.parent for path in ROOT.glob("**/sources/*/condition.yaml")]
    assert len(folders) > 2
    return [text.source for at in folders for text in model.texts(load_condition(at, ROOT))]


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=40), MARKED, WORDS))
def test_what_was_read_is_written_so_that_it_reads_the_same(source: str) -> None:
    try:
        nodes = parse(source).nodes
    except InlineError:
        return
    assert parse(spell(nodes)).nodes == nodes
    assert spell_like(source, nodes) == source


@settings(max_examples=40, deadline=None)
@given(NODES)
def test_whatever_nodes_there_are_they_are_written_or_refused(nodes: tuple[Node, ...]) -> None:
    for given_nodes in (nodes, tidy(nodes)):
        try:
            source = spell(given_nodes)
        except InlineError as exc:
            said = str(exc)
            assert "; " in said  # what would be right
        else:
            assert parse(source).nodes == given_nodes


@example((Strong((Term("islet-cell", "a"), Term("islet-cell", "'s"))),))
@settings(max_examples=40, deadline=None)
@given(NODES)
def test_what_is_tidy_stays_as_it_is(nodes: tuple[Node, ...]) -> None:
    tidied = tidy(nodes)
    assert tidy(tidied) == tidied


def test_every_text_of_the_sources_is_spelled_as_its_editor_did() -> None:
    for source in texts_of_the_sources():
        nodes = parse(source).nodes
        assert spell(nodes) == source
        assert tidy(nodes) == nodes


@pytest.mark.parametrize(
    ("source", "spelled"),
    [
        ("It says \u201cstop\u201d, doesn\u2019t it?", 'It says "stop", doesn\'t it?'),
        ("take 5\u00a0mg", "take 5 mg"),
        ("5\\' 6\\\", a \\*star\\* and \\[b\\]", "5\\' 6\", a \\*star\\* and [b]"),
        (r"2 \* 3, a\_b, c\;", "2 * 3, a_b, c;"),
        ("__strong__ and _stressed_", "**strong** and *stressed*"),
        ("**_both_**", "**_both_**"),
        ("***both* here**", "***both* here**"),
        ("cited[@a;@b]", "cited [@a; @b]"),
        ("[@a]", "[@a]"),
        ("a ([@a])", "a ([@a])"),
        (r"[@a]\(b)", r"[@a]\(b)"),
        ("AT&T &am\\p; &amp\\;", "AT&T &am\\p; &amp\\;"),
        (r"<\/b>", r"\</b>"),
        (r"a\<b, \<x and 2 \< 3", r"a\<b, \<x and 2 < 3"),
        (r"write to \<care@example.org\>", r"write to \<care@example.org>"),
        (r"the \` key", r"the \` key"),
        ("[a](https://a.example/b_\\(c)", "[a](https://a.example/b_\\(c)"),
        ("[a](https://a.example/b_(c))", "[a](https://a.example/b_(c))"),
    ],
)
def test_the_plainest_spelling_is_written(source: str, spelled: str) -> None:
    assert spell(parse(source).nodes) == spelled


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ((Plain("  "),), "'  ' contains no words; take it away"),
        ((Plain("a  b"),), "spaces in a row in 'a  b'; keep one"),
        ((Plain(" a"),), "a space at the edge of ' a'; take it away"),
        ((Plain("\u00a0a"),), "a space at the edge of '\\xa0a'; take it away"),
        ((Plain("a" * 10_001),), "text has 10001 characters; split it into paragraphs"),
        ((Plain("a\a"),), "the text contains the unprintable character U+0007; remove it"),
        (
            (Strong((Plain("Note:"),)), Plain("this")),
            f"the marks in 'Note:this' cannot be told from the words beside them; {ALLOWED}",
        ),
        (
            (Link("javascript:x", "a"),),
            f"the marks in 'a' cannot be told from the words beside them; {ALLOWED}",
        ),
    ],
)
def test_what_no_source_says_is_refused(nodes: tuple[Node, ...], message: str) -> None:
    with pytest.raises(InlineError) as raised:
        spell(nodes)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("source", "corrected", "spelled"),
    [
        ("a \u201cb\u201d  c", "a \u201cb\u201d d", "a \u201cb\u201d  d"),
        (
            "__old__ words [@a;@b].",
            "__old__ and new words [@a;@b].",
            "__old__ and new words [@a;@b].",
        ),
        ("take 5\u00a0mg, now", "take 5\u00a0mg, later", "take 5\u00a0mg, later"),
        ("a **b** c", "a b c", "a b c"),
        ("one", "two \u201cthree\u201d", 'two "three"'),
    ],
)
def test_what_was_not_touched_keeps_its_spelling(source: str, corrected: str, spelled: str) -> None:
    assert spell_like(source, parse(corrected).nodes) == spelled


def test_nodes_from_elsewhere_are_tidied() -> None:
    assert tidy(
        (
            Plain(" He  said "),
            Strong((Plain("stop "),)),
            Strong((Plain("it"),)),
            Strong(()),
            Plain(' "now", don\'t'),
            Link("https://a.example", "we"),
            Link("https://a.example", "b "),
            Plain(" 5 mg "),
            Citation(("a",)),
            Emphasis((Plain(" "),)),
        )
    ) == (
        Plain("He said "),
        Strong((Plain("stop"),)),
        Plain(" "),
        Strong((Plain("it"),)),
        Plain(" \u201cnow\u201d, don\u2019t"),
        Link("https://a.example", "web"),
        Plain(" 5\u00a0mg"),
        Citation(("a",)),
    )


def test_an_empty_text_is_written_as_nothing() -> None:
    assert spell(()) == ""
    assert Text((), "") == parse(spell(()))
