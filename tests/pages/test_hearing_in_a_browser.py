"""Objections that are heard and the temperature, in a real browser: with scripts and without, on a phone and at a desk."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from consensus.domain.terms import Attribution, ObjectionKind, Visibility
from consensus.proposals import commands as proposing
from consensus.voting import commands as voting
from tests.pages.coming import Come, coming
from tests.pages.scene import DAY, Scene
from tests.pages.test_objections import key_of
from tests.support.axe import violations_in_light_and_dark
from tests.support.browser import OpenPage
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser

REASON = "Spring floods the roads."
ARABIC = "في الربيع تغمر المياه الطرق، ولا يصل إلينا أحد."
LONG_LINK = "https://call.example.org/" + "room" * 40


@pytest.fixture
def lately(app: Flask, session: Session) -> Scene:
    """The small network, begun so long ago that what is called for objections now is so by the server's clock."""
    return Scene(app, session, start=datetime.now(UTC) - 33 * DAY)


@pytest.fixture
def come(lately: Scene, open_page: OpenPage, live_server: LiveServer) -> Come:
    """Open a page as somebody."""

    at = coming(lately, open_page, live_server)

    def opened(name: str, address: str, *, scripts: bool = True, width: int = 1280) -> Page:
        return at(name, address, scripts=scripts, viewport={"width": width, "height": 900})

    return opened


def has_no_barriers(page: Page, width: int) -> None:
    assert violations_in_light_and_dark(page) == (), page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 360)], ids=["scripts-at-a-desk", "no-scripts-on-a-phone"])
