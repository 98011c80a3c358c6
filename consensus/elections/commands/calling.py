"""Calling an election, extending and closing its nominations, calling it off. Who stands is said in ``standing.py``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.commands.locking import demand_kind, locked_body
from consensus.bodies.commands.seats import demand_no_longer_term
from consensus.bodies.models import Body, Ruleset, Seat
from consensus.domain.actor import Actor
from consensus.domain.composition import attributes_of, parse_rules
from consensus.domain.composition.words import FailureStep
from consensus.domain.errors import CompositionError, InvalidError
from consensus.domain.permissions import Permission, demand
from consensus.domain.speech import _
from consensus.domain.terms import BodyKind, MemberKind, MemberStatus
from consensus.domain.windows import demand_within_reach
from consensus.elections.acting import begin, demand_nominations, reason_of, seats_of
from consensus.elections.commands.stepping import demand_one_of, demand_turn, leave_vacant, note_step
from consensus.elections.counting import Method
from consensus.elections.models import Candidacy, Election, ElectionAnew, ElectionSeat, ElectionStage, Elector, Secrecy, Standing
from consensus.elections.queries.prospects import prospects_of
from consensus.people.models import Member
from consensus.people.queries import network_roles
from consensus.seating.vacancies import OWN
from consensus.transaction import command

LONGEST_TITLE = 200
LONGEST_ABOUT = 5_000
MOST_VOTING_DAYS = 90
"""Longer than any ballot by post takes; the bound stops slips of the finger."""


ORGANISATIONS = tuple(kind for kind in MemberKind if kind is not MemberKind.INDIVIDUAL)
"""The kinds of members that have a ballot unless the call says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What an election is about."""

    title: str
    seat_ids: Sequence[int]
    nominations_close_at: datetime
    voting_days: int
    about: str = ""
    method: Method = Method.SCOTTISH
    secrecy: Secrecy = Secrecy.SECRET
    voter_kinds: Sequence[MemberKind] = ORGANISATIONS
    """The kinds of members that have a ballot, one each."""
    stander_kinds: Sequence[MemberKind] = tuple(MemberKind)
    """The kinds of members whose people may stand."""
    term_ends_on: date | None = None
    follows_id: int | None = None
    """The election that left these seats unfilled, where this one is called because of that."""


@command("call_election")
def call_election(session: Session, *, actor: Actor, body_id: int, call: Call, now: datetime) -> int:
    """Call an election to seats of a steering body, and return its id; nominations are open at once.

    :raises ForbiddenError: when the actor does not call elections.
    :raises InvalidError: when a field is not of its form, or the seats cannot be filled by one count.
    """
    demand(network_roles(session, actor, now), Permission.CALL_ELECTIONS)
    body = locked_body(session, body_id)
    demand_kind(body, BodyKind.STEERING, _("Only a steering body has seats to elect. In other bodies the members themselves take part."))
    _check(call, now)
    _check_seats(session, body, call.seat_ids)
    if actor.person_id is None:
        raise AssertionError("only a person calls an election")
    election = Election(
        body_id=body.id,
        title=" ".join(call.title.split()),
        about=call.about.strip(),
        method=call.method,
        secrecy=call.secrecy,
        voter_kinds=_each_once(call.voter_kinds),
        stander_kinds=_each_once(call.stander_kinds),
        term_ends_on=call.term_ends_on,
        nominations_close_at=call.nominations_close_at,
        voting_days=call.voting_days,
        stage=ElectionStage.NOMINATIONS,
        called_by_id=actor.person_id,
        called_at=now,
    )
    session.add(election)
    session.flush()
    session.add_all(ElectionSeat(election_id=election.id, seat_id=seat_id) for seat_id in sorted(set(call.seat_ids)))
    if call.follows_id is not None:
        _check_follows(session, body, call)
        session.add(ElectionAnew(election_id=election.id, earlier_id=call.follows_id))
    data = {
        "election": election.id,
        "follows": call.follows_id,
        "title": election.title,
        "about": election.about,
        "seats": sorted(set(call.seat_ids)),
        "method": election.method.value,
        "secrecy": election.secrecy.value,
        "voters": election.voter_kinds,
        "standers": election.stander_kinds,
        "term_ends_on": election.term_ends_on and election.term_ends_on.isoformat(),
        "nominations_close_at": ledger.instant(election.nominations_close_at),
        "voting_days": election.voting_days,
    }
    ledger.append(session, at=now, actor=actor, act="call_election", data=data, body=body.code, body_id=body.id)
    return election.id


@command("extend_nominations")
def extend_nominations(session: Session, *, actor: Actor, election_id: int, until: datetime, reason: str, now: datetime) -> None:
    """Give more time for nominations, also after they were over, until they are closed.

    :raises ForbiddenError: when the actor does not keep elections.
    :raises InvalidError: when voting has begun, no reason is given, or the new end is not later than the old one and now.
    """
    act = begin(session, actor=actor, election_id=election_id, permission=Permission.CALL_ELECTIONS, now=now)
    demand_nominations(act, open_still=False)
    reason = reason_of(reason, _("Say why nominations are extended, and who is wanted."))
    if until <= max(now, act.election.nominations_close_at):
        raise InvalidError(_("Choose an end later than now, and later than it was."), "until")
    demand_within_reach(until, now, "until")
    found = demand_turn(act, FailureStep.EXTEND_NOMINATIONS)
    before, act.election.nominations_close_at = act.election.nominations_close_at, until
    step = note_step(act, found, FailureStep.EXTEND_NOMINATIONS, reason)
    act.record("extend_nominations", {"before": ledger.instant(before), "until": ledger.instant(until), "reason": reason, **step})


@command("close_nominations")
def close_nominations(
    session: Session, *, actor: Actor, election_id: int, left_vacant: Collection[int] = (), reason: str = "", now: datetime
) -> None:
    """End nominations and open the vote, if those who stand can fill the seats under the body's rules.

    ``left_vacant`` are seats that stay vacant by the step ``seat_vacant``, for a ``reason``: as few as can be.

    Candidates get the numbers by which ballots name them, in an order that neither names nor the time of standing give. The
    list of those who have a ballot is made now, and so is it settled under which ruleset ballots are counted.

    :raises ForbiddenError: when the actor does not keep elections.
    :raises InvalidError: when their time is not over, or seats are to stay vacant and other ones or fewer would do, or another
        step comes first.
    :raises CompositionError: when no result would obey every rule; ``reasons`` say why and who is wanted.
    """
    act = begin(session, actor=actor, election_id=election_id, permission=Permission.CALL_ELECTIONS, now=now)
    demand_nominations(act, open_still=False)
    election = act.election
    if now < election.nominations_close_at:
        raise InvalidError(_("The time for nominations is not over. They can be closed when it is."))
    noted = leave_vacant(act, left_vacant, reason) if left_vacant else {}
    found = prospects_of(session, election, now)
    if not found.is_possible:
        raise CompositionError(_("With those who stand the seats cannot be filled rightfully, so nominations stay open."), found.sentences)
    election.ruleset_number = found.ruleset_number
    election.stage = ElectionStage.VOTING
    election.voting_opened_at, election.voting_closes_at = now, now + timedelta(days=election.voting_days)
    numbers = {one.id: one.person_id for one in _numbered(session, election_id, now)}
    kinds = [MemberKind(kind) for kind in election.voter_kinds]
    entitled = select(Member.id).where(Member.status == MemberStatus.ACTIVE, Member.kind.in_(kinds)).order_by(Member.id)
    electors = list(session.scalars(entitled))
    if not electors:
        raise InvalidError(_("No active member is of a kind that has a ballot, so nobody could vote. Call it off, and call another."))
    session.add_all(Elector(election_id=election_id, member_id=member_id, has_voted=False) for member_id in electors)
    act.record(
        "close_nominations",
        {
            "candidates": list(numbers.values()),
            "electors": electors,
            "ruleset": election.ruleset_number,
            "closes_at": ledger.instant(election.voting_closes_at),
            **noted,
        },
    )


@command("call_off_election")
def call_off_election(
    session: Session, *, actor: Actor, election_id: int, reason: str, step: FailureStep = FailureStep.VOID, now: datetime
) -> None:
    """End an election without a result that takes effect. What happened in it stays readable.

    ``step`` is ``rerun_group`` where the same seats are to be elected anew because a rule fails.

    :raises ForbiddenError: when the actor does not keep elections.
    :raises InvalidError: when no reason is given, it has ended already, or a rule fails and another step comes first.
    """
    act = begin(session, actor=actor, election_id=election_id, permission=Permission.CALL_ELECTIONS, now=now)
    if act.election.ended_at is not None:
        raise InvalidError(_("This election has ended already."))
    reason = reason_of(reason, _("Say why the election is called off, and who decided it."))
    demand_one_of(step, FailureStep.VOID, FailureStep.RERUN_GROUP)
    found = demand_turn(act, step)
    if found is None and step is not FailureStep.VOID:
        raise InvalidError(_("No rule fails here, so there is nothing to elect anew. Call the election off instead."))
    noted = note_step(act, found, step, reason)
    stage = act.election.stage
    act.election.stage = ElectionStage.CALLED_OFF
    act.election.ended_at, act.election.end_reason = now, reason
    act.record("call_off_election", {"stage": stage.value, "reason": reason, **noted})


def _each_once(kinds: Sequence[MemberKind]) -> list[str]:
    return list(dict.fromkeys(kind.value for kind in kinds))


def _check(call: Call, now: datetime) -> None:
    if not call.title.strip() or len(call.title) > LONGEST_TITLE:
        raise InvalidError(_("Give the election a title of at most {most} characters.", most=LONGEST_TITLE), "title")
    if len(call.about) > LONGEST_ABOUT:
        raise InvalidError(_("Say it in at most {most} characters.", most=LONGEST_ABOUT), "about")
    if call.nominations_close_at <= now:
        raise InvalidError(_("Nominations need time: choose an end that lies ahead."), "nominations_close_at")
    demand_within_reach(call.nominations_close_at, now, "nominations_close_at")
    if not 0 < call.voting_days <= MOST_VOTING_DAYS:
        raise InvalidError(_("The vote lasts 1 to {most} days.", most=MOST_VOTING_DAYS), "voting_days")
    if not call.voter_kinds:
        raise InvalidError(_("Choose at least one kind of member that votes."), "voter_kinds")
    if not call.stander_kinds:
        raise InvalidError(_("Choose at least one kind of member whose people may stand."), "stander_kinds")
    if call.term_ends_on is not None and call.term_ends_on <= call.nominations_close_at.date():
        raise InvalidError(_("The term would be over before it began. Choose a later day, or none."), "term_ends_on")
    demand_no_longer_term(call.term_ends_on, now, "term_ends_on")


def _check_seats(session: Session, body: Body, seat_ids: Sequence[int]) -> None:
    """One count cannot tell candidates for unlike seats apart: what a seat stands for would be theirs before they have it.

    What belongs to the one who sits there, such as the region, goes before what the seat is kept for: in that no two seats differ
    for the rules once they are filled.
    """
    if not seat_ids:
        raise InvalidError(_("Choose at least one seat."), "seats")
    statement = select(Seat).where(Seat.body_id == body.id, Seat.id.in_(seat_ids), Seat.is_abolished.is_(False))
    seats = list(session.scalars(statement))
    if len(seats) != len(set(seat_ids)):
        raise InvalidError(_("Choose seats of this body."), "seats")
    others = (
        select(Seat.label)
        .join(ElectionSeat, ElectionSeat.seat_id == Seat.id)
        .join(Election, Election.id == ElectionSeat.election_id)
        .where(Seat.id.in_(seat_ids), Election.ended_at.is_(None))
    )
    taken = session.scalars(others.limit(1)).first()
    if taken is not None:
        raise InvalidError(_("Another election fills {taken} already. End it first, or leave that seat out.", taken=taken), "seats")
    newest = select(Ruleset.composition).where(Ruleset.body_id == body.id).order_by(Ruleset.number.desc()).limit(1)
    rules = parse_rules(session.scalars(newest).one_or_none() or [], "composition")
    tell_apart = frozenset[str]().union(*(attributes_of(rule) for rule in rules)) - OWN
    if len({frozenset((name, value) for name, value in _stands_for(seat).items() if name in tell_apart) for seat in seats}) > 1:
        raise InvalidError(_("The rules of this body tell these seats apart. Call one election for each kind of seat."), "seats")


def _check_follows(session: Session, body: Body, call: Call) -> None:
    earlier = session.get(Election, call.follows_id)
    if earlier is None or earlier.body_id != body.id or earlier.ended_at is None:
        raise InvalidError(_("The earlier election is none of this body, or has not ended. End it first."))
    if not set(seats_of(session, earlier.id)).issuperset(call.seat_ids):
        raise InvalidError(_("Choose among the seats of the election that this one follows."), "seats")


def _stands_for(seat: Seat) -> dict[str, str]:
    return {**seat.attributes, "seat": seat.kind}


def _numbered(session: Session, election_id: int, now: datetime) -> list[Candidacy]:
    """Number those who stand, in an order of chance that anybody can repeat; return them in it."""
    statement = select(Candidacy).where(Candidacy.election_id == election_id, Candidacy.standing == Standing.STANDS)
    seed = f"{election_id} {ledger.instant(now)}"
    drawn = sorted(session.scalars(statement), key=lambda one: sha256(f"{seed} {one.person_id}".encode()).digest())
    for number, one in enumerate(drawn, start=1):
        one.number = number
    session.flush()
    return drawn
