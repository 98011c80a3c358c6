"""A token acts for its person, as far as it was made for and as long as it is good; and nothing else opens the door."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from consensus.api.commands import make_token, revoke_token
from consensus.api.models import ApiToken
from consensus.api.scopes import Scope
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.ledger.models import LedgerEntry
from consensus.people.commands import sign_out_everywhere
from consensus.people.models import Person
from consensus.voting.models import Position
from tests.api.client import Program, made, problem
from tests.pages.scene import DAY, Scene
from tests.support.browsing import text_of
from tests.support.databases import ENGINES

ON_BOTH = pytest.mark.parametrize("engine", ENGINES, indirect=True)


@ON_BOTH
def test_a_token_acts_for_its_person_and_the_entry_says_what_it_says_of_a_page(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    scene.says("Ines", proposal_id, "support")

    Program(scene, "Vera").do(proposal_id, "take_position", position="support", version=1)

    entries = scene.session.scalars(select(LedgerEntry).where(LedgerEntry.act == "take_position").order_by(LedgerEntry.index)).all()
    by_page, by_token = (json.loads(each.entry or "") for each in entries)
    assert by_token["actor"] == f"person:{scene.person_id['Vera']}"
    assert by_token.keys() == by_page.keys()
    assert by_token["data"].keys() == by_page["data"].keys()


def test_nobodys_position_can_be_taken_with_anothers_token(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    of_ines = scene.voice_id(proposal_id, "Ines's group")

    found = Program(scene, "Vera").refused(proposal_id, "take_position", position="support", version=1, voice_id=of_ines)

    assert found == (403, "not_on_roll")
    assert scene.count(Position) == 0


def test_who_speaks_for_nobody_takes_no_position(scene: Scene) -> None:
    proposal_id = scene.in_consensus()

    assert Program(scene, "Nora").refused(proposal_id, "take_position", position="support", version=1) == (403, "not_on_roll")
    assert Program(scene, "Zoe").refused(proposal_id, "take_position", position="support", version=1) == (404, "not_found")
    assert scene.count(Position) == 0


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope is not Scope.SPEAK])
def test_a_token_that_was_not_made_for_it_takes_no_position(scene: Scene, scope: Scope) -> None:
    proposal_id = scene.in_consensus()

    answer = Program(scene, "Vera", (scope,)).send(f"proposals/{proposal_id}/acts/take_position", position="support", version=1)

    assert (answer.status_code, problem(answer)) == (403, "scope_missing")
    assert 'error="insufficient_scope", scope="speak"' in answer.headers["WWW-Authenticate"]
    assert scene.count(Position) == 0


def _revoked(scene: Scene) -> None:
    token_id = scene.session.scalars(select(ApiToken.id)).one()
    revoke_token(scene.session, actor=scene.actor("Vera"), token_id=token_id, now=scene.now)


def _expired(scene: Scene) -> None:
    scene.tick(31 * DAY)


def _signed_out(scene: Scene) -> None:
    sign_out_everywhere(scene.session, actor=scene.actor("Vera"), now=scene.now)


def _deactivated(scene: Scene) -> None:
    scene.session.execute(update(Person).where(Person.name == "Vera").values(is_active=False))
    scene.session.commit()


@pytest.mark.parametrize("ended", [_revoked, _expired, _signed_out, _deactivated])
def test_a_token_that_is_over_opens_nothing(scene: Scene, ended: Callable[[Scene], None]) -> None:
    program = Program(scene, "Vera", days=30)
    assert program.read("me")["name"] == "Vera"

    ended(scene)

    answer = program.ask("me")
    assert (answer.status_code, problem(answer)) == (401, "token_invalid")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    # Not even what is open to everybody: a program should learn that its token is of no use.
    assert program.ask("network").status_code == 401


@pytest.mark.parametrize("header", ["Bearer consensus_" + "a" * 43, "Bearer x", "Basic dmVyYTp4", "Bearer", "", "Bearer ü"])
def test_what_is_no_token_is_refused(scene: Scene, header: str) -> None:
    answer = Program(scene, None).ask("network", headers={"Authorization": header.encode().decode("latin-1")})

    assert (answer.status_code, problem(answer)) == (401, "token_invalid")


def test_without_a_token_what_needs_one_says_so(scene: Scene) -> None:
    answer = Program(scene, None).ask("me")

    assert (answer.status_code, problem(answer)) == (401, "token_missing")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="consensus"'


def test_a_token_in_the_address_is_refused_wherever_it_is_sent(scene: Scene) -> None:
    token = made(scene, "Vera")

    for name in ("token", "access_token", "Api_Key"):
        answer = Program(scene, None).ask(f"network?{name}={token}")
        assert (answer.status_code, problem(answer)) == (400, "token_in_address")


def test_a_session_of_the_pages_opens_nothing_here_and_no_form_token_is_needed(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    browser = scene.browser("Vera")

    answer = browser.client.post(f"/api/v1/proposals/{proposal_id}/acts/take_position", json={"position": "support", "version": 1})

    assert (answer.status_code, problem(answer)) == (401, "token_missing")
    assert browser.get("/api/v1/me").status_code == 401
    assert scene.count(Position) == 0


def test_no_other_site_is_let_in_and_no_cookie_is_set(scene: Scene) -> None:
    answer = Program(scene, "Vera").ask("me", headers={"Origin": "https://elsewhere.example"})

    assert not [name for name in answer.headers if name[0].lower().startswith("access-control")]
    assert "Set-Cookie" not in answer.headers


@ON_BOTH
def test_only_the_hash_of_a_token_is_kept_and_no_entry_and_no_line_of_the_log_holds_it(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    program = Program(scene, "Vera")
    program.read("me")
    assert program.token is not None

    row = scene.session.scalars(select(ApiToken)).one()
    kept = [str(getattr(row, column.key)) for column in ApiToken.__table__.columns]
    entries = [entry or "" for entry in scene.session.scalars(select(LedgerEntry.entry))]
    secret = program.token[len(row.prefix) :]
    assert not any(secret in text for text in (*kept, *entries, caplog.text))
    assert program.token.startswith(row.prefix)
    assert row.last_used_at == scene.now


def test_the_line_of_the_log_says_through_which_door_an_act_came(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="consensus.command")
    proposal_id = scene.in_consensus()

    Program(scene, "Vera").do(proposal_id, "take_position", position="support", version=1)

    lines = [record.getMessage() for record in caplog.records if "act=take_position" in record.getMessage()]
    assert [line.endswith("door=api") for line in lines] == [True]
    assert "door=" not in "".join(record.getMessage() for record in caplog.records if "act=take_position" not in record.getMessage())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": " "}, "name"), ({"scopes": ()}, "scopes"), ({"days": 0}, "expires_on"), ({"days": 367}, "expires_on")],
)
def test_a_token_has_a_name_something_to_do_and_an_end_within_a_year(scene: Scene, wrong: dict[str, Any], field: str) -> None:
    asked: dict[str, Any] = {"name": "a program", "scopes": (Scope.READ,), "days": 366} | wrong
    ends = scene.now + timedelta(days=asked.pop("days"))

    with pytest.raises(InvalidError) as refused:
        make_token(scene.session, actor=scene.actor("Vera"), expires_at=ends, now=scene.now, **asked)

    assert refused.value.field == field
    assert scene.count(ApiToken) == 0


def test_nobody_revokes_the_token_of_another(scene: Scene) -> None:
    made(scene, "Vera")
    token_id = scene.session.scalars(select(ApiToken.id)).one()

    with pytest.raises(NotFoundError):
        revoke_token(scene.session, actor=scene.actor("Ines"), token_id=token_id, now=scene.now)

    browser = scene.browser("Ines")
    assert browser.post(f"/account/tokens/{token_id}/revoke").status_code == 404
    assert scene.session.scalars(select(ApiToken.revoked_at)).one() is None


def test_the_page_makes_a_token_shows_it_once_and_revokes_it(scene: Scene) -> None:
    browser = scene.browser("Vera")
    assert "/account/tokens" in text_of(browser.get("/account"))
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', text_of(browser.get("/account/tokens")))
    assert len(boxes) == len(Scope)
    assert not [box for box in boxes if "required" in box], "a browser would ask for all of them"

    fields = {"name": "Our calendar", "scopes": ["read", "comment"], "expires_on": (scene.now + 90 * DAY).date().isoformat()}
    shown = browser.post("/account/tokens", fields)

    token = re.search(r"consensus_[A-Za-z0-9_-]{43}", text_of(shown))
    assert token is not None
    assert shown.headers["Cache-Control"] == "no-store"
    assert scene.session.scalars(select(ApiToken.scopes)).one() == ["comment", "read"]
    again = text_of(browser.get("/account/tokens"))
    assert token[0] not in again
    assert token[0][:16] in again
    assert "Our calendar" in again
    browser.post(f"/account/tokens/{scene.session.scalars(select(ApiToken.id)).one()}/revoke")
    assert "Revoked" in text_of(browser.get("/account/tokens"))


@pytest.mark.parametrize(("zone", "day"), [("Pacific/Pago_Pago", "0001-01-01"), ("Pacific/Kiritimati", "9999-12-31")])
def test_a_day_at_an_end_of_the_calendar_is_no_end_of_a_token(scene: Scene, zone: str, day: str) -> None:
    scene.session.execute(update(Person).where(Person.name == "Vera").values(timezone=zone))
    scene.session.commit()

    assert scene.browser("Vera").post("/account/tokens", {"name": "x", "scopes": ["read"], "expires_on": day}).status_code == 422


def test_a_form_that_lacks_something_is_shown_again_with_what_was_typed(scene: Scene) -> None:
    answer = scene.browser("Vera").post("/account/tokens", {"name": "Our calendar", "expires_on": "2026-06-01"})

    assert answer.status_code == 422
    assert "Our calendar" in text_of(answer)
    assert "Choose what the token may do." in text_of(answer)
    assert scene.count(ApiToken) == 0
