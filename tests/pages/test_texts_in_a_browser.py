"""Texts in a real browser: what is typed is kept, an amendment is taken over where it stands, a translation is read and renewed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from consensus.people.models import Person
from consensus.proposals import commands as proposing
from consensus.proposals.texts import TextIn
from consensus.voting import commands as voting
from tests.pages.coming import Come, coming
from tests.pages.scene import DAY, Scene
from tests.support.axe import violations_in_light_and_dark, violations_on
from tests.support.browser import OpenPage
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser

ENGLISH = (
    "## Where we meet\n\nWe meet in **spring**, in a place that all can reach by bus. "
    "Whoever cannot pay for the journey is paid for by the others.\n\n- Food is cooked by those who host.\n- Nobody sleeps in a hotel.\n"
)
TEXTS = {
    "en": TextIn("Shall we meet in spring?", ENGLISH),
    "es": TextIn("¿Nos reunimos en primavera?", "## Dónde\n\nNos reunimos en **primavera**, en un lugar al que llegue el autobús.\n"),
    "ar": TextIn(
        "هل نجتمع في الربيع؟",
        "## أين نجتمع\n\nنجتمع في **الربيع**، في مكان يصل إليه الجميع بالحافلة. ومن لا يستطيع دفع ثمن الرحلة يدفع عنه الآخرون.\n",
    ),
    "zh": TextIn("我们春季开会吗？", "## 地点\n\n我们在**春季**开会，地点要人人都能乘公共汽车到达。付不起路费的人由其他人代付。\n"),
}
AUTUMN = {
    "en": TextIn("Shall we meet in autumn?", ENGLISH.replace("spring", "autumn")),
    "ar": TextIn("هل نجتمع في الخريف؟", TEXTS["ar"].text.replace("الربيع", "الخريف")),
    "zh": TextIn("我们秋季开会吗？", TEXTS["zh"].text.replace("春季", "秋季")),
}


@pytest.fixture
def scene(app: Flask, session: Session) -> Scene:
    """A body that works in four languages; Ines reads Chinese, which the program does not speak."""
    made = Scene(app, session, languages=("en", "es", "ar", "zh"), start=datetime.now(UTC) - DAY)
    session.get_one(Person, made.person_id["Ines"]).language = "zh"
    session.commit()
    return made


@pytest.fixture
def come(scene: Scene, open_page: OpenPage, live_server: LiveServer) -> Come:
    """Open a page as somebody."""
    return coming(scene, open_page, live_server)


def in_four_languages(scene: Scene) -> int:
    """A proposal in comment with two versions, three amendments, and a Spanish text that is stale."""
    proposal_id = scene.draft()
    scene.do("Owen", proposing.edit_draft, proposal_id, texts=TEXTS)
    scene.do("Owen", proposing.open_comment, proposal_id)
    scene.do("Owen", voting.revise, proposal_id, texts=AUTUMN, note="Autumn is drier.")
    for who, passage, amendment in (
        ("Vera", "We meet in autumn", "We meet in winter"),
        ("Rita", "meet in autumn, in a place", "meet in autumn, in a house"),
        ("Bela", "Nobody sleeps in a tent.", "Some sleep in tents."),
    ):
        scene.do(who, proposing.suggest_amendment, proposal_id, passage=passage, amendment=amendment, text="It is better so.")
    return proposal_id


def test_what_is_typed_is_kept_while_it_is_typed(scene: Scene, come: Come) -> None:
    proposal_id = in_four_languages(scene)
    page = come("Owen", f"/proposals/{proposal_id}/revise")
    page.get_by_label("Text", exact=True).fill("An hour of work.")
    expect(page.locator("#autosave")).to_contain_text("Kept for you", timeout=15_000)
    page.get_by_label("What changed, in a sentence").fill("All of it.")
    expect(page.locator("#autosave")).to_contain_text("Kept for you", timeout=15_000)
    page.wait_for_timeout(3_000)
    page.goto(f"/proposals/{proposal_id}/revise")
    expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible()
    expect(page.get_by_label("Text", exact=True)).to_have_value("An hour of work.")
    expect(page.get_by_label("What changed, in a sentence")).to_have_value("All of it.")
    assert violations_on(page) == ()
    page.get_by_role("button", name="Discard what I wrote").click()
    expect(page.get_by_label("Text", exact=True)).not_to_have_value("An hour of work.")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_amendment_is_taken_over_from_where_it_stands(scene: Scene, come: Come, *, scripts: bool) -> None:
    proposal_id = in_four_languages(scene)
    page = come("Owen", f"/proposals/{proposal_id}", scripts=scripts)
    page.get_by_role("link", name="See the amendments in the text").click()
    expect(page.get_by_text("2 amendments speak of this passage.")).to_be_visible()
    page.get_by_role("link", name="Take it over…").first.click()
    expect(page.locator("ins")).to_contain_text("winter")
    page.get_by_role("button", name="Take it over").click()
    expect(page.locator("#the-text")).to_contain_text("We meet in winter")
    expect(page.locator("#comments")).to_contain_text("Taken over: it stands in version 4.")
    expect(page.get_by_text("it takes over an amendment by Vera")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_two_who_write_at_once_see_both_texts(scene: Scene, come: Come, *, scripts: bool) -> None:
    proposal_id = in_four_languages(scene)
    page = come("Owen", f"/proposals/{proposal_id}/revise", scripts=scripts)
    page.get_by_label("Text", exact=True).fill("We meet by night.")
    scene.session.rollback()
    scene.do("Owen", voting.revise, proposal_id, texts={"en": TextIn("Shall we meet?", "We meet by day.")})
    page.get_by_role("button", name="Publish the new version").click()
    expect(page.get_by_role("heading", name="Somebody else saved meanwhile")).to_be_visible()
    expect(page.get_by_label("Text", exact=True)).to_have_value("We meet by night.")
    expect(page.locator(".theirs").first).to_contain_text("We meet by day.")
    assert not scripts or violations_on(page) == ()
    page.get_by_role("button", name="Save mine on top of version 4").click()
    expect(page.locator("#the-text")).to_contain_text("We meet by night.")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_translation_is_renewed_beside_the_text_that_counts(scene: Scene, come: Come, *, scripts: bool) -> None:
    proposal_id = in_four_languages(scene)
    page = come("Ines", f"/proposals/{proposal_id}", scripts=scripts)
    expect(page.locator("#the-text .text").first).to_contain_text("秋季")
    page.get_by_text("Languages of this text").click()
    page.get_by_role("link", name="Confirm or renew the text in Español").click()
    page.get_by_label("Question").fill("¿Nos reunimos en otoño?")
    page.get_by_label("Text", exact=True).fill("Nos reunimos en **otoño**.")
    page.get_by_role("button", name="Save it, or confirm it as it is").click()
    expect(page.locator("#the-text .text").first).to_contain_text("Nos reunimos en otoño.")
    expect(page.locator("#the-text")).to_contain_text("This is a translation by Ines; the text in English counts.")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_texts_have_no_barriers(scene: Scene, come: Come, width: int) -> None:
    proposal_id = in_four_languages(scene)
    page = come("Owen", f"/proposals/{proposal_id}", viewport={"width": width, "height": 800})
    here = f"/proposals/{proposal_id}"
    addresses = (
        *(here, f"{here}?language=es", f"{here}?language=ar", f"{here}/amendments", f"{here}/take_over_amendment?about=1"),
        *(f"{here}/changes?from=2&to=3&language={code}&view={view}" for code in ("en", "ar", "zh") for view in ("merged", "beside")),
        *(f"{here}/translate", f"{here}/translate?language=es", f"{here}/revise"),
    )
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert (address, answer.status) == (address, 200)
        assert violations_in_light_and_dark(page) == (), address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
