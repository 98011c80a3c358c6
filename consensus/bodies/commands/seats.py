"""Making seats in a steering body, saying anew what they are, and giving them up.

Who sits there is said in ``filling.py`` and ``leaving.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.breaching import review
from consensus.bodies.commands.judging import allowed_unless_alike
from consensus.bodies.commands.locking import current_term, demand_kind, locked_body, locked_seat, said_why
from consensus.bodies.models import Seat
from consensus.bodies.queries.verdicts import BodyVerdict, judged, verdict_of
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.seat_terms import last_day
from consensus.domain.speech import _
from consensus.domain.terms import BodyKind
from consensus.people.commands.members import known_region
from consensus.transaction import command

LONGEST_LABEL = 120
LONGEST_TERM = 240
"""Months; the bound stops slips of the finger."""

LONGEST_WORD = 40
"""Of a seat's kind, and of the name and the value of an attribute."""

KNOWN_ATTRIBUTES = frozenset({"gender", "org", "seat", "consecutive_terms", "not"})
"""What a seat cannot stand for: it belongs to the one who sits there, or is worked out."""


@command("add_seat")
def add_seat(
    session: Session,
    *,
    actor: Actor,
    body_id: int,
    label: str,
    kind: str,
    attributes: Mapping[str, str] | None = None,
    term_months: int | None = None,
    now: datetime,
) -> int:
    """Add a vacant seat to a steering body, and return its id.

    ``attributes`` say what the seat stands for in the composition rules, such as ``{"region": "AFR"}``.

    :param term_months: how long a term there lasts, which is proposed when the seat is filled; None: it has no term.

    :raises ForbiddenError: when the actor does not keep the seats.
    :raises InvalidError: when the body has no seats, the label is taken, or a field is not of its form.
    """
    demand(roles_of(actor), Permission.KEEP_SEATS)
    body = locked_body(session, body_id)
    demand_kind(body, BodyKind.STEERING, _("Only a steering body has seats. In other bodies the members themselves take part."))
    what = _SeatIs.of(label, kind, attributes, term_months)
    _demand_free(session, body_id, what.label)
    _demand_region(session, what, None)
    seat = Seat(body_id=body_id)
    what.describe(seat)
    session.add(seat)
    session.flush()
    data = {"seat": seat.id, **what.as_data(), **verdict_of(session, body_id).as_data()}
    ledger.append(session, at=now, actor=actor, act="add_seat", data=data, body=body.code, body_id=body.id)
    review(session, body, cause="add_seat", actor=actor, now=now)
    return seat.id


@command("change_seat")
def change_seat(
    session: Session,
    *,
    actor: Actor,
    seat_id: int,
    label: str,
    kind: str,
    attributes: Mapping[str, str],
    term_months: int | None,
    reason: str,
    now: datetime,
) -> BodyVerdict:
    """Say anew what a seat is called and is for, if the rules allow the roster that follows; return the verdict on it.

    Whoever sits there stays, and so does the last day of their term. Rolls that were frozen keep the label; the record has both.

    :raises ForbiddenError: when the actor does not keep the seats.
    :raises InvalidError: when nothing changes, a field is not of its form, another seat has or had the label, or no reason is given.
    :raises CompositionError: when the rules do not allow it; ``reasons`` says which and why.
    """
    demand(roles_of(actor), Permission.KEEP_SEATS)
    body, seat = locked_seat(session, seat_id)
    after = _SeatIs.of(label, kind, attributes, term_months)
    before = _SeatIs(seat.label, seat.kind, dict(seat.attributes), seat.term_months)
    if after == before:
        raise InvalidError(_("Nothing was changed. Change what the seat is called or is for, or leave the page."))
    reason = said_why(reason, _("Say why the seat changes, or who decided it."))
    if after.label != before.label:
        _demand_free(session, body.id, after.label, but=seat_id)
        former = [*(seat.former_labels or ()), before.label]
        seat.former_labels = [each for each in dict.fromkeys(former) if each != after.label]
    _demand_region(session, after, before)
    as_it_was = judged(session, body.id)
    after.describe(seat)
    session.flush()
    verdict = allowed_unless_alike(as_it_was, judged(session, body.id), reason)
    data = {"seat": seat_id, "before": before.as_data(), "after": after.as_data(), "reason": reason, **verdict.as_data()}
    ledger.append(session, at=now, actor=actor, act="change_seat", data=data, body=body.code, body_id=body.id)
    review(session, body, cause="change_seat", actor=actor, now=now)
    return verdict


