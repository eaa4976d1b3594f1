"""Page → elements: a graphics-state machine for content streams (ISO 32000-1, 7.8 and 8 to 9).

It knows what decides about print: matrices, clips as boxes, colours, text state, overprint, forms
within forms, patterns, images, inline ones too. It draws nothing. Optional content counts as
visible, and soft masks as opaque: a sheet must be right whatever is switched on.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pikepdf

from publisher.preflight import colour, typefaces
from publisher.preflight.colour import BLACK_GRAY, Colour, Space
from publisher.preflight.elements import (
    Paint,
    PaintedElement,
    PaintedImage,
    Path,
    Shading,
    ShownText,
)
from publisher.preflight.geometry import (
    Box,
    Matrix,
    PaintedCells,
    around,
    box,
    matrix,
    number,
    placed,
)
from publisher.preflight.limits import Budget, bytes_of
from publisher.preflight.typefaces import UsedFont

# What reading damaged objects can raise; each place that catches them says what was damaged.
DAMAGED = (
    pikepdf.PdfError,
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    TypeError,
    ValueError,
    OSError,
)
_DEEPEST = 20  # forms within forms
_MOST = 400_000  # operators of a page, forms included
_MANY = 500  # corners; of a path with more, only the whole is asked what it overlaps
_LINE = 4  # a filled shape this many times longer than wide is a line
_NOTHING = Box(1e7, 1e7, -1e7, -1e7)  # a clip that leaves nothing
_NO_FONT = UsedFont("unknown", "unknown", is_embedded=False)


@dataclass
class _GraphicsState:
    """The graphics state. Copied by `q`, so every value in it is immutable."""

    ctm: Matrix
    clip: Box
    fill: Colour = BLACK_GRAY
    stroke: Colour = BLACK_GRAY
    fill_pattern: Any = None
    stroke_pattern: Any = None
    fill_overprints: bool = False
    stroke_overprints: bool = False
    overprint_mode: int = 0
    fill_opacity: float = 1
    stroke_opacity: float = 1
    line_width: float = 1
    font: UsedFont = _NO_FONT
    font_object: Any = None
    size: float = 0
    character_gap: float = 0
    word_gap: float = 0
    stretch: float = 1
    leading: float = 0
    rise: float = 0
    mode: int = 0


@dataclass
class PageContent:
    """All that a page paints, in painting order, and what of it could not be read."""

    elements: list[PaintedElement]
    faults: list[str]


def read(page: pikepdf.Page, media: Box, budget: Budget | None = None) -> PageContent:
    """The elements of `page`, and what in its content is damaged.

    Raises `UnreadablePdf` where it asks for more than is left of `budget`, and nothing else.
    """
    machine = _Machine(media, budget or Budget())
    try:
        content = page.obj.get("/Contents")
        # As a stream, for only then does the parser say that the content breaks off.
        whole = content if isinstance(content, pikepdf.Stream) else page.obj
        machine.run(whole, page.obj.get("/Resources"), _GraphicsState(Matrix(), media))
    except DAMAGED as exc:
        machine.fault(f"its content cannot be read: {_reason(exc)}")
    return PageContent(machine.elements, machine.faults)


def _reason(exc: BaseException) -> str:
    if isinstance(exc, LookupError | TypeError | AttributeError):
        return "what belongs to it is missing or of the wrong kind"
    return (str(exc).splitlines() or [type(exc).__name__])[0][:120]


class _Machine:
    def __init__(self, media: Box, budget: Budget) -> None:
        self.media = media
        self.budget = budget
        self.elements: list[PaintedElement] = []
        self.faults: list[str] = []
        self.painted = PaintedCells()
        self.operators = 0
        self.open_forms: list[Any] = []
        self.fonts: dict[Any, UsedFont] = {}
        self.coloured: set[Any] = set()  # fonts whose coloured glyphs were read
        self.inside: Box | None = None  # of the shape that a pattern fills

    def fault(self, what: str) -> None:
        if what not in self.faults and len(self.faults) < 20:
            self.faults.append(what)

    def run(self, stream: Any, resources: Any, state: _GraphicsState) -> None:
        """Executes one content stream. Raises where the stream itself cannot be parsed."""
        self.budget.take_content(stream)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            instructions = pikepdf.parse_content_stream(stream)
        for warning in caught:
            self.fault(str(warning.message))
        _Run(self, resources, state).execute(instructions)

    def add(self, element: PaintedElement, covers: tuple[Box, ...]) -> None:
        """Takes in an element that paints `covers`, unless nothing of it can be seen."""
        visible = [part for one in covers if (part := one.within(element.box))]
        if self.inside is not None:
            element = replace(element, box=self.inside)
        else:
            overlaps = any(self.painted.under(one) for one in visible)
            element = replace(element, overlaps=overlaps)
        self.elements.append(element)
        if self.inside is None and not isinstance(element, ShownText):
            for one in visible:
                self.painted.add(one)


class _Run:
    """The execution of one content stream: its resources, its stack, its path under way."""

    def __init__(self, machine: _Machine, resources: Any, state: _GraphicsState) -> None:
        self.machine = machine
        self.resources: Any = resources if isinstance(resources, pikepdf.Dictionary) else None
        self.state = state
        self.base = state.ctm
        self.stack: list[_GraphicsState] = []
        self.shapes: list[list[tuple[float, float]]] = []
        self.clips = False
        self.text = self.line = Matrix()

    def execute(self, instructions: Any) -> None:
        for instruction in instructions:
            self.machine.operators += 1
            if self.machine.operators > _MOST:
                self.machine.fault(f"more than {_MOST:,} operators; the rest was not read")
                return
            operator = str(instruction.operator)
            action = _ACTIONS.get(operator)
            if action is None:
                continue
            try:
                action(self, instruction.operands)
            except DAMAGED as exc:
                self.machine.fault(f"operator {operator}: {_reason(exc)}")

    def resource(self, kind: str, name: Any) -> Any:
        if self.resources is None:
            raise ValueError(f"there are no resources to find {name} in")
        found = self.resources.get(kind, pikepdf.Dictionary()).get(str(name))
        if found is None:
            raise ValueError(f"{name} is not among the resources")
        return found

    # State -------------------------------------------------------------------------------

    def save(self, _: Any) -> None:
        self.stack.append(copy.copy(self.state))

    def restore(self, _: Any) -> None:
        if self.stack:
            self.state = self.stack.pop()

    def concatenate(self, values: Any) -> None:
        self.state.ctm = matrix(values).then(self.state.ctm)

    def width(self, values: Any) -> None:
        self.state.line_width = abs(number(values[0]))

    def extended(self, values: Any) -> None:
        """`gs`: of a graphics state dictionary what concerns overprint, opacity, line, font."""
        found = self.resource("/ExtGState", values[0])
        state = self.state
        if "/OP" in found:
            state.stroke_overprints = bool(found.OP)
            state.fill_overprints = bool(found.OP)
        if "/op" in found:
            state.fill_overprints = bool(found.get("/op"))
        state.overprint_mode = int(found.get("/OPM", state.overprint_mode))
        state.fill_opacity = number(found.get("/ca", state.fill_opacity))
        state.stroke_opacity = number(found.get("/CA", state.stroke_opacity))
        state.line_width = number(found.get("/LW", state.line_width))
        if "/Font" in found:
            self._set_font(found.Font[0], found.Font[1])

    # Colour ------------------------------------------------------------------------------

    def _device(self, name: str, values: Any) -> Colour:
        used = colour.space(pikepdf.Name(f"/{name}"), self.resources)
        return Colour(used, tuple(number(value) for value in values))

    def fill_with(self, name: str) -> Callable[[Any], None]:
        def act(values: Any) -> None:
            self.state.fill, self.state.fill_pattern = self._device(name, values), None

        return act

    def stroke_with(self, name: str) -> Callable[[Any], None]:
        def act(values: Any) -> None:
            self.state.stroke, self.state.stroke_pattern = self._device(name, values), None

        return act

    def fill_space(self, values: Any) -> None:
        used = colour.space(values[0], self.resources)
        self.state.fill, self.state.fill_pattern = Colour(used, _first(used)), None

    def stroke_space(self, values: Any) -> None:
        used = colour.space(values[0], self.resources)
        self.state.stroke, self.state.stroke_pattern = Colour(used, _first(used)), None

    def fill_colour(self, values: Any) -> None:
        self.state.fill, self.state.fill_pattern = self._coloured(self.state.fill.space, values)

    def stroke_colour(self, values: Any) -> None:
        self.state.stroke, self.state.stroke_pattern = self._coloured(
            self.state.stroke.space, values
        )

    def _coloured(self, used: Space, values: Any) -> tuple[Colour, Any]:
        if not len(values) or not isinstance(values[-1], pikepdf.Name):
            return Colour(used, tuple(number(value) for value in values)), None
        pattern = self.resource("/Pattern", values[-1])
        if int(pattern.get("/PatternType", 1)) == 2:
            shaded = colour.space(pattern.Shading.get("/ColorSpace"), self.resources)
            return Colour(Space("Pattern", 0, base=shaded)), None
        if int(pattern.get("/PaintType", 1)) == 2 and used.base:
            return Colour(used.base, tuple(number(value) for value in values[:-1])), None
        return Colour(colour.PATTERN), pattern

    def _fill(self) -> Paint:
        state = self.state
        return Paint(state.fill, state.fill_overprints, state.fill_opacity)

    def _stroke(self) -> Paint:
        state = self.state
        return Paint(state.stroke, state.stroke_overprints, state.stroke_opacity)

    # Paths -------------------------------------------------------------------------------

    def _at(self, x: Any, y: Any) -> tuple[float, float]:
        return self.state.ctm.point(number(x), number(y))

    def move(self, values: Any) -> None:
        self.shapes.append([self._at(*values)])

    def draw(self, values: Any) -> None:
        """`l`, `c`, `v`, `y`: a curve lies within its control points, which is near enough."""
        if not self.shapes:
            raise ValueError("a line before its path has begun")
        points = self.shapes[-1]
        points.extend(self._at(values[n], values[n + 1]) for n in range(0, len(values) - 1, 2))

    def close(self, _: Any) -> None:
        if self.shapes:
            self.shapes[-1].append(self.shapes[-1][0])
            self.shapes.append([self.shapes[-1][0]])

    def rectangle(self, values: Any) -> None:
        x, y, width, height = (number(value) for value in values)
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
        self.shapes.append([self.state.ctm.point(*corner) for corner in corners])

    def clip(self, _: Any) -> None:
        self.clips = True

    def paint(self, *, fill: bool = False, stroke: bool = False) -> Callable[[Any], None]:
        def act(_: Any) -> None:
            # A lone point is left behind by `h` and paints nothing.
            shapes = [shape for shape in self.shapes if len(shape) > 1]
            self.shapes, clips, self.clips = [], self.clips, False
            whole = around(point for shape in shapes for point in shape) if shapes else None
            if whole and (fill or stroke):
                self._paint_path(shapes, whole, fill, stroke)
            if clips:
                inner = whole.within(self.state.clip) if whole else None
                self.state.clip = inner or _NOTHING

        return act

    def _paint_path(
        self, shapes: list[list[tuple[float, float]]], whole: Box, fill: bool, stroke: bool
    ) -> None:
        state = self.state
        line = state.line_width * state.ctm.scale if stroke else None
        reach = whole.grown(line / 2) if line else whole
        seen = reach.within(state.clip)
        if seen is None:
            return
        filled = tuple(around(shape) for shape in shapes) if fill else ()
        covers = list(filled)
        if line is not None and sum(map(len, shapes)) > _MANY:
            covers = [reach]
        elif line is not None:
            covers += [around(ends).grown(line / 2) for shape in shapes for ends in pairwise(shape)]
        thin = [
            min(part.width, part.height)
            # Under a stroke of its own, the area of a line does not show.
            for part in (filled if line is None else ())
            if _LINE * min(part.width, part.height) <= max(part.width, part.height)
            and max(part.width, part.height) > 0
        ]
        path = Path(
            box=seen,
            fill=self._fill() if fill else None,
            stroke=self._stroke() if stroke else None,
            overprint_mode=state.overprint_mode,
            stroke_pt=line,
            filled_pt=min(thin, default=None),
            parts=tuple(part for one in filled if (part := one.within(state.clip))),
        )
        self.machine.add(path, tuple(covers))
        if fill and state.fill_pattern is not None:
            self._tile(state.fill_pattern, seen)
        if stroke and state.stroke_pattern is not None:
            self._tile(state.stroke_pattern, seen)

    def _tile(self, pattern: Any, seen: Box) -> None:
        """The paint of a coloured tiling pattern, at the place where the pattern is used."""
        if not isinstance(pattern, pikepdf.Stream):
            return
        ctm = matrix(pattern.get("/Matrix", Matrix())).then(self.base)
        outer, self.machine.inside = self.machine.inside, seen
        try:
            self._enter(pattern, pattern.get("/Resources"), _GraphicsState(ctm, self.machine.media))
        finally:
            self.machine.inside = outer

    # Things outside the stream -----------------------------------------------------------

    def external(self, values: Any) -> None:
        """`Do`: a form is entered, an image is an element."""
        thing = self.resource("/XObject", values[0])
        match str(thing.get("/Subtype", "")):
            case "/Image":
                used = colour.of_picture(thing, self.resources)
                mask = bool(thing.get("/ImageMask", False))
                bits = int(thing.get("/BitsPerComponent", 8))
                self._picture(int(thing.Width), int(thing.Height), mask, bits, used)
            case "/Form":
                inner = copy.copy(self.state)
                inner.ctm = matrix(thing.get("/Matrix", Matrix())).then(inner.ctm)
                edge = placed(box(thing.BBox), inner.ctm).within(inner.clip)
                if edge is None:
                    return
                inner.clip = edge
                if "/Group" in thing:  # a group is painted whole; inside it opacity starts anew
                    inner.fill_opacity = inner.stroke_opacity = 1
                self._enter(thing, thing.get("/Resources", self.resources), inner)
            case _:
                pass  # PostScript paints nothing here, and is forbidden

    def _enter(self, stream: Any, resources: Any, state: _GraphicsState) -> None:
        if stream.objgen in self.machine.open_forms or len(self.machine.open_forms) > _DEEPEST:
            self.machine.fault("a form contains itself, or forms lie too deep")
            return
        self.machine.budget.take_form()
        self.machine.open_forms.append(stream.objgen)
        try:
            self.machine.run(stream, resources, state)
        finally:
            self.machine.open_forms.pop()

    def inline(self, values: Any) -> None:
        """`BI … EI`."""
        picture = values[0]
        keys: dict[str, Any] = {}
        tokens = iter(picture._image_object)
        for key in tokens:
            keys[str(key)] = next(tokens, None)
        named = keys.get("/CS", keys.get("/ColorSpace"))
        used = colour.space(named, self.resources) if named is not None else colour.UNKNOWN
        mask = bool(keys.get("/IM", keys.get("/ImageMask", False)))
        bits = int(keys.get("/BPC", keys.get("/BitsPerComponent", 8)))
        self._picture(int(picture.width), int(picture.height), mask, bits, used)

    def _picture(self, width: int, height: int, is_mask: bool, bits: int, used: Space) -> None:
        state = self.state
        seen = placed(Box(0, 0, 1, 1), state.ctm).within(state.clip)
        if seen is None or width < 1 or height < 1:
            return
        across, down = state.ctm.across, state.ctm.up
        ppi = (width * 72 / max(across, 0.001), height * 72 / max(down, 0.001))
        paint = (
            self._fill()
            if is_mask
            else Paint(Colour(used), state.fill_overprints, state.fill_opacity)
        )
        if is_mask:
            used, bits = state.fill.space, 1
        picture = PaintedImage(
            box=seen,
            fill=paint,
            overprint_mode=state.overprint_mode,
            width_px=width,
            height_px=height,
            bits=bits,
            space=used,
            ppi=ppi,
        )
        self.machine.add(picture, (seen,))
        if is_mask and state.fill_pattern is not None:
            self._tile(state.fill_pattern, seen)

    def shade(self, values: Any) -> None:
        """`sh`: fills what the clip leaves."""
        thing = self.resource("/Shading", values[0])
        used = colour.space(thing.get("/ColorSpace"), self.resources)
        state = self.state
        paint = Paint(Colour(used), state.fill_overprints, state.fill_opacity)
        seen = state.clip.within(self.machine.media)
        if seen:
            element = Shading(box=seen, fill=paint, overprint_mode=state.overprint_mode)
            self.machine.add(element, (seen,))

    # Text --------------------------------------------------------------------------------

    def begin_text(self, _: Any) -> None:
        self.text = self.line = Matrix()

    def set_font(self, values: Any) -> None:
        self._set_font(self.resource("/Font", values[0]), values[1])

    def _set_font(self, thing: Any, size: Any) -> None:
        self.state.size = number(size)
        key = thing.objgen if thing.is_indirect else None
        if key not in self.machine.fonts:
            try:
                self.machine.fonts[key] = typefaces.font(thing)
            except DAMAGED as exc:
                self.machine.fault(f"a font cannot be read: {_reason(exc)}")
                self.machine.fonts[key] = _NO_FONT
        self.state.font, self.state.font_object = self.machine.fonts[key], thing
        if key is None:
            del self.machine.fonts[None]

    def number_of(self, field: str, factor: float = 1) -> Callable[[Any], None]:
        def act(values: Any) -> None:
            setattr(self.state, field, number(values[0]) * factor)

        return act

    def text_mode(self, values: Any) -> None:
        self.state.mode = int(values[0])

    def text_matrix(self, values: Any) -> None:
        self.text = self.line = matrix(values)

    def next_line(self, values: Any) -> None:
        x, y = (number(value) for value in values)
        self.text = self.line = Matrix(e=x, f=y).then(self.line)

    def next_line_leading(self, values: Any) -> None:
        self.state.leading = -number(values[1])
        self.next_line(values)

    def newline(self, _: Any) -> None:
        self.next_line((0, -self.state.leading))

    def show(self, values: Any) -> None:
        self._show([values[0]])

    def show_spaced(self, values: Any) -> None:
        self._show(values[0])

    def show_next(self, values: Any) -> None:
        self.newline(())
        self._show([values[0]])

    def show_next_spaced(self, values: Any) -> None:
        self.state.word_gap, self.state.character_gap = number(values[0]), number(values[1])
        self.show_next(values[2:])

    def _show(self, pieces: Any) -> None:
        state = self.state
        font, size = state.font, state.size
        pen, shown = 0.0, []
        for piece in pieces:
            if not isinstance(piece, pikepdf.String | bytes | str):
                pen -= number(piece) / 1000 * size * state.stretch
                continue
            data = bytes(piece)  # type: ignore[arg-type]  # a pikepdf.String knows how
            for code in font.codes(data):
                gap = state.character_gap
                if code == 32 and font.bytes_a_code == 1:
                    gap += state.word_gap
                pen += (font.width(code) / 1000 * size + gap) * state.stretch
            shown.append(font.says(data))
        start, self.text = self.text, Matrix(e=pen).then(self.text)
        words = "".join(shown)
        # Blanks and invisible text (mode 3, or a mere clip) leave nothing on paper.
        if state.mode not in (0, 1, 2, 4, 5, 6) or (words and not words.strip()) or not size:
            return
        whole = start.then(state.ctm)
        low, high = sorted((font.descent * size + state.rise, font.ascent * size + state.rise))
        seen = placed(Box(min(0, pen), low, max(0, pen), high), whole).within(state.clip)
        if seen is None:
            return
        filled = state.mode in (0, 2, 4, 6)
        text = ShownText(
            box=seen,
            fill=self._fill() if filled else None,
            stroke=self._stroke() if state.mode in (1, 2, 5, 6) else None,
            overprint_mode=state.overprint_mode,
            font=font,
            size_pt=abs(size) * whole.up,
            says=words,
        )
        self.machine.add(text, (seen,))
        if font.kind == "Type3":
            self._glyphs(state.font_object, seen)
        if filled and state.fill_pattern is not None:
            self._tile(state.fill_pattern, seen)

    def _glyphs(self, thing: Any, seen: Box) -> None:
        """What the coloured glyphs of a Type 3 font paint (9.6.5), once for each font."""
        if thing.objgen in self.machine.coloured:
            return
        self.machine.coloured.add(thing.objgen)
        ctm = matrix(thing.get("/FontMatrix", Matrix())).then(self.state.ctm)
        outer, self.machine.inside = self.machine.inside, seen
        try:
            for glyph in dict(thing.CharProcs).values():
                if b"d1" not in bytes_of(glyph)[:200]:
                    self._enter(
                        glyph,
                        thing.get("/Resources"),
                        _GraphicsState(ctm, self.machine.media.grown(1e5)),
                    )
        finally:
            self.machine.inside = outer


def _first(used: Space) -> tuple[float, ...]:
    """The colour that a space starts with (8.6.3)."""
    match used.family:
        case "DeviceCMYK":
            return (0.0, 0.0, 0.0, 1.0)
        case "Separation" | "DeviceN":
            return (1.0,) * used.components
        case _:
            return (0.0,) * used.components


def _bound(name: str, *args: Any, **kwargs: Any) -> Callable[[_Run, Any], None]:
    def act(run: _Run, values: Any) -> None:
        getattr(run, name)(*args, **kwargs)(values)

    return act


def _closing(action: Callable[[_Run, Any], None]) -> Callable[[_Run, Any], None]:
    def act(run: _Run, values: Any) -> None:
        run.close(values)
        action(run, values)

    return act


_FILL, _STROKE = _bound("paint", fill=True), _bound("paint", stroke=True)
_BOTH = _bound("paint", fill=True, stroke=True)
_ACTIONS: dict[str, Callable[[_Run, Any], None]] = {
    "q": _Run.save,
    "Q": _Run.restore,
    "cm": _Run.concatenate,
    "w": _Run.width,
    "gs": _Run.extended,
    "g": _bound("fill_with", "DeviceGray"),
    "G": _bound("stroke_with", "DeviceGray"),
    "rg": _bound("fill_with", "DeviceRGB"),
    "RG": _bound("stroke_with", "DeviceRGB"),
    "k": _bound("fill_with", "DeviceCMYK"),
    "K": _bound("stroke_with", "DeviceCMYK"),
    "cs": _Run.fill_space,
    "CS": _Run.stroke_space,
    "sc": _Run.fill_colour,
    "scn": _Run.fill_colour,
    "SC": _Run.stroke_colour,
    "SCN": _Run.stroke_colour,
    "m": _Run.move,
    "l": _Run.draw,
    "c": _Run.draw,
    "v": _Run.draw,
    "y": _Run.draw,
    "h": _Run.close,
    "re": _Run.rectangle,
    "W": _Run.clip,
    "W*": _Run.clip,
    "f": _FILL,
    "F": _FILL,
    "f*": _FILL,
    "S": _STROKE,
    "s": _closing(_STROKE),
    "B": _BOTH,
    "B*": _BOTH,
    "b": _closing(_BOTH),
    "b*": _closing(_BOTH),
    "n": _bound("paint"),
    "Do": _Run.external,
    "INLINE IMAGE": _Run.inline,
    "sh": _Run.shade,
    "BT": _Run.begin_text,
    "Tf": _Run.set_font,
    "Tr": _Run.text_mode,
    "Tm": _Run.text_matrix,
    "Tc": _bound("number_of", "character_gap"),
    "Tw": _bound("number_of", "word_gap"),
    "Tz": _bound("number_of", "stretch", 0.01),
    "TL": _bound("number_of", "leading"),
    "Ts": _bound("number_of", "rise"),
    "Td": _Run.next_line,
    "TD": _Run.next_line_leading,
    "T*": _Run.newline,
    "Tj": _Run.show,
    "TJ": _Run.show_spaced,
    "'": _Run.show_next,
    '"': _Run.show_next_spaced,
}


def texts(elements: list[PaintedElement]) -> Iterator[ShownText]:
    """The elements that are text."""
    return (element for element in elements if isinstance(element, ShownText))
