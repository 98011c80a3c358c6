"""Rounds: what the clock does again and again beside the table of stages."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from consensus.clock.rounds import Round
from consensus.clock.scheduler import go_round

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_a_round_that_fails_ends_nothing_and_is_done_again(app: Flask) -> None:
    tries: list[str] = []

    def fails_once(*_given: Any, **_more: Any) -> int:
        tries.append("tried")
        if len(tries) == 1:
            raise OSError("the line is down")
        return 3

    each = Round("letters", 1.0, fails_once)

    assert [go_round(app, each), go_round(app, each)] == [0, 3]
