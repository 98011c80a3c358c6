"""A meeting in real browsers: twelve voices of whom one loses the line, a phone, a big screen, and all of it without scripts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.terms import PositionCode
from consensus.meetings import commands
from consensus.people.commands import add_person
from consensus.voting import commands as voting
from consensus.voting.models import Position, Voice
from tests.meetings.room import VERA, Room
from tests.pages.coming import Come, coming
from tests.pages.scene import DAY
from tests.support.axe import violations_on
from tests.support.browser import PATIENCE_MS, OpenPage
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]

IN_CONSENSUS = 39 * DAY
"""After so long a proposal of this kind is in the consensus stage."""

CUT_SECONDS = 30.0
MORE = ("Anan", "Dina", "Emre", "Gita", "Hugo", "Juma")
VOICES = ("Owen", "Femi", "Vera", "Ines", "Rita", "Bela", *MORE)
REASON = "Only if the buses run, and they have not run since May."


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """A machine that does much else may take long until a page shows what is waited for."""
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def lately(app: Flask, session: Session) -> Room:
    """The small network, begun so long ago that its first proposal is in the consensus stage now, as the server's clock has it."""
    return Room(app, session, start=datetime.now(UTC) - IN_CONSENSUS)


@pytest.fixture
def come(lately: Room, open_page: OpenPage, live_server: LiveServer) -> Come:
    """Open a page as somebody."""
    return coming(lately, open_page, live_server)


@pytest.fixture
def twelve(lately: Room) -> int:
    """A meeting of twelve voices that is at its first item, a proposal in the consensus stage."""
    for name in MORE:
        email = f"{name}@invented.example"
        lately.person_id[name] = add_person(lately.session, actor=lately.steward, name=name, email=email, now=lately.now)
        lately.member(name, f"{name}'s group")
    proposal_id = lately.in_consensus()
    lately.now = datetime.now(UTC)
    meeting_id, _ = lately.at_item(proposal_id)
    return meeting_id


def takes(page: Page, label: str, reason: str = "") -> None:
    """Take a position in the form on the page of the meeting."""
    own = page.locator("#own")
    own.get_by_label(label, exact=True).check()
    if reason:
        own.get_by_label("Your reason").fill(reason)
    own.get_by_role("button", name="Say where you stand").click()


def said(room: Room, proposal_id: int = 1) -> dict[str, list[PositionCode]]:
    """Return every position that was ever taken, by voice."""
    room.session.rollback()
    found: dict[str, list[PositionCode]] = {}
    statement = select(Voice.label, Position.code).join(Position, Position.voice_id == Voice.id).where(Voice.proposal_id == proposal_id)
    for label, code in room.session.execute(statement.order_by(Position.id)):
        found.setdefault(label, []).append(code)
    room.session.rollback()
    return found


