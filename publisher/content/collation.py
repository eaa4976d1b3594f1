"""The order of words in a language, by CLDR: accents and case count last; some letters are own.

ICU would know the order of every language, but its collator comes in no package that installs
without a compiler. What is here is right for languages in Latin letters whose own letters are
listed, and for Chinese, which goes by sounds in Latin letters (pinyin), tone by tone.
"""

from __future__ import annotations

import unicodedata

_OWN_LETTERS = {"es": "ñ"}
"""By language, the letters that are no accented form of another: they come behind their base.

Source: CLDR 48, collation/es.xml.
"""
_BEHIND = "\U0010ffff"  # behind every letter that may follow the base


def sort_key(name: str, language: str) -> tuple[str, str]:
    """The key to sort a name by: its letters without accents and case, then the name itself."""
    own = _OWN_LETTERS.get(language.partition("-")[0], "")
    letters = (_plain(c, own) for c in unicodedata.normalize("NFC", _said(name, language)))
    return "".join(letters).casefold(), name


def initial(name: str, language: str) -> str:
    """The letter that a name is listed under; "#" where it does not begin with a letter."""
    own = _OWN_LETTERS.get(language.partition("-")[0], "")
    for character in unicodedata.normalize("NFC", _said(name, language)):
        letters = character if character.lower() in own else _plain(character, own)
        first = next((c for c in letters.casefold() if c.isalnum()), "")
        if first:
            return first.upper() if first.isalpha() else "#"
    return "#"


def _said(name: str, language: str) -> str:
    """A name as it is sorted: characters of Chinese by their sound and tone, "que1tie3"."""
    if language.partition("-")[0] != "zh":
        return name
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True))


def _plain(character: str, own: str) -> str:
    """A character without its accents; one of the language's own letters comes behind its base."""
    parts = unicodedata.normalize("NFKD", character)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return bare + _BEHIND if own and character.lower() in own else bare
