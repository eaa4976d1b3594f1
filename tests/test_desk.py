"""The clinic desk of `publisher studio`, as a process, seen through Chromium and by programs."""

from __future__ import annotations

import asyncio
import io
import json
import re
import shutil
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Browser, Page, expect

from publisher.apart import Apart, Stopped
from publisher.studio.app import Studio
from publisher.studio.desk.bench import Bench
from publisher.studio.desk.uploads import file_name
from publisher.verify.extract.pdf import read
from tests import judges
from tests.catalogue import Catalogue
from tests.desk_project import SPANISH, desk_project
from tests.helpers import SOURCE, Project
from tests.judges import feed
from tests.test_studio import PATIENCE_S, Answer, Running, _Noted, serving
from tests.word_edits import EDITS

ROOM = "Sala 4, segunda planta."
ASKS = "¿Puedo conducir mañana?"
WORD = "/file/every-block/riverbend/en-US/word"
ICD = "2.16.840.1.113883.6.90"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return desk_project(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def studio(project: Project) -> Iterator[Running]:
    """The studio of one project. Whoever changes a file of it puts it back."""
    yield from serving(project)


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1024, "height": 768}, accept_downloads=True)
    yield from _watched(page)


def _watched(page: Page) -> Iterator[Page]:
    page.set_default_timeout(60_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    page.close()
    assert wrong == []


def judged(tab: Page) -> list[str]:
    return [*judges.axe(tab), *judges.cut_off(tab), *judges.small_targets(tab)]


def edited(data: bytes, *names: str) -> bytes:
    """A Word file with edits in it, by their names."""
    for name in names:
        data = next(one for one in EDITS if one.name == name).made(data)
    return data


def write_secret(studio: Running) -> str:
    found = re.search(r'data-write="([^"]{20,})"', studio.ask("/desk").body.decode())
    assert found
    return found[1]


def sent(studio: Running, path: str, body: bytes, **headers: str) -> Answer:
    """An answer to what a page of this studio sends."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", studio.port, timeout=PATIENCE_S)
    known = {"Host": f"127.0.0.1:{studio.port}", "X-Studio-Write": write_secret(studio)} | headers
    try:
        connection.request("POST", path, body, known)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


def said(answer: Answer) -> Any:
    return json.loads(answer.body)


# A whole day -----------------------------------------------------------------------------------


def test_a_day_at_the_clinic_desk(
    tab: Page, studio: Running, project: Project, tmp_path: Path
) -> None:
    before = project.source.read_bytes()
    try:
        _finds_and_ticks(tab, studio)
        _hands_out_a_pack(tab, project)
        _forgets(tab)
        _orders_print(tab, studio)
        _brings_an_edited_file_home(tab, studio, project, tmp_path)
    finally:
        project.source.write_bytes(before)


def _finds_and_ticks(tab: Page, studio: Running) -> None:
    tab.goto(f"{studio.url}/")
    tab.get_by_role("link", name="Clinic desk").click()
    titles = tab.locator(".title:visible")
    expect(titles).to_have_count(len(SPANISH) + 1)
    field = tab.locator("#q")
    field.fill("low iron")  # as a patient says it
    expect(titles).to_have_count(1)
    tab.get_by_label("Iron deficiency anemia").check()
    field.fill("migrana")  # in Spanish, and without its accent
    expect(tab.locator("#count")).to_have_text("2 of 4 guides")
    for box in tab.locator(".title:visible [name=guide]").all():
        box.check()
    field.fill("no such thing")
    expect(tab.locator("#nothing")).to_be_visible()
    assert judged(tab) == []
    field.fill("")
    tab.locator("[name=part]").select_option("blood")
    expect(titles).to_have_count(1)
    tab.locator("[name=part]").select_option("")
    expect(tab.locator(".ticked li")).to_have_count(3)


def _hands_out_a_pack(tab: Page, project: Project) -> None:
    tab.locator("[name=language]").select_option("es")
    tab.locator("[name=edition]").select_option("large-print")
    tab.locator("[name=brand]").select_option("riverbend")
    tab.get_by_label("Note from the clinic").fill(ROOM)
    tab.get_by_label("Questions, one to a line").fill(ASKS)
    expect(tab.locator(".ticked a", has_text="Print")).to_have_count(3)
    assert judged(tab) == []
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Make one PDF").click()
    expect(tab.locator("#outcome")).to_contain_text(re.compile(r"One PDF of \d+ pages"))
    assert judged(tab) == []
    data = download.value.path().read_bytes()
    read_out = [one.text for one in read(data)]
    for words in ("Documentos para su visita", ROOM, ASKS, "Anemia por falta de hierro"):
        assert words in " ".join(read_out)
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        assert [one.title for one in outline.root] == [
            "Anemia por falta de hierro",
            *["Migraña"] * 2,
        ]
    assert "Sala" not in tab.url
    kept = [path for path in project.root.rglob("*") if path.is_file()]
    assert [path for path in kept if ROOM.encode() in path.read_bytes()] == []
    with tab.expect_download() as download:
        tab.locator(".ticked a", has_text="Download").first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def _forgets(tab: Page) -> None:
    tab.reload()
    expect(tab.get_by_label("Note from the clinic")).to_have_value(ROOM)  # of this tab
    expect(tab.locator(".ticked li")).to_have_count(3)
    tab.get_by_role("button", name="Next patient").click()
    expect(tab.get_by_label("Note from the clinic")).to_have_value("")
    expect(tab.locator(".ticked li")).to_have_count(0)
    assert tab.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]


def _orders_print(tab: Page, studio: Running) -> None:
    tab.get_by_role("link", name="Print order").click()
    tab.locator("[name=guide]").select_option("every-block")
    tab.locator("[name=edition]").select_option("trifold")
    tab.locator("[name=brand]").select_option("riverbend")
    tab.locator("[name=copies]").fill("0")
    make = tab.get_by_role("button", name="Make the order")
    make.click()
    wrong = tab.locator("#wrong")
    expect(wrong).to_have_text("The number of copies is a number from 1 to 1,000,000.")
    assert judged(tab) == []
    tab.locator("[name=copies]").fill("250")
    tab.get_by_label("To the shop").fill("Deliver to the back door.")
    with tab.expect_download() as download:
        make.click()
    expect(wrong).to_be_hidden()
    with zipfile.ZipFile(download.value.path()) as archive:
        names = archive.namelist()
        letter = archive.read("READ-ME-FIRST.txt").decode()
        sheet = archive.read("trifold.pdf")
    assert {"trifold.pdf", "ticket-trifold.pdf", "ticket-trifold.json"} < set(names)
    assert "proof-trifold/folded.png" in names
    assert "Copies    250" in letter
    assert "Deliver to the back door." in letter
    assert sheet == studio.ask("/file/every-block/riverbend/en-US/trifold").body


def _brings_an_edited_file_home(tab: Page, studio: Running, project: Project, folder: Path) -> None:
    file = folder / "from the nurse.docx"
    word = studio.ask(WORD).body
    file.write_bytes(edited(word, "the title", "an item removed"))
    tab.get_by_role("link", name="Edited Word file").click()
    assert judged(tab) == []
    broken = folder / "photo.docx"
    broken.write_bytes(b"no Word file at all")
    _upload(tab, broken)
    expect(tab.locator("#wrong li").first).to_have_text(
        "photo.docx  is not a Word file: save it as .docx (Word document), without a password"
    )
    assert judged(tab) == []
    _upload(tab, file)
    changes = tab.locator(".decision:has([value=accept])")
    expect(changes).to_have_count(2)
    assert judged(tab) == []
    write = tab.get_by_role("button", name="Write what is accepted")
    write.click()
    expect(tab.locator("#wrong")).to_contain_text("Not decided yet")
    changes.filter(has_text="title").get_by_label("Refuse").check()
    changes.filter(has_not_text="title").get_by_label("Accept").check()
    write.click()
    expect(tab.locator("#wrong")).to_have_text(
        "Not decided yet: For whom are the changes of the text?"
    )
    tab.get_by_label("Every clinic").check()
    assert judged(tab) == []
    before = project.source.read_text(encoding="utf-8").splitlines()
    write.click()
    expect(tab.locator(".done")).to_contain_text(SOURCE)
    assert judged(tab) == []
    after = project.source.read_text(encoding="utf-8").splitlines()
    assert [one for one in after if one not in before] == [
        one for one in after if one.startswith("modified: ")
    ]
    assert len(after) < len(before)
    assert next(one for one in after if one.startswith("title:")) in before


def _upload(tab: Page, file: Path) -> None:
    tab.locator("#file").set_input_files(file)
    tab.get_by_role("button", name="Look at its changes").click()


# Screens and states ----------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 820, 1440])
def test_all_screens_of_the_desk_are_accessible(
    browser: Browser, studio: Running, width: int, scheme: Any
) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    tab.set_default_timeout(60_000)
    for path in (
        "/desk",
        "/desk?guide=migraine&guide=every-block&language=es&edition=large-print&brand=riverbend",
        "/desk?guide=migraine&edition=web",
        "/desk/word",
        "/desk/order",
        "/desk/word/nowhere",
    ):
        tab.goto(studio.url + path)
        expect(tab.locator("#chosen:not([data-shown])")).to_have_count(0)  # told by the studio
        assert (path, judged(tab)) == (path, [])
    tab.close()


def test_the_desk_is_reached_by_keyboard(tab: Page, studio: Running) -> None:
    tab.goto(f"{studio.url}/desk?guide=migraine")
    expect(tab.locator(".ticked a").first).to_be_visible()
    stops = judges.walk(tab)
    assert {"A", "SELECT", "INPUT", "TEXTAREA", "BUTTON"} <= {stop.tag for stop in stops}
    assert [stop for stop in stops if not stop.outline] == []


def test_what_is_not_there_in_a_language_is_told_and_makes_no_pack(
    tab: Page, studio: Running
) -> None:
    tab.goto(f"{studio.url}/desk?guide=migraine&guide=every-block&language=es&edition=handout")
    expect(tab.locator(".lacks")).to_have_text("Not in Español yet; there is English.")
    tab.get_by_role("button", name="Make one PDF").click()
    wrong = tab.locator("#wrong")
    expect(wrong).to_have_text("Every block: Not in Español yet; there is English.")
    assert judged(tab) == []
    tab.locator("[name=edition]").select_option("word")
    expect(tab.locator("#chosen")).to_contain_text("do not go into one PDF")


def test_a_studio_that_is_gone_is_told_and_what_was_typed_stays(tab: Page, tmp_path: Path) -> None:
    project = desk_project(tmp_path)
    one = Running("studio", "--root", str(project.root), "--port", "0")
    tab.goto(f"{one.url}/desk")
    tab.get_by_label("Note from the clinic").fill(ROOM)
    tab.get_by_label("Migraine").first.check()
    expect(tab.locator(".ticked li")).to_have_count(1)
    one.process.kill()
    one.process.wait()
    one.close()
    tab.get_by_role("button", name="Make one PDF").click()
    lost = tab.locator("#lost")
    expect(lost).to_be_visible()
    expect(lost).to_contain_text("What you typed is still here")
    expect(tab.get_by_label("Note from the clinic")).to_have_value(ROOM)
    assert judges.axe(tab) == []


# Two people ------------------------------------------------------------------------------------


def test_who_comes_second_overwrites_nothing_and_sees_what_changed(
    tab: Page, studio: Running, project: Project, tmp_path: Path
) -> None:
    before = project.source.read_text(encoding="utf-8")
    file = tmp_path / "edited.docx"
    file.write_bytes(edited(studio.ask(WORD).body, "a row removed", "the title"))
    try:
        tab.goto(f"{studio.url}/desk/word")
        _upload(tab, file)
        expect(tab.locator("#review")).to_be_visible()
        project.source.write_text(before.replace("Circle", "Ring"), encoding="utf-8")
        tab.get_by_role("button", name="Accept the rest").click()
        tab.get_by_label("Every clinic").check()
        write = tab.get_by_role("button", name="Write what is accepted")
        write.click()
        told = tab.locator(".changed")
        expect(told).to_contain_text("Somebody else has written since you looked")
        expect(told.locator("del")).to_contain_text("Circle")
        expect(told.locator("ins")).to_contain_text("Ring")
        assert project.source.read_text(encoding="utf-8") == before.replace("Circle", "Ring")
        three = tab.locator(".three dd")
        expect(three).to_have_count(3)
        expect(three.nth(0)).to_contain_text("Circle")
        expect(three.nth(1)).to_have_text("(removed)")
        expect(three.nth(2)).to_contain_text("Ring")
        assert judged(tab) == []
        tab.get_by_label("Keep the source’s").check()
        tab.get_by_role("button", name="Accept the rest").click()
        tab.get_by_label("Every clinic").check()
        write.click()
        expect(tab.locator(".done")).to_be_visible()
        after = project.source.read_text(encoding="utf-8")
        assert "Ring" in after
        assert after.splitlines() != before.splitlines()
    finally:
        project.source.write_text(before, encoding="utf-8")


def test_tracked_changes_are_asked_about(tab: Page, studio: Running, tmp_path: Path) -> None:
    file = tmp_path / "edited.docx"
    file.write_bytes(edited(studio.ask(WORD).body, "words, accepted"))
    tab.goto(f"{studio.url}/desk/word")
    _upload(tab, file)
    expect(tab.locator("#tracked-lines li").first).to_contain_text("tracked change")
    assert judged(tab) == []
    tab.get_by_role("button", name="Accept them all, then look").click()
    expect(tab.locator(".decision:has([value=accept])").first).to_be_visible()


# What it refuses -------------------------------------------------------------------------------


def test_only_a_page_of_this_studio_sends_something(studio: Running) -> None:
    for path in ("/desk/pack", "/desk/upload", "/desk/word/x/write", "/desk/order.zip"):
        assert (path, studio.ask(path, "POST").status) == (path, 403)
        foreign = {"X_Studio_Write": write_secret(studio), "Origin": "http://evil.example"}
        assert (path, studio.ask(path, "POST", **foreign).status) == (path, 403)


def _bomb() -> bytes:
    """A small file that unpacks to far more than anybody reads."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b" " * 400_000_000)
        archive.writestr("word/document.xml", b" " * 400_000_000)
    return out.getvalue()


def test_hostile_files_are_refused_as_the_command_says_it(
    studio: Running, project: Project
) -> None:
    before = project.source.read_bytes()
    for name, body, status, words in (
        ("x.docx", b"", 422, "x.docx  is not a Word file"),
        ("../../../etc/passwd", b"PK\x03\x04", 422, "passwd  is damaged"),
        ("bomb.docx", _bomb(), 422, "bomb.docx"),
    ):
        answer = sent(studio, f"/desk/upload?name={name}", body)
        assert (name, answer.status) == (name, status)
        assert said(answer)["wrong"][0].startswith(words)
    assert sent(studio, "/desk/upload?name=x", b"0" * 25_000_001).status == 413
    for body in (b"", b"[]", b"{", b"[" * 90_000):
        assert (body[:9], sent(studio, "/desk/pack", body).status) == (body[:9], 400)
    for asked in ({"guides": 3}, {"guides": None}, {"guides": ["../x"]}, {"brand": []}):
        answer = sent(studio, "/desk/pack", json.dumps(asked).encode())
        assert (asked, answer.status) == (asked, 422)
        assert said(answer)["wrong"] == ["Tick the guides first."]
    assert project.source.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("edited.docx", "edited.docx"),
        ("../../sources/x.docx", "x.docx"),
        ("C:\\Users\\nurse\\x.docx", "x.docx"),
        ("..", "edited.docx"),
        ("", "edited.docx"),
        ("a\x00b\n.docx", "ab.docx"),
    ],
)
def test_a_file_is_called_by_its_last_name_alone(name: str, kept: str) -> None:
    assert file_name(name) == kept


