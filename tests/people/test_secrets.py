"""What must stand in no ledger, no log and no page: addresses of mail, genders, passwords, tokens."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import select

from consensus.db import db
from consensus.ledger.models import LedgerEntry
from tests.people.importing import carry_out
from tests.people.place import Place
from tests.people.test_doors import link_in, try_in
from tests.support.browsing import text_of


def test_nothing_secret_reaches_the_ledger_or_the_log(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = {"@invented.example", "river stone", "quite another", "a window of rain", "203.0.113"}
    steward, ada = place.as_steward(), place.as_ada()
    answer = steward.post("/steward/people/invite", {"name": "Bea", "email": "bea@invented.example"})
    secrets.add(link_in(place).partition("token=")[2])
    steward.post(f"{answer.location}/address", {"email": "b@invented.example"})
    secrets.add(link_in(place).partition("token=")[2])
    chosen = {"password": "a window of rain", "again": "a window of rain", "timezone": "UTC"}
    place.visitor().post("/invitation", {"token": link_in(place).partition("token=")[2], **chosen})
    try_in(place.visitor(), password="quite another one")
    try_in(place.visitor())
    place.visitor().post("/forgotten-password", {"email": "ada@invented.example"}, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    secrets.add(link_in(place).partition("token=")[2])
    place.visitor().get("/invitation?token=" + link_in(place).partition("token=")[2])
    ada.post("/account/gender", {"gender": "W"})
    steward.post(f"/steward/people/{place.ada_id}/gender")
    ada.post("/account/settings", {"name": "Ada of the Hills", "timezone": "Asia/Kathmandu", "language": "es"})
    assert carry_out(steward, IMPORT).status_code == 303
    secrets |= {"Ada of the Hills", "Kathmandu", "Woman", '"W"', "gender=W"}
    with place.app.app_context():
        entries = " ".join(text for text in db.session.scalars(select(LedgerEntry.entry)) if text)
    log = "\n".join(record.getMessage() for record in caplog.records)
    assert len(entries) > 500
    assert "act=declare_gender" in log
    assert [secret for secret in secrets if secret in entries] == []
    assert [secret for secret in secrets if secret in log] == []


IMPORT = "name,country,region,kind,person,email\nRiver Watch,PE,LAC,ngo,Cleo Rojas,cleo@invented.example\n"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_stewards_pages_show_no_gender_but_to_a_look(place: Place) -> None:
    place.as_ada().post("/account/gender", {"gender": "W"})
    steward = place.as_steward()
    for address in ("/steward/members", f"/steward/members/{place.member_id}", "/steward/people", f"/steward/people/{place.ada_id}"):
        assert "Woman</" not in text_of(steward.get(address)), address
    looked = steward.post(f"/steward/people/{place.ada_id}/gender")
    assert "<strong>Woman</strong>" in text_of(looked)
    assert looked.headers["Cache-Control"] == "no-store"
    assert "Sam Steward" in text_of(place.as_ada().get("/account"))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_page_shows_the_link_of_an_invitation(place: Place) -> None:
    """A steward who saw it could come in in another's name."""
    steward = place.as_steward()
    answer = steward.post("/steward/people/invite", {"name": "Bea", "email": "bea@invented.example"}, follow_redirects=True)
    assert "token=" not in text_of(answer)
    assert link_in(place).partition("token=")[2] not in text_of(answer)
