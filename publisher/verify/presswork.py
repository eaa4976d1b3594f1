"""Finished sheets for a press → what is wrong with their boxes, colours and output intent.

These checks are fast enough for every build; the rest of PDF/X-4 is checked by preflight.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from publisher.units import PT_PER_MM

if TYPE_CHECKING:
    from publisher.plan.job import Job

_EXACT_PT = 0.01


def faults(job: Job, file: Any) -> Iterator[str]:
    """What is wrong with an open PDF of sheets."""
    if not file.pages:
        yield "has no pages"
    if file.pdf_version != "1.6":
        yield f"is PDF {file.pdf_version}; PDF/X-4 is 1.6"
    if "/AcroForm" in file.Root or "/OpenAction" in file.Root:
        yield "contains a form or an action"
    for number, page in enumerate(file.pages, 1):
        yield from (f"sheet {number} {fault}" for fault in _sheet(job, page))
    yield from _condition(job, file)


def _sheet(job: Job, page: Any) -> Iterator[str]:
    """What is wrong with the boxes and the colours of one side."""
    scheme = job.edition.scheme
    assert scheme is not None
    sheet = scheme.sheet(job.brand.paper.name.lower())
    width, height = sheet.size_mm
    width *= 2 if scheme.print.spreads else 1
    media, crop, bleed, trim = (
        [float(edge) for edge in page.obj.get(f"/{name}Box", (0, 0, 0, 0))]
        for name in ("Media", "Crop", "Bleed", "Trim")
    )
    if media[:2] != [0, 0] or media != crop:
        yield "has no MediaBox from 0, 0 with the same CropBox"
    size = (trim[2] - trim[0], trim[3] - trim[1])
    if any(abs(a - b * PT_PER_MM) > _EXACT_PT for a, b in zip(size, (width, height), strict=True)):
        shown = " × ".join(f"{edge / PT_PER_MM:.2f}" for edge in size)
        yield f"is {shown} mm when trimmed, not {width:g} × {height:g} mm"
    around = (trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3])
    if any(abs(edge - sheet.bleed_mm * PT_PER_MM) > _EXACT_PT for edge in around):
        shown = ", ".join(f"{edge / PT_PER_MM:.2f}" for edge in around)
        yield f"bleeds by {shown} mm, not by {sheet.bleed_mm:g} mm all round"
    if not (
        media[0] <= bleed[0]
        and bleed[2] <= media[2]
        and media[1] <= bleed[1]
        and bleed[3] <= media[3]
    ):
        yield "has a BleedBox that is not inside its MediaBox"
    for key in ("/Annots", "/Rotate", "/UserUnit"):
        if page.obj.get(key):
            yield f"has {key[1:]}, which a press does not take"
    group = page.obj.get("/Group", {})
    if str(group.get("/CS", "")) != "/DeviceCMYK":
        yield "does not blend in DeviceCMYK"
    yield from sorted(_screen_colours(page.obj, page.obj.get("/Resources", {}), set()))


_SCREEN = frozenset(("g", "G", "rg", "RG"))


def _screen_colours(stream: Any, resources: Any, seen: set[Any]) -> set[str]:
    """What a content stream, or one that it draws, paints in other colours than the four inks."""
    import pikepdf

    reasons: set[str] = set()
    for instruction in pikepdf.parse_content_stream(stream):
        operator = str(instruction.operator)
        operands = [str(one) for one in instruction.operands]
        if operator in _SCREEN:
            reasons.add(f"paints by {operator}, which is not ink")
        if operator in ("cs", "CS") and operands[0] not in ("/DeviceCMYK", "/Pattern"):
            reasons.add(f"paints in {operands[0][1:]}, which is not ink")
    called = [*resources.get("/XObject", {}).values(), *resources.get("/Pattern", {}).values()]
    for thing in called:
        if thing.objgen in seen:
            continue
        seen.add(thing.objgen)
        if str(thing.get("/Subtype")) == "/Image":
            if not thing.get("/ImageMask") and str(thing.get("/ColorSpace")) != "/DeviceCMYK":
                reasons.add("contains a picture that is not in DeviceCMYK")
        elif isinstance(thing, pikepdf.Stream):
            reasons |= _screen_colours(thing, thing.get("/Resources", {}), seen)
    return reasons


def _condition(job: Job, file: Any) -> Iterator[str]:
    """What is wrong with the output intent."""
    intents = [one for one in file.Root.get("/OutputIntents", ()) if str(one.S) == "/GTS_PDFX"]
    if len(intents) != 1:
        yield f"has {len(intents)} output intents for print instead of one"
        return
    press_condition = str(intents[0].get("/OutputConditionIdentifier", ""))
    if job.brand.inks and press_condition != job.brand.inks.profile.condition:
        yield f"is made for {press_condition!r}, not for {job.brand.inks.profile.condition!r}"
    profile = intents[0].get("/DestOutputProfile")
    icc = b"" if profile is None else profile.read_bytes()
    if (icc[12:16], icc[16:20]) != (b"prtr", b"CMYK"):
        yield "embeds no profile of a CMYK press"
