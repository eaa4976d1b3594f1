"""The site of a brand: what is in it, that it is whole, and how it serves whoever comes to it.

It is built from the source that contains every block and from a real one, which also comes in a
second language; the names of the tests that walk it with a keyboard are that walk written down.
"""

from __future__ import annotations

import functools
import html
import http.server
import json
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from gzip import compress
from pathlib import Path
from typing import Any, Literal

import html5lib
import pytest
from playwright.sync_api import Browser, Page, expect
from typer.testing import CliRunner

from publisher import site
from publisher.build.make import make
from publisher.build.publish import publish
from publisher.cli import app
from publisher.content.model import Condition
from publisher.edition.words import Words
from publisher.errors import BadInput
from publisher.plan.job import Job
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from publisher.site import SiteFiles, search
from publisher.site.downloads import write_sites
from tests import judges, shared
from tests.helpers import ROOT, Project, new_project
from tests.judges import becomes

BRANDS = ("northfield", "riverbend")
REAL = "iron-deficiency-anemia"
BASE = "https://example.org/guides/"
GUIDE = f"en-US/{REAL}.html"
EVERY = "en-US/every-block.html"
KINDS = (
    "index.html",
    "en-US/a-z.html",
    "en-US/body-parts.html",
    "en-US/topics.html",
    "en-US/topic-symptoms.html",
    GUIDE,
    EVERY,
    "404.html",
)
DRAFT = "Draft: not yet reviewed by a clinician"


@dataclass(frozen=True)
class Library:
    """The sites of all brands in memory, and written below `out` with their search."""

    project: Project
    presses: dict[str, SiteFiles]
    out: Path

    def folder(self, brand: str) -> Path:
        return self.out / brand / "site"


def in_spanish(job: Job) -> Job:
    """The same guide as a translation would bring it; its words stay as they are."""
    condition = job.condition.model_copy(update={"language": "es-US"})
    words = Words("es-US", {**job.words.labels, "language_name": "Español"})
    return replace(job, condition=condition, words=words)


@pytest.fixture(scope="session")
def library() -> Library:
    folder = shared.folder_once("library", lambda folder: new_project(folder / "project"))
    return shared.value_once("sites", lambda: _built(Project(folder / "project")))


def _built(project: Project) -> Library:
    own = shutil.ignore_patterns("translations")  # the tests bring another language themselves
    shutil.copytree(ROOT / "sources" / REAL, project.root / "sources" / REAL, ignore=own)
    out = project.root / "out"
    (handout,) = select_jobs(project.root, Selection((REAL,), ("riverbend",), ("handout",)))
    publish(handout, make(handout), out)
    jobs = site.site_jobs(project.root, ())
    jobs = (*jobs, *(in_spanish(job) for job in jobs if job.condition.condition == REAL))
    presses = {
        name: site.render_site([job for job in jobs if job.brand.id == name], out, BASE)
        for name in BRANDS
    }
    for name, press in presses.items():
        whole = search.indexed(press.files, folder=out)
        write_sites({out / name / "site": whole})
    return Library(project, presses, out)


@pytest.fixture(scope="session")
def pages(library: Library) -> dict[str, str]:
    """Every page of one brand by its place."""
    files = library.presses["riverbend"].files
    return {path: data.decode() for path, data in files.items() if path.endswith(".html")}


def tree(page: str) -> Any:
    return html5lib.parse(page, namespaceHTMLElements=False)


def said(page: str) -> str:
    """All that stands on a page, white space folded."""
    return " ".join("".join(tree(page).find("body").itertext()).split())


# What is in it


@pytest.mark.parametrize("brand", BRANDS)
def test_nothing_of_any_source_is_lost_and_every_link_arrives(library: Library, brand: str) -> None:
    built = library.presses[brand].built
    assert built.faults == ()
    found, expected = built.blocks
    assert found == expected > 0


def test_the_same_sources_give_the_same_bytes(library: Library) -> None:
    press = library.presses["riverbend"]
    jobs = [guide.job for guide in press.site.guides]
    again = site.render_site(jobs, library.out, BASE)
    assert again.files == press.files
    indexed = search.indexed(again.files, folder=library.out)
    written = {
        path.relative_to(library.folder("riverbend")).as_posix(): path.read_bytes()
        for path in library.folder("riverbend").rglob("*")
        if path.is_file()
    }
    assert indexed == written


def test_every_page_says_how_far_its_guides_are_reviewed(pages: dict[str, str]) -> None:
    for path, page in pages.items():
        line = DRAFT if path.endswith((REAL + ".html", "every-block.html")) else "Drafts: no guide"
        assert line in said(page), path


