"""Eight people take a proposal through comment, an objection that is met, and a block that is withdrawn into a stand-aside, to
a decision whose dissent is in the archive: with a browser, with its scripts turned off, and over HTTP alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config import Settings
from tests.journeys.drivers import HttpDriver
from tests.journeys.journey import Journey, journey_network, people_at
from tests.journeys.network import BODY

if TYPE_CHECKING:
    from playwright.sync_api import Browser

QUESTION = "Shall we map the wells of the region?"
TEXT = "We map every well with those who draw water from it. The map is published."
REVISED = "We map every well with those who draw water from it. The map is kept by the villages, who decide what is published."
REASON_TO_BLOCK = "A published map shows armed men where the water is. Ours have died for less."
REASON_TO_STAND_ASIDE = "We thank you for the change. Where we are, even a map in a drawer is dangerous; we stand aside."


def tell(journey: Journey) -> str:
    """The journey itself, the same for each way of going it; returns what the archive says of it in the end."""
    journey.day(0)
    owner = journey.of("owner")
    owner.open(f"/bodies/{BODY}/proposals/new")
    facilitator = str(journey.people["facilitator"].person_id)
    owner.send("Save the draft", question=QUESTION, text=TEXT, class_code="project", facilitator=facilitator, visibility="network")
    owner.sees("Your draft is saved")
    owner.open(f"/bodies/{BODY}/proposals")
    owner.follow(QUESTION)
    journey.proposal = "/proposals/1"
    journey.act("owner", "Open for comment")

    journey.day(2)
    journey.of("commenter").send("Add a comment", text="Who pays for the surveyors?", is_issue=True)
    journey.of("facilitator").sees("Call for objections is not open yet")
    journey.day(15)
    journey.act("owner", "Answer this issue", within="comments", disposition="accepted", text="The group does; see the budget line.")
    journey.act("facilitator", "Call for objections")

    journey.day(16)
    journey.act(
        "objector",
        "Raise an objection",
        kind="objection",
        ground="harm",
        reason="Wells dry up when traders know of them.",
        remedy="Let villages decide.",
    )
    blocker = journey.act(
        "blocker", "Raise an objection", kind="block", ground="members", reason=REASON_TO_BLOCK, remedy="Do not publish it."
    )
    blocker.sees(REASON_TO_BLOCK)
    journey.act("second", "Second this block", within="objections")
    for place in ("objection-1", "objection-2"):
        journey.act("owner", "Answer this objection", within=place, disposition="accepted", text="You are right; the next version says so.")
    revising = journey.of("owner")
    revising.follow("Revise the text", within="panel")
    revising.send("Publish the new version", text=REVISED, meets="1", is_material="no", note="Villages keep the map")
    journey.act("objector", "Say that it is met", within="objection-1")
    journey.day(18)
    journey.act("blocker", "Withdraw your objection", within="objection-2", into="stand_aside", reason=REASON_TO_STAND_ASIDE)

    journey.day(22.5)
    for key in ("owner", "facilitator", "commenter", "objector", "second", "eighth"):
        _take_position(journey, key, position="support")
    _take_position(journey, "reserved", position="reservation", reason="Only if the wells of nomads are on it.")
    journey.act("facilitator", "Close now")

    journey.day(23)
    reader = journey.of("eighth")
    reader.open("/archive")
    reader.follow(QUESTION)
    for words in ("WATER/2026/001", REASON_TO_STAND_ASIDE, "Only if the wells of nomads are on it.", REASON_TO_BLOCK, REVISED):
        reader.sees(words)
    return reader.text()


def _take_position(journey: Journey, key: str, **fields: str | bool) -> None:
    """Take a position in the form that stands on the page of the proposal."""
    driver = journey.of(key)
    driver.send("Say where you stand", **fields)
    driver.sees("Your position is recorded")


def test_the_journey_over_http_without_a_browser(settings: Settings, tmp_path: Path) -> None:
    with journey_network(settings, tmp_path) as (server, app, clock_file, people):
        told = tell(Journey(app, clock_file, people, lambda: HttpDriver(server.url)))
    assert "with dissent" in told.lower()


@pytest.mark.browser
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_journey_in_a_browser(settings: Settings, tmp_path: Path, chromium: Browser, *, scripts: bool) -> None:
    with (
        journey_network(settings, tmp_path) as (server, app, clock_file, people),
        people_at(chromium, server.url, scripts=scripts) as person,
    ):
        told = tell(Journey(app, clock_file, people, person))
    assert "with dissent" in told.lower()
