"""The inks of a page: only the four process inks, and black overprints.

Every content stream is read operator by operator and written anew: grey and neutral RGB become
black ink, any other colour of the screen is refused, and what is painted in only 100 % black
overprints, so that there is no white edge where plates are not exactly in register.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from publisher.errors import BadOutput

if TYPE_CHECKING:
    import pikepdf

_BLACK = (0.0, 0.0, 0.0, 1.0)
_Colour = tuple[float, ...] | None  # None: a pattern, or what the caller of a form had set

_FILLS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "Tj", "TJ", "'", '"'))
_STROKES = frozenset(("S", "s", "B", "B*", "b", "b*"))
_TAGS = frozenset(("BMC", "BDC", "EMC", "MP", "DP"))
_OVERPRINTS = {(fill, stroke): f"/Over{2 * fill + stroke}" for fill in (0, 1) for stroke in (0, 1)}


@dataclass(slots=True)
class _TextState:
    """What is set at one point of a content stream."""

    fill: _Colour = None
    stroke: _Colour = None
    fill_space: str = "/DeviceGray"
    stroke_space: str = "/DeviceGray"
    over: tuple[int, int] | None = None
    """Whether fill and stroke overprint now; None where the caller of a form decides."""


def to_inks(pdf: pikepdf.Pdf, profile: bytes) -> None:
    """Rewrites every page and form of `pdf` so that it paints in DeviceCMYK alone.

    Pictures go through `profile`. Raises `BadOutput`, naming what cannot be put in ink.
    """
    shared = _Shared(profile)
    for number, page in enumerate(pdf.pages, 1):
        try:
            page.contents_coalesce()
            rewritten = _StreamWriter(page.obj.Resources, shared).stream(page.obj)
            page.obj.Contents = pdf.make_stream(rewritten)
            page.obj.Group = _group()
        except _Unprintable as exc:
            raise BadOutput(f"sheet {number} {exc}") from exc
    for resources in shared.resources:
        # WeasyPrint lists colour spaces in all of them, used or not; now none is.
        for key in ("/ColorSpace", "/ProcSet"):
            if key in resources:
                del resources[key]


class _Unprintable(Exception):
    """Something cannot be printed in ink. The message continues "sheet 1 …"."""


def _group() -> pikepdf.Dictionary:
    import pikepdf

    return pikepdf.Dictionary(
        Type=pikepdf.Name.Group,
        S=pikepdf.Name.Transparency,
        CS=pikepdf.Name.DeviceCMYK,
        I=True,
        K=False,
    )


@dataclass
class _Shared:
    """What all streams of a document have in common."""

    profile: bytes
    done: set[tuple[int, int]] = field(default_factory=set)
    resources: list[Any] = field(default_factory=list)


@dataclass
class _StreamWriter:
    """Writes one content stream anew, and the forms that it calls."""

    resources: Any
    shared: _Shared
    out: list[Any] = field(default_factory=list)

    def stream(self, source: Any) -> bytes:
        """The operators of `source` in ink. Raises `_Unprintable`."""
        import pikepdf

        self.shared.resources.append(self.resources)
        state, stack = _TextState(), list[_TextState]()
        for instruction in pikepdf.parse_content_stream(source):
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                raise _Unprintable("contains a picture inside its text; place it as a file")
            operator, operands = str(instruction.operator), list(instruction.operands)
            if operator in _TAGS:
                continue
            if operator == "q":
                stack.append(replace(state))
            elif operator == "Q" and stack:
                state = stack.pop()
            elif operator in _COLOURS:
                operator, operands = self.colour(operator, operands, state)
            elif operator == "sh":
                self.shading(self.resources.Shading[str(operands[0])])
            elif operator == "gs":
                self.mask(self.resources.ExtGState[str(operands[0])].get("/SMask"))
            if operator in _FILLS | _STROKES | {"Do"}:
                self.overprint(state)
            if operator == "Do":
                self.call(self.resources.XObject[str(operands[0])])
            self.out.append((operands, pikepdf.Operator(operator)))
        return pikepdf.unparse_content_stream(self.out)

    # Colour

    def colour(
        self, operator: str, operands: list[Any], state: _TextState
    ) -> tuple[str, list[Any]]:
        """The operator that sets the same colour in ink; `state` learns of it."""
        strokes = operator.isupper()
        match operator.lower():
            case "cs":
                space = self.space(str(operands[0]))
                self.now(state, strokes, None if space == "/Pattern" else _START[space], space)
                if space == "/Pattern":
                    return operator, operands
                return self.set(strokes, _START[space], "/DeviceCMYK", state)
            case "sc" | "scn":
                space = state.stroke_space if strokes else state.fill_space
                if space == "/Pattern":
                    self.pattern(operands)
                    self.now(state, strokes, None, space)
                    return operator, operands
            case "g":
                space = "/DeviceGray"
            case "rg":
                space = "/DeviceRGB"
            case _:
                space = "/DeviceCMYK"
        return self.set(strokes, _in_ink([float(one) for one in operands], space), space, state)

    def set(
        self, strokes: bool, inks: tuple[float, ...], space: str, state: _TextState
    ) -> tuple[str, list[Any]]:
        self.now(state, strokes, inks, space)
        return "K" if strokes else "k", [Decimal(f"{ink:.4f}").normalize() for ink in inks]

    def now(self, state: _TextState, strokes: bool, colour: _Colour, space: str) -> None:
        if strokes:
            state.stroke, state.stroke_space = colour, space
        else:
            state.fill, state.fill_space = colour, space

    def space(self, name: str) -> str:
        """The device colour space with a name."""
        spaces = self.resources.get("/ColorSpace", {})
        space = spaces.get(name)
        if space is not None and str(space[0]) == "/ICCBased" and int(space[1].N) == 4:
            return "/DeviceCMYK"
        if space is not None or name not in (*_START, "/Pattern"):
            raise _Unprintable(f"paints in the color space {name[1:]}; use device-cmyk()")
        return name

    def pattern(self, operands: list[Any]) -> None:
        pattern = self.resources.Pattern[str(operands[-1])]
        if int(pattern.PatternType) == 2:
            self.shading(pattern.Shading)
        else:
            self.form(pattern)

    def shading(self, shading: Any) -> None:
        if str(shading.ColorSpace) != "/DeviceCMYK":
            raise _Unprintable("contains a gradient in colors of the screen; use device-cmyk()")

    # Overprint

    def overprint(self, state: _TextState) -> None:
        """Sets whether what is painted next overprints: 100 % black alone does."""
        wanted = (int(state.fill == _BLACK), int(state.stroke == _BLACK))
        if state.over == wanted:
            return
        import pikepdf

        name = _OVERPRINTS[wanted]
        if "/ExtGState" not in self.resources:
            self.resources.ExtGState = pikepdf.Dictionary()
        # OPM 1: an ink that is 0 leaves what lies beneath as it is. ISO 32000-1, 8.6.7.
        self.resources.ExtGState[name] = pikepdf.Dictionary(
            op=bool(wanted[0]), OP=bool(wanted[1]), OPM=1
        )
        self.out.append(([pikepdf.Name(name)], pikepdf.Operator("gs")))
        state.over = wanted

    # What a stream calls

    def mask(self, mask: Any) -> None:
        if mask is not None and str(mask) != "/None":
            self.form(mask.G)

    def call(self, thing: Any) -> None:
        if str(thing.Subtype) == "/Image":
            self.picture(thing)
        else:
            self.form(thing)

    def form(self, form: Any) -> None:
        """Rewrites a form or a tiling pattern, once however often it is called."""
        if form.objgen in self.shared.done:
            return
        self.shared.done.add(form.objgen)
        import pikepdf

        if "/Resources" not in form:
            form.Resources = pikepdf.Dictionary()
        form.write(_StreamWriter(form.Resources, self.shared).stream(form))
        if "/Group" in form:
            form.Group.CS = pikepdf.Name.DeviceCMYK
        for key in ("/StructParent", "/StructParents"):
            if key in form:
                del form[key]

    def picture(self, image: Any) -> None:
        """Puts a picture in ink, once however often it is shown."""
        if image.objgen in self.shared.done or bool(image.get("/ImageMask", False)):
            return
        self.shared.done.add(image.objgen)
        if str(image.get("/ColorSpace")) == "/DeviceCMYK":
            return
        import pikepdf

        picture = pikepdf.PdfImage(image).as_pil_image()
        inks = _separated(picture, self.shared.profile)
        image.write(inks.tobytes())
        image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceCMYK, 8
        for key in ("/Decode", "/DecodeParms"):
            if key in image:
                del image[key]


_COLOURS = frozenset(("cs", "CS", "sc", "SC", "scn", "SCN", "g", "G", "rg", "RG", "k", "K"))
_START = {  # the colour that a colour space begins with, in ink: ISO 32000-1, 8.6.5.1
    "/DeviceGray": _BLACK,
    "/DeviceRGB": _BLACK,
    "/DeviceCMYK": _BLACK,
}


def _in_ink(values: list[float], space: str) -> tuple[float, ...]:
    """A colour in four inks; grey becomes black ink. Raises `_Unprintable` for a screen colour."""
    if space == "/DeviceCMYK":
        return tuple(values)
    if len(set(values)) == 1:
        return (0.0, 0.0, 0.0, round(1 - values[0], 5))
    shown = "#" + "".join(f"{round(255 * value):02x}" for value in values)
    raise _Unprintable(f"paints in the screen color {shown}; give it a role, or device-cmyk()")


def _separated(picture: Any, profile: bytes) -> Any:
    """A picture in CMYK through the profile; a grey one in black ink alone."""
    from PIL import Image, ImageCms

    if picture.mode in ("1", "L"):
        bare = Image.new("L", picture.size)
        black = picture.convert("L").point(lambda grey: 255 - grey)
        return Image.merge("CMYK", (bare, bare, bare, black))
    press = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    screen = ImageCms.createProfile("sRGB")
    return ImageCms.profileToProfile(
        picture.convert("RGB"),
        screen,
        press,
        outputMode="CMYK",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