def test_the_a_to_z_lists_every_name_and_leads_from_other_names(pages: dict[str, str]) -> None:
    page = said(pages["en-US/a-z.html"])
    assert "Kitchen sink: see Every block" in page
    assert "Anemia from low iron: see Iron deficiency anemia" in page
    letters = [h2.text for h2 in tree(pages["en-US/a-z.html"]).iter("h2")]
    assert letters == ["A", "E", "I", "K"]


def test_a_topic_lists_every_section_of_its_kind(pages: dict[str, str]) -> None:
    links = {a.get("href") for a in tree(pages["en-US/topic-symptoms.html"]).iter("a")}
    assert {"every-block.html#symptoms", f"{REAL}.html#symptoms"} <= links


def test_parts_of_the_body_hold_their_guides(pages: dict[str, str]) -> None:
    page = tree(pages["en-US/body-parts.html"])
    assert [h2.text for h2 in page.iter("h2")] == ["Blood", "Whole body"]


def test_a_guide_offers_what_stands_built_with_its_size(
    library: Library, pages: dict[str, str]
) -> None:
    files = library.presses["riverbend"].files
    path = f"en-US/{REAL}/handout.pdf"
    assert files[path] == (library.out / "riverbend" / path).read_bytes()
    (link,) = [a for a in tree(pages[GUIDE]).iter("a") if a.get("download")]
    assert link.get("href") == f"{REAL}/handout.pdf"
    assert link.get("download") == f"{REAL}-handout.pdf"
    kilobytes = round(len(files[path]) / 1000)
    assert "".join(link.itertext()) == f"PDF handout PDF, {kilobytes} kB"
    assert not [a for a in tree(pages[EVERY]).iter("a") if a.get("download")]


def test_a_file_older_than_its_source_is_not_offered(library: Library) -> None:
    jobs = [guide.job for guide in library.presses["riverbend"].site.guides]
    changed = [
        replace(job, condition=job.condition.model_copy(update={"version": "9.9"}))
        for job in jobs
        if job.condition.condition == REAL and job.condition.language == "en-US"
    ]
    built = site.render_site(changed, library.out, None).built
    assert built.downloads == 0
    assert built.left_out == (f"riverbend/en-US/{REAL}/handout.pdf",)


def test_languages_lead_to_one_another_where_a_guide_exists(pages: dict[str, str]) -> None:
    def switch(page: str) -> list[tuple[str, str]]:
        return [
            (a.get("hreflang"), a.get("href")) for a in tree(page).iter("a") if a.get("hreflang")
        ]

    assert switch(pages[GUIDE]) == [("en-US", f"{REAL}.html"), ("es-US", f"../es-US/{REAL}.html")]
    assert switch(pages[EVERY]) == []
    assert switch(pages["index.html"]) == [("en-US", "index.html"), ("es-US", "es-US/index.html")]
    spanish = tree(pages[f"es-US/{REAL}.html"])
    assert spanish.get("lang") == "es-US"
    alternates = {
        link.get("hreflang"): link.get("href")
        for link in tree(pages[GUIDE]).iter("link")
        if link.get("rel") == "alternate"
    }
    assert alternates == {tag: f"{BASE}{tag}/{REAL}.html" for tag in ("en-US", "es-US")}


def test_of_two_languages_with_all_guides_the_first_one_has_the_home(library: Library) -> None:
    jobs = [guide.job for guide in library.presses["riverbend"].site.guides if REAL in guide.path]
    arabic = [replace(jobs[0], condition=jobs[0].condition.model_copy(update={"language": "ar"}))]
    files = site.render_site([jobs[0], *arabic], library.out, None).files
    assert {"index.html", "ar/index.html", f"ar/{REAL}.html"} <= files.keys()
    assert tree(files["index.html"].decode()).get("lang") == "en-US"
    assert tree(files["ar/index.html"].decode()).get("dir") == "rtl"


def test_search_engines_get_a_map_and_full_addresses(
    library: Library, pages: dict[str, str]
) -> None:
    files = library.presses["riverbend"].files
    assert (
        files["robots.txt"].decode() == f"User-agent: *\nAllow: /\n\nSitemap: {BASE}sitemap.xml\n"
    )
    listed = re.findall("<loc>(.*?)</loc>", files["sitemap.xml"].decode())
    wanted = {BASE + path for path in pages if path not in ("404.html", "index.html")}
    assert set(listed) == wanted | {BASE}
    assert len(listed) == len(set(listed))
    assert files["sitemap.xml"].count(b"<lastmod>2026-11-22</lastmod>") == 2
    assert files["sitemap.xml"].count(b'hreflang="es-US"') == 2
    assert f'<link rel="canonical" href="{BASE}{GUIDE}">' in pages[GUIDE]
    assert f'<meta property="og:image" content="{BASE}assets/picture.png">' in pages[GUIDE]


