"""What readers outside the body see: counts, and words only as far as each dissenter allowed. Source: record.md section 3."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from consensus.domain.terms import Attribution, ObjectionKind, Visibility
from consensus.proposals import commands as proposing
from consensus.voting import commands as voting
from tests.pages.scene import Scene
from tests.support.browsing import text_of

OUTSIDERS = ("Nora", "Sam", None)
"""A person of another member, the steward, and a visitor; all may read a public proposal."""


def told_to(scene: Scene, who: str | None, proposal_id: int) -> str:
    return text_of(scene.browser(who).get(f"/proposals/{proposal_id}"))


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_outside_reads_who_said_what(scene: Scene, who: str | None) -> None:
    proposal_id = scene.in_comment(visibility=Visibility.PUBLIC)
    scene.issue("Vera", proposal_id, "Who pays?")
    page = told_to(scene, who, proposal_id)
    assert "Who pays?" in page
    assert "Vera" not in page
    assert "Vera" in told_to(scene, "Ines", proposal_id)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_positions_are_counted_outside_and_named_inside(scene: Scene, who: str | None) -> None:
    proposal_id = scene.in_consensus(visibility=Visibility.PUBLIC)
    scene.says("Vera", proposal_id, "stand_aside", "Our roads are closed.")
    page = told_to(scene, who, proposal_id)
    assert "Stand aside" in page
    assert "Vera" not in page
    assert "Our roads are closed." not in page
    inside = told_to(scene, "Ines", proposal_id)
    assert "Vera&#39;s group" in inside
    assert "Our roads are closed." in inside


@pytest.mark.parametrize("who", OUTSIDERS)
def test_how_a_region_stands_is_not_told_outside(scene: Scene, who: str | None) -> None:
    proposal_id = scene.in_consensus(visibility=Visibility.PUBLIC)
    scene.says("Vera", proposal_id, "stand_aside", "Our roads are closed.")
    assert "Positions in Region LAC" not in told_to(scene, who, proposal_id)
    assert "Positions in Region LAC" in told_to(scene, "Ines", proposal_id)


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize(
    ("level", "told"),
    [
        # named: the words and the voice, though not the person who spoke for it
        (Attribution.NAMED, {"words", "answer", "name"}),
        # by kind and region: the words alone, and here not even the region, for too few are alike
        (Attribution.KIND_AND_REGION, {"words", "answer"}),
        # sealed: counted, and no more
        (Attribution.SEALED, {"count"}),
    ],
)
def test_an_objection_is_attributed_outside_as_its_owner_chose(scene: Scene, who: str | None, level: Attribution, told: set[str]) -> None:
    proposal_id = scene.in_objection(visibility=Visibility.PUBLIC)
    objection_id = scene.objects("Vera", proposal_id, "The river rises in spring.", attribution=level)
    scene.answers(proposal_id, objection_id, "The river was dammed.")
    page = told_to(scene, who, proposal_id)
    signs = {
        "words": "The river rises in spring.",
        "answer": "The river was dammed.",
        "name": "Vera&#39;s group",
        "person": "Vera</bdi>, ",
        "count": "One further objection is sealed",
    }
    assert {name for name, sign in signs.items() if sign in page} == told


def test_an_objection_without_a_name_tells_neither_when_nor_in_which_order_it_came(scene: Scene) -> None:
    proposal_id = scene.in_objection(visibility=Visibility.PUBLIC)
    for number, name in enumerate(("Vera", "Ines", "Rita", "Bela")):
        scene.objects(name, proposal_id, f"Reason {number}.", attribution=Attribution.KIND_AND_REGION)
    page = told_to(scene, None, proposal_id)
    shown = page.split('id="objections"')[1].split('id="roll"')[0]
    assert [number for number in range(4) if f"Reason {number}." not in shown] == []
    assert "<time" not in shown
    assert "version" not in shown
    assert all(f'objection-{each}"' not in shown for each in range(1, 9))
    in_order = sorted(range(4), key=lambda number: shown.index(f"Reason {number}."))
    assert in_order != [0, 1, 2, 3], "the order in which they came must not be that in which they stand"


def test_who_seconds_a_block_is_counted_outside(scene: Scene) -> None:
    proposal_id = scene.in_objection(visibility=Visibility.PUBLIC)
    block = scene.objects("Vera", proposal_id, kind=ObjectionKind.BLOCK)
    scene.do("Ines", voting.second_block, proposal_id, objection_id=block)
    page = told_to(scene, None, proposal_id)
    assert "Seconded by 1." in page
    assert "Ines" not in page


@pytest.mark.parametrize("address", ["/proposals/{}/timeline", "/proposals/{}/versions/1"])
def test_nobody_is_named_on_the_other_pages_either(scene: Scene, address: str) -> None:
    proposal_id = scene.in_comment(visibility=Visibility.PUBLIC)
    scene.issue("Vera", proposal_id, "Who pays for it?")
    page = text_of(scene.browser(None).get(address.format(proposal_id)))
    assert "Vera" not in page
    assert "Who pays for it?" not in page


@pytest.mark.parametrize(
    ("visibility", "reads"),
    [
        # the body's own: those of the body, and the steward, who keeps its register
        (Visibility.BODY, {"Vera", "Sam"}),
        # the network's: whoever speaks for a member
        (Visibility.NETWORK, {"Vera", "Sam", "Nora"}),
        # open to everybody, with an account or without
        (Visibility.PUBLIC, {"Vera", "Sam", "Nora", "Zoe", None}),
    ],
)
def test_a_proposal_is_read_by_those_to_whom_it_is_open(scene: Scene, visibility: Visibility, reads: set[str | None]) -> None:
    proposal_id = scene.in_comment(visibility=visibility)
    for who in ("Vera", "Sam", "Nora", "Zoe", None):
        for page in ("", "/timeline", "/versions/1"):
            found = scene.browser(who).get(f"/proposals/{proposal_id}{page}").status_code
            assert found == (200 if who in reads else 404), (who, page)
        listed = "Shall we meet in spring?" in text_of(scene.browser(who).get("/bodies/WATER/proposals"))
        assert listed is (who in reads), who


def test_what_one_may_not_read_one_may_not_learn_of_by_acting(scene: Scene) -> None:
    proposal_id = scene.in_comment(visibility=Visibility.BODY)
    for address in (f"/proposals/{proposal_id}/comment", "/proposals/99999/comment"):
        answer = scene.browser("Nora").post(address, {"text": "Hello."})
        assert answer.status_code == 404
        assert "There is no such proposal, or it is not open to you." in text_of(answer)


def test_a_facilitator_from_elsewhere_sees_all_and_leads(scene: Scene) -> None:
    proposal_id = scene.draft(visibility=Visibility.BODY, facilitator="Zoe")
    scene.do("Owen", proposing.open_comment, proposal_id)
    scene.issue("Vera", proposal_id)
    page = told_to(scene, "Zoe", proposal_id)
    assert "Vera" in page
    assert "Call for objections</strong> is not open yet" in page


@pytest.mark.parametrize("who", OUTSIDERS)
def test_how_many_stand_aside_in_a_group_is_told_inside_alone(app: Flask, session: Session, who: str | None) -> None:
    quorum = {"share": 1, "breadth": {"attribute": "region", "min_groups": 1, "min_each": 1}}
    ceiling = {"overall": "1/1", "within": {"region": "1/1"}, "within_from": 1}
    rules = {"quorum": quorum, "support_floor": 1, "stand_aside_ceiling": ceiling}
    scene = Scene(app, session, classes={"project": rules, "work_plan": rules})
    proposal_id = scene.in_consensus(visibility=Visibility.PUBLIC)
    scene.says("Rita", proposal_id, "support")
    scene.says("Vera", proposal_id, "stand_aside", "Our roads are closed.")

    assert "voices that spoke stand aside; the ceiling is" in told_to(scene, who, proposal_id)
    assert "In Region LAC, 1 of 1" in told_to(scene, "Ines", proposal_id)
    assert "In Region LAC, 1 of 1" not in told_to(scene, who, proposal_id)
