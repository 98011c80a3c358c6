"""Casting a ballot: that a member voted goes to one place, what it voted to another, and nothing leads from one to the other."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consensus.bodies.queries.voices import mandate_holds
from consensus.domain.actor import Actor
from consensus.domain.errors import ForbiddenError, InvalidError
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.domain.terms import MemberStatus
from consensus.elections.acting import ElectionAct, begin
from consensus.elections.counting import Method
from consensus.elections.models import Candidacy, CastBallot, ElectionStage, Elector, Secrecy
from consensus.people.models import Mandate, Member
from consensus.transaction import command

RECEIPT_BYTES = 10


@command("cast_ballot")
def cast_ballot(
    session: Session, *, actor: Actor, election_id: int, member_id: int, preferences: Sequence[int], now: datetime
) -> str | None:
    """Cast the ballot of a member, once and for good; return the receipt where the election gives one.

    ``preferences`` are numbers of candidates in the order of preference; of approvals, in any order. An empty ballot is one too:
    it counts as having voted.

    :raises ForbiddenError: when the actor does not speak for the member, or it has no ballot.
    :raises InvalidError: when voting is not open, the ballot was cast already, or a preference is no candidate or stands twice.
    """
    act = begin(session, actor=actor, election_id=election_id, permission=Permission.NOMINATE, now=now)
    election = act.election
    if election.stage is not ElectionStage.VOTING or election.voting_closes_at is None:
        raise InvalidError(_("Voting is not open in this election. Look at its page: it shows what can be done now."))
    if now >= election.voting_closes_at:
        raise InvalidError(_("Voting is over, so this ballot was not cast."))
    elector = session.get(Elector, (election_id, member_id), populate_existing=True)
    if elector is None or not _speaks_for(act, member_id):
        raise ForbiddenError(_("Only people who speak for a member on the list of voters cast its ballot."))
    if elector.has_voted:
        raise InvalidError(_("The ballot of this member was cast already. It cannot be changed: nobody knows which one it is."))
    known = set(session.scalars(select(Candidacy.number).where(Candidacy.election_id == election_id, Candidacy.number.is_not(None))))
    if not known.issuperset(preferences) or len(set(preferences)) != len(preferences):
        raise InvalidError(_("Name each candidate once at most, and candidates of this election alone."), "preferences")
    word = secrets.token_hex(RECEIPT_BYTES)
    named = list(preferences) if election.method is not Method.APPROVAL else sorted(preferences)
    elector.has_voted = True
    is_open = election.secrecy is Secrecy.OPEN
    session.add(CastBallot(word=word, election_id=election_id, preferences=named, member_id=member_id if is_open else None))
    # Which member, and that alone: who reads the entry beside the published ballots learns nothing of what it voted.
    act.append("cast_ballot", {"member": member_id})
    return word if election.secrecy is Secrecy.RECEIPT else None


def _speaks_for(act: ElectionAct, member_id: int) -> bool:
    """A member that left or is suspended meanwhile has its ballot no more: nobody speaks for it."""
    statement = (
        select(Mandate.id)
        .join(Member, Member.id == Mandate.member_id)
        .where(
            Mandate.person_id == act.person_id,
            Mandate.member_id == member_id,
            Member.status == MemberStatus.ACTIVE,
            or_(Mandate.body_id.is_(None), Mandate.body_id == act.election.body_id),
            mandate_holds(act.now),
        )
    )
    return act.session.scalars(statement.limit(1)).first() is not None