# Programs --------------------------------------------------------------------------------------


def test_a_health_record_is_answered_by_code_and_language(studio: Running) -> None:
    query = (
        f"/infobutton?mainSearchCriteria.v.cs={ICD}&mainSearchCriteria.v.c=G43.909"
        "&mainSearchCriteria.v.dn=Migraine&informationRecipient.languageCode.c=es&brand=riverbend"
    )
    answer = studio.ask(f"{query}&knowledgeResponseType=application/json")
    assert answer.headers["Content-Type"] == "application/json"
    entries = said(answer)["feed"]["entry"]
    assert [one["title"]["_value"] for one in entries] == ["Migraña", "Migraña"]
    links = [one["href"] for one in entries[1]["link"] if one["href"].endswith("/web.html")]
    page = studio.ask(links[0].removeprefix(studio.url))
    assert page.status == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert page.headers["Content-Security-Policy"].startswith("sandbox")
    assert "Migraña" in page.body.decode()
    atom = studio.ask(query)
    assert atom.headers["Content-Type"].startswith("application/atom+xml")
    assert atom.body.count(b"<entry ") == 2


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("mainSearchCriteria.v.c=X99", 200, "No guide is about this"),
        (f"mainSearchCriteria.v.c=G43.909&mainSearchCriteria.v.cs={ICD}0", 200, "No guide"),
        (
            "mainSearchCriteria.v.c=G43.909&informationRecipient.languageCode.c=fr",
            200,
            "No guide is about this",
        ),
        ("", 400, "mainSearchCriteria.v.c is missing: it is the code to look for."),
        (
            "mainSearchCriteria.v.c=X&knowledgeResponseType=application/javascript",
            406,
            "knowledgeResponseType is text/xml or application/json.",
        ),
        ("mainSearchCriteria.v.c=X&brand=../x", 404, "There is no such brand."),
    ],
    ids=["code", "system", "language", "nothing", "kind", "brand"],
)
def test_what_cannot_be_answered_is_said(
    studio: Running, query: str, status: int, words: str
) -> None:
    for kind in ("", "&knowledgeResponseType=application/json"):
        answer = studio.ask(f"/infobutton?{query}{kind if 'Type' not in query else ''}")
        assert answer.status == status
        assert words in answer.body.decode()


