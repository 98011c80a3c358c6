"""Do the counts of elections say what the ledger's entries say? Asked by ``consensus archive verify``."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.elections.commands.counting import digest_of
from consensus.elections.models import ElectionCount
from consensus.ledger.judging import Entry, register_check

COUNTS = frozenset({"count_election", "count_again"})


def register() -> None:
    """Have the rows of elections compared whenever the ledger is verified."""
    register_check("the counts of elections", compare, COUNTS)


def compare(session: Session, entry: Entry) -> str | None:
    """Return what is wrong with the count that an entry is about, as the end of a sentence; None if it says the same."""
    if entry["act"] not in COUNTS:
        return None
    data = entry["data"]
    statement = select(ElectionCount).where(ElectionCount.election_id == data["election"], ElectionCount.number == data["count"])
    made = session.scalars(statement).one_or_none()
    if made is None:
        return "the count is not there"
    same = digest_of(made.counted) == data["sha256"] and made.sheet["order"] == data["elected"]
    return None if same else "the count is not there as it was declared"
