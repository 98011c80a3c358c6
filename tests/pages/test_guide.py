"""The guides and the words: in each language, all their links lead, and every word that a page helps with is explained."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from consensus.domain.speech import LANGUAGES
from consensus.domain.terms import Action, Stage
from consensus.web import glossary
from tests.bodies.statements import counted_statements
from tests.pages.guide_scene import PICTURES, WORDS, GuideScene
from tests.pages.scene import Scene
from tests.support.axe import violations_in_light_and_dark
from tests.support.browser import OpenPage
from tests.support.browsing import text_of
from tests.support.server import LiveServer

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

PAGES = ("/guide", "/guide/members", "/guide/facilitators", "/guide/stewards", "/words")


def test_the_guides_answer_in_each_language_and_their_links_lead(app: Flask) -> None:
    client = app.test_client()
    led_to = set()
    for language in LANGUAGES:
        client.set_cookie("language", language)
        for address in (*PAGES, "/about", "/"):
            page = text_of(client.get(address))
            assert f'<html lang="{language}"' in page
            led_to |= set(re.findall(r'href="(/(?:guide|words|desk|account|bodies|about)[^"#]*)', page.partition("<main")[2]))
    assert set(PAGES) <= led_to
    assert [address for address in sorted(led_to) if client.get(address).status_code not in {200, 303, 401}] == []


def test_each_stage_and_act_is_helped_with_words_that_are_explained(app: Flask) -> None:
    named = [code for codes in (*glossary.BESIDE_STAGES.values(), *glossary.BESIDE_ACTS.values()) for code in codes]
    explained = re.findall(r'<dt id="(\w+)"', text_of(app.test_client().get("/words")))
    assert set(named) <= set(explained) == set(glossary.TERMS)
    assert len(explained) == len(set(explained)) == sum(len(terms) for _heading, terms in glossary.GROUPS)
    assert set(glossary.BESIDE_STAGES) == {stage.value for stage in Stage}
    assert set(glossary.BESIDE_ACTS) <= {action.value for action in Action}


def test_a_proposal_and_an_act_help_with_their_words(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    page = text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}"))
    assert {"quorum", "roll", "position", "facilitator", "class"} <= set(re.findall(r'href="/words#(\w+)"', page))
    act = text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}/recuse"))
    assert str(glossary.TERMS["recuse"].meaning) in act


def test_for_whom_nothing_waits_the_stages_are_shown_and_for_nobody_else(scene: Scene) -> None:
    shown = "course-of-all"
    assert shown in text_of(scene.browser("Nora").get("/"))
    scene.in_consensus()
    assert shown not in text_of(scene.browser("Vera").get("/"))


def test_the_guides_ask_the_database_for_next_to_nothing(app: Flask) -> None:
    client = app.test_client()
    with counted_statements() as statements:
        for address in PAGES:
            client.get(address)
    assert len(statements) <= 2 * len(PAGES)


LARGEST = 25_000
"""Bytes of a picture: it is looked at over a bad line."""

TAKEN = sorted(path.stem for path in WORDS.glob("*.json"))
"""The languages in which pictures were taken."""


def test_each_picture_shows_what_its_page_says_today(app: Flask, session: Session) -> None:
    guide = GuideScene(app, session)
    names = {place.name for place in guide.places}
    stale = []
    for language in TAKEN:
        then = json.loads((WORDS / f"{language}.json").read_text(encoding="utf-8"))
        stale += [(language, name) for name, words in guide.words(language).items() if then.get(name) != words]
        assert {path.stem for path in (PICTURES / language).iterdir()} == names
        assert [path.name for path in (PICTURES / language).iterdir() if path.stat().st_size > LARGEST] == []
    assert TAKEN
    assert stale == [], "Take them anew: python -m tests.guide_pictures"


def test_each_picture_stands_in_a_guide_folded_up_with_its_size_and_in_words(app: Flask, session: Session) -> None:
    client, shown = app.test_client(), set()
    for address in PAGES:
        page = text_of(client.get(address))
        pictures = re.findall(
            r'<details class="seen"><summary>[^<]+</summary><img src="/static/guide/en/(\w+)\.\w+\.png" width="360" height="\d+" '
            r'loading="lazy" decoding="async" alt="[^"]{20,}"></details>',
            page,
        )
        assert len(pictures) == page.count("/static/guide/")
        shown |= set(pictures)
    assert shown == {place.name for place in GuideScene(app, session).places}


@pytest.mark.browser
def test_the_guides_are_for_everybody_and_a_picture_comes_when_it_is_asked_for(
    scene: Scene, open_page: OpenPage, live_server: LiveServer
) -> None:
    page = open_page(viewport={"width": 360, "height": 800})
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    for address in ("/words", "/guide", "/guide/members"):
        page.goto(address)
        assert violations_in_light_and_dark(page) == (), address
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.wait_for_load_state("networkidle")
    assert [url for url in loaded if "/static/guide/" in url] == []
    with page.expect_response(re.compile("/static/guide/en/home")):
        page.locator("summary").first.press("Enter")
    expect(page.get_by_role("img", name="Home on a phone")).to_be_visible()
    assert violations_in_light_and_dark(page) == ()
