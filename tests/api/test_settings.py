"""What one chooses for oneself, by JSON: with a token that was made for it, for oneself alone, and never what lets somebody in."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from consensus.api.document import description
from consensus.api.scopes import Scope
from consensus.people.models import Person
from tests.api.client import Program, problem
from tests.pages.scene import Scene

CHOICES: dict[str, Any] = {
    **dict.fromkeys(("mail", "push", "discreet_mail"), True),
    "discreet_push": False,
    "quiet_from": None,
    "quiet_until": None,
    "rest": "weekly",
    "digest_hour": 6,
    "digest_weekday": 4,
}


def test_language_time_zone_and_notices_are_chosen(scene: Scene) -> None:
    vera = Program(scene, "Vera", (Scope.READ, Scope.SETTINGS))
    chosen = {"timezone": "Africa/Nairobi", "language": "es"}

    assert vera.send("settings/acts/change_settings", **chosen).get_json()["data"]["changed"] == ["language", "timezone"]
    assert vera.send("settings/acts/change_settings", **chosen).get_json() is None
    before = scene.entries()
    said = {**CHOICES, "bodies": {"WATER": "owed"}, "headers": {"Idempotency-Key": "one"}}
    for _again in range(2):
        assert vera.send("settings/acts/choose_notices", **said).get_json() is None
    assert scene.entries() == before
    assert vera.read("settings") == {**chosen, **CHOICES, "bodies": [{"code": "WATER", "name": "Water", "level": "owed"}]}
    assert scene.session.scalars(select(Person.name).where(Person.id == scene.person_id["Vera"])).one() == "Vera"


@pytest.mark.parametrize(
    ("act", "said", "refused"),
    [
        ("change_settings", {"timezone": "Mars/North", "language": "en"}, (422, "invalid")),
        ("change_settings", {"timezone": "UTC", "language": "en", "name": "Owen"}, (422, "invalid")),
        ("choose_notices", CHOICES | {"bodies": {"NOWHERE": "owed"}}, (404, "not_found")),
        ("choose_notices", CHOICES | {"quiet_from": 22}, (422, "invalid")),
        ("choose_notices", CHOICES | {"quiet_from": 7, "quiet_until": 7}, (422, "invalid")),
        ("choose_notices", CHOICES | {"digest_weekday": 7}, (422, "invalid")),
    ],
)
def test_what_cannot_be_chosen_changes_nothing(scene: Scene, act: str, said: dict[str, Any], refused: tuple[int, str]) -> None:
    vera = Program(scene, "Vera")
    before = vera.read("settings")
    answer = vera.send(f"settings/acts/{act}", **said)

    assert (answer.status_code, problem(answer)) == refused
    assert vera.read("settings") == before


def test_a_token_that_was_made_earlier_chooses_nothing(scene: Scene) -> None:
    program = Program(scene, "Vera", tuple(scope for scope in Scope if scope is not Scope.SETTINGS))

    for address, said in (("settings/acts/choose_notices", CHOICES), ("notices/acts/see_all_notices", {"up_to": 1})):
        assert problem(program.send(address, **said)) == "scope_missing"


def test_nothing_that_is_sent_or_handed_out_is_called_gender_address_or_password() -> None:
    schemas = description()["components"]["schemas"]
    names = {name for schema in schemas.values() for name in schema.get("properties", {})}

    assert not [name for name in names if any(word in name for word in ("gender", "email", "password", "token"))]
