"""`publisher studio` as a process, seen through Chromium: what an editor sees while writing."""

from __future__ import annotations

import asyncio
import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Page, expect

from publisher.build.publish import manifest_entries
from publisher.plan.names import Selection
from publisher.preview import Previews
from publisher.studio.app import Studio
from tests import judges
from tests.helpers import ROOT, SOURCE, Project, new_project
from tests.test_watch import edited, processes_below

PATIENCE_S = 300
GUIDE = "/guide/every-block?brand=riverbend"
VIEW = "every-block/riverbend/en-US"
WRITES = {
    "/edit/measure",
    "/edit/{kind}/{name}/complete",
    "/edit/{kind}/{name}/draft",
    "/edit/{kind}/{name}/picture",
    "/edit/{kind}/{name}/save",
    "/desk/pack",
    "/desk/upload",
    "/desk/word/{key}/write",
    "/desk/order.zip",
    "/new/import",
    "/new/start",
}
"""The routes that take what a page sends."""


@dataclass(frozen=True)
class Answer:
    """What the studio answers."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Running:
    """The command, once it can be reached."""

    def __init__(self, command: str, *options: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "publisher", command, *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **environment},
        )
        assert self.process.stdout is not None
        self.said = self.process.stdout.readline()
        found = re.search(r"http://[\d.]+:(\d+)/", self.said)
        assert found, self.said
        self.url, self.port = found[0].rstrip("/"), int(found[1])
        self.rest: list[str] = []
        self._reader = threading.Thread(target=self._follow, daemon=True)
        self._reader.start()

    def _follow(self) -> None:
        assert self.process.stdout is not None
        self.rest += self.process.stdout

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """An answer; headers by their names with low lines."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        sent = {"Host": f"127.0.0.1:{self.port}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, headers=sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_S)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


def serving(project: Project) -> Iterator[Running]:
    """The studio of a project; when it ends, it must have had nothing to complain of."""
    one = Running("studio", "--root", str(project.root), "--port", "0")
    yield one
    assert one.stop() == 0
    one.close()
    assert one.rest == []


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return new_project(tmp_path_factory.mktemp("studio"))


