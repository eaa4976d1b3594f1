"""Documents of others become drafts: nothing is lost, and what is gone is a hole.

The pages are made up and fail in the ways in which real ones do.
"""

from __future__ import annotations

import html
import io
import re
from collections import Counter
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from publisher.content.inline import parse
from publisher.importing.report import Imported, markdown_text
from tests.import_files import blocks, imported, kinds, pdf_file, sections, word_file

# A page of a site whose lists, headings and marks got lost when it was copied.
COPIED = """\
Back to all topics

Puddle fever

Puddle fever is a mild illness that people catch from wet socks. It lasts a few days.

It comes from a germ that likes cold water. Nobody knows how it began.

Puddle fever often doesn't cause symptoms at first. Later, signs can include:

When to see a doctor

Book a visit if your feet stay cold for a week.

Puddle fever happens when a germ gets through damp skin. It is not clear what causes some people to
be spared.

Factors that are linked with a higher risk of puddle fever include:

There's no sure way to prevent puddle fever. Dry socks help.

Tests that are used to diagnose puddle fever include:

Treatment for puddle fever depends on how wet you are, and on how you feel.

Options may include:

Treatment for fever that spreads to the knees

Puddle fever sometimes climbs. There are ways to stop it, such as:

With time, you may find it easier to cope with cold feet. Until then, it may help to:

You may be referred to a foot nurse after the first visit.

What you can do

Ask whether you should come barefoot. Make a list of:

Take a friend along.

For puddle fever, some questions to ask are:

Ask all that comes to mind.

What to expect from the nurse

The nurse may ask you some things, such as:

© 2019-2024 Sock Publishing House. All rights reserved.

Come to our shop

Learn more about socks
"""


def test_every_lost_list_of_a_copied_page_is_a_hole_and_nothing_else_is() -> None:
    one = imported(COPIED.replace("to\nbe", "to be"))
    assert [re.sub("^.*[.] ", "", str(hole["lead_in"])) for hole in blocks(one, "missing")] == [
        "Later, signs can include:",
        "Factors that are linked with a higher risk of puddle fever include:",
        "Tests that are used to diagnose puddle fever include:",
        "Options may include:",
        "There are ways to stop it, such as:",
        "Until then, it may help to:",
        "Make a list of:",
        "For puddle fever, some questions to ask are:",
        "The nurse may ask you some things, such as:",
    ]


def test_sections_are_known_by_their_first_words_where_headings_are_gone() -> None:
    one = imported(COPIED.replace("to\nbe", "to be"))
    assert sections(one) == [
        ("overview", "Overview"),
        ("symptoms", "Symptoms"),
        ("when_to_get_help", "When to see a doctor"),
        ("causes", "Causes"),
        ("risk_factors", "Risk factors"),
        ("prevention", "Prevention"),
        ("diagnosis", "Diagnosis"),
        ("treatment", "Treatment"),
        ("living_with", "Living with it"),
        ("appointment", "Your appointment"),
    ]
    headings = [part.heading for part in one.draft.sections[7].subsections]
    assert headings == ["Treatment for fever that spreads to the knees"]
    assert one.draft.title == "Puddle fever"


def test_every_line_is_in_a_block_or_set_aside_with_the_reason() -> None:
    one = imported(COPIED.replace("to\nbe", "to be"))
    assert all(line.block or line.reason for line in one.account.lines)
    assert [(line.text, line.reason) for line in one.account.lines if line.reason] == [
        ("Back to all topics", "navigation"),
        ("© 2019-2024 Sock Publishing House. All rights reserved.", "copyright line"),
        ("Come to our shop", "below the copyright line, where the page ends"),
        ("Learn more about socks", "below the copyright line, where the page ends"),
    ]
    assert one.account.lost == ()


