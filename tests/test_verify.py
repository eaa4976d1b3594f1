"""The proof that a file carries all that its source says, and the cheap checks of each format."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from publisher import verify
from publisher.edition.model import Format
from publisher.verify import Expected, ExpectedText, Found, TextRole, compare
from publisher.verify.extract.found import normal
from tests.mutations import EDITIONS, finished, whole
from tests.own_font import NAME, font_face

_LIST = (
    ExpectedText("title", TextRole.TITLE, "Shapes"),
    ExpectedText("corners", TextRole.TEXT, "A shape can have:"),
    ExpectedText("corners", TextRole.ITEM, "Four"),
    ExpectedText("corners", TextRole.ITEM, "Three or more"),
    ExpectedText("corners", TextRole.NESTED, "none"),
    ExpectedText("rolling", TextRole.TEXT, "A circle rolls."),
)
_HELD = tuple(Found(piece.role, piece.text) for piece in _LIST)


def _said(
    found: Iterable[Found], expected: Expected | None = None, kind: Format = Format.WEB
) -> list[str]:
    fidelity = compare(expected or Expected(ordered=_LIST), tuple(found), kind)
    return [str(fault) for fault in fidelity.faults]


# Comparing -----------------------------------------------------------------------------------


def test_a_file_that_says_everything_in_order_holds() -> None:
    fidelity = compare(Expected(ordered=_LIST), _HELD, Format.WEB)
    assert fidelity.passed
    assert (fidelity.blocks_found, fidelity.blocks_expected, fidelity.pieces_expected) == (3, 3, 6)


def test_a_short_item_that_is_gone_is_missing() -> None:
    assert _said(_HELD[:2] + _HELD[3:]) == ["corners  “Four”  missing"]


def test_a_block_with_a_fault_is_not_counted_as_found() -> None:
    fidelity = compare(Expected(ordered=_LIST), _HELD[:2] + _HELD[3:], Format.WEB)
    assert (fidelity.blocks_found, fidelity.blocks_expected) == (2, 3)


def test_an_item_cut_short_is_not_whole() -> None:
    cut = replace(_HELD[3], text="Three or")
    assert _said((*_HELD[:3], cut, *_HELD[4:])) == [
        "corners  “Three or more”  not whole: found “Three or”",
        "corners  “Three or”  unexpected text",
    ]


def test_two_items_that_changed_places_are_out_of_order() -> None:
    assert _said((*_HELD[:2], _HELD[3], _HELD[2], *_HELD[4:])) == ["corners  “Four”  out of order"]


def test_an_item_said_twice_is_there_more_than_once() -> None:
    assert _said((*_HELD, _HELD[2])) == ["corners  “Four”  there more than once"]


def test_a_text_of_nobody_is_unexpected_after_the_block_it_follows() -> None:
    assert _said((*_HELD[:5], Found(TextRole.TEXT, "{{ block.text }}"), _HELD[5])) == [
        "corners  “{{ block.text }}”  unexpected text"
    ]


def test_a_list_run_into_a_paragraph_is_in_the_wrong_role() -> None:
    run = Found(TextRole.TEXT, "A shape can have: Four, Three or more: none")
    assert _said((_HELD[0], run, _HELD[5])) == [
        "corners  “Four”  in the wrong role: text instead of item of a list",
        "corners  “Three or more”  in the wrong role: text instead of item of a list",
        "corners  “none”  in the wrong role: text instead of item of a nested list",
    ]


def test_two_items_in_one_are_run_together() -> None:
    run = Found(TextRole.ITEM, "Four Three or more")
    assert _said((*_HELD[:2], run, *_HELD[4:])) == [
        "corners  “Four”  run together with its neighbour",
        "corners  “Three or more”  run together with its neighbour",
    ]


def test_a_nested_list_drawn_level_is_in_the_wrong_role() -> None:
    level = replace(_HELD[4], role=TextRole.ITEM)
    assert _said((*_HELD[:4], level, _HELD[5])) == [
        "corners  “none”  in the wrong role: item of a list instead of item of a nested list"
    ]


def test_a_piece_is_not_found_inside_a_longer_word() -> None:
    longer = replace(_HELD[2], text="Fourteen")
    assert _said((*_HELD[:2], longer, *_HELD[3:])) == [
        "corners  “Four”  not whole: found “Fourteen”",
        "corners  “Fourteen”  unexpected text",
    ]


def test_a_text_that_a_page_breaks_is_put_together_past_a_note_at_the_foot() -> None:
    found = [replace(one, page=1) for one in _HELD]
    found[5:] = [
        Found(TextRole.TEXT, "A circle", 1),
        Found(TextRole.TEXT, "Draft", 1),
        Found(TextRole.TEXT, "rolls.", 2),
    ]
    expected = Expected(ordered=_LIST, furniture=frozenset({"Draft"}))
    assert _said(found, expected, Format.PDF) == []


def test_labels_and_lists_of_contents_are_no_faults() -> None:
    heading = ExpectedText("section", TextRole.HEADING, "What it is")
    expected = Expected(
        ordered=(*_LIST[:1], heading, *_LIST[1:]),
        contents=("What it is",),
        contents_label="In this guide",
        furniture=frozenset({"In this guide", "Print"}),
    )
    found = (
        _HELD[0],
        Found(TextRole.TEXT, "In this guide"),
        Found(TextRole.ITEM, "What it is 2"),
        Found(TextRole.HEADING, "What it is"),
        Found(TextRole.TEXT, "Print"),
        *_HELD[1:],
    )
    assert _said(found, expected) == []


def test_a_note_may_stand_anywhere_once_and_whole() -> None:
    note = (
        ExpectedText("note", TextRole.TERM, "Circle"),
        ExpectedText("note", TextRole.DEFINITION, "A round shape."),
    )
    expected = Expected(ordered=_LIST, loose=(note,))
    there = (Found(TextRole.TEXT, "Circle"), Found(TextRole.TEXT, "A round shape."))
    assert _said((*_HELD[:3], *there, *_HELD[3:]), expected) == []
    assert _said((*_HELD, *there, *there), expected) == ["note  “Circle”  there more than once"]
    assert _said((*_HELD, *reversed(there)), expected)[0] == "note  “Circle”  out of order"
    assert _said((*_HELD, there[0]), expected)[0] == "note  “A round shape.”  missing"


def test_an_alternative_text_must_stand_by_its_figure() -> None:
    figure = (
        ExpectedText("figure", TextRole.ALT, "A circle."),
        ExpectedText("figure", TextRole.CAPTION, "One shape"),
    )
    expected = Expected(ordered=(*_LIST, *figure))
    alt, caption = Found(TextRole.ALT, "A circle."), Found(TextRole.CAPTION, "One shape")
    assert _said((*_HELD, alt, caption), expected) == []
    assert _said((*_HELD, caption, alt), expected) == []
    assert _said((alt, *_HELD, caption), expected) == ["figure  “A circle.”  out of order"]
    assert _said((*_HELD, caption), expected) == ["figure  “A circle.”  missing"]
    assert _said((*_HELD, alt, caption, alt), expected) == [
        "figure  “A circle.”  there more than once"
    ]


def test_texts_are_compared_in_one_form() -> None:
    assert normal(" five\n 5\u2011mg of\tfish ") == "five 5-mg of fish"
    unseen = " fi\u00adve\u00a05\u2009mg\n of\u200b \ufb01sh "
    assert normal(unseen, spaces=False) == "five5mgoffish"
    # Where words are not read off a page, what nobody sees in them is kept, and so a fault.
    assert normal(unseen) == "fi\u00adve\u00a05\u2009mg of\u200b \ufb01sh"


# Whole files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EDITIONS, ids=[kind.value for kind in EDITIONS])
def test_every_format_carries_all_that_the_source_says(kind: Format) -> None:
    fidelity = verify.fidelity(whole(kind), finished(kind))
    assert [str(fault) for fault in fidelity.faults] == []
    assert fidelity.blocks_found == fidelity.blocks_expected > 30


@pytest.mark.parametrize("kind", EDITIONS, ids=[kind.value for kind in EDITIONS])
def test_every_format_keeps_its_own_standard(kind: Format) -> None:
    assert verify.standard(whole(kind), finished(kind)) == ()


@pytest.mark.parametrize("kind", EDITIONS, ids=[kind.value for kind in EDITIONS])
@pytest.mark.parametrize("damage", ["empty", "rubbish", "half"])
def test_a_damaged_file_is_a_fault_not_a_crash(kind: Format, damage: str) -> None:
    data = {"empty": b"", "rubbish": b"\0\x01%PDF", "half": finished(kind)[: 2**12]}[damage]
    assert not verify.fidelity(whole(kind), data).passed
    assert verify.standard(whole(kind), data)


def _set(body: str) -> bytes:
    """A small tagged PDF, four lines to a page."""
    from weasyprint import HTML

    style = f"{font_face()} @page {{ size: 60mm 40mm; margin: 8mm }}"
    style += f"body {{ font: 10pt/15pt {NAME}; margin: 0 }}"
    page = f"<html lang='en'><title>T</title><style>{style}</style><body>{body}</body></html>"
    data: bytes = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    return data


def test_a_pdf_is_read_over_its_page_breaks() -> None:
    rows = "".join(f"<tr><th scope='row'>Row {n}</th><td>{n}</td></tr>" for n in range(1, 9))
    long = " ".join(f"number{n}" for n in range(30))
    data = _set(
        f"<h1>Shapes</h1><p>{long}</p><table><caption>Rows</caption>"
        f"<thead><tr><th>Row</th><th>Number</th></tr></thead><tbody>{rows}</tbody></table>"
    )
    ordered = [
        ExpectedText("title", TextRole.TITLE, "Shapes"),
        ExpectedText("long", TextRole.TEXT, long),
        ExpectedText("rows", TextRole.CAPTION, "Rows"),
        ExpectedText("rows", TextRole.HEADER, "Row"),
        ExpectedText("rows", TextRole.HEADER, "Number"),
    ]
    for n in range(1, 9):
        ordered += [
            ExpectedText("rows", TextRole.HEADER, f"Row {n}"),
            ExpectedText("rows", TextRole.CELL, str(n)),
        ]
    found = verify.extract(Format.PDF, data)
    assert max(one.page for one in found) > 4
    assert _said(found, Expected(ordered=tuple(ordered)), Format.PDF) == []


def test_words_that_run_off_the_page_are_not_there() -> None:
    data = _set("<h1>Shapes</h1><p style='position: relative; left: 100mm'>A circle rolls.</p>")
    assert [one.text for one in verify.extract(Format.PDF, data)] == ["Shapes"]


def test_a_file_that_cannot_be_read_says_so() -> None:
    fidelity = verify.fidelity(whole(Format.EPUB), b"no archive")
    assert [str(fault) for fault in fidelity.faults] == [
        "unreadable: not an EPUB that can be read (File is not a zip file)"
    ]


# Standards -----------------------------------------------------------------------------------


def _rezipped(data: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return out.getvalue()


def test_a_pdf_without_tags_language_and_title_is_told() -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(finished(Format.PDF))) as pdf:
        del pdf.Root.MarkInfo, pdf.Root.Lang, pdf.docinfo["/Title"]
        out = io.BytesIO()
        pdf.save(out)
    assert verify.standard(whole(Format.PDF), out.getvalue()) == (
        "not tagged",
        "its language is '', not 'en-US'",
        "has no title",
    )


def test_a_font_that_is_not_the_brands_or_not_embedded_is_told() -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(finished(Format.PDF))) as pdf:
        pdf.Root.Stray = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.FontDescriptor, FontName=pikepdf.Name("/Courier"))
        )
        out = io.BytesIO()
        pdf.save(out)
    assert verify.standard(whole(Format.PDF), out.getvalue()) == (
        "font Courier is not embedded",
        "font Courier is not one of the brand's",
    )


def test_a_word_file_that_lacks_a_part_or_a_style_is_told() -> None:
    def break_it(parts: dict[str, bytes]) -> None:
        del parts["word/numbering.xml"]
        document = parts["word/document.xml"]
        parts["word/document.xml"] = document.replace(b'w:val="BodyText"', b'w:val="Nobody"')

    told = verify.standard(whole(Format.WORD), _rezipped(finished(Format.WORD), break_it))
    assert "word/document.xml points to numbering.xml, which is not in the file" in told
    assert "style Nobody is used but not defined" in told


def test_an_epub_whose_type_does_not_come_first_is_told() -> None:
    data = _rezipped(
        finished(Format.EPUB), lambda parts: parts.update(mimetype=parts.pop("mimetype"))
    )
    assert verify.standard(whole(Format.EPUB), data) == (
        "mimetype is not its first entry, stored without compression",
    )


def test_an_epub_that_points_nowhere_is_told() -> None:
    def break_it(parts: dict[str, bytes]) -> None:
        name = next(n for n in parts if n.endswith(".xhtml") and b"#reference-first" in parts[n])
        parts[name] = parts[name].replace(b"#reference-first", b"#nowhere")

    (told, *_) = verify.standard(whole(Format.EPUB), _rezipped(finished(Format.EPUB), break_it))
    assert told.endswith("#nowhere, where there is no such id")


def test_a_page_that_fetches_repeats_an_id_or_points_nowhere_is_told() -> None:
    more = b'<p id="about"><a href="#nowhere"></a><script src="//example.org/a.js"></script></p>'
    data = finished(Format.WEB).replace(b"</main>", more + b"</main>")
    assert verify.standard(whole(Format.WEB), data) == (
        "has two elements with id about",
        "points to #nowhere, where there is no such id",
        "fetches //example.org/a.js",
    )
