"""Judges of web pages: the Nu Html Checker for the standard, axe-core for accessibility."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.judges.install import command, node_module, run

_AXE_TAGS = [
    *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"),
    "best-practice",
]


def nu(paths: Iterable[Path]) -> list[str]:
    """Every error and warning of the Nu Html Checker in HTML and CSS, all in one call."""
    jar = node_module("vnu-jar", "build", "dist", "vnu.jar")
    flags = ("--format", "json", "--stdout", "--exit-zero-always", "--also-check-css")
    done = run([command("java"), "-jar", jar, *flags, *(path.absolute() for path in paths)])
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


def axe(page: Page) -> list[str]:
    """Every violation of WCAG A and AA and of good practice on the page that is open now."""
    page.add_script_tag(path=node_module("axe-core", "axe.min.js"))
    report = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", _AXE_TAGS
    )
    return [
        f"{violation['id']} ({node['impact']}) {' '.join(map(str, node['target']))}: "
        f"{violation['help']}"
        for violation in report["violations"]
        for node in violation["nodes"]
    ]
