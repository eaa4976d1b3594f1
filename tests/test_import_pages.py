"""What pages of many houses have in common beside their text is told from it.

The pages are made up; each fails in a way in which a real one did.
"""

from __future__ import annotations

import pytest

from publisher.importing.furniture import Known
from publisher.importing.project import surroundings
from publisher.plan.select import Selection, select_jobs
from publisher.render import render
from tests.helpers import ROOT
from tests.import_figures import EDITIONS
from tests.import_files import blocks, imported, kinds, sections

TOPIC = """\
Sock rash

Sock rash is a mild rash below the ankle. It comes from wool.

What are the symptoms of sock rash?

It itches at night. You may see red dots in a ring.
"""


def test_what_points_to_another_page_is_no_heading_and_no_hole() -> None:
    page = TOPIC + "\n  • red dots\n  • an itch\n\nFind out more about the symptoms of sock rash\n"
    page += "\nHow is sock rash treated?\n\nTake the socks off.\n\nRead more about treating socks\n"
    one = imported(page)
    assert "missing" not in kinds(one)
    assert [heading for _, heading in sections(one)] == [
        "Overview",
        "What are the symptoms of sock rash?",
        "How is sock rash treated?",
    ]
    assert "more about" not in one.text


@pytest.mark.parametrize(
    ("lines", "heading"),
    [
        ("What are the causes of\nSock Rash?", ("causes", "What are the causes of Sock Rash?")),
        (
            "What are the symptoms\nof sock rash?",
            ("symptoms", "What are the symptoms of sock rash?"),
        ),
    ],
)
def test_a_heading_on_two_lines_is_one(lines: str, heading: tuple[str, str]) -> None:
    one = imported(f"Sock rash\n\nSock rash is a rash.\n\n{lines}\n\nWool rubs the skin.\n")
    assert heading in sections(one)


def test_a_line_that_breaks_in_its_middle_is_no_heading() -> None:
    one = imported(
        "There are some signs that need the\nhelp of others.\n"
        "In adults, some warning signs that\nneed help include:\n- a blue foot\n- a cold toe\n"
    )
    assert not any(heading.startswith("In adults") for _, heading in sections(one))
    assert blocks(one, "list")[0]["lead_in"] == (
        "In adults, some warning signs that need help include:"
    )


def test_short_lines_that_are_items_are_not_joined() -> None:
    one = imported("Foot care\n\nCare\n\nYou may need help:\nin the bath\nto eat\nwith stairs\n")
    assert blocks(one, "list")[0]["items"] == [
        "in the bath",
        "to eat",
        "with stairs",
    ]


def test_the_name_of_the_house_is_not_the_title() -> None:
    one = imported("The Puddle Valley Hospital\n\n" + TOPIC)
    assert one.draft.title == "Sock rash"
    assert one.account.lost == ()
    assert (
        imported("Sock Clinic\n\nWe wash socks on Mondays. Come in.\n").draft.title == "Sock Clinic"
    )


@pytest.mark.parametrize("label", ["Condition", "Title", "Topic"])
def test_a_label_before_the_title_is_no_part_of_it(label: str) -> None:
    one = imported(f"{label}: {TOPIC}")
    assert one.draft.title == "Sock rash"
    assert one.account.lost == ()


def test_headings_with_numbers_are_no_items() -> None:
    one = imported(
        "SOCK RASH\n\n1. What is sock rash?\n\nIt is a rash of the foot.\n\n"
        "1. What causes sock rash?\n\nWool does, most often.\n\n"
        "Wash the socks like this:\n\n1. Fill a bowl.\n2. Stir.\n"
    )
    assert sections(one) == [
        ("overview", "What is sock rash?"),
        ("causes", "What causes sock rash?"),
    ]
    assert kinds(one) == ["paragraph", "paragraph", "steps"]
    assert one.account.lost == ()


def test_one_question_with_a_number_stays_an_item() -> None:
    one = imported(TOPIC + "\nAsk at your visit:\n\n1. What should I wear?\n\nGo in dry shoes.\n")
    assert "What should I wear?" not in [heading for _, heading in sections(one)]


def test_a_long_question_is_a_heading() -> None:
    asked = "Do I need to go to the emergency room if I only have a little of it?"
    one = imported(f"{TOPIC}\n{asked}\n\nNo. It is for people who are very sick.\n")
    assert ("when_to_get_help", asked) in sections(one)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("What are the different types of sock rash?", "types"),
        ("How does sock rash affect women?", "complications"),
        ("How do rings of dots form?", "causes"),
        ("What is the treatment? How common is it?", "treatment"),
        ("Did we answer your question about socks?", "living_with"),
    ],
)
def test_more_of_what_publishers_call_their_sections(heading: str, kind: str) -> None:
    one = imported(f"<h1>Sock rash</h1><p>A rash.</p><h2>{heading}</h2><p>Yes.</p>", "page.html")
    assert (kind, heading) in sections(one)