def test_reading_apps_and_records_are_told_of_what_is_finished(catalogue: Catalogue) -> None:
    place = ("--root", str(catalogue.root), "--out", str(catalogue.out))
    one = Running("studio", *place, "--port", "0")
    try:
        root = one.ask("/opds/riverbend")
        assert feed.opds1(root.body) == []
        (address,) = re.findall(rb'href="([^"]+/en-US.xml)"', root.body)
        titles = one.ask(address.decode().removeprefix(one.url))
        assert feed.opds1(titles.body) == []
        (book,) = re.findall(rb'href="([^"]+ebook.epub)"', titles.body)
        assert one.ask(book.decode().removeprefix(one.url)).body == catalogue.ebook()
        assert (
            "opds+json" in one.ask("/opds", Accept="application/opds+json").headers["Content-Type"]
        )
        bundle = one.ask("/fhir/riverbend")
        assert bundle.headers["Content-Type"] == "application/fhir+json"
        assert feed.fhir(bundle.body) == []
        (entry,) = said(bundle)["entry"]
        resource = one.ask(entry["fullUrl"].removeprefix(one.url))
        assert said(resource)["id"] == entry["resource"]["id"]
        for content in entry["resource"]["content"]:
            attached = one.ask(content["attachment"]["url"].removeprefix(one.url))
            assert len(attached.body) == content["attachment"]["size"]
    finally:
        assert one.stop() == 0
        one.close()


