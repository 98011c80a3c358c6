"""The dates that a letter carries as a file for its reader's own calendar: those of which it tells, as they are when it is written.

A date is called the same in each letter and in each calendar, and one that was moved or called off has a higher number: so the
later file takes the place of the one before. A date that is over is not carried.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from consensus.calendars.collecting.afterwards import own_task, review_of
from consensus.calendars.collecting.gatherings import election_by_id, hearing_by_id, meeting_by_id
from consensus.calendars.collecting.windows import windows_of
from consensus.calendars.dated import Dated
from consensus.notifications.queries import About
from consensus.notifications.reminding import LAST_CALL, REMINDER
from consensus.proposals.models import Proposal

ASKS_TO_SPEAK = frozenset({"position_owed", "vote_owed", "reminded", REMINDER, LAST_CALL})
"""Kinds by which somebody is asked to say where a voice stands: whoever said so meanwhile is asked no more."""

ENDS = frozenset({"decided", "drafted_again"})
"""Kinds that tell that a window is over, perhaps before its time."""

MEETS = frozenset({"meeting_called", "meeting_changed", "secretary_named", "item_presented", "meeting_called_off"})
HEARS = frozenset({"invited_to_be_heard", "hearing_planned", "hearing_called_off"})
ELECTS = frozenset(
    {"election_called", "nominations_extended", "nominated", "ballot_owed", "ballot_reminder", "voting_opened", "election_called_off"}
)
REVIEWS = frozenset({"decided", "ratified", "review_set", "decision_kept", "superseded", "provisional_ended"})
TASKS = frozenset({"task_given", "task_ended"})
"""Kinds that say when something is, or that it is no more."""


def dates_of(session: Session, found: About, person_id: int, now: datetime) -> list[Dated]:
    """Return the dates that the letter of a notice carries, for a person who may read what it is about."""
    if found.proposal_id is not None:
        dates = [*_windows(session, found, found.proposal_id, now), *_of_proposal(session, found, found.proposal_id, person_id, now)]
    elif found.place_id is not None and found.kind in MEETS:
        dates = _there(meeting_by_id(session, found.place_id, now))
    elif found.place_id is not None and found.kind in ELECTS:
        dates = election_by_id(session, found.place_id, person_id, now)
    else:
        dates = []
    return [each for each in dates if _is_ahead(each, now)]


def _windows(session: Session, found: About, proposal_id: int, now: datetime) -> list[Dated]:
    """Return the window that is open, and the one that ended before its time with what happened."""
    if found.until is None and found.kind not in ENDS:
        return []
    owed = {proposal_id} if found.kind in ASKS_TO_SPEAK else ()
    windows = windows_of(session, Proposal.id == proposal_id, owed, now)
    return [each for each in windows if (each.changed_at == found.happened_at if each.is_off else each.at == found.until)]


def _of_proposal(session: Session, found: About, proposal_id: int, person_id: int, now: datetime) -> Iterable[Dated]:
    if found.kind in HEARS and found.part_id is not None:
        return _there(hearing_by_id(session, found.part_id, now))
    if found.kind in TASKS and found.part_id is not None:
        return _there(own_task(session, found.part_id, person_id))
    if found.kind in REVIEWS:
        review = review_of(session, proposal_id, now)
        # Nobody was told of a day for what was not adopted.
        return [] if review is None or (review.is_off and found.kind == "decided") else [review]
    return []


def _there(dated: Dated | None) -> list[Dated]:
    return [] if dated is None else [dated]


def _is_ahead(dated: Dated, now: datetime) -> bool:
    return dated.at > now if isinstance(dated.at, datetime) else dated.at >= now.astimezone(UTC).date()
