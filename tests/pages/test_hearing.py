"""Being heard: the facilitator invites the owners of objections, they answer, what was said is written down; nothing is settled by it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from consensus import ledger
from consensus.domain.errors import NotFoundError, Refusal, RefusedError
from consensus.domain.terms import Attribution, ObjectionKind, ObjectionStatus, Visibility
from consensus.voting import commands as voting
from consensus.voting.models import Decision
from consensus.voting.models_hearing import Hearing, HearingEnd, InvitationAnswer
from tests.pages.scene import DAY, MINUTE, Scene
from tests.pages.test_objections import key_of
from tests.pages.test_outside import OUTSIDERS
from tests.pages.test_statements import MOST, statements
from tests.support.browsing import text_of
from tests.support.databases import ENGINES
from tests.voting.test_verification import act_of, alter

LINK = "https://call.example.org/room-7"
REASON, OTHER = "Spring floods the roads.", "Spring is sowing."


def objected(scene: Scene, **said: Any) -> tuple[int, int]:
    proposal_id = scene.in_objection(**said)
    return proposal_id, scene.objects("Vera", proposal_id, REASON)


def invites(scene: Scene, proposal_id: int, objection_id: int, *others: int, **said: Any) -> datetime:
    """Let Femi invite for the day after; return when."""
    meets_at = scene.now + DAY
    given: dict[str, Any] = {"meets_at": meets_at, "place": LINK, "with_ids": others}
    scene.do("Femi", voting.invite_to_be_heard, proposal_id, objection_id=objection_id, **given | said)
    return meets_at


def page_of(scene: Scene, who: str | None, proposal_id: int, address: str = "") -> str:
    answer = scene.browser(who).get(f"/proposals/{proposal_id}{address}")
    assert answer.status_code == 200
    return text_of(answer)


def refused(scene: Scene, who: str, command: Any, proposal_id: int, **said: Any) -> Refusal:
    before = scene.entries()
    with pytest.raises(RefusedError) as error:
        scene.do(who, command, proposal_id, **said)
    assert scene.entries() == before
    return error.value.code


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_an_invitation_goes_its_whole_way_over_http(scene: Scene) -> None:
    proposal_id, first = objected(scene)
    second = scene.objects("Ines", proposal_id, OTHER)
    address = f"/proposals/{proposal_id}"
    meets_at = scene.now + DAY
    sent = {
        "day": f"{meets_at:%Y-%m-%d}",
        "time": f"{meets_at:%H:%M}",
        "place": LINK,
        "passage": "spring",
        "text": "We want to understand.",
    }
    answer = scene.browser("Femi").post(f"{address}/invite_to_be_heard?about={first}", {**sent, "others": str(second)})
    assert answer.status_code == 303, text_of(answer)
    for who, wanted in (("Vera", True), ("Ines", True), ("Rita", False)):
        assert ("You are invited to be heard" in text_of(scene.browser(who).get("/"))) is wanted, who
    for who, about, comes in (("Vera", first, "yes"), ("Ines", second, "no")):
        scene.tick()
        done = scene.browser(who).post(f"{address}/answer_invitation?about={about}", {"comes": comes, "text": f"Said by {who}."})
        assert done.status_code == 303, text_of(done)
    assert "You said that you come." in text_of(scene.browser("Vera").get("/"))
    assert "You are invited" not in text_of(scene.browser("Ines").get("/")), "who declined is not asked again"
    early = scene.browser("Femi").post(f"{address}/record_hearing?about={first}", {"text": "They spoke."})
    assert early.status_code == 422
    scene.tick(DAY)
    note = {"text": "The road by the river is closed in April.", "agreed_by": "Vera, Owen"}
    assert scene.browser("Femi").post(f"{address}/record_hearing?about={first}", note).status_code == 303
    shown = page_of(scene, "Rita", proposal_id, f"/objections/{key_of('Vera')}")
    for words in (
        "Heard",
        "together with",
        "Ines&#39;s group",
        note["text"],
        "agreed to by",
        "Vera, Owen",
        "Said by Vera.",
        LINK,
        "spring",
    ):
        assert words in shown, words
    assert "Declined" in page_of(scene, "Rita", proposal_id, f"/objections/{key_of('Ines', OTHER)}")
    timeline = page_of(scene, "Rita", proposal_id, "/timeline")
    for words in ("invited the owners of 2 objections to be heard together", "that it comes to the hearing", "declined for", note["text"]):
        assert words in timeline, words
    assert scene.objection(first).status is scene.objection(second).status is ObjectionStatus.OPEN, "nothing is settled by it"
    assert ledger.verify(scene.session).ok


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
@pytest.mark.parametrize(
    ("table", "change", "act"),
    [
        ("hearing", "UPDATE hearing SET place = 'Elsewhere'", "invite_to_be_heard"),
        ("invitation_answer", "UPDATE invitation_answer SET text = 'Gladly.'", "answer_invitation"),
        ("hearing_end", "UPDATE hearing_end SET text = 'All agreed.'", "record_hearing"),
    ],
)
def test_a_row_that_was_altered_is_named_by_its_entry(scene: Scene, table: str, change: str, act: str) -> None:
    proposal_id, objection_id = objected(scene)
    invites(scene, proposal_id, objection_id)
    scene.do("Vera", voting.answer_invitation, proposal_id, objection_id=objection_id, comes=True, text="I will.")
    scene.tick(DAY)
    scene.do("Femi", voting.record_hearing, proposal_id, objection_id=objection_id, text="They spoke.", agreed_by="Vera")
    alter(scene.session, table, change)
    assert act_of(scene.session, ledger.verify(scene.session).first_bad) == act


def test_each_objection_that_is_heard_together_keeps_its_own_fate(scene: Scene) -> None:
    proposal_id, first = objected(scene)
    second = scene.objects("Ines", proposal_id, OTHER)
    invites(scene, proposal_id, first, second)
    scene.do("Vera", voting.withdraw_objection, proposal_id, objection_id=first)
    assert (scene.objection(first).status, scene.objection(second).status) == (ObjectionStatus.WITHDRAWN, ObjectionStatus.OPEN)
    scene.tick(DAY)
    scene.do("Femi", voting.record_hearing, proposal_id, objection_id=second, text="They spoke.")
    assert scene.count(HearingEnd) == 1
    for key in (key_of("Vera"), key_of("Ines", OTHER)):
        assert "They spoke." in page_of(scene, "Rita", proposal_id, f"/objections/{key}")


def test_who_declined_can_be_invited_again(scene: Scene) -> None:
    proposal_id, objection_id = objected(scene)
    invites(scene, proposal_id, objection_id)
    assert refused_invitation(scene, proposal_id, objection_id) is Refusal.HEARING_PLANNED
    scene.do("Vera", voting.answer_invitation, proposal_id, objection_id=objection_id, comes=False, text="Not in that week.")
    assert refused(scene, "Vera", voting.answer_invitation, proposal_id, objection_id=objection_id, comes=True) is Refusal.NO_HEARING
    invites(scene, proposal_id, objection_id)
    assert scene.count(Hearing) == 2


def test_the_owner_may_answer_anew_until_then_and_every_answer_stays(scene: Scene) -> None:
    proposal_id, objection_id = objected(scene)
    invites(scene, proposal_id, objection_id)
    scene.do("Vera", voting.answer_invitation, proposal_id, objection_id=objection_id, comes=True)
    scene.do("Vera", voting.answer_invitation, proposal_id, objection_id=objection_id, comes=False)
    assert scene.count(InvitationAnswer) == 2
    assert "Its owner declined." in page_of(scene, "Rita", proposal_id, f"/objections/{key_of('Vera')}")


def test_a_hearing_is_called_off_with_a_reason_and_another_can_follow(scene: Scene) -> None:
    proposal_id, objection_id = objected(scene)
    invites(scene, proposal_id, objection_id)
    assert refused(scene, "Femi", voting.call_off_hearing, proposal_id, objection_id=objection_id, reason=" ") is Refusal.REASON_REQUIRED
    scene.do("Femi", voting.call_off_hearing, proposal_id, objection_id=objection_id, reason="The line is down.")
    page = page_of(scene, "Rita", proposal_id, f"/objections/{key_of('Vera')}")
    assert "Called off" in page
    assert "The line is down." in page
    assert "You are invited" not in text_of(scene.browser("Vera").get("/"))
    invites(scene, proposal_id, objection_id)


def refused_invitation(scene: Scene, proposal_id: int, objection_id: int, who: str = "Femi", **said: Any) -> Refusal:
    given: dict[str, Any] = {"meets_at": scene.now + DAY, "place": LINK}
    return refused(scene, who, voting.invite_to_be_heard, proposal_id, objection_id=objection_id, **given | said)


def test_what_is_refused_and_why(scene: Scene) -> None:
    proposal_id, objection_id = objected(scene)
    assert refused_invitation(scene, proposal_id, objection_id, "Owen") is Refusal.NOT_FACILITATOR
    assert refused_invitation(scene, proposal_id, objection_id, meets_at=scene.now) is Refusal.TOO_EARLY
    assert refused_invitation(scene, proposal_id, objection_id, meets_at=None) is Refusal.TOO_EARLY
    assert refused_invitation(scene, proposal_id, objection_id, place=" ") is Refusal.PLACE_REQUIRED
    for command, said in (
        (voting.record_hearing, {"text": "They spoke."}),
        (voting.call_off_hearing, {"reason": "No."}),
    ):
        assert refused(scene, "Femi", command, proposal_id, objection_id=objection_id, **said) is Refusal.NO_HEARING
    settled = scene.objects("Ines", proposal_id, OTHER)
    scene.do("Ines", voting.withdraw_objection, proposal_id, objection_id=settled)
    assert refused_invitation(scene, proposal_id, settled) is Refusal.ALREADY_DONE
    assert refused_invitation(scene, proposal_id, objection_id, with_ids=(settled,)) is Refusal.ALREADY_DONE
    with pytest.raises(NotFoundError):
        scene.do(
            "Femi", voting.invite_to_be_heard, proposal_id, objection_id=objection_id, meets_at=scene.now + DAY, place="x", with_ids=(99,)
        )
    invites(scene, proposal_id, objection_id)
    assert refused(scene, "Ines", voting.answer_invitation, proposal_id, objection_id=objection_id, comes=True) is Refusal.NOT_OBJECTOR
    assert refused(scene, "Femi", voting.record_hearing, proposal_id, objection_id=objection_id, text="They spoke.") is Refusal.TOO_EARLY


def test_an_invitation_that_cannot_be_taken_loses_nothing(scene: Scene) -> None:
    proposal_id, objection_id = objected(scene)
    sent = {"day": f"{scene.now - DAY:%Y-%m-%d}", "time": "10:00", "place": LINK, "text": "We want to understand."}
    answer = scene.browser("Femi").post(f"/proposals/{proposal_id}/invite_to_be_heard?about={objection_id}", sent)
    assert answer.status_code == 422
    for words in (Refusal.TOO_EARLY.sentence, LINK, "We want to understand."):
        assert words in text_of(answer)


def test_an_invitation_that_comes_after_another_is_shown_again_to_be_copied(scene: Scene) -> None:
    proposal_id, objection_id = objected(scene)
    other = scene.objects("Ines", proposal_id, OTHER)
    ahead = scene.now + 2 * DAY
    sent = {"day": f"{ahead:%Y-%m-%d}", "time": "10:00", "place": LINK, "text": "We want to understand.", "others": str(other)}
    invites(scene, proposal_id, objection_id)
    answer = scene.browser("Femi").post(f"/proposals/{proposal_id}/invite_to_be_heard?about={objection_id}", sent)
    assert answer.status_code == 409
    for words in (Refusal.HEARING_PLANNED.sentence, LINK, "We want to understand.", f"{ahead:%Y-%m-%d}"):
        assert words in text_of(answer)


def test_the_way_is_there_for_who_may_and_for_nobody_else(scene: Scene) -> None:
    proposal_id, objection_id = objected(scene)
    acts = ("invite_to_be_heard", "answer_invitation", "record_hearing", "call_off_hearing")

    def ways(who: str) -> set[str]:
        page = page_of(scene, who, proposal_id, f"/objections/{key_of('Vera')}")
        return {act for act in acts if f"/proposals/{proposal_id}/{act}?about={objection_id}" in page}

    assert [ways(who) for who in ("Femi", "Owen", "Vera", "Ines")] == [{"invite_to_be_heard"}, set(), set(), set()]
    meets_at = invites(scene, proposal_id, objection_id)
    assert [ways(who) for who in ("Femi", "Owen", "Vera", "Ines")] == [{"call_off_hearing"}, set(), {"answer_invitation"}, set()]
    scene.now = meets_at + MINUTE
    assert ways("Femi") == {"record_hearing", "call_off_hearing"}


def test_objections_on_the_same_passage_are_offered_first_to_be_heard_together(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    common: dict[str, Any] = {"kind": ObjectionKind.OBJECTION, "ground": "harm"}
    first = scene.do("Vera", voting.raise_objection, proposal_id, **common | {"reason": REASON, "passage": "in spring"})
    scene.do("Ines", voting.raise_objection, proposal_id, **common | {"reason": OTHER})
    scene.do("Rita", voting.raise_objection, proposal_id, **common | {"reason": "It rains.", "passage": "in spring"})
    form = page_of(scene, "Femi", proposal_id, f"/invite_to_be_heard?about={first}")
    assert form.index("Rita&#39;s group: in spring") < form.index("Ines&#39;s group: Spring is sowing.")
    assert "Vera&#39;s group: " not in form
    assert ">in spring</textarea>" in form.replace("\r\n", "").replace(">\n", ">")


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_outside_learns_of_a_hearing(scene: Scene, who: str | None) -> None:
    """Threat: a hearing together with somebody who is named would tell who the other is; the link would let strangers in."""
    proposal_id, named = objected(scene, visibility=Visibility.PUBLIC)
    unnamed = scene.objects("Ines", proposal_id, OTHER, attribution=Attribution.KIND_AND_REGION)
    invites(scene, proposal_id, named, unnamed, text="Come, both of you.")
    scene.do("Ines", voting.answer_invitation, proposal_id, objection_id=unnamed, comes=True, text="Ines comes.")
    scene.tick(DAY)
    scene.do("Femi", voting.record_hearing, proposal_id, objection_id=named, text="Both spoke.", agreed_by="Ines")
    for address in ("", "/objections", f"/objections/{key_of('Vera')}", "/timeline"):
        page = page_of(scene, who, proposal_id, address).split("<main")[1]
        for told in (LINK, "heard together", "To be heard", "Come, both of you.", "Ines", "Both spoke."):
            assert told not in page, (address, told)


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_the_decision_holds_every_word_of_it_and_shows_it_inside_alone(scene: Scene) -> None:
    proposal_id, objection_id = objected(scene, visibility=Visibility.PUBLIC)
    invites(scene, proposal_id, objection_id, passage="in spring", text="We want to understand.")
    scene.do("Vera", voting.answer_invitation, proposal_id, objection_id=objection_id, comes=True, text="I will.")
    scene.tick(DAY)
    scene.do("Femi", voting.record_hearing, proposal_id, objection_id=objection_id, text="The river rises.", agreed_by="Vera, Owen")
    scene.do("Owen", voting.withdraw_proposal, proposal_id, reason="It convinced us.")
    decision = scene.session.scalars(select(Decision)).one()
    number, record = decision.number, json.loads(decision.record)
    scene.session.rollback()
    (hearing,) = record["objections"][0]["hearings"]
    assert (hearing["place"], hearing["passage"], hearing["text"]) == (LINK, "in spring", "We want to understand.")
    assert [(each["by"], each["comes"], each["text"]) for each in hearing["answers"]] == [("Vera", True, "I will.")]
    assert (hearing["end"]["held"], hearing["end"]["text"], hearing["end"]["agreed_by"]) == (True, "The river rises.", "Vera, Owen")
    assert "The river rises." in text_of(scene.browser("Ines").get(f"/archive/{number}"))
    for who in ("Nora", None):
        for page in (f"/archive/{number}", f"/archive/{number}.json"):
            told = text_of(scene.browser(who).get(page))
            assert "The river rises." not in told, (who, page)
            assert LINK not in told
    assert number in text_of(scene.browser("Ines").get("/archive?q=river+rises"))
    assert number not in text_of(scene.browser("Nora").get("/archive?q=river+rises")).split("<main")[1]
    assert ledger.verify(scene.session).ok


@pytest.mark.parametrize("who", ["Femi", "Vera", "Nora"])
def test_the_pages_take_few_statements_with_hearings_too(scene: Scene, who: str) -> None:
    proposal_id, objection_id = objected(scene)
    invites(scene, proposal_id, objection_id)
    assert len(statements(scene, who, f"/proposals/{proposal_id}")) <= MOST
    for address in ("/objections", f"/objections/{key_of('Vera')}"):
        assert len(statements(scene, who, f"/proposals/{proposal_id}{address}")) <= MOST
    assert len(statements(scene, who, "/")) <= MOST
