"""What must be known before somebody looks at what is sealed in a decision or on a proposal: that it is there, and nothing of the words."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.proposals.models import Proposal
from consensus.voting.models import Decision


@dataclass(frozen=True, slots=True)
class SealedIn:
    """The decision, or the proposal before it, whose sealed words somebody may look at."""

    number: str | None
    """Of the decision; null before there is one."""
    proposal_id: int


def sealed_in(session: Session, number: str) -> SealedIn:
    """Return the decision that is cited as ``number``; whether one may look is for the caller to ask first.

    :raises NotFoundError: when there is none.
    """
    row = session.execute(select(Decision.number, Decision.proposal_id).where(Decision.number == number)).one_or_none()
    if row is None:
        raise NotFoundError(_("There is no such decision."))
    return SealedIn(*row)


def sealed_on(session: Session, proposal_id: int) -> SealedIn:
    """Return the proposal with the number of its decision, if it has one; whether one may look is for the caller to ask first.

    :raises NotFoundError: when there is none.
    """
    statement = select(Decision.number, Proposal.id).select_from(Proposal).outerjoin(Decision, Decision.proposal_id == Proposal.id)
    row = session.execute(statement.where(Proposal.id == proposal_id)).one_or_none()
    if row is None:
        raise NotFoundError(_("There is no such proposal."))
    return SealedIn(*row)
