"""What is of no more use goes: words that nobody confirmed in time, and the hashes of links, codes and messages."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from consensus.proposals.models import Proposal
from consensus.replying.models import IncomingMail, PersonalLink, ReplyCode, WaitingAnswer
from consensus.transaction import command

REMEMBERED = timedelta(days=90)
"""How long a link, a code or a message is known again: so that one that is used too late is told why. Default of the software."""


@command("tidy_answers")
def tidy_answers(session: Session, *, now: datetime) -> int:
    """Let go what can be used no more; return how many answers lost their words."""
    gone = (
        select(WaitingAnswer.id)
        .join(Proposal, Proposal.id == WaitingAnswer.proposal_id)
        .where(
            WaitingAnswer.fate == "waiting",
            or_(
                Proposal.stage != WaitingAnswer.stage,
                Proposal.opened_at != WaitingAnswer.opened_at,
                Proposal.version_number != WaitingAnswer.version_number,
                Proposal.closes_at <= now,
            ),
        )
    )
    ids = list(session.scalars(gone))
    if ids:
        over = {"fate": "over", "settled_at": now, "reason": "", "ground": ""}
        session.execute(
            update(WaitingAnswer)
            .where(WaitingAnswer.id.in_(ids), WaitingAnswer.fate == "waiting")
            .values(**over)
            .execution_options(synchronize_session=False)
        )
    for table, at in (
        (PersonalLink, PersonalLink.made_at),
        (ReplyCode, ReplyCode.made_at),
        (WaitingAnswer, WaitingAnswer.settled_at),
        (IncomingMail, IncomingMail.came_at),
    ):
        statement = delete(table).where(at <= now - REMEMBERED)
        if table in (PersonalLink, ReplyCode):
            # A window may be longer than that; what was made for one that is open stays.
            statement = statement.where(table.proposal_id.in_(select(Proposal.id).where(Proposal.closed_at <= now - REMEMBERED)))
        session.execute(statement.execution_options(synchronize_session=False))
    return len(ids)
