"""Each content rule finds what breaks it and leaves what nearly does; its page is true."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from publisher.content import inline
from publisher.content.model import Answered, Section, SectionKind
from publisher.content.readability import coleman_liau_grade
from publisher.editorial.check import check_content
from publisher.editorial.found import finding_id
from publisher.editorial.places import source_places
from publisher.editorial.rules import RULES, Level
from publisher.editorial.texts import PlacedText, Role
from publisher.editorial.unfinished import unfinished
from publisher.roundtrip.addresses import Address
from publisher.source.load import load_condition
from publisher.source.starter import starter_words
from tests.editorial import rules_page
from tests.editorial.guides import (
    GUIDES,
    changed,
    plain_guide,
    report_of,
    reviewed,
    rules_of,
    without_emergency,
)
from tests.editorial.labelled import HELD_OUT, TODAY, broken_by, labelled, measures
from tests.helpers import ROOT, SOURCE

LEAST_PRECISION, LEAST_RECALL = 0.90, 0.90
FOLDERS = sorted(path.parent for path in ROOT.glob("sources/*/condition.yaml"))
BY_TEXT = [name for name, rule in RULES.items() if rule.breaks.role != "guide"]


def test_the_set_has_enough_sentences_for_every_rule() -> None:
    texts = [one.text for one in labelled()]
    assert len(texts) >= 400
    assert len(set(texts)) == len(texts)
    assert sum(not one.rules for one in labelled()) >= 200
    assert {rule for one in labelled() for rule in one.rules} == {*BY_TEXT}


@pytest.mark.parametrize("rule", BY_TEXT)
def test_a_rule_finds_the_text_that_breaks_it_and_not_the_one_that_nearly_does(rule: str) -> None:
    breaks, nearly = RULES[rule].breaks, RULES[rule].nearly
    assert rule in broken_by(breaks.text, breaks.role)
    assert rule not in broken_by(nearly.text, nearly.role)


@pytest.mark.parametrize("rule", BY_TEXT)
def test_a_rule_is_right_on_the_set_as_often_as_it_should_be(rule: str) -> None:
    measure = measures()[rule]
    assert measure.hits + measure.missed >= 3
    assert measure.precision >= LEAST_PRECISION, measure
    assert measure.recall >= LEAST_RECALL, measure


def test_all_rules_together_are_right_on_what_was_held_out() -> None:
    found = measures(HELD_OUT).values()
    hits = sum(one.hits for one in found)
    assert hits / sum(one.hits + one.wrong for one in found) >= LEAST_PRECISION
    assert hits / sum(one.hits + one.missed for one in found) >= LEAST_RECALL


def test_every_other_rule_has_two_guides() -> None:
    assert {*GUIDES} == {*RULES} - {*BY_TEXT}


@pytest.mark.parametrize("rule", GUIDES)
def test_a_rule_on_guides_finds_the_one_that_breaks_it(rule: str) -> None:
    breaks, nearly = GUIDES[rule]
    assert rule in rules_of(breaks())
    assert rule not in rules_of(nearly())


def test_the_page_about_the_rules_is_that_of_the_rules() -> None:
    kept = rules_page.PAGE.read_text(encoding="utf-8")
    assert kept == rules_page.page(), "put right by: python -m tests.editorial.rules_page"


# Errors -------------------------------------------------------------------------------------------


def errors(condition: object) -> list[tuple[str, str]]:
    return [(one.id, one.why) for one in report_of(condition).of(Level.ERROR)]  # type: ignore[arg-type]


def test_only_a_text_that_is_not_finished_and_missing_help_are_errors() -> None:
    assert [name for name, rule in RULES.items() if rule.level is Level.ERROR] == [
        *("unfinished", "urgent-help")
    ]
    assert errors(plain_guide()) == []


def test_a_guide_without_its_section_on_help_is_an_error() -> None:
    breaks, _ = GUIDES["urgent-help"]
    assert errors(breaks()) == [("urgent-help:sections", "no section says when to get help")]


def test_a_section_on_help_without_emergencies_is_an_error() -> None:
    assert errors(without_emergency()) == [
        ("urgent-help:sections/help", "it has no box for emergencies")
    ]


def test_a_short_wording_without_emergencies_is_an_error() -> None:
    section = plain_guide().sections[0]
    brief = {"blocks": [{"kind": "paragraph", "id": "short", "text": "A short text."}]}
    short = Section.model_validate(
        {
            **section.model_dump(include={"id", "kind", "heading"}),
            "brief": brief,
            "blocks": brief["blocks"],
        }
    )
    condition = changed(sections=(short, *plain_guide().sections[1:]))
    assert errors(condition) == [
        (
            "urgent-help:sections/help/brief",
            "its short wording has no box for emergencies, and others have a short wording",
        )
    ]


def test_help_behind_the_treatment_is_an_error() -> None:
    kinds = {section.kind: section for section in plain_guide().sections}
    late = kinds.pop(SectionKind.WHEN_TO_GET_HELP)
    found = errors(changed(sections=(*kinds.values(), late)))
    assert [(one.rpartition(":")[0], why) for one, why in found] == [
        ("urgent-help:sections/help", "stands before help in an emergency")
    ]


@pytest.mark.parametrize("text", sorted(starter_words()))
def test_every_text_of_the_starter_that_is_to_be_replaced_is_an_error(text: str) -> None:
    assert broken_by(text, "text") == {"unfinished"}


def test_what_looks_unfinished_may_be_finished() -> None:
    lead_in = Address.block("help").lead_in
    for text, role, address, is_english in (
        ("Call us if you …", Role.RUNNING, lead_in, True),
        ("If you …", Role.HEADING, Address.section("help").heading, True),
        ("Title [Internet]. Bethesda. 2024.", Role.REFERENCE, Address.reference("nlm").text, True),
        ("Tome TODO el medicamento.", Role.RUNNING, Address.block("a").text, False),
    ):
        placed = PlacedText(address, inline.parse(text.replace("[", "\\[")), role)
        assert list(unfinished(placed, frozenset(), is_english=is_english)) == [], text
        running = PlacedText(Address.block("a").text, placed.text, Role.RUNNING)
        assert list(unfinished(running, frozenset())) != [], text


# Answers, ids, places -----------------------------------------------------------------------------


def test_an_answer_is_to_the_words_that_stand_there() -> None:
    finding = finding_id("dose", "blocks/pills/text", "400 mg")
    assert finding == "dose:blocks/pills/text:b448b940"
    assert finding != finding_id("dose", "blocks/pills/text", "4000 mg")
    assert finding_id("urgent-help", "sections", "") == "urgent-help:sections"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_id_can_be_written_as_an_answer(folder: Path) -> None:
    found = report_of(load_condition(folder, ROOT)).findings
    assert found
    for one in found:
        assert Answered(finding=one.id, reason="It is so.").finding == one.id


def test_an_answered_finding_is_kept_with_its_reason_and_counts_no_more() -> None:
    (rare,) = [one for one in report_of(plain_guide()).answered if one.rule == "vague-frequency"]
    assert rare.answer == "A source for tests has no numbers."
    asked = report_of(changed(answered=()))
    assert rare.id in [one.id for one in asked.of(Level.ADVICE)]
    assert rare.id not in [one.id for one in report_of(plain_guide()).of(Level.ADVICE)]


def test_an_error_can_be_answered_too() -> None:
    breaks, _ = GUIDES["urgent-help"]
    why = Answered(finding="urgent-help:sections", reason="A page on tests has no emergency.")
    condition = breaks().model_copy(update={"answered": (why,)})
    assert errors(condition) == []


def test_a_text_in_another_language_is_held_to_fewer_rules() -> None:
    summary = (*plain_guide().summary[:2], inline.parse("TODO: es wird getan."))
    report = report_of(changed(language="de", summary=summary))
    assert not report.is_english
    assert all(one.about.any_language for one in report.findings)
    assert [one.rule for one in report.of(Level.ERROR)] == ["unfinished"]


def test_a_review_is_asked_for_before_its_day() -> None:
    for days, why in (
        (-1, "the text was due for review on 2026-11-26"),
        (90, "the text is due for review on 2027-02-25"),
        (91, None),
    ):
        review = reviewed(TODAY + timedelta(days=days))
        found = [
            one.why
            for one in report_of(changed(review=review)).findings
            if one.rule == "review-due"
        ]
        assert found == ([why] if why else [])


def test_findings_are_in_the_order_of_the_file_and_each_is_there_once() -> None:
    condition = changed()
    report = check_content(condition, source_places(condition, SOURCE, None), TODAY)
    assert [one.line for one in report.findings] == sorted(one.line for one in report.findings)
    assert len({one.id for one in report.findings}) == len(report.findings)


# Counted by hand: "A cat sat." has 7 letters and 3 words, "It ran off." 8 and 3: 15 letters in 6
# words and 2 sentences. 0.0588 × 250 − 0.296 × 33.33 − 15.8 = 14.7 − 9.867 − 15.8 = −10.967
def test_the_second_grade_agrees_with_a_count_by_hand() -> None:
    assert coleman_liau_grade("A cat sat. It ran off.") == -11.0
    assert coleman_liau_grade(" … ") == 0.0
