"""What stands in the queue of letters, opened."""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.mail.models import MailLetter
from consensus.mail.office import office_of
from consensus.mail.queue import Outgoing, opened
from consensus.notifications.delivering import deliver
from consensus.notifications.deriving import derive


def always() -> bool:
    """Nothing tells it to stop."""
    return True


def go_rounds(app: Flask, session: Session, now: datetime) -> None:
    """Make the notices, and hand on those that are due."""
    settings = app.config["SETTINGS"]
    derive(session, settings, now=now, goes_on=always)
    deliver(session, settings, now=now, goes_on=always)


def letters(session: Session) -> list[Outgoing]:
    """Every letter that was queued, in the order in which they were."""
    rows = session.scalars(select(MailLetter).order_by(MailLetter.id)).all()
    return [opened(office_of(session), row.key, row.content) for row in rows if row.content is not None]


def to(session: Session, name: str) -> list[Outgoing]:
    """The letters to somebody who speaks for a member."""
    return [letter for letter in letters(session) if letter.to.startswith(f"person.of.{name.lower()}@")]
