"""For a minute, whoever commented can take it back: the words go, that it was said and taken back stays, and nothing else can go so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consensus import ledger
from consensus.domain.actor import Actor
from consensus.domain.erasing import TAKEN_BACK
from consensus.domain.errors import ForbiddenError, InvalidError
from consensus.erasing.commands import erase_entry, take_back_comment
from consensus.proposals import commands as proposing
from tests.erasing.test_erasing import everything
from tests.meetings.room import Room
from tests.support.browsing import text_of

ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
SECOND = timedelta(seconds=1)
WORDS = "Sent to the wrong people"


def said(room: Room, *, is_issue: bool = False) -> tuple[str, int]:
    proposal_id = room.in_comment()
    return f"/proposals/{proposal_id}", room.do("Vera", proposing.comment, proposal_id, text=WORDS, is_issue=is_issue)


def test_within_a_minute_the_words_go_and_the_record_says_who_took_them_back(room: Room) -> None:
    address, comment_id = said(room)
    room.tick(60 * SECOND)
    vera, door = room.browser("Vera"), f"{address}/comments/{comment_id}/take-back"
    assert door in text_of(vera.get(address))
    assert door not in text_of(room.browser("Ines").get(address))
    assert vera.post(door).status_code == 303
    assert WORDS not in everything(room.session)
    found = ledger.verify(room.session)
    assert (found.problems, found.erased, room.entries()[-2:]) == ((), 1, ["comment", "erase"])
    page = text_of(room.browser("Ines").get(address))
    assert (TAKEN_BACK in page, "by the steward" in page, door in text_of(vera.get(address))) == (True, False, False)
    assert "Vera took the words of entry" in text_of(room.browser("Ines").get(f"{address}/timeline"))


@ON_SQLITE
def test_after_a_minute_it_stands_and_the_way_back_is_gone(room: Room) -> None:
    address, comment_id = said(room)
    before = room.entries()
    room.tick(61 * SECOND)
    vera, door = room.browser("Vera"), f"{address}/comments/{comment_id}/take-back"
    assert door not in text_of(vera.get(address))
    answer = vera.post(door)
    assert (answer.status_code, "for a minute after it was said" in text_of(answer)) == (422, True)
    assert room.entries() == before
    assert WORDS in text_of(vera.get(address))


@ON_SQLITE
def test_nobody_takes_back_what_another_said_or_an_issue_or_the_same_twice(room: Room) -> None:
    _, comment_id = said(room)

    def takes(actor: Actor, comment_id: int) -> None:
        room.session.rollback()
        take_back_comment(room.session, actor=actor, comment_id=comment_id, now=room.now)

    for name in ("Ines", "Sam"):
        with pytest.raises(ForbiddenError):
            takes(room.actor(name), comment_id)
    takes(room.actor("Vera"), comment_id)
    with pytest.raises(InvalidError, match="erased already"):
        takes(room.actor("Vera"), comment_id)
    _, issue_id = said(room, is_issue=True)
    with pytest.raises(InvalidError, match="must be answered"):
        takes(room.actor("Vera"), issue_id)


@ON_SQLITE
def test_a_steward_cannot_make_an_erasure_look_like_the_authors(room: Room) -> None:
    said(room)
    index = len(room.entries()) - 1
    room.session.rollback()
    with pytest.raises(InvalidError, match="reason of your own"):
        erase_entry(room.session, actor=room.steward, index=index, reason=TAKEN_BACK, now=room.now)