def test_without_a_base_address_nothing_pretends_to_one(library: Library) -> None:
    jobs = [g.job for g in library.presses["riverbend"].site.guides if g.path == EVERY]
    files = site.render_site(jobs, library.out, None).files
    assert not {"robots.txt", "sitemap.xml"} & files.keys()
    page = files[EVERY].decode()
    assert "canonical" not in page
    assert "og:image" not in page
    inside = [a.get("href") for a in tree(files["404.html"].decode()).iter("a")]
    assert all(address.startswith("tel:") for address in inside)


def test_the_picture_for_links_is_of_the_size_that_is_said(library: Library) -> None:
    import io

    from PIL import Image

    for press in library.presses.values():
        picture = Image.open(io.BytesIO(press.files["assets/picture.png"]))
        assert (picture.format, picture.size) == ("PNG", (1200, 630))


def test_the_policy_lets_in_files_of_the_site_and_nothing_else(pages: dict[str, str]) -> None:
    for path, page in pages.items():
        (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
        policy = html.unescape(policy)
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe-inline" not in policy
        assert "'unsafe-eval'" not in policy
        assert "http" not in policy.replace("; connect-src https://example.org/robots.txt;", ";")
        assert ("'wasm-unsafe-eval'" in policy) == path.endswith("index.html")
        assert not re.search(r"\s(style|on[a-z]+)=", page), path
        own = re.findall(r"<script(?![^>]*(?:src=|json))", page)
        assert own == [], path
        assert ("<style>" in page) == (path == "404.html")


def test_nothing_is_fetched_from_anywhere_else(pages: dict[str, str], library: Library) -> None:
    for page in pages.values():
        for element in tree(page).iter():
            loads = element.get("src") or (element.tag == "link" and element.get("href")) or ""
            known = element.get("rel") in ("canonical", "alternate")
            assert known or not re.match(r"(https?:)?//", loads)
    for path, data in library.presses["riverbend"].files.items():
        if path.endswith((".css", ".js")):
            assert b"http" not in data, path


def test_the_first_view_is_small(library: Library) -> None:
    files = library.presses["riverbend"].files
    for path in ("index.html", GUIDE, EVERY, "en-US/a-z.html"):
        page = tree(files[path].decode())
        loads = [
            e.get("src") or e.get("href")
            for e in page.iter()
            if e.get("src") or e.get("rel") in ("stylesheet", "icon")
        ]
        names = [address.removeprefix("../") for address in loads]
        # A picture in pixels is in its page, however large it is.
        bare = re.sub(rb"data:image/jpeg;base64,[^\"]*", b"", files[path])
        kilobytes = (len(compress(bare)) + sum(len(compress(files[n])) for n in names)) / 1000
        assert kilobytes < 40, path


def test_linked_data_is_that_of_the_guide(pages: dict[str, str]) -> None:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', pages[GUIDE])
    data = json.loads(text)
    assert (data["@type"], data["url"]) == ("MedicalWebPage", BASE + GUIDE)
    assert data["about"]["code"][0]["codeValue"] == "D50.9"


# What goes wrong


def run(*words: str) -> tuple[int, str]:
    from publisher import cli

    try:
        done = CliRunner().invoke(app, ["site", *words], catch_exceptions=False)
    except cli.BadInput as exc:
        return 2, str(exc)
    except cli.PublisherError as exc:
        return 1, str(exc)
    return done.exit_code, done.output


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path)


def asked(project: Project, *more: str) -> tuple[int, str]:
    out = str(project.root / "out")
    return run("--brand", "riverbend", "--root", str(project.root), "--out", out, *more)


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("#overview { display: none }", "is not displayed"),
        ("main p { color: #eee }", "has a contrast of 1.2 : 1"),
        ("@media print { dl { visibility: hidden } }", "is not visible on paper"),
        ("main p::before { content: 'Do not: ' }", "Do not:"),
    ],
)
def test_a_site_that_hides_text_is_not_written(project: Project, rule: str, why: str) -> None:
    style = project.root / "layouts/site/site.css"
    style.write_text(f"{style.read_text()}\n{rule}\n", encoding="utf-8")
    where = ("--root", str(project.root), "--out", str(project.root / "out"))
    done = CliRunner().invoke(app, ["site", "--brand", "riverbend", *where])
    assert str(done.exception) == "Not whole: the site of riverbend. Nothing was written."
    assert why in " ".join(done.output.split())
    assert not [*project.root.glob("out/**/*.html")]