@pytest.fixture(scope="module")
def studio(project: Project) -> Iterator[Running]:
    """The studio of one project. Whoever changes a file of it puts it back."""
    yield from serving(project)


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(60_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    page.close()
    assert wrong == []


def opened(tab: Page, studio: Running, edition: str = "web", more: str = "") -> None:
    """A preview, once it is proven and all that stands beside it is there."""
    tab.goto(f"{studio.url}{GUIDE}&edition={edition}{more}")
    expect(tab.locator("main")).to_have_attribute("data-standing", "proven")
    expect(tab.locator(".findings .number")).to_be_visible()
    expect(tab.locator(".outline li").first).to_be_visible()


def shown(tab: Page, words: str) -> None:
    """Waits until the page in view says something."""
    tab.wait_for_function(
        "words => document.querySelector('iframe:not(.coming)')?.contentDocument?.body"
        "?.textContent.includes(words)",
        arg=words,
    )


def scrolled(tab: Page) -> int:
    place = "document.querySelector('iframe:not(.coming)').contentWindow.scrollY"
    return int(tab.evaluate(place))


# What an editor does ---------------------------------------------------------------------------


def test_an_edit_is_on_the_page_a_mistake_beside_it_and_both_are_mended(
    tab: Page, studio: Running, project: Project
) -> None:
    before = project.source.read_text(encoding="utf-8")
    style = project.root / "layouts" / "web" / "style.css.j2"
    look = style.read_text(encoding="utf-8")
    status = tab.locator("#status")
    opened(tab, studio)
    tab.evaluate("document.querySelector('iframe').contentWindow.scrollTo(0, 700)")
    tab.wait_for_function("() => document.querySelector('iframe').contentWindow.scrollY === 700")
    try:
        edited(project.source, "Circle", "Ring")
        shown(tab, "Ring")
        assert scrolled(tab) == 700
        expect(status).to_contain_text(re.compile(r"Proven\s*Made at \d\d:\d\d:\d\d in"))

        edited(project.source, "[@second]", "[@nobody]")
        line = project.line("@nobody")
        expect(status).to_contain_text("Does not read")
        expect(status).to_contain_text("before this change")
        mend = tab.locator(".to-mend li").first
        expect(mend.locator("code")).to_have_text(f"{SOURCE}:{line}")
        expect(mend).to_contain_text("there is no reference 'nobody'")
        shown(tab, "Ring")
        assert judges.axe(tab) == []

        project.source.write_text(before, encoding="utf-8")
        shown(tab, "Circle")
        expect(tab.locator(".to-mend")).to_have_count(0)

        style.write_text(f"{look}\nli {{ display: none }}\n", encoding="utf-8")
        expect(status).to_contain_text("it would not be published")
        expect(tab.locator(".to-mend h2")).to_contain_text("Found by the proof")
        expect(tab.locator(".to-mend li").first).to_contain_text("display")
        expect(status.locator("a")).to_have_count(0)
        assert judges.axe(tab) == []
    finally:
        project.source.write_text(before, encoding="utf-8")
        style.write_text(look, encoding="utf-8")
    expect(tab.locator("main")).to_have_attribute("data-standing", "proven")


def test_a_block_leads_to_its_source_and_a_section_to_its_place_on_the_page(
    tab: Page, studio: Running, project: Project
) -> None:
    opened(tab, studio)
    block = tab.frame_locator("iframe").locator("#shapes-list, .list").first
    name = block.get_attribute("id")
    block.locator("li").first.click()
    selected = tab.locator("#selected")
    line = project.line(f"id: {name}")
    said = selected.locator("code").inner_text()
    first, last = (int(n) for n in re.findall(r"\d+", said.removeprefix(SOURCE)))
    assert first <= line <= last
    lines = project.source.read_text(encoding="utf-8").splitlines()[first - 1 : last]
    assert selected.locator("pre").inner_text().split() == " ".join(lines).split()

    finding = tab.locator(".findings button:enabled").first
    finding.click()
    expect(selected.locator("h2")).to_contain_text(f"“{finding.get_attribute('data-show')}”")

    section = tab.locator(".outline button:enabled").last
    section.focus()
    tab.keyboard.press("Enter")
    heading = section.inner_text()
    at = section.get_attribute("data-show")
    expect(selected.locator("h2")).to_contain_text(f"“{at}”")
    shown_there = tab.frame_locator("iframe").get_by_role("heading", name=heading).first
    expect(shown_there).to_be_in_viewport()


def test_paged_editions_are_pictures_and_a_book_is_read_document_by_document(
    tab: Page, studio: Running, project: Project
) -> None:
    opened(tab, studio, "question-sheet")
    sheet = tab.locator(".pages img")
    tab.wait_for_function("() => document.querySelector('#page-1').naturalWidth > 1000")
    assert sheet.count() == tab.locator(".thumbnails img").count() == 1
    address = sheet.get_attribute("src")
    before = project.source.read_text(encoding="utf-8")
    try:
        edited(project.source, "What do I have?", "What is it that I have?")
        tab.wait_for_function(
            "old => { const now = document.querySelector('#page-1');"
            "return now.getAttribute('src') !== old && now.complete && now.naturalWidth > 1000 }",
            arg=address,
        )
    finally:
        project.source.write_text(before, encoding="utf-8")
    opened(tab, studio, "trifold")
    tab.locator(".thumbnails a").last.click()
    expect(tab.locator("#page-2")).to_be_in_viewport()

    opened(tab, studio, "ebook")
    book = tab.frame_locator("iframe")
    chapter = tab.locator(".documents a").nth(3)
    chapter.click()
    expect(chapter).to_have_attribute("aria-current", "page")
    expect(book.locator("body")).to_contain_text(chapter.inner_text())

    opened(tab, studio, "word")
    expect(tab.locator(".word")).to_contain_text("whole and in order")
    with tab.expect_download() as download:
        tab.locator("#status a").click()
    assert download.value.path().read_bytes().startswith(b"PK")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1440])
