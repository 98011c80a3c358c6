"""What the clock has to do with a proposal, and when it fell due. Source: process.md section 2, T16, T19, T21, T25, section 5.2."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from consensus.domain.facts import Facts
from consensus.domain.lifecycle import Due, what_is_due
from consensus.domain.ruleset import DEFAULT_CLASSES
from consensus.domain.terms import Action, ObjectionStatus, Stage
from consensus.domain.windows import end_after_material_change, window_is_open
from tests.domain.acts import DAY, NOW, objection

MICROSECOND = timedelta(microseconds=1)


def at_stage(stage: Stage, **changes: Any) -> Facts:
    """A proposal whose window ends now."""
    given: dict[str, Any] = {"now": NOW, "stage": stage, "rules": DEFAULT_CLASSES["work_plan"], "version": 1, "last_act_at": NOW - 7 * DAY}
    if stage not in (Stage.DRAFTING, Stage.CLOSED):
        given["closes_at"] = NOW
    return Facts(**given | changes)


# fmt: off
ENDS: tuple[tuple[str, Facts, Due | None], ...] = (
    ("Drafting has no window, so nothing falls due.",                          at_stage(Stage.DRAFTING), None),
    ("The comment window ends by itself, but only the facilitator calls.",     at_stage(Stage.COMMENT), None),
    ("At the end of the objection window the clock calls for consensus.",      at_stage(Stage.OBJECTION), Due(Action.CALL_FOR_CONSENSUS, NOW)),
    ("At the end of the consensus window the clock closes.",                   at_stage(Stage.CONSENSUS), Due(Action.CLOSE, NOW)),
    ("At the end of the vote the clock closes.",                               at_stage(Stage.FALLBACK), Due(Action.CLOSE, NOW)),
    ("What is closed stays closed.",                                           at_stage(Stage.CLOSED, closed_at=NOW - 400 * DAY, last_act_at=NOW - 400 * DAY), None),
    ("What is deferred comes back on its day.",                                at_stage(Stage.CLOSED, closed_at=NOW - 9 * DAY, comes_back_at=NOW), Due(Action.COME_BACK, NOW)),
    ("And not before.",                                                        at_stage(Stage.CLOSED, closed_at=NOW - 9 * DAY, comes_back_at=NOW + MICROSECOND), None),
    ("What somebody continues already does not come back.",                    at_stage(Stage.CLOSED, closed_at=NOW - 9 * DAY, comes_back_at=NOW, is_continued=True), None),
    ("An objection that is open at the end stops the clock.",                  at_stage(Stage.OBJECTION, objections=(objection(),)), None),
    ("One settled before the end does not.",                                   at_stage(Stage.OBJECTION, objections=(objection(status=ObjectionStatus.WITHDRAWN, settled_at=NOW - MICROSECOND),)), Due(Action.CALL_FOR_CONSENSUS, NOW)),
    ("One settled exactly at the end was open then: the facilitator calls.",   at_stage(Stage.OBJECTION, objections=(objection(status=ObjectionStatus.WITHDRAWN, settled_at=NOW),)), None),
    ("One settled after the end was open then: the facilitator calls, later.", at_stage(Stage.OBJECTION, now=NOW + DAY, objections=(objection(status=ObjectionStatus.UNRESOLVED, settled_at=NOW + DAY),)), None),
    ("While calls of the body rest, the clock does not call.",                 at_stage(Stage.OBJECTION, now=NOW + DAY, calls_stop_at=NOW), None),
    ("It calls when they go on.",                                              at_stage(Stage.OBJECTION, now=NOW + 2 * DAY, calls_stop_at=NOW, calls_resume_at=NOW + DAY), Due(Action.CALL_FOR_CONSENSUS, NOW + DAY)),
    ("A window that ended before they rested is not touched by it.",           at_stage(Stage.OBJECTION, now=NOW + 2 * DAY, calls_stop_at=NOW + MICROSECOND), Due(Action.CALL_FOR_CONSENSUS, NOW)),
    ("Nor is one that ended after they went on.",                              at_stage(Stage.OBJECTION, calls_stop_at=NOW - 2 * DAY, calls_resume_at=NOW), Due(Action.CALL_FOR_CONSENSUS, NOW)),
    ("What fills seats is called whatever rests.",                             at_stage(Stage.OBJECTION, calls_stop_at=NOW - DAY, fills_seats=True), Due(Action.CALL_FOR_CONSENSUS, NOW)),
    ("A stage held over its window waits for the last open objection.",        at_stage(Stage.CONSENSUS, held_at=NOW, objections=(objection(),)), None),
    ("Once that is settled, the stage closes at that instant.",                at_stage(Stage.CONSENSUS, now=NOW + 2 * DAY, held_at=NOW, objections=(objection(status=ObjectionStatus.UNRESOLVED, settled_at=NOW + DAY),)), Due(Action.CLOSE, NOW + DAY)),
)
# fmt: on


@pytest.mark.parametrize(("english", "facts", "due"), ENDS, ids=[each[0] for each in ENDS])
def test_the_end_of_a_window(english: str, facts: Facts, due: Due | None) -> None:
    assert what_is_due(facts) == due


@pytest.mark.parametrize("stage", [Stage.OBJECTION, Stage.CONSENSUS, Stage.FALLBACK])
def test_nothing_is_due_one_microsecond_before_the_end(stage: Stage) -> None:
    assert what_is_due(at_stage(stage, now=NOW - MICROSECOND)) is None


@pytest.mark.parametrize("stage", [Stage.OBJECTION, Stage.CONSENSUS, Stage.FALLBACK])
def test_after_downtime_the_end_is_due_at_the_instant_at_which_it_fell_due(stage: Stage) -> None:
    due = what_is_due(at_stage(stage, now=NOW + 30 * DAY))

    assert due is not None
    assert due.at == NOW


@pytest.mark.parametrize("stage", [Stage.DRAFTING, Stage.COMMENT, Stage.OBJECTION, Stage.CONSENSUS, Stage.FALLBACK])
def test_a_proposal_lapses_when_nothing_happened_for_idle_days(stage: Stage) -> None:
    later = None if stage is Stage.DRAFTING else NOW + DAY
    facts = at_stage(stage, last_act_at=NOW - 180 * DAY, closes_at=later)

    assert what_is_due(facts) == Due(Action.LAPSE, NOW)
    assert what_is_due(replace(facts, now=NOW - MICROSECOND)) is None


def test_of_two_that_fell_due_the_earlier_comes_first() -> None:
    ends = at_stage(Stage.CONSENSUS, now=NOW + 400 * DAY)
    lapses = replace(ends, last_act_at=NOW - 181 * DAY)

    assert what_is_due(ends) == Due(Action.CLOSE, NOW)
    assert what_is_due(lapses) == Due(Action.LAPSE, NOW - DAY)


def test_at_the_end_of_a_window_the_proposal_moves_on_rather_than_lapses() -> None:
    assert what_is_due(at_stage(Stage.CONSENSUS, last_act_at=NOW - 180 * DAY)) == Due(Action.CLOSE, NOW)


def test_an_act_at_exactly_the_end_is_too_late() -> None:
    assert window_is_open(NOW, NOW - MICROSECOND)
    assert not window_is_open(NOW, NOW)


def test_a_stage_without_a_window_is_never_over() -> None:
    assert window_is_open(None, NOW)


def test_a_material_change_leaves_half_of_the_days_and_halves_are_kept_exactly() -> None:
    assert end_after_material_change(NOW + 3 * DAY, 7 * DAY, NOW) == NOW + timedelta(days=3, hours=12)


def test_a_material_change_never_shortens_the_window() -> None:
    assert end_after_material_change(NOW + 6 * DAY, 7 * DAY, NOW) == NOW + 6 * DAY


def test_a_material_change_after_the_end_opens_the_window_again() -> None:
    assert end_after_material_change(NOW - DAY, 7 * DAY, NOW) == NOW + timedelta(days=3, hours=12)
