"""Colour spaces of a PDF and the inks that a colour lays down (ISO 32000-1, 8.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pikepdf

PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
_ABBREVIATED = {
    "G": "DeviceGray",
    "RGB": "DeviceRGB",
    "CMYK": "DeviceCMYK",
    "I": "Indexed",
}
_COMPONENTS = {
    "DeviceGray": 1,
    "CalGray": 1,
    "DeviceRGB": 3,
    "CalRGB": 3,
    "Lab": 3,
    "DeviceCMYK": 4,
    "Indexed": 1,
    "Separation": 1,
    "Pattern": 0,
    "JPXDecode": 0,
}
# What a device space turns into where the resources name a default (8.6.5.6).
_DEFAULTS = {
    "DeviceGray": "/DefaultGray",
    "DeviceRGB": "/DefaultRGB",
    "DeviceCMYK": "/DefaultCMYK",
}
_FOREIGN = ("DeviceRGB", "CalRGB", "CalGray", "ICCBased", "JPXDecode")
_DEEPEST = 6
NEARLY = 0.004  # less than one step of eight bits


@dataclass(frozen=True)
class Space:
    """A colour space: its family, its inks where it names them, and what it falls back on."""

    family: str
    components: int
    names: tuple[str, ...] = ()
    base: Space | None = None  # alternate of a spot, base of indexed, of an uncoloured pattern

    @cached_property
    def all(self) -> tuple[Space, ...]:
        """The space itself and those it rests on."""
        return (self, *self.base.all) if self.base else (self,)

    @cached_property
    def spots(self) -> tuple[str, ...]:
        """Names of inks beyond the four, `All` and `None` left out."""
        return tuple(
            name
            for space in self.all
            for name in space.names
            if name not in (*PROCESS, "All", "None")
        )

    def __str__(self) -> str:
        if self.family == "ICCBased":
            return f"ICCBased ({self.components} channels)"
        if self.family in ("Separation", "DeviceN"):
            return f"{self.family} {', '.join(self.names)}"
        if self.family in ("Indexed", "Pattern") and self.base:
            return f"{self.family} of {self.base}"
        return self.family


GRAY = Space("DeviceGray", 1)
RGB = Space("DeviceRGB", 3)
CMYK = Space("DeviceCMYK", 4)
PATTERN = Space("Pattern", 0)
UNKNOWN = Space("unknown", 0)


def space(thing: Any, resources: Any = None, depth: int = 0) -> Space:
    """The colour space that `thing` names or spells out; UNKNOWN where it is neither."""
    if depth > _DEEPEST:
        return UNKNOWN
    if isinstance(thing, pikepdf.Name):
        return _named(str(thing)[1:], resources, depth)
    if not isinstance(thing, pikepdf.Array) or not len(thing):
        return UNKNOWN
    family = str(thing[0])[1:]
    family = _ABBREVIATED.get(family, family)
    match family:
        case "ICCBased":
            return Space(family, int(thing[1].get("/N", 0)))
        case "Indexed" | "Pattern" if len(thing) > 1:
            return Space(family, _COMPONENTS[family], base=space(thing[1], resources, depth + 1))
        case "Separation":
            alternate = space(thing[2], resources, depth + 1)
            return Space(family, 1, (str(thing[1])[1:],), alternate)
        case "DeviceN":
            names = tuple(str(name)[1:] for name in thing[1])
            return Space(family, len(names), names, space(thing[2], resources, depth + 1))
        case _ if family in _COMPONENTS:
            return _named(family, resources, depth)
        case _:
            return UNKNOWN


def _named(name: str, resources: Any, depth: int) -> Space:
    name = _ABBREVIATED.get(name, name)
    known: Any = resources.get("/ColorSpace") if resources is not None else None
    if isinstance(known, pikepdf.Dictionary):
        default = known.get(_DEFAULTS.get(name, "/"))
        if default is not None and depth == 0:
            return space(default, resources, 1)
        if name not in _COMPONENTS and f"/{name}" in known:
            return space(known[f"/{name}"], resources, depth + 1)
    return Space(name, _COMPONENTS[name]) if name in _COMPONENTS else UNKNOWN


@dataclass(frozen=True)
class Colour:
    """One colour. `values` is empty where it is not one colour: a shading, a picture."""

    space: Space
    values: tuple[float, ...] = ()

    @cached_property
    def inks(self) -> Mapping[str, float] | None:
        """Ink by name, from 0 to 1, those without any left out; None where it is not in inks."""
        laid = self._inks()
        return laid if laid is None else {ink: much for ink, much in laid.items() if much > NEARLY}

    def _inks(self) -> dict[str, float] | None:
        if len(self.values) != self.space.components or not self.values:
            return None
        match self.space.family:
            case "DeviceCMYK":
                return dict(zip(PROCESS, self.values, strict=True))
            case "DeviceGray":
                return {"Black": 1 - self.values[0]}
            case "Separation" | "DeviceN":
                named = zip(self.space.names, self.values, strict=True)
                inks = {name: value for name, value in named if name != "None"}
                everywhere = inks.pop("All", 0.0)
                return {**dict.fromkeys(PROCESS, everywhere), **inks} if everywhere else inks
            case _:
                return None

    @property
    def is_white(self) -> bool:
        """No ink at all: bare paper (GWG definition of a white colour)."""
        if self.space.family == "DeviceRGB":
            return len(self.values) == 3 and min(self.values) > 1 - NEARLY
        return self.inks is not None and not self.inks

    @property
    def is_black(self) -> bool:
        """Full black and nothing else: 100K."""
        return (
            self.inks is not None
            and list(self.inks) == ["Black"]
            and (self.inks["Black"] > 1 - NEARLY)
        )

    def __str__(self) -> str:
        if not self.values:
            return str(self.space)
        if self.space.family in ("Separation", "DeviceN"):
            pairs = zip(self.space.names, self.values, strict=False)
            return " ".join(f"{name} {value * 100:.0f} %" for name, value in pairs)
        if self.space.family == "DeviceCMYK":
            pairs = zip("CMYK", self.values, strict=False)
            return " ".join(f"{name}{value * 100:.0f}" for name, value in pairs)
        return f"{self.space} {' '.join(f'{value:.2f}' for value in self.values)}"


BLACK_GRAY = Colour(GRAY, (0.0,))


def of_picture(picture: Any, resources: Any) -> Space:
    """The colour space of an image; that of a JPEG 2000 may lie in its data (8.9.5, 7.4.9)."""
    named = picture.get("/ColorSpace", picture.get("/CS"))
    if named is not None:
        return space(named, resources)
    if "/JPXDecode" in filters(picture):
        return Space(_inside_jpx(picture.read_raw_bytes()), 0)
    return UNKNOWN


def filters(stream: Any) -> list[str]:
    """The names of the filters that a stream goes through."""
    chain = stream.get("/Filter", stream.get("/F"))
    return [str(one) for one in (chain if isinstance(chain, pikepdf.Array) else [chain]) if one]


def _inside_jpx(data: bytes) -> str:
    """The space that the colour box of a JP2 names (ISO 15444-1, I.5.3.3)."""
    at = data[:4096].find(b"colr")
    if at < 0 or len(data) < at + 11:
        return "JPXDecode"
    if data[at + 4] != 1:
        return "ICCBased"
    kinds = {12: "DeviceCMYK", 16: "DeviceRGB", 17: "DeviceGray"}
    return kinds.get(int.from_bytes(data[at + 7 : at + 11]), "JPXDecode")


def foreign(used: Space) -> Iterator[Space]:
    """Those of its spaces that an early-bound CMYK file must not have (GWG R0027)."""
    for nth, one in enumerate(used.all):
        # Lab may stand behind a spot colour, but nothing may be painted in it.
        is_painted = nth == 0 or used.family in ("Indexed", "Pattern")
        if one.family in _FOREIGN or (one.family == "Lab" and is_painted):
            yield one
