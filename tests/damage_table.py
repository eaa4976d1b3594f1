"""docs/proof.md: how many damages of each kind are tried on each format. `python -m` writes it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests import (
    damage_ebook,
    damage_pdf,
    damage_pdf_drawings,
    damage_pictures,
    damage_recordings,
    damage_sheets,
    damage_symbols,
    damage_web,
    damage_word,
)
from tests.damages import Damage

DAMAGES: dict[str, tuple[Damage, ...]] = {
    "web": damage_web.DAMAGES + damage_symbols.WEB + damage_pictures.WEB + damage_recordings.WEB,
    "ebook": damage_ebook.DAMAGES
    + damage_symbols.BOOK
    + damage_pictures.BOOK
    + damage_recordings.BOOK,
    "handout": damage_pdf.DAMAGES
    + damage_symbols.PDF
    + damage_pictures.OFFICE
    + damage_recordings.HANDOUT,
    "booklet": damage_pdf_drawings.SHEETS
    + damage_symbols.PDF
    + damage_sheets.PAINTED
    + damage_pictures.PDF
    + damage_recordings.BOOKLET,
    "trifold": damage_sheets.DAMAGES + damage_pictures.PDF + damage_recordings.TRIFOLD,
    "word": damage_word.DAMAGES
    + damage_symbols.WORD
    + damage_pictures.WORD
    + damage_recordings.WORD,
}
FILE = Path(__file__).parent.parent / "docs" / "proof.md"
_KINDS = {
    "seen": "each word is painted, whole, opaque, large enough and in contrast",
    "followed": "links, telephone numbers and addresses lead where the source says",
    "ordered": "steps, header cells, levels of headings, order of reading",
    "said": "stress, languages, urgency, review mark, titles",
    "added": "nothing that source, brand and layout do not account for",
    "intact": "nothing around the file or twice in it, no lock; fonts draw what they name",
    "pictured": "each drawing, picture, symbol, logo and code is there, whole, the right one",
}
_HEAD = """# What the proof notices

Each build reads its files back. These damages were made on finished files, one at a time, and each
was noticed; `tests/test_damages.py` makes them again in every run, and fails where one passes.
Damages of letters, items, rows, cells and whole blocks are in `tests/mutations.py` besides.

The files are those of the source that holds every block, in one brand;
`python -m tests.damage_guides` makes the same on files of any guide, brand and edition, with the
policy of a web page put right, which would give each change of its style away. Undamaged files of
all sources, brands and editions pass: each build would stop otherwise.

"""
_FOOT = """
Elements, classes and roles are those that the templates of the edition write, so that a layout of
a clinic's own may have others; values and properties that leave a text as it is are listed.

A page of a site is proven as a web page is, but for what is around its guide; lists of guides,
topics and letters are not looked at. `tests/sources/hard` (long words and addresses, tall rows,
signs of markup) and generated sources (`tests/generated_sources.py`) go through every edition
without a false alarm; `make fuzz` goes on with others.

Known to pass, and to be noticed one day: other words in the picture on the cover of an e-book; a
box or a line more in a colour of the brand; what is painted invisibly inside a drawing; a line of
the address that is gone from one of two places on a sheet; a number between the same words on a
sheet that is gone where another number stands beside it; a word of the clinic once more at the
foot of a page.
"""


def table() -> str:
    """The whole page."""
    counts = {name: Counter(one.kind for one in damages) for name, damages in DAMAGES.items()}
    lines = [
        "| kind | what must be so | " + " | ".join(DAMAGES) + " |",
        "|---|---|" + "---|" * len(DAMAGES),
    ]
    for kind, means in _KINDS.items():
        cells = " | ".join(str(counts[name][kind] or "–") for name in DAMAGES)
        lines.append(f"| {kind} | {means} | {cells} |")
    totals = " | ".join(str(sum(counts[name].values())) for name in DAMAGES)
    lines.append(f"| all | | {totals} |")
    return _HEAD + "\n".join(lines) + "\n" + _FOOT


if __name__ == "__main__":
    FILE.write_text(table(), encoding="utf-8")
