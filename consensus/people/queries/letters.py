"""How letters to people fare: for the steward, and of one person for themselves. What a letter says stands nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.mail.models import LetterStatus, MailLetter, MailTrouble, TroubleKind
from consensus.mail.problems import WORDS, Problem
from consensus.mail.queries import MailState, mail_state
from consensus.people.models import Person

MOST = 30
"""Letters, and people, on one page."""


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter as a steward may see it."""

    about: str
    """What kind of letter it is: the first part of its key."""
    person_id: int | None
    name: str | None
    status: LetterStatus
    at: datetime
    attempts: int
    problem: str | None
    """In words, with what to do."""
    reply: str | None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Somebody whom letters do not reach."""

    person_id: int
    name: str
    kind: TroubleKind
    at: datetime


@dataclass(frozen=True, slots=True)
class LettersPage:
    """The steward's page of letters."""

    state: MailState
    recent: tuple[LetterRow, ...]
    unreachable: tuple[Unreachable, ...]


def letters_page(session: Session, now: datetime) -> LettersPage:
    """Return what a steward sees of letters."""
    columns = (
        *(MailLetter.key, MailLetter.person_id, Person.name, MailLetter.status, MailLetter.settled_at, MailLetter.made_at),
        *(MailLetter.attempts, MailLetter.problem, MailLetter.reply),
    )
    letters = select(*columns).outerjoin(Person, Person.id == MailLetter.person_id).order_by(MailLetter.id.desc()).limit(MOST)
    troubles = select(MailTrouble.person_id, Person.name, MailTrouble.kind, MailTrouble.at).join(Person, Person.id == MailTrouble.person_id)
    open_ones = troubles.where(MailTrouble.cleared_at.is_(None)).order_by(MailTrouble.at.desc(), MailTrouble.id).limit(MOST)
    return LettersPage(
        state=mail_state(session, now),
        recent=tuple(
            LetterRow(
                about=key.partition(":")[0],
                person_id=person_id,
                name=name,
                status=status,
                at=settled_at or made_at,
                attempts=attempts,
                problem=None if problem is None else WORDS[Problem(problem)],
                reply=reply,
            )
            for key, person_id, name, status, settled_at, made_at, attempts, problem, reply in session.execute(letters).tuples()
        ),
        unreachable=tuple(Unreachable(*row) for row in session.execute(open_ones).tuples()),
    )


def trouble_of(session: Session, person_id: int) -> Unreachable | None:
    """Return what was noted of letters to a person, the newest; None where nothing was since the address was changed."""
    troubles = select(MailTrouble.person_id, Person.name, MailTrouble.kind, MailTrouble.at).join(Person, Person.id == MailTrouble.person_id)
    newest = troubles.where(MailTrouble.person_id == person_id, MailTrouble.cleared_at.is_(None)).order_by(MailTrouble.id.desc()).limit(1)
    found = session.execute(newest).one_or_none()
    return None if found is None else Unreachable(*found)