@pytest.mark.slow
def test_twelve_voices_of_whom_one_loses_the_line_are_each_counted_once(lately: Room, twelve: int, come: Come) -> None:
    address = f"/meetings/{twelve}"
    pages = {name: come(name, address, viewport={"width": 390, "height": 800}, complains=name != "Vera") for name in VOICES}
    screen = come("Femi", f"{address}/live")
    expect(screen.locator("#live .silent")).to_contain_text("12")
    vera = pages["Vera"]
    vera.context.set_offline(offline=True)
    cut_at = time.monotonic()
    takes(vera, "Agree with reservations", REASON)
    unsent = vera.locator("#unsent")
    expect(unsent).to_contain_text("It is kept on this device")
    for name in VOICES:
        if name not in ("Vera", "Rita"):
            takes(pages[name], "Stand aside" if name == "Bela" else "Agree", "We have no people." if name == "Bela" else "")
            expect(pages[name].locator("#own")).to_contain_text("It stands here:")
            expect(pages[name].locator("#own-title")).to_be_focused()
    # The secretary writes down what Rita says, and Rita confirms it when she sees it.
    entering = pages["Ines"].locator("#entering")
    entering.get_by_label("Voice").select_option(label="Rita's group")
    entering.get_by_label("Abstain", exact=True).check()
    entering.get_by_role("button", name="Write it down").click()
    expect(pages["Ines"].locator("#entering-title")).to_be_focused()
    expect(screen.locator("#live")).to_contain_text("Said in the room, not yet confirmed")
    assert "Rita's group" not in said(lately)
    pages["Rita"].get_by_role("button", name="Confirm: this is what we say").click()
    expect(screen.locator("#live .silent")).to_contain_text("Vera's group", timeout=PATIENCE_MS)
    expect(screen.locator("#live .silent strong")).to_have_text("1")
    assert VERA not in said(lately)
    time.sleep(max(0.0, CUT_SECONDS - (time.monotonic() - cut_at)))
    expect(unsent).to_contain_text("The line is down.")
    vera.context.set_offline(offline=False)
    expect(unsent).to_contain_text("It is sent.")
    expect(screen.locator("#live")).to_contain_text("Every voice was heard.")
    # The line comes and goes once more, and the page is opened anew: what was sent stays sent, once.
    vera.reload()
    expect(vera.locator("#own")).to_contain_text("It stands here:")
    taken = said(lately)
    assert {voice: len(codes) for voice, codes in taken.items()} == {f"{name}'s group": 1 for name in VOICES}
    assert taken[VERA] == [PositionCode.RESERVATION]
    for code, count in (("support", 9), ("reservation", 1), ("stand_aside", 1), ("abstain", 1)):
        expect(screen.locator(f".called .position--{code} + strong")).to_have_text(str(count))
    reason = lately.session.scalars(select(Position.reason).where(Position.code == PositionCode.RESERVATION)).one()
    assert reason == REASON


def test_what_is_refused_when_the_line_is_back_says_why_and_keeps_the_words(lately: Room, come: Come) -> None:
    proposal_id = lately.in_consensus()
    lately.now = datetime.now(UTC)
    meeting_id, _ = lately.at_item(proposal_id)
    for name in ("Owen", "Femi", "Vera", "Ines", "Rita", "Bela"):
        lately.says(name, proposal_id, "support")
    lately.now = datetime.now(UTC)
    vera = come("Vera", f"/meetings/{meeting_id}", complains=False)
    vera.context.set_offline(offline=True)
    vera.get_by_text("Change your position").click()
    takes(vera, "Agree with reservations", REASON)
    unsent = vera.locator("#unsent")
    expect(unsent).to_contain_text("It is kept on this device")
    voting.close(lately.session, actor=lately.actor("Femi"), proposal_id=proposal_id, now=datetime.now(UTC))
    vera.context.set_offline(offline=False)
    expect(unsent).to_contain_text("It was refused when the line was back, and does not count.")
    expect(unsent).to_contain_text("The window for this is over.")
    expect(unsent).to_contain_text(REASON)
    assert said(lately)[VERA] == [PositionCode.SUPPORT]
    unsent.get_by_role("button", name="Let it go").click()
    expect(unsent).to_be_hidden()


def test_what_is_kept_is_not_sent_in_the_name_of_somebody_else(lately: Room, twelve: int, come: Come) -> None:
    vera = come("Vera", f"/meetings/{twelve}", complains=False)
    vera.context.set_offline(offline=True)
    takes(vera, "Agree")
    expect(vera.locator("#unsent")).to_contain_text("It is kept on this device")
    lately.session.rollback()
    cookie = lately.browser("Rita").sign_in(lately.person_id["Rita"]).client.get_cookie("consensus")
    assert cookie is not None
    address = vera.url
    vera.context.add_cookies([{"name": "consensus", "value": cookie.value, "url": address}])
    vera.context.set_offline(offline=False)
    vera.goto(address)
    expect(vera.locator("#own")).to_contain_text("Rita's group")
    expect(vera.locator("#unsent")).to_be_hidden()
    assert said(lately) == {}


