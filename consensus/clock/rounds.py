"""What the clock does beside the table of stages, again and again: telling people, sending letters, calling other programs.

Nothing of the record depends on when a round is done. Each may be killed at any moment and done by several clocks at once: what
it claims, it claims in the database, in short transactions of its own, and it waits for no server inside of one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from config import Settings
from consensus.mail.sending import send_letters
from consensus.notifications import ballot_reminders, reminding, telling
from consensus.notifications.delivering import deliver
from consensus.notifications.deriving import derive
from consensus.notifications.forgetting import SECONDS as FORGETTING_SECONDS
from consensus.notifications.forgetting import forget_old_notices
from consensus.push.delivering import push
from consensus.replying.rounds import fetch_mail, tidy
from consensus.webhooks.delivering import tell_webhooks


class Doing(Protocol):
    """What a round does; it returns how much that was, and stops between two steps once ``goes_on`` says no."""

    def __call__(self, session: Session, settings: Settings, /, *, now: datetime, goes_on: Callable[[], bool]) -> int: ...


@dataclass(frozen=True, slots=True)
class Round:
    """Something that the clock does every ``seconds``."""

    name: str
    seconds: float
    do: Doing


ROUNDS: tuple[Round, ...] = (
    # First: what comes in changes what there is to tell.
    Round("mail in", 30.0, fetch_mail),
    Round("answers", 3_600.0, tidy),
    Round("notices", 2.0, derive),
    Round("remind", reminding.SECONDS, reminding.remind_in_time),
    Round("remind of ballots", reminding.SECONDS, ballot_reminders.remind_of_ballots),
    Round("letters of notices", 5.0, deliver),
    Round("old notices", FORGETTING_SECONDS, forget_old_notices),
    Round("webhooks", 5.0, tell_webhooks),
    Round("push", 5.0, push),
    # Behind all that writes letters, so that one turn of the clock sends them; before what writes down who was told.
    Round("mail", 2.0, send_letters),
    Round("tell", telling.SECONDS, telling.write_down_who_was_told),
)
"""One line for each; ``consensus clock --once`` goes each of them once, in this order."""
