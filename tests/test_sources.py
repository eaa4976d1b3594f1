"""Every source in the catalogue can be printed, is easy to read, and leaves nothing hanging."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.content import inline, readability
from publisher.content.fields import Node
from publisher.content.model import (
    Block,
    BulletList,
    Callout,
    Checklist,
    Condition,
    Figure,
    Paragraph,
    Questions,
    SectionKind,
    Steps,
    Urgency,
    Wording,
    texts,
)
from publisher.content.readability import readability_of
from publisher.source.load import load_condition

ROOT = Path(__file__).parent.parent
FOLDERS = sorted(path.parent for path in ROOT.glob("sources/*/condition.yaml"))
MAIN = ROOT / "sources" / "pancreatic-neuroendocrine-tumors"

MOST_ITEMS = 7  # longer lists are grouped
MOST_SENTENCES = 3  # in a paragraph
FIGURE_WIDTH_MM = 90  # the narrowest print of a figure
LEAST_LABEL_PT = 9


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: folder.name)
def condition(request: pytest.FixtureRequest) -> Condition:
    folder: Path = request.param
    return load_condition(folder, ROOT)


@pytest.fixture(scope="module")
def reading(condition: Condition) -> readability.Readability:
    return readability_of(condition)


def every_block(condition: Condition) -> Iterator[Block]:
    """The blocks of both wordings, those inside callouts too."""
    for wording in Wording:
        for block in condition.blocks(wording):
            yield block
            if isinstance(block, Callout):
                yield from block.body


def terms(node: Node) -> set[str]:
    found = [find for text in texts(node) for find in inline.find(text.nodes, inline.Term)]
    return {term.entry for term in found if isinstance(term, inline.Term)}


def citations(node: Node) -> set[str]:
    found = [find for text in texts(node) for find in inline.find(text.nodes, inline.Citation)]
    return {
        key for cited in found if isinstance(cited, inline.Citation) for key in cited.references
    }


def test_there_are_sources() -> None:
    assert MAIN in FOLDERS
    assert len(FOLDERS) >= 2


def test_the_text_reads_at_grade_eight_or_below(reading: readability.Readability) -> None:
    assert reading.grade <= 8
    assert reading.prose_grade <= 8
    assert reading.brief_grade <= 8


def test_at_most_one_sentence_in_ten_is_long(reading: readability.Readability) -> None:
    assert reading.long_share <= 0.10, reading.longest


def test_no_paragraph_announces_a_list_that_does_not_follow(condition: Condition) -> None:
    paragraphs = [block for block in every_block(condition) if isinstance(block, Paragraph)]
    assert paragraphs
    for paragraph in paragraphs:
        said = paragraph.text.plain.rstrip()
        assert not said.endswith(":"), paragraph.id
        assert not re.search(r"\b(?:include|including|such as|are|following)$", said), paragraph.id


def test_paragraphs_are_short_and_whole(condition: Condition) -> None:
    for block in every_block(condition):
        if isinstance(block, Paragraph):
            said = readability.sentences(block.text.plain)
            assert len(said) <= MOST_SENTENCES, block.id
            assert said[-1].endswith((".", "?", "!")), block.id


def test_long_lists_are_grouped(condition: Condition) -> None:
    for block in every_block(condition):
        if isinstance(block, BulletList | Steps | Checklist | Questions):
            assert len(block.items) <= MOST_ITEMS, block.id


def test_every_glossary_entry_is_used_in_the_full_wording(condition: Condition) -> None:
    used: set[str] = set()
    for section in condition.sections:
        used |= terms(section.model_copy(update={"brief": None}))
    assert used == {entry.id for entry in condition.glossary}


def test_the_glossary_is_in_order_of_the_alphabet(condition: Condition) -> None:
    listed = [entry.term.plain.casefold() for entry in condition.glossary]
    assert listed == sorted(listed)


def test_every_reference_is_cited(condition: Condition) -> None:
    assert citations(condition) == {reference.id for reference in condition.references}


def test_help_in_an_emergency_stands_before_all_other_help(condition: Condition) -> None:
    (section,) = [s for s in condition.sections if s.kind is SectionKind.WHEN_TO_GET_HELP]
    assert section.brief is not None
    for blocks in (section.blocks, section.brief.blocks):
        urgencies = [block.urgency for block in blocks if isinstance(block, Callout)]
        assert urgencies[:2] == [Urgency.EMERGENCY, Urgency.CALL]
        assert isinstance(blocks[0], Callout)


def test_telephone_numbers_are_left_to_the_brand(condition: Condition) -> None:
    for text in texts(condition):
        assert "tel:" not in text.source
        assert not re.search(r"\b911\b|\d{3}[-.\s]\d{4}\b", text.plain), text.plain


def test_figures_can_be_read_at_their_narrowest(condition: Condition) -> None:
    figures = [block for block in every_block(condition) if isinstance(block, Figure)]
    assert figures
    for figure in figures:
        sizes = [float(n) for n in re.findall(r'font-size="([\d.]+)"', figure.file.svg)]
        points = min(sizes) * FIGURE_WIDTH_MM / 25.4 * 72 / figure.file.width
        assert points >= LEAST_LABEL_PT, figure.file.name
        # One page may show a drawing of our own twice; one of the kit needs ids for its organs.
        assert figure.anatomy or " id=" not in figure.file.svg


def test_figures_take_every_colour_from_the_brand(condition: Condition) -> None:
    for block in every_block(condition):
        if isinstance(block, Figure):
            painted = re.findall(r'(?:fill|stroke|stop-color)="([^"]+)"', block.file.svg)
            assert {paint for paint in painted if not paint.startswith("role:")} <= {"none"}


OF_PROCEDURES = {SectionKind.PREPARATION, SectionKind.PROCEDURE, SectionKind.AFTERCARE}


def test_the_guide_to_a_procedure_says_what_is_before_during_and_after_it() -> None:
    guide = load_condition(ROOT / "sources" / "upper-endoscopy", ROOT)
    assert {section.kind for section in guide.sections} >= OF_PROCEDURES


def test_the_main_source_is_complete() -> None:
    main = load_condition(MAIN, ROOT)
    assert [section.kind for section in main.sections] == [
        kind for kind in SectionKind if kind not in OF_PROCEDURES
    ]
    assert len(main.glossary) >= 12
    assert len(main.references) >= 6
    assert 550 <= readability_of(main).brief_words <= 700
    kinds = {block.kind for block in every_block(main)}
    assert kinds == {
        "paragraph",
        "list",
        "steps",
        "checklist",
        "questions",
        "write_in",
        "definitions",
        "callout",
        "table",
        "figure",
        "contact",
    }
