"""Mail that comes in, one message a transaction: it is handled once, and its answer is queued with what it changed."""

from __future__ import annotations

import email
import email.policy
from datetime import datetime, timedelta
from email.errors import MessageError

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Session

from consensus.db import dialect_of
from consensus.domain.errors import DomainError
from consensus.mail.bounces import note_bounce
from consensus.mail.models import MailLetter
from consensus.mail.queue import enqueue
from consensus.notifications.models import NoticeWishes
from consensus.people.models import Person
from consensus.proposals.facts import lock_proposal
from consensus.proposals.models import Proposal
from consensus.replying import letters
from consensus.replying.answering import answer, confirm, what_is_asked
from consensus.replying.finding import Found, found
from consensus.replying.joining import join
from consensus.replying.letters import written
from consensus.replying.mail import Mail, note
from consensus.replying.models import IncomingMail, WaitingAnswer
from consensus.replying.outcome import Outcome
from consensus.replying.post import Post
from consensus.replying.reading.automatic import is_automatic
from consensus.replying.reading.message import Incoming, written_alike
from consensus.replying.reading.trust import Trust, trust_in
from consensus.transaction import command

MOST_IN_AN_HOUR = 20
"""Messages of one person that are answered: two programs that answer each other come to an end. Default of the software."""

HOUR = timedelta(hours=1)


@command("receive_mail")
def receive_mail(session: Session, *, incoming: Incoming, post: Post, now: datetime) -> Outcome:
    """Handle a message once, however often it comes, and return what became of it.

    :raises DomainError: when what it says is refused; then nothing is kept, and :func:`refuse_mail` answers it.
    """
    arrival_id = _arrived(session, incoming, now)
    if arrival_id is None:
        return Outcome.DUPLICATE
    mail = _mail(session, incoming, post, now, arrival_id)
    if isinstance(mail, Outcome):
        return mail
    known, whose = mail
    if incoming.is_unreadable or incoming.is_too_large:
        return known.answered(
            Outcome.UNREADABLE, lambda: letters.unreadable(is_too_large=incoming.is_too_large), way=None if whose.doorway else whose.way
        )
    if whose.doorway is not None:
        return join(known, whose.doorway)
    if _is_discreet(session, known.person.id):
        return known.answered(Outcome.DISCREET, lambda: letters.not_repeated(post.base_url))
    if whose.proposal_id is not None:
        # Two answers of one person take their turns, and none is weighed against a window that is just closing.
        lock_proposal(session, whose.proposal_id)
    if whose.reply is not None:
        return answer(known, whose.reply)
    assert whose.waiting is not None  # one of the three it is  # noqa: S101
    held = session.get_one(WaitingAnswer, whose.waiting.id, with_for_update=True, populate_existing=True)
    return confirm(known, held)


@command("refuse_mail")
def refuse_mail(session: Session, *, incoming: Incoming, post: Post, now: datetime, error: DomainError) -> Outcome:
    """Answer a message whose act was refused with the reason and what to do next; nothing else of it is kept."""
    arrival_id = _arrived(session, incoming, now)
    if arrival_id is None:
        return Outcome.DUPLICATE
    mail = _mail(session, incoming, post, now, arrival_id)
    if isinstance(mail, Outcome):
        return mail
    known, whose = mail
    words, address = None, post.base_url
    if whose.proposal_id is not None:
        address = known.proposal_address(whose.proposal_id)
        try:
            words = what_is_asked(known, session.get_one(Proposal, whose.proposal_id)).words
        except DomainError:
            words = None
    return known.answered(Outcome.REFUSED, lambda: letters.refused(error, words, address), way=whose.way)


def _arrived(session: Session, incoming: Incoming, now: datetime) -> int | None:
    """Note that a message came; ``None`` if it was handled before. Of two at the same instant one waits here for the other."""
    insert = insert_on_sqlite if dialect_of(session) == "sqlite" else insert_on_postgresql
    values = {"content_sha256": incoming.content_sha256, "came_at": now, "outcome": Outcome.UNKNOWN.value}
    statement = insert(IncomingMail).values(**values).on_conflict_do_nothing(index_elements=["content_sha256"])
    return session.scalars(statement.returning(IncomingMail.id)).one_or_none()


def _mail(session: Session, incoming: Incoming, post: Post, now: datetime, arrival_id: int) -> tuple[Mail, Found] | Outcome:
    """Return the message as one of a person, or what became of one that nobody sent whom we know."""
    if is_automatic(incoming):
        outcome = Outcome.REPORT if _came_back(session, incoming, now) else Outcome.AUTOMATIC
        note(session, arrival_id, outcome, None)
        return outcome
    if session.scalars(select(exists().where(MailLetter.message_id == incoming.message_id))).one() or _is_ours(incoming, post):
        note(session, arrival_id, Outcome.LOOP, None)
        return Outcome.LOOP
    whose = found(session, incoming)
    if whose is None:
        return Outcome.UNKNOWN
    trust = trust_in(incoming, post.server)
    if incoming.sender is None or incoming.sender != written_alike(whose.person.email or "") or trust is Trust.FORGED:
        return _not_from_them(session, whose.person, post, now, arrival_id)
    earlier = (
        select(func.count()).select_from(IncomingMail).where(IncomingMail.person_id == whose.person.id, IncomingMail.came_at > now - HOUR)
    )
    if (session.scalar(earlier) or 0) >= MOST_IN_AN_HOUR:
        note(session, arrival_id, Outcome.TOO_MANY, None)
        return Outcome.TOO_MANY
    return Mail(session, incoming, post, now, arrival_id, whose.person, whose.way, trust), whose


def _came_back(session: Session, incoming: Incoming, now: datetime) -> bool:
    """Note what a message says of a letter of ours that came back, or of which somebody complains."""
    if incoming.has_only_its_head_read:
        return False
    try:
        return note_bounce(session, email.message_from_bytes(incoming.raw, policy=email.policy.default), now=now)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, MessageError):
        # Headers that nobody can read are of no report that could be believed.
        return False


def _is_ours(incoming: Incoming, post: Post) -> bool:
    return incoming.sender is not None and incoming.sender == written_alike(post.mailbox)


def _not_from_them(session: Session, person: Person, post: Post, now: datetime, arrival_id: int) -> Outcome:
    """Tell a person, at their own address and once a day at most, that a message with their code was not taken."""
    note(session, arrival_id, Outcome.FORGED, None)
    if person.email is not None:
        enqueue(session, written(person, letters.forged, key=f"forged:{person.id}:{now:%Y-%m-%d}", post=post), now=now)
    return Outcome.FORGED


def _is_discreet(session: Session, person_id: int) -> bool:
    """Return whether the person's letters tell nothing, as they do unless it was chosen otherwise."""
    chosen = session.scalars(select(NoticeWishes.discreet_mail).where(NoticeWishes.person_id == person_id)).one_or_none()
    return chosen is not False
