"""Do the rows of meetings say, word for word, what the ledger's entries say? Asked by ``consensus archive verify``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from consensus.ledger.judging import Entry, register_check
from consensus.meetings.models import EnteredPosition, Fate, MeetingNote
from consensus.voting.models import Position, Voice


def register() -> None:
    """Have the rows of meetings compared whenever the ledger is verified."""
    register_check("the rows of meetings", compare, _CHECKS)


def compare(session: Session, entry: Entry) -> str | None:
    """Return what is wrong with the rows that an entry is about, as the end of a sentence; None if they say the same."""
    check = _CHECKS.get(entry["act"])
    return None if check is None else check(session, entry)


def _entered(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    statement = (
        select(EnteredPosition.code, EnteredPosition.version_number, EnteredPosition.reason, EnteredPosition.ground)
        .add_columns(EnteredPosition.remedy, EnteredPosition.whom, EnteredPosition.passage, Voice.label)
        .join(Voice, Voice.id == EnteredPosition.voice_id)
        .where(EnteredPosition.id == data["entry"], EnteredPosition.proposal_id == entry["proposal"])
    )
    argument = (data["remedy"], data.get("whom"), data.get("passage"))
    said = (data["code"], data["version"], data["reason"], data["ground"], *argument, entry["voice"])
    return _same(session, statement, said, "position that the secretary entered")


def _confirmed(session: Session, entry: Entry) -> str | None:
    """Compare the entry with the position that its voice took by confirming it: a forged one is of another hand."""
    data = entry["data"]
    statement = (
        select(EnteredPosition.fate, EnteredPosition.position_id, EnteredPosition.settled_by_id)
        .join(Position, Position.id == EnteredPosition.position_id)
        .where(EnteredPosition.id == data["entry"], Position.person_id == EnteredPosition.settled_by_id)
    )
    said = (Fate.CONFIRMED, data["position"], int(entry["actor"].partition(":")[2]))
    return _same(session, statement, said, "confirmation of what the secretary entered")


def _rejected(session: Session, entry: Entry) -> str | None:
    statement = select(EnteredPosition.fate).where(EnteredPosition.id == entry["data"]["entry"])
    return _same(session, statement, (Fate.REJECTED,), "refusal of what the secretary entered")


def _note(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    statement = select(MeetingNote.text, MeetingNote.kind, MeetingNote.item_id).where(MeetingNote.id == data["note"])
    return _same(session, statement, (data["text"], data["kind"], data["item"]), "note in the minutes")


def _same(session: Session, statement: Select[Any], said: tuple[object, ...], what: str) -> str | None:
    row = session.execute(statement).one_or_none()
    return None if row is not None and tuple(row) == said else f"the {what} is not there as it was given"


_CHECKS: dict[str, Callable[[Session, Entry], str | None]] = {
    "enter_position": _entered,
    "confirm_entry": _confirmed,
    "reject_entry": _rejected,
    "add_note": _note,
}
