"""Two worksheets of the trade, filled where a machine can tell: PEMAT-P and CDC's Clear Index.

An item is filled where the source itself proves it (there is a summary; there is no table), never
where it takes a reader's judgement: that stays open, with what the rules counted beside it. No
score is given, since both count all items that apply, and a person has to fill the rest. Items are
told in our own words.

Sources: AHRQ, The Patient Education Materials Assessment Tool (PEMAT) and User's Guide, publication
14-0002-EF, updated August 2014. CDC Clear Communication Index, Score Sheet and User Guide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from publisher.content.inline import Citation, find
from publisher.content.model import (
    BulletList,
    Callout,
    Checklist,
    Condition,
    Figure,
    Questions,
    SectionKind,
    Steps,
    Table,
    Wording,
    WriteIn,
    texts,
)
from publisher.editorial.check import ContentReport
from publisher.editorial.numbers import number_fact
from publisher.editorial.texts import PlacedText, Role, inner_blocks, placed_texts


class Rating(StrEnum):
    """What stands in the box of an item."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not applicable"
    OPEN = "open"  # a person has to judge it


@dataclass(frozen=True, slots=True)
class WorksheetItem:
    """One line of a worksheet."""

    number: str
    asks: str
    rating: Rating
    because: str
    """What the machine saw, for whoever judges."""
    may_not_apply: bool
    """Whether the worksheet offers that the item does not apply."""