def test_all_screens_are_accessible(
    browser: Browser, studio: Running, width: int, scheme: Any
) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    tab.set_default_timeout(60_000)
    for edition in ("web", "question-sheet", "ebook", "word"):
        opened(tab, studio, edition)
        assert (edition, _judged(tab)) == (edition, [])
    for path in ("/", "/?q=nothing-is-called-that", "/nowhere"):
        tab.goto(studio.url + path)
        assert (path, _judged(tab)) == (path, [])
    tab.close()


def _judged(tab: Page) -> list[str]:
    return [*judges.axe(tab), *judges.cut_off(tab), *judges.small_targets(tab)]


def test_every_part_is_reached_by_keyboard(tab: Page, studio: Running) -> None:
    opened(tab, studio)
    stops = judges.walk(tab)
    assert {"A", "SELECT", "ASIDE", "BUTTON"} <= {stop.tag for stop in stops}
    assert [stop for stop in stops if not stop.outline and stop.tag != "IFRAME"] == []


# When something breaks -------------------------------------------------------------------------


def test_a_worker_that_dies_is_told_and_comes_back(
    tab: Page, studio: Running, project: Project
) -> None:
    opened(tab, studio)
    tab.evaluate(
        """() => { window.told = []; const main = document.querySelector('main');
        new MutationObserver(() => told.push(document.querySelector('#status').textContent))
          .observe(main, {subtree: true, childList: true, attributes: true}) }"""
    )
    before = project.source.read_text(encoding="utf-8")
    for child in processes_below(studio.process.pid):
        if _is_worker(child):
            os.kill(child, signal.SIGKILL)
    try:
        edited(project.source, "Circle", "Hoop")
        shown(tab, "Hoop")
        expect(tab.locator("main")).to_have_attribute("data-standing", "proven")
        told = " ".join(" ".join(tab.evaluate("told")).split())
        assert "The process that made it died, perhaps for want of memory." in told
    finally:
        project.source.write_text(before, encoding="utf-8")


def _is_worker(pid: int) -> bool:
    """Whether a process makes previews: it was forked by one that has the same command."""
    try:
        parent = int(Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()[1])
        lines = [Path("/proc", str(one), "cmdline").read_bytes() for one in (pid, parent)]
    except OSError:
        return False
    return lines[0] == lines[1] and b"forkserver" in lines[0]


def test_a_studio_that_is_gone_is_told_and_found_again(tab: Page, tmp_path: Path) -> None:
    project = new_project(tmp_path)
    first = Running("studio", "--root", str(project.root), "--port", "0")
    opened(tab, first)
    first.process.kill()
    first.process.wait()
    lost = tab.get_by_role("alert")
    expect(lost).to_contain_text("The studio does not answer.")
    assert judges.axe(tab) == []
    edited(project.source, "Circle", "Hoop")
    second = Running("studio", "--root", str(project.root), "--port", str(first.port))
    expect(lost).to_be_hidden()
    shown(tab, "Hoop")
    assert second.stop() == 0
    first.close()
    second.close()


# The catalogue ---------------------------------------------------------------------------------


