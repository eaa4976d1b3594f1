"""Reading a Word file, layer by layer, on fixtures of one paragraph."""

from __future__ import annotations

import io
from typing import Any, cast, get_args

import pytest
from docx import Document
from lxml import etree

from publisher.content.model import Block, BlockKind
from publisher.errors import BadInput
from publisher.pull.docx.base import Base
from publisher.pull.docx.body import BodyReader
from publisher.pull.docx.elements import BodyElement, Span, Unsupported
from publisher.pull.docx.package import OurWordFile, WordFile, opened, opened_from_anywhere
from publisher.pull.docx.styles import Kind, StyleRole
from publisher.pull.docx.xml import W
from publisher.pull.reading.base_texts import BaseText, texts_of_block
from publisher.pull.reading.identity import identify
from publisher.pull.tree import ClinicFacts, ConditionTree
from publisher.roundtrip.addresses import Address

_SPACES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def file(**parts: Any) -> WordFile:
    """A Word file with nothing in it but what a test gives it."""
    empty: dict[str, Any] = {
        "name": "edited.docx",
        "body": etree.Element(f"{W}body"),
        "styles": {},
        "default_style": "",
        "language": "",
        "numbered": {},
        "numberings": {},
        "links": {},
        "endnotes": {},
        "footnotes": {},
        "comments": {},
        "resolved": frozenset(),
        "headers_and_footers": (),
        "facts": {},
        "pictures": {},
        "chunks": {},
        "repaired": False,
    }
    return WordFile(**{**empty, **parts})


def read(markup: str, **parts: Any) -> BodyElement:
    """The one paragraph or table in `markup`."""
    body = etree.fromstring(f"<w:body {_SPACES}>{markup}</w:body>")
    anchors = {"entry_iron": Address.entry("iron")}
    (element,) = BodyReader(file(**parts), anchors).elements(body)
    return element


def test_runs_that_look_alike_are_one_span() -> None:
    element = read("<w:p><w:r><w:t>Iron is </w:t></w:r><w:r><w:t>low.</w:t></w:r></w:p>")
    assert element.spans == (Span("Iron is low."),)


def test_bold_letters_are_strong() -> None:
    markup = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Stop</w:t></w:r><w:r><w:t> now</w:t></w:r></w:p>"
    strong, plain = read(markup).spans
    assert (strong.text, strong.strong) == ("Stop", True)
    assert (plain.text, plain.strong) == (" now", False)


def test_a_link_inside_the_file_is_a_term_where_its_bookmark_is_one() -> None:
    link = '<w:hyperlink w:anchor="{}"><w:r><w:t>iron</w:t></w:r></w:hyperlink>'
    assert read(f"<w:p>{link.format('entry_iron')}</w:p>").spans == (Span("iron", entry="iron"),)
    assert read(f"<w:p>{link.format('elsewhere')}</w:p>").spans == (Span("iron"),)


def test_a_break_is_a_space_and_a_tab_too() -> None:
    element = read("<w:p><w:r><w:t>one</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>x</w:t></w:r></w:p>")
    assert element.text == "one two x"


def test_a_tab_is_read_as_the_reader_is_told() -> None:
    body = etree.fromstring(
        f"<w:body {_SPACES}><w:p><w:r><w:t>Name</w:t><w:tab/><w:t>Dose</w:t></w:r></w:p></w:body>"
    )
    (element,) = BodyReader(file(), {}, tab="\t").elements(body)
    assert element.text == "Name\tDose"


@pytest.mark.parametrize(
    ("numbering", "mark"), [("7", "number"), ("8", "bullet"), ("9", "bullet"), ("0", "")]
)
def test_what_stands_before_a_paragraph_is_known_in_any_style(numbering: str, mark: str) -> None:
    numbers = f'<w:numPr><w:ilvl w:val="1"/><w:numId w:val="{numbering}"/></w:numPr>'
    style = '<w:pStyle w:val="Theirs"/>'
    markup = f"<w:p><w:pPr>{style}{numbers}</w:pPr><w:r><w:t>Rest</w:t></w:r></w:p>"
    kind = read(markup, numbered={("7", 1): "lowerLetter", ("8", 1): "bullet"}).kind
    assert (kind.role, kind.level) == (StyleRole.FOREIGN, 0)
    assert (kind.listed, kind.depth) == (mark, 1)


def test_a_file_that_the_publisher_did_not_make_opens_for_import_alone() -> None:
    data = foreign("Iron is low.")
    assert not isinstance(opened_from_anywhere(data, "theirs.docx"), OurWordFile)
    with pytest.raises(BadInput, match="does not say which source it was made from"):
        opened(data, "theirs.docx")


