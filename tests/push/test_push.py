"""A device is told that something waits, once, while its person is signed in there; without a key nothing is offered or asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from consensus.people.commands import sign_out_everywhere
from consensus.push import delivering
from consensus.push.commands import Subscription, sealing_of
from consensus.push.delivering import CLAIM, FIRST_WAIT, KEPT, LASTS, REFUSED_FOR_GOOD
from consensus.push.models import PushDevice, PushMessage
from consensus.push.queue import has_push
from tests.pages.scene import DAY
from tests.pages.test_statements import MOST, statements
from tests.push.conftest import SERVICE, Pushing
from tests.support.browsing import text_of
from tests.support.databases import ENGINES


def messages(pushing: Pushing) -> list[PushMessage]:
    pushing.session.rollback()
    found = select(PushMessage).order_by(PushMessage.id).execution_options(populate_existing=True)
    return list(pushing.session.scalars(found))


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_every_device_is_told_once_and_reads_what_no_other_can(pushing: Pushing, caplog: pytest.LogCaptureFixture) -> None:
    assert not pushing.waits("Vera")
    pushing.subscribed("Vera")
    pushing.subscribed("Vera", "two")
    assert pushing.waits("Vera")
    assert not pushing.waits("Vera")
    assert (pushing.round(), pushing.round()) == (2, 0)
    assert [got.path for got in pushing.receiver.got] == ["/one", "/two"]
    got = pushing.receiver.got[0]
    wanted = {"title": "Something waits for you", "text": "Open the page.", "url": "/proposals/1", "tag": "notice:1"}
    assert pushing.read(got) == wanted
    assert (got.headers["content-encoding"], got.headers["ttl"]) == ("aes128gcm", "86400")
    assert got.headers["authorization"].startswith("vapid t=")
    assert b"waits" not in got.content
    assert [(each.title, each.text, each.url, each.is_told) for each in messages(pushing)] == [("", "", "", True)] * 2
    assert SERVICE not in caplog.text


def test_what_waits_for_its_hour_is_told_then(pushing: Pushing) -> None:
    pushing.subscribed("Vera")
    pushing.waits("Vera", not_before=pushing.now + 3 * DAY)
    assert pushing.round(pushing.now + 2 * DAY) == 0
    assert pushing.round(pushing.now + 3 * DAY) == 1


def test_a_clock_that_is_killed_on_the_way_tells_again_under_the_same_name(pushing: Pushing, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_given: Any) -> None:
        raise KeyboardInterrupt

    pushing.subscribed("Vera")
    pushing.waits("Vera")
    with monkeypatch.context() as patched:
        patched.setattr(delivering, "_end", dies)
        with pytest.raises(KeyboardInterrupt):
            pushing.round()
    pushing.session.rollback()
    assert [pushing.round(pushing.now + CLAIM / 2), pushing.round(pushing.now + CLAIM)] == [0, 1]
    assert [pushing.read(got)["tag"] for got in pushing.receiver.got] == ["notice:1", "notice:1"]


def test_what_fails_is_tried_again_and_not_told_any_more_after_a_day(pushing: Pushing) -> None:
    pushing.subscribed("Vera")
    pushing.waits("Vera")
    pushing.receiver.status = 503
    assert [pushing.round(), pushing.round(pushing.now + FIRST_WAIT / 2)] == [0, 0]
    assert len(pushing.receiver.got) == 1
    pushing.round(pushing.now + FIRST_WAIT)
    assert len(pushing.receiver.got) == 2
    pushing.receiver.status = 201
    late = pushing.now + LASTS + timedelta(seconds=1)
    assert pushing.round(late) == 0
    assert [(each.is_told, each.title) for each in messages(pushing)] == [(False, "")]
    pushing.round(late + KEPT + DAY)
    assert messages(pushing) == []


def test_what_asks_for_something_is_not_told_after_its_end(pushing: Pushing) -> None:
    pushing.subscribed("Vera")
    for key, ends in (("notice:1", DAY / 24), ("notice:2", DAY / 2)):
        pushing.waits("Vera", key, not_after=pushing.now + ends)

    assert pushing.round(pushing.now + DAY / 24) == 1

    assert [(each.key, each.is_told) for each in messages(pushing)] == [("notice:1", False), ("notice:2", True)]


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_its_service_does_not_know_any_more_is_forgotten(pushing: Pushing, status: int) -> None:
    pushing.subscribed("Vera")
    pushing.waits("Vera")
    pushing.receiver.status = status
    pushing.round()
    assert (pushing.count(PushDevice), pushing.count(PushMessage)) == (0, 0)


def test_a_device_that_is_refused_is_forgotten_only_once_it_was_for_hours(pushing: Pushing) -> None:
    pushing.subscribed("Vera")
    pushing.waits("Vera")
    pushing.receiver.status = 403
    at = pushing.now
    for _try in range(REFUSED_FOR_GOOD):
        assert pushing.count(PushDevice) == 1, "a clock that is wrong for an hour must cost nobody their device"
        pushing.round(at)
        at = max([at, *(each.next_try_at for each in messages(pushing))])
    assert at - pushing.now > timedelta(hours=8)
    assert (pushing.count(PushDevice), pushing.count(PushMessage)) == (0, 0)


def test_signing_out_ends_the_device_on_which_it_is_done_and_no_other(pushing: Pushing) -> None:
    one = pushing.subscribed("Vera")
    pushing.subscribed("Vera", "two")
    one.post("/sign-out")
    pushing.waits("Vera")
    pushing.round()
    assert [got.path for got in pushing.receiver.got] == ["/two"]


def test_signing_out_everywhere_ends_all_devices_and_what_waits_for_them(pushing: Pushing) -> None:
    pushing.subscribed("Vera")
    pushing.waits("Vera")
    sign_out_everywhere(pushing.session, actor=pushing.actor("Vera"), now=pushing.tick())
    assert not has_push(pushing.session, pushing.person_id["Vera"])
    assert pushing.round() == 0
    assert pushing.receiver.got == []
    assert pushing.count(PushDevice) == 0


def test_a_browser_that_somebody_else_switches_on_tells_the_other_alone(pushing: Pushing) -> None:
    pushing.subscribed("Vera")
    pushing.subscribed("Ines")
    assert not pushing.waits("Vera")
    assert pushing.waits("Ines")


def test_devices_stand_on_the_account_and_only_their_person_removes_them(pushing: Pushing) -> None:
    vera = pushing.subscribed("Vera")
    page = text_of(vera.get("/account"))
    assert "Telephone one" in page
    assert "this one" in page
    assert 'id="push"' not in page
    assert SERVICE not in page
    assert pushing.browser("Ines").post("/account/push/1/remove").status_code == 404
    assert pushing.count(PushDevice) == 1
    assert vera.post("/account/push/1/remove").status_code == 303
    assert pushing.count(PushDevice) == 0
    assert 'id="push"' in text_of(vera.get("/account"))
    assert len(statements(pushing, "Vera", "/account")) <= MOST


@pytest.mark.parametrize(
    "changed",
    [
        {"endpoint": "https://127.0.0.1/push"},
        {"endpoint": "http://push.example.org/x"},
        {"endpoint": ""},
        {"public": "BAAA"},
        {"public": "B" + "A" * 86},
        {"auth": "c2hvcnQ"},
        {"auth": "$"},
    ],
)
def test_what_no_browser_gives_is_refused(pushing: Pushing, changed: dict[str, str]) -> None:
    assert pushing.browser("Vera").post("/account/push", pushing.fields(**changed)).status_code == 422
    assert pushing.count(PushDevice) == 0


def test_no_browser_names_a_server_inside_though_the_operator_allowed_it_for_webhooks(pushing: Pushing) -> None:
    inside = {"endpoint": f"http://{pushing.receiver.host}/api/logout"}
    assert pushing.browser("Vera").post("/account/push", pushing.fields(**inside)).status_code == 422
    pushing.subscribed("Vera")
    kept = pushing.session.scalars(select(PushDevice)).one()
    kept.sealed = Subscription(**inside, public=pushing.fields()["public"], auth=pushing.fields()["auth"]).sealed(
        sealing_of(pushing.settings.secret_key)
    )
    pushing.session.commit()
    pushing.waits("Vera")
    pushing.round()
    assert pushing.receiver.got == []


def test_a_service_that_does_not_answer_is_asked_once_in_a_round_and_holds_up_no_other(pushing: Pushing) -> None:
    dead, asked = "dead.example.org", list[str]()

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return [] if host == dead else ["93.184.216.34"]

    pushing.ways = replace(pushing.ways, resolve=resolve)
    vera = pushing.browser("Vera")
    for device in ("one", "two", "three"):
        vera.post("/account/push", pushing.fields(device, endpoint=f"https://{dead}/{device}"))
    pushing.subscribed("Ines")
    for name in ("Vera", "Ines"):
        pushing.waits(name)
    assert pushing.round() == 1
    assert asked == [dead, SERVICE]
    pushing.waits("Ines", "notice:2")
    asked.clear()
    pushing.round(pushing.now + FIRST_WAIT)
    assert asked == [SERVICE, dead]


def test_without_a_key_nothing_is_offered_taken_or_asked(pushing: Pushing) -> None:
    vera = pushing.subscribed("Vera")
    pushing.waits("Vera")
    pushing.settings = replace(pushing.settings, push_key=None)
    pushing.app.config["SETTINGS"] = pushing.settings
    assert "push" not in text_of(vera.get("/account"))
    assert vera.post("/account/push", pushing.fields("two")).status_code == 422
    assert (pushing.round(), pushing.receiver.got) == (0, [])
    delivering.push(pushing.session, pushing.settings, now=pushing.now, goes_on=lambda: True)
    assert pushing.count(PushDevice) == 0
