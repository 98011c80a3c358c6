"""Who sends which letter: claimed for a time in a short transaction, settled in another. Several may do it at once.

A letter is with one claim at a time. Whoever dies holding some keeps them from the others until the claim is over; then they
are tried again, under the same Message-ID.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Select, select, update
from sqlalchemy.orm import Session

from consensus.db import Base, reading_only
from consensus.mail.held import may_go
from consensus.mail.models import LetterStatus, MailLetter, MailTrouble, TroubleKind
from consensus.mail.problems import Problem

LEASE = timedelta(minutes=10)
"""How long a letter is with whoever claimed it: longer than the slowest answers of a server to one letter and one batch."""

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
"""After a failure the next try waits, twice as long each time. Defaults of the software."""

GIVEN_UP_AFTER = timedelta(days=4)
"""How long a letter is tried. Default of the software. Source: RFC 5321, section 4.5.4.1: four to five days."""

MAY_GO = may_go(MailLetter.made_at)

_SEPARATE: dict[str, Any] = {"synchronize_session": False}


def something_waits(session: Session, *, now: datetime) -> bool:
    """Return whether a letter can be claimed now; asked without taking the database's lock."""
    with reading_only():
        waits = select(MailLetter.id).where(MailLetter.status == LetterStatus.QUEUED, MailLetter.next_try_at <= now, MAY_GO).limit(1)
        lost = select(MailLetter.id).where(MailLetter.status == LetterStatus.SENDING, MailLetter.claimed_until <= now, MAY_GO).limit(1)
        found = session.scalars(waits).first() is not None or session.scalars(lost).first() is not None
        session.rollback()
    return found


def claim(session: Session, *, now: datetime, most: int, keys: Collection[str] | None = None) -> Sequence[MailLetter]:
    """Claim letters that are due, what somebody is waiting for first; ``keys`` where only these are meant.

    Their rows come detached: nothing that is done to them is kept by itself.
    """
    lost = update(MailLetter).where(MailLetter.status == LetterStatus.SENDING, MailLetter.claimed_until <= now)
    session.execute(lost.values(status=LetterStatus.QUEUED, claim=None, claimed_until=None), execution_options=_SEPARATE)
    waits = (MailLetter.status == LetterStatus.QUEUED, MailLetter.next_try_at <= now, MAY_GO)
    ids: Select[tuple[int]] = select(MailLetter.id).where(*waits)
    if keys is not None:
        ids = ids.where(MailLetter.key.in_(sorted(keys)))
    order = (MailLetter.rank, MailLetter.next_try_at, MailLetter.id)
    free = session.scalars(ids.order_by(*order).limit(most).with_for_update(skip_locked=True)).all()
    if not free:
        session.rollback()
        return ()
    mine, until = secrets.token_hex(16), now + LEASE
    taken = update(MailLetter).where(MailLetter.id.in_(free))
    session.execute(
        taken.values(status=LetterStatus.SENDING, claim=mine, claimed_until=until, attempts=MailLetter.attempts + 1),
        execution_options=_SEPARATE,
    )
    letters = session.scalars(select(MailLetter).where(MailLetter.claim == mine).order_by(*order)).all()
    for letter in letters:
        session.expunge(letter)
    session.commit()
    return letters


def is_ours(session: Session, letter: MailLetter) -> bool:
    """Return whether a letter is still with its claim: it is taken back where its person's address was changed meanwhile."""
    with reading_only():
        claim = session.scalar(select(MailLetter.claim).where(MailLetter.id == letter.id))
        session.rollback()
    return claim == letter.claim


def is_too_late(session: Session, letter: MailLetter, *, now: datetime) -> bool:
    """Give a claimed letter up if what it asks for is over by now; return whether it is."""
    if letter.not_after is None or letter.not_after > now:
        return False
    refuse(session, letter, problem=Problem.TOO_LATE, reply=None, is_of_address=False, now=now)
    return True


def settle(session: Session, letter: MailLetter, status: LetterStatus, *, now: datetime, **more: Any) -> bool:
    """Say how a claimed letter ended, and forget what it said; return whether it was still ours."""
    values = {"status": status, "settled_at": now, "content": None, "claim": None, "claimed_until": None, "problem": None, "reply": None}
    is_settled = _change(session, letter, values | more)
    session.commit()
    return is_settled


def put_off(session: Session, letter: MailLetter, *, problem: Problem, reply: str | None, now: datetime) -> bool:
    """Let a claimed letter wait for another try, or give it up when it was tried for long enough; return whether it waits."""
    wait = min(FIRST_WAIT * 2 ** min(letter.attempts - 1, 20), LONGEST_WAIT)
    if now + wait > letter.due_at + GIVEN_UP_AFTER:
        settle(session, letter, LetterStatus.FAILED, now=now, problem=problem, reply=reply)
        return False
    values = {"status": LetterStatus.QUEUED, "next_try_at": now + wait, "problem": problem, "reply": reply}
    _change(session, letter, values | {"claim": None, "claimed_until": None})
    session.commit()
    return True


def refuse(session: Session, letter: MailLetter, *, problem: Problem, reply: str | None, is_of_address: bool, now: datetime) -> None:
    """Give a claimed letter up, and note at the person that there is no such address, if that is why."""
    values = {"status": LetterStatus.FAILED, "settled_at": now, "content": None, "claim": None, "claimed_until": None}
    is_refused = _change(session, letter, values | {"problem": problem, "reply": reply})
    if is_refused and is_of_address and letter.person_id is not None:
        to_old = session.scalar(select(MailLetter.is_to_old_address).where(MailLetter.id == letter.id))
        if not to_old:
            note_trouble(session, letter.person_id, TroubleKind.REFUSED, reply=reply, now=now)
    session.commit()


def give_back(session: Session, letters: Sequence[MailLetter]) -> None:
    """Let others have claimed letters that were not tried."""
    for letter in letters:
        values = {"status": LetterStatus.QUEUED, "claim": None, "claimed_until": None, "attempts": letter.attempts - 1}
        _change(session, letter, values)
    session.commit()


def note_trouble(session: Session, person_id: int, kind: TroubleKind, *, reply: str | None, now: datetime) -> None:
    """Note, in the caller's transaction, that letters do not reach a person; once for as long as that is not cleared."""
    known = select(MailTrouble.id).where(MailTrouble.person_id == person_id, MailTrouble.cleared_at.is_(None), MailTrouble.kind == kind)
    if session.scalars(known.limit(1)).first() is None:
        session.add(MailTrouble(person_id=person_id, kind=kind, at=now, reply=reply))
        session.flush()


def _change(session: Session, letter: MailLetter, values: dict[str, Any]) -> bool:
    # Past the mapper, which takes longer over one row than the database does.
    letters = Base.metadata.tables[MailLetter.__tablename__]
    ours = update(letters).where(letters.c.id == letter.id, letters.c.claim == letter.claim).values(**values)
    return cast("CursorResult[Any]", session.execute(ours)).rowcount == 1
