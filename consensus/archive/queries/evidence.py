"""Where in the ledger a decision stands, and the newest signed checkpoint that covers it. Two statements."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus.ledger import CheckpointNote, keyring_of
from consensus.ledger.models import Checkpoint, LedgerEntry


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a file says so that whoever holds it can check it against the record."""

    index: int
    """Of the entry that holds the record of the decision."""
    checkpoint: CheckpointNote | None
    """None where none that covers it was signed."""
    verifier_key: str


def evidence_of(session: Session, proposal_id: int) -> Evidence:
    """Return the evidence of the decision that closed a proposal."""
    of_it = select(func.max(LedgerEntry.index).label("index")).where(LedgerEntry.proposal_id == proposal_id, LedgerEntry.act == "decide")
    found = of_it.subquery()
    signed = (Checkpoint.size, Checkpoint.root, Checkpoint.note, Checkpoint.signed_at)
    statement = select(found.c.index, *signed).select_from(found).outerjoin(Checkpoint, Checkpoint.size > found.c.index)
    index, *note = session.execute(statement.order_by(Checkpoint.size.desc()).limit(1)).one()
    covering = CheckpointNote(*note) if note[0] is not None else None
    keys = keyring_of(session).in_force(index if covering is None else covering.size)
    return Evidence(index, covering, keys[-1].text)
