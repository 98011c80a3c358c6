"""On whose clocks a window closes in the night: what the facilitator sees, and the hour that is offered. Source: look.md, Time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from consensus.people.models import Person
from consensus.proposals.models import Proposal
from tests.pages.scene import DAY, Scene
from tests.pages.test_statements import MOST, statements
from tests.support.browsing import text_of


def closes_at(scene: Scene, proposal_id: int) -> datetime:
    scene.session.expire_all()
    found = scene.session.get_one(Proposal, proposal_id).closes_at
    assert found is not None
    return found


def put_everybody_where_it_is(hour: int, at: datetime, scene: Scene) -> None:
    """Let everybody read instants in a zone in which it is ``hour`` o'clock then."""
    east = (hour - at.hour + 11) % 24 - 11
    scene.session.execute(update(Person).values(timezone=f"Etc/GMT{-east:+d}"))
    scene.session.commit()


def test_an_extension_says_for_how_many_it_is_night_and_offers_a_fairer_hour(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    end = closes_at(scene, proposal_id)
    put_everybody_where_it_is(4, end, scene)
    address = f"/proposals/{proposal_id}/extend_window"

    page = text_of(scene.browser("Femi").get(address))

    assert "Then it is night for 6 of 6 voices." in page
    assert "3 hours later it would be day for every voice." in page
    assert f", 04:{end.minute:02}" in page
    assert len(statements(scene, "Femi", address)) <= MOST

    answer = scene.browser("Femi").post(address, {"days": "0", "hours": "3", "reason": "So that all are awake."})

    assert answer.status_code == 303, text_of(answer)
    assert closes_at(scene, proposal_id) == end + timedelta(hours=3)


def test_a_call_says_at_which_hour_it_would_close_and_others_acts_say_nothing_of_it(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    scene.tick(31 * DAY)
    put_everybody_where_it_is(12, scene.now, scene)
    page = text_of(scene.browser("Femi").get(f"/proposals/{proposal_id}/call_for_objections"))
    assert "If you do this now, the window closes on" in page
    assert "Then it is day for every voice." in page
    assert "At which hour it closes" not in text_of(scene.browser("Femi").get(f"/proposals/{proposal_id}/return_to_drafting"))


def test_an_extension_by_no_time_is_refused_and_keeps_what_was_typed(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    answer = scene.browser("Femi").post(f"/proposals/{proposal_id}/extend_window", {"days": "0", "hours": "", "reason": "A while."})
    assert answer.status_code == 422
    assert "Say by how many days or hours the window is longer." in text_of(answer)
    assert "A while." in text_of(answer)


def test_a_window_can_be_extended_by_hours_alone(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    sent = {"days": "", "hours": "14", "reason": "So that it ends by day."}
    assert scene.browser("Femi").post(f"/proposals/{proposal_id}/extend_window", sent).status_code == 303
