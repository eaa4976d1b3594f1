"""Rules on words and sentences. Each function takes one text and yields how it breaks its rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.content import inline
from publisher.content.readability import LONG_SENTENCE_WORDS, words
from publisher.editorial import lexicon
from publisher.editorial.found import Broken
from publisher.editorial.texts import PlacedText, Role

MOST_SENTENCES = 3
"""A paragraph with more sentences is long. Source: NHS digital service manual."""


@dataclass(frozen=True, slots=True)
class Explained:
    """The terms and abbreviations that a condition explains somewhere, in small letters."""

    terms: frozenset[str] = frozenset()

    def has(self, term: str) -> bool:
        """Whether a term is explained, in the singular or the plural."""
        word = term.casefold()
        return bool({word, word.removesuffix("s"), f"{word}s"} & self.terms)


def long_sentence(one: PlacedText) -> Iterator[Broken]:
    """Each sentence with too many words."""
    if one.role in (Role.RUNNING, Role.QUESTION):
        for sentence in one.sentences:
            if (count := len(words(sentence))) > LONG_SENTENCE_WORDS:
                yield Broken("long-sentence", sentence, f"has {count} words")


def long_paragraph(one: PlacedText) -> Iterator[Broken]:
    """A text with too many sentences."""
    if one.role is Role.RUNNING and len(one.sentences) > MOST_SENTENCES:
        yield Broken("long-paragraph", one.plain, f"has {len(one.sentences)} sentences")


# Passive ------------------------------------------------------------------------------------------

_PASSIVE = re.compile(
    r"(?:\b(?:am|is|are|was|were|be|been|being|gets?|got|getting|(?:is|are|was|were)n[’']t)"
    r"|[’'](?:re|m))(?:\s+(?:not|never|also|only|then|first|now|still|already|just|most|more|best|very|too"
    r"|often|always|sometimes|soon|again|once|well|either|both|all|otherwise|\w+ly))*"
    r"\s+([a-z]+)\b",
    re.IGNORECASE,
)
_NO_PASSIVE = {
    "used": re.compile(r"\s+to\s+(?:\w+ing|it|this|that|the)\b"),  # accustomed
    "known": re.compile(r"\s+as\b"),
    "done": re.compile(r"\s+with\b"),
}
"""What follows a participle that says no passive with it."""


def passive(one: PlacedText) -> Iterator[Broken]:
    """Each verb that hides who acts."""
    if one.role not in (Role.RUNNING, Role.QUESTION, Role.CELL):
        return
    for sentence in one.sentences:
        for match in _PASSIVE.finditer(sentence):
            word = match.group(1).casefold()
            excused = _NO_PASSIVE.get(word)
            if _is_participle(word) and not (excused and excused.match(sentence, match.end())):
                yield Broken("passive", match.group(), "hides who does it")


def _is_participle(word: str) -> bool:
    if word in lexicon.states():
        return False
    return word in lexicon.irregular_participles() or (word.endswith("ed") and len(word) > 3)


# Words --------------------------------------------------------------------------------------------


_INFLECTED = re.compile(r"(?:ed|ing|s)\b", re.IGNORECASE)  # the everyday word is not


def plain_word(one: PlacedText) -> Iterator[Broken]:
    """Each formal word that has an everyday one."""
    if one.role not in (Role.REFERENCE, Role.ALTERNATIVE):
        for found, word in lexicon.plain_words(one.plain):
            better = "" if _INFLECTED.search(found) else word
            yield Broken("plain-word", found, f"is a formal word for “{word}”", better)


def medical_term(one: PlacedText, explained: Explained) -> Iterator[Broken]:
    """Each medical term without its plain word beside it."""
    if one.role in (Role.REFERENCE, Role.ALTERNATIVE):
        return
    linked = {term.text.casefold() for term in inline.find(one.text.nodes, inline.Term)}
    for term, better in lexicon.medical_terms(one.plain):
        is_linked = any(term.casefold() in words_of for words_of in linked)
        if not (is_linked or explained.has(term) or is_explained(term, one.plain)):
            yield Broken("medical-term", term, "stands without its plain word", better)


def is_explained(term: str, text: str) -> bool:
    """Whether a text explains a term: in brackets, behind it, or by saying what it means."""
    word = re.escape(term)
    return bool(
        re.search(
            rf"\([^()]*(?<![\w-]){word}s?(?!\w)[^()]*\)"
            rf"|(?<![\w-]){word}s?,? (?:\(|means?\b|stands for\b|that is,)"
            rf"|\b(?:called|known as|named|the term) (?:an? |the )?[“\"]?{word}",
            text,
            re.IGNORECASE,
        )
    )


_ABBREVIATION = re.compile(
    r"(?<![\w-])(?:[A-Z]{2,}[0-9]*|[A-Z]+[0-9]+[A-Z]*)(?:-[0-9A-Z]+)?(?=s?(?![\w]))"
)
_ROMAN = re.compile(r"[IVX]+")
_NUMBERED = re.compile(r"\b(?:type|types|stage|grade|factor|part|class|phase|level|or|and|to)\s+$")


def abbreviation(one: PlacedText, explained: Explained) -> Iterator[Broken]:
    """Each abbreviation that is not explained anywhere."""
    if one.role in (Role.REFERENCE, Role.ALTERNATIVE) or one.plain.isupper():
        return
    for word in abbreviations_in(one.plain):
        if not (explained.has(word) or is_explained(word, one.plain)):
            yield Broken("abbreviation", word, "is not written out")


def abbreviations_in(text: str) -> list[str]:
    """The abbreviations in a text that not everybody knows."""
    found = []
    for match in _ABBREVIATION.finditer(text):
        word, before = match.group(), text[: match.start()]
        is_number = _ROMAN.fullmatch(word) and _NUMBERED.search(before)
        is_vitamin = re.search(r"\bvitamins?(?: \w+ and)? $", before, re.IGNORECASE)
        if not (is_number or is_vitamin or lexicon.is_known_abbreviation(word)):
            found.append(word)
    return found


# Sense --------------------------------------------------------------------------------------------

_NEGATIVES = (
    (
        re.compile(
            r"\b(?:not|never|no|nobody|none|cannot|\w+n[’']t)\b[^.;:!?]{0,70}?"
            r"\b(?:unless|except)\b",
            re.IGNORECASE,
        ),
        "",
    ),
    (
        re.compile(
            r"\b(?:never|nobody|no one|(?:should|must|do|may) not|don[’']t)\b[^.,;:!?]{0,80}"
            r"\bwithout\b",
            re.IGNORECASE,
        ),
        "",
    ),
    (re.compile(r"\bno (?:fewer|less) than\b", re.IGNORECASE), "at least"),
    (
        re.compile(
            r"\bnot (?:an? )?(?:un(?!til|less|der|ion|it|ique|iform)[a-z]{3,}|impossible"
            r"|infrequent(?:ly)?|insignificant|abnormal|irregular)\b",
            re.IGNORECASE,
        ),
        "",
    ),
    (
        re.compile(
            r"\bnot (?:be )?(?:fail|refused?|den(?:y|ied)|forbidden)\b|\bno reason not\b",
            re.IGNORECASE,
        ),
        "",
    ),
)


def double_negative(one: PlacedText) -> Iterator[Broken]:
    """Each place where something is denied twice."""
    if one.role in (Role.RUNNING, Role.QUESTION, Role.CELL):
        for sentence in one.sentences:
            for pattern, better in _NEGATIVES:
                for match in pattern.finditer(sentence):
                    known = better or _positive(match.group())
                    yield Broken("double-negative", match.group(), "denies twice", known)


def _positive(words_: str) -> str:
    """The word that "not un…" means where that is certain."""
    match = re.fullmatch(r"not un(common|usual|likely|safe)", words_, re.IGNORECASE)
    return match.group(1).lower() if match else ""


_CHANCE = re.compile(
    r"\b(?:good|high|low|small|slight|little|great|fair|real) (?:chance|risk|likelihood|odds)\b"
    r"|\b(?:chance|risk|odds)\b(?: \w+){0,5} (?:is|are|stays?|remains?) (?:very |quite )?"
    r"(?:low|small|high|slight|great)\b"
    r"|\bunlikely\b|\b(?:very|quite|highly) likely\b"
    r"|\bin (?:rare|some|a few|many|most) cases\b|\brarely\b|\buncommon\b|\binfrequent(?:ly)?\b"
    r"|\boccasionally\b"
    r"|\b(?:is|are|be|very|but) (?:very |quite |fairly |also )?(?:rare|common)\b(?! (?:cold|sense))"
    r"|\b(?:rarer?|an? (?:\w+ly )?common) (?:\w+ )?(?:side|case|harm|risk|problem|complication|kind"
    r"|type|form|illness|disease|condition|cancer|tumor|reaction|event)"
    r"|\ba (?:small|large|significant|tiny) (?:number|proportion|share|percentage|part) of\b"
    r"|\ba minority of\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+ (?:in|out of|of) |\d\s?(?:%|percent)|\bout of\b", re.IGNORECASE)


def vague_frequency(one: PlacedText) -> Iterator[Broken]:
    """Each word for a chance in a sentence that gives no number."""
    if one.role in (Role.RUNNING, Role.CELL):
        for sentence in one.sentences:
            denied = {match.group() for match in re.finditer(r"(?<=not )uncommon", sentence)}
            for match in _CHANCE.finditer(sentence):
                if not _NUMBER.search(sentence) and match.group() not in denied:
                    yield Broken("vague-frequency", match.group(), "is no number")


_EMPTY_LINK = frozenset(
    (
        *("here", "click here", "tap here", "read more", "learn more", "find out more", "see more"),
        *("more", "this", "link", "this link", "this page", "on this page", "website"),
        "this website",
    )
)
_CLICK = re.compile(r"(?<!a )\b(?:click|tap|press) (?:on )?here\b(?! and there)", re.IGNORECASE)


def link_words(one: PlacedText) -> Iterator[Broken]:
    """Each link that does not say where it leads."""
    said = [link.text for link in inline.find(one.text.nodes, inline.Link)]
    for text in said:
        bare = text.strip(" .,:;!»>→").casefold()
        if bare in _EMPTY_LINK or bare.startswith(("http://", "https://")):
            yield Broken("link-words", text, "does not say where it leads")
    if not any(text.casefold().endswith("here") for text in said):
        for match in _CLICK.finditer(one.plain):
            yield Broken("link-words", match.group(), "does not say where it leads")


_PICTURE_OF = re.compile(
    r"(?:this |an? |the )?(?:image|picture|photo(?:graph)?|drawing|graphic|illustration|figure"
    r"|icon)\b(?: (?:of|shows|showing|with))?[\s:]*",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(r"[\w-]+\.(?:svg|png|jpe?g|gif|webp)|\w+-\d+", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\bsee (?:the )?(?:text|caption|above|below)\b", re.IGNORECASE)


def alternative_text(one: PlacedText) -> Iterator[Broken]:
    """An alternative text that does not say what is to be seen."""
    if one.role is not Role.ALTERNATIVE:
        return
    start = _PICTURE_OF.match(one.plain)
    if _FILE_NAME.fullmatch(one.plain):
        yield Broken("alternative-text", one.plain, "is the name of a file")
    elif start:
        rest = one.plain[start.end() :]
        better = rest[:1].upper() + rest[1:]
        yield Broken("alternative-text", one.plain, "says that it is a picture", better)
    elif _ELSEWHERE.search(one.plain):
        yield Broken("alternative-text", one.plain, "leads elsewhere")
    elif len(words(one.plain)) < 3:
        yield Broken("alternative-text", one.plain, "says too little")


def question_form(one: PlacedText) -> Iterator[Broken]:
    """A question that does not ask."""
    if one.role is Role.QUESTION and not one.plain.rstrip("”\"' ").endswith("?"):
        yield Broken("question-form", one.plain, "is no question")