def test_a_site_that_loses_text_is_not_written(project: Project) -> None:
    line = '<dt id="entry-{{ entry.id }}">{{ text(entry.term) }}</dt>\n  '
    project.write(
        "layouts/shared/blocks.html.j2",
        line + "<dd>{{ text(entry.definition) }}</dd>",
        line + "<dd></dd>",
    )
    code, told = asked(project)
    assert code == 1
    assert told == "Not whole: the site of riverbend. Nothing was written."
    assert not (project.root / "out" / "riverbend").exists()
    press = site.render_site(list(site.site_jobs(project.root, ("riverbend",))), project.root, None)
    assert f"{EVERY}  glossary.term  “{_definition(press)}”  missing" in press.built.faults


def _definition(press: SiteFiles) -> str:
    entries = next(iter(press.site.guides)).job.condition.glossary
    words = next(entry for entry in entries if entry.id == "term").definition.plain
    return words if len(words) <= 60 else words[:59].rstrip() + "…"


def test_a_link_that_leads_nowhere_is_found(project: Project) -> None:
    project.write(
        "layouts/site/topics.html.j2",
        "{{ words.topics_about }}",
        '<a href="lost.html">a</a> <a href="a-z.html#letter-q">b</a>',
    )
    jobs = list(site.site_jobs(project.root, ("riverbend",)))
    assert site.render_site(jobs, project.root, None).built.faults == (
        "en-US/topics.html  points to lost.html, which is not in the site",
        "en-US/topics.html  points to a-z.html#letter-q, where there is no such place",
    )


def test_a_site_stands_whole_in_its_folder_and_replaces_the_one_before(project: Project) -> None:
    old = project.root / "out" / "riverbend" / "site" / "old.html"
    old.parent.mkdir(parents=True)
    old.write_text("old")
    code, told = asked(project)
    assert code == 0
    assert not old.exists()
    assert (old.parent / "pagefind" / "pagefind.js").is_file()
    assert not list(old.parent.rglob("*-ui*"))
    assert [path.name for path in old.parent.parent.iterdir()] == ["site"]
    assert not [path for path in (project.root / "out").iterdir() if path.name.startswith(".")]
    assert "No sitemap, robots.txt or preview picture without --site-url: each needs it." in told


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("example.org", "is not an address on the web"),
        ("ftp://example.org/", "is not an address on the web"),
        ("https://", "is not an address on the web"),
        ("https://a b/", "contains a character that no address has"),
        ("https://a/?q=1", "does not end with a folder"),
    ],
)
def test_an_address_that_is_none_is_a_problem(project: Project, address: str, wrong: str) -> None:
    assert asked(project, "--site-url", address) == (
        2,
        f"command line  --site-url  {address!r} {wrong}: write where the site will be served: "
        "https://example.org/guides\n1 problem. Nothing was written.",
    )


def test_a_site_is_made_of_a_web_edition_by_any_name(project: Project) -> None:
    layouts = project.root / "layouts"
    (layouts / "web").rename(layouts / "page")
    jobs = site.site_jobs(project.root, ("riverbend",))
    assert {type(job.condition) for job in jobs} == {Condition}
    assert jobs
    shutil.rmtree(layouts / "page")
    (layouts / "web").mkdir()
    text = 'title = "A page"\nformat = "pdf"\nbased_on = "handout"\n'
    (layouts / "web" / "edition.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        site.site_jobs(project.root, ("riverbend",))
    assert str(caught.value) == (
        "layouts  no edition is a web page of the full wording, of which a site is made: "
        'add one: format = "html"\n1 problem. Nothing was written.'
    )


def test_one_address_is_not_that_of_two_sites(project: Project) -> None:
    with pytest.raises(BadInput) as caught:
        site.build(project.root, (), project.root / "out", BASE)
    assert str(caught.value) == (
        "command line  --site-url  is the address of one site, but there are 2 brands: "
        "name one by --brand: northfield or riverbend\n1 problem. Nothing was written."
    )


def test_labels_of_the_site_are_checked(project: Project) -> None:
    project.write("layouts/site/words/en.toml", '"{count} guides found."', '"Found."')
    project.write("layouts/site/words/en.toml", 'close = "Close"', 'close = ""')
    lines = [
        project.line(name, "layouts/site/words/en.toml") for name in ("search_found =", "close")
    ]
    with pytest.raises(BadInput) as caught:
        site.site_jobs(project.root, ("riverbend",))
    assert str(caught.value) == (
        f"layouts/site/words/en.toml:{lines[0]}:1  search_found  the wrong gaps to fill: "
        "it needs {count}\n"
        f"layouts/site/words/en.toml:{lines[1]}:1  close  is not a label: write words in quotes\n"
        "2 problems. Nothing was written."
    )


def test_a_part_of_the_body_needs_a_name_in_a_language_other_than_english(project: Project) -> None:
    project.write("sources/every-block/condition.yaml", "language: en-US", "language: pt-BR")
    project.write("sources/every-block/condition.yaml", "body_part: whole-body", "body_part: ear")
    for layout in ("shared", "site"):
        words = project.root / "layouts" / layout / "words"
        shutil.copy(words / "en.toml", words / "pt.toml")
    with pytest.raises(BadInput) as caught:
        site.site_jobs(project.root, ("riverbend",))
    assert str(caught.value) == (
        "layouts/site/words/pt.toml  part_ear  missing: write it, in en.toml too\n"
        "1 problem. Nothing was written."
    )


def test_a_language_without_labels_for_the_site_is_a_problem(project: Project) -> None:
    project.write("sources/every-block/condition.yaml", "language: en-US", "language: pt-BR")
    words = project.root / "layouts" / "shared" / "words"
    shutil.copy(words / "en.toml", words / "pt.toml")
    with pytest.raises(BadInput) as caught:
        site.site_jobs(project.root, ("riverbend",))
    assert str(caught.value) == (
        "layouts/site/words/pt.toml  there are no words for language 'pt-BR': translate en.toml\n"
        "1 problem. Nothing was written."
    )


# Standards


@pytest.mark.judge
def test_the_html_checker_finds_nothing_on_any_page(library: Library, host: str) -> None:
    # The guide in Spanish has English words, which the checker would wonder at.
    judged = [
        f"{host}{brand}/site/{path}"
        for brand in BRANDS
        for path in sorted(library.presses[brand].files)
        if path.endswith((".html", ".css")) and path != f"es-US/{REAL}.html"
    ]
    assert judges.nu(judged) == []


@pytest.mark.judge
def test_the_types_of_schema_org_accept_the_data_of_a_guide(pages: dict[str, str]) -> None:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', pages[EVERY])
    assert judges.tsc_schema_org(text) == []


# In a browser


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="session")
def host(library: Library) -> Iterator[str]:
    """The address below which the sites lie, in folders of a host that knows nothing of them."""
    handler = functools.partial(_Quiet, directory=str(library.out))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@dataclass
