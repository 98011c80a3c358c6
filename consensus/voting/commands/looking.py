"""A look at what was sealed, before a decision and after it: by the clerk or an auditor, with a reason, and never without a trace.

Source: record.md section 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import Refusal, RefusedError
from consensus.domain.permissions import Permission, Role, demand
from consensus.domain.speech import _
from consensus.domain.terms import Attribution, DissentKind
from consensus.people.commands.auditing import reason_of
from consensus.people.models import Member
from consensus.people.models_sealed import SealedLook
from consensus.people.queries.sealed import sealed_roles
from consensus.proposals.acting import record_beside
from consensus.transaction import command
from consensus.voting.commands.unstaged import attend
from consensus.voting.models import Decision, Dissociation, Objection, Position, Statement, Voice

CLERK = "clerk"
AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class SealedWords:
    """Something that was said and sealed."""

    kind: DissentKind
    words_id: int
    label: str
    member_id: int
    author_id: int
    at: datetime
    texts: tuple[str, ...]
    """What was written, the reason first; what was left empty is left out."""


@command("look_at_sealed")
def look_at_sealed(session: Session, *, actor: Actor, proposal_id: int, reason: str, now: datetime) -> tuple[SealedWords, ...]:
    """Return everything that is sealed on a proposal and in its decision.

    That it was read, by whom and why, is kept and shown to those who said it. Who reads does not act on the proposal: it lapses
    when it would have.

    :raises ForbiddenError: when the actor is neither a steward nor an auditor.
    :raises InvalidError: when there is no reason.
    :raises NotFoundError: when there is no such proposal.
    :raises OverdueError: when the clock has something to do with it first.
    :raises RefusedError: ``already_done`` when nothing on it is sealed.
    """
    roles = sealed_roles(session, actor, now)
    demand(roles, Permission.READ_SEALED)
    reason = reason_of(reason)
    attended = attend(session, actor=actor, proposal_id=proposal_id, now=now)
    found = tuple(_sealed(session, proposal_id))
    if not found:
        decided, open_still = _("Nothing in this decision is sealed."), _("Nothing that was said on this proposal so far is sealed.")
        raise RefusedError(Refusal.ALREADY_DONE, decided if attended.number else open_still)
    is_auditor = Role.STEWARD not in roles
    looked: dict[str, Any] = {
        "proposal_id": proposal_id,
        "number": attended.number,
        "person_id": attended.person_id,
        "is_auditor": is_auditor,
    }
    looked |= {"reason": reason, "at": now}
    session.add_all(
        SealedLook(kind=each.kind, words_id=each.words_id, member_id=each.member_id, author_id=each.author_id, **looked) for each in found
    )
    words = [{"kind": each.kind.value, "words": each.words_id} for each in found]
    record_beside(
        session,
        attended.proposal,
        actor=actor,
        act="look_at_sealed",
        data={"reason": reason, "capacity": AUDITOR if is_auditor else CLERK, "looked_at": words},
        now=now,
        decision=attended.number,
    )
    return found


def _sealed(session: Session, proposal_id: int) -> Iterator[SealedWords]:
    """What tells no more than that it is there, as of now; a position on a sealed objection says the same words."""
    sealed = Attribution.SEALED
    on_voice = (Voice.label, Voice.member_id)
    objections = select(Objection, *on_voice).join(Voice, Voice.id == Objection.voice_id)
    for row, label, member_id in session.execute(
        objections.where(Objection.proposal_id == proposal_id, Objection.attribution == sealed).order_by(Objection.id)
    ):
        texts = _written(row.reason, row.whom, row.remedy, row.passage)
        yield SealedWords(DissentKind.OBJECTION, row.id, label, member_id, row.person_id, row.raised_at, texts)
    positions = select(Position, *on_voice).join(Voice, Voice.id == Position.voice_id)
    positions = positions.outerjoin(Objection, Objection.id == Position.objection_id)
    is_sealed = or_(Position.attribution == sealed, Objection.attribution == sealed)
    for row, label, member_id in session.execute(
        positions.where(Position.proposal_id == proposal_id, is_sealed, Position.reason != "").order_by(Position.id)
    ):
        yield SealedWords(DissentKind.POSITION, row.id, label, member_id, row.person_id, row.at, _written(row.reason))
    statements = (
        select(Statement, *on_voice).join(Voice, Voice.id == Statement.voice_id).join(Decision, Decision.id == Statement.decision_id)
    )
    for row, label, member_id in session.execute(
        statements.where(Decision.proposal_id == proposal_id, Statement.attribution == sealed).order_by(Statement.id)
    ):
        yield SealedWords(DissentKind.STATEMENT, row.id, label, member_id, row.person_id, row.at, _written(row.text))
    dissociations = select(Dissociation, Member.name).join(Member, Member.id == Dissociation.member_id)
    dissociations = dissociations.join(Decision, Decision.id == Dissociation.decision_id)
    for row, name in session.execute(
        dissociations.where(Decision.proposal_id == proposal_id, Dissociation.attribution == sealed).order_by(Dissociation.id)
    ):
        yield SealedWords(DissentKind.DISSOCIATION, row.id, name, row.member_id, row.person_id, row.at, _written(row.text, row.extent))


def _written(*texts: str | None) -> tuple[str, ...]:
    return tuple(each for each in texts if each)
