"""How somebody could come in as another by an account elsewhere, and does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from consensus.domain.errors import InvalidError
from consensus.people.commands import make_steward
from consensus.push.commands import sha256
from consensus.push.models import PushDevice
from consensus.push.queries import owner_of
from consensus.push.views import COOKIE
from consensus.single_sign_on.commands import sign_in_elsewhere
from consensus.web.now import now
from tests.bodies.statements import counted_statements
from tests.single_sign_on.door import WORDS, Door
from tests.support.browsing import text_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def comes_in(door: Door, email: str, *, subject: str = "anybody") -> int | None:
    said: dict[str, Any] = {"issuer": door.there.issuer, "subject": subject, "email": email, "trusts_addresses": True}
    return sign_in_elsewhere(door.session, **said, network_address="127.0.0.1", now=now())


@pytest.mark.parametrize(
    "email", ["\u212aarla.kind@invented.example", "karla.kind@invented.example\u00a0", "karla.kind@invented.example\n"]
)
def test_an_address_that_only_becomes_theirs_by_being_made_plain_is_another(door: Door, email: str) -> None:
    """The Kelvin sign is a K once it is made small, and its mailbox is somebody else's."""
    karla = door.person("Karla Kind")
    assert comes_in(door, email) is None
    assert comes_in(door, "Karla.Kind@invented.example") == karla.id


def test_whoever_becomes_a_steward_comes_in_by_no_account_that_was_bound_before(door: Door) -> None:
    vera = door.person()
    vera_id = vera.id
    door.provider.trusts_addresses = True
    browser = door.browser()
    door.goes(browser, "vera-17")
    assert door.signed_in(browser) == "Vera Verified"
    make_steward(door.session, actor=door.world.steward, person_id=vera_id, now=now())
    assert browser.get("/account").status_code == 303, "whoever came in by it is out"
    assert door.goes(door.browser(), "vera-17").status_code == 403
    again = door.browser()
    again.sign_in(vera_id, epoch=1)
    assert door.binds(vera, "vera-17", browser=again).status_code == 303, "by themselves they can"


def test_whoever_has_nothing_else_to_come_in_by_chooses_a_password_before_they_are_a_steward(door: Door) -> None:
    vera = door.person(has_password=False)
    door.provider.trusts_addresses = True
    door.goes(door.browser(), "vera-17")
    with pytest.raises(InvalidError, match="chooses one first"):
        make_steward(door.session, actor=door.world.steward, person_id=vera.id, now=now())
    assert door.bound == ["Vera Verified"]


def test_whoever_finds_a_browser_open_does_not_bind_their_own_account_to_its_owner(door: Door) -> None:
    vera = door.person()
    for words in ("", "a guess at it"):
        answer = door.binds(vera, "vera-99", words=words)
        assert answer.status_code == 422
        assert "This is not your present password." in text_of(answer)
    assert door.bound == []
    assert door.binds(vera, "vera-17").status_code == 303


def test_a_name_that_was_not_checked_is_not_shown_as_if_it_were(door: Door) -> None:
    """Somebody enters another's address at the provider, and leads them there to bind it."""
    browser = door.browser(door.person("Paul Plain"))
    door.goes(browser, "paul-3", "/account/elsewhere/bind")
    page = text_of(browser.get("/account/elsewhere/confirm"))
    assert "paul.plain@invented.example" in page
    assert "it could be anybody" in page
    door.goes(browser, "vera-17", "/account/elsewhere/bind")
    assert "it could be anybody" not in text_of(browser.get("/account/elsewhere/confirm"))


def test_nothing_is_bound_or_let_go_by_a_form_of_another_site(door: Door) -> None:
    vera = door.person()
    browser = door.browser(vera)
    door.goes(browser, "vera-17", "/account/elsewhere/bind")
    assert browser.client.post("/account/elsewhere/confirm").status_code == 400
    assert door.bound == []
    door.binds(vera, "vera-17")
    assert browser.client.post("/account/elsewhere/end").status_code == 400
    assert door.bound == ["Vera Verified"]


def test_nobody_who_is_signed_in_becomes_another_by_a_link_that_they_follow(door: Door) -> None:
    door.binds(door.person(), "vera-17")
    browser = door.browser(door.person("Paul Plain"))
    answer = browser.get("/sign-in/elsewhere?next=/bodies")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/bodies")
    assert door.signed_in(browser) == "Paul Plain"


def test_whoever_comes_in_by_it_is_told_nothing_for_who_was_there_before(door: Door) -> None:
    door.binds(door.person(), "vera-17")
    paul = door.person("Paul Plain")
    row = {"epoch": 0, "name": "Telephone", "endpoint_sha256": "0" * 64, "sealed": b"", "token_sha256": sha256("kept"), "made_at": now()}
    door.session.add(PushDevice(person_id=paul.id, **row))
    door.session.commit()
    browser = door.browser()
    browser.client.set_cookie(COOKIE, "kept")
    door.goes(browser, "vera-17")
    assert owner_of(door.session, "kept") is None


def test_an_answer_that_belongs_to_nothing_does_not_spoil_the_one_that_is_awaited(door: Door) -> None:
    door.binds(door.person(), "vera-17")
    browser = door.browser()
    back = door.answers(door.leaves(browser), "vera-17")
    assert browser.get("/sign-in/elsewhere/back?state=another&code=any").status_code == 400
    assert browser.get(back).status_code == 303


def test_what_was_found_for_one_person_is_bound_to_no_other(door: Door) -> None:
    vera, paul = door.person(), door.person("Paul Plain")
    paul_id = paul.id
    browser = door.browser(vera)
    door.goes(browser, "vera-17", "/account/elsewhere/bind")
    browser.sign_in(paul_id)
    assert browser.post("/account/elsewhere/confirm", {"present_password": WORDS}).status_code == 400
    assert door.bound == []


def test_an_answer_binds_once(door: Door) -> None:
    browser = door.browser(door.person())
    back = door.answers(door.leaves(browser, "/account/elsewhere/bind"), "vera-17")
    assert browser.get(back).status_code == 303
    assert "was used already" in text_of(browser.get(back)), "it is not even shown to the provider"


def test_whoever_comes_back_waits_for_others_who_write(door: Door) -> None:
    """On SQLite, who reads first and writes then loses what they did to a writer in between."""
    browser = door.browser()
    back = door.answers(door.leaves(browser), "vera-17")
    with counted_statements() as found:
        browser.get(back)
    writes = [at for at, each in enumerate(found) if each.startswith(("INSERT", "DELETE"))]
    begun = [[each for each in found[:at] if each.startswith("BEGIN")][-1] for at in writes]
    assert writes
    assert set(begun) == {"BEGIN IMMEDIATE"}


def test_whoever_said_nothing_for_too_long_begins_again(door: Door) -> None:
    browser = door.browser(door.person())
    door.goes(browser, "vera-17", "/account/elsewhere/bind")
    late = now() + timedelta(minutes=11)
    door.app.config["CLOCK"] = lambda: late
    assert browser.post("/account/elsewhere/confirm").status_code == 400
    assert door.bound == []


def test_a_room_full_of_people_binds_theirs_from_one_network(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consensus.single_sign_on.commands.PER_ORIGIN", 1)
    people = [door.person(), door.person("Paul Plain")]
    assert [door.binds(each, name).status_code for each, name in zip(people, ("vera-17", "paul-3"), strict=True)] == [303, 303]
