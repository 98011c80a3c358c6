"""Saying something through a personal link."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import Refusal, RefusedError
from consensus.domain.terms import Attribution
from consensus.mail.reply_codes import hashed
from consensus.people.attempts import count_attempt, is_within, limit_of, origin_of
from consensus.people.models import Person
from consensus.proposals.facts import lock_proposal
from consensus.replying.models import THEIRS, PersonalLink
from consensus.replying.saying import NO_ARGUMENT, Saying, Through, said
from consensus.replying.standing import outdated
from consensus.transaction import command
from consensus.voting.saying import Argument

PER_ORIGIN = 20
"""Links that lead nowhere, sent from one network address within ``attempts.WINDOW``. Default of the software."""


class Answered(StrEnum):
    """What came of answering through a link. A link that leads nowhere is an outcome and no error, because it is counted."""

    SAID = "said"
    NO_SUCH_LINK = "no_such_link"
    TOO_MANY = "too_many"


@command("answer_by_link")
def answer_by_link(
    session: Session,
    *,
    token: str,
    network_address: str,
    now: datetime,
    reason: str = "",
    ground: str = "",
    argument: Argument = NO_ARGUMENT,
    attribution: Attribution | None = None,
) -> Answered:
    """Say what a personal link is for; it is used up with it. Of two at the same instant one finds it used.

    :raises RefusedError: ``already_done`` when it was used, ``window_closed`` or ``stale_version`` when the proposal has left it
        behind; else as ``take_position``, ``raise_objection`` and ``cast_vote``.
    """
    limits = (limit_of("answer link from", origin_of(network_address), PER_ORIGIN),)
    if not is_within(session, limits, now):
        return Answered.TOO_MANY
    link = session.scalars(
        select(PersonalLink).join(Person, Person.id == PersonalLink.person_id).where(PersonalLink.token_sha256 == hashed(token), THEIRS)
    ).one_or_none()
    if link is None:
        count_attempt(session, limits, now)
        return Answered.NO_SUCH_LINK
    proposal = lock_proposal(session, link.proposal_id)
    used = session.execute(
        update(PersonalLink)
        .where(PersonalLink.id == link.id, PersonalLink.used_at.is_(None))
        .values(used_at=now)
        .returning(PersonalLink.id)
        .execution_options(synchronize_session=False)
    )
    if used.one_or_none() is None:
        raise RefusedError(Refusal.ALREADY_DONE)
    left_behind = outdated(proposal, link, now)
    if left_behind is not None:
        raise RefusedError(left_behind.refusal)
    saying = Saying(link.voice_id, link.version_number, link.stage, link.code, reason, ground, argument, attribution)
    said(session, actor=Actor(link.person_id), proposal_id=link.proposal_id, saying=saying, through=Through.LINK, now=now)
    return Answered.SAID
