"""Where letters to somebody go, who hears that they do not arrive, and what the steward sees of them."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import SmtpServer
from consensus.db import db
from consensus.ledger.models import LedgerEntry
from consensus.mail.claims import note_trouble
from consensus.mail.health import note_failure
from consensus.mail.models import LetterStatus, MailLetter, TroubleKind
from consensus.mail.problems import Problem, ServerError
from consensus.mail.queue import can_be_mailed
from consensus.people.models import Person
from tests.people.place import NOW, PASSWORD, Place
from tests.support.browsing import text_of
from tests.support.smtp import SENDER

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

ASKED = {"email": "new@invented.example", "present_password": PASSWORD}


@pytest.fixture
def unreachable(place: Place) -> Place:
    """Ada's letters came back."""
    with place.app.app_context():
        note_trouble(db.session(), place.ada_id, TroubleKind.RETURNED, reply="5.1.1", now=NOW)
        db.session.commit()
    return place


def letter_in(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=SMTPUTF8)


def link_in(path: Path) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(\S+)", letter_in(path).get_content())
    assert found is not None
    return found[1]


def with_a_server(place: Place) -> None:
    settings = place.app.config["SETTINGS"]
    object.__setattr__(settings, "smtp", SmtpServer("mail.invented.example", 465, is_tls=True, has_starttls=False))
    object.__setattr__(settings, "mail_from", SENDER)


def test_a_new_address_counts_once_its_link_is_confirmed_and_clears_what_came_back(unreachable: Place, session: Session) -> None:
    ada = unreachable.as_ada()
    assert ada.post("/account/address", ASKED).status_code == 303
    person = session.get_one(Person, unreachable.ada_id)
    assert person.email == "ada@invented.example"
    letter = unreachable.letters()[-1]
    assert letter_in(letter)["To"] == "new@invented.example"

    link = link_in(letter)
    page = text_of(ada.get(link))
    assert "new@invented.example" in page
    token = link.partition("token=")[2]
    assert ada.post("/account/address/confirm", {"link": token}).status_code == 303

    session.expire_all()
    assert person.email == "new@invented.example"
    assert can_be_mailed(session, unreachable.ada_id)
    assert letter_in(unreachable.letters()[-1])["To"] == "ada@invented.example"
    entry = session.scalars(select(LedgerEntry).order_by(LedgerEntry.index.desc()).limit(1)).one()
    assert entry.act == "change_address"
    assert "invented.example" not in str(entry.entry)
    assert ada.post("/account/address/confirm", {"link": token}).status_code == 404


def test_a_link_to_a_new_address_is_of_use_to_the_person_alone_and_for_two_hours(place: Place) -> None:
    place.as_ada().post("/account/address", ASKED)
    link = link_in(place.letters()[-1])
    token = link.partition("token=")[2]

    assert place.as_steward().post("/account/address/confirm", {"link": token}).status_code == 404
    assert place.visitor().get(link).status_code == 303
    place.app.config["CLOCK"] = lambda: NOW + timedelta(hours=2)
    assert place.as_ada().post("/account/address/confirm", {"link": token}).status_code == 404


@pytest.mark.parametrize("wrong", [{"present_password": "something else"}, {"email": "nobody"}, {"email": "ada@invented.example"}])
def test_a_new_address_is_refused_with_what_was_typed_kept(place: Place, wrong: dict[str, str]) -> None:
    answer = place.as_ada().post("/account/address", ASKED | wrong)
    assert answer.status_code == 422
    assert f'value="{(ASKED | wrong)["email"]}"' in text_of(answer)
    assert place.letters() == []


def test_nobody_learns_who_else_has_an_address_and_nobody_is_flooded(place: Place) -> None:
    ada = place.as_ada()
    taken = ada.post("/account/address", ASKED | {"email": "sam@invented.example"})
    answers = [ada.post("/account/address", ASKED) for _ in range(4)]
    assert {(answer.status_code, answer.location) for answer in (taken, *answers)} == {(303, "/account")}
    assert len(place.letters()) == 2


def test_who_cannot_be_reached_hears_so_and_can_say_that_the_address_is_right(unreachable: Place, session: Session) -> None:
    ada = unreachable.as_ada()
    assert "Letters to your address do not arrive" in text_of(ada.get("/account"))

    assert ada.post("/account/mail-again").status_code == 303

    assert "Letters to your address do not arrive" not in text_of(ada.get("/account"))
    assert can_be_mailed(session, unreachable.ada_id)


def test_a_steward_sees_who_cannot_be_reached_and_can_let_it_be_tried_again(unreachable: Place) -> None:
    steward = unreachable.as_steward()
    page = text_of(steward.get("/steward/mail"))
    assert "Ada Achieng" in page
    assert "ada@invented.example" not in page
    address = f"/steward/people/{unreachable.ada_id}/mail-again"
    assert address in text_of(steward.get(f"/steward/people/{unreachable.ada_id}"))

    assert unreachable.as_ada().post(address).status_code == 403
    assert steward.post(address).status_code == 303
    with unreachable.app.app_context():
        assert can_be_mailed(db.session(), unreachable.ada_id)


def test_the_page_of_letters_says_what_is_wrong_and_never_what_a_letter_says(place: Place) -> None:
    steward = place.as_steward()
    assert "No mail server is set." in text_of(steward.get("/steward/mail"))
    with_a_server(place)
    place.visitor().post("/forgotten-password", {"email": "ada@invented.example"})
    with place.app.app_context():
        note_failure(db.session(), ServerError(Problem.LOGIN_REFUSED, "535 5.7.8"), now=NOW)

    page = text_of(steward.get("/steward/mail"))

    assert "The mail server refuses the name or the password" in page
    assert "New password" in page
    assert "token=" not in page
    assert place.as_ada().get("/steward/mail").status_code == 403


def test_with_a_server_an_invitation_waits_for_the_clock_and_no_file_is_written(place: Place, session: Session) -> None:
    with_a_server(place)
    answer = place.as_steward().post("/steward/people/invite", {"name": "Bea", "email": "bea@invented.example"})
    assert answer.status_code == 303
    newest = session.scalars(select(MailLetter).order_by(MailLetter.id.desc()).limit(1)).one()
    assert (newest.status, newest.rank, place.letters()) == (LetterStatus.QUEUED, 0, [])


def test_without_a_server_a_letter_whose_request_was_killed_is_laid_down_by_the_clock(place: Place, session: Session) -> None:
    from consensus.mail.sending import send_letters
    from consensus.people import commands

    commands.invite_person(session, actor=place.steward, name="Bea", email="bea@invented.example", now=NOW)
    assert place.letters() == []

    send_letters(session, place.settings, now=NOW + timedelta(seconds=2))

    assert "bea@invented.example" in {letter_in(path)["To"] for path in place.letters()}
