"""What a browser judges of a page is shown on pages made wrong on purpose."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests import judges
from tests.own_font import NAME, font_face

_TAIL = "<a href='#one'>One</a> <a href='#two'>Two</a>"


def _open(page: Page, body: str, style: str = "", width: int = 640) -> None:
    page.set_viewport_size({"width": width, "height": 400})
    page.set_content(
        f"<!DOCTYPE html><html lang='en'><title>A page</title><style>{font_face()}"
        f"* {{ font-family: {NAME} }} {style}</style>"
        f"<body>{body}{_TAIL}</body></html>"
    )


def test_a_walk_goes_through_every_stop_in_order(page: Page) -> None:
    _open(page, "<button class='first'>First</button>")
    assert [stop.name for stop in judges.walk(page)] == ["first", "#one", "#two"]
    assert [stop.name for stop in judges.walk(page, "Shift+Tab")] == ["#two", "#one", "first"]
    assert all(stop.outline and stop.uncovered for stop in judges.walk(page))


def test_a_walk_sees_where_focus_does_not_show(page: Page) -> None:
    _open(page, "", ":focus { outline: none }")
    assert [stop.outline for stop in judges.walk(page)] == [0, 0]


def test_a_walk_sees_focus_behind_a_bar_that_stays_in_place(page: Page) -> None:
    bar = "position: fixed; inset: 0 0 auto; height: 300px; background: #eee"
    _open(page, f"<div style='{bar}'></div>")
    assert [stop.uncovered for stop in judges.walk(page)] == [False, False]


def test_a_walk_that_does_not_end_is_a_trap(page: Page) -> None:
    back = "event.preventDefault(); this.focus()"
    _open(page, f"<button class='trap' onkeydown='{back}'>Stay</button>")
    with pytest.raises(judges.Trapped) as caught:
        judges.walk(page, most=5)
    said = "after 5 times Tab the focus is still in the page, at Stop(tag='BUTTON', name='trap'"
    assert str(caught.value).startswith(said)


def test_a_target_that_is_small_and_near_another_is_found(page: Page) -> None:
    small = "button { width: 20px; height: 20px; padding: 0; border: 0 }"
    _open(page, "<button class='a'></button><button class='b'></button><p>", small)
    assert judges.small_targets(page) == ["button a: 20 by 20 px", "button b: 20 by 20 px"]
    _open(
        page, "<ul><li><a href='#a'>a</a><li><a href='#b'>b</a></ul><p>", "li { line-height: 18px }"
    )
    assert [said.split(":")[0] for said in judges.small_targets(page)] == ["a #a", "a #b"]
    _open(page, "<p>A sentence.<sup><a href='#a'>1</a></sup> <a href='#b'>2</a><p>")
    assert judges.small_targets(page) == []
    _open(page, "<button class='a'></button><p>", small)
    assert judges.small_targets(page) == []


def test_a_page_that_must_be_moved_sideways_is_found(page: Page) -> None:
    _open(page, "<p style='width: 700px'>Wide</p>", "body { margin: 0 }")
    assert judges.cut_off(page) == ["the page is 60 px wider than the window"]


def test_text_that_its_box_cuts_off_is_found(page: Page) -> None:
    box = "p { height: 2.5em; width: 9em; overflow: hidden }"
    _open(page, "<p class='box'>Two short lines of text, no more</p>", box)
    assert judges.cut_off(page) == []
    page.add_style_tag(content=judges.TEXT_SPACING)
    assert judges.cut_off(page) == ["p box: its text is cut off"]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


def test_lighthouse_catches_a_page_without_language_title_and_description(
    served: str, tmp_path: Path
) -> None:
    (tmp_path / "bad.html").write_text("<!DOCTYPE html><html><body><p>Text</p></body></html>")
    found = judges.lighthouse(served + "bad.html", times=1)
    assert {one.partition(":")[0] for one in found} >= {"accessibility", "seo"}
    assert "seo: Document does not have a meta description" in found
