"""The routes of the editor: a page, the draft that a browser sends, and saving it."""

from __future__ import annotations

import asyncio
import json
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from publisher.errors import BadInput, Problem, PublisherError
from publisher.importing.read import SUFFIXES
from publisher.source.positions import MOST_BYTES
from publisher.source.shared import shared_names
from publisher.studio.editor.changes import BadStep, RewriteError
from publisher.studio.editor.choices import options_of
from publisher.studio.editor.completion import offers_at
from publisher.studio.editor.documents import EditedSource, Refusal, SavedText
from publisher.studio.editor.drafts import SourceDraft, draft_of
from publisher.studio.editor.kinds import LengthLimits
from publisher.studio.editor.measure import measured
from publisher.studio.editor.problems import PlacedProblem
from publisher.studio.editor.starting import MOST_UPLOADED, Busy, import_guide, start_guide
from publisher.studio.editor.uploads import MOST_PICTURE, add_picture
from publisher.studio.editor.versions import differences, together
from publisher.studio.pages import Choices, Pages, choices
from publisher.studio.safety import limited_body
from publisher.studio.texts import Texts
from publisher.studio.views import ViewName, Views

_MOST_SENT = 4 * MOST_BYTES
"""A draft, the text that it was based on, and what JSON makes of them."""
_MOST_MEASURED = 40