def test_a_word_that_the_draft_drops_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "publisher.importing.convert.written", lambda nodes: _written(nodes).replace("germ", "")
    )
    monkeypatch.setattr(
        "publisher.importing.blocks.written", lambda nodes: _written(nodes).replace("germ", "")
    )
    assert "germ" in imported(COPIED).account.lost


def _written(nodes: object) -> str:
    from publisher.importing.wording import written

    return written(nodes)  # type: ignore[arg-type]


def test_a_draft_is_valid_but_for_holes_and_licence() -> None:
    one = imported(COPIED)
    other = [p for p in one.problems if "what belongs here is missing" not in p]
    assert other == [
        "sources/puddle-fever/condition.yaml:14:1  licensed_from  'Sock Publishing House' holds "
        "the rights, and no license is stated: write `license` and the terms on which you may "
        "publish it; or write the text in your own words and remove `licensed_from`"
    ]
    assert len(one.problems) == 10


def test_the_report_is_a_table_of_holes_and_of_every_line() -> None:
    text = markdown_text(imported("# Gout\n\nHere <b>it</b> is.\n\nSigns are:\n", "gout.md"))
    assert "| symptoms-missing | Symptoms | the list that “Signs are:” announces | line 5 |" in text
    assert "| line 3 | Here it is. | `overview-paragraph` |" in text


# Lists ---------------------------------------------------------------------------------------


def _items(text: str, name: str = "page.txt", head: str = "Gout\n\n") -> list[dict[str, object]]:
    found = blocks(imported(head + text, name))
    return [block for block in found if block["kind"] != "paragraph"]


@pytest.mark.parametrize("mark", ["•", "-", "*", "–", "▪", "o", "✓", "·"])
def test_bullets_typed_by_hand_are_items(mark: str) -> None:
    found = _items(f"You may have:\n{mark} a sore toe\n{mark} a fever\n")
    assert found == [
        {"kind": "list", "lead_in": "You may have:", "items": ["a sore toe", "a fever"]}
    ]


@pytest.mark.parametrize("form", ["{}.", "{})", "({})"])
def test_numbers_typed_by_hand_are_steps(form: str) -> None:
    marks = [form.format(number) for number in (1, 2, 3)]
    (found,) = _items("Do this:\n" + "".join(f"{m} Wait {n}.\n" for n, m in enumerate(marks)))
    assert found == {
        "kind": "steps",
        "lead_in": "Do this:",
        "items": ["Wait 0.", "Wait 1.", "Wait 2."],
    }


def test_steps_that_lost_their_numbers_are_items() -> None:
    (found,) = _items("Do this in order:\n\nSit down\n\nBreathe out\n\nStand up\n")
    assert found["items"] == ["Sit down", "Breathe out", "Stand up"]


def test_steps_go_on_after_an_interruption() -> None:
    one = imported(
        "<h1>Gout</h1><p>First:</p><ol><li>Sit.<li>Rest.</ol><p>Wait a bit. Then:</p>"
        '<ol start="3"><li>Stand.</ol>',
        "page.html",
    )
    first, second = blocks(one, "steps")
    assert second["continues"] == "overview-steps"
    assert [first["items"], second["items"]] == [["Sit.", "Rest."], ["Stand."]]


def test_a_nested_list_that_was_flattened_is_nested_again_by_its_words() -> None:
    (found,) = _items("Ask about:\n- Tablets, such as:\n- ibuprofen\n- colchicine\n- Rest\n")
    assert found["items"] == [
        {"text": "Tablets, such as:", "items": ["ibuprofen", "colchicine"]},
        "Rest",
    ]


def test_an_item_whose_own_items_are_gone_is_a_hole() -> None:
    found = _items("Ask about:\n- Rest\n- Tablets, such as:\n")
    assert [block["kind"] for block in found] == ["list", "missing"]
    assert found[1]["lead_in"] == "Tablets, such as:"


