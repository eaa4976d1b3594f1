"""How easy a Spanish text is to read: two formulas of Spanish authors, and their scale.

Higher is easier, unlike a school grade. Fernández Huerta: J. Fernández Huerta, "Medidas sencillas
de lecturabilidad", Consigna, 1959, number 214, page 29, in the form 206.84 − 60 S/W − 1.02 W/P
that reads as its author's example does (S syllables, W words, P sentences). Szigriszt-Pazos:
F. Szigriszt, "Sistemas predictivos de legibilidad del mensaje escrito", Universidad Complutense de
Madrid, 1993. Its scale is INFLESZ: I. M. Barrio-Cantalejo and others, "Validación de la Escala
INFLESZ para evaluar la legibilidad de los textos dirigidos a pacientes", Anales del Sistema
Sanitario de Navarra, 2008, volume 31, page 135; it calls a text for patients normal from 55 up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from publisher.content.readability import sentences, words

_INFLESZ = (
    (80.0, "very easy"),
    (65.0, "quite easy"),
    (55.0, "normal"),
    (40.0, "somewhat hard"),
)
_VOWELS = re.compile(r"[aeiouáéíóúü]+")
_STRONG = re.compile(r"[aeoáéíóú]")


@dataclass(frozen=True, slots=True)
class ReadingEase:
    """How easy a Spanish text is by two formulas; both fall with longer words and sentences."""

    fernandez_huerta: float
    szigriszt_pazos: float

    @property
    def degree(self) -> str:
        """Its degree on the INFLESZ scale, in English."""
        return next(
            (name for least, name in _INFLESZ if self.szigriszt_pazos >= least), "very hard"
        )

    def __str__(self) -> str:
        return (
            f"{self.fernandez_huerta} by Fernández Huerta and {self.szigriszt_pazos} by "
            f"Szigriszt-Pazos, {self.degree} on the INFLESZ scale"
        )


def spanish_ease(text: str) -> ReadingEase | None:
    """How easy a Spanish text is; None where it contains no word."""
    found = words(text)
    if not found:
        return None
    per_word = sum(map(spanish_syllables, found)) / len(found)
    per_sentence = len(found) / len(sentences(text))
    return ReadingEase(
        round(206.84 - 60 * per_word - 1.02 * per_sentence, 1),
        round(206.835 - 62.3 * per_word - per_sentence, 1),
    )


def spanish_syllables(word: str) -> int:
    """The syllables of a Spanish word, at least 1. A number counts as one.

    Two strong vowels, or a weak one with an accent, are parted ("le-er", "dí-a"); other vowels
    beside one another are one syllable ("tie-ne"). The u of "que" and "gui" is not heard, and y is
    a vowel at the end of a word.
    """
    heard = re.sub(r"(?<=q)u|(?<=g)u(?=[eiéí])", "", word.lower())
    heard = re.sub(r"y$", "i", heard)
    return max(1, sum(max(1, len(_STRONG.findall(one))) for one in _VOWELS.findall(heard)))