def test_guides_are_found_by_name_other_names_and_code_with_their_finished_files(
    tab: Page, studio: Running, project: Project
) -> None:
    out = project.root / "out"
    names = _names_of(project)
    asked = Selection(("every-block",), ("riverbend",), ("web", "question-sheet"))
    with Previews(project.root) as previews:
        previews.request(asked, out).result(PATIENCE_S)
    broken = project.root / "sources" / "broken" / "condition.yaml"
    broken.parent.mkdir()
    broken.write_text("condition: broken\n", encoding="utf-8")
    try:
        tab.goto(studio.url)
        rows = tab.locator(".guide:visible")
        expect(rows).to_have_count(2)
        expect(rows.filter(has_text="Does not read").locator(".problems")).to_contain_text(
            "sources/broken/condition.yaml"
        )
        assert _judged(tab) == []
        field = tab.locator("#q")
        for words in names:
            field.fill(words)
            expect(rows).to_have_count(1)
            expect(tab.locator("#count")).to_have_text("1 of 2 guides")
        field.fill("nothing-is-called-that")
        expect(tab.locator("#nothing")).to_be_visible()
        field.fill("")
        tab.locator("summary").click()
        expect(tab.locator(".files li")).to_have_count(2)
        expect(tab.locator(".files")).to_contain_text(re.compile(r"question-sheet.pdf, \d+ kB, 1"))
        with tab.expect_download() as download:
            tab.locator(".files a", has_text="Web page").click()
        folder = out / "riverbend" / "en-US" / "every-block"
        assert download.value.path().read_bytes() == (folder / "web.html").read_bytes()
        tab.get_by_role("link", name="Every block", exact=True).click()
        expect(tab.locator("#stage")).to_be_visible()
    finally:
        broken.unlink()
        broken.parent.rmdir()


def _names_of(project: Project) -> list[str]:
    condition = project.job().condition
    codes = [part for one in condition.codes for part in (one.code, one.display)]
    found = [condition.title.plain, *(one.plain for one in condition.also_called), *codes]
    assert len(found) > 2
    return found


# What it refuses -------------------------------------------------------------------------------


def test_only_what_is_named_here_takes_what_a_page_sends(project: Project) -> None:
    app = Studio(project.root, project.root / "out", _Noted(), Path("none")).app("127.0.0.1", None)
    for one in cast(Any, app.routes):
        allowed = {"POST"} if one.path in WRITES else {"GET", "HEAD"}
        assert (one.path, one.methods) == (one.path, allowed)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_what_would_write_is_refused(studio: Running, method: str) -> None:
    for path in ("/", "/guide/every-block", f"/file/{VIEW}/web", "/edit/guide/every-block/save"):
        assert studio.ask(path, method).status == (403 if method == "POST" else 405)
    knows = {"X_Studio_Write": write_secret(studio)}
    assert studio.ask("/", "POST", **knows).status == 405


def write_secret(studio: Running) -> str:
    """What a page of this studio says when it writes."""
    page = studio.ask("/edit/guide/every-block").body.decode()
    found = re.search(r'name="write" content="([^"]{20,})"', page)
    assert found
    return found[1]


def test_only_a_page_of_this_studio_writes(studio: Running, project: Project) -> None:
    before = project.source.read_bytes()
    own = f"http://127.0.0.1:{studio.port}"
    secret = write_secret(studio)
    path = "/edit/guide/every-block/save"
    for sent in (
        {},
        {"X_Studio_Write": "guessed"},
        {"X_Studio_Write": secret, "Origin": "http://evil.example"},
        {"X_Studio_Write": secret, "Origin": "null"},
        {"X_Studio_Write": secret, "Sec_Fetch_Site": "same-site"},
        {"X_Studio_Write": secret, "Sec_Fetch_Site": "cross-site"},
    ):
        assert (sent, studio.ask(path, "POST", **sent).status) == (sent, 403)
    known = {"X_Studio_Write": secret, "Origin": own, "Sec_Fetch_Site": "same-origin"}
    assert studio.ask(path, "POST", **known).status == 400
    assert studio.ask("/edit/guide/nowhere/save", "POST", **known).status == 404
    assert studio.ask("/edit/shared/../save", "POST", **known).status == 404
    assert project.source.read_bytes() == before


def test_other_names_and_other_sites_are_refused(studio: Running) -> None:
    port = studio.port
    for host in (f"evil.example:{port}", "evil.example", f"127.0.0.1.evil.example:{port}", ""):
        assert studio.ask("/", Host=host).status in (400, 421)
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}"):
        assert studio.ask("/", Host=host).status == 200
    foreign = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Dest": "image"}
    assert studio.ask(f"/file/{VIEW}/web", **foreign).status == 403
    assert studio.ask("/", Sec_Fetch_Site="cross-site", Sec_Fetch_Dest="document").status == 200


