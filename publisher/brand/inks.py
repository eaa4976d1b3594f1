"""A brand in printing ink: each colour role as a CMYK build, and the profile of the press.

Builds are written by hand under `defaults: publisher: cmyk:`. A role without one gets the build of
at most three inks that looks most like it through the profile. Programs for pictures convert a
colour to four inks, which a press cannot register exactly in small type.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from publisher.brand.colour import Look, contrast, mixed, perceived
from publisher.errors import BadInput, Problem
from publisher.source.schema_errors import StrictModel

Percent = Annotated[float, Field(ge=0, le=100, strict=True)]
Build = tuple[Percent, Percent, Percent, Percent]

BLACK: Build = (0, 0, 0, 100)
BARE: Build = (0, 0, 0, 0)
_AT_MOST = 3  # inks of one role: a fourth only makes the others harder to register
_FOLDERS = (
    Path(sys.prefix) / "share" / "publisher",  # where `make setup` puts the default
    Path("/usr/share/scribus/profiles"),  # where Debian's scribus-data has it
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IccProfile:
    """The ICC profile of a printing condition, and the names that a print shop knows it by."""

    path: Path
    condition: str = "FOGRA39"
    """The name in the registry of characterised printing conditions."""
    info: str = "ISO Coated v2 300% (basICColor)"
    registry: str = "http://www.color.org"
    ink_limit: float = 300
    """The most ink that one point takes, all four summed, in percent."""

    def read(self) -> bytes:
        """The bytes of the profile.

        Raises `BadInput` where it is not there or is not for printing in CMYK.
        """
        try:
            data = self.path.read_bytes()
        except OSError:
            right = "apt install scribus-data, or name one by defaults.publisher.icc of the brand"
            raise BadInput(
                [
                    Problem(
                        self.path.name, 0, 0, "", "the ICC profile of the press is missing", right
                    )
                ]
            ) from None
        # ICC.1:2022, 7.2: class at 12, colour space at 16, signature at 36.
        if (data[12:16], data[16:20], data[36:40]) != (b"prtr", b"CMYK", b"acsp"):
            wrong = "is not the ICC profile of a CMYK press"
            raise BadInput(
                [Problem(self.path.name, 0, 0, "", wrong, "name one of class prtr, space CMYK")]
            )
        return data


_NAME = "ISOcoated_v2_300_bas.icc"
_FOUND = [path for folder in _FOLDERS if (path := folder / _NAME).is_file()]
DEFAULT_PROFILE = IccProfile(path=(*_FOUND, _FOLDERS[0] / _NAME)[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Inks:
    """The build of each role (C, M, Y and K in percent), and the profile of the press."""

    builds: tuple[tuple[str, Build], ...]
    profile: IccProfile

    def __getitem__(self, role: str) -> Build:
        return dict(self.builds)[role]

    def css(self, role: str) -> str:
        """The colour of a role for CSS and SVG: "device-cmyk(0.8 0 0.25 0.6)"."""
        return css_of(self[role])

    def items(self) -> Iterator[tuple[str, str]]:
        """(role, CSS colour) of every role."""
        for role, _ in self.builds:
            yield role, self.css(role)

    def as_seen(self) -> dict[str, str]:
        """How each role looks in print, as "#rrggbb" on a screen.

        Raises `BadInput` where the profile of the press is not there.
        """
        seen = _proofed([build for _, build in self.builds], self.profile)
        return {role: _hex(rgb) for (role, _), rgb in zip(self.builds, seen, strict=True)}

    def on_field(self) -> Inks:
        """The inks for drawings on a ground of `brand`: a cover, the logo at its foot."""
        brand, white = self["brand"], self["on_brand"]
        cyan, magenta, yellow, _ = self["accent"]
        field: dict[str, Build] = {
            "ink": white,
            "paper": brand,
            "brand": white,
            "on_brand": brand,
            "tint": _mix(brand, white, 0.14),
            "accent": (cyan, magenta, yellow, 0),  # black would hardly be seen on that ground
            "muted": _mix(brand, white, 0.8),
            "rule": _mix(brand, white, 0.4),
        }
        return replace(self, builds=tuple((role, field.get(role, b)) for role, b in self.builds))


def css_of(build: Build) -> str:
    """A build for CSS and SVG: "device-cmyk(0.8 0 0.25 0.6)"."""
    return f"device-cmyk({' '.join(f'{percent / 100:g}' for percent in build)})"


def _mix(one: Build, other: Build, share: float) -> Build:
    c, m, y, k = (round(a + (b - a) * share, 2) for a, b in zip(one, other, strict=True))
    return c, m, y, k


# Reading -----------------------------------------------------------------------------------


class Builds(StrictModel):
    """The keys under `cmyk:`. By default, ink is black and paper has no ink."""

    ink: Build = BLACK
    paper: Build = BARE
    brand: Build | None = None
    on_brand: Build | None = None
    tint: Build | None = None
    accent: Build | None = None
    accent_tint: Build | None = None
    danger: Build | None = None
    on_danger: Build | None = None
    muted: Build | None = None
    rule: Build | None = None


class PressCondition(StrictModel):
    """The keys under `icc:`: a file beside the brand, and the condition it is for."""

    file: str
    condition: Annotated[str, Field(pattern=r"^[A-Za-z0-9_. -]+$")]
    info: str
    registry: str = "http://www.color.org"
    ink_limit: Annotated[float, Field(ge=200, le=400)] = 300


Say = Callable[[tuple[str, ...], str, str], None]


def settle_inks(
    given: Builds, profile: IccProfile, colours: Mapping[str, str], wrong: Say
) -> Inks | None:
    """The inks of a brand, or None after `wrong` was called for every fault.

    `colours` are the roles on a screen, "#rrggbb". A role with the colour of `paper` has no ink; a
    role without a build gets the one that looks most like it. That is only known with the profile:
    without it, the result is None, and it is not a fault.
    """
    builds: dict[str, Build] = {}
    sound = True
    for role, colour in colours.items():
        build: Build | None = getattr(given, role)
        if build is None and colour == colours["paper"]:
            build = given.paper
        if build is None:
            continue
        if role == "ink" and build != BLACK:
            wrong((role,), f"{shown(build)} is not black alone", f"write {shown(BLACK)}")
        elif sum(1 for percent in build if percent) > _AT_MOST:
            right = f"keep to three at most, such as {_suggested(colour, profile)}"
            wrong((role,), f"{shown(build)} takes four inks", right)
        elif sum(build) > profile.ink_limit:
            right = f"keep to {profile.ink_limit:g} %, the limit of the press"
            wrong((role,), f"{shown(build)} is {sum(build):g} % of ink", right)
        else:
            builds[role] = build
            continue
        sound = False
    if not sound:
        return None
    try:
        made = {role: builds.get(role) or _derived(role, colours, profile) for role in colours}
    except BadInput:
        return None
    return Inks(builds=tuple(made.items()), profile=profile)


def _derived(role: str, colours: Mapping[str, str], profile: IccProfile) -> Build:
    """The build of a role without one in the file: as on the screen, with the same contrast."""
    if role in ("muted", "rule"):  # small type and hairlines, which are sharp only in one ink
        return nearest_build(colours[role], profile, only="black")
    ratio = {"brand": 4.5, "danger": 4.5, "accent": 3.0}.get(role, 1.0)
    build: Build = BLACK
    # White type is reversed out of danger, which two plates keep open in small sizes.
    only: Literal["red"] | None = "red" if role == "danger" else None
    for share in range(0, 60, 3):
        build = nearest_build(mixed(colours[role], "#000000", share / 100), profile, only=only)
        grounds = [BARE, *([nearest_build(colours["tint"], profile)] if role == "brand" else [])]
        look, *under = (_hex(one) for one in _proofed([build, *grounds], profile))
        if all(contrast(look, ground) >= ratio for ground in under):
            break
    return build


def shown(build: Build) -> str:
    """A build as a file writes it: "[80, 0, 25, 60]"."""
    return f"[{', '.join(f'{percent:g}' for percent in build)}]"


def _suggested(colour: str, profile: IccProfile) -> str:
    """The build of three inks that looks most like a colour of the screen, for a message."""
    try:
        return shown(nearest_build(colour, profile))
    except BadInput:
        return "[C, M, Y, K], three of them at most more than 0"


@cache
def nearest_build(
    colour: str, profile: IccProfile, *, only: Literal["black", "red"] | None = None
) -> Build:
    """The build of three inks at most, under the limit, that looks most like "#rrggbb".

    `only` black ink alone, or only a red of magenta and yellow.

    Raises `BadInput` where the profile cannot be read.
    """
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    wanted = perceived(red, green, blue)
    if only == "black":
        return _closest([(0, 0, 0, k) for k in range(101)], wanted, profile)
    if only == "red":
        reds: list[Build] = [(0, m, y, 0) for m, y in product(range(0, 101, 5), repeat=2)]
        return _closest([red for red in reds if sum(red) <= profile.ink_limit], wanted, profile)
    trials, looks = _tried(profile)
    best = trials[_nearest(looks, wanted)]
    for step in (5, 2, 1):
        near = _around(best, step, profile.ink_limit)
        best = _closest(near, wanted, profile)
    return best


def _closest(builds: list[Build], wanted: Look, profile: IccProfile) -> Build:
    looks = [perceived(*one) for one in _proofed(builds, profile)]
    return builds[_nearest(looks, wanted)]


def _nearest(looks: Sequence[Look], wanted: Look) -> int:
    """The index of the most similar colour; of equal ones the first."""
    distances = [sum((a - b) ** 2 for a, b in zip(wanted, one, strict=True)) for one in looks]
    return distances.index(min(distances))


def _around(build: Build, step: int, limit: float) -> list[Build]:
    """A build, and others with a little more or less of the same inks."""
    moves = [(0, -step, step) if percent else (0,) for percent in build]
    near = (tuple(a + b for a, b in zip(build, move, strict=True)) for move in product(*moves))
    return [
        (c, m, y, k)
        for c, m, y, k in near
        if min(c, m, y, k) >= 0 and max(c, m, y, k) <= 100 and c + m + y + k <= limit
    ]


@cache
def _tried(profile: IccProfile) -> tuple[list[Build], list[Look]]:
    builds = [build for build in dict.fromkeys(_trials()) if sum(build) <= profile.ink_limit]
    return builds, [perceived(*one) for one in _proofed(builds, profile)]


def _trials() -> Iterator[Build]:
    """Builds of three inks, ten percent apart, finer where they are pale."""
    steps = (0, 3, 6, *range(10, 101, 10))
    for one, two, three in product(steps, repeat=3):
        yield from ((one, two, three, 0), (one, two, 0, three), (one, 0, two, three))
        yield (0, one, two, three)


def _hex(rgb: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in rgb)


def _proofed(builds: list[Build], profile: IccProfile) -> list[tuple[int, int, int]]:
    """The colour of each build on a screen, as RGB."""
    from PIL import Image, ImageCms

    dots = Image.new("CMYK", (len(builds), 1))
    dots.putdata([tuple(round(percent * 2.55) for percent in build) for build in builds])
    seen: Any = ImageCms.applyTransform(dots, _onto_screen(profile))
    return list(seen.get_flattened_data())


@cache
def _onto_screen(profile: IccProfile) -> Any:
    """The transform from ink on paper to colours of a screen; creating it is slow."""
    from PIL import ImageCms

    # Paper without ink is white on the screen: relative colorimetric, ICC.1:2022, 6.2.2.
    return ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(profile.read())),
        ImageCms.createProfile("sRGB"),
        "CMYK",
        "RGB",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )
