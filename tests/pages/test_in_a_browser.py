"""The page of a proposal in a real browser: htmx shortens the way, loses nothing, and nobody is kept out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from consensus.domain.terms import Attribution, Disposition, ObjectionKind, Stage
from consensus.proposals.commands import answer_issue
from consensus.voting import commands as voting
from tests.pages.coming import Come, coming
from tests.pages.scene import DAY, Scene
from tests.support.axe import violations_in_light_and_dark, violations_on
from tests.support.browser import OpenPage
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser

IN_CONSENSUS = 39 * DAY
"""After so long a proposal of this kind has been commented on and objected to, and is in the consensus stage for a day."""

ARABIC = "في الربيع تغمر المياه الطرق، ولا يصل إلينا أحد."


@pytest.fixture
def lately(app: Flask, session: Session) -> Scene:
    """The small network, begun so long ago that its first proposal is in the consensus stage now, as the server's clock has it."""
    return Scene(app, session, start=datetime.now(UTC) - IN_CONSENSUS)


@pytest.fixture
def come(lately: Scene, open_page: OpenPage, live_server: LiveServer) -> Come:
    """Open a page as somebody."""
    return coming(lately, open_page, live_server)


def test_a_block_is_raised_without_leaving_the_page(lately: Scene, come: Come) -> None:
    proposal_id = lately.in_consensus()
    page = come("Vera", f"/proposals/{proposal_id}")
    panel = page.locator("#panel")
    expect(panel.get_by_label("On which ground")).to_be_hidden()
    panel.get_by_label("Block", exact=True).check()
    expect(panel.get_by_text("You block this.")).to_be_visible()
    panel.get_by_role("button", name="Say where you stand").click()
    # Nothing was said why: the form stands there again, and the focus is where it says what is missing.
    expect(panel.get_by_role("alert")).to_be_focused()
    expect(panel.get_by_label("Block", exact=True)).to_be_checked()
    panel.get_by_label("Your reason").fill(ARABIC)
    panel.get_by_label("On which ground").select_option("members")
    panel.get_by_role("button", name="Say where you stand").click()
    # The panel, the objections and the bar are fresh, and the page was never left.
    expect(panel.get_by_role("heading", name="What you can do now")).to_be_focused()
    expect(page.locator("#notices")).to_contain_text("Your position is recorded.")
    expect(page.locator("#objections")).to_contain_text(ARABIC)
    expect(page.locator("#roll .names").get_by_text(ARABIC)).to_be_visible()
    expect(panel.get_by_text("Change your position")).to_be_visible()
    assert page.url.endswith(f"/proposals/{proposal_id}")
    assert violations_on(page) == ()


def test_without_scripts_the_same_addresses_do_the_same(lately: Scene, come: Come) -> None:
    proposal_id = lately.in_consensus()
    page = come("Vera", f"/proposals/{proposal_id}", scripts=False)
    page.locator("#panel").get_by_label("Stand aside", exact=True).check()
    page.get_by_role("button", name="Say where you stand").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why, in your own words")
    page.get_by_label("Your reason").fill("We have no people for it.")
    page.get_by_role("button", name="Say where you stand").click()
    expect(page.locator("#notices")).to_contain_text("Your position is recorded.")
    expect(page.locator("#roll")).to_contain_text("We have no people for it.")


def test_what_was_typed_stays_when_the_proposal_moved_on_meanwhile(lately: Scene, come: Come) -> None:
    proposal_id = lately.in_consensus()
    page = come("Vera", f"/proposals/{proposal_id}")
    panel = page.locator("#panel")
    panel.get_by_label("Agree with reservations", exact=True).check()
    panel.get_by_label("Your reason").fill("A concern that took an hour to write.")
    for name in ("Owen", "Femi", "Ines", "Rita", "Bela"):
        lately.says(name, proposal_id, "support")
    lately.do("Vera", voting.take_position, proposal_id, position="support")
    lately.do("Femi", voting.close, proposal_id)
    assert lately.stage(proposal_id) is Stage.CLOSED
    panel.get_by_role("button", name="Say where you stand").click()
    expect(panel.get_by_role("alert")).to_be_focused()
    expect(panel).to_contain_text("A concern that took an hour to write.")
    expect(page.locator("#stage")).to_contain_text("Decided")
    assert violations_on(page) == ()


