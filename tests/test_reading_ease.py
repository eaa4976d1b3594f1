"""Reading ease in Spanish agrees with counts by hand and with the scale of its source."""

from __future__ import annotations

import pytest

from publisher.content.reading_ease import ReadingEase, spanish_ease, spanish_syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("tiene", 2),
        ("día", 2),
        ("leer", 2),
        ("que", 1),
        ("guía", 2),
        ("agua", 2),
        ("sangre", 2),
        ("pingüino", 3),
        ("muy", 1),
        ("ayuda", 3),
        ("y", 1),
        ("ciudad", 2),
        ("oído", 3),
        ("Ángel", 2),
        ("126", 1),
        ("mg", 1),
    ],
)
def test_syllables_agree_with_a_count_by_hand(word: str, count: int) -> None:
    assert spanish_syllables(word) == count


def test_ease_agrees_with_a_count_by_hand() -> None:
    # Su mé-di-co le pi-de u-na prue-ba (11 in 6 words). No due-le (3 in 2).
    # 206.84 − 60 × 14/8 − 1.02 × 8/2 = 97.76; 206.835 − 62.3 × 14/8 − 8/2 = 93.81
    assert spanish_ease("Su médico le pide una prueba. No duele.") == ReadingEase(97.8, 93.8)


def test_of_no_words_there_is_none() -> None:
    assert spanish_ease(" … \n") is None


@pytest.mark.parametrize(
    ("points", "degree"),
    [
        (80.0, "very easy"),
        (79.9, "quite easy"),
        (65.0, "quite easy"),
        (64.9, "normal"),
        (55.0, "normal"),
        (54.9, "somewhat hard"),
        (40.0, "somewhat hard"),
        (39.9, "very hard"),
    ],
)
def test_degrees_are_those_of_inflesz(points: float, degree: str) -> None:
    assert ReadingEase(0, points).degree == degree


def test_longer_words_and_sentences_lower_it() -> None:
    plain = spanish_ease("Beba té. No lo deje.")
    hard = spanish_ease(
        "La exploración radiológica, indicada en la mayoría de los individuos sintomáticos, "
        "facilita la localización anatómica de la neoplasia."
    )
    assert plain is not None
    assert hard is not None
    assert (plain.degree, hard.degree) == ("very easy", "very hard")
