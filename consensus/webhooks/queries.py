"""What the steward's pages about webhooks show. Of an address they show the server alone: the rest is often a secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.domain.terms import Visibility
from consensus.outward.sealing import Sealing, UnreadableError
from consensus.outward.trouble import Trouble
from consensus.webhooks.models import Webhook, WebhookDelivery
from consensus.webhooks.sealed import Secrets
from consensus.webhooks.terms import EVENTS, KINDS, STATES, DeliveryState, Event, Kind

MOST_SHOWN = 50
"""Deliveries in the log of a page."""

MOST_LISTED = 200
"""Webhooks on a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookView:
    """A webhook as a steward sees it."""

    webhook_id: int
    name: str
    body: str | None
    kind: Kind
    server: str | None
    """None where the address cannot be read any more."""
    events: tuple[Event, ...]
    language: str
    audience: Visibility
    tells_title: bool
    is_on: bool
    made_at: datetime
    failures: int
    failing_since: datetime | None
    gave_up_at: datetime | None
    waiting: int
    both_until: datetime | None
    """Until when messages are signed with the secret before, too; None where it never was replaced, or long ago."""

    @property
    def kind_word(self) -> str:
        """What its kind is called."""
        return KINDS[self.kind]

    @property
    def told(self) -> tuple[str, ...]:
        """What it is told, in words."""
        return tuple(EVENTS[event] for event in self.events)


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery in the log."""

    delivery_id: int
    entry_index: int | None
    event: Event
    state: DeliveryState
    at: datetime
    """When it was settled, or last tried, or laid down."""
    tries: int
    status: int | None
    trouble: Trouble | None

    @property
    def what(self) -> str:
        """What it tells."""
        return _("A test") if self.event is Event.TEST else EVENTS[self.event]

    @property
    def state_word(self) -> str:
        """Where it is."""
        return STATES[self.state]

    @property
    def problem(self) -> str:
        """What went wrong at the last try; empty where nothing did."""
        if self.trouble is not None:
            return self.trouble.sentence
        if self.status is None or self.status in range(200, 300):
            return ""
        if self.status in range(300, 400):
            return _("The server sends on to another address (status {status}), which is not followed. Enter that one.", status=self.status)
        return _("The server refused it (status {status}).", status=self.status)

    @property
    def can_be_sent_again(self) -> bool:
        """Whether it was settled."""
        return self.state is not DeliveryState.WAITING


@dataclass(frozen=True, slots=True)
class WebhookPage:
    """One webhook with its log."""

    webhook: WebhookView
    log: tuple[DeliveryRow, ...]


def webhooks(session: Session, sealing: Sealing) -> tuple[WebhookView, ...]:
    """Return every webhook, those of the network first."""
    statement = _STATEMENT.order_by(Body.name.is_not(None), Body.name, Webhook.name, Webhook.id).limit(MOST_LISTED)
    return tuple(_view(webhook, body, waiting, sealing) for webhook, body, waiting in session.execute(statement).tuples())


def webhook_page(session: Session, webhook_id: int, sealing: Sealing) -> WebhookPage:
    """Return a webhook and its last deliveries.

    :raises NotFoundError: when there is none.
    """
    found = session.execute(_STATEMENT.where(Webhook.id == webhook_id)).tuples().one_or_none()
    if found is None:
        raise NotFoundError(_("There is no such webhook."))
    of_log = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    log = session.scalars(of_log.order_by(WebhookDelivery.id.desc()).limit(MOST_SHOWN))
    webhook, body, waiting = found
    return WebhookPage(_view(webhook, body, waiting, sealing), tuple(_row(each) for each in log))


_WAITING = (
    select(func.count())
    .where(WebhookDelivery.webhook_id == Webhook.id, WebhookDelivery.state == DeliveryState.WAITING)
    .correlate(Webhook)
    .scalar_subquery()
)
_STATEMENT = select(Webhook, Body.name, _WAITING).outerjoin(Body, Body.id == Webhook.body_id)


def _view(webhook: Webhook, body: str | None, waiting: int, sealing: Sealing) -> WebhookView:
    secrets = _opened(webhook, sealing)
    return WebhookView(
        webhook_id=webhook.id,
        name=webhook.name,
        body=body,
        kind=webhook.kind,
        server=None if secrets is None else urlsplit(secrets.address).netloc,
        events=tuple(Event(each) for each in webhook.events),
        language=webhook.language,
        audience=webhook.audience,
        tells_title=webhook.tells_title,
        is_on=webhook.is_on,
        made_at=webhook.made_at,
        failures=webhook.failures,
        failing_since=webhook.failing_since,
        gave_up_at=webhook.gave_up_at,
        waiting=waiting,
        both_until=secrets.before[0].until if secrets is not None and secrets.before else None,
    )


def _opened(webhook: Webhook, sealing: Sealing) -> Secrets | None:
    try:
        return Secrets.opened(sealing, webhook.sealed)
    except UnreadableError:
        return None


def _row(found: WebhookDelivery) -> DeliveryRow:
    at = found.settled_at or found.tried_at or found.made_at
    return DeliveryRow(found.id, found.entry_index, found.event, found.state, at, found.tries, found.status, found.trouble)
