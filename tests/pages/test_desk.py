"""The facilitator's desk: everything I lead on one time line, what blocks each, whom to remind, a script for the meeting."""

from __future__ import annotations

import pytest

from consensus.domain.terms import Stage
from consensus.proposals import commands as proposing
from consensus.voting import commands as voting
from consensus.voting.models_afterwards import Reminder
from tests.pages.scene import DAY, Scene
from tests.pages.test_statements import MOST, statements
from tests.support.browsing import text_of
from tests.support.databases import ENGINES


def desk(scene: Scene, who: str) -> str:
    return text_of(scene.browser(who).get("/desk"))


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_what_blocks_each_is_said_with_the_act_beside_it(scene: Scene) -> None:
    draft = scene.draft(facilitator=None)
    commented = scene.in_comment()
    scene.issue("Vera", commented)
    objected = scene.in_objection()
    scene.objects("Vera", objected)

    page = desk(scene, "Owen")

    assert "The proposal has no facilitator yet." in page
    assert f'href="/proposals/{draft}/edit_draft"' in page
    assert "1 issue has no answer yet." in page
    assert f'href="/proposals/{commented}#comments"' in page
    assert "1 objection is open and has no answer yet." in page
    assert page.count('class="desk__span') == 3


def test_what_nothing_blocks_has_its_act(scene: Scene) -> None:
    called = scene.in_comment()
    scene.tick(31 * DAY)
    led, owned = desk(scene, "Femi"), desk(scene, "Owen")
    assert f'href="/proposals/{called}/call_for_objections"' in led
    assert ("<title>1 next step is yours · " in led, "<title>Your desk · " in owned) == (True, True)
    assert "call_for_objections" not in owned
    assert "the next step is not yours" in owned
    draft = scene.draft()
    assert f'href="/proposals/{draft}/open_comment"' in desk(scene, "Owen")


def test_who_leads_nothing_is_told_so_and_a_visitor_signs_in(scene: Scene) -> None:
    scene.in_comment()
    assert "You own or facilitate nothing" in desk(scene, "Bela")
    assert scene.browser(None).get("/desk").status_code == 303


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_who_has_not_been_heard_stands_by_region_and_kind_and_is_reminded_once(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    scene.says("Owen", proposal_id, "support")
    assert "5 voices have not been heard" in desk(scene, "Femi")
    assert "Reminder" not in text_of(scene.browser("Vera").get("/"))

    answer = scene.browser("Femi").post(f"/proposals/{proposal_id}/remind", {})

    assert answer.status_code == 303, text_of(answer)
    assert answer.headers["Location"] == "/desk"
    assert "The facilitator reminds you" in text_of(scene.browser("Vera").get("/"))
    assert "The facilitator reminds you" not in text_of(scene.browser("Owen").get("/"))
    page = desk(scene, "Femi")
    assert "Remind them, once" not in page
    assert "They were reminded" in page
    again = scene.browser("Femi").post(f"/proposals/{proposal_id}/remind", {})
    assert again.status_code == 409
    assert scene.count(Reminder) == 1


def test_nobody_else_reminds(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    assert "Remind them, once" not in desk(scene, "Owen")
    for name in ("Owen", "Vera", "Zoe"):
        assert scene.browser(name).post(f"/proposals/{proposal_id}/remind", {}).status_code in (403, 404)
    assert scene.count(Reminder) == 0


def test_the_script_names_the_question_what_is_open_and_the_order_of_calling(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    scene.objects("Vera", proposal_id)
    page = text_of(scene.browser("Femi").get(f"/proposals/{proposal_id}/script"))
    assert "Spring floods the roads." in page
    assert "It has no answer yet." in page
    order = [page.index(f"<strong>{word}.</strong>") for word in ("Block", "Stand aside", "Agree with reservations", "Agree")]
    assert order == sorted(order)
    assert scene.browser("Nora").get(f"/proposals/{proposal_id}/script").status_code == 403


def test_the_script_names_who_has_not_been_heard(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    scene.says("Owen", proposal_id, "support")
    page = text_of(scene.browser("Femi").get(f"/proposals/{proposal_id}/script")).split("Not yet heard")[1]
    assert "Vera&#39;s group" in page
    assert "Owen&#39;s group" not in page


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_the_desk_takes_no_more_statements_with_more_proposals(scene: Scene) -> None:
    def lay_out() -> None:
        scene.draft()
        scene.issue("Vera", scene.in_comment())
        scene.objects("Vera", scene.in_objection())
        proposal_id = scene.in_consensus()
        scene.says("Owen", proposal_id, "support")
        scene.do("Femi", voting.remind, proposal_id)

    lay_out()
    few = len(statements(scene, "Femi", "/desk"))
    for _ in range(3):
        lay_out()
    assert len(statements(scene, "Femi", "/desk")) == few <= MOST
    assert len(statements(scene, "Owen", "/desk")) <= MOST


def test_a_vote_says_that_the_clock_ends_it(scene: Scene) -> None:
    proposal_id = scene.in_fallback()
    assert scene.stage(proposal_id) is Stage.FALLBACK
    page = desk(scene, "Femi")
    assert "the clock makes an end" in page
    assert "6 voices have not been heard" in page


def test_a_closed_one_leaves_the_desk(scene: Scene) -> None:
    proposal_id = scene.draft()
    scene.do("Owen", proposing.open_comment, proposal_id)
    scene.do("Owen", voting.withdraw_proposal, proposal_id, reason="No.")
    assert "You own or facilitate nothing" in desk(scene, "Owen")


def test_several_are_handed_over_at_once_each_by_itself(scene: Scene) -> None:
    first, second, third = scene.draft(), scene.draft(), scene.draft()
    assert "/desk/hand_over" in desk(scene, "Owen")
    page = text_of(scene.browser("Owen").get("/desk/hand_over"))
    assert page.count('type="checkbox"') == 3
    scene.tick()
    sent = {"proposals": [str(first), str(second)], "part": "owner", "to": str(scene.person_id["Bela"])}
    answer = scene.browser("Owen").post("/desk/hand_over", sent)
    assert answer.status_code == 303, text_of(answer)
    assert scene.entries()[-2:] == ["hand_over", "hand_over"]
    assert f"/proposals/{third}" in desk(scene, "Owen")
    assert f"/proposals/{first}" not in desk(scene, "Owen")


def test_what_cannot_be_handed_over_is_named_with_the_reason(scene: Scene) -> None:
    mine = scene.draft()
    sent = {"proposals": [str(mine)], "part": "owner", "to": str(scene.person_id["Nora"])}
    answer = scene.browser("Owen").post("/desk/hand_over", sent)
    assert answer.status_code == 409
    assert "Only people who speak for a member of this body" in text_of(answer)
    nothing = scene.browser("Owen").post("/desk/hand_over", {"part": "owner", "to": str(scene.person_id["Bela"])})
    assert nothing.status_code == 422
    assert "Choose at least one proposal." in text_of(nothing)
    others = scene.browser("Vera").post("/desk/hand_over", sent | {"to": str(scene.person_id["Bela"])})
    assert others.status_code == 409
    assert scene.entries()[-1] == "create"