def test_items_are_nested_by_their_indentation() -> None:
    (found,) = _items("You may have:\n- a rash\n    - on the toe\n    - on the heel\n- a fever\n")
    assert found["items"] == [{"text": "a rash", "items": ["on the toe", "on the heel"]}, "a fever"]


def test_items_joined_by_semicolons_are_a_list() -> None:
    (found,) = _items(
        "Things that can raise the level include: red meat; beer; and some tablets.\n"
    )
    assert found["lead_in"] == "Things that can raise the level include:"
    assert found["items"] == ["red meat", "beer", "some tablets"]


def test_a_sentence_with_semicolons_stays_a_sentence() -> None:
    assert _items("She was tired: it was late; she went home; nobody saw her go.\n") == []


def test_bullets_inside_one_line_are_items() -> None:
    (found,) = _items("You may have: • a sore toe • a fever • cold feet\n")
    assert found["items"] == ["a sore toe", "a fever", "cold feet"]


def test_paragraphs_that_begin_with_their_names_are_the_items_announced() -> None:
    text = "Options are:\n\nRest. Rest takes a week.\n\nTablets. Tablets are quicker.\n\nSee you.\n"
    found = blocks(imported("Gout\n\nIt hurts. A lot.\n\n" + text))
    assert found[1]["items"] == ["Rest. Rest takes a week.", "Tablets. Tablets are quicker."]
    assert found[2] == {"kind": "paragraph", "text": "See you."}


def test_questions_and_things_to_bring_are_known() -> None:
    text = "Questions to ask:\n- Why me?\n- What now?\n\nBring along:\n- your shoes\n- your socks\n"
    assert [block["kind"] for block in _items(text)] == ["questions", "checklist"]


def test_boxes_to_tick_make_a_checklist() -> None:
    assert _items("For the visit:\n☐ shoes\n☐ socks\n")[0]["kind"] == "checklist"


def test_a_list_without_words_before_it_takes_those_of_its_heading() -> None:
    one = imported("# Gout\n\nIt hurts.\n\n## Symptoms\n\n- pain\n- heat\n", "gout.md")
    assert blocks(one, "list")[0]["lead_in"] == "Symptoms:"
    why = "leads in to a list that has no words before it"
    assert one.draft.added["Symptoms:"] == why


# Holes ---------------------------------------------------------------------------------------


def _holes(text: str, name: str = "page.md") -> list[object]:
    return [hole["expected"] for hole in blocks(imported(text, name), "missing")]


@pytest.mark.parametrize(
    ("words", "hole"),
    [
        ("See the table below.", "the table that “See the table below.” points at"),
        ("The picture below shows it.", "the picture that “The picture below shows it.” points at"),
        (
            "Watch the video below.",
            "the video, or what it shows, that “Watch the video below.” points at",
        ),
        ("For more, see below.", "what that “For more, see below.” points at"),
        (
            "You may have the following signs.",
            "the list that “You may have the following signs.” announces",
        ),
        ("Signs include", "the list that “Signs include” announces"),
        ("Signs are such as", "the list that “Signs are such as” announces"),
    ],
)
def test_what_is_announced_and_does_not_follow_is_a_hole(words: str, hole: str) -> None:
    assert _holes(f"# Gout\n\nIt hurts.\n\n## Signs\n\n{words}\n") == [hole]


@pytest.mark.parametrize(
    "text",
    [
        "See the table below.\n\n| a | b |\n|---|---|\n| c | d |\n",
        "Signs include:\n\n- pain\n",
        "See below.\n\nIt is said here.\n",
        "There are two kinds:\n\n### Old gout\n\nIt is old.\n\n### New gout\n\nIt is new.\n",
        "At 10:30 come in. The ratio is 1:2.\n",
        "Below the knee it hurts most.\n",
    ],
)
def test_what_follows_is_no_hole(text: str) -> None:
    assert _holes(f"# Gout\n\nIt hurts.\n\n## Signs\n\n{text}") == []


