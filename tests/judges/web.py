"""Judges of web pages: the Nu Html Checker, axe-core, Lighthouse, and a browser itself.

The browser judges what WCAG asks of keyboard, targets, zoom and text spacing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Frame, Page, sync_playwright

from tests.judges.install import command, node_module, run

_AXE_TAGS = [
    *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"),
    "best-practice",
]


# Without these the checker refuses to read from this machine.
_LOCAL = (
    "-Dnu.validator.servlet.allow-forbidden-hosts=true",
    "-Dnu.validator.servlet.allowed-address-type=all",
)


def nu(paths: Iterable[Path | str]) -> list[str]:
    """Every error and warning of the Nu Html Checker in HTML and CSS, all in one call.

    A page whose policy speaks of its own site is judged by address: a file has no site.
    """
    jar = node_module("vnu-jar", "build", "dist", "vnu.jar")
    flags = ("--format", "json", "--stdout", "--exit-zero-always", "--also-check-css")
    done = run(
        [
            command("java"),
            *_LOCAL,
            "-jar",
            jar,
            *flags,
            *(path if isinstance(path, str) else path.absolute() for path in paths),
        ]
    )
    return [
        f"{message.get('subType', message['type'])} {Path(message.get('url', '')).name}:"
        f"{message.get('lastLine', 1)}: {message['message']}"
        for message in json.loads(done.stdout)["messages"]
        if message["type"] != "info" or message.get("subType") == "warning"
    ]


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Debian's Chromium without a window, kept from the network except for this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=command("chromium"),
            args=[
                "--no-sandbox",  # the sandbox refuses to start for root, as in most CI
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-default-apps",
                "--disable-domain-reliability",
                "--disable-sync",
                "--no-first-run",
                "--no-pings",
                "--disable-features=OptimizationHints,MediaRouter,Translate",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            ],
        )
        yield browser
        browser.close()


def axe(page: Page | Frame, *, without: Sequence[str] = (), apart: Sequence[str] = ()) -> list[str]:
    """Every violation of WCAG A and AA and of good practice on the page that is open now.

    `without` names rules that do not hold for what is judged, `apart` selects elements that are
    not judged.
    """
    # Not as an element: a page with a strict policy lets none in.
    page.evaluate(node_module("axe-core", "axe.min.js").read_text(encoding="utf-8"))
    report = page.evaluate(
        """([tags, without, apart]) => axe.run(apart.length ? {exclude: apart} : document, {
            runOnly: tags, resultTypes: ['violations'],
            rules: Object.fromEntries(without.map(rule => [rule, {enabled: false}])),
        })""",
        [_AXE_TAGS, list(without), [[selector] for selector in apart]],
    )
    return [
        f"{violation['id']} ({node['impact']}) {' '.join(map(str, node['target']))}: "
        f"{violation['help']}"
        for violation in report["violations"]
        for node in violation["nodes"]
    ]


def on_a_phone(browser: Browser, page: Path) -> list[str]:
    """What the Nu checker and axe find in a page, and whether it runs over a phone's edge."""
    tab = browser.new_page(viewport={"width": 390, "height": 844}, bypass_csp=True)
    tab.goto(page.as_uri())
    found = [*nu([page]), *axe(tab)]
    if (width := tab.evaluate("document.documentElement.scrollWidth")) != 390:
        found.append(f"is {width} pixels wide on a phone")
    tab.close()
    return found


def lighthouse(url: str, times: int = 3) -> list[str]:
    """What the page at `url` loses marks for, with its category; a timing is no judge here.

    It waits two seconds for robots.txt, which a busy machine may not keep: where it did not get the
    file in time, it has not judged it. All else counts where it says it `times` in a row.
    """
    found = list(_lighthouse(url))
    for _ in range(times - 1):
        if found:
            again = set(_lighthouse(url))
            found = [one for one in found if one in again]
    return found


_TOO_LATE = "Timed out fetching resource"


def _lighthouse(url: str) -> Iterator[str]:
    categories = ("accessibility", "best-practices", "seo")
    done = run(
        [
            command("node"),
            node_module("lighthouse", "cli", "index.js"),
            url,
            f"--only-categories={','.join(categories)}",
            "--output=json",
            "--quiet",
            "--chrome-flags=--headless=new --no-sandbox --disable-background-networking",
        ],
        env={**os.environ, "CHROME_PATH": command("chromium")},
        timeout_s=300,
    )
    report = json.loads(done.stdout)
    for category in categories:
        for part in report["categories"][category]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if audit["scoreDisplayMode"] == "error":
                yield f"{category}: {audit['title']}: {audit['errorMessage']}"
            elif _TOO_LATE in audit.get("explanation", ""):
                continue
            elif part["weight"] and audit["score"] is not None and audit["score"] < 1:
                yield f"{category}: {audit['title']}"