class Visit:
    """A tab on a page of a site, and what it complained of or asked for elsewhere."""

    tab: Page
    heard: list[str]


@pytest.fixture
def visit(browser: Browser, host: str) -> Iterator[Any]:
    """Opens a page in a browser of its own, so that nothing kept by one test is there in another.

    A judge is a script, and the policy of the page would keep it out: `judged` lifts it. Nothing
    glides unless a test asks for it: where a page stands would depend on the moment of the look.
    """
    contexts = []

    def opened(
        path: str,
        brand: str = "riverbend",
        *,
        judged: bool = False,
        width: int = 1280,
        height: int = 800,
        **options: Any,
    ) -> Visit:
        size: Any = {"width": width, "height": height}
        options = {"reduced_motion": "reduce", **options}
        context = browser.new_context(viewport=size, bypass_csp=judged, **options)
        contexts.append(context)
        tab, heard = context.new_page(), []
        tab.on("console", lambda message: heard.append(message.text))
        tab.on("pageerror", lambda error: heard.append(str(error)))
        start = path if path.startswith("file:") else f"{host}{brand}/site/{path}"
        tab.on(
            "request",
            lambda asked: (
                None if asked.url.startswith((host, "file:", "data:")) else heard.append(asked.url)
            ),
        )
        tab.goto(start)
        return Visit(tab, heard)

    yield opened
    for context in contexts:
        context.close()


Theme = Literal["light", "dark"]


@pytest.mark.judge
@pytest.mark.parametrize("path", KINDS)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("brand", BRANDS)
def test_axe_finds_nothing_and_nothing_runs_past_the_side(
    visit: Any, path: str, theme: Theme, brand: str
) -> None:
    # Neither the dark page nor another brand is laid out in another way.
    widths = (320, 768, 1280) if (brand, theme) == ("riverbend", "light") else (1280,)
    seen = visit(path, brand, judged=True, color_scheme=theme)
    for width in widths:
        seen.tab.set_viewport_size({"width": width, "height": 800})
        assert judges.cut_off(seen.tab) == []
        assert judges.axe(seen.tab) == []
        assert judges.small_targets(seen.tab) == []
    assert seen.heard == []


@pytest.mark.judge
@pytest.mark.parametrize("path", KINDS)
@pytest.mark.parametrize("width", [320, 1280])
def test_tab_goes_through_everything_in_order_shows_where_it_is_and_comes_out(
    visit: Any, path: str, width: int
) -> None:
    tab = visit(path, width=width).tab
    order = tab.evaluate(
        "[...document.querySelectorAll('a[href], button, input, summary, [tabindex=\"0\"]')]"
        ".filter(e => e.checkVisibility({visibilityProperty: true}) && e.tabIndex >= 0)"
        ".map(e => e.getAttribute('href') || e.className || e.id || e.textContent.trim())"
    )
    stops = judges.walk(tab)
    assert [stop.name for stop in stops] == order
    assert [stop for stop in stops if stop.outline < 2] == []
    assert [stop for stop in stops if not stop.uncovered] == []
    assert [stop.name for stop in judges.walk(tab, "Shift+Tab")] == order[::-1]