def test_a_heading_with_nothing_under_it_is_a_hole() -> None:
    assert _holes("# Gout\n\nIt hurts.\n\n## Causes\n\n## Outlook\n\nIt is good.\n") == [
        "the text under the heading “Causes”"
    ]
    assert _holes("Gout\n\nIt hurts. A lot.\n\nCauses\n\nOutlook\n\nIt is good.\n", "a.txt") == [
        "the text under the heading “Causes”"
    ]


def test_a_heading_with_parts_is_no_hole() -> None:
    assert _holes("# Gout\n\nIt hurts.\n\n## Causes\n\n### Age\n\nIt is age.\n") == []


def test_a_picture_without_its_file_is_a_hole_with_what_it_shows() -> None:
    one = imported("# Gout\n\nIt hurts.\n\n![A red toe](toe.png)\n", "gout.md")
    assert blocks(one, "missing") == [
        {
            "kind": "missing",
            "alt": "A red toe",
            "expected": "the drawing of the picture “toe.png” that shows “A red toe”",
        }
    ]


@pytest.mark.parametrize(
    ("said", "found"),
    [("1", ["paragraph"]), ("true", ["paragraph"]), ("0", ["paragraph", "missing"])],
)
def test_a_picture_that_word_calls_decoration_is_no_hole(said: str, found: list[str]) -> None:
    def build(document: docx.document.Document) -> None:
        document.add_heading("Gout", 0)
        document.add_paragraph("It hurts.")
        picture = io.BytesIO()
        Image.new("L", (9, 9)).save(picture, "PNG")
        document.add_picture(picture)
        about = next(document.element.body.iter("{*}docPr"))
        namespace = "http://schemas.microsoft.com/office/drawing/2017/decorative"
        about.append(parse_xml(f'<a:decorative xmlns:a="{namespace}" val="{said}"/>'))

    assert kinds(imported(word_file(build), "gout.docx")) == found


def test_a_drawing_beside_the_page_comes_along(tmp_path: Path) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg>'
    (tmp_path / "toe.svg").write_bytes(svg)
    (tmp_path.parent / "outside.svg").write_bytes(svg)
    page = '<h1>Gout</h1><p>It hurts.</p><img alt="A red toe" src="{}">'
    inside = imported(page.format("toe.svg"), "gout.html", folder=tmp_path)
    assert kinds(inside) == ["paragraph", "figure"]
    assert inside.figures == {"a-red-toe.svg": svg}
    for src in ("../outside.svg", "https://example.org/toe.svg", "file:///etc/passwd.svg"):
        outside = imported(page.format(src), "gout.html", folder=tmp_path)
        assert kinds(outside) == ["paragraph", "missing"]


def test_a_page_with_too_few_sentences_lacks_its_summary() -> None:
    one = imported("# Gout\n\nIt is a sore toe.\n\n## Causes\n\nSigns are:\n", "gout.md")
    lacking = [problem for problem in one.problems if "  summary[" in problem]
    assert [re.sub(".*: what", "what", problem)[:4] for problem in lacking] == ["what", "what"]


# Letters -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Itâ€™s a â€œsoreâ€\x9d toe.", 'It\'s a "sore" toe.'),
        ("A\u00a0sore\u2003toe.", "A sore toe."),
        ("A s\u00adore t\u00adoe.", "A sore toe."),
        ("An inﬂamed ﬁnger.", "An inflamed finger."),
        ("It\ufffds sore.", "It's sore."),
        ("A \ufffdsore toe.", "A sore toe."),
        ("А sоre tоe.", "А sore toe."),
        ("A sore\u200b toe.", "A sore toe."),
    ],
)
def test_letters_are_mended(typed: str, read: str) -> None:
    assert blocks(imported(f"Gout\n\n{typed} And more of it.\n"))[0]["text"].startswith(read)  # type: ignore[attr-defined]


