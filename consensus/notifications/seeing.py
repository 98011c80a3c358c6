"""What was told of something is no news to whoever acts on it: their notices of it are seen, though nobody opened them."""

from __future__ import annotations

import json

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from consensus.domain.channels import Channel
from consensus.ledger.models import LedgerEntry
from consensus.notifications.audiences import Said
from consensus.notifications.models import Notice
from consensus.notifications.words import Place

NAMED = (Place.ELECTION.value, Place.MEETING.value)
"""What entries that are of no proposal name by these keys."""


def seen_by_acting(session: Session, said: Said) -> None:
    """Note that whoever acted has seen what they were told before of the same thing, in the caller's transaction."""
    if said.actor_id is None:
        return
    earlier = (
        Notice.person_id == said.actor_id,
        Notice.channel == Channel.PAGE,
        Notice.seen_at.is_(None),
        Notice.entry_index < said.index,
    )
    same = _same(session, said, earlier)
    if same is not None:
        seen = update(Notice).where(*earlier, same).values(seen_at=said.at)
        session.execute(seen.execution_options(synchronize_session=False))


def _same(session: Session, said: Said, earlier: tuple[ColumnElement[bool], ...]) -> ColumnElement[bool] | None:
    """Return which notices are of what an entry is of; nothing where it is of nothing that several entries are of."""
    if said.proposal_id is not None:
        return Notice.proposal_id == said.proposal_id
    of = {key: said.data[key] for key in NAMED if key in said.data}
    if not of:
        return None
    rows = session.execute(select(Notice.id, LedgerEntry.entry).join(LedgerEntry, LedgerEntry.index == Notice.entry_index).where(*earlier))
    return Notice.id.in_([row.id for row in rows if row.entry is not None and of.items() <= json.loads(row.entry)["data"].items()])
