"""Erasing the words of one entry, in the record and in the row of the feature that said them, in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.db import Base
from consensus.domain.actor import Actor
from consensus.domain.erasing import ACT, REASON_MAX_CHARACTERS
from consensus.domain.errors import InvalidError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.erasing.finding import PLACES, drafts_of, held
from consensus.ledger.models import LedgerEntry
from consensus.ledger.models_erasure import Erasure
from consensus.proposals.models import Autosave
from consensus.transaction import command

_ENTRIES = Base.metadata.tables[LedgerEntry.__tablename__]


@command(ACT)
def erase_entry(session: Session, *, actor: Actor, index: int, reason: str, now: datetime) -> int:
    """Let go of the words of the entry ``index``, in the record and where else they stand, and return the entry that says so.

    Nothing else of the act goes: who did it, what, when, and the leaf by which the tree and every receipt still prove it.

    :raises ForbiddenError: when the actor is no steward.
    :raises NotFoundError: when there is no such entry.
    :raises InvalidError: when its words cannot be erased, when no reason is given, or when the reason repeats them.
    """
    demand(roles_of(actor), Permission.ERASE)
    found = held(session, index, lock=True)
    if found.refusal is not None or found.words is None:
        raise InvalidError(found.refusal or "", "index")
    reason = reason.strip()
    if not reason:
        raise InvalidError("Give the reason. It stands in the place of the words, and nobody can erase it.", "reason")
    if len(reason) > REASON_MAX_CHARACTERS:
        raise InvalidError(f"The reason has at most {REASON_MAX_CHARACTERS:,} characters. Shorten it; nothing was lost.", "reason")
    if any(said.strip() in reason for said in found.said):
        raise InvalidError("The reason repeats the words that are to be erased. Say why, without them.", "reason")
    place = PLACES[found.words]
    session.execute(select(place.table.c.id).where(place.table.c.id == found.row_id).with_for_update()).one()
    session.execute(delete(Autosave).where(Autosave.id.in_(drafts_of(session, found))))
    data = {"index": index, "act": found.act, "words": found.words.value, "row": found.row_id, "reason": reason}
    said = ledger.append(
        session, at=now, actor=actor, act=ACT, data=data, body=found.body, body_id=found.body_id, proposal_id=found.proposal_id
    )
    # In this order: the database lets each go only after the one before.
    session.execute(update(_ENTRIES).where(_ENTRIES.c.index == index).values(entry=None, salt=None))
    named = {"entry_index": index, "erased_by": said.index, "words": found.words, "row_id": found.row_id}
    session.execute(insert(Erasure).values(**named, person_id=actor.person_id, at=now, reason=reason))
    session.execute(update(place.table).where(place.table.c.id == found.row_id).values(**place.gone))
    return said.index
