"""Who stands: nominating somebody, consenting with a statement, declining, withdrawing. Nobody is on a ballot who did not consent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consensus.bodies.queries.limits import Sitter, limits_reached
from consensus.bodies.queries.voices import mandate_holds
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.domain.terms import MemberKind, MemberStatus
from consensus.elections.acting import ElectionAct, begin, candidacy_of, demand_nominations, seats_of
from consensus.elections.models import Candidacy, Standing
from consensus.people.models import Mandate, Member, Person
from consensus.transaction import command

LONGEST_STATEMENT = 5_000


@command("nominate")
def nominate(session: Session, *, actor: Actor, election_id: int, person_id: int, member_id: int, now: datetime) -> int:
    """Propose somebody who speaks for a member, and return the candidacy's id; they stand once they say so themselves.

    :raises ForbiddenError: when the actor does not speak for a member.
    :raises InvalidError: when nominations are over, they cannot stand for the member, or they were nominated already.
    """
    act = begin(session, actor=actor, election_id=election_id, permission=Permission.NOMINATE, now=now)
    demand_nominations(act)
    if candidacy_of(session, election_id, person_id) is not None:
        raise InvalidError(_("This person was nominated already."), "person")
    _demand_eligible(act, person_id, member_id, field="person")
    found = _added(act, person_id, member_id, Standing.NOMINATED)
    act.record("nominate", {"candidacy": found.id, "person": person_id, "member": member_id})
    return found.id


@command("stand")
def stand(session: Session, *, actor: Actor, election_id: int, member_id: int, statement: str, consents: bool, now: datetime) -> int:
    """Stand for election, nominated or not, with a statement; said again, it replaces what was said. Return the candidacy's id.

    ``consents`` says that they are ready to sit, and have read what is published about them.

    :raises ForbiddenError: when the actor does not speak for a member.
    :raises InvalidError: when nominations are over, the actor cannot stand for the member, or does not consent, or no statement is made.
    """
    act = begin(session, actor=actor, election_id=election_id, permission=Permission.NOMINATE, now=now)
    demand_nominations(act)
    if not consents:
        raise InvalidError(_("Say that you are ready to sit, and have read what is published."), "consents")
    statement = statement.strip()
    if not statement:
        raise InvalidError(_("Say in a few sentences why you stand: voters read it beside your name."), "statement")
    if len(statement) > LONGEST_STATEMENT:
        raise InvalidError(
            _(
                "A statement has at most {most} characters. Yours has {n}.",
                most=LONGEST_STATEMENT,
                n=len(statement),
            ),
            "statement",
        )
    found = candidacy_of(session, election_id, act.person_id)
    if found is not None and found.member_id != member_id:
        raise InvalidError(_("You were nominated for another member. Stand for that one, or ask the steward."), "member")
    _demand_eligible(act, act.person_id, member_id, field="member")
    found = found or _added(act, act.person_id, member_id, Standing.STANDS)
    found.standing, found.statement, found.answered_at = Standing.STANDS, statement, now
    act.record("stand", {"candidacy": found.id, "person": act.person_id, "member": member_id, "statement": statement})
    return found.id


@command("decline_nomination")
def decline_nomination(session: Session, *, actor: Actor, election_id: int, now: datetime) -> None:
    """Say that one does not stand.

    :raises InvalidError: when nominations are closed, or nobody nominated the actor.
    """
    act = begin(session, actor=actor, election_id=election_id, permission=Permission.NOMINATE, now=now)
    _leave(act, Standing.NOMINATED, Standing.DECLINED, "decline_nomination")


@command("withdraw_candidacy")
def withdraw_candidacy(session: Session, *, actor: Actor, election_id: int, now: datetime) -> None:
    """Stand no more, as long as voting has not begun.

    :raises InvalidError: when nominations are closed, or the actor does not stand.
    """
    act = begin(session, actor=actor, election_id=election_id, permission=Permission.NOMINATE, now=now)
    _leave(act, Standing.STANDS, Standing.WITHDRAWN, "withdraw_candidacy")


def _leave(act: ElectionAct, before: Standing, after: Standing, name: str) -> None:
    demand_nominations(act, open_still=False)
    found = candidacy_of(act.session, act.election.id, act.person_id)
    if found is None or found.standing is not before:
        raise InvalidError(_("You do not stand in this election, so there is nothing to take back."))
    found.standing, found.answered_at = after, act.now
    act.record(name, {"candidacy": found.id})


def _added(act: ElectionAct, person_id: int, member_id: int, standing: Standing) -> Candidacy:
    found = Candidacy(
        election_id=act.election.id,
        person_id=person_id,
        member_id=member_id,
        nominated_by_id=act.person_id,
        nominated_at=act.now,
        standing=standing,
        answered_at=act.now if standing is Standing.STANDS else None,
    )
    act.session.add(found)
    act.session.flush()
    return found


def _demand_eligible(act: ElectionAct, person_id: int, member_id: int, *, field: str) -> None:
    """Whoever stands could sit: with a mandate for an active member of a kind whose people may stand, and a term left to serve."""
    kinds = [MemberKind(kind) for kind in act.election.stander_kinds]
    statement = (
        select(Member.id)
        .join(Mandate, Mandate.member_id == Member.id)
        .join(Person, Person.id == Mandate.person_id)
        .where(
            Person.id == person_id,
            Person.is_active,
            Member.id == member_id,
            Member.status == MemberStatus.ACTIVE,
            Member.kind.in_(kinds),
            or_(Mandate.body_id.is_(None), Mandate.body_id == act.election.body_id),
            mandate_holds(act.now),
        )
    )
    if act.session.scalars(statement.limit(1)).first() is None:
        raise InvalidError(_("Only people with a mandate for a member of the kinds that this election names can stand for it."), field)
    # Said here too, or somebody would be voted for who cannot sit.
    sitter = Sitter(seats_of(act.session, act.election.id), person_id, member_id, act.election.term_ends_on)
    for sentence in limits_reached(act.session, act.election.body_id, [sitter], now=act.now):
        raise InvalidError(sentence, field)
