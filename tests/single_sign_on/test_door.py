"""Coming in by an account at a real provider, which runs on this machine: who comes in, and who does not."""

from __future__ import annotations

import dataclasses
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from consensus.notifications.deriving import derive_some
from consensus.notifications.models import Notice
from consensus.people.commands import request_reset
from consensus.people.models import Doorway, Person, SignInAttempt
from consensus.people.models_identity import Identity
from consensus.web.now import now
from tests.bodies.world import entries
from tests.single_sign_on.door import WORDS, Door
from tests.support.browsing import text_of
from tests.support.provider import ASKING

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_whoever_bound_an_account_comes_in_by_it_and_goes_on_to_where_they_wanted(door: Door) -> None:
    vera = door.person()
    door.binds(vera, "vera-17")
    browser = door.browser()
    answer = door.goes(browser, "vera-17", "/sign-in/elsewhere?next=/bodies")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/bodies")
    assert door.signed_in(browser) == "Vera Verified"
    (kept,) = door.session.scalars(select(Identity.subject_sha256))
    assert "vera" not in kept
    assert entries(door.session, "link_identity") == [
        entry for entry in entries(door.session, "link_identity") if entry["data"] == {"by": "person", "person": vera.id}
    ]
    assert list(door.session.scalars(select(SignInAttempt.key))) == []


def test_a_stranger_does_not_come_in_and_is_told_what_to_do(door: Door) -> None:
    door.person()
    browser = door.browser()
    answer = door.goes(browser, "vera-17")
    assert answer.status_code == 403
    assert "ask a steward" in text_of(answer)
    assert (door.signed_in(browser), door.bound) == (None, []), "nobody trusts the address"


def test_where_addresses_are_trusted_a_checked_one_lets_its_owner_in(door: Door) -> None:
    vera = door.person(has_password=False)
    door.provider.trusts_addresses = True
    browser = door.browser()
    door.goes(browser, "vera-17")
    assert (door.signed_in(browser), door.bound) == ("Vera Verified", ["Vera Verified"])
    (entry,) = entries(door.session, "link_identity")
    assert (entry["actor"], entry["data"]) == ("clock", {"by": "address", "person": vera.id}), "whoever came need not be her"
    derive_some(door.session, now=now())
    assert set(door.session.scalars(select(Notice.kind).where(Notice.person_id == vera.id))) == {"identity_bound"}


@pytest.mark.parametrize(
    ("name", "subject"),
    [("Paul Plain", "paul-3"), ("Sam Steward", "sam-1"), ("Nobody Known", "vera-17")],
    ids=["an address that was not checked", "a steward", "an address that nobody has"],
)
def test_where_addresses_are_trusted_no_other_is(door: Door, name: str, subject: str) -> None:
    if name != "Sam Steward":
        door.person(name)
    door.provider.trusts_addresses = True
    people = len(door.session.scalars(select(Person.id)).all())
    browser = door.browser()
    assert door.goes(browser, subject).status_code == 403
    assert (door.signed_in(browser), door.bound) == (None, [])
    assert len(door.session.scalars(select(Person.id)).all()) == people, "nobody is added"


def test_an_address_that_went_to_another_account_lets_nobody_in(door: Door) -> None:
    door.person()
    door.provider.trusts_addresses = True
    door.goes(door.browser(), "vera-17")
    browser = door.browser()
    assert door.goes(browser, "vera-99").status_code == 403
    assert door.signed_in(browser) is None


def test_who_may_not_sign_in_does_not_come_in_by_this_door_either(door: Door) -> None:
    vera = door.person()
    door.binds(vera, "vera-17")
    door.session.get_one(Person, vera.id).is_active = False
    door.session.commit()
    assert door.goes(door.browser(), "vera-17").status_code == 403


def test_an_account_is_bound_only_once_its_owner_says_that_it_is_theirs(door: Door) -> None:
    browser = door.browser(door.person())
    door.goes(browser, "vera-17", "/account/elsewhere/bind")
    assert door.bound == []
    assert "vera.verified@invented.example" in text_of(browser.get("/account/elsewhere/confirm"))
    browser.post("/account/elsewhere/confirm", {"present_password": WORDS})
    assert door.bound == ["Vera Verified"]


def test_an_account_belongs_to_one_person_and_a_person_to_one_account(door: Door) -> None:
    vera, paul = door.person(), door.person("Paul Plain")
    door.binds(vera, "vera-17")
    assert door.binds(paul, "vera-17").status_code == 422
    assert door.binds(vera, "vera-99").status_code == 409
    assert door.bound == ["Vera Verified"]


def test_binding_goes_on_for_nobody_but_who_began_it(door: Door) -> None:
    vera, paul = door.person(), door.person("Paul Plain")
    paul_id = paul.id
    browser = door.browser(vera)
    back = door.answers(door.leaves(browser, "/account/elsewhere/bind"), "vera-17")
    browser.sign_in(paul_id)
    assert browser.get(back).status_code == 400
    assert browser.get("/account/elsewhere/confirm").status_code == 400
    assert door.bound == []


def test_an_account_is_let_go_and_every_other_session_with_it(door: Door) -> None:
    vera = door.person()
    door.binds(vera, "vera-17")
    browser, other = door.browser(vera), door.browser(vera)
    browser.post("/account/elsewhere/end")
    assert door.bound == []
    assert (browser.get("/account").status_code, other.get("/account").status_code) == (200, 303)
    assert len(entries(door.session, "unlink_identity")) == 1


def test_nobody_closes_the_only_door_they_have_and_a_link_opens_another(door: Door) -> None:
    vera = door.person(has_password=False)
    door.provider.trusts_addresses = True
    browser = door.browser()
    door.goes(browser, "vera-17")
    assert browser.post("/account/elsewhere/end").status_code == 422
    assert door.bound == ["Vera Verified"]
    request_reset(door.session, email="vera.verified@invented.example", network_address="127.0.0.1", now=now())
    assert list(door.session.scalars(select(Doorway.person_id))) == [vera.id]


def test_an_answer_is_taken_once_and_in_no_other_browser(door: Door) -> None:
    door.binds(door.person(), "vera-17")
    browser, other = door.browser(), door.browser()
    back = door.answers(door.leaves(browser), "vera-17")
    assert other.get(back).status_code == 400
    assert door.signed_in(other) is None
    assert browser.get(back).status_code == 303
    assert browser.get(back).status_code == 400


def test_an_answer_of_another_provider_is_not_taken(door: Door) -> None:
    door.binds(door.person(), "vera-17")
    browser = door.browser()
    for named in ("&iss=https://accounts.other.example", ""):
        back = re.sub(r"&iss=[^&]+", named, door.answers(door.leaves(browser), "vera-17"))
        assert browser.get(back).status_code == 400, "it says of itself that it names itself"
    assert door.signed_in(browser) is None


def test_a_code_of_another_attempt_is_not_taken(door: Door) -> None:
    """Somebody puts the code of their own account into another's way back."""
    door.binds(door.person(), "vera-17")
    theirs = parse_qs(urlsplit(door.answers(door.leaves(door.browser()), "vera-17")).query)["code"][0]
    browser = door.browser()
    back = re.sub(r"code=[^&]+", f"code={theirs}", door.answers(door.leaves(browser), "paul-3"))
    assert browser.get(back).status_code == 400
    assert door.signed_in(browser) is None


def test_whoever_declines_there_is_told_so(door: Door) -> None:
    door.provider = door.there.known_as(ASKING)
    browser = door.browser()
    back = door.there.visitor("vera-17").answers(door.leaves(browser))
    answer = browser.get(back.removeprefix("http://127.0.0.1:8000"))
    assert "error=access_denied" in back
    assert answer.status_code == 400
    assert "You did not sign in at the other site" in text_of(answer)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_led_elsewhere_afterwards(door: Door, target: str) -> None:
    door.binds(door.person(), "vera-17")
    answer = door.goes(door.browser(), "vera-17", f"/sign-in/elsewhere?next={target}")
    assert answer.headers["Location"] == "/"


def test_a_session_that_was_there_before_does_not_go_on(door: Door) -> None:
    door.binds(door.person(), "vera-17")
    browser = door.browser()
    with browser.client.session_transaction() as kept:
        kept["planted"] = "by somebody else"
    door.goes(browser, "vera-17")
    with browser.client.session_transaction() as kept:
        assert "planted" not in kept


def test_attempts_that_end_nowhere_are_limited(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consensus.single_sign_on.commands.PER_ORIGIN", 2)
    browser = door.browser()
    assert [door.goes(browser, "paul-3").status_code for _ in range(3)] == [403, 403, 429]


def test_a_provider_that_does_not_answer_is_said_to_be_away(door: Door) -> None:
    gone = dataclasses.replace(door.provider, issuer="http://127.0.0.1:1", _known=None)
    door.provider = gone
    assert door.browser().get("/sign-in/elsewhere").status_code == 502


def test_a_provider_that_calls_itself_otherwise_is_not_taken(door: Door) -> None:
    door.provider = dataclasses.replace(door.provider, issuer=f"{door.there.issuer}/", _known=None)
    assert door.browser().get("/sign-in/elsewhere").status_code == 502


def test_the_door_is_shown_where_there_is_one_and_the_password_beside_it(door: Door) -> None:
    page = text_of(door.browser().get("/sign-in?next=/bodies"))
    assert 'href="/sign-in/elsewhere?next=/bodies"' in page or 'href="/sign-in/elsewhere?next=%2Fbodies"' in page
    assert 'name="password"' in page
    assert "/account/elsewhere" in text_of(door.browser(door.person()).get("/account"))
    door.app.extensions["single_sign_on"] = None
    assert "elsewhere" not in text_of(door.browser().get("/sign-in"))
    assert door.browser().get("/sign-in/elsewhere").status_code == 404
