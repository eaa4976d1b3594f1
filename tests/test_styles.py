"""The styles of a Word file: those that code names are those that the template defines."""

from __future__ import annotations

import io
import zipfile
from functools import cache

from lxml import etree

from publisher.content.model import Urgency
from publisher.roundtrip.styles import Style, style_named
from tests.helpers import SOURCES, job_for
from tests.shared import rendered

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def defined() -> dict[str, str]:
    """The names of the styles of a finished file by their ids."""
    data = rendered(job_for(SOURCES["every-block"], "riverbend", "word"))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        root = etree.fromstring(file.read("word/styles.xml"))
    return {
        str(name.getparent().get(f"{W}styleId")): str(name.get(f"{W}val"))
        for name in root.iterfind(f"{W}style/{W}name")
    }


def test_every_style_of_the_template_is_one_that_code_knows_and_the_other_way_round() -> None:
    assert sorted(defined()) == sorted(Style)


def test_every_style_is_known_by_its_name() -> None:
    assert {name: style_named(name) for name in defined().values()} == {
        name: Style(identity) for identity, name in defined().items()
    }


def test_a_style_is_known_whatever_a_program_does_to_its_name() -> None:
    assert style_named("heading 1") is style_named("Heading1") is Style.HEADING_1
    assert style_named("CALLOUT EMERGENCY LEAD-IN") is Style.EMERGENCY_LEAD_IN
    assert style_named("Contents Heading") is Style.TOC_HEADING
    assert style_named("Quote") is None


def test_variants_of_a_style() -> None:
    assert Style.LIST_BULLET.last is Style.LIST_BULLET_LAST
    assert Style.LIST_BULLET.second_level.last is Style.LIST_BULLET_2_LAST
    assert Style.BODY_TEXT.spaced is Style.BODY_TEXT_SPACED
    assert Style.callout(Urgency.CALL, "List2") is Style.CALL_LIST_2
    assert Style.heading(2) is Style.HEADING_2
    assert Style.contents_line(1) is Style.TOC_1
