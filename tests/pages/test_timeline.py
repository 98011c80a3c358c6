"""The timeline says each act in a sentence, with what was said word for word, to the people of the body."""

from __future__ import annotations

import pytest

from consensus.domain.terms import Action, Because, Beside, ObjectionKind, Part, Visibility
from consensus.pages import timeline as timelines
from consensus.pages.timeline import SENTENCES, _sentence, _template, timeline_of
from consensus.proposals import commands as proposing
from consensus.voting import commands as voting
from tests.pages.scene import DAY, Scene
from tests.support.browsing import text_of

OF_A_PROPOSAL = {*(action.value for action in (*Action, *Beside)), "change_visibility", "translate", "ratify", "end_provisional"}
OF_A_PROPOSAL |= {"set_review", "keep_decision", "add_task", "end_task", "reduce_attribution", "remind", "look_at_sealed"}
OF_A_PROPOSAL |= {"add_agenda_item", "remove_agenda_item", "open_item", "close_item", "call_position", "enter_position"}
OF_A_PROPOSAL |= {"confirm_entry", "reject_entry", "add_note", "erase", "place_hold", "release_hold", "answer_by_letter"}


def test_every_act_that_a_ledger_can_hold_of_a_proposal_has_its_sentence() -> None:
    assert set(SENTENCES) == OF_A_PROPOSAL


@pytest.mark.parametrize("because", Because)
def test_every_way_on_has_its_sentence(because: Because) -> None:
    assert "{" not in _template(Action.CLOSE, {"because": because.value}, by_clock=True)


@pytest.mark.parametrize(
    ("act", "data", "words"),
    [
        # an issue is more than a comment
        ("comment", {"issue": True, "text": "x"}, "Vera raised an issue."),
        ("comment", {"issue": False, "text": "x"}, "Vera commented."),
        ("raise_objection", {"kind": "block"}, "Vera raised a block for the group."),
        ("raise_objection", {"kind": "objection"}, "Vera raised an objection for the group."),
        # what an objection was turned into
        ("withdraw_objection", {"into": None}, "Vera withdrew the objection of the group."),
        ("withdraw_objection", {"into": "stand_aside"}, "Vera withdrew the objection of the group, which now stands here: Stand aside."),
        ("take_position", {"code": "reservation"}, "Vera said where the group stands: Agree with reservations."),
        ("cast_vote", {"code": "abstain"}, "Vera voted for the group: abstain."),
        # to whom a part went
        ("hand_over", {"part": "owner", "from": 1, "to": 2}, "Vera handed their part as an owner over to Ines."),
        ("hand_over", {"part": "facilitator", "from": None, "to": 2}, "Vera handed the facilitation over to Ines."),
        ("answer_objection", {"disposition": "partly_accepted"}, "Vera answered an objection: partly accepted."),
        ("answer_objection", {"disposition": None}, "Vera answered an objection."),
        ("close", {"outcome": "unanimity"}, "The stage was closed. Adopted unanimously."),
        ("supersede", {"by": "ALL/2026/003", "status": "superseded"}, "Decision ALL/2026/003 superseded this one."),
        ("change_visibility", {"from": "body", "visibility": "public"}, "Vera opened it to everybody."),
        # an act of a later release is not passed over in silence
        ("archive_away", {}, "Vera did this: archive away."),
    ],
)
def test_an_act_is_told_in_a_sentence(act: str, data: dict[str, object], words: str) -> None:
    assert str(_sentence(act, data, {"by": "Vera", "voice": "the group"}, {2: "Ines"})) == words


def test_the_whole_way_of_a_proposal_can_be_read(scene: Scene) -> None:
    proposal_id = scene.in_comment(visibility=Visibility.BODY)
    scene.do("Vera", proposing.suggest_amendment, proposal_id, passage="in spring", amendment="in summer", text="It is warmer.")
    scene.do("Owen", voting.hand_over, proposal_id, to_id=scene.person_id["Bela"], part=Part.FACILITATOR)
    scene.do("Bela", voting.extend_window, proposal_id, until=scene.now + 40 * DAY, reason="The translation is late.")
    scene.do("Owen", proposing.change_visibility, proposal_id, visibility=Visibility.NETWORK)
    page = text_of(scene.browser("Ines").get(f"/proposals/{proposal_id}/timeline"))
    for words in (
        "Owen started the proposal.",
        "Vera suggested an amendment.",
        "in summer",
        "Bela extended the window.",
        "The translation is late.",
    ):
        assert words in page
    assert "shown to the people of this body" in text_of(scene.browser("Nora").get(f"/proposals/{proposal_id}/timeline"))


def test_a_long_timeline_goes_on_page_by_page(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timelines, "PAGE_LENGTH", 2)
    proposal_id = scene.in_objection()
    block = scene.objects("Vera", proposal_id, kind=ObjectionKind.BLOCK)
    scene.answers(proposal_id, block)
    seen, after = [], -1
    while True:
        told = timeline_of(scene.session, proposal_id, after=after)
        seen += [entry.sentence for entry in told.entries]
        if told.next_after is None:
            break
        after = told.next_after
    assert len(seen) == len(set(seen)) == 5
    page = text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}/timeline"))
    assert "What happened then" in page


def test_the_record_of_the_decision_is_not_read_for_the_timeline(scene: Scene) -> None:
    proposal_id = scene.adopted()
    told = timeline_of(scene.session, proposal_id)
    assert told.entries[-1].sentence == "The stage was closed. Adopted by consensus, with reservations."
    assert "/archive/WATER/2026/001" in text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}/timeline"))
