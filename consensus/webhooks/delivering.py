"""Brings what waits to each webhook, in its order, once or, where a clock was killed on the way, under the same id again.

A delivery is claimed in a short transaction and settled in another; no server is waited for inside of one. What fails is tried
again later and later; then the next has its turn, and a webhook that fails for days is switched off.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from consensus.db import reading_only
from consensus.domain.speech import spoken_by
from consensus.domain.terms import Visibility
from consensus.mail.held import may_go
from consensus.outward import Allowed, OutwardError, Trouble, Ways, ask, place_of
from consensus.outward.asking import THE_MACHINES_OWN
from consensus.outward.sealing import UnreadableError
from consensus.web.languages import speaker_of
from consensus.webhooks.commands import give_up_webhook
from consensus.webhooks.making import lay_down
from consensus.webhooks.models import Webhook, WebhookDelivery
from consensus.webhooks.sealed import Secrets, sealing_of
from consensus.webhooks.shapes import Request, request_of
from consensus.webhooks.signing import signed
from consensus.webhooks.terms import (
    FIRST_WAIT,
    LONGEST_ROUND,
    LONGEST_TURN,
    LONGEST_WAIT,
    MOST_TRIES,
    OFF_AFTER,
    DeliveryState,
    Kind,
)
from consensus.webhooks.wording import Message, message_of, message_of_test

log = logging.getLogger("consensus.webhooks")

CLAIM = timedelta(minutes=1)
"""How long no other clock brings anything to a webhook that one is bringing something to: longer than a request can take."""

MOST_AT_ONCE = 20
"""Deliveries to one webhook in one round, so that the others have their turn."""

GONE = 410
"""The answer of a server that wants to be told nothing any more."""

_WAITS = (WebhookDelivery.state == DeliveryState.WAITING, may_go(WebhookDelivery.made_at, WebhookDelivery.entry_index))


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this clock brings, and what is known of its webhook."""

    delivery_id: int
    webhook_id: int
    try_number: int
    message_id: str
    entry_index: int | None
    kind: Kind
    language: str
    audience: Visibility
    tells_title: bool
    secrets: Secrets | None
    """None where they were sealed under another secret key."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a try ended."""

    status: int | None = None
    trouble: Trouble | None = None

    @property
    def is_good(self) -> bool:
        """Whether what was brought was taken."""
        return self.status is not None and 200 <= self.status < 300


def tell_webhooks(session: Session, settings: Settings, *, now: datetime, goes_on: Callable[[], bool]) -> int:
    """Do the round: lay down what happened, and bring what waits."""
    began = time.monotonic()
    made = lay_down(session, now=now)
    passed: Callable[[], datetime] = lambda: now + timedelta(seconds=time.monotonic() - began)  # noqa: E731 - a clock that began at ``now``
    return made + bring_what_waits(session, settings, clock=passed, goes_on=goes_on)


def bring_what_waits(
    session: Session, settings: Settings, *, clock: Callable[[], datetime], goes_on: Callable[[], bool], ways: Ways = THE_MACHINES_OWN
) -> int:
    """Bring what waits to each webhook whose turn it is; return how many deliveries were settled."""
    with reading_only():
        waiting = select(WebhookDelivery.webhook_id).where(*_WAITS)
        due = select(Webhook.id).where(Webhook.id.in_(waiting), Webhook.next_try_at <= clock())
        webhook_ids = list(session.scalars(due.order_by(Webhook.failures > 0, Webhook.next_try_at, Webhook.id)))
        session.rollback()
    settled, ends = 0, clock() + LONGEST_ROUND
    for webhook_id in webhook_ids:
        turn_ends = min(clock() + LONGEST_TURN, ends)
        for _each in range(MOST_AT_ONCE):
            if clock() >= turn_ends or not goes_on() or not _bring_next(session, settings, webhook_id, clock, ways):
                break
            settled += 1
    return settled


def _bring_next(session: Session, settings: Settings, webhook_id: int, clock: Callable[[], datetime], ways: Ways) -> bool:
    """Bring the next delivery; return whether it was settled, so that the one after it has its turn."""
    claimed = _claim(session, settings, webhook_id, clock())
    if claimed is None:
        return False
    with reading_only(), spoken_by(lambda: speaker_of(claimed.language)):
        message = _message(session, settings, claimed, clock())
        request = None if message is None else _request(claimed, message, clock())
        session.rollback()
    ending = Ending() if message is None else Ending(trouble=Trouble.SEALED) if request is None else _sent(request, settings, ways)
    is_settled, gives_up = _settle(session, claimed, ending, clock(), is_withheld=message is None)
    if gives_up:
        give_up_webhook(session, webhook_id=webhook_id, now=clock())
    log.info("act=webhook id=%s delivery=%s try=%s outcome=%s", webhook_id, claimed.delivery_id, claimed.try_number, _outcome(ending))
    return is_settled


