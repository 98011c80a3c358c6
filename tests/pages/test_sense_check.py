"""The temperature: asked by the facilitator, answered by voices, shown as a picture with its numbers, never a position."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from consensus import ledger
from consensus.domain.errors import InvalidError, Refusal, RefusedError
from consensus.domain.terms import MemberKind, Stage, Visibility
from consensus.ledger.models import LedgerEntry
from consensus.people.commands import grant_mandate
from consensus.proposals import commands as proposing
from consensus.proposals.models_sense import SenseAnswer, SenseCheck
from consensus.voting import commands as voting
from consensus.voting.models import Decision, Position
from tests.pages.scene import DAY, Scene
from tests.pages.test_statements import MOST, statements
from tests.support.browsing import text_of
from tests.support.databases import ENGINES
from tests.voting.test_verification import act_of, alter

QUESTION = "How do you stand to meeting in spring?"


def asked(scene: Scene, *, by_name: bool = False, **said: Any) -> int:
    """A proposal in the comment stage with an open sense-check."""
    proposal_id = scene.in_comment(**said)
    scene.do("Femi", proposing.ask_sense_check, proposal_id, question=QUESTION, is_by_name=by_name)
    return proposal_id


def answers(scene: Scene, who: str, proposal_id: int, gradient: str) -> None:
    scene.do(who, proposing.answer_sense_check, proposal_id, gradient=gradient)


def page_of(scene: Scene, who: str | None, proposal_id: int) -> str:
    """Return what the page says of the temperature."""
    page = text_of(scene.browser(who).get(f"/proposals/{proposal_id}"))
    return page.split('<section id="sense"')[1].split("</section>")[0]


def last_entry(scene: Scene) -> dict[str, Any]:
    scene.session.rollback()
    text = scene.session.scalars(select(LedgerEntry.entry).order_by(LedgerEntry.index.desc()).limit(1)).one()
    scene.session.rollback()
    found: dict[str, Any] = json.loads(text or "{}")
    return found


def refused(scene: Scene, who: str, command: Any, proposal_id: int, **said: Any) -> Refusal:
    before = scene.entries()
    with pytest.raises(RefusedError) as error:
        scene.do(who, command, proposal_id, **said)
    assert scene.entries() == before
    return error.value.code


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
@pytest.mark.parametrize("by_name", [True, False])
def test_the_facilitator_asks_and_voices_answer_over_http(scene: Scene, *, by_name: bool) -> None:
    proposal_id = scene.in_comment()
    address = f"/proposals/{proposal_id}"
    sent = {"question": QUESTION, "by_name": "yes" if by_name else "no"}
    assert scene.browser("Femi").post(f"{address}/ask_sense_check", sent).status_code == 303
    told = "Answers are by name" if by_name else "Answers are without names"
    assert told in text_of(scene.browser("Vera").get(f"{address}/answer_sense_check")), "told before anybody answers"
    for name, gradient in (("Vera", "endorse"), ("Ines", "veto"), ("Rita", "veto")):
        scene.tick()
        answer = scene.browser(name).post(f"{address}/answer_sense_check", {"gradient": gradient})
        assert answer.status_code == 303, text_of(answer)
    assert scene.browser("Femi").post(f"{address}/close_sense_check").status_code == 303
    page = page_of(scene, "Bela", proposal_id)
    assert "<svg" in page
    assert 'I am for it, wholly</th><td class="number" data-label="Voices">1</td>' in page
    assert 'I would block it</th><td class="number" data-label="Voices">2</td>' in page
    assert ("Vera&#39;s group" in page) is by_name
    scene.session.rollback()
    assert ledger.verify(scene.session).ok
    assert scene.count(Position) == 0, "never counted as a position"


def test_the_newest_answer_of_a_voice_counts_and_none_is_erased(scene: Scene) -> None:
    proposal_id = asked(scene, by_name=True)
    answers(scene, "Vera", proposal_id, "veto")
    answers(scene, "Vera", proposal_id, "endorse")
    page = page_of(scene, "Ines", proposal_id)
    assert "1 voice has answered." in page
    assert 'I would block it</th><td class="number" data-label="Voices">0</td>' in page
    assert scene.count(SenseAnswer) == 2


def test_two_people_of_one_member_have_one_answer(scene: Scene) -> None:
    proposal_id = asked(scene)
    grant_mandate(
        scene.session, actor=scene.steward, person_id=scene.person_id["Zoe"], member_id=scene.member_id["Vera's group"], now=scene.now
    )
    answers(scene, "Vera", proposal_id, "veto")
    answers(scene, "Zoe", proposal_id, "endorse")
    assert "1 voice has answered." in page_of(scene, "Ines", proposal_id)


def test_who_speaks_for_two_says_for_which(scene: Scene) -> None:
    scene.member("Vera", "A second group", kind=MemberKind.MOVEMENT)
    proposal_id = asked(scene, by_name=True)
    with pytest.raises(InvalidError, match="several voices"):
        answers(scene, "Vera", proposal_id, "veto")
    page = text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}/answer_sense_check"))
    assert "A second group" in page
    scene.do("Vera", proposing.answer_sense_check, proposal_id, gradient="veto", voice_id=scene.member_id["A second group"])
    with pytest.raises(InvalidError):
        scene.do("Vera", proposing.answer_sense_check, proposal_id, gradient="veto", voice_id=scene.member_id["Ines's group"])
    assert "A second group" in page_of(scene, "Ines", proposal_id)


# --- without names --------------------------------------------------------------------------------------------------


def test_without_names_the_steps_are_not_told_while_it_is_open(scene: Scene) -> None:
    """Threat: who looks before and after somebody answers learns what they answered."""
    proposal_id = asked(scene)
    for name in ("Vera", "Ines", "Rita"):
        answers(scene, name, proposal_id, "veto")
    for who in ("Bela", "Femi", "Vera"):
        page = page_of(scene, who, proposal_id)
        assert "3 voices have answered." in page
        assert "<svg" not in page
        assert "I would block it" not in page


def test_without_names_one_or_two_answers_are_never_told(scene: Scene) -> None:
    proposal_id = asked(scene)
    answers(scene, "Vera", proposal_id, "veto")
    answers(scene, "Ines", proposal_id, "endorse")
    scene.do("Femi", proposing.close_sense_check, proposal_id)
    assert last_entry(scene)["data"]["counts"] is None
    page = page_of(scene, "Bela", proposal_id)
    assert "too few have answered" in page
    assert "<svg" not in page


def test_without_names_neither_the_ledger_nor_the_timeline_tells_who_answered_what(scene: Scene) -> None:
    proposal_id = asked(scene)
    answers(scene, "Vera", proposal_id, "veto")
    entry = last_entry(scene)
    assert entry["act"] == "answer_sense_check"
    assert "voice" not in entry
    assert set(entry["data"]) == {"sense_check", "answer_sha256", "stage", "closes_at"}
    timeline = text_of(scene.browser("Ines").get(f"/proposals/{proposal_id}/timeline"))
    told = timeline.split("asked for the temperature, without names")[1]
    assert "A voice answered the sense-check, without its name." in told
    assert "Vera" not in told.split("</main>")[0]


def test_the_same_answer_without_a_name_is_another_hash_each_time(scene: Scene) -> None:
    proposal_id = asked(scene)
    hashes = set()
    for name in ("Vera", "Ines", "Rita"):
        answers(scene, name, proposal_id, "veto")
        hashes.add(last_entry(scene)["data"]["answer_sha256"])
    assert len(hashes) == 3


@pytest.mark.parametrize("who", ["Nora", "Sam", None])
@pytest.mark.parametrize("by_name", [True, False])
def test_nobody_outside_learns_who_answered(scene: Scene, who: str | None, *, by_name: bool) -> None:
    proposal_id = asked(scene, by_name=by_name, visibility=Visibility.PUBLIC)
    for name in ("Vera", "Ines"):
        answers(scene, name, proposal_id, "veto")
    assert "<svg" not in page_of(scene, who, proposal_id), "neither while it is open"
    scene.do("Femi", proposing.close_sense_check, proposal_id)
    assert "<svg" not in page_of(scene, who, proposal_id), "nor of two"
    scene.do("Femi", proposing.ask_sense_check, proposal_id, question="And now?", is_by_name=by_name)
    for name in ("Vera", "Ines", "Rita"):
        answers(scene, name, proposal_id, "endorse")
    scene.do("Femi", proposing.close_sense_check, proposal_id)
    page = page_of(scene, who, proposal_id)
    assert "<svg" in page
    assert "group" not in page


# --- when, and who --------------------------------------------------------------------------------------------------


def test_it_ends_with_the_comment_window(scene: Scene) -> None:
    proposal_id = asked(scene)
    for name in ("Vera", "Ines", "Rita"):
        answers(scene, name, proposal_id, "minor_point")
    scene.tick(31 * DAY)
    assert refused(scene, "Bela", proposing.answer_sense_check, proposal_id, gradient="veto") is Refusal.WINDOW_CLOSED
    page = page_of(scene, "Bela", proposal_id)
    assert "It is over." in page
    assert "<svg" in page
    scene.do("Femi", voting.call_for_objections, proposal_id)
    assert "<svg" in page_of(scene, "Bela", proposal_id), "gone from no record"


def test_going_back_to_drafting_ends_it_for_good(scene: Scene) -> None:
    proposal_id = asked(scene)
    scene.do("Owen", proposing.return_to_drafting, proposal_id, reason="The comments convinced us.")
    assert QUESTION in page_of(scene, "Bela", proposal_id)
    scene.do("Owen", proposing.open_comment, proposal_id)
    assert refused(scene, "Vera", proposing.answer_sense_check, proposal_id, gradient="veto") is Refusal.NO_SENSE_CHECK


def test_what_is_refused_and_why(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    ask: dict[str, Any] = {"question": QUESTION, "is_by_name": True}
    assert refused(scene, "Owen", proposing.ask_sense_check, proposal_id, **ask) is Refusal.NOT_FACILITATOR
    assert refused(scene, "Vera", proposing.answer_sense_check, proposal_id, gradient="veto") is Refusal.NO_SENSE_CHECK
    assert refused(scene, "Femi", proposing.close_sense_check, proposal_id) is Refusal.NO_SENSE_CHECK
    assert refused(scene, "Femi", proposing.ask_sense_check, proposal_id, question=" ", is_by_name=True) is Refusal.REASON_REQUIRED
    scene.do("Femi", proposing.ask_sense_check, proposal_id, **ask)
    assert refused(scene, "Femi", proposing.ask_sense_check, proposal_id, **ask) is Refusal.SENSE_CHECK_OPEN
    assert refused(scene, "Nora", proposing.answer_sense_check, proposal_id, gradient="veto") is Refusal.NOT_IN_BODY
    assert refused(scene, "Vera", proposing.answer_sense_check, proposal_id, gradient="hot") is Refusal.UNKNOWN_GRADIENT
    assert refused(scene, "Vera", proposing.close_sense_check, proposal_id) is Refusal.NOT_FACILITATOR
    assert refused(scene, "Femi", proposing.ask_sense_check, scene.draft(), **ask) is Refusal.WRONG_STAGE
    assert scene.count(SenseCheck) == 1


@pytest.mark.parametrize(
    ("who", "address", "fields", "status"),
    [
        # nothing was chosen: the form with what is wrong
        ("Vera", "answer_sense_check", {}, 422),
        # a step that there is not
        ("Vera", "answer_sense_check", {"gradient": "hot"}, 422),
        # not of the body
        ("Nora", "answer_sense_check", {"gradient": "veto"}, 403),
        # one is open already: how things stand, and what was typed
        ("Femi", "ask_sense_check", {"question": "A question that took a while.", "by_name": "no"}, 409),
        ("Owen", "close_sense_check", {}, 403),
    ],
)
def test_a_refusal_over_http_says_why_and_loses_nothing(scene: Scene, who: str, address: str, fields: dict[str, str], status: int) -> None:
    proposal_id = asked(scene)
    answer = scene.browser(who).post(f"/proposals/{proposal_id}/{address}", fields)
    assert answer.status_code == status
    assert fields.get("question", "") in text_of(answer)


def test_the_way_is_on_the_page_for_who_may_and_for_nobody_else(scene: Scene) -> None:
    proposal_id = scene.in_comment()

    def ways(who: str) -> set[str]:
        page = text_of(scene.browser(who).get(f"/proposals/{proposal_id}"))
        return {act for act in ("ask_sense_check", "answer_sense_check", "close_sense_check") if f'/{act}"' in page}

    assert (ways("Femi"), ways("Vera"), ways("Nora")) == ({"ask_sense_check"}, set(), set())
    scene.do("Femi", proposing.ask_sense_check, proposal_id, question=QUESTION, is_by_name=False)
    assert (ways("Femi"), ways("Vera"), ways("Nora")) == ({"answer_sense_check", "close_sense_check"}, {"answer_sense_check"}, set())


@pytest.mark.parametrize("who", ["Vera", "Femi", "Nora"])
def test_the_page_takes_few_statements_and_no_more_with_more_answers(scene: Scene, who: str) -> None:
    proposal_id = asked(scene, by_name=True)
    few = len(statements(scene, who, f"/proposals/{proposal_id}"))
    for name in ("Vera", "Ines", "Rita", "Bela"):
        answers(scene, name, proposal_id, "abstain")
    assert len(statements(scene, who, f"/proposals/{proposal_id}")) == few <= MOST
    if who == "Vera":
        assert len(statements(scene, who, f"/proposals/{proposal_id}/answer_sense_check")) <= MOST


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
@pytest.mark.parametrize("by_name", [True, False])
def test_an_answer_that_was_altered_behind_the_program_is_named_by_its_entry(scene: Scene, *, by_name: bool) -> None:
    proposal_id = asked(scene, by_name=by_name)
    answers(scene, "Vera", proposal_id, "veto")
    alter(scene.session, "sense_answer", "UPDATE sense_answer SET gradient = 'endorse'")
    assert act_of(scene.session, ledger.verify(scene.session).first_bad) == "answer_sense_check"


# --- the record -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
@pytest.mark.parametrize("by_name", [True, False])
def test_the_decision_mentions_it_with_its_counts_and_names_only_if_by_name(scene: Scene, *, by_name: bool) -> None:
    proposal_id = asked(scene, by_name=by_name, visibility=Visibility.PUBLIC)
    for name, gradient in (("Vera", "endorse"), ("Ines", "disagree"), ("Rita", "disagree")):
        answers(scene, name, proposal_id, gradient)
    scene.tick(31 * DAY)
    scene.do("Femi", voting.call_for_objections, proposal_id)
    scene.do("Owen", voting.withdraw_proposal, proposal_id, reason="Enough.")
    assert scene.stage(proposal_id) is Stage.CLOSED
    decision = scene.session.scalars(select(Decision)).one()
    number, record = decision.number, json.loads(decision.record)
    scene.session.rollback()
    (check,) = record["sense_checks"]
    assert check["question"] == QUESTION
    assert check["voices"] == 3
    assert {step["gradient"]: step["voices"] for step in check["steps"] if step["voices"]} == {"endorse": 1, "disagree": 2}
    assert [step["labels"] for step in check["steps"] if step["voices"]] == (
        [["Vera's group"], ["Ines's group", "Rita's group"]] if by_name else [None, None]
    )
    for who, sees_names in (("Bela", by_name), ("Nora", False), (None, False)):
        page = text_of(scene.browser(who).get(f"/archive/{number}"))
        told = page.split('id="sense-title"')[1].split("</section>")[0]
        assert "never counted as a position" in told
        assert ("Vera&#39;s group" in told) is sees_names, who
    taken = scene.browser(None).get(f"/archive/{number}.json").get_json()
    assert [each["voices"] for each in taken["sense_checks"]] == [3]
    assert "Vera's group" not in json.dumps(taken)
    assert ledger.verify(scene.session).ok
