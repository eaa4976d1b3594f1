"""Files that are handed out, made and proven now; several of them as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from publisher.apart import Overburdened
from publisher.build.publish import Outcome
from publisher.errors import PublisherError
from publisher.pack import Pack, PackAsked, make_pack
from publisher.studio.desk.bench import Bench
from publisher.studio.desk.finding import Handing, Ticked
from publisher.studio.texts import Texts
from publisher.studio.views import TooMany, ViewName, Views

P = ParamSpec("P")
R = TypeVar("R")
MOST_GUIDES = 20
MOST_TYPED = 4000
"""Letters of a note, and of the questions of a visit."""


class NotDone(Exception):
    """Why something is not done, in lines for who asked for it; `status` is that of the answer."""

    def __init__(self, lines: Sequence[str], status: int = 422) -> None:
        super().__init__(*lines)
        self.lines, self.status = tuple(lines), status


BUSY = NotDone(["The studio has too much to do; try again in a moment."], 503)


@dataclass(frozen=True, slots=True)
class VisitWords:
    """What was typed for one visit. It is never kept."""

    note: str = field(default="", repr=False)
    questions: str = field(default="", repr=False)


async def made(views: Views, name: ViewName, title: str) -> Outcome:
    """The file of a view as it is now. Raises `NotDone` where it would not be published."""
    try:
        preview = await views.file(name)
    except TooMany:
        raise BUSY from None
    if preview.failed:
        raise NotDone([f"{title}: {preview.failed}"], 503)
    file = next((one for one in preview.files if one.data is not None), None)
    if file is None or file.faults or preview.problems:
        wrong = [*map(str, preview.problems), *(file.faults if file else ())]
        raise NotDone([f"{title}: {one}" for one in wrong or ["there is no file"]])
    return file


async def pack(
    texts: Texts,
    views: Views,
    bench: Bench,
    ticked: Sequence[Ticked],
    how: Handing,
    typed: VisitWords,
) -> Pack:
    """One PDF of all that is ticked. Raises `NotDone` with all that stands in the way."""
    names = [one.view for one in ticked if one.view]
    wrong = [f"{one.guide.title}: {one.lacks}." for one in ticked if one.view is None]
    if not how.makes_packs:
        wrong.append(f"“{how.edition.title}” files do not go into one PDF; take them one by one.")
    if not names and not wrong:
        wrong.append("Tick the guides first.")
    if len(names) > MOST_GUIDES:
        wrong.append(f"More than {MOST_GUIDES} guides are a book; take fewer at a time.")
    for what, words in (("note", typed.note), ("questions", typed.questions)):
        if len(words) > MOST_TYPED:
            wrong.append(f"The {what} may have {MOST_TYPED} letters, and has {len(words)}.")
    if wrong:
        raise NotDone(wrong)
    files = [
        await made(views, name, one.guide.title) for one in ticked if (name := one.view) is not None
    ]
    guides = tuple(name.condition for name in names)
    asked = PackAsked(
        guides, how.brand, how.language, how.edition.name, typed.note, typed.questions
    )
    return await done(bench, make_pack, texts.root, asked, [one.data or b"" for one in files])


async def done(bench: Bench, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """What work on the bench returns. Raises `NotDone` with what it says is wrong."""
    try:
        return await bench.do(work, *args, **kwargs)
    except TooMany:
        raise BUSY from None
    except PublisherError as exc:
        raise NotDone(str(exc).splitlines()) from None
    except Overburdened as exc:
        raise NotDone([f"It could not be read: {exc}."]) from None
