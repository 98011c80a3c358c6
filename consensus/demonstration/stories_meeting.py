"""A meeting of the demonstration that runs now: its secretary has written down what two voices said, and waits for their word."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from consensus.bodies.models import FacilitatorPool
from consensus.demonstration.founding import World
from consensus.domain.actor import Actor
from consensus.domain.terms import Stage
from consensus.meetings import commands
from consensus.proposals.models import Proposal
from consensus.voting.models import Voice

BODY = "CLIMATE"
SECRETARY = "LAC8"
"""Who facilitates the proposal as well; see ``people.py``."""
ASKED = ("LAC15", "AFR8")
"""For whose members something is written down: one may sign in, and confirm it or not."""


def meet(world: World, now: datetime) -> None:
    """Let the working group meet, and come to its proposal in the consensus stage."""
    session, body_id = world.session, world.body_id[BODY]
    proposal = select(Proposal.id).where(Proposal.body_id == body_id, Proposal.stage == Stage.CONSENSUS, Proposal.closes_at > now)
    proposal_id = session.scalars(proposal.order_by(Proposal.id)).first()
    leader = Actor(session.scalars(select(FacilitatorPool.person_id).where(FacilitatorPool.body_id == body_id)).first())
    secretary = world.actor(SECRETARY)
    meeting_id = commands.call_meeting(
        session,
        actor=leader,
        body_id=body_id,
        title="Monthly call of the group",
        place="By video, the address is in your mail",
        planned_at=now,
        secretary_id=world.person_id[SECRETARY],
        now=now - timedelta(days=2),
    )
    items = [
        commands.add_agenda_item(session, actor=leader, meeting_id=meeting_id, proposal_id=proposal_id, now=now),
        commands.add_agenda_item(session, actor=leader, meeting_id=meeting_id, title="Who comes to the next school?", now=now),
    ]
    commands.start_meeting(session, actor=leader, meeting_id=meeting_id, now=now)
    commands.open_item(session, actor=leader, meeting_id=meeting_id, item_id=items[0], now=now)
    commands.call_position(session, actor=leader, meeting_id=meeting_id, item_id=items[0], position="stand_aside", now=now)
    members = [world.member_id[key] for key in ASKED]
    silent = select(Voice.id).where(Voice.proposal_id == proposal_id, Voice.member_id.in_(members), Voice.position_id.is_(None))
    for voice_id in session.scalars(silent.order_by(Voice.id)).all():
        commands.enter_position(
            session,
            actor=secretary,
            meeting_id=meeting_id,
            item_id=items[0],
            voice_id=voice_id,
            position="reservation",
            reason="We agree, if those who go speak with the movements of the host country first.",
            now=now,
        )
