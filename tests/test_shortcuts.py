"""The shortcuts that WeasyPrint takes lead to the same pages, and save it work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from weasyprint import HTML
from weasyprint.layout import absolute, inline, preferred
from weasyprint.layout import float as floats
from weasyprint.text import line_break

from publisher.layout.shortcuts import use_shortcuts

WORDS = "Words that <em>are</em> broken into lines, and <a href='#end'>a link</a> among them. "
PAGES = f"""
<style>
  @page {{ size: A5; margin: 20mm }}
  .list {{ columns: 2; text-align: justify }}
  .box {{ display: inline-block }}
  .aside {{ float: left }}
  .short {{ width: 20mm; overflow: hidden; white-space: nowrap; text-overflow: ellipsis }}
  .high::first-line {{ font-size: 14pt }}
</style>
<ul class="list">{"".join(f"<li>{WORDS * (n % 4 + 1)}</li>" for n in range(9))}</ul>
<p>{WORDS}<span class="box">{WORDS}</span> <span class="box">two words</span></p>
<p class="aside">{WORDS * 2}</p><p class="high">{WORDS * 3}</p>
<p class="short">{WORDS}</p><p class="short">{WORDS}</p>
<p id="end" style="white-space: pre-wrap">one
  two\tthree</p>
"""


@contextmanager
def counted(module: Any, name: str, *others: Any) -> Iterator[list[str]]:
    """The calls of a function of the engine inside the block."""
    calls: list[str] = []
    whole = getattr(module, name)

    def count(*args: Any, **options: Any) -> Any:
        calls.append(name)
        return whole(*args, **options)

    with pytest.MonkeyPatch.context() as patch:
        for one in (module, *others):
            patch.setattr(one, name, count)
        yield calls


def made() -> tuple[bytes, int, int]:
    """A document, how many layouts of Pango it took, and how often a least width was measured."""
    with (
        counted(line_break, "create_layout") as lines,
        counted(preferred, "min_content_width") as widths,
    ):
        data: bytes = HTML(string=PAGES).write_pdf(pdf_identifier=b"same")
    return data, len(lines), len(widths)


def test_pages_are_the_same_and_are_made_with_less_work(monkeypatch: pytest.MonkeyPatch) -> None:
    use_shortcuts()
    data, lines, widths = made()
    for module in (inline, preferred):
        monkeypatch.setattr(module, "split_first_line", line_break.split_first_line)
    for module in (absolute, floats, inline, preferred):
        monkeypatch.setattr(module, "shrink_to_fit", shrink_to_fit)
    plain, all_lines, all_widths = made()
    assert data == plain
    assert lines < all_lines / 2
    assert widths < all_widths


def shrink_to_fit(context: Any, box: Any, available: float) -> float:
    """As WeasyPrint 70.0 has it."""
    least = preferred.min_content_width(context, box, outer=False)
    most: float = preferred.max_content_width(context, box, outer=False)
    return min(max(least, available), most)
