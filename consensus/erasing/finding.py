"""What one entry of the ledger holds of words, in which row the same words stand, and whether they can be erased."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from consensus.db import Base
from consensus.domain.erasing import ALREADY, ERASED, ERASED_HTML, KINDS, NOTHING_SAID, OF_ACT, Words, refusal_of
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.ledger.models import ERASABLE, LedgerEntry, of_acts
from consensus.meetings.models import EnteredPosition, Fate, MeetingNote
from consensus.proposals.models import Autosave, Comment
from consensus.voting.models_afterwards import Task


@dataclass(frozen=True, slots=True)
class Place:
    """A table, and what stands in its columns once the words are gone."""

    table: Table
    gone: Mapping[str, str | bool | None]


def _place(table: str, *columns: str, **others: str | bool | None) -> Place:
    return Place(Base.metadata.tables[table], {**dict.fromkeys(columns, ERASED), **others})


PLACES: Mapping[Words, Place] = {
    # What its author took back is an issue no longer: nothing waits for an answer to it, and no record names it.
    Words.COMMENT: _place(Comment.__tablename__, "text", html=ERASED_HTML, is_issue=False, passage=None, amendment=None),
    Words.NOTE: _place(MeetingNote.__tablename__, "text"),
    Words.TASK: _place(Task.__tablename__, "text"),
    Words.END_OF_TASK: _place(Task.__tablename__, "note"),
    Words.HEARD: _place(EnteredPosition.__tablename__, "reason", "remedy", "whom", "passage"),
}
"""The same as in the triggers of the migrations: the database lets a row be emptied in this way and in no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What an entry holds that could be erased; ``refusal`` is why it cannot."""

    index: int
    at: datetime
    act: str
    actor: str
    body_id: int | None
    proposal_id: int | None
    voice: str | None = None
    body: str | None = None
    words: Words | None = None
    row_id: int = 0
    said: tuple[str, ...] = ()
    refusal: str | None = None

    @property
    def person_id(self) -> int | None:
        """Who acted; None where it was not a person."""
        kind, _colon, number = self.actor.partition(":")
        return int(number) if kind == "person" else None


def held(session: Session, index: int, *, lock: bool = False) -> Held:
    """Return what the entry ``index`` holds, and whether it can go; ``lock`` keeps two stewards from erasing it at once.

    :raises NotFoundError: when there is no such entry.
    """
    columns = (LedgerEntry.at, LedgerEntry.act, LedgerEntry.actor, LedgerEntry.body_id, LedgerEntry.proposal_id, LedgerEntry.entry)
    statement = select(*columns).where(LedgerEntry.index == index)
    row = session.execute(statement.with_for_update() if lock else statement).one_or_none()
    if row is None:
        raise NotFoundError(_("There is no such entry in the record."))
    at, act, actor, body_id, proposal_id, entry = row
    known: dict[str, Any] = {
        "index": index,
        "at": at,
        "act": act,
        "actor": actor,
        "body_id": body_id,
        "proposal_id": proposal_id,
        "words": OF_ACT.get(act),
    }
    if entry is None:
        return Held(**known, refusal=ALREADY)
    said = json.loads(entry)
    known |= {"voice": said.get("voice"), "body": said.get("body")}
    words = OF_ACT.get(act)
    if words is None:
        return Held(**known, refusal=refusal_of(act))
    data = said["data"]
    row_id = int(data[KINDS[words].key])
    texts = tuple(data[name] for name in KINDS[words].fields if isinstance(data.get(name), str) and data[name].strip())
    rejected = act == KINDS[Words.HEARD].act and bool(rejected_among(session, [row_id]))
    refusal = refusal_of(act, is_issue=bool(data.get("issue")), is_rejected=rejected)
    return Held(**known, row_id=row_id, said=texts, refusal=refusal or (None if texts else NOTHING_SAID))


def rejected_among(session: Session, row_ids: Sequence[int]) -> frozenset[int]:
    """Return which of what a secretary wrote down the voices said that they did not say."""
    statement = select(EnteredPosition.id).where(EnteredPosition.id.in_(row_ids), EnteredPosition.fate == Fate.REJECTED)
    return frozenset(session.scalars(statement)) if row_ids else frozenset()


def drafts_of(session: Session, found: Held) -> tuple[int, ...]:
    """Return what the author keeps of forms they have not sent in which the same words stand."""
    rows = session.execute(select(Autosave.id, Autosave.fields).where(Autosave.person_id == found.person_id)).tuples()
    return tuple(
        row_id
        for row_id, fields in rows
        if any(said.strip() in value for values in fields.values() for value in values for said in found.said)
    )


def entry_of(session: Session, words: Words, row_id: int) -> int:
    """Return the index of the entry that holds the words of a row.

    :raises NotFoundError: when there is none.
    """
    kind = KINDS[words]
    named = (f'"{kind.key}":{row_id},', f'"{kind.key}":{row_id}}}')
    statement = select(LedgerEntry.index, LedgerEntry.entry).where(
        of_acts(ERASABLE),
        LedgerEntry.act == kind.act,
        LedgerEntry.entry.contains(named[0], autoescape=True) | LedgerEntry.entry.contains(named[1], autoescape=True),
    )
    for index, entry in session.execute(statement).tuples():
        if entry is not None and json.loads(entry)["data"].get(kind.key) == row_id:
            return index
    raise NotFoundError(_("There are no such words, or they were erased already."))
