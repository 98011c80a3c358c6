"""What a steward does with webhooks: each act leaves its entry, which holds no address, secret or name, and refuses what it must."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from sqlalchemy import select

from consensus import ledger
from consensus.domain.actor import Actor
from consensus.domain.errors import ForbiddenError, InvalidError, NotFoundError
from consensus.domain.terms import Visibility
from consensus.ledger.models import LedgerEntry
from consensus.outward.sealing import Sealing
from consensus.outward.trouble import Trouble
from consensus.webhooks.commands import (
    change_webhook,
    remove_webhook,
    renew_webhook_secret,
    send_webhook_again,
    switch_webhook,
    try_webhook,
)
from consensus.webhooks.models import Webhook
from consensus.webhooks.queries import webhook_page, webhooks
from consensus.webhooks.sealed import Secrets, sealing_of
from consensus.webhooks.terms import DeliveryState, Event, Kind
from tests.support.databases import ENGINES
from tests.webhooks.conftest import Hooks


def acts(hooks: Hooks, webhook_id: int) -> list[tuple[Any, dict[str, Any]]]:
    """Every command on a webhook, with what it is told."""
    session, delivery_id = hooks.session, hooks.deliveries()[0].id
    usual = {"session": session, "webhook_id": webhook_id}
    return [
        (change_webhook, usual | {"told": hooks.told(name="Another room"), "outside": hooks.outside}),
        (renew_webhook_secret, usual | {"outside": hooks.outside}),
        (try_webhook, usual),
        (send_webhook_again, {"session": session, "delivery_id": delivery_id}),
        (switch_webhook, usual | {"is_on": False}),
        (remove_webhook, usual),
    ]


def does(hooks: Hooks, command: Any, told: dict[str, Any], actor: Actor | None = None) -> Any:
    arguments = {name: value for name, value in told.items() if name != "session"}
    return command(told["session"], actor=actor or hooks.steward, now=hooks.tick(), **arguments)


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_every_act_leaves_its_entry_and_none_holds_an_address_a_secret_or_a_name(hooks: Hooks, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    added = hooks.hook(name="The quiet room", token="unused")
    hooks.in_comment()
    hooks.round()
    before = len(hooks.entries())
    for command, told in acts(hooks, added.webhook_id):
        does(hooks, command, told)
    said = list(hooks.session.scalars(select(LedgerEntry.entry).where(LedgerEntry.act.contains("webhook"))))
    hooks.session.rollback()

    assert hooks.entries()[before:] == ["change_webhook", "renew_webhook_secret", "switch_webhook", "remove_webhook"]
    assert added.secret is not None
    for word in (added.secret, "a-secret-path", hooks.receiver.host, "room", "whsec_"):
        assert word not in "".join(each or "" for each in said)
        assert word not in caplog.text
    assert hooks.session.scalars(select(Webhook)).all() == []
    assert ledger.verify(hooks.session).problems == ()


def test_only_a_steward_keeps_webhooks_and_what_is_refused_changes_nothing(hooks: Hooks) -> None:
    added = hooks.hook()
    hooks.in_comment()
    hooks.round()
    before = hooks.entries()
    for command, told in acts(hooks, added.webhook_id):
        with pytest.raises(ForbiddenError, match="Only the steward"):
            does(hooks, command, told, hooks.actor("Vera"))
    for command, told in acts(hooks, 77):
        if "webhook_id" in told:
            with pytest.raises(NotFoundError):
                does(hooks, command, told)
    assert hooks.entries() == before


@pytest.mark.parametrize(
    ("kind", "said", "field"),
    [
        (Kind.SLACK, {"address": "http://chat.example.org/x"}, "address"),
        (Kind.SLACK, {"address": "https://127.0.0.1/x"}, "address"),
        (Kind.SLACK, {"name": "  "}, "name"),
        (Kind.SLACK, {"events": ()}, "events"),
        (Kind.SLACK, {"events": (Event.TEST,)}, "events"),
        (Kind.SLACK, {"language": "xx"}, "language"),
        (Kind.SLACK, {"everywhere": True}, "audience"),
        (Kind.MATRIX, {"room": "water", "token": "t"}, "room"),
        (Kind.MATRIX, {"room": "!r:example.org", "token": "t\r\nX: y"}, "token"),
        (Kind.MATRIX, {"room": "!r:example.org", "token": "t\x00"}, "token"),
        (Kind.MATRIX, {"room": "!r:example.org"}, "token"),
        (Kind.MATRIX, {"room": "!r:example.org", "token": "t", "address": "https://matrix.example.org/?to=another"}, "address"),
    ],
)
def test_what_is_missing_or_may_not_be_asked_is_refused_at_its_field(hooks: Hooks, kind: Kind, said: dict[str, Any], field: str) -> None:
    before = hooks.entries()
    with pytest.raises(InvalidError) as refused:
        hooks.hook(kind, **said)
    assert refused.value.field == field
    assert hooks.entries() == before


def test_the_address_and_the_secret_stand_nowhere_in_the_database_and_are_read_with_the_secret_key_alone(hooks: Hooks) -> None:
    added = hooks.hook()
    sealed = hooks.webhook(added.webhook_id).sealed
    assert b"secret-path" not in sealed
    assert Secrets.opened(hooks.outside.sealing, sealed) == Secrets(hooks.receiver.address, "", added.secret or "")
    assert "secret-path" not in repr(webhooks(hooks.session, hooks.outside.sealing))
    other = webhook_page(hooks.session, added.webhook_id, sealing_of("another secret key, as long as it must be"))
    assert (other.webhook.server, webhooks(hooks.session, hooks.outside.sealing)[0].server) == (None, hooks.receiver.host)


def test_after_the_secret_key_was_changed_nothing_is_brought_and_the_log_says_why(hooks: Hooks) -> None:
    added = hooks.hook()
    hooks.webhook(added.webhook_id).sealed = Sealing.of("x", "webhooks").sealed(b"{}")
    hooks.session.commit()
    hooks.in_comment()
    hooks.round()
    (row,) = webhook_page(hooks.session, added.webhook_id, hooks.outside.sealing).log
    assert row.problem == Trouble.SEALED.sentence


def test_a_change_that_leaves_the_address_empty_keeps_it_and_another_server_never_gets_the_old_token(hooks: Hooks) -> None:
    added = hooks.hook(Kind.MATRIX, room="!r:example.org", token="for-the-old-one")
    change: dict[str, Any] = {"actor": hooks.steward, "webhook_id": added.webhook_id, "outside": hooks.outside}
    told = hooks.told(address="")
    with pytest.raises(InvalidError, match="Nothing of it has changed"):
        change_webhook(hooks.session, told=told, now=hooks.tick(), **change)
    change_webhook(hooks.session, told=hooks.told(address="", tells_title=False), now=hooks.tick(), **change)
    kept = Secrets.opened(hooks.outside.sealing, hooks.webhook(added.webhook_id).sealed)
    assert kept == Secrets(hooks.receiver.address, "!r:example.org", "for-the-old-one")
    told = hooks.told(address="https://another.example.org", room="!s:example.org")
    with pytest.raises(InvalidError, match="access token"):
        change_webhook(hooks.session, told=told, now=hooks.tick(), **change)


def test_a_change_never_sets_the_secret_of_a_program_nor_keeps_a_token_where_none_is_needed(hooks: Hooks) -> None:
    program, slack = hooks.hook(), hooks.hook(Kind.SLACK, room="!r:example.org", token="of-no-use")
    change: dict[str, Any] = {"actor": hooks.steward, "outside": hooks.outside}
    for added in (program, slack):
        told = hooks.told(address=f"{hooks.receiver.address}/2", token="not base64", room="!r:example.org")
        change_webhook(hooks.session, webhook_id=added.webhook_id, told=told, now=hooks.tick(), **change)
        kept = Secrets.opened(hooks.outside.sealing, hooks.webhook(added.webhook_id).sealed)
        assert kept == Secrets(f"{hooks.receiver.address}/2", "", added.secret or "")
    hooks.in_comment()
    assert hooks.round() == 2


def test_an_address_that_is_entered_anew_has_not_failed_yet(hooks: Hooks) -> None:
    added = hooks.hook()
    hooks.in_comment()
    hooks.receiver.status = 503
    hooks.round()
    assert hooks.webhook(added.webhook_id).failing_since is not None
    told = hooks.told(address=f"{hooks.receiver.address}/2")
    change_webhook(hooks.session, actor=hooks.steward, webhook_id=added.webhook_id, told=told, outside=hooks.outside, now=hooks.tick())
    found = hooks.webhook(added.webhook_id)
    assert (found.failures, found.failing_since, found.next_try_at) == (0, None, hooks.now)


def test_what_was_taken_is_sent_again_under_another_id_and_what_was_not_under_its_own(hooks: Hooks) -> None:
    added = hooks.hook(audience=Visibility.BODY)
    hooks.in_comment()
    hooks.round()
    (only,) = hooks.deliveries()
    again: dict[str, Any] = {"actor": hooks.steward, "delivery_id": only.id}
    assert send_webhook_again(hooks.session, now=hooks.tick(), **again) == added.webhook_id
    with pytest.raises(InvalidError, match="waits"):
        send_webhook_again(hooks.session, now=hooks.tick(), **again)
    switch_webhook(hooks.session, actor=hooks.steward, webhook_id=added.webhook_id, is_on=False, now=hooks.tick())
    assert hooks.deliveries()[0].state is DeliveryState.GIVEN_UP
    send_webhook_again(hooks.session, now=hooks.tick(), **again)
    waiting = hooks.deliveries()[0].message_id
    hooks.round()
    ids = [got.headers["webhook-id"] for got in hooks.receiver.got]
    assert ids[0] != ids[1] == waiting
