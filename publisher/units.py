"""Factors between the units of paper, type and screen."""

from __future__ import annotations

MM_PER_INCH = 25.4
PT_PER_INCH = 72
TWIPS_PER_INCH = 1440  # in which Word measures
PX_PER_INCH = 96  # source: CSS Values and Units 4, 6.2, "absolute lengths"
PT_PER_MM = PT_PER_INCH / MM_PER_INCH
PT_PER_PX = PT_PER_INCH / PX_PER_INCH
