"""The decision record: everything that a decision carries, made once, at closing, from the rows as they are then.

``gathering`` reads the rows into frozen values, ``writing`` makes the record of them, purely: the same values give the
same bytes. What happens to a decision later is no part of its record. Source: process.md section 7, record.md section 2.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consensus.domain.classes import ClassRules
from consensus.domain.ruling import Ruling
from consensus.domain.terms import DecisionStatus, Outcome, Stage
from consensus.proposals.models import Proposal
from consensus.voting.record.gathering import gather
from consensus.voting.record.sources import Closing
from consensus.voting.record.writing import FORMAT, write_record

__all__ = ["FORMAT", "build_record"]


def build_record(
    session: Session,
    proposal: Proposal,
    *,
    number: str,
    outcome: Outcome,
    ruling: Ruling | None,
    status: DecisionStatus,
    rules: ClassRules,
    closed_from: Stage,
    now: datetime,
) -> dict[str, Any]:
    """Return the record of a proposal that is being closed, as JSON values; ``ruling`` is None where nobody ruled.

    Asked after the entry of the closing act, so that the dates of the last stage stand in the ledger already.
    """
    closing = Closing(number=number, outcome=outcome, ruling=ruling, status=status, rules=rules, closed_from=closed_from, at=now)
    return write_record(gather(session, proposal, closing))
