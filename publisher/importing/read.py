"""One file of any format that can be imported → what its reader makes of it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from publisher.content.inline import unprintable
from publisher.errors import BadInput, refused
from publisher.importing.account import account_for
from publisher.importing.convert import Surroundings, convert
from publisher.importing.draft import as_values, slug
from publisher.importing.elements import ImportedDocument
from publisher.importing.report import Imported
from publisher.importing.source_file import source_text
from publisher.importing.text import read_text
from publisher.source.load import load_condition

MOST_BYTES = 50_000_000
MOST_TEXT = 5_000_000
"""Of a file that is words alone."""
SUFFIXES = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".docx", ".pdf")
_WORDS = frozenset((".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"))


def read_document(data: bytes, name: str, folder: Path) -> ImportedDocument:
    """What a file says. Raises `BadInput` where it cannot be read, or has no words."""
    suffix = name[name.rfind(".") :].casefold() if "." in name else ""
    if suffix not in SUFFIXES:
        wrong = "is in no format that can be imported"
        raise refused(name, wrong, f"name a file that ends with one of {', '.join(SUFFIXES)}")
    most = MOST_TEXT if suffix in _WORDS else MOST_BYTES
    if len(data) > most:
        wrong = f"contains {len(data) / 1e6:.1f} MB"
        raise refused(name, wrong, f"keep it to {most / 1e6:g} MB")
    document = _read(data, name, suffix, folder)
    if not any(line.text.strip() for line in document.lines):
        raise refused(name, "has no words", "name a file with text in it")
    return document


def _read(data: bytes, name: str, suffix: str, folder: Path) -> ImportedDocument:
    if suffix == ".pdf":
        from publisher.importing.pdf import read_pdf

        return read_pdf(data, name)
    if suffix == ".docx":
        from publisher.importing.word import read_word

        return read_word(data, name)
    if suffix in (".md", ".markdown"):
        from publisher.importing.markdown import read_markdown

        return read_markdown(data, name, folder)
    if suffix in (".html", ".htm", ".xhtml"):
        from publisher.importing.html import read_html

        return read_html(data, name, folder)
    return read_text(data, name)


def import_document(
    data: bytes,
    file: str,
    *,
    name: str,
    today: str,
    around: Surroundings,
    folder: Path,
) -> Imported:
    """The draft of a source made of one file, which lies in `folder`.

    `name` is its id, or empty: made of its title. Raises `BadInput` where the file cannot be read.
    """
    document = read_document(data, file, folder)
    converted = convert(document, file, around)
    draft = converted.draft
    name = name or slug(draft.title) or "imported"
    values = as_values(draft, name, today)
    account = account_for(draft, values)
    notes = {
        block.id: document.lines[block.lines[-1]].place
        for block in draft.blocks()
        if block.kind == "missing" and block.lines
    }
    lead = f"A draft made of {''.join(_printable(file))}. Its report is in import.md beside it."
    text = source_text(values, notes, lead)
    problems = _problems(text, name, converted.figures)
    return Imported(file, name, draft, text, account, converted.figures, problems)


def _problems(text: str, name: str, figures: dict[str, bytes]) -> tuple[str, ...]:
    """What `publisher check` will say of the draft."""
    with TemporaryDirectory(prefix="publisher-") as root:
        folder = Path(root, "sources", name)
        (folder / "figures").mkdir(parents=True)
        (folder / "condition.yaml").write_text(text, encoding="utf-8")
        for file, data in figures.items():
            (folder / "figures" / file).write_bytes(data)
        try:
            load_condition(folder, Path(root))
        except BadInput as exc:
            return tuple(map(str, exc.problems))
        return ()


def _printable(text: str) -> str:
    for _, sign in unprintable(text):
        text = text.replace(sign, "")
    return text
