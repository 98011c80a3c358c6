"""Whose code stands in a message, and what it was given for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.mail.reply_codes import hashed
from consensus.people.models import Doorway, Person
from consensus.replying.models import ReplyCode, WaitingAnswer


@dataclass(frozen=True, slots=True)
class Found:
    """A code, with the row that it was given for: one of the three."""

    code: str
    person: Person
    reply: ReplyCode | None = None
    waiting: WaitingAnswer | None = None
    doorway: Doorway | None = None

    @property
    def proposal_id(self) -> int | None:
        """The proposal that it is about, if it is about one."""
        bound = self.reply or self.waiting
        return None if bound is None else bound.proposal_id


def found(session: Session, codes: Sequence[str]) -> Found | None:
    """Return the first code that was given to somebody who is still here."""
    for code in codes:
        sha256 = hashed(code)
        reply = session.scalars(select(ReplyCode).where(ReplyCode.code_sha256 == sha256)).one_or_none()
        waiting = None if reply else session.scalars(select(WaitingAnswer).where(WaitingAnswer.code_sha256 == sha256)).one_or_none()
        bound = reply or waiting
        doorway = None if bound else session.scalars(select(Doorway).where(Doorway.reply_sha256 == sha256)).one_or_none()
        person_id = bound.person_id if bound is not None else None if doorway is None else doorway.person_id
        person = None if person_id is None else session.get(Person, person_id)
        if person is not None and person.is_active:
            return Found(code, person, reply, waiting, doorway)
    return None


def can_still_come_in(doorway: Doorway, now: datetime) -> bool:
    """Return whether an invitation can still be taken up."""
    return doorway.purpose == "invitation" and doorway.used_at is None and doorway.expires_at > now
