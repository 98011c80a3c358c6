"""Notices that ask for something until an end: which of them that end has passed before they went out, however it came about.

A clock may be away, quiet hours or a digest may hold a notice back, a mail server may be down. Nobody is then asked for what they can give
no more: such a notice is not sent. On the page it stays, with the others, as what was asked at its time; what came of it is told anyhow.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from consensus.domain.terms import Stage
from consensus.domain.windows import window_is_open
from consensus.elections.models import Election, ElectionStage
from consensus.ledger.models import LedgerEntry
from consensus.notifications.ballot_reminders import BALLOT
from consensus.notifications.models import Notice
from consensus.notifications.reminding import ASKED, LAST_CALL, REMINDER
from consensus.proposals.models import Proposal

STAGES: Mapping[str, tuple[Stage, ...]] = {
    "comment_opened": (Stage.COMMENT,),
    "comment_led": (Stage.COMMENT,),
    "objections_called": (Stage.OBJECTION,),
    "objections_again": (Stage.OBJECTION,),
    "position_owed": (Stage.CONSENSUS,),
    "vote_owed": (Stage.FALLBACK,),
    "reminded": ASKED,
    REMINDER: ASKED,
    LAST_CALL: (Stage.OBJECTION,),
    "window_extended": (Stage.COMMENT, *ASKED),
}
"""Kinds that ask for something in the window of a proposal, and in which of its stages."""

NOMINATIONS = frozenset({"election_called", "nominations_extended", "nominated"})
BALLOTS = frozenset({"ballot_owed", BALLOT})
"""Kinds that ask for something in the first or the second window of an election."""

A_WHILE = timedelta(minutes=1)
"""A notice that is so much younger than its entry was made late."""


@dataclass(frozen=True, slots=True)
class Ends:
    """What is known of the ends of some notices."""

    outlived: frozenset[int]
    """Those that ask for what cannot be given any more."""
    late: frozenset[int]
    """Those that go out later than their entry: meanwhile somebody may have done what they ask for."""
    until: Mapping[int, datetime]
    """Until when the others ask for it, where there is an end."""


def ends_of(session: Session, notices: Sequence[Notice], now: datetime) -> Ends:
    """Return which of the notices ask for something, and until when."""
    columns = select(LedgerEntry.index, LedgerEntry.at, LedgerEntry.entry)
    read = session.execute(columns.where(LedgerEntry.index.in_({each.entry_index for each in notices}))).tuples()
    entries = {index: (at, entry) for index, at, entry in read}
    proposals = _proposals(session, {each.proposal_id for each in notices if each.kind in STAGES and each.proposal_id is not None})
    named = {each.id: _election_of(entries[each.entry_index][1]) for each in notices if each.kind in NOMINATIONS | BALLOTS}
    elections = _elections(session, {each for each in named.values() if each is not None})
    outlived, until = set[int](), dict[int, datetime]()
    for each in notices:
        is_open, end = True, None
        if each.kind in STAGES and each.proposal_id is not None:
            proposal = proposals[each.proposal_id]
            is_this = proposal.stage in STAGES[each.kind] and proposal.opened_at <= entries[each.entry_index][0]
            is_open, end = is_this and window_is_open(proposal.closes_at, now), proposal.closes_at
        elif (election := elections.get(named.get(each.id) or 0)) is not None:
            stage = ElectionStage.NOMINATIONS if each.kind in NOMINATIONS else ElectionStage.VOTING
            end = election.nominations_close_at if each.kind in NOMINATIONS else election.voting_closes_at
            is_open = election.stage is stage and window_is_open(end, now)
        if not is_open:
            outlived.add(each.id)
        elif end is not None:
            until[each.id] = end
    late = {each.id for each in notices if now - entries[each.entry_index][0] > A_WHILE}
    return Ends(frozenset(outlived), frozenset(late), until)


def _proposals(session: Session, ids: set[int]) -> dict[int, Row[Any]]:
    statement = select(Proposal.id, Proposal.stage, Proposal.opened_at, Proposal.closes_at).where(Proposal.id.in_(ids))
    return {row.id: row for row in session.execute(statement)} if ids else {}


def _elections(session: Session, ids: set[int]) -> dict[int, Row[Any]]:
    statement = select(Election.id, Election.stage, Election.nominations_close_at, Election.voting_closes_at).where(Election.id.in_(ids))
    return {row.id: row for row in session.execute(statement)} if ids else {}


def _election_of(entry: str | None) -> int | None:
    named = None if entry is None else json.loads(entry)["data"].get("election")
    return named if isinstance(named, int) else None
