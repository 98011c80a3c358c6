"""Hands letters to the mail server: a round of the clock, one line for many letters, each settled by itself.

Killed at any moment, it doubles at most the one letter that the server had taken over and that was not settled yet; that one
goes out again under the same Message-ID, by which servers and programs drop the double. SMTP itself promises no more.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.headerregistry import Address

from sqlalchemy.orm import Session

from config import Settings
from consensus.mail import claims, health
from consensus.mail.line import Line, line_to
from consensus.mail.message import WrongLetterError, address_of, written
from consensus.mail.models import LetterStatus, MailLetter
from consensus.mail.office import UnreadableError, office_of
from consensus.mail.problems import LetterError, Problem, ServerError
from consensus.mail.queue import opened

log = logging.getLogger("consensus.mail")

AT_ONCE = 50
"""Letters claimed together."""

BATCH_SECONDS = 3.0
"""After so long what is left of a batch goes back, so that what somebody is waiting for goes first."""

MOST_ON_A_LINE = 100
"""Letters after which a new line is opened: many servers take no more on one. Default of the software."""


@dataclass(slots=True)
class Post:
    """One round's work: what it began with, and how long it has been at it."""

    session: Session
    sender: Address
    began_at: datetime
    goes_on: Callable[[], bool]
    began: float = field(default_factory=time.monotonic)
    sent: int = 0

    @property
    def now(self) -> datetime:
        """The instant of the round, and what has passed since."""
        return self.began_at + timedelta(seconds=time.monotonic() - self.began)


def deliver(session: Session, settings: Settings, *, now: datetime, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Hand over the letters that are due; return how many the mail server took."""
    if settings.smtp is None or settings.mail_from is None:
        return 0
    if not claims.something_waits(session, now=now) or not health.may_be_tried(session, now=now):
        return 0
    post = Post(session, settings.mail_from, now, goes_on)
    try:
        while _on_one_line(post, settings):
            pass
    except ServerError as error:
        health.note_failure(session, error, now=post.now)
        log.warning("act=mail outcome=failed:%s reply=%s sent=%s", error.problem, error.reply, post.sent)
    return post.sent


def _on_one_line(post: Post, settings: Settings) -> bool:
    """Send as much as goes over one line; return whether there is more.

    :raises ServerError: when the server does not do.
    """
    assert settings.smtp is not None  # asked before  # noqa: S101
    before = post.sent
    with line_to(settings.smtp, settings.smtp_ca, called=post.sender.domain) as line:
        is_more = True
        while is_more and line.is_open and line.letters < MOST_ON_A_LINE and post.goes_on():
            letters = claims.claim(post.session, now=post.now, most=min(AT_ONCE, MOST_ON_A_LINE - line.letters))
            is_more = bool(letters)
            _batch(post, line, letters)
        health.note_success(post.session, now=post.now, has_sent=post.sent > before)
    return is_more and post.goes_on()


def _batch(post: Post, line: Line, letters: Sequence[MailLetter]) -> None:
    began, done = time.monotonic(), 0
    try:
        for letter in letters:
            if not line.is_open or not post.goes_on() or time.monotonic() - began > BATCH_SECONDS:
                break
            _send(post, line, letter)
            done += 1
    finally:
        claims.give_back(post.session, letters[done:])


def _send(post: Post, line: Line, letter: MailLetter) -> None:
    """Hand one letter over and settle it.

    :raises ServerError: when the server does not do; the letter is still claimed.
    """
    assert letter.content is not None  # as the table's own check says  # noqa: S101
    if not claims.is_ours(post.session, letter) or claims.is_too_late(post.session, letter, now=post.now):
        return
    outcome = "sent"
    try:
        content = opened(office_of(post.session), letter.key, letter.content)
        message = written(content, message_id=letter.message_id, sender=post.sender, made_at=letter.made_at)
        line.send(message.as_bytes(), sender=post.sender.addr_spec, to=address_of(content.to).addr_spec, message_id=letter.message_id)
    except (UnreadableError, WrongLetterError) as error:
        outcome = Problem.UNREADABLE if isinstance(error, UnreadableError) else Problem.WRONG_FORM
        claims.refuse(post.session, letter, problem=Problem(outcome), reply=None, is_of_address=False, now=post.now)
    except LetterError as error:
        outcome = error.problem
        if error.is_final:
            claims.refuse(post.session, letter, problem=error.problem, reply=error.reply, is_of_address=error.is_of_address, now=post.now)
        else:
            claims.put_off(post.session, letter, problem=error.problem, reply=error.reply, now=post.now)
    else:
        claims.settle(post.session, letter, LetterStatus.SENT, now=post.now)
        post.sent += 1
    log.info("act=letter letter_id=%s attempt=%s outcome=%s", letter.id, letter.attempts, outcome)