def test_a_comment_appears_where_comments_are(app: Flask, session: Session, lately: Scene, come: Come) -> None:
    lately.now = datetime.now(UTC) - DAY
    proposal_id = lately.in_comment()
    page = come("Vera", f"/proposals/{proposal_id}")
    page.get_by_label("Your comment").fill("Who pays?\n\n- the journey")
    page.get_by_label("This is an issue").check()
    page.get_by_role("button", name="Add a comment", exact=True).click()
    expect(page.locator("#comments")).to_contain_text("the journey")
    expect(page.locator("#comments")).to_contain_text("Issue: waits for an answer")
    expect(page.locator("#stage")).to_contain_text("1 issue waits for an answer.")
    expect(page.get_by_label("Your comment")).to_have_value("")


def hard(scene: Scene) -> int:
    """A proposal with a long text, several objections, Arabic words among English ones, and a long word."""
    long = "Those who carry water know which pump is dry before any office does. " * 12
    text = f"## Why\n\n{long}\n\n- one\n- two {'w' * 120}\n\n| a | b | c |\n|---|---|---|\n| {long} | 2 | 3 |\n\n## ماذا نقترح\n\n{ARABIC}"
    proposal_id = scene.in_comment(text=text)
    issue = scene.issue("Ines", proposal_id, ARABIC)
    scene.do("Owen", answer_issue, proposal_id, comment_id=issue, disposition=Disposition.PARTLY_ACCEPTED, text=ARABIC)
    scene.tick(31 * DAY)
    scene.do("Femi", voting.call_for_objections, proposal_id)
    first = scene.objects("Vera", proposal_id, long)
    scene.answers(proposal_id, first, long)
    scene.do("Vera", voting.withdraw_objection, proposal_id, objection_id=first, into="stand_aside")
    block = scene.objects("Ines", proposal_id, ARABIC, kind=ObjectionKind.BLOCK, attribution=Attribution.SEALED)
    scene.answers(proposal_id, block, "We see it.")
    scene.do("Ines", voting.withdraw_objection, proposal_id, objection_id=block)
    scene.over(proposal_id)
    scene.says("Rita", proposal_id, "reservation", long)
    return proposal_id


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_a_proposal_have_no_barriers(lately: Scene, come: Come, width: int) -> None:
    proposal_id = hard(lately)
    page = come("Bela", f"/proposals/{proposal_id}", viewport={"width": width, "height": 800})
    for address in (f"/proposals/{proposal_id}", f"/proposals/{proposal_id}/timeline", f"/proposals/{proposal_id}/versions/1", "/"):
        page.goto(address)
        assert violations_in_light_and_dark(page) == (), address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.goto(f"/proposals/{proposal_id}")
    page.get_by_label("Block", exact=True).check()
    assert violations_in_light_and_dark(page) == ()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_for_writing_have_no_barriers(lately: Scene, come: Come, width: int) -> None:
    lately.now = datetime.now(UTC) - DAY
    draft, commented = lately.draft(), lately.in_comment()
    lately.issue("Ines", commented)
    page = come("Owen", "/", viewport={"width": width, "height": 800})
    addresses = (
        *("/about", "/bodies/WATER/proposals", "/bodies/WATER/proposals/new", f"/proposals/{draft}", f"/proposals/{draft}/edit_draft"),
        *(f"/proposals/{commented}/revise", f"/proposals/{commented}/hand_over", f"/proposals/{commented}/answer_issue?about=1"),
        *(f"/proposals/{commented}/withdraw_proposal", f"/proposals/{commented}/change_visibility"),
    )
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert (address, answer.status) == (address, 200)
        assert violations_on(page) == (), address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.goto("/bodies/WATER/proposals/new")
    page.get_by_role("button", name="Save the draft").click()
    assert violations_on(page) == ()
