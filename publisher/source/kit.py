"""The drawing kit, which all sources share: symbols, and anatomies in which organs are lit.

A symbol is a file `symbols/<name>.svg`. An anatomy `anatomy/<name>.svg` has a group for each organ
(`organ-<name>`) and one for its label (`label-<name>`: a line, a dot and an empty <text>);
`anatomy/<language>.toml` has the words.
"""

from __future__ import annotations

import re
import tomllib
from copy import deepcopy
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.bundled import LAYOUTS
from publisher.content.drawing import NUMBER, SVG, Drawing, read_drawing
from publisher.content.languages import ranges, without_region
from publisher.errors import Wrong, quoted

if TYPE_CHECKING:
    from lxml.etree import _Element

KIT = Path("layouts", "shared")
"""Where the kit is in a project."""
_NEAREST, _ALIKE = 6, 0.65
_LABELS = 110
"""How much of an anatomy is for labels alone on either side, in its own units."""
_LEAST_SHOWN, _AROUND, _AIR = 0.64, 1.7, 1.12
"""The least part of an anatomy that is shown large, how much more than its lit organs, and how much
more than all of it."""
_LINE = re.compile(r'stroke-width="([\d.]+)"')
_DASHED = re.compile(r'<path[^>]*stroke-dasharray="[^>]*/>')
_FINE, _BOLDER, _FINEST = 3, 1.6, 0.0115
"""Lines under this width, in units of a drawing, are made wider for a small place: by how much, and
to which part of its side at least."""
_FRAME, _OUTSIDE = 0.02, 0.04
"""The width of the line around a part of the body, and of what is outside of it, by its side."""
_ORGAN_ID = re.compile(r' id="organ-[a-z-]+"')
_PAIRS = re.compile(rf"(?:[MCLSQTZ\s,]|{NUMBER})*")
"""Path data of which every two numbers are a point."""
_LIT = {"role:tint": "role:accent"}
"""What the colours of an organ become when it is lit."""


