"""The routes of the studio: each reads names from an address and answers with what they name.

Names are compared with those that there are in the project before any path is made of them.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from publisher.build.publish import manifest_entries
from publisher.edition.model import Format
from publisher.errors import BadInput, Wrong
from publisher.preview import Preview, Previews
from publisher.preview.changes import changes
from publisher.studio.answers import attachment, there, unless_gone
from publisher.studio.compare import comparison, published_file
from publisher.studio.desk.routes import Desk
from publisher.studio.editor.routes import Editor
from publisher.studio.finished import (
    MEDIA_TYPES,
    FinishedFile,
    PagePictures,
    book_part,
)
from publisher.studio.page_places import PlaceOnPage, places_on_pages
from publisher.studio.pages import Pages, choices, out_files
from publisher.studio.safety import GUIDE_POLICY, Guard
from publisher.studio.texts import GuideText, Texts
from publisher.studio.views import TooMany, ViewName, Views

_STATIC = Path(__file__).parent / "static"
_ALIVE_S = 15.0
"""How often who watches is told that the studio is still there."""
_IN_GUIDE = {"Content-Security-Policy": GUIDE_POLICY}


class Studio:
    """Answers of one project. `font` is the file of the type that pages are set in."""

    def __init__(self, root: Path, out: Path, previews: Previews, font: Path) -> None:
        self._root, self._out, self._font = root, out, font
        self._texts = Texts(root)
        self._views = Views(self._texts, previews)
        self._write = secrets.token_urlsafe(24)
        self._pages = Pages(root.resolve().name, self._write)
        self._pictures = PagePictures()
        self._desk = Desk(self._texts, out, self._views, self._pages)
        self._editor = Editor(root, self._texts, self._pages, self._views)

    def app(self, host: str, token: str | None) -> Starlette:
        """The program that a server runs, for who reaches it under `host`."""
        view = "{condition}/{brand}/{language}/{edition}"
        routes = [
            Route("/", self.catalogue),
            Route("/guide/{condition}", self.guide),
            Route("/compare/{condition}", self.compare),
            Route(f"/events/{view}", self.events),
            Route(f"/made/{view}/{{mark}}/page.html", self.web_page),
            Route(f"/made/{view}/{{mark}}/{{size}}/{{number:int}}.png", self.page_picture),
            Route(f"/made/{view}/{{mark}}/places.json", self.places),
            Route(f"/made/{view}/{{mark}}/book/{{path:path}}", self.book_part),
            Route(f"/file/{view}", self.file),
            Route("/out/{brand}/{language}/{condition}/{file}", self.out_file),
            Route("/drawing/{condition}.svg", self.drawing),
            Route("/static/{file}", self.static),
            *self._desk.routes(),
            *self._editor.routes(),
        ]
        return Starlette(
            routes=routes,
            middleware=[Middleware(Guard, host=host, token=token, write=self._write)],
            exception_handlers={404: self._not_found},
            lifespan=self._watching,
        )

    @asynccontextmanager
    async def _watching(self, _: Starlette) -> AsyncIterator[None]:
        """Follows the files of the project as long as the studio runs."""
        loop, stop = asyncio.get_running_loop(), threading.Event()

        def follow() -> None:
            for paths in changes(self._root, stop):
                if paths:
                    loop.call_soon_threadsafe(self._views.changed, paths)

        thread = threading.Thread(target=follow, daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            self._views.close()
            self._desk.close()

    # Pages ----------------------------------------------------------------------------------------

    async def catalogue(self, request: Request) -> Response:
        """All guides of the project, or those that are searched for."""
        asked = request.query_params.get("q", "").strip()
        return HTMLResponse(await asyncio.to_thread(self._catalogue, asked))

    def _catalogue(self, asked: str) -> str:
        words = asked.casefold().split()
        guides = self._texts.guides()
        brands = self._texts.names().brands
        rows = [
            {
                "guide": guide,
                "files": out_files(self._out, guide, brands, self._texts),
                "is_found": all(word in guide.searched for word in words),
            }
            for guide in guides
        ]
        return self._pages.filled("catalogue", rows=rows, asked=asked)

    async def guide(self, request: Request) -> Response:
        """The preview of a guide."""
        guide = await self._guide(request)
        asked = dict(request.query_params)
        chosen = await asyncio.to_thread(choices, self._texts, guide)
        name = chosen.closest(guide.name, asked)
        if name is None:
            raise HTTPException(404)
        width = "phone" if asked.get("width") == "phone" else "desk"
        edition = next(one for one in chosen.editions if one.name == name.edition)
        state = self._pages.state(self._views.view(name))
        page = self._pages.filled(
            "guide",
            guide=guide,
            name=name,
            choices=chosen,
            width=width,
            edition=edition,
            state=state,
        )
        return HTMLResponse(page)

    async def compare(self, request: Request) -> Response:
        """Two versions of a guide side by side."""
        guide = await self._guide(request)
        asked = dict(request.query_params)
        return HTMLResponse(await asyncio.to_thread(self._compare, guide, asked))

    def _compare(self, guide: GuideText, asked: dict[str, str]) -> str:
        compared = comparison(self._out, guide, choices(self._texts, guide), asked)
        if compared is None:
            raise HTTPException(404)
        sides = []
        for side in (compared.left, compared.right):
            view = self._views.view(side.name)
            state, file = self._pages.state(view), view.file
            if side.is_published:
                file = view.published = published_file(self._out, side.name, compared.edition)
                stage = self._pages.filled("stage", view=view, file=file)
                state = {**state, "stage": stage, "mark": file.mark if file else ""}
            sides.append((side, state, file))
        return self._pages.filled("compare", guide=guide, compared=compared, sides=sides)

    async def events(self, request: Request) -> Response:
        """What is to be seen of a view, now and after each change, as server-sent events."""
        name = await self._name(request)
        return StreamingResponse(self._told(name), media_type="text/event-stream")

    async def _told(self, name: ViewName) -> AsyncIterator[bytes]:
        watched = self._views.watched(name)
        following = asyncio.ensure_future(anext(watched))
        try:
            while True:
                done, _ = await asyncio.wait({following}, timeout=_ALIVE_S)
                if not done:
                    yield b": still here\n\n"
                    continue
                state = json.dumps(self._pages.state(following.result()))
                yield f"event: state\ndata: {state}\n\n".encode()
                following = asyncio.ensure_future(anext(watched))
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
            await watched.aclose()

    # Files ----------------------------------------------------------------------------------------

    async def web_page(self, request: Request) -> Response:
        """A web page as it was made, in which nothing can run."""
        file = await self._made(request)
        if file.format is not Format.WEB:
            raise HTTPException(404)
        return Response(file.data, media_type=MEDIA_TYPES[".html"], headers=_IN_GUIDE)

    async def page_picture(self, request: Request) -> Response:
        """A page of a PDF as PNG."""
        file = await self._made(request)
        number, size = request.path_params["number"], request.path_params["size"]
        picture = self._pictures.picture
        return Response(
            await there(lambda: picture(file, number, size)),
            media_type="image/png",
            headers={"Cache-Control": "private, max-age=600"},
        )

    async def places(self, request: Request) -> Response:
        """Where the blocks of the guide are on the pages of a PDF, by the numbers of pages."""
        file, named = await self._made(request), request.path_params
        guide = await self._guide(request)
        found = await asyncio.to_thread(self._places, file, guide, named)
        headers = {"Cache-Control": "private, max-age=600"}
        return JSONResponse([asdict(one) for one in found], headers=headers)

    def _places(
        self, file: FinishedFile, guide: GuideText, named: dict[str, str]
    ) -> tuple[PlaceOnPage, ...]:
        edition = self._texts.edition(named["edition"])
        if not file.pages or guide.condition is None or edition is None:
            return ()
        try:
            text = self._texts.in_language(guide.condition, named["language"])
        except BadInput:
            return ()
        return places_on_pages(file, text, edition.wording)

    async def book_part(self, request: Request) -> Response:
        """A document, style sheet or picture of an e-book."""
        file, path = await self._made(request), request.path_params["path"]
        if file.format is not Format.EPUB:
            raise HTTPException(404)
        data, media_type = await there(lambda: book_part(file, path))
        return Response(data, media_type=media_type, headers=_IN_GUIDE)

    async def file(self, request: Request) -> Response:
        """The file as it is now, made and proven for who asks; refused where it does not hold."""
        name = await self._name(request)
        preview = await self._preview(request, name)
        made = next((one for one in preview.files if one.data is not None), None)
        if preview.failed:
            return Response(preview.failed + "\n", 503, media_type="text/plain")
        if made is None or made.faults or preview.problems:
            wrong = [*map(str, preview.problems), *(made.faults if made else ())]
            return Response("\n".join(wrong) + "\n", 422, media_type="text/plain")
        file = made.path.rpartition("/")[2]
        return Response(
            made.data,
            media_type="application/octet-stream",
            headers={**_IN_GUIDE, **attachment(f"{name.condition}-{file}")},
        )

    async def _preview(self, request: Request, name: ViewName) -> Preview:
        """What comes of a request for a file, unless the one who asked has gone."""
        try:
            return await unless_gone(request, self._views.file(name))
        except TooMany:
            raise HTTPException(503, headers={"Retry-After": "5"}) from None

    async def out_file(self, request: Request) -> Response:
        """A finished file in `out/`, which its manifest must list."""
        named = request.path_params
        guide, file = await self._guide(request), named["file"]
        if named["brand"] not in self._texts.names().brands or (
            named["language"] not in guide.languages
        ):
            raise HTTPException(404)
        folder = self._out / named["brand"] / named["language"] / guide.name
        path = folder / file
        if file not in manifest_entries(folder) or path.is_symlink() or not path.is_file():
            raise HTTPException(404)
        headers = {**_IN_GUIDE, **attachment(f"{guide.name}-{file}")}
        return FileResponse(path, media_type="application/octet-stream", headers=headers)

    async def drawing(self, request: Request) -> Response:
        """The first drawing of a guide, in the colors of the first brand, or those for the dark."""
        guide = await self._guide(request)
        svg = await asyncio.to_thread(self._drawing, guide, "dark" in request.query_params)
        return Response(svg, media_type=MEDIA_TYPES[".svg"], headers=_IN_GUIDE)

    def _drawing(self, guide: GuideText, is_dark: bool) -> str:
        for name in self._texts.names().brands:
            brand, drawing = self._texts.brand(name), guide.drawing
            if brand and drawing:
                try:
                    return brand.paint(drawing, brand.dark if is_dark else brand.light)
                except Wrong:
                    break
        raise HTTPException(404)

    async def static(self, request: Request) -> Response:
        """A file of our own: style, scripts, type."""
        file = request.path_params["file"]
        if file == "type.ttf":
            return FileResponse(
                self._font, media_type="font/ttf", headers={"Cache-Control": "max-age=86400"}
            )
        if file not in {path.name for path in _STATIC.iterdir()}:
            raise HTTPException(404)
        suffix = Path(file).suffix
        media_type = "text/javascript; charset=utf-8" if suffix == ".js" else MEDIA_TYPES[suffix]
        return FileResponse(_STATIC / file, media_type=media_type)

    async def _not_found(self, request: Request, _: Exception) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "")
        if not wants_page:
            return Response("There is no such page.\n", 404, media_type="text/plain")
        return HTMLResponse(self._pages.filled("missing"), 404)

    # Names ----------------------------------------------------------------------------------------

    async def _guide(self, request: Request) -> GuideText:
        name = request.path_params["condition"]
        if name not in self._texts.names().conditions:
            raise HTTPException(404)
        return await asyncio.to_thread(self._texts.guide, name)

    async def _name(self, request: Request) -> ViewName:
        """The view that an address names. Raises 404 where there is none."""
        guide = await self._guide(request)
        chosen = await asyncio.to_thread(choices, self._texts, guide)
        asked = {key: str(value) for key, value in request.path_params.items()}
        name = chosen.closest(guide.name, asked)
        if name is None or (name.brand, name.language, name.edition) != tuple(
            asked[key] for key in ("brand", "language", "edition")
        ):
            raise HTTPException(404)
        return name

    async def _made(self, request: Request) -> FinishedFile:
        """The file that an address means. Raises 404 where it is not on view any longer."""
        named = request.path_params
        keys = ("condition", "brand", "language", "edition")
        view = self._views.known(ViewName(*(named[key] for key in keys)))
        file = view.by_mark(named["mark"]) if view else None
        if file is None:
            raise HTTPException(404)
        return file
