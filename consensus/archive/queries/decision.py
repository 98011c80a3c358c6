"""One decision as one reader sees it, with what happened to it since, as of now. Seven statements at most, whatever its size."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consensus.archive.queries.inside import seen_inside
from consensus.archive.queries.outside import seen_outside
from consensus.archive.queries.reader import Reader
from consensus.archive.queries.seen import DecisionView
from consensus.archive.queries.taken_away import as_data
from consensus.archive.queries.whole import Whole, whole
from consensus.domain.terms import Visibility


def decision_view(session: Session, reader: Reader, number: str, now: datetime) -> DecisionView:
    """Return the decision that is cited as ``number``.

    :raises NotFoundError: when there is none, or the reader may not know of it.
    """
    return _seen(whole(session, reader, number, now), reader)


def decision_data(session: Session, reader: Reader, number: str, now: datetime) -> dict[str, Any]:
    """Return the decision as JSON values: to the people of its body the record itself, to others what is open to them.

    :raises NotFoundError: as :func:`decision_view`.
    """
    found = whole(session, reader, number, now)
    return as_data(_seen(found, reader), found.record)


def decision_taken_away(session: Session, reader: Reader, number: str, now: datetime) -> tuple[DecisionView, dict[str, Any]]:
    """Return the decision as it is shown, and as JSON values, read once.

    :raises NotFoundError: as :func:`decision_view`.
    """
    found = whole(session, reader, number, now)
    view = _seen(found, reader)
    return view, as_data(view, found.record)


def _seen(found: Whole, reader: Reader) -> DecisionView:
    if reader.is_inside(found.body_id):
        return seen_inside(found)
    return seen_outside(found, knows_people=Visibility.NETWORK in reader.visibilities)