@pytest.mark.judge
@pytest.mark.parametrize("path", KINDS[:-1])
def test_the_first_stop_leads_past_the_menu_to_the_content(visit: Any, path: str) -> None:
    tab = visit(path).tab
    tab.keyboard.press("Tab")
    becomes(tab, "document.activeElement.className", "skip")
    tab.keyboard.press("Enter")
    becomes(tab, "document.activeElement.id", "content")


_TERM = "main a.term"


@pytest.mark.judge
@pytest.mark.parametrize("key", ["Enter", " "])
def test_a_word_opens_by_key_is_read_and_closes_by_escape_back_at_the_word(
    visit: Any, key: str
) -> None:
    seen = visit(GUIDE, judged=True)
    tab = seen.tab
    term = tab.locator(_TERM).first
    term.focus()
    assert term.get_attribute("aria-expanded") == "false"
    tab.keyboard.press(key)
    box = tab.get_by_role("dialog", name="Red blood cells")
    expect(box).to_be_visible()
    expect(box).to_contain_text("carry oxygen")
    assert term.get_attribute("aria-expanded") == "true"
    becomes(tab, "document.activeElement.className", "word")
    assert judges.axe(tab) == []
    tab.keyboard.press("Escape")
    expect(tab.locator(".word")).to_have_count(0)
    becomes(tab, "document.activeElement.textContent", "Red blood cells")
    assert term.get_attribute("aria-expanded") == "false"
    assert seen.heard == []


@pytest.mark.judge
def test_tab_goes_through_an_open_word_and_on_from_where_it_stands(visit: Any) -> None:
    tab = visit(GUIDE).tab
    tab.locator(_TERM).first.focus()
    tab.keyboard.press("Enter")
    names = []
    for _ in range(3):
        tab.keyboard.press("Tab")
        names.append(tab.evaluate("document.activeElement.textContent"))
    assert names == ["See all words", "Close", "hemoglobin"]
    tab.locator(".word").wait_for(state="detached")


@pytest.mark.judge
@pytest.mark.parametrize("width", [320, 1280])
def test_a_word_opens_by_touch_inside_the_window_and_closes_by_a_touch_elsewhere(
    visit: Any, width: int
) -> None:
    tab = visit(GUIDE, width=width, has_touch=True).tab
    for number in range(tab.locator(_TERM).count()):
        tab.locator(_TERM).nth(number).tap()
        at = tab.locator(".word").bounding_box()
        assert at["x"] >= 0
        assert at["x"] + at["width"] <= width
        assert judges.cut_off(tab) == []
        tab.keyboard.press("Escape")
    tab.locator(_TERM).first.tap()
    tab.locator("h1").tap()
    tab.locator(".word").wait_for(state="detached")


@pytest.mark.judge
def test_a_word_closes_by_its_button_and_leads_to_all_words(visit: Any) -> None:
    tab = visit(GUIDE).tab
    tab.locator(_TERM).first.click()
    tab.get_by_role("button", name="Close").click()
    becomes(tab, "document.activeElement.textContent", "Red blood cells")
    tab.locator(_TERM).first.click()
    tab.get_by_role("link", name="See all words").click()
    tab.wait_for_url(re.compile(re.escape("#entry-red-blood-cell") + "$"))


_QUESTIONS = ".questions.live > ul > li"


def questions(tab: Page) -> list[str]:
    tab.locator(f"{_QUESTIONS} p").first.wait_for(state="attached")
    return tab.locator(f"{_QUESTIONS} p").all_inner_texts()


