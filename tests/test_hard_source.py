"""Long words and addresses, tables wide and tall, and signs of markup: proven in every edition."""

from __future__ import annotations

import pypdfium2
import pytest

from publisher.build.make import make
from publisher.edition.load import load_edition
from tests.helpers import LAYOUTS, ROOT, job_for

HARD = ROOT / "tests" / "sources" / "hard"
EDITIONS = [
    name
    for name in sorted(path.parent.name for path in LAYOUTS.glob("*/edition.toml"))
    if not load_edition(LAYOUTS / name, ROOT).bilingual  # which test_two_languages.py makes of it
]


@pytest.mark.parametrize("edition", EDITIONS)
def test_nothing_of_it_is_lost(edition: str) -> None:
    assert make(job_for(HARD, "riverbend", edition)).faults == ()


def test_a_running_head_is_spelled_as_the_title_is() -> None:
    made = make(job_for(HARD, "northfield", "booklet"))
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made.data)]
    assert sum("Hard & heavy" in page for page in pages) > 2
    assert not any("&amp;" in page for page in pages)