def test_where_nothing_is_finished_one_message_says_so(studio: Running, project: Project) -> None:
    shutil.rmtree(project.root / "out", ignore_errors=True)
    answer = studio.ask("/fhir/riverbend")
    assert answer.status == 422
    assert answer.body.decode().startswith(
        f"{project.root}/out/riverbend  contains nothing of this brand yet: publisher build\n"
    )


# Many at once, and who has gone ----------------------------------------------------------------


def test_a_hundred_requests_of_all_kinds_at_once_are_all_answered(studio: Running) -> None:
    paths = (
        "/desk",
        "/desk/chosen?guide=migraine&language=es&edition=large-print&brand=riverbend",
        f"/infobutton?mainSearchCriteria.v.c=G43.909&mainSearchCriteria.v.cs={ICD}&brand=riverbend",
        "/published/riverbend/es/migraine/web.html",
        "/guide/every-block",
    )
    right = {path: studio.ask(path).body for path in paths[:4]}
    start = threading.Barrier(100)

    def ask(number: int) -> tuple[str, int, bool]:
        start.wait()
        path = paths[number % len(paths)]
        answer = studio.ask(path)
        return path, answer.status, answer.body == right.get(path, answer.body)

    with ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(ask, range(100)))
    assert [one for one in answers if one[1:] != (200, True)] == []


