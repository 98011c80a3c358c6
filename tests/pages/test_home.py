"""Home: what I owe first, by deadline; then answers to my objections, what I lead, what is new, what was decided."""

from __future__ import annotations

import re

import pytest

from consensus.domain.reasons import Reason
from consensus.domain.terms import Stage, Visibility
from consensus.pages.leading import Situation, what_to_do
from consensus.proposals import commands as proposing
from consensus.voting import commands as voting
from tests.pages.scene import DAY, Scene
from tests.support.browsing import text_of


def home_of(scene: Scene, who: str | None) -> str:
    return text_of(scene.browser(who).get("/"))


def section(page: str, heading: str) -> str:
    """Return the section of a page under a heading."""
    return page.split(f'aria-labelledby="{heading}"')[1].split("</section>")[0] if f'aria-labelledby="{heading}"' in page else ""


def title(page: str) -> str:
    found = re.search("<title>(.*?) · ", page)
    assert found is not None
    return found[1]


def test_a_position_that_is_owed_stands_first_and_in_the_title(scene: Scene) -> None:
    scene.in_consensus()
    page = home_of(scene, "Vera")
    assert title(page) == "1 position owed"
    assert "Vera&#39;s group" in section(page, "owed")
    assert page.index('id="owed"') < page.index('id="decided"')


def test_what_ends_first_stands_first(scene: Scene) -> None:
    later, sooner = scene.in_comment(), scene.in_comment()
    scene.tick(31 * DAY)
    for proposal_id in (sooner, later):
        scene.do("Femi", voting.call_for_objections, proposal_id)
        scene.tick(2 * DAY)
    for proposal_id in (sooner, later):
        scene.over(proposal_id)
    owed = section(home_of(scene, "Vera"), "owed")
    assert owed.index(f"/proposals/{sooner}") < owed.index(f"/proposals/{later}")


def test_each_voice_of_a_person_owes_its_position(scene: Scene) -> None:
    scene.member("Vera", "Vera's choir")
    scene.in_consensus()
    page = home_of(scene, "Vera")
    assert title(page) == "2 positions owed"
    assert "Vera&#39;s choir" in section(page, "owed")