@command("abolish_seat")
def abolish_seat(session: Session, *, actor: Actor, seat_id: int, reason: str, now: datetime) -> None:
    """Give up a vacant seat. Who held it, and when, stays readable.

    :raises ForbiddenError: when the actor does not keep the seats.
    :raises InvalidError: when somebody holds the seat, or no reason is given.
    """
    demand(roles_of(actor), Permission.KEEP_SEATS)
    body, seat = locked_seat(session, seat_id)
    reason = said_why(reason, _("Say why the seat is given up."))
    if current_term(session, seat_id) is not None:
        raise InvalidError(_("Somebody holds this seat. Record first that they leave it."))
    seat.is_abolished = True
    session.flush()
    data = {"seat": seat_id, "label": seat.label, "reason": reason, **verdict_of(session, body.id).as_data()}
    ledger.append(session, at=now, actor=actor, act="abolish_seat", data=data, body=body.code, body_id=body.id)
    review(session, body, cause="abolish_seat", actor=actor, now=now)


@dataclass(frozen=True, slots=True)
class _SeatIs:
    """What a seat is called and is for."""

    label: str
    kind: str
    attributes: dict[str, str]
    term_months: int | None

    @classmethod
    def of(cls, label: str, kind: str, attributes: Mapping[str, str] | None, term_months: int | None) -> _SeatIs:
        """Return it from what was typed.

        :raises InvalidError: when a field is not of its form.
        """
        label, kind = " ".join(label.split()), kind.strip()
        stands_for = {name.strip(): value.strip() for name, value in (attributes or {}).items()}
        if not label or len(label) > LONGEST_LABEL:
            raise InvalidError(_("Give the seat a label of at most {most} characters.", most=LONGEST_LABEL), "label")
        if not kind or len(kind) > LONGEST_WORD:
            raise InvalidError(
                _(
                    "Say in one word of at most {most} characters what kind of seat it is, such as regional.",
                    most=LONGEST_WORD,
                ),
                "kind",
            )
        _check_attributes(stands_for)
        if term_months is not None and not 1 <= term_months <= LONGEST_TERM:
            raise InvalidError(
                _("A term lasts from 1 to {most} months. Leave it empty for a seat without a term.", most=LONGEST_TERM),
                "term_months",
            )
        return cls(label, kind, stands_for, term_months)

    def describe(self, seat: Seat) -> None:
        """Have ``seat`` be what this says."""
        seat.label, seat.kind, seat.attributes, seat.term_months = self.label, self.kind, self.attributes, self.term_months

    def as_data(self) -> dict[str, Any]:
        """Return it as the ledger has it."""
        return {"label": self.label, "kind": self.kind, "attributes": self.attributes, "term_months": self.term_months}


def demand_no_longer_term(ends_on: date | None, now: datetime, field: str) -> None:
    """Do nothing if a term that begins now, or an election to it, ends on a day that a term can have as its last.

    :raises InvalidError: at ``field`` if it does not.
    """
    if ends_on is not None and ends_on > last_day(now.date(), LONGEST_TERM):
        raise InvalidError(_("A term lasts from 1 to {most} months. Leave it empty for a seat without a term.", most=LONGEST_TERM), field)


def _demand_free(session: Session, body_id: int, label: str, *, but: int | None = None) -> None:
    """Do nothing if no seat of the body, ``but`` apart, has or had this label: a label in an old record means one seat."""
    for seat in session.scalars(select(Seat).where(Seat.body_id == body_id)):
        if seat.id != but and label in (seat.label, *(seat.former_labels or ())):
            raise InvalidError(_("A seat of this body has, or had, this label. Choose another one."), "label")


def _demand_region(session: Session, what: _SeatIs, before: _SeatIs | None) -> None:
    """Do nothing if a region for which a seat is kept from now on is one of the network's."""
    region = what.attributes.get("region")
    if region is not None and (before is None or region != before.attributes.get("region")):
        known_region(session, region)


def _check_attributes(attributes: Mapping[str, str]) -> None:
    for name, value in attributes.items():
        if not name or not value or len(name) > LONGEST_WORD or len(value) > LONGEST_WORD:
            raise InvalidError(
                _("What a seat stands for is a name and a value, each of 1 to {most} characters.", most=LONGEST_WORD),
                "attributes",
            )
        if name in KNOWN_ATTRIBUTES or value == "?":
            raise InvalidError(_('A seat cannot stand for "{name}": that belongs to the one who sits there.', name=name), "attributes")
