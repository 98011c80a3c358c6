"""Where in the ledger a decision stands, and the newest signed checkpoint that covers it. Three statements."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus.ledger import CheckpointNote, keyring_of, latest_checkpoint
from consensus.ledger.models import LedgerEntry


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
    of_it = select(func.max(LedgerEntry.index)).where(LedgerEntry.proposal_id == proposal_id, LedgerEntry.act == "decide")
    index = session.scalars(of_it).one()
    latest = latest_checkpoint(session)
    covers = latest is not None and latest.size > index
    keys = keyring_of(session).in_force(latest.size if latest is not None and covers else index)
    return Evidence(index, latest if covers else None, keys[-1].text)
