"""The web page, on the source that contains every block and on all real sources, in both brands."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import html5lib
import pytest
from playwright.sync_api import Browser, Page

from publisher.content.inline import Plain, Text
from publisher.content.model import Condition, Review, ReviewState, Wording
from publisher.edition.layouts import edition_names
from publisher.edition.load import load_edition
from publisher.edition.model import Format
from publisher.plan.job import Job
from publisher.render import web
from publisher.verify import fidelity
from tests import helpers
from tests.helpers import EVERY_BLOCK, LAYOUTS, PAIRS, REAL, ROOT, job_for
from tests.judges import axe, becomes, nu, tsc_schema_org
from tests.shared import rendered

SOURCES = (EVERY_BLOCK, *REAL)
BRANDS = ("northfield", "riverbend")
WIDTHS = (320, 768, 1280)
each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
each_pair = pytest.mark.parametrize(
    ("source", "name"),
    [(helpers.SOURCES[source], name) for source, name in PAIRS],
    ids=map("-".join, PAIRS),
)
each_brand = pytest.mark.parametrize("name", BRANDS)


@cache
def job_of(source: Path, name: str) -> Job:
    siblings = tuple(load_edition(LAYOUTS / each, ROOT) for each in edition_names(LAYOUTS))
    stamp = datetime(2026, 11, 22, tzinfo=UTC)
    return replace(job_for(source, name, "web"), stamp=stamp, siblings=siblings)


@cache
def page_of(source: Path, name: str) -> bytes:
    return rendered(job_of(source, name))


def tree_of(source: Path, name: str) -> Any:
    return html5lib.parse(page_of(source, name), namespaceHTMLElements=False)


@pytest.fixture
def file(source: Path, name: str, tmp_path: Path) -> Path:
    path = tmp_path / "web.html"
    path.write_bytes(page_of(source, name))
    return path


def reviewed(condition: Condition) -> Condition:
    review = Review(
        state=ReviewState.REVIEWED,
        reviewer="Dr. Ada Example",
        reviewed=date(2026, 11, 20),
        next_review=date(2028, 11, 20),
    )
    return condition.model_copy(update={"review": review})


def linked_data(page: bytes) -> Any:
    (text,) = re.findall(rb'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(text)


@each_pair
def test_nothing_of_the_source_is_lost(source: Path, name: str) -> None:
    assert fidelity(job_of(source, name), page_of(source, name)).faults == ()


@each_pair
def test_the_same_job_gives_the_same_bytes(source: Path, name: str) -> None:
    assert web.render(job_of(source, name)) == page_of(source, name)


@each_pair
def test_ids_are_those_of_the_source_and_links_find_them(source: Path, name: str) -> None:
    condition = job_of(source, name).condition
    page = tree_of(source, name)
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    asked = [block.id for block in condition.blocks(Wording.FULL)]
    asked += [section.id for section in condition.sections]
    asked += [part.id for section in condition.sections for part in section.subsections]
    assert len(ids) == len(set(ids))
    assert set(asked) <= set(ids)
    links = {a.get("href") for a in page.iter("a")}
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    # Sheets are for a print shop: no reader can use them.
    siblings = job_of(source, name).siblings
    offered = {e.file for e in siblings if e.offered and e.format is not Format.PRINT}
    assert {link for link in links if ":" not in link and link[0] != "#"} == offered - {"web.html"}


@each_source
def test_headings_descend_one_level_at_a_time(source: Path) -> None:
    page = tree_of(source, "riverbend")
    levels = [int(e.tag[1]) for e in page.iter() if re.fullmatch("h[1-6]", str(e.tag))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@each_source
def test_landmarks_are_there_once_each(source: Path) -> None:
    body = tree_of(source, "riverbend").find("body")
    assert [e.tag for e in body] == ["a", "header", "div", "footer"]
    assert len(list(body.iter("main"))) == 1
    assert all(nav.get("aria-label") or nav.get("aria-labelledby") for nav in body.iter("nav"))


@each_brand
def test_the_policy_lets_in_what_the_page_holds_and_nothing_else(name: str) -> None:
    page = page_of(SOURCES[0], name).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    policy = policy.replace("&#39;", "'")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    (script,) = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    assert rules == {
        "default-src": "'none'",
        "style-src": digest(style),
        "script-src": digest(script),
        "font-src": "data:",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert " style=" not in page


def digest(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def test_no_text_can_leave_the_script_that_describes_the_page() -> None:
    job = job_of(SOURCES[0], "riverbend")
    said = "Up to 5 < 6 & </script><b>"
    evil = job.condition.model_copy(update={"subtitle": Text((Plain(said),), said)})
    page = web.render(replace(job, condition=evil))
    assert page.count(b"</script>") == 1
    assert linked_data(page)["description"] == said


@each_source
def test_linked_data_says_what_the_source_says(source: Path) -> None:
    condition = job_of(source, "riverbend").condition
    data = linked_data(page_of(source, "riverbend"))
    about = data["about"]
    assert data["inLanguage"] == condition.language
    assert data["dateModified"] == condition.modified.isoformat()
    assert [c["codeValue"] for c in about.get("code", [])] == [c.code for c in condition.codes]
    page = " ".join("".join(tree_of(source, "riverbend").find("body").itertext()).split())
    for key in ("signOrSymptom", "riskFactor", "typicalTest", "possibleTreatment"):
        for node in about.get(key, []):
            assert all(part in page for part in re.split(": |, ", node["name"]))


def test_a_review_is_claimed_only_where_there_was_one() -> None:
    job = job_of(SOURCES[0], "riverbend")
    draft = linked_data(page_of(SOURCES[0], "riverbend"))
    assert draft.keys().isdisjoint({"lastReviewed", "reviewedBy"})
    page = web.render(replace(job, condition=reviewed(job.condition)))
    assert linked_data(page)["lastReviewed"] == "2026-11-20"
    assert linked_data(page)["reviewedBy"]["name"] == "Dr. Ada Example"
    assert b"not yet reviewed" not in page


@each_source
def test_both_themes_come_from_the_brand(source: Path) -> None:
    for name in BRANDS:
        page, roles = page_of(source, name).decode(), job_of(source, name).brand
        assert f"--brand: {roles.light.brand}" in page
        assert f"--brand: {roles.dark.brand}" in page
        figures = re.findall(r"<figure.*?</svg>", page, re.DOTALL)
        assert not [f for f in figures if "role:" in f or re.search(r'"#[0-9a-f]{6}"', f)]


@pytest.mark.judge
def test_the_html_checker_finds_nothing(tmp_path: Path) -> None:
    """All pages in one call: a Java machine takes longer to begin than to read them."""
    files = [tmp_path / f"{'-'.join(pair)}.html" for pair in PAIRS]
    for file, (source, name) in zip(files, PAIRS, strict=True):
        file.write_bytes(page_of(helpers.SOURCES[source], name))
    assert nu(files) == []


@pytest.mark.judge
@each_source
def test_the_types_of_schema_org_accept_the_data(source: Path) -> None:
    job = job_of(source, "riverbend")
    assert tsc_schema_org(json.dumps(linked_data(page_of(source, "riverbend")))) == []
    page = web.render(replace(job, condition=reviewed(job.condition)))
    assert tsc_schema_org(json.dumps(linked_data(page))) == []


def opened(browser: Browser, file: Path, **options: Any) -> tuple[Page, list[str]]:
    """The page in a tab, and what it asked for or complained of."""
    # axe is a script, and the page's own policy would keep it out.
    tab = browser.new_page(bypass_csp=True, **options)
    heard: list[str] = []
    tab.on("console", lambda message: heard.append(message.text))
    tab.on("request", lambda request: heard.append(request.url))
    tab.goto(file.as_uri())
    return tab, [h for h in heard if not h.startswith(("data:", file.as_uri()))]


@pytest.mark.judge
@each_pair
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, file: Path) -> None:
    # The dark page differs in colours alone, which a narrow window shows as well as a wide one.
    for theme, widths in (("light", WIDTHS), ("dark", WIDTHS[:1])):
        for width in widths:
            size = {"width": width, "height": 900}
            tab, heard = opened(browser, file, viewport=size, color_scheme=theme)
            assert heard == []
            assert tab.evaluate("document.documentElement.scrollWidth") == width
            assert axe(tab) == []
            tab.close()


@pytest.mark.judge
@each_pair
def test_it_asks_for_nothing_and_breaks_no_rule_of_its_own(browser: Browser, file: Path) -> None:
    tab = browser.new_page()
    heard: list[str] = []
    tab.on("console", lambda message: heard.append(message.text))
    tab.on("request", lambda request: heard.append(request.url))
    tab.goto(file.as_uri())
    fonts = tab.evaluate("document.fonts.ready.then(f => [...f].map(x => x.status))")
    assert [h for h in heard if not h.startswith("data:")] == [file.as_uri()]
    assert "error" not in fonts
    assert "loaded" in fonts
    tab.close()


_FOCUS = """() => {
  const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
  return {tag: e.tagName, href: e.getAttribute('href'), outline: s.outlineStyle,
          width: parseFloat(s.outlineWidth), seen: r.bottom > 0 && r.top < innerHeight,
          tall: r.height, block: s.display !== 'inline'}
}"""


@pytest.mark.judge
@pytest.mark.parametrize("source", SOURCES[:1], ids=["every-block"])
@each_brand
@pytest.mark.parametrize("width", WIDTHS)
def test_a_keyboard_reaches_everything_and_shows_where_it_is(
    browser: Browser, file: Path, width: int
) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    tab.goto(file.as_uri())
    reachable = tab.evaluate(
        "[...document.querySelectorAll('a[href], summary, [tabindex=\"0\"]')]"
        ".filter(e => e.checkVisibility()).length"
    )
    walked = []
    for _ in range(reachable):
        tab.keyboard.press("Tab")
        walked.append(tab.evaluate(_FOCUS))
    assert walked[0]["href"] == "#content"
    assert all(f["outline"] == "solid" and f["width"] >= 2 and f["seen"] for f in walked)
    assert all(f["tall"] >= 24 for f in walked if f["block"])
    assert len([f for f in walked if f["tag"] != "BODY"]) == reachable
    tab.evaluate("document.querySelector('.skip').focus()")
    tab.keyboard.press("Enter")
    becomes(tab, "document.activeElement.id", "content")
    tab.close()


@pytest.mark.judge
@pytest.mark.parametrize("source", SOURCES[:1], ids=["every-block"])
@each_brand
def test_paper_shows_lines_to_write_on_and_no_navigation(browser: Browser, file: Path) -> None:
    tab = browser.new_page(color_scheme="dark")
    tab.goto(file.as_uri())
    shown = "s => [...document.querySelectorAll(s)].filter(e => e.checkVisibility()).length"
    assert tab.evaluate(shown, ".questions .line") == 0
    tab.emulate_media(media="print")
    assert tab.evaluate(shown, ".questions .line") == 4
    assert tab.evaluate(shown, ".write-in .line") == 3
    assert tab.evaluate(shown, "nav, .skip, footer") == 0
    paper = tab.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    tab.close()