@dataclass(frozen=True)
class Stop:
    """Where Tab leads: what has focus, by tag, address or name, and how well that shows."""

    tag: str
    name: str
    outline: float
    """The width of the ring around it in px; 0 where there is none."""
    uncovered: bool
    """Whether any of it can be seen: in the window and with nothing above it (WCAG 2.2, 2.4.11)."""


_STOP = """() => {
  const e = document.activeElement, s = getComputedStyle(e);
  const rects = [...e.getClientRects()].filter(r => r.width && r.height);
  const seen = rects.some(r => [0.5, 0.1, 0.9].some(part => {
    const x = r.left + r.width * part, y = r.top + r.height / 2;
    const top = document.elementFromPoint(x, y);
    return top && (e === top || e.contains(top) || top.contains(e) && top.tagName !== 'BODY');
  }));
  const been = window.walked.has(e);
  window.walked.add(e);
  return [e.tagName, e.getAttribute('href') || e.className || e.id || e.textContent.trim(),
          s.outlineStyle === 'none' ? 0 : parseFloat(s.outlineWidth), seen,
          been && e === [...window.walked][0] ? window.walked.size : 0];
}"""
_START = """() => {
  document.activeElement.blur();
  getSelection().removeAllRanges();
  window.walked = new Set();
  return [...document.querySelectorAll('a[href], button, input, summary, [tabindex="0"]')]
    .filter(e => e.checkVisibility({visibilityProperty: true}) && e.tabIndex >= 0).length;
}"""


def walk(page: Page, key: str = "Tab", most: int = 400) -> list[Stop]:
    """Where a key leads from the start of the page, until it leaves it or has been everywhere.

    Raises `Trapped` where it never does.
    """
    everywhere = page.evaluate(_START)
    stops: list[Stop] = []
    while len(stops) < most:
        page.keyboard.press(key)
        *stop, been = page.evaluate(_STOP)
        if stop[0] == "BODY" or been >= everywhere:
            return stops
        stops.append(Stop(*stop))
    raise Trapped(f"after {most} times {key} the focus is still in the page, at {stops[-1]}")


class Trapped(Exception):
    """The keyboard does not get out of a page (WCAG 2.2, 2.1.2)."""


_SMALL = """() => {
  const all = [...document.querySelectorAll('a[href], button, input, summary, select, textarea')]
    .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.skip'))
    .map(e => [e, e.getBoundingClientRect()]).filter(([, r]) => r.width && r.height);
  const said = e => (e.getAttribute('href') || e.className || e.textContent).trim();
  // A link in a line of text is exempt, as text sets its size.
  const inText = e => {
    let around = e;
    while (getComputedStyle(around).display === 'inline') around = around.parentElement;
    return around !== e && around.textContent.trim() !== e.textContent.trim();
  };
  const near = (r, o) => {
    const x = r.left + r.width / 2, y = r.top + r.height / 2;
    const dx = Math.max(o.left - x, 0, x - o.right), dy = Math.max(o.top - y, 0, y - o.bottom);
    return Math.hypot(dx, dy) < 12;
  };
  return all.filter(([e, r]) => Math.min(r.width, r.height) < 23.99 && !inText(e) &&
      all.some(([o, s]) => o !== e && near(r, s)))
    .map(([e, r]) => `${e.tagName.toLowerCase()} ${said(e)}: ` +
      `${Math.round(r.width)} by ${Math.round(r.height)} px`);
}"""


def small_targets(page: Page) -> list[str]:
    """What is smaller than 24 by 24 px and too near another target (WCAG 2.2, 2.5.8)."""
    return list(page.evaluate(_SMALL))


_CUT = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const cut = [...document.querySelectorAll('body *')].filter(e => {
    const s = getComputedStyle(e);
    if (!e.checkVisibility() || e.closest('svg') || s.clipPath !== 'none') return false;
    const hides = v => v === 'hidden' || v === 'clip';
    return (hides(s.overflowX) && e.scrollWidth > e.clientWidth + 1) ||
           (hides(s.overflowY) && e.scrollHeight > e.clientHeight + 1);
  }).map(e => `${e.tagName.toLowerCase()} ${e.className || e.id}: its text is cut off`);
  const lines = [...document.querySelectorAll('button, .letters a, input')].filter(
    e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && e.tagName !== 'INPUT')
    .map(e => `${e.tagName.toLowerCase()} ${e.className || e.textContent.trim()}: ` +
      'its text runs out');
  return [...(wide > 0 ? [`the page is ${wide} px wider than the window`] : []), ...cut, ...lines];
}"""


def cut_off(page: Page) -> list[str]:
    """What of a page cannot be read where it is: cut off, run out, or past the side (1.4.10)."""
    return list(page.evaluate(_CUT))


TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"""
"""What a reader may set, and a page must bear (WCAG 2.2, 1.4.12)."""


def becomes(page: Page, expression: str, value: str | int) -> None:
    """Waits until a page says `value` to a JavaScript `expression`."""
    page.wait_for_function(f"value => ({expression}) === value", arg=value)