@pytest.mark.judge
def test_questions_are_ticked_moved_and_added_by_key_and_are_there_next_time(visit: Any) -> None:
    seen = visit(GUIDE, judged=True)
    tab = seen.tab
    before = questions(tab)
    assert len(before) == 4
    tab.get_by_role("checkbox", name=before[1]).focus()
    tab.keyboard.press("Space")
    down = tab.get_by_role("button", name=f"Move down {before[0]}")
    down.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(f"{_QUESTIONS} p")).to_have_text([before[1], before[0], *before[2:]])
    expect(tab.locator(".told")).to_have_text("Moved to place 2 of 4.")
    becomes(tab, "document.activeElement.className", "down")
    tab.get_by_label("Your own question").focus()
    tab.keyboard.type("May I drink coffee?")
    tab.keyboard.press("Enter")
    expect(tab.locator(".told")).to_have_text("Added at the end.")
    assert judges.axe(tab) == []
    tab.reload()
    expect(tab.locator(f"{_QUESTIONS} p")).to_have_text(
        [before[1], before[0], *before[2:], "May I drink coffee?"]
    )
    expect(tab.get_by_role("checkbox", name=before[1])).to_be_checked()
    expect(tab.get_by_role("checkbox", name=before[0])).not_to_be_checked()
    remove = tab.get_by_role("button", name="Remove May I drink coffee?")
    remove.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(f"{_QUESTIONS} p")).to_have_count(4)
    becomes(tab, "document.activeElement.type", "checkbox")
    tab.get_by_role("button", name="Forget my list").click()
    expect(tab.locator(f"{_QUESTIONS} p")).to_have_text(before)
    expect(tab.locator(f"{_QUESTIONS} input:checked")).to_have_count(0)
    becomes(tab, "localStorage.length", 0)
    tab.reload()
    expect(tab.locator(f"{_QUESTIONS} p")).to_have_text(before)
    assert seen.heard == []


@pytest.mark.judge
def test_a_question_is_dragged_to_its_place(visit: Any) -> None:
    tab = visit(GUIDE).tab
    before = questions(tab)
    handle = tab.locator(".move").first
    handle.scroll_into_view_if_needed()
    at, last = handle.bounding_box(), tab.locator(_QUESTIONS).last.bounding_box()
    tab.mouse.move(at["x"] + 10, at["y"] + 10)
    tab.mouse.down()
    tab.mouse.move(at["x"] + 10, last["y"] + 20, steps=12)
    tab.mouse.up()
    expect(tab.locator(f"{_QUESTIONS} p")).to_have_text([*before[1:], before[0]])


@pytest.mark.judge
def test_the_list_prints_alone_and_with_its_ticks(visit: Any) -> None:
    tab = visit(GUIDE).tab
    tab.locator(f"{_QUESTIONS} input").nth(2).check()
    tab.evaluate("() => { window.print = () => {}; }")
    tab.get_by_role("button", name="Print my list").click()
    tab.emulate_media(media="print")
    expect(tab.locator("main")).to_be_hidden()
    expect(tab.locator(".paper li")).to_have_text(questions(tab))
    expect(tab.locator(".paper li.ticked")).to_have_count(1)
    expect(tab.locator(".paper")).to_contain_text(DRAFT)
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(tab.locator(".paper")).to_have_count(0)
    expect(tab.locator("main")).to_be_visible()


@pytest.mark.judge
def test_a_browser_that_keeps_nothing_says_so(visit: Any) -> None:
    tab = visit(GUIDE).tab
    tab.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    tab.locator(f"{_QUESTIONS} input").first.check()
    note = "This browser does not keep your list after you close the page."
    expect(tab.locator(".private")).to_have_text(note)


@pytest.mark.judge
def test_a_heading_gives_its_address_by_key(visit: Any, host: str) -> None:
    tab = visit(GUIDE, permissions=["clipboard-read", "clipboard-write"]).tab
    button = tab.get_by_role("button", name="Copy a link to this part How it is treated")
    button.focus()
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("The link is copied.")).to_be_visible()
    address = f"{host}riverbend/site/{GUIDE}#treatment"
    assert tab.evaluate("navigator.clipboard.readText()") == address
    heading = tab.get_by_role("heading", level=2, name="How it is treated")
    expect(heading).to_be_visible()


@pytest.mark.judge
def test_with_scripts_run_still_nothing_of_the_source_is_lost(visit: Any, library: Library) -> None:
    from publisher.verify import words_fidelity

    for guide in library.presses["riverbend"].site.guides:
        tab = visit(guide.path).tab
        assert words_fidelity(guide.job, tab.content().encode()).faults == ()


RESULTS = ".results > li > a"


@pytest.mark.judge
def test_search_finds_while_typing_what_stands_deep_in_a_guide(visit: Any) -> None:
    seen = visit("index.html", judged=True)
    tab = seen.tab
    tab.get_by_label("Search the guides").focus()
    tab.keyboard.type("antacids", delay=20)
    expect(tab.locator(RESULTS)).to_have_text(["Iron deficiency anemia"])
    expect(tab.locator(".count")).to_have_text("1 guide found.")
    tab.wait_for_selector(".results mark")
    part = tab.locator(".results ul a").first
    expect(part).to_have_text("How it is treated")
    assert judges.axe(tab) == []
    assert seen.heard == []
    part.click()
    tab.wait_for_url(re.compile(re.escape(f"{GUIDE}#treatment") + "$"))
    tab.go_back()
    expect(tab.locator(RESULTS)).to_have_text(["Iron deficiency anemia"])


