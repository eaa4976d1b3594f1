"""The report of an import: for a person as Markdown, for a program as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from publisher.importing.account import Account
from publisher.importing.draft import Draft


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of one file."""

    source: str
    """The name of the file."""
    name: str
    """The id of the condition."""
    draft: Draft
    text: str
    """The draft as YAML."""
    account: Account
    figures: dict[str, bytes]
    problems: tuple[str, ...]
    """What `publisher check` says of the draft."""

    def renamed(self, name: str) -> Imported:
        """The same under another name."""
        text = self.text.replace(f"\ncondition: {self.name}\n", f"\ncondition: {name}\n", 1)
        return replace(self, name=name, text=text)

    @property
    def holes(self) -> list[tuple[str, str, str, str]]:
        """(id, section, what is expected, place in the document) of each hole."""
        found = []
        for section in self.draft.sections:
            for block in section.all_blocks():
                if block.kind == "missing":
                    lines = self.draft.document.lines
                    place = lines[block.lines[-1]].place if block.lines else ""
                    found.append((block.id, section.heading, str(block.keys["expected"]), place))
        return found


def as_json(imported: Imported) -> dict[str, object]:
    """All of the report as plain values."""
    draft, account = imported.draft, imported.account
    return {
        "file": imported.source,
        "condition": imported.name,
        "format": draft.document.format,
        "licensed_from": draft.licensed_from,
        "sections": [
            {
                "id": one.id,
                "kind": one.kind.value,
                "heading": one.heading,
                "lines": _places(draft, one.lines),
            }
            for one in draft.sections
        ],
        "holes": [
            {"id": key, "section": section, "expected": expected, "place": place}
            for key, section, expected, place in imported.holes
        ],
        "decide": draft.choices,
        "added": [f"{words} {why}" for words, why in draft.added.items()],
        "remarks": draft.document.remarks,
        "lost": list(account.lost),
        "problems": list(imported.problems),
        "lines": [asdict(line) for line in account.lines],
    }


def _places(draft: Draft, lines: Iterable[int]) -> list[str]:
    return [draft.document.lines[n].place for n in lines]


def markdown_text(imported: Imported) -> str:
    """The report beside a draft."""
    draft, account = imported.draft, imported.account
    kept = sum(bool(line.block) for line in account.lines)
    aside = sum(bool(line.reason) for line in account.lines)
    parts = [
        f"# Import of {_cell(imported.source)}",
        f"A {draft.document.format} of {len(account.lines)} lines: {kept} are in the draft, "
        f"{aside} are set aside.",
    ]
    if imported.holes:
        parts += ["## What is missing", "Fill these in `condition.yaml`, from the original."]
        parts.append(_table(("block", "section", "what belongs there", "where"), imported.holes))
    if draft.licensed_from:
        parts += [
            "## Rights",
            f"The document names who holds the rights: {_cell(draft.licensed_from)}. Nothing is "
            "built until `license` says on which terms the text may be published.",
        ]
    for title, lines in (
        ("To decide", draft.choices),
        ("Words that were added", [f"“{words}” {why}" for words, why in draft.added.items()]),
        ("Letters and links", draft.document.remarks),
    ):
        if lines:
            parts += [f"## {title}", "\n".join(f"- {_line(one)}" for one in lines)]
    if account.lost:
        parts += [
            "## Lost",
            f"Words that are neither in the draft nor set aside: {_line(', '.join(account.lost))}",
        ]
    sections = [(one.id, one.kind.value, one.heading) for one in draft.sections]
    parts += ["## Sections", _table(("id", "kind", "heading"), sections)]
    lines_ = [
        (line.place, line.text, f"`{line.block}`" if line.block else f"set aside: {line.reason}")
        for line in account.lines
    ]
    parts += ["## Every line", _table(("where", "line", "went to"), lines_)]
    return "\n\n".join(parts) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, row))} |" for row in lines)


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")


def _line(text: str) -> str:
    """Words on one line in which no markup of theirs works."""
    said = " ".join(text.split())
    return said.replace("<", "&lt;").replace("![", "!\\[").replace("](", "]\\(")
