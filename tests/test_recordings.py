"""Video and audio: what a source may say of them, what each format shows of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publisher import verify
from publisher.content.model import Wording, recordings
from publisher.edition.words import load_words
from publisher.importing.recordings import player
from publisher.render import render
from publisher.render.web.linked_data import recordings_of
from publisher.source.load import load_condition
from tests.damage_recordings import FILM, OTHER, SOUND, with_codes
from tests.helpers import EVERY_BLOCK, LAYOUTS, ROOT, SOURCE, Project, closing, job_for, new_project
from tests.import_files import blocks, imported
from tests.shared import rendered

BRIEF = "sections[0].brief.blocks[3]"


# In a source ----------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path)


_ADDRESS = "url: https://example.org/sounds/calm-voice/"
_LENGTH = '"1:02:05"'


@pytest.mark.parametrize(
    ("old", "new", "where", "wrong"),
    [
        (
            _ADDRESS,
            "url: http://example.org/a",
            "url",
            "'http://example.org/a' is malformed: write an address with https://",
        ),
        (
            _ADDRESS,
            f"url: https://example.org/{'a' * 120}",
            "url",
            "has 140: keep to 120 at most",
        ),
        (
            _LENGTH,
            '"3 minutes"',
            "length",
            "'3 minutes' is malformed: write minutes and seconds in quotes: \"3:20\"",
        ),
        (
            _LENGTH,
            '"0:00"',
            "length",
            "'0:00' is malformed: write minutes and seconds in quotes: \"3:20\"",
        ),
        (
            _LENGTH,
            '"3:75"',
            "length",
            "'3:75' is malformed: write minutes and seconds in quotes: \"3:20\"",
        ),
        (
            _ADDRESS,
            f"{_ADDRESS}\n        autoplay: true",
            "autoplay",
            "unknown key: remove it or check its spelling",
        ),
    ],
)
def test_what_a_recording_says_wrongly_is_named(
    project: Project, old: str, new: str, where: str, wrong: str
) -> None:
    project.write(SOURCE, old, new)
    (message,) = project.source_problems().removesuffix(closing(1)).splitlines()
    place, _, rest = message.partition("  ")
    assert place.startswith(f"{SOURCE}:")
    assert rest == f"sections[3].blocks[2].{where}  {wrong}"


def test_a_recording_without_its_words_is_refused(project: Project) -> None:
    text = project.source.read_text(encoding="utf-8")
    start = text.index("        transcript:\n          - Breathe in")
    project.source.write_text(
        text[:start] + text[text.index("  - id: appointment") :], encoding="utf-8"
    )
    line = project.line("kind: audio")
    assert project.source_problems() == (
        f"{SOURCE}:{line}:9  sections[3].blocks[2].transcript  audio has no transcript: "
        f"write `transcript`: all that is said, a list of texts\n{closing(1)}"
    )


def test_a_short_wording_may_leave_the_words_to_the_full_one(project: Project) -> None:
    project.write(SOURCE, ', transcript: ["**Nurse:** Breathe with me."]', "")
    condition = load_condition(project.source.parent, project.root)
    assert [one.transcript for one in recordings(condition.blocks(Wording.BRIEF))] == [()]
    text = project.source.read_text(encoding="utf-8")
    project.source.write_text(text.replace(FILM, OTHER, 1), encoding="utf-8")
    line = project.line("kind: video")
    assert project.source_problems() == (
        f"{SOURCE}:{line}:12  {BRIEF}.transcript  video has no transcript: "
        "write `transcript`, or show it in the full wording too, with its transcript"
        f"\n{closing(1)}"
    )


def test_a_folded_sheet_shows_a_recording_without_its_words(project: Project) -> None:
    project.write(SOURCE, ', transcript: ["**Nurse:** Breathe with me."]', "")
    job = project.job("trifold")
    assert verify.fidelity(job.shown, render(job.shown)).faults == ()


@pytest.mark.parametrize(
    ("language", "length", "shown"),
    [
        ("en-US", "3:20", "Video: 3 minutes and 20 seconds"),
        ("en-US", "1:00:01", "Video: 1 hour and 1 second"),
        ("en-US", "0:45", "Video: 45 seconds"),
        ("es", "3:20", "Video: 3 minutos y 20 segundos"),
    ],
)
def test_what_it_is_and_how_long_is_said_in_words(language: str, length: str, shown: str) -> None:
    assert load_words(LAYOUTS, language).recording("video", length) == shown


# On a page ------------------------------------------------------------------------------------


def test_search_engines_are_told_what_the_source_says_and_no_more() -> None:
    told = recordings_of(load_condition(EVERY_BLOCK, ROOT))
    assert told["audio"] == [
        {
            "@type": "AudioObject",
            "name": "A calm voice",
            "description": "A voice counts while you breathe.",
            "url": SOUND,
            "duration": "PT1H2M5S",
            "transcript": "Breathe in, one, two, three, four. Breathe out until six.",
        }
    ]
    assert "uploadDate" not in json.dumps(told)


@pytest.mark.parametrize("edition", ["handout", "booklet"])
@pytest.mark.parametrize(
    ("leads", "wrong"),
    [
        ({FILM: OTHER}, f"the QR code leads to {OTHER}, not to "),
        ({FILM: ""}, f"no page has a QR code at it that leads to {FILM}"),
        ({FILM: SOUND, SOUND: FILM}, ", and another address stands beside it"),
    ],
)
def test_the_code_of_a_recording_is_read_back(
    edition: str, leads: dict[str, str], wrong: str
) -> None:
    job = job_for(EVERY_BLOCK, "riverbend", edition)
    damaged = with_codes(leads, grey=edition == "handout")(rendered(job))
    assert any(wrong in fault.detail for fault in verify.fidelity(job, damaged).faults)


# From pages of others -------------------------------------------------------------------------

_PAGE = """<html lang="en"><head><title>Asthma</title></head><body><main><h1>Asthma</h1>
<p>Asthma makes the airways narrow, so that it is hard to breathe out.</p>
<h2>Treatment</h2><p>An inhaler brings the medicine to your lungs.</p>
{player}
<p>Ask a nurse to watch you use it.</p></main></body></html>"""


@pytest.mark.parametrize(
    ("player", "hole"),
    [
        (
            '<figure><video controls src="https://example.org/inhaler.mp4">No video.</video>'
            "<figcaption>How to use it</figcaption></figure>",
            {
                "lead_in": "How to use it",
                "expected": "the video at https://example.org/inhaler.mp4",
            },
        ),
        (
            '<audio controls><source src="https://example.org/calm.mp3"></audio>',
            {"expected": "the audio at https://example.org/calm.mp3"},
        ),
        (
            '<iframe title="Inhaler step by step" '
            'src="https://www.youtube-nocookie.com/embed/aB3_x-9?rel=0"></iframe>',
            {
                "lead_in": "Inhaler step by step",
                "expected": "the video at https://www.youtube.com/watch?v=aB3_x-9",
            },
        ),
        (
            '<p><a href="https://example.org/inhaler.mp4">Watch the film</a></p>',
            {
                "lead_in": "[Watch the film](https://example.org/inhaler.mp4)",
                "expected": "the video at https://example.org/inhaler.mp4",
            },
        ),
    ],
)
def test_a_player_becomes_a_hole_for_its_words(player: str, hole: dict[str, str]) -> None:
    one = imported(_PAGE.replace("{player}", player), "page.html")
    rest = ": its transcript, length and a picture for it"
    wanted = {"kind": "missing", **hole, "expected": f"{hole['expected']}{rest}"}
    assert blocks(one, "missing") == [wanted]
    assert one.account.lost == ()


@pytest.mark.parametrize(
    "player",
    [
        '<video autoplay muted loop src="sea.mp4"></video>',
        '<iframe src="https://maps.example.org/embed?x=1"></iframe>',
    ],
)
def test_what_only_moves_or_plays_nothing_is_no_recording(player: str) -> None:
    one = imported(_PAGE.replace("{player}", player), "page.html")
    assert blocks(one, "missing") == []
    assert one.account.lost == ()


@pytest.mark.parametrize(
    ("frame", "found"),
    [
        ("//player.vimeo.com/video/123456?h=1", ("video", "https://vimeo.com/123456")),
        ("https://www.youtube.com/embed/abc", ("video", "https://www.youtube.com/watch?v=abc")),
        (
            "https://open.spotify.com/embed/episode/4a",
            ("audio", "https://open.spotify.com/episode/4a"),
        ),
        ("https://example.org/embed/abc", ("", "")),
    ],
)
def test_frames_of_known_players_are_known(frame: str, found: tuple[str, str]) -> None:
    assert player(frame) == found
