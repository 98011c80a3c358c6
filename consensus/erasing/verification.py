"""Are the words gone that the record says were erased, and none else? Asked about each entry by ``consensus archive verify``."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.erasing import ACT, Words
from consensus.erasing.finding import PLACES
from consensus.ledger.canonical import instant
from consensus.ledger.judging import Entry, register_check
from consensus.ledger.models_erasure import Erasure


def register() -> None:
    """Have erasures compared whenever the ledger is verified."""
    register_check("the rows of what was erased", compare, {ACT})


def compare(session: Session, entry: Entry) -> str | None:
    """Return what is wrong with the rows that an entry is about, as the end of a sentence; None if they say the same."""
    data = entry["data"]
    if entry["act"] != ACT or "words" not in data:
        return None
    row = session.execute(select(Erasure).where(Erasure.entry_index == data["index"])).scalar_one_or_none()
    said = (entry["index"], data["words"], data["row"], data["reason"], entry["at"], entry["actor"])
    if row is None or (row.erased_by, row.words, row.row_id, row.reason, instant(row.at), f"person:{row.person_id}") != said:
        return "the erasure is not there as it was done"
    place = PLACES[Words(data["words"])]
    stands = session.execute(select(*(place.table.c[column] for column in place.gone)).where(place.table.c.id == row.row_id)).one_or_none()
    return None if stands is not None and tuple(stands) == tuple(place.gone.values()) else "the words that it says were erased are there"
