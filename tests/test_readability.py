"""Reading age is counted the same everywhere and agrees with a count by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from publisher.content import readability
from publisher.content.readability import readability_of
from publisher.source.load import load_condition

# Counted by hand: 7 + 4 words in 2 sentences;
# your doc-tor may or-der a blood test (9), it takes a min-ute (5) = 14 syllables.
# 0.39 × 11/2 + 11.8 × 14/11 − 15.59 = 2.145 + 15.018 − 15.59 = 1.573
BY_HAND = "Your doctor may order a blood test. It takes a minute."


def test_grade_agrees_with_a_count_by_hand() -> None:
    assert readability.flesch_kincaid_grade(BY_HAND) == 1.6


def test_grade_of_no_words_is_zero() -> None:
    assert readability.flesch_kincaid_grade(" … \n") == 0.0


def test_longer_words_and_sentences_raise_the_grade() -> None:
    plain = "You may need a scan. It shows where the tumor is."
    hard = (
        "Radiological investigation, which is indicated in the majority of symptomatic "
        "individuals, facilitates anatomical localization of the neoplasm."
    )
    assert readability.flesch_kincaid_grade(plain) < 3
    assert readability.flesch_kincaid_grade(hard) > 16


def test_an_item_without_a_full_stop_is_a_sentence() -> None:
    assert readability.sentences("You may:\nfeel shaky\nsweat. You may faint.") == (
        "You may:",
        "feel shaky",
        "sweat.",
        "You may faint.",
    )


def test_numbers_and_short_forms_do_not_end_a_sentence() -> None:
    assert readability.sentences("Dr. Lee found a fever of 100.4 °F. Then she left.") == (
        "Dr. Lee found a fever of 100.4 °F.",
        "Then she left.",
    )


def test_words_keep_their_apostrophe_and_split_at_hyphens() -> None:
    assert readability.words("Don’t wait: it’s Zollinger-Ellison, 38.5 °C, 1 in 10.") == (
        ("Don’t", "wait", "it’s", "Zollinger", "Ellison", "38.5", "C", "1", "in", "10")
    )


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("pancreas", 3),  # in the dictionary
        ("doctor’s", 2),  # its stem is
        ("octreotides", 4),  # neither: oc-treo-tide-s, by groups of vowels
        ("everolimus", 5),
        ("cabozantinib", 5),
        ("stage", 1),
        ("hmm", 1),
        ("10", 1),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert readability.syllables(word) == count


def test_a_condition_is_measured_in_both_wordings(tmp_path: Path) -> None:
    folder = tmp_path / "cold"
    folder.mkdir()
    (folder / "condition.yaml").write_text(
        """\
condition: cold
language: en-US
title: The common cold
short_title: Cold
subtitle: A short illness
version: "1.0"
issued: 2026-11-22
modified: 2026-11-22
review: {state: unreviewed}
body_part: nose
summary: [It will pass., You need rest., Call us if it does not.]
sections:
  - id: overview
    kind: overview
    heading: What it is
    brief:
      blocks:
        - {kind: paragraph, id: overview-brief, text: A virus in your nose.}
    blocks:
      - kind: list
        id: overview-list
        lead_in: "You may:"
        items: [sneeze, cough, {text: ache, items: [in your head]}]
references:
  - {id: nhs, text: NHS. Common cold.}
""",
        encoding="utf-8",
    )
    reading = readability_of(load_condition(folder, tmp_path))
    assert replace(reading, grade=0, prose_grade=0, brief_grade=0) == readability.Readability(
        grade=0,
        prose_grade=0,
        words=29,  # 3 + 3 + 12 + 3 + 8
        sentences=11,
        long_share=0.0,
        longest="Call us if it does not.",
        longest_words=6,
        brief_grade=0,
        brief_words=8,  # the section's heading stands where the brief has none of its own
    )
    assert reading.grade < 3
