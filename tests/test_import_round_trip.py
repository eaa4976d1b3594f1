"""What is built of a source and imported again is the source: no text lost, and no hole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.import_figures import DOCUMENT, EDITIONS, SMALL, figures, measured, row


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("source", SMALL, ids=lambda path: path.name)
def test_a_source_comes_back_whole(source: Path, edition: str) -> None:
    found = measured(source, edition)
    assert found.texts[0] == found.texts[1]
    assert found.sections[0] == found.sections[1]
    assert found.holes == 0
    if edition != "handout":  # a PDF does not say what a box to tick is
        assert found.blocks[0] == found.blocks[1]
        assert found.ordered[0] == found.ordered[1]
    assert row(source, edition, found) in DOCUMENT.read_text(encoding="utf-8").splitlines()


def test_what_does_not_come_back_would_show() -> None:
    source = {
        "title": "Gout",
        "subtitle": "A sore toe",
        "summary": ["It hurts."],
        "sections": [
            {
                "kind": "symptoms",
                "heading": "Signs",
                "blocks": [{"kind": "list", "lead_in": "You have:", "items": ["pain", "heat"]}],
            }
        ],
        "references": [{"text": "A book."}],
    }
    draft = {
        **source,
        "sections": [
            {
                "kind": "overview",
                "heading": "Signs",
                "blocks": [{"kind": "missing", "lead_in": "You have:"}],
            }
        ],
    }
    found = figures(source, draft)
    assert (found.texts, found.blocks, found.sections, found.holes) == ((6, 8), (0, 1), (0, 1), 1)