class Editor:
    """Answers about the files that are edited in one project."""

    def __init__(self, root: Path, texts: Texts, pages: Pages, views: Views) -> None:
        self._root, self._texts, self._pages, self._views = root, texts, pages, views

    def routes(self) -> list[Route]:
        """The addresses of the editor."""
        at = "/edit/{kind}/{name}"
        return [
            Route(at, self.page, methods=["GET"]),
            Route(f"{at}/draft", self.draft, methods=["POST"]),
            Route(f"{at}/save", self.save, methods=["POST"]),
            Route(f"{at}/complete", self.complete, methods=["POST"]),
            Route(f"{at}/picture", self.picture, methods=["POST"]),
            Route("/edit/measure", self.measure, methods=["POST"]),
            Route("/new", self.new, methods=["GET"]),
            Route("/new/start", self.start, methods=["POST"]),
            Route("/new/import", self.imported, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """The editor of a file, with the pages that are made of it beside it."""
        source = self._source(request)
        asked = dict(request.query_params)
        return HTMLResponse(await asyncio.to_thread(self._page, source, asked))

    def _page(self, source: EditedSource, asked: dict[str, str]) -> str:
        shown = self._shown(source, asked)
        title = source.name.replace("-", " ").capitalize()
        guide = self._texts.guide(source.name) if source.kind == "guide" else None
        if guide and guide.condition:
            title = guide.title
        name, chosen = shown or (None, None)
        edition = name and self._texts.edition(name.edition)
        return self._pages.filled(
            "edit",
            source=source,
            title=title,
            name=name,
            choices=chosen,
            edition=edition,
            state=self._pages.state(self._views.view(name)) if name else None,
            part=asked.get("part", ""),
        )

    def _shown(
        self, source: EditedSource, asked: dict[str, str]
    ) -> tuple[ViewName, Choices] | None:
        """What is shown beside a file: an edition of it, or of the first guide that uses it."""
        for guide_name in source.users[:1]:
            guide = self._texts.guide(guide_name)
            chosen = choices(self._texts, guide)
            if name := chosen.closest(guide_name, asked):
                return name, chosen
        return None

    async def new(self, _: Request) -> Response:
        """Where a guide begins."""
        return HTMLResponse(self._pages.filled("new", endings=SUFFIXES, most=MOST_UPLOADED))

    async def start(self, request: Request) -> Response:
        """Writes the source of a new guide with a title."""
        title = (await _sent(request)).get("title")
        if not isinstance(title, str):
            raise HTTPException(400)
        try:
            begun = await asyncio.to_thread(start_guide, self._root, title)
        except BadInput as exc:
            return JSONResponse({"said": _mistakes(exc.problems)}, 422)
        return JSONResponse({"at": f"/edit/guide/{begun.name}"}, 201)

    async def imported(self, request: Request) -> Response:
        """Writes the source that comes of a document, which is the body of the request."""
        file = request.query_params.get("file", "")
        data = await limited_body(request, MOST_UPLOADED)
        loop, left = asyncio.get_running_loop(), threading.Event()
        work = loop.run_in_executor(None, import_guide, self._root, file, data, left.is_set)
        try:
            begun = await asyncio.shield(work)
        except asyncio.CancelledError:
            left.set()
            raise
        except Busy:
            said = "Another document is being read. Try again in a moment."
            return JSONResponse({"said": said}, 503, {"Retry-After": "5"})
        except BadInput as exc:
            return JSONResponse({"said": _mistakes(exc.problems)}, 422)
        return JSONResponse({"at": f"/edit/guide/{begun.name}", "holes": begun.holes}, 201)

    async def draft(self, request: Request) -> Response:
        """A draft after some steps: its text, what is wrong with it, and a part of its form."""
        source, sent = self._source(request), await _sent(request)
        try:
            return JSONResponse(await asyncio.to_thread(self._draft, source, sent))
        except (BadStep, RewriteError) as exc:
            return JSONResponse({"said": f"{exc}"}, 400)
        except BadInput as exc:
            return JSONResponse({"said": _in_words(exc.problems)}, 422)

    def _draft(self, source: EditedSource, sent: dict[str, Any]) -> dict[str, Any]:
        saved = source.read()
        text = sent.get("text")
        text = text if isinstance(text, str) else saved.text
        made = draft_of(source, text, sent.get("steps", []), str(sent.get("part", "")))
        answer = self._told(source, made)
        answer["saved"] = saved.mark
        if not isinstance(sent.get("text"), str):
            answer["before"] = saved.text
        if sent.get("form", True):
            shown = {"draft": made, "source": source, "node_of_part": made.form}
            answer["form"] = self._pages.filled("form", **shown)
            answer["outline"] = self._pages.filled("outline", **shown)
        return answer

    def _told(self, source: EditedSource, made: SourceDraft) -> dict[str, Any]:
        return {
            "text": made.text,
            "part": made.part.key if made.part else "",
            "problems": [one.as_data for one in made.problems],
            "ids": made.ids,
            "shared": self._shared_ids(source),
            "summary": self._pages.filled("problems", draft=made, source=source),
        }

    def _shared_ids(self, source: EditedSource) -> dict[str, str]:
        """The shared wording that each id of a guide comes from, where it comes from one."""
        guide = self._texts.guide(source.name) if source.kind == "guide" else None
        uses = guide.condition.uses if guide and guide.condition else ()
        return {name: one.name for one in uses for _, name in one.inside}

    async def save(self, request: Request) -> Response:
        """Saves a draft; else says what is wrong with it, or what somebody else has saved."""
        source, sent = self._source(request), await _sent(request)
        base, text = sent.get("base"), sent.get("text")
        if not isinstance(base, str) or not isinstance(text, str):
            raise HTTPException(400)
        try:
            answer = await asyncio.to_thread(source.save, base, text)
        except BadInput as exc:
            return JSONResponse({"said": _in_words(exc.problems)}, 422)
        except PublisherError as exc:
            return JSONResponse({"said": str(exc)}, 500)
        if isinstance(answer, SavedText):
            return JSONResponse({"base": answer.mark, "text": answer.text})
        before = sent.get("before")
        return await asyncio.to_thread(
            self._refused, answer, text, before if isinstance(before, str) else ""
        )

    def _refused(self, answer: Refusal, text: str, before: str) -> Response:
        if answer.saved is None:
            found = [PlacedProblem(one, (), "").as_data for one in answer.problems]
            said = f"Not saved: {len(found)} problem{'' if len(found) == 1 else 's'} to mend first."
            return JSONResponse({"said": said, "problems": found}, 422)
        theirs = answer.saved
        both = together(before, text, theirs.text) if before else None
        page = self._pages.filled(
            "conflict",
            theirs=differences(before, theirs.text) if before else (),
            mine=differences(theirs.text, text),
            can_join=both is not None,
        )
        told = {"conflict": page, "base": theirs.mark, "theirs": theirs.text, "both": both}
        return JSONResponse(told, 409)

    async def picture(self, request: Request) -> Response:
        """Puts a picture, the body of the request, beside the source of a guide."""
        source, file = self._source(request), request.query_params.get("file", "")
        if source.kind != "guide":
            raise HTTPException(404)
        data = await limited_body(request, MOST_PICTURE)
        try:
            name = await asyncio.to_thread(add_picture, source.path.parent, file, data)
        except BadInput as exc:
            return JSONResponse({"said": _mistakes(exc.problems)}, 422)
        return JSONResponse({"name": name}, 201)

    async def complete(self, request: Request) -> Response:
        """What may stand at a place in a text."""
        source, sent = self._source(request), await _sent(request)
        text, at = sent.get("text"), sent.get("at")
        if not isinstance(text, str) or type(at) is not int:
            raise HTTPException(400)
        options = await asyncio.to_thread(options_of, source)
        found = await asyncio.to_thread(offers_at, text, at, source.kind, options)
        return JSONResponse({"from": found.start, "offers": [asdict(one) for one in found.offers]})

    async def measure(self, request: Request) -> Response:
        """How long some texts are beside their limits, in words."""
        sent = await _sent(request)
        fields = sent.get("fields")
        if not isinstance(fields, list) or len(fields) > _MOST_MEASURED:
            raise HTTPException(400)
        told = []
        for one in fields:
            if not isinstance(one, dict) or not isinstance(one.get("text"), str):
                raise HTTPException(400)
            numbers = [one.get(key) for key in ("characters", "words", "sentence")]
            limits = LengthLimits(*(n if isinstance(n, int) else 0 for n in numbers))
            found = measured(one["text"], limits)
            told.append({"said": found.said, "over": found.is_over})
        return JSONResponse(told)

    def _source(self, request: Request) -> EditedSource:
        """The file that an address names. Raises 404 where there is none."""
        kind, name = request.path_params["kind"], request.path_params["name"]
        if kind == "guide" and name in self._texts.names().conditions:
            return EditedSource(self._root, "guide", name)
        if kind == "shared" and name in shared_names(self._root):
            return EditedSource(self._root, "shared", name)
        raise HTTPException(404)


async def _sent(request: Request) -> dict[str, Any]:
    """The JSON object that a request sends. Raises 400 where it is none, 413 where it is long."""
    data = await limited_body(request, _MOST_SENT)
    try:
        sent = json.loads(data)
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    if not isinstance(sent, dict):
        raise HTTPException(400)
    return sent


def _mistakes(problems: tuple[Problem, ...]) -> str:
    """What is wrong with what was sent, in words."""
    return " ".join(f"{one.file} {one.wrong}: {one.right}." for one in problems)


def _in_words(problems: tuple[Problem, ...]) -> str:
    return "\n".join(map(str, problems))