def test_nothing_is_owed_once_it_is_said_or_recused_or_on_the_record(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    scene.says("Vera", proposal_id, "support")
    scene.do("Ines", voting.recuse, proposal_id, reason="It is our land.")
    for name in ("Vera", "Ines", "Nora"):
        assert title(home_of(scene, name)) == "Home"
    assert title(home_of(scene, "Rita")) == "1 position owed"


def test_a_new_version_asks_again(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    scene.says("Vera", proposal_id, "support")
    scene.says("Ines", proposal_id, "object", "Not yet.")
    scene.says("Owen", proposal_id, "support")
    scene.says("Femi", proposal_id, "support")
    scene.over(proposal_id)
    objection = 1
    scene.revises(proposal_id, "In autumn.", meets=(objection,))
    scene.do("Ines", voting.confirm_met, proposal_id, objection_id=objection)
    scene.over(proposal_id)
    assert scene.stage(proposal_id) is Stage.CONSENSUS
    assert title(home_of(scene, "Vera")) == "1 position owed"


def test_an_answer_to_my_objection_waits_for_me_alone(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    objection = scene.objects("Vera", proposal_id)
    assert section(home_of(scene, "Vera"), "answered") == ""
    scene.answers(proposal_id, objection)
    assert f"/proposals/{proposal_id}/objections/" in section(home_of(scene, "Vera"), "answered")
    assert section(home_of(scene, "Ines"), "answered") == ""
    scene.do("Vera", voting.withdraw_objection, proposal_id, objection_id=objection)
    assert section(home_of(scene, "Vera"), "answered") == ""


def test_what_i_lead_says_what_it_waits_for(scene: Scene) -> None:
    draft = scene.draft(facilitator=None)
    assert "Name a facilitator" in section(home_of(scene, "Owen"), "led")
    proposal_id = scene.in_comment()
    scene.issue("Vera", proposal_id)
    assert "1 issue waits for your answer." in section(home_of(scene, "Owen"), "led")
    assert "issue waits" not in section(home_of(scene, "Femi"), "led")
    assert f"/proposals/{draft}" not in section(home_of(scene, "Femi"), "led")
    assert section(home_of(scene, "Vera"), "led") == ""


def test_what_is_new_in_my_bodies_leaves_out_what_i_lead(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    assert f"/proposals/{proposal_id}" in section(home_of(scene, "Vera"), "fresh")
    assert f"/proposals/{proposal_id}" not in section(home_of(scene, "Owen"), "fresh")
    assert section(home_of(scene, "Nora"), "fresh") == ""


def test_a_decision_with_dissent_bears_its_marker(scene: Scene) -> None:
    proposal_id = scene.adopted(visibility=Visibility.PUBLIC)
    scene.do("Vera", voting.add_statement, proposal_id, text="With a heavy heart.")
    for name in ("Vera", "Nora", None):
        assert "With dissent" in section(home_of(scene, name), "decided")


def test_a_visitor_sees_what_is_public_alone(scene: Scene) -> None:
    scene.adopted(visibility=Visibility.NETWORK)
    assert "Shall we meet" not in home_of(scene, None)
    scene.adopted(visibility=Visibility.PUBLIC)
    assert "Shall we meet" in home_of(scene, None)


def test_who_speaks_for_nobody_is_told_what_to_do(scene: Scene) -> None:
    assert "ask the steward for a mandate" in home_of(scene, "Zoe")
    assert "ask the steward for a mandate" not in home_of(scene, "Vera")
    of_steward = home_of(scene, "Sam")
    assert "What you keep as a steward stands under Network." in of_steward
    assert "ask the steward" not in of_steward


def test_my_bodies_are_a_click_away(scene: Scene) -> None:
    assert '"/bodies/WATER/proposals/new"' in section(home_of(scene, "Vera"), "bodies")
    assert section(home_of(scene, "Nora"), "bodies") == ""


def test_a_body_s_page_shows_what_is_under_way(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    own = scene.draft(visibility=Visibility.BODY)
    inside, outside = (text_of(scene.browser(name).get("/bodies/WATER")) for name in ("Vera", "Nora"))
    assert f'"/proposals/{proposal_id}"' in inside
    assert f'"/proposals/{own}"' in inside
    assert f'"/proposals/{proposal_id}"' in outside
    assert f'"/proposals/{own}"' not in outside


NOBODY = {
    "is_over": False,
    "owns": False,
    "facilitates": False,
    "has_facilitator": True,
    "issues": 0,
    "objections": 0,
    "unanswered": 0,
}


@pytest.mark.parametrize(
    ("stage", "given", "asked"),
    [
        # a draft waits for its owner
        (Stage.DRAFTING, {"owns": True}, "Open it for comment when the text is ready."),
        (Stage.DRAFTING, {"owns": True, "has_facilitator": False}, "Name a facilitator; then open it for comment."),
        (Stage.DRAFTING, {"facilitates": True}, ""),
        # an issue waits for the owner, whether or not the window is over
        (Stage.COMMENT, {"owns": True, "issues": 2}, "2 issues wait for your answer."),
        (Stage.COMMENT, {"facilitates": True, "issues": 2, "is_over": True}, ""),
        # then the call for objections waits for the facilitator
        (Stage.COMMENT, {"facilitates": True, "is_over": True}, "The time for comments is over: call for objections."),
        (Stage.COMMENT, {"facilitates": True}, ""),
        (Stage.COMMENT, {"owns": True, "is_over": True}, ""),
        # an objection waits for an answer from either
        (Stage.OBJECTION, {"facilitates": True, "objections": 1, "unanswered": 1}, "1 objection waits for an answer."),
        (Stage.CONSENSUS, {"owns": True, "objections": 2, "unanswered": 2}, "2 objections wait for an answer."),
        (Stage.OBJECTION, {"owns": True, "objections": 1}, "1 objection has its answer and is still open."),
        # then the call for consensus waits for the facilitator
        (Stage.OBJECTION, {"facilitates": True, "is_over": True}, "The time for objections is over and none is open: call for consensus."),
        (Stage.OBJECTION, {"owns": True, "is_over": True}, ""),
        # what waits for voices waits for nobody who leads
        (Stage.CONSENSUS, {"facilitates": True}, ""),
        (Stage.FALLBACK, {"facilitates": True, "is_over": True}, ""),
    ],
)
def test_what_a_proposal_waits_for_from_who_leads_it(stage: Stage, given: dict[str, bool | int], asked: str) -> None:
    found: Reason | None = what_to_do(Situation(stage=stage, **(NOBODY | given)))  # type: ignore[arg-type]  # a table of mixed facts
    assert str(found or "") == asked


def test_the_list_of_closed_proposals_goes_on_where_a_page_ends(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consensus.pages.listing.PAGE_LENGTH", 2)
    ids = []
    for _ in range(5):
        ids.append(scene.draft())
        scene.do("Owen", voting.withdraw_proposal, ids[-1], reason="No more.")
    browser, address, seen = scene.browser("Vera"), "/bodies/WATER/proposals", []
    while address:
        page = text_of(browser.get(address))
        seen += [int(each) for each in re.findall(r'href="/proposals/(\d+)"', page)]
        further = re.search(r'rel="next" href="([^"]+)"', page)
        address = further[1] if further else ""
    assert seen == ids[::-1]


def test_what_is_due_is_done_before_anybody_acts(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    scene.tick(8 * DAY)
    answer = scene.browser("Vera").post(
        f"/proposals/{proposal_id}/take_position", {"position": "support", "version": "1", "seen_stage": "consensus"}
    )
    assert answer.status_code == 303
    assert scene.stage(proposal_id) is Stage.CONSENSUS


def test_a_draft_that_is_opened_shows_until_when(scene: Scene) -> None:
    proposal_id = scene.draft()
    scene.do("Owen", proposing.open_comment, proposal_id)
    assert "in 14 days" in text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}"))
