"""Sources that nobody would think of writing and anybody may write: ordinary words in any number.

Short, repeated, nested, accented and numbered words, tables of every shape, one to sixty sections:
what a proof that compares texts is most easily misled by. One number makes one source.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from publisher.content.model import SectionKind

Tree = dict[str, Any]


def _parted(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split("|"))


_WORDS = _parted(
    """
    A | O | AB | fever | fever and cough | Fever | pain | Pain in the belly | step 1 |
    step 12 | Day 1 | Day 10 | Stage II | Stage IIA | 1 | 10 | 1. | 10. | 2 mg | 12 mg |
    ½ tablet | ≥ 5 mg | CO₂ | 10⁹ per liter | 5 µg | naïve | Ménière’s disease | Crème |
    -5 °C | A & B | a < b | “quoted” | it’s | non-small-cell | and/or | e.g. tea | No | Yes |
    None | Call us | 555-0142 | Page 2 | Contents | Symptoms | symptoms can include |
    See below | References | About this guide | [1] | (see 2) | 100 % | 3–5 | 30 to 60 |
    Sulfamethoxazole/trimethoprim | Pneumonoultramicroscopicsilicovolcanoconiosis
    """
)
_SENTENCES = _parted(
    """
    Call your care team if it lasts. | Take one tablet a day. |
    Take one tablet a day with food. | Take one. | It helps. |
    It helps most people, but not all. | Drink water. |
    Your team will tell you what to do next, and when to come back for another test.
    """
)
_MARKED = _parted(
    """
    **{}** | *{}* | [{}](https://example.org/page) | [{}](tel:555-0199) | [{}](term:term) |
    [{}](lang:la) | {} [@one] | {} [@one; @two] | {} | {} | {} | {}
    """
)
_KINDS = [kind.value for kind in SectionKind if kind is not SectionKind.WHEN_TO_GET_HELP]


_SYMBOLS = ("fever", "call", "emergency-call", "tablet", "capsule", "no-food", "no-drink", "you")
_ANATOMIES = (
    ("abdomen", ("pancreas", "stomach", "gallbladder")),
    ("chest", ("heart", "lungs")),
    ("head", ("brain", "esophagus")),
    ("knee", ("cartilage", "tendon")),
    ("front", ("kidneys", "joints")),
    ("side", ("stomach", "spine")),
)


class _Writer:
    """Writes one source; every id is new."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0

    def id(self) -> str:
        self.count += 1
        return f"b{self.count}"

    def some(self, make: Callable[[], Any], least: int, most: int) -> list[Any]:
        return [make() for _ in range(self.random.randint(least, most))]

    def words(self) -> str:
        return _literal(self.random.choice(_WORDS))

    def text(self) -> str:
        parts = [
            self.random.choice(_MARKED).format(self.words())
            if self.random.random() < 0.5
            else self.random.choice(_SENTENCES)
            for _ in range(self.random.randint(1, 4))
        ]
        return "It says: " + ", then ".join(parts) + "."

    def lead_in(self) -> str:
        return self.random.choice(("You may have:", "Symptoms can include:", "Do this:", "Ask:"))

    def item(self) -> Any:
        if self.random.random() < 0.15:
            return {"text": self.words() + ":", "items": self.some(self.words, 1, 3)}
        return self.words() if self.random.random() < 0.6 else self.text()

    def block(self) -> Tree:
        kinds = (self.paragraph, self.listed, self.definitions, self.table, self.callout)
        return self.random.choice((*kinds, self.paragraph, self.listed))()

    def paragraph(self) -> Tree:
        return {"kind": "paragraph", "id": self.id(), "text": self.text()}

    def listed(self) -> Tree:
        kind = self.random.choice(("list", "list", "steps", "checklist", "questions"))
        make = self.item if kind in ("list", "steps") else self.text
        items = self.some(make, 2, 14 if kind == "steps" else 6)
        return {"kind": kind, "id": self.id(), "lead_in": self.lead_in(), "items": items}

    def definitions(self) -> Tree:
        items = self.some(lambda: {"term": self.words(), "text": self.text()}, 1, 4)
        return {
            "kind": "definitions",
            "id": self.id(),
            "lead_in": "The words mean:",
            "items": items,
        }

    def table(self) -> Tree:
        columns = self.random.randint(2, 5)
        long = self.random.random() < 0.3
        cell = self.text if long else self.words
        count = self.random.choice((1, 2, 5, 30))
        return {
            "kind": "table",
            "id": self.id(),
            "caption": self.words(),
            "summary": "Rows of a table.",
            "columns": [self.words() for _ in range(columns)],
            "rows": [[cell() for _ in range(columns)] for _ in range(count)],
        }

    def callout(self) -> Tree:
        urgency = self.random.choice(("emergency", "call", "note"))
        body = [
            {"kind": "paragraph", "id": self.id(), "text": self.text()},
            {
                "kind": "list",
                "id": self.id(),
                "lead_in": self.lead_in(),
                "items": self.some(self.words, 1, 6),
            },
        ]
        return {
            "kind": "callout",
            "id": self.id(),
            "urgency": urgency,
            "heading": self.words(),
            "body": body[: self.random.randint(1, 2)],
        }

    def section(self) -> Tree:
        section: Tree = {
            "id": f"s{self.id()}",
            "kind": self.random.choice(_KINDS),
            "heading": self.words(),
            "blocks": self.some(self.block, 1, 4),
        }
        if self.random.random() < 0.3:
            section["subsections"] = self.some(
                lambda: {
                    "id": f"s{self.id()}",
                    "heading": self.words(),
                    "blocks": self.some(self.block, 1, 2),
                },
                1,
                2,
            )
        return section

    def shortened(self, sections: list[Tree]) -> None:
        """A few of the sections say it in short too, as folded sheets have it."""
        for section in sections[: self.random.randint(1, 4)]:
            items = self.some(self.words, 1, 3)
            brief = {"kind": "list", "id": self.id(), "lead_in": self.lead_in(), "items": items}
            section["brief"] = {
                "heading": self.words(),
                "blocks": [{"kind": "paragraph", "id": self.id(), "text": "It helps."}, brief],
            }

    def plain(self) -> list[Tree]:
        """Lines of Easy Read under headings; some begin alike, and some are alike."""
        lines = [self.line() for _ in range(self.random.randint(8, 24))]
        size = self.random.choice((1, 3, 5, 24))
        return [
            {"id": f"p{self.id()}", "heading": self.words(), "lines": lines[at : at + size]}
            for at in range(0, len(lines), size)
        ]

    def line(self) -> Tree:
        says = (*_SENTENCES[:-1], f"Call us if you say {self.words()}.", f"It is {self.words()}.")
        anatomy, organs = self.random.choice(_ANATOMIES)
        organ = {"anatomy": anatomy, "organs": [self.random.choice(organs)]}
        symbol = {"symbol": self.random.choice(_SYMBOLS)}
        return {
            "text": self.random.choice(says),
            **(organ if self.random.random() < 0.3 else symbol),
        }


def source(seed: int) -> Tree:
    """A whole source, as data."""
    writer = _Writer(seed)
    count = writer.random.choice((1, 2, 3, 5, 8, 8, 20, 60))
    sections = [writer.section() for _ in range(count)]
    writer.shortened(sections)
    plain = writer.plain()
    return {
        "condition": "every-block",
        "language": "en-US",
        "title": "About " + writer.words(),
        "short_title": "Words",
        "subtitle": "A test of " + writer.words(),
        "version": "0.1",
        "issued": "2026-01-01",
        "modified": "2026-01-01",
        "review": {"state": "unreviewed"},
        "body_part": "whole-body",
        "summary": [writer.text() for _ in range(3)],
        "sections": sections,
        "plain": plain,
        "glossary": [{"id": "term", "term": "term", "definition": "A word."}],
        "references": [{"id": "one", "text": "A book."}, {"id": "two", "text": "A book."}],
    }


def _literal(words: str) -> str:
    """Words in which no sign is a mark."""
    return "".join(f"\\{sign}" if sign in "[]<*_`" else sign for sign in words)
