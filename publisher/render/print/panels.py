"""Job → pages of an exact size with bleed, one for each panel: what the press lays on sheets.

A brochure is copyfitted: the text is laid out once per setting in columns without end, its pieces
are measured there, and `copyfit` says where each of them stands on which panel.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from publisher.content.drawing import Drawing
from publisher.content.fields import Text
from publisher.content.model import (
    Block,
    BulletList,
    Checklist,
    Questions,
    Section,
    SectionKind,
    Steps,
)
from publisher.data_uris import svg_uri
from publisher.edition.panels import Filling
from publisher.errors import BadOutput
from publisher.layout import copyfit, pictures
from publisher.layout.copyfit import Fit, Piece, PieceKind, PlacedPiece, Room, Setting
from publisher.plan.job import Job
from publisher.render.print import cover
from publisher.render.print.pages import laid_out, painter, printable, write
from publisher.render.templates import fill
from publisher.units import MM_PER_INCH, PT_PER_MM, PT_PER_PX, PX_PER_INCH

if TYPE_CHECKING:
    from weasyprint.document import Document

    from publisher.edition.scheme import PlacedPanel

_WIDE_MM = 90.0  # a figure is no wider, and a text that is wider is set like a page
_FIGURE_BESIDE_MM = 2.2  # a figure may reach so far into each margin
_BAND_MM = (28.0, 64.0)  # a lower band is a stripe, a higher one draws the eye from the text
_PAGE_LIKE_MM = 120.0
_TITLE_PT, _SUBTITLE_PT = (40.0, 64.0), (14.0, 20.0)  # on a narrow front, on one like a page
_HEAD_PT = (28.0, 44.0)  # the title above text, on a narrow front and on one like a page
_UNDER_HEAD_PT = 14.0
_SMALL_PT = 8.5  # the colophon, whatever the size of the text
_Listed = BulletList | Steps | Checklist | Questions


def pages(job: Job) -> bytes:
    """The PDF whose page i is panel i in reading order, each its trimmed size plus bleed.

    Raises `Overset` where the text does not fit at the edition's least size, and `BadOutput`
    where the condition has a section that no panel takes.
    """
    return write(job, _document(_Brochure(job)))


def fitted(job: Job) -> Fit:
    """How the text of a brochure fits its panels: size, leading, and how full each panel is."""
    return _Brochure(job).fit()


# The pieces of a brochure --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """One element of a page: a heading, a block, or consecutive items of a list.

    `keys` has the piece of each part in order: of a list first that of its lead-in, if it stands
    here. `first` counts the items of the same list that stand on earlier panels.
    """

    kind: str
    keys: tuple[str, ...]
    heading: Text | None = None
    block: Block | None = None
    items: tuple[Any, ...] = ()
    lead_in: bool = False
    first: int = 0


@dataclass(frozen=True, slots=True)
class _PieceOrigin:
    """Where a piece comes from: a heading, a block as a whole, its lead-in, or an item of it."""

    piece: Piece
    heading: Text | None = None
    block: Block | None = None
    item: int | None = None


def _pieces(section: Section) -> Iterator[_PieceOrigin]:
    """The short wording of a section, taken apart at every place where a panel may end."""
    brief = section.brief
    if brief is None:
        return
    name = section.id
    heading = Piece(f"at-{name}", name, name, PieceKind.HEADING, with_next=True)
    yield _PieceOrigin(heading, heading=brief.heading or section.heading)
    for block in brief.blocks:
        key = f"at-{block.id}"
        if not isinstance(block, _Listed):
            yield _PieceOrigin(Piece(key, block.id, name, PieceKind.BLOCK), block=block)
            continue
        yield _PieceOrigin(
            Piece(key, block.id, name, PieceKind.LEAD_IN, with_next=True), block=block
        )
        last = len(block.items) - 1
        for n in range(last + 1):
            # At least two items are at the foot of a panel, and at the head of the next.
            with_next = n < last and (n == 0 or n == last - 1)
            item = Piece(f"{key}-{n}", block.id, name, PieceKind.ITEM, with_next)
            yield _PieceOrigin(item, block=block, item=n)


def _groups(sources: Iterable[_PieceOrigin]) -> list[Group]:
    """`sources` as elements: consecutive items of one list are one element."""
    groups: list[Group] = []
    for source in sources:
        key, block = source.piece.key, source.block
        if source.heading is not None:
            groups.append(Group("heading", (key,), heading=source.heading))
        elif not isinstance(block, _Listed):
            groups.append(Group("block", (key,), block=block))
        elif source.item is None:
            groups.append(Group("list", (key,), block=block, lead_in=True))
        else:
            items = (block.items[source.item],)
            if groups and groups[-1].kind == "list" and groups[-1].block is block:
                before = groups.pop()
                keys, items = (*before.keys, key), (*before.items, *items)
                groups.append(replace(before, keys=keys, items=items))
            else:
                groups.append(Group("list", (key,), block=block, items=items, first=source.item))
    return groups


# The brochure --------------------------------------------------------------------------------


class _Brochure:
    """One job's text, taken apart, measured and placed."""

    def __init__(self, job: Job) -> None:
        edition = job.edition
        if edition.panels is None or edition.scheme is None:
            raise BadOutput(f"{edition.name}: there is no [panels] table in edition.toml")
        self.job = job
        self.filling: Filling = edition.panels
        self.print = edition.scheme.print
        paper = job.brand.paper.name.lower()
        self.bleed_mm = edition.scheme.sheet(paper).bleed_mm
        self.panels: tuple[PlacedPanel, ...] = edition.scheme.reading(paper)
        self.flows = [
            [source for section in self._sections(flow.sections) for source in _pieces(section)]
            for flow in self.filling.flow
        ]
        self.head_panel = None if self.filling.cover else self.panels[0]
        self._measured: dict[Setting, dict[str, float]] = {}

    @cached_property
    def head(self) -> cover.Head | None:
        """The title above the text; None where a cover has it."""
        panel = self.head_panel
        if panel is None:
            return None
        page_like = panel.width_mm > _PAGE_LIKE_MM
        return cover.head(
            self.job,
            self.width_mm(panel.name),
            largest_pt=_HEAD_PT[page_like],
            subtitle_pt=_SUBTITLE_PT[page_like],
        )

    @cached_property
    def set_once(self) -> Mapping[str, float]:
        """The heights of what is set alike at every setting: "contact", and "head" if any."""
        return self.measure(copyfit.first_tried(*self._sizes))

    @property
    def _sizes(self) -> tuple[float, float, tuple[float, float]]:
        return self.print.min_pt, self.print.max_pt, self.print.line_height

    def _sections(self, kinds: tuple[SectionKind, ...]) -> Iterator[Section]:
        """The sections of these kinds in the order of the source, which is that of reading."""
        placed = {kind for flow in self.filling.flow for kind in flow.sections}
        for section in self.job.condition.sections:
            if section.brief and self.job.edition.has(section) and section.kind not in placed:
                raise BadOutput(
                    f"section {section.id!r} has a short wording, but no panel takes its kind; "
                    f'name "{section.kind.value}" under [panels] in edition.toml, in a flow or in '
                    "leaves_out"
                )
            if section.kind in kinds:
                yield section

    def width_mm(self, panel: str) -> float:
        """The measure of the text on a panel: the same on all panels of a flow."""
        flow = next((f.panels for f in self.filling.flow if panel in f.panels), (panel,))
        narrowest = min(one.width_mm for one in self.panels if one.name in flow)
        return narrowest - 2 * self.filling.side_mm

    def column_mm(self, panel: str) -> float:
        """The width of one column of text on a panel."""
        columns = self.filling.columns
        return (self.width_mm(panel) - (columns - 1) * self.filling.gap_mm) / columns

    def fit(self) -> Fit:
        """Where every piece stands, at the largest setting."""
        texts = [
            copyfit.FlowText(
                rooms=tuple(
                    self._room(name, column)
                    for name in flow.panels
                    for column in range(self.filling.columns)
                ),
                pieces=tuple(source.piece for source in sources),
            )
            for flow, sources in zip(self.filling.flow, self.flows, strict=True)
        ]
        return copyfit.fit(texts, self.measure, *self._sizes)

    def top_mm(self, name: str) -> float:
        """From the top of a panel to its text, below the head if that is there."""
        is_below = self.head_panel is not None and name == self.head_panel.name
        head_pt = self.set_once["head"] + _UNDER_HEAD_PT if is_below else 0
        return self.filling.top_mm + head_pt / PT_PER_MM

    def free_mm(self, name: str) -> float:
        """The height of a panel that is left for text, and for the clinic's address."""
        panel = next(one for one in self.panels if one.name == name)
        return panel.height_mm - self.top_mm(name) - self.filling.foot_mm

    def _room(self, name: str, column: int) -> Room:
        used = self.set_once["contact"] + 12 if name == self.filling.contact else 0
        return Room(name, self.free_mm(name) * PT_PER_MM - used, column)

    def measure(self, setting: Setting) -> Mapping[str, float]:
        """The height of every piece in points, and those of what is `set_once`."""
        if setting not in self._measured:
            columns = [
                (flow.panels[0], _groups(sources), n)
                for n, (flow, sources) in enumerate(zip(self.filling.flow, self.flows, strict=True))
            ]
            markup = self.html("galley.html.j2", setting, columns=columns, places={})
            self._measured[setting] = _heights(laid_out(self.job, markup))
        return self._measured[setting]

    def html(self, template: str, setting: Setting, **more: Any) -> str:
        """A template of the layout, filled at a setting."""
        return fill(
            self.job,
            template,
            setting=setting,
            small_pt=_SMALL_PT,
            filling=self.filling,
            head=self.head,
            head_panel=self.head_panel,
            panels=self.panels,
            width_mm=self.width_mm,
            column_mm=self.column_mm,
            bleed_mm=self.bleed_mm,
            figure_beside_mm=_FIGURE_BESIDE_MM,
            wide_mm=_WIDE_MM,
            picture=self._picture,
            **painter(self.job),
            **more,
        )

    def _picture(self, drawing: Drawing, alt: str) -> Any:
        from markupsafe import Markup

        width_pt = self.figure_mm() * PT_PER_MM
        source = svg_uri(self.job.brand.ink(printable(self.job, drawing, width_pt)))
        return Markup('<img src="{}" alt="{}"/>').format(source, alt)

    def figure_mm(self) -> float:
        """How wide a figure is on the narrowest panel."""
        narrowest = min(self.column_mm(name) for flow in self.filling.flow for name in flow.panels)
        return min(narrowest + 2 * _FIGURE_BESIDE_MM, _WIDE_MM)


