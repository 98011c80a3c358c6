"""Moving a proposal on: call for objections, call for consensus, extend a window, hand over. Source: process.md, T8, T16, T24, T26."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consensus.bodies.queries import is_in_body, voices_of
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.domain.facts import Sent
from consensus.domain.speech import _
from consensus.domain.terms import Action, Part, Stage
from consensus.ledger import instant
from consensus.people.models import Person
from consensus.proposals.commands.drafting import end_ownership
from consensus.proposals.facts import lock_proposal, owners_of
from consensus.proposals.models import ProposalOwner
from consensus.proposals.standing import held_texts
from consensus.transaction import command
from consensus.voting.acting import VoiceAct, begin, begin_locked
from consensus.voting.closing import end_objection_stage
from consensus.voting.models import Voice


@command("call_for_objections")
def call_for_objections(session: Session, *, actor: Actor, proposal_id: int, now: datetime) -> None:
    """Freeze the text and the roll, and open the window for objections.

    :raises RefusedError: ``not_facilitator``, ``too_early``, ``issues_unanswered``, ``language_missing``, ``facilitator_conflicted``.
    """
    act = begin(session, actor=actor, proposal_id=proposal_id, action=Action.CALL_FOR_OBJECTIONS, now=now)
    proposal = act.proposal
    roll = [
        Voice(
            proposal_id=proposal.id,
            member_id=source.member_id,
            seat_id=source.seat_id,
            label=source.label,
            region=source.region,
            kind=source.kind,
            country=source.country,
            standing_in_id=source.standing_in_id,
        )
        for source in voices_of(session, proposal.body_id, act.facts.rules)
    ]
    session.add_all(roll)
    session.flush()
    proposal.stage = Stage.OBJECTION
    proposal.opened_at = now
    proposal.closes_at = now + act.facts.rules.objection_days
    proposal.extensions = 0
    act.record(
        {
            "version": proposal.version_number,
            "texts": {language: text.sha256 for language, text in held_texts(session, proposal.id, proposal.version_number).items()},
            "roll": [
                {"voice": voice.id, "label": voice.label, "region": voice.region, "kind": voice.kind.value}
                | ({} if voice.standing_in_id is None else {"alternate": True})
                for voice in roll
            ],
        }
    )


@command("call_for_consensus")
def call_for_consensus(session: Session, *, actor: Actor, proposal_id: int, now: datetime) -> None:
    """Open the consensus stage once the objection window is over and no objection is open.

    :raises RefusedError: ``not_facilitator``, ``too_early``, ``objection_open``, ``facilitator_conflicted``.
    """
    end_objection_stage(begin(session, actor=actor, proposal_id=proposal_id, action=Action.CALL_FOR_CONSENSUS, now=now))


@command("extend_window")
def extend_window(session: Session, *, actor: Actor, proposal_id: int, until: datetime | None, reason: str, now: datetime) -> None:
    """Give the window of the present stage a later end.

    :raises RefusedError: ``not_facilitator``, ``reason_required``, ``too_early`` when it would not be longer, ``extension_used``.
    """
    sent = Sent(until=until, reason=reason)
    act = begin(session, actor=actor, proposal_id=proposal_id, action=Action.EXTEND_WINDOW, now=now, sent=sent)
    proposal = act.proposal
    was = proposal.closes_at
    proposal.closes_at = until
    proposal.extensions += 1
    proposal.held_at = None
    act.record({"reason": reason, "was": None if was is None else instant(was)})


@command("hand_over")
def hand_over(session: Session, *, actor: Actor, proposal_id: int, to_id: int, part: Part, now: datetime) -> None:
    """Give the owner's own part, or the facilitator's, to another person of the body.

    :raises RefusedError: ``not_owner``, ``not_in_body``, ``already_done`` when that person has the part.
    :raises InvalidError: when there is no such person.
    """
    act = _begin_hand_over(session, actor=actor, proposal_id=proposal_id, to_id=to_id, part=part, now=now)
    proposal = act.proposal
    if part is Part.OWNER:
        end_ownership(session, proposal.id, act.person_id, now)
        session.add(ProposalOwner(proposal_id=proposal.id, person_id=to_id, since_at=now))
        was: int | None = act.person_id
    else:
        was, proposal.facilitator_id = proposal.facilitator_id, to_id
    act.record({"part": part.value, "from": was, "to": to_id})


def _begin_hand_over(session: Session, *, actor: Actor, proposal_id: int, to_id: int, part: Part, now: datetime) -> VoiceAct:
    proposal = lock_proposal(session, proposal_id)
    person = session.get(Person, to_id)
    if person is None or not person.is_active:
        raise InvalidError(_("This person is not known here. Choose from the list."), field="to")
    has_part = to_id in owners_of(session, proposal.id) if part is Part.OWNER else to_id == proposal.facilitator_id
    sent = Sent(to_in_body=is_in_body(session, to_id, proposal.body_id, now), to_has_part=has_part)
    return begin_locked(session, proposal, actor=actor, action=Action.HAND_OVER, now=now, sent=sent)
