"""From a decision to the proposal that changes or ratifies it, and back: both pages lead to each other."""

from __future__ import annotations

from html import unescape

import pytest

from consensus.domain.terms import Relation, Stage
from consensus.proposals import commands as proposing
from consensus.proposals.models import Proposal
from consensus.proposals.texts import TextIn
from consensus.voting import commands as voting
from consensus.voting.models import Decision
from tests.pages.scene import DAY, QUESTION, TEXT, Scene
from tests.support.browsing import text_of
from tests.support.databases import ENGINES

DECISION = "/archive/WATER/2026/001"
CHANGE, RATIFY = "Propose to change this decision", "Propose to ratify this decision"


def provisional(scene: Scene) -> int:
    """An urgent proposal, adopted provisionally."""
    proposal_id = scene.draft(class_code="urgent")
    scene.do("Owen", proposing.open_comment, proposal_id)
    scene.now += DAY
    scene.do("Femi", voting.call_for_objections, proposal_id)
    voting.advance(scene.session, proposal_id=proposal_id, now=scene.now)
    assert scene.stage(proposal_id) is Stage.CONSENSUS
    for name in ("Owen", "Femi", "Vera", "Ines", "Rita", "Bela"):
        scene.says(name, proposal_id, "support")
    scene.over(proposal_id)
    return proposal_id


def link(page: str, words: str) -> str:
    """Return the address behind words."""
    return unescape(page.split(f">{words}</a>")[0].rpartition('href="')[2].rstrip('"'))


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_a_decision_leads_to_a_form_that_begins_with_its_text_and_each_leads_to_the_other(scene: Scene) -> None:
    scene.adopted()
    page = text_of(scene.browser("Vera").get(DECISION))
    address = link(page, CHANGE)

    form = text_of(scene.browser("Vera").get(address))
    assert QUESTION in form
    assert TEXT in form
    assert 'value="WATER/2026/001"' in form

    sent = {"question": QUESTION, "text": "We meet in autumn.", "class_code": "project", "visibility": "network"}
    answer = scene.browser("Vera").post(address, sent | {"names_decision": "WATER/2026/001", "relation": "supersedes"})
    assert answer.status_code == 303, text_of(answer)
    assert "WATER/2026/001</a>, once adopted" in text_of(scene.browser("Bela").get(answer.headers["Location"]))
    assert f'href="{answer.headers["Location"]}"' in text_of(scene.browser("Bela").get(DECISION))


def test_only_who_speaks_in_the_body_is_offered_to_propose(scene: Scene) -> None:
    scene.adopted()
    for name in ("Nora", "Sam"):
        assert CHANGE not in text_of(scene.browser(name).get(DECISION))


def test_a_provisional_decision_says_until_when_it_must_be_ratified_and_leads_there(scene: Scene) -> None:
    proposal_id = provisional(scene)
    for address in (DECISION, f"/proposals/{proposal_id}"):
        assert "It is provisional: it lapses" in text_of(scene.browser("Vera").get(address))

    form = text_of(scene.browser("Vera").get(link(text_of(scene.browser("Vera").get(DECISION)), RATIFY)))
    assert "Propose to ratify a decision" in form
    assert 'value="ratifies" checked' in form or 'checked value="ratifies"' in form or 'checked id="relation-1"' in form


def test_what_is_in_force_is_not_ratified_and_nothing_typed_is_lost(scene: Scene) -> None:
    scene.adopted()
    sent = {"question": "Shall it stand?", "text": "It stands.", "class_code": "project", "visibility": "network"}
    answer = scene.browser("Vera").post("/bodies/WATER/proposals/new", sent | {"names_decision": "WATER/2026/001", "relation": "ratifies"})
    assert answer.status_code == 422
    assert "Only a provisional decision can be ratified" in text_of(answer)
    assert "It stands." in text_of(answer)


def test_a_superseded_decision_is_not_changed_any_more(scene: Scene) -> None:
    first = scene.adopted()
    scene.session.rollback()
    named = scene.session.query(Decision.id).filter(Decision.proposal_id == first).scalar()
    scene.session.rollback()
    second = proposing.create_proposal(
        scene.session,
        actor=scene.actor("Owen"),
        body_id=scene.body_id,
        class_code="project",
        texts={"en": TextIn(QUESTION, "We meet in autumn.")},
        facilitator_id=scene.person_id["Femi"],
        relation=Relation.SUPERSEDES,
        names_decision_id=named,
        now=scene.tick(),
    )
    scene.do("Owen", proposing.open_comment, second)
    scene.goes_on_to_adoption(second)

    page = text_of(scene.browser("Vera").get(DECISION))
    assert "It was superseded by" in page
    assert CHANGE not in page
    assert "It supersedes" in text_of(scene.browser("Vera").get("/archive/WATER/2026/002"))
    sent = {"question": "Shall it stand?", "text": "It stands.", "class_code": "project", "visibility": "network"}
    answer = scene.browser("Vera").post(
        "/bodies/WATER/proposals/new", sent | {"names_decision": "WATER/2026/001", "relation": "supersedes"}
    )
    assert answer.status_code == 422
    assert "not in force" in text_of(answer)


def test_what_was_taken_over_and_what_took_it_over_lead_to_each_other(scene: Scene) -> None:
    old = scene.draft(owners=("Ines",))
    scene.do("Owen", voting.withdraw_proposal, old, reason="Not this year.")
    new = scene.do("Ines", voting.take_over, old)

    assert f'href="/proposals/{new}"' in text_of(scene.browser("Vera").get(f"/proposals/{old}"))
    assert f'href="/proposals/{old}"' in text_of(scene.browser("Vera").get(f"/proposals/{new}"))
    assert f'href="/proposals/{new}"' in text_of(scene.browser("Vera").get(DECISION))
    assert scene.session.get_one(Proposal, new).continues_id == old
