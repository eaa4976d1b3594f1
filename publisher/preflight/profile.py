"""The limits for a file: two variants of the Ghent Workgroup's 2022 specification.

Severities and numbers are those of the workbook "GWG 2022", variants "SheetCMYK CMYK" and
"Digital Print"; a rule that a variant does not name does not apply. Limits of our own, for which
there is no such number, come from what print shops publish.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publisher.preflight.verdict import Severity

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True, kw_only=True)
class PreflightProfile:
    """How strict to be. A GWG rule that `severities` does not name is not applied."""

    name: str
    title: str
    severities: Mapping[str, Severity]
    black_text_pt: float = 12  # R0009, R0011: smaller black text overprints
    black_line_pt: float = 2  # R0010, R0012: thinner black lines overprint
    rich_black: tuple[float, float] = (0.85, 2.8)  # R0015: this much black, and more in sum
    white_text_pt: float = 8  # R0016
    multi_ink_text_pt: float = 8  # R0017
    line_pt: float = 0.25  # R0018, R0019
    spots: int = 0  # R0020
    ink_in_square: float = 320  # R0026: percent, mean over a square of `square_mm`
    square_mm: float = 15
    ppi: tuple[float, float] = (149, 224)  # R0031: error, warning at this or less
    bitmap_ppi: tuple[float, float] = (549, 799)  # R0032
    small_px: int = 16  # no larger image is ever too coarse
    pictures_may_be_rgb: bool = False  # R0028 (intermediate binding) in place of R0027
    # Ours. 3 mm is what most shops ask for; 1/8 inch is more.
    bleed_mm: float = 3
    safety_mm: float = 3
    # Ours. Coloured text under 8 pt is refused by GWG and shops alike (Lakeside Press, "Color
    # type"); what is screened up to a point above that still has ragged edges (Island Blue,
    # "Unclear fonts"; OnPress, "Dark gray text").
    solid_text_pt: float = 9  # X31: text up to this is one solid black
    # Ours. Grounds of reversed type are made of two inks at most (Lakeside Press, "Reversed
    # type", which takes it from 8 pt on); newspapers ask for 12 to 14 pt on several inks.
    reversed_text_pt: float = 10  # X32: smaller reversed text stands on two inks at most
    # Ours: coated offset takes 330 % (ISO Coated v2); a profile made for less says so in its
    # name (`ISO Coated v2 300 %`). Shops allow 8 % on top for what conversion adds.
    ink: float = 330
    ink_tolerance: float = 8

    def ink_limit(self, icc: str) -> float:
        """The most ink of any point, by the name of the ICC profile the file is made for."""
        return min(self.ink, 300) if "300" in icc else self.ink


SHEETFED = PreflightProfile(
    name="sheetfed",
    title="GWG 2022 SheetCMYK, CMYK only",
    severities={
        **dict.fromkeys(
            ("R0002", "R0003", "R0007", "R0020", "R0027", "R0030", "R0031", "R0032", "R0035"),
            _ERROR,
        ),
        **dict.fromkeys(
            (
                "R0004",
                "R0005",
                "R0008",
                "R0009",
                "R0010",
                "R0011",
                "R0012",
                "R0013",
                "R0014",
                "R0015",
                "R0016",
                "R0017",
                "R0018",
                "R0019",
                "R0024",
                "R0026",
            ),
            _WARNING,
        ),
    },
)

DIGITAL = PreflightProfile(
    name="digital",
    title="GWG 2022 Digital Print",
    severities={
        **dict.fromkeys(
            ("R0002", "R0003", "R0007", "R0028", "R0030", "R0031", "R0032", "R0035"), _ERROR
        ),
        **dict.fromkeys(
            ("R0004", "R0008", "R0015", "R0016", "R0017", "R0018", "R0019", "R0020", "R0024"),
            _WARNING,
        ),
    },
    white_text_pt=5,
    multi_ink_text_pt=5,
    ppi=(95, 149),
    bitmap_ppi=(349, 599),
    pictures_may_be_rgb=True,
)

PROFILES = {profile.name: profile for profile in (SHEETFED, DIGITAL)}
