"""The codes of ONIX for languages and countries."""

from __future__ import annotations

from langcodes import Language


def onix(tag: str) -> str | None:
    """The code of a language tag, "eng" for "en-US"; None where ONIX has no code for it.

    Source: ONIX list 74, which is ISO 639-2 in its bibliographic variant and ISO 639-3.
    """
    try:
        return Language.get(tag.partition("-")[0]).to_alpha3(variant="B")
    except LookupError:
        return None


def region(tag: str) -> str | None:
    """The country in a language tag, for ONIX list 91: "US" for "en-US"; None where it has none."""
    for part in tag.split("-")[1:]:
        if len(part) == 2 and part.isalpha():
            return part.upper()
    return None
