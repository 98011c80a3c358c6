"""How notices go out: each becomes a letter in the queue, once, in the transaction that notes that it did.

The rest of a day or a week goes together, as one letter of a digest that is made once. What cannot go out (no address any more, a
closed account, an address from which letters come back) is noted as dropped; on the page it stands all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Session

from config import Settings
from consensus.calendars.events import file_of
from consensus.db import dialect_of, reading_only
from consensus.domain.actor import Actor
from consensus.domain.channels import Channel
from consensus.domain.notices import Rest, Urgency, Wishes, digest_at
from consensus.domain.speech import spoken_by
from consensus.mail.held import may_go
from consensus.mail.office import office_of
from consensus.mail.queue import Attachment, enqueue, unreachable
from consensus.notifications.dates import ASKS_TO_SPEAK, dates_of
from consensus.notifications.letters import Addresses, Reader, addresses, digest_of, discreet_letter_of, letter_of
from consensus.notifications.making import WISHES, letter_key, new_handle, wishes_of
from consensus.notifications.models import Digest, Notice, NoticeWishes
from consensus.notifications.outlived import ends_of
from consensus.notifications.queries import About, about
from consensus.notifications.reminding import ASKED
from consensus.notifications.ringing import ring
from consensus.people.models import Person
from consensus.proposals.models import Proposal
from consensus.replying.offers import Offers, offers_for
from consensus.voting.facts import spoken_voice_ids
from consensus.voting.speakers import owing_voices
from consensus.web.languages import speaker_of

log = logging.getLogger("consensus.notices")

AT_ONCE = 50
"""Letters in one transaction: who acts meanwhile waits for it on SQLite."""

ANSWERED_BY_COMMENT = frozenset({"comment_opened", "commented", "issue_raised", "issue_answered", "amendment_suggested"})
"""Kinds of letters that can be answered while comments are open, owed or not."""

MOST_IN_A_DIGEST = 100
"""Lines of a digest; the page has all of them."""

_UNSENT = (Notice.channel != Channel.PAGE, Notice.sent_at.is_(None), Notice.dropped_at.is_(None))
_WAITS = (*_UNSENT, may_go(Notice.made_at, Notice.entry_index))
_MAIL = (Notice.channel == Channel.MAIL, *_WAITS)
_READER = (Person.id.label("person_id"), Person.email, Person.language, Person.timezone, Person.is_active, Person.is_steward)


def deliver(session: Session, settings: Settings, *, now: datetime, goes_on: Callable[[], bool]) -> int:
    """Hand everything that is due to the queue; return how much that was. A round of the clock."""
    where, done = addresses(settings.base_url, settings.secret_key), 0
    while goes_on() and _is_due(session, now, in_digest=False):
        queued = _committed(session, lambda: _deliver_some(session, where, now), "letters")
        if not queued:
            break  # Another clock is at them.
        done += queued
    while goes_on() and _is_due(session, now, in_digest=True):
        done += _committed(session, lambda: _digest_one(session, where, now), "digest")
    return done


def _committed(session: Session, do: Callable[[], int], what: str) -> int:
    try:
        done = do()
        session.commit()
    except BaseException:
        session.rollback()
        raise
    log.info("act=notices %s=%s outcome=done", what, done)
    return done


def _is_due(session: Session, now: datetime, *, in_digest: bool) -> bool:
    """Look without a lock whether something is due."""
    with reading_only():
        due = select(Notice.id).where(*_WAITS, Notice.in_digest.is_(in_digest), Notice.due_at <= now).limit(1)
        found = session.scalars(due).first()
        session.rollback()
    return found is not None


def _deliver_some(session: Session, where: Addresses, now: datetime) -> int:
    """Queue the letters of the next notices that are due; others that deliver at the same time take others."""
    due = select(Notice).where(*_WAITS, Notice.in_digest.is_(False), Notice.due_at <= now).order_by(Notice.due_at, Notice.id)
    notices = session.scalars(due.limit(AT_ONCE).with_for_update(skip_locked=True).execution_options(populate_existing=True)).all()
    people = _people(session, {notice.person_id for notice in notices})
    lost, ends = unreachable(session, set(people)), ends_of(session, notices, now)
    for notice in notices:
        person, until = people[notice.person_id], ends.until.get(notice.id)
        if notice.id in ends.outlived:
            notice.dropped_at = now
        elif notice.kind in ASKS_TO_SPEAK and notice.id in ends.late and not _still_owes(session, notice, now):
            notice.dropped_at = now  # They spoke while it waited for the morning.
        elif notice.channel is Channel.MAIL and _can_be_written_to(person, lost):
            _queue(session, notice, person, where, now, until)
            notice.sent_at = now
        elif notice.channel is Channel.PUSH and _rings(session, notice, person, where, now, until):
            notice.sent_at = now
        else:
            notice.dropped_at = now
    return len(notices)


def _still_owes(session: Session, notice: Notice, now: datetime) -> bool:
    """Return whether a voice of the person's has still not spoken on the proposal of a notice that asks it to."""
    proposal = None if notice.proposal_id is None else session.get(Proposal, notice.proposal_id, populate_existing=True)
    if proposal is None or proposal.stage not in ASKED:
        return False
    mine = spoken_voice_ids(session, proposal, (notice.person_id,), now)[notice.person_id]
    return not mine.isdisjoint(owing_voices(session, proposal))


