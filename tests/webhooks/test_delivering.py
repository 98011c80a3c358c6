"""What happens is told once, in its order, to whoever may read it; what cannot be brought is tried again, and given up in the end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from consensus import ledger
from consensus.domain.terms import Visibility
from consensus.outward.trouble import Trouble
from consensus.proposals import commands as proposing
from consensus.webhooks import delivering
from consensus.webhooks.commands import switch_webhook, try_webhook
from consensus.webhooks.delivering import CLAIM
from consensus.webhooks.making import lay_down
from consensus.webhooks.models import Webhook
from consensus.webhooks.terms import FIRST_WAIT, KEPT, MOST_TRIES, OFF_AFTER, DeliveryState, Kind
from tests.pages.scene import DAY, QUESTION
from tests.support.databases import ENGINES
from tests.webhooks.conftest import Hooks

ON_BOTH = pytest.mark.parametrize("engine", ENGINES, indirect=True)


def types(hooks: Hooks) -> list[str]:
    return [got.said["type"] for got in hooks.receiver.got]


@ON_BOTH
def test_what_happens_is_told_once_in_its_order_with_its_title(hooks: Hooks) -> None:
    hooks.adopted()
    hooks.hook()
    proposal_id = hooks.adopted()

    hooks.round()
    assert hooks.round() == 0

    assert types(hooks) == ["proposal.opened", "proposal.objections_called", "proposal.consensus_called", "decision.taken"]
    data: dict[str, Any] = hooks.receiver.got[-1].said["data"]
    assert data["title"] == QUESTION
    assert data["decision"] == {
        "has_dissent": True,
        "number": "WATER/2026/002",
        "outcome": "consensus_with_reservations",
        "status": "in_force",
    }
    assert data["url"] == "http://127.0.0.1:8000/archive/WATER/2026/002"
    assert hooks.receiver.got[0].said["data"]["url"] == f"http://127.0.0.1:8000/proposals/{proposal_id}"
    assert ledger.verify(hooks.session).problems == ()


@ON_BOTH
def test_a_clock_that_is_killed_at_any_step_leaves_nothing_out_and_brings_nothing_else_twice(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = hooks.hook()
    hooks.in_objection()
    lay_down(hooks.session, now=hooks.now)
    # Killed after the cursor went on: the same entries are not looked at again.
    lay_down(hooks.session, now=hooks.now)
    assert len(hooks.deliveries()) == 2

    # Killed between the answer of the server and its being written down.
    def dies(*_given: Any, **_more: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(delivering, "_settle", dies)
        with pytest.raises(KeyboardInterrupt):
            hooks.round(hooks.now)
    hooks.session.rollback()
    assert hooks.round(hooks.now + CLAIM / 2) == 0
    assert hooks.round(hooks.now + CLAIM) == 2

    ids = [got.headers["webhook-id"] for got in hooks.receiver.got]
    assert ids[0] == ids[1]
    assert types(hooks) == ["proposal.opened", "proposal.opened", "proposal.objections_called"]
    assert {each.state for each in hooks.deliveries()} == {DeliveryState.DELIVERED}
    assert hooks.webhook(added.webhook_id).failures == 0


@pytest.mark.parametrize("behind", [0, 1])
def test_a_message_at_which_the_clock_fails_each_time_is_given_up_and_the_next_has_its_turn(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch, behind: int
) -> None:
    hooks.hook()
    (hooks.in_objection if behind else hooks.in_comment)()
    lay_down(hooks.session, now=hooks.now)
    says = delivering._message

    def fails(session: Any, settings: Any, claimed: Any, now: Any) -> Any:
        if claimed.delivery_id == 1:
            raise ZeroDivisionError
        return says(session, settings, claimed, now)

    monkeypatch.setattr(delivering, "_message", fails)
    for count in range(MOST_TRIES):
        with pytest.raises(ZeroDivisionError):
            hooks.round(hooks.now + count * CLAIM)
        hooks.session.rollback()
    assert hooks.round(hooks.now + MOST_TRIES * CLAIM) == behind
    assert types(hooks) == ["proposal.objections_called"] * behind
    assert [each.state for each in hooks.deliveries()] == [DeliveryState.GIVEN_UP, *[DeliveryState.DELIVERED] * behind]


def test_a_clock_that_slept_through_its_claim_writes_nothing_down(hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    hooks.hook()
    hooks.in_comment()
    lay_down(hooks.session, now=hooks.now)
    awake = delivering._sent

    def sleeps(*given: Any) -> Any:
        monkeypatch.setattr(delivering, "_sent", awake)
        assert hooks.round(hooks.now + CLAIM) == 1
        return delivering.Ending(trouble=Trouble.TOO_SLOW)

    monkeypatch.setattr(delivering, "_sent", sleeps)
    assert hooks.round(hooks.now) == 0
    (only,) = hooks.deliveries()
    assert (only.state, only.tries, only.trouble) == (DeliveryState.DELIVERED, 2, None)


@pytest.mark.parametrize(
    ("audience", "visibility", "heard"),
    [
        (Visibility.BODY, Visibility.BODY, True),
        (Visibility.BODY, Visibility.PUBLIC, True),
        (Visibility.NETWORK, Visibility.BODY, False),
        (Visibility.NETWORK, Visibility.NETWORK, True),
        (Visibility.PUBLIC, Visibility.NETWORK, False),
        (Visibility.PUBLIC, Visibility.PUBLIC, True),
    ],
)
def test_nothing_is_told_where_somebody_listens_who_may_not_read_it(
    hooks: Hooks, audience: Visibility, visibility: Visibility, *, heard: bool
) -> None:
    hooks.hook(audience=audience)
    hooks.in_comment(visibility=visibility)
    hooks.round()
    assert types(hooks) == ["proposal.opened"] * heard


def test_what_was_made_narrower_before_it_could_be_brought_is_withheld(hooks: Hooks) -> None:
    hooks.hook(audience=Visibility.PUBLIC)
    proposal_id = hooks.in_comment(visibility=Visibility.PUBLIC)
    lay_down(hooks.session, now=hooks.now)
    hooks.do("Owen", proposing.return_to_drafting, proposal_id, reason="Not yet.")
    hooks.do("Owen", proposing.change_visibility, proposal_id, visibility=Visibility.BODY)
    hooks.round()
    assert hooks.receiver.got == []
    assert hooks.deliveries()[0].state is DeliveryState.WITHHELD


def test_a_decision_with_dissent_always_says_so_and_never_whose_it_is(hooks: Hooks) -> None:
    for kind in (Kind.GENERIC, Kind.SLACK):
        hooks.hook(kind, audience=Visibility.PUBLIC)
        hooks.hook(kind, audience=Visibility.PUBLIC, tells_title=False)
    proposal_id = hooks.in_consensus(visibility=Visibility.PUBLIC)
    for name in ("Owen", "Femi", "Ines", "Rita", "Bela"):
        hooks.says(name, proposal_id, "support")
    hooks.says("Vera", proposal_id, "stand_aside", "The hills are too far.")
    hooks.over(proposal_id)
    hooks.round()

    taken = [got for got in hooks.receiver.got if b"decided" in got.content]
    assert len(taken) == 4
    for got in taken:
        assert "With dissent." in got.said.get("text", "") + got.said.get("data", {}).get("text", "")
        assert got.said.get("data", {"decision": {"has_dissent": True}})["decision"]["has_dissent"] is True
    everything = b"".join(got.content for got in hooks.receiver.got)
    for word in (b"Vera", b"hills", b"invented.example", b"stand_aside"):
        assert word not in everything.replace(b"consensus_with_stand_asides", b"")


def test_where_titles_are_not_told_neither_title_nor_body_nor_number_is(hooks: Hooks) -> None:
    hooks.hook(tells_title=False)
    hooks.hook(Kind.MATRIX, tells_title=False, room="!r:example.org", token="t")
    proposal_id = hooks.adopted()
    hooks.round()
    everything = b"".join(got.content for got in hooks.receiver.got).decode()
    for word in (QUESTION, "WATER", "Water", "consensus_with", "full_consensus"):
        assert word not in everything
    assert f"/proposals/{proposal_id}" in everything


def test_a_webhook_of_the_network_hears_of_every_body_and_one_of_a_body_of_its_own(hooks: Hooks) -> None:
    hooks.hook(everywhere=True, audience=Visibility.NETWORK)
    hooks.hook()
    hooks.session.execute(update(Webhook).where(Webhook.id == 2).values(body_id=None, audience=Visibility.NETWORK))
    hooks.in_comment(visibility=Visibility.NETWORK)
    hooks.round()
    assert len(types(hooks)) == 2


def test_what_fails_is_tried_again_later_and_later_and_holds_up_what_follows(hooks: Hooks) -> None:
    added = hooks.hook()
    hooks.in_objection()
    hooks.receiver.status = 503
    began = hooks.now
    assert hooks.round(began) == 0
    assert hooks.round(began + FIRST_WAIT / 2) == 0
    assert hooks.round(began + FIRST_WAIT) == 0
    assert hooks.round(began + 2 * FIRST_WAIT) == 0
    assert [(each.tries, each.status, each.state) for each in hooks.deliveries()] == [
        (2, 503, DeliveryState.WAITING),
        (0, None, DeliveryState.WAITING),
    ]
    hooks.receiver.status = 200
    assert hooks.round(began + 4 * FIRST_WAIT) == 2
    assert hooks.webhook(added.webhook_id).failing_since is None


def test_after_so_many_tries_the_next_has_its_turn_and_after_days_the_webhook_is_switched_off(hooks: Hooks) -> None:
    added = hooks.hook()
    hooks.in_consensus()
    hooks.receiver.status = 307
    began = at = hooks.now
    for _turn in range(60):
        hooks.round(at)
        found = hooks.webhook(added.webhook_id)
        if not found.is_on:
            break
        at = max(at, found.next_try_at)
    first, second, third = hooks.deliveries()
    assert (first.state, first.tries) == (DeliveryState.GIVEN_UP, MOST_TRIES)
    assert (second.state, third.state, third.tries > 0) == (DeliveryState.GIVEN_UP, DeliveryState.GIVEN_UP, True)
    found = hooks.webhook(added.webhook_id)
    assert found.gave_up_at is not None
    assert OFF_AFTER <= found.gave_up_at - began <= OFF_AFTER + DAY
    assert hooks.entries()[-1] == "give_up_webhook"
    assert all(got.path == "/hooks/a-secret-path" for got in hooks.receiver.got)


def test_a_server_that_is_gone_is_asked_no_more(hooks: Hooks) -> None:
    added = hooks.hook()
    hooks.in_comment()
    hooks.receiver.status = 410
    hooks.round()
    assert not hooks.webhook(added.webhook_id).is_on
    hooks.receiver.status = 200
    hooks.round(hooks.now + DAY)
    assert len(hooks.receiver.got) == 1


def test_what_happens_while_it_is_off_is_not_told_afterwards(hooks: Hooks) -> None:
    added = hooks.hook()
    switch_webhook(hooks.session, actor=hooks.steward, webhook_id=added.webhook_id, is_on=False, now=hooks.tick())
    hooks.in_comment()
    hooks.round()
    switch_webhook(hooks.session, actor=hooks.steward, webhook_id=added.webhook_id, is_on=True, now=hooks.tick())
    hooks.in_objection()
    hooks.round()
    assert types(hooks) == ["proposal.opened", "proposal.objections_called"]


def test_an_address_is_judged_again_each_time_something_is_brought(hooks: Hooks) -> None:
    hooks.hook()
    hooks.in_comment()
    hooks.settings = type(hooks.settings)(**{**vars(hooks.settings), "outward_allowed": ()})
    hooks.round()
    assert hooks.receiver.got == []
    assert hooks.deliveries()[0].trouble is Trouble.NOT_HTTPS


def test_a_test_is_brought_at_once_and_holds_up_nothing(hooks: Hooks) -> None:
    added = hooks.hook()
    hooks.in_comment()
    hooks.receiver.status = 500
    hooks.round()
    try_webhook(hooks.session, actor=hooks.steward, webhook_id=added.webhook_id, now=hooks.now)
    hooks.receiver.status = 200
    assert hooks.round(hooks.now) == 2
    assert types(hooks)[1:] == ["test", "proposal.opened"]


def test_a_test_that_fails_brings_nothing_else_sooner(hooks: Hooks) -> None:
    added = hooks.hook()
    hooks.in_comment()
    hooks.receiver.status = 500
    hooks.round(hooks.now)
    waits_until = hooks.now + FIRST_WAIT
    try_webhook(hooks.session, actor=hooks.steward, webhook_id=added.webhook_id, now=hooks.now)
    hooks.round(hooks.now)
    hooks.round(waits_until - FIRST_WAIT / 4)
    assert types(hooks) == ["proposal.opened", "test"]
    hooks.round(waits_until)
    assert types(hooks) == ["proposal.opened", "test", "proposal.opened"]


def test_who_answers_is_told_before_who_does_not_and_who_is_slow_waits_for_another_turn(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _each in range(3):
        hooks.hook()
    hooks.in_objection()
    lay_down(hooks.session, now=hooks.now)
    asked: list[int] = []
    passed = timedelta()

    def sent(request: Any, *_given: Any) -> Any:
        nonlocal passed
        found = next(each.webhook_id for each in hooks.deliveries() if each.message_id == request.headers["webhook-id"])
        asked.append(found)
        passed += timedelta(seconds={1: 10, 2: 10, 3: 0}[found])
        return delivering.Ending(trouble=Trouble.TOO_SLOW) if found == 1 else delivering.Ending(status=200)

    def told_at(at: datetime) -> list[int]:
        nonlocal passed
        passed = timedelta()
        asked.clear()
        delivering.bring_what_waits(hooks.session, hooks.settings, clock=lambda: at + passed, goes_on=lambda: True)
        return list(asked)

    monkeypatch.setattr(delivering, "_sent", sent)
    assert told_at(hooks.now) == [1, 2, 3, 3]
    assert told_at(hooks.now + DAY) == [2, 1]


def test_the_log_forgets_after_a_month_and_nothing_is_told_again(hooks: Hooks) -> None:
    hooks.hook()
    hooks.in_comment()
    hooks.round()
    lay_down(hooks.session, now=hooks.now + KEPT + DAY)
    assert hooks.deliveries() == []
    assert hooks.round(hooks.now + KEPT + DAY) == 0
    assert len(hooks.receiver.got) == 1
