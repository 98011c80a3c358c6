"""Things move on while somebody writes: they see how it stands now and what they typed, and nothing counts that was not meant."""

from __future__ import annotations

import re
from typing import Any

import pytest

from consensus.domain.terms import Stage
from consensus.proposals import commands as proposing
from consensus.proposals.texts import TextIn
from consensus.voting import commands as voting
from consensus.voting.models import Objection, Position, Vote
from tests.pages.scene import DAY, QUESTION, Scene
from tests.support.browsing import HTMX, text_of

WORDS = "The roads are under water in spring."
OBJECTS = {"position": "object", "ground": "harm", "reason": WORDS, "version": "1", "seen_stage": "consensus"}


def field(page: str, name: str) -> str:
    """Return the value of a hidden field on a page."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def back_in_objection(scene: Scene) -> int:
    """A proposal that went back from consensus to the objection stage."""
    proposal_id = scene.in_consensus()
    scene.says("Ines", proposal_id, "object", "Not yet.")
    for name in ("Owen", "Femi", "Vera"):
        scene.says(name, proposal_id, "support")
    scene.over(proposal_id)
    assert scene.stage(proposal_id) is Stage.OBJECTION
    return proposal_id


def test_an_objection_to_an_older_version_is_not_counted_and_can_be_sent_again(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    first = scene.objects("Ines", proposal_id)
    scene.revises(proposal_id, "We meet in autumn.", meets=(first,))
    fields = {"kind": "objection", "ground": "harm", "reason": WORDS, "version": "1", "seen_stage": "objection"}
    vera, address = scene.browser("Vera"), f"/proposals/{proposal_id}/raise_objection"
    answer = vera.post(address, fields)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "The text has changed since you read it." in page
    assert "We meet in autumn." in page
    assert WORDS in page
    assert scene.count(Objection) == 1
    assert field(page, "version") == "2"
    again = vera.post(address, {**fields, "version": field(page, "version"), "seen_stage": field(page, "seen_stage")})
    assert again.status_code == 303
    assert scene.count(Objection) == 2


def test_a_position_without_the_version_that_it_speaks_of_is_not_counted(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    for version in ("", "x", "0", "99999999999999999999"):
        answer = scene.browser("Vera").post(f"/proposals/{proposal_id}/take_position", {"position": "support", "version": version})
        assert answer.status_code == 409
    assert scene.count(Position) == 0


def test_a_form_carries_what_its_page_showed_not_what_is_now(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    vera = scene.browser("Vera")
    page = text_of(scene.browser("Owen").get(f"/proposals/{proposal_id}/revise"))
    assert field(page, "version") == "1"
    scene.revises(proposal_id, "We meet in autumn.")
    # An error in the form does not bring it up to date behind the writer's back.
    wrong = scene.browser("Owen").post(
        f"/proposals/{proposal_id}/revise", {"question": "", "text": "Mine.", "version": "1", "is_material": "yes"}
    )
    assert wrong.status_code == 422
    assert field(text_of(wrong), "version") == "1"
    assert vera.get(f"/proposals/{proposal_id}").status_code == 200


def test_an_error_in_a_position_leaves_the_version_as_it_was(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    answer = scene.browser("Vera").post(
        f"/proposals/{proposal_id}/take_position", {"position": "block", "reason": "", "version": "7", "seen_stage": "objection"}
    )
    # The stage that the page showed is over: that comes before what was wrong in the form.
    assert answer.status_code in (409, 422)
    answer = scene.browser("Vera").post(
        f"/proposals/{proposal_id}/take_position", {"position": "", "reason": WORDS, "version": "7", "seen_stage": "consensus"}
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert field(page, "version") == "7"
    assert WORDS in page


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["without-scripts", "with-htmx"])
def test_a_position_at_the_end_of_the_window_is_too_late_and_kept(scene: Scene, headers: dict[str, str]) -> None:
    proposal_id = scene.in_consensus()
    for name in ("Owen", "Femi", "Ines", "Vera"):
        scene.says(name, proposal_id, "support")
    scene.tick(7 * DAY)
    answer = scene.browser("Rita").post(f"/proposals/{proposal_id}/take_position", OBJECTS, headers=headers)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "The window for this is over." in page
    assert "What you had written was not counted." in page
    assert WORDS in page
    assert "Decided" in page
    assert scene.stage(proposal_id) is Stage.CLOSED
    assert scene.count(Objection) == 0


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["without-scripts", "with-htmx"])
def test_a_position_taken_while_the_proposal_went_back_is_kept(scene: Scene, headers: dict[str, str]) -> None:
    proposal_id = back_in_objection(scene)
    answer = scene.browser("Rita").post(f"/proposals/{proposal_id}/take_position", OBJECTS, headers=headers)
    page = text_of(answer)
    assert answer.status_code == 409
    assert WORDS in page
    assert "<strong>Objections</strong>" in page


def test_a_vote_after_the_end_is_not_counted(scene: Scene) -> None:
    proposal_id = scene.in_fallback()
    scene.tick(8 * DAY)
    answer = scene.browser("Vera").post(f"/proposals/{proposal_id}/cast_vote", {"vote": "no", "seen_stage": "fallback"})
    assert answer.status_code == 409
    assert scene.count(Vote) == 0


def test_a_comment_after_the_end_is_kept(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    scene.tick(31 * DAY)
    for headers in ({}, HTMX):
        answer = scene.browser("Vera").post(f"/proposals/{proposal_id}/comment", {"text": WORDS}, headers=headers)
        assert answer.status_code == 409
        assert WORDS in text_of(answer)


def test_a_statement_that_comes_too_late_is_kept(scene: Scene) -> None:
    proposal_id = scene.adopted()
    scene.tick(15 * DAY)
    answer = scene.browser("Vera").post(f"/proposals/{proposal_id}/add_statement", {"text": WORDS})
    assert answer.status_code == 409
    assert WORDS in text_of(answer)


def test_whoever_may_not_act_at_all_is_refused_and_keeps_the_words(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    answer = scene.browser("Nora").post(f"/proposals/{proposal_id}/take_position", OBJECTS)
    page = text_of(answer)
    assert answer.status_code == 403
    assert "Only voices on the roll" in page
    assert WORDS in page
    fragment = scene.browser("Nora").post(f"/proposals/{proposal_id}/take_position", OBJECTS, headers=HTMX)
    assert fragment.status_code == 403
    assert fragment.headers["HX-Retarget"] == "#notices"


def test_two_who_edit_one_draft_see_both_texts(scene: Scene) -> None:
    proposal_id = scene.draft()
    sent = {
        "question": QUESTION,
        "text": "Mine, of the **afternoon**.",
        "class_code": "project",
        "visibility": "network",
        "owners-0": str(scene.person_id["Owen"]),
        "version": "1",
    }
    scene.do("Owen", proposing.edit_draft, proposal_id, texts={"en": TextIn(QUESTION, "Theirs, of the morning.")}, note="")
    owen = scene.browser("Owen")
    answer = owen.post(f"/proposals/{proposal_id}/edit_draft", sent)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Somebody else saved meanwhile" in page
    assert "<mark>Theirs</mark>, of the " in page
    assert "<mark>morning</mark>" in page
    assert "Mine, of the **afternoon**." in page
    assert field(page, "version") == "2"
    assert owen.post(f"/proposals/{proposal_id}/edit_draft", {**sent, "version": "2"}).status_code == 303
    assert "morning" in text_of(owen.get(f"/proposals/{proposal_id}/versions/2"))
    assert "Mine, of the" in text_of(owen.get(f"/proposals/{proposal_id}"))


def test_a_revision_whose_time_is_over_is_not_lost(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    scene.tick(31 * DAY)
    scene.do("Femi", voting.call_for_objections, proposal_id)
    sent: dict[str, Any] = {"question": QUESTION, "text": WORDS, "version": "1", "is_material": "yes"}
    answer = scene.browser("Owen").post(f"/proposals/{proposal_id}/revise", sent)
    assert answer.status_code in (403, 409)
    assert WORDS in text_of(answer)
    assert scene.stage(proposal_id) is Stage.OBJECTION


def test_a_draft_that_was_opened_meanwhile_is_not_lost(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    sent = {"question": QUESTION, "text": WORDS, "version": "1", "class_code": "project", "visibility": "network"}
    answer = scene.browser("Owen").post(f"/proposals/{proposal_id}/edit_draft", {**sent, "owners-0": str(scene.person_id["Owen"])})
    assert answer.status_code == 409
    assert WORDS in text_of(answer)