def _queue(session: Session, notice: Notice, person: Row[Any], where: Addresses, now: datetime, until: datetime | None) -> None:
    if wishes_of(person).discreet_mail:
        discreet = discreet_letter_of(letter_key(notice.id), notice.handle, _reader(person), where)
        enqueue(session, discreet, now=now, not_after=until)
        return
    found = about(session, _actor(person), now, Notice.id == notice.id, most=1)[0]
    offers = None
    if (notice.urgency is Urgency.OWED or notice.kind in ANSWERED_BY_COMMENT) and notice.proposal_id is not None and found.is_open:
        offers = _offers(session, notice.person_id, notice.proposal_id, where, now)
    reader = _reader(person)
    letter = letter_of(found, reader, where, offers=offers, files=_dates(session, found, reader, where, now))
    enqueue(session, letter, now=now, not_after=until)


def _dates(session: Session, found: About, reader: Reader, where: Addresses, now: datetime) -> tuple[Attachment, ...]:
    """Return the dates of which a letter speaks, as a file for the reader's own calendar."""
    dates = dates_of(session, found, reader.person_id, now) if found.is_open else ()
    if not dates:
        return ()
    with spoken_by(lambda: speaker_of(reader.language)):
        return (Attachment("date.ics", "text/calendar", file_of(session, dates, base_url=where.base_url)),)


def _rings(session: Session, notice: Notice, person: Row[Any], where: Addresses, now: datetime, until: datetime | None) -> bool:
    if not person.is_active:
        return False
    said = None if wishes_of(person).discreet_push else about(session, _actor(person), now, Notice.id == notice.id, most=1)[0]
    return ring(session, notice, said, person.language, where, now, not_after=until)


def _offers(session: Session, person_id: int, proposal_id: int, where: Addresses, now: datetime) -> Offers | None:
    mailbox = office_of(session).mailbox
    return offers_for(session, person_id=person_id, proposal_id=proposal_id, base_url=where.base_url, now=now, mailbox=mailbox)


def _digest_one(session: Session, where: Addresses, now: datetime) -> int:
    """Queue the digest of the next person for whom one is due, with everything that waits for it."""
    due = select(Notice.person_id).where(*_MAIL, Notice.in_digest, Notice.due_at <= now).order_by(Notice.due_at, Notice.id).limit(1)
    person_id = session.scalars(due).first()
    if person_id is None:
        return 0
    # Whoever comes second waits here, and finds that nothing waits any more.
    waiting = select(Notice).where(*_MAIL, Notice.in_digest, Notice.person_id == person_id, Notice.due_at <= now).order_by(Notice.id)
    notices = session.scalars(waiting.with_for_update().execution_options(populate_existing=True)).all()
    outlived = ends_of(session, notices, now).outlived
    _settle(session, [notice for notice in notices if notice.id in outlived], dropped_at=now)
    notices = [notice for notice in notices if notice.id not in outlived]
    if not notices:
        return len(outlived)
    person = _people(session, {person_id})[person_id]
    if not _can_be_written_to(person, unreachable(session, {person_id})):
        _settle(session, notices, dropped_at=now)
        return len(notices)
    wishes = wishes_of(person)
    digest = _new_digest(session, person_id, now.astimezone(_reader(person).zone).date(), now)
    if digest is None:
        # One of this day went already: this is for the next.
        daily = wishes if wishes.rest is not Rest.AT_ONCE else Wishes()
        _settle(session, notices, due_at=digest_at(now, daily, _reader(person).zone))
        return 0
    _settle(session, notices, digest_id=digest.id, sent_at=now)
    key, reader = f"digest:{digest.id}", _reader(person)
    if wishes.discreet_mail:
        enqueue(session, discreet_letter_of(key, digest.handle, reader, where), now=now)
    else:
        mine = about(session, _actor(person), now, Notice.digest_id == digest.id, most=MOST_IN_A_DIGEST)
        enqueue(session, digest_of(key, digest.handle, mine, reader, where), now=now)
    return len(notices)


def _new_digest(session: Session, person_id: int, due_on: Any, now: datetime) -> Row[Any] | None:
    insert = insert_on_sqlite if dialect_of(session) == "sqlite" else insert_on_postgresql
    values = {"person_id": person_id, "due_on": due_on, "handle": new_handle(), "made_at": now}
    statement = insert(Digest).values(**values).on_conflict_do_nothing(index_elements=["person_id", "due_on"])
    return session.execute(statement.returning(Digest.id, Digest.handle)).one_or_none()


def _settle(session: Session, notices: Sequence[Notice], **values: Any) -> None:
    changed = update(Notice).where(Notice.id.in_([notice.id for notice in notices])).values(**values)
    session.execute(changed.execution_options(synchronize_session=False))


def _people(session: Session, person_ids: set[int]) -> dict[int, Row[Any]]:
    statement = select(*_READER, *WISHES).outerjoin(NoticeWishes, NoticeWishes.person_id == Person.id).where(Person.id.in_(person_ids))
    return {row.person_id: row for row in session.execute(statement)}


def _can_be_written_to(person: Row[Any], lost: frozenset[int]) -> bool:
    return person.is_active and person.email is not None and person.person_id not in lost


def _reader(person: Row[Any]) -> Reader:
    return Reader(person_id=person.person_id, email=person.email, language=person.language, timezone=person.timezone)


def _actor(person: Row[Any]) -> Actor:
    return Actor(person.person_id, is_steward=person.is_steward)
