"""The studio's own pages, from its templates and what is known of the project."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from publisher.build.publish import manifest_entries
from publisher.edition.model import Edition, Format
from publisher.editorial.found import ContentFinding
from publisher.editorial.rules import Level
from publisher.studio.editor.form import place_name
from publisher.studio.editor.measure import measured
from publisher.studio.texts import GuideText, Texts
from publisher.studio.views import EditionView, Standing, ViewName

_HERE = Path(__file__).parent
_LEVELS = {Level.ERROR: "Error", Level.PERSON: "For a person", Level.ADVICE: "Advice"}


@dataclass(frozen=True, slots=True)
class OutFile:
    """A finished file in `out/`."""

    brand: str
    language: str
    name: str
    title: str
    size: int
    pages: int | None

    @property
    def group(self) -> str:
        """What it is listed under."""
        return f"{self.brand}, {self.language}"


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen for a guide: brands, languages, editions."""

    brands: tuple[str, ...]
    languages: tuple[str, ...]
    editions: tuple[Edition, ...]

    def closest(self, condition: str, asked: dict[str, str]) -> ViewName | None:
        """The view that was asked for; what was not asked for, or is not there, is the first.

        None where there is nothing to choose from.
        """
        editions = [one.name for one in self.editions]
        if "web" in editions:
            editions.insert(0, "web")
        if not (self.brands and self.languages and editions):
            return None

        def chosen(kind: str, known: Iterable[str]) -> str:
            names = list(known)
            return asked[kind] if asked.get(kind) in names else names[0]

        return ViewName(
            condition,
            chosen("brand", self.brands),
            chosen("language", self.languages),
            chosen("edition", editions),
        )


def choices(texts: Texts, guide: GuideText) -> Choices:
    """What may be chosen for a guide; of one that does not read, all that there may be."""
    editions = texts.editions()
    if guide.condition is not None:
        condition = guide.condition
        editions = tuple(one for one in editions if one.takes(condition))
    return Choices(texts.names().brands, guide.languages or ("en-US",), editions)


def out_files(out: Path, guide: GuideText, brands: Iterable[str], texts: Texts) -> list[OutFile]:
    """The finished files of a guide, by brand and language, as the manifests list them."""
    titles = {one.file: one.title for one in texts.editions()}
    found = []
    for brand in brands:
        for language in guide.languages:
            folder = out / brand / language / guide.name
            for name, entry in manifest_entries(folder).items():
                title = titles.get(name, name)
                found.append(OutFile(brand, language, name, title, entry["size"], entry["pages"]))
    return found


class Pages:
    """The templates, filled. `write` is what a page says when it writes."""

    def __init__(self, project: str, write: str) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "size": _size,
            "place": place_name,
            "segment": lambda text: quote(text, safe=""),
            "begun": lambda text: text[:1].upper() + text[1:],
        }
        self._environment.globals |= {
            "project": project,
            "write": write,
            "Standing": Standing,
            "Format": Format,
            "level": _level,
            "id_of": _id_of,
            "measured": measured,
        }

    def filled(self, template: str, **shown: Any) -> str:
        """A page or a part of one."""
        return self._environment.get_template(f"{template}.html.j2").render(shown)

    def state(self, view: EditionView) -> dict[str, object]:
        """What a page that is open shows of a view now, as its parts."""
        findings = [one for one in view.findings or () if one.rule != "answered-nothing"]
        findings.sort(key=lambda one: (list(_LEVELS).index(one.about.level), one.line))
        shown = {"view": view, "file": view.file, "findings": findings}
        return {
            "standing": view.standing.value,
            "making": view.is_making,
            "mark": view.file.mark if view.file else "",
            "format": view.file.format.value if view.file else "",
            "status": self.filled("status", **shown),
            "stage": self.filled("stage", **shown),
            "panel": self.filled("panel", **shown),
            "blocks": {
                one.id: [one.kind, one.line, one.last_line, one.text] for one in view.source.blocks
            },
        }


def _level(finding: ContentFinding) -> str:
    return _LEVELS[finding.about.level]


def _id_of(finding: ContentFinding) -> str:
    """The id of the block or section on the page that a finding is about; empty for none."""
    match finding.address.split("/"):
        case ["blocks" | "sections" | "subsections" | "plain", name, *_]:
            return name
        case ["summary", *_]:
            return "at-a-glance"
        case _:
            return ""


def _size(count: int) -> str:
    """A size of a file in words."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1_000_000:.1f} MB"