def test_a_page_in_an_old_encoding_is_read() -> None:
    page = '<meta charset="iso-8859-1"><h1>Gout</h1><p>It’s a sore toe.</p>'
    assert blocks(imported(page.encode("cp1252"), "a.html"))[0]["text"] == "It's a sore toe."
    plain = "Gout\n\nIt’s a sore toe. It hurts.\n".encode("cp1252")
    assert blocks(imported(plain))[0]["text"] == "It's a sore toe. It hurts."


def test_lines_that_run_on_are_one_paragraph_with_whole_words() -> None:
    text = (
        "Gout\n\nGout is a kind of swelling in a joint that comes and\n"
        "goes. It is a well-known and long-\nterm illness that peo-\nple have had since they have\n"
        "had feet to stand on.\n"
    )
    assert blocks(imported(text))[0]["text"] == (
        "Gout is a kind of swelling in a joint that comes and goes. It is a well-known and "
        "long-term illness that people have had since they have had feet to stand on."
    )


# Tables --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        "Food\tEat it?\nCherries\tyes\nLiver\tno\n",
        "Food        Eat it?\nCherries    yes\nLiver       no\n",
        "| Food | Eat it? |\n|------|---------|\n| Cherries | yes |\n| Liver | no |\n",
    ],
)
def test_tables_that_became_lines_are_tables(rows: str) -> None:
    (found,) = _items(f"What to eat:\n\n{rows}")
    assert found["caption"] == "What to eat:"
    assert found["columns"] == ["Food", "Eat it?"]
    assert found["rows"] == [["Cherries", "yes"], ["Liver", "no"]]


def test_a_table_that_is_too_wide_becomes_a_list() -> None:
    cells = "".join(f"<td>{n}" for n in range(1, 10))
    heads = "".join(f"<th>c{n}" for n in range(1, 10))
    (found,) = _items(f"<h1>Gout</h1><table><tr>{heads}<tr>{cells}</table>", "a.html", "")
    assert found["items"] == [{"text": "1", "items": [f"c{n}: {n}" for n in range(2, 10)]}]


def test_a_table_that_places_parts_of_a_page_is_looked_through() -> None:
    page = "<h1>Gout</h1><table><tr><td><h2>Causes</h2><p>Age.</p><td><p>Hello there.</p></table>"
    assert kinds(imported(page, "a.html")) == ["paragraph", "paragraph"]


# Web pages -----------------------------------------------------------------------------------

SITE = """<!DOCTYPE html><html lang="en-GB"><head><title>Gout | Hill Clinic</title>
<link rel="canonical" href="https://hill.example.org/gout"><style>p {color: red}</style></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/a">Topics</a></li></ul></nav>
<div class="cookie-banner"><p>We use cookies.</p><button>Accept</button></div>
<h1>Gout</h1><p class="byline">By the staff</p>
<p>Gout is a sore toe. See <a href="/toes">our page on toes</a>.</p>
<script>document.write("<p>never</p>")</script><iframe src="https://example.org/x">
</iframe><p><b>Symptoms</b></p><p>You may have:</p><p>&bull; pain<br>&bull; heat</p>
<h2><button>Treatment</button></h2><div hidden><p>Rest it.</p></div>
<div class="alert alert-warning"><p><strong>Call us</strong></p>
<p>If it gets worse, call us.</p></div>
<aside class="related"><h2>More</h2><p>Buy our book.</p></aside>
<footer><p>© 2024 Hill Publishing</p></footer></body></html>"""


def test_a_saved_page_is_read_without_what_is_around_its_text() -> None:
    one = imported(SITE, "gout.html")
    assert sections(one) == [
        ("overview", "Overview"),
        ("symptoms", "Symptoms"),
        ("treatment", "Treatment"),
    ]
    assert kinds(one) == ["paragraph", "list", "paragraph", "callout", "paragraph"]
    first = "Gout is a sore toe. See [our page on toes](https://hill.example.org/toes)."
    assert blocks(one)[0]["text"] == first
    assert one.draft.licensed_from == "Hill Publishing"
    assert "never" not in one.text
    aside = {line.text: line.reason for line in one.account.lines if line.reason}
    assert list(aside) == [
        *("Home", "Topics", "We use cookies.", "Accept", "By the staff"),
        *("More", "Buy our book.", "© 2024 Hill Publishing"),
    ]


