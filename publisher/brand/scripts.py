"""Scripts other than Latin: which family stands in where a brand's own has none of the letters.

A brand's face is drawn for its own language. A translation into Arabic is set in a family that has
Arabic, headings too, and Latin words in it are set in the Latin letters of that same family.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal


@dataclass(frozen=True, slots=True)
class Script:
    """What text in a script needs that Latin text does not."""

    name: str
    """In English: "Arabic"."""
    letters: str
    """Letters that every text in it contains; a family that has them all has the script."""
    family: str
    """The family that stands in, of the package of the same name."""
    line_height: float
    """The least leading, as a multiple of the type size: its marks stand above and below."""


SCRIPTS = {
    "Arab": Script("Arabic", "ابتدرسعفكلمنهويةأإآىئءؤ،؟", "IBM Plex Sans Arabic", 1.6),
    "Hebr": Script("Hebrew", "אבגדהוזחטיכלמנסעפצקרשתךםןףץ", "Assistant", 1.4),
}
"""By ISO 15924 code."""
ScriptCode = Literal["Arab", "Hebr"]


@cache
def script_of(language: str) -> str:
    """The ISO 15924 code of the script that a language is written in: "Arab" for "ar-EG"."""
    from langcodes import Language

    return Language.get(language).maximize().script or "Latn"
