"""What people do with their notices: see them, and choose of what they are told and how. None of it stands in the ledger.

What somebody wants to be told, and what they have seen, is nobody else's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Session

from consensus.bodies.queries.belonging import bodies_of
from consensus.db import dialect_of
from consensus.domain.actor import Actor
from consensus.domain.channels import Channel
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.notices import Level, Rest, Wishes, digest_at
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.notifications.models import Digest, Notice, NoticeChoice, NoticeWishes
from consensus.people.models import Person
from consensus.transaction import command


def no_such_notice() -> NotFoundError:
    """The answer for a link that is not the reader's own: that it is another's is not told."""
    return NotFoundError(_("There is no such notice, or it is not yours."))


@command("see_notice")
def see_notice(session: Session, *, actor: Actor, handle: str, now: datetime) -> None:
    """Note that somebody opened what a notice leads to, by whichever channel they came.

    :raises NotFoundError: when it is not theirs.
    """
    found = session.execute(
        select(Notice.entry_index, Notice.cause).where(Notice.handle == handle, Notice.person_id == actor.person_id)
    ).one_or_none()
    if found is None:
        raise no_such_notice()
    same = (Notice.entry_index == found.entry_index, Notice.cause == found.cause, Notice.person_id == actor.person_id)
    _see(session, *same, now=now)


@command("see_all_notices")
def see_all_notices(session: Session, *, actor: Actor, up_to: int, now: datetime) -> None:
    """Note that somebody saw their notices, up to the one with this id: those that came meanwhile stay unseen."""
    _see(session, Notice.person_id == actor.person_id, Notice.id <= up_to, now=now)


def _see(session: Session, *which: ColumnElement[bool], now: datetime) -> None:
    unseen = update(Notice).where(*which, Notice.channel == Channel.PAGE, Notice.seen_at.is_(None))
    session.execute(unseen.values(seen_at=now).execution_options(synchronize_session=False))


@command("choose_notices")
def choose_notices(session: Session, *, actor: Actor, wishes: Wishes, levels: Mapping[int, Level], now: datetime) -> None:
    """Choose how notices reach one, and for each body of what one is told. What waits for a digest comes at its new hour.

    :param levels: by body; those that are not named stay as they are.
    :raises InvalidError: when quiet hours begin when they end, or only begin.
    :raises NotFoundError: when one of the bodies is none of theirs.
    """
    demand(roles_of(actor, is_self=True), Permission.KEEP_PERSON)
    hours = (wishes.quiet_from, wishes.quiet_until)
    if hours != (None, None) and (None in hours or wishes.quiet_from == wishes.quiet_until):
        raise InvalidError(_("Quiet hours end at another hour than they begin. Without any, untick them."), "quiet_until")
    person = session.get_one(Person, actor.person_id)
    chosen_before = session.scalars(select(NoticeChoice.body_id).where(NoticeChoice.person_id == person.id))
    if not levels.keys() <= {*chosen_before, *bodies_of(session, person.id, now)}:
        raise NotFoundError(_("There is no such body."))
    insert = insert_on_sqlite if dialect_of(session) == "sqlite" else insert_on_postgresql
    chosen = asdict(wishes)
    statement = insert(NoticeWishes).values(person_id=person.id, **chosen)
    session.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=chosen))
    for body_id, level in levels.items():
        _choose(session, person.id, body_id, level)
    waiting = update(Notice).where(Notice.person_id == person.id, Notice.in_digest, Notice.sent_at.is_(None), Notice.dropped_at.is_(None))
    due_at = now if wishes.rest is Rest.AT_ONCE else digest_at(now, wishes, ZoneInfo(person.timezone))
    moved = waiting.values(due_at=due_at, in_digest=wishes.rest is not Rest.AT_ONCE)
    session.execute(moved.execution_options(synchronize_session=False))


@command("ask_for_less")
def ask_for_less(session: Session, *, handle: str, now: datetime) -> None:
    """Tell whoever got the letter ``handle`` only of what they owe in its body; of a digest, end it. Without signing in.

    Said again, nothing changes. The handle was in a letter of ours: who calls this has seen to that.

    :raises NotFoundError: when there is no such letter any more.
    """
    digest = session.scalars(select(Digest).where(Digest.handle == handle)).one_or_none()
    notice = session.scalars(select(Notice).where(Notice.handle == handle)).one_or_none()
    if digest is None and notice is None:
        raise NotFoundError(_("This letter is too old: sign in and choose of what you are told."))
    if notice is not None and notice.body_id is not None:
        _choose(session, notice.person_id, notice.body_id, Level.OWED)
        _drop(session, Notice.person_id == notice.person_id, Notice.body_id == notice.body_id, now=now)
        return
    person_id = digest.person_id if digest is not None else notice.person_id  # type: ignore[union-attr]  # one of them is there
    insert = insert_on_sqlite if dialect_of(session) == "sqlite" else insert_on_postgresql
    statement = insert(NoticeWishes).values(person_id=person_id, **asdict(Wishes(mail=False)))
    session.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_={"mail": False}))
    _drop(session, Notice.person_id == person_id, now=now)


def _drop(session: Session, *which: ColumnElement[bool], now: datetime) -> None:
    """Let nothing more come by letter of what waits for a digest."""
    waiting = update(Notice).where(*which, Notice.in_digest, Notice.sent_at.is_(None), Notice.dropped_at.is_(None))
    session.execute(waiting.values(dropped_at=now).execution_options(synchronize_session=False))


def _choose(session: Session, person_id: int, body_id: int, level: Level) -> None:
    insert = insert_on_sqlite if dialect_of(session) == "sqlite" else insert_on_postgresql
    statement = insert(NoticeChoice).values(person_id=person_id, body_id=body_id, level=level)
    session.execute(statement.on_conflict_do_update(index_elements=["person_id", "body_id"], set_={"level": level}))
