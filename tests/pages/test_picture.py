"""The picture of a proposal shows what a visitor may see, whoever asks, and only of what is open to everybody."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from consensus.domain.terms import Visibility
from consensus.pages import picture
from consensus.pages.proposal_page import proposal_page
from consensus.voting import commands as voting
from consensus.web.printing import can_draw
from tests.pages.scene import QUESTION, Scene
from tests.support.browsing import text_of
from tests.support.missing import report_missing
from tests.support.tree import ROOT

PNG = b"\x89PNG\r\n\x1a\n"
SIZE = b"\x00\x00\x04\xb0\x00\x00\x02\x76"
"""1200 by 630, as the head of the file says it."""


@pytest.fixture
def set_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture is the page that would be set."""
    monkeypatch.setattr(picture, "_png", str.encode)


@pytest.mark.usefixtures("set_as_text")
@pytest.mark.parametrize("visibility", [Visibility.BODY, Visibility.NETWORK])
def test_what_is_not_open_to_everybody_has_no_picture_for_anybody(scene: Scene, visibility: Visibility) -> None:
    proposal_id = scene.draft(visibility=visibility)
    for name in (None, "Nora", "Owen"):
        assert scene.browser(name).get(f"/proposals/{proposal_id}/picture.png").status_code == 404
    assert "og:image" not in text_of(scene.browser("Owen").get(f"/proposals/{proposal_id}"))


@pytest.mark.usefixtures("set_as_text")
def test_whoever_asks_sees_what_a_visitor_sees(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "can_draw", lambda: True)
    proposal_id = scene.in_consensus(visibility=Visibility.PUBLIC)
    scene.do("Owen", voting.take_position, proposal_id, position="support")
    scene.do("Vera", voting.take_position, proposal_id, position="stand_aside", reason="We have nobody for it.")
    address = f"/proposals/{proposal_id}/picture.png"

    seen = scene.browser(None).get(address)

    assert (seen.content_type, seen.headers["Cache-Control"]) == ("image/png", "public, max-age=600")
    assert seen.data == scene.browser("Vera").get(address).data
    drawn = seen.get_data(as_text=True)
    for told in (QUESTION, "The invented network", "Consensus", "Stand aside <strong>1</strong>", "Not yet heard <strong>4</strong>"):
        assert told in drawn
    for kept in ("Vera", "We have nobody for it.", "Owen"):
        assert kept not in drawn
    # Where the address is passed on, the picture is found, whole and in words.
    head = text_of(scene.browser(None).get(f"/proposals/{proposal_id}")).partition("</head>")[0]
    assert re.search(rf'property="og:image" content="http[^"]+/proposals/{proposal_id}/picture.png\?language=en"', head)
    assert "og:image:alt" in head


def test_an_arabic_text_is_pictured_from_right_to_left(app: Flask, scene: Scene) -> None:
    proposal_id = scene.in_consensus(visibility=Visibility.PUBLIC)
    scene.do("Owen", voting.take_position, proposal_id, position="support")
    with app.test_request_context("/"):
        page = proposal_page(scene.session, proposal_id, None, scene.now)
        arabic = replace(page.version.authentic, language="ar", question="هل نلتقي في الربيع؟")
        page = replace(page, version=replace(page.version, texts=(page.version.authentic, arabic)))
        drawn = picture.as_page(page, "ar", "https://consensus.example.org/proposals/1")
        english = picture.as_page(page, "fr", "https://consensus.example.org/proposals/1")

    assert '<html lang="ar" dir="rtl">' in drawn
    assert arabic.question in drawn
    # Who agrees stands where the line begins.
    assert re.findall(r'<rect x="([\d.]+)" y="0"', drawn)[0] != "0.0"
    assert re.findall(r'<rect x="([\d.]+)" y="0"', english)[0] == "0.0"
    assert QUESTION in english


def test_it_is_a_png_of_the_size_that_others_show(scene: Scene) -> None:
    if not can_draw():
        report_missing("pango", "What makes pictures is not installed.")
    proposal_id = scene.draft(visibility=Visibility.PUBLIC)
    drawn = scene.browser(None).get(f"/proposals/{proposal_id}/picture.png").data
    assert drawn.startswith(PNG)
    assert drawn[16:24] == SIZE
    assert len(drawn) < 60_000


def test_the_colours_of_the_picture_are_those_of_the_sheet() -> None:
    tokens = (ROOT / "consensus" / "static" / "consensus.css" / "1_tokens.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--p-(\w+): (#\w+);", tokens.partition("@media")[0]))
    drawn = (ROOT / "templates" / "proposals" / "picture.html").read_text(encoding="utf-8")
    colours = dict(re.findall(r'"(\w+)": "(#\w+)"', drawn))
    assert colours == {code: colour for code, colour in light.items() if code != "figure"}
