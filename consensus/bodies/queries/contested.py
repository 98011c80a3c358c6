"""Who would sit on a body beside those whom an election puts on some of its seats, and what the rules would see in each candidate.

Whoever holds a contested seat now is looked at as somebody whose term has ended. Genders stand in what is returned: it goes to the
count, and to no page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.models import Ruleset
from consensus.bodies.queries.sitting import NEWEST, SeatWithTerms, seats_with_terms, term_to_come, terms_in_a_row, terms_in_order
from consensus.bodies.queries.verdicts import declared_values, roster_from, statutory_of
from consensus.domain.composition import Attributes, parse_rules
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.people.models import Member, Person
from consensus.people.queries import NetworkFacts, network_facts
from consensus.seating.feasibility import Seating


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who would sit, and for which member."""

    person: Person
    member: Member


@dataclass(frozen=True, slots=True)
class Contest:
    """Those who stay as ``sitting``, the newcomers as ``pool`` in their order, and the rules of a ruleset."""

    seating: Seating
    stands_for: Mapping[int, Attributes]
    """What the rules see of each contested seat while nobody holds it."""


def ruleset_numbered(session: Session, body_id: int, number: int | None) -> Ruleset:
    """Return a ruleset of a body by its number; None: the newest.

    :raises NotFoundError: when there is no such ruleset.
    """
    statement = select(Ruleset).where(Ruleset.body_id == body_id).order_by(Ruleset.number.desc()).limit(1)
    ruleset = session.scalars(statement if number is None else statement.where(Ruleset.number == number)).one_or_none()
    if ruleset is None:
        raise NotFoundError(_("There is no such ruleset."))
    return ruleset


def contested_seating(
    session: Session,
    body_id: int,
    *,
    seat_ids: Collection[int],
    left_vacant: Collection[int] = (),
    newcomers: Sequence[Newcomer],
    ends_on: date | None,
    ruleset: Ruleset,
    now: datetime,
    network: NetworkFacts | None = None,
) -> Contest:
    """Return a body with ``newcomers`` for some of its seats, under the rules of a ruleset.

    Nobody holds the seats ``seat_ids`` then; the newcomers fill all of them but for those that are ``left_vacant``. ``network``
    saves a statement where the caller has asked for it already.
    """
    rules = parse_rules(ruleset.composition, "composition")
    seats = [_vacated(seat, now) if seat.seat_id in seat_ids else seat for seat in seats_with_terms(session, body_id)]
    roster = roster_from(seats, rules)
    pool = _as_seen(seats, seat_ids, newcomers, ends_on, now)
    filled = set(seat_ids).difference(left_vacant)
    seating = Seating(
        seats=len(roster.members) + len(filled),
        rules=rules,
        sitting=roster.members,
        pool=pool,
        declared=declared_values(network or network_facts(session), ruleset.attributes),
        history=roster.history,
        statutory=statutory_of(ruleset, tuple(seat for seat in seats if not seat.is_abolished)),
        vacant=roster_from([seat for seat in seats if seat.seat_id not in filled], ()).vacant,
    )
    return Contest(seating, {seat.seat_id: seat.as_seen_by_rules(None) for seat in seats if seat.seat_id in seat_ids})


def _vacated(seat: SeatWithTerms, now: datetime) -> SeatWithTerms:
    return replace(seat, terms=tuple(term if term.ended_at else replace(term, ended_at=now, end_reason="-") for term in seat.terms))


def _as_seen(
    seats: Sequence[SeatWithTerms],
    seat_ids: Collection[int],
    newcomers: Sequence[Newcomer],
    ends_on: date | None,
    now: datetime,
) -> tuple[Attributes, ...]:
    """Return what the rules would see in each newcomer on a contested seat; those are alike in what the rules look at."""
    seat = next(each for each in seats if each.seat_id in seat_ids)
    past = terms_in_order(seats)
    found: list[Attributes] = []
    for each in newcomers:
        term = term_to_come(seat.seat_id, each.person, each.member, ends_on=ends_on, now=now)
        own = [*(one for one in past if one.person_id == each.person.id), term]
        found.append({**seat.as_seen_by_rules(term), "consecutive_terms": terms_in_a_row(own)[NEWEST]})
    return tuple(found)
