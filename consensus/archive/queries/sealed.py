"""What must be known of a decision before somebody looks at what is sealed in it: that it is there, and nothing of the words."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.errors import NotFoundError
from consensus.voting.models import Decision


@dataclass(frozen=True, slots=True)
class SealedIn:
    """The decision whose sealed words somebody may look at."""

    number: str
    proposal_id: int


def sealed_in(session: Session, number: str) -> SealedIn:
    """Return the decision that is cited as ``number``; whether one may look is for the caller to ask first.

    :raises NotFoundError: when there is none.
    """
    row = session.execute(select(Decision.number, Decision.proposal_id).where(Decision.number == number)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such decision.")
    return SealedIn(*row)