def figure_width_mm(job: Job, _: Drawing) -> float:
    """How wide a figure is on the panels of a job."""
    return _Brochure(job).figure_mm()


def _document(brochure: _Brochure) -> Document:
    """The panels laid out, with their places checked."""
    job, fit = brochure.job, brochure.fit()
    by_key = {source.piece.key: source for flow in brochure.flows for source in flow}
    filled: dict[str, list[list[Group]]] = {}
    for one in fit.panels:
        groups = _groups(by_key[standing.key] for standing in one.pieces)
        filled.setdefault(one.panel, []).append(groups)
    standing = {one.key: one for panel in fit.panels for one in panel.pieces}
    markup = brochure.html(
        "page.html.j2",
        fit.setting,
        filled=filled,
        places=standing,
        front=_front(brochure),
        top_mm=brochure.top_mm,
        bands=_bands(brochure, fit),
    )
    document = laid_out(job, markup)
    _proved(document, brochure, standing)
    return document


def _front(brochure: _Brochure) -> cover.CoverFront | None:
    """The cover, where there is one."""
    panel = next((one for one in brochure.panels if one.name == brochure.filling.cover), None)
    if panel is None:
        return None
    page_like = panel.width_mm > _PAGE_LIKE_MM
    return cover.front(
        brochure.job,
        panel,
        side_mm=brochure.filling.side_mm,
        bleed_mm=brochure.bleed_mm,
        largest_pt=_TITLE_PT[page_like],
        subtitle_pt=_SUBTITLE_PT[page_like],
    )


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the picture at the foot of a panel, where a whole side has room for it."""

    height_mm: float
    picture: Drawing


def _bands(brochure: _Brochure, fit: Fit) -> dict[str, Band]:
    """The picture across the foot of each side that one flow fills and leaves half empty."""
    figure = brochure.job.condition.cover_figure
    bands: dict[str, Band] = {}
    if figure is None:
        return bands
    filling, bleed = brochure.filling, brochure.bleed_mm
    for flow in filling.flow:
        side = {one.side for one in brochure.panels if one.name in flow.panels}
        across = sorted(
            (one for one in brochure.panels if one.side in side), key=lambda one: one.left_mm
        )
        if len(side) != 1 or {one.name for one in across} != set(flow.panels):
            continue
        room = min(brochure.free_mm(name) for name in flow.panels)
        free = (
            room * (1 - max(one.fill for one in fit.panels if one.panel in flow.panels))
            + filling.foot_mm
        )
        height = min(free - 2 * fit.setting.leading_pt / PT_PER_MM, _BAND_MM[1])
        if height < _BAND_MM[0] or filling.contact in flow.panels:
            continue
        width = sum(one.width_mm for one in across)
        whole = pictures.liveliest(figure.file.without_labels(), width / (height + bleed))
        for one in across:
            left, right = one.left_mm / width, (one.left_mm + one.width_mm) / width
            more = bleed / width  # the page's bleed shows what lies beyond the panel
            picture = pictures.sliced(whole, left - more, right + more)
            bands[one.name] = Band(round(height, 2), picture)
    return bands


def _heights(document: Document) -> dict[str, float]:
    """The height of every piece: from its top to that of the next, in points."""
    tops = {name: y for page in document.pages for name, (_, y, _, _) in page.anchors.items()}
    order = [name for name in tops if name.startswith(("at-", "end-", "contact", "head"))]
    # Where one flow ends the next begins, but for what a sum of many lines is rounded by.
    order.sort(key=lambda name: (round(tops[name], 2), not name.startswith("end-")))
    return {
        one: (tops[following] - tops[one]) * PT_PER_PX
        for one, following in pairwise(order)
        if not one.startswith("end-")
    }


def _proved(document: Document, brochure: _Brochure, standing: Mapping[str, PlacedPiece]) -> None:
    """Raises `BadOutput` where the pages differ from the panels that were computed."""
    if len(document.pages) != len(brochure.panels):
        raise BadOutput(
            f"the panels came out as {len(document.pages)} pages; there are {len(brochure.panels)}"
        )
    for page, panel in zip(document.pages, brochure.panels, strict=True):
        top_px = brochure.top_mm(panel.name) / MM_PER_INCH * PX_PER_INCH
        for name, (_, y, _, _) in page.anchors.items():
            if name in standing:
                off = (y - top_px) * PT_PER_PX - standing[name].top_pt
                if not math.isclose(off, 0, abs_tol=0.5):
                    raise BadOutput(
                        f"panel {panel.name!r}: {name!r} stands {off:.1f} pt off its place"
                    )
