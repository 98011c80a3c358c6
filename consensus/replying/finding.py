"""To which letter of ours a message is an answer, and whose that was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.mail.models import MailLetter
from consensus.mail.reply_codes import ReplyWay, way_of
from consensus.people.models import Doorway, Person
from consensus.replying.models import ReplyCode, WaitingAnswer
from consensus.replying.reading.message import Incoming


@dataclass(frozen=True, slots=True)
class Found:
    """By what an answer is known, with the row that it answers to: one of the three."""

    way: ReplyWay
    person: Person
    reply: ReplyCode | None = None
    waiting: WaitingAnswer | None = None
    doorway: Doorway | None = None

    @property
    def proposal_id(self) -> int | None:
        """The proposal that it is about, if it is about one."""
        bound = self.reply or self.waiting
        return None if bound is None else bound.proposal_id


def found(session: Session, incoming: Incoming) -> Found | None:
    """Return the first code in a message that was given to somebody who is still here.

    Where none stands in it, the letter that it answers tells which that was: some programs and servers drop what an address holds
    behind a plus, and whoever writes may delete the line with the code. What such an answer may do, :class:`.mail.Mail` says.
    """
    ways = [way_of(code) for code in incoming.codes]
    if incoming.answers is not None:
        letter = select(MailLetter.reply_sha256).where(MailLetter.message_id == incoming.answers, MailLetter.reply_sha256.is_not(None))
        ways += [ReplyWay(sha256) for sha256 in session.scalars(letter) if sha256 is not None]
    return next((whose for whose in (_of(session, way) for way in ways) if whose is not None), None)


def _of(session: Session, way: ReplyWay) -> Found | None:
    reply = session.scalars(select(ReplyCode).where(ReplyCode.code_sha256 == way.sha256)).one_or_none()
    waiting = None if reply else session.scalars(select(WaitingAnswer).where(WaitingAnswer.code_sha256 == way.sha256)).one_or_none()
    bound = reply or waiting
    doorway = None if bound else session.scalars(select(Doorway).where(Doorway.reply_sha256 == way.sha256)).one_or_none()
    person_id = bound.person_id if bound is not None else None if doorway is None else doorway.person_id
    person = None if person_id is None else session.get(Person, person_id)
    return Found(way, person, reply, waiting, doorway) if person is not None and person.is_active else None


def can_still_come_in(doorway: Doorway, now: datetime) -> bool:
    """Return whether an invitation can still be taken up."""
    return doorway.purpose == "invitation" and doorway.used_at is None and doorway.expires_at > now
