"""How many requests a minute takes: from a token, and from a place in the network without one."""

from __future__ import annotations

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from consensus.api import limits
from tests.api.client import Program, problem
from tests.pages.scene import Scene
from tests.support.databases import ENGINES


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_more_requests_than_a_minute_has_are_refused_until_the_next(scene: Scene) -> None:
    scene.app.config["API_OF_A_TOKEN"] = limits.AT_ONCE + 5
    vera, ines = Program(scene, "Vera"), Program(scene, "Ines")
    statuses = [vera.ask("network").status_code for _ in range(limits.AT_ONCE + 6)]

    assert statuses == [200] * (limits.AT_ONCE + 5) + [429]
    refused = vera.ask("network")
    assert problem(refused) == "too_many_requests"
    assert int(refused.headers["Retry-After"]) == 61 - scene.now.second
    assert ines.ask("network").status_code == 200
    scene.tick()
    assert vera.ask("network").status_code == 200


def test_whoever_tries_what_is_no_token_is_counted_too(scene: Scene) -> None:
    scene.app.config["API_OF_A_PLACE"] = 2
    nobody = Program(scene, None)

    answers = [nobody.ask("network", headers={"Authorization": "Bearer x"}) for _ in range(3)]
    assert [problem(answer) for answer in answers] == ["token_invalid", "token_invalid", "too_many_requests"]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_whoever_clears_away_the_minute_before_takes_nobodys_place_in_this_one(scene: Scene) -> None:
    limits.take(scene.session, "mine", 5, scene.now)
    later = scene.tick()
    other = Session(scene.session.get_bind())
    cleared: list[int] = []

    def between(*_anything: object) -> None:
        if not cleared:
            cleared.append(0)
            cleared[0] = limits.take(other, "other", 5, later)

    event.listen(scene.session.get_bind(), "after_cursor_execute", between)
    try:
        assert limits.take(scene.session, "mine", 5, later) == 5
    finally:
        event.remove(scene.session.get_bind(), "after_cursor_execute", between)
        other.close()
    assert cleared == [5]
