"""A question that goes on after its proposal was closed: a new draft with the same text, which names the one it continues.

Source: process.md section 2, T22 and T23.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.terms import Action, Stage
from consensus.proposals.acting import Act, record_act
from consensus.proposals.facts import rules_in, ruleset_in_force
from consensus.proposals.models import Proposal, ProposalOwner
from consensus.proposals.standing import TextIn, standing_texts
from consensus.proposals.texts import add_version


def current_texts(session: Session, proposal_id: int, number: int) -> dict[str, TextIn]:
    """Return what stands in each language at a version, without translations that have gone stale: a new text must not hold them."""
    standing = standing_texts(session, proposal_id, number)
    return {language: TextIn(text.question, text.text) for language, text in standing.items() if not text.is_stale}


def go_on_as_draft(act: Act, owners: Sequence[int], *, decision: str) -> int:
    """Start the draft that continues the proposal of ``act``, with an entry for each of the two, and return its id.

    Question, texts, class, visibility, what it does to an earlier decision and whether it fills seats stay as they were; the
    facilitator stays too, unless they own it now. ``decision`` is the number under which the old one was closed.
    """
    old, session, now = act.proposal, act.session, act.now
    facilitator = None if old.facilitator_id in owners else old.facilitator_id
    new = Proposal(
        body_id=old.body_id,
        class_code=old.class_code,
        visibility=old.visibility,
        question=old.question,
        authentic_language=old.authentic_language,
        stage=Stage.DRAFTING,
        opened_at=now,
        created_at=now,
        last_act_at=now,
        lapses_at=now + rules_in(ruleset_in_force(session, old.body_id), old.class_code).idle_days,
        facilitator_id=facilitator,
        relation=old.relation,
        names_decision_id=old.names_decision_id,
        fills_seats=old.fills_seats,
        continues_id=old.id,
    )
    session.add(new)
    session.flush()
    session.add_all(ProposalOwner(proposal_id=new.id, person_id=owner, since_at=now) for owner in owners)
    texts = current_texts(session, old.id, old.version_number)
    said = add_version(session, new, texts, person_id=act.actor.person_id, now=now, number=1, is_material=True)
    session.flush()
    act.record({"continued_by": new.id, "owners": list(owners), "facilitator": facilitator}, decision=decision)
    _record_start(session, new, act.actor, now, {**said, "owners": list(owners), "facilitator": facilitator, "continues": old.id})
    return new.id


def _record_start(session: Session, new: Proposal, actor: Actor, now: datetime, data: dict[str, object]) -> None:
    data |= {"class": new.class_code, "visibility": new.visibility.value}
    if new.fills_seats:
        data |= {"fills_seats": True}
    if new.relation is not None:
        data |= {"relation": new.relation.value, "names_decision": new.names_decision_id}
    record_act(session, new, actor=actor, act=Action.CREATE, data=data, now=now)
