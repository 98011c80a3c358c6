"""Saying which rooms and programs outside are told what. An entry says that and for whom; never an address, a secret or a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.models import Body
from consensus.domain.actor import CLOCK, Actor
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import LANGUAGES, _
from consensus.domain.terms import Visibility
from consensus.outward import Allowed, OutwardError, Trouble, place_of
from consensus.outward.sealing import Sealing
from consensus.transaction import command
from consensus.webhooks.making import delivery, ledger_size, new_message_id
from consensus.webhooks.models import Webhook, WebhookDelivery
from consensus.webhooks.sealed import Secrets
from consensus.webhooks.signing import new_secret
from consensus.webhooks.terms import EVENTS, LONGEST_NAME, DeliveryState, Event, Kind

LONGEST_SECRET = 500

_TOKEN = re.compile("[!-~]+", re.ASCII)
"""What may stand in a header as one word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a webhook is told, and where. Of a change, an address, room or token that is empty stays as it was."""

    name: str
    events: Sequence[Event]
    language: str
    audience: Visibility
    tells_title: bool
    address: str = field(repr=False)
    room: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Outside:
    """What the installation says of addresses outside: how they are sealed, and which servers inside are allowed."""

    sealing: Sealing
    allowed: Allowed


@dataclass(frozen=True, slots=True)
class Added:
    """A webhook that was added; ``secret`` is shown once."""

    webhook_id: int
    secret: str | None = field(repr=False)


@command("add_webhook")
def add_webhook(session: Session, *, actor: Actor, kind: Kind, body_id: int | None, told: Told, outside: Outside, now: datetime) -> Added:
    """Let a room or a program outside be told what happens from now on.

    :raises ForbiddenError: when the actor is no steward.
    :raises NotFoundError: when there is no such body.
    :raises InvalidError: when the address may not be asked, or something is missing.
    """
    demand(roles_of(actor), Permission.KEEP_WEBHOOKS)
    body = None if body_id is None else session.get(Body, body_id)
    if body_id is not None and body is None:
        raise NotFoundError(_("There is no such body."))
    secret = new_secret() if kind is Kind.GENERIC else told.token.strip()
    secrets = Secrets(told.address.strip(), told.room.strip(), secret)
    webhook = Webhook(
        body_id=body_id,
        kind=kind,
        is_on=True,
        cursor=ledger_size(session),
        made_at=now,
        next_try_at=now,
        sealed=_checked(kind, secrets, outside).sealed(outside.sealing),
    )
    _describe(webhook, told)
    session.add(webhook)
    session.flush()
    # What was written down before it was there is not told; its own entry tells nothing.
    _append(session, actor, now, "add_webhook", webhook, _said(webhook))
    return Added(webhook.id, secret if kind is Kind.GENERIC else None)


@command("change_webhook")
def change_webhook(session: Session, *, actor: Actor, webhook_id: int, told: Told, outside: Outside, now: datetime) -> None:
    """Change what a webhook is told, or where; its kind and its body stay.

    :raises ForbiddenError: when the actor is no steward.
    :raises NotFoundError: when there is no such webhook.
    :raises InvalidError: when the address may not be asked, something is missing, or nothing would change.
    """
    webhook = _held(session, actor, webhook_id)
    before = (_said(webhook), webhook.name)
    _describe(webhook, told)
    typed = (told.address, told.room, told.token) if webhook.kind is Kind.MATRIX else (told.address,)
    moved = any(each.strip() for each in typed)
    if moved:
        webhook.sealed = _moved(webhook, told, outside).sealed(outside.sealing)
        webhook.next_try_at, webhook.failures, webhook.failing_since = now, 0, None
    if not moved and before == (_said(webhook), webhook.name):
        raise InvalidError(_("Nothing of it has changed."))
    _append(session, actor, now, "change_webhook", webhook, {"from": before[0], "to": _said(webhook), "address": moved})


@command("renew_webhook_secret")
def renew_webhook_secret(session: Session, *, actor: Actor, webhook_id: int, outside: Outside, now: datetime) -> str:
    """Sign with another secret from now on, and return it; it is shown once. The one before signs, too, for some days.

    :raises ForbiddenError: when the actor is no steward.
    :raises NotFoundError: when there is no such webhook.
    :raises InvalidError: when nothing is signed for it.
    :raises UnreadableError: when its address cannot be read any more.
    """
    webhook = _held(session, actor, webhook_id)
    if webhook.kind is not Kind.GENERIC:
        raise InvalidError(_("Only messages to programs are signed."))
    old, secret = Secrets.opened(outside.sealing, webhook.sealed), new_secret()
    webhook.sealed = old.replaced(secret, now).sealed(outside.sealing)
    _append(session, actor, now, "renew_webhook_secret", webhook, {})
    return secret


@command("switch_webhook")
def switch_webhook(session: Session, *, actor: Actor, webhook_id: int, is_on: bool, now: datetime) -> None:
    """Switch a webhook off or on. What happens while it is off is never told there, nor what still waited.

    :raises ForbiddenError: when the actor is no steward.
    :raises NotFoundError: when there is no such webhook.
    :raises InvalidError: when it is so already.
    """
    webhook = _held(session, actor, webhook_id)
    if webhook.is_on == is_on:
        raise InvalidError(_("It is switched on already.") if is_on else _("It is switched off already."))
    if is_on:
        webhook.is_on, webhook.cursor, webhook.next_try_at = True, ledger_size(session), now
        webhook.failures, webhook.failing_since, webhook.gave_up_at = 0, None, None
    else:
        _switch_off(session, webhook, now)
    _append(session, actor, now, "switch_webhook", webhook, {"on": is_on})


@command("give_up_webhook")
def give_up_webhook(session: Session, *, webhook_id: int, now: datetime) -> None:
    """Switch off a webhook to which nothing could be brought for days; what the clock does, once."""
    webhook = session.get(Webhook, webhook_id, with_for_update=True, populate_existing=True)
    if webhook is None or not webhook.is_on or webhook.failing_since is None:
        return
    since = webhook.failing_since
    _switch_off(session, webhook, now)
    webhook.gave_up_at = now
    _append(session, CLOCK, now, "give_up_webhook", webhook, {"since": ledger.instant(since)})


@command("remove_webhook")
def remove_webhook(session: Session, *, actor: Actor, webhook_id: int, now: datetime) -> None:
    """Tell a room or a program nothing any more; its address, its secret and its log are deleted.

    :raises ForbiddenError: when the actor is no steward.
    :raises NotFoundError: when there is no such webhook.
    """
    webhook = _held(session, actor, webhook_id)
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id))
    session.delete(webhook)
    _append(session, actor, now, "remove_webhook", webhook, {})


@command("try_webhook")
def try_webhook(session: Session, *, actor: Actor, webhook_id: int, now: datetime) -> None:
    """Let a test be brought before everything else, once. It adds no entry: nothing changes.

    :raises ForbiddenError: when the actor is no steward.
    :raises NotFoundError: when there is no such webhook.
    """
    webhook = _held(session, actor, webhook_id)
    session.add(delivery(webhook, Event.TEST, now))
    webhook.next_try_at = now


@command("send_webhook_again")
def send_webhook_again(session: Session, *, actor: Actor, delivery_id: int, now: datetime) -> int:
    """Bring a delivery again, and return its webhook. One that was taken comes under another id, so that it is taken again.

    :raises ForbiddenError: when the actor is no steward.
    :raises NotFoundError: when there is no such delivery, or it was forgotten.
    :raises InvalidError: when it waits.
    """
    demand(roles_of(actor), Permission.KEEP_WEBHOOKS)
    webhook_id = session.scalar(select(WebhookDelivery.webhook_id).where(WebhookDelivery.id == delivery_id))
    if webhook_id is None:
        raise NotFoundError(_("There is no such delivery."))
    webhook = _held(session, actor, webhook_id)
    found = session.get(WebhookDelivery, delivery_id, populate_existing=True)
    if found is None or found.state is DeliveryState.WAITING:
        raise InvalidError(_("It waits to be brought already."))
    if found.state is DeliveryState.DELIVERED:
        found.message_id = new_message_id()
    found.state, found.tries, found.settled_at = DeliveryState.WAITING, 0, None
    webhook.next_try_at = now
    return webhook_id


def _held(session: Session, actor: Actor, webhook_id: int) -> Webhook:
    """Return the webhook, locked, for a steward."""
    demand(roles_of(actor), Permission.KEEP_WEBHOOKS)
    webhook = session.get(Webhook, webhook_id, with_for_update=True, populate_existing=True)
    if webhook is None:
        raise NotFoundError(_("There is no such webhook."))
    return webhook


def _describe(webhook: Webhook, told: Told) -> None:
    name, events = " ".join(told.name.split()), [each for each in EVENTS if each in told.events]
    if not name or len(name) > LONGEST_NAME:
        raise InvalidError(_("Give it a name of {most} characters at most, by which you know it again.", most=LONGEST_NAME), "name")
    if not events:
        raise InvalidError(_("Choose at least one thing that is told."), "events")
    if told.language not in LANGUAGES:
        raise InvalidError(_("Choose a language."), "language")
    if told.audience is Visibility.BODY and webhook.body_id is None:
        raise InvalidError(_("What happens in every body can only be told where the network or anybody reads it."), "audience")
    webhook.name, webhook.language, webhook.audience = name, told.language, told.audience
    webhook.events, webhook.tells_title = [each.value for each in events], told.tells_title


def _moved(webhook: Webhook, told: Told, outside: Outside) -> Secrets:
    """Return what is sealed now; what was left empty stays, as long as the address does: a token is for one server."""
    address, room, token = told.address.strip(), told.room.strip(), told.token.strip()
    if address and webhook.kind is not Kind.GENERIC:
        return _checked(webhook.kind, Secrets(address, room, token), outside)
    old = Secrets.opened(outside.sealing, webhook.sealed)
    if webhook.kind is Kind.GENERIC:
        # What signs is never what somebody typed.
        return _checked(webhook.kind, replace(old, address=address or old.address), outside)
    return _checked(webhook.kind, Secrets(old.address, room or old.room, token or old.secret), outside)


def _checked(kind: Kind, secrets: Secrets, outside: Outside) -> Secrets:
    try:
        place_of(secrets.address, outside.allowed)
    except OutwardError as error:
        raise InvalidError(error.trouble.sentence, "address") from error
    if kind is Kind.MATRIX:
        if "?" in secrets.address:
            raise InvalidError(Trouble.NO_ADDRESS.sentence, "address")
        if not secrets.room.startswith("!") or len(secrets.room) > LONGEST_SECRET or len(secrets.room.split()) != 1:
            raise InvalidError(_("Give the room by its id, which begins with an exclamation mark."), "room")
        if not _TOKEN.fullmatch(secrets.secret) or len(secrets.secret) > LONGEST_SECRET:
            raise InvalidError(_("Give the access token of the account that speaks in the room."), "token")
        return secrets
    # An address that is a secret needs no other beside it.
    return replace(secrets, room="") if kind is Kind.GENERIC else Secrets(secrets.address)


def _switch_off(session: Session, webhook: Webhook, now: datetime) -> None:
    webhook.is_on = False
    waiting = update(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id, WebhookDelivery.state == DeliveryState.WAITING)
    session.execute(waiting.values(state=DeliveryState.GIVEN_UP, settled_at=now))


def _said(webhook: Webhook) -> dict[str, Any]:
    return {
        "kind": webhook.kind.value,
        "events": list(webhook.events),
        "language": webhook.language,
        "audience": webhook.audience.value,
        "title": webhook.tells_title,
    }


def _append(session: Session, actor: Actor, now: datetime, act: str, webhook: Webhook, data: dict[str, Any]) -> None:
    body = None if webhook.body_id is None else session.get_one(Body, webhook.body_id)
    code, body_id = (None, None) if body is None else (body.code, body.id)
    ledger.append(session, at=now, actor=actor, act=act, data={"webhook": webhook.id, **data}, body=code, body_id=body_id)