def test_a_pack_that_takes_long_keeps_no_page_waiting_and_stops_with_who_asked(
    project: Project,
) -> None:
    previews = _Noted()
    studio = Studio(project.root, project.root / "out", previews, Path("none"))
    app = studio.app("127.0.0.1", None)
    body = json.dumps(
        {"guides": ["migraine"], "edition": "handout", "language": "es", "brand": "riverbend"}
    )

    async def run() -> list[int]:
        left, sent = asyncio.Event(), []

        async def receive() -> dict[str, Any]:
            if not sent:
                sent.append(True)
                return {"type": "http.request", "body": body.encode()}
            await left.wait()
            return {"type": "http.disconnect"}

        secret = app.user_middleware[0].kwargs["write"]
        headers = [(b"x-studio-write", secret.encode())]
        packing = asyncio.ensure_future(_asked(app, "POST", "/desk/pack", receive, headers))
        while not previews.asked:
            await asyncio.sleep(0.01)
        desk = await _asked(app, "GET", "/desk", receive, [])
        assert not packing.done()
        left.set()
        return [desk, await packing]

    with ThreadPoolExecutor(1) as thread:
        answers = thread.submit(lambda: asyncio.run(run())).result(PATIENCE_S)
    assert answers == [200, 499]
    assert [one.cancelled() for one in previews.asked] == [True]


async def _asked(
    app: Any, method: str, path: str, receive: Any, headers: list[tuple[bytes, bytes]]
) -> int:
    """The status of an answer."""
    statuses: list[int] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 1),
    }
    await app(scope, receive, send)
    return statuses[0]


def _sleeps(told: str) -> None:
    Path(told).write_text("begun", encoding="utf-8")
    time.sleep(10 * PATIENCE_S)


def test_work_that_nobody_waits_for_ends(tmp_path: Path) -> None:
    told = tmp_path / "told"

    async def run() -> None:
        bench = Bench()
        task = asyncio.ensure_future(bench.do(_sleeps, str(told)))
        while not told.exists():
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert await bench.do(len, "abc") == 3
        bench.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(run())).result(PATIENCE_S)


def test_work_that_was_stopped_before_it_began_never_begins() -> None:
    one = Apart(_sleeps, "/nowhere")
    one.stop()
    with pytest.raises(Stopped):
        one.outcome()
