"""The colours of a brand's file by name: palette and purposes, with aliases resolved."""

from __future__ import annotations

import re
from typing import Literal

from publisher.brand.colour import read_colour
from publisher.brand.source import BrandSource, Key
from publisher.brand.standard import THEME, Shade

Mode = Literal["light", "dark"]
_FUNCTION = re.compile(r"[a-z-]+\(.*\)", re.DOTALL)
"""A colour in a notation of functions; a screen computes the value of some."""


class Palette:
    """Resolves names of colours in the file to "#rrggbb"; unknown names become problems."""

    def __init__(self, source: BrandSource) -> None:
        self.source = source
        self.color = source.standard.color
        self.chains: set[frozenset[str]] = set()
        purposes: list[Shade] = [s for n in THEME if (s := getattr(self.color, n))]
        shades = [*self.color.palette.values(), *purposes]
        self.used = {shade.light for shade in shades} | {shade.dark for shade in shades}
        for mode in ("light", "dark"):
            self.used |= {value for _, value in getattr(source.own, mode)}
        for name, shade in self.color.palette.items():
            self._judge(("color", "palette", name), shade)
        for name in THEME:
            if shade := getattr(self.color, name):
                self._judge(("color", name), shade)

    def _judge(self, key: Key, shade: Shade) -> None:
        for written in {shade.light, shade.dark} - {None}:
            self.read(key, str(written))

    def theme(self, name: str, mode: Mode = "light") -> str | None:
        """The colour with a purpose, such as "primary"; None where there is none."""
        shade = self.color.shade(name)
        written = getattr(shade, mode) if shade else None
        return self._followed(str(written), mode, [name])[0] if written else None

    def place(self, name: str) -> Key:
        """The key in the file of a colour with a purpose."""
        return ("color", name) if getattr(self.color, name, None) else ("color", "palette", name)

    def names(self) -> tuple[tuple[str, str], ...]:
        """(name, colour) of the whole palette."""
        pairs = ((name, self._followed(name, "light", [])[0]) for name in self.color.palette)
        return tuple((name, colour) for name, colour in pairs if colour)

    def read(self, key: Key, written: str) -> str | None:
        """The value at `key`, a colour or the name of one, as "#rrggbb".

        For anything else None; then a problem is noted, or a notice for a colour of CSS.
        """
        found, chain = self._followed(written, "light", [str(key[-1])])
        if found:
            return found
        if chain[-1] in chain[:-1]:
            around = chain[chain.index(chain[-1]) :]
            if frozenset(around) not in self.chains:
                self.chains.add(frozenset(around))
                right = "write #rrggbb, or give the palette's color a name of its own"
                wrong = f"a color leads back to itself: {' -> '.join(around)}"
                self.source.wrong(key, wrong, right)
        elif _FUNCTION.fullmatch(chain[-1]):
            self.source.notice(key, f"{chain[-1]} has no value on paper; it is left out")
        elif chain[-1] == written and key[1] == "palette" and key[2] not in self.used:
            self.source.notice(key, f"{written!r} is no color; nothing takes it")
        elif chain[-1] == written:
            known = ", ".join(self.color.palette)
            right = f"write #rrggbb, or one of {known}" if known else "write #rrggbb"
            wrong = f"{written!r} is neither a color nor a name in color.palette"
            self.source.wrong(key, wrong, right)
        return None

    def _followed(self, written: str, mode: Mode, chain: list[str]) -> tuple[str | None, list[str]]:
        """The colour that `written` refers to, and the names on the way, including the last."""
        # A purpose may have the same name as the colour of the palette that it uses.
        shade = self.color.palette.get(written) or (
            getattr(self.color, written) if written in THEME and written not in chain else None
        )
        if shade is None:
            return read_colour(written), [*chain, written]
        seen = [name for name in chain[1:] if name == written] or (
            chain[:1] == [written] and getattr(self.color, written, None) is None
        )
        if seen:
            return read_colour(written), [*chain, written]
        target = getattr(shade, mode) or shade.light or shade.dark or ""
        return self._followed(str(target), mode, [*chain, written])