@pytest.mark.judge
def test_search_that_finds_nothing_says_what_to_do(visit: Any) -> None:
    tab = visit("index.html").tab
    tab.get_by_label("Search the guides").fill("xyzzy")
    tab.locator(".count:not(:empty)").wait_for()
    told = "No guide found. Try another word, or look under A to Z."
    expect(tab.locator(".count")).to_have_text(told)


@pytest.mark.judge
def test_search_and_guides_work_from_files(visit: Any, library: Library) -> None:
    seen = visit((library.folder("riverbend") / "index.html").as_uri())
    tab = seen.tab
    tab.get_by_label("Search the guides").fill("anemia")
    expect(tab.locator(RESULTS)).to_have_text(["Iron deficiency anemia"])
    tab.locator(".results a").first.click()
    expect(tab.locator("h1")).to_have_text("Iron deficiency anemia")
    assert tab.evaluate("document.fonts.ready.then(f => [...f].some(x => x.status === 'loaded'))")
    tab.locator(_TERM).first.click()
    expect(tab.get_by_role("dialog")).to_be_visible()
    expect(tab.locator(".questions.live")).to_have_count(1)


@pytest.mark.judge
def test_with_scripts_off_words_lead_to_the_list_of_words_and_lists_to_every_guide(
    visit: Any,
) -> None:
    tab = visit("index.html", java_script_enabled=False).tab
    expect(tab.locator("form.search")).to_be_hidden()
    tab.get_by_role("link", name="Iron deficiency anemia").click()
    expect(tab.locator(".take-along .print")).to_be_hidden()
    expect(tab.locator(".questions li")).to_have_count(4)
    tab.locator(_TERM).first.click()
    tab.wait_for_url(re.compile(re.escape("#entry-red-blood-cell") + "$"))


@pytest.mark.judge
@pytest.mark.parametrize("path", KINDS)
def test_text_set_wider_or_twice_as_large_is_still_all_there(visit: Any, path: str) -> None:
    for width, style in (
        (1280, judges.TEXT_SPACING),
        (320, judges.TEXT_SPACING),
        (1280, "html { font-size: 200% !important }"),
    ):
        tab = visit(path, judged=True, width=width).tab
        tab.add_style_tag(content=style)
        assert judges.cut_off(tab) == []


@pytest.mark.judge
def test_whoever_wants_less_motion_gets_none(visit: Any) -> None:
    moving = (
        "[...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e); return "
        "s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0; }).length"
    )
    tab = visit(GUIDE).tab
    assert tab.evaluate(moving) == 0
    becomes(tab, "getComputedStyle(document.documentElement).scrollBehavior", "auto")
    other = visit(GUIDE, reduced_motion="no-preference").tab
    becomes(other, "getComputedStyle(document.documentElement).scrollBehavior", "smooth")


@pytest.mark.judge
def test_in_forced_colours_edges_ticks_and_focus_stay_visible(visit: Any) -> None:
    tab = visit(GUIDE, forced_colors="active", color_scheme="dark").tab
    box = tab.locator(f"{_QUESTIONS} input").first
    box.check()
    edge = "(e, part) => getComputedStyle(e, part)"
    tick, ground = box.evaluate(
        f"e => [({edge})(e, '::after').borderBottomColor, ({edge})(e).backgroundColor]"
    )
    assert tick != ground
    for selector in (".print-list", ".own input", ".emergency .callout-head", ".note"):
        style = tab.locator(selector).first.evaluate(f"e => ({edge})(e).borderTopStyle")
        assert style == "solid", selector
    assert [stop for stop in judges.walk(tab) if stop.outline < 2] == []


@pytest.mark.judge
def test_paper_shows_the_guide_and_none_of_the_site(visit: Any) -> None:
    tab = visit(GUIDE, color_scheme="dark").tab
    tab.emulate_media(media="print")
    shown = "s => [...document.querySelectorAll(s)].filter(e => e.checkVisibility()).length"
    assert tab.evaluate(shown, "nav, .skip, footer, button, input, .private, .told") == 0
    assert tab.evaluate(shown, ".questions .line") == 8
    ground = tab.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == "rgb(255, 255, 255)"


@pytest.fixture(scope="session")
def live(library: Library, host: str) -> str:
    """A site that knows the address at which it really lies."""
    jobs = [guide.job for guide in library.presses["riverbend"].site.guides]
    address = f"{host}live/site/"
    write_sites({library.out / "live" / "site": site.render_site(jobs, library.out, address).files})
    return address


@pytest.mark.judge
@pytest.mark.parametrize("path", ["", GUIDE, "en-US/a-z.html"])
def test_lighthouse_gives_full_marks(live: str, path: str) -> None:
    assert judges.lighthouse(live + path) == []