class DrawingKit:
    """The kit in a folder, then ours, with the words of one language: `Kit` of the model."""

    def __init__(self, folder: Path, language: str) -> None:
        self.folders = tuple(dict.fromkeys((folder.absolute(), LAYOUTS / "shared")))
        self.language = language
        self._known: dict[str, list[str]] = {}

    def symbol(self, name: Any) -> Drawing:
        """The symbol with this name. Raises `Wrong` with the nearest names."""
        known = self.names("symbols")
        if name not in known:
            right = f"write one of {_near(str(name), known)}; docs/drawing-kit.md shows all"
            raise Wrong(f"there is no symbol {quoted(str(name))}", right)
        return _read(self._file("symbols", f"{name}.svg"))

    def anatomy(self, name: Any) -> str:
        """The name of an anatomy. Raises `Wrong` with those that there are."""
        known = self.names("anatomy")
        if name not in known:
            wrong = f"there is no anatomy {quoted(str(name))}"
            raise Wrong(wrong, f"write one of {', '.join(known)}")
        return str(name)

    def organ(self, anatomy: str, name: Any) -> str:
        """The name of an organ. Raises `Wrong` with those of the anatomy."""
        known = self._organs(anatomy)
        if name not in known:
            wrong = f"{anatomy} has no organ {quoted(str(name))}"
            raise Wrong(wrong, f"write one of {', '.join(known)}")
        return str(name)

    def lit(self, anatomy: str, organs: tuple[str, ...]) -> Drawing:
        """The anatomy with `organs` in the accent colour, and their labels.

        Raises `Wrong` where there is none of them, or the language has no word for one.
        """
        self._check_organs(anatomy, organs)
        words = self._words()
        if missing := [organ for organ in organs if organ not in words]:
            language = without_region(self.language)
            wrong = f"the organs of {anatomy} have no names in {language or 'no language'!r}"
            file = f"{KIT / 'anatomy' / language}.toml"
            raise Wrong(wrong, f"add {', '.join(missing)} to {file}")
        return self._lit(anatomy, organs, words)

    def small(self, anatomy: str, organs: tuple[str, ...]) -> Drawing:
        """The anatomy with `organs` in the accent colour and in the middle of a square.

        It shows half of the body or more, so that one sees where they are, and no labels. Raises
        `Wrong` where there are no organs.
        """
        self._check_organs(anatomy, organs)
        drawing = self._lit(anatomy, organs, {})
        room = max(drawing.height, drawing.width - 2 * _LABELS)
        left, top, right, bottom = _around(drawing, organs)
        side = max(_LEAST_SHOWN * room, _AROUND * max(right - left, bottom - top))
        if side > room:  # all of it, and what the frame needs
            side = room = room * _AIR
        middle = (drawing.width - room) / 2, (drawing.height - room) / 2
        x, y = (
            min(max((low + high - side) / 2, start), start + room - side)
            for low, high, start in ((left, right, middle[0]), (top, bottom, middle[1]))
        )
        return _framed(_bold(drawing, side).with_viewbox(x, y, side, side))

    def _check_organs(self, anatomy: str, organs: tuple[str, ...]) -> None:
        if not organs:
            right = f"name one or more with `organs`: {', '.join(self._organs(anatomy))}"
            raise Wrong(f"{anatomy} is drawn without an organ", right)

    def _lit(self, anatomy: str, organs: tuple[str, ...], words: dict[str, str]) -> Drawing:
        """The anatomy in which these organs are lit, labelled where there are words for them."""
        drawing = _read(self._file("anatomy", f"{anatomy}.svg"))
        return _lit(drawing, f"{'-'.join((anatomy, *organs))}.svg", organs, words)

    def names(self, room: str) -> list[str]:
        """The drawings of one kind that there are, looked for once."""
        if room not in self._known:
            found = (path for folder in self.folders for path in (folder / room).glob("*.svg"))
            self._known[room] = sorted({path.stem for path in found})
        return self._known[room]

    def _file(self, room: str, name: str) -> Path:
        """A file of the project's kit, else of ours."""
        places = [folder / room / name for folder in self.folders]
        return next((path for path in places if path.is_file()), places[0])

    def _organs(self, anatomy: str) -> list[str]:
        drawing = _read(self._file("anatomy", f"{anatomy}.svg"))
        return sorted(re.findall(r'id="organ-([a-z-]+)"', drawing.svg))

    def _words(self) -> dict[str, str]:
        """The names of organs in the language, or in the one that it is a kind of."""
        files = (self._file("anatomy", f"{tag}.toml") for tag in ranges(self.language))
        path = next((path for path in files if path.is_file()), None)
        return tomllib.loads(path.read_text(encoding="utf-8")) if path else {}


def _near(name: str, known: list[str]) -> str:
    """The names that are most like `name`, else all of them."""
    near = [one for one in known if name in one.split("-")]
    near += [one for one in get_close_matches(name, known, _NEAREST, _ALIKE) if one not in near]
    return ", ".join(near[:_NEAREST] or known) or "none, as the kit is empty"


def _read(path: Path) -> Drawing:
    data = path.read_bytes()
    return (_read_once if len(data) <= _SMALL else read_drawing)(path.name, data)


_SMALL = 50_000
"""Bytes of drawings that are kept; none of ours has more."""
_read_once = lru_cache(maxsize=256)(read_drawing)


def _bold(drawing: Drawing, side: float) -> Drawing:
    """The drawing for a small place, of which a square of `side` is shown.

    Its lines are wider, what is dashed in it is gone, and so are ids. A line finer than a pixel is
    another one in each program that paints it.
    """

    def line(found: re.Match[str]) -> str:
        width = float(found[1])
        return (
            f'stroke-width="{max(width * _BOLDER, side * _FINEST) if width < _FINE else width:.2f}"'
        )

    return replace(drawing, svg=_LINE.sub(line, _ORGAN_ID.sub("", _DASHED.sub("", drawing.svg))))


