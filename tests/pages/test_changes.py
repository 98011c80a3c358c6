"""Any two versions of a text, in any of its languages, as one text or side by side."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from consensus.proposals import commands as proposing
from consensus.proposals.texts import TextIn
from tests.pages.scene import Scene
from tests.support.browsing import text_of

VERSIONS = [
    {
        "en": ("Shall we meet in spring?", "We meet in **spring**.\n\nEverybody can come.\n"),
        "es": ("¿Nos reunimos en primavera?", "Nos reunimos en **primavera**.\n\nTodo el mundo puede venir.\n"),
        "ar": ("هل نجتمع في الربيع؟", "نجتمع في **الربيع**.\n\nيمكن للجميع الحضور.\n"),
        "zh": ("我们春季开会吗？", "我们在**春季**开会。\n\n人人都可以来。\n"),
        "ru": ("Собираемся ли мы весной?", "Мы собираемся **весной**.\n\nПрийти могут все.\n"),
    },
    {
        "en": ("Shall we meet in autumn?", "We meet in **autumn**.\n\nEverybody can come.\n"),
        "es": ("¿Nos reunimos en otoño?", "Nos reunimos en **otoño**.\n\nTodo el mundo puede venir.\n"),
        "ar": ("هل نجتمع في الخريف؟", "نجتمع في **الخريف**.\n\nيمكن للجميع الحضور.\n"),
        "zh": ("我们秋季开会吗？", "我们在**秋季**开会。\n\n人人都可以来。\n"),
        "ru": ("Собираемся ли мы осенью?", "Мы собираемся **осенью**.\n\nПрийти могут все.\n"),
    },
    {
        "en": ("Shall we meet in autumn?", "We meet in **autumn**.\n\nEverybody can come, and stay.\n"),
    },
]


@pytest.fixture
def proposal_id(app: Flask, session: Session) -> tuple[Scene, int]:
    scene = Scene(app, session, languages=("en", "es", "ar", "zh", "ru"))
    made = scene.draft()
    for texts in VERSIONS:
        said = {language: TextIn(*text) for language, text in texts.items()}
        scene.do("Owen", proposing.edit_draft, made, texts=said)
    return scene, made


def shown(page: str) -> str:
    """The page's text with brackets around what went and braces around what came."""
    found = page[page.index('aria-labelledby="text"') : page.index('aria-labelledby="versions"')]
    found = re.sub(r'<span class="hidden"[^>]*>[^<]*</span>', "", found)
    for tag, mark in (("<del>", "["), ("</del>", "]"), ("<ins>", "{"), ("</ins>", "}")):
        found = found.replace(tag, mark)
    return found


@pytest.mark.parametrize("view", ["merged", "beside"])
@pytest.mark.parametrize(
    ("language", "gone", "come"),
    [("en", "spring", "autumn"), ("es", "primavera", "otoño"), ("ar", "الربيع", "الخريف"), ("zh", "春", "秋"), ("ru", "весной", "осенью")],
)
def test_changed_words_are_marked_in_each_language(proposal_id: tuple[Scene, int], language: str, gone: str, come: str, view: str) -> None:
    scene, made = proposal_id
    page = text_of(scene.browser("Vera").get(f"/proposals/{made}/changes?from=2&to=3&language={language}&view={view}"))
    text = shown(page)
    assert f"[{gone}]" in text
    assert f"{{{come}}}" in text
    assert f'lang="{language}"' in text
    assert 'dir="auto"' in text
    assert (f"[{gone}]{{{come}}}" in text) is (view == "merged")


def test_any_two_versions_are_held_against_each_other_whichever_is_named_first(proposal_id: tuple[Scene, int]) -> None:
    scene, made = proposal_id
    vera = scene.browser("Vera")
    for chosen in ("from=2&to=4", "from=4&to=2"):
        page = text_of(vera.get(f"/proposals/{made}/changes?{chosen}"))
        assert "what changed since version 2" in page
        assert "[spring]{autumn}" in shown(page)
        assert "{, and stay}" in shown(page)


@pytest.mark.parametrize("chosen", ["", "?from=77&to=3", "?from=x&to=y&view=z&language=xx"])
def test_a_choice_that_there_is_not_falls_back_to_one_that_there_is(proposal_id: tuple[Scene, int], chosen: str) -> None:
    scene, made = proposal_id
    answer = scene.browser("Vera").get(f"/proposals/{made}/changes{chosen}")
    assert answer.status_code in (200, 404)
    assert (answer.status_code == 404) is ("77" in chosen)


def test_a_translation_that_was_not_made_anew_is_shown_as_that_of_an_earlier_version(proposal_id: tuple[Scene, int]) -> None:
    scene, made = proposal_id
    page = text_of(scene.browser("Vera").get(f"/proposals/{made}/changes?from=3&to=4&language=es"))
    assert "Version 4 was not translated into this language: this is the translation of version 3." in page
    assert "Nothing changed in this language." in page
