"""Acts by JSON: a whole proposal from draft to decision, once however often it arrives, and refused as a page would refuse."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from consensus.api.models import ApiArrival
from consensus.domain.terms import ObjectionKind
from consensus.ledger.models import LedgerEntry
from consensus.proposals.models import Comment, Proposal, Version
from consensus.voting.models import Position
from tests.api.client import Program, problem
from tests.pages.scene import DAY, QUESTION, TEXT, Scene
from tests.support.databases import ENGINES

ON_BOTH = pytest.mark.parametrize("engine", ENGINES, indirect=True)


@ON_BOTH
def test_a_proposal_goes_from_draft_to_a_decision_with_a_stand_aside_by_json_alone(scene: Scene) -> None:
    owen, femi, vera = (Program(scene, who) for who in ("Owen", "Femi", "Vera"))
    others = [Program(scene, who) for who in ("Ines", "Rita", "Bela")]

    texts = {"en": {"question": QUESTION, "text": TEXT}}
    made = owen.send("bodies/WATER/proposals", texts=texts, class_code="project", facilitator_id=scene.person_id["Femi"])
    proposal_id = made.get_json()["proposal_id"]
    where = f"proposals/{proposal_id}"
    owen.do(proposal_id, "edit_draft", texts={"en": {"question": QUESTION, "text": "In spring."}}, version=1)
    owen.do(proposal_id, "open_comment")
    vera.do(proposal_id, "comment", text="Who pays?", is_issue=True)
    issue = owen.read(f"{where}/comments")["items"][0]
    assert issue["waits"]
    owen.do(proposal_id, "answer_issue", comment_id=issue["id"], disposition="accepted", text="The fund does.")
    owen.do(proposal_id, "revise", texts={"en": {"question": QUESTION, "text": "In spring, from the fund."}}, version=2)
    scene.tick(31 * DAY)
    femi.do(proposal_id, "call_for_objections")
    vera.do(proposal_id, "raise_objection", kind="objection", ground="harm", reason="Roads flood.", version=3)
    objection = owen.read(where)["objections"][0]
    owen.do(proposal_id, "answer_objection", objection_id=objection["id"], disposition="not_accepted", text="Buses run.")
    assert "withdraw_objection" in {each["act"] for each in vera.read(where)["can"]}
    vera.do(proposal_id, "withdraw_objection", objection_id=objection["id"])
    scene.now = datetime.fromisoformat(vera.read(where)["closes_at"])  # the clock goes on by itself
    for program in (owen, femi, *others):
        program.do(proposal_id, "take_position", position="support", version=3)
    vera.do(proposal_id, "take_position", position="stand_aside", reason="I will not travel.", version=3)
    assert vera.read(where)["roll"]["missing"] == ""
    femi.do(proposal_id, "close")

    decided = vera.read(where)["decision"]
    assert (decided["outcome"], decided["has_dissent"]) == ("consensus_with_stand_asides", True)
    record = vera.read(f"decisions/{decided['number']}")
    assert "I will not travel." in str(record)
    vera.do(proposal_id, "add_statement", text="We said why.")
    assert vera.read(f"{where}/timeline")["items"][0]["sentence"] == "Owen started the proposal."


@pytest.mark.parametrize(
    ("act", "said", "refused"),
    [
        ("take_position", {"position": "support", "version": 7}, (409, "stale_version")),
        ("take_position", {"position": "stand_aside", "version": 1}, (422, "reason_required")),
        ("take_position", {"position": "maybe", "version": 1}, (422, "invalid")),
        ("take_position", {"position": "recuse", "version": 1}, (422, "invalid")),
        ("take_position", {"position": "support"}, (422, "invalid")),
        ("take_position", {"position": "support", "version": 1, "person_id": 3}, (422, "invalid")),
        ("take_position", {"position": "support", "version": 1, "seen_stage": "objection"}, (409, "window_closed")),
        ("take_position", {"position": "support", "version": True}, (422, "invalid")),
        ("comment", {"text": "Late."}, (409, "wrong_stage")),
        ("close", {}, (403, "not_facilitator")),
        ("call_for_objections", {}, (409, "wrong_stage")),
        ("second_block", {"objection_id": 99}, (404, "not_found")),
        ("dance", {}, (404, "not_found")),
    ],
)
def test_what_cannot_be_done_is_told_by_its_code_and_changes_nothing(
    scene: Scene, act: str, said: dict[str, Any], refused: tuple[int, str]
) -> None:
    proposal_id = scene.in_consensus()
    vera = Program(scene, "Vera")
    before = scene.entries()

    assert vera.refused(proposal_id, act, **said) == refused
    assert scene.entries() == before


def test_a_revision_of_what_is_objected_to_says_which_objections_it_is_meant_to_meet(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    objection = scene.objects("Vera", proposal_id, kind=ObjectionKind.OBJECTION)
    owen, said = Program(scene, "Owen"), {"texts": {"en": {"question": QUESTION, "text": "In autumn."}}, "version": 1}

    assert owen.refused(proposal_id, "revise", **said) == (422, "invalid")
    owen.do(proposal_id, "revise", **said, meets=[objection])
    Program(scene, "Vera").do(proposal_id, "confirm_met", objection_id=objection)


def test_a_text_is_in_a_language_of_the_body(scene: Scene) -> None:
    texts = {"en": {"question": QUESTION, "text": TEXT}, "xx": {"question": QUESTION, "text": TEXT}}
    answer = Program(scene, "Owen").send("bodies/WATER/proposals", texts=texts, class_code="project")

    assert (answer.status_code, problem(answer)) == (422, "invalid")
    assert scene.count(Version) == 0


@ON_BOTH
def test_what_arrives_again_under_a_key_is_carried_out_once_and_answered_as_the_first_time(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    vera, ines = Program(scene, "Vera"), Program(scene, "Ines")
    key = {"Idempotency-Key": "a-key-of-mine"}

    first = vera.do(proposal_id, "comment", text="Once.", headers=key)
    vera.do(proposal_id, "comment", text="Something between.")
    again = vera.do(proposal_id, "comment", text="Once.", headers=key)

    assert again == first
    assert scene.count(Comment) == 2
    assert vera.refused(proposal_id, "comment", text="Something else.", headers=key) == (422, "key_reused")
    # A key is the person's own: the same words of somebody else are another act.
    ines.do(proposal_id, "comment", text="Once.", headers=key)
    assert scene.count(Comment) == 3


def test_what_was_refused_leaves_its_key_free(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    vera, key = Program(scene, "Vera"), {"Idempotency-Key": "a-key-of-mine"}

    assert vera.refused(proposal_id, "take_position", position="object", version=1, headers=key)[0] == 422
    assert scene.count(ApiArrival) == 0
    vera.do(proposal_id, "take_position", position="support", version=1, headers=key)
    assert scene.count(ApiArrival) == 1


@ON_BOTH
def test_two_that_arrive_at_once_under_a_key_are_one_act(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    program = Program(scene, "Vera")
    scene.session.rollback()
    answers: list[Any] = []
    together = threading.Barrier(2)

    def send() -> None:
        client = scene.app.test_client()
        headers = {"Authorization": f"Bearer {program.token}", "Idempotency-Key": "one"}
        together.wait()
        answers.append(client.post(f"/api/v1/proposals/{proposal_id}/acts/comment", json={"text": "Once."}, headers=headers))

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].get_json() == answers[1].get_json()
    assert scene.count(Comment) == 1


@pytest.mark.parametrize("key", ["", "a b", "ü", "x" * 201])
def test_a_key_that_is_none_is_refused(scene: Scene, key: str) -> None:
    proposal_id = scene.in_comment()
    headers = {"Idempotency-Key": key.encode().decode("latin-1")}

    assert Program(scene, "Vera").refused(proposal_id, "comment", text="x", headers=headers) == (422, "invalid")


@ON_BOTH
def test_who_says_what_they_last_read_acts_on_nothing_else(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    vera = Program(scene, "Vera")
    tag = vera.ask(f"proposals/{proposal_id}").headers["ETag"]
    scene.says("Ines", proposal_id, "support")

    said: dict[str, Any] = {"position": "support", "version": 1}
    assert vera.refused(proposal_id, "take_position", **said, headers={"If-Match": tag}) == (412, "precondition_failed")
    assert vera.refused(proposal_id, "take_position", **said, headers={"If-Match": '"else"'}) == (412, "precondition_failed")
    tag = vera.ask(f"proposals/{proposal_id}").headers["ETag"]
    vera.do(proposal_id, "take_position", **said, headers={"If-Match": tag})
    assert scene.count(Position) == 2


def test_who_is_shown_no_mark_cannot_guess_at_how_often_something_happened(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    version = scene.session.get_one(Proposal, proposal_id).row_version
    nora, guess = Program(scene, "Nora"), f'"{version}.{"0" * 32}"'

    assert "." not in nora.ask(f"proposals/{proposal_id}").headers["ETag"]
    assert nora.refused(proposal_id, "comment", text="x", headers={"If-Match": guess}) == (412, "precondition_failed")


def test_an_act_that_cannot_say_whether_a_mark_holds_does_nothing_under_one(scene: Scene) -> None:
    said = {"texts": {"en": {"question": QUESTION, "text": TEXT}}, "class_code": "project"}
    answer = Program(scene, "Owen").send("bodies/WATER/proposals", **said, headers={"If-Match": '"else"'})

    assert (answer.status_code, problem(answer)) == (412, "precondition_failed")
    assert scene.count(Proposal) == 0


def test_what_is_due_is_done_before_an_act_by_token_as_before_one_on_a_page(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    closes_at = scene.session.get_one(Proposal, proposal_id).closes_at
    assert closes_at is not None
    scene.now = closes_at

    Program(scene, "Vera").do(proposal_id, "take_position", position="support", version=1)

    acts = scene.session.scalars(select(LedgerEntry.act).order_by(LedgerEntry.index.desc()).limit(2)).all()
    assert acts == ["take_position", "call_for_consensus"]
