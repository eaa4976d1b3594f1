"""Documents made to be imported: Word files and PDFs that fail as those of others do."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import pikepdf
from ruamel.yaml import YAML

from publisher.importing.convert import Surroundings
from publisher.importing.read import import_document
from publisher.importing.report import Imported

TODAY = "2026-01-31"


def imported(
    text: str | bytes,
    name: str = "page.txt",
    around: Surroundings | None = None,
    folder: Path = Path(),
) -> Imported:
    """What comes of a document; what it says may be text."""
    data = text.encode() if isinstance(text, str) else text
    around = around or Surroundings()
    return import_document(data, name, name="", today=TODAY, around=around, folder=folder)


def blocks(one: Imported, kind: str = "") -> list[dict[str, object]]:
    """The blocks of a draft as plain values, or those of one kind, without ids."""
    tree = YAML(typ="safe").load(one.text)
    found = []
    for section in tree["sections"]:
        for holder in (section, *section.get("subsections", ())):
            for block in holder.get("blocks", ()):
                found += [block, *block.get("body", ())]
    plain = [{key: value for key, value in block.items() if key != "id"} for block in found]
    return [block for block in plain if not kind or block["kind"] == kind]


def sections(one: Imported) -> list[tuple[str, str]]:
    """(kind, heading) of each section of a draft."""
    return [(section.kind.value, section.heading) for section in one.draft.sections]


def kinds(one: Imported) -> list[str]:
    """The kinds of all blocks of a draft."""
    return [str(block["kind"]) for block in blocks(one)]


def word_file(build: Callable[[docx.document.Document], None]) -> bytes:
    """A Word file that `build` writes into."""
    document = docx.Document()
    build(document)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


Shown = (
    tuple[float, float, str] | tuple[float, float, str, int] | tuple[float, float, str, int, str]
)
"""Left and base in points, words, and if wanted size and font ("F1", bold "F2")."""


def pdf_file(pages: Sequence[Sequence[Shown]]) -> bytes:
    """A PDF without tags, whose letters stand where they are put."""
    pdf = pikepdf.new()
    fonts = pikepdf.Dictionary(F1=_font(pdf, "Helvetica"), F2=_font(pdf, "Helvetica-Bold"))
    for shown in pages:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=fonts)
        page.Contents = pdf.make_stream("\n".join(map(_placed, shown)).encode("latin-1"))
    made = io.BytesIO()
    pdf.save(made)
    return made.getvalue()


def _placed(shown: Shown) -> str:
    left, base, words, size, font = (*shown, *(11, "F1")[len(shown) - 3 :])
    said = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /{font} {size} Tf {left} {base} Td ({said}) Tj ET"


def _font(pdf: pikepdf.Pdf, name: str) -> pikepdf.Object:
    encoding = pikepdf.Dictionary(
        Type=pikepdf.Name.Encoding,
        BaseEncoding=pikepdf.Name.WinAnsiEncoding,
        Differences=pikepdf.Array([1, pikepdf.Name("/fi"), pikepdf.Name("/fl")]),
    )
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name(f"/{name}"),
            Encoding=encoding,
        )
    )