def test_pages_let_nothing_in_and_guides_let_nothing_run(studio: Running) -> None:
    for path in ("/", "/guide/every-block", "/static/preview.js", "/nowhere"):
        answer = studio.ask(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert not re.search(rb"<script>|<style|\son\w+=|\sstyle=", answer.body)
    answer = studio.ask(f"/file/{VIEW}/web")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox allow-same-origin; ")
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("attachment;")


def test_nothing_outside_of_the_project_is_read(studio: Running, project: Project) -> None:
    secret = project.root.parent / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    folder = project.root / "out" / "riverbend" / "en-US" / "every-block"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "link.txt").symlink_to(secret)
    up = "%2e%2e"
    for path in (
        f"/static/{up}%2fserver.py",
        f"/static/../../../{secret.name}",
        f"/out/{up}/{up}/every-block/secret.txt",
        f"/out/riverbend/{up}/every-block/secret.txt",
        "/out/riverbend/en-US/every-block/link.txt",
        "/out/riverbend/en-US/every-block/manifest.json",
        f"/out/riverbend/en-US/every-block/{up}%2f{up}%2f{up}%2f{up}%2fsecret.txt",
        f"/guide/{up}",
        f"/drawing/{up}.svg",
        f"/made/{VIEW}/ebook/0/book/../../secret.txt",
        f"/file/every-block/riverbend/en-US/{up}",
        "/events/every-block/riverbend/xx/web",
    ):
        answer = studio.ask(path)
        assert (path, answer.status) == (path, 404)
        assert b"SECRET" not in answer.body


def test_a_source_that_does_not_hold_is_not_handed_out(studio: Running, project: Project) -> None:
    before = project.source.read_text(encoding="utf-8")
    try:
        edited(project.source, "[@second]", "[@nobody]")
        answer = studio.ask(f"/file/{VIEW}/web")
    finally:
        project.source.write_text(before, encoding="utf-8")
    assert answer.status == 422
    assert answer.body.decode().startswith(f"{SOURCE}:")
    assert "there is no reference 'nobody'" in answer.body.decode()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--host", "0.0.0.0"),
            "command line  --host  0.0.0.0 can be reached from other machines: leave it out, or "
            "give a --token that each has to know",
        ),
        (
            ("--host", "no.such.place", "--token", "0123456789abcdef"),
            "command line  --host  no.such.place is no address (",
        ),
        (
            ("--token", "secret"),
            "command line  --token  is too easy to guess: 16 or more letters and digits, such as ",
        ),
    ],
    ids=["host", "name", "token"],
)
def test_an_unsafe_address_is_refused(
    publisher: Any, project: Project, options: tuple[str, ...], said: str
) -> None:
    answer = publisher("studio", *options, inside=project.root)
    assert answer.code == 2
    assert answer.err.startswith(said)
    assert answer.err.endswith("\n1 problem. Nothing was written.\n")


def test_a_port_in_use_is_refused(publisher: Any, studio: Running, project: Project) -> None:
    answer = publisher("studio", "--port", str(studio.port), inside=project.root)
    assert answer.code == 2
    assert answer.err == (
        f"command line  --port  {studio.port} cannot be had at 127.0.0.1 (Address already in use)"
        ": name another, or 0 for any that is free\n1 problem. Nothing was written.\n"
    )


def test_who_does_not_know_the_token_sees_nothing(project: Project) -> None:
    token = "a-token-of-23-letters-a"
    address = ("--root", str(project.root), "--port", "0", "--host", "0.0.0.0")
    one = Running("studio", *address, "--token", token)
    try:
        for path in ("/", "/static/studio.css", "/?token=wrong", f"/file/{VIEW}/web"):
            assert one.ask(path).status == 401
        answer = one.ask(f"/guide/every-block?token={token}&edition=word")
        assert answer.status == 303
        assert answer.headers["Location"] == "/guide/every-block?edition=word"
        cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert one.ask("/", Cookie=cookie.partition(";")[0]).status == 200
        assert one.ask("/", Authorization=f"Bearer {token}").status == 200
        assert one.ask(f"//evil.example/?token={token}").headers["Location"] == "/evil.example/"
        assert one.stop() == 0
    finally:
        one.close()


