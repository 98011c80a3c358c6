"""Steps where a rule fails: declining one with a reason, and what every command that takes one asks and notes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.composition.words import FailureStep
from consensus.domain.errors import InvalidError
from consensus.domain.permissions import Permission
from consensus.domain.speech import _, ngettext
from consensus.elections.acting import ElectionAct, begin, contested_in, reason_of
from consensus.elections.models import ElectionSeat, ElectionStep
from consensus.elections.queries.prospects import prospects_of
from consensus.elections.queries.remedies import Remedies, remedies_of
from consensus.elections.words import STEPS
from consensus.transaction import command


@command("decline_step")
def decline_step(session: Session, *, actor: Actor, election_id: int, step: FailureStep, reason: str, now: datetime) -> None:
    """Leave out the step whose turn it is, with a reason; the next one is open then.

    :raises ForbiddenError: when the actor does not keep elections.
    :raises InvalidError: when it is not this step's turn, or no reason is given.
    """
    act = begin(session, actor=actor, election_id=election_id, permission=Permission.CALL_ELECTIONS, now=now)
    found = remedies_of(session, act.election, now)
    if found is None or found.turn is not step:
        raise InvalidError(_("It is not this step's turn now. Look at the steps of the election: they show which one is."))
    if step is FailureStep.VOID:
        raise InvalidError(_("This is the last step, and nothing would be left. Take it, or one of those before it."))
    reason = reason_of(reason, _("Say why this step is left out, and who decided it."))
    _note(act, found, step, reason, is_taken=False)
    act.record("decline_step", {"step": step.value, "rules": list(found.rules), "reason": reason})


def demand_one_of(step: FailureStep, *steps: FailureStep) -> None:
    """Do nothing for a step that the act can take.

    :raises InvalidError: for any other.
    """
    if step not in steps:
        raise InvalidError(_("This act does not take that step. Look at the steps of the election: each leads to its own page."))


def demand_turn(act: ElectionAct, step: FailureStep, *, always: bool = False) -> Remedies | None:
    """Return what is wrong, if ``step`` may be taken now; None where nothing is, and any act is a free one.

    With ``always`` the turn is asked for even where no rule fails: a seat is left vacant only once others were thought of.

    :raises InvalidError: when an earlier step was neither taken nor declined, or the step does not apply.
    """
    found = remedies_of(act.session, act.election, act.now)
    if found is None or not (found.fails or always):
        return None
    if step not in found.order:
        raise InvalidError(
            _("The rules that fail do not name this step. Look at the steps of the election: they show which ones there are.")
        )
    if step not in found.open:
        first = STEPS[found.open[-1]].name
        raise InvalidError(
            _("Another step comes first: {first}. Take it, or say on the page of the steps why it is left out.", first=first)
        )
    return found


def note_step(act: ElectionAct, found: Remedies | None, step: FailureStep, reason: str) -> dict[str, Any]:
    """Note that a step was taken, and return what the entry says of it; nothing where no rule called for one."""
    if found is None:
        return {}
    _note(act, found, step, reason, is_taken=True)
    return {"step": step.value, "rules": list(found.rules)}


def leave_vacant(act: ElectionAct, chosen: Collection[int], reason: str) -> dict[str, Any]:
    """Leave seats vacant before the vote, and return what the entry says of it.

    :raises InvalidError: when none needs to stay vacant, other ones or fewer would do, no reason is given, or another step comes first.
    """
    found = demand_turn(act, FailureStep.SEAT_VACANT)
    if found is None:
        raise InvalidError(_("Those who stand can fill all seats rightfully, so none needs to stay vacant. Close nominations as they are."))
    reason = reason_of(reason, _("Say why the seat stays vacant, and who decided it."))
    seats = act.session.scalars(select(ElectionSeat).where(ElectionSeat.election_id == act.election.id, ElectionSeat.seat_id.in_(chosen)))
    for seat in seats:
        seat.is_left_vacant = True
    act.session.flush()
    fewest, left = len(found.could_stay_vacant), contested_in(act.session, act.election.id)
    if left.left_vacant != set(chosen) or len(left.left_vacant) != fewest:
        raise InvalidError(
            ngettext(
                "One seat is to stay vacant, no more are needed: choose one of this election.",
                "{n} seats are to stay vacant, no more are needed: choose as many of this election.",
                fewest,
            ),
            "seats",
        )
    if not prospects_of(act.session, act.election, act.now).is_possible:
        raise InvalidError(_("Without these seats the others cannot be filled rightfully either. Choose other seats."), "seats")
    noted = note_step(act, found, FailureStep.SEAT_VACANT, reason)
    return {"left_vacant": sorted(left.left_vacant), "reason": reason, **noted}


def _note(act: ElectionAct, found: Remedies, step: FailureStep, reason: str, *, is_taken: bool) -> None:
    act.session.add(
        ElectionStep(
            election_id=act.election.id,
            step=step,
            is_taken=is_taken,
            rules=list(found.rules),
            reason=reason.strip(),
            person_id=act.person_id,
            at=act.now,
        )
    )
