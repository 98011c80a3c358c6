"""The guides and the words: in each language, all their links lead, and every word that a page helps with is explained."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from consensus.domain.speech import LANGUAGES
from consensus.domain.terms import Action, Stage
from consensus.web import glossary
from tests.bodies.statements import counted_statements
from tests.pages.scene import Scene
from tests.support.browsing import text_of

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
