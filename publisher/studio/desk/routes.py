"""The routes of the clinic desk: finding and handing out; edited Word files; print orders."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from publisher.edition.model import Format
from publisher.plan.job import source_date
from publisher.studio.answers import attachment, unless_gone
from publisher.studio.desk import finding, making
from publisher.studio.desk.bench import Bench
from publisher.studio.desk.machines import Machines
from publisher.studio.desk.making import NotDone, VisitWords
from publisher.studio.desk.order import Order, order_zip
from publisher.studio.desk.uploads import MOST_BYTES, Upload, Uploads, file_name
from publisher.studio.desk.word import (
    ChangedMeanwhile,
    Decisions,
    Look,
    StillTracked,
    look,
    write,
)
from publisher.studio.pages import Pages
from publisher.studio.safety import limited_body
from publisher.studio.texts import Texts
from publisher.studio.views import ViewName, Views

_MOST_FORM = 100_000
_MOST_COPIES = 1_000_000
_PRINTABLE = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; base-uri 'none'"
PDF = "application/pdf"


class Desk:
    """Answers for who hands guides out, in one project."""

    def __init__(self, texts: Texts, out: Path, views: Views, pages: Pages) -> None:
        self._texts, self._views, self._pages = texts, views, pages
        self._bench, self._uploads = Bench(), Uploads()
        self._writing = asyncio.Lock()
        self._machines = Machines(texts, out, views, self._bench)

    def routes(self) -> list[Route]:
        """All of them; those that write say so."""
        posts = ["POST"]
        return [
            Route("/desk", self.desk),
            Route("/desk/chosen", self.chosen),
            Route("/desk/pack", self.pack, methods=posts),
            Route("/desk/print/{condition}/{brand}/{language}/{edition}", self.to_print),
            Route("/desk/word", self.word),
            Route("/desk/upload", self.upload, methods=posts),
            Route("/desk/word/{key}", self.review),
            Route("/desk/word/{key}/write", self.decide, methods=posts),
            Route("/desk/order", self.order),
            Route("/desk/order.zip", self.ordered, methods=posts),
            *self._machines.routes(),
        ]

    def close(self) -> None:
        """Ends all work."""
        self._bench.close()

    # Handing out ----------------------------------------------------------------------------------

    async def desk(self, request: Request) -> Response:
        """All guides, or those that are meant by words and part of the body, and what is ticked."""
        return HTMLResponse(await asyncio.to_thread(self._desk, request.query_params))

    def _desk(self, asked: QueryParams) -> str:
        words, part = asked.get("q", "").strip(), asked.get("part", "")
        rows = finding.found(self._texts, words, part)
        parts = {row.part: row.part_name for row, _ in rows}
        shown = self._handed(asked)
        return self._pages.filled(
            "desk/desk",
            rows=rows,
            asked=words,
            part=part,
            parts=sorted(parts.items(), key=lambda one: one[1]),
            ticked=[one.guide.name for one in shown["chosen"]],
            **self._offered(),
            **shown,
        )

    def _offered(self) -> dict[str, Any]:
        """What may be chosen: clinics, languages, sizes."""
        root = self._texts.root
        spoken = finding.languages(self._texts.guides())
        return {
            "brands": [(one, self._brand_name(one)) for one in self._texts.names().brands],
            "languages": [(one, finding.language_name(root, one)) for one in spoken],
            "sizes": [(one.name, one.title) for one in finding.sizes(self._texts)],
        }

    def _brand_name(self, name: str) -> str:
        brand = self._texts.brand(name)
        return brand.name if brand else name

    def _handed(self, asked: QueryParams) -> dict[str, Any]:
        """How guides are handed out, and which."""
        how = finding.handing(self._texts, dict(asked))
        names = asked.getlist("guide")
        chosen = finding.chosen(self._texts, names, how) if how else []
        return {"how": how, "chosen": chosen, "Format": Format}

    async def chosen(self, request: Request) -> Response:
        """The part of the desk that tells what is ticked, and where its files are."""
        asked = request.query_params
        shown = await asyncio.to_thread(self._handed, asked)
        return HTMLResponse(self._pages.filled("desk/chosen", **shown))

    async def pack(self, request: Request) -> Response:
        """All that is ticked as one PDF. Note and questions are in it and nowhere else."""
        asked = await _form(request)
        how, ticked = await asyncio.to_thread(self._asked_pack, asked)
        typed = VisitWords(_text(asked, "note"), _text(asked, "questions"))
        try:
            made = await unless_gone(
                request,
                making.pack(self._texts, self._views, self._bench, ticked, how, typed),
            )
        except NotDone as exc:
            return _refused(exc)
        name = f"{how.brand}-{how.edition.name}-{how.language}.pdf"
        headers = {**attachment(name), "X-Pages": str(made.pages)}
        return Response(made.data, media_type=PDF, headers=headers)

    def _asked_pack(self, asked: dict[str, Any]) -> tuple[finding.Handing, list[finding.Ticked]]:
        said = {key: value for key, value in asked.items() if isinstance(value, str)}
        how = finding.handing(self._texts, said)
        listed = asked.get("guides")
        guides = listed if isinstance(listed, list) else []
        names = [one for one in guides if isinstance(one, str)]
        if how is None:
            raise HTTPException(404)
        return how, finding.chosen(self._texts, names, how)

    async def to_print(self, request: Request) -> Response:
        """A PDF as a browser shows and prints it."""
        named = {key: str(value) for key, value in request.path_params.items()}
        how, (one,) = await asyncio.to_thread(self._one, named)
        if how.edition.format is not Format.PDF or one.view is None:
            raise HTTPException(404)
        try:
            file = await unless_gone(request, making.made(self._views, one.view, one.guide.title))
        except NotDone as exc:
            return Response("\n".join(exc.lines) + "\n", exc.status, media_type="text/plain")
        headers = {"Content-Security-Policy": _PRINTABLE}
        return Response(file.data, media_type=PDF, headers=headers)

    def _one(self, named: dict[str, str]) -> tuple[finding.Handing, list[finding.Ticked]]:
        """One guide as it is handed out. Raises 404 where an address names what there is not."""
        how = finding.handing(self._texts, named)
        if how is None or (how.brand, how.language, how.edition.name) != tuple(
            named[key] for key in ("brand", "language", "edition")
        ):
            raise HTTPException(404)
        found = finding.chosen(self._texts, [named["condition"]], how)
        if not found:
            raise HTTPException(404)
        return how, found

    # Edited Word files ----------------------------------------------------------------------------

    async def word(self, _: Request) -> Response:
        """Where an edited Word file is handed in."""
        return HTMLResponse(self._pages.filled("desk/word", most=MOST_BYTES))

    async def upload(self, request: Request) -> Response:
        """Looks at a Word file; nothing is written. Answers where its changes are shown."""
        asked = request.query_params
        name = file_name(asked.get("name", ""))
        decided = _first_decisions(asked)
        data = await limited_body(request, MOST_BYTES)
        try:
            seen = await unless_gone(request, self._look(name, data, decided))
        except NotDone as exc:
            return _refused(exc)
        if isinstance(seen, StillTracked):
            return JSONResponse({"tracked": seen.said.splitlines()[:-1]}, 409)
        key = self._uploads.keep(Upload(name, data, decided, seen))
        return JSONResponse({"review": f"/desk/word/{key}"})

    async def _look(self, name: str, data: bytes, decided: Decisions) -> Look | StillTracked:
        root = self._texts.root.resolve()
        found: Look | StillTracked = await making.done(
            self._bench, look, root, name, data, decided, _today()
        )
        return found

    async def review(self, request: Request) -> Response:
        """What a file changes, to be accepted or refused one by one."""
        upload = self._upload(request)
        shown = {"upload": upload, "look": upload.look, "key": request.path_params["key"]}
        return HTMLResponse(self._pages.filled("desk/review", **shown))

    def _upload(self, request: Request) -> Upload:
        upload = self._uploads.find(request.path_params["key"])
        if upload is None:
            raise HTTPException(404)
        return upload

    async def decide(self, request: Request) -> Response:
        """Writes what was accepted, where everything is decided and nothing has changed since."""
        upload = self._upload(request)
        asked = await _form(request)
        if upload.written is not None:
            return _refused(NotDone(["This file is done: its changes were written."], 409))
        said = {key: value for key, value in asked.items() if isinstance(value, str)}
        if undecided := _undecided(upload.look, said):
            lines = [f"Not decided yet: {one}" for one in undecided]
            return _refused(NotDone(lines, 422))
        try:
            return await self._write(upload, _decisions(upload, said))
        except NotDone as exc:
            return _refused(exc)

    async def _write(self, upload: Upload, decided: Decisions) -> Response:
        root = self._texts.root.resolve()
        async with self._writing:  # never two at a time; and a write that has begun is finished
            outcome = await asyncio.shield(
                making.done(
                    self._bench,
                    write,
                    root,
                    upload.name,
                    upload.data,
                    decided,
                    _today(),
                    upload.look,
                )
            )
        if isinstance(outcome, ChangedMeanwhile):
            upload.changed, upload.look = outcome, outcome.look
            return JSONResponse({"changed": list(outcome.files)}, 409)
        upload.written, upload.changed, upload.refused = outcome, None, len(decided.refused)
        return JSONResponse({"written": list(outcome.files)})

    # Print orders ---------------------------------------------------------------------------------

    async def order(self, request: Request) -> Response:
        """What may be ordered of a print shop."""
        return HTMLResponse(await asyncio.to_thread(self._order, request.query_params))

    def _order(self, asked: QueryParams) -> str:
        guides = [one for one in self._texts.guides() if one.condition is not None]
        pieces = [(one.name, one.title) for one in finding.printed(self._texts)]
        return self._pages.filled(
            "desk/order",
            guides=[(one.name, one.title, one.languages) for one in guides],
            pieces=pieces,
            asked=dict(asked),
            **{key: value for key, value in self._offered().items() if key != "sizes"},
        )

    async def ordered(self, request: Request) -> Response:
        """Sheet, proof, ticket and letter of a print edition as ZIP."""
        asked = await _form(request)
        try:
            order, title = await asyncio.to_thread(self._asked_order, asked)
            data = await unless_gone(request, self._zip(order, title))
        except NotDone as exc:
            return _refused(exc)
        name = f"{order.condition}-{order.edition}-{order.language}-order.zip"
        return Response(data, media_type="application/zip", headers=attachment(name))

    def _asked_order(self, asked: dict[str, Any]) -> tuple[Order, str]:
        """The order that was asked for. Raises `NotDone` with all that is wrong with it."""
        said = {key: value for key, value in asked.items() if isinstance(value, str)}
        names = self._texts.names()
        name = said.get("guide", "")
        if name not in names.conditions or said.get("brand") not in names.brands:
            raise NotDone(["There is no such guide or clinic."])
        guide = self._texts.guide(name)
        edition = self._texts.edition(said.get("edition", ""))
        wrong = []
        if said.get("language") not in guide.languages:
            there = ", ".join(
                finding.language_name(self._texts.root, one) for one in guide.languages
            )
            wrong.append(f"{guide.title} is not in this language; there is {there}.")
        if edition is None or edition.format is not Format.PRINT:
            wrong.append("This is nothing that a print shop makes.")
        elif guide.condition is None or not edition.takes(guide.condition):
            wrong.append(f"There is no “{edition.title}” of {guide.title}.")
        copies = said.get("copies", "")
        if not (copies.isdecimal() and 0 < int(copies[:9]) <= _MOST_COPIES):
            wrong.append(f"The number of copies is a number from 1 to {_MOST_COPIES:,}.")
        if len(said.get("said", "")) > making.MOST_TYPED:
            wrong.append(f"What is said to the shop may have {making.MOST_TYPED} letters.")
        if wrong or edition is None:
            raise NotDone(wrong)
        where = name, said["brand"], said["language"], edition.name
        return Order(*where, int(copies), said.get("said", "")), guide.title

    async def _zip(self, order: Order, title: str) -> bytes:
        name = ViewName(order.condition, order.brand, order.language, order.edition)
        file = await making.made(self._views, name, title)
        made: bytes = await making.done(
            self._bench, order_zip, self._texts.root, order, file.data or b""
        )
        return made


async def _form(request: Request) -> dict[str, Any]:
    """What a page sends. Raises 400 where that is no object of JSON, and 413 where it is long."""
    data = await limited_body(request, _MOST_FORM)
    try:
        asked = json.loads(data)
    except (ValueError, RecursionError):
        asked = None
    if not isinstance(asked, dict):
        raise HTTPException(400)
    return asked


def _text(asked: dict[str, Any], key: str) -> str:
    value = asked.get(key)
    return value if isinstance(value, str) else ""


def _refused(refusal: NotDone) -> Response:
    headers = {"Retry-After": "5"} if refusal.status == 503 else None
    return JSONResponse({"wrong": list(refusal.lines)}, refusal.status, headers=headers)


def _first_decisions(asked: QueryParams) -> Decisions:
    tracked, comments = asked.get("tracked"), asked.get("comments")
    return Decisions(
        tracked="accept" if tracked == "accept" else "reject" if tracked == "reject" else "refuse",
        comments="notes" if comments == "notes" else "report",
    )


def _undecided(seen: Look, said: dict[str, str]) -> Sequence[str]:
    """The places of what was shown and not decided."""
    open_ones = [one.place for one in seen.changes if said.get(f"change {one.key}") not in _ANSWERS]
    open_ones += [
        one.place for one in seen.conflicts if said.get(f"conflict {one.address}") not in _SIDES
    ]
    takes = [
        *(said.get(f"change {one.key}") for one in seen.changes if not one.is_of_clinic),
        *(said.get(f"conflict {one.address}") for one in seen.conflicts),
    ]
    is_text_changed = "accept" in takes or "theirs" in takes
    if seen.others and is_text_changed and said.get("reach") not in _REACHES:
        open_ones.append("for whom the changes are")
    return open_ones


_ANSWERS = ("accept", "refuse")
_SIDES = ("ours", "theirs")
_REACHES = ("everybody", "clinic")


def _decisions(upload: Upload, said: dict[str, str]) -> Decisions:
    seen, first = upload.look, upload.decided
    return Decisions(
        tracked=first.tracked,
        comments=first.comments,
        clinic_only=said.get("reach") == "clinic",
        refused=frozenset(
            one.key for one in seen.changes if said.get(f"change {one.key}") == "refuse"
        ),
        take={
            one.address: "theirs" if said.get(f"conflict {one.address}") == "theirs" else "ours"
            for one in seen.conflicts
        },
    )


def _today() -> Any:
    """The date of changes: that of SOURCE_DATE_EPOCH if it is set, else today."""
    return (source_date() or datetime.now(UTC)).date()