@dataclass(frozen=True, slots=True)
class WorksheetPart:
    """Items under one heading."""

    heading: str
    items: tuple[WorksheetItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worksheet:
    """A worksheet about one guide."""

    name: str
    """The name of its file: "pemat-p"."""
    title: str
    source: str
    yes: str
    """What the worksheet calls a point: "Agree"."""
    no: str
    scoring: str
    """How a person makes a score of it."""
    questions: tuple[str, ...]
    """What a person has to say first."""
    parts: tuple[WorksheetPart, ...]

    @property
    def open_items(self) -> int:
        """How many items a person still has to judge."""
        ratings = [item.rating for part in self.parts for item in part.items]
        return ratings.count(Rating.OPEN)


@dataclass(frozen=True)
class _Guide:
    """What a guide has, counted once."""

    condition: Condition
    report: ContentReport

    @cached_property
    def blocks(self) -> tuple[object, ...]:
        return tuple(inner_blocks(tuple(self.condition.blocks(Wording.FULL))))

    @cached_property
    def texts(self) -> tuple[PlacedText, ...]:
        return placed_texts(self.condition)

    def count(self, *kinds: type) -> int:
        """How many blocks of these kinds the full wording has."""
        return sum(isinstance(block, kinds) for block in self.blocks)

    def found(self, *rules: str) -> str:
        """How many findings of these rules nobody has answered, in words."""
        if not self.report.is_english:
            return "the rules on English were not applied"
        open_ = [one for one in self.report.findings if one.rule in rules and not one.answer]
        counts = [(rule, sum(one.rule == rule for one in open_)) for rule in rules]
        return "findings of the content check: " + ", ".join(f"{n} {rule}" for rule, n in counts)

    @property
    def has_long_paragraph(self) -> bool:
        return any(one.rule == "long-paragraph" and not one.answer for one in self.report.findings)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of the full wording."""
        full = (Wording.FULL, None)
        read = (one for one in self.texts if one.wording in full and one.role is not Role.REFERENCE)
        return tuple(sentence for one in read for sentence in one.sentences)

    @cached_property
    def citations(self) -> int:
        return sum(1 for text in texts(self.condition) for _ in find(text.nodes, Citation))


Judge = Callable[[_Guide], tuple[Rating, str]]


def _open(because: Callable[[_Guide], str]) -> Judge:
    return lambda guide: (Rating.OPEN, because(guide))


def _where_any(kinds: tuple[type, ...], judge: Judge, none: str) -> Judge:
    """`judge`, but the item does not apply where no block is of these kinds."""
    return lambda guide: judge(guide) if guide.count(*kinds) else (Rating.NOT_APPLICABLE, none)


def _yes_no(kinds: tuple[type, ...], many: str, none: str) -> Judge:
    """Yes where there is a block of these kinds, else no; `many` tells how many."""
    return lambda guide: (
        (Rating.YES, many.format(guide.count(*kinds))) if guide.count(*kinds) else (Rating.NO, none)
    )


def _grades(guide: _Guide) -> str:
    if guide.report.ease is not None:
        return f"reading ease {guide.report.ease}"
    if guide.report.grades is None:
        return "no grade: the text is not in English"
    return f"reads at grade {guide.report.grades}"


def _chunks(guide: _Guide) -> tuple[Rating, str]:
    sections = f"{len(guide.condition.sections)} sections, each with a heading"
    if guide.has_long_paragraph or not guide.report.is_english:
        return Rating.OPEN, f"{sections}; {guide.found('long-paragraph')}"
    return Rating.YES, f"{sections}; no paragraph of more than 3 sentences"


def _acts(guide: _Guide) -> tuple[Rating, str]:
    urgent = len(guide.condition.urgencies)
    lists = guide.count(Steps, Checklist, Questions)
    seen = f"{urgent} kinds of box on whom to call; {lists} steps, checklists and questions"
    # Where there is none of these, a sentence may still say what to do.
    return (Rating.YES if urgent or lists else Rating.OPEN), seen


def _numbers(judged: str) -> Judge:
    def judge(guide: _Guide) -> tuple[Rating, str]:
        numbers = sum(any(sign.isdigit() for sign in one) for one in guide.sentences)
        if not numbers:
            return Rating.NOT_APPLICABLE, "no digit in the text"
        facts = sum(bool(number_fact(one)) for one in guide.sentences)
        seen = f"{numbers} sentences with digits, {facts} with a share, a measure or an amount"
        return Rating.OPEN, f"{seen}; {judged and guide.found(judged)}".rstrip("; ")

    return judge


def _behaviour(guide: _Guide) -> tuple[Rating, str]:
    kinds = {section.kind for section in guide.condition.sections}
    steps = guide.count(Steps)
    if steps or SectionKind.LIVING_WITH in kinds or SectionKind.PREVENTION in kinds:
        return Rating.YES, f"a section on living with it or on prevention, {steps} lists of steps"
    return Rating.OPEN, "no section on living with it or on prevention, no steps"


_FIGURES = (Figure,)
_TABLES = (Table,)
_TOOLS = (Checklist, Questions, WriteIn)
_MAIN = _open(lambda g: f"the summary begins: “{g.condition.summary[0].plain.rstrip('.')}”")
_NOTHING = _open(lambda _: "")


def _steps_seen(guide: _Guide) -> str:
    return f"{guide.count(Steps)} lists of steps, {guide.count(Checklist)} checklists"


def _sources_seen(guide: _Guide) -> str:
    return f"{len(guide.condition.references)} references, {guide.citations} citations"


def _subject(guide: _Guide) -> str:
    return f"title “{guide.condition.title.plain}”, below it “{guide.condition.subtitle.plain}”"


def _headings(guide: _Guide) -> str:
    return "headings: " + "; ".join(one.heading.plain for one in guide.condition.sections)


def _tables_seen(guide: _Guide) -> str:
    tables = [block for block in guide.blocks if isinstance(block, Table)]
    most = max((len(cell.plain.split()) for one in tables for cell in one.columns), default=0)
    return f"{len(tables)} tables; the longest head of a column has {most} words"


_WORDS = _open(lambda g: f"{g.found('plain-word', 'medical-term', 'abbreviation')}; {_grades(g)}")
_PEMAT: tuple[tuple[str, tuple[tuple[str, str, Judge], ...]], ...] = (
    (
        "Understandability: content",
        (
            ("1", "Its purpose is evident.", _open(_subject)),
            ("2", "Nothing distracts from its purpose.", _NOTHING),
        ),
    ),
    (
        "Understandability: words and style",
        (
            ("3", "It uses everyday language.", _WORDS),
            (
                "4",
                "Medical terms are few, and each is explained.",
                _open(lambda g: g.found("medical-term", "abbreviation")),
            ),
            ("5", "It uses the active voice.", _open(lambda g: g.found("passive"))),
        ),
    ),
    (
        "Understandability: numbers",
        (
            ("6", "Numbers are clear and easy to understand.", _numbers("number-without-whole")),
            ("7", "Nobody has to calculate.", _NOTHING),
        ),
    ),
    (
        "Understandability: order",
        (
            ("8", "It comes in short sections.", _chunks),
            ("9", "Headings say what follows.", _open(_headings)),
            (
                "10",
                "It goes in a logical order.",
                _open(lambda g: g.found("overview-first", "urgent-help")),
            ),
            (
                "11",
                "It has a summary.",
                lambda g: (Rating.YES, f"{len(g.condition.summary)} lines at the front"),
            ),
        ),
    ),
    (
        "Understandability: look",
        (
            (
                "12",
                "Boxes, bullets or bold type draw the eye to what matters.",
                _yes_no((Callout, BulletList), "{} boxes and bulleted lists", "no box, no list"),
            ),
        ),
    ),
    (
        "Understandability: pictures",
        (
            (
                "15",
                "There is a picture wherever one would help.",
                _open(lambda g: f"{g.count(Figure)} figures"),
            ),
            (
                "16",
                "Pictures support the text.",
                _where_any(_FIGURES, _NOTHING, "no figure"),
            ),
            (
                "17",
                "Pictures have a title or a caption.",
                _where_any(
                    _FIGURES,
                    lambda g: (Rating.YES, f"all {g.count(Figure)} figures have both"),
                    "no figure",
                ),
            ),
            ("18", "Pictures are clear.", _where_any(_FIGURES, _NOTHING, "no figure")),
            (
                "19",
                "Tables are simple, with short clear headings.",
                _where_any(_TABLES, _open(_tables_seen), "no table"),
            ),
        ),
    ),
    (
        "Actionability",
        (
            ("20", "It names at least one thing that the reader can do.", _acts),
            ("21", "It speaks to the reader.", _NOTHING),
            ("22", "It parts what to do into steps.", _open(_steps_seen)),
            (
                "23",
                "It has a tool that helps to act, such as a checklist.",
                _yes_no(_TOOLS, "{} checklists, questions and lines to write on", "no such block"),
            ),
            ("24", "It shows how to calculate, where that is needed.", _NOTHING),
            (
                "25",
                "It says how to use its charts, tables and diagrams.",
                _where_any((Figure, Table), _NOTHING, "no figure, no table"),
            ),
            (
                "26",
                "Pictures are used wherever they make it easier to act.",
                _open(lambda g: f"{g.count(Figure)} figures"),
            ),
        ),
    ),
)
_CDC: tuple[tuple[str, tuple[tuple[str, str, Judge], ...]], ...] = (
    (
        "A. Core: main message and call to action",
        (
            ("1", "There is one main message. If not, 2 to 4 get no point.", _MAIN),
            ("2", "It stands at the beginning.", _open(lambda _: "the summary stands first")),
            ("3", "It is set apart for the eye.", _open(lambda _: "the summary is set apart")),
            (
                "4",
                "A picture supports it.",
                lambda g: (
                    (Rating.OPEN, f"{g.count(Figure)} figures")
                    if g.count(Figure)
                    else (Rating.NO, "no figure")
                ),
            ),
            ("5", "It calls the reader to act.", _acts),
        ),
    ),
    (
        "A. Core: language",
        (
            (
                "6",
                "Main message and call to action are in the active voice.",
                _open(lambda g: f"in the whole text, {g.found('passive')}"),
            ),
            ("7", "All words are the reader's own.", _WORDS),
        ),
    ),
    (
        "A. Core: design",
        (
            (
                "8",
                "It has bulleted or numbered lists.",
                _yes_no((BulletList, Steps), "{} lists", "no list"),
            ),
            ("9", "It comes in chunks with headings.", _chunks),
            (
                "10",
                "What matters most is summed up in the first section.",
                _open(lambda g: f"a summary of {len(g.condition.summary)} lines stands first"),
            ),
        ),
    ),
    (
        "A. Core: state of the science",
        (("11", "It says what is known and what is not.", _open(_sources_seen)),),
    ),
    (
        "B. What to do",
        (
            ("12", "It recommends something to do.", _behaviour),
            ("13", "It says why that matters.", _NOTHING),
            ("14", "It says exactly how.", _open(_steps_seen)),
        ),
    ),
    (
        "C. Numbers",
        (
            ("15", "Its numbers are those that the reader uses.", _numbers("number-without-whole")),
            ("16", "It says what its numbers mean.", _numbers("")),
            ("17", "Nobody has to calculate.", _NOTHING),
        ),
    ),
    (
        "D. Risk",
        (
            ("18", "It says what the risk is and for whom.", _NOTHING),
            ("19", "It gives risks and benefits of what it recommends.", _NOTHING),
            (
                "20",
                "A chance in numbers is also put into words or a picture.",
                _numbers("vague-frequency"),
            ),
        ),
    ),
)


_PEMAT_OPTIONAL = frozenset(("6", "7", "8", "9", "11", "16", "17", "18", "19", "24", "25"))
_CDC_OPTIONAL = frozenset(map(str, range(12, 21)))


def worksheets(condition: Condition, report: ContentReport) -> tuple[Worksheet, Worksheet]:
    """PEMAT-P and the CDC Clear Communication Index about a guide."""
    guide = _Guide(condition, report)
    pemat = Worksheet(
        name="pemat-p",
        title="PEMAT-P",
        source="AHRQ, PEMAT for printable materials; items in our words",
        yes="Agree",
        no="Disagree",
        scoring="A score is the share of items that are agreed to, of those that apply: items 1 to "
        "19 for understandability, items 20 to 26 for actionability. There is no official mark "
        "to pass.",
        questions=(),
        parts=_filled(_PEMAT, guide, _PEMAT_OPTIONAL),
    )
    index = Worksheet(
        name="cdc-index",
        title="CDC Clear Communication Index",
        source="CDC Clear Communication Index; items in our words",
        yes="Yes",
        no="No",
        scoring="A score is the share of points, of the items that apply; a point is given only "
        "where all of the guide meets the item. A translation is scored by itself.",
        questions=(
            "Who is it for?",
            "What do you know of how well they read, and use numbers?",
            "What should they think, feel or do?",
            "What is the main message?",
        ),
        parts=_filled(_CDC, guide, _CDC_OPTIONAL),
    )
    return pemat, index


def _filled(
    parts: tuple[tuple[str, tuple[tuple[str, str, Judge], ...]], ...],
    guide: _Guide,
    optional: frozenset[str],
) -> tuple[WorksheetPart, ...]:
    return tuple(
        WorksheetPart(
            heading,
            tuple(
                WorksheetItem(number, asks, *judge(guide), number in optional)
                for number, asks, judge in items
            ),
        )
        for heading, items in parts
    )
