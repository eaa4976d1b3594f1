"""What a brand cannot set is named with the block where it stands."""

from __future__ import annotations

from datetime import date

from publisher.brand.load import load_brand
from publisher.content import inline
from publisher.content.drawing import read_drawing
from publisher.content.model import Callout, Condition, Figure, Paragraph, Review, Section
from publisher.plan.coverage import coverage_problems
from tests.helpers import ROOT


def _text(words: str) -> inline.Text:
    return inline.parse(words)


def _condition(**sections: object) -> Condition:
    figure = read_drawing(
        "a.svg",
        """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">
        <text font-family="role:body">Isl\u2603t</text></svg>""".encode(),
    )
    plain = Paragraph(kind="paragraph", id="plain", text=_text("α, ≥ 2 cm, 10 µg, ½ and “quotes”"))
    odd = Paragraph(
        kind="paragraph", id="odd", text=_text("A **snow\u2603man** and 山 and \u2603.")
    )
    callout = Callout(kind="callout", id="call", urgency="note", heading=_text("Note"), body=(odd,))
    drawn = Figure(
        kind="figure", id="drawn", file=figure, title=_text("t"), caption=_text("c"), alt=_text("a")
    )
    section = Section(
        id="first", kind="overview", heading=_text("Head \u2704"), blocks=(plain, callout, drawn)
    )
    return Condition.model_construct(
        condition="cold",
        language="en",
        title=_text("Cold"),
        short_title=_text("Cold"),
        subtitle=_text("A cold \u2603"),
        also_called=(),
        version="1.0",
        issued=date(2026, 1, 1),
        modified=date(2026, 1, 1),
        review=Review(state="unreviewed"),
        codes=(),
        body_part="nose",
        summary=(_text("One."),),
        sections=(section,),
        glossary=(),
        references=(),
        **sections,
    )


def test_character_that_no_font_has_is_named_with_its_block() -> None:
    riverbend = load_brand(ROOT / "layouts" / "brands" / "riverbend", ROOT)
    right = "write it otherwise, or name a fallback family that has it, unlike Noto Sans"
    found = coverage_problems(_condition(), riverbend, "cold.yaml")
    assert [str(problem) for problem in found] == [
        f"cold.yaml  subtitle  no font of the brand has U+2603 ☃ (snowman): {right}",
        f"cold.yaml  first  no font of the brand has U+2704 ✄ (white scissors): {right}",
        f"cold.yaml  odd  no font of the brand has U+2603 ☃ (snowman): {right}",
        "cold.yaml  odd  no font of the brand has U+5C71 山 (cjk unified ideograph-5c71): " + right,
        f"cold.yaml  drawn  no font of the brand has U+2603 ☃ (snowman): {right}",
    ]
