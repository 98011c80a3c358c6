"""How often a window moved, and whether it was called off, told by the acts that the ledger holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from consensus.calendars.collecting.windows import Turn, Window, windows_in
from consensus.domain.terms import Stage

BEGAN = datetime(2026, 3, 2, tzinfo=UTC)
COMMENT, OBJECTION, CONSENSUS, CLOSED, DRAFTING = Stage.COMMENT, Stage.OBJECTION, Stage.CONSENSUS, Stage.CLOSED, Stage.DRAFTING


def day(number: int) -> datetime:
    return BEGAN + timedelta(days=number)


def turn(at: int, stage: Stage, closes: int | None = None) -> Turn:
    return Turn(day(at), stage, None if closes is None else day(closes))


def window(closes: int, changes: int, changed: int, *, is_off: bool) -> Window:
    return Window(day(closes), changes, day(changed), is_off=is_off)


@pytest.mark.parametrize(
    ("turns", "stage", "window"),
    [
        pytest.param([turn(0, COMMENT, 9)], COMMENT, window(9, 0, 0, is_off=False), id="a window that was opened is where it was put"),
        pytest.param(
            [turn(0, COMMENT, 9), turn(2, COMMENT, 9)], COMMENT, window(9, 0, 0, is_off=False), id="what moves nothing changes nothing"
        ),
        pytest.param(
            [turn(0, COMMENT, 9), turn(2, COMMENT, 12)], COMMENT, window(12, 1, 2, is_off=False), id="one that was moved changed once"
        ),
        pytest.param(
            [turn(0, COMMENT, 9), turn(9, OBJECTION, 20)], COMMENT, window(9, 0, 0, is_off=False), id="one that ended in time is as it was"
        ),
        pytest.param(
            [turn(0, COMMENT, 9), turn(3, DRAFTING)], COMMENT, window(9, 1, 3, is_off=True), id="one that was left early is called off"
        ),
        pytest.param(
            [turn(0, CONSENSUS, 9), turn(3, CLOSED)], CONSENSUS, window(9, 1, 3, is_off=True), id="so is one of a proposal that was closed"
        ),
        pytest.param(
            [turn(0, COMMENT, 9), turn(3, DRAFTING), turn(5, COMMENT, 14)],
            COMMENT,
            window(14, 2, 5, is_off=False),
            id="opened again it has moved",
        ),
        pytest.param(
            [turn(0, CONSENSUS, 9), turn(9, OBJECTION, 20), turn(20, CONSENSUS, 30)],
            CONSENSUS,
            window(30, 1, 20, is_off=False),
            id="so after a return",
        ),
    ],
)
def test_a_window_is_as_the_last_act_left_it(turns: list[Turn], stage: Stage, window: Window) -> None:
    assert windows_in(turns)[stage] == window
