"""What preflight hands back: findings, measurements, and whether the file passed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from publisher.errors import PublisherError
from publisher.preflight.geometry import MM, Box


class UnreadablePdf(PublisherError):
    """The file is no PDF that can be judged, or the means to judge it are missing."""

    def __init__(self, wrong: str, right: str) -> None:
        self.wrong, self.right = wrong, right
        super().__init__(f"{wrong}: {right}")

    def __reduce__(self) -> tuple[type[UnreadablePdf], tuple[str, str]]:
        return type(self), (self.wrong, self.right)


class Severity(Enum):
    """An error must be fixed before print; a warning is for a person to decide."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class PagePoint:
    """Where on the trimmed page, as a ruler shows it: millimetres from its left and top edge."""

    left_mm: float
    top_mm: float
    right_mm: float
    bottom_mm: float

    def __str__(self) -> str:
        return f"{self.left_mm:g} mm from left, {self.top_mm:g} mm from top"


def place(box: Box, page: Box) -> PagePoint:
    """`box`, in points of user space, on the page that `page` trims."""
    return PagePoint(
        *(
            round(points / MM, 1) + 0.0
            for points in (
                box.left - page.left,
                page.top - box.top,
                box.right - page.left,
                page.top - box.bottom,
            )
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One rule that the file breaks in one place, or in `count` places of the page alike.

    `page` counts from 1; 0 means the whole file. `place` and `what` show the first.
    """

    rule: str
    severity: Severity
    page: int
    what: str
    place: PagePoint | None
    measured: str
    limit: str
    fix: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class BoxMm:
    """A page box in millimetres, from the lower left corner of user space."""

    left: float
    bottom: float
    right: float
    top: float


def box_of(point: PagePoint, page: Box) -> Box:
    """The box of user space that `place` has told, to a tenth of a millimetre."""
    return Box(
        page.left + point.left_mm * MM,
        page.top - point.bottom_mm * MM,
        page.left + point.right_mm * MM,
        page.top - point.top_mm * MM,
    )


def box_mm(box: Box) -> BoxMm:
    """The box in millimetres, to a thousandth."""
    return BoxMm(*(round(side / MM, 3) + 0.0 for side in box))


@dataclass(frozen=True, slots=True, kw_only=True)
class InkCoverage:
    """What Ghostscript's plates show of a page within its bleed, in percent of full ink.

    `most` is the heaviest point, of equal ones the first from the top, and `build` its inks;
    `most_in_square` is the heaviest mean over a 15 mm square, `square_at` its centre; `coverage`
    is the mean of each plate over the whole sheet.
    """

    most: float
    most_at: PagePoint
    build: tuple[tuple[str, float], ...]
    most_in_square: float
    square_at: PagePoint
    coverage: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeavyObject:
    """An object where the ink is heaviest: its words, font or kind, its build, its box."""

    what: str
    place: PagePoint


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMeasured:
    """One page. A box that the file does not give is None, but `crop` falls back on `media`."""

    number: int
    media: BoxMm
    crop: BoxMm
    bleed: BoxMm | None
    trim: BoxMm | None
    art: BoxMm | None
    ink: InkCoverage | None  # None where the plates were not made
    heaviest: tuple[HeavyObject, ...]  # what lies at the heaviest point, the top one first
    text_inks: tuple[str, ...]
    text_on_black_plate_alone: bool
    smallest_text_pt: float | None
    thinnest_line_pt: float | None
    spaces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FontMeasured:
    """A font that some text is set in."""

    name: str
    kind: str
    is_embedded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageMeasured:
    """An image as it lies on a page; `ppi` across and down."""

    page: int
    width_px: int
    height_px: int
    bits: int
    space: str
    ppi: tuple[float, float]
    place: PagePoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the file is like, whether or not a rule asks."""

    version: str
    condition: str  # OutputConditionIdentifier, "" without one
    profile: str  # what the embedded ICC profile calls itself, "" without one
    pages: tuple[PageMeasured, ...]
    fonts: tuple[FontMeasured, ...]
    images: tuple[ImageMeasured, ...]
    spots: tuple[str, ...]
    body_pt: float | None
    """The size that most letters are set in, to a quarter of a point; None without text."""

    @property
    def most_ink(self) -> float | None:
        """The heaviest point of all pages, in percent."""
        return max((page.ink.most for page in self.pages if page.ink), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All findings, errors first, and all measurements."""

    profile: str
    findings: tuple[Finding, ...]
    measured: Measured

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return len(self.findings) - self.errors

    @property
    def passed(self) -> bool:
        """Whether a print shop can take the file: it has no error."""
        return not self.errors
