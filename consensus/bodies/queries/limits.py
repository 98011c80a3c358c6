"""Who has reached the number of terms in a row that a body's rules allow, and from when on they may sit again.

The limit is a rule of the body's ruleset like any other, of the kind ``bound`` over ``consecutive_terms``, so it has a number, a
reason and a history; there is none by default. What counts as a term in a row is said in ``sitting.py``.
Source: composition.md, the kind ``bound``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.models import Ruleset
from consensus.bodies.queries.sitting import (
    BREAK_BETWEEN_TERMS,
    NEWEST,
    SeatWithTerms,
    Term,
    seats_with_terms,
    term_to_come,
    terms_in_a_row,
    terms_in_order,
)
from consensus.domain.composition import Rule, Severity, parse_rules
from consensus.domain.composition.rules import Bound
from consensus.domain.filters import matches
from consensus.domain.reasons import Reason, Value
from consensus.people.models import Member, Person

CONSECUTIVE_TERMS = "consecutive_terms"


@dataclass(frozen=True, slots=True)
class Sitter:
    """Somebody who would begin a term on one of some seats that are alike."""

    seat_ids: Collection[int]
    person_id: int
    member_id: int
    ends_on: date | None


def limits_in(rules: Iterable[Rule]) -> tuple[Bound, ...]:
    """Return the limits of terms in a row among rules that refuse; one inside another rule is judged with that rule alone."""
    hard = (rule.condition for rule in rules if rule.severity is Severity.HARD)
    return tuple(each for each in hard if isinstance(each, Bound) and each.attribute == CONSECUTIVE_TERMS)


def limits_reached(session: Session, body_id: int, sitters: Sequence[Sitter], *, now: datetime) -> tuple[str, ...]:
    """Return a sentence for each of those who cannot begin a term now, because of the terms that they had in a row."""
    newest = select(Ruleset.composition).where(Ruleset.body_id == body_id).order_by(Ruleset.number.desc()).limit(1)
    limits = limits_in(parse_rules(session.scalars(newest).one_or_none() or [], "composition"))
    if not limits:
        return ()
    seats = seats_with_terms(session, body_id)
    found = (_reached(session, seats, limits, each, now) for each in sitters)
    return tuple(sentence for sentence in found if sentence)


def _reached(session: Session, seats: Sequence[SeatWithTerms], limits: Sequence[Bound], sitter: Sitter, now: datetime) -> str:
    past = [each for each in terms_in_order(seats) if each.person_id == sitter.person_id]
    if not past:
        return ""
    seat = next(each for each in seats if each.seat_id in sitter.seat_ids)
    person, member = session.get_one(Person, sitter.person_id), session.get_one(Member, sitter.member_id)
    coming = term_to_come(seat.seat_id, person, member, ends_on=sitter.ends_on, now=now)
    own = [*(each if each.ended_at else replace(each, ended_at=now) for each in past), coming]
    number, seen = terms_in_a_row(own)[NEWEST], seat.as_seen_by_rules(coming)
    most = [each.max for each in limits if number > each.max and (each.exempt is None or matches(each.exempt, seen) is False)]
    return str(_sentence(past[-1], served=number - 1, most=min(most))) if most else ""


def _sentence(last: Term, *, served: int, most: int) -> Reason:
    values: dict[str, Value] = {"person": last.person_name, "served": served, "most": most}
    if last.ended_at is None:
        return Reason(
            "{person} sits in this body and has served {served} of at most {most} terms in a row. They may sit again a year after the"
            " present term has ended.",
            values,
        )
    again = (last.ended_at + BREAK_BETWEEN_TERMS).date()
    return Reason(
        "{person} has served {served} of at most {most} terms in a row in this body, the last until {last}. After a year's pause,"
        " from {again} on, they may sit again.",
        {**values, "last": last.ended_at.date().isoformat(), "again": again.isoformat()},
    )