def _claim(session: Session, settings: Settings, webhook_id: int, now: datetime) -> Claimed | None:
    webhook = session.get(Webhook, webhook_id, with_for_update=True, populate_existing=True)
    found = _next(session, webhook_id, now) if webhook is not None and webhook.next_try_at <= now else None
    if webhook is None or found is None:
        session.commit()
        return None
    webhook.next_try_at = now + CLAIM
    found.tries += 1
    found.tried_at = now
    claimed = Claimed(
        found.id,
        webhook_id,
        found.tries,
        found.message_id,
        found.entry_index,
        webhook.kind,
        webhook.language,
        webhook.audience,
        webhook.tells_title,
        _opened(settings, webhook),
    )
    session.commit()
    return claimed


def _next(session: Session, webhook_id: int, now: datetime) -> WebhookDelivery | None:
    """Return the delivery whose turn it is. One at which the clock failed each time, so that no try ever ended, has no turn any more."""
    waiting = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id, *_WAITS)
    found = session.scalars(waiting.order_by(WebhookDelivery.entry_index.is_not(None), WebhookDelivery.id).limit(2)).all()
    if found and found[0].tries >= MOST_TRIES:
        found[0].state, found[0].settled_at = DeliveryState.GIVEN_UP, now
        return found[1] if len(found) > 1 else None
    return found[0] if found else None


def _opened(settings: Settings, webhook: Webhook) -> Secrets | None:
    try:
        return Secrets.opened(sealing_of(settings.secret_key), webhook.sealed)
    except UnreadableError:
        return None


def _message(session: Session, settings: Settings, claimed: Claimed, now: datetime) -> Message | None:
    if claimed.entry_index is None:
        return message_of_test(settings.base_url, now)
    return message_of(session, claimed.entry_index, audience=claimed.audience, tells_title=claimed.tells_title, base_url=settings.base_url)


def _request(claimed: Claimed, message: Message, now: datetime) -> Request | None:
    """Return what is to be asked, signed where a program is told; None where the address cannot be read any more."""
    secrets = claimed.secrets
    if secrets is None:
        return None
    made = request_of(
        claimed.kind, message, address=secrets.address, room=secrets.room, secret=secrets.secret, message_id=claimed.message_id
    )
    if claimed.kind is not Kind.GENERIC:
        return made
    headers = {**made.headers, **signed(secrets.signing(now), claimed.message_id, now, made.content)}
    return Request(made.address, made.content, made.method, headers)


def _sent(request: Request, settings: Settings, ways: Ways) -> Ending:
    try:
        place = place_of(request.address, Allowed.of(settings.outward_allowed))
        answer = ask(place, method=request.method, headers=request.headers, content=request.content, ways=ways, kept_bytes=0)
    except OutwardError as error:
        return Ending(trouble=error.trouble)
    return Ending(status=answer.status)


def _settle(session: Session, claimed: Claimed, ending: Ending, now: datetime, *, is_withheld: bool) -> tuple[bool, bool]:
    """Write down how a try ended; return whether the delivery is settled, and whether the webhook is to be switched off."""
    webhook = session.get(Webhook, claimed.webhook_id, with_for_update=True, populate_existing=True)
    found = session.get(WebhookDelivery, claimed.delivery_id, populate_existing=True)
    if webhook is None or found is None or found.state is not DeliveryState.WAITING or found.tries != claimed.try_number:
        # It was removed meanwhile, or this clock slept so long that another one has it.
        session.rollback()
        return False, False
    found.status, found.trouble = ending.status, ending.trouble
    webhook.next_try_at = now
    if is_withheld or ending.is_good:
        found.state, found.settled_at = DeliveryState.WITHHELD if is_withheld else DeliveryState.DELIVERED, now
        if ending.is_good:
            webhook.failures, webhook.failing_since = 0, None
    elif claimed.entry_index is None:
        found.state, found.settled_at = DeliveryState.GIVEN_UP, now
        webhook.next_try_at = now + _wait(webhook.failures - 1) if webhook.failures else now
    else:
        webhook.next_try_at = now + _wait(webhook.failures)
        webhook.failures, webhook.failing_since = webhook.failures + 1, webhook.failing_since or now
        if found.tries >= MOST_TRIES:
            found.state, found.settled_at = DeliveryState.GIVEN_UP, now
    failing, is_on = webhook.failing_since, webhook.is_on
    is_settled = found.state in (DeliveryState.DELIVERED, DeliveryState.WITHHELD)
    session.commit()
    return is_settled, is_on and failing is not None and (ending.status == GONE or now - failing >= OFF_AFTER)


def _wait(failures: int) -> timedelta:
    doubled: timedelta = FIRST_WAIT * 2 ** min(failures, 12)
    return min(doubled, LONGEST_WAIT)


def _outcome(ending: Ending) -> str:
    return str(ending.status or ending.trouble or "withheld")
