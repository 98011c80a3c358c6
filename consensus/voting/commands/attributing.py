"""How one's own words are shown outside the body: later only with less of who said them. Source: record.md section 3."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.attribution import least
from consensus.domain.errors import ForbiddenError, InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.speech import _
from consensus.domain.terms import Attribution, DissentKind
from consensus.transaction import command
from consensus.voting.catalogue import catalogue
from consensus.voting.commands.unstaged import Attended, attend
from consensus.voting.facts import members_spoken_for, voices_spoken_by
from consensus.voting.models import Decision, Dissociation, Objection, Position, Statement

Words: TypeAlias = Objection | Position | Statement | Dissociation


def _row(kind: DissentKind, words_id: int) -> Select[Any]:
    match kind:
        case DissentKind.OBJECTION:
            return select(Objection).where(Objection.id == words_id)
        case DissentKind.POSITION:
            return select(Position).where(Position.id == words_id)
        case DissentKind.STATEMENT:
            return select(Statement).where(Statement.id == words_id)
        case DissentKind.DISSOCIATION:
            return select(Dissociation).where(Dissociation.id == words_id)


@command("reduce_attribution")
def reduce_attribution(
    session: Session, *, actor: Actor, proposal_id: int, kind: DissentKind, words_id: int, attribution: Attribution, now: datetime
) -> None:
    """Let what a voice said, or a member, tell less of who said it outside the body. Never more, and nobody else does it.

    An objection and the positions that stand on it say the same words, so they go together.

    :raises NotFoundError: when nothing of the kind was said on this proposal.
    :raises ForbiddenError: unless the actor speaks for the one who said it.
    :raises RefusedError: ``already_done`` when it tells no more than that.
    :raises InvalidError: when it would tell more.
    """
    attended = attend(session, actor=actor, proposal_id=proposal_id, now=now)
    decision = session.scalars(select(Decision).where(Decision.proposal_id == proposal_id).with_for_update(key_share=True)).one_or_none()
    words: Words | None = session.scalars(_row(kind, words_id)).one_or_none()
    if words is None or not _is_of(words, proposal_id, decision):
        raise NotFoundError(_("Nothing of the kind was said on this proposal."))
    label = _demand_own(attended, words)
    if attribution is words.attribution:
        raise RefusedError(Refusal.ALREADY_DONE)
    if least(attribution, words.attribution) is not attribution:
        raise InvalidError(_("It can only be made to tell less of who said it, never more."), field="attribution")
    was = words.attribution
    also = [each for each in _same_words(session, words) if least(attribution, each.attribution) is not each.attribution]
    for each in (words, *also):
        each.attribution = attribution
    session.flush()
    if decision is not None:
        catalogue(session, decision)
    data = {"kind": kind.value, "words": words_id, "attribution": attribution.value, "was": was.value}
    attended.record("reduce_attribution", data, voice=label)


def _is_of(words: Words, proposal_id: int, decision: Decision | None) -> bool:
    if isinstance(words, Objection | Position):
        return words.proposal_id == proposal_id
    return decision is not None and words.decision_id == decision.id


def _demand_own(attended: Attended, words: Words) -> str:
    """Return the label of the one who said it, for whom the actor speaks."""
    if isinstance(words, Dissociation):
        members = members_spoken_for(attended.session, attended.proposal, attended.person_id, attended.now)
        own = next((member.name for member in members if member.id == words.member_id), None)
    else:
        voices = voices_spoken_by(attended.session, attended.proposal, attended.person_id, attended.now)
        own = next((voice.label for voice in voices if voice.id == words.voice_id), None)
    if own is None:
        raise ForbiddenError(_("Only the one who said this changes how it is shown outside the body."))
    return own


def _same_words(session: Session, words: Words) -> Sequence[Words]:
    if not isinstance(words, Objection | Position):
        return ()
    objection_id = words.id if isinstance(words, Objection) else words.objection_id
    if objection_id is None:
        return ()
    objection = session.get_one(Objection, objection_id)
    statement = select(Position).where(Position.objection_id == objection_id, Position.voice_id == words.voice_id)
    return [each for each in (objection, *session.scalars(statement)) if each is not words and each.voice_id == words.voice_id]