def test_an_objection_is_raised_invited_heard_met_and_found(lately: Scene, come: Come, width: int, *, scripts: bool) -> None:
    proposal_id = lately.in_objection()
    address = f"/proposals/{proposal_id}"
    vera = come("Vera", f"{address}/raise_objection", scripts=scripts, width=width)
    vera.get_by_label("What harm does it do, or how does it miss its aim?").fill(REASON)
    vera.get_by_label("To whom does it do harm?").fill("Those who come on foot.")
    vera.get_by_label("The passage that it speaks of").fill("in spring")
    vera.get_by_role("button", name="Raise an objection").click()
    # The ground was forgotten: it is said, and nothing is lost.
    expect(vera.get_by_role("alert")).to_contain_text("Choose what the objection is about.")
    expect(vera.get_by_label("To whom does it do harm?")).to_have_value("Those who come on foot.")
    vera.get_by_label("On which ground").select_option(label="Human dignity comes first")
    vera.get_by_role("button", name="Raise an objection").click()
    expect(vera.locator("#notices")).to_contain_text("Your objection is on the page.")

    femi = come("Femi", f"{address}/objections/{key_of('Vera')}", scripts=scripts, width=width)
    femi.get_by_role("link", name="Invite to be heard").click()
    ahead = datetime.now(UTC) + 2 * DAY
    femi.get_by_label("On which day").fill(f"{ahead:%Y-%m-%d}")
    femi.get_by_label("At what time").fill("14:30")
    femi.get_by_label("Where", exact=True).fill("https://call.example.org/room-7")
    femi.get_by_role("button", name="Invite to be heard").click()
    expect(femi.locator("#notices")).to_contain_text("The invitation is on the page")

    vera.goto("/")
    vera.locator("section", has=vera.locator("#invited")).get_by_role("link").first.click()
    vera.get_by_role("link", name="Answer the invitation").click()
    vera.get_by_label("Yes, I come").check()
    vera.get_by_role("button", name="Answer the invitation").click()
    expect(vera.locator("#notices")).to_contain_text("Your answer is on the page.")

    owen = come("Owen", f"{address}/revise", scripts=scripts, width=width)
    owen.get_by_label("Text", exact=True).fill("We meet in autumn, in a place that all can reach.")
    owen.locator("#meets").get_by_role("checkbox").check()
    owen.get_by_role("button", name="Publish the new version").click()
    vera.goto(f"{address}/objections/{key_of('Vera')}")
    vera.get_by_role("link", name="Say that it is met").click()
    vera.get_by_role("button", name="Say that it is met").click()

    ines = come("Ines", f"{address}/objections", scripts=scripts, width=width)
    ines.get_by_role("link", name="Objection: Vera's group").click()
    for words in ("Those who come on foot.", "Its owner comes.", "The text of version 1", "is meant to meet it", "said that it is met"):
        expect(ines.locator("main")).to_contain_text(words)
    expect(ines.locator("ins").filter(has_text="autumn").first).to_be_visible()


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 360)], ids=["scripts-at-a-desk", "no-scripts-on-a-phone"])
def test_the_temperature_is_asked_for_and_shown(lately: Scene, come: Come, width: int, *, scripts: bool) -> None:
    lately.now = datetime.now(UTC) - DAY
    proposal_id = lately.in_comment()
    address = f"/proposals/{proposal_id}"
    femi = come("Femi", f"{address}/ask_sense_check", scripts=scripts, width=width)
    femi.get_by_label("What do you ask?").fill("How do you stand to meeting in spring?")
    femi.get_by_label("Without names:").check()
    femi.get_by_role("button", name="Ask for the temperature").click()
    expect(femi.locator("#notices")).to_contain_text("The sense-check is open.")
    for name, step in (("Vera", "I am for it, wholly"), ("Ines", "I would block it"), ("Rita", "I can support it, with doubts")):
        page = come(name, address, scripts=scripts, width=width)
        page.locator("#sense").get_by_role("link", name="Answer the sense-check").click()
        expect(page.locator("main")).to_contain_text("Answers are without names.")
        page.get_by_label(step).check()
        page.get_by_role("button", name="Answer the sense-check").click()
        expect(page.locator("#sense")).to_contain_text("You have answered")
        expect(page.locator("#sense svg")).to_have_count(0)
    femi.goto(f"{address}/close_sense_check")
    femi.get_by_role("button", name="Close the sense-check").click()
    expect(femi.locator("#sense svg")).to_be_visible()
    expect(femi.locator("#sense table")).to_contain_text("I would block it")
    expect(femi.locator("#sense")).not_to_contain_text("group")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_have_no_barriers(lately: Scene, come: Come, width: int) -> None:
    proposal_id = hard(lately)
    page = come("Femi", f"/proposals/{proposal_id}", width=width)
    addresses = (
        *("", "/objections", f"/objections/{key_of('Vera', ARABIC)}", f"/objections/{key_of('Ines')}", "/timeline"),
        *("/record_hearing?about=1", "/call_off_hearing?about=1", "/invite_to_be_heard?about=3", "/answer_objection?about=1"),
    )
    for address in addresses:
        answer = page.goto(f"/proposals/{proposal_id}{address}")
        assert answer is not None
        assert (address, answer.status) == (address, 200 if "record" not in address else 403)
        has_no_barriers(page, width)
    vera = come("Vera", "/", width=width)
    for address in ("/", f"/proposals/{proposal_id}/raise_objection", f"/proposals/{proposal_id}/answer_invitation?about=1"):
        vera.goto(address)
        has_no_barriers(vera, width)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_the_temperature_have_no_barriers(lately: Scene, come: Come, width: int) -> None:
    lately.now = datetime.now(UTC) - DAY
    proposal_id = lately.in_comment()
    for number, by_name in enumerate((True, False, True)):
        lately.do("Femi", proposing.ask_sense_check, proposal_id, question=f"{ARABIC} {'w' * 90} {number}", is_by_name=by_name)
        for name, step in (("Vera", "endorse"), ("Ines", "veto"), ("Rita", "veto"), ("Bela", "minor_point")):
            lately.do(name, proposing.answer_sense_check, proposal_id, gradient=step)
        if number < 2:
            lately.do("Femi", proposing.close_sense_check, proposal_id)
    page = come("Femi", f"/proposals/{proposal_id}", width=width)
    for address in ("", "/answer_sense_check", "/close_sense_check", "/timeline"):
        page.goto(f"/proposals/{proposal_id}{address}")
        has_no_barriers(page, width)


def hard(scene: Scene) -> int:
    """Objections with long words and Arabic ones, two of which are to be heard together behind a long link."""
    proposal_id = scene.in_objection(visibility=Visibility.PUBLIC, text=f"## Why\n\nWe meet in spring {'w' * 120}.\n\n{ARABIC}")
    first = scene.objects("Vera", proposal_id, ARABIC, kind=ObjectionKind.BLOCK)
    second = scene.objects("Ines", proposal_id, REASON, attribution=Attribution.SEALED)
    scene.objects("Rita", proposal_id, "w" * 150)
    scene.do("Bela", voting.second_block, proposal_id, objection_id=first)
    scene.answers(proposal_id, first, ARABIC)
    meets_at = datetime.now(UTC) + 3 * DAY
    scene.do(
        "Femi",
        voting.invite_to_be_heard,
        proposal_id,
        objection_id=first,
        with_ids=(second,),
        meets_at=meets_at,
        place=LONG_LINK,
        passage=ARABIC,
        text="We want to understand.",
    )
    scene.do("Ines", voting.answer_invitation, proposal_id, objection_id=second, comes=False, text="Not that week.")
    scene.revises(proposal_id, f"## Why\n\nWe meet in autumn.\n\n{ARABIC}", meets=(first, second))
    return proposal_id
