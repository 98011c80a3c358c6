"""For a minute, whoever commented can take it back: the words go, that it was said and taken back stays, and nothing else can go so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from consensus import ledger
from consensus.domain.actor import Actor
from consensus.domain.erasing import ERASED, ERASED_HTML, TAKEN_BACK
from consensus.domain.errors import ForbiddenError, InvalidError, NotFoundError
from consensus.domain.terms import Disposition
from consensus.erasing.commands import erase_entry, take_back_comment
from consensus.proposals import commands as proposing
from consensus.proposals.models import Comment
from consensus.voting import commands as voting
from consensus.voting.record.gathering_words import issues_said
from tests.erasing.test_erasing import everything
from tests.meetings.room import Room
from tests.pages.scene import DAY
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
def test_nobody_takes_back_what_another_said_or_the_same_twice(room: Room) -> None:
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


def issue(room: Room, proposal_id: int) -> int:
    made: int = room.do("Vera", proposing.comment, proposal_id, text=WORDS, is_issue=True)
    return made


def amendment(room: Room, proposal_id: int) -> int:
    made: int = room.do("Vera", proposing.suggest_amendment, proposal_id, passage="We meet", amendment=f"{WORDS}, we meet", text="")
    return made


@pytest.mark.parametrize("raised", [issue, amendment])
def test_an_issue_or_an_amendment_that_waits_is_taken_back_and_nothing_waits_for_it(room: Room, raised: Callable[[Room, int], int]) -> None:
    proposal_id = room.in_comment()
    comment_id = raised(room, proposal_id)
    address, vera = f"/proposals/{proposal_id}", room.browser("Vera")
    door = f"{address}/comments/{comment_id}/take-back"
    assert (door in text_of(vera.get(address)), door in text_of(room.browser("Owen").get(address))) == (True, False)
    assert vera.post(door).status_code == 303
    assert WORDS not in everything(room.session)
    assert ledger.verify(room.session).problems == ()
    page = text_of(room.browser("Owen").get(address))
    assert (TAKEN_BACK in page, "waits for an answer" in page) == (True, False)
    # The guard of T6 asks that every issue has its answer: this one is none any more, and no record names it.
    with pytest.raises(NotFoundError):
        room.do("Owen", proposing.answer_issue, proposal_id, comment_id=comment_id, disposition=Disposition.ACCEPTED, text="No.")
    room.tick(31 * DAY)
    room.do("Femi", voting.call_for_objections, proposal_id)
    assert issues_said(room.session, proposal_id) == ()


@ON_SQLITE
def test_an_issue_stands_once_it_has_its_answer_or_is_in_the_record_of_a_decision(room: Room) -> None:
    def refused(comment_id: int, proposal_id: int, sentence: str) -> None:
        before, vera = room.entries(), room.browser("Vera")
        door = f"/proposals/{proposal_id}/comments/{comment_id}/take-back"
        assert door not in text_of(vera.get(f"/proposals/{proposal_id}"))
        answer = vera.post(door)
        assert (answer.status_code, sentence in text_of(answer), room.entries() == before) == (422, True, True)

    answered = room.in_comment()
    comment_id = issue(room, answered)
    room.do("Owen", proposing.answer_issue, answered, comment_id=comment_id, disposition=Disposition.ACCEPTED, text="Yes.")
    refused(comment_id, answered, "This has its answer, so it stands.")
    withdrawn = room.in_comment()
    comment_id = issue(room, withdrawn)
    room.do("Owen", voting.withdraw_proposal, withdrawn, reason="We meet elsewhere.")
    refused(comment_id, withdrawn, "part of the record of the decision")


@ON_SQLITE
def test_no_steward_erases_an_issue_and_the_database_lets_nobody_empty_one_in_another_way(room: Room) -> None:
    proposal_id = room.in_comment()
    for raised in (issue, amendment):
        comment_id = raised(room, proposal_id)
        index = len(room.entries()) - 1
        room.session.rollback()
        with pytest.raises(InvalidError, match="part of the record"):
            erase_entry(room.session, actor=room.steward, index=index, reason="It is untrue.", now=room.now)
        room.session.rollback()
        gone = {"text": ERASED, "html": ERASED_HTML, "is_issue": False, "passage": None, "amendment": None}
        with pytest.raises(IntegrityError, match="written once"):
            room.session.execute(update(Comment).where(Comment.id == comment_id).values(gone))
        room.session.rollback()


@ON_SQLITE
def test_a_steward_cannot_make_an_erasure_look_like_the_authors(room: Room) -> None:
    said(room)
    index = len(room.entries()) - 1
    room.session.rollback()
    with pytest.raises(InvalidError, match="reason of your own"):
        erase_entry(room.session, actor=room.steward, index=index, reason=TAKEN_BACK, now=room.now)
