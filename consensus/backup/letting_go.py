"""What the operator does, after the database was filled from a backup, about what was waiting to be told then: sees, lets go, drops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from consensus.domain.channels import Channel
from consensus.mail.held import drop_letters, end_hold, held_letters, held_since, may_go
from consensus.notifications.models import Notice
from consensus.webhooks.models import WebhookDelivery
from consensus.webhooks.terms import DeliveryState

_NOTICES = (
    *(Notice.channel != Channel.PAGE, Notice.sent_at.is_(None), Notice.dropped_at.is_(None)),
    ~may_go(Notice.made_at, Notice.entry_index),
)
_DELIVERIES = (WebhookDelivery.state == DeliveryState.WAITING, ~may_go(WebhookDelivery.made_at, WebhookDelivery.entry_index))
_SEPARATE = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Held:
    """What is held, since the database was filled."""

    since: datetime
    letters: int
    """Made already, such as an invitation."""
    notices: int
    """Of which a letter was to be made."""
    deliveries: int
    """To programs outside."""

    @property
    def is_something(self) -> bool:
        """Whether anything is."""
        return bool(self.letters or self.notices or self.deliveries)


def held(session: Session) -> Held | None:
    """Return what is held; ``None`` where nothing ever was, or the operator has said what to do."""
    since = held_since(session)
    if since is None:
        return None
    notices = select(func.count()).select_from(Notice).where(*_NOTICES)
    deliveries = select(func.count()).select_from(WebhookDelivery).where(*_DELIVERIES)
    counted = session.execute(select(notices.scalar_subquery(), deliveries.scalar_subquery())).one()
    return Held(since, held_letters(session), *counted)


def let_go(session: Session, *, now: datetime) -> Held | None:
    """Let everything go out that is held; return what that was."""
    found = held(session)
    end_hold(session, now=now, is_dropped=False)
    session.commit()
    return found


def drop(session: Session, *, now: datetime) -> Held | None:
    """Drop everything that is held, so that nobody is told of it again; return what that was. On the pages it stands all the same."""
    found = held(session)
    if found is not None:
        session.execute(update(Notice).where(*_NOTICES).values(dropped_at=now), execution_options=_SEPARATE)
        given_up = {"state": DeliveryState.GIVEN_UP, "settled_at": now}
        session.execute(update(WebhookDelivery).where(*_DELIVERIES).values(**given_up), execution_options=_SEPARATE)
        drop_letters(session, now=now)
    end_hold(session, now=now, is_dropped=True)
    session.commit()
    return found
