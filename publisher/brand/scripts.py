"""Scripts other than Latin: which family stands in where a brand's own has not all the letters.

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
    is_upright: bool = True
    """Whether it has no italics: what they would say, weight says."""


_HAN = "Noto Sans CJK SC"

SCRIPTS = {
    "Arab": Script("Arabic", "ابتدرسعفكلمنهويةأإآىئءؤ،؟", "IBM Plex Sans Arabic", 1.6),
    "Hebr": Script("Hebrew", "אבגדהוזחטיכלמנסעפצקרשתךםןףץ", "Assistant", 1.4),
    "Hans": Script("Simplified Chinese", "的一是不了在人有我这国个说们医药，。、（）", _HAN, 1.6),
    "Kore": Script("Korean", "가나다라마바사아자차카타파하의는을이한국말", "Noto Sans CJK KR", 1.6),
    "Deva": Script("Devanagari", "अआइईउकखगचजटडतदनपबमयरलवशसहािीुूेो्ं।", "Noto Sans Devanagari", 1.6),
    "Thai": Script("Thai", "กขคงจชดตทนบปผพมยรลวสหอะาิีึืุูเแโใไ่้์ๆฯ", "Noto Sans Thai", 1.6),
    "Cyrl": Script(
        "Cyrillic", "АБВГДЖЗИЙКЛПФЦЧШЩЫЮЯабвгджзийклпфцчшщъыьэюяёіїєґ", "Noto Sans", 1.0, False
    ),
    "Grek": Script(
        "Greek", "ΑΒΓΔΘΛΞΠΣΦΨΩαβγδεζηθικλμνξοπρςστυφχψωάέήίόύώ", "Noto Sans", 1.0, False
    ),
}
"""By ISO 15924 code."""
ScriptCode = Literal["Arab", "Hebr", "Hans", "Kore", "Deva", "Thai", "Cyrl", "Grek"]


@cache
def script_of(language: str) -> str:
    """The ISO 15924 code of the script that a language is written in: "Arab" for "ar-EG"."""
    from langcodes import Language

    return Language.get(language).maximize().script or "Latn"


def is_east_asian(language: str) -> bool:
    """Whether a language is written in characters of East Asia, which Word sets in a face apart."""
    return script_of(language) in ("Hans", "Hant", "Jpan", "Kore")


def is_upright(language: str) -> bool:
    """Whether a language is written in a script that has no italics."""
    script = SCRIPTS.get(script_of(language))
    return script is not None and script.is_upright
