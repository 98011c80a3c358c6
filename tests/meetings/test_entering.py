"""What the secretary writes down is no position until the voice's own person confirms it. Source: process.md sections 1 and 8.3."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from consensus.domain.errors import ForbiddenError, InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.terms import Attribution, PositionCode
from consensus.ledger.models import LedgerEntry
from consensus.ledger.verification import verify
from consensus.meetings import commands
from consensus.meetings.models import EnteredPosition, Fate
from consensus.meetings.queries import waiting_for
from consensus.voting.models import Objection, Position
from tests.meetings.room import VERA, Room
from tests.pages.scene import QUESTION, TEXT
from tests.support.browsing import text_of

WORDS = "Only if buses run."


def test_what_is_entered_is_no_position(room: Room) -> None:
    proposal_id = room.in_consensus()
    room.enters(*room.at_item(proposal_id), "reservation", WORDS)
    assert room.count(Position) == 0
    assert room.position(proposal_id) is None


def test_confirmed_by_the_voice_it_is_its_position_word_for_word(room: Room) -> None:
    proposal_id = room.in_consensus()
    entry_id = room.enters(*room.at_item(proposal_id), "reservation", WORDS)
    position_id = room.answers_entry("Vera", commands.confirm_entry, entry_id)
    taken = room.session.get_one(Position, position_id)
    assert (taken.code, taken.reason, taken.person_id) == (PositionCode.RESERVATION, WORDS, room.person_id["Vera"])
    assert room.entry(entry_id).fate is Fate.CONFIRMED
    assert room.entries()[-3:] == ["enter_position", "take_position", "confirm_entry"]
    assert verify(room.session).ok


def test_the_voice_chooses_how_its_words_are_attributed(room: Room) -> None:
    proposal_id = room.in_consensus()
    entry_id = room.enters(*room.at_item(proposal_id), "stand_aside", WORDS)
    position_id = commands.confirm_entry(
        room.session, actor=room.actor("Vera"), entry_id=entry_id, attribution=Attribution.SEALED, now=room.tick()
    )
    assert room.session.get_one(Position, position_id).attribution is Attribution.SEALED


@pytest.mark.parametrize("who", ["Ines", "Femi", "Rita", "Owen", "Sam", "Nora"])
@pytest.mark.parametrize("command", [commands.confirm_entry, commands.reject_entry])
def test_nobody_else_answers_for_a_voice(room: Room, who: str, command: object) -> None:
    proposal_id = room.in_consensus()
    entry_id = room.enters(*room.at_item(proposal_id), "support")
    with pytest.raises(NotFoundError):
        room.answers_entry(who, command, entry_id)
    assert room.position(proposal_id) is None
    assert room.entry(entry_id).fate is Fate.WAITING


def test_rejected_it_counts_for_nothing_and_the_refusal_is_kept(room: Room) -> None:
    proposal_id = room.in_consensus()
    entry_id = room.enters(*room.at_item(proposal_id), "support")
    room.answers_entry("Vera", commands.reject_entry, entry_id)
    assert room.entry(entry_id).fate is Fate.REJECTED
    assert room.position(proposal_id) is None
    with pytest.raises(RefusedError) as refused:
        room.answers_entry("Vera", commands.confirm_entry, entry_id)
    assert refused.value.code is Refusal.ALREADY_DONE


def test_confirming_twice_takes_one_position(room: Room) -> None:
    proposal_id = room.in_consensus()
    entry_id = room.enters(*room.at_item(proposal_id), "support")
    room.answers_entry("Vera", commands.confirm_entry, entry_id)
    with pytest.raises(RefusedError):
        room.answers_entry("Vera", commands.confirm_entry, entry_id)
    assert room.count(Position) == 1


def test_a_second_entry_takes_the_place_of_one_that_waits(room: Room) -> None:
    proposal_id = room.in_consensus()
    at = room.at_item(proposal_id)
    first = room.enters(*at, "support")
    second = room.enters(*at, "abstain")
    assert room.entry(first).fate is Fate.REPLACED
    room.answers_entry("Vera", commands.confirm_entry, second)
    assert room.position(proposal_id) is PositionCode.ABSTAIN


@pytest.mark.parametrize("who", ["Femi", "Vera", "Owen", "Sam"])
def test_only_the_secretary_enters(room: Room, who: str) -> None:
    at = room.at_item(room.in_consensus())
    with pytest.raises(ForbiddenError):
        room.enters(*at, "support", who=who)
    assert room.count(EnteredPosition) == 0


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"position": "reservation"}, Refusal.REASON_REQUIRED),
        ({"position": "block", "reason": "It floods."}, Refusal.GROUND_REQUIRED),
        ({"position": "recuse", "reason": "Ours."}, Refusal.UNKNOWN_POSITION),
        ({"position": "maybe"}, Refusal.UNKNOWN_POSITION),
        ({"position": "support", "version": 7}, Refusal.STALE_VERSION),
        ({"position": "support", "voice_id": 0}, Refusal.NOT_ON_ROLL),
    ],
)
def test_it_is_refused_where_the_voice_itself_would_be(room: Room, said: dict[str, object], code: Refusal) -> None:
    proposal_id = room.in_consensus()
    meeting_id, item_id = room.at_item(proposal_id)
    voice_id = room.voice_id(proposal_id, VERA)
    with pytest.raises(RefusedError) as refused:
        room.act("Ines", commands.enter_position, meeting_id, **({"item_id": item_id, "voice_id": voice_id} | said))
    assert refused.value.code is code
    assert room.count(EnteredPosition) == 0


def test_it_is_refused_for_a_voice_of_another_roll(room: Room) -> None:
    other = room.in_consensus()
    at = room.at_item(room.in_consensus())
    with pytest.raises(RefusedError) as refused:
        room.act("Ines", commands.enter_position, at[0], item_id=at[1], voice_id=room.voice_id(other, VERA), position="support")
    assert refused.value.code is Refusal.NOT_ON_ROLL


def test_it_is_refused_while_the_item_is_not_open(room: Room) -> None:
    meeting_id, item_id = room.at_item(room.in_consensus())
    room.act("Femi", commands.close_item, meeting_id, item_id=item_id)
    with pytest.raises(InvalidError):
        room.enters(meeting_id, item_id, "support")


def test_it_lapses_with_the_version(room: Room) -> None:
    proposal_id = room.in_consensus()
    room.says("Vera", proposal_id, "abstain")
    entry_id = room.enters(*room.at_item(proposal_id), "support")
    objection = room.objects_in_consensus("Rita", proposal_id)
    for name in ("Owen", "Femi", "Ines", "Bela"):
        room.says(name, proposal_id, "support")
    room.over(proposal_id)
    room.revises(proposal_id, "We meet in autumn.", meets=(objection,))
    assert room.entry(entry_id).fate is Fate.WAITING
    assert waiting_for(room.session, room.actor("Vera"), room.now) == ()
    with pytest.raises(RefusedError):
        room.answers_entry("Vera", commands.confirm_entry, entry_id)
    assert room.position(proposal_id) is PositionCode.ABSTAIN


def test_it_lapses_with_the_window(room: Room) -> None:
    proposal_id = room.in_consensus()
    entry_id = room.enters(*room.at_item(proposal_id), "support", voice="Rita's group")
    for name in ("Owen", "Femi", "Ines", "Vera", "Bela"):
        room.says(name, proposal_id, "support")
    assert len(waiting_for(room.session, room.actor("Rita"), room.now)) == 1
    room.over(proposal_id)
    assert waiting_for(room.session, room.actor("Rita"), room.now) == ()
    with pytest.raises(RefusedError):
        room.answers_entry("Rita", commands.confirm_entry, entry_id)
    assert room.position(proposal_id, "Rita's group") is None


def test_what_the_voice_says_itself_afterwards_goes_before(room: Room) -> None:
    proposal_id = room.in_consensus()
    room.enters(*room.at_item(proposal_id), "support")
    room.says("Vera", proposal_id, "stand_aside", "We have no people.")
    assert waiting_for(room.session, room.actor("Vera"), room.now) == ()


def test_only_who_speaks_for_the_voice_is_asked(room: Room) -> None:
    proposal_id = room.in_consensus()
    room.enters(*room.at_item(proposal_id), "reservation", WORDS)
    asked = waiting_for(room.session, room.actor("Vera"), room.now)
    assert [(each.voice, each.question, each.reason, each.secretary) for each in asked] == [(VERA, QUESTION, WORDS, "Ines")]
    for name in ("Ines", "Femi", "Owen", "Rita"):
        assert waiting_for(room.session, room.actor(name), room.now) == ()


def test_a_block_that_is_confirmed_raises_its_objection(room: Room) -> None:
    proposal_id = room.in_consensus()
    entry_id = room.enters(*room.at_item(proposal_id), "block", "Armed men watch the road.")
    room.answers_entry("Vera", commands.confirm_entry, entry_id)
    assert room.position(proposal_id) is PositionCode.BLOCK


def test_what_was_written_down_of_an_objection_is_all_in_the_objection(room: Room) -> None:
    proposal_id = room.in_consensus()
    at = room.at_item(proposal_id)
    said = {"ground": "harm", "remedy": "Meet in May.", "whom": "Those beyond the ford.", "passage": "in spring"}
    place = {"item_id": at[1], "voice_id": room.voice_id(proposal_id, VERA)}
    entry_id = room.act("Ines", commands.enter_position, at[0], **place, position="object", reason=WORDS, **said)
    page = text_of(room.browser("Vera").get(f"/proposals/{proposal_id}"))
    assert said["whom"] in page
    assert said["passage"] in page
    room.answers_entry("Vera", commands.confirm_entry, entry_id)
    raised = room.session.scalars(select(Objection).where(Objection.proposal_id == proposal_id)).one()
    assert (raised.ground, raised.reason) == (said["ground"], WORDS)
    assert (raised.remedy, raised.whom, raised.passage) == (said["remedy"], said["whom"], said["passage"])
    assert verify(room.session).ok


def test_an_entry_changed_behind_the_programs_back_is_found(room: Room) -> None:
    proposal_id = room.in_consensus()
    room.enters(*room.at_item(proposal_id), "reservation", WORDS)
    told = json.loads(room.session.scalars(select(LedgerEntry.entry).where(LedgerEntry.act == "enter_position")).one() or "{}")
    assert (told["voice"], told["data"]["reason"], told["data"]["code"]) == (VERA, WORDS, "reservation")
    assert TEXT not in json.dumps(told)
