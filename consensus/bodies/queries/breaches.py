"""In which breaches of its own rules a body is, and was. Source: composition.md, "When a rule acts", 2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.models import Breach
from consensus.domain.speech import _

CAUSES = {
    "fill_seat": _("a seat was filled"),
    "fill_seats": _("seats were filled"),
    "restore_seat": _("a suspension ended"),
    "leave_seat": _("a seat was left"),
    "suspend_seat": _("a seat was suspended"),
    "add_seat": _("a seat was added"),
    "abolish_seat": _("a seat was given up"),
    "stand_in": _("an alternate stood in"),
    "end_standing_in": _("an alternate stands in no more"),
    "end_alternate": _("an alternate stands in no more"),
    "change_seat": _("what a seat is for changed"),
    "end_term": _("a term ended"),
    "adopt_ruleset": _("the rules changed"),
    "change_member": _("what is known of a member changed"),
    "change_of_register": _("what is known of somebody changed"),
}


@dataclass(frozen=True, slots=True)
class BreachView:
    """One breach, in words that may be shown to everybody."""

    began_at: datetime
    cause: str
    reasons: tuple[str, ...]
    cure_ends_at: datetime
    suspends: bool
    cured_at: datetime | None
    cured_by: str

    @property
    def cure_on(self) -> date:
        """The last day, in UTC, on which it can be cured in time."""
        return (self.cure_ends_at - timedelta(days=1)).date()

    def is_late(self, now: datetime) -> bool:
        """Whether the time to cure it is over, or was when it was cured."""
        return (self.cured_at or now) >= self.cure_ends_at


def breach_view(row: Breach) -> BreachView:
    """Return a stored breach as pages show it."""
    return BreachView(
        began_at=row.began_at,
        cause=CAUSES.get(row.cause, ""),
        reasons=tuple(row.reasons),
        cure_ends_at=row.cure_ends_at,
        suspends=row.suspends,
        cured_at=row.cured_at,
        cured_by=CAUSES.get(row.cured_by or "", ""),
    )


def breaches_of(session: Session, body_id: int) -> tuple[BreachView, ...]:
    """Return every breach of a body, the newest first."""
    statement = select(Breach).where(Breach.body_id == body_id).order_by(Breach.began_at.desc(), Breach.id.desc())
    return tuple(breach_view(row) for row in session.scalars(statement))
