"""After the decision: add a statement, dissociate. Source: process.md, T27 and T28."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.facts import Sent
from consensus.domain.terms import Action, Attribution, MemberKind
from consensus.proposals.facts import lock_proposal
from consensus.transaction import command
from consensus.voting.acting import begin, begin_locked, member_of
from consensus.voting.catalogue import catalogue
from consensus.voting.models import Decision, Dissociation, Statement
from consensus.voting.saying import default_attribution


@command("add_statement")
def add_statement(
    session: Session,
    *,
    actor: Actor,
    proposal_id: int,
    text: str,
    now: datetime,
    attribution: Attribution | None = None,
    voice_id: int | None = None,
) -> int:
    """Annex a text, unedited, to the decision, and return its id.

    :raises RefusedError: ``not_on_roll``, ``too_late``, ``too_long``, ``reason_required`` without text.
    """
    act = begin(
        session, actor=actor, proposal_id=proposal_id, action=Action.ADD_STATEMENT, now=now, sent=Sent(text=text), voice_id=voice_id
    )
    decision = _decision_of(session, proposal_id)
    statement = Statement(
        decision_id=decision.id,
        voice_id=act.the_voice.id,
        person_id=act.person_id,
        text=text,
        attribution=attribution or default_attribution(act.the_voice),
        at=now,
    )
    session.add(statement)
    decision.has_dissent = True
    catalogue(session, decision)
    data = {"statement": statement.id, "text": text, "attribution": statement.attribution.value}
    act.record(data, voice=act.the_voice.label, decision=decision.number)
    return statement.id


@command("dissociate")
def dissociate(
    session: Session,
    *,
    actor: Actor,
    proposal_id: int,
    now: datetime,
    text: str = "",
    extent: str = "",
    attribution: Attribution | None = None,
    member_id: int | None = None,
) -> int:
    """State that a member is not party to an adopted decision, and return the statement's id; the decision stands.

    :raises RefusedError: ``wrong_stage`` when nothing was adopted, ``not_in_body`` when the actor speaks for no member,
        ``already_done``.
    """
    proposal = lock_proposal(session, proposal_id)
    member = member_of(session, proposal, actor, now, member_id)
    chosen = None if member is None else member.id
    act = begin_locked(session, proposal, actor=actor, action=Action.DISSOCIATE, now=now, member_id=chosen)
    if member is None:
        raise AssertionError("the table lets only a member dissociate")
    decision = _decision_of(session, proposal_id)
    usual = Attribution.KIND_AND_REGION if member.kind is MemberKind.INDIVIDUAL else Attribution.NAMED
    said = Dissociation(
        decision_id=decision.id,
        member_id=member.id,
        person_id=act.person_id,
        text=text,
        extent=extent,
        attribution=attribution or usual,
        at=now,
    )
    session.add(said)
    decision.has_dissent = True
    catalogue(session, decision)
    data = {"dissociation": said.id, "member": member.id, "text": text, "extent": extent, "attribution": said.attribution.value}
    act.record(data, voice=member.name, decision=decision.number)
    return said.id


def _decision_of(session: Session, proposal_id: int) -> Decision:
    statement = (
        select(Decision)
        .where(Decision.proposal_id == proposal_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).one()