# Many at once, and who has gone ----------------------------------------------------------------


def test_a_hundred_requests_at_once_are_all_answered_and_right(
    studio: Running, project: Project
) -> None:
    editions = ("web", "question-sheet", "word", "easy-read-web")
    known = [name for name in editions if studio.ask(f"/file/{VIEW}/{name}").status == 200]
    assert {"web", "question-sheet", "word"} <= set(known)
    right = _built(project, known)
    start = threading.Barrier(100)

    def ask(number: int) -> tuple[str, int, str]:
        start.wait()
        if number % 5 == 4:
            answer = studio.ask("/")
            return "", answer.status, "" if b"every-block" in answer.body else "no guide"
        name = known[number % len(known)]
        answer = studio.ask(f"/file/{VIEW}/{name}")
        return name, answer.status, sha256(answer.body).hexdigest()

    with ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(ask, range(100)))
    assert [one for one in answers if one[1] != 200] == []
    assert [one for one in answers if one[2] != right.get(one[0], "")] == []
    assert studio.ask("/").status == 200


def _built(project: Project, editions: list[str]) -> dict[str, str]:
    """The hash of each file as `build` publishes it, by its edition."""
    out = project.root / "built"
    build = [sys.executable, "-m", "publisher", "build", "every-block", "--brand", "riverbend"]
    for edition in editions:
        build += ["--edition", edition]
    place = ["--root", str(project.root), "--out", str(out)]
    subprocess.run([*build, *place], check=True, cwd=ROOT, capture_output=True)
    entries = manifest_entries(out / "riverbend" / "en-US" / "every-block")
    return {name.partition(".")[0]: entry["sha256"] for name, entry in entries.items()}


class _Noted(Previews):
    """Notes what is asked for and never answers."""

    def __init__(self) -> None:
        self.asked: list[Future[Any]] = []

    def request(self, *_: Any, **__: Any) -> Future[Any]:
        self.asked.append(Future())
        return self.asked[-1]


@pytest.mark.parametrize("path", [f"/file/{VIEW}/web", f"/events/{VIEW}/web"])
def test_who_leaves_stops_the_work(project: Project, path: str) -> None:
    previews = _Noted()
    app = Studio(project.root, project.root / "out", previews, Path("none")).app("127.0.0.1", None)
    sent: list[Any] = []

    async def leave() -> None:
        left = asyncio.Event()

        async def receive() -> dict[str, str]:
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [(b"host", b"127.0.0.1")],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 1),
        }
        answering = asyncio.ensure_future(app(scope, receive, send))
        while not previews.asked:
            await asyncio.sleep(0.01)
        assert not previews.asked[0].cancelled()
        left.set()
        await answering

    with ThreadPoolExecutor(1) as thread:  # the driver of the browser has a loop in this one
        thread.submit(lambda: asyncio.run(leave())).result(PATIENCE_S)
    assert [one.cancelled() for one in previews.asked] == [True]


# The demo --------------------------------------------------------------------------------------


def test_the_demo_opens_the_shipped_catalogue_in_a_browser(tmp_path: Path) -> None:
    opens = tmp_path / "browser"
    opens.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/address\n', encoding="utf-8")
    opens.chmod(0o755)
    one = Running("demo", "--port", "0", BROWSER=f"{opens} %s")
    try:
        until = time.monotonic() + PATIENCE_S
        while not (tmp_path / "address").exists() or not (tmp_path / "address").read_text():
            assert time.monotonic() < until
            time.sleep(0.05)
        assert (tmp_path / "address").read_text().strip() == f"{one.url}/"
        page = one.ask("/").body.decode()
        for path in (ROOT / "sources").glob("*/condition.yaml"):
            assert f'href="/guide/{path.parent.name}"' in page
        assert one.stop() == 0
    finally:
        one.close()
