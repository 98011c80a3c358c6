"""Two clocks at once: each message is brought once, and in its order."""

from __future__ import annotations

import threading

import pytest

from consensus.db import db
from consensus.webhooks.delivering import tell_webhooks
from consensus.webhooks.terms import DeliveryState
from tests.support.databases import ENGINES
from tests.webhooks.conftest import Hooks


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_clocks_that_go_their_rounds_at_once_bring_each_message_once_and_in_its_order(hooks: Hooks) -> None:
    for _each in range(2):
        hooks.hook()
        hooks.in_objection()
    instant, begins, failed = hooks.tick(), threading.Barrier(2), list[BaseException]()

    def goes_its_rounds() -> None:
        with hooks.app.app_context():
            begins.wait()
            try:
                for _round in range(4):
                    tell_webhooks(db.session(), hooks.settings, now=instant, goes_on=lambda: True)
            except BaseException as error:  # noqa: BLE001 - a thread that dies unseen would hide why
                failed.append(error)
            finally:
                db.session.remove()

    clocks = [threading.Thread(target=goes_its_rounds) for _each in range(2)]
    for each in clocks:
        each.start()
    for each in clocks:
        each.join()

    assert failed == []
    deliveries = hooks.deliveries()
    assert {each.state for each in deliveries} == {DeliveryState.DELIVERED}
    brought = [got.headers["webhook-id"] for got in hooks.receiver.got]
    assert sorted(brought) == sorted(each.message_id for each in deliveries)
    for webhook_id in (1, 2):
        in_order = [each.message_id for each in deliveries if each.webhook_id == webhook_id]
        assert [each for each in brought if each in in_order] == in_order
