"""What happens to a recording in a finished file: each change must be noticed.

Some damages are those that a wrong renderer would make: the file is made of a source that says
something else. Others are made on the bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pikepdf
import pypdfium2
import segno
import zxingcpp

from publisher.content import inline
from publisher.content.model import Recording, figures
from publisher.plan.job import Job
from publisher.render import render
from tests.damage_pdf import address, opened
from tests.damage_word import part
from tests.damages import Damage, Files, inside, replaced
from tests.helpers import EVERY_BLOCK, job_for

FILM = "https://example.org/films/breathe-slowly"
SOUND = "https://example.org/sounds/calm-voice/"
OTHER = "https://example.com/films/another-one"

Change = Callable[[Recording], dict[str, Any]]


def changed(job: Job, change: Change) -> Job:
    """The job of a source whose first recording in each wording is another one."""

    def blocks(some: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(
            one.model_copy(update=change(one)) if getattr(one, "url", "") == FILM else one
            for one in some
        )

    sections = tuple(
        section.model_copy(
            update={
                "blocks": blocks(section.blocks),
                "brief": section.brief
                and section.brief.model_copy(update={"blocks": blocks(section.brief.blocks)}),
            }
        )
        for section in job.condition.sections
    )
    return replace(job, condition=job.condition.model_copy(update={"sections": sections}))


def _of_another(edition: str, change: Change) -> Callable[[bytes], bytes]:
    """The file that is made of a source with another recording, whatever the right one is."""
    return lambda _: render(changed(job_for(EVERY_BLOCK, "riverbend", edition), change))


def _another_picture(recording: Recording) -> dict[str, Any]:
    every = figures(job_for(EVERY_BLOCK, "riverbend", "web").condition)
    other = next(one.file for one in every if one.file.name == "squares.png")
    return {"file": replace(other, name=recording.file.name)}


def _without_a_paragraph(recording: Recording) -> dict[str, Any]:
    said = recording.transcript
    return {"transcript": (*said[:2], *said[3:])}


def _another_speaker(recording: Recording) -> dict[str, Any]:
    return _second(recording, "**Nurse:** Like this?")


def _weak_speaker(recording: Recording) -> dict[str, Any]:
    return _second(recording, "Patient: Like this?")


def _second(recording: Recording, text: str) -> dict[str, Any]:
    """Another second paragraph of a transcript, where there is one."""
    said = recording.transcript
    return {"transcript": (*said[:1], inline.parse(text), *said[2:]) if said else ()}


def _shown(edition: str, *, is_short: bool = False) -> tuple[Damage, ...]:
    """What a wrong renderer would make of a recording."""
    made = partial(_of_another, edition)
    told = (
        Damage("seen", "a paragraph of a transcript lost", made(_without_a_paragraph)),
        Damage("seen", "a speaker of a transcript exchanged", made(_another_speaker)),
    )
    return (
        Damage("seen", "a recording of another length", made(lambda _: {"length": "8:20"})),
        Damage("seen", "a video that is called a sound", made(lambda _: {"kind": "audio"})),
        Damage("followed", "another recording", made(lambda _: {"url": OTHER})),
        Damage("pictured", "another picture of a recording", made(_another_picture)),
        *(() if is_short else told),
    )


def _said(edition: str) -> Damage:
    return Damage("said", "a speaker without stress", _of_another(edition, _weak_speaker))


def _in_book(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(files: Files) -> None:
        for name in [name for name in files if name.endswith(".xhtml")]:
            files[name] = files[name].replace(old.encode(), new.encode())

    return inside(change)


# Codes ----------------------------------------------------------------------------------------


def _places(data: bytes) -> dict[str, tuple[int, tuple[float, float, float, float]]]:
    """The page of each code, counted from 0, and its box in points, by where it leads."""
    found = {}
    for number, page in enumerate(pypdfium2.PdfDocument(data)):
        picture = page.render(scale=3).to_pil().convert("L")
        for code in zxingcpp.read_barcodes(picture, formats=[zxingcpp.BarcodeFormat.QRCode]):
            at, height = code.position, page.get_height()
            left, right = at.top_left.x / 3, at.top_right.x / 3
            top, foot = height - at.top_left.y / 3, height - at.bottom_left.y / 3
            found[code.text] = number, (left, foot, right, top)
    return found


def with_codes(leads: dict[str, str], *, grey: bool) -> Callable[[bytes], bytes]:
    """Other codes in the place of those that lead to some addresses; "" for none."""
    black, white = ("0 g", "1 g") if grey else ("0 0 0 1 k", "0 0 0 0 k")

    def change(data: bytes, pdf: pikepdf.Pdf) -> None:
        places = _places(data)
        for old, new in leads.items():
            number, (left, foot, right, top) = places[old]
            box = f"{left - 1} {foot - 1} {right - left + 2} {top - foot + 2} re f"
            drawn = [f"q {white} {box} {black}"]
            matrix = segno.make(new, error="m", micro=False).matrix if new else ()
            step = (right - left) / max(len(matrix), 1)
            drawn += [
                f"{left + x * step:.3f} {top - (y + 1) * step:.3f} {step:.3f} {step:.3f} re"
                for y, row in enumerate(matrix)
                for x, module in enumerate(row)
                if module
            ]
            content = " ".join([*drawn, "f Q" if new else "Q"]).encode()
            pdf.pages[number].contents_add(b"q", prepend=True)
            pdf.pages[number].contents_add(b"Q " + content)

    def make(data: bytes) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            change(data, pdf)
            pdf.save(out)
        return out.getvalue()

    return make


def _coded(*, grey: bool, is_short: bool = False) -> tuple[Damage, ...]:
    both = {FILM: SOUND, SOUND: FILM}
    exchanged = Damage("pictured", "the codes of two recordings exchanged", _codes(both, grey))
    return (
        Damage("pictured", "the code of another recording", _codes({FILM: OTHER}, grey)),
        Damage("pictured", "no code at a recording", _codes({FILM: ""}, grey)),
        *(() if is_short else (exchanged,)),
    )


def _codes(leads: dict[str, str], grey: bool) -> Callable[[bytes], bytes]:
    return with_codes(leads, grey=grey)


_HREF, _WRONG = f'href="{FILM}"', f'href="{OTHER}"'
_LEADS = "a link to another recording"

WEB = (
    *_shown("web"),
    _said("web"),
    Damage("followed", _LEADS, replaced(_HREF, _WRONG)),
    Damage("followed", "no link to a recording", replaced(_HREF, 'class="play-link"')),
    Damage(
        "added", "another recording for search engines", replaced(f'"url":"{FILM}"', '"url":""')
    ),
)
BOOK = (*_shown("ebook"), _said("ebook"), Damage("followed", _LEADS, _in_book(_HREF, _WRONG)))
WORD = (
    *_shown("word"),
    _said("word"),
    Damage("followed", _LEADS, part("word/_rels/document.xml.rels", FILM, OTHER)),
)
HANDOUT = (
    *_shown("handout"),
    Damage("followed", _LEADS, opened(address(FILM, OTHER))),
    *_coded(grey=True),
)
BOOKLET = (*_shown("booklet"), *_coded(grey=False))
TRIFOLD = (*_shown("trifold", is_short=True), *_coded(grey=False, is_short=True))
