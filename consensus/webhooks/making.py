"""Lays down what each webhook is to be told, entry by entry: nothing is left out and nothing twice, whatever is killed.

Each webhook has a cursor, which goes on in the same transaction in which its deliveries are laid down.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consensus.db import reading_only
from consensus.domain.terms import Visibility
from consensus.ledger.models import LedgerEntry, LedgerHead
from consensus.proposals.models import Proposal
from consensus.webhooks.models import Webhook, WebhookDelivery
from consensus.webhooks.telling import ACTS, event_of, visibility_of
from consensus.webhooks.terms import KEPT, DeliveryState, Event, may_hear

AT_ONCE = 500
"""Entries that are looked at in one transaction."""


def lay_down(session: Session, *, now: datetime) -> int:
    """Lay down what is to be told of entries that were not looked at yet, and forget deliveries of long ago; return how many."""
    with reading_only():
        size = ledger_size(session)
        behind = list(session.scalars(select(Webhook.id).where(Webhook.is_on, Webhook.cursor < size).order_by(Webhook.id)))
        old = session.scalars(select(WebhookDelivery.id).where(WebhookDelivery.settled_at < now - KEPT).limit(AT_ONCE)).all()
        session.rollback()
    if old:
        session.execute(delete(WebhookDelivery).where(WebhookDelivery.id.in_(old)))
        session.commit()
    return sum(_for(session, webhook_id, now) for webhook_id in behind)


def ledger_size(session: Session) -> int:
    """Return how many entries there are: the index of the next one."""
    return session.scalar(select(LedgerHead.size)) or 0


def _for(session: Session, webhook_id: int, now: datetime) -> int:
    made = 0
    while True:
        webhook = session.get(Webhook, webhook_id, with_for_update=True, populate_existing=True)
        size = ledger_size(session)
        if webhook is None or not webhook.is_on or webhook.cursor >= size:
            session.rollback()
            return made
        until = min(size, webhook.cursor + AT_ONCE)
        for index, event in _told(session, webhook, until):
            session.add(delivery(webhook, event, now, index))
            made += 1
        webhook.cursor = until
        session.commit()


def delivery(webhook: Webhook, event: Event, now: datetime, index: int | None = None) -> WebhookDelivery:
    """Return a delivery that waits."""
    return WebhookDelivery(
        webhook_id=webhook.id, entry_index=index, event=event, message_id=new_message_id(), made_at=now, state=DeliveryState.WAITING
    )


def new_message_id() -> str:
    """Return an id that no other message has."""
    return f"msg_{uuid4().hex}"


def _told(session: Session, webhook: Webhook, until: int) -> Iterator[tuple[int, Event]]:
    statement = (
        select(LedgerEntry.index, LedgerEntry.act, LedgerEntry.entry, Proposal.visibility)
        .outerjoin(Proposal, Proposal.id == LedgerEntry.proposal_id)
        .where(LedgerEntry.index >= webhook.cursor, LedgerEntry.index < until, LedgerEntry.act.in_(ACTS))
        .order_by(LedgerEntry.index)
    )
    if webhook.body_id is not None:
        statement = statement.where(LedgerEntry.body_id == webhook.body_id)
    for index, act, entry, visibility in session.execute(statement).tuples().all():
        event = event_of(act, {} if entry is None else json.loads(entry)["data"])
        if event is not None and event in webhook.events and hears(webhook.audience, event, visibility):
            yield index, event


def hears(audience: Visibility, event: Event, of_proposal: Visibility | None) -> bool:
    """Return whether those who listen may read of what is told."""
    return may_hear(audience, visibility_of(event, of_proposal))
