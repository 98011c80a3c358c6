"""After a database was filled from a backup nobody is told again what they may have been told, until its operator says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus.backup.letting_go import Held, drop, held, let_go
from consensus.domain.channels import Channel
from consensus.mail.held import hold_back
from consensus.mail.models import LetterStatus, MailLetter
from consensus.mail.queries import mail_state
from consensus.mail.queue import Outgoing, enqueue
from consensus.mail.sending import send_letters
from consensus.notifications.delivering import deliver
from consensus.notifications.deriving import derive
from consensus.notifications.models import Notice
from consensus.notifications.reminding import remind_in_time
from consensus.proposals.models import Proposal
from consensus.webhooks.making import lay_down
from tests.pages.scene import DAY
from tests.support.browsing import text_of
from tests.support.databases import ENGINES
from tests.webhooks.conftest import Hooks

LETTER = Outgoing("invitation:1", "ada@invented.example", None, "en", "An invitation", "Come in.")


def always() -> bool:
    return True


def rounds(hooks: Hooks, now: datetime) -> None:
    """Let the clock go its rounds, as far as they tell somebody something."""
    for step in (derive, remind_in_time, deliver, send_letters):
        step(hooks.session, hooks.settings, now=now, goes_on=always)
    hooks.round(now)


def waiting(hooks: Hooks) -> datetime:
    """Have letters, notices and deliveries wait, then say that the database was filled from a backup; return when."""
    enqueue(hooks.session, LETTER, now=hooks.tick())
    hooks.session.commit()
    hooks.hook()
    hooks.in_consensus()
    derive(hooks.session, hooks.settings, now=hooks.tick(), goes_on=always)
    lay_down(hooks.session, now=hooks.now)
    # Its last entry was not read when the backup was made.
    hooks.in_comment()
    hold_back(hooks.session, now=hooks.tick(DAY))
    hooks.session.commit()
    return hooks.now


def gone(hooks: Hooks) -> tuple[int, int]:
    """Return how many letters went out, and how many messages to the webhook."""
    hooks.session.rollback()
    settled = select(func.count()).select_from(MailLetter).where(MailLetter.status == LetterStatus.LAID_DOWN)
    return hooks.session.scalar(settled) or 0, len(hooks.receiver.got)


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_what_waited_is_held_and_what_is_new_goes_out(hooks: Hooks) -> None:
    since = waiting(hooks)

    rounds(hooks, hooks.tick())

    assert gone(hooks) == (0, 0)
    found = held(hooks.session)
    assert found is not None
    assert found.since == since
    assert min(found.letters, found.notices, found.deliveries) > 0
    state = mail_state(hooks.session, hooks.tick(DAY))
    assert (state.held, state.held_since, state.waits_since) == (1, since, None)
    enqueue(hooks.session, Outgoing("reset:1", "ada@invented.example", None, "en", "A new password", "Here."), now=hooks.now)
    hooks.session.commit()
    hooks.in_comment()
    rounds(hooks, hooks.tick())
    letters, messages = gone(hooks)
    assert letters >= 1
    assert messages == 1
    assert held(hooks.session) == found, "what is new adds nothing to it"


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
@pytest.mark.parametrize("end", [let_go, drop])
def test_the_operator_lets_go_what_is_held_or_drops_it_once(hooks: Hooks, end: Callable[..., Held | None]) -> None:
    waiting(hooks)
    derive(hooks.session, hooks.settings, now=hooks.tick(), goes_on=always)
    lay_down(hooks.session, now=hooks.now)
    found = held(hooks.session)

    assert end(hooks.session, now=hooks.tick()) == found is not None
    rounds(hooks, hooks.tick())

    letters, messages = gone(hooks)
    if end is drop:
        assert (letters, messages) == (0, 0)
    else:
        assert letters > found.letters
        assert messages == found.deliveries
    unsettled = select(Notice.id).where(Notice.channel != Channel.PAGE, Notice.sent_at.is_(None), Notice.dropped_at.is_(None))
    assert hooks.session.scalars(unsettled.where(Notice.in_digest.is_(False))).all() == []
    assert end(hooks.session, now=hooks.tick()) is None


def reminders(session: Session) -> int:
    """Return how many reminders were made."""
    return session.scalar(select(func.count()).select_from(Notice).where(Notice.cause.like("reminder:%"))) or 0


@pytest.mark.parametrize("is_dropped", [True, False])
def test_a_reminder_that_was_due_before_is_made_only_where_the_operator_lets_go(hooks: Hooks, is_dropped: bool) -> None:  # noqa: FBT001 - a case
    proposal = hooks.session.get_one(Proposal, hooks.in_consensus())
    assert proposal.closes_at is not None
    closes_at = proposal.closes_at
    hooks.tick(closes_at - DAY - hooks.now)
    hold_back(hooks.session, now=hooks.now)
    hooks.session.commit()

    rounds(hooks, hooks.tick())
    assert reminders(hooks.session) == 0
    (drop if is_dropped else let_go)(hooks.session, now=hooks.tick())
    rounds(hooks, hooks.tick())
    assert (reminders(hooks.session) == 0) is is_dropped

    # One that falls due afterwards is made in any case.
    before = reminders(hooks.session)
    rounds(hooks, hooks.tick(closes_at - DAY / 6 - hooks.now))
    assert reminders(hooks.session) > before


def test_the_steward_reads_that_letters_are_held(hooks: Hooks) -> None:
    page = "This installation was filled from a backup on"
    assert page not in text_of(hooks.browser("Sam").get("/steward/mail"))

    waiting(hooks)

    assert page in text_of(hooks.browser("Sam").get("/steward/mail"))