def foreign(words: str) -> bytes:
    """A Word file of somebody else, with one paragraph."""
    document = Document()
    document.add_paragraph(words)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("run", "odd"),
    [
        ('<w:sym w:char="F0E0"/>', Unsupported("a sign of a symbol font", "F0E0")),
        ('<w:endnoteReference w:id="4"/>', Unsupported("an endnote", "")),
        ('<w:footnoteReference w:id="4"/>', Unsupported("a footnote", "")),
        ("<w:rPr><w:vanish/></w:rPr><w:t>secret</w:t>", Unsupported("hidden text", "secret")),
    ],
)
def test_what_no_source_can_hold_is_noted(run: str, odd: Unsupported) -> None:
    assert odd in read(f"<w:p><w:r>{run}</w:r></w:p>").unsupported


def test_the_words_of_an_endnote_that_somebody_added_are_kept() -> None:
    note = etree.fromstring(
        f"<w:endnote {_SPACES}><w:p><w:r><w:t>See there.</w:t></w:r></w:p></w:endnote>"
    )
    element = read('<w:p><w:r><w:endnoteReference w:id="4"/></w:r></w:p>', endnotes={"4": note})
    assert element.unsupported == (Unsupported("an endnote", "See there."),)


def test_a_control_gives_its_tag_and_the_words_in_it() -> None:
    tag = '<w:sdtPr><w:tag w:val="title"/></w:sdtPr>'
    content = "<w:sdtContent><w:p><w:r><w:t>Anemia</w:t></w:r></w:p></w:sdtContent>"
    element = read(f"<w:sdt>{tag}{content}</w:sdt>")
    assert (element.tags, element.text) == (("title",), "Anemia")


def test_a_bookmark_that_reaches_over_two_paragraphs_is_around_both() -> None:
    body = etree.fromstring(
        f'<w:body {_SPACES}><w:p><w:bookmarkStart w:id="1" w:name="b"/></w:p>'
        '<w:p/><w:bookmarkEnd w:id="1"/></w:body>'
    )
    first, second = BodyReader(file(), {}).elements(body)
    assert (first.starts, first.within) == (("b",), ())
    assert (second.starts, second.within) == ((), ("b",))


def test_a_table_is_one_element_with_its_cells() -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    table = read(f"<w:tbl><w:tr>{cell.format('a')}{cell.format('b')}</w:tr></w:tbl>")
    assert table.rows is not None
    assert [[cell.elements[0].text for cell in row] for row in table.rows] == [["a", "b"]]
    assert table.words == "a | b"


# Which text of the base an element is --------------------------------------------------------


def base(*bookmarks: str) -> Base:
    """A base whose texts `blocks/a/text`, `blocks/b/text`, … have these bookmarks."""
    addresses = [Address.block("abc"[n]).text for n in range(len(bookmarks))]
    return Base(
        condition="",
        language="",
        brand="",
        version="",
        tree=cast(ConditionTree, {}),
        clinic=cast(ClinicFacts, {}),
        by_tag={},
        by_bookmark=dict(zip(bookmarks, addresses, strict=True)),
    )


def test_a_paragraph_with_the_bookmarks_of_two_texts_is_the_first_of_them() -> None:
    one, two = Address.block("a").text, Address.block("b").text
    texts = [
        BaseText(one, StyleRole.PARAGRAPH, "Iron is low."),
        BaseText(two, StyleRole.PARAGRAPH, "Eat well."),
    ]
    spans = (Span("Iron is low. Eat well."),)
    joined = BodyElement(Kind(StyleRole.PARAGRAPH), spans, 0, starts=("_pa", "_pb"))
    (found,), _ = identify([joined], base("_pa", "_pb"), texts)
    assert found.address == one


# Texts of the base --------------------------------------------------------------------------


def test_every_kind_of_block_of_the_model_has_a_name() -> None:
    every = (get_args(one.model_fields["kind"].annotation) for one in get_args(Block))
    kinds = {kind for one in every for kind in one}
    assert kinds == set(get_args(BlockKind))


def test_a_callout_has_its_heading_and_then_its_texts() -> None:
    inside = {"kind": "paragraph", "id": "why", "text": "Soon."}
    tree = {"kind": "callout", "id": "call", "heading": "Call us", "body": [inside]}
    found = [(str(text.address), text.role, text.source) for text in texts_of_block(tree)]
    assert found == [
        ("blocks/call/heading", StyleRole.CALLOUT_HEADING, "Call us"),
        ("blocks/why/text", StyleRole.PARAGRAPH, "Soon."),
    ]


def test_words_of_a_paragraph_have_no_spaces_around_them() -> None:
    element = BodyElement(Kind(StyleRole.PARAGRAPH), (Span("  low iron "), Span("", cited="nih")))
    assert element.words == "low iron"