def test_the_screen_follows_the_room_by_itself(lately: Room, twelve: int, come: Come) -> None:
    screen = come("Femi", f"/meetings/{twelve}/live")
    lately.act("Femi", commands.call_position, twelve, item_id=1, position="block")
    expect(screen.locator(".called__now")).to_contain_text("Block")
    second = lately.act("Femi", commands.add_agenda_item, twelve, title="Any other matter")
    lately.act("Femi", commands.open_item, twelve, item_id=second)
    expect(screen.get_by_role("heading", name="Any other matter")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (360, "light"), (1280, "light")])
def test_the_pages_of_a_meeting_have_no_barriers(lately: Room, twelve: int, come: Come, width: int, scheme: str) -> None:
    lately.now = datetime.now(UTC)
    lately.says("Bela", 1, "stand_aside", "We have no people.")
    lately.enters(twelve, 1, "block", "Armed men watch the road.")
    lately.enters(twelve, 1, "support", voice="Ines's group")
    page = come("Vera", "/", viewport={"width": width, "height": 800}, color_scheme=scheme)
    addresses = (
        "/",
        f"/meetings/{twelve}",
        f"/meetings/{twelve}/live",
        f"/meetings/{twelve}/minutes",
        "/proposals/1",
        "/bodies/WATER/meetings",
    )
    for name, listed in (
        ("Vera", addresses),
        ("Ines", (f"/meetings/{twelve}", f"/meetings/{twelve}/agenda", f"/meetings/{twelve}/change")),
    ):
        if name != "Vera":
            page = come(name, "/", viewport={"width": width, "height": 800}, color_scheme=scheme)
        for address in listed:
            answer = page.goto(address)
            assert answer is not None
            assert (address, answer.status) == (address, 200)
            assert violations_on(page) == (), address
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_without_scripts_a_meeting_is_led_written_down_and_confirmed(lately: Room, come: Come) -> None:
    lately.in_consensus()
    femi = come("Femi", "/bodies/WATER/meetings", scripts=False)
    femi.get_by_role("link", name="Call a meeting").click()
    femi.get_by_label("What kind of meeting").fill("Monthly call")
    femi.get_by_label("When it begins").fill("2030-05-01T10:00")
    femi.get_by_label("Secretary").select_option(label="Ines")
    femi.get_by_role("button", name="Call the meeting").click()
    femi.get_by_label("A proposal of this body").select_option(index=1)
    femi.get_by_role("button", name="Add it").click()
    femi.get_by_role("link", name="To the meeting").click()
    femi.get_by_role("button", name="Begin the meeting").click()
    femi.get_by_role("button", name="Open this item").click()
    femi.get_by_role("button", name="Call: Block").click()
    ines = come("Ines", "/", scripts=False)
    ines.get_by_role("link", name="Monthly call").click()
    expect(ines.locator(".called__now")).to_contain_text("Block")
    ines.get_by_label("Voice", exact=True).select_option(label=VERA)
    ines.locator("#entering").get_by_label("Stand aside", exact=True).check()
    ines.get_by_role("button", name="Write it down").click()
    expect(ines.get_by_role("alert")).to_contain_text("Say why, in your own words")
    ines.get_by_label("Its reason, word for word").fill("We have no people for it.")
    ines.get_by_role("button", name="Write it down").click()
    expect(ines.locator("#live")).to_contain_text("Said in the room, not yet confirmed")
    vera = come("Vera", "/", scripts=False)
    expect(vera.get_by_role("heading", name="Is this what you said?")).to_be_visible()
    vera.get_by_role("button", name="Confirm: this is what we say").click()
    expect(vera.locator("#notices")).to_contain_text("Your position is recorded.")
    assert said(lately) == {VERA: [PositionCode.STAND_ASIDE]}
    ines.get_by_role("link", name="Show it anew").click()
    expect(ines.locator(".called")).to_contain_text(VERA)
    ines.get_by_label("Who does what, and until when").check()
    ines.locator("#notes").get_by_label("Note", exact=True).fill("Owen books the hall.")
    ines.get_by_role("button", name="Add the note").click()
    ines.get_by_role("link", name="Minutes", exact=True).click()
    for words in ("We have no people for it.", "Owen books the hall.", "Stand aside"):
        expect(ines.get_by_role("main")).to_contain_text(words)