def test_nothing_that_a_page_names_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    page = (
        '<!DOCTYPE html SYSTEM "https://example.org/x.dtd"><h1>Gout</h1>'
        '<link rel=stylesheet href="https://example.org/x.css"><script src="//example.org/x.js">'
        '</script><p>It hurts.</p><img alt="x" src="https://example.org/x.svg">'
        '<svg role="img" aria-label="y"><image href="https://example.org/z.png"/></svg>'
    )
    assert kinds(imported(page, "a.html")) == ["paragraph", "missing", "missing"]


def test_what_a_page_says_is_data() -> None:
    said = "{{ 7 * 7 }} <script>x</script> [x](javascript:1) ![y](z) `w` &amp; !!python."
    one = imported(f"<h1>Gout</h1><p>{html.escape(said)}</p>", "a.html")
    assert parse(str(blocks(one)[0]["text"])).plain == said
    assert [p for p in one.problems if "missing" not in p] == []


def test_notes_and_terms_of_a_page_are_found_again() -> None:
    page = (
        '<h1>Gout</h1><p>It is due to <a href="#g">uric acid</a>, and it hurts.<sup>'
        '<a href="#r1">1</a>, <a href="#r2">2</a></sup></p><h2>Glossary</h2>'
        '<dl><dt id="g">Uric acid</dt><dd>A waste.</dd></dl><h2>References</h2>'
        '<ol><li id="r1">A book.</li><li id="r2">Another book.</li></ol>'
    )
    one = imported(page, "a.html")
    assert blocks(one)[0]["text"] == (
        "It is due to [uric acid](term:uric-acid), and it hurts. [@a-book; @another-book]"
    )


# Word ----------------------------------------------------------------------------------------


def _word(build: object) -> Imported:
    return imported(word_file(build), "gout.docx")  # type: ignore[arg-type]


def test_a_word_file_is_read_by_its_styles() -> None:
    def build(document: docx.document.Document) -> None:
        document.add_heading("Gout", 0)
        document.add_paragraph("Gout is a sore toe.")
        document.add_heading("Symptoms", 1)
        document.add_paragraph("You may have:")
        document.add_paragraph("pain", style="List Bullet")
        document.add_paragraph("in the night", style="List Bullet 2")
        document.add_paragraph("heat", style="List Bullet")
        document.add_heading("Rare ones", 2)
        document.add_paragraph("Do this:")
        document.add_paragraph("Sit.", style="List Number")
        table = document.add_table(2, 2)
        for cell, text in zip(table._cells, ("Food", "Eat?", "Liver", "no"), strict=True):
            cell.text = text

    one = _word(build)
    assert sections(one) == [("overview", "Overview"), ("symptoms", "Symptoms")]
    assert kinds(one) == ["paragraph", "list", "steps", "table"]
    assert blocks(one, "list")[0]["items"] == [{"text": "pain", "items": ["in the night"]}, "heat"]


def test_headings_that_are_only_bold_and_lists_made_of_tabs_are_known() -> None:
    def build(document: docx.document.Document) -> None:
        for text in ("Gout", "Symptoms"):
            document.add_paragraph().add_run(text).bold = True
            if text == "Gout":
                document.add_paragraph("Gout is a sore toe. It hurts.")
        for text in ("You may have:", "•\tpain", "•\theat", "Then:", "1.\tSit.", "2.\tRest."):
            document.add_paragraph(text)
        document.add_paragraph().add_run("Treatment").bold = True
        for text in ("You can take:", "\ttablets", "\ta cold bath", "Food\tEat?", "Liver\tno"):
            document.add_paragraph(text)

    one = _word(build)
    assert [kind for kind, _ in sections(one)] == ["overview", "symptoms", "treatment"]
    assert kinds(one) == ["paragraph", "list", "steps", "list", "table"]
    assert blocks(one, "list")[1]["items"] == ["tablets", "a cold bath"]


