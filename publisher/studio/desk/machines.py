"""What other programs ask: infobutton requests of health records, OPDS, FHIR, and the files.

An answer to a code leads to files that are made when somebody opens them. OPDS and FHIR tell of
what is finished in `out/` and made of today's texts.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from publisher.build.state import FileStates, files_below
from publisher.edition.model import Edition, Format
from publisher.errors import BadInput
from publisher.exchange import fhir, infobutton
from publisher.feed import covers, opds
from publisher.plan.names import Selection
from publisher.plan.select import plan_jobs
from publisher.published.book import opened
from publisher.published.catalogue import (
    MEDIA_TYPES,
    BrandCatalogue,
    PublishedFile,
    Title,
    brand_catalogues,
)
from publisher.published.codes import SYSTEMS
from publisher.published.urls import Urls
from publisher.studio.answers import unless_gone
from publisher.studio.desk import making
from publisher.studio.desk.bench import Bench
from publisher.studio.desk.making import NotDone
from publisher.studio.safety import GUIDE_POLICY
from publisher.studio.texts import GuideText, Texts
from publisher.studio.views import ViewName, Views

_MOST_KEPT = 48
_CODE, _SYSTEM = "mainSearchCriteria.v.c", "mainSearchCriteria.v.cs"
_LANGUAGE = "informationRecipient.languageCode.c"
_ATOM_TYPE, _JSON_TYPE = "application/atom+xml; charset=utf-8", "application/json"
_TYPES = {"": _ATOM_TYPE, "text/xml": _ATOM_TYPE, "application/atom+xml": _ATOM_TYPE}
_TYPES[_JSON_TYPE] = _JSON_TYPE
_OLD_TAGS = {"sp": "es"}  # as MedlinePlus calls Spanish in some of its addresses


class Machines:
    """Answers for other programs, in one project."""

    def __init__(self, texts: Texts, out: Path, views: Views, bench: Bench) -> None:
        self._texts, self._out, self._views, self._bench = texts, out, views, bench
        self._kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self._published: dict[str, tuple[tuple[str, str], dict[str, bytes]]] = {}
        self._reading = asyncio.Lock()

    def routes(self) -> list[Route]:
        """All of them; each only reads."""
        return [
            Route("/infobutton", self.infobutton),
            Route("/opds", self.opds),
            Route("/opds/{brand}", self.opds),
            Route("/fhir", self.fhir),
            Route("/fhir/{brand}", self.fhir),
            Route("/published/{brand}/{language}/{condition}/{file}", self.document),
            Route("/published/{brand}/{path:path}", self.told),
        ]

    # By code --------------------------------------------------------------------------------------

    async def infobutton(self, request: Request) -> Response:
        """The answer to a request as health records send it to MedlinePlus Connect."""
        asked = request.query_params
        media_type = _TYPES.get(asked.get("knowledgeResponseType", "").partition(";")[0].strip())
        if media_type is None:
            said = "knowledgeResponseType is text/xml or application/json.\n"
            return PlainTextResponse(said, 406)
        if not asked.get(_CODE, "").strip():
            return PlainTextResponse(f"{_CODE} is missing: it is the code to look for.\n", 400)
        brand = asked.get("brand") or next(iter(self._texts.names().brands), "")
        if brand not in self._texts.names().brands:
            return PlainTextResponse("There is no such brand.\n", 404)
        async with self._reading:
            try:
                data = await asyncio.to_thread(
                    self._answer, dict(asked), brand, str(request.base_url), media_type
                )
            except BadInput as exc:
                return PlainTextResponse(f"{exc}\n", 503)
        return Response(data, media_type=media_type)

    def _answer(self, asked: dict[str, str], brand: str, base: str, media_type: str) -> bytes:
        code = asked[_CODE].strip().casefold()
        system = asked.get(_SYSTEM, "").strip().removeprefix("urn:oid:")
        language = asked.get(_LANGUAGE, "").strip() or "en"
        language = _OLD_TAGS.get(language, language)
        found = [one for one in self._texts.guides() if _is_about(one, code, system)]
        layouts = FileStates().of(files_below(self._texts.root / "layouts"))
        key = (*((one.name, one.state) for one in found), layouts, brand, base, code, language)
        kept = self._kept.get((media_type, system, *key))
        if kept is None:
            kept = self._made(found, brand, (code, system, language), base, media_type)
            self._keep((media_type, system, *key), kept)
        return kept

    def _made(
        self,
        found: Sequence[GuideText],
        brand: str,
        wanted: tuple[str, str, str],
        base: str,
        media_type: str,
    ) -> bytes:
        code, system, language = wanted
        ending = ".json" if media_type == _JSON_TYPE else ".xml"
        catalogue = self._planned(found, brand, language)
        if catalogue is not None:
            files = infobutton.files(catalogue, Urls(f"{base}published"))
            for one in infobutton.answers(catalogue):
                is_right = one.code.code.casefold() == code and system in ("", one.oid)
                if is_right and one.language.casefold() == language.casefold():
                    path = PurePosixPath(brand) / one.path
                    return files[path.with_name(path.name + ending)]
        nothing = infobutton.nothing_as_atom
        if media_type == _JSON_TYPE:
            nothing = infobutton.nothing_as_json
        said = ((_CODE, code), (_SYSTEM, system), (_LANGUAGE, language))
        named = self._texts.brand(brand)
        return nothing(named.name if named else brand, language, said, datetime.now(UTC))

    def _planned(
        self, found: Sequence[GuideText], brand: str, language: str
    ) -> BrandCatalogue | None:
        """The guides in a language with the files that can be made of them; None for none."""
        bare = language.partition("-")[0].casefold()
        spoken = {
            one for guide in found for one in guide.languages if one.partition("-")[0] == bare
        }
        own = self._texts.brand(brand)
        if own is None:
            return None
        titles = []
        for tag in sorted(spoken):
            for guide in found:
                if tag in guide.languages and (tag == guide.languages[0] or own.speaks(tag)):
                    titles += self._title(guide, brand, tag)
        return BrandCatalogue(brand=own, titles=tuple(titles)) if titles else None

    def _title(self, guide: GuideText, brand: str, language: str) -> list[Title]:
        editions = tuple(one.name for one in self._handed(guide))
        asked = Selection((guide.name,), (brand,), editions, (language,))
        jobs = plan_jobs(self._texts.root, asked).jobs
        copies = tuple(
            PublishedFile(job=job, file=self._out / job.path, sha256="", size=0, pages=None)
            for job in jobs
        )
        return [Title(copies=copies)] if copies else []

    def _handed(self, guide: GuideText) -> list[Edition]:
        """The editions that a patient opens: not those for a print shop."""
        return [one for one in self._editions(guide) if one.format is not Format.PRINT]

    def _editions(self, guide: GuideText) -> list[Edition]:
        condition = guide.condition
        return [
            one for one in self._texts.editions() if condition is not None and one.takes(condition)
        ]

    # Files ----------------------------------------------------------------------------------------

    async def document(self, request: Request) -> Response:
        """A file of a guide, made when it is asked for; the last ones are kept."""
        named = request.path_params
        names = self._texts.names()
        if named["condition"] not in names.conditions or named["brand"] not in names.brands:
            return await self.told(request)
        guide = await asyncio.to_thread(self._texts.guide, named["condition"])
        edition = next((one for one in self._editions(guide) if one.file == named["file"]), None)
        if edition is None or named["language"] not in guide.languages:
            raise HTTPException(404)
        name = ViewName(guide.name, named["brand"], named["language"], edition.name)
        layouts = FileStates().of(files_below(self._texts.root / "layouts"))
        key = (name, guide.state, layouts)
        if (data := self._kept.get(key)) is None:
            try:
                file = await unless_gone(request, making.made(self._views, name, guide.title))
            except NotDone as exc:
                return PlainTextResponse("\n".join(exc.lines) + "\n", exc.status)
            data = file.data or b""
            self._keep(key, data)
        headers = {"Content-Security-Policy": GUIDE_POLICY} if edition.format is Format.WEB else {}
        return Response(data, media_type=MEDIA_TYPES[edition.format], headers=headers)

    def _keep(self, key: tuple[object, ...], data: bytes) -> None:
        self._kept[key] = data
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)

    # What is finished -----------------------------------------------------------------------------

    async def opds(self, request: Request) -> Response:
        """The catalogue for reading apps: OPDS 1.2, or 2.0 for who asks for JSON."""
        wants_json = opds.JSON in request.headers.get("accept", "")
        at = "feed/opds-2.0/index.json" if wants_json else "feed/opds-1.2/index.xml"
        return await self._tell(request, self._brand(request), at)

    async def fhir(self, request: Request) -> Response:
        """All finished files as a Bundle of DocumentReferences."""
        return await self._tell(request, self._brand(request), "fhir/bundle.json")

    async def told(self, request: Request) -> Response:
        """A file of the catalogue, or one DocumentReference."""
        parts = request.path_params
        path = parts.get("path") or "/".join(
            parts[key] for key in ("language", "condition", "file")
        )
        return await self._tell(request, self._brand(request), path)

    def _brand(self, request: Request) -> str:
        """The brand that is asked about, else the first. Raises 404 where there is no such."""
        brands = self._texts.names().brands
        asked = request.path_params.get("brand") or request.query_params.get("brand")
        if not brands or (asked and asked not in brands):
            raise HTTPException(404)
        return str(asked or brands[0])

    async def _tell(self, request: Request, brand: str, path: str) -> Response:
        try:
            files = await unless_gone(request, self._all_told(brand, str(request.base_url)))
        except NotDone as exc:
            return PlainTextResponse("\n".join(exc.lines) + "\n", max(exc.status, 404))
        data = files.get(f"{brand}/{path}") or files.get(f"{brand}/{path}.json")
        if data is None:
            raise HTTPException(404)
        return Response(data, media_type=_media_type(path))

    async def _all_told(self, brand: str, base: str) -> dict[str, bytes]:
        """All that is told of a brand; read once, however many ask, until a file changes."""
        async with self._reading:
            state = await asyncio.to_thread(self._state, brand)
            known = self._published.get(brand)
            if known is None or known[0] != (state, base):
                made = await making.done(
                    self._bench, told_files, self._texts.root, self._out, brand, base
                )
                known = self._published[brand] = (state, base), made
            return known[1]

    def _state(self, brand: str) -> str:
        root = self._texts.root
        files = [*files_below(root / "sources"), *files_below(root / "layouts")]
        manifests = (self._out / brand).glob("*/*/manifest.json")
        return FileStates().of([*files, *sorted(manifests)])


def told_files(root: Path, out: Path, brand: str, base: str) -> dict[str, bytes]:
    """OPDS and FHIR of what is finished, by path; what is older than its text is left out.

    Raises `BadInput` where nothing is finished.
    """
    jobs = plan_jobs(root, Selection(brands=(brand,))).jobs
    to = Urls(f"{base}published")
    (catalogue,) = brand_catalogues(jobs, out, leave_out_old=True)
    books = {
        title.name: opened(copy.data())
        for title in catalogue.titles
        for copy in title.of(Format.EPUB)[:1]
    }
    files = {**fhir.files(catalogue, to), **opds.files(catalogue, books, to)}
    for title in catalogue.titles:
        for copy in title.of(Format.EPUB)[:1]:
            files[covers.path(title)], files[covers.thumbnail_path(title)] = covers.pictures(copy)
    return {str(path): data for path, data in files.items()}


def _is_about(guide: GuideText, code: str, system: str) -> bool:
    codes = guide.condition.codes if guide.condition else ()
    return any(
        one.code.casefold() == code and system in ("", SYSTEMS[one.system].oid) for one in codes
    )


def _media_type(path: str) -> str:
    if path.startswith("fhir/"):
        return "application/fhir+json"
    if path.endswith(".json"):
        return opds.JSON
    if path.endswith(".jpg"):
        return "image/jpeg"
    return opds.NAVIGATION if path.endswith("index.xml") else opds.ACQUISITION
