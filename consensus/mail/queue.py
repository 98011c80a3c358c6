"""The queue of letters: put in within the transaction of the act that a letter tells of, and asked how each fared.

What is not kept is written to nobody, and what is kept is written about, whatever is killed in between.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Session

from consensus.db import dialect_of
from consensus.mail.models import LetterStatus, MailLetter, MailTrouble
from consensus.mail.office import Office, office_of
from consensus.mail.reply_codes import code_in, hashed

T = TypeVar("T")

ON_ITS_WAY = (LetterStatus.QUEUED, LetterStatus.SENDING)

AT_ONCE = 500
"""Rows named in one statement."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a letter carries."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter as it is handed to the queue, its words said in its language already: what is stored is text, no sentence to be said."""

    key: str
    """Unique for as long as the row is kept: the same letter is never queued twice (``notice:123``, ``invitation:45``)."""
    to: str = field(repr=False)
    """The address."""
    person_id: int | None
    language: str
    subject: str = field(repr=False)
    text: str = field(repr=False)
    """Plain text, which comes first."""
    html: str | None = field(default=None, repr=False)
    message_id: str | None = None
    """Made from the key where it is left out."""
    in_reply_to: str | None = None
    reply_to: str | None = None
    reply_sha256: str | None = None
    """Of the code under which it can be answered, where the address to answer to does not carry one."""
    unsubscribe_url: str | None = field(default=None, repr=False)
    """One click there ends such letters: RFC 8058."""
    attachments: tuple[Attachment, ...] = ()
    is_automatic: bool = True
    is_awaited: bool = False
    """Somebody sits there waiting for it: it goes before what nobody asked for."""


@dataclass(frozen=True, slots=True)
class LetterState:
    """Where a letter is, and since when."""

    status: LetterStatus
    at: datetime
    """When it was settled; while it is not, when it was made."""

    @property
    def is_settled(self) -> bool:
        """Whether nothing more will be tried."""
        return self.status not in ON_ITS_WAY


def enqueue(
    session: Session, letter: Outgoing, *, now: datetime, not_before: datetime | None = None, not_after: datetime | None = None
) -> bool:
    """Put a letter into the queue, in the caller's transaction; return whether it was not there already.

    :param not_before: it goes out then at the earliest.
    :param not_after: then it goes out no more, if it could not before: what it asks for is over.
    """
    office, due_at = office_of(session), max(now, not_before or now)
    code = None if letter.reply_to is None else code_in(letter.reply_to)
    values = {
        "key": letter.key,
        "message_id": letter.message_id or office.message_id_of(letter.key),
        "person_id": letter.person_id,
        "status": LetterStatus.QUEUED,
        "content": sealed(office, letter),
        "reply_sha256": letter.reply_sha256 if code is None else hashed(code),
        "is_to_old_address": False,
        "rank": 0 if letter.is_awaited else 1,
        "attempts": 0,
        "made_at": now,
        "due_at": due_at,
        "next_try_at": due_at,
        "not_after": not_after,
    }
    insert = insert_on_sqlite if dialect_of(session) == "sqlite" else insert_on_postgresql
    statement = insert(MailLetter).values(**values).on_conflict_do_nothing(index_elements=["key"]).returning(MailLetter.id)
    return session.scalars(statement).one_or_none() is not None


def message_id_of(session: Session, key: str) -> str:
    """Return the Message-ID that the letter ``key`` has or would have, so that others can answer to it."""
    return office_of(session).message_id_of(key)


def state_of(session: Session, key: str) -> LetterState | None:
    """Return where a letter is; None when there is none under this key, or it was forgotten."""
    return states_of(session, (key,)).get(key)


def states_of(session: Session, keys: Collection[str]) -> Mapping[str, LetterState]:
    """Return where letters are, those that there are."""
    columns = (MailLetter.key, MailLetter.status, MailLetter.settled_at, MailLetter.made_at)
    found: dict[str, LetterState] = {}
    for part in _parts(sorted(keys)):
        rows = session.execute(select(*columns).where(MailLetter.key.in_(part))).tuples()
        found |= {key: LetterState(status, settled_at or made_at) for key, status, settled_at, made_at in rows}
    return found


def can_be_mailed(session: Session, person_id: int) -> bool:
    """Return whether no letter came back, and nobody complained, since the person's address was last changed."""
    return not unreachable(session, (person_id,))


def unreachable(session: Session, person_ids: Collection[int]) -> frozenset[int]:
    """Return which of these people letters do not reach, as far as is known."""
    found: set[int] = set()
    for part in _parts(sorted(person_ids)):
        found.update(
            session.scalars(select(MailTrouble.person_id).where(MailTrouble.person_id.in_(part), MailTrouble.cleared_at.is_(None)))
        )
    return frozenset(found)


def address_changed(session: Session, *, person_id: int, to: str, now: datetime) -> None:
    """Say, in the caller's transaction, that a person has another address: what waits goes there, and troubles are over.

    A letter that somebody is about to send is taken back from them, and goes there too.
    """
    mail_works_again(session, person_id=person_id, now=now)
    theirs, on_its_way = MailLetter.person_id == person_id, MailLetter.status.in_(ON_ITS_WAY)
    waiting = select(MailLetter).where(theirs, on_its_way).order_by(MailLetter.id).with_for_update()
    office = office_of(session)
    for letter in session.scalars(waiting.execution_options(populate_existing=True)):
        assert letter.content is not None  # as the table's own check says  # noqa: S101
        letter.content = sealed(office, replace(opened(office, letter.key, letter.content), to=to))
        letter.status, letter.claim, letter.claimed_until = LetterStatus.QUEUED, None, None
    session.flush()
    others = update(MailLetter).where(theirs, ~on_its_way)
    session.execute(others.values(is_to_old_address=True).execution_options(synchronize_session=False))


def mail_works_again(session: Session, *, person_id: int, now: datetime) -> None:
    """Forget, in the caller's transaction, what came back from a person: letters are tried again."""
    known = update(MailTrouble).where(MailTrouble.person_id == person_id, MailTrouble.cleared_at.is_(None))
    session.execute(known.values(cleared_at=now).execution_options(synchronize_session=False))


def sealed(office: Office, letter: Outgoing) -> bytes:
    """Return a letter as it is stored."""
    said: dict[str, Any] = asdict(letter)
    for attachment in said["attachments"]:
        attachment["content"] = base64.b64encode(attachment["content"]).decode()
    return office.sealed(json.dumps(said, ensure_ascii=False).encode(), letter.key)


def opened(office: Office, key: str, content: bytes) -> Outgoing:
    """Return a letter that was stored.

    :raises UnreadableError: when it was sealed under another secret key.
    """
    said = json.loads(office.opened(content, key))
    attachments = (Attachment(**{**each, "content": base64.b64decode(each["content"])}) for each in said.pop("attachments"))
    return Outgoing(**said, attachments=tuple(attachments))


def _parts(values: list[T]) -> Iterable[list[T]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