# PDF -----------------------------------------------------------------------------------------


def test_columns_heads_hyphens_and_ligatures_of_a_pdf() -> None:
    left = [
        "Gout is a swelling of a joint that",
        "comes and goes. It is a well-known",
        "trouble of peo-",
    ]
    right = ["ple who like their food. It is of-", "ten in the toe, where it is \x01rst", "seen."]

    def page(number: int) -> list[tuple[float, float, str]]:
        return [(50, 810, "Hill Clinic leaflet"), (290, 30, str(number))]

    first = [
        *page(1),
        (50, 760, "Gout", 22, "F2"),
        *((50, 730 - 14 * n, text) for n, text in enumerate(left)),
        *((310, 730 - 14 * n, text) for n, text in enumerate(right)),
    ]
    second = [
        *page(2),
        (50, 760, "Symptoms", 15, "F2"),
        (50, 736, "You may have:"),
        (60, 722, "\x95 pain"),
        (60, 708, "\x95 heat"),
        (50, 680, "Diet", 15, "F2"),
        *(
            (50 + 150 * c, 656 - 14 * r, cell)
            for r, row in enumerate(_FOOD)
            for c, cell in enumerate(row)
        ),
    ]
    one = imported(pdf_file([first, second]), "gout.pdf")
    assert blocks(one)[0]["text"] == (
        "Gout is a swelling of a joint that comes and goes. It is a well-known trouble of people "
        "who like their food. It is often in the toe, where it is first seen."
    )
    assert sections(one) == [
        ("overview", "Overview"),
        ("symptoms", "Symptoms"),
        ("living_with", "Diet"),
    ]
    assert kinds(one) == ["paragraph", "list", "table"]
    assert blocks(one, "table")[0]["rows"] == [list(row) for row in _FOOD[1:]]
    reasons = Counter(line.reason for line in one.account.lines if line.reason)
    assert reasons == {"repeated at the edge of pages": 2, "page number": 2}


_FOOD = (("Food", "Eat it?"), ("Cherries", "yes"), ("Liver", "no"))


# Any text ------------------------------------------------------------------------------------

_LINES = st.sampled_from(
    [
        *("", "", "Gout", "Symptoms", "What causes it?", "You may have:", "- a sore toe", "* heat"),
        *("1. Sit down.", "2. Rest.", "It hurts a lot. Nobody knows why.", "Tablets, such as:"),
        *(
            "a\tb",
            "Food   Eat it?",
            "see below",
            "© 2020 Somebody",
            "--- ---",
            "x: a; b; c",
            "[@x] *",
        ),
        *(
            "Search",
            "Home",
            "# not a heading",
            "1) a 2) b",
            "• a • b",
            "\\*",
            "<b>&amp;</b>",
            "«ä»",
        ),
        *("well-", "known", "Bring:", "☐ socks", "Why me?", "| a | b |", "|---|---|", "> quoted"),
    ]
)


@settings(max_examples=40)
@given(
    st.lists(st.one_of(_LINES, st.text(max_size=30)), min_size=1, max_size=25),
    st.sampled_from(["a.txt", "a.md"]),
)
def test_any_text_becomes_a_valid_draft_that_lost_nothing(lines: list[str], name: str) -> None:
    text = "It is here.\n" + "\n".join(line.encode("utf-8", "replace").decode() for line in lines)
    one = imported(text, name)
    assert one.account.lost == ()
    assert [
        p for p in one.problems if "is missing (" not in p and "holds the rights" not in p
    ] == []
