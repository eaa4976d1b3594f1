"""The codes that ONIX list 74 has for languages: ISO 639-2, bibliographic."""

from __future__ import annotations

_CODES = {
    "am": "amh",
    "ar": "ara",
    "bg": "bul",
    "bn": "ben",
    "ca": "cat",
    "cs": "cze",
    "cy": "wel",
    "da": "dan",
    "de": "ger",
    "el": "gre",
    "en": "eng",
    "es": "spa",
    "et": "est",
    "eu": "baq",
    "fa": "per",
    "fi": "fin",
    "fr": "fre",
    "ga": "gle",
    "gl": "glg",
    "gu": "guj",
    "he": "heb",
    "hi": "hin",
    "hr": "hrv",
    "ht": "hat",
    "hu": "hun",
    "hy": "arm",
    "id": "ind",
    "is": "ice",
    "it": "ita",
    "ja": "jpn",
    "ka": "geo",
    "kk": "kaz",
    "km": "khm",
    "ko": "kor",
    "ku": "kur",
    "lo": "lao",
    "lt": "lit",
    "lv": "lav",
    "mk": "mac",
    "ms": "may",
    "mt": "mlt",
    "my": "bur",
    "nb": "nob",
    "ne": "nep",
    "nl": "dut",
    "nn": "nno",
    "no": "nor",
    "pa": "pan",
    "pl": "pol",
    "pt": "por",
    "ro": "rum",
    "ru": "rus",
    "sk": "slo",
    "sl": "slv",
    "so": "som",
    "sq": "alb",
    "sr": "srp",
    "sv": "swe",
    "sw": "swa",
    "ta": "tam",
    "te": "tel",
    "th": "tha",
    "ti": "tir",
    "tl": "tgl",
    "fil": "fil",
    "tr": "tur",
    "uk": "ukr",
    "ur": "urd",
    "vi": "vie",
    "zh": "chi",
}


def onix(tag: str) -> str | None:
    """The code of a language tag: "eng" for "en-US"; None where none is known here."""
    language = tag.partition("-")[0]
    return _CODES.get(language) or (language if len(language) == 3 else None)


def region(tag: str) -> str | None:
    """The country of a language tag, for ONIX list 91: "US" for "en-US"; None where it has none."""
    for part in tag.split("-")[1:]:
        if len(part) == 2 and part.isalpha():
            return part.upper()
    return None