def test_words_that_go_on_in_a_list_lead_in_to_it() -> None:
    one = imported(TOPIC + "\nIt is a rash of the foot. This may come from\n\n  • wool\n  • rain\n")
    assert blocks(one, "list")[0]["lead_in"] == "It is a rash of the foot. This may come from"


def test_the_days_to_come_announce_no_list() -> None:
    assert "missing" not in kinds(
        imported(TOPIC + "\nHalf of them itch in the following 5 years.\n")
    )
    assert "missing" in kinds(imported(TOPIC + "\nWear the following socks.\n"))


def test_the_sign_of_a_link_is_no_missing_picture() -> None:
    page = "<h1>Sock rash</h1><p>A rash.</p><h2>Symptoms</h2><ul>"
    page += "<li><a href='https://a.example/b'>Sock club <img src='/exit-sign.png'></a> helps</li>"
    page += "<li>Dots</li></ul>"
    one = imported(page, "page.html")
    assert "missing" not in kinds(one)
    assert one.account.lost == ()
    alone = page.replace("Sock club ", "")
    assert "missing" in kinds(imported(alone, "page.html"))


def test_a_form_and_its_heading_are_no_section() -> None:
    page = "<h1>Sock rash</h1><p>A rash.</p><h2>Causes</h2><p>Wool.</p>"
    form = "<section><h2>Contact Us</h2>{}<form><label>Name</label><input></form></section>"
    one = imported(page + form.format(""), "page.html")
    assert [heading for _, heading in sections(one)] == ["Overview", "Causes"]
    kept = imported(page + form.format("<p>Call us by day.</p>"), "page.html")
    assert "Call us by day." in kept.text


def test_what_a_program_writes_above_a_saved_page_is_set_aside() -> None:
    one = imported(
        "Title: Sock rash\n\nURL Source: https://a.example/sock\n\n"
        "Published Time: 3 May 2020, 1:03 p.m.\n\n## Symptoms\n\nDots in a ring.\n",
        "page.md",
    )
    assert one.draft.title == "Sock rash"
    assert "Published" not in one.text
    assert "URL Source" not in one.text


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (
            "<h1>Sarpullido</h1><p>Es leve.</p><h2>Síntomas</h2><p>Pica.</p>"
            "<h2>¿Qué es?</h2><p>Nada.</p><h2>Cuándo llamar al médico</h2><p>Ya.</p>",
            ["overview", "symptoms", "overview", "when_to_get_help"],
        ),
        (
            "<h1>طفح</h1><p>خفيف.</p><h2>الأعراض</h2><p>حكة.</p><h2>العلاج</h2><p>ماء.</p>",
            ["overview", "symptoms", "treatment"],
        ),
    ],
)
def test_sections_are_known_in_spanish_and_arabic(page: str, found: list[str]) -> None:
    assert [kind for kind, _ in sections(imported(page, "page.html"))] == found


@pytest.mark.parametrize("edition", ["web", "word"])
def test_a_guide_in_spanish_comes_back_whole(edition: str) -> None:
    """Its labels are known too; a Word file of it carries a source that only `pull` has to read."""
    chosen = Selection(("iron-deficiency-anemia",), ("riverbend",), (edition,), ("es",))
    (job,) = select_jobs(ROOT, chosen)
    one = imported(render(job.shown), EDITIONS[edition], surroundings(ROOT))
    kinds_of_source = [section.kind.value for section in job.condition.sections]
    assert [kind for kind, _ in sections(one)] == kinds_of_source
    assert "missing" not in kinds(one)
    assert one.account.lost == ()
    assert "Traducción automática" not in one.text
    assert "\nlanguage: es\n" in one.text


def test_a_label_is_known_with_marks_of_direction_in_it() -> None:
    known = Known(labels=({"call_number": "Call {number}"},))
    assert known.is_label("Call \u200e555-0142")
    assert not known.is_label("Call us at 555-0142")


def test_the_risks_of_a_procedure_are_what_can_go_wrong() -> None:
    page = "<h1>Foot scan</h1><p>A scan.</p>{}<h2>Risks</h2><p>A cold foot.</p>"
    before = "<h2>How to prepare</h2><p>Wash.</p>"
    one = imported(page.format(before), "page.html")
    assert ("complications", "Risks") in sections(one)
    assert ("risk_factors", "Risks") in sections(imported(page.format(""), "page.html"))
