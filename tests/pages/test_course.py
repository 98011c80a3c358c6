"""The course of a proposal and the year of a body as pictures: what is drawn is what happened, and words beside it say the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from consensus.domain.actor import CLOCK
from consensus.domain.terms import Stage
from consensus.pages.course import NARROWEST, Turn, drawn
from consensus.pages.participation import Heard, participation_in
from consensus.voting import commands as voting
from tests.pages.scene import DAY, Scene
from tests.support.browsing import text_of
from tests.support.databases import ENGINES

BEGAN = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(day: int) -> datetime:
    return BEGAN + timedelta(days=day)


def test_stages_follow_one_another_over_the_whole_width_returns_included() -> None:
    turns = [
        Turn(at(0), Stage.DRAFTING, None),
        Turn(at(10), Stage.COMMENT, at(20)),
        Turn(at(15), Stage.COMMENT, at(30)),  # the window was extended
        Turn(at(30), Stage.DRAFTING, None),
        Turn(at(40), Stage.COMMENT, at(100)),
    ]

    course = drawn(turns, [(True, at(50))], now=at(80))

    assert [(span.stage, span.x, span.width) for span in course.spans] == [
        (Stage.DRAFTING, 0, 10),
        (Stage.COMMENT, 10, 20),
        (Stage.DRAFTING, 30, 10),
        (Stage.COMMENT, 40, 60),
    ]
    assert (course.spans[-1].ended_at, course.spans[-1].closes_at, course.now_x) == (None, at(100), 80)
    assert [mark.x for mark in course.marks] == [50]


def test_what_is_closed_ends_with_its_last_act_and_the_shortest_stage_is_still_seen() -> None:
    turns = [Turn(at(0), Stage.DRAFTING, None), Turn(at(0) + timedelta(minutes=1), Stage.COMMENT, at(9)), Turn(at(9), Stage.CLOSED, None)]

    course = drawn(turns, [], now=at(500))

    assert (course.last, course.now_x) == (at(9), None)
    assert [span.stage for span in course.spans] == [Stage.DRAFTING, Stage.COMMENT]
    assert course.spans[0].width == NARROWEST


def decided(scene: Scene, *, heard: tuple[str, ...]) -> int:
    """A proposal that was closed at the end of its window, with positions of those who were heard."""
    proposal_id = scene.in_consensus()
    for name in heard:
        scene.says(name, proposal_id, "support")
    scene.tick(8 * DAY)
    voting.close(scene.session, actor=CLOCK, proposal_id=proposal_id, now=scene.now)
    return proposal_id


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_a_year_says_who_was_asked_and_never_heard(scene: Scene) -> None:
    everybody = ("Owen", "Femi", "Vera", "Ines", "Rita", "Bela")
    first = decided(scene, heard=everybody[:5])
    decided(scene, heard=everybody[:4])
    scene.do("Owen", voting.withdraw_proposal, scene.in_comment(), reason="Nobody needs it.")

    inside = participation_in(scene.session, "WATER", scene.actor("Vera"), scene.now)

    # Of what was withdrawn nobody was asked.
    assert inside.decisions == 2
    asked, heard = sum(each.year.asked for each in inside.regions), sum(each.year.heard for each in inside.regions)
    assert (asked, heard) == (12, 9)
    assert sum(each.never for each in inside.regions) == 1
    assert [each.never_by_kind for each in inside.regions if each.never] == [(("NGO", 1),)]
    assert sum(month.asked for each in inside.regions for month in each.months) == 12
    assert len(inside.months) == 12
    assert Heard(3, 2).percent == 66
    # The words beside the picture say the same, to the people of the body alone.
    page = text_of(scene.browser("Vera").get("/bodies/WATER/participation"))
    assert "2 decisions asked the voices where they stand." in page
    assert "was never heard." in page
    outside = text_of(scene.browser("Nora").get("/bodies/WATER/participation"))
    assert "This is shown to the people of this body." in outside
    assert "never heard" not in outside
    # The way of the proposal stands above the list of its acts.
    course = text_of(scene.browser("Vera").get(f"/proposals/{first}/timeline"))
    assert course.count('class="course__span"') == 4
    assert "course__span" not in text_of(scene.browser("Nora").get(f"/proposals/{first}/timeline"))
