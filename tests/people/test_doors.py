"""Coming in and going out: who gets in, who does not, and what a stranger can learn on the way."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from consensus.app import create_app
from consensus.db import db
from consensus.people import commands
from tests.people.place import NOW, PASSWORD, Place
from tests.support.browsing import Visitor, text_of


def try_in(visitor: Visitor, email: str = "ada@invented.example", password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return visitor.post("/sign-in", {"email": email, "password": password, **more})


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/account").status_code == 200


def link_in(place: Place) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(\S+)", place.letters()[-1].read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def test_the_right_password_lets_in(place: Place) -> None:
    visitor = place.visitor()
    answer = try_in(visitor, email="  ADA@invented.example ")
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_in(visitor)


def test_a_wrong_password_does_not(place: Place) -> None:
    visitor = place.visitor()
    assert try_in(visitor, password="something else").status_code == 422
    assert not is_in(visitor)


def test_an_address_that_nobody_has_is_answered_like_a_wrong_password(place: Place) -> None:
    def answer_to(email: str) -> str:
        text = text_of(try_in(place.visitor(), email=email, password="something else"))
        return re.sub(r'value="[^"]+"', "", text)

    assert answer_to("nobody@invented.example") == answer_to("ada@invented.example")


def test_what_was_typed_stays_but_for_the_password(place: Place) -> None:
    text = text_of(try_in(place.visitor(), password="something else"))
    assert 'value="ada@invented.example"' in text
    assert "something else" not in text


def test_the_sixth_attempt_for_an_address_is_refused_even_with_the_right_password(place: Place) -> None:
    for _ in range(5):
        assert try_in(place.visitor(), password="something else").status_code == 422
    assert try_in(place.visitor()).status_code == 429


def test_the_limit_holds_for_addresses_that_nobody_has(place: Place) -> None:
    for _ in range(5):
        assert try_in(place.visitor(), email="nobody@invented.example").status_code == 422
    assert try_in(place.visitor(), email="nobody@invented.example").status_code == 429


def test_the_limit_holds_over_two_programs_on_one_database(place: Place) -> None:
    other = create_app(place.settings)
    other.config["CLOCK"] = lambda: NOW
    for app in (place.app, other, place.app, other, place.app):
        assert try_in(Visitor(app), password="something else").status_code == 422
    assert [try_in(Visitor(app)).status_code for app in (place.app, other)] == [429, 429]
    with other.app_context():
        db.engine.dispose()


def test_twenty_failures_from_one_network_address_are_enough_for_all_addresses(place: Place) -> None:
    for number in range(20):
        assert try_in(place.visitor(), email=f"guess{number}@invented.example").status_code == 422
    assert try_in(place.visitor()).status_code == 429


def test_after_a_quarter_of_an_hour_one_may_try_again(place: Place) -> None:
    for _ in range(5):
        try_in(place.visitor(), password="something else")
    place.app.config["CLOCK"] = lambda: NOW + timedelta(minutes=15)
    assert try_in(place.visitor()).status_code == 303


def test_signing_in_wipes_the_failures_before_it(place: Place) -> None:
    for _ in range(4):
        try_in(place.visitor(), password="something else")
    assert try_in(place.visitor()).status_code == 303
    for _ in range(4):
        try_in(place.visitor(), password="something else")
    assert try_in(place.visitor()).status_code == 303


def test_a_page_that_needs_a_session_leads_to_signing_in_and_back(place: Place) -> None:
    visitor = place.visitor()
    answer = visitor.get("/account?from=letter")
    assert answer.status_code == 303
    assert 'name="next"' in text_of(visitor.get(answer.location))
    assert try_in(visitor, next="/account?from=letter").location == "/account?from=letter"


def test_whoever_signs_in_from_a_page_for_everybody_comes_back_to_it(place: Place) -> None:
    assert 'href="/sign-in?next=/about"' in text_of(place.visitor().get("/about"))
    # Of a link that lets somebody in nothing is handed on.
    assert 'href="/sign-in"' in text_of(place.visitor().get("/forgotten-password"))


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example", ""]
)
def test_signing_in_leads_to_no_other_host(place: Place, elsewhere: str) -> None:
    assert try_in(place.visitor(), next=elsewhere).location == "/"


def test_signing_out_ends_the_session(place: Place) -> None:
    visitor = place.as_ada()
    assert visitor.post("/sign-out").status_code == 303
    assert not is_in(visitor)


def test_signing_out_everywhere_ends_the_sessions_of_other_machines(place: Place) -> None:
    phone, desk, other = place.as_ada(), place.as_ada(), place.as_steward()
    assert phone.post("/account/sign-out-everywhere").status_code == 303
    assert (is_in(phone), is_in(desk), is_in(other)) == (False, False, True)


def test_a_session_is_over_after_two_weeks_whatever_happened_in_it(place: Place) -> None:
    visitor = Visitor(place.app).sign_in(place.ada_id, at=NOW - timedelta(days=14))
    assert not is_in(visitor)


def test_a_session_without_its_beginning_is_none(place: Place) -> None:
    visitor = place.visitor()
    with visitor.client.session_transaction() as session:
        session["_user_id"] = f"{place.ada_id}:0"
    assert not is_in(visitor)


def test_an_invitation_lets_in_once(place: Place) -> None:
    place.as_steward().post("/steward/people/invite", {"name": "Bea", "email": "bea@invented.example"})
    link, bea = link_in(place), place.visitor()
    token = link.partition("token=")[2]
    chosen = {"token": token, "password": "a window of rain", "again": "a window of rain", "timezone": "America/Lima"}
    assert "Welcome, <bdi>Bea</bdi>" in text_of(bea.get(link))
    assert bea.post("/invitation", chosen).status_code == 303
    assert is_in(bea)
    assert place.visitor().get(link).status_code == 404
    assert place.visitor().post("/invitation", chosen).status_code == 404


def test_an_invitation_expires(place: Place) -> None:
    place.as_steward().post("/steward/people/invite", {"name": "Bea", "email": "bea@invented.example"})
    place.app.config["CLOCK"] = lambda: NOW + timedelta(days=14)
    assert place.visitor().get(link_in(place)).status_code == 404


def test_a_new_invitation_replaces_the_old_one(place: Place) -> None:
    steward = place.as_steward()
    answer = steward.post("/steward/people/invite", {"name": "Bea", "email": "bea@invented.example"})
    old = link_in(place)
    assert steward.post(f"{answer.location}/invite-again").status_code == 303
    assert link_in(place) != old
    assert (place.visitor().get(old).status_code, place.visitor().get(link_in(place)).status_code) == (404, 200)


def test_a_short_password_is_refused_and_the_link_stays_good(place: Place) -> None:
    place.as_steward().post("/steward/people/invite", {"name": "Bea", "email": "bea@invented.example"})
    link = link_in(place)
    chosen = {"token": link.partition("token=")[2], "password": "eleven char", "again": "eleven char", "timezone": "UTC"}
    answer = place.visitor().post("/invitation", chosen)
    assert answer.status_code == 422
    assert "at least 12 characters" in text_of(answer)
    assert place.visitor().get(link).status_code == 200


def test_a_reset_link_changes_the_password_and_ends_every_session(place: Place) -> None:
    before = place.as_ada()
    place.visitor().post("/forgotten-password", {"email": "ada@invented.example"})
    token = link_in(place).partition("token=")[2]
    visitor = place.visitor()
    assert visitor.post("/new-password", {"token": token, "password": "quite another one", "again": "quite another one"}).status_code == 303
    assert is_in(visitor)
    assert not is_in(before)
    assert try_in(place.visitor()).status_code == 422
    assert try_in(place.visitor(), password="quite another one").status_code == 303


def test_a_reset_link_works_for_two_hours(place: Place) -> None:
    place.visitor().post("/forgotten-password", {"email": "ada@invented.example"})
    place.app.config["CLOCK"] = lambda: NOW + timedelta(hours=2)
    assert place.visitor().get(link_in(place)).status_code == 404


def test_a_link_of_one_kind_is_none_of_the_other(place: Place) -> None:
    place.visitor().post("/forgotten-password", {"email": "ada@invented.example"})
    assert place.visitor().get(link_in(place).replace("new-password", "invitation")).status_code == 404


def test_asking_for_a_link_says_the_same_whoever_has_the_address(place: Place) -> None:
    answers = []
    for email in ("ada@invented.example", "nobody@invented.example"):
        visitor = place.visitor()
        answer = visitor.post("/forgotten-password", {"email": email})
        answers.append((answer.status_code, answer.location, re.sub(r'value="[^"]+"', "", text_of(visitor.get(answer.location)))))
    assert answers[0] == answers[1]
    assert len(place.letters()) == 1


def test_nobody_is_flooded_with_links(place: Place) -> None:
    for _ in range(5):
        place.visitor().post("/forgotten-password", {"email": "ada@invented.example"})
    assert len(place.letters()) == 3


def test_letters_can_be_read_by_their_owner_alone(place: Place) -> None:
    place.visitor().post("/forgotten-password", {"email": "ada@invented.example"})
    assert (place.letters()[0].stat().st_mode & 0o077, place.settings.mail_folder.stat().st_mode & 0o077) == (0, 0)


def test_a_changed_password_ends_all_other_sessions(place: Place) -> None:
    here, elsewhere = place.as_ada(), place.as_ada()
    chosen = {"current": PASSWORD, "password": "quite another one", "again": "quite another one"}
    assert here.post("/account/password", chosen).status_code == 303
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_a_password_is_changed_by_who_knows_it(place: Place) -> None:
    chosen = {"current": "not my password", "password": "quite another one", "again": "quite another one"}
    assert place.as_ada().post("/account/password", chosen).status_code == 422
    assert try_in(place.visitor()).status_code == 303


def test_a_password_hashed_at_another_cost_is_hashed_anew(app: Flask, place: Place) -> None:
    from config import Argon2Profile
    from consensus.people.models import Person
    from consensus.people.passwords import Passwords

    dearer = Passwords(Argon2Profile(memory_kib=16, passes=2, lanes=1))
    with app.app_context():
        tried = commands.sign_in(
            db.session(), email="ada@invented.example", password=PASSWORD, network_address="192.0.2.1", passwords=dearer, now=NOW
        )
        assert tried.person_id == place.ada_id
        stored = db.session.get_one(Person, place.ada_id).password_hash
    assert stored is not None
    assert not dearer.is_outdated(stored)