def _framed(drawing: Drawing) -> Drawing:
    """The drawing with a frame, as a window through which a part of it is seen.

    Paper covers what is outside of the frame, so that the edge of the drawing itself is empty.
    """
    from lxml import etree

    root = etree.fromstring(drawing.svg)
    left, top, side, _ = drawing.viewbox
    line, margin = side * _FRAME, side * _OUTSIDE
    for inset, width, role in ((0.0, 2 * margin, "paper"), (margin, line, "ink")):
        within = f"{side - 2 * inset:.2f}"
        places = {"x": f"{left + inset:.2f}", "y": f"{top + inset:.2f}"}
        looks = {"fill": "none", "stroke": f"role:{role}", "stroke-width": f"{width:.2f}"}
        box = {**places, "width": within, "height": within, **looks}
        etree.SubElement(root, f"{{{SVG}}}rect", box)
    return replace(drawing, svg=etree.tostring(root, encoding="unicode"))


def _around(drawing: Drawing, organs: tuple[str, ...]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of organs; of all that is drawn, where that cannot be told."""
    from lxml import etree

    groups = {group.get("id"): group for group in etree.fromstring(drawing.svg).iter("{*}g")}
    points: list[tuple[float, float]] = []
    for shape in (shape for organ in organs for shape in groups[f"organ-{organ}"].iter()):
        data, reach = shape.get("d", ""), float(shape.get("r", 0))
        if not _PAIRS.fullmatch(data):
            return 0, 0, drawing.width, drawing.height
        numbers = [float(number) for number in re.findall(NUMBER, data)]
        points += zip(numbers[::2], numbers[1::2], strict=True)
        if reach:
            x, y = float(shape.get("cx", 0)), float(shape.get("cy", 0))
            points += [(x - reach, y - reach), (x + reach, y + reach)]
    across, down = zip(*points, strict=True)
    return min(across), min(down), max(across), max(down)


def _lit(drawing: Drawing, name: str, organs: tuple[str, ...], words: dict[str, str]) -> Drawing:
    """The drawing with these organs lit and their labels last; those of all others are gone."""
    from lxml import etree

    root = etree.fromstring(drawing.svg)
    groups = {group.get("id", ""): group for group in root.iter(f"{{{SVG}}}g")}
    labels = {key: group for key, group in groups.items() if key.startswith("label-")}
    for group in labels.values():
        root.remove(group)
    for organ in organs:
        for shape in groups[f"organ-{organ}"].iter():
            for key in ("fill", "stroke"):
                value = str(shape.get(key))
                if value in _LIT:
                    shape.set(key, _LIT[value])
    shown = [(words[one], labels[f"label-{one}"]) for one in organs if one in words]
    root.extend(_labels(shown) if shown else ())
    return Drawing(name, etree.tostring(root, encoding="unicode"), drawing.width, drawing.height)


def _labels(shown: list[tuple[str, _Element]]) -> list[_Element]:
    """Words, lines and dots, each kind in a group of its own, as `Drawing` knows labels."""
    from lxml import etree

    words = etree.Element(f"{{{SVG}}}g", {"fill": "role:ink", "font-family": "role:body"})
    looks = {"fill": "none", "stroke": "role:ink", "stroke-width": "1.5"}
    lines = etree.Element(f"{{{SVG}}}g", looks)
    dots = etree.Element(f"{{{SVG}}}g", {"fill": "role:ink"})
    rooms = {"text": words, "path": lines, "circle": dots}
    for said, label in shown:
        for part in label:
            copied = deepcopy(part)
            kind = str(part.tag).rpartition("}")[2]
            if kind == "text":
                copied.text = said
            rooms[kind].append(copied)
    return [lines, dots, words]
