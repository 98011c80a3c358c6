"""The steward's pages about webhooks: what is added is told, its secret is shown once, and nobody else comes in."""

from __future__ import annotations

import re

from consensus.webhooks.models import Webhook
from consensus.webhooks.terms import Event
from tests.pages.test_statements import MOST, statements
from tests.support.browsing import text_of
from tests.webhooks.conftest import Hooks

PAGES = ("/steward/webhooks", "/steward/webhooks/new", "/steward/webhooks/1", "/steward/webhooks/1/change")
ACTS = ("1/test", "1/off", "1/on", "1/secret", "1/remove", "1/change", "new", "deliveries/1/again")


def form(hooks: Hooks, **changed: object) -> dict[str, object]:
    usual = {"kind": "generic", "body": str(hooks.body_id), "name": "Room", "address": hooks.receiver.address, "language": "en"}
    return usual | {"audience": "body", "events": [Event.OPENED.value], "tells_title": "y"} | changed


def test_a_program_is_added_tested_changed_and_removed_and_its_secret_is_shown_once(hooks: Hooks) -> None:
    sam = hooks.browser("Sam")
    assert "/steward/webhooks" in text_of(sam.get("/steward/members"))
    made = sam.post("/steward/webhooks/new", form(hooks))
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", text_of(made))
    assert secret is not None
    assert made.headers["Cache-Control"] == "no-store"
    sam.post("/steward/webhooks/1/test")
    hooks.in_comment()
    hooks.round()
    assert [got.said["type"] for got in hooks.receiver.got] == ["test", "proposal.opened"]

    page = text_of(sam.get("/steward/webhooks/1"))
    assert "A proposal is open for comment" in page
    assert hooks.receiver.host in page
    for address in PAGES:
        shown = text_of(sam.get(address))
        assert secret[0] not in shown
        assert "a-secret-path" not in shown
    another = text_of(sam.post("/steward/webhooks/1/secret"))
    assert "For 7 days every message is also signed with the secret before" in another
    assert secret[0] not in another
    assert "signed with the one before, too, until" in text_of(sam.get("/steward/webhooks/1"))
    sam.post("/steward/webhooks/1/change", form(hooks, name="Quiet room", address=""))
    assert "Quiet room" in text_of(sam.get("/steward/webhooks"))
    sam.post("/steward/webhooks/deliveries/2/again")
    hooks.round()
    assert len(hooks.receiver.got) == 3
    sam.post("/steward/webhooks/1/off")
    assert "It is switched off." in text_of(sam.get("/steward/webhooks/1"))
    sam.post("/steward/webhooks/1/remove")
    assert hooks.count(Webhook) == 0


def test_what_was_wrong_is_said_at_its_field_and_what_was_typed_stays(hooks: Hooks) -> None:
    answer = hooks.browser("Sam").post("/steward/webhooks/new", form(hooks, address="https://10.0.0.1/hook"))
    assert answer.status_code == 422
    assert "Give the server by its name, not by numbers." in text_of(answer)
    assert 'value="https://10.0.0.1/hook"' in text_of(answer)
    assert hooks.count(Webhook) == 0


def test_nobody_but_a_steward_comes_in_or_does_anything(hooks: Hooks) -> None:
    hooks.hook()
    hooks.in_comment()
    hooks.round()
    before = hooks.entries()
    vera = hooks.browser("Vera")
    assert "/steward/webhooks" not in text_of(vera.get("/"))
    for address in PAGES:
        assert vera.get(address).status_code == 403
        assert hooks.browser(None).get(address).status_code in (302, 303, 401)
    for act in ACTS:
        assert vera.post(f"/steward/webhooks/{act}", form(hooks)).status_code == 403
    assert hooks.entries() == before


def test_a_log_costs_the_same_however_long_it_is(hooks: Hooks) -> None:
    hooks.hook()
    for _again in range(3):
        hooks.in_comment()
    hooks.round()
    for address in PAGES:
        assert len(statements(hooks, "Sam", address)) <= MOST
