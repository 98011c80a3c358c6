"""A network with a date of every kind: told through the commands, but for the election, whose rows are made by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import icalendar

from consensus.bodies.models import Seat
from consensus.calendars import commands
from consensus.calendars.events import calendar_of
from consensus.calendars.queries import reading_by
from consensus.domain.terms import BodyKind, Visibility
from consensus.elections.counting import Method
from consensus.elections.models import Election, ElectionSeat, ElectionStage, Elector, Secrecy
from consensus.meetings import commands as meetings
from consensus.voting import commands as voting
from tests.bodies.world import DAY
from tests.voting.story import Network, Story

SITE = "https://decide.invented.example"

SECRETS = ("Asked", "Heard", "Decided", "Spring call", "Room seven", "Seats of", "Write to all", "ASM", "The body", "Beta's kitchen")
"""Words of people, places, numbers and names of bodies, of which a discreet calendar holds none."""


@dataclass
class Dates:
    """The network, and what is in it."""

    network: Network
    asked: Story
    """In its consensus window; Alpha has not spoken."""
    heard: Story
    """In its objection window; Beta objected, and is invited to be heard."""
    decided: Story
    """Adopted, to be looked at again, with a task of Alpha."""
    hearing_objection_id: int
    meeting_id: int
    election_id: int

    def make(self, name: str = "Alpha", *, body_id: int | None = None, is_discreet: bool = False) -> str:
        """Make an address of somebody's, and return its token."""
        network = self.network
        return commands.make_calendar_address(
            network.session, actor=network.actor(name), body_id=body_id, is_discreet=is_discreet, now=network.tick()
        )

    def read(self, token: str) -> bytes:
        """Return what a program reads by a token."""
        session = self.network.session
        return calendar_of(session, reading_by(session, token), base_url=SITE, now=self.network.now)

    def of(self, name: str = "Alpha", *, body_id: int | None = None, is_discreet: bool = False) -> dict[str, Any]:
        """Return somebody's dates by their titles, as another program understands them."""
        return by_title(self.read(self.make(name, body_id=body_id, is_discreet=is_discreet)))


def by_title(content: bytes) -> dict[str, Any]:
    """Return the events of a calendar by their titles."""
    found = icalendar.Calendar.from_ical(content)
    assert isinstance(found, icalendar.Calendar)
    assert not found.errors
    assert not any(event.errors for event in found.events)
    return {str(event["SUMMARY"]): event for event in found.events}


def dates_in(network: Network) -> Dates:
    """Tell it."""
    session, steward = network.session, network.world.steward
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    decided = network.propose("Beta", "Decided: a garden?").commented().called_for_objections().called_for_consensus()
    decided.supported_by("Alpha", "Beta", "Gamma", "Delta").over()
    alpha = network.people["Alpha"].id
    review_on, due_on = (network.now + 90 * DAY).date(), (network.now + 60 * DAY).date()
    voting.set_review(session, actor=network.actor("Beta"), proposal_id=decided.id, review_on=review_on, now=network.tick())
    voting.add_task(
        session, actor=decided.owner, proposal_id=decided.id, text="Write to all", responsible_id=alpha, due_on=due_on, now=network.tick()
    )
    asked = network.propose("Beta", "Asked: a well, a fence; or both?", visibility=Visibility.PUBLIC).commented()
    heard = network.propose("Gamma", "Heard: a road?").commented()
    asked.called_for_objections()
    now = network.tick()
    voting.call_for_objections(session, actor=heard.facilitator, proposal_id=heard.id, now=now)
    voting.extend_window(
        session, actor=heard.facilitator, proposal_id=heard.id, until=now + 40 * DAY, reason="Harvest.", now=network.tick()
    )
    asked.called_for_consensus()
    objection_id = heard.objected("Beta", "It harms the trees.")
    voting.invite_to_be_heard(
        session,
        actor=heard.facilitator,
        proposal_id=heard.id,
        objection_id=objection_id,
        meets_at=network.now + 2 * DAY,
        place="Beta's kitchen",
        now=network.tick(),
    )
    meeting_id = meetings.call_meeting(
        session,
        actor=steward,
        body_id=network.body.id,
        title="Spring call",
        planned_at=network.now + 3 * DAY,
        secretary_id=steward.person_id or 0,
        place="Room seven",
        now=network.tick(),
    )
    return Dates(network, asked, heard, decided, objection_id, meeting_id, _election(network, network.now))


def _election(network: Network, now: datetime) -> int:
    session = network.session
    board = network.add_body("BOARD", kind=BodyKind.STEERING)
    seat = Seat(body_id=board.id, label="First", kind="region")
    session.add(seat)
    election = Election(
        body_id=board.id,
        title="Seats of spring",
        method=Method.SCOTTISH,
        secrecy=Secrecy.SECRET,
        voter_kinds=["ngo"],
        stander_kinds=["ngo"],
        nominations_close_at=now - DAY,
        voting_days=14,
        stage=ElectionStage.VOTING,
        called_by_id=network.world.steward.person_id or 0,
        called_at=now - 20 * DAY,
        voting_opened_at=now - DAY,
        voting_closes_at=now + 13 * DAY,
    )
    session.add(election)
    session.flush()
    session.add_all(
        (ElectionSeat(election_id=election.id, seat_id=seat.id), Elector(election_id=election.id, member_id=network.members["Alpha"].id))
    )
    session.commit()
    return election.id
