"""Looking at a decision again: set the day on which it comes back, and keep it when it was looked at."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.afterwards import Unstaged
from consensus.domain.errors import InvalidError, Refusal, RefusedError
from consensus.domain.speech import _
from consensus.transaction import command
from consensus.voting.commands.unstaged import Attended, attend
from consensus.voting.models_afterwards import Review

REASON_MAX_CHARACTERS = 10_000


@command("set_review")
def set_review(session: Session, *, actor: Actor, proposal_id: int, review_on: date | None, now: datetime, reason: str = "") -> int:
    """Set the day from which what is decided comes back to be looked at, or take it away; return the review's id.

    Before it is closed an owner does, afterwards anyone of the body. A day begins at midnight in UTC.

    :raises RefusedError: ``not_owner``, ``not_in_body``, ``wrong_stage`` when nothing was adopted or it stands no more,
        ``already_done`` when that is the day.
    :raises InvalidError: when the day does not lie ahead.
    """
    attended = attend(session, actor=actor, proposal_id=proposal_id, now=now)
    attended.demand(Unstaged.SET_REVIEW)
    if review_on == attended.proposal.review_on:
        raise RefusedError(Refusal.ALREADY_DONE)
    return _write(attended, "set_review", review_on=review_on, reason=reason, is_kept=False)


@command("keep_decision")
def keep_decision(session: Session, *, actor: Actor, proposal_id: int, reason: str, now: datetime, review_on: date | None = None) -> int:
    """Say that a decision was looked at on its day and stays as it is, and return the review's id.

    ``review_on`` is the next day from which it comes back, if there is to be one.

    :raises RefusedError: ``wrong_stage`` when nothing was adopted or it stands no more, ``not_in_body``, ``too_early`` before its
        day, ``reason_required``.
    :raises InvalidError: when the next day does not lie ahead.
    """
    attended = attend(session, actor=actor, proposal_id=proposal_id, now=now)
    attended.demand(Unstaged.KEEP_DECISION)
    if not reason.strip():
        raise RefusedError(Refusal.REASON_REQUIRED)
    return _write(attended, "keep_decision", review_on=review_on, reason=reason, is_kept=True)


def _write(attended: Attended, act: str, *, review_on: date | None, reason: str, is_kept: bool) -> int:
    if review_on is not None and review_on <= attended.now.date():
        raise InvalidError(_("Choose a day that lies ahead."), field="review_on")
    if len(reason) > REASON_MAX_CHARACTERS:
        raise InvalidError(
            _("A reason has at most {most} characters. Shorten it; nothing was lost.", most=f"{REASON_MAX_CHARACTERS:,}"), field="reason"
        )
    review = Review(
        proposal_id=attended.proposal.id, person_id=attended.person_id, at=attended.now, is_kept=is_kept, reason=reason, review_on=review_on
    )
    attended.session.add(review)
    attended.proposal.review_on = review_on
    attended.session.flush()
    attended.record(act, {"review": review.id, "review_on": None if review_on is None else review_on.isoformat(), "reason": reason})
    return review.id
